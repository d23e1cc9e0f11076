//! A budget among shares.

use crate::{terms::Amount, Share};
use alloc::vec::Vec;
use guild_primitives::SHARE_ONE;

/// What a round pays, and what it leaves.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Split {
	/// What each is paid, in the order of the shares.
	pub payouts: Vec<Amount>,
	/// What is left of the budget. Where all are paid against the sum of their shares: less than one smallest unit for each share
	/// above 0, or all of it if there is none.
	pub dust: Amount,
}

/// Splits a budget in proportion to the shares. A share above 1 counts as 1. Each payout is `budget · share / sum of shares`,
/// rounded down, exactly; so payouts and dust together are the budget, bit for bit, and equal shares are paid equally. Nobody is
/// paid if all shares are 0.
pub fn split(budget: Amount, shares: &[Share]) -> Split {
	let parts: Vec<(Share, u128)> = shares.iter().map(|share| (*share, 0)).collect();
	split_against(budget, &parts)
}

/// Pays each share `budget · share / total` with a total of its own, rounded down, exactly. A share above 1 counts as 1, a total below
/// the sum of all shares as that sum: so no more than the budget is paid, and all that is not is dust.
pub(crate) fn split_against(budget: Amount, parts: &[(Share, u128)]) -> Split {
	let share = |share: Share| u128::from(share.min(SHARE_ONE));
	let sum = parts.iter().fold(0u128, |sum, part| sum.saturating_add(share(part.0)));
	// With budget = quotient · total + rest: budget · share / total = quotient · share + rest · share / total. The first is at
	// most the budget, as share ≤ total. The second is below total · 2^32, and a total is at most 2^32 a share: no product
	// leaves 128 bits with fewer than 2^64 shares.
	let pay = |part: &(Share, u128)| {
		let (share, total) = (share(part.0), part.1.max(sum));
		let (Some(quotient), Some(rest)) = (budget.checked_div(total), budget.checked_rem(total)) else { return 0 };
		let part = rest.saturating_mul(share).checked_div(total).unwrap_or(0);
		quotient.saturating_mul(share).saturating_add(part)
	};
	let payouts: Vec<Amount> = parts.iter().map(pay).collect();
	let paid = payouts.iter().fold(0u128, |paid, payout| paid.saturating_add(*payout));
	Split { payouts, dust: budget.saturating_sub(paid) }
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{collection::vec, prelude::*};

	#[test]
	fn a_budget_is_split_in_proportion_and_the_rest_stays() {
		let split = |budget, shares: &[u64]| {
			let Split { payouts, dust } = super::split(budget, shares);
			(payouts, dust)
		};
		assert_eq!(split(100, &[SHARE_ONE, SHARE_ONE, SHARE_ONE]), (vec![33, 33, 33], 1));
		assert_eq!(split(100, &[SHARE_ONE / 2, 0, SHARE_ONE]), (vec![33, 0, 66], 1));
		assert_eq!(split(7, &[0, 0]), (vec![0, 0], 7));
		assert_eq!(split(7, &[]), (vec![], 7));
		assert_eq!(split(0, &[1]), (vec![0], 0));
		assert_eq!(split(9, &[u64::MAX, SHARE_ONE * 2]), (vec![4, 4], 1));
		assert_eq!(split(u128::MAX, &[SHARE_ONE; 128]), (vec![u128::MAX / 128; 128], 127));
		assert_eq!(split(u128::MAX, &[1]), (vec![u128::MAX], 0));
	}

	fn share() -> impl Strategy<Value = u64> {
		prop_oneof![Just(0), Just(1), Just(SHARE_ONE), 0..=SHARE_ONE, any::<u64>()]
	}

	fn budget() -> impl Strategy<Value = u128> {
		prop_oneof![0..1000u128, Just(u128::MAX), any::<u128>()]
	}

	proptest! {
		#[test]
		fn payouts_and_dust_are_the_budget(budget in budget(), shares in vec(share(), 0..=128)) {
			let Split { payouts, dust } = split(budget, &shares);
			let paid = payouts.iter().try_fold(0u128, |paid, payout| paid.checked_add(*payout));
			prop_assert_eq!(paid.and_then(|paid| paid.checked_add(dust)), Some(budget));
			let counting = shares.iter().filter(|share| **share > 0).count() as u128;
			prop_assert!(if counting == 0 { dust == budget } else { dust < counting }, "{} {}", dust, counting);
			prop_assert!(payouts.iter().zip(&shares).all(|(payout, share)| *share > 0 || *payout == 0));
			for (one, share) in payouts.iter().zip(&shares) {
				for (other, others) in payouts.iter().zip(&shares) {
					prop_assert!((*share).min(SHARE_ONE) < (*others).min(SHARE_ONE) || one >= other);
				}
			}
		}

		#[test]
		fn a_payout_is_the_exact_quotient_rounded_down(budget in 0..1u128 << 88, shares in vec(0..=SHARE_ONE, 1..=128)) {
			let total: u128 = shares.iter().map(|share| u128::from(*share)).sum();
			for (payout, share) in split(budget, &shares).payouts.iter().zip(&shares) {
				// 88 + 33 bits.
				prop_assert_eq!(*payout, (budget * u128::from(*share)).checked_div(total).unwrap_or(0));
			}
		}
	}
}
