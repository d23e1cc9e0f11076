//! The coordinate-wise median over n updates of 2^20 lanes, against sorting each lane's values.
//!
//! - `read`: all lanes read once, on all threads. Every rate is in bytes of the updates.
//! - `guild`: unit rows, the median, and the base model added: the last pass as it is.
//! - `sort`: every lane's values gathered and sorted, one thread, as a library without a network does.
//! - `sort-threads`: the same on all threads of the pool.
#![allow(missing_docs)] // criterion's own items

mod common;

use common::{
	inputs, lanes, read,
	sorted::{sorted, sorted_threads},
};
use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use guild_aggregation::{apply, fast, mix, Updates};
use guild_primitives::{ColumnRule, MixRule};
use std::{hint::black_box, time::Duration};

/// Lanes of an update.
const DIM: usize = 1 << 20;

fn bench(c: &mut Criterion) {
	let mut group = c.benchmark_group("median");
	group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
	for kind in ["full-range", "real"] {
		for n in [10, 20, 50] {
			let own = lanes(kind, n, DIM);
			let slices: Vec<&[i16]> = own.iter().map(Vec::as_slice).collect();
			let updates = Updates::new(&slices, DIM).expect("well formed");
			let mut inputs = inputs(n, DIM);
			(inputs.rule.mix, inputs.rule.column) = (MixRule::Each, ColumnRule::Median);
			// The rows are units whatever the matrix is, which is not part of this.
			let (mix, base) = (mix(&fast::gram(updates), &inputs).expect("a mix"), vec![0i32; DIM]);
			let name = |what: &str| BenchmarkId::new(format!("{kind}/{what}"), n);
			group.throughput(Throughput::Bytes((2 * n * DIM) as u64));
			group.bench_function(name("read"), |b| b.iter(|| read(black_box(&slices))));
			group.bench_function(name("guild"), |b| {
				b.iter(|| fast::apply(&apply::Task::new(updates, &mix, &base).expect("parts that fit")));
			});
			let mut out = vec![0i16; DIM];
			sorted(&slices, 0, &mut out);
			let own = fast::apply(&apply::Task::new(updates, &mix, &base).expect("parts that fit")).aggregate;
			// The mean of the middle two is rounded half to even there, and towards zero here.
			assert!(own.iter().zip(&out).all(|(a, b)| a.abs_diff(*b) <= 1), "both are the median");
			group.bench_function(name("sort"), |b| b.iter(|| sorted(black_box(&slices), 0, &mut out)));
			group.bench_function(name("sort-threads"), |b| {
				b.iter(|| sorted_threads(black_box(&slices), &mut out));
			});
		}
	}
	group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
