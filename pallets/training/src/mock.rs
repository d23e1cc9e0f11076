//! A runtime with the training pallet alone, members that tests set, and helpers that act as they do.

use crate::{self as pallet_training, Event, Rounds};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{Inspect, Mutate},
		ConstU64, Hooks, OnInitialize,
	},
	weights::{Weight, WeightMeter},
	BoundedVec,
};
use frame_system::EnsureRoot;
use guild_primitives::{
	consortium::{ConsortiumMembers, MakeMember, MemberKeys},
	ids::{AccountBytes, MemberId, RoundId, TaskId, WorkerKey, WorkerSignature},
	rules::{RuleSpec, Weighting},
	FaultRecord, Ledger, LedgerRefusal, Manifest, Mechanism, MechanismPolicy, MetricPolicy, Phase, Release, ResultBody,
	Root, SettledRound, Settlement, Standing, Standings, TaskSpec, Text, Windows, Withheld, COEFFICIENT_ONE, SHARE_ONE,
};
use sp_core::{crypto::AccountId32, ed25519, Pair};
use sp_runtime::{traits::IdentityLookup, BuildStorage};
use std::{cell::RefCell, collections::BTreeMap};

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
	pub type Training = pallet_training;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
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

/// What an attestation holds.
pub const DEPOSIT: u64 = 101;
/// What a vote holds for each update that it says it could not fetch.
pub const MISSING_BOND: u64 = 7;
/// What a plea holds.
pub const PLEA_BOND: u64 = 13;
/// Blocks that a slash waits.
pub const SLASH_DELAY: u32 = 7;
/// What an owner account has when its member is admitted.
pub const ENDOWMENT: u64 = 10_000;

impl pallet_training::Config for Test {
	type TaskOrigin = EnsureRoot<AccountId32>;
	type Members = Listed;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Evidence = Told;
	type Settlement = Told;
	type Standings = Known;
	type Ledger = Purse;
	type AttestDeposit = ConstU64<DEPOSIT>;
	type MissingBond = ConstU64<MISSING_BOND>;
	type PleaBond = ConstU64<PLEA_BOND>;
	type SlashDelay = SlashDelay;
	type Paused = Paused;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Listed;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

parameter_types! {
	/// Blocks that a slash waits from now on.
	pub storage SlashDelay: u32 = SLASH_DELAY;
	/// Owner → keys.
	pub storage Roll: BTreeMap<[u8; 32], MemberKeys> = BTreeMap::new();
	/// Whether no round should open.
	pub storage Paused: bool = false;
	/// Member, update: what was charged.
	pub storage Charged: Vec<([u8; 32], Root)> = Vec::new();
	/// Updates with noise that each member can afford.
	pub storage Affordable: u32 = 2;
	/// Faults that were told on.
	pub storage Evidence: Vec<FaultRecord> = Vec::new();
	/// Withheld updates that were told on: whose, who held it, who missed it.
	pub storage WithheldTold: Vec<WithheldUpdate> = Vec::new();
	/// Owner → factor of its weight, and whether it is quarantined. All others are equal.
	pub storage Distrusted: BTreeMap<[u8; 32], (u16, bool)> = BTreeMap::new();
	/// Absences that were told on.
	pub storage Missed: Vec<(RoundId, Phase, Vec<MemberId>)> = Vec::new();
	/// Challenges that proved nothing and were told on.
	pub storage InVain: Vec<(RoundId, MemberId)> = Vec::new();
}

/// Whose update was withheld, who voted that it holds it, and who could not fetch it.
pub type WithheldUpdate = (MemberId, Vec<MemberId>, Vec<MemberId>);

/// Remembers the evidence.
pub struct Told;

impl guild_primitives::Evidence for Told {
	fn fault(record: &FaultRecord) {
		let mut all = Evidence::get();
		all.push(record.clone());
		Evidence::set(&all);
	}

	fn withheld(_: RoundId, owner: MemberId, held_by: &[MemberId], missing_by: &[MemberId]) {
		let mut all = WithheldTold::get();
		all.push((owner, held_by.to_vec(), missing_by.to_vec()));
		WithheldTold::set(&all);
	}

	fn missed(round: RoundId, phase: Phase, members: &[MemberId]) {
		let mut all = Missed::get();
		all.push((round, phase, members.to_vec()));
		Missed::set(&all);
	}

	fn challenged_in_vain(round: RoundId, challenger: MemberId) {
		let mut all = InVain::get();
		all.push((round, challenger));
		InVain::set(&all);
	}

