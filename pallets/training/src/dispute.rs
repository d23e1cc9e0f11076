//! Late truth: a final result is proven false.
//!
//! Nothing is taken back: the model has been adopted, later rounds have trained from it, and the deposits of its attesters
//! were released when the round became final. What remains is the record: the fault is stored under the round, the task
//! names the earliest round whose model is false, from which all later ones descend, and reputation is told.
//!
//! Whoever is a member may dispute, whenever it was admitted. A dispute that proves nothing is refused and pays its fee;
//! the runtime API `check_final` answers the same question for nothing. What no lanes can show cannot be disputed late:
//! whether an attester held the list, and whether the list was withheld.

use crate::{Config, Error, Event, Faults, Lineages, Pallet, Tasks};
use alloc::vec::Vec;
use codec::DecodeAll;
use frame_support::{
	dispatch::{DispatchResultWithPostInfo, Pays, PostDispatchInfo},
	ensure, BoundedVec,
};
use guild_aggregation::proof::{self, FaultProof, Record};
use guild_primitives::{
	fault::{Evidence, Fault, FaultRecord, Unjudged, Verdict},
	ids::{MemberId, RoundId},
	Lineage,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute(duty: T::AccountId, id: RoundId, proof: &FaultProof) -> DispatchResultWithPostInfo {
		// Who.
		let challenger = Self::member_of(duty)?;

		// Decide.
		let mut task = Tasks::<T>::get(id.task).ok_or(Error::<T>::UnknownTask)?;
		let lineage = Lineages::<T>::get(id).ok_or(Error::<T>::NotFinal)?;
		ensure!(!Self::is_proven_false(id, &lineage.result_hash), Error::<T>::AlreadyDisputed);
		let Verdict::Guilty(fault) = judge(&lineage, proof) else { return Err(Error::<T>::NotProven.into()) };

		// Act.
		let record = FaultRecord {
			round: id,
			result_hash: lineage.result_hash,
			fault,
			challenger,
			guilty: BoundedVec::truncate_from(guilty(&lineage, fault)), // All of them were in one electorate.
			held_by: BoundedVec::new(),                                 // The votes are gone.
			at: Self::now(),
		};
		Faults::<T>::insert(id, Self::faults(id).len().saturated_into::<u32>(), &record);
		task.disputed_from = Some(task.disputed_from.map_or(id.index, |earliest| earliest.min(id.index)));
		Tasks::<T>::insert(id.task, task);
		T::Evidence::fault(&record);

		// Tell.
		let model_root = lineage.result.model_root;
		Self::deposit_event(Event::ModelDisputed { round: id, model_root, fault, challenger });
		// The norm bound may have left fewer updates, for which some rules cost more.
		let mix_cost = lineage.inputs.rule.dearest_mix(lineage.inputs.included.len().saturated_into());
		let actual_weight = Some(Self::challenge_weight(proof, mix_cost));
		Ok(PostDispatchInfo { actual_weight, pays_fee: Pays::No })
	}

	/// What a dispute with this proof would be told.
	pub fn check_final(id: RoundId, proof: &[u8]) -> Result<Verdict, Unjudged> {
		let proof = FaultProof::decode_all(&mut &*proof).map_err(|_| Unjudged::NotAProof)?;
		let lineage = Lineages::<T>::get(id).ok_or(Unjudged::NotFinal)?;
		if Self::is_proven_false(id, &lineage.result_hash) {
			return Err(Unjudged::AlreadyProven);
		}
		Ok(judge(&lineage, &proof))
	}
}

/// What a proof shows against a final result.
fn judge(lineage: &Lineage, proof: &FaultProof) -> Verdict {
	proof::check(proof, &Record { inputs: &lineage.inputs, claim: &lineage.result, attestation: None })
}

/// Who is guilty of a fault of a final result, ascending: its attesters, and the owner of a malformed update.
fn guilty(lineage: &Lineage, fault: Fault) -> Vec<MemberId> {
	let mut guilty = lineage.attesters.to_vec();
	if let Fault::MalformedUpdate { update } = fault {
		guilty.extend(lineage.inputs.included.get(update as usize).map(|update| update.member));
	}
	guilty.sort_unstable();
	guilty.dedup();
	guilty
}
