//! One run: a consortium that trains one task by one rule, among members that all are honest or of whom some lie.

use crate::{
	chain::{Chain, MemberChain},
	clock::VirtualClock,
	data::Data,
	faults::Losses,
	keys::Keys,
	network::{MemberNetwork, Network},
	run::{RoundLine, Run},
	scenario::{Faults, Scenario},
	trainer::{MemberTrainer, Test},
};
use guild_aggregation::lanes::model_from_bytes;
use guild_learning::{Document, Problem, SeededEntropy};
use guild_primitives::{MemberId, Outcome, Phase, Root, RoundIndex, TaskSpec, TaskStatus};
use guild_worker::{RoundRecord, Shared, Worker, WorkerParts};
use rayon::prelude::*;
use std::{
	collections::BTreeSet,
	ops::Add,
	path::PathBuf,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
};

/// Ticks of a worker between two blocks: it trains in one and commits in the next.
const TICKS_A_BLOCK: u32 = 4;
/// So many failed rounds in a row end a run: what is missing will not come.
const MAX_FAILED_IN_A_ROW: u32 = 3;

/// A consortium under way.
pub struct Consortium {
	chain: Arc<Chain>,
	network: Arc<Network>,
	clock: Arc<VirtualClock>,
	honest: Vec<Member>,
	liars: Vec<Member>,
	liar_ids: BTreeSet<MemberId>,
	faults: Faults,
	/// Where the open round stood when members last told what they serve.
	phase: Option<(RoundIndex, Phase)>,
	rounds: Vec<RoundLine>,
	transactions: usize,
	faults_proven: usize,
	pleas: usize,
	refused: Vec<String>,
	evaluation: Option<guild_learning::Evaluation>,
	test: Arc<Test>,
	/// The task's.
	scale: u8,
}

struct Member {
	place: usize,
	worker: Worker,
}

impl Consortium {
	/// A consortium whose council has agreed on `spec`. All randomness is from `seed`, also what `data` was dealt out by. `attack` is how
	/// the scenario's liars lie; without, all are honest.
	///
	/// # Errors
	/// The chain refuses the task, or the attack is unknown.
	pub fn new(
		scenario: &Scenario,
		seed: u64,
		spec: TaskSpec,
		document: &Arc<Document>,
		data: &Data,
		attack: Option<&str>,
	) -> Result<Self, Problem> {
		let keys = Arc::new(Keys::of_members(seed, scenario.members));
		let chain = Chain::new(keys.clone())?;
		let chain = Arc::new(if scenario.reputation { chain } else { chain.without_reputation() });
		let scale = spec.scale;
		chain.agree_on(spec)?;
		let network = Network::new(keys.iter().map(Keys::member));
		let clock = Arc::new(VirtualClock::default());
		let shared = scenario.share.then(|| Arc::new(Shared::default()));
		let test = Arc::new(Test::new(document.clone(), data.test.clone()));
		let setting = Setting::new(scenario, attack)?;
		let (mut honest, mut liars, mut liar_ids) = (Vec::new(), Vec::new(), BTreeSet::new());
		for (place, keys) in keys.iter().enumerate() {
			let trainer = MemberTrainer {
				document: document.clone(),
				windows: data.training[place].clone(),
				poisoned: setting.poisoned(place, &data.training[place]),
				test: test.clone(),
			};
			let stored = MemberNetwork { place, network: network.clone() };
			let worker = Worker::in_memory(WorkerParts {
				member: keys.member(),
				signer: Box::new(keys.worker.clone()),
				chain: Arc::new(MemberChain {
					place,
					chain: chain.clone(),
					losses: Losses::new(scenario.faults.loss, seed, place),
				}),
				blobs: Arc::new(stored.clone()),
				clock: clock.clone(),
				trainer: Box::new(trainer),
				entropy: entropy("guild-simulation entropy", seed, place),
				seeds: entropy("guild-simulation seeds", seed, place),
				store: Arc::new(stored),
				missing_limits: Default::default(),
				dir: PathBuf::new(),
				observer: None,
			});
			let worker = worker.map_err(|error| Problem::new(error.to_string(), "a worker", "please report this"))?;
			if setting.lies(place) {
				liar_ids.insert(keys.member());
				let worker = match shared.as_ref().filter(|_| setting.attests_what_is_true()) {
					Some(shared) => worker.sharing(shared.clone()),
					None => worker,
				};
				liars.push(Member { place, worker: setting.liar(worker) });
			} else {
				let worker = match &shared {
					Some(shared) => worker.sharing(shared.clone()),
					None => worker,
				};
				honest.push(Member { place, worker: setting.honest(worker) });
			}
		}
		Ok(Self {
			chain,
			network,
			clock,
			honest,
			liars,
			liar_ids,
			faults: scenario.faults.clone(),
			phase: None,
			rounds: Vec::new(),
			transactions: 0,
			faults_proven: 0,
			pleas: 0,
			refused: Vec::new(),
			evaluation: None,
			test,
			scale,
		})
	}

