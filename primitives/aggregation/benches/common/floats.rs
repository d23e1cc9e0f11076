//! What the field's libraries do, in `f32`.

use guild_aggregation::{mix, Gram};
use guild_primitives::RoundInputs;
use rayon::prelude::*;

/// Lanes that a thread takes at a time.
const PART: usize = 1 << 14;

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

/// Ten smoothed iterations over the updates themselves, one thread, as libraries on NumPy or PyTorch do.
pub fn weiszfeld(updates: &[&[f32]], weights: &[f32]) -> Vec<f32> {
	let mut centre = vec![0.0; updates[0].len()];
	add_scaled(&mut centre, updates, weights, 0);
	for _ in 0..10 {
		let pulls: Vec<f32> =
			updates.iter().zip(weights).map(|(update, weight)| weight / distance(update, &centre).max(1.0)).collect();
		add_scaled(&mut centre, updates, &pulls, 0);
	}
	centre
}

/// The same on all threads of the pool.
pub fn weiszfeld_threads(updates: &[&[f32]], weights: &[f32]) -> Vec<f32> {
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

/// The aggregate by a Gram matrix in `f32`: it, our own Weiszfeld in n-space, and a last pass in `f32`, on all threads. `matrix` is
/// n × d, row by row.
pub fn by_gram(matrix: &[f32], inputs: &RoundInputs) -> Vec<f32> {
	let n = inputs.included.len();
	let gram = gram_f32(matrix, n);
	let entries = (0..n * n).map(|k| gram[(k / n).max(k % n) * n + (k / n).min(k % n)] as i64).collect();
	let mix = mix(&Gram::new(n, entries).expect("in range"), inputs).expect("a mix");
	let row: Vec<f32> = mix.rows.as_slice()[0].iter().map(|c| *c as f32).collect();
	let updates: Vec<&[f32]> = matrix.chunks(matrix.len() / n).collect();
	let mut out = vec![0.0; matrix.len() / n];
	out.par_chunks_mut(PART).enumerate().for_each(|(i, part)| add_scaled(part, &updates, &row, i * PART));
	out
}
