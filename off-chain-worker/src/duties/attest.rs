//! Attest: aggregate the included updates, keep the result, attest it.

use super::{
	computed::{Computation, Computed},
	key,
	recheck::Claim,
	DutyError,
};
use crate::{
	journal::Attestation,
	member::{millis, Now, Worker},
	parts::Step,
	result_files::ResultFiles,
	world::Call,
};
use guild_aggregation::RoundResult;
use guild_primitives::{attestation_hash, possession, BlockNumber, ResultBody, Root, RoundId, RoundInputs, TaskView};

impl Worker {
	/// Attests the result of the frozen inputs. Who cannot still proves false what it can of what others attest.
	pub(crate) fn attest(
		&mut self,
		now: &Now,
		task: &TaskView,
		inputs: &RoundInputs,
		known_results: &[Root],
		ends_at: BlockNumber,
	) -> Result<bool, DutyError> {
		let round = inputs.round;
		match self.own_attestation(now, task, inputs) {
			Ok(own) => {
				let known = known_results.contains(&own.result_hash);
				self.send_attestation(&round, own, known)?;
				Ok(false)
			}
			Err(DutyError::Abstain(reason)) => {
				let view = self.chain.round(&now.best, round)?;
				let attesters = |hash: &Root| {
					let members = view.iter().flat_map(|view| &view.members);
					members.filter(|member| member.attested == Some(*hash)).map(|member| member.member).collect()
				};
				let mut claims = Vec::new();
				for hash in known_results {
					let body = self.chain.attested_result(&now.best, round, hash)?;
					let claim = |trace_root| Claim {
						result_hash: *hash,
						trace_root,
						attesters: attesters(hash),
						signed: Vec::new(),
					};
					claims.extend(body.map(|body| claim(body.trace_root)));
				}
				self.dispute(&self.case(now, task, inputs, None, view.as_deref(), ends_at), &claims, None)?;
				Err(DutyError::Abstain(reason))
			}
			Err(error) => Err(error),
		}
	}

	/// Sends an attestation; without the body if the chain has it.
	pub(crate) fn send_attestation(&mut self, round: &RoundId, own: Attestation, known: bool) -> Result<(), DutyError> {
		let Attestation { result_hash, possession, body, .. } = own;
		let body = (!known).then_some(body);
		// The same bytes whenever it is made: ed25519 draws nothing.
		let signature = self.signer.sign(&attestation_hash(&self.member, round, &result_hash, &possession));
		self.chain.submit(&Call::Attest { round: *round, result_hash, possession, signature, body })?;
		self.step(Step::AttestationSubmitted);
		let sent_at = self.clock.now();
		let live = self.live.entry(*round).or_default();
		if live.attested_at.replace(live.attested_at.unwrap_or(sent_at)).is_none() {
			self.voice.say(round, format!("result {} attested", result_hash.short()));
		}
		Ok(())
	}

	/// The result of these inputs: from the journal, or computed now.
	///
	/// # Errors
	/// [`DutyError::Abstain`] if there is none to attest.
	pub(crate) fn own_attestation(
		&mut self,
		now: &Now,
		task: &TaskView,
		inputs: &RoundInputs,
	) -> Result<Attestation, DutyError> {
		let inputs_hash = inputs.hash();
		let known = self.journal.round(&inputs.round)?.attestation.filter(|known| known.inputs_hash == inputs_hash);
		if let Some(attestation) = known {
			return Ok(attestation);
		}
		let abstained = key("aggregate", &inputs_hash);
		if let Some(reason) = self.abstained.get(&abstained) {
			return Err(DutyError::Abstain(reason.clone()));
		}
		let made = self.make_attestation(now, task, inputs, inputs_hash);
		if let Err(DutyError::Abstain(reason)) = &made {
			self.abstained.insert(abstained, reason.clone());
		}
		made
	}

