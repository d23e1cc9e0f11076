//! Publish: put on the chain what is missing of contested updates.
//!
//! A contested update is included only if all its parts come on the chain. Whoever has said that it holds the update owes
//! them, and so does its owner, which may have been voted down.
//!
//! - **In turn.** A part may have a megabyte, and once is enough. All parts that are missing at the opening have an order, and come
//!   up two a block, so that no pool is filled; each then goes to its holders in waves (`turn.rs`), in an order that the part draws,
//!   so that different parts begin with different members. The window has two blocks a member and one a part, so that the last
//!   wave of the last part has time.
//! - **Once a block.** What was sent is sent again, as the same call, for each best block that does not have it: it was lost, or its
//!   block abandoned. Nothing is journalled: the bytes are in the store under their root, and make the same calls after a kill.
//! - **After finality.** What is in a pool cannot be taken back. So a part leaves only if its update may be served: its commitment
//!   and the opening of Availability are finalised, and it is not the own bytes under somebody else's commitment.
//! - **Bounded.** One update is in memory at a time, which has at most
//!   [`MAX_PUBLISHED_BYTES`](guild_primitives::limits::MAX_PUBLISHED_BYTES), and one part; and a member has at most
//!   [`MOST_AT_ONCE`] parts on their way.

use super::{turn, DutyError};
use crate::{
	member::{Now, Worker},
	parts::Step,
	world::Call,
};
use guild_aggregation::chunks::{self, CHUNK_BYTES};
use guild_primitives::{
	decide, BlockNumber, ContestedUpdate, MemberId, MemberProgress, PublicationView, Root, RoundId, TaskView,
};
use std::ops::Range;

/// Parts that come up in a block: normal calls have room for three.
const PARTS_A_BLOCK: BlockNumber = 2;
/// Most parts that a member sends for one best block.
const MOST_AT_ONCE: usize = 4;

/// A part that is not on the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Missing {
	/// Place of the update's owner in the electorate.
	update: u8,
	/// The part.
	part: u8,
	/// Root of the update.
	update_root: Root,
	/// First block for which this member sends it.
	due_at: BlockNumber,
}

impl Worker {
	/// Sends the parts of the contested updates `owed` that are missing and whose turn it is.
	pub(crate) fn publish(
		&mut self,
		now: &Now,
		task: &TaskView,
		round: RoundId,
		owed: &[ContestedUpdate],
	) -> Result<bool, DutyError> {
		let live = self.live.entry(round).or_default();
		if live.published_for == Some(now.best) {
			return Ok(false);
		}
		let Some(view) = self.chain.round(&now.best, round)? else { return Ok(false) };
		let Some(publication) = view.publication.as_ref() else { return Ok(false) };
		let finalised = self.chain.round(&now.finalised, round)?;
		let may_leave = finalised.map(|view| self.servable_updates(&view)).unwrap_or_default();
		let due: Vec<Missing> = missing(&view.members, publication, &self.member)
			.into_iter()
			.filter(|part| owed.iter().any(|update| update.position == part.update))
			.filter(|part| part.due_at <= now.best.number && may_leave.contains(&part.update_root))
			.take(MOST_AT_ONCE)
			.collect();
		for update in owed {
			let parts = due.iter().filter(|part| part.update == update.position);
			self.send_parts(&round, task, update, &parts.map(|part| part.part).collect::<Vec<_>>())?;
		}
		self.live.entry(round).or_default().published_for = Some(now.best);
		Ok(false)
	}

