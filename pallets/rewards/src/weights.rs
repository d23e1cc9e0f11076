//! Weights of `pallet_rewards`. **Estimates**, not measured: reads and writes are counted in the code, each at its worst; times are
//! those of like calls of the other pallets as measured, and half as much again. `scripts/weights rewards` replaces this file.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed for `pallet_rewards`.
pub trait WeightInfo {
	fn create() -> Weight;
	fn fund() -> Weight;
	fn accept() -> Weight;
	fn release() -> Weight;
	fn report_quality() -> Weight;
	fn wind_up() -> Weight;
	fn poll() -> Weight;
	/// An offence of `n` members is charged.
	fn charge(n: u32) -> Weight;
	/// A round of `n` members is settled.
	fn settle(n: u32) -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Agreement of the task, task, round, number, account of the escrow; terms and agreement are written.
	fn create() -> Weight {
		Weight::from_parts(120_000_000, 10_000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Member, agreement, terms, task, round, funders, two accounts, holds.
	fn fund() -> Weight {
		Weight::from_parts(200_000_000, 20_000)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Member, agreement, terms, task, round, parties, party, account, holds.
	fn accept() -> Weight {
		Weight::from_parts(200_000_000, 20_000)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// The same, and the two ends of the queue of offences.
	fn release() -> Weight {
		Weight::from_parts(200_000_000, 20_000)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Member of the duty account, survey with the reports of all others.
	fn report_quality() -> Weight {
		Weight::from_parts(400_000_000, 30_000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// 128 parties (party, account, holds) and 128 funders (account).
	fn wind_up() -> Weight {
		Weight::from_parts(30_000_000_000, 400_000)
			.saturating_add(T::DbWeight::get().reads(524_u64))
			.saturating_add(T::DbWeight::get().writes(522_u64))
	}
	// The two ends of the queue.
	fn poll() -> Weight {
		Weight::from_parts(5_000_000, 3_000).saturating_add(T::DbWeight::get().reads(2_u64))
	}
	// Offence, agreement, terms, parties, account and holds of the escrow; a member: party, account, holds.
	fn charge(n: u32) -> Weight {
		let n = u64::from(n);
		Weight::from_parts(100_000_000, 30_000)
			.saturating_add(Weight::from_parts(120_000_000, 5_000).saturating_mul(n))
			.saturating_add(T::DbWeight::get().reads(n.saturating_mul(3).saturating_add(7)))
			.saturating_add(T::DbWeight::get().writes(n.saturating_mul(3).saturating_add(5)))
	}
	// Agreement of the task, agreement, terms, payouts, survey, bounds of merits, parties, queue, account and holds of the escrow; a
	// member: party (twice), account, holds, membership; it is paid, and charged by three clauses. Its update is judged with 128 reports
	// as seen by 128 reporters, its share computed for each of 17 merits, its payout against 128 claims.
	fn settle(n: u32) -> Weight {
		let n = u64::from(n);
		Weight::from_parts(500_000_000, 100_000)
			.saturating_add(Weight::from_parts(700_000_000, 8_000).saturating_mul(n))
			.saturating_add(T::DbWeight::get().reads(n.saturating_mul(5).saturating_add(12)))
			.saturating_add(T::DbWeight::get().writes(n.saturating_mul(4).saturating_add(7)))
	}
}
