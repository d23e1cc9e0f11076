//! A runtime with the pallet alone, members and tasks that tests set, and helpers that act as they do.

use crate::{self as pallet_rewards, Agreement, Event, Party};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{Inspect, Mutate},
		ConstU128, ConstU32, Hooks,
	},
	weights::{Weight, WeightMeter},
	BoundedVec, PalletId,
};
use frame_system::EnsureRoot;
use guild_agreement::{Amount, Clause, Fact, Op, Parties as Named, Penalties, Program, Term, Terms, I32F32};
use guild_primitives::{
	consortium::{ConsortiumMembers, MakeMember, MemberKeys},
	contribution::{Contribution, Score, SettledRound, Settlement, Trust, Work, SHARE_ONE},
	ids::{AccountBytes, AgreementId, MemberId, NodeKey, RoundId, TaskId, WorkerKey},
	round::{MakeTask, TaskProgress, TaskRounds},
	Answers, Evidence as _, Fault, FaultRecord, FlipChance, Ledger, LedgerRefusal, Metric, MetricPolicy, MetricRelease,
	Root, Text,
};
use sp_core::crypto::AccountId32;
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchResult, Permill};
use std::collections::BTreeMap;

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
	pub type Rewards = pallet_rewards;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type AccountData = pallet_balances::AccountData<u128>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = u128;
	type ExistentialDeposit = ConstU128<EXISTENTIAL>;
}

/// The least that an account may own.
pub const EXISTENTIAL: Amount = 10;
/// What an owner account has when its member is admitted.
pub const ENDOWMENT: Amount = 100_000;
/// Every so many rounds there is a survey.
pub const SURVEY_EVERY: u32 = 2;

/// Owner, dataset, round, and for bits their chance in parts and their number.
type Charge = ([u8; 32], u32, RoundId, Option<(u16, u32)>);

parameter_types! {
	pub const Escrows: PalletId = PalletId(*b"gd/escrw");
	/// Owners of members.
	pub storage Roll: Vec<[u8; 32]> = Vec::new();
	/// Task → its current round, whether that is open, and whether others will open.
	pub storage Progress: BTreeMap<TaskId, (u32, bool, bool)> = BTreeMap::new();
	/// Owner → reputation. All others are fully trusted.
	pub storage Distrusted: BTreeMap<[u8; 32], u64> = BTreeMap::new();
	/// The part of budgets that is paid.
	pub storage PaidPart: Permill = Permill::one();
	/// The part of penalties that is charged.
	pub storage ChargedPart: Permill = Permill::one();
	/// What tasks let members show, but for task 1: there it is bits.
	pub storage Shown: MetricPolicy = MetricPolicy::Coarse;
	/// What was charged: owner, dataset, round, and for bits their chance in parts and their number.
	pub storage Charged: Vec<Charge> = Vec::new();
	/// Why the ledger refuses bits, if it does.
	pub storage Refusing: Option<LedgerRefusal> = None;
}