	/// Sends parts of an update, one after the other.
	fn send_parts(
		&mut self,
		round: &RoundId,
		task: &TaskView,
		update: &ContestedUpdate,
		parts: &[u8],
	) -> Result<(), DutyError> {
		#[cfg(feature = "attacks")]
		if self.withholds(&update.update_root) {
			return Ok(());
		}
		if parts.is_empty() {
			return Ok(());
		}
		let about = format!("{round}, contested update {}", update.update_root.short());
		let Some(bytes) = self.read_if_held(&update.update_root)? else {
			self.voice.complain(about, "this member has said that it holds it, and its bytes were lost on disk");
			return Ok(());
		};
		if bytes.len() as u64 != decide::update_bytes(task.spec.dim) {
			self.voice.complain(about, "it has another length than the task's updates, and cannot be published");
			return Ok(());
		}
		self.tell_publishing(round, update);
		for part in parts.iter().copied() {
			let Some(shown) = decide::part_chunks(task.spec.dim, part) else { continue };
			let call = call(round, update.position, part, &bytes, &shown);
			// If it is refused, somebody else was first; or the update is copied, and its owner's possession does not hold.
			self.send(&call, Step::PartSubmitted, || format!("{about}, part {part}"))?;
		}
		Ok(())
	}

	/// Says once that this member publishes an update, and why.
	fn tell_publishing(&mut self, round: &RoundId, update: &ContestedUpdate) {
		if self.live.entry(*round).or_default().told_publishing.insert(update.update_root) {
			let whose = if update.member == self.member {
				"the own update is contested".into()
			} else {
				format!("the update of member {} is contested", update.member)
			};
			let (root, parts) = (update.update_root.short(), update.published_at.len());
			self.voice.say(
				round,
				format!(
					"{whose}: a member could not fetch it, or no quorum holds it; putting its bytes on the chain, for all to see \
					 ({root}, {parts} parts of at most 1 MiB)"
				),
			);
		}
	}
}

/// The parts that are missing, in the order in which they come up, each with the block from which on `member` sends it.
fn missing(members: &[MemberProgress], publication: &PublicationView, member: &MemberId) -> Vec<Missing> {
	let mut found = Vec::new();
	let mut place: BlockNumber = 0;
	for update in &publication.updates {
		let said_held = |held: u128| held & decide::bit(update.position.into()) != 0;
		let holders: Vec<MemberId> = members
			.iter()
			.filter(|progress| progress.member == update.member || progress.held.is_some_and(said_held))
			.map(|progress| progress.member)
			.collect();
		for (part, at) in (0u8..).zip(&update.published_at) {
			// Of all parts, also those that came: so the order stays when some have come.
			let comes_up = publication.opened_at.saturating_add(place / PARTS_A_BLOCK);
			place = place.saturating_add(1);
			if at.is_none() {
				let waits = turn::publishing(&update.update_root, part, member, &holders);
				let due_at = comes_up.saturating_add(waits);
				found.push(Missing { update: update.position, part, update_root: update.update_root, due_at });
			}
		}
	}
	found
}

