//! Attest: aggregate the included updates, keep the result, attest it.

use super::{key, DutyError};
use crate::{
	journal::Attestation,
	member::{millis, Now, Worker, FETCH_BUDGET},
	parts::Step,
	world::{Call, Want},
};
use guild_aggregation::{aggregate, lanes};
use guild_primitives::{possession, MemberId, Root, RoundId, RoundInputs, TaskView};

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
		let own = self.own_attestation(now, task, inputs)?;
		let known = known_results.contains(&own.result_hash);
		self.send_attestation(&round, own, known)?;
		Ok(false)
	}

	/// Sends an attestation; without the body if the chain has it.
	pub(crate) fn send_attestation(&mut self, round: &RoundId, own: Attestation, known: bool) -> Result<(), DutyError> {
		let Attestation { result_hash, possession, body, .. } = own;
		let body = (!known).then_some(body);
		self.chain.submit(&Call::Attest { round: *round, result_hash, possession, body })?;
		self.step(Step::AttestationSubmitted);
		let sent_at = self.clock.now();
		let live = self.live.entry(*round).or_default();
		if live.attested_at.replace(live.attested_at.unwrap_or(sent_at)).is_none() {
			self.voice.say(round, format!("result {} attested", result_hash.short()));
		}
		Ok(())
	}

	/// The result of these inputs: from the journal, or computed now.
	pub(crate) fn own_attestation(
		&mut self,
		now: &Now,
		task: &TaskView,
		inputs: &RoundInputs,
	) -> Result<Attestation, DutyError> {
		let inputs_hash = inputs.hash();
		let known = self.journal.round(&inputs.round)?.attestation.filter(|known| known.inputs_hash == inputs_hash);
		match known {
			Some(attestation) => Ok(attestation),
			None => self.compute(now, task, inputs, inputs_hash),
		}
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
		let updates = self.columns(now, inputs)?;
		let base = self.model(now, task, &round, &inputs.base_root)?;
		let started_at = self.clock.now();
		let views: Vec<&[i16]> = updates.iter().map(Vec::as_slice).collect();
		let aggregation = aggregate(inputs, &views, &base).map_err(|error| {
			let reason = format!("these inputs cannot be aggregated here; is an upgrade due? {error}");
			self.abstained.insert(abstained, reason.clone());
			DutyError::Abstain(reason)
		})?;
		// Kept before it is announced: whoever adopts the model asks this member for its bytes, and whoever doubts the
		// result for its list.
		self.store.put(&lanes::model_to_bytes(&aggregation.model))?;
		self.store.put(&lanes::to_bytes(&aggregation.aggregate))?;
		let list = aggregation.trace.to_bytes();
		self.store.put(&list)?;
		let possession = possession(&self.member, &round, &list);
		self.step(Step::ResultStored);
		let body = aggregation.body;
		let attestation = Attestation { inputs_hash, result_hash: body.hash(&inputs_hash), possession, body };
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
