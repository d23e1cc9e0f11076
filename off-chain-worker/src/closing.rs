//! The end of a round: adopt the model, write down how it went. It follows finality, because an adopted model is not
//! taken back.

use crate::{
	duties::DutyError,
	journal::{JournalError, RoundEntry, TaskEntry, UpdateEntry},
	member::{millis, Now, Worker, BLOCK_TIME},
	parts::Step,
	records::{MemberCoefficient, RoundRecord},
	world::{ChainError, Want},
};
use guild_aggregation::lanes;
use guild_learning::Evaluation;
use guild_primitives::{Lineage, Outcome, Root, RoundId, RoundView, TaskView, COEFFICIENT_ONE};

/// Most rounds of a task that are closed in one tick: after a long absence duties go on in between.
const MAX_CLOSED_A_TICK: u32 = 16;
/// Rounds whose journal entries are kept after they are closed.
const KEPT_ROUNDS: u32 = 16;

impl Worker {
	/// Closes rounds that have ended at the finalised block; whether any was.
	pub(crate) fn close_rounds(&mut self, now: &Now, finalised_tasks: &[TaskView]) -> Result<bool, ChainError> {
		let mut any = false;
		for task in finalised_tasks {
			for _ in 0..MAX_CLOSED_A_TICK {
				match self.close_next(now, task) {
					Ok(true) => any = true,
					Ok(false) => break,
					Err(DutyError::Chain(error)) => return Err(error),
					Err(error) => {
						self.voice.complain(format!("task {}, closing", task.id), error);
						break;
					}
				}
			}
		}
		Ok(any)
	}

	/// Closes the task's next round, if it has ended; whether it did.
	fn close_next(&mut self, now: &Now, task: &TaskView) -> Result<bool, DutyError> {
		let Some(mut entry) = self.journal.task(task.id)? else {
			// Seen for the first time: what ended before is not this worker's history.
			self.journal.keep_task(task.id, &TaskEntry { next_round: task.current_round, ..TaskEntry::default() })?;
			return Ok(false);
		};
		let round = RoundId { task: task.id, index: entry.next_round };
		if round.index >= task.current_round {
			return Ok(false);
		}
		let ended = self.chain.round(&now.finalised, round)?.and_then(|view| Some((view.outcome?, view)));
		let Some((outcome, view)) = ended else {
			return Err(DutyError::Waiting(format!("the node does not say yet how {round} ended")));
		};
		let lineage = match outcome {
			Outcome::Final => self.chain.lineage(&now.finalised, round)?,
			Outcome::Failed(_) => None,
		};
		if let Some(lineage) = &lineage {
			self.ensure_model(task, lineage, &view)?;
		}
		self.tell_faults(&view);
		let kept = self.finish_entry(&round)?;
		let record = self.record(task, outcome, &view, lineage.as_ref(), &kept)?;
		if let Some(lineage) = &lineage {
			self.note_dispute(now, lineage, &kept, &mut entry);
		}
		self.tell(&round, &record);
		self.records
			.append(&record)
			.map_err(|error| DutyError::Waiting(format!("cannot write rounds.jsonl: {error}")))?;
		self.step(Step::RoundRecorded);
		let is_final = lineage.is_some();
		if let Some(lineage) = lineage {
			entry.models.retain(|root| *root != lineage.result.model_root);
			entry.models.insert(0, lineage.result.model_root);
			entry.models.truncate(2);
		}
		entry.next_round = round.index + 1;
		self.journal.keep_task(task.id, &entry)?;
		self.step(Step::RoundClosed);
		self.journal.forget_rounds_before(task.id, entry.next_round.saturating_sub(KEPT_ROUNDS))?;
		if is_final {
			// No survey about an earlier round is answered any more (`duties/bits.rs`).
			self.journal.forget_bits_before(task.id, round.index)?;
		}
		self.live.remove(&round);
		self.voice.forget(&round);
		self.voice.content(format!("task {}, closing", task.id));
		Ok(true)
	}

	/// Brings the final model here, if it is the newest and was not computed here.
	fn ensure_model(&mut self, task: &TaskView, lineage: &Lineage, view: &RoundView) -> Result<(), DutyError> {
		let model_root = lineage.result.model_root;
		if task.model_root != model_root || self.held_model(task, &model_root)?.is_some() {
			return Ok(());
		}
		let electorate = if view.electorate.is_empty() { &lineage.attesters } else { view.electorate.as_slice() };
		let size_bytes = u64::from(task.spec.dim) * lanes::MODEL_LANE_BYTES as u64;
		let want = Want { root: model_root, size_bytes, sources: self.sources(None, &self.others(electorate)) };
		match self.fetch(&lineage.round, &[want], BLOCK_TIME).into_iter().next().flatten() {
			None => Ok(()),
			Some(error) => {
				Err(DutyError::Waiting(format!("final model {} did not come yet: {error}", model_root.short())))
			}
		}
	}

