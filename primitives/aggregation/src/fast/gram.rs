//! The Gram matrix, some lanes of all updates at a time, so that every lane comes from memory once.

use super::{
	cached_lanes,
	tile::{self, Side, SIDE},
	Engine, BLOCK, PIECE,
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
	let block = cached_lanes(n);
	let (_, sums) = (0..updates.dim().div_ceil(block))
		.into_par_iter()
		.fold(nothing, |(mut multiplier, mut sums), place| {
			let start = place * block;
			multiplier.prefixes(start..updates.dim().min(start + block), usize::MAX, &mut sums);
			(multiplier, sums)
		})
		.reduce(nothing, |(multiplier, mut sums), (_, more)| {
			sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
			(multiplier, sums)
		});
	Gram::from_lower(n, |i, j| sums.get(entries(i) + j).copied().unwrap_or(0))
}

/// Multiplies lanes of all updates with one another.
pub(super) struct Multiplier<'a> {
	engine: Engine,
	updates: Updates<'a>,
	/// The updates, four by four, over what is in cache; after the last one it is repeated.
	cached: Vec<Side<'a>>,
	/// The same over a piece of it.
	piece: Vec<Side<'a>>,
}

impl<'a> Multiplier<'a> {
	pub(super) fn new(engine: Engine, updates: Updates<'a>) -> Self {
		Self { engine, updates, cached: Vec::new(), piece: Vec::new() }
	}

	/// The lower triangles of a range of lanes: the first has the inner products of the first `width` lanes added to what it holds,
	/// each other one those of the next `width` lanes added to what the one before it then has. Sums stay below 2^57 for all lanes
	/// together.
	///
	/// A width is a multiple of [`PIECE`].
	pub(super) fn prefixes(&mut self, range: Range<usize>, width: usize, triangles: &mut [i64]) {
		let (cached, entries) = (cached_lanes(self.updates.len()), entries(self.updates.len()));
		// The longer, the fewer totals of vectors are to be taken; but a span has its own.
		let piece = width.clamp(PIECE, BLOCK);
		for first in range.clone().step_by(cached) {
			let block = first..range.end.min(first + cached);
			self.cache(&block);
			for start in block.clone().step_by(piece) {
				let (span, within) = ((start - range.start) / width, (start - range.start) % width);
				let Some((before, rest)) = triangles.split_at_mut_checked(span * entries) else { return };
				let Some(sums) = rest.get_mut(..entries) else { return };
				if let Some(before) = before.rchunks(entries).next().filter(|_| within == 0) {
					sums.copy_from_slice(before);
				}
				self.add_piece(start - block.start..block.end.min(start + piece) - block.start, sums);
			}
		}
	}

	/// Reads lanes for the first time, an update's after another's, to find how large they are. In long runs memory gives several times as
	/// much as in the short ones in which lanes are multiplied.
	fn cache(&mut self, block: &Range<usize>) {
		self.cached.clear();
		for four in self.updates.lanes().chunks(SIDE) {
			let update =
				|k: usize| four.get(k).or(four.last()).and_then(|lanes| lanes.get(block.clone())).unwrap_or(&[]);
			let lanes = core::array::from_fn(update);
			let mut largest = 0;
			self.engine
				.run(|| largest = lanes.iter().take(four.len()).map(|lanes| magnitude(lanes)).max().unwrap_or(0));
			self.cached.push(Side { lanes, count: four.len(), magnitude: largest });
		}
	}

	/// Adds the inner products over a piece of what is in cache.
	fn add_piece(&mut self, piece: Range<usize>, sums: &mut [i64]) {
		self.piece.clear();
		self.piece.extend(self.cached.iter().map(|side| side.part(&piece)));
		for (group, rows) in self.piece.iter().enumerate() {
			let first_row = group * SIDE;
			for (columns, first_column) in self.piece.iter().zip((0..=first_row).step_by(SIDE)) {
				let tile = tile::inner_products(self.engine, rows, columns);
				for (i, products) in (first_row..self.updates.len()).zip(tile) {
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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::trace::Triangle;

	/// `n` updates with lanes of all sizes, some small and some large over long runs.
	fn updates(n: usize, dim: usize) -> Vec<Vec<i16>> {
		let lane = |update: usize, lane: usize| {
			let wild = ((update * 7919 + lane * 104_729) * 31 % 65_535) as i32 - 32_767;
			(wild >> ((lane / 1500 + update) % 12)) as i16
		};
		(0..n).map(|update| (0..dim).map(|l| lane(update, l)).collect()).collect()
	}

	#[test]
	fn prefixes_are_those_of_any_width() {
		// Spans of one piece, of many, and longer than what is read at a time, which for 30, 50 and 60 updates is no power of two of
		// lanes if it is all that fits.
		for (n, dim) in [(3, 20_011), (30, 20_011), (50, 9_001), (60, 9_001), (128, 9_001)] {
			let own = updates(n, dim);
			let slices: Vec<&[i16]> = own.iter().map(Vec::as_slice).collect();
			let updates = Updates::new(&slices, dim).unwrap();
			for width in [512, 1024, 2048, 4096, 8192] {
				let mut expected = Vec::new();
				let mut triangle = Triangle::zero(n);
				for start in (0..dim).step_by(width) {
					let lanes: Vec<&[i16]> = slices.iter().map(|lanes| &lanes[start..dim.min(start + width)]).collect();
					triangle.add(&lanes);
					expected.extend_from_slice(triangle.as_slice());
				}
				for engine in Engine::all() {
					let mut found = vec![7; expected.len()];
					found[..entries(n)].fill(0);
					Multiplier::new(engine, updates).prefixes(0..dim, width, &mut found);
					assert!(found == expected, "{n} updates, width {width}, {engine:?}");
				}
			}
		}
	}
}
