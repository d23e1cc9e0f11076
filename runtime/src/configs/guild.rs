//! Our own pallets.

use super::{
	parameters::{
		AttestDeposit, ChargedPart, LeaveDelay, LiveWindow, MissingBond, OfAll, PaidPart, PleaBond, RecoveryDelay,
		SlashDelay, UpgradeWindow,
	},
	trust::ReputationParameters,
	AnyOfCouncil, MoreThanHalfOfCouncil, TwoThirdsOfCouncil,
};
use crate::{
	constants::{ESCROWS, SURVEY_EVERY},
	Balances, Consortium, PrivacyBudget, Reputation, Rewards, Runtime, RuntimeCall, RuntimeHoldReason, Training,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, Get},
	PalletId,
};

impl pallet_consortium::Config for Runtime {
	type AdmissionOrigin = TwoThirdsOfCouncil;
	type Roll = super::governance::Seats;
	type SessionKeys = pallet_consortium::FromSession<Runtime>;
	type Rounds = Training;
	type LeaveDelay = LeaveDelay;
	type LiveWindow = LiveWindow;
	type Currency = Balances;
	type RecoveryDelay = RecoveryDelay;
	type UpgradeWindow = UpgradeWindow;
	type UpgradeOrigin = TwoThirdsOfCouncil;
	type MotionOrigin = AnyOfCouncil;
	type Motion = RuntimeCall;
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
	type Evidence = (Rewards, Reputation);
	// A round is paid by the reputations that its members came with.
	type Settlement = (Rewards, Reputation);
	type Standings = Reputation;
	type Ledger = PrivacyBudget;
	type AttestDeposit = AttestDeposit;
	type MissingBond = MissingBond;
	type PleaBond = PleaBond;
	type SlashDelay = SlashDelay;
	type Paused = UpgradeWaits;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Consortium;
	type WeightInfo = pallet_training::weights::SubstrateWeight<Runtime>;
}

impl pallet_reputation::Config for Runtime {
	type PardonOrigin = TwoThirdsOfCouncil;
	type Parameters = ReputationParameters;
	type WeightInfo = pallet_reputation::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub const EscrowsId: PalletId = ESCROWS;
}

impl pallet_rewards::Config for Runtime {
	type AgreementOrigin = MoreThanHalfOfCouncil;
	type Members = Consortium;
	type Tasks = Training;
	type Trust = Reputation;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type PalletId = EscrowsId;
	type SurveyEvery = ConstU32<SURVEY_EVERY>;
	type PaidPart = OfAll<PaidPart>;
	type ChargedPart = OfAll<ChargedPart>;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeTask = Training;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Consortium;
	type WeightInfo = pallet_rewards::weights::SubstrateWeight<Runtime>;
}

impl pallet_privacy_budget::Config for Runtime {
	type Members = Consortium;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Consortium;
	type WeightInfo = pallet_privacy_budget::weights::SubstrateWeight<Runtime>;
}
