//! How far the result moves without each update.

use alloc::vec::Vec;
use guild_primitives::{Contribution, SHARE_ONE};

/// How far the result moves without each member's update, as its part of all such distances, in units of 2^-32; rounded down.
///
/// Without an update of coefficient w at the distance x from the result, the mean of the others lies `x · w / (1 − w)` away from it.
/// That is so for means; where coefficients depend on the updates it takes them as fixed. Who has all the weight has all
/// the influence.
pub fn influences(contributions: &[Contribution]) -> Vec<u64> {
	let moves: Vec<u128> = contributions
		.iter()
		.map(|did| {
			did.score.map_or(0, |score| {
				let weight = score.weight_share.min(SHARE_ONE);
				let rest = SHARE_ONE.saturating_sub(weight).max(1);
				// 64 and 33 bits, divided by at least 1; below 2^97.
				u128::from(score.distance).saturating_mul(weight.into()) / u128::from(rest)
			})
		})
		.collect();
	// 128 of them: below 2^104. Where they have more than 95 bits, the lowest ones go, so that 32 more have room.
	let all = moves.iter().fold(0u128, |all, one| all.saturating_add(*one));
	let shift = u128::BITS.saturating_sub(all.leading_zeros()).saturating_sub(95);
	moves
		.iter()
		.map(|one| {
			let part = (one >> shift).saturating_mul(SHARE_ONE.into()).checked_div(all >> shift).unwrap_or(0);
			u64::try_from(part).unwrap_or(SHARE_ONE).min(SHARE_ONE)
		})
		.collect()
}
