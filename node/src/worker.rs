//! The worker inside the node: its thread, its parts, and its end.

use crate::{
	blobs::{
		self,
		protocol::{follow_members, LivePeers},
		Members, Metrics, NodeBlobs, Served, Server,
	},
	chain::NodeChain,
	commands::key::peer_id,
	exit::{CliError, ExitCode},
	keys::{Key, KeyDir},
	service::{FullClient, Node, Pool},
};
use futures::StreamExt;
use guild_learning::{LocalTrainer, WorkerConfig};
use guild_primitives::MemberId;
use guild_worker::{
	os_entropy,
	store::BlobStore,
	world::{Chain, Clock},
	MissingLimits, Signal, Worker, WorkerParts,
};
use sc_client_api::BlockchainEvents;
use sp_core::{sr25519, Pair};
use std::{
	path::{Path, PathBuf},
	sync::Arc,
	thread::JoinHandle,
	time::{Duration, Instant},
};

/// How often a worker whose member the chain does not know yet looks again.
const JOINING_POLL: Duration = Duration::from_secs(2);

/// What a worker needs that can be had, and can fail, before the node starts.
pub struct Prepared {
	trainer: LocalTrainer,
	duty_key: sr25519::Pair,
	worker_key: ed25519_dalek::SigningKey,
	node_public: [u8; 32],
	missing_limits: MissingLimits,
	#[cfg(feature = "attacks")]
	attack: Option<guild_worker::attack::Attack>,
	/// From whom it keeps updates, while it lies.
	#[cfg(feature = "attacks")]
	victim: Option<MemberId>,
}

impl Prepared {
	/// Reads the data and the keys. Writes nothing.
	///
	/// # Errors
	/// What is wrong with the files or the keys.
	pub fn new(config: &WorkerConfig, keys: &KeyDir) -> Result<Self, CliError> {
		let started = Instant::now();
		let trainer = LocalTrainer::open(config, Arc::new(move || started.elapsed()))?;
		log::info!(target: "guild", "The worker has {} windows to train on", trainer.samples());
		Ok(Self {
			trainer,
			duty_key: keys.sr25519(Key::Duty)?,
			worker_key: ed25519_dalek::SigningKey::from_bytes(&keys.seed(Key::Worker)?),
			node_public: keys.ed25519(Key::Node)?.public().0,
			missing_limits: MissingLimits { votes: config.missing_votes, rounds: config.missing_rounds },
			#[cfg(feature = "attacks")]
			attack: None,
			#[cfg(feature = "attacks")]
			victim: None,
		})
	}

	/// The same, for a member that lies.
	#[cfg(feature = "attacks")]
	pub fn with_attack(mut self, attack: Option<guild_worker::attack::Attack>) -> Self {
		if attack == Some(guild_worker::attack::Attack::LabelFlip) {
			self.trainer.change_targets(guild_worker::attack::labels::flip);
		}
		Self { attack, ..self }
	}

	/// The same, for a member that lies and keeps updates from another.
	#[cfg(feature = "attacks")]
	pub fn keeping_from(self, victim: MemberId) -> Self {
		Self { victim: Some(victim), ..self }
	}

	/// How the member lies, if it does.
	#[cfg(feature = "attacks")]
	fn liar(&self, served: &Arc<Served>) -> Option<guild_worker::attack::Liar> {
		let liar = guild_worker::attack::Liar::from(self.attack?);
		let Some(victim) = self.victim else { return Some(liar) };
		let served = served.clone();
		Some(liar.keeping_from(victim, Arc::new(move |roots| served.keep(roots, victim))))
	}

