//! Steps before the mix. Each is a linear map `M` of the updates, so it acts on the Gram matrix alone:
//! `G' = M G Mᵀ`, each entry divided exactly once and rounded half to even. The previous aggregate, where a rule reads
//! it, is no update: it passes through every step as it is.
//!
//! A step is one file that gives a [`Map`]; [`Transformed::then`] does the rest, the same for all.

pub mod arc;
pub mod bucketing;
pub mod clip;
pub mod clip_to_median;
pub mod nearest_neighbour_mixing;

use crate::{
	count::{count, DIVISION},
	fixed::{self, div_half_even, FRACTION_BITS},
	gram::Gram,
};
use alloc::{vec, vec::Vec};
use guild_primitives::{Coefficient, PreStep, Root, COEFFICIENT_ONE};

/// What a pre-step does: each new update as a combination of the old ones.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Map {
	/// For each new update: old updates and their numerators, whose sum is at most the denominator.
	pub rows: Vec<Vec<(usize, u64)>>,
	/// What every numerator is over: 1 to 2^32.
	pub denominator: u64,
	/// Weights of the new updates, each at least 1.
	pub weights: Vec<u32>,
}

/// What a pre-step sees.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
	/// The Gram matrix of the updates; a previous aggregate may follow them, and is not read.
	pub gram: &'a Gram,
	/// Their weights, one an update.
	pub weights: &'a [u32],
	/// Updates that may be hostile.
	pub f: usize,
}

impl Seen<'_> {
	/// Number of updates.
	pub fn count(&self) -> usize {
		self.weights.len()
	}
}

/// Updates after some pre-steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transformed {
	/// The Gram matrix of the transformed updates, and after them of the previous aggregate if there is one.
	pub gram: Gram,
	/// Weights of the transformed updates; one fewer than rows of the matrix if there is a previous aggregate.
	pub weights: Vec<u32>,
	/// Each row of the matrix, as coefficients over the original columns: none negative, sum at most 1.
	pub rows: Vec<Vec<Coefficient>>,
	/// Number of original columns.
	width: usize,
}

impl Transformed {
	/// No step yet: every column is itself. `gram` has one row a weight, and may have one more.
	pub fn identity(gram: Gram, weights: Vec<u32>) -> Self {
		let width = gram.len();
		Self { gram, weights, rows: (0..width).map(|i| unit_row(width, i)).collect(), width }
	}

	/// Runs one more step. `place` is its place in the rule; a step that draws takes the round's seed with it.
	pub fn then(self, step: PreStep, f: usize, seed: &Root, place: u8) -> Self {
		let seen = Seen { gram: &self.gram, weights: &self.weights, f };
		let map = match step {
			PreStep::Clip { tau } => clip::map(seen, tau),
			PreStep::NearestNeighbourMixing => nearest_neighbour_mixing::map(seen),
			PreStep::Bucketing { size } => bucketing::map(seen, size, seed, place),
			PreStep::Arc => arc::map(seen),
			PreStep::ClipToMedian => clip_to_median::map(seen),
		};
		self.mapped(map)
	}

	/// The updates after a map; what follows them passes through.
	fn mapped(self, map: Map) -> Self {
		let Map { mut rows, denominator, weights } = map;
		let passing = self.weights.len()..self.gram.len();
		let mut denominators = vec![denominator; rows.len()];
		denominators.extend(passing.clone().map(|_| 1));
		rows.extend(passing.map(|i| vec![(i, 1)]));

		let gram = transform(&self.gram, &rows, &denominators);
		let rows = rows.iter().zip(&denominators).map(|(row, denominator)| {
			let mut numerators = vec![0u64; self.gram.len()];
			for (i, numerator) in row {
				if let Some(own) = numerators.get_mut(*i) {
					*own = *numerator;
				}
			}
			self.compose(&fixed::fractions(&numerators, *denominator))
		});
		Self { rows: rows.collect(), gram, weights, width: self.width }
	}

	/// A row over the rows of the matrix, as a row over the original columns.
	pub fn compose(&self, row: &[Coefficient]) -> Vec<Coefficient> {
		fixed::compose(row, self.rows.iter().map(Vec::as_slice), self.width)
	}
}

