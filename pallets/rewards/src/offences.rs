//! What members did wrong in the course of a round, and what their agreement charges for it.
//!
//! It is only noted as it is proven, within a challenge or a move that has been weighed without it; it is charged in the next block
//! that has room.

use crate::{
	Agreements, Config, NextOffence, Offence, Offences, OldestOffence, Pallet, Parties, PartiesOf, TermsOf, WeightInfo,
};
use alloc::{collections::BTreeSet, vec::Vec};
use core::marker::PhantomData;
use frame_support::{pallet_prelude::Weight, traits::Get, BoundedVec};
use frame_system::limits::BlockWeights;
use guild_agreement::Clause;
use guild_pallet_support::Queue;
use guild_primitives::{
	contribution::Settlement,
	fault::{Evidence, FaultRecord},
	ids::{BlockNumber, MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
	Phase,
};
use sp_runtime::SaturatedConversion;

/// Offences that wait to be charged. They wait for room alone.
pub(crate) struct OffenceQueue<T>(PhantomData<T>);

impl<T: Config> Queue for OffenceQueue<T> {
	type Entry = Offence;
	type Entries = Offences<T>;
	type Next = NextOffence<T>;
	type Oldest = OldestOffence<T>;

	const MOST_A_BLOCK: u32 = MAX_PARTICIPANTS;

	fn look_weight() -> Weight {
		T::WeightInfo::poll()
	}

	fn entry_weight(offence: Option<&Offence>) -> Weight {
		let members = offence.map_or(0, |offence| offence.members.len());
		T::WeightInfo::charge(members.saturated_into())
	}

	fn due_at(_: &Offence) -> BlockNumber {
		0
	}

	fn settle(_: u64, offence: Offence) {
		Pallet::<T>::charge_offence(&offence);
	}
}

impl<T: Config> Evidence for Pallet<T> {
	fn fault(record: &FaultRecord) {
		Self::note(record.round, Clause::ProvenFault, record.guilty.to_vec());
	}

	/// The owner could have published its update itself, and each holder has said that it could.
	fn withheld(round: RoundId, owner: MemberId, held_by: &[MemberId], _missing_by: &[MemberId]) {
		let members: BTreeSet<MemberId> = held_by.iter().copied().chain([owner]).collect();
		Self::note(round, Clause::MissingBlob, members.into_iter().collect());
	}

	/// No clause is about a missed vote: the round's facts tell of it.
	fn missed(_round: RoundId, _phase: Phase, _members: &[MemberId]) {}

	/// No clause is about it: it costs reputation, and so a part of the pay.
	fn challenged_in_vain(_round: RoundId, _challenger: MemberId) {}

	/// No clause is about finality, which no agreement pays for. A validator answers for it by a deposit of its own.
	fn equivocated(_member: MemberId) {}
}

impl<T: Config> Pallet<T> {
	/// Notes what members did, if the round's task has an agreement that charges for it.
	fn note(round: RoundId, clause: Clause, members: Vec<MemberId>) {
		let Some(agreement) = crate::AgreementOf::<T>::get(round.task) else { return };
		let charges = TermsOf::<T>::get(agreement).is_some_and(|terms| terms.penalties.get(clause) > 0);
		if !charges || members.is_empty() {
			return;
		}
		let members = BoundedVec::truncate_from(members); // No more than the electorate.
		OffenceQueue::<T>::push(Offence { agreement, round, clause, members });
	}

	/// Charges all who did it and are parties.
	pub(crate) fn charge_offence(offence: &Offence) {
		let Offence { agreement: id, round, clause, ref members } = *offence;
		let Ok((mut agreement, terms)) = Self::stored(id) else { return };
		let parties = PartiesOf::<T>::get(id);
		let penalty = T::ChargedPart::get().mul_floor(terms.penalties.get(clause));
		for member in members.iter().filter(|member| parties.binary_search(member).is_ok()) {
			let Some(mut party) = Parties::<T>::get(id, member).filter(|party| party.is_bound_in(round.index)) else {
				continue;
			};
			Self::charge(id, &mut agreement, penalty, round, clause, member, &mut party);
			Parties::<T>::insert(id, member, party);
		}
		Agreements::<T>::insert(id, agreement);
	}

	/// Work that fits into no block would never be done.
	pub(crate) fn check_weights() {
		let blocks: BlockWeights = T::BlockWeights::get();
		let limit = blocks.max_block.saturating_div(2);
		for (what, weight) in [
			("paying a round", Self::settled_weight(MAX_PARTICIPANTS)),
			("charging an offence", T::WeightInfo::poll().saturating_add(T::WeightInfo::charge(MAX_PARTICIPANTS))),
			("winding up", T::WeightInfo::wind_up()),
		] {
			assert!(weight.all_lte(limit), "{what} of {weight:?} exceeds half a block, {limit:?}");
		}
	}
}
