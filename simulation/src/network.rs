//! Shared memory instead of a network: who holds which bytes, who serves them.
//!
//! Every member has a store of its own, so that a member that could not fetch an update does not hold it. The bytes are
//! there once, however many hold them.

use guild_primitives::{MemberId, Root};
use guild_worker::{
	blob::Blob,
	store::{Collected, KeepPolicy, StoreError},
	world::{Blobs, FetchError, Fetched, Store, Want},
};
use parking_lot::{Mutex, RwLock};
use std::{
	collections::{HashMap, HashSet},
	hash::{BuildHasherDefault, Hasher},
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc, Weak,
	},
	time::{Duration, SystemTime},
};

type Bytes = Arc<[u8]>;
type RootMap<T> = HashMap<Root, T, BuildHasherDefault<RootHasher>>;

/// Takes the first bytes of a root, which is a hash already.
#[derive(Default)]
struct RootHasher(u64);

impl Hasher for RootHasher {
	fn write(&mut self, bytes: &[u8]) {
		self.0 = bytes.first_chunk().map_or(self.0, |first| u64::from_le_bytes(*first));
	}

	fn write_usize(&mut self, _: usize) {} // The length, which all roots have in common.

	fn finish(&self) -> u64 {
		self.0
	}
}

/// All members' stores and what they serve.
pub struct Network {
	/// By place.
	members: Vec<MemberId>,
	peers: Vec<Peer>,
	/// Who serves what, since [`Network::spread_the_word`].
	served: RwLock<RootMap<Vec<usize>>>,
	/// Every blob that somebody holds.
	bytes: Mutex<RootMap<Weak<[u8]>>>,
}

#[derive(Default)]
struct Peer {
	held: Mutex<RootMap<Bytes>>,
	serves: Mutex<Vec<Root>>,
	absent: AtomicBool,
}

impl Network {
	/// The network of these members, in their order.
	pub fn new(members: impl Iterator<Item = MemberId>) -> Arc<Self> {
		let members: Vec<MemberId> = members.collect();
		let peers = members.iter().map(|_| Peer::default()).collect();
		Arc::new(Self { members, peers, served: RwLock::default(), bytes: Mutex::default() })
	}

	/// Makes known what each member serves and who is there. Between two calls nothing changes for who fetches, so that it
	/// does not matter which worker's thread is faster.
	pub fn spread_the_word(&self) {
		let mut served: RootMap<Vec<usize>> = RootMap::default();
		for (place, peer) in self.peers.iter().enumerate().filter(|(place, _)| !self.is_absent(*place)) {
			for root in peer.serves.lock().iter() {
				served.entry(*root).or_default().push(place);
			}
		}
		*self.served.write() = served;
	}

	/// A member goes away, or comes back: what it holds stays, but it serves nobody meanwhile.
	pub fn set_absent(&self, place: usize, absent: bool) {
		self.peers[place].absent.store(absent, Ordering::Relaxed);
	}

	/// Whether a member is away.
	pub fn is_absent(&self, place: usize) -> bool {
		self.peers[place].absent.load(Ordering::Relaxed)
	}

	/// Bytes that are held by anybody, each counted once.
	pub fn held_bytes(&self) -> usize {
		self.bytes.lock().values().filter_map(Weak::upgrade).map(|bytes| bytes.len()).sum()
	}

	/// A blob that somebody holds.
	pub fn read(&self, root: &Root) -> Option<Arc<[u8]>> {
		self.bytes.lock().get(root).and_then(Weak::upgrade)
	}

	fn bring(&self, place: usize, want: &Want) -> Result<Fetched, FetchError> {
		if self.peers[place].held.lock().contains_key(&want.root) {
			return Ok(Fetched::default());
		}
		let served = self.served.read();
		let places = served.get(&want.root).map(Vec::as_slice).unwrap_or_default();
		let is_asked = |place: &&usize| self.members.get(**place).is_some_and(|member| want.sources.contains(member));
		let found =
			places.iter().find(is_asked).and_then(|source| self.peers[*source].held.lock().get(&want.root).cloned());
		match found.filter(|bytes| bytes.len() as u64 == want.size_bytes) {
			Some(bytes) => {
				let received_bytes = bytes.len() as u64;
				self.peers[place].held.lock().insert(want.root, bytes);
				Ok(Fetched { received_bytes, retries: 0 })
			}
			None => Err(FetchError::NotServed),
		}
	}
}

/// The network as one member sees it, and its store.
#[derive(Clone)]
pub struct MemberNetwork {
	/// Its place.
	pub place: usize,
	/// The network.
	pub network: Arc<Network>,
}

impl MemberNetwork {
	fn peer(&self) -> &Peer {
		&self.network.peers[self.place]
	}
}

