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

use common::{inputs, lanes, read};
use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use guild_aggregation::{apply, fast, mix, Updates};
use rayon::prelude::*;
use std::{hint::black_box, time::Duration};

/// Distance of an update from the centre, in f32 as libraries have it.
fn distance(update: &[f32], centre: &[f32]) -> f32 {
	update.iter().zip(centre).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
}

fn add_scaled(centre: &mut [f32], updates: &[&[f32]], weights: &[f32], start: usize) {
	centre.fill(0.0);
	let total: f32 = weights.iter().sum();
	for (update, weight) in updates.iter().zip(weights) {
		let factor = weight / total;
		centre.iter_mut().zip(&update[start..]).for_each(|(centre, lane)| *centre += factor * lane);
	}
}

fn weiszfeld(updates: &[&[f32]], weights: &[f32]) -> Vec<f32> {
	let mut centre = vec![0.0; updates[0].len()];
	add_scaled(&mut centre, updates, weights, 0);
	for _ in 0..10 {
		let pulls: Vec<f32> =
			updates.iter().zip(weights).map(|(update, weight)| weight / distance(update, &centre).max(1.0)).collect();
		add_scaled(&mut centre, updates, &pulls, 0);
	}
	centre
}

fn weiszfeld_threads(updates: &[&[f32]], weights: &[f32]) -> Vec<f32> {
	const PART: usize = 1 << 14;
	let add = |centre: &mut Vec<f32>, weights: &[f32]| {
		centre.par_chunks_mut(PART).enumerate().for_each(|(i, part)| add_scaled(part, updates, weights, i * PART));
	};
	let mut centre = vec![0.0; updates[0].len()];
	add(&mut centre, weights);
	for _ in 0..10 {
		let pulls: Vec<f32> = updates
			.par_iter()
			.zip(weights)
			.map(|(update, weight)| weight / distance(update, &centre).max(1.0))
			.collect();
		add(&mut centre, &pulls);
	}
	centre
}

/// `matrix` is n × d, row by row. The threads share out the lanes, and their matrices are summed.
fn gram_f32(matrix: &[f32], n: usize) -> Vec<f32> {
	let dim = matrix.len() / n;
	let part = dim.div_ceil(rayon::current_num_threads());
	let zero = || vec![0.0f32; n * n];
	(0..dim)
		.into_par_iter()
		.step_by(part)
		.map(|start| {
			let len = part.min(dim - start);
			let mut gram = zero();
			let rows = matrix[start..].as_ptr();
			// SAFETY: row i of both operands is matrix[i · d + start..][..len], which is inside the n × d elements, the
			// second by its transposed strides; the result has n × n.
			unsafe {
				let (across, down) = (1, dim as isize);
				matrixmultiply::sgemm(
					n,
					len,
					n,
					1.0,
					rows,
					down,
					across,
					rows,
					across,
					down,
					0.0,
					gram.as_mut_ptr(),
					n as isize,
					1,
				);
			}
			gram
		})
		.reduce(zero, |mut sum, part| {
			sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
			sum
		})
}

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
				b.iter(|| {
					let gram = gram_f32(black_box(&matrix), n);
					let entries =
						(0..n * n).map(|k| gram[(k / n).max(k % n) * n + (k / n).min(k % n)] as i64).collect();
					let gram = guild_aggregation::Gram::new(n, entries).expect("in range");
					let mix = mix(&gram, &inputs).expect("a mix");
					let row: Vec<f32> = mix.rows.as_slice()[0].iter().map(|c| *c as f32).collect();
					let mut out = vec![0.0; dim];
					const PART: usize = 1 << 14;
					out.par_chunks_mut(PART)
						.enumerate()
						.for_each(|(i, part)| add_scaled(part, &floats, &row, i * PART));
					out
				});
			});
		}
	}
	group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
