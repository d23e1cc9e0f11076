//! Krum (Blanchard, El Mhamdi, Guerraoui, Stainer 2017): the one update whose n − f − 2 nearest others are nearest.
//!
//! Libraries differ in whether an update is its own neighbour, and in whether distances are squared. Here, as in the
//! paper: the others only, and squared.

use crate::{gram::Gram, pre::unit_row};
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// One unit row: the update with the least score, of equal ones that of the lower index.
pub fn row(gram: &Gram, f: usize) -> Vec<Coefficient> {
	let best = by_score(gram, f).first().copied().unwrap_or(0);
	unit_row(gram.len(), best)
}

/// The updates from the best score to the worst, of equal ones the lower index first.
pub(super) fn by_score(gram: &Gram, f: usize) -> Vec<usize> {
	let scores: Vec<u128> = (0..gram.len()).map(|i| score(gram, i, f)).collect();
	let mut order: Vec<usize> = (0..gram.len()).collect();
	order.sort_by_key(|i| (scores.get(*i).copied(), *i));
	order
}

/// The sum of squared distances of update `i` to its n − f − 2 nearest others: at most 128 · 2^59 = 2^66.
fn score(gram: &Gram, i: usize, f: usize) -> u128 {
	let mut distances: Vec<u64> = (0..gram.len()).filter(|j| *j != i).map(|j| gram.squared_distance(i, j)).collect();
	distances.sort_unstable();
	distances.iter().take(gram.len().saturating_sub(f + 2)).map(|squared| u128::from(*squared)).sum()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_far_update_is_never_chosen_and_ties_go_to_the_lower_index() {
		let points = [900i64, 1, 1, 2, 3];
		let gram = Gram::from_lower(5, |i, j| points[i] * points[j]);
		// Two nearest others: scores of 1, 1, 2, 3 are 0 + 1, 0 + 1, 1 + 1, 1 + 4.
		assert_eq!(by_score(&gram, 1), [1, 2, 3, 4, 0]);
		assert_eq!(row(&gram, 1), unit_row(5, 1));
	}

	#[test]
	fn one_or_two_updates_have_nobody_to_compare_with() {
		assert_eq!(row(&Gram::from_lower(1, |_, _| 4), 0), unit_row(1, 0));
		assert_eq!(row(&Gram::from_lower(2, |i, j| (i + j) as i64), 0), unit_row(2, 0));
	}
}
