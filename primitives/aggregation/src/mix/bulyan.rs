//! The selection of Bulyan (El Mhamdi, Guerraoui, Rouault 2018, "The hidden vulnerability of distributed learning in
//! Byzantium", section 4): θ = n − 2f updates, each the one that Krum picks among those not picked yet.
//!
//! The column rule `meamed` then takes, lane by lane, the mean of the θ − 2f picked values nearest to their median.
//!
//! - **Guarantee**: with n ≥ 4f + 3 each lane's median is between picked honest values, because at most f of the n − 2f are
//!   not honest; and each of the n − 4f values kept is no farther from it than at least f picked honest values. So no lane
//!   goes far, where Krum alone lets one lane of a picked liar do so. (The paper says how near the honest mean.)
//! - **Neighbours**: among m updates that are left, Krum looks at the m − f − 2 nearest others, and at one where that is
//!   below 1, which the last two picks reach for small f: with none, every score would be 0 and the pick arbitrary
//!   (the paper does not say). Libraries differ here; some score once, with the distances of all n.
//! - **Ties** go to the lower index. **Rounding**: none; rows are units, in ascending order of index.
//! - **Weights** do not enter: a column rule counts rows.

use super::{krum, Given};
use crate::{count::count, pre::unit_row};
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// n − 2f unit rows, at least one.
pub fn rows(given: &Given<'_>) -> Vec<Vec<Coefficient>> {
	let n = given.count();
	let kept = n.saturating_sub(2 * given.f).max(1);
	let mut left: Vec<usize> = (0..n).collect();
	let mut picked = Vec::new();
	while picked.len() < kept {
		let neighbours = krum::neighbours(left.len(), given.f).max(1);
		let Some(best) = krum::by_score(given.gram, &left, neighbours).first().copied() else { break };
		count(left.len() as u64);
		left.retain(|i| *i != best);
		picked.push(best);
	}
	picked.sort_unstable();
	picked.into_iter().map(|i| unit_row(n, i)).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gram::Gram;

	#[test]
	fn it_picks_again_among_those_left() {
		let places = [900i64, 1, 1, 2, 3, 7, -800];
		let gram = Gram::from_lower(7, |i, j| places[i] * places[j]);
		let given = Given { gram: &gram, around: &gram, weights: &[1; 7], f: 1 };
		assert_eq!(rows(&given), [1, 2, 3, 4, 5].map(|i| unit_row(7, i)));
		assert_eq!(rows(&Given { f: 3, ..given }), [unit_row(7, 1)]);
	}
}
