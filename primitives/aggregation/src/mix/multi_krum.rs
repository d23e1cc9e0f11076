//! Multi-Krum (Blanchard et al. 2017): `(1/m) Σ u_i` over the `m` updates with the least `s(i)` of [`super::krum`], scored once.
//!
//! - **Guarantee**: with equal weights κ as for [`super::krum`], for m ≤ n − f, n ≥ 2f + 3: also the m least scores are on
//!   average at most the average score of any n − f updates, and a mean is no farther off than its parts on average.
//!   Libraries differ as they do for Krum; and in m (ByzFL takes n − f, Flower asks).
//! - **Ties, rounding**: as Krum; then a mean.
//! - **Weights** from outside enter the mean over the updates kept; scores count updates. Whatever they are, the mean is no
//!   farther off than the worst update kept, whose score is at most 2 m (n − f) V: κ is (4m + 2) (n − f) / (n − 2f − 1), about
//!   the mean in which the n − f updates count alike.

use super::{krum, mean};
use crate::{count::count, gram::Gram};
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// One row: the weighted mean of the `m` best, but of at most n − f, and of at least one.
pub fn row(gram: &Gram, weights: &[u32], f: usize, m: usize) -> Vec<Coefficient> {
	let kept = m.min(gram.len().saturating_sub(f)).max(1);
	let order = krum::by_score(gram, &(0..gram.len()).collect::<Vec<_>>(), krum::neighbours(gram.len(), f));
	let best = order.get(..kept).unwrap_or(&order);
	count((gram.len() * kept) as u64);
	mean::over(weights, |i| best.contains(&i))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_best_are_averaged_by_weight() {
		let points = [900i64, 1, 1, 2, 3];
		let gram = Gram::from_lower(5, |i, j| points[i] * points[j]);
		let quarter = 1i64 << 30;
		assert_eq!(row(&gram, &[7, 1, 3, 5, 5], 1, 2), [0, quarter, 3 * quarter, 0, 0]);
		assert_eq!(row(&gram, &[7, 1, 1, 1, 1], 1, 99), [0, quarter, quarter, quarter, quarter]);
	}
}
