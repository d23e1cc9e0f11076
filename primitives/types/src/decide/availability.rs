//! Which updates are included: what votes say, and what the task does about those that somebody could not fetch.
//!
//! A quorum that says it holds an update may lie, and serve it to nobody outside itself; then nobody outside can prove a
//! false result false. So a voter that could not fetch an update says so, with a bond for each that it names, and the task
//! says what follows ([`Withheld`](crate::Withheld)):
//!
//! - *publish*: the update's bytes come on the chain, or it is not included.
//! - *exclude*: neither that update nor the voter's own is included.
//!
//! A vote names a set of missing updates, not one alone: one could not answer two that are withheld, and then an honest
//! member would not hold what is included.
//!
//! **What striking honest updates brings.** Under *exclude* a hostile voter strikes what it likes. Each strike costs an update
//! or a bond, and is on record. It does not weaken the rule: f is fixed by the task, and a round that is left with fewer
//! updates than the rule's guarantee needs ([`least_updates`](super::least_updates)) fails.
//!
//! **Striking all.** Under *exclude* one vote that names all others leaves nothing, and the round fails. A member from which two
//! thirds withhold their updates votes so, and so does one whose link is broken, and one that wants to stop the task. The votes
//! are the same, so no rule here can believe one and not another. What is believed is that updates are missing: else
//! two thirds would get a false result final. It costs the voter a bond for each update but one, every time.
//!
//! **No base.** A round starts from files that earlier rounds made: the base model, and the previous aggregate, which is a column
//! of the Gram matrix. Who was not there when they were made must fetch them, and who has not got them proves nothing,
//! however many updates it holds. So a voter that could not get one says that instead, the round fails under either
//! setting, and the voter pays as if it had struck all others: a bond for each update of theirs that a quorum holds.
//! A model has no size that fits the chain, so neither setting publishes it.

use super::bit;
use crate::{
	ids::BlockNumber,
	limits::{MAX_PARTICIPANTS, PART_BYTES},
	round::quorum,
	task::TaskSpec,
};
use core::ops::Range;

/// What a member says of the committed updates. Bit i of a set is the update of member i of the electorate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Vote {
	/// The voter's place in the electorate.
	pub voter: u32,
	/// Which it holds.
	pub held: u128,
	/// Which it could not fetch.
	pub missing: u128,
	/// Whether it could not get what the round starts from: the base model, or the previous aggregate.
	pub base_missing: bool,
}

/// Why a vote is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VoteRefusal {
	/// It holds what nobody committed to.
	UnknownBit,
	/// It could not fetch what nobody committed to, what it holds, or its own.
	MissingDoesNotFit,
	/// It has no base, and names updates missing too; or everybody can make the base.
	BaseMissingDoesNotFit,
}

/// Whether a vote speaks only of updates of members that committed, and says of none of them two things; and whether it can be that it
/// has no base, and says so instead of naming updates. `base_is_made` is whether earlier rounds made what the round starts from; what a task
/// starts with, everybody makes alone.
///
/// # Errors
/// The first thing that does not hold.
pub const fn vote_fits(committed: u128, base_is_made: bool, vote: &Vote) -> Result<(), VoteRefusal> {
	if vote.held & !committed != 0 {
		Err(VoteRefusal::UnknownBit)
	} else if vote.missing & !committed != 0 || vote.missing & (vote.held | bit(vote.voter)) != 0 {
		Err(VoteRefusal::MissingDoesNotFit)
	} else if vote.base_missing && (vote.missing != 0 || !base_is_made) {
		Err(VoteRefusal::BaseMissingDoesNotFit)
	} else {
		Ok(())
	}
}

/// The committed updates that a quorum of the electorate says it holds.
pub fn held_by_quorum<'a>(electorate_size: u32, committed: u128, votes: impl IntoIterator<Item = &'a Vote>) -> u128 {
	let mut holders = [0u32; MAX_PARTICIPANTS as usize];
	for Vote { held, .. } in votes {
		for (count, position) in holders.iter_mut().zip(0..) {
			*count = count.saturating_add(u32::from(held & bit(position) != 0));
		}
	}
	let needed = quorum(electorate_size);
	let held = holders.iter().zip(0..).filter(|(count, _)| **count >= needed);
	committed & held.fold(0, |bits, (_, position)| bits | bit(position))
}

/// Under *exclude*: the updates that a strike takes out, of those that a quorum holds. A strike at another is not effective,
/// since it would not be included anyway.
pub fn struck<'a>(held_by_quorum: u128, votes: impl IntoIterator<Item = &'a Vote>) -> u128 {
	votes.into_iter().fold(0, |struck, vote| struck | vote.missing & held_by_quorum)
}

