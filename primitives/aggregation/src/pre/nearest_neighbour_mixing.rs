//! Nearest-neighbour mixing, NNM (Allouah, Farhadkhani, Guerraoui, Gupta, Pinot, Stephan 2023, "Fixing by mixing: a recipe
//! for optimal Byzantine ML under heterogeneity", algorithm 2): each update becomes the mean of its n − f nearest ones,
//! itself included.
//!
//! - **Guarantee**: before an (f, κ)-robust rule it makes it (f, κ')-robust with κ' = 8f / (n − f) · (κ + 1), of the best
//!   order in f / n. Needs n ≥ 2f + 1. Shown thus: an honest update's mixture differs from the honest mean in at most
//!   f pairs, each at most twice as far apart as the honest one of the two is from the update; so mixtures are on average
//!   within 8f / (n − f) · V of it, squared, and that pays for their own spread κ times and for their mean's shift once.
//! - **Ties** go to the lower index; itself is always in. **Rounding**: distances are exact; the new matrix is `M G Mᵀ` with
//!   one division an entry, half to even.
//! - **Weights** do not enter: the guarantee counts updates. The mixed update i keeps the weight of update i.

use super::{Map, Seen};
use crate::{
	count::{count, sorting},
	gram::Gram,
};
use alloc::vec::Vec;

/// Each update's n − f nearest, with equal parts.
///
/// Of equally near updates the one with the lower index is taken; itself is always taken.
pub fn map(seen: Seen<'_>) -> Map {
	let n = seen.count();
	let kept = n.saturating_sub(seen.f).max(1);
	let rows = (0..n).map(|i| nearest(seen.gram, n, i, kept).into_iter().map(|j| (j, 1)).collect());
	Map { rows: rows.collect(), denominator: kept as u64, weights: seen.weights.to_vec() }
}

/// The `kept` of `n` updates that are nearest to update `i`, nearest first.
pub(crate) fn nearest(gram: &Gram, n: usize, i: usize, kept: usize) -> Vec<usize> {
	let mut order: Vec<usize> = (0..n).collect();
	count(sorting(n));
	order.sort_by_cached_key(|j| (*j != i, gram.squared_distance(i, *j), *j));
	order.truncate(kept);
	order
}

#[cfg(test)]
mod tests {
	use crate::{gram::Gram, pre::Transformed};
	use guild_primitives::{PreStep, Root};

	fn mixed(places: &[i64], f: usize) -> Transformed {
		let gram = Gram::from_lower(places.len(), |i, j| places[i] * places[j]);
		Transformed::identity(gram, vec![1; places.len()]).then(PreStep::NearestNeighbourMixing, f, &Root([0; 32]), 0)
	}

	#[test]
	fn an_outlier_is_pulled_in_and_no_honest_update_is_pulled_out() {
		// On a line: 0, 2, 4, 1000; f = 1.
		let Transformed { gram, rows, .. } = mixed(&[0, 2, 4, 1000], 1);
		assert!(rows[..3].iter().all(|row| row[3] == 0));
		assert!(rows[3].iter().sum::<i64>() == 1 << 32 && rows[3][0] == 0);
		assert_eq!((0..4).map(|i| gram.get(i, i)).collect::<Vec<_>>(), [4, 4, 4, 112_448]);
		// 2², and (1006/3)² = 112448.4…
	}

	#[test]
	fn with_f_zero_all_become_the_mean() {
		assert!(mixed(&[3, 6, 9], 0).gram.rows().flatten().all(|entry| *entry == 36));
	}
}
