//! Discrete Gaussian noise: P(x) ∝ e^(−x²/(2σ²)) on the integers, for a rational σ² (Canonne, Kamath, Steinke 2020, Algorithm 3).
//!
//! A discrete Laplace draw Y of scale t = ⌊σ⌋ + 1 is kept with probability e^(−(|Y| − σ²/t)²/(2σ²)). The draws that it takes do not depend on σ
//! on average: a bounded number of proposals, whatever σ is (their section 5.2). The test counts them.

use super::{discrete_laplace::discrete_laplace, exponential::coin_exp};
use rand::RngCore;

/// A variance σ² in lanes², as a ratio of integers: the parameter of the discrete Gaussian. (Its true variance is a little below σ²,
/// by less than 10^-7 of it from σ = 1 on.)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Variance {
	numerator: u64,
	denominator: u64,
}

impl Variance {
	/// Largest denominator.
	pub const MAX_DENOMINATOR: u64 = 1 << 16;
	/// Largest value, in lanes²: far above what fits into lanes.
	pub const MAX: u64 = 1 << 30;

	/// σ² = `numerator / denominator`, above 0 and at most [`Variance::MAX`]; none otherwise.
	pub fn new(numerator: u64, denominator: u64) -> Option<Self> {
		let fits = (1..=Self::MAX_DENOMINATOR).contains(&denominator)
			&& (1..=Self::MAX.saturating_mul(denominator)).contains(&numerator);
		fits.then_some(Self { numerator, denominator })
	}

	/// The numerator, below 2^47.
	pub fn numerator(self) -> u64 {
		self.numerator
	}

	/// The denominator.
	pub fn denominator(self) -> u64 {
		self.denominator
	}
}

/// A sampler of one variance.
#[derive(Clone, Copy, Debug)]
pub struct DiscreteGaussian {
	variance: Variance,
	/// ⌊σ⌋ + 1, at most 2^15 + 1.
	scale: u32,
}

impl DiscreteGaussian {
	/// With this variance.
	pub fn new(variance: Variance) -> Self {
		// ⌊√(n/d)⌋ = ⌊√⌊n/d⌋⌋ ≤ 2^15.
		let scale = (variance.numerator / variance.denominator).isqrt() as u32 + 1;
		Self { variance, scale }
	}

	/// One draw.
	pub fn draw(&self, entropy: &mut dyn RngCore) -> i64 {
		loop {
			let y = discrete_laplace(self.scale, entropy);
			if self.keep(y, entropy) {
				return y;
			}
		}
	}

	/// Keeps a Laplace draw: with σ² = n/d the exponent (|y| − n/(d·t))² · d/(2n) is (|y|·d·t − n)² / (2·n·d·t²).
	///
	/// |y|·d·t < 2^31·2^16·2^16 and the square is below 2^126; 2·n·d·t² < 2·2^47·2^16·2^31 = 2^95. A |y| from 2^31 on would be kept with
	/// a probability below e^(−2^30); it is thrown away.
	fn keep(&self, y: i64, entropy: &mut dyn RngCore) -> bool {
		let (n, d) = (u128::from(self.variance.numerator), u128::from(self.variance.denominator));
		let (t, magnitude) = (u128::from(self.scale), u128::from(y.unsigned_abs()));
		if magnitude >= 1 << 31 {
			return false;
		}
		let off = (magnitude * d * t).abs_diff(n);
		coin_exp(off * off, 2 * n * d * t * t, entropy)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		encode::SeededEntropy,
		privacy::statistics::{symmetric, Sample},
	};

	/// e^(−x²/(2σ²)), not yet normalised.
	fn density(variance: f64) -> impl Fn(i64) -> f64 {
		move |x| (-((x * x) as f64) / (2.0 * variance)).exp()
	}

	#[test]
	fn draws_have_the_probabilities_and_a_wrong_variance_is_rejected() {
		let mut entropy = SeededEntropy::new(crate::seed_for_tests());
		for (n, d) in
			[(1u64, 4u64), (1, 2), (1, 1), (9, 4), (10, 1), (12_345, 67), (65_537, 65_536), (10_000, 1), (1_000_000, 1)]
		{
			let gaussian = DiscreteGaussian::new(Variance::new(n, d).unwrap());
			let sample = Sample::of(30_000, || gaussian.draw(&mut entropy));
			let variance = n as f64 / d as f64;
			let reach = 12.0 * variance.sqrt() + 12.0;
			sample.against(density(variance), reach).accept();
			sample.against(density(variance * 1.1), reach).reject();
			sample.against(density(variance / 1.1), reach).reject();
			symmetric(&sample);
		}
	}

	#[test]
	fn a_draw_costs_the_same_number_of_laplace_draws_whatever_the_variance() {
		let mut entropy = SeededEntropy::new(2);
		for (n, d) in [(1u64, 4u64), (1, 1), (100, 1), (1 << 30, 1)] {
			let gaussian = DiscreteGaussian::new(Variance::new(n, d).unwrap());
			let proposals = 4_000;
			let kept = (0..proposals)
				.filter(|_| gaussian.keep(discrete_laplace(gaussian.scale, &mut entropy), &mut entropy))
				.count();
			let each = f64::from(proposals) / kept as f64;
			println!("σ² = {n}/{d}: {each:.2} Laplace draws each");
			assert!(each < 2.5, "σ² = {n}/{d}: {each}");
		}
	}

	#[test]
	fn variances_out_of_range_are_refused() {
		assert!(Variance::new(0, 1).is_none() && Variance::new(1, 0).is_none());
		assert!(Variance::new(1, Variance::MAX_DENOMINATOR + 1).is_none());
		assert!(Variance::new(Variance::MAX + 1, 1).is_none() && Variance::new(u64::MAX, u64::MAX).is_none());
		assert!(Variance::new(Variance::MAX << 16, 1 << 16).is_some());
	}

	#[test]
	fn the_largest_variance_and_denominator_do_not_overflow() {
		let gaussian = DiscreteGaussian::new(Variance::new(Variance::MAX << 16, 1 << 16).unwrap());
		let mut entropy = SeededEntropy::new(3);
		assert!(!gaussian.keep((1 << 31) - 1, &mut entropy) && !gaussian.keep(i64::MIN, &mut entropy));
		assert!((0..100).all(|_| gaussian.draw(&mut entropy).abs() < 1 << 19));
	}
}
