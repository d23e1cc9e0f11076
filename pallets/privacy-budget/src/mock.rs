//! A runtime with nothing but the ledger, and members 1 to 9.

use crate::{self as pallet_privacy_budget, Budgets, DatasetIds};
use frame_support::derive_impl;
use guild_accountant::{Mechanism as AccountedMechanism, Nats, NoiseMultiplier};
use guild_primitives::{
	consortium::ConsortiumMembers,
	ids::{AccountBytes, DatasetId, MemberId, RoundId, WorkerKey},
	limits::MAX_DESCRIPTION_BYTES,
	Budget, Ledger, LedgerEntry, LedgerRefusal, Mechanism, Metric, MetricRelease, Release, Root, Text,
};
use sp_core::crypto::AccountId32;
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchResult};

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
	pub type PrivacyBudget = pallet_privacy_budget;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
}

/// Accounts of one repeated byte from 1 to 9 are owners, and those of benchmarks.
pub struct TestMembers;
impl ConsortiumMembers for TestMembers {
	fn member_of_owner(owner: &AccountBytes) -> Option<MemberId> {
		(1..=9).contains(&owner.0[0]).then_some(MemberId(owner.0))
	}
	fn member_of_duty(_: &AccountBytes) -> Option<MemberId> {
		None
	}
	fn worker_key(member: &MemberId) -> Option<WorkerKey> {
		(1..=9).contains(&member.0[0]).then_some(WorkerKey(member.0))
	}
	fn electorate() -> Vec<MemberId> {
		(1..=9).map(member).collect()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl guild_primitives::consortium::MakeMember for TestMembers {
	fn make_member(_: MemberId, _: guild_primitives::consortium::MemberKeys) {}
}

impl pallet_privacy_budget::Config for Test {
	type Members = TestMembers;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = TestMembers;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

/// Member number `n`.
pub fn member(n: u8) -> MemberId {
	MemberId([n; 32])
}

/// Its owner account.
pub fn owner(n: u8) -> RuntimeOrigin {
	RuntimeOrigin::signed(AccountId32::new([n; 32]))
}

/// A few words.
pub fn words() -> Text<MAX_DESCRIPTION_BYTES> {
	Text::new("SCADA of three turbines, 2017 to 2020").expect("is short")
}

/// A budget at δ = 10^-6.
pub fn budget(epsilon: &str) -> Budget {
	Budget { epsilon: Nats::budget(epsilon).expect("is a number"), delta: "1e-6".parse().expect("is one") }
}

/// A budget for noise on whole updates.
pub fn whole(epsilon: &str) -> Budgets {
	Budgets { replace_dataset: Some(budget(epsilon)), add_remove_record: None }
}

/// Budgets under both relations.
pub fn both(epsilon: &str) -> Budgets {
	Budgets { replace_dataset: Some(budget(epsilon)), add_remove_record: Some(budget(epsilon)) }
}

/// A noise multiplier.
pub fn z(text: &str) -> NoiseMultiplier {
	text.parse().expect("is one")
}

/// Noise on a whole update.
pub fn local(multiplier: &str) -> Mechanism {
	Mechanism::Local { noise_multiplier: z(multiplier) }
}

/// Noise within training.
pub fn sampled(multiplier: &str, rate: &str, steps: u32) -> Mechanism {
	Mechanism::RecordLevel { noise_multiplier: z(multiplier), sampling_rate: rate.parse().expect("is one"), steps }
}

/// The mechanism of the memo.
pub fn accounted(mechanism: &Mechanism) -> AccountedMechanism {
	mechanism.accounted().expect("has noise").0
}

/// Member 1's update number `update` of a dataset.
pub fn release(dataset: DatasetId, update: u32, mechanism: Mechanism) -> Release {
	Release {
		member: member(1),
		round: RoundId { task: 0, index: update },
		dataset,
		mechanism,
		update_root: Root::of(&update.to_le_bytes()),
	}
}

/// Charges it.
pub fn charge(dataset: DatasetId, update: u32, mechanism: Mechanism) -> Result<(), LedgerRefusal> {
	let release = release(dataset, update, mechanism);
	let afforded = PrivacyBudget::can_afford(&release);
	let charged = PrivacyBudget::charge(&release);
	assert_eq!(afforded, charged, "the pool and the call say the same");
	charged
}

/// Member 1's report on round number `index`, measured on a dataset.
pub fn report(dataset: DatasetId, index: u32, metric: Metric) -> MetricRelease {
	MetricRelease { member: member(1), round: RoundId { task: 0, index }, dataset, metric }
}

/// So many bits, told falsely with this chance.
pub fn bits(flip: &str, count: u32) -> Metric {
	Metric::Bits { flip: flip.parse().expect("is one"), count }
}

/// Charges a report.
pub fn charge_report(dataset: DatasetId, index: u32, metric: Metric) -> Result<(), LedgerRefusal> {
	let report = report(dataset, index, metric);
	let afforded = PrivacyBudget::can_afford(&report);
	let charged = PrivacyBudget::charge(&report);
	assert_eq!(afforded, charged, "the pool and the call say the same");
	charged
}

/// Member 1 declares a dataset.
pub fn declare(dataset: DatasetId, overlaps: &[DatasetId], budgets: Budgets) -> DispatchResult {
	let overlaps = DatasetIds::truncate_from(overlaps.to_vec());
	PrivacyBudget::declare_dataset(owner(1), dataset, Box::new(words()), overlaps, Box::new(budgets))
}

/// What member 1's dataset has spent on whole updates.
pub fn entry(dataset: DatasetId) -> LedgerEntry {
	let entries = PrivacyBudget::ledger(member(1));
	let of_updates = |entry: &LedgerEntry| entry.relation == guild_accountant::Relation::ReplaceDataset;
	entries.into_iter().find(|entry| entry.dataset == dataset && of_updates(entry)).expect("has a budget")
}

/// A chain without datasets.
pub fn new_test_ext() -> sp_io::TestExternalities {
	RuntimeGenesisConfig::default().build_storage().expect("builds").into()
}

/// Runs a test on a chain at block 1, and checks every invariant after it.
pub fn with_chain(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		test();
		PrivacyBudget::do_try_state().expect("every invariant holds");
	});
}

/// Whether the chain told of this.
pub fn told(event: crate::Event<Test>) -> bool {
	System::events().iter().any(|record| record.event == event.clone().into())
}