	/// Aggregates, has the runtime check the result, and keeps it. A kill here costs only time.
	fn make_attestation(
		&mut self,
		now: &Now,
		task: &TaskView,
		inputs: &RoundInputs,
		inputs_hash: Root,
	) -> Result<Attestation, DutyError> {
		let round = inputs.round;
		if let Some(attestation) = self.shared_result(inputs, &inputs_hash)? {
			self.keep_in_round(&round, |entry| entry.attestation = Some(attestation.clone()))?;
			self.step(Step::AttestationJournaled);
			return Ok(attestation);
		}
		let store = self.store.clone();
		let mut files = ResultFiles::new(&*store, inputs.dim);
		let computation = match self.computed(now, task, inputs, &mut files)? {
			Computed::Lanes(computation) => computation,
			Computed::Malformed { owner, .. } => {
				return Err(DutyError::Abstain(format!("the included update of member {owner} is malformed")));
			}
		};
		let (body, list) = match &computation.result {
			Ok(result) => self.kept_result(now, inputs, &computation, result, files)?,
			Err(none) => {
				let reason = format!("the rule gives no result for these updates: {}", none.error);
				return Err(DutyError::Abstain(reason));
			}
		};
		self.store.put(&list)?;
		let possession = possession(&self.member, &round, &list);
		self.step(Step::ResultStored);
		let attestation = Attestation { inputs_hash, result_hash: body.hash(&inputs_hash), possession, body };
		if let Some(shared) = &self.shared {
			shared.give(&round, &attestation);
		}
		let aggregate_ms = millis(self.clock.now().saturating_sub(computation.started_at));
		self.keep_in_round(&round, |entry| {
			entry.phase_ms.aggregate = Some(aggregate_ms);
			entry.attestation = Some(attestation.clone());
		})?;
		self.step(Step::AttestationJournaled);
		self.voice.say(
			&round,
			format!("{} updates aggregated; model {}", inputs.included.len(), attestation.body.model_root.short()),
		);
		Ok(attestation)
	}

	/// The result that another worker of the process has computed from bytes that this one holds too; its model, its
	/// aggregate and its list are then held as well, as if they had been computed here. `possession` is this member's own,
	/// from the bytes of the list.
	fn shared_result(&self, inputs: &RoundInputs, inputs_hash: &Root) -> Result<Option<Attestation>, DutyError> {
		let shared = self.shared.as_ref().and_then(|shared| shared.result(&inputs.round, inputs_hash));
		let Some(result) = shared else { return Ok(None) };
		let mut needed = inputs.columns().chain([inputs.base_root]);
		let body = &result.body;
		let made = [body.model_root, body.aggregate_root, body.trace_root];
		if !needed.all(|root| self.store.has(&root)) || !made.iter().all(|root| self.store.adopt(root)) {
			return Ok(None);
		}
		let Some(list) = self.read_if_held(&body.trace_root)? else { return Ok(None) };
		Ok(Some(Attestation { possession: possession(&self.member, &inputs.round, &list), ..result }))
	}

	/// Keeps what this member says the result is; its body, and its list. It is the truth, once the runtime has checked it.
	///
	/// Kept before it is announced: whoever adopts the model asks this member for its bytes, and whoever doubts the result for
	/// its list.
	fn kept_result(
		&mut self,
		now: &Now,
		inputs: &RoundInputs,
		computation: &Computation,
		truth: &RoundResult,
		files: ResultFiles<'_>,
	) -> Result<(ResultBody, Vec<u8>), DutyError> {
		#[cfg(feature = "attacks")]
		if let Some(lie) = self.false_result(inputs.round.index) {
			return self.keep_lie(lie, inputs, computation);
		}
		self.rehearse(now, inputs, computation, truth)?;
		if !files.finish(&truth.body)? {
			return Err(DutyError::Abstain(
				"the lanes that were written are not those that were hashed; is this machine's memory faulty?".into(),
			));
		}
		Ok((truth.body.clone(), truth.trace.to_bytes()))
	}
}
