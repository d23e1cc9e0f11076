//! What an agreement's program is told of a party.

use crate::{Party, MERIT_STEPS};
use alloc::vec::Vec;
use guild_agreement::{Clause, Facts, I32F32};
use guild_primitives::{
	contribution::{Contribution, SHARE_ONE},
	decide,
};
use sp_runtime::SaturatedConversion;

/// Rounds that availability looks back.
const RECENT_ROUNDS: u32 = u64::BITS;

/// Whether the member did all that the round asked of it.
fn attended(did: &Contribution) -> bool {
	did.work.is_some() && !did.missing && did.voted && did.attested.is_some()
}

/// What the round makes of the party's record.
pub(crate) fn remember(party: &mut Party, did: &Contribution) {
	party.rounds = party.rounds.saturating_add(1);
	party.streak = if did.score.is_some() { party.streak.saturating_add(1) } else { 0 };
	party.attended = (party.attended << 1) | u64::from(attended(did));
}

/// The facts of a party whose record has this round in it.
///
/// - `reputation`, `influence`: in units of 2^-32.
pub(crate) fn facts(party: &Party, did: &Contribution, reputation: u64, influence: u64) -> Facts {
	let recent = party.rounds.clamp(1, RECENT_ROUNDS);
	let novelty = did.score.map_or(0, |score| score.novelty.unwrap_or(SHARE_ONE).min(SHARE_ONE));
	let entered = did.score.is_some_and(|score| score.active);
	Facts {
		quality: if entered { quality(novelty, party.merit) } else { I32F32::ZERO },
		samples: I32F32::from_count(did.work.map_or(0, |work| work.samples).into()),
		reputation: I32F32::from_share(reputation.min(SHARE_ONE)),
		steps: did.work.map_or(I32F32::ZERO, |work| {
			I32F32::from_ratio(work.steps_done.min(work.steps_asked).into(), work.steps_asked.into())
		}),
		availability: I32F32::from_ratio(party.attended.count_ones().into(), recent.into()),
		streak: I32F32::from_count(party.streak.into()),
		rounds: I32F32::from_count(party.rounds.into()),
		influence: I32F32::from_share(influence),
		novelty: I32F32::from_share(novelty),
	}
}

/// What is new in an update, as far as it is worth something: see `quality.rs`.
fn quality(novelty: u64, merit: i8) -> I32F32 {
	let steps = i64::from(MERIT_STEPS);
	let worth = u64::try_from(steps.saturating_add(merit.into())).unwrap_or(0);
	// 2^32 · 16.
	I32F32::from_share(novelty.saturating_mul(worth) / (2 * steps.unsigned_abs()))
}

/// Whether an update earns anything at all, whatever the agreement says: it entered the result, and its member did nothing in the
/// round that forfeits its pay.
pub(crate) fn may_earn(did: &Contribution) -> bool {
	let entered = did.score.is_some_and(|score| score.active);
	entered && !did.guilty && !clauses(did, false).any(Clause::forfeits)
}

/// How far the result moves without each member's update, as its part of all such distances, in units of 2^-32; rounded down.
///
/// Without an update of coefficient w at the distance x from the result, the mean of the others lies `x · w / (1 − w)` away from it.
/// That is so for means; where coefficients depend on the updates it takes them as fixed. Who has all the weight has all
/// the influence.
pub(crate) fn influences(contributions: &[Contribution]) -> Vec<u64> {
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
			part.saturated_into::<u64>().min(SHARE_ONE)
		})
		.collect()
}

/// What an agreement charges for what a member did in a final round. `outage`: so many committed to nothing that it was the
/// network's fault, or the task's.
pub(crate) fn clauses(did: &Contribution, outage: bool) -> impl Iterator<Item = Clause> {
	let missed_commit = did.work.is_none() && !outage;
	let wrong = did.attested == Some(false);
	[(missed_commit, Clause::MissedCommit), (did.missing, Clause::MissingBlob), (wrong, Clause::WrongAttestation)]
		.into_iter()
		.filter_map(|(so, clause)| so.then_some(clause))
}

/// Whether so many of the electorate did not commit that it was an outage.
pub(crate) fn commit_outage(contributions: &[Contribution]) -> bool {
	let absent = contributions.iter().filter(|did| did.work.is_none()).count();
	decide::is_outage(contributions.len().saturated_into(), absent.saturated_into())
}
