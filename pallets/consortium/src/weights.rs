//! Weights of `pallet_consortium`, measured in Wasm. Made by `scripts/weights`; never edited.
//!
//! 2026-11-24, AMD EPYC, 64.0.0 of the benchmark command, 50 steps of 20 repeats.
//!
//! To `admit` and `set_keys` 200 µs are added for the two signatures that they check since then.
//! Not measured yet, but estimated from what is read and written: `remove` as it is now, `resign`, `recover`, `veto_recovery`,
//! `withdraw`, `authorise_upgrade`, `poll`, `depart`, `take_over` and `described`.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed for `pallet_consortium`.
pub trait WeightInfo {
	fn admit() -> Weight;
	fn remove() -> Weight;
	fn set_keys() -> Weight;
	fn resign() -> Weight;
	fn poll() -> Weight;
	fn depart() -> Weight;
	fn recover() -> Weight;
	fn veto_recovery() -> Weight;
	fn withdraw() -> Weight;
	fn take_over() -> Weight;
	fn authorise_upgrade() -> Weight;
	fn described() -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Consortium::Members` (r:2 w:1)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(219), added: 2694, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::CounterForMembers` (r:1 w:1)
	/// Proof: `Consortium::CounterForMembers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::KeyHistory` (r:1 w:0)
	/// Proof: `Consortium::KeyHistory` (`max_values`: None, `max_size`: Some(6706), added: 9181, mode: `MaxEncodedLen`)
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
		// Least time: 213_849_000 ps. Proof size measured: 15076.
		Weight::from_parts(447_388_000, 16561)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// An estimate, as `resign`.
	fn remove() -> Weight {
		Weight::from_parts(4_000_000_000, 400_000)
			.saturating_add(T::DbWeight::get().reads(400_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Consortium::Members` (r:2 w:1)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(219), added: 2694, mode: `MaxEncodedLen`)
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
		// Least time: 192_537_000 ps. Proof size measured: 10596.
		Weight::from_parts(433_277_000, 10171)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// An estimate: what the removal of a member was measured to take, with the last blocks of 128 validators.
	fn resign() -> Weight {
		Weight::from_parts(4_000_000_000, 400_000)
			.saturating_add(T::DbWeight::get().reads(400_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// An estimate: one list is read.
	fn poll() -> Weight {
		Weight::from_parts(20_000_000, 6_000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// An estimate: session keys, record, three indices, history and two accounts.
	fn depart() -> Weight {
		Weight::from_parts(400_000_000, 40_000)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	/// An estimate: two lists, the member, three look-ups and a history.
	fn recover() -> Weight {
		Weight::from_parts(150_000_000, 25_000)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// An estimate: one list.
	fn veto_recovery() -> Weight {
		Weight::from_parts(80_000_000, 15_000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// An estimate: a transfer.
	fn withdraw() -> Weight {
		Weight::from_parts(150_000_000, 10_000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// An estimate: list, record, history, three accounts, and the roll with its council twice.
	fn take_over() -> Weight {
		Weight::from_parts(700_000_000, 60_000)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(20_u64))
	}
	/// An estimate: two values are written.
	fn authorise_upgrade() -> Weight {
		Weight::from_parts(50_000_000, 2_000)
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// An estimate: nothing is read or written besides what the call within it does.
	fn described() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
}
