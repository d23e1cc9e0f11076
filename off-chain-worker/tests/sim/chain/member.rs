//! The chain as one member's worker sees it.

use super::Ledger;
use guild_aggregation::proof::{self, FaultProof};
use guild_primitives::{
	fault::{Unjudged, Verdict},
	Duty, Fault, LedgerEntry, Lineage, MemberId, ResultBody, Root, RoundId, RoundView, TaskId, TaskView, WorkerKey,
};
use guild_worker::world::{BlockRef, Call, Chain, ChainError, Survey, UpdatePart};
use parking_lot::Mutex;
use rand::Rng;
use std::sync::Arc;

/// The chain as one member sees it.
pub struct MemberChain {
	pub member: MemberId,
	pub ledger: Arc<Mutex<Ledger>>,
}

impl MemberChain {
	fn ask<T>(&self, answer: impl FnOnce(&Ledger) -> Result<T, ChainError>) -> Result<T, ChainError> {
		let mut ledger = self.ledger.lock();
		let silence = ledger.faults.silence;
		if silence > 0.0 && ledger.rng.random_bool(silence) {
			return Err(ChainError::Unavailable("the node is busy".into()));
		}
		answer(&ledger)
	}
}

impl Chain for MemberChain {
	fn best(&self) -> Result<BlockRef, ChainError> {
		self.ask(|ledger| Ok(ledger.blocks.last().unwrap().0))
	}
	fn finalised(&self) -> Result<BlockRef, ChainError> {
		self.ask(|ledger| Ok(ledger.blocks[ledger.finalised].0))
	}
	fn duties(&self, at: &BlockRef, member: &MemberId) -> Result<Vec<Duty>, ChainError> {
		self.ask(|ledger| {
			let state = ledger.at(at)?;
			let round = state.round.as_ref().filter(|round| at.number < round.ends_at && !round.is_early());
			Ok(round.and_then(|round| round.duty(member, state.task.spec.dim)).into_iter().collect())
		})
	}
	fn tasks(&self, at: &BlockRef) -> Result<Vec<TaskView>, ChainError> {
		self.ask(|ledger| Ok(vec![ledger.at(at)?.task.clone()]))
	}
	fn round(&self, at: &BlockRef, id: RoundId) -> Result<Option<Arc<RoundView>>, ChainError> {
		self.ask(|ledger| {
			let state = ledger.at(at)?;
			let open = state.round.as_ref().filter(|round| round.id == id);
			let open = open.map(|round| round.view(state.task.spec.dim));
			Ok(open.or_else(|| state.ended.get(&id.index).cloned()).map(Arc::new))
		})
	}
	fn lineage(&self, at: &BlockRef, id: RoundId) -> Result<Option<Lineage>, ChainError> {
		self.ask(|ledger| Ok(ledger.at(at)?.lineages.get(&id.index).cloned()))
	}
	fn attested_result(&self, at: &BlockRef, id: RoundId, hash: &Root) -> Result<Option<ResultBody>, ChainError> {
		self.ask(|ledger| {
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == id);
			Ok(round.and_then(|round| round.results.get(hash).cloned()))
		})
	}
	fn answered(
		&self,
		at: &BlockRef,
		answered_at: u32,
		id: RoundId,
		list_root: &Root,
	) -> Result<Option<Vec<u8>>, ChainError> {
		self.ask(|ledger| {
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == id);
			let answer = round.and_then(|round| round.answer.as_ref()).filter(|(number, _)| *number == answered_at);
			Ok(answer.map(|(_, list)| list.clone()).filter(|list| Root::of(list) == *list_root))
		})
	}
	fn published(&self, at: &BlockRef, published_at: u32, wanted: &UpdatePart) -> Result<Option<Vec<u8>>, ChainError> {
		self.ask(|ledger| {
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == wanted.round);
			let parts = round.and_then(|round| round.publication.as_ref()?.parts.get(&wanted.update));
			let part = parts.and_then(|parts| parts.get(usize::from(wanted.part))?.as_ref());
			Ok(part.filter(|(number, _)| *number == published_at).map(|(_, bytes)| bytes.to_vec()))
		})
	}
	fn privacy_ledger(&self, at: &BlockRef, member: &MemberId) -> Result<Vec<LedgerEntry>, ChainError> {
		self.ask(|ledger| Ok(ledger.at(at)?.budgets.of(member)))
	}
	fn survey(&self, at: &BlockRef, _: TaskId, member: &MemberId) -> Result<Option<Survey>, ChainError> {
		self.ask(|ledger| Ok(ledger.at(at)?.surveys.view(member)))
	}
	fn worker_key(&self, _: &BlockRef, member: &MemberId) -> Result<Option<WorkerKey>, ChainError> {
		self.ask(|ledger| Ok(ledger.keys.get(member).map(|key| WorkerKey(key.verifying_key().to_bytes()))))
	}
	fn check_fault(
		&self,
		at: &BlockRef,
		id: RoundId,
		hash: &Root,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		self.ask(|ledger| {
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == id);
			Ok(round.ok_or(Unjudged::NoSuchRound).and_then(|round| round.judge(hash, attester, proof)))
		})
	}
	fn check_final(
		&self,
		at: &BlockRef,
		id: RoundId,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		self.ask(|ledger| Ok(ledger.at(at)?.judge_final(id, proof)))
	}
	fn check_own(
		&self,
		at: &BlockRef,
		id: RoundId,
		body: &ResultBody,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		self.ask(|ledger| {
			if ledger.faults.doubted == Some(self.member) {
				return Ok(Ok(Verdict::Guilty(Fault::Coefficients)));
			}
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == id);
			let Some(inputs) = round.and_then(|round| round.inputs.as_ref()) else {
				return Ok(Err(Unjudged::NoSuchRound));
			};
			Ok(Ok(proof::check(proof, &proof::Record { inputs, claim: body, attestation: None })))
		})
	}
	fn submit(&self, call: &Call) -> Result<(), ChainError> {
		let mut ledger = self.ledger.lock();
		// As the node does, which tries a call before it hands it in.
		let strikes =
			matches!(call, Call::VoteAvailability { missing, base_missing, .. } if *missing != 0 || *base_missing);
		if strikes && ledger.faults.poor == Some(self.member) {
			return Err(ChainError::NotCovered("DepositNotCovered".into()));
		}
		ledger.submit(self.member, call);
		Ok(())
	}
}
