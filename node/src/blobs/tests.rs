//! The client against servers and against scripted peers: honest, silent, lying, with a corrupt disk, not serving.

use super::{
	client::{NodeBlobs, PeerError, Peers},
	fairness::Limits,
	members::tests::member,
	wire::{Request, Response, GROUP_BYTES},
	Members, Metrics, Served, Server,
};
use codec::Encode;
use guild_primitives::{MemberId, Root};
use guild_worker::{
	store::BlobStore,
	world::{Blobs, FetchError, Fetched, Want},
};
use parking_lot::Mutex;
use sc_network_types::PeerId;
use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};

const GROUP: usize = GROUP_BYTES as usize;
const OWN: u8 = 1;
const QUOTA: u64 = 64 << 20;
const BUDGET: Duration = Duration::from_secs(600);

/// What a scripted peer does with a request, before or instead of its server.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
	Honest,
	/// Never answers.
	Silent,
	/// Bytes that are no answer.
	Noise,
	/// The right shape, one bit wrong.
	OneBitWrong,
	/// True groups, but of another place.
	OtherGroups,
	/// Honest, one group at a time.
	OneGroup,
	/// Too much to do, this many more times (for all together).
	BusyOnce,
	/// Honest for so many requests in all, then gone.
	GoneAfter(usize),
}

/// A member with a store and a server, on no network.
struct Remote {
	script: Script,
	store: Arc<BlobStore>,
	served: Arc<Served>,
	server: Arc<Server>,
	dir: tempfile::TempDir,
}

/// Members 2, 3, …, as member 1 sees them.
struct World {
	remotes: HashMap<PeerId, Remote>,
	asked: Mutex<Vec<PeerId>>,
	reported: Mutex<Vec<PeerId>>,
	asker: PeerId,
}

#[async_trait::async_trait]
impl Peers for World {
	async fn request(&self, peer: PeerId, payload: Vec<u8>) -> Result<Vec<u8>, PeerError> {
		let before = {
			let mut asked = self.asked.lock();
			asked.push(peer);
			asked.iter().filter(|other| **other == peer).count() - 1
		};
		let remote = &self.remotes[&peer];
		let answer = |payload: &[u8]| remote.server.answer(&self.asker, payload).response.ok_or(PeerError::Refused);
		match remote.script {
			Script::Honest => answer(&payload),
			Script::Silent => std::future::pending().await,
			Script::Noise => Ok(vec![0xAB; 777]),
			Script::BusyOnce if before == 0 => Ok(Response::Busy.encode()),
			Script::BusyOnce => answer(&payload),
			Script::GoneAfter(requests) if before >= requests => Err(PeerError::Unreachable("gone".into())),
			Script::GoneAfter(_) => answer(&payload),
			Script::OneGroup => answer(&Request { count: 1, ..Request::read(&payload).unwrap() }.encode()),
			Script::OneBitWrong => {
				let mut bytes = answer(&payload)?;
				let middle = bytes.len() / 2;
				bytes[middle] ^= 1;
				Ok(bytes)
			}
			Script::OtherGroups => {
				let request = Request::read(&payload).unwrap();
				let first = if request.first == 0 { 1 } else { 0 };
				answer(&Request { first, count: 1, ..request }.encode())
			}
		}
	}

	fn report(&self, peer: PeerId) {
		self.reported.lock().push(peer);
	}
}

/// The asking side.
struct Here {
	blobs: NodeBlobs,
	store: Arc<BlobStore>,
	world: Arc<World>,
	metrics: Metrics,
	members: Arc<Members>,
	// Kept until the end of the test.
	_dir: tempfile::TempDir,
	runtime: tokio::runtime::Runtime,
}

/// Bytes in which no two groups are alike.
fn bytes(len: usize) -> Vec<u8> {
	(0..len).map(|i| (i % 251) as u8 ^ (i / GROUP) as u8).collect()
}

