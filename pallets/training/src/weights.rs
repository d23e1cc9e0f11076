//! Weights of `pallet_training`, measured in Wasm. Made by `scripts/weights`; never edited.
//!
//! 2026-11-24, AMD EPYC, 64.0.0 of the benchmark command, 50 steps of 20 repeats.

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
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:0 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	fn create_task() -> Weight {
		// Least time: 71_145_000 ps. Proof size measured: 340.
		Weight::from_parts(75_362_000, 1550)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	fn stop_task() -> Weight {
		// Least time: 29_383_000 ps. Proof size measured: 319.
		Weight::from_parts(31_297_000, 3597)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:1 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(219), added: 2694, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:0 w:1)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(310), added: 2785, mode: `MaxEncodedLen`)
	fn commit_update() -> Weight {
		// Least time: 168_631_000 ps. Proof size measured: 9839.
		Weight::from_parts(199_467_000, 8289)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:1 w:0)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(310), added: 2785, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:0 w:1)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	fn vote_availability() -> Weight {
		// Least time: 211_114_000 ps. Proof size measured: 6058.
		Weight::from_parts(226_757_000, 7895)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Faults` (r:128 w:0)
	/// Proof: `Training::Faults` (`max_values`: None, `max_size`: Some(8305), added: 10780, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:1)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133538), added: 136013, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:1 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(219), added: 2694, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:0 w:1)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// The range of component `r` is `[0, 128]`.
	fn attest(r: u32, ) -> Weight {
		// Least time: 1_548_216_000 ps. Proof size measured: 21923.
		Weight::from_parts(1_622_074_651, 1380830)
			// Standard error: 76_196
			.saturating_add(Weight::from_parts(5_135_363, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(136_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:1 w:0)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:1)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133538), added: 136013, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:1 w:0)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:127 w:127)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:127 w:127)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:127 w:127)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::NextSlash` (r:1 w:1)
	/// Proof: `Training::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
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
		// Least time: 28_182_619_000 ps. Proof size measured: 183142.
		Weight::from_parts(28_996_018_499, 341223)
			// Standard error: 83_485
			.saturating_add(Weight::from_parts(9_531_421, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(391_u64))
			.saturating_add(T::DbWeight::get().writes(514_u64))
	}
	/// The range of component `p` is `[1, 1024]`.
	fn challenge_products(p: u32, ) -> Weight {
		// Least time: 454_136_000 ps. Proof size measured: 0.
		Weight::from_parts(3_431_849_782, 0)
			// Standard error: 146_623
			.saturating_add(Weight::from_parts(57_161_046, 0).saturating_mul(p.into()))
	}
	/// The range of component `c` is `[1, 1024]`.
	fn challenge_mix(c: u32, ) -> Weight {
		// Least time: 566_914_000 ps. Proof size measured: 0.
		Weight::from_parts(307_617_120, 0)
			// Standard error: 177_907
			.saturating_add(Weight::from_parts(116_143_771, 0).saturating_mul(c.into()))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:1 w:0)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(310), added: 2785, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Training::Published` (r:1 w:1)
	/// Proof: `Training::Published` (`max_values`: None, `max_size`: Some(286), added: 2761, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// The range of component `k` is `[1, 1024]`.
	fn publish(k: u32, ) -> Weight {
		// Least time: 156_002_000 ps. Proof size measured: 11108.
		Weight::from_parts(234_612_833, 8289)
			// Standard error: 10_942
			.saturating_add(Weight::from_parts(10_335_720, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:1)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:2 w:2)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	fn plead() -> Weight {
		// Least time: 240_218_000 ps. Proof size measured: 10971.
		Weight::from_parts(279_266_000, 8289)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:1)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:0)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133538), added: 136013, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:2 w:2)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// The range of component `k` is `[1, 1536]`.
	fn answer(k: u32, ) -> Weight {
		// Least time: 347_738_000 ps. Proof size measured: 144635.
		Weight::from_parts(365_828_506, 137003)
			// Standard error: 4_734
			.saturating_add(Weight::from_parts(5_466_041, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Training::Slashes` (r:1 w:1)
	/// Proof: `Training::Slashes` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	fn forgive_slash() -> Weight {
		// Least time: 116_003_000 ps. Proof size measured: 469.
		Weight::from_parts(119_708_000, 3640)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// The range of component `t` is `[0, 16]`.
	fn on_initialize(t: u32, ) -> Weight {
		// Least time: 10_716_000 ps. Proof size measured: 145 + t * 4.
		Weight::from_parts(14_664_883, 3542)
			// Standard error: 2_034
			.saturating_add(Weight::from_parts(2_823_883, 0).saturating_mul(t.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Training::Due` (r:1 w:0)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:0)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	fn poll() -> Weight {
		// Least time: 19_860_000 ps. Proof size measured: 4592.
		Weight::from_parts(22_754_000, 7895)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:129 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(219), added: 2694, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn open_round(n: u32, ) -> Weight {
		// Least time: 83_064_000 ps. Proof size measured: 5306 + n * 85.
		Weight::from_parts(36_067_979, 8289)
			// Standard error: 27_805
			.saturating_add(Weight::from_parts(12_259_609, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(Weight::from_parts(0, 2692).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	fn end_commit() -> Weight {
		// Least time: 62_824_000 ps. Proof size measured: 9442.
		Weight::from_parts(66_910_000, 8289)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:127 w:0)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:126 w:126)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:126 w:126)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:127 w:0)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(310), added: 2785, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:0 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn end_availability(n: u32, ) -> Weight {
		// Least time: 325_254_000 ps. Proof size measured: 4613 + n * 580.
		Weight::from_parts(329_961_000, 9345)
			// Standard error: 193_432
			.saturating_add(Weight::from_parts(109_736_039, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2655).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:128 w:0)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:127 w:127)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:127 w:127)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:64 w:0)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(310), added: 2785, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:0 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn end_publication(n: u32, ) -> Weight {
		// Least time: 577_831_000 ps. Proof size measured: 5075 + n * 496.
		Weight::from_parts(582_116_000, 8940)
			// Standard error: 239_127
			.saturating_add(Weight::from_parts(161_617_775, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2616).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:128 w:128)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:1 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:128 w:128)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(310), added: 2785, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:1)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133538), added: 136013, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:128 w:128)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:128 w:128)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:0 w:128)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `Training::Lineages` (r:0 w:1)
	/// Proof: `Training::Lineages` (`max_values`: None, `max_size`: Some(147192), added: 149667, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundOfModel` (r:0 w:1)
	/// Proof: `Training::RoundOfModel` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:0 w:1)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn end_attest(n: u32, ) -> Weight {
		// Least time: 238_816_000 ps. Proof size measured: 0 + n * 1693.
		Weight::from_parts(128_233_251, 137003)
			// Standard error: 165_506
			.saturating_add(Weight::from_parts(130_082_171, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2785).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:128 w:128)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:1 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:128 w:128)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(310), added: 2785, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:43)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133538), added: 136013, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:128 w:128)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:128 w:128)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:0 w:128)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `Training::Lineages` (r:0 w:1)
	/// Proof: `Training::Lineages` (`max_values`: None, `max_size`: Some(147192), added: 149667, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundOfModel` (r:0 w:1)
	/// Proof: `Training::RoundOfModel` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:0 w:1)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn end_challenge(n: u32, ) -> Weight {
		// Least time: 622_447_000 ps. Proof size measured: 0 + n * 1759.
		Weight::from_parts(205_316_751, 137003)
			// Standard error: 700_113
			.saturating_add(Weight::from_parts(133_497_756, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7_u64))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2785).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:1)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:1 w:0)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:127 w:127)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:128 w:128)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:128 w:128)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::NextSlash` (r:1 w:1)
	/// Proof: `Training::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:2 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:0 w:1)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133538), added: 136013, mode: `MaxEncodedLen`)
	/// Storage: `Training::Faults` (r:0 w:1)
	/// Proof: `Training::Faults` (`max_values`: None, `max_size`: Some(8305), added: 10780, mode: `MaxEncodedLen`)
	/// Storage: `Training::Slashes` (r:0 w:127)
	/// Proof: `Training::Slashes` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn end_plea(n: u32, ) -> Weight {
		// Least time: 856_175_000 ps. Proof size measured: 5579 + n * 343.
		Weight::from_parts(904_167_000, 12514)
			// Standard error: 470_777
			.saturating_add(Weight::from_parts(216_694_881, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2650).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4430), added: 6905, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4824), added: 7299, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:128 w:128)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(204), added: 2679, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:128 w:128)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:128 w:128)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Training::Pleas` (r:1 w:0)
	/// Proof: `Training::Pleas` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:0 w:128)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133538), added: 136013, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:0 w:128)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(141), added: 2616, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:0 w:1)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:0 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9049), added: 11524, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:0 w:128)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(310), added: 2785, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn fail_round(n: u32, ) -> Weight {
		// Least time: 546_373_000 ps. Proof size measured: 5224 + n * 390.
		Weight::from_parts(547_705_000, 8289)
			// Standard error: 289_431
			.saturating_add(Weight::from_parts(120_688_342, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2679).saturating_mul(n.into()))
	}
	/// Storage: `Training::OldestSlash` (r:1 w:0)
	/// Proof: `Training::OldestSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::NextSlash` (r:1 w:0)
	/// Proof: `Training::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::Slashes` (r:1 w:0)
	/// Proof: `Training::Slashes` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	fn poll_slashes() -> Weight {
		// Least time: 17_496_000 ps. Proof size measured: 274.
		Weight::from_parts(18_788_000, 3574)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// Storage: `Training::OldestSlash` (r:1 w:1)
	/// Proof: `Training::OldestSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::NextSlash` (r:1 w:0)
	/// Proof: `Training::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Training::Slashes` (r:1 w:1)
	/// Proof: `Training::Slashes` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn settle_slash() -> Weight {
		// Least time: 180_149_000 ps. Proof size measured: 571.
		Weight::from_parts(186_437_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
}