	/// Rounds of training show none.
	fn equivocated(_: MemberId) {}
}

thread_local! {
	/// Final rounds that were told of on this test's thread.
	static SETTLED: RefCell<Vec<SettledRound>> = const { RefCell::new(Vec::new()) };
}

/// Final rounds that were told of, oldest first.
pub fn settled() -> Vec<SettledRound> {
	SETTLED.with_borrow(Clone::clone)
}

impl Settlement for Told {
	fn settled(round: &SettledRound) {
		SETTLED.with_borrow_mut(|all| all.push(round.clone()));
	}
	fn settled_weight(members: u32) -> Weight {
		Weight::from_parts(u64::from(members), 0)
	}
}

/// A ledger that counts: every noisy update costs its member one.
pub struct Purse;

impl Ledger<Release> for Purse {
	fn can_afford(release: &Release) -> Result<(), LedgerRefusal> {
		let Release { member, mechanism, update_root, .. } = release;
		let charged = Charged::get();
		let of_member = charged.iter().filter(|(other, _)| *other == member.0).count();
		match mechanism {
			Mechanism::None => Ok(()),
			_ if charged.contains(&(member.0, *update_root)) => Ok(()),
			_ if of_member < Affordable::get() as usize => Ok(()),
			_ => Err(LedgerRefusal::OverBudget),
		}
	}

	fn charge(release: &Release) -> Result<(), LedgerRefusal> {
		Self::can_afford(release)?;
		let mut charged = Charged::get();
		let this = (release.member.0, release.update_root);
		if release.mechanism != Mechanism::None && !charged.contains(&this) {
			charged.push(this);
			Charged::set(&charged);
		}
		Ok(())
	}

	fn charge_weight(_: &Mechanism) -> Weight {
		Weight::from_parts(1, 0)
	}
}

/// Knows how far tests trust members.
pub struct Known;

impl Standings for Known {
	fn standing(member: &MemberId) -> Standing {
		match Distrusted::get().get(&member.0) {
			Some((factor, quarantined)) => Standing { factor: *factor, quarantined: *quarantined },
			None => Standing::EQUAL,
		}
	}
	fn standings_weight(members: u32) -> Weight {
		Weight::from_parts(u64::from(members), 0)
	}
}

/// The members that a test has listed.
pub struct Listed;

impl ConsortiumMembers for Listed {
	fn member_of_owner(owner: &AccountBytes) -> Option<MemberId> {
		Roll::get().contains_key(&owner.0).then_some(MemberId(owner.0))
	}
	fn member_of_duty(duty: &AccountBytes) -> Option<MemberId> {
		Roll::get().into_iter().find(|(_, keys)| keys.duty == *duty).map(|(owner, _)| MemberId(owner))
	}
	fn worker_key(member: &MemberId) -> Option<WorkerKey> {
		Roll::get().get(&member.0).map(|keys| keys.worker)
	}
	fn electorate() -> Vec<MemberId> {
		Roll::get().into_keys().map(MemberId).collect()
	}
}

impl MakeMember for Listed {
	fn make_member(owner: MemberId, keys: MemberKeys) {
		let mut roll = Roll::get();
		roll.insert(owner.0, keys);
		Roll::set(&roll);
		let account = AccountId32::new(owner.0);
		if Balances::total_balance(&account) == 0 {
			frame_support::assert_ok!(Balances::mint_into(&account, ENDOWMENT));
		}
	}
}

/// The owner account of member number `n`.
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

fn worker(n: u8) -> ed25519::Pair {
	ed25519::Pair::from_seed(&[n; 32])
}

/// Makes number `n` a member.
pub fn admit(n: u8) {
	let keys = MemberKeys {
		duty: AccountBytes(duty(n).into()),
		worker: WorkerKey(worker(n).public().0),
		node: guild_primitives::NodeKey([n; 32]),
	};
	Listed::make_member(member(n), keys);
}

/// Number `n` is no member any more.
pub fn dismiss(n: u8) {
	let mut roll = Roll::get();
	roll.remove(&member(n).0);
	Roll::set(&roll);
}

/// An empty chain.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("builds");
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.register_extension(sp_keystore::KeystoreExt::new(sp_keystore::testing::MemoryKeystore::new()));
	ext
}

/// Runs a test on a chain at block 1 with members 1 to `members`, and checks every invariant after it.
pub fn with_members(members: u8, test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		(1..=members).for_each(admit);
		test();
		Training::do_try_state().expect("every invariant holds");
	});
}

