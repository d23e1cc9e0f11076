//! Weights of `pallet_privacy_budget`, measured in Wasm. Made by `scripts/weights`; never edited.
//!
//! 2026-11-30, AMD EPYC, 64.0.0 of the benchmark command, 50 steps of 20 repeats.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed for `pallet_privacy_budget`.
pub trait WeightInfo {
	fn declare_dataset() -> Weight;
	fn tighten_budget() -> Weight;
	fn add_overlap() -> Weight;
	fn charge() -> Weight;
	fn charge_bits() -> Weight;
	fn charge_without_noise() -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::DatasetsOf` (r:1 w:1)
	/// Proof: `PrivacyBudget::DatasetsOf` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::Datasets` (r:31 w:32)
	/// Proof: `PrivacyBudget::Datasets` (`max_values`: None, `max_size`: Some(756), added: 3231, mode: `MaxEncodedLen`)
	fn declare_dataset() -> Weight {
		// Least time: 392_553_000 ps. Proof size measured: 22520.
		Weight::from_parts(427_776_000, 101151)
			.saturating_add(T::DbWeight::get().reads(33_u64))
			.saturating_add(T::DbWeight::get().writes(33_u64))
	}
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::Datasets` (r:1 w:1)
	/// Proof: `PrivacyBudget::Datasets` (`max_values`: None, `max_size`: Some(756), added: 3231, mode: `MaxEncodedLen`)
	fn tighten_budget() -> Weight {
		// Least time: 53_109_000 ps. Proof size measured: 1742.
		Weight::from_parts(68_992_000, 4221)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::Datasets` (r:2 w:2)
	/// Proof: `PrivacyBudget::Datasets` (`max_values`: None, `max_size`: Some(756), added: 3231, mode: `MaxEncodedLen`)
	fn add_overlap() -> Weight {
		// Least time: 75_953_000 ps. Proof size measured: 2425.
		Weight::from_parts(100_790_000, 7452)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `PrivacyBudget::StepCosts` (r:1 w:2)
	/// Proof: `PrivacyBudget::StepCosts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::Datasets` (r:32 w:0)
	/// Proof: `PrivacyBudget::Datasets` (`max_values`: None, `max_size`: Some(756), added: 3231, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::Charges` (r:1 w:1)
	/// Proof: `PrivacyBudget::Charges` (`max_values`: None, `max_size`: Some(137), added: 2612, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::DatasetsOf` (r:1 w:0)
	/// Proof: `PrivacyBudget::DatasetsOf` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::Accounts` (r:32 w:1)
	/// Proof: `PrivacyBudget::Accounts` (`max_values`: None, `max_size`: Some(1374), added: 3849, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::StepCostOrder` (r:1 w:1)
	/// Proof: `PrivacyBudget::StepCostOrder` (`max_values`: Some(1), `max_size`: Some(834), added: 1329, mode: `MaxEncodedLen`)
	fn charge() -> Weight {
		// Least time: 3_206_100_000 ps. Proof size measured: 67820.
		Weight::from_parts(3_390_123_000, 124158)
			.saturating_add(T::DbWeight::get().reads(68_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `PrivacyBudget::Datasets` (r:32 w:0)
	/// Proof: `PrivacyBudget::Datasets` (`max_values`: None, `max_size`: Some(756), added: 3231, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::MetricCharges` (r:1 w:1)
	/// Proof: `PrivacyBudget::MetricCharges` (`max_values`: None, `max_size`: Some(86), added: 2561, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::DatasetsOf` (r:1 w:0)
	/// Proof: `PrivacyBudget::DatasetsOf` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::Accounts` (r:32 w:1)
	/// Proof: `PrivacyBudget::Accounts` (`max_values`: None, `max_size`: Some(1374), added: 3849, mode: `MaxEncodedLen`)
	fn charge_bits() -> Weight {
		// Least time: 2_545_849_000 ps. Proof size measured: 26164.
		Weight::from_parts(2_907_076_000, 124158)
			.saturating_add(T::DbWeight::get().reads(66_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `PrivacyBudget::Datasets` (r:1 w:1)
	/// Proof: `PrivacyBudget::Datasets` (`max_values`: None, `max_size`: Some(756), added: 3231, mode: `MaxEncodedLen`)
	fn charge_without_noise() -> Weight {
		// Least time: 34_872_000 ps. Proof size measured: 1321.
		Weight::from_parts(60_259_000, 4221)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}
