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
		// Least time: 28_613_000 ps. Proof size measured: 593.
		Weight::from_parts(30_305_000, 4024)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Reputation::Records` (r:128 w:128)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn settled(n: u32, ) -> Weight {
		// Least time: 26_229_000 ps. Proof size measured: 515 + n * 85.
		Weight::from_parts(7_697_953, 990)
			// Standard error: 11_554
			.saturating_add(Weight::from_parts(18_601_505, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3034).saturating_mul(n.into()))
	}
	/// Storage: `Reputation::Records` (r:128 w:0)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn standings(n: u32, ) -> Weight {
		// Least time: 11_597_000 ps. Proof size measured: 515 + n * 85.
		Weight::from_parts(11_948_000, 990)
			// Standard error: 3_967
			.saturating_add(Weight::from_parts(8_104_140, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3034).saturating_mul(n.into()))
	}
}
