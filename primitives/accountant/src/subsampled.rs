//! The Gaussian mechanism on a Poisson sample: each record takes part in a step with probability q, independently of all others.
//!
//! For integer α (Mironov, Talwar, Zhang 2019, section 3.3), with σ = standard deviation / L2 sensitivity:
//!
//! ```text
//! A_α = Σ_{k=0..α} C(α, k) · (1 − q)^(α−k) · q^k · e^((k² − k)/(2σ²)),     ε(α) = ln A_α / (α − 1)
//! ```
//!
//! - **Guarantee**: for one record added or removed, both directions (their Theorem 5: the other direction's moment is not larger).
//!   Not for replacement: refused. Not for shuffled batches, nor for batches of fixed size: q is not the chance of an independent draw there.
//! - **How**: with ρ = q/(1 − q), E = e^(1/σ²) and the falling factorial α^(k) = α·(α − 1)⋯(α − k + 1),
//!   `A_α = (1 − q)^α · Σ α^(k) · v_k`, where `v_k = ρ^k · E^(k(k−1)/2) / k!` does not depend on α. So v is made once, and each term costs a
//!   product and a sum. No logarithm of a factorial, no cancellation: every number is positive, so every rounding goes up.
//! - **How far off**: the relative error of A_α is below α²/2 times that of E, plus 5α·2^-127: below 2^-86 for α ≤ 1024 and σ ≥ 0.4,
//!   where ε(α) itself is above αq²/(2σ²).
//! - **Range**: 1/σ² ≤ 10^4 and k ≤ 1024, so E^(k(k−1)/2) < 2^(2^33); all exponents stay below 2^36.
//! - **Cost**: [`PRODUCTS`] products of two 128-bit numbers.

use crate::{
	bound::Upper,
	curve::Curve,
	gaussian,
	orders::orders,
	parameters::{NoiseMultiplier, SamplingRate},
	relation::Relation,
	transcendental::exp,
};
use alloc::vec::Vec;

/// Products of two 128-bit numbers in the dearest curve: one a term (8479 orders in sum, and one more each for k = 0), two for each of the
/// 1024 v_k; at most 20 a power; at most 76 a logarithm. The 81 logarithms are a third of it.
pub const PRODUCTS: u32 = (8_479 + 81) + 2 * 1_024 + 81 * (20 + 76);

/// The cost of one step. The relation is that of one record added or removed.
pub(crate) fn curve(noise_multiplier: NoiseMultiplier, sampling_rate: SamplingRate) -> Curve {
	let relation = Relation::AddRemoveRecord;
	if sampling_rate == SamplingRate::ONE {
		return gaussian::curve(noise_multiplier, relation);
	}
	let (q, rest) = (sampling_rate.billionths(), sampling_rate.complement_billionths()); // neither is 0
	let largest = orders().last().unwrap_or(2);
	let shared = shared_terms(Upper::ratio(q.into(), rest.into()), exp(noise_multiplier.inverse_square()), largest);
	let unsampled = Upper::ratio(rest.into(), SamplingRate::ONE.billionths().into());
	Curve::from_moments(relation, |order| {
		let mut sum: Option<Upper> = None;
		let mut falling = Upper::ONE; // α^(k)
		for (k, shared) in (0..=order).zip(&shared) {
			let term = falling.mul(*shared);
			sum = Some(sum.map_or(term, |sum| sum.add(term)));
			falling = falling.times(order.saturating_sub(k)); // the last factor, α − α, is not used
		}
		unsampled.pow(order).mul(sum.unwrap_or(Upper::ONE))
	})
}

/// v_0 to v_largest: v_(k+1) = v_k · ρ · E^k / (k + 1).
fn shared_terms(odds: Upper, e: Upper, largest: u32) -> Vec<Upper> {
	let mut terms = Vec::with_capacity(largest as usize + 1);
	let (mut term, mut step) = (Upper::ONE, odds); // step = ρ · E^k
	for k in 0..=largest {
		terms.push(term);
		term = term.mul(step).over(k.saturating_add(1));
		step = step.mul(e);
	}
	terms
}
