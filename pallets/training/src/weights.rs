//! Weights of `pallet-training`.
//!
//! Estimates of the measured form, until the benchmarks have been run on the reference machine: the file is written by
//! `scripts/bench` and never edited.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// Weight functions needed for `pallet-training`.
pub trait WeightInfo {
	fn create_task() -> Weight;
	fn stop_task() -> Weight;
	fn commit_update() -> Weight;
	fn vote_availability() -> Weight;
	fn attest(r: u32) -> Weight;
	fn on_initialize(t: u32) -> Weight;
	fn poll() -> Weight;
	fn open_round(n: u32) -> Weight;
	fn end_commit() -> Weight;
	fn end_availability(n: u32) -> Weight;
	fn end_attest(n: u32) -> Weight;
	fn fail_round(n: u32) -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn create_task() -> Weight {
		Weight::from_parts(60_000_000, 4_000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn stop_task() -> Weight {
		Weight::from_parts(20_000_000, 4_000)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn commit_update() -> Weight {
		Weight::from_parts(110_000_000, 15_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn vote_availability() -> Weight {
		Weight::from_parts(40_000_000, 10_000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn attest(r: u32) -> Weight {
		Weight::from_parts(60_000_000, 10_000)
			.saturating_add(Weight::from_parts(2_500_000, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn on_initialize(t: u32) -> Weight {
		Weight::from_parts(8_000_000, 4_000)
			.saturating_add(Weight::from_parts(300_000, 0).saturating_mul(t.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn poll() -> Weight {
		Weight::from_parts(8_000_000, 4_000).saturating_add(T::DbWeight::get().reads(2_u64))
	}
	fn open_round(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 20_000)
			.saturating_add(Weight::from_parts(8_000_000, 3000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn end_commit() -> Weight {
		Weight::from_parts(50_000_000, 20_000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn end_availability(n: u32) -> Weight {
		Weight::from_parts(80_000_000, 20_000)
			.saturating_add(Weight::from_parts(14_000_000, 6000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn end_attest(n: u32) -> Weight {
		Weight::from_parts(200_000_000, 160_000)
			.saturating_add(Weight::from_parts(30_000_000, 6000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(10_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn fail_round(n: u32) -> Weight {
		Weight::from_parts(90_000_000, 20_000)
			.saturating_add(Weight::from_parts(25_000_000, 3000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
}

// For tests and backwards compatibility.
impl WeightInfo for () {
	fn create_task() -> Weight {
		Weight::from_parts(60_000_000, 4_000)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn stop_task() -> Weight {
		Weight::from_parts(20_000_000, 4_000)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn commit_update() -> Weight {
		Weight::from_parts(110_000_000, 15_000)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn vote_availability() -> Weight {
		Weight::from_parts(40_000_000, 10_000)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn attest(r: u32) -> Weight {
		Weight::from_parts(60_000_000, 10_000)
			.saturating_add(Weight::from_parts(2_500_000, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn on_initialize(t: u32) -> Weight {
		Weight::from_parts(8_000_000, 4_000)
			.saturating_add(Weight::from_parts(300_000, 0).saturating_mul(t.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn poll() -> Weight {
		Weight::from_parts(8_000_000, 4_000).saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	fn open_round(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 20_000)
			.saturating_add(Weight::from_parts(8_000_000, 3000).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn end_commit() -> Weight {
		Weight::from_parts(50_000_000, 20_000)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn end_availability(n: u32) -> Weight {
		Weight::from_parts(80_000_000, 20_000)
			.saturating_add(Weight::from_parts(14_000_000, 6000).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn end_attest(n: u32) -> Weight {
		Weight::from_parts(200_000_000, 160_000)
			.saturating_add(Weight::from_parts(30_000_000, 6000).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn fail_round(n: u32) -> Weight {
		Weight::from_parts(90_000_000, 20_000)
			.saturating_add(Weight::from_parts(25_000_000, 3000).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
}
