//! Discrete Laplace noise of integer scale t: P(x) = (e^(1/t) − 1)/(e^(1/t) + 1) · e^(−|x|/t) on the integers (Canonne, Kamath, Steinke 2020,
//! Algorithm 2 with s = 1).
//!
//! U uniform in 0..t kept with probability e^(−U/t), V geometric with ratio e^(−1): U + tV is geometric with ratio e^(−1/t). A sign makes
//! it two-sided; minus zero is drawn again, or zero would be drawn twice as often. A draw takes a bounded number of tosses on
//! average, whatever t is: U is kept with probability (1 − e^(−1))·(1/t)/(1 − e^(−1/t)) ≥ 1 − 1/e, V has e/(e − 1) tosses of e^(−1), and the
//! sign sends back at most half.

use super::{
	exponential::coin_exp,
	uniform::{below, coin},
};
use rand::RngCore;

/// A draw of scale `scale` ≥ 1 (0 is taken for 1).
///
/// V stops at 2^31, which it reaches with probability e^(−2^31): never.
pub fn discrete_laplace(scale: u32, entropy: &mut dyn RngCore) -> i64 {
	let t = u128::from(scale.max(1));
	loop {
		let u = below(t, entropy);
		if !coin_exp(u, t, entropy) {
			continue;
		}
		let mut v = 0i64;
		while v < 1 << 31 && coin_exp(1, 1, entropy) {
			v += 1;
		}
		// u < 2^32, v ≤ 2^31, t < 2^32.
		let magnitude = u as i64 + i64::from(scale.max(1)).saturating_mul(v);
		let negative = coin(1, 2, entropy);
		if negative && magnitude == 0 {
			continue;
		}
		return if negative { -magnitude } else { magnitude };
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		encode::SeededEntropy,
		privacy::statistics::{symmetric, Sample},
	};

	/// e^(−|x|/t), not yet normalised.
	fn density(t: f64) -> impl Fn(i64) -> f64 {
		move |x| (-(x.abs() as f64) / t).exp()
	}

	#[test]
	fn draws_have_the_probabilities_and_a_wrong_scale_is_rejected() {
		let mut entropy = SeededEntropy::new(crate::seed_for_tests());
		for scale in [1u32, 2, 7, 1_000] {
			let sample = Sample::of(60_000, || discrete_laplace(scale, &mut entropy));
			let t = f64::from(scale);
			sample.against(density(t), 40.0 * t).accept();
			sample.against(density(t * 1.1), 44.0 * t).reject();
			sample.against(density(t / 1.1), 40.0 * t).reject();
			symmetric(&sample);
		}
	}
}
