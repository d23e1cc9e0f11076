//! Our own pallets.

use super::{MoreThanHalfOfCouncil, TwoThirdsOfCouncil};
use crate::{
	constants::{
		ATTEST_DEPOSIT, LEAVE_DELAY_BLOCKS, LIVE_WINDOW_BLOCKS, MISSING_BOND, PLEA_BOND, RECOVERY_DELAY_BLOCKS,
		SLASH_DELAY_BLOCKS, UPGRADE_WINDOW_BLOCKS,
	},
	Balances, Consortium, Runtime, RuntimeHoldReason, Training,
};
use frame_support::traits::{ConstU128, ConstU32, Get};

impl pallet_consortium::Config for Runtime {
	type AdmissionOrigin = TwoThirdsOfCouncil;
	type Roll = super::governance::Seats;
	type SessionKeys = pallet_consortium::FromSession<Runtime>;
	type Rounds = Training;
	type LeaveDelay = ConstU32<LEAVE_DELAY_BLOCKS>;
	type LiveWindow = ConstU32<LIVE_WINDOW_BLOCKS>;
	type Currency = Balances;
	type RecoveryDelay = ConstU32<RECOVERY_DELAY_BLOCKS>;
	type UpgradeWindow = ConstU32<UPGRADE_WINDOW_BLOCKS>;
	type UpgradeOrigin = TwoThirdsOfCouncil;
	type WeightInfo = pallet_consortium::weights::SubstrateWeight<Runtime>;
}

/// Whether rounds wait for a new runtime.
pub struct UpgradeWaits;

impl Get<bool> for UpgradeWaits {
	fn get() -> bool {
		Consortium::upgrade_waits()
	}
}

impl pallet_training::Config for Runtime {
	type TaskOrigin = MoreThanHalfOfCouncil;
	type Members = Consortium;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	// Reputation and penalties will listen here.
	type Evidence = ();
	type Settlement = ();
	type Standings = ();
	type AttestDeposit = ConstU128<ATTEST_DEPOSIT>;
	type MissingBond = ConstU128<MISSING_BOND>;
	type PleaBond = ConstU128<PLEA_BOND>;
	type SlashDelay = ConstU32<SLASH_DELAY_BLOCKS>;
	type Paused = UpgradeWaits;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Consortium;
	type WeightInfo = pallet_training::weights::SubstrateWeight<Runtime>;
}
