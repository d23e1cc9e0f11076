//! Randomised response: of two answers the true one with chance p = 1 − f, the other with chance f (Warner 1965).
//!
//! Whatever two worlds are compared, the answer's distribution is one of two, and the two furthest apart are (p, f) and (f, p). Of
//! those the Rényi divergence is exact (Mironov 2017, Proposition 5):
//!
//! > A_α = p^α·f^(1−α) + f^α·p^(1−α) = p·(p/f)^(α−1) + f·(f/p)^(α−1)
//!
//! An answer that is itself drawn first, such as a fair coin where two things are alike, has a distribution between the two, and Rényi
//! divergence is quasi-convex in both its arguments (van Erven and Harremoës 2014, Theorem 13): it costs no more.
//!
//! **Sensitivity.** One answer is one bit, and any change of the data can turn it over: there is no finer scale. One row, added, removed or
//! replaced, can turn over every answer that is computed from the same rows, so of k questions k answers are charged, each as if it
//! were alone.

use crate::{bound::Upper, curve::Curve, flip::FlipChance, relation::Relation};

/// The cost of one answer.
pub(crate) fn curve(flip: FlipChance, relation: Relation) -> Curve {
	let (truth, lie) = (u128::from(flip.truth_parts()), u128::from(flip.parts()));
	let (up, down) = (Upper::ratio(truth, lie), Upper::ratio(lie, truth));
	let whole = FlipChance::WHOLE.into();
	let (truth, lie) = (Upper::ratio(truth, whole), Upper::ratio(lie, whole));
	Curve::from_moments(relation, |order| {
		let below = order.saturating_sub(1);
		truth.mul(up.pow(below)).add(lie.mul(down.pow(below)))
	})
}
