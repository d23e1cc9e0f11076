//! The trace: prefix Gram matrices of the spans while their lanes are in cache, and the values of spans, sixteen at a time.

use super::{
	blake3xn::{self, Kind, WAYS},
	tile::{self, Side, SIDE},
	Engine, BLOCK,
};
use crate::{
	apply::Applied,
	chunks::Value,
	gram::{Gram, Updates},
	lanes::{self, LANE_BYTES, MODEL_LANE_BYTES},
	trace::{triangle, PrefixGrams, SpanValues, Spans},
};
use core::ops::Range;
use rayon::prelude::*;

/// Bytes of prefix matrices that are held at one time, so that they stay in a core's own cache, unless that were too few
/// spans for all threads.
const WAVE_BYTES: usize = 1 << 20;

/// The prefix Gram matrices of the updates, hashed.
pub fn prefix_grams(updates: Updates<'_>) -> PrefixGrams {
	prefix_grams_with(Engine::detect(), updates)
}

/// The prefix Gram matrices of the updates, with chosen kernels.
///
/// In waves of many spans: threads sum up runs of sixteen spans from zero; one adds up the runs; then threads add to each
/// run what comes before it, and hash it.
pub fn prefix_grams_with(engine: Engine, updates: Updates<'_>) -> PrefixGrams {
	let (n, spans) = (updates.len(), updates.spans());
	let entries = triangle::entries(n);
	let run = entries * WAYS;
	let runs_in_wave = (WAVE_BYTES / (8 * run)).max(4 * rayon::current_num_threads());
	let runs = spans.count().div_ceil(WAYS);

	let mut hashes = vec![Value::default(); spans.count()];
	let mut total = vec![0i64; entries];
	let mut wave = vec![0i64; run * runs_in_wave.min(runs)];
	for (number, hashes) in hashes.chunks_mut(WAYS * runs_in_wave).enumerate() {
		let first = number * runs_in_wave * WAYS;
		let wave = wave.get_mut(..run * hashes.len().div_ceil(WAYS)).unwrap_or(&mut []);
		wave.par_chunks_mut(run).enumerate().for_each(|(place, run)| {
			add_run(engine, updates, first + place * WAYS, run);
		});
		let before: Vec<Vec<i64>> = wave
			.chunks(run)
			.map(|run| {
				let before = total.clone();
				let last = run.rchunks(entries).next().unwrap_or(&[]);
				total.iter_mut().zip(last).for_each(|(total, own)| *total += own);
				before
			})
			.collect();
		wave.par_chunks_mut(run).zip(before).zip(hashes.par_chunks_mut(WAYS)).for_each(|((run, before), hashes)| {
			for own in run.chunks_mut(entries) {
				own.iter_mut().zip(&before).for_each(|(own, before)| *own += before);
			}
			hashes.iter_mut().zip(hash_run(engine, run, entries)).for_each(|(to, hash)| *to = hash);
		});
	}
	let gram = Gram::from_lower(n, |i, j| total.get(triangle::entries(i) + j).copied().unwrap_or(0));
	PrefixGrams { hashes, gram }
}

/// Sixteen prefix matrices from zero, of the spans from `first` on; beyond the last span the last one again.
fn add_run(engine: Engine, updates: Updates<'_>, first: usize, run: &mut [i64]) {
	let mut rest = run;
	let entries = rest.len() / WAYS;
	let zero = vec![0; entries];
	let mut before: &[i64] = &zero;
	for span in first..first + WAYS {
		let Some((own, later)) = rest.split_at_mut_checked(entries) else { return };
		own.iter_mut().zip(before).for_each(|(own, before)| *own = *before);
		add_range(engine, updates, updates.spans().lanes(span).unwrap_or(0..0), own);
		(before, rest) = (own, later);
	}
}

/// The hashes of sixteen prefix matrices.
fn hash_run(engine: Engine, run: &[i64], entries: usize) -> [Value; WAYS] {
	#[cfg(target_endian = "little")]
	{
		let key = blake3::hazmat::hash_derive_key_context(triangle::CONTEXT);
		let matrix = |way: usize| run.get(way * entries..(way + 1) * entries).unwrap_or(&[]);
		let messages = core::array::from_fn(|way| pulp::bytemuck::cast_slice(matrix(way)));
		if let Some(hashes) = blake3xn::values(engine, Kind::Keyed(key), messages) {
			return hashes;
		}
	}
	let mut matrices = run.chunks(entries);
	core::array::from_fn(|_| triangle::hash(matrices.next().unwrap_or(&[])))
}

