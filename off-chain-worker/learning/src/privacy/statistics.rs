//! Pearson's chi-square, for the samplers' tests.
//!
//! **The bound.** With k degrees of freedom a statistic exceeds k + 2√(kx) + 2x with a probability below e^(−x) (Laurent, Massart 2000,
//! Lemma 1, for the limiting distribution; each cell expects 500 draws and more, so the limit is near). x = 12: below 10^-5 a test.
//! **It can fail**: `reject` asserts that the same statistic of the same draws, against a distribution that is wrong by a tenth, is above
//! the same bound.

use std::collections::BTreeMap;

/// A statistic and its degrees of freedom.
pub struct ChiSquare {
	value: f64,
	freedom: f64,
}

impl ChiSquare {
	fn bound(&self) -> f64 {
		self.freedom + 2.0 * (self.freedom * 12.0).sqrt() + 24.0
	}

	/// The draws may have these probabilities.
	pub fn accept(self) {
		assert!(self.value <= self.bound(), "chi-square {} with {} degrees of freedom", self.value, self.freedom);
	}

	/// The draws cannot have these probabilities.
	pub fn reject(self) {
		assert!(self.value > self.bound(), "chi-square {} with {} degrees of freedom", self.value, self.freedom);
	}
}

/// The statistic of counts against probabilities that sum to 1.
pub fn chi_square(counts: &[u64], probabilities: &[f64]) -> ChiSquare {
	let draws = counts.iter().sum::<u64>() as f64;
	let value =
		counts.iter().zip(probabilities).map(|(count, p)| (*count as f64 - draws * p).powi(2) / (draws * p)).sum();
	ChiSquare { value, freedom: counts.len() as f64 - 1.0 }
}

/// Draws, counted by value.
pub struct Sample {
	counts: BTreeMap<i64, u64>,
	draws: u64,
}

impl Sample {
	/// So many draws.
	pub fn of(draws: u64, mut draw: impl FnMut() -> i64) -> Self {
		let mut counts = BTreeMap::new();
		(0..draws).for_each(|_| *counts.entry(draw()).or_default() += 1);
		Self { counts, draws }
	}

	/// Against a density, summed over all integers up to `reach`, in cells of neighbouring integers that hold at least 1/60 of the
	/// probability each (an integer that holds more is a cell of its own).
	pub fn against(&self, density: impl Fn(i64) -> f64, reach: f64) -> ChiSquare {
		let reach = reach as i64;
		let total: f64 = (-reach..=reach).map(&density).sum();
		let (mut counts, mut probabilities) = (Vec::new(), Vec::new());
		let (mut count, mut mass) = (0, 0.0);
		for x in -reach..=reach {
			count += self.counts.get(&x).copied().unwrap_or(0);
			mass += density(x) / total;
			if mass >= 1.0 / 60.0 {
				counts.push(count);
				probabilities.push(mass);
				(count, mass) = (0, 0.0);
			}
		}
		// What is left on the right joins the last cell, with whatever was drawn beyond the reach.
		let seen: u64 = counts.iter().sum();
		*counts.last_mut().unwrap() += self.draws - seen;
		*probabilities.last_mut().unwrap() += mass;
		chi_square(&counts, &probabilities)
	}
}

/// Each sign is as likely: the numbers of positive and negative draws differ by at most six deviations.
pub fn symmetric(sample: &Sample) {
	let positive: u64 = sample.counts.range(1..).map(|(_, count)| count).sum();
	let negative: u64 = sample.counts.range(..0).map(|(_, count)| count).sum();
	let deviations = (positive as f64 - negative as f64).abs() / ((positive + negative) as f64).sqrt();
	assert!(deviations < 6.0, "{positive} positive, {negative} negative");
}
