//! The weighted geometric median by smoothed Weiszfeld (Pillutla, Kakade, Harchaoui 2022, "Robust aggregation for
//! federated learning", algorithm 2), in n-space.
//!
//! Minimises `Σ w_i ‖v − u_i‖`. An iterate `v = Σ c_i u_i` is its coefficients; a step is
//! `β_i = w_i / max(ν, ‖v − u_i‖)`, `c ← β / Σ β`. It starts at the weighted mean, and stops after `iterations` steps or
//! as soon as no coefficient moved by more than 2^-24. That stop is part of the definition.
//!
//! - **Guarantee**: breakdown point 1/2 by weight: liars of less than half of the weight cannot move it without bound. With
//!   equal weights and n ≥ 2f + 1 the exact median is (f, κ)-robust (Allouah et al. 2023) with κ = 4 (1 + f / (n − 2f))²: by the
//!   triangle inequality `(n − 2f) ‖v − x̄‖ ≤ 2 Σ_S ‖u_i − x̄‖ + e`, where S are any n − f updates, x̄ is their mean, and e is how far
//!   `Σ ‖v − u_i‖` is above its minimum. Smoothing adds at most nν/2 to e; the stop adds what later steps would still have
//!   gained, for which no bound is claimed.
//! - **Libraries differ** in the stop (ByzFL takes three steps by default, which is not near the median when a liar is far),
//!   and in ν, which some do not have. ν ≥ 1 lane here.
//! - **Rounding**: a distance is a floor with 32 fraction bits; so is a pull, with 95; coefficients are floors with 32, what
//!   is missing to 1 goes to the largest, of equal ones to that of the lower index.
//! - **Weights** from outside are `w`.

use super::mean;
use crate::{
	count::{count, DIVISION, ROOT},
	fixed::{normalise, FRACTION_BITS},
	gram::Gram,
};
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// The largest move of a coefficient that still counts as standing still: 2^-24.
const STILL: u64 = 1 << (FRACTION_BITS - 24);

/// Fraction bits of the quotient `w / max(ν, distance)` before it is normalised. With w < 2^32 and a divisor of at least
/// 2^32 (ν ≥ 1 lane), the quotient is below 2^95, which [`normalise`] allows. With a divisor of at most 2^64 it is at
/// least 2^31 for every update, so its floor loses nothing that 32 fraction bits could show.
const QUOTIENT_BITS: u32 = 95;

/// One row: the coefficients of the smoothed geometric median. `nu` is in lanes.
pub fn row(gram: &Gram, weights: &[u32], iterations: u16, nu: u32) -> Vec<Coefficient> {
	let mut row = mean::row(weights);
	for _ in 0..iterations {
		let next = step(gram, weights, nu, &row);
		let moved = row.iter().zip(&next).map(|(old, new)| old.abs_diff(*new)).max().unwrap_or(0);
		row = next;
		if moved <= STILL {
			break;
		}
	}
	row
}

/// One step of Weiszfeld. `nu` is in lanes.
pub(super) fn step(gram: &Gram, weights: &[u32], nu: u32, row: &[Coefficient]) -> Vec<Coefficient> {
	let smoothing = u128::from(nu.max(1)) << FRACTION_BITS;
	count(weights.len() as u64 * (ROOT + DIVISION + 4));
	let squared_distances = gram.squared_distances_from(row); // 64 fraction bits, so their roots have 32.
	let pulls: Vec<u128> = weights
		.iter()
		.zip(&squared_distances)
		.map(|(weight, squared)| (u128::from(*weight) << QUOTIENT_BITS) / squared.isqrt().max(smoothing))
		.collect();
	normalise(&pulls)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// On a line every point has its coefficient, and the Gram matrix is the product of places.
	fn on_a_line(places: &[i64]) -> Gram {
		Gram::from_lower(places.len(), |i, j| places[i] * places[j])
	}

	fn place(row: &[Coefficient], places: &[i64]) -> i64 {
		row.iter().zip(places).map(|(c, p)| c * p).sum::<i64>() >> 32
	}

	#[test]
	fn on_a_line_it_is_the_median_however_far_the_outlier() {
		for outlier in [1_000, 100_000] {
			let places = [-100, 0, 10, 20, outlier];
			let row = row(&on_a_line(&places), &[1; 5], 1000, 1);
			assert!((9..=10).contains(&place(&row, &places)), "{}", place(&row, &places));
		}
	}

	#[test]
	fn weight_moves_it() {
		let places = [0, 1_000];
		let row = row(&on_a_line(&places), &[1, 3], 1000, 1);
		assert!(place(&row, &places) >= 999);
	}

	#[test]
	fn equal_updates_leave_it_at_the_mean() {
		assert_eq!(row(&on_a_line(&[7; 4]), &[1, 2, 3, 4], 200, 1), mean::row(&[1, 2, 3, 4]));
	}

	#[test]
	fn extremes_of_weights_smoothing_and_distance_do_not_overflow() {
		let far = crate::gram::ENTRY_BOUND - 1;
		let gram = Gram::from_lower(128, |i, j| if (i + j) % 2 == 0 { far } else { -far });
		for nu in [1, u32::MAX] {
			let weights: Vec<u32> = (0..128).map(|i| if i % 3 == 0 { u32::MAX } else { 1 }).collect();
			assert_eq!(row(&gram, &weights, 200, nu).iter().sum::<i64>(), 1 << 32);
		}
	}
}
