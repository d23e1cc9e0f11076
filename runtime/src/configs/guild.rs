//! Our own pallets.

use super::{MoreThanHalfOfCouncil, TwoThirdsOfCouncil};
use crate::{
	constants::{ATTEST_DEPOSIT, MISSING_BOND, PLEA_BOND, SLASH_DELAY_BLOCKS},
	Balances, Consortium, PrivacyBudget, Runtime, RuntimeHoldReason,
};
use frame_support::traits::{ConstU128, ConstU32};

impl pallet_consortium::Config for Runtime {
	type AdmissionOrigin = TwoThirdsOfCouncil;
	type Roll = super::governance::Seats;
	type SessionKeys = pallet_consortium::FromSession<Runtime>;
	type WeightInfo = pallet_consortium::weights::SubstrateWeight<Runtime>;
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
	type Ledger = PrivacyBudget;
	type AttestDeposit = ConstU128<ATTEST_DEPOSIT>;
	type MissingBond = ConstU128<MISSING_BOND>;
	type PleaBond = ConstU128<PLEA_BOND>;
	type SlashDelay = ConstU32<SLASH_DELAY_BLOCKS>;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Consortium;
	type WeightInfo = pallet_training::weights::SubstrateWeight<Runtime>;
}

impl pallet_privacy_budget::Config for Runtime {
	type Members = Consortium;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Consortium;
	type WeightInfo = pallet_privacy_budget::weights::SubstrateWeight<Runtime>;
}