/// A task for which three updates are enough.
pub fn spec() -> TaskSpec {
	TaskSpec {
		name: Text::new("wind").expect("is short"),
		description: Text::new("Power of a turbine from its weather").expect("is short"),
		document: Text::new("[model]\nkind = \"linear\"\n").expect("is short"),
		initial_model_root: Root::of(b"initial model"),
		dim: 1_441,
		scale: 16,
		clip_norm: 10_000,
		norm_bound: 40_000,
		rule: RuleSpec::mean(Weighting::Samples),
		windows: Windows { commit_blocks: 10, availability_blocks: 5, attest_blocks: 4, challenge_blocks: 6 },
		min_participants: 3,
		max_samples: 1_000,
		rounds: 2,
		mechanism: MechanismPolicy::None,
		withheld: Withheld::Exclude,
		updates_public: true,
		metric: MetricPolicy::None,
	}
}

/// The same, but updates have noise of a multiplier between 0.05 and 0.1.
pub fn noisy() -> TaskSpec {
	let z = |text: &str| text.parse().expect("is one");
	TaskSpec { mechanism: MechanismPolicy::Local { floor: z("0.05"), ceiling: z("0.1") }, ..spec() }
}

/// Noise on a whole update.
pub fn local(multiplier: &str) -> Mechanism {
	Mechanism::Local { noise_multiplier: multiplier.parse().expect("is one") }
}

/// The same, but withheld updates are published.
pub fn publishing(spec: TaskSpec) -> TaskSpec {
	TaskSpec { withheld: Withheld::Publish, ..spec }
}

/// Creates a task, and opens its first round with the next block.
pub fn open_task(spec: TaskSpec) -> TaskId {
	let task = crate::NextTask::<Test>::get();
	frame_support::assert_ok!(Training::create_task(RuntimeOrigin::root(), Box::new(spec)));
	next_block();
	task
}

/// Begins the next block: hooks, then room for calls.
pub fn next_block() {
	next_block_with(Weight::MAX);
}

/// Begins the next block, with `limit` for `on_poll`. Returns what it consumed.
pub fn next_block_with(limit: Weight) -> Weight {
	let now = System::block_number() + 1;
	System::set_block_number(now);
	<Training as OnInitialize<u64>>::on_initialize(now);
	let mut meter = WeightMeter::with_limit(limit);
	<Training as Hooks<u64>>::on_poll(now, &mut meter);
	meter.consumed()
}

/// Begins blocks up to `block`.
pub fn run_to(block: u64) {
	while System::block_number() < block {
		next_block();
	}
}

/// The open round of a task.
pub fn round(task: TaskId) -> crate::OpenRound {
	Rounds::<Test>::get(task).expect("a round is open")
}

/// The manifest of member `n` for the open round.
pub fn manifest(task: TaskId, n: u8) -> Manifest {
	let round = round(task);
	Manifest {
		round: round.id,
		base_root: round.base_root,
		update_root: Root::of(&[n]),
		samples: 100 * u32::from(n),
		steps_done: 7,
		steps_asked: 10,
		dataset: 0,
		mechanism: Mechanism::None,
		possession: guild_primitives::possession(&member(n), &round.id, &[n]),
		seed_commitment: guild_primitives::seed_commitment(&member(n), &round.id, &seed_value(n)),
		software: Text::new("guild 0.1.0").expect("is short"),
	}
}

/// What member `n`'s worker signs it with.
pub fn sign(n: u8, manifest: &Manifest) -> WorkerSignature {
	WorkerSignature(worker(n).sign(&manifest.signing_hash().0).0)
}

/// What member `n` commits to for a round's seed.
pub fn seed_value(n: u8) -> Root {
	Root([n ^ 0x5a; 32])
}

/// What member `n`'s worker signs an attestation with.
pub fn sign_attestation(n: u8, id: RoundId, result_hash: Root, possession: Root) -> WorkerSignature {
	let hash = guild_primitives::attestation_hash(&member(n), &id, &result_hash, &possession);
	WorkerSignature(worker(n).sign(&hash.0).0)
}

/// Member `n` attests a result of its signature's round.
pub fn attest_signed(n: u8, id: RoundId, hash: Root, possession: Root, body: Option<&ResultBody>) -> Called {
	let signature = sign_attestation(n, id, hash, possession);
	let body = body.map(|body| Box::new(body.clone()));
	Training::attest(RuntimeOrigin::signed(duty(n)), id, hash, possession, signature, body)
}

/// A call's result.
pub type Called = sp_runtime::DispatchResult;

/// Member `n` commits this manifest, signed with its worker key.
pub fn commit_manifest(n: u8, manifest: Manifest) -> Called {
	let signature = sign(n, &manifest);
	Training::commit_update(RuntimeOrigin::signed(duty(n)), Box::new(manifest), signature)
}

