//! `guild run`: a member's validator and worker, or an observer, until it is told to stop.

use crate::{
	chain_spec, config,
	exit::{CliError, ExitCode},
	keys::{Key, KeyDir, Seed},
	service::{self, Node, Partial},
	worker,
};
use guild_learning::WorkerConfig;
use guild_primitives::{api::ConsortiumApi, AccountBytes, MemberView};
use guild_runtime::{opaque::Block, Hash};
use sc_network::config::{MultiaddrWithPeerId, NetworkBackendType};
use sc_network_types::multiaddr::Multiaddr;
use sc_service::Configuration;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::crypto::key_types;
use std::{
	net::IpAddr,
	path::{Path, PathBuf},
	time::Duration,
};
use tokio::signal::unix::{signal, Signal, SignalKind};

/// Time for the node's tasks to end after a signal.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(20);

/// Runs a member's node until Ctrl-C: its validator and, with `--worker`, its worker. Without `--keys`, an observer.
///
/// Everything it writes is under `--base-path`, which belongs to one chain for ever. A second Ctrl-C ends it at once, and
/// is as safe as `kill -9`: it goes on from where it was.
#[derive(Debug, clap::Args)]
#[command(
	after_help = "Examples:\n  guild run --base-path data --chain spec.json --keys keys --worker worker.toml\n  \
	guild run --base-path watch --chain spec.json\n  \
	guild key generate --dir alice --well-known alice && guild run --base-path dev --chain dev --keys alice"
)]
pub struct Run {
	/// Directory for the database, the worker's journal and blobs. Made if it is not there.
	#[arg(long, value_name = "DIR")]
	pub base_path: PathBuf,
	/// The chain: the file that `guild spec new` made, or a preset for development, `dev` (one member) or `local` (four).
	#[arg(long, value_name = "FILE")]
	pub chain: String,
	/// The member's keys, as `guild key generate` made them; `owner` may be missing. Without this the node only observes.
	#[arg(long, value_name = "DIR")]
	pub keys: Option<PathBuf>,
	/// The worker's configuration: what data it trains on. Without this the member's node has no worker.
	#[arg(long, value_name = "FILE", requires = "keys")]
	pub worker: Option<PathBuf>,
	/// Most MiB of models and updates that the worker keeps.
	#[arg(long, value_name = "MIB", default_value_t = 10_240)]
	pub blob_quota: u64,
	/// Lie in every round, for demonstrations: about the update (sign-flip, noise, scale, label-flip, copy, withhold), or
	/// about the result (collude: all who collude tell the same lie; an unknown name lists the kinds).
	#[cfg(feature = "attacks")]
	#[arg(long, requires = "worker", value_name = "HOW", value_parser = guild_worker::attack::Attack::of_network)]
	pub attack: Option<guild_worker::attack::Attack>,
	/// Keep the first third of each round's updates from this member (its name or account), as colluders do, so that it can prove no
	/// lie about them. It misses them only if all others that lie keep them too: any holder serves an update.
	#[cfg(feature = "attacks")]
	#[arg(long, requires = "attack", value_name = "MEMBER")]
	pub keep_from: Option<String>,
	/// The member was admitted after the chain began: start although the state that this node has does not know it yet.
	#[arg(long, requires = "keys")]
	pub joining: bool,
	/// Name of the node in the log and on the network, for people.
	#[arg(long, default_value = "guild")]
	pub name: String,
	/// Port for other nodes.
	#[arg(long, default_value_t = 30_333, value_name = "PORT")]
	pub port: u16,
	/// Address to listen on for other nodes.
	#[arg(long, default_value = "0.0.0.0", value_name = "IP")]
	pub listen: IpAddr,
	/// Address under which others reach this node, if it is another than it listens on. May be repeated.
	#[arg(long, value_name = "MULTIADDR")]
	pub public_addr: Vec<Multiaddr>,
	/// Nodes to connect to first, besides those of the spec: /ip4/IP/tcp/PORT/p2p/PEER.
	#[arg(long, value_name = "MULTIADDR", num_args = 1..)]
	pub bootnodes: Vec<MultiaddrWithPeerId>,
	/// Port of the JSON-RPC server, on the loopback interface only.
	#[arg(long, default_value_t = 9_944, value_name = "PORT")]
	pub rpc_port: u16,
	/// Web pages that may use the JSON-RPC server. May be repeated; `all` allows every page.
	#[arg(long, value_name = "ORIGIN")]
	pub rpc_cors: Vec<String>,
	/// Port for Prometheus, on the loopback interface only.
	#[arg(long, default_value_t = 9_615, value_name = "PORT")]
	pub prometheus_port: u16,
	/// Serve no metrics.
	#[arg(long, conflicts_with = "prometheus_port")]
	pub no_prometheus: bool,
	/// How a new node gets the chain: every block, or the newest state with the proof of its finality.
	#[arg(long, value_enum, default_value_t = Sync::Full)]
	pub sync: Sync,
	/// Network library.
	#[arg(long, value_enum, default_value_t = Backend::Litep2p)]
	pub network_backend: Backend,
	/// What to log, for instance `guild=debug,sync=info`: added to the default, which is our own lines and warnings.
	#[arg(long, value_name = "FILTER", default_value = "")]
	pub log: String,
}

