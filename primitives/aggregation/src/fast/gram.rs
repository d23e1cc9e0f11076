//! The Gram matrix, block of lanes by block of lanes, so that every lane comes from memory once.

use super::{
	tile::{self, Side, SIDE},
	Engine, BLOCK,
};
use crate::{
	gram::{Gram, Updates},
	trace::triangle::entries,
};
use core::ops::Range;
use rayon::prelude::*;

/// The Gram matrix of the updates.
pub fn gram(updates: Updates<'_>) -> Gram {
	gram_with(Engine::detect(), updates)
}

/// The Gram matrix of the updates, with chosen kernels.
pub fn gram_with(engine: Engine, updates: Updates<'_>) -> Gram {
	let n = updates.len();
	let nothing = || vec![0i64; entries(n)];
	let sums = (0..updates.dim().div_ceil(BLOCK))
		.into_par_iter()
		.fold(nothing, |mut sums, block| {
			let start = block * BLOCK;
			add_block(engine, updates, start..updates.dim().min(start + BLOCK), &mut sums);
			sums
		})
		.reduce(nothing, |mut sums, more| {
			sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
			sums
		});
	Gram::from_lower(n, |i, j| sums.get(entries(i) + j).copied().unwrap_or(0))
}

/// Adds the inner products over a range of lanes. The sums stay below 2^57 for all lanes together.
pub(super) fn add_range(engine: Engine, updates: Updates<'_>, range: Range<usize>, sums: &mut [i64]) {
	for start in range.clone().step_by(BLOCK) {
		add_block(engine, updates, start..range.end.min(start + BLOCK), sums);
	}
}

/// The same over at most [`BLOCK`] lanes.
fn add_block(engine: Engine, updates: Updates<'_>, range: Range<usize>, sums: &mut [i64]) {
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

/// Parts from `first` on; beyond the last one the last one again, whose products nobody reads.
fn pick<'a>(parts: &[&'a [i16]], first: usize) -> [&'a [i16]; SIDE] {
	core::array::from_fn(|k| parts.get(first + k).or(parts.last()).copied().unwrap_or(&[]))
}

/// The largest magnitude of a lane.
#[inline(always)]
fn magnitude(lanes: &[i16]) -> u16 {
	lanes.iter().fold(0, |largest, lane| largest.max(lane.unsigned_abs()))
}