/// Member `n` commits its update.
pub fn commit(task: TaskId, n: u8) -> Called {
	commit_manifest(n, manifest(task, n))
}

/// Member `n` votes.
pub fn vote(task: TaskId, n: u8, held: u128) -> Called {
	vote_missing(task, n, held, 0)
}

/// Member `n` votes, reveals its value if it has committed, and says what it could not fetch.
pub fn vote_missing(task: TaskId, n: u8, held: u128, missing: u128) -> Called {
	let seed = crate::Commitments::<Test>::contains_key(task, member(n)).then(|| seed_value(n));
	vote_seed(round(task).id, n, held, missing, seed)
}

/// Member `n` votes, and reveals this.
pub fn vote_seed(id: RoundId, n: u8, held: u128, missing: u128, seed: Option<Root>) -> Called {
	Training::vote_availability(RuntimeOrigin::signed(duty(n)), id, held, missing, false, seed)
}

/// Member `n` votes that it has no base.
pub fn vote_without_base(task: TaskId, n: u8, held: u128) -> Called {
	Training::vote_availability(RuntimeOrigin::signed(duty(n)), round(task).id, held, 0, true, Some(seed_value(n)))
}

/// What of an update is new, in [`body`], where there is a previous aggregate.
pub const NOVELTY: u64 = SHARE_ONE / 2;

/// A body that fits the frozen inputs and names this model.
pub fn body(task: TaskId, model: &[u8]) -> ResultBody {
	let inputs = crate::Inputs::<Test>::get(task).expect("inputs are frozen");
	let (included, columns) = (inputs.included.len(), inputs.columns().count());
	let mut row = vec![0; columns];
	row[0] = COEFFICIENT_ONE;
	ResultBody {
		coefficients: BoundedVec::truncate_from(vec![BoundedVec::truncate_from(row)]),
		norms: BoundedVec::truncate_from(vec![5; included]),
		distances: BoundedVec::truncate_from(vec![3; included]),
		novelties: BoundedVec::truncate_from(vec![NOVELTY; if columns > included { included } else { 0 }]),
		aggregate_root: Root::of(&[model, b" aggregate"].concat()),
		model_root: Root::of(model),
		trace_root: Root::of(&[model, b" list"].concat()),
	}
}

/// Hash of a body under the open round's inputs.
pub fn hash(task: TaskId, body: &ResultBody) -> Root {
	body.hash(&round(task).frozen.expect("inputs are frozen").inputs_hash)
}

/// Of some list.
pub const POSSESSION: Root = Root([0x55; 32]);

/// Member `n` attests this body, and sends it.
pub fn attest(task: TaskId, n: u8, body: &ResultBody) -> Called {
	let (id, hash) = (round(task).id, hash(task, body));
	attest_signed(n, id, hash, POSSESSION, Some(body))
}

/// Members commit, and the block after it begins Availability (if they are the whole electorate).
pub fn all_commit(task: TaskId, members: impl IntoIterator<Item = u8>) {
	members.into_iter().for_each(|n| ok(commit(task, n)));
	next_block();
}

/// Members vote that they hold `held`, and the block after it begins Attest (if they are the whole electorate).
pub fn all_vote(task: TaskId, members: impl IntoIterator<Item = u8>, held: u128) {
	members.into_iter().for_each(|n| ok(vote(task, n, held)));
	next_block();
}

/// A task in Availability in which all of members 1 to `n` have committed.
pub fn in_availability(n: u8) -> TaskId {
	let task = open_task(spec());
	all_commit(task, 1..=n);
	task
}

/// A task in Attest that includes the updates of members 1 to `n`.
pub fn in_attest(n: u8) -> TaskId {
	let task = in_availability(n);
	all_vote(task, 1..=n, round(task).committed);
	task
}

/// Runs the open round to a final model. Members 1 to `n` take part.
pub fn finish_round(task: TaskId, n: u8, model: &[u8]) -> RoundId {
	let id = round(task).id;
	all_commit(task, 1..=n);
	all_vote(task, 1..=n, round(task).committed);
	let body = body(task, model);
	(1..=n).for_each(|n| ok(attest(task, n, &body)));
	next_block();
	id
}

/// Whether the chain told of this.
pub fn told(event: Event<Test>) -> bool {
	System::events().iter().any(|record| record.event == event.clone().into())
}

/// The call was accepted.
#[track_caller]
pub fn ok(called: Called) {
	assert_eq!(called, Ok(()));
}