	/// Runs to the end of the task, or until so many rounds have failed in a row that it will not come. `told` hears of
	/// every round.
	///
	/// # Errors
	/// The runtime has a bug.
	pub fn run(mut self, told: &mut dyn FnMut(&RoundLine)) -> Result<Run, Problem> {
		let mut heard = 0;
		while self.is_under_way() {
			self.step()?;
			self.rounds.iter().skip(heard).for_each(&mut *told);
			heard = self.rounds.len();
		}
		let head = self.chain.head();
		let evaluation = self.evaluation.take();
		let model_root = self.chain.task().map(|task| task.model_root).unwrap_or(Root([0; 32]));
		let model = self.network.read(&model_root).and_then(|bytes| model_from_bytes(&bytes).ok());
		Ok(Run {
			model_root,
			balanced_accuracy: model.and_then(|model| self.test.balanced_accuracy_of(self.scale, &model)),
			head: Root(head.hash),
			blocks: head.number,
			transactions: self.transactions,
			refused: self.refused.len(),
			faults_proven: self.faults_proven,
			pleas: self.pleas,
			trivial_error: evaluation.as_ref().map_or(f64::NAN, |evaluation| evaluation.persistence_rmse),
			unit: evaluation.map(|evaluation| evaluation.unit).unwrap_or_default(),
			rounds: self.rounds,
		})
	}

	/// A block's time: every worker that is there does what is due, then there is a block. The honest come first, so that
	/// omniscient liars see what they send.
	///
	/// # Errors
	/// The runtime has a bug.
	pub fn step(&mut self) -> Result<(), Problem> {
		self.come_and_go();
		self.tell_served();
		let network = &self.network;
		let work = |member: &mut Member| {
			if !network.is_absent(member.place) {
				for _ in 0..TICKS_A_BLOCK {
					if !member.worker.tick() {
						break;
					}
				}
			}
		};
		self.honest.par_iter_mut().for_each(work);
		self.liars.par_iter_mut().for_each(work);
		let made = self.chain.make_block()?;
		self.clock.pass_a_block();
		self.transactions += made.transactions;
		self.faults_proven += made.faults_proven;
		self.pleas += made.pleas;
		self.refused.extend(made.refused);
		self.note_records();
		Ok(())
	}

	/// What members serve changes with the phase: they tell before anybody fetches.
	fn tell_served(&mut self) {
		let phase = self.chain.phase();
		if self.phase != phase {
			self.phase = phase;
			let network = &self.network;
			let there = |member: &&mut Member| !network.is_absent(member.place);
			self.honest.par_iter_mut().filter(there).for_each(|member| member.worker.tell_served());
			self.liars.par_iter_mut().filter(there).for_each(|member| member.worker.tell_served());
		}
		self.network.spread_the_word();
	}

	/// Whether there are rounds to come.
	fn is_under_way(&self) -> bool {
		let task = self.chain.task();
		let failed = self.rounds.iter().rev().take_while(|round| !round.is_final).count();
		let is_open = task.as_ref().is_some_and(|task| task.status == TaskStatus::Active);
		// The last round is noted with the tick after its end.
		let all_noted = task.is_none_or(|task| self.rounds.len() as u32 >= task.current_round);
		failed < MAX_FAILED_IN_A_ROW as usize && (is_open || !all_noted)
	}

	fn come_and_go(&self) {
		let Some(task) = self.chain.task() else { return };
		for absence in &self.faults.absent {
			let is_away = (absence.from_round..absence.to_round).contains(&task.current_round);
			self.network.set_absent(absence.member, is_away);
		}
	}

	/// What has ended, by the records of an honest member that was there.
	fn note_records(&mut self) {
		let mut newest: Vec<RoundRecord> = Vec::new();
		for member in self.honest.iter_mut().chain(&mut self.liars) {
			newest.extend(member.worker.take_records());
		}
		newest.sort_by_key(|record| record.round);
		for record in newest {
			if record.round < self.rounds.len() as u32 {
				continue; // Another member was faster.
			}
			let of_liar = |member: &MemberId| self.liar_ids.contains(member);
			let share = record
				.coefficients
				.iter()
				.filter(|c| of_liar(&c.member))
				.map(|c| c.coefficient.abs())
				.fold(0.0, f64::add);
			self.rounds.push(RoundLine {
				round: record.round,
				is_final: record.outcome == Outcome::Final,
				failed: match record.outcome {
					Outcome::Final => None,
					Outcome::Failed(reason) => Some(reason),
				},
				error: record.evaluation.as_ref().map(|evaluation| evaluation.rmse),
				included: record.coefficients.len(),
				liars_share: share,
				ended_at: record.ended_at,
			});
			self.evaluation = record.evaluation.or(self.evaluation.take());
		}
	}