/// The call with the chunks `shown` of an update, of which these are all bytes.
fn call(round: &RoundId, update: u8, part: u8, bytes: &[u8], shown: &Range<u64>) -> Call {
	// A range that is there: the length was checked.
	let of = |range: Range<u64>| bytes.get(range.start as usize..range.end as usize).unwrap_or_default();
	let path = chunks::path(bytes.len() as u64, shown, |range, hasher| {
		hasher.update(of(range));
	});
	let end = shown.end.saturating_mul(CHUNK_BYTES as u64).min(bytes.len() as u64);
	let part_bytes = of(shown.start.saturating_mul(CHUNK_BYTES as u64)..end).to_vec();
	Call::Publish { round: *round, update, part, bytes: part_bytes, path }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::world::UpdatePart;
	use guild_primitives::limits::MAX_PARTS;

	const OPENED_AT: BlockNumber = 100;

	fn id(place: usize) -> MemberId {
		MemberId([place as u8 + 1; 32])
	}

	/// An electorate of which all have said that they hold all, but the last, which holds its own alone.
	fn members(size: usize) -> Vec<MemberProgress> {
		let progress = |place| MemberProgress {
			member: id(place),
			manifest: None,
			held: (place + 1 < size).then_some(decide::all_bits(size as u32)),
			missing: None,
			base_missing: false,
			seed: None,
			attested: None,
		};
		(0..size).map(progress).collect()
	}

	/// The updates of the first `contested` members, each of so many parts, of which none has come.
	fn publication(contested: usize, parts: usize) -> PublicationView {
		let update = |place: usize| ContestedUpdate {
			position: place as u8,
			member: id(place),
			update_root: Root([place as u8; 32]),
			possession: Root([0; 32]),
			published_at: vec![None; parts],
		};
		PublicationView { opened_at: OPENED_AT, closed_at: None, updates: (0..contested).map(update).collect() }
	}

	#[test]
	fn each_part_begins_with_one_holder_and_all_holders_have_had_their_turn_before_the_window_ends() {
		for (size, contested, parts) in
			[(2, 1, 1), (3, 2, 8), (4, 1, 3), (7, 2, 8), (16, 5, 8), (128, 3, MAX_PARTS as usize)]
		{
			let (members, publication) = (members(size), publication(contested, parts));
			let window = (2 * size + contested * parts) as BlockNumber;
			let turns: Vec<Vec<Missing>> =
				(0..size - 1).map(|place| missing(&members, &publication, &id(place))).collect();
			for at in 0..contested * parts {
				let comes_up = OPENED_AT + at as BlockNumber / PARTS_A_BLOCK;
				let due: Vec<BlockNumber> = turns.iter().map(|turns| turns[at].due_at).collect();
				assert_eq!(due.iter().filter(|due_at| **due_at == comes_up).count(), 1, "{size} {contested} {at}");
				// A block to be sent after the turn's, and one to be included in.
				assert!(due.iter().all(|due_at| due_at + 2 <= OPENED_AT + window), "{size} {contested} {at}");
			}
		}
	}

	#[test]
	fn who_has_not_said_that_it_holds_an_update_has_no_place_before_others_but_its_owner_has() {
		let publication = publication(3, 1);
		let mut members = members(3);
		members.iter_mut().for_each(|progress| progress.held = None);
		for place in 0..3 {
			assert_eq!(missing(&members, &publication, &id(place))[place].due_at, OPENED_AT + place as u32 / 2);
		}
	}

	#[test]
	fn what_has_come_is_not_missing_and_the_others_keep_their_turn() {
		let members = members(9);
		let mut publication = publication(2, 3);
		let before = missing(&members, &publication, &id(0));
		publication.updates[0].published_at = vec![Some(101), None, Some(102)];
		let after = missing(&members, &publication, &id(0));
		assert_eq!(after, [before[1], before[3], before[4], before[5]]);
		assert_eq!(
			after.iter().map(|part| (part.update, part.part)).collect::<Vec<_>>(),
			[(0, 1), (1, 0), (1, 1), (1, 2)]
		);
	}

	#[test]
	fn a_call_carries_the_part_and_the_path_that_prove_it() {
		// Two parts and a chunk and a half.
		let dim = (1 << 20) + 768;
		let bytes: Vec<u8> = (0..2 * dim).map(|at| (at % 251) as u8).collect();
		let round = RoundId { task: 1, index: 2 };
		for (part, size_bytes, path_len) in [(0, 1 << 20, 2), (1, 1 << 20, 2), (2, 1536, 1)] {
			let shown = decide::part_chunks(dim, part).unwrap();
			let Call::Publish { bytes: sent, path, .. } = call(&round, 4, part, &bytes, &shown) else { unreachable!() };
			let wanted = UpdatePart { round, update: 4, update_root: Root::of(&bytes), dim, part };
			assert_eq!((sent.len(), path.len()), (size_bytes, path_len));
			assert!(wanted.has(&round, 4, part, &sent, &path));
			assert!(!wanted.has(&round, 5, part, &sent, &path));
			assert!(!wanted.has(&round, 4, part + 1, &sent, &path));
			assert!(!wanted.has(&RoundId { task: 1, index: 3 }, 4, part, &sent, &path));
			let mut other = sent.clone();
			other[7] ^= 1;
			assert!(!wanted.has(&round, 4, part, &other, &path));
			assert!(!wanted.has(&round, 4, part, &sent, &path[1..]));
		}
	}
}
