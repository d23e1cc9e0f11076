//! The fast passes give the bits of the obvious ones: with every set of kernels, any number of threads, any length.

mod common;

use common::*;
use guild_aggregation::{
	fast::{self, Engine},
	reference, Updates,
};
use guild_primitives::{ColumnRule, MixRule, PreStep, Root, RoundInputs};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Compares every fast way with the reference.
fn check(inputs: &RoundInputs, updates: &[Vec<i16>], base: &[i32]) {
	let updates = slices(updates);
	let expected = reference::aggregate(inputs, &updates, base);
	for threads in [1, 2, 3] {
		let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
		for engine in Engine::all() {
			let found = pool.install(|| fast::aggregate_with(engine, inputs, &updates, base));
			assert_eq!(found, expected, "{threads} threads, {engine:?}");
		}
	}
	assert_eq!(guild_aggregation::aggregate(inputs, &updates, base), expected);
}

/// Lengths around the ends of vectors, runs and blocks.
fn any_dim() -> impl Strategy<Value = usize> {
	prop_oneof![1usize..70, prop::sample::select(vec![255, 256, 257, 2047, 2048, 2049, 2063, 2064, 4096, 4097, 6161])]
}

fn any_round() -> impl Strategy<Value = (RoundInputs, Vec<Vec<i16>>, Vec<i32>)> {
	(1usize..=11, any_dim(), any_rule()).prop_flat_map(|(n, dim, rule)| {
		let updates = prop::collection::vec((any_lanes(dim), any_weight(), prop::bool::weighted(0.9)), n);
		let base = prop::collection::vec(prop_oneof![-9999..9999, Just(i32::MAX), Just(i32::MIN)], dim);
		let bound = prop_oneof![3 => Just(u64::MAX), 1 => 0u64..3_000_000];
		(updates, base, bound).prop_map(move |(updates, base, norm_bound)| {
			let weights: Vec<u32> = updates.iter().map(|(_, weight, _)| *weight).collect();
			let mut inputs = inputs(rule.clone(), &weights, dim);
			inputs.norm_bound = norm_bound;
			inputs.included.iter_mut().zip(&updates).for_each(|(update, (_, _, active))| update.active = *active);
			let mut columns: Vec<Vec<i16>> = updates.into_iter().map(|(lanes, ..)| lanes).collect();
			// The first bit of the base model decides whether there was an aggregate before.
			inputs.previous_aggregate_root = (base[0] % 2 == 0).then_some(Root([8; 32]));
			columns.extend(inputs.previous_aggregate().map(|_| base.iter().map(|lane| (lane % 5000) as i16).collect()));
			(inputs, columns, base)
		})
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]
	#[test]
	fn the_fast_passes_equal_the_reference((inputs, updates, base) in any_round()) {
		check(&inputs, &updates, &base);
	}
}

/// `n` updates of full-range lanes from a seed.
fn random(n: usize, dim: usize, largest: i16, seed: u64) -> Vec<Vec<i16>> {
	let mut rng = ChaCha8Rng::seed_from_u64(seed);
	(0..n).map(|_| (0..dim).map(|_| rng.random_range(-largest..=largest)).collect()).collect()
}

#[test]
fn the_largest_number_of_updates_with_the_largest_lanes() {
	let dim = 2048 + 37;
	let weights: Vec<u32> = (0..128).map(|i| if i % 2 == 0 { u32::MAX } else { i + 1 }).collect();
	let ends: Vec<Vec<i16>> =
		(0..128).map(|i| (0..dim).map(|l| if (i + l) % 3 == 0 { -32767 } else { 32767 }).collect()).collect();
	let equal: Vec<Vec<i16>> = vec![vec![-32767; dim]; 128];
	let base: Vec<i32> = (0..dim).map(|l| if l % 2 == 0 { i32::MIN } else { i32::MAX }).collect();
	for updates in [ends, equal, random(128, dim, 32767, 7)] {
		for rule in [
			rule(0, MixRule::Mean),
			geometric_median(40),
			rule(40, MixRule::MultiKrum { m: 80 }),
			columns(30, ColumnRule::Median),
			columns(30, ColumnRule::TrimmedMean),
			columns(30, ColumnRule::Meamed),
			after(
				&[PreStep::Clip { tau: 900_000 }, PreStep::NearestNeighbourMixing],
				columns(50, ColumnRule::TrimmedMean),
			),
		] {
			check(&inputs(rule, &weights, dim), &updates, &base);
		}
	}
}

#[test]
fn sums_in_32_bits_are_emptied_before_they_overflow() {
	// Around the magnitudes at which the kernels change how they sum.
	for largest in [1023, 1448, 2047, 2048, 4095, 11_584, 11_585, 11_586, 16_383, 16_384, 32_766, 32_767] {
		let updates: Vec<Vec<i16>> = vec![vec![largest; 4099], vec![-largest; 4099], vec![largest; 4099]];
		check(&inputs(rule(0, MixRule::Mean), &[1, 1, 5], 4099), &updates, &[0; 4099]);
	}
}

#[test]
fn ties_in_rounding_are_the_same_in_every_kernel() {
	// Two equal weights: every odd sum is a tie.
	let updates =
		vec![(0..5000).map(|l| (l % 7) as i16 - 3).collect(), (0..5000).map(|l| (l % 5) as i16 - 2).collect()];
	check(&inputs(rule(0, MixRule::Mean), &[1, 1], 5000), &updates, &[0; 5000]);
}

#[test]
fn means_around_medians_agree_on_every_tie() {
	// Few values, so that most lanes have equally far ones, and all counts of rows and of values left out.
	for n in 1..=9 {
		let updates: Vec<Vec<i16>> =
			random(n, 2100, 3, n as u64).into_iter().map(|lanes| lanes.iter().map(|l| l * 10_922).collect()).collect();
		for far in 0..n {
			let rule = columns(far as u16, ColumnRule::Meamed);
			check(&inputs(rule.clone(), &vec![1; n], 2100), &updates, &[0; 2100]);
			let bulyan = guild_primitives::RuleSpec { mix: MixRule::Bulyan, ..rule };
			check(&inputs(bulyan, &vec![1; n], 2100), &updates, &[0; 2100]);
		}
	}
}

#[test]
fn wide_spans_are_those_of_the_reference() {
	// Spans of two chunks and of four, and last ones that are not whole.
	for dim in [(1 << 18) + 700, (1 << 19) + 1300] {
		let updates = random(3, dim, 3000, 5);
		let (inputs, base) = (inputs(rule(0, MixRule::Mean), &[1, 2, 3], dim), vec![5; dim]);
		let expected = reference::aggregate(&inputs, &slices(&updates), &base).expect("a result");
		assert!(fast::aggregate(&inputs, &slices(&updates), &base).expect("a result") == expected);
	}
}

#[test]
fn a_gram_matrix_is_exact_at_the_ends_of_the_range() {
	let lanes = [vec![32767i16; 100_003], vec![-32767; 100_003]];
	let updates = slices(&lanes);
	let gram = fast::gram(Updates::new(&updates, 100_003).expect("well formed"));
	let entry = 32767i64 * 32767 * 100_003;
	assert_eq!((gram.get(0, 0), gram.get(0, 1), gram.get(1, 1)), (entry, -entry, entry));
}