/// Under *exclude*: what is included. Neither a struck update, nor that of whoever has struck one.
pub fn included_after_exclusion<'a>(held_by_quorum: u128, votes: impl IntoIterator<Item = &'a Vote>) -> u128 {
	let strike = |out: u128, vote: &Vote| match vote.missing & held_by_quorum {
		0 => out,
		struck => out | struck | bit(vote.voter),
	};
	held_by_quorum & !votes.into_iter().fold(0, strike)
}

/// For how many bonds a vote is: one for each update that it could not fetch; or, from who has no base, one for each that others committed.
pub const fn bonds(committed: u128, vote: &Vote) -> u32 {
	let named = if vote.base_missing { committed & !bit(vote.voter) } else { vote.missing };
	named.count_ones()
}

/// How many bonds of this vote are burnt if the round fails because somebody has no base: of who has none, one for each update of
/// others that a quorum holds.
pub const fn burnt_without_base(held_by_quorum: u128, vote: &Vote) -> u32 {
	if vote.base_missing {
		(held_by_quorum & !bit(vote.voter)).count_ones()
	} else {
		0
	}
}

/// The voters that have no base. With one of them, the round fails.
pub fn without_base<'a>(votes: impl IntoIterator<Item = &'a Vote>) -> u128 {
	votes.into_iter().filter(|vote| vote.base_missing).fold(0, |voters, vote| voters | bit(vote.voter))
}

/// Under *exclude*: how many bonds of this vote are burnt. One effective strike is paid for with the voter's own update, if a
/// quorum holds that; each other one with its bond.
pub const fn burnt_strikes(held_by_quorum: u128, vote: &Vote) -> u32 {
	let paid_by_own = if held_by_quorum & bit(vote.voter) != 0 { 1 } else { 0 };
	(vote.missing & held_by_quorum).count_ones().saturating_sub(paid_by_own)
}

/// Under *publish*: the contested updates. Those that a quorum holds and somebody could not fetch; and those that no quorum
/// holds, though their owner voted: it may publish what it was voted down for.
pub fn contested<'a>(
	held_by_quorum: u128,
	committed: u128,
	voted: u128,
	votes: impl IntoIterator<Item = &'a Vote>,
) -> u128 {
	struck(held_by_quorum, votes) | (committed & voted & !held_by_quorum)
}

/// Under *publish*: what is included. Of the contested updates those that were published, and all others that a quorum holds.
pub const fn included_after_publication(held_by_quorum: u128, contested: u128, published: u128) -> u128 {
	(contested & published) | (held_by_quorum & !contested)
}

/// Bytes of an update of `dim` lanes.
pub const fn update_bytes(dim: u32) -> u64 {
	2 * dim as u64 // 2^33 at most.
}

/// Parts in which an update of `dim` lanes is published.
pub const fn parts(dim: u32) -> u32 {
	update_bytes(dim).div_ceil(PART_BYTES as u64) as u32 // 2^13 at most.
}

/// The chunks of part `part` of an update of `dim` lanes, if there is such a part. Each part is a subtree of BLAKE3's tree.
pub fn part_chunks(dim: u32, part: u8) -> Option<Range<u64>> {
	const CHUNKS: u64 = PART_BYTES as u64 / 1024;
	let start = u64::from(part).saturating_mul(CHUNKS);
	let end = start.saturating_add(CHUNKS).min(update_bytes(dim).div_ceil(1024));
	(start < end).then_some(start..end)
}

