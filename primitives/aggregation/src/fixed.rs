//! Rounding, and coefficients with 32 fraction bits.

use crate::count::{count, DIVISION};
use alloc::vec::Vec;
use guild_primitives::{Coefficient, COEFFICIENT_ONE};

/// Fraction bits of a coefficient.
pub const FRACTION_BITS: u32 = COEFFICIENT_ONE.trailing_zeros();

/// The largest exclusive bound of a weight given to [`normalise`].
pub const WEIGHT_BOUND: u128 = 1 << 96;

/// `numerator / denominator`, rounded to the nearest integer, half to even; 0 if the denominator is not positive.
///
/// Law: |2·(r·denominator − numerator)| ≤ denominator, and r is even where that is an equality.
/// `|numerator|` and `denominator` stay below 2^126.
pub fn div_half_even(numerator: i128, denominator: i128) -> i128 {
	if denominator <= 0 {
		return 0;
	}
	let floor = numerator.div_euclid(denominator);
	let twice_rest = 2 * numerator.rem_euclid(denominator); // < 2^127, as the denominator is below 2^126.
	match twice_rest.cmp(&denominator) {
		core::cmp::Ordering::Less => floor,
		core::cmp::Ordering::Greater => floor + 1,
		core::cmp::Ordering::Equal => floor + (floor & 1),
	}
}

/// `value / 2^32`, rounded half to even, for |value| ≤ 2^62.
///
/// Adding half minus one, and one more if the floor is odd, carries exactly when the fraction is above one half, or is
/// one half over an odd floor.
#[inline(always)]
pub fn round_coefficient_product(value: i64) -> i64 {
	const HALF_MINUS_ONE: i64 = (1 << (FRACTION_BITS - 1)) - 1;
	(value + HALF_MINUS_ONE + ((value >> FRACTION_BITS) & 1)) >> FRACTION_BITS
}

/// Coefficients in the proportion of `weights` that sum to exactly 1: floors, and the remainder to the largest
/// coefficient, of equal ones to that of the lower index. All zero if there is no weight.
///
/// Each weight is below [`WEIGHT_BOUND`] and there are at most 128, so `weight · 2^32` fits in `u128`, and a quotient
/// is at most 2^32.
pub fn normalise(weights: &[u128]) -> Vec<Coefficient> {
	count(weights.len() as u64 * (DIVISION + 5));
	let total: u128 = weights.iter().sum();
	if total == 0 {
		return weights.iter().map(|_| 0).collect();
	}
	let mut row: Vec<Coefficient> =
		weights.iter().map(|weight| ((weight << FRACTION_BITS) / total) as Coefficient).collect();
	give_remainder(&mut row, COEFFICIENT_ONE);
	row
}

/// The coefficients `numerator / denominator`, for numerators that sum to at most the denominator, which is at most 2^32:
/// floors, and what is missing to the floor of their exact sum to the largest coefficient, of equal ones to that of the
/// lower index.
pub fn fractions(numerators: &[u64], denominator: u64) -> Vec<Coefficient> {
	count(numerators.len() as u64 * (DIVISION + 5));
	let denominator = u128::from(denominator.max(1));
	let quotient = |numerator: u128| ((numerator << FRACTION_BITS) / denominator) as Coefficient;
	let total = quotient(numerators.iter().copied().map(u128::from).sum());
	let mut row: Vec<Coefficient> = numerators.iter().map(|numerator| quotient((*numerator).into())).collect();
	give_remainder(&mut row, total);
	row
}

/// The row `outer` over mixed rows, as a row over what those were mixed from: `Σ_k outer_k · inner_k`, in floors, with
/// the remainder to the largest coefficient, so that rows that sum to 1 give a row that sums to 1.
///
/// For non-negative coefficients whose rows sum to at most 1: the exact product has 64 fraction bits and is at most
/// 2^64, so `i128` holds it, and the result sums to at most 1 as well, because floors only lose and the remainder only
/// makes up to the floor of the exact sum.
pub fn compose<'a>(
	outer: &[Coefficient],
	inner: impl Iterator<Item = &'a [Coefficient]>,
	width: usize,
) -> Vec<Coefficient> {
	let mut exact = alloc::vec![0i128; width];
	count(5 * width as u64);
	for (outer, inner) in outer.iter().zip(inner) {
		count(2 * width as u64);
		for (sum, inner) in exact.iter_mut().zip(inner) {
			*sum += i128::from(*outer) * i128::from(*inner);
		}
	}
	let total = exact.iter().sum::<i128>() >> FRACTION_BITS;
	let mut row: Vec<Coefficient> = exact.iter().map(|sum| (sum >> FRACTION_BITS) as Coefficient).collect();
	give_remainder(&mut row, total as Coefficient);
	row
}

