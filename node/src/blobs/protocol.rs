//! The protocol on the network backend, and the live network behind the client.

use super::{
	client::{PeerError, Peers},
	wire::{MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES},
	Members,
};
use futures::StreamExt;
use guild_primitives::api::ConsortiumApi;
use guild_runtime::opaque::Block;
use sc_client_api::BlockchainEvents;
use sc_network::{
	request_responses::{IncomingRequest, OutboundFailure, RequestFailure},
	service::traits::NetworkService,
	types::ProtocolName,
	IfDisconnected, NetworkBackend, ReputationChange,
};
use sc_network_types::PeerId;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_runtime::traits::Block as BlockT;
use std::{sync::Arc, time::Duration};

/// Requests that wait to be looked at. Looking at one takes microseconds; more than so many means that somebody floods.
const QUEUE: usize = 128;
/// Longest life of a request on the network, above the client's own patience.
const NETWORK_TIMEOUT: Duration = Duration::from_secs(10);

/// Name of the protocol. It begins with the genesis hash, so that nodes of different chains do not understand each other.
pub fn name(genesis: &H256, fork_id: Option<&str>) -> ProtocolName {
	let genesis = hex::encode(genesis);
	match fork_id {
		Some(fork_id) => format!("/{genesis}/{fork_id}/guild/blobs/1").into(),
		None => format!("/{genesis}/guild/blobs/1").into(),
	}
}

/// The protocol, for the network's configuration, and the requests that will come in.
pub fn config<N: NetworkBackend<Block, <Block as BlockT>::Hash>>(
	genesis: &H256,
	fork_id: Option<&str>,
) -> (N::RequestResponseProtocolConfig, async_channel::Receiver<IncomingRequest>) {
	let (sender, receiver) = async_channel::bounded(QUEUE);
	let config = N::request_response_config(
		name(genesis, fork_id),
		Vec::new(),
		MAX_REQUEST_BYTES,
		MAX_RESPONSE_BYTES,
		NETWORK_TIMEOUT,
		Some(sender),
	);
	(config, receiver)
}

/// Keeps the list of members' peers as the newest finalised block has it. Finalised, because an admission that a
/// reorganisation takes back must not have opened anything.
pub async fn follow_members<C>(client: Arc<C>, members: Arc<Members>)
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + BlockchainEvents<Block> + Send + Sync + 'static,
	C::Api: ConsortiumApi<Block>,
{
	let mut finalised = client.finality_notification_stream();
	let mut at = client.info().finalized_hash;
	loop {
		let (reader, list) = (client.clone(), members.clone());
		let read = tokio::task::spawn_blocking(move || match reader.runtime_api().members(at) {
			Ok(views) => list.replace(&views),
			// The old list stays; the next block brings another chance.
			Err(error) => log::debug!(target: super::server::LOG_TARGET, "Cannot read the members at {at:?}: {error}"),
		});
		let _ = read.await;
		match finalised.next().await {
			Some(block) => at = block.hash,
			None => return, // The node shuts down.
		}
	}
}

/// The live network.
pub struct LivePeers {
	network: Arc<dyn NetworkService>,
	protocol: ProtocolName,
}

impl LivePeers {
	/// Asks over `network` by the protocol of [`name`].
	pub fn new(network: Arc<dyn NetworkService>, protocol: ProtocolName) -> Self {
		Self { network, protocol }
	}
}

#[async_trait::async_trait]
impl Peers for LivePeers {
	async fn request(&self, peer: PeerId, payload: Vec<u8>) -> Result<Vec<u8>, PeerError> {
		let sent = self.network.request(peer, self.protocol.clone(), payload, None, IfDisconnected::TryConnect);
		sent.await.map(|(answer, _)| answer).map_err(|failure| match failure {
			// Its queue is full, or it does not know us as a member (yet).
			RequestFailure::Refused => PeerError::Refused,
			RequestFailure::Network(OutboundFailure::Timeout) => PeerError::Timeout,
			other => PeerError::Unreachable(other.to_string()),
		})
	}

	fn report(&self, peer: PeerId) {
		// A few lies cost the connection; one bad disk does not.
		self.network.report_peer(peer, ReputationChange::new(-(1 << 27), "blob does not have its root"));
	}
}
