//! The Gram matrix, block of lanes by block of lanes, so that every lane comes from memory once.

use super::{
	prefetch::Ahead,
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
	let nothing = || (Multiplier::new(engine, updates), vec![0i64; entries(n)]);
	let (_, sums) = (0..updates.dim().div_ceil(BLOCK))
		.into_par_iter()
		.fold(nothing, |(mut multiplier, mut sums), block| {
			let start = block * BLOCK;
			multiplier.add(start..updates.dim().min(start + BLOCK), &mut sums);
			(multiplier, sums)
		})
		.reduce(nothing, |(multiplier, mut sums), (_, more)| {
			sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
			(multiplier, sums)
		});
	Gram::from_lower(n, |i, j| sums.get(entries(i) + j).copied().unwrap_or(0))
}

/// Lanes that are multiplied at a time: those of 20 updates stay in the first level of cache.
const PIECE: usize = 512;

/// Multiplies some lanes of all updates with one another.
pub(super) struct Multiplier<'a> {
	engine: Engine,
	updates: Updates<'a>,
	/// The updates, four by four; after the last one it is repeated.
	sides: Vec<Side<'a>>,
}

impl<'a> Multiplier<'a> {
	pub(super) fn new(engine: Engine, updates: Updates<'a>) -> Self {
		Self { engine, updates, sides: Vec::with_capacity(updates.len().div_ceil(SIDE)) }
	}

	/// Adds the inner products over a range of lanes to the lower triangle `sums`, which stays below 2^57 for all lanes together.
	pub(super) fn add(&mut self, range: Range<usize>, sums: &mut [i64]) {
		for start in range.clone().step_by(PIECE) {
			self.add_piece(start..range.end.min(start + PIECE), sums);
		}
	}

	/// The same over at most [`PIECE`] lanes. Those that come next are asked for meanwhile.
	fn add_piece(&mut self, piece: Range<usize>, sums: &mut [i64]) {
		let n = self.updates.len();
		self.sides.clear();
		for four in self.updates.lanes().chunks(SIDE) {
			let update = |k: usize| four.get(k).or(four.last()).and_then(|lanes| lanes.get(piece.clone()));
			let lanes = core::array::from_fn(|k| update(k).unwrap_or(&[]));
			let mut largest = 0;
			self.engine.run(|| largest = lanes.iter().map(|lanes| magnitude(lanes)).max().unwrap_or(0));
			self.sides.push(Side { lanes, count: four.len(), magnitude: largest });
		}
		let tiles = self.sides.len() * (self.sides.len() + 1) / 2;
		// So many updates for each tile, one or two where there are more than eight.
		let mut ahead = self.updates.lanes().chunks(n.div_ceil(tiles));
		for (group, rows) in self.sides.iter().enumerate() {
			let first_row = group * SIDE;
			for (columns, first_column) in self.sides.iter().zip((0..=first_row).step_by(SIDE)) {
				let ahead = Ahead::new(ahead.next().unwrap_or(&[]), piece.end);
				let tile = tile::inner_products(self.engine, rows, columns, ahead);
				for (i, products) in (first_row..n).zip(tile) {
					let sums = sums.get_mut(entries(i) + first_column..entries(i + 1)).unwrap_or(&mut []);
					// On the diagonal a tile has entries above it, too.
					sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
				}
			}
		}
	}
}

/// The largest magnitude of a lane.
#[inline(always)]
fn magnitude(lanes: &[i16]) -> u16 {
	lanes.iter().fold(0, |largest, lane| largest.max(lane.unsigned_abs()))
}
