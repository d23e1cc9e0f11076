//! Weights of `pallet_rewards`, measured in Wasm. Made by `scripts/weights`; never edited.
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
		// Least time: 63_685_000 ps. Proof size measured: 356.
		Weight::from_parts(66_569_000, 7943)
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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	fn fund() -> Weight {
		// Least time: 221_629_000 ps. Proof size measured: 9778.
		Weight::from_parts(249_541_000, 9623)
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
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	fn accept() -> Weight {
		// Least time: 263_752_000 ps. Proof size measured: 7982.
		Weight::from_parts(290_792_000, 8122)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Rewards::PartiesOf` (r:1 w:1)
	/// Proof: `Rewards::PartiesOf` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Parties` (r:1 w:1)
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	fn release() -> Weight {
		// Least time: 232_295_000 ps. Proof size measured: 7108.
		Weight::from_parts(246_736_000, 8122)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Surveys` (r:1 w:1)
	/// Proof: `Rewards::Surveys` (`max_values`: None, `max_size`: Some(20793), added: 23268, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::Datasets` (r:1 w:0)
	/// Proof: `PrivacyBudget::Datasets` (`max_values`: None, `max_size`: Some(756), added: 3231, mode: `MaxEncodedLen`)
	fn report_quality() -> Weight {
		// Least time: 155_672_000 ps. Proof size measured: 22002.
		Weight::from_parts(188_861_000, 24258)
			.saturating_add(T::DbWeight::get().reads(3_u64))
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
	/// Storage: `Rewards::AgreementOf` (r:1 w:1)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::PartiesOf` (r:1 w:1)
	/// Proof: `Rewards::PartiesOf` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Parties` (r:128 w:128)
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:129 w:129)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:129 w:129)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::FundersOf` (r:1 w:1)
	/// Proof: `Rewards::FundersOf` (`max_values`: None, `max_size`: Some(6158), added: 8633, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::MeritBounds` (r:0 w:1)
	/// Proof: `Rewards::MeritBounds` (`max_values`: None, `max_size`: Some(20752), added: 23227, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Surveys` (r:0 w:1)
	/// Proof: `Rewards::Surveys` (`max_values`: None, `max_size`: Some(20793), added: 23268, mode: `MaxEncodedLen`)
	fn wind_up() -> Weight {
		// Least time: 22_159_240_000 ps. Proof size measured: 45856.
		Weight::from_parts(22_644_320_000, 352128)
			.saturating_add(T::DbWeight::get().reads(395_u64))
			.saturating_add(T::DbWeight::get().writes(392_u64))
	}
	/// Storage: `Rewards::OldestOffence` (r:1 w:0)
	/// Proof: `Rewards::OldestOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::NextOffence` (r:1 w:0)
	/// Proof: `Rewards::NextOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Offences` (r:1 w:0)
	/// Proof: `Rewards::Offences` (`max_values`: None, `max_size`: Some(4127), added: 6602, mode: `MaxEncodedLen`)
	fn poll() -> Weight {
		// Least time: 16_054_000 ps. Proof size measured: 4325.
		Weight::from_parts(17_366_000, 7592)
			.saturating_add(T::DbWeight::get().reads(3_u64))
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
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Parties` (r:128 w:128)
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:129 w:129)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:129 w:129)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn charge(n: u32, ) -> Weight {
		// Least time: 229_551_000 ps. Proof size measured: 16485 + n * 219.
		Weight::from_parts(266_347_925, 8122)
			// Standard error: 88_409
			.saturating_add(Weight::from_parts(91_385_954, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2722).saturating_mul(n.into()))
	}
	/// Storage: `Rewards::AgreementOf` (r:1 w:0)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Agreements` (r:1 w:1)
	/// Proof: `Rewards::Agreements` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TermsOf` (r:1 w:0)
	/// Proof: `Rewards::TermsOf` (`max_values`: None, `max_size`: Some(4657), added: 7132, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Payouts` (r:1 w:1)
	/// Proof: `Rewards::Payouts` (`max_values`: None, `max_size`: Some(18498), added: 20973, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Surveys` (r:1 w:1)
	/// Proof: `Rewards::Surveys` (`max_values`: None, `max_size`: Some(20793), added: 23268, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::MeritBounds` (r:1 w:1)
	/// Proof: `Rewards::MeritBounds` (`max_values`: None, `max_size`: Some(20752), added: 23227, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::PartiesOf` (r:1 w:0)
	/// Proof: `Rewards::PartiesOf` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Parties` (r:128 w:128)
	/// Proof: `Rewards::Parties` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::Records` (r:128 w:0)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:129 w:129)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:129 w:129)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::OldestOffence` (r:1 w:0)
	/// Proof: `Rewards::OldestOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::NextOffence` (r:1 w:0)
	/// Proof: `Rewards::NextOffence` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn settle(n: u32, ) -> Weight {
		// Least time: 333_104_000 ps. Proof size measured: 2540 + n * 467.
		Weight::from_parts(335_008_000, 24258)
			// Standard error: 267_921
			.saturating_add(Weight::from_parts(218_842_252, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3034).saturating_mul(n.into()))
	}
}
