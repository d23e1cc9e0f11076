//! Weights of `pallet_reputation`. **Estimates, not measured**: made by hand from those of calls that read and write as much
//! (`pallet_consortium::set_keys`, about 20 µs for each of its entries). `scripts/weights reputation` replaces this file.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed for `pallet_reputation`.
pub trait WeightInfo {
	fn pardon() -> Weight;
	fn settled(n: u32, ) -> Weight;
	fn standings(n: u32, ) -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// One record is read and written.
	fn pardon() -> Weight {
		Weight::from_parts(40_000_000, 4_016)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// A record for each of `n` members is read and written, an event each at most; sorting is below a microsecond a member. The
	/// parameters are 20 reads.
	fn settled(n: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 1_486)
			.saturating_add(Weight::from_parts(30_000_000, 3_006).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into()).saturating_add(20)))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	/// A record for each of `n` members is read.
	fn standings(n: u32, ) -> Weight {
		Weight::from_parts(5_000_000, 1_486)
			.saturating_add(Weight::from_parts(10_000_000, 3_006).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
	}
}
