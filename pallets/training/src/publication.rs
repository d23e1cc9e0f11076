//! Phase Publication: members put the bytes of contested updates on the chain, so that everybody holds them.
//!
//! A part is 1 MiB of an update, or its shorter end, and is checked as a subtree of BLAKE3 against the update's root. The bytes
//! stay in the body of the block, where members read them; the chain keeps the block's number and one chaining value a part.
//!
//! That value is under the key of the owner's proof of possession, and when the last part comes, the proof is checked:
//! voters check it while they fetch, so a copied update is held by no quorum; without this its owner would have what it
//! copied included by publishing what it was voted down for. So the last part of such an update is refused, and it is
//! not included.
//!
//! A part costs no fee. What can be published is bounded by what is contested: each update once, for bonds that are then burnt,
//! or because its owner was voted down.

use crate::{
	types::{OpenRound, Parts, SeenPart, Task},
	AvailabilityVotes, Commitments, Config, Error, Event, Pallet, Published, Specs,
};
use alloc::vec::Vec;
use frame_support::{
	dispatch::{DispatchResultWithPostInfo, Pays},
	ensure,
	traits::Defensive,
	BoundedVec,
};
use guild_aggregation::chunks::{self, Value, CHUNK_BYTES};
use guild_primitives::{
	decide,
	fault::Evidence,
	ids::RoundId,
	limits::{MAX_PARTS, PART_BYTES},
	root::{possession, possession_key},
	FailReason, Manifest, Phase, TaskSpec,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_publish(
		duty: T::AccountId,
		id: RoundId,
		update: u8,
		part: u8,
		bytes: &[u8],
		path: &[Value],
	) -> DispatchResultWithPostInfo {
		// Who.
		let publisher = Self::member_of(duty)?;

		// Decide.
		let (mut round, _) = Self::round_for(&publisher, id)?;
		ensure!(round.accepts(Phase::Publication, Self::now()), Error::<T>::NotInPublicationPhase);
		let bit = decide::bit(update.into());
		let contested = round.publication.as_mut().filter(|publication| publication.contested & bit != 0);
		let publication = contested.ok_or(Error::<T>::NotContested)?;
		let owner = round.electorate.get(usize::from(update)).copied().ok_or(Error::<T>::NotContested)?;
		let Manifest { update_root, possession: declared, .. } =
			Commitments::<T>::get(id.task, owner).ok_or(Error::<T>::NotContested)?.manifest;
		let dim = Specs::<T>::get(id.task).ok_or(Error::<T>::UnknownTask)?.dim;
		let shown = decide::part_chunks(dim, part).ok_or(Error::<T>::NotThePart)?;
		let mut parts = Published::<T>::get(id.task, update).unwrap_or_else(|| no_parts(dim));
		let place = parts.get_mut(usize::from(part)).ok_or(Error::<T>::NotThePart)?;
		ensure!(place.is_none(), Error::<T>::AlreadyPublished);
		chunks::verify_chunks(&update_root, decide::update_bytes(dim), &shown, bytes, path)
			.map_err(|_| Error::<T>::NotThePart)?;
		let key = possession_key(&owner, &id);
		let value = chunks::keyed_value(&key, shown.start.saturating_mul(CHUNK_BYTES as u64), bytes);
		*place = Some(SeenPart { value, at: Self::now() });
		if let Some(values) = parts.iter().map(|seen| seen.map(|part| part.value)).collect::<Option<Vec<_>>>() {
			// The only part is the whole file, and has no value beside its root.
			let proof = chunks::keyed_root(&key, &values).unwrap_or_else(|| possession(&owner, &id, bytes));
			ensure!(proof == declared, Error::<T>::PossessionDoesNotHold);
			publication.whole |= bit;
		}

		// Act.
		Published::<T>::insert(id.task, update, parts);
		Self::keep(round);

		// Tell.
		Self::deposit_event(Event::PartPublished { round: id, owner, part, publisher });
		Ok(Pays::No.into())
	}

	/// Says who has withheld what, and freezes the inputs with what was published.
	pub(crate) fn end_publication(mut round: OpenRound, task: Task, spec: &TaskSpec) {
		let (id, votes) = (round.id, Self::votes(&round));
		let Some(publication) = round.publication.as_mut().defensive() else { return };
		publication.closed_at = Some(Self::now());
		let (contested, whole) = (publication.contested, publication.whole);
		let held = decide::held_by_quorum(round.size(), round.committed, &votes.votes);
		for (owner, bit) in round.members_with_bits(held & contested & !whole) {
			let said = |said: fn(&decide::Vote) -> u128| {
				let voters = votes.votes.iter().filter(|vote| said(vote) & bit != 0);
				round.list(voters.fold(0, |set, vote| set | decide::bit(vote.voter)))
			};
			let (held_by, missing_by) = (said(|vote| vote.held), said(|vote| vote.missing));
			T::Evidence::withheld(id, *owner, &held_by, &missing_by);
			Self::deposit_event(Event::UpdateWithheld { round: id, owner: *owner, held_by, missing_by });
		}
		// Whoever was right: the bond pays for the bytes.
		Self::settle_bonds(&round, &votes, |vote| (vote.missing & whole).count_ones());
		let included = decide::included_after_publication(held, contested, whole);
		Self::freeze(round, task, spec, included, &votes, FailReason::TooFewIncluded);
	}

	/// The contested updates of which a part is missing, and that this member has said it holds, or owns.
	pub(crate) fn owed_updates(round: &OpenRound, member: &guild_primitives::MemberId, bit: u128) -> u128 {
		let held = AvailabilityVotes::<T>::get(round.id.task, member).map_or(0, |vote| vote.held);
		round.publication.map_or(0, |publication| publication.contested & !publication.whole & (held | bit))
	}
}

/// Nothing of an update of `dim` lanes. No more parts than can be: the task would have been refused.
pub(crate) fn no_parts(dim: u32) -> Parts {
	let parts = decide::parts(dim).min(MAX_PARTS);
	BoundedVec::truncate_from(alloc::vec![None; parts as usize])
}

/// Size of a published part, for its weight, in KiB.
pub(crate) fn part_kib(bytes: &[u8]) -> u32 {
	bytes.len().min(PART_BYTES as usize).div_ceil(1024) as u32
}
