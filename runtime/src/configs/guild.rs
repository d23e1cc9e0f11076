//! Our own pallets.

use super::{
	parameters::{AttestDeposit, LeaveDelay, MissingBond, PleaBond, RecoveryDelay, SlashDelay, UpgradeWindow},
	MoreThanHalfOfCouncil, TwoThirdsOfCouncil,
};
use crate::{constants::LIVE_WINDOW_BLOCKS, Balances, Consortium, Runtime, RuntimeHoldReason, Training};
use frame_support::traits::{ConstU32, Get};

impl pallet_consortium::Config for Runtime {
	type AdmissionOrigin = TwoThirdsOfCouncil;
	type Roll = super::governance::Seats;
	type SessionKeys = pallet_consortium::FromSession<Runtime>;
	type Rounds = Training;
	type LeaveDelay = LeaveDelay;
	type LiveWindow = ConstU32<LIVE_WINDOW_BLOCKS>;
	type Currency = Balances;
	type RecoveryDelay = RecoveryDelay;
	type UpgradeWindow = UpgradeWindow;
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
	type AttestDeposit = AttestDeposit;
	type MissingBond = MissingBond;
	type PleaBond = PleaBond;
	type SlashDelay = SlashDelay;
	type Paused = UpgradeWaits;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Consortium;
	type WeightInfo = pallet_training::weights::SubstrateWeight<Runtime>;
}
