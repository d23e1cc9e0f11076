//! What the attacks share: means and deviations of updates, and the way back to lanes.

use guild_primitives::limits::MAX_LANE;

/// The lanes as real numbers.
pub(super) fn real(lanes: &[i16]) -> Vec<f64> {
	lanes.iter().map(|lane| f64::from(*lane)).collect()
}

/// The mean of the updates, lane by lane. Empty if there is none.
pub(super) fn mean(updates: &[Vec<f64>]) -> Vec<f64> {
	let Some(first) = updates.first() else { return Vec::new() };
	let mut sum = vec![0.0; first.len()];
	for update in updates {
		sum.iter_mut().zip(update).for_each(|(sum, x)| *sum += x);
	}
	sum.iter().map(|sum| sum / updates.len() as f64).collect()
}

/// The standard deviation of the updates, lane by lane: of these updates, not an estimate for others (divided by their
/// number, not by one less).
pub(super) fn deviation(updates: &[Vec<f64>], mean: &[f64]) -> Vec<f64> {
	let mut sum = vec![0.0; mean.len()];
	for update in updates {
		sum.iter_mut().zip(update.iter().zip(mean)).for_each(|(sum, (x, mean))| *sum += (x - mean).powi(2));
	}
	sum.iter().map(|sum| (sum / updates.len().max(1) as f64).sqrt()).collect()
}

/// Their inner product.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
	a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Their squared distance.
pub(super) fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
	a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}

/// Writes `values` into `lanes`, within the range of a lane and at most `norm_bound` long: an update above the bound would
/// be cut out by the rule. Rounded towards zero, so that rounding adds no length.
pub(super) fn write_within(lanes: &mut [i16], values: &[f64], norm_bound: u64) {
	let norm = dot(values, values).sqrt();
	// A little below the bound, so that the sum of floats cannot end above it.
	let factor = (norm_bound as f64 * (1.0 - 1e-9) / norm).min(1.0);
	write_scaled(lanes, values, factor);
}

/// The same, but exactly `norm_bound` long, or as near to it as the range of a lane allows.
pub(super) fn write_at_bound(lanes: &mut [i16], values: &[f64], norm_bound: u64) {
	let norm = dot(values, values).sqrt();
	if norm > 0.0 {
		write_scaled(lanes, values, norm_bound as f64 * (1.0 - 1e-9) / norm);
	}
}

fn write_scaled(lanes: &mut [i16], values: &[f64], factor: f64) {
	let most = f64::from(MAX_LANE);
	for (lane, x) in lanes.iter_mut().zip(values) {
		*lane = (x * factor).trunc().clamp(-most, most) as i16;
	}
}

/// Honest updates on which the attacks differ, for the tests: three of them, of three lanes.
#[cfg(test)]
pub(super) fn three() -> Vec<Vec<f64>> {
	vec![vec![1.0, 2.0, -3.0], vec![3.0, 1.0, 0.0], vec![2.0, 6.0, 3.0]]
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn mean_and_deviation_are_those_of_numpy() {
		let mean = mean(&three());
		assert_eq!(mean, [2.0, 3.0, 0.0]);
		// numpy.std(axis=0): √(2/3), √(14/3), √6.
		let deviation = deviation(&three(), &mean);
		for (is, should) in deviation.iter().zip([0.816_496_580_9, 2.160_246_899_5, 2.449_489_742_8]) {
			assert!((is - should).abs() < 1e-9);
		}
	}

	#[test]
	fn lanes_stay_within_the_bound_and_within_a_lane() {
		let mut lanes = [0i16; 2];
		write_within(&mut lanes, &[3.0, -4.0], 100);
		assert_eq!(lanes, [3, -4]);
		write_within(&mut lanes, &[300.0, -400.0], 100);
		assert_eq!(lanes, [59, -79]);
		write_at_bound(&mut lanes, &[1.0, 0.0], 40_000);
		assert_eq!(lanes, [32_767, 0]);
		write_at_bound(&mut lanes, &[0.0, 0.0], 40_000);
		assert_eq!(lanes, [32_767, 0]);
	}
}
