//! A runtime with members, sessions and balances, and a roll that tests can read.

use crate::{self as pallet_consortium, Roll};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU64, Hooks},
	weights::{Weight, WeightMeter},
};
use frame_system::EnsureRoot;
use guild_primitives::{
	consortium::{key_statement, KeyProofs, MemberKeys, OpenRounds, ProvenKey, Tier},
	ids::{AccountBytes, MemberId, NodeKey, NodeSignature, WorkerKey, WorkerSignature},
	limits::MAX_NAME_BYTES,
	Text,
};
use sp_core::{crypto::AccountId32, ed25519, Pair};
use sp_runtime::{
	testing::UintAuthorityId, traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult, RuntimeAppPublic,
};
use std::sync::LazyLock;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Consortium = pallet_consortium;
	#[runtime::pallet_index(3)]
	pub type Session = pallet_session;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

sp_runtime::impl_opaque_keys! {
	pub struct MockKeys {
		pub dummy: UintAuthorityId,
	}
}

/// Keeps nothing of a session: the session pallet's own list is what tests read.
pub struct NoHandler;
impl pallet_session::SessionHandler<AccountId32> for NoHandler {
	const KEY_TYPE_IDS: &'static [sp_runtime::KeyTypeId] = &[UintAuthorityId::ID];
	fn on_genesis_session<K: sp_runtime::traits::OpaqueKeys>(_: &[(AccountId32, K)]) {}
	fn on_new_session<K: sp_runtime::traits::OpaqueKeys>(_: bool, _: &[(AccountId32, K)], _: &[(AccountId32, K)]) {}
	fn on_disabled(_: u32) {}
}

/// Length of a session.
pub const SESSION_BLOCKS: u64 = 5;

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId32;
	type ValidatorIdOf = crate::ValidatorOf<Test>;
	type ShouldEndSession = pallet_session::PeriodicSessions<ConstU64<SESSION_BLOCKS>, ConstU64<0>>;
	type NextSessionRotation = pallet_session::PeriodicSessions<ConstU64<SESSION_BLOCKS>, ConstU64<0>>;
	type SessionManager = Consortium;
	type SessionHandler = NoHandler;
	type Keys = MockKeys;
	type DisablingStrategy = ();
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ConstU64<0>;
}

parameter_types! {
	/// Owners on the roll, in the order they entered it.
	pub storage OnRoll: Vec<[u8; 32]> = Vec::new();
	/// Whether the roll refuses everybody.
	pub storage RollIsShut: bool = false;
}

/// A roll that tests can read, and shut.
pub struct TestRoll;
impl Roll<AccountId32> for TestRoll {
	fn enter(owner: &AccountId32) -> DispatchResult {
		let mut roll = OnRoll::get();
		if RollIsShut::get() || roll.contains(owner.as_ref()) {
			return Err(DispatchError::Other("the roll is shut, or has the owner"));
		}
		roll.push(owner.clone().into());
		OnRoll::set(&roll);
		Ok(())
	}
	fn strike(owner: &AccountId32) -> DispatchResult {
		let mut roll = OnRoll::get();
		roll.retain(|other| other != AsRef::<[u8; 32]>::as_ref(owner));
		OnRoll::set(&roll);
		Ok(())
	}
}

/// Blocks after which who leaves is gone.
pub const LEAVE_DELAY: u32 = 50;
/// Blocks in which an owner may veto another.
pub const RECOVERY_DELAY: u32 = 10;
/// Blocks in which an upgrade that may be applied is waited for.
pub const UPGRADE_WINDOW: u32 = 5;
/// Blocks within which a live validator has made one.
pub const LIVE_WINDOW: u32 = 20;

parameter_types! {
	/// Block at which the oldest open round opened.
	pub storage OldestOpen: Option<u32> = None;
}

/// Rounds that tests open and close.
pub struct TestRounds;
impl OpenRounds for TestRounds {
	fn oldest_open() -> Option<u32> {
		OldestOpen::get()
	}
	fn oldest_open_weight() -> Weight {
		Weight::from_parts(1, 0)
	}
}

impl pallet_consortium::Config for Test {
	type AdmissionOrigin = EnsureRoot<AccountId32>;
	type Roll = TestRoll;
	type SessionKeys = crate::FromSession<Test>;
	type Rounds = TestRounds;
	type LeaveDelay = ConstU32<LEAVE_DELAY>;
	type LiveWindow = ConstU32<LIVE_WINDOW>;
	type Currency = Balances;
	type RecoveryDelay = ConstU32<RECOVERY_DELAY>;
	type UpgradeWindow = ConstU32<UPGRADE_WINDOW>;
	type UpgradeOrigin = EnsureRoot<AccountId32>;
	type MotionOrigin = EnsureRoot<AccountId32>;
	type Motion = RuntimeCall;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

/// The owner account of member number `n`.
pub fn owner(n: u8) -> AccountId32 {
	AccountId32::new([n; 32])
}

/// The same as an id.
pub fn member(n: u8) -> MemberId {
	MemberId([n; 32])
}

/// The duty account of the keys [`keys`] gives for `n`.
pub fn duty(n: u8) -> AccountId32 {
	AccountId32::new([n | 0x80; 32])
}

/// Keys that no other number has.
pub fn keys(n: u8) -> MemberKeys {
	MemberKeys { duty: AccountBytes([n | 0x80; 32]), worker: worker(n), node: node(n) }
}

/// Key pairs of workers and of nodes, by number.
static PAIRS: LazyLock<[Vec<ed25519::Pair>; 2]> = LazyLock::new(|| {
	[1, 2].map(|kind| {
		(0..=255)
			.map(|n| ed25519::Pair::from_seed(&[[kind; 16], [n; 16]].concat().try_into().expect("32 bytes")))
			.collect()
	})
});

fn pair(kind: usize, public: [u8; 32]) -> Option<&'static ed25519::Pair> {
	PAIRS[kind].iter().find(|pair| pair.public().0 == public)
}