/// Blocks that Publication lasts at most: what the task gives for Availability, and at least two turns of the electorate's
/// validators and a block for each part, so that all can be published whatever is named.
pub fn publication_blocks(spec: &TaskSpec, electorate_size: u32, contested: u32) -> BlockNumber {
	let blocks = electorate_size.saturating_mul(2).saturating_add(parts(spec.dim).saturating_mul(contested));
	spec.windows.availability_blocks.max(blocks)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		decide::all_bits,
		limits::{MAX_PARTS, MAX_PART_PATH, MAX_PUBLISHED_BYTES},
	};
	use alloc::vec::Vec;
	use proptest::prelude::*;

	fn vote(voter: u32, held: u128, missing: u128) -> Vote {
		Vote { voter, held, missing, base_missing: false }
	}

	#[test]
	fn a_vote_says_one_thing_of_each_committed_update_and_misses_not_its_own() {
		let fits = |voter, held, missing| vote_fits(0b1101, true, &vote(voter, held, missing));
		assert_eq!(fits(0, 0b0001, 0b1100), Ok(()));
		assert_eq!(fits(1, 0b1101, 0), Ok(()));
		assert_eq!(fits(0, 0b0010, 0b0100), Err(VoteRefusal::UnknownBit));
		assert_eq!(fits(0, 0b0001, 0b0010), Err(VoteRefusal::MissingDoesNotFit));
		assert_eq!(fits(0, 0b0100, 0b0100), Err(VoteRefusal::MissingDoesNotFit));
		assert_eq!(fits(2, 0b0001, 0b0100), Err(VoteRefusal::MissingDoesNotFit));
	}

	#[test]
	fn who_has_no_base_names_no_updates_and_pays_for_all_of_others() {
		let without = |held, missing| Vote { base_missing: true, ..vote(1, held, missing) };
		assert_eq!(vote_fits(0b1111, true, &without(0b1111, 0)), Ok(()));
		assert_eq!(vote_fits(0b1111, true, &without(0b0111, 0b1000)), Err(VoteRefusal::BaseMissingDoesNotFit));
		assert_eq!(vote_fits(0b1111, false, &without(0b1111, 0)), Err(VoteRefusal::BaseMissingDoesNotFit));
		assert_eq!((bonds(0b1111, &without(0, 0)), bonds(0b1101, &without(0, 0))), (3, 3));
		assert_eq!((bonds(0b1111, &vote(1, 0, 0b1001)), bonds(0b1111, &vote(1, 0b1111, 0))), (2, 0));
		// A quorum holds 0, 1 and 3.
		assert_eq!(burnt_without_base(0b1011, &without(0, 0)), 2);
		assert_eq!(burnt_without_base(0b1011, &vote(1, 0, 0b1001)), 0);
		assert_eq!(without_base(&[vote(0, 1, 0), without(0, 0), vote(2, 0, 1)]), 0b0010);
	}

	#[test]
	fn an_update_is_held_when_a_quorum_of_the_whole_electorate_holds_it() {
		let held = |size, committed, held: &[u128]| {
			let votes: Vec<_> = held.iter().zip(0..).map(|(held, voter)| vote(voter, *held, 0)).collect();
			held_by_quorum(size, committed, &votes)
		};
		// Four members, quorum 3: update 0 has three holders, update 2 has two, update 3 was never committed.
		assert_eq!(held(4, 0b0101, &[0b1101, 0b1101, 0b1001]), 0b0001);
		// All who voted hold it, and that is not enough.
		assert_eq!(held(4, 0b0001, &[1, 1]), 0);
		assert_eq!(held(128, u128::MAX, &[u128::MAX; 86]), u128::MAX);
		assert_eq!(held(128, u128::MAX, &[u128::MAX; 85]), 0);
	}

	#[test]
	fn under_exclude_a_strike_costs_an_update_or_a_bond() {
		// A quorum holds 0 to 3, and not 4. Member 0 strikes 2; member 4 strikes 3 and its own is not held.
		let votes = [vote(0, 0b1011, 0b0100), vote(1, 0b1111, 0), vote(4, 0b0111, 0b1000)];
		assert_eq!(struck(0b01111, &votes), 0b01100);
		assert_eq!(included_after_exclusion(0b01111, &votes), 0b00010);
		assert_eq!(votes.map(|vote| burnt_strikes(0b01111, &vote)), [0, 0, 1]);
		// Whoever strikes twice loses its update and a bond; a strike at what nobody holds is free.
		assert_eq!(burnt_strikes(0b01111, &vote(0, 0, 0b11110)), 2);
		assert_eq!(burnt_strikes(0b01111, &vote(0, 0, 0b10000)), 0);
	}

	#[test]
	fn under_exclude_whoever_misses_all_others_leaves_nothing_and_pays_for_all_but_one() {
		for size in [3, 4, 20, MAX_PARTICIPANTS] {
			let all = all_bits(size);
			let mut votes: Vec<_> = (0..size).map(|voter| vote(voter, all, 0)).collect();
			votes[0] = vote(0, 1, all & !1);
			let held = held_by_quorum(size, all, &votes);
			// Two of three are no quorum: then there is nothing to strike.
			let strikes = if size == 3 { 0 } else { size - 1 };
			assert_eq!(struck(held, &votes).count_ones(), strikes);
			assert_eq!(included_after_exclusion(held, &votes), if size == 3 { 1 } else { 0 });
			assert_eq!(burnt_strikes(held, &votes[0]), strikes.saturating_sub(1));
		}
	}

	#[test]
	fn under_publish_an_update_is_contested_if_it_is_missed_or_its_owner_is_voted_down() {
		// A quorum holds 0 and 1; 2 and 3 are committed too, and 3's owner did not vote.
		let votes = [vote(0, 0, 0b1010), vote(1, 0, 0), vote(2, 0, 0)];
		assert_eq!(contested(0b0011, 0b1111, 0b0111, &votes), 0b0110);
		assert_eq!(included_after_publication(0b0011, 0b0110, 0b0100), 0b0101);
		assert_eq!(included_after_publication(0b0011, 0b0110, 0), 0b0001);
		assert_eq!(included_after_publication(0b0011, 0, 0), 0b0011);
	}

	#[test]
	fn parts_cover_an_update_without_gaps_and_each_is_a_subtree() {
		const LIMIT: u32 = (MAX_PUBLISHED_BYTES / 2) as u32;
		for dim in [1, 511, 512, 513, 1 << 19, (1 << 19) + 1, 1 << 20, 2_621_441, 3_000_000, LIMIT - 1, LIMIT] {
			assert!(parts(dim) <= MAX_PARTS);
			let chunks = update_bytes(dim).div_ceil(1024);
			let mut next = 0;
			for part in 0..parts(dim) as u8 {
				let range = part_chunks(dim, part).unwrap();
				assert_eq!((range.start, range.end <= chunks), (next, true));
				next = range.end;
				// Descend BLAKE3's tree: the largest power of two below the count goes left.
				let (mut node, mut path) = (0..chunks, 0);
				while node != range {
					let middle = node.start + (1 << (node.end - node.start - 1).ilog2());
					node = if range.start < middle { node.start..middle } else { middle..node.end };
					path += 1;
					assert!(path <= MAX_PART_PATH, "part {part} of {dim} lanes is no node");
				}
			}
			assert_eq!((next, part_chunks(dim, parts(dim) as u8)), (chunks, None));
		}
		assert_eq!(parts(LIMIT + 1), MAX_PARTS + 1);
	}

	/// An electorate, what was committed, and fitting votes of some of its members.
	fn rounds() -> impl Strategy<Value = (u32, u128, Vec<Vote>)> {
		(1u32..=12, any::<u16>()).prop_flat_map(|(size, committed)| {
			let all = all_bits(size);
			let committed = u128::from(committed) & all;
			let votes = prop::collection::vec(any::<(bool, u16, u16, u16)>(), size as usize);
			votes.prop_map(move |votes| {
				let fit = |((votes, held, and, missing), voter): ((bool, u16, u16, u16), u32)| {
					let held = u128::from(held | and) & committed;
					let missing = u128::from(missing) & committed & !held & !bit(voter);
					votes.then_some(vote(voter, held, missing))
				};
				(size, committed, votes.into_iter().zip(0..).filter_map(fit).collect())
			})
		})
	}

	proptest! {
		#[test]
		fn whatever_is_included_has_a_quorum_or_was_published((size, committed, votes) in rounds(), published: u16) {
			let held = held_by_quorum(size, committed, &votes);
			let holders = |update: u32| votes.iter().filter(|vote| vote.held & bit(update) != 0).count();
			for update in 0..size {
				let has_quorum = committed & bit(update) != 0 && 3 * holders(update) > 2 * size as usize;
				prop_assert_eq!(held & bit(update) != 0, has_quorum);
			}
			let voted = votes.iter().fold(0, |voted, vote| voted | bit(vote.voter));
			let contested = contested(held, committed, voted, &votes);
			let published = u128::from(published) & contested;
			let included = included_after_publication(held, contested, published);
			prop_assert_eq!(contested & !committed, 0);
			prop_assert_eq!(included & !(held | published), 0);
			prop_assert_eq!(included & contested, published);
			prop_assert_eq!(included & !contested, held & !contested);
		}

		#[test]
		fn who_misses_an_update_holds_all_that_is_included_or_has_none_in_it((size, committed, votes) in rounds()) {
			let held = held_by_quorum(size, committed, &votes);
			let included = included_after_exclusion(held, &votes);
			prop_assert_eq!(included & !held, 0);
			for vote in &votes {
				prop_assert_eq!(included & vote.missing, 0);
				let strikes = (vote.missing & held).count_ones();
				if strikes > 0 {
					prop_assert_eq!(included & bit(vote.voter), 0);
				}
				// Every effective strike is paid for: with a bond, or with an update that would have been included.
				let own = u32::from(held & bit(vote.voter) != 0);
				let burnt = burnt_strikes(held, vote);
				prop_assert!(burnt <= vote.missing.count_ones());
				prop_assert!(strikes == 0 && burnt == 0 || burnt + own == strikes);
			}
			// Nothing is lost but what was struck, and the strikers' own.
			let strikers = votes.iter().filter(|vote| vote.missing & held != 0).fold(0, |all, vote| all | bit(vote.voter));
			prop_assert_eq!(included, held & !struck(held, &votes) & !strikers);
		}
	}
}
