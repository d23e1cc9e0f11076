//! A runtime with the pallet alone, whose sessions tests begin, and helpers that report as `pallet_grandpa` does.

use crate::{self as pallet_equivocation, Event, KeyOwnership};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{hold::Inspect as _, Inspect as _, Mutate},
		ConstU32, ConstU64, Hooks, KeyOwnerProofSystem,
	},
	weights::WeightMeter,
};
use frame_system::EnsureRoot;
use guild_primitives::{
	ids::{MemberId, RoundId},
	FaultRecord, Phase,
};
use pallet_grandpa::{EquivocationOffence, TimeSlot};
use sp_consensus_grandpa::{AuthorityId, KEY_TYPE};
use sp_core::{
	crypto::{AccountId32, UncheckedFrom},
	ed25519,
};
use sp_runtime::{traits::IdentityLookup, BuildStorage};
use sp_staking::offence::{OffenceError, ReportOffence};

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
	pub type Equivocation = pallet_equivocation;
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
	type ExistentialDeposit = ConstU64<EXISTENTIAL>;
}

/// The least that an account may own.
pub const EXISTENTIAL: u64 = 10;
/// What a validator puts down.
pub const DEPOSIT: u64 = 101;
/// What an owner account has.
pub const ENDOWMENT: u64 = 10_000;
/// Blocks that a slash waits.
pub const SLASH_DELAY: u32 = 7;
/// Sessions that are remembered.
pub const SESSIONS: u32 = 4;

parameter_types! {
	/// Blocks that a slash waits from now on.
	pub storage SlashDelay: u32 = SLASH_DELAY;
	/// Members whose equivocations were told on.
	pub storage Told: Vec<MemberId> = Vec::new();
}

impl pallet_equivocation::Config for Test {
	type ForgiveOrigin = EnsureRoot<AccountId32>;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Evidence = Remembers;
	type Deposit = ConstU64<DEPOSIT>;
	type SlashDelay = SlashDelay;
	type Sessions = ConstU32<SESSIONS>;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

/// Remembers the evidence.
pub struct Remembers;

impl guild_primitives::Evidence for Remembers {
	fn fault(_: &FaultRecord) {}
	fn withheld(_: RoundId, _: MemberId, _: &[MemberId], _: &[MemberId]) {}
	fn missed(_: RoundId, _: Phase, _: &[MemberId]) {}
	fn challenged_in_vain(_: RoundId, _: MemberId) {}
	fn equivocated(member: MemberId) {
		let mut all = Told::get();
		all.push(member);
		Told::set(&all);
	}
}

/// Member number `n`.
pub fn member(n: u8) -> MemberId {
	MemberId([n; 32])
}

/// The account that names it.
pub fn account(n: u8) -> AccountId32 {
	AccountId32::new([n; 32])
}

/// The `nth` key by which member `n` votes.
pub fn key(n: u8, nth: u8) -> AuthorityId {
	let mut bytes = [n; 32];
	bytes[0] = nth;
	ed25519::Public::unchecked_from(bytes).into()
}

/// An empty chain.
pub fn new_test_ext() -> sp_io::TestExternalities {
	RuntimeGenesisConfig::default().build_storage().expect("builds").into()
}

/// Runs a test at block 1 of a chain on which members 1 to 9 have money, and checks every invariant after it.
pub fn with_chain<R>(test: impl FnOnce() -> R) -> R {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		for n in 1..10 {
			Balances::set_balance(&account(n), ENDOWMENT);
		}
		let said = test();
		Equivocation::do_try_state().expect("every invariant holds");
		said
	})
}

/// Session `index` begins, in which these members validate with their first keys.
pub fn begin(index: u32, validators: &[u8]) {
	begin_with(index, validators.iter().map(|n| (*n, 0)).collect());
}

/// The same with these of their keys.
pub fn begin_with(index: u32, validators: Vec<(u8, u8)>) {
	let validators = validators.into_iter().map(|(n, nth)| (account(n), key(n, nth))).collect();
	Equivocation::begin_session(index, validators);
}

/// What shows whose a key is, asked now.
pub fn prove(key: AuthorityId) -> Option<KeyOwnership> {
	Equivocation::prove((KEY_TYPE, key))
}

/// Whose key it was, by this proof.
pub fn owner(key: AuthorityId, session: u32, validators: u32) -> Option<MemberId> {
	Equivocation::check_proof((KEY_TYPE, key), KeyOwnership { session, validators })
}

/// Reports that member `n` equivocated in this set, which is of the session of the same number.
pub fn report(n: u8, set: u32, round: u64) -> Result<(), OffenceError> {
	let offence = EquivocationOffence {
		time_slot: TimeSlot { set_id: set.into(), round },
		session_index: set,
		validator_set_count: 4,
		offender: member(n),
	};
	Equivocation::report_offence(vec![account(9)], offence)
}

/// Whether another report of member `n` in this set would be one too many.
pub fn is_known(n: u8, set: u32) -> bool {
	Equivocation::is_known_offence(&[member(n)], &TimeSlot { set_id: set.into(), round: 1 })
}

/// What is held of member `n`: as a validator, and as slashed.
pub fn held(n: u8) -> (u64, u64) {
	let held = |reason: crate::HoldReason| Balances::balance_on_hold(&reason.into(), &account(n));
	(held(crate::HoldReason::Validator), held(crate::HoldReason::Slashed))
}

/// What member `n` has in all.
pub fn total(n: u8) -> u64 {
	Balances::total_balance(&account(n))
}

/// Makes so many blocks, each with room for all that waits.
pub fn pass(blocks: u32) {
	for _ in 0..blocks {
		System::set_block_number(System::block_number() + 1);
		Equivocation::on_poll(System::block_number(), &mut WeightMeter::new());
	}
}

/// Whether the chain told of this.
pub fn told(event: Event<Test>) -> bool {
	System::events().iter().any(|record| record.event == event.clone().into())
}
