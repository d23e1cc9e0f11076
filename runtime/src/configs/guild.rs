//! Our own pallets.

use super::{MoreThanHalfOfCouncil, TwoThirdsOfCouncil};
use crate::{
	constants::{ATTEST_DEPOSIT, MISSING_BOND, PLEA_BOND, SLASH_DELAY_BLOCKS},
	Balances, Consortium, Reputation, Runtime, RuntimeHoldReason,
};
use frame_support::traits::{ConstU128, ConstU32, Get};

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
	type Evidence = Reputation;
	type Settlement = Reputation;
	type Standings = Reputation;
	type AttestDeposit = ConstU128<ATTEST_DEPOSIT>;
	type MissingBond = ConstU128<MISSING_BOND>;
	type PleaBond = ConstU128<PLEA_BOND>;
	type SlashDelay = ConstU32<SLASH_DELAY_BLOCKS>;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Consortium;
	type WeightInfo = pallet_training::weights::SubstrateWeight<Runtime>;
}

/// The parameters of the reputation, until governance may choose others: the defaults, whose reasons stand with them.
pub struct ReputationParameters;

impl Get<guild_primitives::reputation::Parameters> for ReputationParameters {
	fn get() -> guild_primitives::reputation::Parameters {
		Default::default()
	}
}

impl pallet_reputation::Config for Runtime {
	type PardonOrigin = TwoThirdsOfCouncil;
	type Parameters = ReputationParameters;
	type WeightInfo = pallet_reputation::weights::SubstrateWeight<Runtime>;
}
