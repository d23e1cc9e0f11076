//! A member's worker: what is due, done.

use crate::{
	blob::Blob,
	duties::{DutyError, Measuring, Recheck, Settled},
	journal::{Journal, JournalError},
	parts::{EntropySource, ManifestSigner, MissingLimits, Observer, Step, WorkerParts},
	records::Records,
	run::Signal,
	say::Voice,
	shared::Shared,
	sources::Sources,
	store::StoreError,
	world::{Blobs, BlockRef, Chain, ChainError, Clock, FetchError, Store, Want},
};
use guild_learning::Trainer;
use guild_primitives::{
	limits::BLOCK_TIME_MS, BlockNumber, Duty, MemberId, Phase, Root, RoundId, RoundView, TaskId, TaskView,
};
use std::{
	collections::{BTreeMap, BTreeSet, HashMap, HashSet},
	io,
	path::PathBuf,
	sync::Arc,
	time::Duration,
};

/// Most time that a fetch takes before the worker looks at the chain again.
pub(crate) const FETCH_BUDGET: Duration = Duration::from_millis(2 * BLOCK_TIME_MS);
/// Time a block takes.
pub(crate) const BLOCK_TIME: Duration = Duration::from_millis(BLOCK_TIME_MS);

/// A member's worker. [`crate::run`] drives it; simulations call [`Worker::tick`] themselves.
pub struct Worker {
	pub(crate) member: MemberId,
	pub(crate) signer: Box<dyn ManifestSigner>,
	pub(crate) chain: Arc<dyn Chain>,
	pub(crate) blobs: Arc<dyn Blobs>,
	pub(crate) clock: Arc<dyn Clock>,
	pub(crate) trainer: Box<dyn Trainer>,
	pub(crate) entropy: EntropySource,
	pub(crate) seeds: EntropySource,
	pub(crate) store: Arc<dyn Store>,
	pub(crate) missing_limits: MissingLimits,
	pub(crate) journal: Journal,
	pub(crate) records: Records,
	pub(crate) voice: Voice,
	pub(crate) signal: Signal,
	/// Where evidence is kept; none in simulations.
	pub(crate) evidence_dir: Option<PathBuf>,
	observer: Option<Observer>,
	/// What workers of one process compute once for all, in simulations.
	pub(crate) shared: Option<Arc<Shared>>,
	#[cfg(feature = "attacks")]
	pub(crate) liar: Option<crate::attack::Liar>,
	/// Where an honest member shows its updates to omniscient attackers, in simulations.
	#[cfg(feature = "attacks")]
	pub(crate) board: Option<Arc<crate::attack::Board>>,
	/// What is known of open rounds besides the journal; it may be lost at any time.
	pub(crate) live: HashMap<RoundId, Live>,
	/// Every update root this member has made: such bytes leave it for a commitment of its own only.
	pub(crate) own_updates: HashSet<Root>,
	/// What cannot be done, and would fail again: key and reason.
	pub(crate) abstained: HashMap<Root, String>,
	/// Rounds whose proof the runtime has accepted for a late dispute, in this run.
	pub(crate) judged_disputes: HashSet<RoundId>,
	/// The survey that is being answered.
	pub(crate) measuring: Option<Measuring>,
	/// The best block at which surveys were last looked for.
	pub(crate) surveys_seen_at: Option<BlockRef>,
	/// What the network was last told to serve.
	serving: Option<Vec<Root>>,
	/// Ticks until the store is next collected.
	pub(crate) ticks_to_collection: u32,
}

