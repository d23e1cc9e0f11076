//! A consortium of workers in one process, on a clock of its own, watched at every step.

use crate::{
	chain::{Ledger, MemberChain, State},
	net::{MemberBlobs, Net, Peer},
};
use ed25519_dalek::SigningKey;
use guild_aggregation::lanes;
use guild_learning::{
	evaluate::params_of, Document, Evaluation, PrivacyTerms, SeededEntropy, TrainError, TrainProgress, TrainRequest,
	Trained, Trainer,
};
use guild_primitives::{
	limits::BLOCK_TIME_MS, DatasetId, Manifest, MechanismPolicy, MemberId, MetricPolicy, Phase, Root, RoundId,
	RuleSpec, TaskId, TaskSpec, Text, Weighting, Windows, Withheld,
};
use guild_worker::{
	store::BlobStore,
	world::{Call, Clock},
	MissingLimits, Observer, RoundRecord, Step, Worker, WorkerParts,
};
use parking_lot::Mutex;
use rand::{seq::SliceRandom, Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::{
	collections::{BTreeMap, BTreeSet, HashMap},
	panic::{catch_unwind, AssertUnwindSafe},
	path::PathBuf,
	sync::{
		atomic::{AtomicU32, AtomicU64, Ordering},
		Arc,
	},
	time::Duration,
};

/// The document of a model (`kind` and, if it has them, `hidden`) of so many inputs.
fn document(model: &str, inputs: u32) -> String {
	format!(
		r#"
[model]
{model}
seed = 1
[features]
step_seconds = 600
stride_rows = 1
target = {{ column = "power_kw", unit = "kW", next_rows = 1, scale = 1.0 }}
inputs = [{{ column = "power_kw", unit = "kW", lags = {inputs} }}]
[training]
optimiser = "sgd"
learning_rate = 0.1
epochs = 1
batch_size = 8
"#
	)
}

/// The seed of this run: `GUILD_SEED`, or one of the clock's; printed, so that a failure can be seen again.
pub fn seed() -> u64 {
	let given = std::env::var("GUILD_SEED").ok().and_then(|text| text.parse().ok());
	let seed = given.unwrap_or_else(|| {
		std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64
	});
	println!("GUILD_SEED={seed}");
	seed
}

#[derive(Clone, Default)]
pub struct SimClock(Arc<AtomicU64>);

impl SimClock {
	pub fn advance(&self, duration: Duration) {
		self.0.fetch_add(duration.as_millis() as u64, Ordering::SeqCst);
	}
}

impl Clock for SimClock {
	fn now(&self) -> Duration {
		Duration::from_millis(self.0.load(Ordering::SeqCst))
	}
}

/// A trainer whose delta depends on the member and the base model only.
struct FakeTrainer {
	member: MemberId,
	clock: SimClock,
	/// How long one of its steps takes.
	step: Duration,
	/// What the member wants for its data.
	terms: Option<PrivacyTerms>,
	/// What it learns, if anything.
	learns: Option<Learns>,
}

/// A member that learns: the world is a model whose parameters all are the same.
#[derive(Clone, Copy, Debug)]
pub struct Learns {
	/// The parameters.
	pub truth: f32,
	/// How far it goes towards them in a round: 1 is all the way, and below 0 away from them.
	pub way: f32,
	/// Whether its rows are still there to measure on.
	pub has_held_out_rows: bool,
}

impl Learns {
	/// From its rows, this far in a round.
	pub fn so_far(way: f32) -> Self {
		Self { truth: 1.0, way, has_held_out_rows: true }
	}

	fn delta(self, base: &[i32]) -> Vec<f32> {
		params_of(base, SCALE).iter().map(|param| (self.truth - param) * self.way).collect()
	}

	fn evaluate(self, model: &[i32]) -> Result<Evaluation, TrainError> {
		if !self.has_held_out_rows {
			return Err(TrainError::Data("the file with the held-out rows is gone".into()));
		}
		let square = |param: &f32| f64::from(param - self.truth).powi(2);
		let squares: f64 = params_of(model, SCALE).iter().map(square).sum();
		let rmse = (squares / model.len() as f64).sqrt();
		Ok(Evaluation { rmse, mae: rmse, persistence_rmse: 1.0, samples: 5, unit: "kW".into() })
	}
}

/// Fraction bits of the tasks' lanes.
const SCALE: u8 = 10;
const STEPS_ASKED: u32 = 100;

impl Trainer for FakeTrainer {
	fn trains(&self, _: TaskId, _: &TaskSpec) -> bool {
		true
	}
	fn privacy(&self, _: &TaskSpec) -> Option<PrivacyTerms> {
		self.terms.clone()
	}
	fn held_out_dataset(&self) -> DatasetId {
		1
	}
	fn train(&mut self, request: &TrainRequest<'_>) -> Result<Trained, TrainError> {
		let mut steps_done = 0;
		while steps_done < STEPS_ASKED && !(steps_done > 0 && (request.stop)()) {
			steps_done += 1;
			self.clock.advance(self.step);
			(request.progress)(TrainProgress { steps_done, steps_asked: STEPS_ASKED, loss: 0.5 });
		}
		if let Some(learns) = self.learns {
			let model_delta = learns.delta(request.base);
			return Ok(Trained {
				model_delta,
				samples: 10,
				steps_done,
				steps_asked: STEPS_ASKED,
				loss: 0.5,
				dataset: 1,
			});
		}
		let seed = Root::of_value("sim delta", &(self.member, request.base)).0;
		let mut rng = ChaCha20Rng::from_seed(seed);
		let model_delta = request.base.iter().map(|_| rng.random_range(-0.1..0.1)).collect();
		Ok(Trained { model_delta, samples: 10, steps_done, steps_asked: STEPS_ASKED, loss: 0.5, dataset: 1 })
	}
	fn evaluate(&mut self, _: &TaskSpec, model: &[i32]) -> Result<Evaluation, TrainError> {
		if let Some(learns) = self.learns {
			return learns.evaluate(model);
		}
		let rmse = model.iter().map(|lane| f64::from(*lane)).sum::<f64>().abs();
		Ok(Evaluation { rmse, mae: rmse, persistence_rmse: 1.0, samples: 5, unit: "kW".into() })
	}
}

pub struct Member {
	pub id: MemberId,
	pub dir: PathBuf,
	pub worker: Option<Worker>,
	#[cfg(feature = "attacks")]
	pub attack: Option<guild_worker::attack::Attack>,
	/// What its operator allows.
	pub missing_limits: MissingLimits,
	/// What its operator wants for its data, from the next start on.
	pub terms: Option<PrivacyTerms>,
	/// What it learns, from the next start on.
	pub learns: Option<Learns>,
	/// How often randomness was drawn for an update.
	pub draws: Arc<AtomicU32>,
	pub seed_draws: Arc<AtomicU32>,
}

impl Member {
	/// Whether a worker of its own speaks for it, and tells the truth.
	pub fn is_honest(&self) -> bool {
		#[cfg(feature = "attacks")]
		let lies = self.attack.is_some();
		#[cfg(not(feature = "attacks"))]
		let lies = false;
		self.worker.is_some() && !lies
	}
}

pub struct Consortium {
	pub seed: u64,
	pub members: Vec<Member>,
	pub ledger: Arc<Mutex<Ledger>>,
	pub net: Arc<Mutex<Net>>,
	pub clock: SimClock,
	rng: ChaCha20Rng,
	keys: BTreeMap<MemberId, SigningKey>,
	checked: usize,
	updates: HashMap<(MemberId, Root), Root>,
	manifests: HashMap<(MemberId, RoundId, Root), Manifest>,
	/// How long a training step of each member takes.
	pub train_step: Duration,
	_dir: tempfile::TempDir,
}

pub fn spec() -> TaskSpec {
	spec_of(r#"kind = "linear""#, 12)
}

/// A task with such a model.
pub fn spec_of(model: &str, inputs: u32) -> TaskSpec {
	let text = document(model, inputs);
	let document = Document::parse(&text).unwrap();
	let initial = document.initial_model(SCALE);
	TaskSpec {
		name: Text::new("sim").unwrap(),
		description: Text::new("").unwrap(),
		document: Text::new(&text).unwrap(),
		initial_model_root: Root::of(&lanes::model_to_bytes(&initial)),
		dim: document.dim(),
		scale: SCALE,
		clip_norm: 5_000,
		norm_bound: 10_000,
		rule: RuleSpec::mean(Weighting::Samples),
		windows: Windows { commit_blocks: 12, availability_blocks: 12, attest_blocks: 12, challenge_blocks: 3 },
		min_participants: 2,
		max_samples: 100,
		rounds: 1_000,
		mechanism: MechanismPolicy::None,
		withheld: Withheld::Exclude,
		updates_public: false,
		metric: MetricPolicy::Coarse,
	}
}

impl Consortium {
	pub fn new(seed: u64, size: u8) -> Self {
		Self::with_spec(seed, size, spec())
	}

	pub fn with_spec(seed: u64, size: u8, spec: TaskSpec) -> Self {
		let rng = |stream| {
			let mut rng = ChaCha20Rng::seed_from_u64(seed);
			rng.set_stream(stream);
			rng
		};
		let ids: Vec<MemberId> = (0..size).map(|i| MemberId([i + 1; 32])).collect();
		let keys: BTreeMap<_, _> = ids.iter().map(|id| (*id, SigningKey::from_bytes(&id.0))).collect();
		// In memory where there is such a place: the tests are about order, not about disks.
		let memory = std::path::Path::new("/dev/shm");
		let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
		let peers = ids.iter().map(|id| (*id, Peer::default())).collect();
		let member = |id: &MemberId| Member {
			id: *id,
			dir: dir.path().join(id.to_string()),
			worker: None,
			#[cfg(feature = "attacks")]
			attack: None,
			missing_limits: MissingLimits::default(),
			terms: None,
			learns: None,
			draws: Arc::default(),
			seed_draws: Arc::default(),
		};
		let mut consortium = Self {
			seed,
			members: ids.iter().map(member).collect(),
			ledger: Arc::new(Mutex::new(Ledger::new(spec, keys.clone(), rng(1)))),
			net: Arc::new(Mutex::new(Net { peers, kept_from: BTreeSet::new(), loss: 0.0, rng: rng(2) })),
			clock: SimClock::default(),
			rng: rng(3),
			keys,
			checked: 0,
			updates: HashMap::new(),
			manifests: HashMap::new(),
			train_step: Duration::ZERO,
			_dir: dir,
		};
		for index in 0..consortium.members.len() {
			consortium.start(index, None);
		}
		consortium
	}

	/// Starts a member's worker from its directory.
	pub fn start(&mut self, index: usize, observer: Option<Observer>) {
		let member = &mut self.members[index];
		let store = Arc::new(BlobStore::open(&member.dir.join("blobs"), 256 << 20).unwrap());
		self.net.lock().peers.get_mut(&member.id).unwrap().store = Some(store.clone());
		let (draws, seed_draws) = (member.draws.clone(), member.seed_draws.clone());
		let (seed, id) = (self.seed, member.id);
		let worker = Worker::new(WorkerParts {
			member: id,
			signer: Box::new(self.keys[&id].clone()),
			chain: Arc::new(MemberChain { member: id, ledger: self.ledger.clone() }),
			blobs: Arc::new(MemberBlobs { member: id, net: self.net.clone(), ledger: self.ledger.clone() }),
			clock: Arc::new(self.clock.clone()),
			trainer: Box::new(FakeTrainer {
				member: id,
				clock: self.clock.clone(),
				step: self.train_step,
				terms: member.terms.clone(),
				learns: member.learns,
			}),
			entropy: Box::new(move || {
				let draw = draws.fetch_add(1, Ordering::SeqCst);
				Ok(Box::new(SeededEntropy::new(seed ^ u64::from(draw) << 8 ^ u64::from(id.0[0]))))
			}),
			seeds: Box::new(move || {
				let draw = seed_draws.fetch_add(1, Ordering::SeqCst);
				Ok(Box::new(SeededEntropy::new(seed ^ u64::from(draw) << 16 ^ u64::from(id.0[0]))))
			}),
			store,
			missing_limits: member.missing_limits,
			dir: member.dir.clone(),
			observer,
		});
		#[allow(unused_mut)]
		let mut worker = worker.unwrap();
		#[cfg(feature = "attacks")]
		if let Some(attack) = member.attack {
			worker = worker.with_attack(attack);
		}
		member.worker = Some(worker);
	}

	/// The worker's process ends without warning, and what it served is served no more.
	pub fn kill(&mut self, index: usize) {
		self.members[index].worker = None;
		self.net.lock().peers.get_mut(&self.members[index].id).unwrap().serving.clear();
	}

	/// Half a block's time: every worker ticks, in any order; every other time there is a block; then the judges look.
	/// A worker that dies in its tick is started again.
	pub fn step(&mut self) {
		self.clock.advance(Duration::from_millis(BLOCK_TIME_MS / 2));
		let mut order: Vec<usize> = (0..self.members.len()).collect();
		order.shuffle(&mut self.rng);
		for index in order {
			if self.net.lock().peers[&self.members[index].id].absent {
				continue;
			}
			let Some(worker) = &mut self.members[index].worker else { continue };
			let ticked = catch_unwind(AssertUnwindSafe(|| worker.tick()));
			match ticked {
				Ok(_) => {}
				Err(cause) if cause.is::<Step>() => {
					self.kill(index);
					self.start(index, None);
				}
				Err(cause) => std::panic::resume_unwind(cause),
			}
		}
		if self.rng.random_bool(0.5) {
			self.ledger.lock().make_block();
		}
		self.judge();
	}

	pub fn steps(&mut self, count: u32) {
		(0..count).for_each(|_| self.step());
	}

	/// Steps until `done`, or fails.
	pub fn until(&mut self, what: &str, most: u32, done: impl Fn(&State) -> bool) {
		for _ in 0..most {
			if done(self.ledger.lock().best()) {
				return;
			}
			self.step();
		}
		panic!("seed {}: not {what} after {most} steps", self.seed);
	}

	/// Steps until that many rounds are final in a finalised block, and every worker has closed them.
	pub fn until_final(&mut self, rounds: u32, most: u32) {
		self.until(&format!("{rounds} rounds final"), most, |best| best.task.final_rounds >= rounds);
		self.steps(24);
	}

	/// Steps until no commitment is on its way: every update that was made is known to the judge.
	pub fn settle(&mut self) {
		let past_commit = |best: &State| best.round.as_ref().is_some_and(|round| round.phase != Phase::Commit);
		self.until("past Commit", 200, past_commit);
	}

	/// The oracles, over what was submitted since the last time and over the best block.
	fn judge(&mut self) {
		let seed = self.seed;
		let ledger = self.ledger.lock();
		for (member, call) in &ledger.submitted[self.checked..] {
			let Call::CommitUpdate { manifest, .. } = call else { continue };
			let base = manifest.base_root;
			let update = *self.updates.entry((*member, base)).or_insert(manifest.update_root);
			assert_eq!(update, manifest.update_root, "seed {seed}: {member} made two updates from {base}");
			let first = self.manifests.entry((*member, manifest.round, base)).or_insert_with(|| manifest.clone());
			assert_eq!(first, manifest, "seed {seed}: {member} signed two manifests for {}", manifest.round);
		}
		self.checked = ledger.submitted.len();
		if let Some(round) = &ledger.best().round {
			let honest = |id: &MemberId| self.members.iter().any(|member| member.id == *id && member.is_honest());
			let attested = round.attested.iter().filter(|(id, _)| honest(id));
			let hashes: BTreeSet<_> = attested.map(|(_, hash)| hash).collect();
			assert!(hashes.len() <= 1, "seed {seed}: honest members attest different results");
		}
	}

	pub fn records(&self, index: usize) -> Vec<RoundRecord> {
		let text = std::fs::read_to_string(self.members[index].dir.join("rounds.jsonl")).unwrap_or_default();
		text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
	}

	/// How many different base models the member committed an update from.
	pub fn bases(&self, index: usize) -> usize {
		self.updates.keys().filter(|(member, _)| *member == self.members[index].id).count()
	}
}
