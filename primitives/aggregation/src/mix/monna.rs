//! MoNNA, nearest-neighbour averaging with each member's own update as pivot (Farhadkhani, Guerraoui, Gupta, Hoang, Pinot,
//! Stephan 2023, "Robust collaborative learning with linear gradient overhead"): row i is the mean of the n − f updates
//! nearest to update i, itself included.
//!
//! - **Guarantee**: with n ≥ 2f + 1 and equal weights a row of an honest pivot is within 2f / (n − f) honest diameters of the
//!   honest mean: each of at most f hostile updates among its n − f is no farther from the pivot than the honest update that
//!   it displaced, so these two are at most two diameters apart. A row of a hostile pivot has no guarantee; so where one model
//!   is wanted, a column rule that tolerates f of n rows must follow (the name `monna` takes the median). Rows of honest
//!   members are their personal aggregates. The paper's convergence to one model among peers needs a smaller part of liars
//!   than 1/2.
//! - **Rows**: n, one a member, before pre-steps. ByzFL returns the row of one pivot, by default of the first.
//! - **Ties** go to the lower index, the pivot is always in. **Rounding**: distances are exact; a row is a mean, with the
//!   remainder to the largest coefficient. With equal weights the rows are those of nearest-neighbour mixing.
//! - **Weights** from outside enter each row's mean; neighbours count updates. Whatever they are, the row of an honest pivot is
//!   within one honest diameter of the pivot, and so within two of the honest mean.

use super::{mean, Given};
use crate::{count::count, pre::nearest_neighbour_mixing::nearest};
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// One row an update.
pub fn rows(given: &Given<'_>) -> Vec<Vec<Coefficient>> {
	let n = given.count();
	let kept = n.saturating_sub(given.f).max(1);
	let row = |i: usize| {
		let near = nearest(given.gram, n, i, kept);
		count((n * near.len()) as u64);
		mean::over(given.weights, |j| near.contains(&j))
	};
	(0..n).map(row).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gram::Gram;

	#[test]
	fn each_pivot_averages_its_nearest_by_weight() {
		let places = [0i64, 2, 4, 1000];
		let gram = Gram::from_lower(4, |i, j| places[i] * places[j]);
		let given = Given { gram: &gram, around: &gram, weights: &[1, 1, 2, 4], f: 2 };
		let half = 1i64 << 31;
		let rows = rows(&given);
		assert_eq!(rows[0], [half, half, 0, 0]);
		// Both neighbours of 2 are equally near: the lower index.
		assert_eq!(rows[1], [half, half, 0, 0]);
		assert_eq!(rows[3][2..].iter().sum::<i64>(), 2 * half);
		assert!(rows[3][3] > rows[3][2]);
	}
}
