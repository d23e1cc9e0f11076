//! Krum (Blanchard, El Mhamdi, Guerraoui, Stainer 2017, "Machine learning with adversaries: Byzantine tolerant gradient
//! descent", section 4): the one update whose n − f − 2 nearest others are nearest, by the sum of squared distances:
//! `argmin_i s(i)` with `s(i) = Σ_{j → i} ‖u_i − u_j‖²`, where `j → i` are the n − f − 2 others nearest to i.
//!
//! - **Guarantee**: n ≥ 2f + 3; then (f, κ)-robust (Allouah et al. 2023) with κ = 6 (n − f) / (n − 2f − 1). Take any n − f
//!   updates S, with mean x̄ and spread V. The scores of S are on average at most 2 (n − f) V, so the least score is too. The
//!   chosen update r and its neighbours have m ≥ n − 2f − 1 members u in S, and for each of these
//!   `‖r − x̄‖² ≤ 2 ‖r − u‖² + 2 ‖u − x̄‖²`, whose mean is at most `(4 + 2) (n − f) V / m`. A constant with n − 2f below the line
//!   is for one neighbour more.
//! - **Libraries differ** in whether an update is its own neighbour, in whether distances are squared, and in the number of
//!   neighbours (ByzFL takes n − f − 1). Here, as in the paper: n − f − 2, the others only, and squared.
//! - **Ties** go to the lower index. **Rounding**: none; scores are exact integers.
//! - **Weights** do not enter: scores count updates, and the result is one of them.

use crate::{
	count::{count, sorting},
	gram::Gram,
	pre::unit_row,
};
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// One unit row: the update with the least score, of equal ones that of the lower index.
pub fn row(gram: &Gram, f: usize) -> Vec<Coefficient> {
	let best =
		by_score(gram, &(0..gram.len()).collect::<Vec<_>>(), neighbours(gram.len(), f)).first().copied().unwrap_or(0);
	unit_row(gram.len(), best)
}

/// How many others Krum looks at among n updates: n − f − 2, and none where that is below 1.
pub(super) fn neighbours(n: usize, f: usize) -> usize {
	n.saturating_sub(f).saturating_sub(2)
}

/// The updates among `these`, from the best score to the worst, of equal ones the lower index first.
pub(super) fn by_score(gram: &Gram, these: &[usize], neighbours: usize) -> Vec<usize> {
	let mut scored: Vec<(u128, usize)> = these.iter().map(|i| (score(gram, these, *i, neighbours), *i)).collect();
	count(sorting(these.len()));
	scored.sort_unstable();
	scored.into_iter().map(|(_, i)| i).collect()
}

/// The sum of squared distances of update `i` to its nearest others among `these`: at most 128 · 2^59 = 2^66.
fn score(gram: &Gram, these: &[usize], i: usize, neighbours: usize) -> u128 {
	let mut distances: Vec<u64> = these.iter().filter(|j| **j != i).map(|j| gram.squared_distance(i, *j)).collect();
	count(sorting(distances.len()) + distances.len() as u64);
	distances.sort_unstable();
	distances.iter().take(neighbours).map(|squared| u128::from(*squared)).sum()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_far_update_is_never_chosen_and_ties_go_to_the_lower_index() {
		let points = [900i64, 1, 1, 2, 3];
		let gram = Gram::from_lower(5, |i, j| points[i] * points[j]);
		// Two nearest others: scores of 1, 1, 2, 3 are 0 + 1, 0 + 1, 1 + 1, 1 + 4.
		assert_eq!(by_score(&gram, &[0, 1, 2, 3, 4], 2), [1, 2, 3, 4, 0]);
		assert_eq!(row(&gram, 1), unit_row(5, 1));
	}

	#[test]
	fn one_or_two_updates_have_nobody_to_compare_with() {
		assert_eq!(row(&Gram::from_lower(1, |_, _| 4), 0), unit_row(1, 0));
		assert_eq!(row(&Gram::from_lower(2, |i, j| (i + j) as i64), 0), unit_row(2, 0));
	}
}