	/// The journal's entry of the round with everything counted.
	fn finish_entry(&mut self, round: &RoundId) -> Result<RoundEntry, JournalError> {
		let now = self.clock.now();
		let mut entry = self.journal.round(round)?;
		if let Some(live) = self.live.get(round) {
			entry.received_bytes += live.received_bytes;
			entry.retries += live.retries;
			entry.phase_ms.finality = live.attested_at.map(|at| millis(now.saturating_sub(at)));
		}
		Ok(entry)
	}

	fn record(
		&mut self,
		task: &TaskView,
		outcome: Outcome,
		view: &RoundView,
		lineage: Option<&Lineage>,
		kept: &RoundEntry,
	) -> Result<RoundRecord, DutyError> {
		let mut update: Option<UpdateEntry> = None;
		if let Some(signed) = &kept.commit {
			let made = self.journal.updates()?;
			update = made.into_iter().find(|entry| {
				(entry.task, entry.base_root, entry.update_root)
					== (task.id, signed.manifest.base_root, signed.manifest.update_root)
			});
		}
		let manifest = kept.commit.as_ref().map(|signed| &signed.manifest);
		let mut phase_ms = kept.phase_ms;
		// A round that failed trained nothing: it committed the same bytes again.
		phase_ms.train = update.as_ref().filter(|update| update.made_in == view.id.index).map(|update| update.train_ms);
		Ok(RoundRecord {
			task: task.id,
			round: view.id.index,
			outcome,
			ended_at: view.ends_at,
			base_root: view.base_root,
			model_root: lineage.map(|lineage| lineage.result.model_root),
			evaluation: match lineage {
				Some(lineage) => self.evaluate(task, &lineage.result.model_root)?,
				None => None,
			},
			included: lineage.is_some_and(|l| l.inputs.included.iter().any(|update| update.member == self.member)),
			samples: manifest.map_or(0, |manifest| manifest.samples),
			steps_done: manifest.map_or(0, |manifest| manifest.steps_done),
			steps_asked: manifest.map_or(0, |manifest| manifest.steps_asked),
			train_loss: update.map(|update| update.loss),
			coefficients: lineage.map(mean_coefficients).unwrap_or_default(),
			received_bytes: kept.received_bytes,
			retries: kept.retries,
			phase_ms,
			result_matches_own: lineage.zip(kept.attestation.as_ref()).map(|(l, own)| l.result_hash == own.result_hash),
		})
	}

	/// The model's error on this member's own held-out rows, if it has any and the model is here.
	fn evaluate(&mut self, task: &TaskView, model_root: &Root) -> Result<Option<Evaluation>, DutyError> {
		if !self.trainer.trains(task.id, &task.spec) {
			return Ok(None);
		}
		let Some(model) = self.held_model(task, model_root)? else { return Ok(None) };
		match self.trainer.evaluate(&task.spec, &model) {
			Ok(evaluation) => Ok(Some(evaluation)),
			Err(error) => {
				self.voice.complain(format!("task {}, evaluation", task.id), error);
				Ok(None)
			}
		}
	}

	fn tell(&mut self, round: &RoundId, record: &RoundRecord) {
		if record.result_matches_own == Some(false) {
			log::error!(
				target: "guild",
				"{round}: OWN COMPUTATION DIFFERED from the final result. This node, or a quorum of the others, computes \
				 wrongly. Keep the blobs and the journal of this round, and compare with `guild aggregate`."
			);
		}
		let line = match (&record.outcome, record.model_root, &record.evaluation) {
			(Outcome::Failed(reason), ..) => format!("failed ({reason:?}); the model did not move"),
			(_, Some(model), Some(e)) => format!(
				"final; model {} adopted; error on own held-out rows {:.2} {} (persistence {:.2})",
				model.short(),
				e.rmse,
				e.unit,
				e.persistence_rmse
			),
			(_, Some(model), None) => format!("final; model {} adopted", model.short()),
			(_, None, _) => "final".into(),
		};
		self.voice.say(round, line);
	}
}

/// How much of each included update is in the aggregate: the mean over the mixing rows.
fn mean_coefficients(lineage: &Lineage) -> Vec<MemberCoefficient> {
	let rows = &lineage.result.coefficients;
	let column =
		|i: usize| rows.iter().filter_map(|row| row.get(i)).map(|c| *c as f64 / COEFFICIENT_ONE as f64).sum::<f64>();
	let mean = |(i, update): (usize, &guild_primitives::IncludedUpdate)| MemberCoefficient {
		member: update.member,
		coefficient: column(i) / rows.len().max(1) as f64,
	};
	lineage.inputs.included.iter().enumerate().map(mean).collect()
}
