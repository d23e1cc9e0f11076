//! Centered clipping (Karimireddy, He, Jaggi 2021, "Learning from history for Byzantine robust optimization", algorithm 2).
//!
//! From `v₀`, the previous aggregate, `l` times: `v ← v + Σ p_i (u_i − v) · min(1, τ / ‖u_i − v‖)`, where `p` are the
//! weights in proportion (1/n in the paper).
//!
//! - **Guarantee**: whatever the liars send, one of weight p moves the aggregate by at most `l · p · τ` away from where it
//!   was. The paper's bound on the error is for f ≤ n / 10, equal weights, a τ that suits the honest spread, and
//!   a `v₀` near the honest mean. A task with a larger f is refused; the rule itself does not read f.
//! - **In n-space**: `v` is a row over the updates and the previous aggregate. A step keeps every coefficient
//!   non-negative and their sum at most 1, so that a row of zeros (no previous aggregate: v₀ = 0) stays below 1.
//! - **Rounding**: distances are floors with 32 fraction bits, factors `τ / distance` floors with 32 fraction bits, every
//!   product of coefficients a floor. The previous aggregate's coefficient is what is missing to 1.
//! - **Stop**: after exactly `iterations` steps. Where there is no history libraries start at zero or at some
//!   other guess; here it is zero.
//! - **Weights** from outside are `p`.

use super::{mean, Given};
use crate::{
	count::{count, DIVISION, ROOT},
	fixed::FRACTION_BITS,
	gram::Gram,
	pre::{unit_row, ONE},
};
use alloc::{vec, vec::Vec};
use guild_primitives::{Coefficient, COEFFICIENT_ONE};

/// One row, over the updates and the previous aggregate if there is one.
pub fn row(given: &Given<'_>, tau: u64, iterations: u16) -> Vec<Coefficient> {
	let width = given.around.len();
	let previous = (width > given.count()).then(|| given.count());
	let parts = mean::row(given.weights);
	let start = previous.map_or_else(|| vec![0; width], |place| unit_row(width, place));
	(0..iterations).fold(start, |row, _| step(given.around, &parts, previous, tau, &row))
}

/// One step.
fn step(
	gram: &Gram,
	parts: &[Coefficient],
	previous: Option<usize>,
	tau: u64,
	row: &[Coefficient],
) -> Vec<Coefficient> {
	count(row.len() as u64 * (ROOT + DIVISION + 12));
	let squared_distances = gram.squared_distances_from(row); // 64 fraction bits, so their roots have 32.
	let pulls: Vec<Coefficient> = parts
		.iter()
		.zip(&squared_distances)
		.map(|(part, squared)| product(*part, factor(squared.isqrt(), tau) as Coefficient))
		.collect();
	// Parts sum to 1 and factors are at most 1.
	let kept = COEFFICIENT_ONE - pulls.iter().sum::<Coefficient>();
	let pulls = pulls.into_iter().chain(previous.map(|_| 0));
	let mut next: Vec<Coefficient> = row.iter().zip(pulls).map(|(c, pull)| product(*c, kept) + pull).collect();
	if let Some(own) = previous.and_then(|place| next.get_mut(place)) {
		*own = 0;
		let others: Coefficient = next.iter().sum();
		if let Some(own) = previous.and_then(|place| next.get_mut(place)) {
			*own = COEFFICIENT_ONE - others;
		}
	}
	next
}

/// `min(1, tau / distance)` with 32 fraction bits, rounded down; `distance` has 32 fraction bits.
fn factor(distance: u128, tau: u64) -> u64 {
	if distance <= u128::from(tau) << FRACTION_BITS {
		return ONE;
	}
	((u128::from(tau) << (2 * FRACTION_BITS)) / distance) as u64 // Less than 2^32, as τ · 2^32 < distance.
}

/// The product of two coefficients from 0 to 1, rounded down.
fn product(a: Coefficient, b: Coefficient) -> Coefficient {
	((i128::from(a) * i128::from(b)) >> FRACTION_BITS) as Coefficient
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The place of the aggregate on a line, with 32 fraction bits; the last place is the previous aggregate's.
	fn place(places: &[i64], weights: &[u32], tau: u64, iterations: u16) -> i64 {
		let gram = Gram::from_lower(places.len(), |i, j| places[i] * places[j]);
		let updates = gram.select(&(0..weights.len()).collect::<Vec<_>>());
		let given = Given { gram: &updates, around: &gram, weights, f: 0 };
		row(&given, tau, iterations).iter().zip(places).map(|(c, place)| c * place).sum()
	}

	#[test]
	fn a_step_moves_by_clipped_differences() {
		// From 100: differences −10, 5, and 900 clipped to 40; by quarters and a half.
		let moved = (-10 * COEFFICIENT_ONE + 5 * COEFFICIENT_ONE + 2 * 40 * COEFFICIENT_ONE) / 4;
		let found = place(&[90, 105, 1000, 100], &[1, 1, 2], 40, 1);
		assert!(found.abs_diff(100 * COEFFICIENT_ONE + moved) < 5_000, "{found}");
	}

	#[test]
	fn without_a_previous_aggregate_it_starts_at_zero() {
		assert_eq!(place(&[10, 30], &[1, 1], 1000, 1), 20 * COEFFICIENT_ONE);
		let clipped = place(&[10, 30], &[1, 1], 8, 1);
		assert!((8 * COEFFICIENT_ONE - 100..=8 * COEFFICIENT_ONE).contains(&clipped), "{clipped}");
	}

	#[test]
	fn a_wide_clip_norm_is_the_weighted_mean_at_once() {
		let places = [7i64, 9, 11, -3, 500];
		let gram = Gram::from_lower(5, |i, j| places[i] * places[j]);
		let updates = gram.select(&[0, 1, 2, 3]);
		for weights in [[1, 1, 1, 1], [3, 1, 9, u32::MAX]] {
			let given = Given { gram: &updates, around: &gram, weights: &weights, f: 0 };
			assert_eq!(row(&given, u64::MAX, 3)[..4], mean::row(&weights));
		}
	}

	#[test]
	fn a_liar_moves_it_by_no_more_than_its_part_of_tau_a_step() {
		for liar in [0, 1_000, 1_000_000, 100_000_000] {
			let honest = place(&[100, 100, 100, 100], &[1, 1, 1], 10, 3);
			let lied_to = place(&[100, 100, liar, 100], &[1, 1, 1], 10, 3);
			assert!(honest.abs_diff(lied_to) <= 10 * COEFFICIENT_ONE as u64 + 10_000);
		}
	}

	#[test]
	fn extremes_do_not_overflow() {
		let far = crate::gram::ENTRY_BOUND - 1;
		let gram = Gram::from_lower(128, |i, j| if (i + j) % 2 == 0 { far } else { -far });
		for (count, tau) in [(128, 1), (127, 1), (127, u64::MAX), (128, 1 << 29)] {
			let updates = gram.select(&(0..count).collect::<Vec<_>>());
			let given = Given { gram: &updates, around: &gram, weights: &vec![u32::MAX; count], f: 0 };
			let row = row(&given, tau, 50);
			assert!(row.iter().all(|c| *c >= 0) && row.iter().sum::<i64>() <= COEFFICIENT_ONE);
		}
	}
}
