//! The covariance-bound agnostic filter, CAF (Allouah, Guerraoui, Stephan 2025, "Towards trustworthy federated learning with
//! untrusted participants", algorithm 2).
//!
//! Inner weights `c` start at 1. While `Σ c > n − 2f`: take the largest eigenvalue λ of the covariance of the updates under
//! `c`, remember the `c` of the least λ so far, project the updates on the eigenvector, and scale every `c_i` by
//! `1 − τ_i / max τ`, where τ_i is the square of the projection. The result is the mean under the remembered `c`.
//!
//! - **Guarantee**: without knowing a bound on the honest covariance, and for n > 3f, (f, κ)-robust with κ = 2f / (n − 3f) ·
//!   (1 + √((n − f) / (n − 2f)))², the spread measured by the largest eigenvalue λ_S of the honest covariance. In the first
//!   pass that takes as much weight from the honest as from the others, half of `Σ c_i τ_i` is honest, which gives λ ≤
//!   2 λ_S (n − f) / (n − 2f). There is such a pass, or one with λ = 0: else less than 2f would be taken in all. So it holds for
//!   the least λ. What is remembered has a sum above n − 2f, of which at most f is not honest; the honest part
//!   of it, more than n − 3f, has a mean near those of both wholes, as for [`super::smea`]. For n ≤ 3f nothing is
//!   claimed, and a task is refused; a round from which so many updates were cut runs all the same.
//! - **Eigenvalue** and projections are those of [`super::spread`], in n-space; what an inexact direction costs is said there.
//! - **Stops**: `max τ` is taken over the updates with `c_i > 0`, so that each pass brings at least one of them to 0 and
//!   there are at most 2f passes. Over all updates, one that is at 0 already could stay the largest, and no bound on the
//!   passes would follow. It also stops when no update projects on anything. With f = 0 there is no pass: the mean.
//! - **Ties**: of equal eigenvalues the first. **Rounding**: `c_i · (max τ − τ_i) / max τ` is a floor with 32 fraction bits.
//! - **Weights** from outside multiply the remembered `c` in the mean; the filter counts updates. The guarantee is for equal
//!   weights: an update with a small `c` may lie far off, and a large weight would bring it back.

use super::{mean, spread::spread, Given};
use crate::count::{count, DIVISION};
use alloc::{vec, vec::Vec};
use guild_primitives::{Coefficient, COEFFICIENT_ONE};

/// The inner weight 1.
const ONE: u64 = COEFFICIENT_ONE.unsigned_abs();

/// One row.
pub fn row(given: &Given<'_>) -> Vec<Coefficient> {
	let n = given.count();
	let mut inner = vec![ONE; n];
	let mut best = inner.clone();
	let mut least = None;
	let enough = u128::from(ONE) * n.saturating_sub(2 * given.f) as u128;
	while inner.iter().map(|c| u128::from(*c)).sum::<u128>() > enough {
		let found = spread(given.gram, &inner);
		if least.is_none_or(|least| found.eigenvalue < least) {
			(least, best) = (Some(found.eigenvalue), inner.clone());
		}
		// Projections of updates with inner weight 0 are 0.
		let largest = found.projections.iter().copied().max().unwrap_or(0);
		if largest == 0 {
			break;
		}
		count(n as u64 * (DIVISION + 4));
		for (c, projection) in inner.iter_mut().zip(&found.projections) {
			// At most 2^32 · 2^88.
			*c = (u128::from(*c) * (largest - projection) / largest) as u64;
		}
	}
	mean::by(given.weights, &best)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gram::Gram;

	fn row_of(points: &[[i64; 2]], weights: &[u32], f: usize) -> Vec<Coefficient> {
		let gram = Gram::from_lower(points.len(), |i, j| points[i][0] * points[j][0] + points[i][1] * points[j][1]);
		row(&Given { gram: &gram, around: &gram, weights, f })
	}

	#[test]
	fn far_updates_are_filtered_out() {
		let points = [[10, 0], [12, 3], [9, -2], [11, 1], [5000, 4000], [-3000, 9000]];
		let row = row_of(&points, &[1, 1, 1, 1, 9, 9], 2);
		assert!(row[4..].iter().sum::<i64>() < COEFFICIENT_ONE >> 12, "{row:?}");
		assert_eq!(row.iter().sum::<i64>(), COEFFICIENT_ONE);
	}

	#[test]
	fn with_no_liar_or_no_spread_it_is_the_mean() {
		assert_eq!(row_of(&[[1, 5], [900, 2], [4, 4]], &[1, 2, 3], 0), mean::row(&[1, 2, 3]));
		assert_eq!(row_of(&[[7, 7]; 5], &[1, 2, 3, 4, 5], 2), mean::row(&[1, 2, 3, 4, 5]));
	}

	#[test]
	fn it_ends_on_any_matrix() {
		let far = crate::gram::ENTRY_BOUND - 1;
		let gram = Gram::from_lower(128, |i, j| if i == j || (i * j) % 3 == 0 { far } else { -far });
		let row = row(&Given { gram: &gram, around: &gram, weights: &[u32::MAX; 128], f: 63 });
		assert_eq!(row.iter().sum::<i64>(), COEFFICIENT_ONE);
	}
}