/// What is known of an open round besides the journal.
#[derive(Default)]
pub(crate) struct Live {
	/// Updates that were looked at for the vote.
	pub(crate) settled: BTreeMap<(MemberId, Root, Root), Settled>,
	/// Why updates that were wanted did not come when they were last asked for.
	pub(crate) troubles: HashMap<Root, FetchError>,
	/// Whether updates were asked for at all.
	pub(crate) tried_to_fetch: bool,
	/// The best block when they were first asked for with the opening of Availability finalised: before, nobody serves.
	pub(crate) asked_since: Option<BlockNumber>,
	/// When the commitment was first sent.
	pub(crate) commit_sent_at: Option<Duration>,
	/// When Availability was first seen.
	pub(crate) availability_seen_at: Option<Duration>,
	/// The best block for which parts of contested updates were last sent.
	pub(crate) published_for: Option<BlockRef>,
	/// Contested updates that the operator has read of.
	pub(crate) told_publishing: HashSet<Root>,
	/// When the attestation was first sent.
	pub(crate) attested_at: Option<Duration>,
	/// Whether included updates were looked at for malformed ones.
	pub(crate) looked_for_malformed: bool,
	/// Attesters, results and possessions that were found right.
	pub(crate) possessions: BTreeSet<(MemberId, Root, Root)>,
	/// Evidence files that were written, and how many signatures are in each.
	pub(crate) evidence: HashMap<PathBuf, usize>,
	/// Faults that the operator has read of.
	pub(crate) told_faults: HashSet<Root>,
	/// Fetched for this round since the journal was last written.
	pub(crate) received_bytes: u64,
	/// Peers that failed meanwhile.
	pub(crate) retries: u32,
}

/// Where the chain stands in this tick.
#[derive(Clone, Copy)]
pub(crate) struct Now {
	pub(crate) best: BlockRef,
	pub(crate) finalised: BlockRef,
}

/// Why a worker cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
	/// The worker's directory cannot be made or read.
	#[error("cannot open the worker's directory {path}: {source}")]
	Directory {
		/// Which.
		path: PathBuf,
		/// What the system said.
		source: io::Error,
	},
	/// The journal cannot be opened.
	#[error(transparent)]
	Journal(#[from] JournalError),
}

impl Worker {
	/// Makes a worker, and reads its journal. Nothing is sent before the first tick.
	///
	/// # Errors
	/// When its directory cannot be used.
	pub fn new(parts: WorkerParts) -> Result<Self, StartError> {
		let failed = |source| StartError::Directory { path: parts.dir.clone(), source };
		std::fs::create_dir_all(&parts.dir).map_err(failed)?;
		let journal = Journal::open(&parts.dir.join("journal"))?;
		let records = Records::open(&parts.dir).map_err(failed)?;
		let voice = Voice::new(&parts.dir);
		let evidence_dir = Some(parts.dir.join("evidence"));
		Ok(Self { evidence_dir, ..Self::with(parts, journal, records, voice)? })
	}

	/// A worker for simulations: its journal and its records are in memory, and there is no `status.json`. It does the
	/// same with them, and forgets them when it is dropped; `dir` is not touched.
	///
	/// # Errors
	/// None that an empty journal could give.
	pub fn in_memory(parts: WorkerParts) -> Result<Self, StartError> {
		Self::with(parts, Journal::in_memory(), Records::in_memory(), Voice::without_file())
	}

	fn with(parts: WorkerParts, journal: Journal, records: Records, voice: Voice) -> Result<Self, StartError> {
		let own_updates = journal.updates()?.into_iter().map(|entry| entry.update_root).collect();
		Ok(Self {
			records,
			voice,
			member: parts.member,
			signer: parts.signer,
			chain: parts.chain,
			blobs: parts.blobs,
			clock: parts.clock,
			trainer: parts.trainer,
			entropy: parts.entropy,
			seeds: parts.seeds,
			store: parts.store,
			missing_limits: parts.missing_limits,
			journal,
			signal: Signal::default(),
			evidence_dir: None,
			observer: parts.observer,
			shared: None,
			#[cfg(feature = "attacks")]
			liar: None,
			#[cfg(feature = "attacks")]
			board: None,
			live: HashMap::new(),
			own_updates,
			abstained: HashMap::new(),
			judged_disputes: HashSet::new(),
			measuring: None,
			surveys_seen_at: None,
			serving: None,
			ticks_to_collection: 0,
		})
	}

	/// The same member, computing what others of its process have computed only once. Only in simulations: see [`Shared`].
	pub fn sharing(self, shared: Arc<Shared>) -> Self {
		Self { shared: Some(shared), ..self }
	}

