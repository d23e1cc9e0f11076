//! The first half of the trace: prefix Gram matrices of the spans while their lanes are in cache.

use super::{gram::add_range, Engine};
use crate::{
	chunks::Value,
	gram::{Gram, Updates},
	trace::{triangle, PrefixGrams},
};
use rayon::prelude::*;

/// Bytes of prefix matrices that are held at one time, so that they stay in a core's own cache, unless that were too few
/// spans for all threads.
const WAVE_BYTES: usize = 1 << 20;
/// Spans that one thread takes at a time.
const RUN: usize = 16;

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
	let run = entries * RUN;
	let runs_in_wave = (WAVE_BYTES / (8 * run)).max(4 * rayon::current_num_threads());
	let runs = spans.count().div_ceil(RUN);

	let mut hashes = vec![Value::default(); spans.count()];
	let mut total = vec![0i64; entries];
	let mut wave = vec![0i64; run * runs_in_wave.min(runs)];
	for (number, hashes) in hashes.chunks_mut(RUN * runs_in_wave).enumerate() {
		let first = number * runs_in_wave * RUN;
		let wave = wave.get_mut(..run * hashes.len().div_ceil(RUN)).unwrap_or(&mut []);
		wave.par_chunks_mut(run).enumerate().for_each(|(place, run)| {
			add_run(engine, updates, first + place * RUN, run);
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
		wave.par_chunks_mut(run).zip(before).zip(hashes.par_chunks_mut(RUN)).for_each(|((run, before), hashes)| {
			for (own, hash) in run.chunks_mut(entries).zip(hashes) {
				own.iter_mut().zip(&before).for_each(|(own, before)| *own += before);
				*hash = triangle::hash(own);
			}
		});
	}
	let gram = Gram::from_lower(n, |i, j| total.get(triangle::entries(i) + j).copied().unwrap_or(0));
	PrefixGrams { hashes, gram }
}

/// Sixteen prefix matrices from zero, of the spans from `first` on; beyond the last span the last one again.
fn add_run(engine: Engine, updates: Updates<'_>, first: usize, run: &mut [i64]) {
	let mut rest = run;
	let entries = rest.len() / RUN;
	let zero = vec![0; entries];
	let mut before: &[i64] = &zero;
	for span in first..first + RUN {
		let Some((own, later)) = rest.split_at_mut_checked(entries) else { return };
		own.iter_mut().zip(before).for_each(|(own, before)| *own = *before);
		add_range(engine, updates, updates.spans().lanes(span).unwrap_or(0..0), own);
		(before, rest) = (own, later);
	}
}