impl Blobs for MemberNetwork {
	fn fetch(&self, wants: &[Want], _: Duration) -> Vec<Result<Fetched, FetchError>> {
		wants.iter().map(|want| self.network.bring(self.place, want)).collect()
	}

	fn serve(&self, roots: &[Root]) {
		*self.peer().serves.lock() = roots.to_vec();
	}
}

impl Store for MemberNetwork {
	fn put(&self, bytes: &[u8]) -> Result<Root, StoreError> {
		let root = Root::of(bytes);
		if !self.adopt(&root) {
			let bytes: Bytes = bytes.into();
			self.network.bytes.lock().insert(root, Arc::downgrade(&bytes));
			self.peer().held.lock().insert(root, bytes);
		}
		Ok(root)
	}

	fn has(&self, root: &Root) -> bool {
		self.peer().held.lock().contains_key(root)
	}

	fn held(&self, mut roots: Vec<Root>) -> Vec<Root> {
		let held = self.peer().held.lock();
		roots.retain(|root| held.contains_key(root));
		roots
	}

	fn read(&self, root: &Root) -> Result<Vec<u8>, StoreError> {
		self.peer().held.lock().get(root).map(|bytes| bytes.to_vec()).ok_or(StoreError::NotHeld(*root))
	}

	fn blob(&self, root: &Root) -> Result<Blob, StoreError> {
		self.peer().held.lock().get(root).cloned().map(Blob::from).ok_or(StoreError::NotHeld(*root))
	}

	fn adopt(&self, root: &Root) -> bool {
		let Some(bytes) = self.network.read(root) else { return false };
		self.peer().held.lock().insert(*root, bytes);
		true
	}

	fn quota_bytes(&self) -> u64 {
		u64::MAX
	}

	/// Removes all that is not kept: nothing here grows old, and the clock of the policy is not this world's.
	fn collect(&self, keep: &HashSet<Root>, _: &KeepPolicy, _: SystemTime) -> Result<Collected, StoreError> {
		let mut collected = Collected::default();
		self.peer().held.lock().retain(|root, bytes| {
			let kept = keep.contains(root);
			if !kept {
				collected.removed += 1;
				collected.removed_bytes += bytes.len() as u64;
			}
			kept
		});
		self.network.bytes.lock().retain(|_, bytes| bytes.strong_count() > 0);
		Ok(collected)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const MEMBERS: [MemberId; 3] = [MemberId([1; 32]), MemberId([2; 32]), MemberId([3; 32])];

	fn members() -> Vec<MemberNetwork> {
		let network = Network::new(MEMBERS.into_iter());
		(0..3).map(|place| MemberNetwork { place, network: network.clone() }).collect()
	}

	fn fetch(member: &MemberNetwork, root: Root) -> Result<Fetched, FetchError> {
		let want = Want { root, size_bytes: 3, sources: MEMBERS.to_vec().into() };
		member.fetch(&[want], Duration::ZERO).remove(0)
	}

	#[test]
	fn bytes_come_from_who_serves_them_and_is_there() {
		let members = members();
		let root = members[0].put(b"abc").unwrap();
		assert_eq!(root, Root::of(b"abc"));
		assert_eq!(fetch(&members[1], root), Err(FetchError::NotServed));
		members[0].serve(&[root]);
		assert_eq!(fetch(&members[1], root), Err(FetchError::NotServed), "the word has not spread");
		members[0].network.set_absent(0, true);
		members[0].network.spread_the_word();
		assert_eq!(fetch(&members[1], root), Err(FetchError::NotServed), "it is away");
		members[0].network.set_absent(0, false);
		members[0].network.spread_the_word();
		assert_eq!(fetch(&members[1], root).unwrap().received_bytes, 3);
		assert_eq!(fetch(&members[1], root).unwrap().received_bytes, 0);
		assert_eq!(members[1].read(&root).unwrap(), b"abc");
		assert!(!members[2].has(&root));
	}

	#[test]
	fn the_same_bytes_are_there_once_until_nobody_keeps_them() {
		let members = members();
		let root = members[0].put(b"abc").unwrap();
		members[1].put(b"abc").unwrap();
		assert_eq!(members[0].network.held_bytes(), 3);
		let policy = KeepPolicy { keep_for: Duration::MAX, short_above_bytes: u64::MAX };
		let collect = |member: &MemberNetwork, keep: &[Root]| {
			member.collect(&keep.iter().copied().collect(), &policy, SystemTime::UNIX_EPOCH).unwrap()
		};
		assert_eq!(collect(&members[0], &[]).removed_bytes, 3);
		assert_eq!(collect(&members[1], &[root]), Collected::default());
		assert_eq!(members[0].network.held_bytes(), 3);
		collect(&members[1], &[]);
		assert_eq!(members[0].network.held_bytes(), 0);
		assert!(!members[2].adopt(&root));
	}
}