/// Adds the inner products over a range of lanes.
fn add_range(engine: Engine, updates: Updates<'_>, range: Range<usize>, sums: &mut [i64]) {
	for start in range.clone().step_by(BLOCK) {
		let range = start..range.end.min(start + BLOCK);
		let parts: Vec<&[i16]> = updates.lanes().iter().filter_map(|lanes| lanes.get(range.clone())).collect();
		let mut largest = vec![0u16; parts.len()];
		engine.run(|| parts.iter().zip(&mut largest).for_each(|(part, largest)| *largest = magnitude(part)));

		let side = |first: usize| Side {
			lanes: pick(&parts, first),
			count: (parts.len() - first).min(SIDE),
			magnitude: largest.iter().skip(first).take(SIDE).max().copied().unwrap_or(0),
		};
		for first_row in (0..parts.len()).step_by(SIDE) {
			let rows = side(first_row);
			for first_column in (0..=first_row).step_by(SIDE) {
				let columns = side(first_column);
				let tile = tile::inner_products(engine, &rows, &columns);
				for (i, row) in (first_row..parts.len()).zip(tile) {
					for (j, product) in (first_column..=i).zip(row) {
						if let Some(sum) = sums.get_mut(triangle::entries(i) + j) {
							*sum += product;
						}
					}
				}
			}
		}
	}
}

/// Parts from `first` on; beyond the last one the last one again, whose products nobody reads.
fn pick<'a>(parts: &[&'a [i16]], first: usize) -> [&'a [i16]; SIDE] {
	core::array::from_fn(|k| parts.get(first + k).or(parts.last()).copied().unwrap_or(&[]))
}

/// The largest magnitude of a lane.
#[inline(always)]
fn magnitude(lanes: &[i16]) -> u16 {
	lanes.iter().fold(0, |largest, lane| largest.max(lane.unsigned_abs()))
}

/// The values of the spans of what the last pass yields.
pub fn span_values(applied: &Applied, spans: Spans) -> SpanValues {
	span_values_with(Engine::detect(), applied, spans)
}

/// The values of the spans, with chosen kernels.
pub fn span_values_with(engine: Engine, applied: &Applied, spans: Spans) -> SpanValues {
	SpanValues {
		aggregate: values(engine, spans, LANE_BYTES, &applied.aggregate, lanes::to_bytes),
		model: values(engine, spans, MODEL_LANE_BYTES, &applied.model, lanes::model_to_bytes),
	}
}

/// The values of the spans of one file; `to_bytes` gives the bytes of some lanes.
fn values<T: pulp::bytemuck::Pod + Sync>(
	engine: Engine,
	spans: Spans,
	lane_bytes: usize,
	file: &[T],
	to_bytes: impl Fn(&[T]) -> Vec<u8> + Sync,
) -> Vec<Value> {
	let mut values = vec![Value::default(); spans.count()];
	let runs = values.par_chunks_mut(WAYS).zip(file.par_chunks(WAYS * spans.width()));
	runs.enumerate().for_each(|(run, (values, lanes))| {
		let first = run * WAYS;
		if let Some(many) = many_values(engine, spans, first, lane_bytes, lanes) {
			values.iter_mut().zip(many).for_each(|(to, value)| *to = value);
			return;
		}
		for (place, (to, span)) in values.iter_mut().zip(lanes.chunks(spans.width())).enumerate() {
			*to = spans.value(first + place, lane_bytes, &to_bytes(span));
		}
	});
	values
}

/// The values of sixteen whole spans from `first` on; none if these are not sixteen, or one is cut off.
fn many_values<T: pulp::bytemuck::Pod>(
	engine: Engine,
	spans: Spans,
	first: usize,
	lane_bytes: usize,
	lanes: &[T],
) -> Option<[Value; WAYS]> {
	if cfg!(target_endian = "big") || lanes.len() != WAYS * spans.width() {
		return None;
	}
	let mut parts = lanes.chunks(spans.width());
	let messages = core::array::from_fn(|_| pulp::bytemuck::cast_slice(parts.next().unwrap_or(&[])));
	let mut starts = [0; WAYS];
	for (place, start) in starts.iter_mut().enumerate() {
		*start = spans.chunks(first + place, lane_bytes)?.start;
	}
	blake3xn::values(engine, Kind::Node(starts), messages)
}
