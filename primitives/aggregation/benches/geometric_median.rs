//! The geometric median over n updates of 2^20 lanes, and over 20 of 2^24, against what the field's libraries do.
//!
//! - `read`: all lanes read once and added up, on all threads: the memory's own speed, which the others are to be held against.
//!   Every rate is in bytes of the updates, each counted once.
//! - `guild-with-trace`: everything: Gram, mix, apply, trace and roots, as a worker does before it attests.
//! - `guild`: without any hash: the exact Gram matrix, Weiszfeld in n-space until nothing moves by more than 2^-24, one last pass.
//! - `weiszfeld-f32`: ten smoothed Weiszfeld iterations over the updates themselves as f32, one update after another, as
//!   libraries on NumPy or PyTorch do. Compiled with the same optimisations, one thread, as its loops come.
//! - `weiszfeld-f32-threads`: the same on all threads of the pool.
//! - `gram-f32`: a Gram matrix in f32 by `matrixmultiply`, on all threads, the same Weiszfeld in n-space (ours), and a
//!   last pass in f32. Not exact, and not the same on every machine: it shows what exactness costs.
//!
//! Lanes: over the full range, and as in real updates (nearly Gaussian, standard deviation 60). Conversion to f32 is not
//! counted.
#![allow(missing_docs)] // criterion's own items

mod common;

use common::{
	floats::{by_gram, weiszfeld, weiszfeld_threads},
	inputs, lanes, read,
};
use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use guild_aggregation::{apply, fast, mix, Updates};
use std::{hint::black_box, time::Duration};

fn bench(c: &mut Criterion) {
	let mut group = c.benchmark_group("geometric-median");
	group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
	for kind in ["full-range", "real"] {
		for (n, log_dim) in [(10, 20), (20, 20), (50, 20), (20, 24)] {
			let dim = 1 << log_dim;
			let own = lanes(kind, n, dim);
			let slices: Vec<&[i16]> = own.iter().map(Vec::as_slice).collect();
			let updates = Updates::new(&slices, dim).expect("well formed");
			let (inputs, base) = (inputs(n, dim), vec![0i32; dim]);
			let name = |what: &str| BenchmarkId::new(format!("{kind}/{what}"), format!("{n}x2^{log_dim}"));
			group.throughput(Throughput::Bytes((2 * n * dim) as u64));
			group.bench_function(name("read"), |b| b.iter(|| read(black_box(&slices))));
			group.bench_function(name("guild-with-trace"), |b| {
				b.iter(|| fast::aggregate(&inputs, &slices, &base).expect("a result"));
			});
			group.bench_function(name("guild"), |b| {
				b.iter(|| {
					let mix = mix(&fast::gram(updates), &inputs).expect("a mix");
					fast::apply(&apply::Task::new(updates, &mix, &base).expect("parts that fit"))
				});
			});
			group.bench_function(name("guild-gram-alone"), |b| b.iter(|| fast::gram(updates)));

			let matrix: Vec<f32> = own.iter().flatten().map(|lane| f32::from(*lane)).collect();
			let floats: Vec<&[f32]> = matrix.chunks(dim).collect();
			let weights: Vec<f32> = inputs.included.iter().map(|update| update.weight as f32).collect();
			group.bench_function(name("weiszfeld-f32"), |b| b.iter(|| weiszfeld(black_box(&floats), &weights)));
			group.bench_function(name("weiszfeld-f32-threads"), |b| {
				b.iter(|| weiszfeld_threads(black_box(&floats), &weights));
			});
			group.bench_function(name("gram-f32"), |b| {
				b.iter(|| by_gram(black_box(&matrix), &inputs));
			});
		}
	}
	group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
