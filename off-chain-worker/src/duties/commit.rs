//! Commit: train once from a base model, keep the update, commit to it.

use super::{key, no_entropy, DutyError};
use crate::{
	blob::Blob,
	journal::{JournalError, SignedManifest, UpdateEntry},
	member::{millis, Now, Worker, BLOCK_TIME, FETCH_BUDGET},
	parts::Step,
	world::{Call, Want},
};
use guild_aggregation::lanes;
use guild_learning::{TrainError, TrainProgress, TrainRequest, Trained};
use guild_primitives::{
	possession, seed::seed_commitment, BlockNumber, Manifest, Mechanism, Root, RoundId, TaskId, TaskView, Text,
};
use parking_lot::Mutex;
use std::time::Duration;

/// Training ends this many blocks before the window does, so that the commitment can still be included.
const COMMIT_MARGIN_BLOCKS: BlockNumber = 3;
/// Least time between two lines about the progress of training.
const PROGRESS_EVERY: Duration = Duration::from_secs(10);
/// What a manifest says it was made with.
const SOFTWARE: &str = concat!("guild ", env!("CARGO_PKG_VERSION"));

impl Worker {
	/// Commits this member's update. After training it returns at once: the chain has moved on meanwhile.
	pub(crate) fn commit(
		&mut self,
		now: &Now,
		task: &TaskView,
		round: RoundId,
		base_root: &Root,
		ends_at: BlockNumber,
	) -> Result<bool, DutyError> {
		let signed = match self.journal.round(&round)?.commit.filter(|signed| signed.manifest.base_root == *base_root) {
			Some(signed) => signed,
			None => {
				#[cfg(feature = "attacks")]
				if self.copies(round) {
					return self.commit_copy(now, round, base_root);
				}
				let Some(update) = self.known_update(task.id, base_root)? else {
					return self.make_update(now, task, round, base_root, ends_at);
				};
				let seed = self.seed(&round)?;
				let signed = self.sign(now, task, round, &update, &seed)?;
				self.keep_in_round(&round, |entry| {
					entry.seed = Some(seed);
					entry.commit = Some(signed.clone());
				})?;
				self.step(Step::ManifestJournaled);
				signed
			}
		};
		self.chain.submit(&Call::CommitUpdate { manifest: signed.manifest.clone(), signature: signed.signature })?;
		self.step(Step::CommitSubmitted);
		let sent_at = self.clock.now();
		let live = self.live.entry(round).or_default();
		if live.commit_sent_at.replace(live.commit_sent_at.unwrap_or(sent_at)).is_none() {
			self.voice.say(&round, format!("update {} committed", signed.manifest.update_root.short()));
		}
		Ok(false)
	}

	fn known_update(&self, task: TaskId, base_root: &Root) -> Result<Option<UpdateEntry>, DutyError> {
		match self.journal.update(task, base_root) {
			Err(error @ JournalError::Damaged(_)) => Err(DutyError::Abstain(error.to_string())),
			answer => Ok(answer?),
		}
	}

	/// Trains, encodes, and keeps the update. From here on this base model has its update.
	fn make_update(
		&mut self,
		now: &Now,
		task: &TaskView,
		round: RoundId,
		base_root: &Root,
		ends_at: BlockNumber,
	) -> Result<bool, DutyError> {
		let abstained = key("train", &Root::of_value("guild-worker base", &(task.id, base_root)));
		if let Some(reason) = self.abstained.get(&abstained) {
			return Err(DutyError::Abstain(reason.clone()));
		}
		if !self.trainer.trains(task.id, &task.spec) {
			let reason = "this member has no data for the task as it was agreed; it votes and attests only";
			return Err(DutyError::Abstain(reason.into()));
		}
		let planned = self.plan_noise(task)?;
		let base = self.model(now, task, &round, base_root)?;
		let started_at = self.clock.now();
		let trained = match self.train(now, task, round, base_root, &base, ends_at) {
			Err(error) => {
				// The same rows and the same base model would fail again.
				self.abstained.insert(abstained, error.to_string());
				return Err(DutyError::Abstain(error.to_string()));
			}
			// Training that a shutdown cut short is not what this member has to say.
			Ok(_) if self.signal.is_stopped() => return Err(DutyError::Stopped),
			Ok(trained) => trained,
		};
		self.step(Step::Trained);
		let noise = match self.plan_noise(task) {
			// The node does not answer now. Training again would cost more than the chain's refusal, which has the last word.
			Err(DutyError::Chain(_)) => planned,
			answer => answer?,
		};
		let (lanes, mechanism) = self.encode(task, &trained, noise.as_ref())?;
		#[cfg(feature = "attacks")]
		let lanes = self.lie_or_show(task, round, base_root, lanes)?;
		let update_root = self.store.put(&lanes::to_bytes(&lanes))?;
		self.step(Step::UpdateStored);
		let entry = UpdateEntry {
			task: task.id,
			base_root: *base_root,
			update_root,
			made_in: round.index,
			samples: trained.samples,
			steps_done: trained.steps_done,
			steps_asked: trained.steps_asked,
			loss: trained.loss,
			dataset: trained.dataset,
			mechanism,
			train_ms: millis(self.clock.now().saturating_sub(started_at)),
		};
		self.journal.keep_update(&entry)?;
		self.own_updates.insert(update_root);
		self.step(Step::UpdateJournaled);
		let partial =
			if entry.steps_done < entry.steps_asked { format!(" of {}", entry.steps_asked) } else { String::new() };
		let with_noise = match mechanism {
			Mechanism::Local { noise_multiplier } => format!(" with noise multiplier {noise_multiplier}"),
			_ => String::new(),
		};
		self.voice.say(
			&round,
			format!(
				"trained on {} windows, {}{partial} steps, loss {:.4}; update {}{with_noise} is kept",
				entry.samples,
				entry.steps_done,
				entry.loss,
				update_root.short()
			),
		);
		Ok(true)
	}

