//! What the trace costs on top of what an aggregation does anyway: n updates of 2^20 lanes, the geometric median.
//!
//! - `without`: Gram, mix and apply, no hash at all.
//! - `with`: the same with the prefix Gram matrices hashed and the spans of aggregate and model hashed: everything that
//!   goes into the trace, and so also both roots of the result.
//! - `with-roots`: Gram, mix and apply, and the two roots as they were made before there was a trace.
//!
//! Lanes: over the full range, and as in real updates (nearly Gaussian, standard deviation 60).
#![allow(missing_docs)] // criterion's own items

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion};
use guild_aggregation::{apply, fast, lanes, mix, trace::Trace, Updates};
use guild_primitives::{
	ColumnRule, IncludedUpdate, MemberId, MixRule, Root, RoundId, RoundInputs, RuleSpec, Weighting,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Duration;

const DIM: usize = 1 << 20;

fn updates(kind: &str, n: usize) -> Vec<Vec<i16>> {
	let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
	let mut lane = |full: bool| -> i16 {
		if full {
			rng.random_range(-32767..=32767)
		} else {
			// Twelve uniform values of variance 300 each: standard deviation 60.
			(0..12).map(|_| rng.random_range(-29i16..=30)).sum()
		}
	};
	(0..n).map(|_| (0..DIM).map(|_| lane(kind == "full-range")).collect()).collect()
}

fn inputs(n: usize) -> RoundInputs {
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
		dim: DIM as u32,
		scale: 12,
		norm_bound: u64::MAX,
		seed: None,
		rule: RuleSpec {
			f: 2,
			mix: MixRule::GeometricMedian { iterations: 200, nu: 1 },
			column: ColumnRule::Identity,
			..RuleSpec::mean(Weighting::Samples)
		},
		included: included.collect::<Vec<_>>().try_into().expect("at most 128"),
	}
}

fn bench(c: &mut Criterion) {
	let mut group = c.benchmark_group("trace");
	group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
	for kind in ["full-range", "real"] {
		for n in [20, 50, 128] {
			let own = updates(kind, n);
			let slices: Vec<&[i16]> = own.iter().map(Vec::as_slice).collect();
			let updates = Updates::new(&slices, DIM).expect("well formed");
			let (inputs, base) = (inputs(n), vec![0i32; DIM]);
			let name = |what: &str| BenchmarkId::new(format!("{kind}/{what}"), n);
			let without = || {
				let mix = mix(&fast::gram(updates), &inputs).expect("a mix");
				fast::apply(&apply::Task::new(updates, &mix, &base).expect("parts that fit"))
			};
			group.bench_function(name("without"), |b| b.iter(without));
			group.bench_function(name("with-roots"), |b| {
				b.iter(|| {
					let applied = without();
					let aggregate = fast::root(&lanes::to_bytes(&applied.aggregate));
					(aggregate, fast::root(&lanes::model_to_bytes(&applied.model)))
				});
			});
			group.bench_function(name("with"), |b| {
				b.iter(|| {
					let grams = fast::trace::prefix_grams(updates);
					let mix = mix(&grams.gram, &inputs).expect("a mix");
					let applied = fast::apply(&apply::Task::new(updates, &mix, &base).expect("parts that fit"));
					let trace = Trace::new(&grams, &fast::trace::span_values(&applied, updates.spans()));
					(trace.aggregate_root(), trace.model_root(), trace.root())
				});
			});
		}
	}
	group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
