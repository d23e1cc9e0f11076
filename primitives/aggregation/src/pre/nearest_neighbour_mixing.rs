//! Nearest-neighbour mixing (Allouah, Farhadkhani, Guerraoui, Gupta, Pinot, Stephan 2023, "Fixing by mixing"): each
//! update becomes the mean of its n − f nearest ones, itself included.
//!
//! It does not look at weights: the paper's guarantee counts updates. The mixed update i keeps the weight of update i.

use crate::{
	fixed::{div_half_even, normalise},
	gram::Gram,
};
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// The Gram matrix of the mixed updates, and the rows that mix them.
///
/// Of equally near updates the one with the lower index is taken; itself is always taken.
pub fn mix(gram: &Gram, f: usize) -> (Gram, Vec<Vec<Coefficient>>) {
	let n = gram.len();
	let kept = n.saturating_sub(f).max(1);
	let chosen: Vec<Vec<usize>> = (0..n).map(|i| nearest(gram, i, kept)).collect();
	// Row i: the sums over i's neighbours of their inner products with each update. First these, then the sums over j's
	// neighbours: n³ steps instead of n⁴.
	let halves: Vec<Vec<i128>> = chosen
		.iter()
		.map(|chosen| (0..n).map(|b| chosen.iter().map(|a| i128::from(gram.get(*a, b))).sum()).collect())
		.collect();
	let mixed = Gram::from_lower(n, |i, j| {
		let half = |b: &usize| halves.get(i).and_then(|half| half.get(*b)).copied().unwrap_or(0);
		// At most 2^14 entries below 2^57: the sum is below 2^71; the quotient is a mean of entries, so below 2^57.
		let sum: i128 = chosen.get(j).into_iter().flatten().map(half).sum();
		div_half_even(sum, (kept * kept) as i128) as i64
	});
	let rows = chosen.iter().map(|chosen| {
		let weights: Vec<u128> = (0..n).map(|j| u128::from(chosen.contains(&j))).collect();
		normalise(&weights)
	});
	(mixed, rows.collect())
}

/// The `kept` updates nearest to update `i`.
fn nearest(gram: &Gram, i: usize, kept: usize) -> Vec<usize> {
	let mut order: Vec<usize> = (0..gram.len()).collect();
	order.sort_by_key(|j| (*j != i, gram.squared_distance(i, *j), *j));
	order.truncate(kept);
	order
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_outlier_is_pulled_in_and_no_honest_update_is_pulled_out() {
		// On a line: 0, 2, 4, 1000; f = 1.
		let points = [0i64, 2, 4, 1000];
		let gram = Gram::from_lower(4, |i, j| points[i] * points[j]);
		let (mixed, rows) = mix(&gram, 1);
		assert!(rows[..3].iter().all(|row| row[3] == 0));
		assert!(rows[3].iter().sum::<i64>() == 1 << 32 && rows[3][0] == 0);
		assert_eq!((0..4).map(|i| mixed.get(i, i)).collect::<Vec<_>>(), [4, 4, 4, 112_448]);
		// 2², and (1006/3)² = 112448.4…
	}

	#[test]
	fn with_f_zero_all_become_the_mean() {
		let gram = Gram::from_lower(3, |i, j| [3, 6, 9][i] * [3, 6, 9][j]);
		assert!(mix(&gram, 0).0.rows().flatten().all(|entry| *entry == 36));
	}
}