	fn train(
		&mut self,
		now: &Now,
		task: &TaskView,
		round: RoundId,
		base_root: &Root,
		base: &[i32],
		ends_at: BlockNumber,
	) -> Result<Trained, TrainError> {
		self.voice.say(&round, format!("training from model {}", base_root.short()));
		let blocks_left = ends_at.saturating_sub(now.best.number).saturating_sub(COMMIT_MARGIN_BLOCKS);
		let started_at = self.clock.now();
		let deadline = started_at + BLOCK_TIME * blocks_left;
		let (clock, signal) = (&self.clock, &self.signal);
		let stop = || signal.is_stopped() || clock.now() >= deadline;
		let told_at = Mutex::new(started_at);
		let progress = |progress: TrainProgress| {
			let mut told_at = told_at.lock();
			if clock.now().saturating_sub(*told_at) >= PROGRESS_EVERY {
				*told_at = clock.now();
				let TrainProgress { steps_done, steps_asked, loss } = progress;
				log::info!(target: "guild", "{round}: training, step {steps_done} of {steps_asked}, loss {loss:.4}");
			}
		};
		let trained = self.trainer.train(&TrainRequest {
			task: task.id,
			round: round.index,
			final_rounds: task.final_rounds,
			spec: &task.spec,
			base,
			shuffle_seed: shuffle_seed(task.id, base_root),
			stop: &stop,
			progress: &progress,
		})?;
		let dim = task.spec.dim;
		if trained.model_delta.len() as u64 != u64::from(dim) {
			let len = trained.model_delta.len();
			return Err(TrainError::Document(format!(
				"training gave {len} parameters, and the task's model has {dim}"
			)));
		}
		Ok(trained)
	}

	/// This member's value for the round's seed: the one that is kept, or a new one.
	pub(super) fn seed(&mut self, round: &RoundId) -> Result<Root, DutyError> {
		if let Some(seed) = self.journal.round(round)?.seed {
			return Ok(seed);
		}
		let mut seed = Root([0; 32]);
		(self.seeds)().map_err(no_entropy)?.fill_bytes(&mut seed.0);
		Ok(seed)
	}

	/// The manifest for this round. It needs the bytes: who lost them cannot make it, and could not serve them either.
	fn sign(
		&mut self,
		now: &Now,
		task: &TaskView,
		round: RoundId,
		update: &UpdateEntry,
		seed: &Root,
	) -> Result<SignedManifest, DutyError> {
		let bytes = match self.blob_if_held(&update.update_root)? {
			Some(bytes) => bytes,
			None => self.own_bytes_from_others(now, task, round, update)?,
		};
		let manifest = Manifest {
			round,
			base_root: update.base_root,
			update_root: update.update_root,
			samples: update.samples,
			steps_done: update.steps_done,
			steps_asked: update.steps_asked,
			dataset: update.dataset,
			mechanism: update.mechanism,
			possession: possession(&self.member, &round, &bytes),
			seed_commitment: seed_commitment(&self.member, &round, seed),
			software: Text::new(SOFTWARE).unwrap_or_default(),
		};
		let signature = self.signer.sign(&manifest.signing_hash());
		Ok(SignedManifest { manifest, signature })
	}

	/// The disk lost the update. Members that fetched it in a failed round may still have it. A new one is not made: it
	/// would show the same rows a second time.
	fn own_bytes_from_others(
		&mut self,
		now: &Now,
		task: &TaskView,
		round: RoundId,
		update: &UpdateEntry,
	) -> Result<Blob, DutyError> {
		let view = self.chain.round(&now.best, round)?;
		let electorate = view.as_ref().map(|view| view.electorate.as_slice()).unwrap_or_default();
		let size_bytes = u64::from(task.spec.dim) * lanes::LANE_BYTES as u64;
		let want = Want { root: update.update_root, size_bytes, sources: self.sources(None, &self.others(electorate)) };
		self.fetch(&round, &[want], FETCH_BUDGET);
		self.blob_if_held(&update.update_root)?.ok_or_else(|| {
			DutyError::Waiting(format!(
				"the bytes of own update {} were lost on disk, and no other member has them yet; \
				 no second update is made from the same base model",
				update.update_root.short()
			))
		})
	}
}

/// The order of mini-batches follows from the base model: training again after a kill is the same training.
fn shuffle_seed(task: TaskId, base_root: &Root) -> u64 {
	let Root(hash) = Root::of_value("guild-worker shuffle", &(task, base_root));
	let mut first = [0; 8];
	first.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
	u64::from_le_bytes(first)
}