/// How a new node gets the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Sync {
	/// Every block from the first, each executed.
	Full,
	/// The newest final state first; blocks follow in the background.
	Warp,
}

/// Network library.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Backend {
	/// The SDK's own, and its default.
	Litep2p,
	/// The older one.
	Libp2p,
}

impl From<Backend> for NetworkBackendType {
	fn from(backend: Backend) -> Self {
		match backend {
			Backend::Litep2p => Self::Litep2p,
			Backend::Libp2p => Self::Libp2p,
		}
	}
}

impl Run {
	/// Runs until a signal.
	///
	/// # Errors
	/// What cannot be used: keys, spec, base path, ports, configuration of the worker; or a task of the node that died.
	pub fn run(&self) -> Result<(), CliError> {
		// All that can be refused without touching anything comes first.
		let keys = self.keys.as_deref().map(RunKeys::read).transpose()?;
		let spec = chain_spec::load(&self.chain)?;
		config::check_ports(self)?;
		config::init_log(&self.log)?;
		let worker = match (&self.worker, &keys) {
			(Some(path), Some(keys)) => Some(self.prepare(path, &keys.dir)?),
			_ => None,
		};
		let runtime = sc_cli::build_runtime().map_err(|error| {
			CliError::new(ExitCode::Bug, format!("no threads: {error}"), "", "raise the limit of processes")
		})?;
		let stop = {
			let _context = runtime.enter();
			Stop::listen()?
		};
		let config = config::build(self, spec, keys.as_ref().map(|keys| keys.node), runtime.handle().clone())?;
		log::info!(target: "guild", "Chain {}, base path {}", config.chain_spec.name(), self.base_path.display());
		let handle = runtime.handle().clone();
		let outcome = {
			let _context = runtime.enter();
			self.start(config, keys.as_ref(), worker, handle)
		};
		let outcome = outcome.and_then(|(node, worker)| runtime.block_on(run_until(node, worker, stop)));
		runtime.shutdown_timeout(SHUTDOWN_TIMEOUT);
		outcome
	}

	fn start(
		&self,
		config: Configuration,
		keys: Option<&RunKeys>,
		worker: Option<worker::Prepared>,
		runtime: tokio::runtime::Handle,
	) -> Result<(Node, Option<worker::Running>), CliError> {
		let is_new = !config.data_path.exists();
		let partial = service::partial(&config)?;
		match keys {
			Some(keys) => {
				let member = match self.membership(&partial, keys) {
					Ok(member) => member,
					Err(refusal) => {
						drop(partial);
						if is_new {
							// Nothing half-done: a base path of this chain was of no use to these keys.
							let _ = std::fs::remove_dir_all(&config.data_path);
							let _ = std::fs::remove_dir(&self.base_path);
						}
						return Err(refusal);
					}
				};
				match member {
					Some(member) => log::info!(target: "guild", "Runs for member {} ({})", member.name, member.id),
					None => {
						log::info!(target: "guild", "The chain that this node has does not know its member yet; syncing")
					}
				}
				keys.insert_session_keys(&partial)?;
			}
			None => log::info!(target: "guild", "Observes: no --keys, so it makes no blocks and trains nothing"),
		}
		#[cfg(feature = "attacks")]
		let worker = worker.map(|worker| self.against_victim(worker, &partial)).transpose()?;
		let worker = match worker {
			Some(worker) => {
				let quota_bytes = self.blob_quota.saturating_mul(1 << 20);
				Some((worker, worker::Place::open(&self.base_path, quota_bytes)?))
			}
			None => None,
		};
		let with_blobs = worker.is_some();
		let node = match config.network.network_backend {
			NetworkBackendType::Litep2p => {
				service::start::<sc_network::Litep2pNetworkBackend>(config, partial, with_blobs)?
			}
			NetworkBackendType::Libp2p => {
				service::start::<sc_network::NetworkWorker<Block, Hash>>(config, partial, with_blobs)?
			}
		};
		let running = worker.map(|(worker, place)| worker.start(&node, place, runtime)).transpose()?;
		Ok((node, running))
	}

	fn prepare(&self, config: &Path, keys: &KeyDir) -> Result<worker::Prepared, CliError> {
		let prepared = worker::Prepared::new(&WorkerConfig::load(config)?, keys)?;
		#[cfg(feature = "attacks")]
		let prepared = prepared.with_attack(self.attack);
		Ok(prepared)
	}

	/// The worker, that keeps updates from whom `--keep-from` names, as the best block that this node has knows them.
	#[cfg(feature = "attacks")]
	fn against_victim(&self, worker: worker::Prepared, partial: &Partial) -> Result<worker::Prepared, CliError> {
		let Some(name) = &self.keep_from else { return Ok(worker) };
		let members = partial.client.runtime_api().members(partial.client.info().best_hash).map_err(|error| {
			CliError::bad_file(
				format!("the members cannot be read: {error}"),
				self.base_path.display(),
				"leave --keep-from out",
			)
		})?;
		Ok(worker.keeping_from(super::who::member(name, &members)?.id))
	}

