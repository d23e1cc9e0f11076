//! Weights of `pallet_reputation`, measured in Wasm. Made by `scripts/weights`; never edited.
//!
//! 2026-11-30, AMD EPYC, 64.0.0 of the benchmark command, 50 steps of 20 repeats.

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
	/// Storage: `Reputation::Records` (r:1 w:1)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	fn pardon() -> Weight {
		// Least time: 24_256_000 ps. Proof size measured: 593.
		Weight::from_parts(25_748_000, 4024)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Parameters::Parameters` (r:20 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::Records` (r:128 w:128)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn settled(n: u32, ) -> Weight {
		// Least time: 98_206_000 ps. Proof size measured: 518 + n * 85.
		Weight::from_parts(88_298_584, 51210)
			// Standard error: 12_813
			.saturating_add(Weight::from_parts(16_081_763, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3034).saturating_mul(n.into()))
	}
	/// Storage: `Reputation::Records` (r:128 w:0)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn standings(n: u32, ) -> Weight {
		// Least time: 9_874_000 ps. Proof size measured: 515 + n * 85.
		Weight::from_parts(420_046, 990)
			// Standard error: 5_837
			.saturating_add(Weight::from_parts(7_314_687, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3034).saturating_mul(n.into()))
	}
}
