//! Laplace and discrete Laplace noise. u = 1/b throughout, b = scale / L1 sensitivity.
//!
//! - **Laplace**: A_α = α/(2α − 1) · e^((α−1)u) + (α − 1)/(2α − 1) · e^(−αu) (Mironov 2017, Corollary 2). It is for one coordinate; ln A_α
//!   is convex in u and 0 at 0, so a change spread over several coordinates costs at most what it costs in one.
//! - **Discrete Laplace** on integers: for the sensitivity 1 its sums are two geometric series, and
//!   A_α = (e^((α−1)u) + e^(−αu)) / (1 + e^(−u)). That is the curve of randomised response that tells the truth with probability 1/(1 + e^(−u))
//!   (Mironov 2017, Proposition 5), which no mechanism with pure ε = u exceeds, as each can be made from it (Kairouz, Oh, Viswanath 2015). So it holds for any integer sensitivity and dimension. It is above the Laplace curve: with little noise integers hide less.

use crate::{
	bound::{Lower, Upper},
	curve::Curve,
	parameters::NoiseMultiplier,
	relation::Relation,
	transcendental::exp,
};

/// Upper bounds of e^u and e^(−u); the second is the reciprocal of a lower bound of e^u.
fn powers(noise_multiplier: NoiseMultiplier) -> (Upper, Upper) {
	(exp(noise_multiplier.inverse::<true>()), exp(noise_multiplier.inverse::<false>()).reciprocal())
}

/// The cost of one Laplace release.
pub(crate) fn curve(noise_multiplier: NoiseMultiplier, relation: Relation) -> Curve {
	let (up, down) = powers(noise_multiplier);
	Curve::from_moments(relation, |order| {
		let below = order.saturating_sub(1);
		let all = u128::from(order) + u128::from(below); // 2α − 1
		let far = Upper::ratio(order.into(), all).mul(up.pow(below));
		far.add(Upper::ratio(below.into(), all).mul(down.pow(order)))
	})
}

/// The cost of one discrete Laplace release, and of anything with pure ε = u.
pub(crate) fn discrete_curve(noise_multiplier: NoiseMultiplier, relation: Relation) -> Curve {
	let (up, down) = powers(noise_multiplier);
	// 1/(1 + e^(−u)) from above: its denominator from below, so e^(−u) = 1/e^u from below, so e^u from above.
	let truth = Lower::ONE.add(up.reciprocal()).reciprocal();
	Curve::from_moments(relation, |order| truth.mul(up.pow(order.saturating_sub(1)).add(down.pow(order))))
}
