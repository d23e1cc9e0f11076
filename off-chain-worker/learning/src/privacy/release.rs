//! An update under local differential privacy: what leaves this member's memory for the first time, noise and all.
//!
//! Layer by layer: clip to the layer's norm, scale, round, clip again exactly in integers ([`encode`](fn@crate::encode)), and then a discrete
//! Gaussian draw on every lane. Whatever floats do before the exact clip, and however the rounding falls, two updates of one member differ by
//! at most twice the clip norm, which is all that the guarantee rests on.

use super::noise::{add_noise, Layer, NoiseError};
use crate::encode::{encode, EncodeError, Encoding};
use rand::RngCore;

/// A noisy update, and what was done to the delta.
#[derive(Clone, PartialEq, Debug)]
pub struct Release {
	/// The update: within ±32767, of any norm.
	pub lanes: Vec<i16>,
	/// L2 norm of the delta before clipping, in lanes. For this member's eyes only.
	pub norm_before: f64,
	/// Lanes that the sum of value and noise took beyond ±32767, and that were cut to it.
	pub cut_lanes: u64,
}

/// Why there is no update. Nothing has left.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum ReleaseError {
	/// The delta is no update.
	#[error(transparent)]
	Encode(#[from] EncodeError),
	/// The noise does not fit.
	#[error(transparent)]
	Noise(#[from] NoiseError),
}

/// Encodes `model_delta` with noise. `layers` say how each part is clipped and how much noise it gets
/// ([`noise_by_layer`](super::noise_by_layer)). `entropy` decides the rounding and the noise: [`crate::OsEntropy`] in earnest,
/// [`crate::SeededEntropy`] in tests and simulations.
///
/// # Errors
/// A value that is not finite; layers that are not the delta; noise that does not fit. Before anything is drawn, except for the last.
pub fn encode_with_noise(
	model_delta: &[f32],
	scale: u8,
	layers: &[Layer],
	entropy: &mut dyn RngCore,
) -> Result<Release, ReleaseError> {
	if let Some(index) = model_delta.iter().position(|value| !value.is_finite()) {
		return Err(EncodeError::NotFinite { index, value: model_delta[index] }.into());
	}
	let total = layers.iter().fold(0usize, |sum, layer| sum.saturating_add(layer.lanes));
	if total != model_delta.len() {
		return Err(NoiseError::Shape { layers: total, lanes: model_delta.len() }.into());
	}
	let mut lanes = Vec::with_capacity(model_delta.len());
	let (mut rest, mut squared) = (model_delta, 0.0);
	for layer in layers {
		let (these, others) = rest.split_at(layer.lanes); // The layers have as many lanes as the delta.
		let encoded = encode(these, &Encoding { scale, clip_norm: layer.clip_norm }, entropy)?;
		squared += encoded.norm_before.powi(2);
		lanes.extend(encoded.lanes);
		rest = others;
	}
	let report = add_noise(&mut lanes, layers, entropy)?;
	Ok(Release { lanes, norm_before: squared.sqrt(), cut_lanes: report.cut_lanes })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		encode::{OsEntropy, SeededEntropy},
		privacy::{
			layers::{noise_by_layer, whole, LayerWeight},
			statistics::{symmetric, Sample},
			Variance,
		},
	};
	use proptest::prelude::*;

	fn weights() -> Vec<LayerWeight> {
		[("dense", 12_000, 3), ("head", 12_000, 1)]
			.map(|(name, lanes, weight)| LayerWeight { name: name.into(), lanes, weight })
			.to_vec()
	}

	fn density(variance: f64) -> impl Fn(i64) -> f64 {
		move |x| (-((x * x) as f64) / (2.0 * variance)).exp()
	}

	#[test]
	fn what_nothing_was_learned_from_is_discrete_gaussian_noise_of_each_layers_variance() {
		let layers = noise_by_layer(&weights(), 100, "0.1".parse().unwrap()).unwrap();
		let mut entropy = SeededEntropy::new(crate::seed_for_tests());
		let lanes = encode_with_noise(&vec![0.0; 24_000], 14, &layers, &mut entropy).unwrap().lanes;
		let variances: Vec<f64> =
			layers.iter().map(|l| l.variance.numerator() as f64 / l.variance.denominator() as f64).collect();
		assert!(variances[0] / variances[1] > 2.5, "{variances:?}");
		for (lanes, variance) in lanes.chunks(12_000).zip(variances) {
			let mut drawn = lanes.iter().map(|lane| i64::from(*lane));
			let sample = Sample::of(12_000, || drawn.next().unwrap());
			let reach = 12.0 * variance.sqrt() + 12.0;
			sample.against(density(variance), reach).accept();
			sample.against(density(variance * 1.2), reach).reject();
			sample.against(density(variance / 1.2), reach).reject();
			symmetric(&sample);
		}
	}

	#[test]
	fn the_noise_is_around_the_clipped_delta() {
		let layers = noise_by_layer(&whole(10_000), 20_000, "0.01".parse().unwrap()).unwrap();
		let release = encode_with_noise(&vec![1.0; 10_000], 14, &layers, &mut SeededEntropy::new(1)).unwrap();
		// Each lane is cut from 16384 to 20000/√10000 = 200, and the noise has σ = 400: six deviations of the mean.
		let mean = release.lanes.iter().map(|lane| f64::from(*lane)).sum::<f64>() / 1e4;
		assert!((mean - 200.0).abs() < 24.0, "{mean}");
		assert!((release.norm_before - 1_638_400.0).abs() < 1.0);
	}

	#[test]
	fn from_the_operating_system_no_two_releases_are_alike() {
		let layers = noise_by_layer(&whole(500), 100, "1".parse().unwrap()).unwrap();
		let draw = || encode_with_noise(&[0.0; 500], 14, &layers, &mut OsEntropy::open().unwrap()).unwrap().lanes;
		assert_ne!(draw(), draw());
	}

	#[test]
	fn what_is_no_update_never_becomes_one() {
		let layers = noise_by_layer(&whole(2), 100, "1".parse().unwrap()).unwrap();
		let refuse = |delta: &[f32], layers: &[Layer]| {
			encode_with_noise(delta, 14, layers, &mut SeededEntropy::new(1)).unwrap_err()
		};
		assert!(refuse(&[0.0, f32::NAN], &layers).to_string().starts_with("parameter 1 "));
		assert_eq!(refuse(&[0.0], &layers), NoiseError::Shape { layers: 2, lanes: 1 }.into());
		let loud = [Layer { variance: Variance::new(Variance::MAX, 1).unwrap(), ..layers[0].clone() }];
		assert!(matches!(refuse(&[0.0, 0.0], &loud), ReleaseError::Noise(NoiseError::DoesNotFit { .. })));
	}

	proptest! {
		#[test]
		fn before_the_noise_no_layer_is_longer_than_its_clip_norm(
			delta in prop::collection::vec(prop_oneof![-4.0f32..4.0, -1e30f32..1e30, Just(0.0)], 40),
			split in 1usize..40,
			weight in 1u32..20,
			clip_norm in 200u64..5_000,
			seed: u64,
		) {
			let weights = [("a", split, 1), ("b", 40 - split, weight)];
			let weights = weights.map(|(name, lanes, weight)| LayerWeight { name: name.into(), lanes, weight });
			let layers = noise_by_layer(&weights, clip_norm, "0.05".parse().unwrap()).unwrap();
			// Noise is refused where the clip did not hold (`NoiseError::NotClipped`): that there is an update says that it did.
			let release = encode_with_noise(&delta, 14, &layers, &mut SeededEntropy::new(seed)).unwrap();
			prop_assert_eq!(release.lanes.len(), 40);
			prop_assert!(release.lanes.iter().all(|lane| *lane != i16::MIN));
		}
	}
}
