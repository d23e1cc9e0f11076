//! The node: database, block production, finality, network, RPC.

use crate::{
	exit::{CliError, ExitCode},
	rpc,
};
use futures::StreamExt;
use guild_runtime::{apis::RuntimeApi, constants::SLOT_DURATION_MS, opaque::Block, Hash};
use sc_client_api::{Backend as _, BlockchainEvents};
use sc_consensus_aura::{ImportQueueParams, SlotProportion, StartAuraParams};
use sc_consensus_grandpa::{GrandpaPruningFilter, SharedVoterState, VotingRulesBuilder};
use sc_network::{config::IncomingRequest, service::traits::NetworkService};
use sc_network_sync::SyncingService;
use sc_service::{
	error::Error as ServiceError, BuildGenesisBlock, Configuration, GenesisBlockBuilder, TaskManager, WarpSyncConfig,
};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::sr25519::AuthorityPair as AuraPair;
use sp_runtime::traits::Block as BlockT;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// Executes the runtime.
pub type Executor = sc_executor::WasmExecutor<sp_io::SubstrateHostFunctions>;
/// The node's view of the chain.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The node's database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// The transaction pool.
pub type Pool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
type GrandpaBlockImport = sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;
type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, FullClient, SelectChain>;

/// Every how many blocks a justification is kept even when no change of validators needs it: a new node then finds one
/// less than twenty minutes old to sync to, and an auditor to prove against.
const JUSTIFICATION_PERIOD: u32 = 512;

/// T of GRANDPA: the time within which a message should reach everybody. A round of votes takes 4·T, and a round of
/// training waits for finality several times. Members' nodes are servers on the internet: 200 ms is a good way around
/// the world; where it is exceeded, finality is later and nothing else.
const GOSSIP_DURATION: Duration = Duration::from_millis(200);

/// How often the log says how the chain is.
const STATUS_INTERVAL: Duration = Duration::from_secs(30);

/// A node's parts that are there before its network.
pub type Partial = sc_service::PartialComponents<
	FullClient,
	FullBackend,
	SelectChain,
	sc_consensus::DefaultImportQueue<Block>,
	Pool,
	(GrandpaBlockImport, GrandpaLink),
>;

/// A running node.
pub struct Node {
	/// Runs its tasks; dropping it ends them.
	pub task_manager: TaskManager,
	/// The chain.
	pub client: Arc<FullClient>,
	/// The transaction pool.
	pub pool: Arc<Pool>,
	/// The network.
	pub network: Arc<dyn NetworkService>,
	/// Where its metrics are registered.
	pub registry: Option<Registry>,
	/// Hash of block 0.
	pub genesis: Hash,
	/// Requests for blobs, if the node serves them.
	pub blob_requests: Option<async_channel::Receiver<IncomingRequest>>,
}

/// Opens the database, which must be of the chain that the spec describes, and builds what needs no network.
///
/// # Errors
/// The database is another chain's, is used by another process, or cannot be read or written; the spec has no genesis.
pub fn partial(config: &Configuration) -> Result<Partial, CliError> {
	let executor = sc_service::new_wasm_executor::<sp_io::SubstrateHostFunctions>(&config.executor);
	let backend = open_database(config)?;
	let genesis = genesis_builder(config, &backend, &executor)?;
	let parts = sc_service::new_full_parts_with_genesis_builder::<Block, RuntimeApi, _, _>(
		config, None, executor, backend, genesis, false,
	);
	let (client, backend, keystore_container, task_manager) = parts.map_err(|error| failed(config, error))?;
	let client = Arc::new(client);
	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let transaction_pool = sc_transaction_pool::Builder::new(
		task_manager.spawn_essential_handle(),
		client.clone(),
		config.role.is_authority().into(),
	)
	.with_options(config.transaction_pool.clone())
	.with_prometheus(config.prometheus_registry())
	.build();

	let (block_import, grandpa_link) =
		sc_consensus_grandpa::block_import(client.clone(), JUSTIFICATION_PERIOD, &client, select_chain.clone(), None)
			.map_err(|error| failed(config, error))?;

	let import_queue = sc_consensus_aura::import_queue::<AuraPair, _, _, _, _, _>(ImportQueueParams {
		block_import: block_import.clone(),
		justification_import: Some(Box::new(block_import.clone())),
		client: client.clone(),
		create_inherent_data_providers: |_parent, ()| async { Ok(inherents()) },
		spawner: &task_manager.spawn_essential_handle(),
		registry: config.prometheus_registry(),
		check_for_equivocation: Default::default(),
		telemetry: None,
		compatibility_mode: Default::default(),
	})
	.map_err(|error| failed(config, error))?;

	Ok(sc_service::PartialComponents {
		client,
		backend,
		task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool: Arc::new(transaction_pool),
		other: (block_import, grandpa_link),
	})
}