	/// Starts the worker of `node`, which has registered the blob protocol.
	///
	/// # Errors
	/// The system has no thread for it.
	pub fn start(self, node: &Node, place: Place, runtime: tokio::runtime::Handle) -> Result<Running, CliError> {
		let Place { dir, store } = place;
		let place = dir.display().to_string();
		let metrics = Metrics::new(node.registry.as_ref())
			.map_err(|error| CliError::new(ExitCode::Bug, error, "metrics of the worker", "please report this"))?;
		let (served, members) = (Arc::new(Served::default()), Arc::new(Members::default()));
		if let Some(requests) = &node.blob_requests {
			let limits = Default::default();
			let server = Arc::new(Server::new(store.clone(), served.clone(), members.clone(), metrics.clone(), limits));
			node.task_manager.spawn_handle().spawn("blob-server", None, server.run(requests.clone()));
		}
		let follow = follow_members(node.client.clone(), members.clone());
		node.task_manager.spawn_handle().spawn("blob-members", None, follow);

		let peers = LivePeers::new(node.network.clone(), blobs::protocol::name(&node.genesis, None));
		let own = peer_id(&self.node_public)?;
		#[cfg(feature = "attacks")]
		let liar = self.liar(&served);
		let blobs = NodeBlobs::new(store.clone(), served, members, Arc::new(peers), metrics, own, runtime);
		let chain = Arc::new(NodeChain::new(node.client.clone(), node.pool.clone(), self.duty_key.clone()));
		let stop = Arc::new(StopSwitch::default());

		// The member is asked for on the thread: one that is joining may have to wait for it.
		let (own_chain, own_stop) = (chain.clone(), stop.clone());
		let thread = move || {
			let Some(member) = wait_for_member(&own_chain, &own_stop) else { return };
			let parts = WorkerParts {
				member,
				signer: Box::new(self.worker_key),
				chain: own_chain,
				blobs: Arc::new(blobs),
				clock: Arc::new(Monotonic(Instant::now())),
				trainer: Box::new(self.trainer),
				entropy: os_entropy(),
				seeds: os_entropy(),
				store,
				missing_limits: self.missing_limits,
				dir,
				observer: None,
			};
			match Worker::new(parts) {
				Ok(worker) => {
					#[cfg(feature = "attacks")]
					let worker = match liar {
						Some(liar) => worker.with_attack(liar),
						None => worker,
					};
					if own_stop.attach(worker.signal()) {
						guild_worker::run(worker);
					}
				}
				Err(error) => log::error!(
					target: "guild",
					"The worker cannot start, the validator goes on without it: {error}. Free space or permissions, then restart"
				),
			}
		};
		let thread = std::thread::Builder::new().name("guild-worker".into()).spawn(thread).map_err(|error| {
			CliError::unreachable(format!("no thread for the worker: {error}"), place, "raise the limit of processes")
		})?;
		let wake = wake_on_blocks(node.client.clone(), stop.clone());
		node.task_manager.spawn_handle().spawn("worker-news", None, wake);
		Ok(Running { stop, thread })
	}
}

/// Where a worker keeps its files.
pub struct Place {
	dir: PathBuf,
	store: Arc<BlobStore>,
}

impl Place {
	/// Opens the worker's directory under `base_path`, for at most `quota_bytes` of blobs.
	///
	/// # Errors
	/// It cannot be made or read.
	pub fn open(base_path: &Path, quota_bytes: u64) -> Result<Self, CliError> {
		let dir = base_path.join("worker");
		let store = BlobStore::open(&dir.join("blobs"), quota_bytes).map_err(|error| {
			CliError::bad_file(error, dir.display(), "free some space there, or give another --base-path")
		})?;
		Ok(Self { dir, store: Arc::new(store) })
	}
}

/// Stops the worker, whether it has begun or still waits to.
#[derive(Default)]
struct StopSwitch(parking_lot::Mutex<Switch>);

#[derive(Default)]
struct Switch {
	stopped: bool,
	signal: Option<Signal>,
}

impl StopSwitch {
	/// Hands over the signal of a worker that begins. False if it should not begin any more.
	fn attach(&self, signal: Signal) -> bool {
		let mut switch = self.0.lock();
		switch.signal = Some(signal);
		!switch.stopped
	}

	fn stop(&self) {
		let mut switch = self.0.lock();
		switch.stopped = true;
		if let Some(signal) = &switch.signal {
			signal.stop();
		}
	}

	fn is_stopped(&self) -> bool {
		self.0.lock().stopped
	}

	fn wake(&self) {
		if let Some(signal) = &self.0.lock().signal {
			signal.wake();
		}
	}
}

fn wait_for_member(chain: &NodeChain<FullClient, Pool>, stop: &StopSwitch) -> Option<MemberId> {
	let mut told = false;
	while !stop.is_stopped() {
		match chain.best().and_then(|best| chain.own_member(&best)) {
			Ok(Some(member)) => return Some(member),
			Ok(None) if !told => {
				told = true;
				log::info!(target: "guild", "The worker waits until the chain knows its member");
			}
			Ok(None) => {}
			Err(error) => log::warn!(target: "guild", "The worker cannot read who its member is: {error}"),
		}
		std::thread::sleep(JOINING_POLL);
	}
	None
}

/// Tells the worker of each new best and each new final block.
async fn wake_on_blocks(client: Arc<FullClient>, stop: Arc<StopSwitch>) {
	let imports =
		client.import_notification_stream().filter(|block| futures::future::ready(block.is_new_best)).map(|_| ());
	let finality = client.finality_notification_stream().map(|_| ());
	let mut news = futures::stream::select(imports, finality);
	while news.next().await.is_some() {
		stop.wake();
	}
}

/// Time since the worker began.
struct Monotonic(Instant);

impl Clock for Monotonic {
	fn now(&self) -> Duration {
		self.0.elapsed()
	}
}

/// A running worker.
#[must_use]
pub struct Running {
	stop: Arc<StopSwitch>,
	thread: JoinHandle<()>,
}

impl Running {
	/// Asks the worker to end, and waits until it has: its journal is then synced. Blocks.
	pub fn end(self) {
		self.stop.stop();
		if self.thread.join().is_err() {
			log::error!(target: "guild", "The worker died of a bug; its journal is as it was before what it did last");
		}
	}
}
