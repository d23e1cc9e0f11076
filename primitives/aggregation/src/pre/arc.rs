//! Adaptive robust clipping, ARC (Allouah, Guerraoui, Gupta, Jellouli, Rizk, Stephan 2024, "Adaptive gradient clipping for
//! robust federated learning", algorithm 2): clips the `k = ⌊2 (f/n) (n − f)⌋` longest updates to the norm of the
//! (k + 1)-th longest.
//!
//! - **Guarantee**: before an (f, κ)-robust rule it keeps it robust, with κ larger by at most 2f / (n − 2f), and unlike a
//!   fixed clip norm it never shortens more than k updates. Needs n ≥ 2f + 1. Shown thus: if s ≤ k of any n − f updates are
//!   shortened, which moves their mean by D, their spread shrinks by at least D² (n − f − s) / s; with that
//!   `‖r − x̄‖² ≤ (1 + a) κ (V − D² (n − f − s) / s) + (1 + 1/a) D²`, and the a that cancels D² gives κ + s / (n − f − s).
//! - **Rounding, ties**: k is exact, a floor of a quotient of integers. Norms are compared by their exact squares, so that
//!   a tie at the (k + 1)-th place changes nothing. The factor is rounded down as in [`super::clip`].
//! - **Weights**: norms count updates; a clipped update keeps its weight.

use super::{clip, Map, Seen};
use crate::count::{count, sorting};
use alloc::vec::Vec;

/// Each update, the longest of them clipped.
pub fn map(seen: Seen<'_>) -> Map {
	let (n, f) = (seen.count(), seen.f);
	let clipped = (2 * f * n.saturating_sub(f)).checked_div(n).unwrap_or(0);
	let mut squared: Vec<i64> = (0..n).map(|i| seen.gram.get(i, i)).collect();
	count(sorting(n));
	squared.sort_unstable_by(|a, b| b.cmp(a));
	// With 2f < n, k is below n / 2.
	let squared_tau = squared.get(clipped).or(squared.last()).copied().unwrap_or(0);
	clip::to_squared_norm(seen, squared_tau.max(0).unsigned_abs().into())
}

#[cfg(test)]
mod tests {
	use crate::{gram::Gram, pre::Transformed};
	use guild_primitives::{PreStep, Root};

	#[test]
	fn the_longest_become_as_long_as_the_next() {
		// n = 5, f = 1: k = ⌊8/5⌋ = 1. n = 5, f = 2: k = ⌊12/5⌋ = 2.
		let places = [1i64, -50, 3, 1000, -4];
		let gram = Gram::from_lower(5, |i, j| places[i] * places[j]);
		let norms = |f| {
			let start = Transformed::identity(gram.clone(), vec![1; 5]);
			let done = start.then(PreStep::Arc, f, &Root([0; 32]), 0);
			(0..5).map(|i| done.gram.norm(i)).collect::<Vec<_>>()
		};
		assert_eq!(norms(0), [1, 50, 3, 1000, 4]);
		assert_eq!(norms(1), [1, 50, 3, 50, 4]);
		assert_eq!(norms(2), [1, 4, 3, 4, 4]);
	}
}
