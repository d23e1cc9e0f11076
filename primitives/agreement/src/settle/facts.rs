//! What an agreement's program is told of a party.

use super::history::{History, RECENT_ROUNDS};
use crate::{Facts, I32F32};
use guild_primitives::{Contribution, SHARE_ONE};

/// The facts of a party whose history has this round in it.
///
/// - `reputation`: before the round; `influence`: as [`influences`](super::influences()) says. In units of 2^-32.
pub fn facts(history: &History, did: &Contribution, reputation: u64, influence: u64) -> Facts {
	let recent = history.rounds.clamp(1, RECENT_ROUNDS);
	Facts {
		quality: quality(did, history.worth()),
		samples: I32F32::from_count(did.work.map_or(0, |work| work.samples).into()),
		reputation: I32F32::from_share(reputation.min(SHARE_ONE)),
		steps: did.work.map_or(I32F32::ZERO, |work| {
			I32F32::from_ratio(work.steps_done.min(work.steps_asked).into(), work.steps_asked.into())
		}),
		availability: I32F32::from_ratio(history.attended.count_ones().into(), recent.into()),
		streak: I32F32::from_count(history.streak.into()),
		rounds: I32F32::from_count(history.rounds.into()),
		influence: I32F32::from_share(influence),
		novelty: I32F32::from_share(novelty(did)),
	}
}

/// What is new in an update, in units of 2^-32: all of it where nobody could tell; 0 where there is none.
fn novelty(did: &Contribution) -> u64 {
	did.score.map_or(0, |score| score.novelty.unwrap_or(SHARE_ONE).min(SHARE_ONE))
}

/// What is new in an update that entered, as far as it is worth something: `novelty · worth`, with the worth in units of 2^-32.
pub(super) fn quality(did: &Contribution, worth: u64) -> I32F32 {
	if !did.score.is_some_and(|score| score.active) {
		return I32F32::ZERO;
	}
	let product = u128::from(novelty(did)).saturating_mul(worth.into()); // 2^32 · 2^32.
	I32F32::from_share(u64::try_from(product / u128::from(SHARE_ONE)).unwrap_or(SHARE_ONE))
}