/// Member 1 and members 2, 3, … that behave as `scripts` say; all of those have and serve `blob`.
fn world(scripts: &[Script], blob: &[u8]) -> Here {
	let all: Vec<_> = (OWN..=OWN + scripts.len() as u8).map(member).collect();
	let members = Arc::new(Members::default());
	members.replace(&all.iter().map(|(view, _)| view.clone()).collect::<Vec<_>>());
	let asker = all[0].1;
	let remotes = all[1..].iter().zip(scripts).map(|((_, peer), script)| {
		let dir = tempfile::tempdir().unwrap();
		let store = Arc::new(BlobStore::open(dir.path(), QUOTA).unwrap());
		let served = Arc::new(Served::default());
		served.replace(&[store.put(blob).unwrap()]);
		let metrics = Metrics::new(None).unwrap();
		let server = Arc::new(Server::new(store.clone(), served.clone(), members.clone(), metrics, Limits::default()));
		(*peer, Remote { script: *script, store, served, server, dir })
	});
	let world =
		Arc::new(World { remotes: remotes.collect(), asked: Mutex::default(), reported: Mutex::default(), asker });
	let dir = tempfile::tempdir().unwrap();
	let store = Arc::new(BlobStore::open(dir.path(), QUOTA).unwrap());
	let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
	let metrics = Metrics::new(None).unwrap();
	let mut blobs = NodeBlobs::new(
		store.clone(),
		Arc::default(),
		members.clone(),
		world.clone(),
		metrics.clone(),
		asker,
		runtime.handle().clone(),
	);
	// Peers here answer at once or never.
	blobs.patience = Duration::from_millis(50);
	Here { blobs, store, world, metrics, members, _dir: dir, runtime }
}

impl Here {
	/// Fetches `blob`, naming member 2 as its source.
	fn fetch(&self, blob: &[u8]) -> Result<Fetched, FetchError> {
		let want =
			Want { root: Root::of(blob), size_bytes: blob.len() as u64, sources: vec![MemberId([2; 32])].into() };
		self.fetch_all(&[want], BUDGET).remove(0)
	}

	fn fetch_all(&self, wants: &[Want], budget: Duration) -> Vec<Result<Fetched, FetchError>> {
		self.runtime.block_on(self.blobs.fetch_within(wants, budget))
	}

	fn peer(&self, seed: u8) -> PeerId {
		member(seed).1
	}

	fn remote(&self, seed: u8) -> &Remote {
		&self.world.remotes[&self.peer(seed)]
	}

	fn times_asked(&self, seed: u8) -> usize {
		let peer = self.peer(seed);
		self.world.asked.lock().iter().filter(|other| **other == peer).count()
	}
}

impl Remote {
	fn file(&self, root: &Root) -> PathBuf {
		self.dir.path().join(root.to_string())
	}
}

#[test]
fn blobs_of_every_length_around_the_edges_arrive_whole() {
	for len in [0, 1, 1023, 1024, 1025, GROUP - 1, GROUP, GROUP + 1, 2 * GROUP, 9 * GROUP + 5, 17 * GROUP - 1] {
		let blob = bytes(len);
		let here = world(&[Script::Honest, Script::Honest], &blob);
		assert_eq!(here.fetch(&blob).map(|fetched| fetched.retries), Ok(0), "{len}");
		assert_eq!(here.store.read(&Root::of(&blob)).unwrap(), blob, "{len}");
		assert_eq!(here.metrics.fetched_bytes.get(), len as u64);
	}
}

#[test]
fn a_blob_that_is_there_is_not_fetched() {
	let blob = bytes(GROUP);
	let here = world(&[Script::Honest], &blob);
	here.store.put(&blob).unwrap();
	assert_eq!(here.fetch(&blob), Ok(Fetched::default()));
	assert_eq!(here.times_asked(2), 0);
}

#[test]
fn a_large_blob_comes_from_several_peers() {
	let blob = bytes(100 * GROUP);
	let here = world(&[Script::Honest; 3], &blob);
	here.fetch(&blob).unwrap();
	for seed in 2..=4 {
		assert!(here.times_asked(seed) > 0, "member {seed} was not asked");
	}
}

