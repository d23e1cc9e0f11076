//! Noise on the lanes of an update: what makes the mode `local`.
//!
//! It comes after the exact integer clip and before the lanes are stored, so nobody ever sees the lanes without it. Every lane of a
//! layer gets a discrete Gaussian draw of its own. A sum that does not fit into a lane is cut to ±32767: that is done to what was
//! already released, and costs no privacy. It costs accuracy, so layers whose noise would often meet the limit are refused: a layer's clip
//! norm and six σ together must fit.

use super::discrete_gaussian::{DiscreteGaussian, Variance};
use guild_aggregation::lanes::squared_norm;
use guild_primitives::limits::MAX_LANE;
use rand::RngCore;

/// Standard deviations that must fit beside the clip norm.
const DEVIATIONS: u64 = 6;

/// A run of neighbouring lanes that is clipped by itself, with one strength of noise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layer {
	/// Its name, for messages.
	pub name: String,
	/// How many lanes it has.
	pub lanes: usize,
	/// Largest L2 norm of these lanes before noise, in lanes.
	pub clip_norm: u64,
	/// σ² of the noise on each of them, in lanes².
	pub variance: Variance,
}

/// What the noise did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NoiseReport {
	/// Lanes that were cut to ±32767.
	pub cut_lanes: u64,
}

/// Why no noise was added. The lanes are as they were.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoiseError {
	/// The layers are not the update.
	#[error("the layers have {layers} lanes, the update has {lanes}")]
	Shape {
		/// Lanes of all layers.
		layers: usize,
		/// Lanes of the update.
		lanes: usize,
	},
	/// The clip did not happen: the noise would be too little for what it has to hide.
	#[error("layer `{layer}` is longer than its clip norm of {clip_norm} lanes; noise comes after the clip")]
	NotClipped {
		/// Its name.
		layer: String,
		/// Largest allowed norm.
		clip_norm: u64,
	},
	/// Too much noise for 16 bits.
	#[error("layer `{layer}`: the clip norm of {clip_norm} lanes and six standard deviations do not fit into ±32767 lanes; use fewer fraction bits, a smaller clip norm, or less noise")]
	DoesNotFit {
		/// Its name.
		layer: String,
		/// The clip norm.
		clip_norm: u64,
	},
	/// A weight that is no weight.
	#[error("layer `{layer}`: a weight is a whole number from 1 to 1000")]
	BadWeight {
		/// Its name.
		layer: String,
	},
	/// The weights leave a layer nothing.
	#[error("layer `{layer}`: its part of the clip norm is less than one lane; give it more weight, or use more fraction bits")]
	NothingLeft {
		/// Its name.
		layer: String,
	},
}

/// Adds noise to clipped lanes, layer by layer.
///
/// # Errors
/// [`NoiseError`]; then no lane has changed.
pub fn add_noise(lanes: &mut [i16], layers: &[Layer], entropy: &mut dyn RngCore) -> Result<NoiseReport, NoiseError> {
	let total = layers.iter().fold(0usize, |sum, layer| sum.saturating_add(layer.lanes));
	if total != lanes.len() {
		return Err(NoiseError::Shape { layers: total, lanes: lanes.len() });
	}
	let mut rest: &[i16] = lanes;
	for Layer { name, lanes, clip_norm, variance } in layers {
		let (these, others) = rest.split_at(*lanes); // The layers have as many lanes as the update.
		let (layer, clip_norm) = (|| name.clone(), *clip_norm);
		if u128::from(squared_norm(these)) > u128::from(clip_norm).pow(2) {
			return Err(NoiseError::NotClipped { layer: layer(), clip_norm });
		}
		if !fits(*variance, clip_norm) {
			return Err(NoiseError::DoesNotFit { layer: layer(), clip_norm });
		}
		rest = others;
	}
	let mut report = NoiseReport::default();
	let mut rest = lanes;
	for layer in layers {
		let (these, others) = rest.split_at_mut(layer.lanes); // The layers have as many lanes as the update.
		let gaussian = DiscreteGaussian::new(layer.variance);
		for lane in these {
			let (noisy, cut) = noisy_lane(*lane, &gaussian, entropy);
			report.cut_lanes += u64::from(cut);
			*lane = noisy;
		}
		rest = others;
	}
	Ok(report)
}

/// A lane with a draw added, within ±32767, and whether it had to be cut.
fn noisy_lane(lane: i16, gaussian: &DiscreteGaussian, entropy: &mut dyn RngCore) -> (i16, bool) {
	let noisy = i64::from(lane).saturating_add(gaussian.draw(entropy));
	let kept = noisy.clamp(-i64::from(MAX_LANE), i64::from(MAX_LANE));
	(kept as i16, kept != noisy) // Within ±32767, as the line above says.
}

