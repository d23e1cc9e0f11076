//! Static norm clipping (Sun, Kairouz, Suresh, McMahan 2019, "Can you really backdoor federated learning?"):
//! `u_i ← u_i · min(1, τ / ‖u_i‖)`, with τ a parameter of the task.
//!
//! - **Guarantee**: no update adds more than τ to the length of a mean; direction is not looked at. By itself it makes no
//!   rule robust: before an (f, κ)-robust rule the whole is so about the mean of the *clipped* honest updates, which a τ below their
//!   norms moves. Breakdown is that of the rule that follows; the step asks nothing of n and f.
//! - **Rounding**: the factor is a floor with 32 fraction bits, so that no clipped norm exceeds τ; the new matrix has one
//!   division an entry, half to even. ByzFL clips in place with floats, so that a norm may exceed τ by their rounding.
//! - **Weights** do not enter; a clipped update keeps its weight.

use super::{Map, Seen, ONE};
use crate::{
	count::{count, DIVISION, ROOT},
	fixed::FRACTION_BITS,
};

/// Each update scaled to an L2 norm of at most `tau` lanes.
///
/// Factors are rounded down, so that no clipped norm exceeds `tau`.
pub fn map(seen: Seen<'_>, tau: u64) -> Map {
	to_squared_norm(seen, u128::from(tau) * u128::from(tau))
}

/// Each update scaled to a squared L2 norm of at most `squared_tau`.
pub(super) fn to_squared_norm(seen: Seen<'_>, squared_tau: u128) -> Map {
	count(seen.count() as u64 * (ROOT + DIVISION + 4));
	let rows = (0..seen.count()).map(|i| alloc::vec![(i, factor(seen.gram.get(i, i), squared_tau))]);
	Map { rows: rows.collect(), denominator: ONE, weights: seen.weights.to_vec() }
}

/// `min(1, √(squared_tau / squared_norm))` with 32 fraction bits, rounded down.
fn factor(squared_norm: i64, squared_tau: u128) -> u64 {
	let squared_norm = u128::from(squared_norm.max(0).unsigned_abs());
	if squared_norm <= squared_tau {
		return ONE;
	}
	// Here τ² < ‖u‖² < 2^57, so the shift stays below 2^121, and the root is at most 2^32. The root of a floored quotient
	// is the floor of the root of the exact one.
	((squared_tau << (2 * FRACTION_BITS)) / squared_norm).isqrt() as u64
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{gram::Gram, pre::Transformed};
	use guild_primitives::{PreStep, Root, COEFFICIENT_ONE};
	use proptest::prelude::*;

	#[test]
	fn only_the_long_are_shortened() {
		let gram = Gram::new(2, vec![100, 30, 30, 10_000]).unwrap();
		let clipped = Transformed::identity(gram, vec![1; 2]).then(PreStep::Clip { tau: 50 }, 0, &Root([0; 32]), 0);
		assert_eq!(clipped.rows, [vec![COEFFICIENT_ONE, 0], vec![0, COEFFICIENT_ONE / 2]]);
		assert_eq!(clipped.gram, Gram::new(2, vec![100, 15, 15, 2500]).unwrap());
	}

	proptest! {
		#[test]
		fn no_clipped_norm_exceeds_tau(squared in 0i64..1 << 57, tau in prop_oneof![1u64..1 << 29, any::<u64>()]) {
			let factor = u128::from(factor(squared, u128::from(tau) * u128::from(tau)));
			prop_assert!(factor <= 1 << 32);
			// factor² · squared ≤ tau² · 2^64, and the left side is below 2^121.
			prop_assert!((factor * factor * squared as u128).div_ceil(1 << 64) <= u128::from(tau) * u128::from(tau));
		}
	}
}
