//! The updates that the benchmarks are over, and the rule.
#![allow(dead_code)] // Each benchmark uses its own part.

pub mod floats;
pub mod sorted;

use guild_primitives::{
	ColumnRule, IncludedUpdate, MemberId, MixRule, Root, RoundId, RoundInputs, RuleSpec, Weighting,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// `n` updates of `dim` lanes of this kind.
pub fn lanes(kind: &str, n: usize, dim: usize) -> Vec<Vec<i16>> {
	let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
	let mut lane = |full: bool| -> i16 {
		if full {
			rng.random_range(-32767..=32767)
		} else {
			// Twelve uniform values of variance 300 each: standard deviation 60.
			(0..12).map(|_| rng.random_range(-29i16..=30)).sum()
		}
	};
	(0..n).map(|_| (0..dim).map(|_| lane(kind == "full-range")).collect()).collect()
}

/// Inputs of a round over `n` updates of `dim` lanes, by the geometric median.
pub fn inputs(n: usize, dim: usize) -> RoundInputs {
	let included = (0..n).map(|i| IncludedUpdate {
		member: MemberId([i as u8; 32]),
		update_root: Root([0; 32]),
		weight: 100 + i as u32,
		active: true,
	});
	RoundInputs {
		round: RoundId { task: 0, index: 0 },
		spec_hash: Root([0; 32]),
		base_root: Root([0; 32]),
		previous_aggregate_root: None,
		dim: dim as u32,
		scale: 12,
		norm_bound: u64::MAX,
		rule: RuleSpec {
			f: 2,
			mix: MixRule::GeometricMedian { iterations: 200, nu: 1 },
			column: ColumnRule::Identity,
			..RuleSpec::mean(Weighting::Samples)
		},
		seed: None,
		included: included.collect::<Vec<_>>().try_into().expect("at most 128"),
	}
}

/// Reads every lane once, on all threads: what any pass over the updates costs at least. By an operation that every processor does
/// on whole vectors, so that it is the memory that is measured.
pub fn read(updates: &[&[i16]]) -> i16 {
	let parts = updates.par_iter().flat_map(|lanes| lanes.par_chunks(1 << 14));
	parts.map(|part| part.iter().fold(0, |all, lane| all | lane)).reduce(|| 0, |all, part| all | part)
}