	/// The records of rounds that ended since they were last taken, of a worker made by [`Worker::in_memory`].
	pub fn take_records(&mut self) -> Vec<crate::RoundRecord> {
		self.records.take()
	}

	/// The same member, lying from now on.
	#[cfg(feature = "attacks")]
	pub fn with_attack(self, liar: impl Into<crate::attack::Liar>) -> Self {
		let liar = liar.into();
		log::warn!(target: "guild", "this member lies: {liar}");
		Self { liar: Some(liar), ..self }
	}

	/// The same member, which shows its updates to omniscient attackers. Only in simulations.
	#[cfg(feature = "attacks")]
	pub fn seen_on(self, board: Arc<crate::attack::Board>) -> Self {
		Self { board: Some(board), ..self }
	}

	/// What wakes and stops this worker.
	pub fn signal(&self) -> Signal {
		self.signal.clone()
	}

	/// Does what is due now, and returns whether something may be due again at once. It may be called at any time, after
	/// a restart too: what was done is not done twice. Troubles are logged; the next tick tries again.
	pub fn tick(&mut self) -> bool {
		match self.try_tick() {
			Ok(again) => {
				self.voice.content("chain");
				again && !self.signal.is_stopped()
			}
			Err(error) => {
				self.voice.complain("chain", error);
				false
			}
		}
	}

	/// Tells the network what may leave this member now, and does nothing else: the first part of a tick. Simulations have
	/// all members do it before any of them fetches, so that it does not matter whose thread is faster.
	pub fn tell_served(&mut self) {
		let told = self.chain.finalised().and_then(|finalised| {
			let tasks = self.chain.tasks(&finalised)?;
			self.serve(&Now { best: finalised, finalised }, &tasks, &tasks)
		});
		if let Err(error) = told {
			self.voice.complain("chain", error);
		}
	}

	fn try_tick(&mut self) -> Result<bool, ChainError> {
		let now = Now { best: self.chain.best()?, finalised: self.chain.finalised()? };
		self.voice.at_blocks(now.best.number, now.finalised.number);
		let tasks = self.chain.tasks(&now.best)?;
		let finalised_tasks = self.chain.tasks(&now.finalised)?;
		self.serve(&now, &tasks, &finalised_tasks)?;
		let duties = self.chain.duties(&now.best, &self.member)?;
		self.note_commitments(&duties)?;
		let mut again = false;
		for duty in &duties {
			let Some(task) = tasks.iter().find(|task| task.id == duty.round().task) else { continue };
			again |= self.attend(&now, task, duty);
		}
		// After the duties, which are more urgent: closing evaluates the model on the member's own rows.
		if self.close_rounds(&now, &finalised_tasks)? {
			// What was adopted is served at once: who missed the round needs it to train.
			self.serve(&now, &tasks, &finalised_tasks)?;
			again = true;
		}
		self.send_disputes(&now, &finalised_tasks);
		again |= self.report_quality(&now, &finalised_tasks);
		self.collect_garbage(&now, &tasks, &finalised_tasks, &duties)?;
		Ok(again)
	}

	/// Does one duty; whether it did something after which the chain should be looked at again.
	fn attend(&mut self, now: &Now, task: &TaskView, duty: &Duty) -> bool {
		let round = duty.round();
		let (name, outcome) = match duty {
			Duty::Commit { round, base_root, ends_at } => {
				("commit", self.commit(now, task, *round, base_root, *ends_at))
			}
			Duty::VoteAvailability { round, commitments, ends_at } => {
				("availability", self.vote(now, task, *round, commitments, *ends_at))
			}
			Duty::Publish { round, updates, .. } => ("publication", self.publish(now, task, *round, updates)),
			Duty::Attest { inputs, known_results, ends_at } => {
				("attest", self.attest(now, task, inputs, known_results, *ends_at))
			}
			Duty::Recheck { inputs, results, proposed, plea, may_attest, may_plead, free_challenges, ends_at } => {
				let duty = Recheck {
					results,
					proposed: *proposed,
					plea: *plea,
					may_plead: *may_plead,
					may_attest: *may_attest,
					free_challenges: *free_challenges,
					ends_at: *ends_at,
				};
				("recheck", self.recheck(now, task, inputs, &duty))
			}
		};
		let about = format!("{round}, {name}");
		match outcome {
			Ok(again) => {
				self.voice.content(about);
				again
			}
			Err(DutyError::Stopped) => false,
			Err(error) => {
				self.voice.complain(about, error);
				false
			}
		}
	}

