//! Attest: aggregate the included updates, keep the result, attest it.

use super::{key, DutyError};
use crate::{
	journal::Attestation,
	member::{millis, Now, Worker, FETCH_BUDGET},
	parts::Step,
	world::{Call, Want},
};
use guild_aggregation::{aggregate, lanes};
use guild_primitives::{MemberId, Root, RoundInputs, TaskView};

impl Worker {
	/// Attests the result of the frozen inputs.
	pub(crate) fn attest(
		&mut self,
		now: &Now,
		task: &TaskView,
		inputs: &RoundInputs,
		known_results: &[Root],
	) -> Result<bool, DutyError> {
		let round = inputs.round;
		let inputs_hash = inputs.hash();
		let known = self.journal.round(&round)?.attestation.filter(|known| known.inputs_hash == inputs_hash);
		let attestation = match known {
			Some(attestation) => attestation,
			None => self.compute(now, task, inputs, inputs_hash)?,
		};
		let result_hash = attestation.result_hash;
		let body = (!known_results.contains(&result_hash)).then_some(attestation.body);
		self.chain.submit(&Call::Attest { round, result_hash, body })?;
		self.step(Step::AttestationSubmitted);
		let sent_at = self.clock.now();
		let live = self.live.entry(round).or_default();
		if live.attested_at.replace(live.attested_at.unwrap_or(sent_at)).is_none() {
			self.voice.say(&round, format!("result {} attested", result_hash.short()));
		}
		Ok(false)
	}

	/// Aggregates, and keeps the result. The same inputs give the same result, so a kill here costs only time.
	fn compute(
		&mut self,
		now: &Now,
		task: &TaskView,
		inputs: &RoundInputs,
		inputs_hash: Root,
	) -> Result<Attestation, DutyError> {
		let round = inputs.round;
		let abstained = key("aggregate", &inputs_hash);
		if let Some(reason) = self.abstained.get(&abstained) {
			return Err(DutyError::Abstain(reason.clone()));
		}
		if let Some(attestation) = self.shared_result(inputs, &inputs_hash) {
			self.keep_in_round(&round, |entry| entry.attestation = Some(attestation.clone()))?;
			self.step(Step::AttestationJournaled);
			return Ok(attestation);
		}
		let updates = self.columns(now, inputs)?;
		let base = self.model(now, task, &round, &inputs.base_root)?;
		let started_at = self.clock.now();
		let views: Vec<&[i16]> = updates.iter().map(Vec::as_slice).collect();
		let aggregation = aggregate(inputs, &views, &base).map_err(|error| {
			let reason = format!("these inputs cannot be aggregated here; is an upgrade due? {error}");
			self.abstained.insert(abstained, reason.clone());
			DutyError::Abstain(reason)
		})?;
		// Kept before it is announced: whoever adopts the model asks this member for its bytes.
		self.store.put(&lanes::model_to_bytes(&aggregation.model))?;
		self.store.put(&lanes::to_bytes(&aggregation.aggregate))?;
		self.step(Step::ResultStored);
		let body = aggregation.body;
		let attestation = Attestation { inputs_hash, result_hash: body.hash(&inputs_hash), body };
		if let Some(shared) = &self.shared {
			shared.give(&round, &attestation);
		}
		let aggregate_ms = millis(self.clock.now().saturating_sub(started_at));
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

	/// The result that another worker of the process has computed from bytes that this one holds too; its model and
	/// aggregate are then held as well, as if they had been computed here.
	fn shared_result(&self, inputs: &RoundInputs, inputs_hash: &Root) -> Option<Attestation> {
		let result = self.shared.as_ref()?.result(&inputs.round, inputs_hash)?;
		let holds_inputs = inputs.columns().chain([inputs.base_root]).all(|root| self.store.has(&root));
		let holds_result =
			|| [result.body.model_root, result.body.aggregate_root].iter().all(|root| self.store.adopt(root));
		(holds_inputs && holds_result()).then_some(result)
	}

	/// The lanes of the round's columns, in their order: the included updates, and the previous aggregate if the rule
	/// reads it. What is missing is fetched: a quorum said that it holds the updates, and attested the aggregate.
	fn columns(&mut self, now: &Now, inputs: &RoundInputs) -> Result<Vec<Vec<i16>>, DutyError> {
		let round = inputs.round;
		let owners = inputs.included.iter().map(|update| Some(update.member)).chain(std::iter::once(None));
		let columns: Vec<(Root, Option<MemberId>)> = inputs.columns().zip(owners).collect();
		let absent: Vec<_> = columns.iter().filter(|(root, _)| !self.store.has(root)).copied().collect();
		if !absent.is_empty() {
			let electorate = self.chain.round(&now.best, round)?.map(|view| view.electorate).unwrap_or_default();
			let mut wants: Vec<Want> = Vec::with_capacity(absent.len());
			for (root, owner) in absent {
				wants.push(Want {
					root,
					size_bytes: u64::from(inputs.dim) * lanes::LANE_BYTES as u64,
					sources: self.sources(owner, &electorate),
				});
			}
			wants.dedup_by_key(|want| want.root);
			self.fetch(&round, &wants, FETCH_BUDGET);
		}
		let mut read = Vec::with_capacity(columns.len());
		for (root, owner) in columns {
			let what = if owner.is_some() { "included update" } else { "previous aggregate" };
			let short = root.short();
			let bytes = self
				.read_if_held(&root)?
				.ok_or_else(|| DutyError::Waiting(format!("{what} {short} has not come yet")))?;
			let lanes = lanes::from_bytes(&bytes)
				.map_err(|error| DutyError::Abstain(format!("{what} {short} is malformed: {error}")))?;
			read.push(lanes);
		}
		Ok(read)
	}
}
