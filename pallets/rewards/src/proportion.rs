//! A sum in exact proportion to what each has given.

use alloc::vec::Vec;
use guild_agreement::Amount;
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Splits `sum` in proportion to the parts: each gets `sum · part / all parts`, rounded up or down so that all of them together
/// get `sum`, bit for bit. Nobody gets anything where all parts are 0.
///
/// Each gets the difference of two sums, rounded down: that of the parts up to its own, and that of the parts before it. So
/// nobody is more than one smallest unit away from its exact share, and whose part is 0 gets nothing.
pub(crate) fn in_proportion(sum: Amount, parts: &[Amount]) -> Vec<Amount> {
	let all = parts.iter().fold(0u128, |all, part| all.saturating_add(*part));
	let up_to = |part: u128| multiply_by_rational_with_rounding(sum, part, all, Rounding::Down).unwrap_or(0);
	let mut given = 0u128;
	let mut before = 0u128;
	let each = parts.iter().map(|part| {
		before = before.saturating_add(*part);
		let share = up_to(before).saturating_sub(given);
		given = given.saturating_add(share);
		share
	});
	each.collect()
}

#[cfg(test)]
mod tests {
	use super::in_proportion;
	use proptest::{collection::vec, prelude::*};

	#[test]
	fn nobody_is_forgotten_and_nothing_is_left() {
		assert_eq!(in_proportion(10, &[1, 1, 1]), [3, 3, 4]);
		assert_eq!(in_proportion(100, &[0, 3, 0, 1]), [0, 75, 0, 25]);
		assert_eq!(in_proportion(1, &[5, 5]), [0, 1]);
		assert_eq!(in_proportion(7, &[0, 0]), [0, 0]);
		assert_eq!(in_proportion(7, &[]), [0u128; 0]);
		assert_eq!(in_proportion(u128::MAX, &[1, 1]), [u128::MAX / 2, u128::MAX / 2 + 1]);
	}

	proptest! {
		#[test]
		fn all_of_the_sum_is_split_and_each_is_within_a_unit(
			sum in 0..1u128 << 60,
			parts in vec(prop_oneof![Just(0u128), 0..1u128 << 60], 0..=128),
		) {
			let shares = in_proportion(sum, &parts);
			let all: u128 = parts.iter().sum();
			prop_assert_eq!(shares.iter().sum::<u128>(), if all == 0 { 0 } else { sum });
			for (share, part) in shares.iter().zip(&parts) {
				let exact = (sum * part).checked_div(all).unwrap_or(0);
				prop_assert!(exact.abs_diff(*share) <= 1, "{} for {}", share, exact);
				prop_assert!(*part > 0 || *share == 0);
			}
		}
	}
}