	/// How large the chain's state is.
	pub fn state_size(&self) -> crate::chain::StateSize {
		self.chain.state_size()
	}

	/// Bytes of updates and models that members hold, each blob counted once.
	pub fn held_bytes(&self) -> usize {
		self.network.held_bytes()
	}

	/// The rounds that have ended.
	pub fn rounds(&self) -> &[RoundLine] {
		&self.rounds
	}

	/// Why transactions were refused that were.
	pub fn refused(&self) -> &[String] {
		&self.refused
	}
}

/// What the member at `place` draws for a purpose: rounding and noise, or its values for seeds. From the scenario's seed.
fn entropy(purpose: &'static str, seed: u64, place: usize) -> guild_worker::EntropySource {
	let draws = AtomicU64::new(0);
	Box::new(move || {
		let draw = draws.fetch_add(1, Ordering::Relaxed);
		let Root(bytes) = Root::of_value(purpose, &(seed, place as u64, draw));
		let mut first = [0; 8];
		first.copy_from_slice(&bytes[..8]);
		Ok(Box::new(SeededEntropy::new(u64::from_le_bytes(first))))
	})
}

/// Who lies in this run, and how.
#[cfg(feature = "attacks")]
struct Setting {
	liars: Option<(guild_worker::attack::Attack, crate::scenario::Liars)>,
	board: Arc<guild_worker::attack::Board>,
}

#[cfg(feature = "attacks")]
impl Setting {
	fn new(scenario: &Scenario, attack: Option<&str>) -> Result<Self, Problem> {
		let parse = |(attack, liars): (&str, &crate::scenario::Liars)| {
			let attack = attack.parse().map_err(|error: guild_worker::attack::UnknownAttack| {
				Problem::new(error.to_string(), scenario.place(), "name one of these in `attacks`")
			})?;
			Ok((attack, liars.clone()))
		};
		let liars = attack.zip(scenario.liars.as_ref()).map(parse).transpose()?;
		Ok(Self { liars, board: Arc::default() })
	}

	fn lies(&self, place: usize) -> bool {
		self.liars.as_ref().is_some_and(|(_, liars)| liars.members.contains(&place))
	}

	/// Whether liars attest as the honest do: then they take what those have computed, as the honest do.
	fn attests_what_is_true(&self) -> bool {
		self.liars.as_ref().is_none_or(|(attack, _)| attack.false_result().is_none())
	}

	fn honest(&self, worker: Worker) -> Worker {
		match &self.liars {
			Some((attack, _)) if attack.is_omniscient() => worker.seen_on(self.board.clone()),
			_ => worker,
		}
	}

	fn liar(&self, worker: Worker) -> Worker {
		let Some((attack, liars)) = &self.liars else { return worker };
		let liar = guild_worker::attack::Liar::from(*attack).from_round(liars.from_round);
		worker.with_attack(liar.seeing(self.board.clone(), liars.members.len()))
	}

	/// What a liar with this attack trains on.
	fn poisoned(
		&self,
		place: usize,
		windows: &Arc<guild_learning::data::WindowSet>,
	) -> Option<(RoundIndex, Arc<guild_learning::data::WindowSet>)> {
		let (attack, liars) = self.liars.as_ref()?;
		let flips = *attack == guild_worker::attack::Attack::LabelFlip && self.lies(place);
		flips.then(|| {
			let mut poisoned = (**windows).clone();
			guild_worker::attack::labels::flip(&mut poisoned.targets);
			(liars.from_round, Arc::new(poisoned))
		})
	}
}

/// In a build without liars everybody is honest.
#[cfg(not(feature = "attacks"))]
struct Setting;

#[cfg(not(feature = "attacks"))]
impl Setting {
	fn new(scenario: &Scenario, attack: Option<&str>) -> Result<Self, Problem> {
		attack.map_or(Ok(Self), |attack| crate::liars::check(attack, &scenario.place()).map(|()| Self))
	}

	fn lies(&self, _: usize) -> bool {
		false
	}

	fn attests_what_is_true(&self) -> bool {
		true
	}

	fn honest(&self, worker: Worker) -> Worker {
		worker
	}

	fn liar(&self, worker: Worker) -> Worker {
		worker
	}

	fn poisoned(
		&self,
		_: usize,
		_: &Arc<guild_learning::data::WindowSet>,
	) -> Option<(RoundIndex, Arc<guild_learning::data::WindowSet>)> {
		None
	}
}
