//! Min-Max and Min-Sum (Shejwalkar, Houmansadr 2021, "Manipulating the Byzantine", section IV). Omniscient.
//!
//! Both send `µ + γ·p`: the honest mean, moved along a direction p that hurts, as far as distances to honest updates stay
//! within what they are among the honest. p is minus the standard deviation (`∇p_std`, lane by lane), which the paper
//! finds strongest in most of its tables. The paper comes near the largest γ by halving steps; here it is the root of the
//! quadratic that stands behind it, so it is the largest.

use super::vectors::{deviation, dot, mean, squared_distance};

/// The largest γ with `max_i ‖µ + γp − u_i‖ ≤ max_ij ‖u_i − u_j‖` (the paper's equation 4).
pub fn min_max(honest: &[Vec<f64>]) -> Vec<f64> {
	let widest = pairs(honest).fold(0.0, f64::max);
	moved(honest, |mean, p| {
		let squared = dot(p, p);
		// ‖µ − u‖² + 2γ⟨µ − u, p⟩ + γ²‖p‖² = widest, for each u; µ is nearer to u than the farthest is, so γ ≥ 0.
		let root = |update: &Vec<f64>| {
			let along = dot(mean, p) - dot(update, p);
			let rest = widest - squared_distance(mean, update);
			(-along + (along * along + squared * rest).max(0.0).sqrt()) / squared
		};
		honest.iter().map(root).fold(f64::INFINITY, f64::min)
	})
}

/// The largest γ with `Σ_i ‖µ + γp − u_i‖² ≤ max_i Σ_j ‖u_i − u_j‖²` (the paper's equation 5).
pub fn min_sum(honest: &[Vec<f64>]) -> Vec<f64> {
	let sum_from = |from: &Vec<f64>| honest.iter().map(|to| squared_distance(from, to)).sum::<f64>();
	let widest = honest.iter().map(sum_from).fold(0.0, f64::max);
	moved(honest, |mean, p| {
		// The deviations from a mean add up to 0, so that the linear term vanishes.
		let around_mean = honest.iter().map(|update| squared_distance(mean, update)).sum::<f64>();
		((widest - around_mean).max(0.0) / (honest.len() as f64 * dot(p, p))).sqrt()
	})
}

/// `µ + γ·p` for p = −σ.
fn moved(honest: &[Vec<f64>], gamma: impl Fn(&[f64], &[f64]) -> f64) -> Vec<f64> {
	let mean = mean(honest);
	let p: Vec<f64> = deviation(honest, &mean).iter().map(|deviation| -deviation).collect();
	if dot(&p, &p) == 0.0 {
		return mean; // All honest updates are equal: every other one is seen.
	}
	let gamma = gamma(&mean, &p);
	mean.iter().zip(&p).map(|(mean, p)| mean + gamma * p).collect()
}

/// Squared distances of all pairs.
fn pairs(updates: &[Vec<f64>]) -> impl Iterator<Item = f64> + '_ {
	let from = updates.iter().enumerate();
	from.flat_map(|(i, a)| updates.iter().skip(i + 1).map(move |b| squared_distance(a, b)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::attack::vectors::three;
	use proptest::prelude::{prop, prop_assert, proptest};

	/// NumPy, with γ = 0.919210776 and γ = 1.260252076 by 200 halvings.
	const MIN_MAX: [f64; 3] = [1.249_467_544_6, 1.014_277_772_0, -2.251_597_366_4];
	const MIN_SUM: [f64; 3] = [0.971_008_489_1, 0.277_544_361_1, -3.086_974_532_6];

	#[test]
	fn the_farthest_honest_update_is_exactly_as_far_as_the_honest_are_from_each_other() {
		let lie = min_max(&three());
		let farthest = three().iter().map(|update| squared_distance(&lie, update)).fold(0.0, f64::max);
		// The squared distances of the pairs are 14, 35 and 53.
		assert!((farthest - 53.0).abs() < 1e-9, "{farthest}");
		for (is, should) in lie.iter().zip(MIN_MAX) {
			assert!((is - should).abs() < 1e-7, "{lie:?}");
		}
	}

	#[test]
	fn the_sum_to_all_is_exactly_that_of_the_most_remote_honest_update() {
		let lie = min_sum(&three());
		let sum: f64 = three().iter().map(|update| squared_distance(&lie, update)).sum();
		assert!((sum - 88.0).abs() < 1e-9, "{sum}");
		for (is, should) in lie.iter().zip(MIN_SUM) {
			assert!((is - should).abs() < 1e-7, "{lie:?}");
		}
	}

	proptest! {
		#[test]
		fn the_lie_is_as_far_as_allowed_and_no_farther(
			honest in prop::collection::vec(prop::collection::vec(-1e3..1e3, 5), 2..9),
		) {
			let widest = pairs(&honest).fold(0.0, f64::max);
			let farthest = |lie: &[f64]| honest.iter().map(|u| squared_distance(lie, u)).fold(0.0, f64::max);
			prop_assert!((farthest(&min_max(&honest)) / widest - 1.0).abs() < 1e-6);
			let sum = |from: &[f64]| honest.iter().map(|u| squared_distance(from, u)).sum::<f64>();
			let most = honest.iter().map(|u| sum(u)).fold(0.0, f64::max);
			prop_assert!((sum(&min_sum(&honest)) / most - 1.0).abs() < 1e-6);
		}
	}

	#[test]
	fn equal_updates_leave_nothing_to_hide_among() {
		let equal = vec![vec![2.0, -1.0]; 3];
		assert_eq!(min_max(&equal), [2.0, -1.0]);
		assert_eq!(min_sum(&equal), [2.0, -1.0]);
		assert!(min_max(&[]).is_empty());
	}
}
