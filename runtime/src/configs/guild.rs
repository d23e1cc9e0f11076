//! Our own pallets.

use super::{MoreThanHalfOfCouncil, TwoThirdsOfCouncil};
use crate::{Consortium, Runtime};

impl pallet_consortium::Config for Runtime {
	type AdmissionOrigin = TwoThirdsOfCouncil;
	type Roll = super::governance::Seats;
	type SessionKeys = pallet_consortium::FromSession<Runtime>;
	type WeightInfo = pallet_consortium::weights::SubstrateWeight<Runtime>;
}

impl pallet_training::Config for Runtime {
	type TaskOrigin = MoreThanHalfOfCouncil;
	type Members = Consortium;
	#[cfg(feature = "runtime-benchmarks")]
	type MakeMember = Consortium;
	type WeightInfo = pallet_training::weights::SubstrateWeight<Runtime>;
}
