//! Uniform integers, and coins of rational bias.

use rand::RngCore;

/// Uniform in `0..bound`, exactly (0 for a bound of 0 or 1).
///
/// Draws as many bits as the bound has, and again while they are not below it: fewer than two draws on average.
pub fn below(bound: u128, entropy: &mut dyn RngCore) -> u128 {
	let Some(most) = bound.checked_sub(1) else { return 0 };
	if most == 0 {
		return 0;
	}
	let spare = most.leading_zeros();
	loop {
		let bits = if spare >= 64 {
			u128::from(entropy.next_u64() >> (spare - 64))
		} else {
			(u128::from(entropy.next_u64()) << 64 | u128::from(entropy.next_u64())) >> spare
		};
		if bits <= most {
			return bits;
		}
	}
}

/// True with probability `numerator / denominator`, exactly, for a numerator up to the denominator.
pub fn coin(numerator: u128, denominator: u128, entropy: &mut dyn RngCore) -> bool {
	below(denominator, entropy) < numerator
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{encode::SeededEntropy, privacy::statistics::chi_square};

	#[test]
	fn integers_are_uniform_below_any_bound() {
		let mut entropy = SeededEntropy::new(crate::seed_for_tests());
		for bound in [2u128, 3, 5, 16, 17] {
			let draws = 20_000;
			let mut counts = vec![0u64; bound as usize];
			(0..draws).for_each(|_| counts[below(bound, &mut entropy) as usize] += 1);
			chi_square(&counts, &vec![1.0 / bound as f64; bound as usize]).accept();
		}
		assert_eq!((below(0, &mut entropy), below(1, &mut entropy)), (0, 0));
		for bound in [u128::MAX, 1 << 100, (1 << 64) + 1] {
			assert!((0..100).all(|_| below(bound, &mut entropy) < bound));
			// The upper half is reached.
			assert!((0..100).any(|_| below(bound, &mut entropy) >= bound / 2));
		}
	}

	#[test]
	fn a_coin_of_zero_never_falls_and_one_of_one_always() {
		let mut entropy = SeededEntropy::new(1);
		assert!((0..100).all(|_| !coin(0, 7, &mut entropy) && coin(7, 7, &mut entropy)));
	}
}