fn inherents() -> (sp_consensus_aura::inherents::InherentDataProvider, sp_timestamp::InherentDataProvider) {
	let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
	let slot = sp_consensus_aura::inherents::InherentDataProvider::from_timestamp_and_slot_duration(
		*timestamp,
		sp_consensus_aura::SlotDuration::from_millis(SLOT_DURATION_MS),
	);
	(slot, timestamp)
}

fn open_database(config: &Configuration) -> Result<Arc<FullBackend>, CliError> {
	let mut settings = config.db_config();
	// A pruned node keeps the blocks whose justifications others need to sync.
	settings.pruning_filters = vec![Arc::new(GrandpaPruningFilter)];
	sc_service::new_db_backend(settings).map_err(|error| {
		// The database says it in words only.
		if error.to_string().contains("in use") {
			CliError::unreachable(
				"another process uses this base path",
				config.base_path.path().display(),
				"stop the other node, or give this one a base path of its own",
			)
		} else {
			failed(config, error)
		}
	})
}

/// Builds the genesis block of the spec, and refuses a database that begins with another.
fn genesis_builder(
	config: &Configuration,
	backend: &Arc<FullBackend>,
	executor: &Executor,
) -> Result<GenesisBlockBuilder<Block, FullBackend, Executor>, CliError> {
	let bad_spec = |error: &dyn std::fmt::Display| {
		CliError::bad_file(
			format!("the chain spec gives no genesis: {error}"),
			config.chain_spec.name(),
			"get the file again from whoever made it with `guild spec new`, and compare its b3sum",
		)
	};
	let storage = config.chain_spec.as_storage_builder().build_storage().map_err(|error| bad_spec(&error))?;
	let builder = |storage, commit| {
		GenesisBlockBuilder::new_with_storage(storage, commit, backend.clone(), executor.clone())
			.map_err(|error| bad_spec(&error))
	};
	if let Some(stored) = backend.blockchain().hash(0).map_err(|error| failed(config, error))? {
		let (block, _) = BuildGenesisBlock::<Block>::build_genesis_block(builder(storage.clone(), false)?)
			.map_err(|error| bad_spec(&error))?;
		let wanted: Hash = block.hash();
		if wanted != stored {
			return Err(CliError::bad_file(
				format!(
					"the spec is of another chain ({wanted:?}) than the base path ({stored:?}); nothing was changed"
				),
				config.base_path.path().display(),
				"give the spec that this base path began with, or another base path",
			));
		}
	}
	builder(storage, !config.no_genesis())
}

