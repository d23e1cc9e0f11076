//! Weights of `pallet-consortium`.
//!
//! Estimates of the measured form, until the benchmarks have been run on the reference machine: the file is written by
//! `scripts/bench` and never edited.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// Weight functions needed for `pallet-consortium`.
pub trait WeightInfo {
	fn admit() -> Weight;
	fn remove() -> Weight;
	fn set_keys() -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn admit() -> Weight {
		Weight::from_parts(80_000_000, 20_000)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	fn remove() -> Weight {
		Weight::from_parts(450_000_000, 400_000)
			.saturating_add(T::DbWeight::get().reads(280_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	fn set_keys() -> Weight {
		Weight::from_parts(60_000_000, 20_000)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
}

// For tests and backwards compatibility.
impl WeightInfo for () {
	fn admit() -> Weight {
		Weight::from_parts(80_000_000, 20_000)
			.saturating_add(ParityDbWeight::get().reads(16_u64))
			.saturating_add(ParityDbWeight::get().writes(14_u64))
	}
	fn remove() -> Weight {
		Weight::from_parts(450_000_000, 400_000)
			.saturating_add(ParityDbWeight::get().reads(280_u64))
			.saturating_add(ParityDbWeight::get().writes(16_u64))
	}
	fn set_keys() -> Weight {
		Weight::from_parts(60_000_000, 20_000)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
}