#[test]
fn a_peer_that_serves_garbage_costs_a_retry_is_reported_and_asked_no_more() {
	for script in [Script::Noise, Script::OneBitWrong, Script::OtherGroups] {
		let blob = bytes(3 * GROUP);
		let here = world(&[script, Script::Honest], &blob);
		let fetched = here.fetch(&blob).unwrap();
		assert_eq!((fetched.retries, here.times_asked(2)), (1, 1));
		assert_eq!(*here.world.reported.lock(), [here.peer(2)]);
		assert_eq!(here.metrics.lies.get(), 1);
		assert_eq!(here.store.read(&Root::of(&blob)).unwrap(), blob);
	}
}

#[test]
fn liars_alone_never_get_a_byte_into_a_blob() {
	let blob = bytes(3 * GROUP);
	let here = world(&[Script::OneBitWrong, Script::Noise, Script::OtherGroups], &blob);
	assert_eq!(here.fetch(&blob), Err(FetchError::NotServed));
	assert!(!here.store.has(&Root::of(&blob)));
}

#[test]
fn a_peer_that_never_answers_costs_a_retry_elsewhere_and_no_reputation() {
	let blob = bytes(20 * GROUP);
	let here = world(&[Script::Silent, Script::Honest], &blob);
	assert!(here.fetch(&blob).unwrap().retries > 0);
	assert_eq!(here.store.read(&Root::of(&blob)).unwrap(), blob);
	assert!(here.metrics.timeouts.get() > 0 && here.world.reported.lock().is_empty());
}

#[test]
fn when_nobody_answers_the_fetch_ends_when_its_time_is_up() {
	let blob = bytes(GROUP);
	let here = world(&[Script::Silent], &blob);
	let want = Want { root: Root::of(&blob), size_bytes: blob.len() as u64, sources: Default::default() };
	let budget = Duration::from_millis(20);
	assert_eq!(here.fetch_all(&[want], budget), [Err(FetchError::TimedOut(budget))]);
}

#[test]
fn a_corrupt_disk_is_noticed_by_its_owner_and_another_member_serves() {
	let blob = bytes(5 * GROUP);
	let root = Root::of(&blob);
	let here = world(&[Script::Honest, Script::Honest], &blob);
	// Member 2 has served the blob before, so that what it keeps beside the file is of the time before the fault.
	let whole = Request { root, size_bytes: blob.len() as u64, first: 0, count: 5 };
	here.remote(2).server.answer(&here.peer(1), &whole.encode());
	let mut damaged = blob.clone();
	damaged[2 * GROUP + 7] ^= 0x40;
	std::fs::write(here.remote(2).file(&root), damaged).unwrap();

	here.fetch(&blob).unwrap();
	assert_eq!(here.store.read(&root).unwrap(), blob);
	// A disk's fault is no lie, and the corrupt file is gone, so that its owner fetches it again.
	assert!(here.world.reported.lock().is_empty());
	assert!(!here.remote(2).store.has(&root));
}

#[test]
fn a_peer_that_has_too_much_to_do_is_asked_again() {
	let blob = bytes(GROUP);
	let here = world(&[Script::BusyOnce], &blob);
	assert_eq!(here.fetch(&blob).map(|fetched| fetched.retries), Ok(0));
	assert_eq!(here.times_asked(2), 2);
}

#[test]
fn short_answers_are_progress() {
	let blob = bytes(9 * GROUP);
	let here = world(&[Script::OneGroup], &blob);
	here.fetch(&blob).unwrap();
	assert_eq!((here.times_asked(2), here.store.read(&Root::of(&blob)).unwrap()), (9, blob));
}

