//! Who there is: eight companies, of which five found the consortium, and every key that they may ever use.

use guild_primitives::{
	key_statement, AccountBytes, KeyProofs, MemberId, MemberKeys, NodeKey, NodeSignature, ProvenKey, Text, WorkerKey,
	WorkerSignature,
};
use guild_runtime::{genesis::GenesisMember, AccountId, SessionKeys};
use sp_core::{ed25519, proof_of_possession::statement_of_ownership, sr25519, Pair};
use std::{collections::BTreeMap, sync::OnceLock};

/// Companies.
pub const PEOPLE: u8 = 8;
/// Those of them that are members at genesis.
pub const FOUNDERS: u8 = 5;
/// Sets of hot keys that a company has.
pub const KEY_SETS: u8 = 3;

/// What the keys of a company are for; each has its own seeds.
#[derive(Clone, Copy)]
enum Use {
	Owner = 1,
	/// An account that owns a member after its first owner.
	Heir,
	Duty,
	Worker,
	Node,
	Aura,
	Grandpa,
}

fn seed(what: Use, n: u8, set: u8) -> [u8; 32] {
	let mut seed = [what as u8; 32];
	(seed[1], seed[2]) = (n, set);
	seed
}

/// Everybody's accounts, by their bytes.
fn pairs() -> &'static BTreeMap<[u8; 32], sr25519::Pair> {
	static PAIRS: OnceLock<BTreeMap<[u8; 32], sr25519::Pair>> = OnceLock::new();
	PAIRS.get_or_init(|| {
		let sets = |n| (0..KEY_SETS).flat_map(move |set| [(Use::Heir, n, set), (Use::Duty, n, set)]);
		let all = (0..PEOPLE).flat_map(|n| sets(n).chain([(Use::Owner, n, 0)]));
		let pair = |(what, n, set)| sr25519::Pair::from_seed(&seed(what, n, set));
		all.map(pair).map(|pair| (pair.public().0, pair)).collect()
	})
}

/// The first owner accounts, in the order of the companies.
fn names() -> &'static [[u8; 32]; PEOPLE as usize] {
	static NAMES: OnceLock<[[u8; 32]; PEOPLE as usize]> = OnceLock::new();
	NAMES.get_or_init(|| core::array::from_fn(|n| sr25519::Pair::from_seed(&seed(Use::Owner, n as u8, 0)).public().0))
}

/// All accounts that people sign with.
pub fn accounts() -> impl Iterator<Item = AccountId> {
	pairs().keys().map(|bytes| AccountId::from(*bytes))
}

/// Who signs for an account.
pub fn signer(account: &AccountId) -> &'static sr25519::Pair {
	let bytes: &[u8; 32] = account.as_ref();
	pairs().get(bytes).expect("it is somebody's")
}

/// The member that a company is, or would be.
pub fn member(n: u8) -> MemberId {
	MemberId(names()[usize::from(n)])
}

/// The account that names it, where its deposits are.
pub fn name(n: u8) -> AccountId {
	AccountId::from(member(n).0)
}

/// The company that a member is.
pub fn number(member: &MemberId) -> u8 {
	names().iter().position(|name| *name == member.0).expect("a company") as u8
}

/// An account that may own a member in its first owner's place.
pub fn heir(n: u8, set: u8) -> AccountId {
	AccountId::from(sr25519::Pair::from_seed(&seed(Use::Heir, n, set)).public().0)
}

fn ed25519_pair(what: Use, n: u8, set: u8) -> ed25519::Pair {
	ed25519::Pair::from_seed(&seed(what, n, set))
}

/// A set of hot keys.
pub fn hot_keys(n: u8, set: u8) -> MemberKeys {
	MemberKeys {
		duty: AccountBytes(sr25519::Pair::from_seed(&seed(Use::Duty, n, set)).public().0),
		worker: WorkerKey(ed25519_pair(Use::Worker, n, set).public().0),
		node: NodeKey(ed25519_pair(Use::Node, n, set).public().0),
	}
}

/// That they are the company's.
pub fn proofs(n: u8, set: u8) -> KeyProofs {
	let MemberKeys { worker, node, .. } = hot_keys(n, set);
	let sign = |what, key| ed25519_pair(what, n, set).sign(&key_statement(&member(n), &key).0).0;
	KeyProofs {
		worker: WorkerSignature(sign(Use::Worker, ProvenKey::Worker(worker))),
		node: NodeSignature(sign(Use::Node, ProvenKey::Node(node))),
	}
}

/// A signature by the worker with these keys.
pub fn sign_as_worker(n: u8, keys: &MemberKeys, message: &[u8]) -> WorkerSignature {
	let set = (0..KEY_SETS).find(|set| hot_keys(n, *set) == *keys).expect("keys of the company");
	WorkerSignature(ed25519_pair(Use::Worker, n, set).sign(message).0)
}

/// The session keys of a company's validator, and the proof that whoever signs from `account` has them.
pub fn session_keys(n: u8, account: &AccountId) -> (SessionKeys, Vec<u8>) {
	let aura = sr25519::Pair::from_seed(&seed(Use::Aura, n, 0));
	let grandpa = ed25519_pair(Use::Grandpa, n, 0);
	let statement = statement_of_ownership(account.as_ref());
	let proof = codec::Encode::encode(&(aura.sign(&statement), grandpa.sign(&statement)));
	(SessionKeys { aura: aura.public().into(), grandpa: grandpa.public().into() }, proof)
}

/// Name of a company, for people.
pub fn title(n: u8) -> Text<{ guild_primitives::limits::MAX_NAME_BYTES }> {
	Text::new(&format!("Company {n}")).expect("is short")
}

/// The members at genesis.
pub fn founders() -> Vec<GenesisMember> {
	let founder = |n| {
		let (SessionKeys { aura, grandpa }, _) = session_keys(n, &name(n));
		GenesisMember { name: title(n), owner: member(n), keys: hot_keys(n, 0), aura, grandpa }
	};
	(0..FOUNDERS).map(founder).collect()
}