/// Worker key number `n`.
pub fn worker(n: u8) -> WorkerKey {
	WorkerKey(PAIRS[0][usize::from(n)].public().0)
}

/// Node key number `n`.
pub fn node(n: u8) -> NodeKey {
	NodeKey(PAIRS[1][usize::from(n)].public().0)
}

/// What these keys sign for member number `n`.
pub fn proofs(n: u8, keys: &MemberKeys) -> KeyProofs {
	proofs_for(member(n), keys)
}

/// The same for any member.
pub fn proofs_for(member: MemberId, keys: &MemberKeys) -> KeyProofs {
	let sign = |kind: usize, public: [u8; 32], key: ProvenKey| {
		pair(kind, public).expect("is one of ours").sign(&key_statement(&member, &key).0).0
	};
	KeyProofs {
		worker: WorkerSignature(sign(0, keys.worker.0, ProvenKey::Worker(keys.worker))),
		node: NodeSignature(sign(1, keys.node.0, ProvenKey::Node(keys.node))),
	}
}

/// The owner with number `by` replaces the keys of member number `n`.
pub fn set_keys_by(by: u8, n: u8, keys: MemberKeys) -> DispatchResult {
	Consortium::set_keys(RuntimeOrigin::signed(owner(by)), keys, proofs(n, &keys))
}

/// Governance admits the member with these keys.
pub fn admit_with(n: u8, tier: Tier, keys: MemberKeys) -> DispatchResult {
	Consortium::admit(RuntimeOrigin::root(), owner(n), name(), tier, keys, proofs(n, &keys))
}

/// A short name.
pub fn name() -> Text<MAX_NAME_BYTES> {
	Text::new("Windpark Nord").expect("is short")
}

/// Admits a member of this tier with its own keys.
pub fn admit(n: u8, tier: Tier) -> DispatchResult {
	admit_with(n, tier, keys(n))
}

/// Admits members of the trainer tier.
pub fn admit_all(members: impl IntoIterator<Item = u8>) {
	members.into_iter().for_each(|n| assert_eq!(admit(n, Tier::Trainer), Ok(())));
}

/// The owner registers session keys.
pub fn register_session_keys(n: u8) -> DispatchResult {
	let mut keys = MockKeys { dummy: UintAuthorityId(n.into()) };
	let proof = keys.create_ownership_proof(owner(n).as_ref()).expect("proves");
	Session::set_keys(RuntimeOrigin::signed(owner(n)), keys, codec::Encode::encode(&proof))
}

/// Begins blocks up to `block`.
pub fn run_to(block: u64) {
	while System::block_number() < block {
		let now = System::block_number() + 1;
		System::set_block_number(now);
		<Session as Hooks<u64>>::on_initialize(now);
		<Consortium as Hooks<u64>>::on_poll(now, &mut WeightMeter::new());
	}
}

/// Begins the next block.
pub fn next_block() {
	run_to(System::block_number() + 1);
}

/// Governance removes the member, and the block after it, with no open round, sees it gone.
pub fn remove_now(n: u8) -> DispatchResult {
	Consortium::remove(RuntimeOrigin::root(), owner(n))?;
	next_block();
	Ok(())
}

/// The validators of these members make a block.
pub fn make_blocks(members: impl IntoIterator<Item = u8>) {
	members.into_iter().for_each(|n| Consortium::note_author(&owner(n)));
}

/// Admits validators, and registers session keys for them.
pub fn admit_validators(members: impl IntoIterator<Item = u8>) {
	for n in members {
		assert_eq!(admit(n, Tier::Validator), Ok(()));
		assert_eq!(register_session_keys(n), Ok(()));
	}
}

/// An empty chain.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut ext = sp_io::TestExternalities::new(RuntimeGenesisConfig::default().build_storage().expect("builds"));
	ext.register_extension(sp_keystore::KeystoreExt::new(sp_keystore::testing::MemoryKeystore::new()));
	ext
}

/// Runs a test on an empty chain at block 1, and checks every invariant after it.
pub fn with_chain(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		test();
		Consortium::do_try_state().expect("every invariant holds");
	});
}

/// Whether the chain told of this.
pub fn told(event: crate::Event<Test>) -> bool {
	System::events().iter().any(|record| record.event == event.clone().into())
}