#[test]
fn a_fetch_that_was_broken_off_goes_on_with_what_it_has() {
	let blob = bytes(64 * GROUP);
	let root = Root::of(&blob);
	// Two of eight runs come, then the only source is gone.
	let here = world(&[Script::GoneAfter(2)], &blob);
	assert_eq!(here.fetch(&blob), Err(FetchError::NotServed));
	let first = here.metrics.fetched_bytes.get();
	assert_eq!(first, 16 * GROUP as u64);
	assert!(!here.store.has(&root));

	// Another member has it now; a new process asks, with the same directory.
	let later = world(&[Script::Honest], &blob);
	let store = Arc::new(BlobStore::open(here._dir.path(), QUOTA).unwrap());
	let blobs = NodeBlobs::new(
		store.clone(),
		Arc::default(),
		later.members.clone(),
		later.world.clone(),
		later.metrics.clone(),
		later.peer(OWN),
		later.runtime.handle().clone(),
	);
	let want = Want { root, size_bytes: blob.len() as u64, sources: Default::default() };
	assert!(later.runtime.block_on(blobs.fetch_within(&[want], BUDGET))[0].is_ok());
	assert_eq!(later.metrics.fetched_bytes.get(), blob.len() as u64 - first);
	assert_eq!(store.read(&root).unwrap(), blob);
}

#[test]
fn wants_are_answered_in_their_order_and_one_that_nobody_serves_does_not_hold_up_the_others() {
	let blob = bytes(2 * GROUP);
	let here = world(&[Script::Honest], &blob);
	let want = |root, size_bytes| Want { root, size_bytes, sources: vec![MemberId([2; 32])].into() };
	let nowhere = want(Root::of(b"nowhere"), 7);
	let answers = here.fetch_all(&[nowhere.clone(), want(Root::of(&blob), blob.len() as u64), nowhere], BUDGET);
	assert_eq!([answers[0].is_ok(), answers[1].is_ok(), answers[2].is_ok()], [false, true, false]);
	assert_eq!(answers[0], Err(FetchError::NotServed));
}

#[test]
fn a_wrong_length_is_served_by_nobody_and_is_no_lie() {
	let blob = bytes(2 * GROUP);
	let here = world(&[Script::Honest], &blob);
	for size_bytes in [2 * GROUP as u64 - 1, 2 * GROUP as u64 + 1, 1] {
		let want = Want { root: Root::of(&blob), size_bytes, sources: Default::default() };
		assert_eq!(here.fetch_all(&[want], BUDGET), [Err(FetchError::NotServed)]);
	}
	assert!(here.world.reported.lock().is_empty());
}

#[test]
fn a_store_that_is_full_says_so() {
	let blob = bytes(4 * GROUP);
	let here = world(&[Script::Honest], &blob);
	let dir = tempfile::tempdir().unwrap();
	let store = Arc::new(BlobStore::open(dir.path(), GROUP as u64).unwrap());
	let blobs = NodeBlobs::new(
		store,
		Arc::default(),
		here.members.clone(),
		here.world.clone(),
		here.metrics.clone(),
		here.peer(OWN),
		here.runtime.handle().clone(),
	);
	let want = Want { root: Root::of(&blob), size_bytes: blob.len() as u64, sources: Default::default() };
	let answer = here.runtime.block_on(blobs.fetch_within(&[want], BUDGET)).remove(0);
	assert!(matches!(answer, Err(FetchError::Store(ref why)) if why.contains("quota")), "{answer:?}");
}

#[test]
fn a_stranger_gets_no_answer_and_loses_reputation() {
	let blob = bytes(GROUP);
	let here = world(&[Script::Honest], &blob);
	let request = Request { root: Root::of(&blob), size_bytes: blob.len() as u64, first: 0, count: 1 };
	let answer = here.remote(2).server.answer(&PeerId::random(), &request.encode());
	assert!(answer.response.is_none() && answer.reputation.is_some_and(|change| change.value < 0));
	// A member gets it.
	let answer = here.remote(2).server.answer(&here.peer(1), &request.encode());
	assert!(matches!(Response::read(&answer.response.unwrap()), Some(Response::Groups(groups)) if groups.len() == 1));
}

#[test]
fn a_former_member_is_a_stranger() {
	let blob = bytes(GROUP);
	let here = world(&[Script::Honest], &blob);
	let request = Request { root: Root::of(&blob), size_bytes: blob.len() as u64, first: 0, count: 1 }.encode();
	here.members.replace(&[member(2).0]);
	assert!(here.remote(2).server.answer(&here.peer(1), &request).response.is_none());
}

