//! A runtime with the reputation alone, whose parameters tests may change, and rounds that tests tell of.

use crate as pallet_reputation;
use frame_support::{derive_impl, parameter_types};
use frame_system::EnsureRoot;
use guild_primitives::{
	ids::{MemberId, RoundId},
	reputation::Parameters,
	Contribution, Root, Score, SettledRound, Settlement, Work, SHARE_ONE,
};
use sp_runtime::BuildStorage;

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
	pub type Reputation = pallet_reputation;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

parameter_types! {
	pub storage Chosen: Parameters = Parameters::default();
}

impl pallet_reputation::Config for Test {
	type PardonOrigin = EnsureRoot<u64>;
	type Parameters = Chosen;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

/// Member number `n`.
pub fn member(n: u8) -> MemberId {
	MemberId([n; 32])
}

/// An empty chain.
pub fn new_test_ext() -> sp_io::TestExternalities {
	RuntimeGenesisConfig::default().build_storage().expect("builds").into()
}

/// Runs a test on an empty chain at block 1, and checks every invariant after it.
pub fn with_chain(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		test();
		Reputation::do_try_state().expect("every invariant holds");
	});
}

/// An update like all others of a round of `n`: in length, in distance, in what is new.
pub fn usual(n: u64) -> Score {
	Score { active: true, weight_share: SHARE_ONE / n, norm: 10_000, distance: 8_000, novelty: Some(SHARE_ONE / 2) }
}

/// A member that did all that was asked, and whose update was scored so.
pub fn diligent(n: u8, score: Score) -> Contribution {
	Contribution {
		member: member(n),
		work: Some(Work { update_root: Root([n; 32]), samples: 1, steps_done: 1, steps_asked: 1 }),
		missing: false,
		voted: true,
		attested: Some(true),
		guilty: false,
		score: Some(score),
	}
}

/// A member that was not there.
pub fn absent(n: u8) -> Contribution {
	let usual = diligent(n, usual(1));
	Contribution { work: None, voted: false, attested: None, score: None, ..usual }
}

/// Tells of a final round of the next block.
pub fn settle(contributions: Vec<Contribution>) {
	let at = u32::try_from(System::block_number()).expect("is small") + 1;
	System::set_block_number(at.into());
	Reputation::settled(&SettledRound {
		round: RoundId { task: 0, index: at },
		at,
		result_hash: Root([0; 32]),
		contributions,
	});
}

/// Tells of so many final rounds in which members 2 to 6 are diligent, and member 1 does this.
pub fn settle_beside(rounds: u32, first: impl Fn() -> Contribution) {
	for _ in 0..rounds {
		let others = (2..=6).map(|n| diligent(n, usual(6)));
		settle(core::iter::once(first()).chain(others).collect());
	}
}

/// What member `n` sends as the last aggregate again.
pub fn nothing_new() -> Score {
	Score { novelty: Some(0), ..usual(6) }
}

/// The score of member `n`, from 0 to 1.
pub fn score(n: u8) -> f64 {
	f64::from(Reputation::reputation(member(n)).score) / 65_536.0
}

/// Whether member `n` is quarantined.
pub fn quarantined(n: u8) -> bool {
	Reputation::reputation(member(n)).quarantined_since.is_some()
}

/// Whether the chain told of this.
pub fn told(event: crate::Event<Test>) -> bool {
	System::events().iter().any(|record| record.event == event.clone().into())
}
