//! Brings blobs into the store, from several peers at once.
//!
//! Every group is checked against the root as it arrives; what does not hold is not written, and who sent it is not
//! asked for this blob again. Memory is bounded by blobs at once, times peers and requests at once, times the largest
//! answer (4 · 4 · 2 · ¾ MiB). What was written stays, and a later call, or a later process, goes on from there.

use super::{
	download::{Download, Outcome, Run, Step},
	server::{Served, LOG_TARGET},
	wire::{Request, Response},
	Members, Metrics,
};
use codec::Encode;
use futures::{stream::FuturesUnordered, StreamExt};
use guild_aggregation::chunks;
use guild_primitives::Root;
use guild_worker::{
	store::{BlobStore, Part, StoreError},
	world::{Blobs, FetchError, Fetched, Want},
};
use sc_network_types::PeerId;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// Blobs brought at once.
const BLOBS_AT_ONCE: usize = 4;
/// A peer that has not answered a request for so long is not waited for: half a mebibyte in four seconds is one megabit
/// a second, and a slower member is slower than the round.
const PATIENCE: Duration = Duration::from_secs(4);

/// The network, as far as the client needs it.
#[async_trait::async_trait]
pub trait Peers: Send + Sync {
	/// Sends a request, and waits for the answer.
	async fn request(&self, peer: PeerId, payload: Vec<u8>) -> Result<Vec<u8>, PeerError>;
	/// The peer's answer did not hold: it loses reputation.
	fn report(&self, peer: PeerId);
}

/// Why a peer gave no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PeerError {
	/// It took too long.
	#[error("no answer in time")]
	Timeout,
	/// It did not want to.
	#[error("it refused the request")]
	Refused,
	/// There is no way to it.
	#[error("not reachable: {0}")]
	Unreachable(String),
}

/// [`Blobs`] over peers.
pub struct NodeBlobs {
	store: Arc<BlobStore>,
	served: Arc<Served>,
	members: Arc<Members>,
	peers: Arc<dyn Peers>,
	metrics: Metrics,
	own: PeerId,
	runtime: tokio::runtime::Handle,
	/// How long one answer is waited for: [`PATIENCE`], less in tests.
	pub(super) patience: Duration,
}

impl NodeBlobs {
	/// Brings blobs into `store` from `members` through `peers`; `own` is this node's identity, and `runtime` drives the
	/// timers. What [`Blobs::serve`] says goes to `served`.
	pub fn new(
		store: Arc<BlobStore>,
		served: Arc<Served>,
		members: Arc<Members>,
		peers: Arc<dyn Peers>,
		metrics: Metrics,
		own: PeerId,
		runtime: tokio::runtime::Handle,
	) -> Self {
		Self { store, served, members, peers, metrics, own, runtime, patience: PATIENCE }
	}

	/// [`Blobs::fetch`], as a future. It reads and writes files: not for the node's async threads.
	pub(super) async fn fetch_within(&self, wants: &[Want], budget: Duration) -> Vec<Result<Fetched, FetchError>> {
		let deadline = Instant::now() + budget;
		let brought = wants.iter().map(|want| self.bring(want, budget, deadline));
		futures::stream::iter(brought).buffered(BLOBS_AT_ONCE).collect().await
	}

	/// Brings one blob.
	async fn bring(&self, want: &Want, budget: Duration, deadline: Instant) -> Result<Fetched, FetchError> {
		let mut fetched = Fetched::default();
		if self.store.has(&want.root) {
			return Ok(fetched);
		}
		if want.size_bytes == 0 {
			// The empty blob has no groups to ask for.
			return match Root::of(&[]) == want.root {
				true => self.store.put(&[]).map(|_| fetched).map_err(stored),
				false => Err(FetchError::NotServed),
			};
		}
		// Twice, because a part whose groups all held may have been corrupted on disk since; then it begins anew.
		for _ in 0..2 {
			let part = match self.store.part(&want.root, want.size_bytes) {
				Ok(part) => part,
				Err(StoreError::Busy(_)) => return Err(FetchError::TimedOut(Duration::ZERO)),
				Err(error) => return Err(stored(error)),
			};
			self.fill(&part, want, &mut fetched, budget, deadline).await?;
			match part.finish() {
				Ok(()) => return Ok(fetched),
				Err(StoreError::Corrupt(_)) => fetched.retries += 1,
				Err(error) => return Err(stored(error)),
			}
		}
		Err(FetchError::Store(format!(
			"blob {} was whole twice, and corrupt on disk twice: the disk may be failing",
			want.root.short()
		)))
	}

