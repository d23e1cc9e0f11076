//! Weights of `pallet_rewards`, measured in Wasm. Made by `scripts/weights`; never edited.
//!
//! But for `report_quality` and `settle`, which keep and judge each member's report since then: what was measured, and **estimates**
//! of what was added, until they are measured again.
//!
//! 2026-11-30, AMD EPYC, 64.0.0 of the benchmark command, 50 steps of 20 repeats.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, clippy::unnecessary_cast)]

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
	fn charge(n: u32, ) -> Weight;
	fn settle(n: u32, ) -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:0)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgreementOf` (r:1 w:1)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::NextAgreement` (r:1 w:1)
	/// Proof: `Rewards::NextAgreement` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TermsOf` (r:0 w:1)
	/// Proof: `Rewards::TermsOf` (`max_values`: None, `max_size`: Some(4657), added: 7132, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Agreements` (r:0 w:1)
	/// Proof: `Rewards::Agreements` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	fn create() -> Weight {
		// Least time: 74_591_000 ps. Proof size measured: 356.
		Weight::from_parts(77_986_000, 7943)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Agreements` (r:1 w:1)
	/// Proof: `Rewards::Agreements` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TermsOf` (r:1 w:0)
	/// Proof: `Rewards::TermsOf` (`max_values`: None, `max_size`: Some(4657), added: 7132, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:0)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::FundersOf` (r:1 w:1)
	/// Proof: `Rewards::FundersOf` (`max_values`: None, `max_size`: Some(6158), added: 8633, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	fn fund() -> Weight {
		// Least time: 250_432_000 ps. Proof size measured: 9778.
		Weight::from_parts(290_902_000, 9623)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Consortium::MemberOfOwner` (r:1 w:0)
	/// Proof: `Consortium::MemberOfOwner` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Agreements` (r:1 w:0)
	/// Proof: `Rewards::Agreements` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TermsOf` (r:1 w:0)
	/// Proof: `Rewards::TermsOf` (`max_values`: None, `max_size`: Some(4657), added: 7132, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:0)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::PartiesOf` (r:1 w:1)
	/// Proof: `Rewards::PartiesOf` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Parties` (r:1 w:1)
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	fn accept() -> Weight {
		// Least time: 283_882_000 ps. Proof size measured: 7981.
		Weight::from_parts(330_010_000, 8122)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Rewards::PartiesOf` (r:1 w:1)
	/// Proof: `Rewards::PartiesOf` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Parties` (r:1 w:1)
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Agreements` (r:1 w:0)
	/// Proof: `Rewards::Agreements` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TermsOf` (r:1 w:0)
	/// Proof: `Rewards::TermsOf` (`max_values`: None, `max_size`: Some(4657), added: 7132, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:0)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::OldestOffence` (r:1 w:0)
	/// Proof: `Rewards::OldestOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::NextOffence` (r:1 w:0)
	/// Proof: `Rewards::NextOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	fn release() -> Weight {
		// Least time: 288_419_000 ps. Proof size measured: 7107.
		Weight::from_parts(310_260_000, 8122)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Surveys` (r:1 w:1)
	/// Proof: `Rewards::Surveys` (`max_values`: None, `max_size`: Some(6328), added: 8803, mode: `MaxEncodedLen`)
	fn report_quality() -> Weight {
		// Least time: 100_810_000 ps. Proof size measured: 7659.
		// Estimate: the survey has 20.5 kB in place of 6.4, which are read, decoded, written.
		Weight::from_parts(121_340_000 + 180_000_000, 23_500)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Rewards::Agreements` (r:1 w:1)
	/// Proof: `Rewards::Agreements` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TermsOf` (r:1 w:0)
	/// Proof: `Rewards::TermsOf` (`max_values`: None, `max_size`: Some(4657), added: 7132, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:0)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::OldestOffence` (r:1 w:0)
	/// Proof: `Rewards::OldestOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::NextOffence` (r:1 w:0)
	/// Proof: `Rewards::NextOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::PartiesOf` (r:1 w:1)
	/// Proof: `Rewards::PartiesOf` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Parties` (r:128 w:128)
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:129 w:129)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:129 w:129)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::FundersOf` (r:1 w:1)
	/// Proof: `Rewards::FundersOf` (`max_values`: None, `max_size`: Some(6158), added: 8633, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Surveys` (r:0 w:1)
	/// Proof: `Rewards::Surveys` (`max_values`: None, `max_size`: Some(6328), added: 8803, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgreementOf` (r:0 w:1)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn wind_up() -> Weight {
		// Least time: 27_581_470_000 ps. Proof size measured: 45852.
		Weight::from_parts(28_655_725_000, 347484)
			.saturating_add(T::DbWeight::get().reads(394_u64))
			.saturating_add(T::DbWeight::get().writes(391_u64))
	}
	/// Storage: `Rewards::OldestOffence` (r:1 w:0)
	/// Proof: `Rewards::OldestOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::NextOffence` (r:1 w:0)
	/// Proof: `Rewards::NextOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn poll() -> Weight {
		// Least time: 6_089_000 ps. Proof size measured: 142.
		Weight::from_parts(6_710_000, 1493)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Rewards::OldestOffence` (r:1 w:1)
	/// Proof: `Rewards::OldestOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::NextOffence` (r:1 w:0)
	/// Proof: `Rewards::NextOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Offences` (r:1 w:1)
	/// Proof: `Rewards::Offences` (`max_values`: None, `max_size`: Some(4127), added: 6602, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Agreements` (r:1 w:1)
	/// Proof: `Rewards::Agreements` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TermsOf` (r:1 w:0)
	/// Proof: `Rewards::TermsOf` (`max_values`: None, `max_size`: Some(4657), added: 7132, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::PartiesOf` (r:1 w:0)
	/// Proof: `Rewards::PartiesOf` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Parties` (r:128 w:128)
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:129 w:129)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:129 w:129)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn charge(n: u32, ) -> Weight {
		// Least time: 254_989_000 ps. Proof size measured: 16481 + n * 219.
		Weight::from_parts(234_083_479, 8122)
			// Standard error: 187_764
			.saturating_add(Weight::from_parts(113_670_488, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2686).saturating_mul(n.into()))
	}
	/// Storage: `Rewards::AgreementOf` (r:1 w:0)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Agreements` (r:1 w:1)
	/// Proof: `Rewards::Agreements` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TermsOf` (r:1 w:0)
	/// Proof: `Rewards::TermsOf` (`max_values`: None, `max_size`: Some(4657), added: 7132, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Payouts` (r:1 w:1)
	/// Proof: `Rewards::Payouts` (`max_values`: None, `max_size`: Some(18490), added: 20965, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Surveys` (r:1 w:1)
	/// Proof: `Rewards::Surveys` (`max_values`: None, `max_size`: Some(6328), added: 8803, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::PartiesOf` (r:1 w:0)
	/// Proof: `Rewards::PartiesOf` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Parties` (r:128 w:128)
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::Records` (r:128 w:0)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:129 w:129)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:129 w:129)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::OldestOffence` (r:1 w:0)
	/// Proof: `Rewards::OldestOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::NextOffence` (r:1 w:0)
	/// Proof: `Rewards::NextOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn settle(n: u32, ) -> Weight {
		// Least time: 304_722_000 ps. Proof size measured: 978 + n * 352.
		// Estimate: survey and bounds of merits of 20 kB each; for each member a party read once more, 128 medians of 17 counts, its
		// program run 17 times at 256 units, and a sum of 128 shares. And what the task lets be shown, read with its specification.
		Weight::from_parts(52_302_706 + 430_000_000, 40_000)
			// Standard error: 285_376
			.saturating_add(Weight::from_parts(234_653_896 + 400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3034).saturating_mul(n.into()))
	}
}