	/// Tells the network which blobs may leave this member. Updates, models and aggregates: as the finalised block says, because what
	/// has left cannot be taken back. Lists: as the best block says. They are hashes, and show nothing of an update; a
	/// challenge window does not wait for finality, so whoever checks a result needs its list before.
	fn serve(&mut self, now: &Now, tasks: &[TaskView], finalised_tasks: &[TaskView]) -> Result<(), ChainError> {
		let mut roots = Vec::new();
		for task in finalised_tasks {
			let round = RoundId { task: task.id, index: task.current_round };
			if let Some(view) = self.chain.round(&now.finalised, round)? {
				roots.extend(self.servable_updates(&view));
			}
			roots.extend(self.adopted_models(task.id));
			// A column of the next round: who was away, or has lost it, has it from others.
			roots.extend(task.aggregate_root);
		}
		for task in tasks {
			let round = RoundId { task: task.id, index: task.current_round };
			if let Some(view) = self.chain.round(&now.best, round)? {
				roots.extend(self.servable_list(&view));
			}
		}
		roots.sort_unstable();
		roots.dedup();
		let roots = self.store.held(roots);
		#[cfg(feature = "attacks")]
		let roots: Vec<Root> = roots.into_iter().filter(|root| !self.withholds(root)).collect();
		#[cfg(feature = "attacks")]
		self.keep_back(now, finalised_tasks)?;
		if self.serving.as_ref() != Some(&roots) {
			self.blobs.serve(&roots);
			self.serving = Some(roots);
		}
		Ok(())
	}

	/// Updates of a round, as it is finalised, that any holder may serve: those committed, once Availability is open.
	/// An update of this member's own leaves for its own commitment only, not for that of somebody who copied the root.
	pub(crate) fn servable_updates(&self, view: &RoundView) -> Vec<Root> {
		if !matches!(view.phase, Some(Phase::Availability | Phase::Publication | Phase::Attest | Phase::Challenge)) {
			return Vec::new();
		}
		let committed = |progress: &guild_primitives::MemberProgress| {
			progress.manifest.as_ref().map(|manifest| (progress.member, manifest.update_root))
		};
		let own = view.members.iter().filter_map(committed).find(|(member, _)| *member == self.member);
		let may_leave = |root: &Root| !self.own_updates.contains(root) || own.is_some_and(|(_, mine)| mine == *root);
		let mut roots = Vec::with_capacity(view.members.len()); // Most members have committed.
		roots.extend(view.members.iter().filter_map(committed).map(|(_, root)| root).filter(may_leave));
		roots
	}

	/// The list of the own result, once Attest is over: before, whoever has it could attest without having computed.
	fn servable_list(&mut self, view: &RoundView) -> Option<Root> {
		if view.phase != Some(Phase::Challenge) {
			return None;
		}
		#[cfg(feature = "attacks")]
		if self.false_result(view.id.index) == Some(crate::attack::FalseResult::Withheld) {
			return None;
		}
		match self.journal.round(&view.id) {
			Ok(entry) => entry.attestation.map(|own| own.body.trace_root),
			Err(error) => {
				self.voice.complain("journal", error);
				None
			}
		}
	}

	/// Whether this member keeps an update of its own to itself.
	#[cfg(feature = "attacks")]
	pub(crate) fn withholds(&self, root: &Root) -> bool {
		let withholds = |liar: &crate::attack::Liar| liar.is(crate::attack::Attack::Withhold);
		self.own_updates.contains(root) && self.liar.as_ref().is_some_and(withholds)
	}