	/// Brings the groups that are missing.
	async fn fill(
		&self,
		part: &Part<'_>,
		want: &Want,
		fetched: &mut Fetched,
		budget: Duration,
		deadline: Instant,
	) -> Result<(), FetchError> {
		let named: Vec<_> = want.sources.iter().copied().collect();
		let peers = self.members.sources(&named, &want.root, &self.own);
		let mut download = Download::new(&part.missing(), peers);
		let retries_before = fetched.retries;
		let mut under_way = FuturesUnordered::new();
		let started = Instant::now();
		loop {
			let now = Instant::now();
			if now >= deadline {
				return Err(FetchError::TimedOut(budget));
			}
			let wakes_at = match download.next(now - started) {
				Step::Ask(peer, run) => {
					under_way.push(async move { (peer, run, self.ask(peer, want, run).await) });
					continue;
				}
				Step::Complete => return Ok(()),
				Step::Exhausted => return Err(FetchError::NotServed),
				Step::Wait(until) => until.map_or(deadline, |until| deadline.min(started + until)),
			};
			let answered = async {
				match under_way.next().await {
					Some(answer) => answer,
					// Nothing is under way, and peers rest: the time ends the wait.
					None => std::future::pending().await,
				}
			};
			let Ok((peer, run, answer)) = tokio::time::timeout_at(wakes_at, answered).await else { continue };
			let outcome = self.take(part, peer, run, answer, fetched)?;
			download.answered(peer, run, outcome, started.elapsed());
			fetched.retries = retries_before + download.failures();
		}
	}

	async fn ask(&self, peer: PeerId, want: &Want, run: Run) -> Result<Vec<u8>, PeerError> {
		let count = run.count.min(u8::MAX.into()) as u8;
		let request = Request { root: want.root, size_bytes: want.size_bytes, first: run.first, count };
		let sent = self.peers.request(peer, request.encode());
		tokio::time::timeout(self.patience, sent).await.unwrap_or(Err(PeerError::Timeout))
	}

	/// Checks an answer and keeps what holds.
	fn take(
		&self,
		part: &Part<'_>,
		peer: PeerId,
		run: Run,
		answer: Result<Vec<u8>, PeerError>,
		fetched: &mut Fetched,
	) -> Result<Outcome, FetchError> {
		let bytes = match answer {
			Ok(bytes) => bytes,
			Err(PeerError::Refused) => return Ok(Outcome::NotServed),
			Err(error) => {
				log::debug!(target: LOG_TARGET, "{} does not bring blob {}: {error}", self.name_of(&peer), part.root().short());
				if error == PeerError::Timeout {
					self.metrics.timeouts.inc();
				}
				return Ok(Outcome::Failed);
			}
		};
		fetched.received_bytes += bytes.len() as u64;
		let groups = match Response::read(&bytes) {
			Some(Response::Groups(groups)) if (1..=run.count as usize).contains(&groups.len()) => groups,
			Some(Response::NotServed) => return Ok(Outcome::NotServed),
			Some(Response::Busy) => return Ok(Outcome::Busy),
			_ => return Ok(self.lied(&peer, &part.root(), "an answer that is none")),
		};
		let mut kept = 0;
		for (index, group) in (run.first..).zip(&groups) {
			if chunks::verify(&part.root(), part.size_bytes(), index, &group.bytes, &group.path).is_err() {
				// What held before it is kept: it is true, whoever sent it. But the peer is done.
				return Ok(self.lied(&peer, &part.root(), "bytes that do not have its root"));
			}
			part.write_group(index, &group.bytes).map_err(stored)?;
			self.metrics.fetched_bytes.inc_by(group.bytes.len() as u64);
			kept += 1;
		}
		Ok(Outcome::Got(kept))
	}

	fn lied(&self, peer: &PeerId, root: &Root, what: &str) -> Outcome {
		log::warn!(target: LOG_TARGET, "{} sent {what} for blob {}; another member is asked", self.name_of(peer), root.short());
		self.metrics.lies.inc();
		self.peers.report(*peer);
		Outcome::Lied
	}

	fn name_of(&self, peer: &PeerId) -> String {
		match self.members.member_of(peer) {
			Some(member) => format!("Member {}", &member.to_string()[..8]),
			None => format!("Peer {peer}"),
		}
	}
}

impl Blobs for NodeBlobs {
	fn fetch(&self, wants: &[Want], budget: Duration) -> Vec<Result<Fetched, FetchError>> {
		self.runtime.block_on(self.fetch_within(wants, budget))
	}

	fn serve(&self, roots: &[Root]) {
		self.served.replace(roots);
	}
}

fn stored(error: StoreError) -> FetchError {
	FetchError::Store(error.to_string())
}