/// `M G Mᵀ`: first `M G`, then the rest, n³ steps at most instead of n⁴.
///
/// With |G_ij| < 2^57 and numerators that sum to at most 2^32, a half is below 2^89 and a whole below 2^121. The quotient
/// is at most the largest |G_ij|.
fn transform(gram: &Gram, rows: &[Vec<(usize, u64)>], denominators: &[u64]) -> Gram {
	let terms: usize = rows.iter().map(Vec::len).sum();
	count((2 * gram.len() * terms + 2 * rows.len() * terms) as u64 + (rows.len() * rows.len()) as u64 * (DIVISION + 4));
	let halves: Vec<Vec<i128>> = rows
		.iter()
		.map(|row| {
			let half = |b| row.iter().map(|(a, m)| i128::from(gram.get(*a, b)) * i128::from(*m)).sum();
			(0..gram.len()).map(half).collect()
		})
		.collect();
	let over = |i: usize| i128::from(denominators.get(i).copied().unwrap_or(1));
	Gram::from_lower(rows.len(), |i, j| {
		let half = |b: &usize| halves.get(i).and_then(|half| half.get(*b)).copied().unwrap_or(0);
		let sum: i128 = rows.get(j).into_iter().flatten().map(|(b, m)| half(b) * i128::from(*m)).sum();
		div_half_even(sum, over(i) * over(j)) as i64
	})
}

/// The numerator of 1 in a map whose denominator is that of coefficients.
pub(crate) const ONE: u64 = 1 << FRACTION_BITS;

/// The row of `n` coefficients that is update `i` alone.
pub(crate) fn unit_row(n: usize, i: usize) -> Vec<Coefficient> {
	let mut row = vec![0; n];
	if let Some(own) = row.get_mut(i) {
		*own = COEFFICIENT_ONE;
	}
	row
}

#[cfg(test)]
mod tests {
	use super::*;

	const SEED: Root = Root([0; 32]);

	fn start(gram: Gram) -> Transformed {
		let weights = vec![1; gram.len()];
		Transformed::identity(gram, weights)
	}

	#[test]
	fn steps_compose_in_order() {
		// Two equal updates of norm 10 and one of norm 40 at a right angle, clipped to 20, then mixed over the 2 nearest.
		let gram = Gram::new(3, vec![100, 100, 0, 100, 100, 0, 0, 0, 1600]).unwrap();
		let done =
			start(gram).then(PreStep::Clip { tau: 20 }, 1, &SEED, 0).then(PreStep::NearestNeighbourMixing, 1, &SEED, 1);
		let half = COEFFICIENT_ONE / 2;
		assert_eq!(done.rows, [vec![half, half, 0], vec![half, half, 0], vec![half, 0, half / 2]]);
		assert_eq!(done.gram, Gram::new(3, vec![100, 100, 50, 100, 100, 50, 50, 50, 125]).unwrap());
	}

	#[test]
	fn the_other_order_is_another_rule() {
		let gram = Gram::new(3, vec![100, 100, 0, 100, 100, 0, 0, 0, 1600]).unwrap();
		let mixed = start(gram).then(PreStep::NearestNeighbourMixing, 1, &SEED, 1);
		assert_eq!(mixed.gram.get(2, 2), 425);
		assert!(mixed.then(PreStep::Clip { tau: 20 }, 1, &SEED, 0).rows[2].iter().sum::<i64>() < COEFFICIENT_ONE);
	}

	#[test]
	fn the_previous_aggregate_passes_through_every_step() {
		// On a line: updates 2, 4, 1000, and 300 before. Were it an update, it would be clipped, and be near 4.
		let places = [2i64, 4, 1000, 300];
		let gram = Gram::from_lower(4, |i, j| places[i] * places[j]);
		let done = Transformed::identity(gram, vec![1; 3]).then(PreStep::Clip { tau: 100 }, 1, &SEED, 0).then(
			PreStep::NearestNeighbourMixing,
			1,
			&SEED,
			1,
		);
		assert_eq!((done.weights.len(), done.gram.get(3, 3)), (3, 90_000));
		assert_eq!(done.rows[3], unit_row(4, 3));
		// The mean of 2 and 4, and of 4 and 100, times 300.
		assert_eq!([done.gram.get(3, 0), done.gram.get(3, 2)], [900, 15_600]);
		assert!(done.rows[..3].iter().all(|row| row[3] == 0));
	}
}