	/// The member whose keys these are, at the best block that this node has. None only for one that is [`Run::joining`].
	fn membership(&self, partial: &Partial, keys: &RunKeys) -> Result<Option<MemberView>, CliError> {
		let info = partial.client.info();
		let api = partial.client.runtime_api();
		let read = |error: sp_api::ApiError| {
			CliError::bad_file(
				format!("the state cannot be read: {error}"),
				self.base_path.display(),
				"is the spec made by this version of guild? If so, move the base path away and sync again",
			)
		};
		let place = format!("{}, block {}", self.chain, info.best_number);
		let found = api.member_of_duty(info.best_hash, keys.duty).map_err(read)?;
		let member = match found {
			Some(member) => api.member(info.best_hash, member).map_err(read)?,
			None => None,
		};
		let Some(member) = member else {
			if self.joining {
				return Ok(None);
			}
			return Err(CliError::refused(
				format!("these keys are not a member's: no member has the duty account {}", keys.duty),
				place,
				"give the keys whose public half is in the spec's members.toml; a member that was admitted after the chain began \
				 adds --joining; without --keys the node observes",
			));
		};
		for (key, ours, registered) in
			[(Key::Node, keys.node_public, member.keys.node.0), (Key::Worker, keys.worker_public, member.keys.worker.0)]
		{
			if ours != registered {
				return Err(CliError::refused(
					format!("the {key} key is not the one that member {} has on chain", member.name),
					place,
					format!("put the {key} key back whose public half is {}", hex::encode(registered)),
				));
			}
		}
		Ok(Some(member))
	}
}

/// What a running node needs of the keys directory: not the owner's.
struct RunKeys {
	dir: KeyDir,
	duty: AccountBytes,
	aura: Seed,
	grandpa: Seed,
	node: Seed,
	node_public: [u8; 32],
	worker_public: [u8; 32],
}

impl RunKeys {
	fn read(path: &Path) -> Result<Self, CliError> {
		let dir = KeyDir::open(path)?;
		let node = dir.seed(Key::Node)?;
		Ok(Self {
			duty: AccountBytes(Key::Duty.public(&dir.seed(Key::Duty)?)),
			aura: dir.seed(Key::Aura)?,
			grandpa: dir.seed(Key::Grandpa)?,
			node,
			node_public: Key::Node.public(&node),
			worker_public: Key::Worker.public(&dir.seed(Key::Worker)?),
			dir,
		})
	}

	/// Gives the keys of block production and finality to the node, in memory only: the keys directory is their one place.
	fn insert_session_keys(&self, partial: &Partial) -> Result<(), CliError> {
		let keystore = partial.keystore_container.keystore();
		let refused = |error| CliError::new(ExitCode::Bug, error, "session keys", "please report this");
		// "Generate" with a seed is how a key comes into a keystore that has no files; `insert` would only write one.
		let seed = |seed: &Seed| format!("0x{}", hex::encode(seed));
		keystore.sr25519_generate_new(key_types::AURA, Some(&seed(&self.aura))).map_err(refused)?;
		keystore.ed25519_generate_new(key_types::GRANDPA, Some(&seed(&self.grandpa))).map_err(refused)?;
		Ok(())
	}
}

/// The signals that end a node.
struct Stop {
	interrupt: Signal,
	terminate: Signal,
}

impl Stop {
	fn listen() -> Result<Self, CliError> {
		let listen = |kind| {
			signal(kind)
				.map_err(|error| CliError::new(ExitCode::Bug, format!("no signals: {error}"), "", "please report this"))
		};
		Ok(Self { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
	}

	async fn next(&mut self) {
		tokio::select! {
			_ = self.interrupt.recv() => {},
			_ = self.terminate.recv() => {},
		}
	}
}

/// Until a signal, or until a task that the node cannot do without has died.
async fn run_until(mut node: Node, worker: Option<worker::Running>, mut stop: Stop) -> Result<(), CliError> {
	let died = tokio::select! {
		() = stop.next() => None,
		outcome = node.task_manager.future() => Some(outcome),
	};
	if died.is_none() {
		log::info!(target: "guild", "Stopping; a second Ctrl-C stops at once");
	}
	// The shell's code for a process that a signal ended.
	tokio::spawn(async move {
		stop.next().await;
		std::process::exit(130);
	});
	// The worker first: it may still be reading the chain.
	if let Some(worker) = worker {
		let _ = tokio::task::spawn_blocking(|| worker.end()).await;
	}
	drop(node);
	match died {
		None => Ok(()),
		Some(outcome) => Err(CliError::new(
			ExitCode::Bug,
			match outcome {
				Ok(()) => "a part of the node ended".into(),
				Err(error) => format!("a part of the node died: {error}"),
			},
			"the log above says which",
			"start it again, it goes on from where it was; if it dies again, report this with the log",
		)),
	}
}
