//! Weights of `pallet_training`, measured in Wasm. Made by `scripts/weights`; never edited.
//!
//! 2026-11-30, AMD EPYC, 64.0.0 of the benchmark command, 50 steps of 20 repeats.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed for `pallet_training`.
pub trait WeightInfo {
	fn create_task() -> Weight;
	fn stop_task() -> Weight;
	fn commit_update() -> Weight;
	fn vote_availability() -> Weight;
	fn attest(r: u32, ) -> Weight;
	fn challenge(k: u32, ) -> Weight;
	fn challenge_products(p: u32, ) -> Weight;
	fn challenge_mix(c: u32, ) -> Weight;
	fn publish(k: u32, ) -> Weight;
	fn plead() -> Weight;
	fn answer(k: u32, ) -> Weight;
	fn forgive_slash() -> Weight;
	fn on_initialize(t: u32, ) -> Weight;
	fn poll() -> Weight;
	fn open_round(n: u32, ) -> Weight;
	fn end_commit() -> Weight;
	fn end_availability(n: u32, ) -> Weight;
	fn end_publication(n: u32, ) -> Weight;
	fn end_attest(n: u32, ) -> Weight;
	fn end_challenge(n: u32, ) -> Weight;
	fn end_plea(n: u32, ) -> Weight;
	fn fail_round(n: u32, ) -> Weight;
	fn poll_slashes() -> Weight;
	fn settle_slash() -> Weight;
}

