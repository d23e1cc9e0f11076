//! Bernoulli(e^(−γ)) for a rational γ, from integers (Canonne, Kamath, Steinke 2020, Algorithm 1; the idea is von Neumann's, 1951).
//!
//! For γ ≤ 1: toss coins of bias γ/1, γ/2, γ/3, … until one fails, say the K-th. P(K > k) = γ^k/k!, so P(K odd) =
//! 1 − γ + γ²/2 − … = e^(−γ). On average e^γ ≤ e tosses. For γ > 1: ⌊γ⌋ times Bernoulli(e^(−1)), and once the rest; the first
//! failure ends it, so the tosses stay below 2e on average whatever γ is.

use super::uniform::coin;
use rand::RngCore;

/// True with probability e^(−`numerator`/`denominator`), exactly. The denominator is at least 1 (0 is taken for 1) and below 2^112.
pub fn coin_exp(numerator: u128, denominator: u128, entropy: &mut dyn RngCore) -> bool {
	let denominator = denominator.max(1);
	let (whole, rest) = (numerator / denominator, numerator % denominator);
	(0..whole).all(|_| up_to_one(1, 1, entropy)) && up_to_one(rest, denominator, entropy)
}

/// The same for γ ≤ 1.
fn up_to_one(numerator: u128, denominator: u128, entropy: &mut dyn RngCore) -> bool {
	let mut k = 1u128;
	// The product saturates at k = 2^16 or later, where a toss has succeeded 2^16 times at bias 1/k: not before the stars go out.
	while coin(numerator, denominator.saturating_mul(k), entropy) {
		k += 1;
	}
	k % 2 == 1
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{encode::SeededEntropy, privacy::statistics::chi_square};

	#[test]
	fn the_coin_falls_with_probability_e_to_the_minus_gamma() {
		let mut entropy = SeededEntropy::new(crate::seed_for_tests());
		for (numerator, denominator) in [(0u128, 1u128), (1, 1), (1, 3), (7, 2), (1 << 90, 1 << 91), (999, 1_000)] {
			let draws = 40_000u64;
			let heads = (0..draws).filter(|_| coin_exp(numerator, denominator, &mut entropy)).count() as u64;
			let p = (-(numerator as f64) / denominator as f64).exp();
			if numerator == 0 {
				assert_eq!(heads, draws);
				continue;
			}
			chi_square(&[heads, draws - heads], &[p, 1.0 - p]).accept();
			let wrong = 0.7 * p;
			chi_square(&[heads, draws - heads], &[wrong, 1.0 - wrong]).reject();
		}
	}

	#[test]
	fn a_huge_exponent_ends_at_once() {
		assert!(!coin_exp(u128::MAX, 1, &mut SeededEntropy::new(1)));
	}
}
