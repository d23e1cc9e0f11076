//! Weights of `pallet_privacy_budget`. **Estimates by hand**, not measured: what the accountant's page in `docs/privacy.md` says of Wasm
//! (3.3 ms for the dearest curve, 30 µs for a conversion or a Gaussian curve), some 5 µs for each sum of two curves, twice over, and the
//! most that is read and written. `scripts/weights` replaces this file.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed for `pallet_privacy_budget`.
pub trait WeightInfo {
	fn declare_dataset() -> Weight;
	fn tighten_budget() -> Weight;
	fn add_overlap() -> Weight;
	fn charge() -> Weight;
	fn charge_without_noise() -> Weight;
	fn charge_bits() -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

/// Proof bytes of a dataset and of an account, with their keys and the trie's nodes on the way.
const DATASET_PROOF: u64 = 3_300;
const ACCOUNT_PROOF: u64 = 3_900;

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// The member, its list, 31 datasets that overlap; all written.
	fn declare_dataset() -> Weight {
		Weight::from_parts(400_000_000, 35 * DATASET_PROOF)
			.saturating_add(T::DbWeight::get().reads(34))
			.saturating_add(T::DbWeight::get().writes(33))
	}
	/// The member, a dataset.
	fn tighten_budget() -> Weight {
		Weight::from_parts(60_000_000, 2 * DATASET_PROOF)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// The member, two datasets.
	fn add_overlap() -> Weight {
		Weight::from_parts(80_000_000, 3 * DATASET_PROOF)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// All 32 datasets of a member overlap: 32 sums of 32 accounts, 32 conversions, one sampled curve that is not in the memo, which is
	/// full.
	fn charge() -> Weight {
		Weight::from_parts(20_000_000_000, 33 * DATASET_PROOF + 35 * ACCOUNT_PROOF + 10_000)
			.saturating_add(T::DbWeight::get().reads(68))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// As `charge`, without a sampled curve and the memo: 32 sums of 32 accounts and 32 conversions; a curve of one answer takes as long as a
	/// conversion.
	fn charge_bits() -> Weight {
		Weight::from_parts(13_000_000_000, 33 * DATASET_PROOF + 34 * ACCOUNT_PROOF)
			.saturating_add(T::DbWeight::get().reads(66))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// A dataset.
	fn charge_without_noise() -> Weight {
		Weight::from_parts(30_000_000, DATASET_PROOF)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
