//! The selection of Bulyan (El Mhamdi, Guerraoui, Rouault 2018, "The hidden vulnerability of distributed learning in
//! Byzantium", section 4): θ = n − 2f updates, each the one that Krum picks among those not picked yet.
//!
//! The column rule `meamed` then takes, lane by lane, the mean of the θ − 2f picked values nearest to their median:
//! `R[l] = (1/β) Σ_{i ∈ M} u_i[l]`, with β = θ − 2f and `M = argmin_{|M| = β} Σ_M |u_i[l] − median[l]|` among the picked.
//!
//! - **Guarantee**: with n ≥ 4f + 3 each lane's median is between picked honest values, because at most f of the n − 2f are
//!   not honest; and each of the n − 4f values kept is no farther from it than at least f picked honest values. So no lane
//!   goes far, where Krum alone lets one lane of a picked liar do so. In numbers, about the mean x̄ of any n − f updates, V their
//!   spread: (f, κ)-robust with `√κ = k √((n − f) / (n − 3f)) + √(2f / (n − 3f))` and
//!   `k = (1 + √2) √(f (n − 3f)) / (n − 4f) + 4f (n − 3f) / (n − 4f)²`. Shown thus: n − 3f of the picked are among them; call these S.
//!   Of S, f + a values of a lane are left out if a ≤ f values are kept that are not of S, and each of these is no farther from the
//!   median than one that is left out; the median of θ values is within 2 (n − 3f) / (n − 4f) deviations of S from its
//!   mean ([`crate::column`]); that gives k about the mean of S, which is within √(2f / (n − 3f) · V) of x̄, and whose spread is at most
//!   (n − f) / (n − 3f) · V. It holds for whatever is picked, and so says nothing of what picking by Krum gains; the paper's own
//!   statement, that a lane is off by O(σ / √d), is for lanes that are alike.
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
