//! Who is guilty of what, and what follows from it.

use super::{Round, State};
use codec::{DecodeAll, Encode};
use guild_aggregation::proof::{self, FaultProof};
use guild_primitives::{
	decide,
	fault::{Unjudged, Verdict},
	result::PerParticipant,
	FailReason, Fault, FaultRecord, MemberId, Phase, Root, RoundId,
};
use std::collections::BTreeSet;

impl State {
	pub(super) fn judge_final(&self, id: RoundId, proof: &FaultProof) -> Result<Verdict, Unjudged> {
		let lineage = self.lineages.get(&id.index).ok_or(Unjudged::NotFinal)?;
		let known = |record: &FaultRecord| record.fault.proves_false() && record.result_hash == lineage.result_hash;
		if self.ended[&id.index].faults.iter().any(known) {
			return Err(Unjudged::AlreadyProven);
		}
		let record = proof::Record { inputs: &lineage.inputs, claim: &lineage.result, attestation: None };
		Ok(proof::check(proof, &record))
	}

	pub(super) fn dispute(&mut self, number: u32, challenger: MemberId, id: RoundId, proof: &FaultProof) {
		// As it travels: encoded, and read again.
		let proof = FaultProof::decode_all(&mut proof.encode().as_slice()).unwrap();
		let Ok(Verdict::Guilty(fault)) = self.judge_final(id, &proof) else { return };
		let lineage = &self.lineages[&id.index];
		let record = FaultRecord {
			round: id,
			result_hash: lineage.result_hash,
			fault,
			challenger,
			guilty: lineage.attesters.clone(),
			held_by: PerParticipant::default(),
			at: number,
		};
		self.ended.get_mut(&id.index).unwrap().faults.push(record);
		self.task.disputed_from = Some(self.task.disputed_from.map_or(id.index, |earliest| earliest.min(id.index)));
	}
}

impl Round {
	pub(super) fn judge(
		&self,
		result_hash: &Root,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) -> Result<Verdict, Unjudged> {
		let inputs = self.inputs.as_ref().ok_or(Unjudged::NoSuchRound)?;
		let claim = self.results.get(result_hash).ok_or(Unjudged::UnknownResult)?;
		let attestation = match attester {
			None => None,
			Some(member) if self.attested.get(&member) == Some(result_hash) => {
				Some(proof::Attestation { member, possession: self.possessions[&member].0 })
			}
			Some(_) => return Err(Unjudged::NotAnAttester),
		};
		Ok(proof::check(proof, &proof::Record { inputs, claim, attestation }))
	}

	pub(super) fn convict(
		&mut self,
		number: u32,
		result_hash: Root,
		fault: Fault,
		attester: Option<MemberId>,
		challenger: MemberId,
		attest_blocks: u32,
	) {
		let said_so = self.attested.iter().filter(|(_, hash)| **hash == result_hash).map(|(member, _)| *member);
		let mut guilty: BTreeSet<MemberId> = match fault {
			Fault::Possession => attester.into_iter().collect(),
			_ => said_so.collect(),
		};
		if let Fault::MalformedUpdate { update } = fault {
			guilty.insert(self.inputs.as_ref().unwrap().included[update as usize].member);
			self.failing = Some(FailReason::MalformedUpdate);
		}
		self.attested.retain(|member, _| !guilty.contains(member));
		self.results.retain(|hash, _| self.attested.values().any(|attested| attested == hash));
		self.faults.push(FaultRecord {
			round: self.id,
			result_hash,
			fault,
			challenger,
			guilty: PerParticipant::truncate_from(guilty.iter().copied().collect()),
			held_by: PerParticipant::default(),
			at: number,
		});
		self.guilty.extend(guilty);
		let Some(proposed) = self.proposed.filter(|_| self.failing.is_none()) else { return };
		let (size, out) = (self.electorate.len() as u32, self.guilty.len() as u32);
		let new = decide::propose(size, out, self.attested.values().copied());
		let stands =
			new.is_some_and(|new| new.result_hash == proposed.result_hash && (new.has_quorum || !proposed.has_quorum));
		if !stands {
			(self.proposed, self.phase, self.plea) = (None, Phase::Attest, None);
			(self.phase_opened_at, self.ends_at) = (number, number + attest_blocks);
		}
	}
}
