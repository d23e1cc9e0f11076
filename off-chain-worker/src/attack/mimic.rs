//! Mimic (Karimireddy, He, Jaggi 2022, "Byzantine-Robust Learning on Heterogeneous Datasets via Bucketing", section 3).
//! Omniscient.

use super::vectors::{dot, mean};

/// Which honest update to send again, byte for byte: all liars the same, so that one member's data count many times.
///
/// It is the update that is farthest along the direction z in which the honest differ most: `argmax_i |⟨z, u_i⟩|`. z
/// follows the top eigenvector of their covariance by Oja's rule over the rounds, as in the paper (its appendix on the
/// Mimic attack): `z ← t/(t+1)·z + 1/(t+1)·Σ_i (u_i − µ)⟨u_i − µ, z⟩`, then of length 1. Here each round takes ten such
/// steps, so that a few rounds are enough. The lie is an honest update, so no rule can see it; it shows what a rule does
/// to those who differ for good reasons.
///
/// `direction` is remembered between rounds, and begins empty. Ties go to the lower place.
pub fn choose(honest: &[Vec<f64>], direction: &mut Vec<f64>) -> usize {
	let mean = mean(honest);
	let centred: Vec<Vec<f64>> =
		honest.iter().map(|update| update.iter().zip(&mean).map(|(x, mean)| x - mean).collect()).collect();
	if direction.len() != mean.len() {
		// No direction is known: that in which the first differs.
		*direction = centred.iter().find(|update| dot(update, update) > 0.0).cloned().unwrap_or_default();
	}
	for _ in 0..10 {
		let mut next = direction.clone();
		for update in &centred {
			let along = dot(update, direction);
			next.iter_mut().zip(update).for_each(|(next, x)| *next += along * x);
		}
		let norm = dot(&next, &next).sqrt();
		if norm > 0.0 {
			*direction = next.iter().map(|x| x / norm).collect();
		}
	}
	let mut chosen = (0, f64::NEG_INFINITY);
	for (place, update) in honest.iter().enumerate() {
		let along = dot(update, direction).abs();
		if along > chosen.1 {
			chosen = (place, along);
		}
	}
	chosen.0
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_one_that_differs_most_along_the_main_direction_is_chosen() {
		// The honest differ along the first lane alone by much; member 2 is the farthest there.
		let honest = vec![vec![1.0, 5.0], vec![-2.0, 5.5], vec![9.0, 4.5], vec![0.0, 5.0]];
		let mut direction = Vec::new();
		assert_eq!(choose(&honest, &mut direction), 2);
		// numpy.linalg.eigh of the covariance: ±(0.99692, −0.07841).
		assert!((direction[0].abs() - 0.996_921_58).abs() < 1e-6, "{direction:?}");
		assert!(direction[0] * direction[1] < 0.0);
	}

	#[test]
	fn the_direction_is_kept_from_round_to_round() {
		let mut direction = vec![1.0, 0.0];
		// Nobody differs: the direction stays, and whoever is farthest along it is chosen; the first of equals.
		assert_eq!(choose(&[vec![2.0, 0.0], vec![2.0, 0.0]], &mut direction), 0);
		assert_eq!(direction, [1.0, 0.0]);
		assert_eq!(choose(&[], &mut Vec::new()), 0);
	}
}
