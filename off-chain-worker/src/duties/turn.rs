//! Whose turn it is to send what one member's sending is enough for.
//!
//! Those who could send go in waves of 1, 2, 4, …, two blocks apart, in an order that the hash of the result (or the part of an
//! update) draws: the later ones only if the earlier were kept from it.

use guild_primitives::{BlockNumber, MemberId, Root};

/// What the order is drawn for: who pleads, challenges or disputes a result.
const AGAINST: &str = "guild-worker turn";
/// What the order is drawn for: who answers for a result.
const FOR: &str = "guild-worker answer";
/// What the order is drawn for: who puts a part of an update on the chain.
const PART: &str = "guild-worker part";

/// How many blocks a member waits before it acts against a result: its wave among those of the electorate who did not attest it.
pub(super) fn against(
	result_hash: &Root,
	member: &MemberId,
	attesters: &[MemberId],
	electorate: &[MemberId],
) -> BlockNumber {
	blocks_to_wait(AGAINST, result_hash, member, electorate.iter().filter(|other| !attesters.contains(other)))
}

/// How many blocks an attester waits before it acts for its result: its wave among all who attested it.
pub(super) fn answering(result_hash: &Root, member: &MemberId, attesters: &[MemberId]) -> BlockNumber {
	blocks_to_wait(FOR, result_hash, member, attesters.iter())
}

/// How many blocks a holder waits, from when a part of an update comes up, before it puts it on the chain: its wave among all
/// who have said that they hold the update, and its owner.
pub(super) fn publishing(update_root: &Root, part: u8, member: &MemberId, holders: &[MemberId]) -> BlockNumber {
	blocks_to_wait(PART, &Root::of_value(PART, &(update_root, part)), member, holders.iter())
}

fn blocks_to_wait<'a>(
	drawn_for: &str,
	what: &Root,
	member: &MemberId,
	candidates: impl Iterator<Item = &'a MemberId>,
) -> BlockNumber {
	let place = |member: &MemberId| Root::of_value(drawn_for, &(what, member));
	let own = place(member);
	let before = candidates.filter(|other| place(other) < own).count();
	2 * (before + 1).ilog2()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn waves_double_and_who_attested_the_claim_has_no_place_in_them() {
		let electorate: Vec<MemberId> = (0..128).map(|i| MemberId([i; 32])).collect();
		let waits = |hash: u8, liars: usize| {
			let wait = |member: &MemberId| against(&Root([hash; 32]), member, &electorate[..liars], &electorate);
			electorate[liars..].iter().map(wait).collect::<Vec<_>>()
		};
		assert_eq!(waits(1, 127), [0]);
		let mut all = waits(1, 1);
		let in_wave = |all: &[BlockNumber], wave: u32| all.iter().filter(|wait| **wait == 2 * wave).count();
		assert_eq!([0, 1, 2, 3, 4, 5, 6].map(|wave| in_wave(&all, wave)), [1, 2, 4, 8, 16, 32, 64]);
		assert_ne!(all, waits(2, 1), "another claim, another order");
		all.sort_unstable();
		assert_eq!(all.last(), Some(&12));
	}
}
