//! A network in memory: who serves what, and peers that are slow, silent, lie or are not there. It is also the judge of
//! what may leave a member.

use crate::chain::Ledger;
use guild_aggregation::{
	chunks,
	trace::{Spans, LEAF_BYTES},
};
use guild_primitives::{MemberId, Phase, Root};
use guild_worker::{
	store::{BlobStore, StoreError},
	world::{Blobs, FetchError, Fetched, Want},
};
use parking_lot::Mutex;
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
	time::Duration,
};

/// How a peer behaves when it is asked.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Manner {
	/// It answers.
	#[default]
	Honest,
	/// It never answers.
	Silent,
	/// It answers with garbage.
	Liar,
}

#[derive(Default)]
pub struct Peer {
	pub store: Option<Arc<BlobStore>>,
	pub serving: BTreeSet<Root>,
	pub manner: Manner,
	pub absent: bool,
}

pub struct Net {
	pub peers: BTreeMap<MemberId, Peer>,
	/// Who gets what from nobody.
	pub kept_from: BTreeSet<(MemberId, Root)>,
	/// Chance that one group is lost on its way.
	pub loss: f64,
	pub rng: ChaCha20Rng,
}

/// The network as one member sees it.
pub struct MemberBlobs {
	pub member: MemberId,
	pub net: Arc<Mutex<Net>>,
	pub ledger: Arc<Mutex<Ledger>>,
}

impl Blobs for MemberBlobs {
	fn fetch(&self, wants: &[Want], budget: Duration) -> Vec<Result<Fetched, FetchError>> {
		let mut net = self.net.lock();
		let store = net.peers[&self.member].store.clone().unwrap();
		wants.iter().map(|want| net.bring(&self.member, &store, want, budget)).collect()
	}

	fn serve(&self, roots: &[Root]) {
		let ledger = self.ledger.lock();
		let store = self.net.lock().peers[&self.member].store.clone().unwrap();
		for root in roots {
			let allowed = may_leave(&ledger, root) || is_list_in_challenge(&ledger, store.size_bytes(root));
			assert!(allowed, "member {} serves {root}, and it is not the time for that", self.member);
		}
		let mut net = self.net.lock();
		net.peers.get_mut(&self.member).unwrap().serving = roots.iter().copied().collect();
	}
}

/// Whether a root was an adopted model, an aggregate of a final round, or an update committed by who made it in an open Availability, in a finalised block.
fn may_leave(ledger: &Ledger, root: &Root) -> bool {
	ledger.finalised_states().any(|state| {
		let committed = state
			.round
			.as_ref()
			.filter(|round| round.phase != Phase::Commit)
			.is_some_and(|round| round.commits.values().any(|manifest| manifest.update_root == *root));
		committed || state.task.model_root == *root || state.task.aggregate_root == Some(*root)
	})
}

/// Whether a blob of this size is a list, and Attest is over: lists have another size than updates and models.
fn is_list_in_challenge(ledger: &Ledger, size_bytes: Option<u64>) -> bool {
	let best = ledger.best();
	let spans = Spans::of(best.task.spec.dim as usize).unwrap();
	best.round.as_ref().is_some_and(|round| round.phase == Phase::Challenge)
		&& size_bytes == Some((spans.count() * LEAF_BYTES) as u64)
}

impl Net {
	fn bring(
		&mut self,
		member: &MemberId,
		store: &BlobStore,
		want: &Want,
		budget: Duration,
	) -> Result<Fetched, FetchError> {
		if store.has(&want.root) {
			return Ok(Fetched::default());
		}
		if self.kept_from.contains(&(*member, want.root)) {
			return Err(FetchError::NotServed);
		}
		let refused = |error: StoreError| FetchError::Store(error.to_string());
		let part = store.part(&want.root, want.size_bytes).map_err(refused)?;
		let mut fetched = Fetched::default();
		for source in want.sources.iter() {
			let peer = &self.peers[source];
			if peer.absent || !peer.serving.contains(&want.root) {
				continue;
			}
			for group in part.missing() {
				let lost = self.loss > 0.0 && self.rng.random_bool(self.loss);
				let proved = peer.store.as_ref().unwrap().prove(&want.root, group);
				let (Ok(mut proved), false, true) = (proved, lost, peer.manner != Manner::Silent) else {
					fetched.retries += 1;
					break;
				};
				if peer.manner == Manner::Liar {
					proved.bytes.fill(0x5a);
				}
				if chunks::verify(&want.root, want.size_bytes, group, &proved.bytes, &proved.path).is_err() {
					fetched.retries += 1;
					break;
				}
				part.write_group(group, &proved.bytes).map_err(refused)?;
				fetched.received_bytes += proved.bytes.len() as u64;
			}
			if part.missing().is_empty() {
				part.finish().map_err(refused)?;
				return Ok(fetched);
			}
		}
		Err(if fetched.retries > 0 { FetchError::TimedOut(budget) } else { FetchError::NotServed })
	}
}
