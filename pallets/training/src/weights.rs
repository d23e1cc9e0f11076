//! Weights of `pallet_training`, measured in Wasm. Made by `scripts/weights`; never edited.
//!
//! 2026-11-24, AMD EPYC, 64.0.0 of the benchmark command, 50 steps of 20 repeats.
//!
//! TO BE MEASURED: `challenge`, `challenge_products`, `challenge_mix`, `publish`, `plead`, `answer`, `forgive_slash`,
//! `end_publication`, `end_challenge`, `end_plea`, `poll_slashes` and `settle_slash` are estimates in the measured form, and
//! `vote_availability`, `attest`, `open_round`, `end_availability`, `end_attest` and `fail_round` are measurements from before
//! deposits, bonds, seeds and signatures with what these add. The next run of `scripts/weights` replaces them all, and this
//! paragraph.

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
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4814), added: 7289, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:0 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	fn create_task() -> Weight {
		// Least time: 70_165_000 ps. Proof size measured: 340.
		Weight::from_parts(74_180_000, 1550)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	fn stop_task() -> Weight {
		// Least time: 29_474_000 ps. Proof size measured: 318.
		Weight::from_parts(31_487_000, 3592)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4248), added: 6723, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4814), added: 7289, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:1 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(219), added: 2694, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:0 w:1)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(278), added: 2753, mode: `MaxEncodedLen`)
	fn commit_update() -> Weight {
		// Least time: 188_060_000 ps. Proof size measured: 9746.
		Weight::from_parts(220_979_000, 8279)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4248), added: 6723, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:0 w:1)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	fn vote_availability() -> Weight {
		// Least time: 74_431_000 ps. Proof size measured: 4825. Estimated: a seed and bonds.
		Weight::from_parts(190_000_000, 7713)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Consortium::MemberOfDuty` (r:1 w:0)
	/// Proof: `Consortium::MemberOfDuty` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4248), added: 6723, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:1)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133506), added: 135981, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:0 w:1)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// The range of component `r` is `[0, 128]`.
	fn attest(r: u32, ) -> Weight {
		// Least time: 117_015_000 ps. Proof size measured: 4894.
		// Estimated: a signature, and the faults of the round.
		Weight::from_parts(1_000_000_000, 136971)
			// Standard error: 27_780
			.saturating_add(Weight::from_parts(5_583_605, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(136_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// An estimate: everything that a fault can change with 128 guilty members. `k`: KiB of the proof.
	/// The range of component `k` is `[1, 1536]`.
	fn challenge(k: u32, ) -> Weight {
		Weight::from_parts(8_500_000_000, 136971)
			.saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(655_u64))
			.saturating_add(T::DbWeight::get().writes(655_u64))
	}
	/// An estimate. `p`: 2^16 products.
	/// The range of component `p` is `[1, 1024]`.
	fn challenge_products(p: u32, ) -> Weight {
		Weight::from_parts(0, 0)
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(p.into()))
	}
	/// An estimate. `c`: 2^16 operations of a mix.
	/// The range of component `c` is `[1, 1024]`.
	fn challenge_mix(c: u32, ) -> Weight {
		Weight::from_parts(0, 0)
			.saturating_add(Weight::from_parts(330_000_000, 0).saturating_mul(c.into()))
	}
	/// An estimate: a part is hashed twice, once under a key. `k`: KiB of the part.
	/// The range of component `k` is `[1, 1024]`.
	fn publish(k: u32, ) -> Weight {
		Weight::from_parts(200_000_000, 8279)
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// An estimate.
	fn plead() -> Weight {
		Weight::from_parts(200_000_000, 8279)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// An estimate. `k`: KiB of the list.
	/// The range of component `k` is `[1, 1536]`.
	fn answer(k: u32, ) -> Weight {
		Weight::from_parts(400_000_000, 136971)
			.saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// An estimate.
	fn forgive_slash() -> Weight {
		Weight::from_parts(90_000_000, 3675)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// The range of component `t` is `[0, 16]`.
	fn on_initialize(t: u32, ) -> Weight {
		// Least time: 10_406_000 ps. Proof size measured: 145 + t * 4.
		Weight::from_parts(14_550_764, 3542)
			// Standard error: 2_559
			.saturating_add(Weight::from_parts(2_872_407, 0).saturating_mul(t.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Training::Due` (r:1 w:0)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Rounds` (r:1 w:0)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4248), added: 6723, mode: `MaxEncodedLen`)
	fn poll() -> Weight {
		// Least time: 19_800_000 ps. Proof size measured: 4505.
		Weight::from_parts(26_008_000, 7713)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4248), added: 6723, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4814), added: 7289, mode: `MaxEncodedLen`)
	/// Storage: `Consortium::Members` (r:129 w:0)
	/// Proof: `Consortium::Members` (`max_values`: None, `max_size`: Some(219), added: 2694, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn open_round(n: u32, ) -> Weight {
		// Least time: 83_565_000 ps. Proof size measured: 5299 + n * 85.
		Weight::from_parts(90_345_806, 8279)
			// Standard error: 512_388
			.saturating_add(Weight::from_parts(13_484_941, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(Weight::from_parts(0, 2692).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4248), added: 6723, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4814), added: 7289, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	fn end_commit() -> Weight {
		// Least time: 60_299_000 ps. Proof size measured: 9348.
		Weight::from_parts(77_665_000, 8279)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4248), added: 6723, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:0)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4814), added: 7289, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:127 w:0)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:128 w:0)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(278), added: 2753, mode: `MaxEncodedLen`)
	/// Storage: `Training::Deadlines` (r:1 w:1)
	/// Proof: `Training::Deadlines` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:0 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9012), added: 11487, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn end_availability(n: u32, ) -> Weight {
		// Least time: 138_837_000 ps. Proof size measured: 5225 + n * 377.
		Weight::from_parts(29_518_794, 8643)
			// Estimated: bonds of each voter.
			.saturating_add(Weight::from_parts(260_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2753).saturating_mul(n.into()))
	}
	/// An estimate: n voters, each with bonds. `n`: members.
	/// The range of component `n` is `[4, 128]`.
	fn end_publication(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 8643)
			.saturating_add(Weight::from_parts(260_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 7959).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4248), added: 6723, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4814), added: 7289, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:128 w:128)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:1 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9012), added: 11487, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:128 w:128)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(278), added: 2753, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:1 w:43)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133506), added: 135981, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:0 w:128)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Training::Lineages` (r:0 w:1)
	/// Proof: `Training::Lineages` (`max_values`: None, `max_size`: Some(147123), added: 149598, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundOfModel` (r:0 w:1)
	/// Proof: `Training::RoundOfModel` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:0 w:1)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn end_attest(n: u32, ) -> Weight {
		// Least time: 135_712_000 ps. Proof size measured: 0 + n * 1508.
		Weight::from_parts(106_631_800, 136971)
			// Standard error: 432_566
			.saturating_add(Weight::from_parts(80_221_299, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6351).saturating_mul(n.into()))
	}
	/// An estimate: what `end_attest` does at most. The range of component `n` is `[1, 128]`.
	fn end_challenge(n: u32, ) -> Weight {
		// Least time: 135_712_000 ps. Proof size measured: 0 + n * 1508.
		Weight::from_parts(106_631_800, 136971)
			// Standard error: 432_566
			.saturating_add(Weight::from_parts(80_221_299, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6351).saturating_mul(n.into()))
	}
	/// An estimate: what a challenge does with n guilty members, without the proof. `n`: members.
	/// The range of component `n` is `[4, 128]`.
	fn end_plea(n: u32, ) -> Weight {
		Weight::from_parts(300_000_000, 136971)
			.saturating_add(Weight::from_parts(68_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(14_u64))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6351).saturating_mul(n.into()))
	}
	/// Storage: `Training::Rounds` (r:1 w:1)
	/// Proof: `Training::Rounds` (`max_values`: None, `max_size`: Some(4248), added: 6723, mode: `MaxEncodedLen`)
	/// Storage: `Training::Due` (r:1 w:1)
	/// Proof: `Training::Due` (`max_values`: Some(1), `max_size`: Some(65), added: 560, mode: `MaxEncodedLen`)
	/// Storage: `Training::Tasks` (r:1 w:1)
	/// Proof: `Training::Tasks` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `Training::Specs` (r:1 w:0)
	/// Proof: `Training::Specs` (`max_values`: None, `max_size`: Some(4814), added: 7289, mode: `MaxEncodedLen`)
	/// Storage: `Training::Attestations` (r:128 w:128)
	/// Proof: `Training::Attestations` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Training::Results` (r:0 w:128)
	/// Proof: `Training::Results` (`max_values`: None, `max_size`: Some(133506), added: 135981, mode: `MaxEncodedLen`)
	/// Storage: `Training::AvailabilityVotes` (r:0 w:128)
	/// Proof: `Training::AvailabilityVotes` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Training::RoundRecords` (r:0 w:1)
	/// Proof: `Training::RoundRecords` (`max_values`: None, `max_size`: Some(71), added: 2546, mode: `MaxEncodedLen`)
	/// Storage: `Training::Inputs` (r:0 w:1)
	/// Proof: `Training::Inputs` (`max_values`: None, `max_size`: Some(9012), added: 11487, mode: `MaxEncodedLen`)
	/// Storage: `Training::Commitments` (r:0 w:128)
	/// Proof: `Training::Commitments` (`max_values`: None, `max_size`: Some(278), added: 2753, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[4, 128]`.
	fn fail_round(n: u32, ) -> Weight {
		// Least time: 201_851_000 ps. Proof size measured: 5424 + n * 118.
		Weight::from_parts(21_251_937, 8279)
			// Standard error: 143_111
			.saturating_add(Weight::from_parts(77_686_037, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes((7_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6165).saturating_mul(n.into()))
	}
	/// An estimate.
	fn poll_slashes() -> Weight {
		Weight::from_parts(20_000_000, 3593)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// An estimate.
	fn settle_slash() -> Weight {
		Weight::from_parts(150_000_000, 7293)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
}

