//! Norm clipping: `u_i ← u_i · min(1, τ / ‖u_i‖)`.

use crate::{
	fixed::{div_half_even, FRACTION_BITS},
	gram::Gram,
};
use alloc::{vec, vec::Vec};
use guild_primitives::{Coefficient, COEFFICIENT_ONE};

/// The Gram matrix of the updates clipped to L2 norm `tau`, in lanes, and the rows that clip them.
///
/// Factors are rounded down, so that no clipped norm exceeds `tau`.
pub fn clip(gram: &Gram, tau: u64) -> (Gram, Vec<Vec<Coefficient>>) {
	let n = gram.len();
	let factors: Vec<Coefficient> = (0..n).map(|i| factor(gram.get(i, i), tau)).collect();
	let factor_of = |i: usize| i128::from(factors.get(i).copied().unwrap_or(0));
	// |G_ij| < 2^57 and both factors are at most 2^32, so the product is below 2^121, and the quotient at most |G_ij|.
	let clipped = Gram::from_lower(n, |i, j| {
		div_half_even(i128::from(gram.get(i, j)) * factor_of(i) * factor_of(j), 1 << (2 * FRACTION_BITS)) as i64
	});
	let rows = factors.iter().enumerate().map(|(i, factor)| {
		let mut row = vec![0; n];
		if let Some(own) = row.get_mut(i) {
			*own = *factor;
		}
		row
	});
	(clipped, rows.collect())
}

/// `min(1, tau / √squared_norm)` with 32 fraction bits, rounded down.
fn factor(squared_norm: i64, tau: u64) -> Coefficient {
	let squared_norm = u128::from(squared_norm.max(0).unsigned_abs());
	let squared_tau = u128::from(tau) * u128::from(tau);
	if squared_norm <= squared_tau {
		return COEFFICIENT_ONE;
	}
	// Here τ² < ‖u‖² < 2^57, so the shift stays below 2^121, and the root is at most 2^32. The root of a floored quotient
	// is the floor of the root of the exact one.
	((squared_tau << (2 * FRACTION_BITS)) / squared_norm).isqrt() as Coefficient
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn only_the_long_are_shortened() {
		let gram = Gram::new(2, vec![100, 30, 30, 10_000]).unwrap();
		let (clipped, rows) = clip(&gram, 50);
		assert_eq!(rows, [vec![COEFFICIENT_ONE, 0], vec![0, COEFFICIENT_ONE / 2]]);
		assert_eq!(clipped, Gram::new(2, vec![100, 15, 15, 2500]).unwrap());
	}

	proptest! {
		#[test]
		fn no_clipped_norm_exceeds_tau(squared in 0i64..1 << 57, tau in prop_oneof![1u64..1 << 29, any::<u64>()]) {
			let factor = factor(squared, tau) as u128;
			prop_assert!(factor <= 1 << 32);
			// factor² · squared ≤ tau² · 2^64, and the left side is below 2^121.
			prop_assert!((factor * factor * squared as u128).div_ceil(1 << 64) <= u128::from(tau) * u128::from(tau));
		}
	}
}