/// Whether C + 6σ ≤ 32767, in whole numbers: 36·n ≤ d·(32767 − C)².
pub(super) fn fits(variance: Variance, clip_norm: u64) -> bool {
	let room = (MAX_LANE as u64).checked_sub(clip_norm);
	let needed = u128::from(DEVIATIONS * DEVIATIONS) * u128::from(variance.numerator());
	room.is_some_and(|room| needed <= u128::from(variance.denominator()) * u128::from(room).pow(2))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::encode::{OsEntropy, SeededEntropy};

	fn layer(name: &str, lanes: usize, clip_norm: u64, numerator: u64) -> Layer {
		Layer { name: name.into(), lanes, clip_norm, variance: Variance::new(numerator, 1).unwrap() }
	}

	/// The mean of squares.
	fn square(lanes: &[i16]) -> f64 {
		squared_norm(lanes) as f64 / lanes.len() as f64
	}

	#[test]
	fn each_layer_gets_its_own_noise() {
		let mut lanes = vec![0i16; 20_000];
		let layers = [layer("dense", 10_000, 0, 100), layer("head", 10_000, 0, 1_000_000)];
		let report = add_noise(&mut lanes, &layers, &mut SeededEntropy::new(crate::seed_for_tests())).unwrap();
		assert_eq!(report.cut_lanes, 0);
		// A mean of 10^4 squares of Gaussians has a deviation of √(2/10^4) of itself: six of them.
		for (lanes, variance) in [(&lanes[..10_000], 100.0), (&lanes[10_000..], 1e6)] {
			assert!((square(lanes) / variance - 1.0).abs() < 0.085, "{}", square(lanes));
		}
	}

	#[test]
	fn noise_is_around_the_lanes() {
		let mut lanes = vec![300i16; 10_000];
		add_noise(&mut lanes, &[layer("all", 10_000, 30_000, 100)], &mut SeededEntropy::new(1)).unwrap();
		let mean = lanes.iter().map(|lane| f64::from(*lane)).sum::<f64>() / 1e4;
		assert!((mean - 300.0).abs() < 0.6, "{mean}");
	}

	#[test]
	fn refusals_leave_the_lanes_alone() {
		let mut entropy = OsEntropy::open().unwrap();
		let before = vec![3i16, 4];
		let mut refuse = |layers: &[Layer]| {
			let mut lanes = before.clone();
			let error = add_noise(&mut lanes, layers, &mut entropy).unwrap_err();
			assert_eq!(lanes, before);
			error
		};
		assert_eq!(refuse(&[layer("a", 3, 5, 1)]), NoiseError::Shape { layers: 3, lanes: 2 });
		assert_eq!(refuse(&[]), NoiseError::Shape { layers: 0, lanes: 2 });
		assert_eq!(refuse(&[layer("a", 2, 4, 1)]), NoiseError::NotClipped { layer: "a".into(), clip_norm: 4 });
		// The whole is within its norm of 5, and the second layer is not within its own.
		let second = [layer("a", 1, 4, 1), layer("b", 1, 3, 1)];
		assert_eq!(refuse(&second), NoiseError::NotClipped { layer: "b".into(), clip_norm: 3 });
		// (32767 − 5)/6 = 5460.33…: σ² = 29815241 = 5460.33…² is the last that fits.
		let last = 32_762u64.pow(2) / 36;
		assert!(
			matches!(refuse(&[layer("a", 1, 5, 1), layer("b", 1, 5, last + 1)]), NoiseError::DoesNotFit { layer, .. } if layer == "b")
		);
		assert!(add_noise(&mut [3, 4], &[layer("a", 2, 5, last)], &mut SeededEntropy::new(1)).is_ok());
		assert!(matches!(refuse(&[layer("a", 2, 40_000, 1)]), NoiseError::DoesNotFit { .. }));
	}

	#[test]
	fn what_does_not_fit_into_a_lane_is_cut_and_counted() {
		let gaussian = DiscreteGaussian::new(Variance::new(10_000, 1).unwrap());
		let mut entropy = SeededEntropy::new(1);
		let cut = (0..1_000).filter(|_| noisy_lane(MAX_LANE - 50, &gaussian, &mut entropy).1).count();
		// The limit is half a deviation away: 31 % of the draws, within six deviations of 1000 coins.
		assert!((220..400).contains(&cut), "{cut}");
		assert!((0..1_000).all(|_| noisy_lane(-MAX_LANE, &gaussian, &mut entropy).0 >= -MAX_LANE));
	}
}
