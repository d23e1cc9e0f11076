//! A Little Is Enough (Baruch, Baruch, Goldberg 2019). Omniscient.

use super::vectors::{deviation, mean};

/// `µ − z·σ`, lane by lane: µ and σ are mean and standard deviation of the honest updates (divided by their number, as
/// `numpy.std` does; ByzFL divides by one less).
///
/// z is [`z_max`]: so many deviations that enough honest members lie further out, and a rule that looks at distances
/// takes the liars for the middle. The paper's algorithm 3 adds `z·σ`, here it is subtracted: against the direction in
/// which most lanes of a first update move; the distances are the same. `liars` are all that collude, and all send this.
///
/// ByzFL's `ALittleIsEnough` takes any factor in place of [`z_max`]; so does `z` here.
pub fn lie(honest: &[Vec<f64>], z: f64) -> Vec<f64> {
	let mean = mean(honest);
	let deviation = deviation(honest, &mean);
	mean.iter().zip(deviation).map(|(mean, deviation)| mean - z * deviation).collect()
}

/// The largest z with `Φ(z) < (n − m − s) / (n − m)`, where n members, m of them liars, need `s = ⌊n/2 + 1⌋ − m` honest
/// supporters for a majority (Baruch et al. 2019, algorithm 3). At least 0: so few members that no deviation hides make
/// the liars send the mean. At most 3, where liars are a majority by themselves and the quotient is 1.
pub fn z_max(n: usize, liars: usize) -> f64 {
	let honest = n.saturating_sub(liars);
	let supporters = (n / 2 + 1).saturating_sub(liars);
	if honest == 0 {
		return 0.0;
	}
	quantile(honest.saturating_sub(supporters) as f64 / honest as f64)
}

/// z in 0 to 3 with Φ(z) nearest to `p`, by halving.
fn quantile(p: f64) -> f64 {
	let (mut low, mut high) = (0.0, 3.0);
	for _ in 0..60 {
		let middle = (low + high) / 2.0;
		if cumulative(middle) < p {
			low = middle;
		} else {
			high = middle;
		}
	}
	low
}

/// Φ: the standard normal distribution function, by its series at 0 (Marsaglia 2004), for 0 ≤ z ≤ 3.
fn cumulative(z: f64) -> f64 {
	let (mut sum, mut term) = (z, z);
	for k in 1..100 {
		term *= z * z / f64::from(2 * k + 1);
		sum += term;
	}
	0.5 + sum * (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::attack::vectors::three;

	#[test]
	fn the_distribution_is_the_normal_one() {
		// scipy.stats.norm.cdf
		for (z, p) in [(0.0, 0.5), (0.5, 0.691_462_461_3), (1.96, 0.975_002_104_9), (3.0, 0.998_650_101_968)] {
			assert!((cumulative(z) - p).abs() < 1e-9, "{z}");
		}
	}

	#[test]
	fn deviations_are_those_of_the_papers_formula() {
		// The paper's example: 50 members, 24 liars: s = 2, Φ(z) < 24/26. scipy.stats.norm.ppf(24/26)
		assert!((z_max(50, 24) - 1.426_076_872).abs() < 1e-8);
		// 16 members, 4 liars: s = 5, 7/12.
		assert!((z_max(16, 4) - 0.210_428_394).abs() < 1e-8);
		// 4 members, 1 liar: s = 2, 1/3: below one half.
		assert!(z_max(4, 1) < 1e-9);
		assert!((z_max(4, 3) - 3.0).abs() < 1e-9);
		assert_eq!(z_max(2, 2), 0.0);
	}

	#[test]
	fn the_lie_is_the_mean_minus_z_deviations() {
		// 5 members, 2 liars: s = 1, z = Φ⁻¹(2/3) = 0.430727299; numpy: mean − z·std.
		let lie = lie(&three(), z_max(5, 2));
		for (is, should) in lie.iter().zip([1.648_312_633, 2.069_522_687, -1.055_062_101]) {
			assert!((is - should).abs() < 1e-8, "{lie:?}");
		}
	}
}