/// Weights with the runtime's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Training::NextTask` (r:1 w:1)
	/// Proof: `Training::NextTask` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Training::OpenTasks` (r:1 w:1)
	/// Proof: `Training::OpenTasks` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:0 w:1)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:0 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	fn create_task() -> Weight {
		// Least time: 64_886_000 ps. Proof size measured: 373.
		Weight::from_parts(69_443_000, 1550)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	fn stop_task() -> Weight {
		// Least time: 25_008_000 ps. Proof size measured: 352.
		Weight::from_parts(26_810_000, 3597)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:1 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `PrivacyBudget::Datasets` (r:1 w:0)
	/// Proof: `PrivacyBudget::Datasets` (`max_values`: None, `max_size`: Some(756), added: 3231, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:0 w:1)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(326), added: 2801, mode: `MaxEncodedLen`)
	fn commit_update() -> Weight {
		// Least time: 200_858_000 ps. Proof size measured: 9996.
		Weight::from_parts(222_641_000, 8308)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:1 w:0)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(326), added: 2801, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:0 w:1)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(142), added: 2617, mode: `MaxEncodedLen`)
	fn vote_availability() -> Weight {
		// Least time: 192_276_000 ps. Proof size measured: 6257.
		Weight::from_parts(201_959_000, 7943)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Faults` (r:128 w:0)
	/// Proof: `Training::Faults` (`max_values`: None, `max_size`: Some(8305), added: 10780, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:1)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(134564), added: 137039, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:1 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:0 w:1)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// The range of component `r` is `[0, 128]`.
	fn attest(r: u32, ) -> Weight {
		// Least time: 1_361_171_000 ps. Proof size measured: 22076.
		Weight::from_parts(1_454_853_732, 1380830)
			// Standard error: 130_730
			.saturating_add(Weight::from_parts(6_070_910, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(137_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:1 w:0)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:1)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(134564), added: 137039, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:1 w:0)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:127 w:127)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:127 w:127)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:127 w:127)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:21 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Training::NewestSlashDue` (r:1 w:1)
	/// Proof: `Training::NewestSlashDue` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Training::NextSlash` (r:1 w:1)
	/// Proof: `Training::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgreementOf` (r:1 w:0)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::Records` (r:127 w:127)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Faults` (r:0 w:1)
	/// Proof: `Training::Faults` (`max_values`: None, `max_size`: Some(8305), added: 10780, mode: `MaxEncodedLen`)
	/// Storage: `Training::Slashes` (r:0 w:127)
	/// Proof: `Training::Slashes` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// The range of component `k` is `[1, 1536]`.
	fn challenge(k: u32, ) -> Weight {
		// Least time: 26_678_369_000 ps. Proof size measured: 183271.
		Weight::from_parts(27_348_976_824, 386308)
			// Standard error: 115_564
			.saturating_add(Weight::from_parts(7_151_090, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(541_u64))
			.saturating_add(T::DbWeight::get().writes(642_u64))
	}
	/// The range of component `p` is `[1, 1024]`.
	fn challenge_products(p: u32, ) -> Weight {
		// Least time: 345_533_000 ps. Proof size measured: 0.
		Weight::from_parts(2_319_461_541, 0)
			// Standard error: 95_276
			.saturating_add(Weight::from_parts(54_495_836, 0).saturating_mul(p.into()))
	}
	/// The range of component `c` is `[1, 1024]`.
	fn challenge_mix(c: u32, ) -> Weight {
		// Least time: 561_904_000 ps. Proof size measured: 0.
		Weight::from_parts(130_167_028, 0)
			// Standard error: 371_987
			.saturating_add(Weight::from_parts(118_198_872, 0).saturating_mul(c.into()))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:1 w:0)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(326), added: 2801, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::Published` (r:1 w:1)
	/// Proof: `Training::Published` (`max_values`: None, `max_size`: Some(318), added: 2793, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// The range of component `k` is `[1, 1024]`.
	fn publish(k: u32, ) -> Weight {
		// Least time: 123_283_000 ps. Proof size measured: 11251.
		Weight::from_parts(148_207_047, 8308)
			// Standard error: 7_932
			.saturating_add(Weight::from_parts(7_402_221, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:1)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:2 w:2)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	fn plead() -> Weight {
		// Least time: 269_210_000 ps. Proof size measured: 11089.
		Weight::from_parts(298_003_000, 8308)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:1)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:0)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(134564), added: 137039, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:2 w:2)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// The range of component `k` is `[1, 1536]`.
	fn answer(k: u32, ) -> Weight {
		// Least time: 387_746_000 ps. Proof size measured: 144751.
		Weight::from_parts(414_282_677, 138029)
			// Standard error: 9_867
			.saturating_add(Weight::from_parts(4_027_080, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Training::Slashes` (r:1 w:1)
	/// Proof: `Training::Slashes` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	fn forgive_slash() -> Weight {
		// Least time: 95_111_000 ps. Proof size measured: 525.
		Weight::from_parts(99_217_000, 3712)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// The range of component `t` is `[0, 16]`.
	fn on_initialize(t: u32, ) -> Weight {
		// Least time: 8_092_000 ps. Proof size measured: 178 + t * 4.
		Weight::from_parts(11_800_631, 3542)
			// Standard error: 1_864
			.saturating_add(Weight::from_parts(2_257_766, 0).saturating_mul(t.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Training::Due` (r:1 w:0)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:0)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	fn poll() -> Weight {
		// Least time: 17_876_000 ps. Proof size measured: 4673.
		Weight::from_parts(19_920_000, 7943)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Upgrade` (r:1 w:0)
	/// Proof: `Consortium::Upgrade` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Departures` (r:1 w:0)
	/// Proof: `Consortium::Departures` (`max_values`: Some(1), `max_size`: Some(4610), added: 5105, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:129 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(255), added: 2730, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn open_round(n: u32, ) -> Weight {
		// Least time: 94_881_000 ps. Proof size measured: 5898 + n * 210.
		Weight::from_parts(31_231_986, 8308)
			// Standard error: 40_504
			.saturating_add(Weight::from_parts(17_987_970, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(Weight::from_parts(0, 2728).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	fn end_commit() -> Weight {
		// Least time: 54_962_000 ps. Proof size measured: 9524.
		Weight::from_parts(59_788_000, 8308)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:127 w:0)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:126 w:126)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:126 w:126)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:127 w:0)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(326), added: 2801, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::Records` (r:127 w:0)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:0 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn end_availability(n: u32, ) -> Weight {
		// Least time: 284_753_000 ps. Proof size measured: 4701 + n * 580.
		Weight::from_parts(287_837_000, 10092)
			// Standard error: 180_151
			.saturating_add(Weight::from_parts(97_095_844, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2893).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:128 w:0)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgreementOf` (r:1 w:0)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:20 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::Records` (r:128 w:127)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:127 w:127)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:127 w:127)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:64 w:0)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(326), added: 2801, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:0 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[10, 128]`.
	fn end_publication(n: u32, ) -> Weight {
		// Least time: 1_957_487_000 ps. Proof size measured: 5137 + n * 497.
		Weight::from_parts(1_984_547_000, 51210)
			// Standard error: 4_276_274
			.saturating_add(Weight::from_parts(480_372_240, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(25_u64))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3034).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:128 w:128)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:1 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:128 w:128)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(326), added: 2801, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:1)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(134564), added: 137039, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:128 w:128)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgreementOf` (r:1 w:0)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:20 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::Records` (r:128 w:128)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:128 w:128)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:128 w:128)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Lineages` (r:0 w:1)
	/// Proof: `Training::Lineages` (`max_values`: None, `max_size`: Some(148218), added: 150693, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundOfModel` (r:0 w:1)
	/// Proof: `Training::RoundOfModel` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:0 w:1)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn end_attest(n: u32, ) -> Weight {
		// Least time: 308_618_000 ps. Proof size measured: 0 + n * 1795.
		Weight::from_parts(94_969_212, 138029)
			// Standard error: 403_180
			.saturating_add(Weight::from_parts(135_056_637, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(28_u64))
			.saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3034).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:128 w:128)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:1 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:128 w:128)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(326), added: 2801, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:43)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(134564), added: 137039, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:128 w:128)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgreementOf` (r:1 w:0)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:20 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::Records` (r:128 w:128)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:128 w:128)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:128 w:128)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Training::Lineages` (r:0 w:1)
	/// Proof: `Training::Lineages` (`max_values`: None, `max_size`: Some(148218), added: 150693, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundOfModel` (r:0 w:1)
	/// Proof: `Training::RoundOfModel` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:0 w:1)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn end_challenge(n: u32, ) -> Weight {
		// Least time: 704_977_000 ps. Proof size measured: 0 + n * 1861.
		Weight::from_parts(719_268_000, 138029)
			// Standard error: 255_058
			.saturating_add(Weight::from_parts(133_288_829, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(28_u64))
			.saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7_u64))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3034).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:1)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:1 w:0)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:127 w:127)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:128 w:128)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:128 w:128)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:21 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Training::NewestSlashDue` (r:1 w:1)
	/// Proof: `Training::NewestSlashDue` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Training::NextSlash` (r:1 w:1)
	/// Proof: `Training::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgreementOf` (r:1 w:0)
	/// Proof: `Rewards::AgreementOf` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::Records` (r:127 w:127)
	/// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(559), added: 3034, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:2 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:0 w:1)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(134564), added: 137039, mode: `MaxEncodedLen`)
	/// Storage: `Training::Faults` (r:0 w:1)
	/// Proof: `Training::Faults` (`max_values`: None, `max_size`: Some(8305), added: 10780, mode: `MaxEncodedLen`)
	/// Storage: `Training::Slashes` (r:0 w:127)
	/// Proof: `Training::Slashes` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn end_plea(n: u32, ) -> Weight {
		// Least time: 833_798_000 ps. Proof size measured: 5674 + n * 343.
		Weight::from_parts(842_040_000, 53721)
			// Standard error: 352_613
			.saturating_add(Weight::from_parts(194_985_554, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(30_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2893).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4478), added: 6953, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4843), added: 7318, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:128 w:128)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:128 w:128)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:128 w:128)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:0 w:128)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(134564), added: 137039, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:0 w:128)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:0 w:1)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:0 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:0 w:128)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(326), added: 2801, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn fail_round(n: u32, ) -> Weight {
		// Least time: 457_510_000 ps. Proof size measured: 5306 + n * 390.
		Weight::from_parts(25_728_897, 8308)
			// Standard error: 322_988
			.saturating_add(Weight::from_parts(104_636_968, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2722).saturating_mul(n.into()))
	}
	/// Storage: `Training::OldestSlash` (r:1 w:0)
	/// Proof: `Training::OldestSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::NextSlash` (r:1 w:0)
	/// Proof: `Training::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::Slashes` (r:1 w:0)
	/// Proof: `Training::Slashes` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	fn poll_slashes() -> Weight {
		// Least time: 14_892_000 ps. Proof size measured: 330.
		Weight::from_parts(16_034_000, 3574)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// Storage: `Training::OldestSlash` (r:1 w:1)
	/// Proof: `Training::OldestSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::NextSlash` (r:1 w:0)
	/// Proof: `Training::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::Slashes` (r:1 w:1)
	/// Proof: `Training::Slashes` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn settle_slash() -> Weight {
		// Least time: 146_668_000 ps. Proof size measured: 627.
		Weight::from_parts(151_264_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
}