impl pallet_rewards::Config for Test {
	type AgreementOrigin = EnsureRoot<AccountId32>;
	type Members = Listed;
	type Tasks = Listed;
	type Metrics = Listed;
	type Trust = Listed;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type PalletId = Escrows;
	type SurveyEvery = ConstU32<SURVEY_EVERY>;
	type PaidPart = PaidPart;
	type ChargedPart = ChargedPart;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeTask = Listed;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Listed;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

/// The members, tasks and reputations that a test has listed.
pub struct Listed;

impl ConsortiumMembers for Listed {
	fn member_of_owner(owner: &AccountBytes) -> Option<MemberId> {
		Roll::get().contains(&owner.0).then_some(MemberId(owner.0))
	}
	fn member_of_duty(duty: &AccountBytes) -> Option<MemberId> {
		let owner = duty.0.map(|byte| byte & 0x7f);
		(owner != duty.0 && Roll::get().contains(&owner)).then_some(MemberId(owner))
	}
	fn worker_key(member: &MemberId) -> Option<WorkerKey> {
		Roll::get().contains(&member.0).then_some(WorkerKey([0; 32]))
	}
	fn electorate() -> Vec<MemberId> {
		let mut all: Vec<_> = Roll::get().into_iter().map(MemberId).collect();
		all.sort();
		all
	}
}

impl MakeMember for Listed {
	fn make_member(owner: MemberId, _: MemberKeys) {
		let mut roll = Roll::get();
		roll.push(owner.0);
		Roll::set(&roll);
		frame_system::Pallet::<Test>::inc_providers(&AccountId32::new(owner.0));
	}
}

impl TaskRounds for Listed {
	fn progress(task: TaskId) -> Option<TaskProgress> {
		let (current_round, is_open, is_active) = *Progress::get().get(&task)?;
		Some(TaskProgress { current_round, is_open, is_active })
	}
	fn metric(task: TaskId) -> Option<MetricPolicy> {
		let bit = || MetricPolicy::Bit { flip: FlipChance::from_parts(16_384).expect("is one") };
		Some(if task == 1 { bit() } else { Shown::get() })
	}
}

impl Ledger<MetricRelease> for Listed {
	fn can_afford(release: &MetricRelease) -> Result<(), LedgerRefusal> {
		match (release.metric, Refusing::get()) {
			(Metric::Bits { .. }, Some(refusal)) => Err(refusal),
			_ => Ok(()),
		}
	}
	fn charge(release: &MetricRelease) -> Result<(), LedgerRefusal> {
		Self::can_afford(release)?;
		let bits = match release.metric {
			Metric::Coarse => None,
			Metric::Bits { flip, count } => Some((flip.parts(), count)),
		};
		let mut charged = Charged::get();
		charged.push((release.member.0, release.dataset, release.round, bits));
		Charged::set(&charged);
		Ok(())
	}
	fn charge_weight(answers: &Answers) -> Weight {
		Weight::from_parts(if matches!(answers, Answers::Bits(_)) { 7 } else { 1 }, 0)
	}
}

impl MakeTask for Listed {
	fn make_task() -> TaskId {
		set_progress(0, false, true);
		0
	}
}

impl Trust for Listed {
	fn trust(member: &MemberId) -> u64 {
		Distrusted::get().get(&member.0).copied().unwrap_or(SHARE_ONE)
	}
	fn trust_weight(members: u32) -> Weight {
		Weight::from_parts(u64::from(members), 0)
	}
}

/// The owner account of member number `n`, below 128.
pub fn owner(n: u8) -> AccountId32 {
	AccountId32::new(member(n).0)
}

/// Member number `n`; members of higher numbers stand later in an electorate.
pub fn member(n: u8) -> MemberId {
	MemberId([n; 32])
}

/// The duty account of member number `n`.
pub fn duty(n: u8) -> AccountId32 {
	AccountId32::new([n | 0x80; 32])
}

/// An account that is nobody's.
pub fn stranger() -> AccountId32 {
	AccountId32::new([0x7f; 32])
}

/// Makes number `n` a member whose owner account has money, if it has none.
pub fn admit(n: u8) {
	let keys = MemberKeys { duty: AccountBytes(duty(n).into()), worker: WorkerKey([n; 32]), node: NodeKey([n; 32]) };
	Listed::make_member(member(n), keys);
	if Balances::total_balance(&owner(n)) == 0 {
		frame_support::assert_ok!(Balances::mint_into(&owner(n), ENDOWMENT));
	}
}

/// Number `n` is no member any more; what it owns is still its own.
pub fn dismiss(n: u8) {
	let mut roll = Roll::get();
	roll.retain(|owner| *owner != member(n).0);
	Roll::set(&roll);
	let _ = System::dec_providers(&owner(n));
}

/// Sets where task 0 is.
pub fn set_progress(current_round: u32, is_open: bool, is_active: bool) {
	set_progress_of(0, current_round, is_open, is_active);
}

/// Sets where a task is.
pub fn set_progress_of(task: TaskId, current_round: u32, is_open: bool, is_active: bool) {
	let mut all = Progress::get();
	all.insert(task, (current_round, is_open, is_active));
	Progress::set(&all);
}

/// An empty chain.
pub fn new_test_ext() -> sp_io::TestExternalities {
	frame_system::GenesisConfig::<Test>::default().build_storage().expect("builds").into()
}

/// Runs a test on a chain at block 1 with members 1 to `members`, and task 0 before its first round. After it every invariant
/// holds, and there is as much money as before.
pub fn with_members(members: u8, test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		(1..=members).for_each(admit);
		set_progress(0, false, true);
		let issuance = Balances::total_issuance();
		test();
		Rewards::do_try_state().expect("every invariant holds");
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

/// A program of these operations.
pub fn program(ops: &[Op]) -> Program {
	Program(BoundedVec::truncate_from(ops.to_vec()))
}

/// Pays by quality, holds a deposit, has each clause at another price, and no end.
pub fn terms() -> Terms {
	Terms {
		title: Text::new("Wind farm").expect("is short"),
		budget: 1_000,
		program: program(&[Op::Load(Fact::Quality)]),
		conditions: BoundedVec::default(),
		deposit: 200,
		penalties: Penalties { missed_commit: 11, missing_blob: 12, wrong_attestation: 13, proven_fault: 150 },
		parties: Named::All,
		term: Term::default(),
	}
}

/// Terms by which all who may earn are paid alike.
pub fn equal() -> Terms {
	Terms { program: program(&[Op::Push(I32F32::ONE)]), ..terms() }
}

/// An agreement about task 0.
pub fn create(terms: Terms) -> AgreementId {
	let id = crate::NextAgreement::<Test>::get();
	frame_support::assert_ok!(Rewards::create(RuntimeOrigin::root(), 0, Box::new(terms)));
	id
}

/// Member `n` pays into the escrow.
pub fn fund(id: AgreementId, n: u8, amount: Amount) -> DispatchResult {
	Rewards::fund(RuntimeOrigin::signed(owner(n)), id, amount)
}

/// Member `n` accepts.
pub fn accept(id: AgreementId, n: u8) -> DispatchResult {
	Rewards::accept(RuntimeOrigin::signed(owner(n)), id)
}

/// Member `n` leaves.
pub fn leave(id: AgreementId, n: u8) -> DispatchResult {
	Rewards::leave(RuntimeOrigin::signed(owner(n)), id)
}

/// Somebody has member `n` let go.
pub fn release(id: AgreementId, n: u8) -> DispatchResult {
	Rewards::release(RuntimeOrigin::signed(stranger()), id, member(n))
}

/// Somebody has the agreement wound up.
pub fn wind_up(id: AgreementId) -> DispatchResult {
	Rewards::wind_up(RuntimeOrigin::signed(stranger()), id)
}

/// An agreement funded by member 1 with `escrow`, which members 1 to `members` have accepted.
pub fn agreed(terms: Terms, escrow: Amount, members: u8) -> AgreementId {
	let id = create(terms);
	frame_support::assert_ok!(fund(id, 1, escrow));
	for n in 1..=members {
		frame_support::assert_ok!(accept(id, n));
	}
	id
}

/// Opens the current round of task 0.
pub fn open_round() -> RoundId {
	let (index, _, active) = Progress::get()[&0];
	set_progress(index, true, active);
	RoundId { task: 0, index }
}

/// The open round of task 0 ends, final or not, and the next has not opened.
pub fn close_round() {
	let (index, _, active) = Progress::get()[&0];
	set_progress(index + 1, false, active);
}

/// What member `n` does who does all that is asked.
pub fn honest(n: u8) -> Contribution {
	Contribution {
		member: member(n),
		work: Some(Work { update_root: Root::of(&[n]), samples: 100, steps_done: 5, steps_asked: 10 }),
		missing: false,
		voted: true,
		attested: Some(true),
		guilty: false,
		score: Some(Score { active: true, weight_share: SHARE_ONE / 4, norm: 5, distance: 3, novelty: None }),
	}
}

/// What member `n` does who stays away.
pub fn absent(n: u8) -> Contribution {
	Contribution { work: None, voted: false, attested: None, score: None, ..honest(n) }
}

/// The open round of task 0 becomes final with this.
pub fn settle(contributions: Vec<Contribution>) -> RoundId {
	let (index, open, _) = Progress::get()[&0];
	assert!(open, "a round is open");
	let round = RoundId { task: 0, index };
	Rewards::settled(&SettledRound {
		round,
		at: System::block_number() as u32,
		result_hash: Root::of(b"result"),
		contributions,
	});
	close_round();
	round
}

/// A whole round of task 0 to which these members contribute honestly.
pub fn whole_round(members: impl IntoIterator<Item = u8>) -> RoundId {
	open_round();
	settle(members.into_iter().map(honest).collect())
}

/// These members are proven guilty in a round.
pub fn prove_fault(round: RoundId, guilty: impl IntoIterator<Item = u8>) {
	Rewards::fault(&FaultRecord {
		round,
		result_hash: Root::of(b"result"),
		fault: Fault::Coefficients,
		challenger: member(1),
		guilty: BoundedVec::truncate_from(guilty.into_iter().map(member).collect()),
		held_by: BoundedVec::default(),
		at: System::block_number() as u32,
	});
}

/// Begins the next block, with room for everything.
pub fn next_block() {
	next_block_with(Weight::MAX);
}

/// Begins the next block, with `limit` for `on_poll`.
pub fn next_block_with(limit: Weight) {
	let now = System::block_number() + 1;
	System::set_block_number(now);
	<Rewards as Hooks<u64>>::on_poll(now, &mut WeightMeter::with_limit(limit));
}

/// What member `n` owns that nothing holds.
pub fn free(n: u8) -> Amount {
	Balances::balance(&owner(n))
}

/// The agreement.
pub fn agreement(id: AgreementId) -> Agreement {
	crate::Agreements::<Test>::get(id).expect("there is one")
}

/// Member `n` as a party.
pub fn party(id: AgreementId, n: u8) -> Party {
	crate::Parties::<Test>::get(id, member(n)).expect("it was a party")
}

/// Present parties.
pub fn parties(id: AgreementId) -> Vec<MemberId> {
	crate::PartiesOf::<Test>::get(id).into_inner()
}

/// What a clause of [`terms`] takes.
pub fn price(clause: Clause) -> Amount {
	terms().penalties.get(clause)
}

/// What a round paid each party that it bound.
pub fn paid(round: RoundId) -> Vec<Amount> {
	let payout = crate::Payouts::<Test>::get(round).expect("the round was paid");
	payout.lines.iter().map(|line| line.paid).collect()
}

/// Whether the chain told of this.
pub fn told(event: Event<Test>) -> bool {
	System::events().iter().any(|record| record.event == event.clone().into())
}