/// The mean of `rows`, with the same care as [`compose`].
pub fn mean_of_rows(rows: &[Vec<Coefficient>], width: usize) -> Vec<Coefficient> {
	let equal: Vec<u128> = rows.iter().map(|_| 1).collect();
	compose(&normalise(&equal), rows.iter().map(Vec::as_slice), width)
}

/// Adds what is missing to `total` to the largest coefficient, of equal ones to that of the lower index.
fn give_remainder(row: &mut [Coefficient], total: Coefficient) {
	let missing = total - row.iter().sum::<Coefficient>();
	let mut largest: Option<&mut Coefficient> = None;
	for coefficient in row {
		if largest.as_ref().is_none_or(|largest| *coefficient > **largest) {
			largest = Some(coefficient);
		}
	}
	if let Some(largest) = largest {
		*largest += missing;
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn a_quotient_is_within_half_and_even_at_half(n in -(1i128 << 120)..1i128 << 120, d in 1i128..1 << 100) {
			let twice_off = 2 * (div_half_even(n, d) * d - n);
			prop_assert!(twice_off.abs() <= d);
			prop_assert!(twice_off.abs() != d || div_half_even(n, d) % 2 == 0);
		}

		#[test]
		fn the_shift_rounds_as_the_division_does(high in -40_000i64..40_000, low in prop_oneof![
			Just(0i64), Just(1 << 31), Just((1 << 31) - 1), Just((1 << 31) + 1), Just((1 << 32) - 1), 0i64..1 << 32
		]) {
			let value = (high << 32) + low;
			prop_assert_eq!(i128::from(round_coefficient_product(value)), div_half_even(value.into(), 1 << 32));
		}

		#[test]
		fn coefficients_sum_to_one_and_keep_the_order_of_the_weights(
			weights in prop::collection::vec(prop_oneof![Just(WEIGHT_BOUND - 1), 1u128..5, 1..WEIGHT_BOUND], 1..=128),
		) {
			let row = normalise(&weights);
			prop_assert_eq!(row.iter().sum::<i64>(), COEFFICIENT_ONE);
			for (a, b) in weights.iter().zip(&row).flat_map(|a| weights.iter().zip(&row).map(move |b| (a, b))) {
				prop_assert!(a.0 <= b.0 || a.1 >= b.1);
			}
		}

		#[test]
		fn composing_rows_that_sum_to_one_sums_to_one(
			outer in prop::collection::vec(1u128..1000, 1..9),
			inner in prop::collection::vec(prop::collection::vec(0u128..1000, 5), 9),
		) {
			let inner: Vec<_> = inner.iter().map(|w| normalise(w)).filter(|r| r.iter().sum::<i64>() > 0).collect();
			let outer = normalise(&outer[..outer.len().min(inner.len())]);
			prop_assume!(!outer.is_empty());
			let row = compose(&outer, inner.iter().map(Vec::as_slice), 5);
			prop_assert_eq!(row.iter().sum::<i64>(), COEFFICIENT_ONE);
			prop_assert!(row.iter().all(|c| *c >= 0));
		}
	}

	#[test]
	fn the_remainder_goes_to_the_largest_and_of_equal_ones_to_the_first() {
		let third = COEFFICIENT_ONE / 3;
		assert_eq!(normalise(&[1, 1, 1]), [third + 1, third, third]);
		assert_eq!(normalise(&[1, 3, 3]).iter().sum::<i64>(), COEFFICIENT_ONE);
		let [a, b, c] = normalise(&[1, 3, 3])[..] else { unreachable!() };
		assert!(a < c && b > c);
		assert_eq!(normalise(&[0, 0]), [0, 0]);
	}

	#[test]
	fn halves_go_to_even() {
		assert_eq!([-3, -1, 1, 3, 5].map(|n| div_half_even(n, 2)), [-2, 0, 0, 2, 2]);
		assert_eq!(div_half_even(7, 0), 0);
	}
}
