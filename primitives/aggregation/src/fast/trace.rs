//! The trace: prefix Gram matrices while the lanes are in cache, and values of spans.

use super::{
	tile::{self, Side, SIDE},
	Engine, BLOCK,
};
use crate::{
	apply::Applied,
	gram::{Gram, Updates},
	lanes::{self, LANE_BYTES, MODEL_LANE_BYTES},
	trace::{triangle::entries, PrefixGrams, SpanValues, Spans, Triangle},
};
use core::ops::Range;
use rayon::prelude::*;

/// The prefix Gram matrices of the updates, hashed.
pub fn prefix_grams(updates: Updates<'_>) -> PrefixGrams {
	prefix_grams_with(Engine::detect(), updates)
}

/// The prefix Gram matrices of the updates, with chosen kernels.
pub fn prefix_grams_with(engine: Engine, updates: Updates<'_>) -> PrefixGrams {
	let n = updates.len();
	let spans = updates.spans();
	let mut own: Vec<Vec<i64>> = (0..spans.count())
		.into_par_iter()
		.map(|span| {
			let mut sums = vec![0; entries(n)];
			add_range(engine, updates, spans.lanes(span).unwrap_or(0..0), &mut sums);
			sums
		})
		.collect();
	let mut total = vec![0i64; entries(n)];
	for own in &mut own {
		total.iter_mut().zip(own).for_each(|(total, own)| {
			*total += *own;
			*own = *total;
		});
	}
	let gram = Gram::from_lower(n, |i, j| total.get(entries(i) + j).copied().unwrap_or(0));
	let hashes = own.into_par_iter().map(|own| Triangle::new(n, own).map(|t| t.hash()).unwrap_or_default()).collect();
	PrefixGrams { hashes, gram }
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
						if let Some(sum) = sums.get_mut(entries(i) + j) {
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
	let aggregate = applied.aggregate.par_chunks(spans.width()).enumerate();
	let model = applied.model.par_chunks(spans.width()).enumerate();
	SpanValues {
		aggregate: aggregate.map(|(span, part)| spans.value(span, LANE_BYTES, &lanes::to_bytes(part))).collect(),
		model: model.map(|(span, part)| spans.value(span, MODEL_LANE_BYTES, &lanes::model_to_bytes(part))).collect(),
	}
}
