//! The protocol between real network instances on loopback, on both backends: an honest member, one that serves garbage,
//! one that never answers, and a stranger.

use super::{
	fairness::Limits,
	members::tests::member,
	protocol::{self, LivePeers},
	server::Server,
	wire::{Request, GROUP_BYTES},
	Members, Metrics, NodeBlobs, Served,
};
use codec::Encode;
use guild_primitives::{MemberId, Root};
use guild_runtime::{opaque::Block, Hash};
use guild_worker::{store::BlobStore, world::Want};
use sc_network::{
	config::{
		ed25519, FullNetworkConfiguration, NetworkConfiguration, NodeKeyConfig, NonReservedPeerMode,
		NotificationHandshake, Params, ProtocolId, Role, Secret, SetConfig,
	},
	request_responses::{IncomingRequest, OutgoingResponse},
	service::traits::NetworkService,
	IfDisconnected, Litep2pNetworkBackend, NetworkBackend, NetworkWorker, NotificationMetrics,
};
use std::{sync::Arc, time::Duration};

const GENESIS: Hash = Hash::repeat_byte(7);
const QUOTA: u64 = 64 << 20;

/// A network instance with the node key of `member(seed)`.
struct Instance {
	network: Arc<dyn NetworkService>,
	requests: async_channel::Receiver<IncomingRequest>,
}

impl Instance {
	/// Starts it, and waits until it listens.
	async fn start<N: NetworkBackend<Block, Hash>>(seed: u8) -> Self {
		let mut settings = NetworkConfiguration::new_local();
		let mut secret = [seed; 32];
		let secret = ed25519::SecretKey::try_from_bytes(&mut secret).expect("32 bytes");
		settings.node_key = NodeKeyConfig::Ed25519(Secret::Input(secret));
		let mut network_config = FullNetworkConfiguration::<Block, Hash, N>::new(&settings, None);
		let (protocol, requests) = protocol::config::<N>(&GENESIS, None);
		network_config.add_request_response_protocol(protocol);
		let peers = SetConfig {
			in_peers: 8,
			out_peers: 8,
			reserved_nodes: Vec::new(),
			non_reserved_mode: NonReservedPeerMode::Accept,
		};
		let metrics = NotificationMetrics::new(None);
		let (block_announce_config, announcements) = N::notification_config(
			"/block-announces/1".into(),
			Vec::new(),
			1024,
			Some(NotificationHandshake::from_bytes(Vec::new())),
			peers,
			metrics.clone(),
			network_config.peer_store_handle(),
		);
		let worker = N::new(Params {
			role: Role::Full,
			executor: Box::new(|task| drop(tokio::spawn(task))),
			network_config,
			protocol_id: ProtocolId::from("guild-test"),
			genesis_hash: GENESIS,
			fork_id: None,
			metrics_registry: None,
			block_announce_config,
			ipfs_config: None,
			notification_metrics: metrics,
		})
		.unwrap_or_else(|error| panic!("the network does not start: {error}"));
		let network = worker.network_service();
		tokio::spawn(async move {
			let _announcements = announcements; // The protocol ends when this is dropped.
			worker.run().await;
		});
		while network.listen_addresses().is_empty() {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
		Self { network, requests }
	}

	fn knows(&self, other: &Self) {
		for address in other.network.listen_addresses() {
			self.network.add_known_address(other.network.local_peer_id(), address);
		}
	}
}

/// Answers every request with `answer`; none at all is silence.
fn respond(requests: async_channel::Receiver<IncomingRequest>, answer: Option<Vec<u8>>) {
	tokio::spawn(async move {
		let mut unanswered = Vec::new();
		while let Ok(request) = requests.recv().await {
			match &answer {
				Some(bytes) => {
					let response = OutgoingResponse {
						result: Ok(bytes.clone()),
						reputation_changes: Vec::new(),
						sent_feedback: None,
					};
					request.pending_response.send(response).expect("the network waits for the answer");
				}
				None => unanswered.push(request),
			}
		}
	});
}

fn check<N: NetworkBackend<Block, Hash>>() {
	let runtime = tokio::runtime::Runtime::new().expect("threads");
	let (directory, holdings) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
	let blob: Vec<u8> = (0..20 * GROUP_BYTES + 77).map(|i| (i % 251) as u8).collect();
	let root = Root::of(&blob);
	let members = Arc::new(Members::default());
	members.replace(&[1, 2, 3, 4].map(|seed| member(seed).0));

	let (honest, asker, stranger) = runtime.block_on(async {
		let asker = Instance::start::<N>(1).await;
		let honest = Instance::start::<N>(2).await;
		let garbage = Instance::start::<N>(3).await;
		let silent = Instance::start::<N>(4).await;
		let stranger = Instance::start::<N>(9).await;
		[&honest, &garbage, &silent].iter().for_each(|other| asker.knows(other));
		stranger.knows(&honest);

		let store = Arc::new(BlobStore::open(holdings.path(), QUOTA).unwrap());
		let served = Arc::new(Served::default());
		served.replace(&[store.put(&blob).unwrap()]);
		let metrics = Metrics::new(None).unwrap();
		let server = Arc::new(Server::new(store, served, members.clone(), metrics, Limits::default()));
		tokio::spawn(server.run(honest.requests.clone()));
		respond(garbage.requests.clone(), Some(vec![0xAB; 777]));
		respond(silent.requests.clone(), None);
		(honest, asker, stranger)
	});

	// A non-member that knows everything, the root and the length, gets no answer.
	let name = protocol::name(&GENESIS, None);
	let request = Request { root, size_bytes: blob.len() as u64, first: 0, count: 1 }.encode();
	let answer = runtime.block_on(stranger.network.request(
		honest.network.local_peer_id(),
		name.clone(),
		request,
		None,
		IfDisconnected::TryConnect,
	));
	assert!(answer.is_err(), "a stranger was served");

	// The member gets the blob, though the first two it asks lie and say nothing.
	let store = Arc::new(BlobStore::open(directory.path(), QUOTA).unwrap());
	let metrics = Metrics::new(None).unwrap();
	let mut blobs = NodeBlobs::new(
		store.clone(),
		Arc::default(),
		members,
		Arc::new(LivePeers::new(asker.network.clone(), name)),
		metrics.clone(),
		asker.network.local_peer_id(),
		runtime.handle().clone(),
	);
	blobs.patience = Duration::from_secs(1);
	let sources = [3, 4, 2].map(|seed| MemberId([seed; 32])).into_iter().collect();
	let want = Want { root, size_bytes: blob.len() as u64, sources };
	let fetched = runtime.block_on(blobs.fetch_within(&[want], Duration::from_secs(60))).remove(0);
	assert!(fetched.expect("the honest member has it").retries >= 2);
	assert_eq!(store.read(&root).unwrap(), blob);
	assert_eq!(metrics.lies.get(), 1, "garbage is noticed once, and its sender asked no more");
	assert!(metrics.timeouts.get() >= 1, "silence is noticed");
	runtime.shutdown_background();
}

#[test]
fn lies_silence_and_strangers_over_litep2p() {
	check::<Litep2pNetworkBackend>();
}

#[test]
fn lies_silence_and_strangers_over_libp2p() {
	check::<NetworkWorker<Block, Hash>>();
}