/// Starts the node; `with_blobs` if a worker will serve blobs.
///
/// # Errors
/// The network or the RPC server cannot start.
pub fn start<N: sc_network::NetworkBackend<Block, Hash>>(
	config: Configuration,
	partial: Partial,
	with_blobs: bool,
) -> Result<Node, CliError> {
	let sc_service::PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool: pool,
		other: (block_import, grandpa_link),
	} = partial;
	let role = config.role;
	let name = config.network.node_name.clone();
	let registry = config.prometheus_registry().cloned();
	let keystore = keystore_container.keystore();
	let genesis = client.info().genesis_hash;

	let mut net_config =
		sc_network::config::FullNetworkConfiguration::<Block, Hash, N>::new(&config.network, registry.clone());
	let metrics = N::register_notification_metrics(registry.as_ref());
	let grandpa_protocol = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
	let (grandpa_config, grandpa_notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
		grandpa_protocol.clone(),
		metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(grandpa_config);
	let blob_requests = with_blobs.then(|| {
		let (protocol, requests) = crate::blobs::protocol::config::<N>(&genesis, None);
		net_config.add_request_response_protocol(protocol);
		requests
	});

	let warp_sync = Arc::new(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		grandpa_link.shared_authority_set().clone(),
		Vec::new(),
	));
	let (network, system_rpc_tx, tx_handler_controller, sync, _) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_sync)),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})
		.map_err(|error| failed_network(&error))?;

	let shared_voter_state = SharedVoterState::empty();
	#[allow(clippy::result_large_err)] // The size of the SDK's error type is not ours to choose.
	let rpc_builder = {
		let (client, pool) = (client.clone(), pool.clone());
		let finality = rpc::Finality {
			authority_set: grandpa_link.shared_authority_set().clone(),
			voter_state: shared_voter_state.clone(),
			justifications: grandpa_link.justification_stream(),
			proofs: sc_consensus_grandpa::FinalityProofProvider::new_for_service(
				backend.clone(),
				Some(grandpa_link.shared_authority_set().clone()),
			),
		};
		Box::new(move |executor| {
			rpc::module(client.clone(), pool.clone(), finality.clone(), executor).map_err(Into::into)
		})
	};
	sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		config,
		network: network.clone(),
		client: client.clone(),
		keystore: keystore.clone(),
		task_manager: &mut task_manager,
		transaction_pool: pool.clone(),
		rpc_builder,
		backend,
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync.clone(),
		telemetry: None,
		tracing_execute_block: None,
	})
	.map_err(|error| failed_network(&error))?;

	if role.is_authority() {
		let aura = sc_consensus_aura::start_aura::<AuraPair, _, _, _, _, _, _, _, _, _, _>(StartAuraParams {
			slot_duration: sc_consensus_aura::slot_duration(&*client).map_err(|error| bug(&error))?,
			client: client.clone(),
			select_chain,
			block_import,
			proposer_factory: sc_basic_authorship::ProposerFactory::new(
				task_manager.spawn_handle(),
				client.clone(),
				pool.clone(),
				registry.as_ref(),
				None,
			),
			create_inherent_data_providers: |_parent, ()| async { Ok(inherents()) },
			force_authoring: false,
			backoff_authoring_blocks: None::<()>,
			keystore: keystore.clone(),
			sync_oracle: sync.clone(),
			justification_sync_link: sync.clone(),
			// Half of the slot to build a block; the other half to send it and for the others to execute it.
			block_proposal_slot_portion: SlotProportion::new(0.5),
			max_block_proposal_slot_portion: None,
			telemetry: None,
			compatibility_mode: Default::default(),
		})
		.map_err(|error| bug(&error))?;
		task_manager.spawn_essential_handle().spawn_blocking("aura", Some("block-authoring"), aura);
	}

	let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
		config: sc_consensus_grandpa::Config {
			gossip_duration: GOSSIP_DURATION,
			justification_generation_period: JUSTIFICATION_PERIOD,
			name: Some(name),
			observer_enabled: false,
			keystore: role.is_authority().then_some(keystore),
			local_role: role,
			telemetry: None,
			protocol_name: grandpa_protocol,
		},
		link: grandpa_link,
		network: network.clone(),
		sync: sync.clone(),
		notification_service: grandpa_notifications,
		// No rule: vote for the best block. The usual rules vote two blocks behind it, to spare large networks votes for
		// blocks that a fork replaces; here that would add 4 s to each of the several times that a round of training waits
		// for finality. It is safe either way: votes for different forks meet at the last block they share.
		voting_rule: VotingRulesBuilder::new().build(),
		prometheus_registry: registry.clone(),
		shared_voter_state,
		telemetry: None,
		offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(pool.clone()),
	})
	.map_err(|error| bug(&error))?;
	task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
	task_manager.spawn_handle().spawn("status", None, report_status(client.clone(), sync));
	Ok(Node { task_manager, client, pool, network, registry, genesis, blob_requests })
}

/// Says in the log, now and then, how the chain is; and once, when the first block becomes final.
async fn report_status(client: Arc<FullClient>, sync: Arc<SyncingService<Block>>) {
	let mut finality = client.finality_notification_stream().fuse();
	if let Some(first) = finality.next().await {
		log::info!(target: "guild", "Blocks become final; the newest is #{}", first.header.number);
	}
	drop(finality);
	loop {
		tokio::time::sleep(STATUS_INTERVAL).await;
		let info = client.info();
		let peers = sync.num_connected_peers();
		log::info!(target: "guild", "Block #{}, final #{}, {peers} peers", info.best_number, info.finalized_number);
	}
}

fn failed(config: &Configuration, error: impl std::fmt::Display) -> CliError {
	CliError::bad_file(
		format!("the database cannot be used: {error}"),
		config.base_path.path().display(),
		"check free space and permissions; as a last resort move the base path away and let the node sync again",
	)
}

fn failed_network(error: &ServiceError) -> CliError {
	CliError::unreachable(
		format!("the network cannot start: {error}"),
		"",
		"check --port, --rpc-port and the addresses given",
	)
}

fn bug(error: &dyn std::fmt::Display) -> CliError {
	CliError::new(ExitCode::Bug, error, "starting consensus", "please report this")
}
