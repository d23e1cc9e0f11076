//! Weights of `pallet_equivocation`. **Estimates, not measured**: made by hand from `pallet_training`'s `forgive_slash`, `poll_slashes`
//! and `settle_slash`, which do the same. `scripts/weights equivocation` replaces this file.

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
	/// The slash is read and removed; account and holds are read and written.
	fn forgive_slash() -> Weight {
		Weight::from_parts(120_000_000, 3_640)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Both ends of the queue and the oldest slash are read.
	fn poll() -> Weight {
		Weight::from_parts(20_000_000, 3_574)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// The same, and the slash, account and holds are written.
	fn settle_slash() -> Weight {
		Weight::from_parts(190_000_000, 6_196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
}