	fn adopted_models(&mut self, task: TaskId) -> Vec<Root> {
		match self.journal.task(task) {
			Ok(entry) => entry.map(|entry| entry.models).unwrap_or_default(),
			Err(error) => {
				self.voice.complain("journal", error);
				Vec::new()
			}
		}
	}

	/// Notes how long a commitment took: it is in the best block once it is no longer due.
	fn note_commitments(&mut self, duties: &[Duty]) -> Result<(), ChainError> {
		let now = self.clock.now();
		let due = |round: &RoundId| duties.iter().any(|d| matches!(d, Duty::Commit { round: r, .. } if r == round));
		let seen: Vec<(RoundId, Duration)> = self
			.live
			.iter_mut()
			.filter(|(round, _)| !due(round))
			.filter_map(|(round, live)| Some((*round, live.commit_sent_at.take()?)))
			.collect();
		for (round, sent_at) in seen {
			let kept =
				self.keep_in_round(&round, |entry| entry.phase_ms.commit = Some(millis(now.saturating_sub(sent_at))));
			if let Err(error) = kept {
				self.voice.complain("journal", error);
			}
		}
		Ok(())
	}

	/// Changes the journal's entry of a round, and adds what was counted meanwhile.
	pub(crate) fn keep_in_round(
		&mut self,
		round: &RoundId,
		change: impl FnOnce(&mut crate::journal::RoundEntry),
	) -> Result<(), JournalError> {
		let mut entry = self.journal.round(round)?;
		change(&mut entry);
		let live = self.live.entry(*round).or_default();
		entry.received_bytes += std::mem::take(&mut live.received_bytes);
		entry.retries += std::mem::take(&mut live.retries);
		self.journal.keep_round(round, &entry)
	}

	/// Brings blobs into the store, counting what it took for `round`; the error of each that did not come.
	pub(crate) fn fetch(&mut self, round: &RoundId, wants: &[Want], budget: Duration) -> Vec<Option<FetchError>> {
		let answers = self.blobs.fetch(wants, budget);
		let live = self.live.entry(*round).or_default();
		let mut errors = Vec::with_capacity(wants.len());
		for answer in answers {
			errors.push(match answer {
				Ok(fetched) => {
					live.received_bytes += fetched.received_bytes;
					live.retries = live.retries.saturating_add(fetched.retries);
					None
				}
				Err(error) => {
					// Somebody was asked and failed; that nobody serves it yet is no failure.
					live.retries = live.retries.saturating_add(u32::from(matches!(error, FetchError::TimedOut(_))));
					Some(error)
				}
			});
		}
		errors
	}

	/// Everybody who may be asked for a blob.
	pub(crate) fn others(&self, electorate: &[MemberId]) -> Arc<[MemberId]> {
		electorate.iter().copied().filter(|member| *member != self.member).collect()
	}

	/// Whom to ask for a blob: its owner, then all `others`.
	pub(crate) fn sources(&self, owner: Option<MemberId>, others: &Arc<[MemberId]>) -> Sources {
		Sources::new(owner.filter(|member| *member != self.member), others.clone())
	}

	/// Tells the observer where the protocol is.
	pub(crate) fn step(&mut self, step: Step) {
		if let Some(observer) = &mut self.observer {
			observer(step);
		}
	}

	/// A blob's bytes where they are; none if the store does not have them (any more).
	pub(crate) fn blob_if_held(&self, root: &Root) -> Result<Option<Blob>, StoreError> {
		if_held(self.store.blob(root))
	}

	/// A small blob's bytes; none if the store does not have them (any more).
	pub(crate) fn read_if_held(&self, root: &Root) -> Result<Option<Vec<u8>>, StoreError> {
		if_held(self.store.read(root))
	}
}

fn if_held<T>(answer: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
	match answer {
		Ok(bytes) => Ok(Some(bytes)),
		Err(StoreError::NotHeld(_) | StoreError::Corrupt(_)) => Ok(None),
		Err(error) => Err(error),
	}
}

/// Whole milliseconds.
pub(crate) fn millis(duration: Duration) -> u64 {
	u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
