//! Answers requests for blobs.
//!
//! The network hands over requests of anybody who reaches the port, members or not: its reserved-only mode does not
//! gate requests. So the first question is whether the peer is a member's node; the second, whether this member serves
//! the blob now. What the store holds besides never leaves.
//!
//! Memory is bounded by requests in service times the largest answer. Files are read group by group, off the async
//! threads, and the store checks each group against the root before it goes out: a disk's fault is not passed on as a lie.

use super::{
	fairness::{Fairness, Limits},
	wire::{Group, Request, Response},
	Members, Metrics,
};
use codec::Encode;
#[cfg(feature = "attacks")]
use guild_primitives::MemberId;
use guild_primitives::Root;
use guild_worker::store::BlobStore;
use parking_lot::{Mutex, RwLock};
use sc_network::{
	request_responses::{IncomingRequest, OutgoingResponse},
	ReputationChange,
};
use sc_network_types::PeerId;
use std::{
	collections::HashSet,
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::sync::Semaphore;

pub(crate) const LOG_TARGET: &str = "guild-blobs";

/// Requests in service at once, of all peers.
const REQUESTS_AT_ONCE: usize = 32;
/// A stranger that asks loses this much reputation; some tens of requests make it banned for a while.
const STRANGER: ReputationChange = ReputationChange::new(-(1 << 26), "asked for blobs and is no member");
/// A member's node that sends what is no request.
const MALFORMED: ReputationChange = ReputationChange::new(-(1 << 24), "malformed blob request");

/// The blobs that this member serves now.
#[derive(Default)]
pub struct Served {
	roots: RwLock<HashSet<Root>>,
	/// Those of them that it keeps from somebody, as colluders do.
	#[cfg(feature = "attacks")]
	kept: RwLock<HashSet<(Root, MemberId)>>,
}

impl Served {
	/// Replaces the set.
	pub fn replace(&self, roots: &[Root]) {
		*self.roots.write() = roots.iter().copied().collect();
	}

	/// Whether the blob is in the set.
	pub fn contains(&self, root: &Root) -> bool {
		self.roots.read().contains(root)
	}

	/// Keeps these blobs from a member, and no others any more.
	#[cfg(feature = "attacks")]
	pub fn keep(&self, roots: &[Root], from: MemberId) {
		*self.kept.write() = roots.iter().map(|root| (*root, from)).collect();
	}

	/// Whether the blob is kept from a member.
	#[cfg(feature = "attacks")]
	fn keeps(&self, root: &Root, from: MemberId) -> bool {
		self.kept.read().contains(&(*root, from))
	}
}

/// The server.
pub struct Server {
	store: Arc<BlobStore>,
	served: Arc<Served>,
	members: Arc<Members>,
	metrics: Metrics,
	fairness: Mutex<Fairness>,
	started: Instant,
}

/// What is said to a peer, and thought of it.
#[derive(Debug)]
pub struct Answer {
	/// An encoded [`Response`]; without one the request is refused.
	pub response: Option<Vec<u8>>,
	/// What it did to the peer's reputation.
	pub reputation: Option<ReputationChange>,
}

impl Answer {
	fn refuse(reputation: ReputationChange) -> Self {
		Self { response: None, reputation: Some(reputation) }
	}

	fn say(response: &Response) -> Self {
		Self { response: Some(response.encode()), reputation: None }
	}
}

impl Server {
	/// A server of the blobs in `served`, out of `store`, to `members`.
	pub fn new(
		store: Arc<BlobStore>,
		served: Arc<Served>,
		members: Arc<Members>,
		metrics: Metrics,
		limits: Limits,
	) -> Self {
		let fairness = Mutex::new(Fairness::new(limits));
		Self { store, served, members, metrics, fairness, started: Instant::now() }
	}

	/// Answers until the network closes. It takes every request off the queue at once, so that strangers cannot fill it.
	pub async fn run(self: Arc<Self>, requests: async_channel::Receiver<IncomingRequest>) {
		let places = Arc::new(Semaphore::new(REQUESTS_AT_ONCE));
		while let Ok(IncomingRequest { peer, payload, pending_response }) = requests.recv().await {
			let reply = move |answer: Answer| {
				let result = answer.response.ok_or(());
				let reputation_changes = answer.reputation.into_iter().collect();
				// The peer may be gone; then there is nobody to tell.
				let _ = pending_response.send(OutgoingResponse { result, reputation_changes, sent_feedback: None });
			};
			let request = match self.admit(&peer, &payload, self.started.elapsed()) {
				Ok(request) => request,
				Err(answer) => {
					reply(answer);
					continue;
				}
			};
			match places.clone().try_acquire_owned() {
				Ok(place) => {
					let server = self.clone();
					tokio::task::spawn_blocking(move || {
						reply(server.serve(&peer, &request));
						drop(place);
					});
				}
				Err(_) => {
					self.fairness.lock().finished(peer, 0);
					self.metrics.busy_answers.inc();
					reply(Answer::say(&Response::Busy));
				}
			}
		}
	}

	/// Whether the peer's request is served; if not, what is said instead. Quick: memory only.
	fn admit(&self, peer: &PeerId, payload: &[u8], now: Duration) -> Result<Request, Answer> {
		if !self.members.has_peer(peer) {
			self.metrics.refused_requests.inc();
			log::debug!(target: LOG_TARGET, "{peer} asks for blobs and is no member's node");
			return Err(Answer::refuse(STRANGER));
		}
		let Some(request) = Request::read(payload) else {
			return Err(Answer::refuse(MALFORMED));
		};
		if !self.served.contains(&request.root) {
			return Err(Answer::say(&Response::NotServed));
		}
		#[cfg(feature = "attacks")]
		if self.members.member_of(peer).is_some_and(|member| self.served.keeps(&request.root, member)) {
			return Err(Answer::say(&Response::NotServed));
		}
		let mut fairness = self.fairness.lock();
		fairness.retain(|peer| self.members.has_peer(peer));
		if !fairness.admit(*peer, now) {
			self.metrics.busy_answers.inc();
			return Err(Answer::say(&Response::Busy));
		}
		Ok(request)
	}

	/// Reads what an admitted request asks for. Blocks.
	fn serve(&self, peer: &PeerId, request: &Request) -> Answer {
		let response = self.read(request);
		let sent = if let Response::Groups(groups) = &response {
			groups.iter().map(|group| group.bytes.len() as u64).sum()
		} else {
			0
		};
		self.fairness.lock().finished(*peer, sent);
		self.metrics.served_bytes.inc_by(sent);
		Answer::say(&response)
	}

	fn read(&self, request: &Request) -> Response {
		let root = &request.root;
		if self.store.size_bytes(root) != Some(request.size_bytes) {
			return Response::NotServed;
		}
		let mut groups = Vec::with_capacity(request.count.into());
		for index in request.first..request.first + u64::from(request.count) {
			// Checked against the root by the store, which removes a file that went bad.
			let proved = match self.store.prove(root, index) {
				Ok(proved) => proved,
				Err(error) => {
					log::warn!(target: LOG_TARGET, "Cannot serve group {index} of blob {}: {error}", root.short());
					break;
				}
			};
			match (proved.bytes.try_into(), proved.path.try_into()) {
				(Ok(bytes), Ok(path)) => groups.push(Group { bytes, path }),
				// Longer than any path in a blob of this length: `Request::read` has seen to that.
				_ => break,
			}
		}
		match groups.is_empty() {
			true => Response::NotServed,
			false => groups.try_into().map(Response::Groups).unwrap_or(Response::NotServed),
		}
	}

	/// Admits and serves in one step.
	#[cfg(test)]
	pub(crate) fn answer(&self, peer: &PeerId, payload: &[u8]) -> Answer {
		match self.admit(peer, payload, self.started.elapsed()) {
			Ok(request) => self.serve(peer, &request),
			Err(answer) => answer,
		}
	}
}
