//! What the trace costs on top of what an aggregation does anyway: n updates of 2^20 lanes, the geometric median.
//!
//! - `without`: Gram, mix and apply, no hash at all.
//! - `with`: the same with the prefix Gram matrices hashed and the spans of aggregate and model hashed: everything that
//!   goes into the trace, and so also both roots of the result.
//! - `with-roots`: Gram, mix and apply, and the two roots as they were made before there was a trace.
//!
//! Lanes: over the full range, and as in real updates (nearly Gaussian, standard deviation 60).
#![allow(missing_docs)] // criterion's own items

mod common;

use common::inputs;
use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion};
use guild_aggregation::{apply, fast, lanes, mix, sink::InMemory, trace::Trace, Updates};
use std::time::Duration;

/// Lanes of an update.
const DIM: usize = 1 << 20;

fn bench(c: &mut Criterion) {
	let mut group = c.benchmark_group("trace");
	group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
	for kind in ["full-range", "real"] {
		for n in [20, 50, 128] {
			let own = common::lanes(kind, n, DIM);
			let slices: Vec<&[i16]> = own.iter().map(Vec::as_slice).collect();
			let updates = Updates::new(&slices, DIM).expect("well formed");
			let (inputs, base) = (inputs(n, DIM), vec![0i32; DIM]);
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
					let mut sink = InMemory::new(DIM);
					let task = apply::Task::new(updates, &mix, &base).expect("parts that fit");
					let trace = Trace::new(&grams, &fast::last_pass(&task, &mut sink).expect("room"));
					(trace.aggregate_root(), trace.model_root(), trace.root())
				});
			});
		}
	}
	group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