#[test]
fn nothing_outside_the_serve_set_leaves_whatever_the_store_holds() {
	let blob = bytes(GROUP);
	let here = world(&[Script::Honest], &blob);
	let remote = here.remote(2);
	assert!(remote.store.has(&Root::of(&blob)));
	remote.served.replace(&[Root::of(b"another")]);
	assert_eq!(here.fetch(&blob), Err(FetchError::NotServed));
	let request = Request { root: Root::of(&blob), size_bytes: blob.len() as u64, first: 0, count: 1 };
	let answer = remote.server.answer(&here.peer(1), &request.encode());
	assert_eq!(answer.response, Some(Response::NotServed.encode()));
	assert!(answer.reputation.is_none());
}

#[cfg(feature = "attacks")]
#[test]
fn what_is_kept_from_a_member_is_served_to_the_others_alone() {
	let blob = bytes(GROUP);
	let here = world(&[Script::Honest, Script::Honest], &blob);
	let remote = here.remote(2);
	let (root, asker, other) = (Root::of(&blob), here.peer(OWN), here.peer(3));
	let request = Request { root, size_bytes: blob.len() as u64, first: 0, count: 1 }.encode();
	let is_served = |peer| remote.server.answer(peer, &request).response != Some(Response::NotServed.encode());
	remote.served.keep(&[root], member(OWN).0.id);
	assert!(!is_served(&asker) && is_served(&other));
	remote.served.keep(&[], member(OWN).0.id);
	assert!(is_served(&asker));
}

#[test]
fn serve_replaces_the_set() {
	let here = world(&[Script::Honest], b"blob");
	let served = Arc::new(Served::default());
	let blobs = NodeBlobs::new(
		here.store.clone(),
		served.clone(),
		here.members.clone(),
		here.world.clone(),
		here.metrics.clone(),
		here.peer(OWN),
		here.runtime.handle().clone(),
	);
	blobs.serve(&[Root::of(b"a")]);
	blobs.serve(&[Root::of(b"b")]);
	assert!(!served.contains(&Root::of(b"a")) && served.contains(&Root::of(b"b")));
}

#[test]
fn malformed_requests_of_a_member_get_no_answer_and_lose_reputation() {
	let blob = bytes(GROUP);
	let here = world(&[Script::Honest], &blob);
	let good = Request { root: Root::of(&blob), size_bytes: blob.len() as u64, first: 0, count: 1 };
	let encoded = good.encode();
	let beyond = Request { first: 1, ..good }.encode();
	for bad in [vec![], encoded[1..].to_vec(), [encoded.clone(), vec![0]].concat(), vec![0xFF; 1 << 20], beyond] {
		let answer = here.remote(2).server.answer(&here.peer(1), &bad);
		assert!(answer.response.is_none() && answer.reputation.is_some());
	}
}

#[test]
fn the_running_server_answers_members_and_refuses_strangers() {
	use sc_network::request_responses::IncomingRequest;
	let blob = bytes(GROUP);
	let here = world(&[Script::Honest], &blob);
	let payload = Request { root: Root::of(&blob), size_bytes: blob.len() as u64, first: 0, count: 1 }.encode();
	let (member, server) = (here.peer(1), here.remote(2).server.clone());
	let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
	runtime.block_on(async {
		let (sender, receiver) = async_channel::bounded(8);
		let running = tokio::spawn(server.run(receiver));
		let mut answers = Vec::new();
		for peer in [PeerId::random(), member] {
			let (pending_response, answer) = futures::channel::oneshot::channel();
			sender.send(IncomingRequest { peer, payload: payload.clone(), pending_response }).await.unwrap();
			answers.push(answer.await.unwrap());
		}
		assert!(answers[0].result.is_err() && !answers[0].reputation_changes.is_empty());
		assert!(matches!(Response::read(answers[1].result.as_ref().unwrap()), Some(Response::Groups(_))));
		// The network closes, and the server ends.
		drop(sender);
		running.await.unwrap();
	});
}
