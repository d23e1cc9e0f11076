//! Weights of `pallet_equivocation`, measured in Wasm. Made by `scripts/weights`; never edited.
//!
//! 2026-11-30, AMD EPYC, 64.0.0 of the benchmark command, 50 steps of 20 repeats.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed for `pallet_equivocation`.
pub trait WeightInfo {
	fn forgive_slash() -> Weight;
	fn poll() -> Weight;
	fn settle_slash() -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Equivocation::Slashes` (r:1 w:1)
	/// Proof: `Equivocation::Slashes` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	fn forgive_slash() -> Weight {
		// Least time: 93_889_000 ps. Proof size measured: 413.
		Weight::from_parts(97_655_000, 3712)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Equivocation::OldestSlash` (r:1 w:0)
	/// Proof: `Equivocation::OldestSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Equivocation::NextSlash` (r:1 w:0)
	/// Proof: `Equivocation::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Equivocation::Slashes` (r:1 w:0)
	/// Proof: `Equivocation::Slashes` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn poll() -> Weight {
		// Least time: 15_783_000 ps. Proof size measured: 275.
		Weight::from_parts(17_025_000, 3533)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// Storage: `Equivocation::OldestSlash` (r:1 w:1)
	/// Proof: `Equivocation::OldestSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Equivocation::NextSlash` (r:1 w:0)
	/// Proof: `Equivocation::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Equivocation::Slashes` (r:1 w:1)
	/// Proof: `Equivocation::Slashes` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	fn settle_slash() -> Weight {
		// Least time: 73_529_000 ps. Proof size measured: 433.
		Weight::from_parts(76_413_000, 3712)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}
