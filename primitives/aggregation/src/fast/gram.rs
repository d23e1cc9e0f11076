//! The Gram matrix, block of lanes by block of lanes, so that every lane comes from memory once.

use super::{
	prefetch::prefetch,
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
			let lanes = start..updates.dim().min(start + BLOCK);
			Block::new(engine, updates, lanes.clone()).add(&(0..lanes.len()), &mut sums);
			sums
		})
		.reduce(nothing, |mut sums, more| {
			sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
			sums
		});
	Gram::from_lower(n, |i, j| sums.get(entries(i) + j).copied().unwrap_or(0))
}

/// Some lanes of all updates, at most [`BLOCK`] of each.
pub(super) struct Block<'a> {
	engine: Engine,
	parts: Vec<&'a [i16]>,
	/// The lanes that come after them, as many.
	ahead: Vec<&'a [i16]>,
	/// The largest magnitude of a lane, part by part.
	largest: Vec<u16>,
}

impl<'a> Block<'a> {
	pub(super) fn new(engine: Engine, updates: Updates<'a>, lanes: Range<usize>) -> Self {
		let parts: Vec<&[i16]> = updates.lanes().iter().filter_map(|update| update.get(lanes.clone())).collect();
		let next = lanes.end..updates.dim().min(lanes.end + lanes.len());
		let ahead = updates.lanes().iter().filter_map(|update| update.get(next.clone())).collect();
		let mut largest = vec![0u16; parts.len()];
		engine.run(|| parts.iter().zip(&mut largest).for_each(|(part, largest)| *largest = magnitude(part)));
		Self { engine, parts, ahead, largest }
	}

	/// Adds the inner products of some lanes of the block to the lower triangle `sums`, which stays below 2^57 for all lanes
	/// of whole updates.
	pub(super) fn add(&self, lanes: &Range<usize>, sums: &mut [i64]) {
		for first_row in (0..self.parts.len()).step_by(SIDE) {
			let rows = self.side(first_row, lanes);
			for ahead in self.ahead.iter().skip(first_row).take(SIDE) {
				prefetch(ahead.get(lanes.start..lanes.end.min(ahead.len())).unwrap_or(&[]));
			}
			for first_column in (0..=first_row).step_by(SIDE) {
				let columns = self.side(first_column, lanes);
				let tile = tile::inner_products(self.engine, &rows, &columns);
				for (i, products) in (first_row..self.parts.len()).zip(tile) {
					let start = entries(i) + first_column;
					// On the diagonal a tile has entries above it, too.
					let sums = sums.get_mut(start..(start + SIDE).min(entries(i + 1))).unwrap_or(&mut []);
					sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
				}
			}
		}
	}

	/// Updates from `first` on; beyond the last one the last one again, whose products nobody reads.
	fn side(&self, first: usize, lanes: &Range<usize>) -> Side<'a> {
		let part = |place: usize| self.parts.get(place).or(self.parts.last()).and_then(|part| part.get(lanes.clone()));
		Side {
			lanes: core::array::from_fn(|k| part(first + k).unwrap_or(&[])),
			count: (self.parts.len() - first).min(SIDE),
			magnitude: self.largest.iter().skip(first).take(SIDE).max().copied().unwrap_or(0),
		}
	}
}

/// The largest magnitude of a lane.
#[inline(always)]
fn magnitude(lanes: &[i16]) -> u16 {
	lanes.iter().fold(0, |largest, lane| largest.max(lane.unsigned_abs()))
}
