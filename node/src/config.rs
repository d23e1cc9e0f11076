//! From the arguments of `guild run` to the SDK's configuration of a node.

use crate::{
	chain_spec::ChainSpec,
	commands::run::{Run, Sync},
	exit::{CliError, ExitCode},
	keys::Seed,
};
use guild_runtime::constants::BLOCK_HASH_COUNT;
use sc_network::config::{ed25519, NetworkConfiguration, NodeKeyConfig, Role, Secret, SyncMode};
use sc_network_types::multiaddr::{Multiaddr, Protocol};
use sc_service::{
	config::{
		ExecutorConfiguration, KeystoreConfig, OffchainWorkerConfig, PrometheusConfig, RpcBatchRequestConfig,
		RpcConfiguration, RpcEndpoint,
	},
	BasePath, BlocksPruning, Configuration, DatabaseSource, PruningMode, RpcMethods,
};
use std::{
	net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
	os::unix::fs::DirBuilderExt,
	path::Path,
};

/// States of final blocks that are kept: as far back as a transaction may refer to. Workers read the best and the newest
/// final state only; what is older is in the records on chain.
const KEPT_STATES: u32 = BLOCK_HASH_COUNT;

/// Our own lines, and warnings of everything else. The SDK has an information line for every block, peer and vote.
const LOG_FILTER: &str = "warn,guild=info";

/// Largest cache of the state's tries, in bytes. The state of a consortium is a few MiB.
const TRIE_CACHE_BYTES: usize = 64 << 20;

const RPC_MAX_CONNECTIONS: u32 = 100;
const RPC_MAX_REQUEST_MIB: u32 = 15;
const RPC_MAX_RESPONSE_MIB: u32 = 15;
const RPC_MAX_SUBSCRIPTIONS: u32 = 1_024;
const RPC_MESSAGE_BUFFER: u32 = 64;

/// Starts logging to the standard error.
///
/// # Errors
/// `extra` is not a filter.
pub fn init_log(extra: &str) -> Result<(), CliError> {
	let filter = if extra.is_empty() { LOG_FILTER.into() } else { format!("{LOG_FILTER},{extra}") };
	sc_cli::LoggerBuilder::new(filter).init().map_err(|error| {
		CliError::usage(format!("--log {extra} is not a filter: {error}"), "for instance --log guild=debug,sync=info")
	})
}

/// Refuses ports that are in use, before anything is written.
///
/// # Errors
/// A port is in use.
pub fn check_ports(run: &Run) -> Result<(), CliError> {
	let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
	let mut wanted = vec![("--port", run.listen, run.port), ("--rpc-port", loopback, run.rpc_port)];
	if !run.no_prometheus {
		wanted.push(("--prometheus-port", loopback, run.prometheus_port));
	}
	for (flag, ip, port) in wanted {
		let address = SocketAddr::new(ip, port);
		TcpListener::bind(address).map_err(|error| {
			CliError::unreachable(
				format!("cannot listen on {address}: {error}"),
				format!("{flag} {port}"),
				format!("stop what uses the port (`ss -ltnp` says what), or give another {flag}"),
			)
		})?;
	}
	Ok(())
}

/// The configuration of a node. Makes the base path.
///
/// # Errors
/// The base path cannot be made; metrics cannot be registered.
pub fn build(
	run: &Run,
	spec: ChainSpec,
	node_key: Option<Seed>,
	tokio_handle: tokio::runtime::Handle,
) -> Result<Configuration, CliError> {
	make_base_path(&run.base_path)?;
	let chain_path = run.base_path.join("chain");
	let role = if node_key.is_some() { Role::Authority } else { Role::Full };
	let version = env!("SUBSTRATE_CLI_IMPL_VERSION");
	let prometheus_config = (!run.no_prometheus).then(|| {
		PrometheusConfig::new_with_default_registry(
			SocketAddr::new(Ipv4Addr::LOCALHOST.into(), run.prometheus_port),
			spec.id().into(),
		)
	});
	Ok(Configuration {
		impl_name: "guild".into(),
		impl_version: version.into(),
		role,
		tokio_handle,
		transaction_pool: Default::default(),
		network: network(run, &spec, node_key)?,
		keystore: KeystoreConfig::InMemory,
		database: DatabaseSource::ParityDb { path: chain_path.join("paritydb") },
		trie_cache_maximum_size: Some(TRIE_CACHE_BYTES),
		warm_up_trie_cache: None,
		state_pruning: Some(PruningMode::blocks_pruning(KEPT_STATES)),
		// Blocks are kept: a new member syncs from them, an auditor reads them, and they are small.
		blocks_pruning: BlocksPruning::KeepAll,
		chain_spec: Box::new(spec),
		executor: ExecutorConfiguration::default(),
		wasm_runtime_overrides: None,
		rpc: rpc(run),
		prometheus_config,
		telemetry_endpoints: None,
		// Duties are done natively, by the worker; nothing of ours runs in the runtime's own off-chain hook.
		offchain_worker: OffchainWorkerConfig { enabled: false, indexing_enabled: false },
		force_authoring: false,
		disable_grandpa: false,
		dev_key_seed: None,
		tracing_targets: None,
		tracing_receiver: Default::default(),
		announce_block: true,
		base_path: BasePath::new(&run.base_path),
		data_path: chain_path,
	})
}

