//! Adaptive norm clipping: clips every update to the median of their norms (the quantile 1/2 of Andrew, Thakkar, McMahan,
//! Ramaswamy 2021, "Differentially private learning with adaptive clipping", taken exactly and of this round).
//!
//! - **Guarantee**: with n ≥ 2f + 1 the norm clipped to is at most the largest honest one and at least the least honest
//!   one; by itself that bounds what a liar can add, and no more. Before an (f, κ)-robust rule the whole is so about the mean of
//!   the *clipped* honest updates. It shortens half of the honest updates as well.
//! - **Rounding, ties**: of an even number of norms the lower of the middle two. Norms are compared by their exact squares;
//!   the factor is rounded down as in [`super::clip`].
//! - **Weights**: norms count updates; a clipped update keeps its weight.

use super::{clip, Map, Seen};
use crate::count::{count, sorting};
use alloc::vec::Vec;

/// Each update, clipped.
pub fn map(seen: Seen<'_>) -> Map {
	let n = seen.count();
	let mut squared: Vec<i64> = (0..n).map(|i| seen.gram.get(i, i)).collect();
	count(sorting(n));
	squared.sort_unstable();
	let median = squared.get(n.saturating_sub(1) / 2).copied().unwrap_or(0);
	clip::to_squared_norm(seen, median.max(0).unsigned_abs().into())
}

#[cfg(test)]
mod tests {
	use crate::{gram::Gram, pre::Transformed};
	use guild_primitives::{PreStep, Root};

	#[test]
	fn the_longer_half_becomes_as_long_as_the_median() {
		for (places, norms) in
			[(vec![7i64, -50, 3, 1000, -4], vec![7, 7, 3, 7, 4]), (vec![5, 6, -9, 8], vec![5, 6, 6, 6])]
		{
			let gram = Gram::from_lower(places.len(), |i, j| places[i] * places[j]);
			let start = Transformed::identity(gram, vec![1; places.len()]);
			let done = start.then(PreStep::ClipToMedian, 1, &Root([0; 32]), 0);
			assert_eq!((0..places.len()).map(|i| done.gram.norm(i)).collect::<Vec<_>>(), norms);
		}
	}
}
