//! Weights of `pallet_consortium`, measured in Wasm. Made by `scripts/weights`; never edited.
//!
//! 2026-11-30, AMD EPYC, 64.0.0 of the benchmark command, 50 steps of 20 repeats.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed for `pallet_consortium`.
pub trait WeightInfo {
	fn admit() -> Weight;
	fn remove() -> Weight;
	fn resign() -> Weight;
	fn poll() -> Weight;
	fn depart() -> Weight;
	fn set_keys() -> Weight;
	fn recover() -> Weight;
	fn veto_recovery() -> Weight;
	fn take_over() -> Weight;
	fn withdraw() -> Weight;
	fn authorise_upgrade() -> Weight;
	fn described() -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Consortium::Members` (r:2 w:1)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfOwner` (r:2 w:1)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::CounterForMembers` (r:1 w:1)
	/// Proof: `Consortium::CounterForMembers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::KeyHistory` (r:1 w:0)
	/// Proof: `Consortium::KeyHistory` (`max_values`: None, `max_size`: Some(6706), added: 9181, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::OwnerHistory` (r:1 w:0)
	/// Proof: `Consortium::OwnerHistory` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfDuty` (r:2 w:1)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfWorker` (r:1 w:1)
	/// Proof: `Consortium::MemberOfWorker` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfNode` (r:1 w:1)
	/// Proof: `Consortium::MemberOfNode` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Membership::Members` (r:1 w:1)
	/// Proof: `Membership::Members` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	/// Storage: `Council::Proposals` (r:1 w:0)
	/// Proof: `Council::Proposals` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `Council::Members` (r:0 w:1)
	/// Proof: `Council::Members` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `Council::Prime` (r:0 w:1)
	/// Proof: `Council::Prime` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	fn admit() -> Weight {
		// Least time: 392_673_000 ps. Proof size measured: 16064.
		Weight::from_parts(626_289_000, 17549)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Consortium::Members` (r:129 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Departures` (r:1 w:1)
	/// Proof: `Consortium::Departures` (`max_values`: Some(1), `max_size`: Some(4610), added: 5105, mode: `MaxEncodedLen`)
	/// Storage: `Session::NextKeys` (r:128 w:0)
	/// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// Storage: `Consortium::Recoveries` (r:1 w:1)
	/// Proof: `Consortium::Recoveries` (`max_values`: Some(1), `max_size`: Some(8706), added: 9201, mode: `MaxEncodedLen`)
	/// Storage: `Membership::Members` (r:1 w:1)
	/// Proof: `Membership::Members` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	/// Storage: `Council::Proposals` (r:1 w:0)
	/// Proof: `Council::Proposals` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `Membership::Prime` (r:1 w:0)
	/// Proof: `Membership::Prime` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Council::Members` (r:0 w:1)
	/// Proof: `Council::Members` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `Council::Prime` (r:0 w:1)
	/// Proof: `Council::Prime` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	fn remove() -> Weight {
		// Least time: 2_679_428_000 ps. Proof size measured: 39134.
		Weight::from_parts(3_574_577_000, 356924)
			.saturating_add(T::DbWeight::get().reads(262_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:129 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Departures` (r:1 w:1)
	/// Proof: `Consortium::Departures` (`max_values`: Some(1), `max_size`: Some(4610), added: 5105, mode: `MaxEncodedLen`)
	/// Storage: `Session::NextKeys` (r:128 w:0)
	/// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// Storage: `Consortium::Recoveries` (r:1 w:1)
	/// Proof: `Consortium::Recoveries` (`max_values`: Some(1), `max_size`: Some(8706), added: 9201, mode: `MaxEncodedLen`)
	/// Storage: `Membership::Members` (r:1 w:1)
	/// Proof: `Membership::Members` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	/// Storage: `Council::Proposals` (r:1 w:0)
	/// Proof: `Council::Proposals` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `Membership::Prime` (r:1 w:0)
	/// Proof: `Membership::Prime` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Council::Members` (r:0 w:1)
	/// Proof: `Council::Members` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `Council::Prime` (r:0 w:1)
	/// Proof: `Council::Prime` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	fn resign() -> Weight {
		// Least time: 2_692_057_000 ps. Proof size measured: 39395.
		Weight::from_parts(2_979_814_000, 357185)
			.saturating_add(T::DbWeight::get().reads(263_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Consortium::Departures` (r:1 w:0)
	/// Proof: `Consortium::Departures` (`max_values`: Some(1), `max_size`: Some(4610), added: 5105, mode: `MaxEncodedLen`)
	/// Storage: `Training::OpenTasks` (r:1 w:0)
	/// Proof: `Training::OpenTasks` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	fn poll() -> Weight {
		// Least time: 21_142_000 ps. Proof size measured: 377.
		Weight::from_parts(24_767_000, 6095)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Consortium::Departures` (r:1 w:1)
	/// Proof: `Consortium::Departures` (`max_values`: Some(1), `max_size`: Some(4610), added: 5105, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:1 w:1)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:1)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Session::NextKeys` (r:1 w:0)
	/// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// Storage: `Consortium::CounterForMembers` (r:1 w:1)
	/// Proof: `Consortium::CounterForMembers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Recoveries` (r:1 w:1)
	/// Proof: `Consortium::Recoveries` (`max_values`: Some(1), `max_size`: Some(8706), added: 9201, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::OwnerHistory` (r:1 w:1)
	/// Proof: `Consortium::OwnerHistory` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::KeyHistory` (r:1 w:1)
	/// Proof: `Consortium::KeyHistory` (`max_values`: None, `max_size`: Some(6706), added: 9181, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfDuty` (r:0 w:1)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::LastBlocks` (r:0 w:1)
	/// Proof: `Consortium::LastBlocks` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfWorker` (r:0 w:1)
	/// Proof: `Consortium::MemberOfWorker` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfNode` (r:0 w:1)
	/// Proof: `Consortium::MemberOfNode` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn depart() -> Weight {
		// Least time: 206_266_000 ps. Proof size measured: 9897.
		Weight::from_parts(241_218_000, 13362)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	/// Storage: `Consortium::MemberOfOwner` (r:2 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:2 w:1)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::KeyHistory` (r:1 w:1)
	/// Proof: `Consortium::KeyHistory` (`max_values`: None, `max_size`: Some(6706), added: 9181, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:2)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfWorker` (r:1 w:2)
	/// Proof: `Consortium::MemberOfWorker` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfNode` (r:1 w:2)
	/// Proof: `Consortium::MemberOfNode` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn set_keys() -> Weight {
		// Least time: 344_462_000 ps. Proof size measured: 11661.
		Weight::from_parts(370_730_000, 10171)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Consortium::Members` (r:2 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Departures` (r:1 w:0)
	/// Proof: `Consortium::Departures` (`max_values`: Some(1), `max_size`: Some(4610), added: 5105, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Recoveries` (r:1 w:1)
	/// Proof: `Consortium::Recoveries` (`max_values`: Some(1), `max_size`: Some(8706), added: 9201, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::OwnerHistory` (r:1 w:0)
	/// Proof: `Consortium::OwnerHistory` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	fn recover() -> Weight {
		// Least time: 99_528_000 ps. Proof size measured: 2636.
		Weight::from_parts(131_505_000, 10191)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Recoveries` (r:1 w:1)
	/// Proof: `Consortium::Recoveries` (`max_values`: Some(1), `max_size`: Some(8706), added: 9201, mode: `MaxEncodedLen`)
	fn veto_recovery() -> Weight {
		// Least time: 61_231_000 ps. Proof size measured: 1221.
		Weight::from_parts(80_930_000, 10191)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Consortium::Recoveries` (r:1 w:1)
	/// Proof: `Consortium::Recoveries` (`max_values`: Some(1), `max_size`: Some(8706), added: 9201, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:2 w:1)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:2)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Membership::Members` (r:1 w:1)
	/// Proof: `Membership::Members` (`max_values`: Some(1), `max_size`: Some(4098), added: 4593, mode: `MaxEncodedLen`)
	/// Storage: `Council::Proposals` (r:1 w:0)
	/// Proof: `Council::Proposals` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `Membership::Prime` (r:1 w:0)
	/// Proof: `Membership::Prime` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Session::NextKeys` (r:1 w:0)
	/// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// Storage: `Consortium::OwnerHistory` (r:1 w:1)
	/// Proof: `Consortium::OwnerHistory` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
	/// Storage: `Council::Members` (r:0 w:1)
	/// Proof: `Council::Members` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `Council::Prime` (r:0 w:1)
	/// Proof: `Council::Prime` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	fn take_over() -> Weight {
		// Least time: 195_971_000 ps. Proof size measured: 7474.
		Weight::from_parts(231_744_000, 10939)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// Least time: 196_441_000 ps. Proof size measured: 2012.
		Weight::from_parts(225_375_000, 6196)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `System::AuthorizedUpgrade` (r:0 w:1)
	/// Proof: `System::AuthorizedUpgrade` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Upgrade` (r:0 w:1)
	/// Proof: `Consortium::Upgrade` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	fn authorise_upgrade() -> Weight {
		// Least time: 30_426_000 ps. Proof size measured: 3.
		Weight::from_parts(32_508_000, 3501)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `System::AuthorizedUpgrade` (r:0 w:1)
	/// Proof: `System::AuthorizedUpgrade` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Upgrade` (r:0 w:1)
	/// Proof: `Consortium::Upgrade` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	fn described() -> Weight {
		// Least time: 36_133_000 ps. Proof size measured: 3.
		Weight::from_parts(38_577_000, 3501)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}