fn make_base_path(path: &Path) -> Result<(), CliError> {
	// Private: the worker keeps updates there before their time has come.
	std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| {
		CliError::bad_file(
			format!("the base path cannot be made: {error}"),
			path.display(),
			"give a directory that this user may write to",
		)
	})
}

fn network(run: &Run, spec: &ChainSpec, node_key: Option<Seed>) -> Result<NetworkConfiguration, CliError> {
	let path = run.base_path.join("network");
	let key = match node_key {
		Some(mut seed) => {
			let key = ed25519::SecretKey::try_from_bytes(&mut seed)
				.map_err(|error| CliError::new(ExitCode::Bug, error, "node key", "please report this"))?;
			Secret::Input(key)
		}
		// An observer's name on the network means nothing; it is made once and kept.
		None => Secret::File(path.join("node-key")),
	};
	let mut network = NetworkConfiguration::new(
		&run.name,
		format!("guild/{}", env!("SUBSTRATE_CLI_IMPL_VERSION")),
		NodeKeyConfig::Ed25519(key),
		Some(path),
	);
	network.listen_addresses = vec![Multiaddr::from(run.listen).with(Protocol::Tcp(run.port))];
	network.public_addresses.clone_from(&run.public_addr);
	network.boot_nodes = spec.boot_nodes().iter().chain(&run.bootnodes).cloned().collect();
	// Members' nodes often have private addresses: in one company, on one machine.
	network.allow_non_globals_in_dht = true;
	network.sync_mode = match run.sync {
		Sync::Full => SyncMode::Full,
		Sync::Warp => SyncMode::Warp,
	};
	// The SDK waits for three; a small consortium may not have so many.
	network.min_peers_to_start_warp_sync = Some(1);
	network.network_backend = run.network_backend.into();
	Ok(network)
}

fn rpc(run: &Run) -> RpcConfiguration {
	let cors = match run.rpc_cors.iter().any(|origin| origin == "all") {
		true => None,
		false => Some(run.rpc_cors.clone()),
	};
	RpcConfiguration {
		addr: Some(vec![RpcEndpoint {
			listen_addr: SocketAddr::new(Ipv4Addr::LOCALHOST.into(), run.rpc_port),
			batch_config: RpcBatchRequestConfig::Unlimited,
			max_connections: RPC_MAX_CONNECTIONS,
			max_payload_in_mb: RPC_MAX_REQUEST_MIB,
			max_payload_out_mb: RPC_MAX_RESPONSE_MIB,
			max_subscriptions_per_connection: RPC_MAX_SUBSCRIPTIONS,
			max_buffer_capacity_per_connection: RPC_MESSAGE_BUFFER,
			rate_limit: None,
			rate_limit_trust_proxy_headers: false,
			rate_limit_whitelisted_ips: Vec::new(),
			cors: cors.clone(),
			rpc_methods: RpcMethods::Auto,
			is_optional: false,
			retry_random_port: false,
		}]),
		max_connections: RPC_MAX_CONNECTIONS,
		cors,
		methods: RpcMethods::Auto,
		max_request_size: RPC_MAX_REQUEST_MIB,
		max_response_size: RPC_MAX_RESPONSE_MIB,
		id_provider: None,
		max_subs_per_conn: RPC_MAX_SUBSCRIPTIONS,
		port: run.rpc_port,
		message_buffer_capacity: RPC_MESSAGE_BUFFER,
		batch_config: RpcBatchRequestConfig::Unlimited,
		rate_limit: None,
		rate_limit_whitelisted_ips: Vec::new(),
		rate_limit_trust_proxy_headers: false,
		request_logger_limit: 1_024,
	}
}
