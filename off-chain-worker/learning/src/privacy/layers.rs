//! How much noise each layer gets, so that a declared noise multiplier is what the layers together amount to.
//!
//! **One layer, unless told otherwise.** The update is clipped as a whole to C and every lane has σ = 2C·z: two updates differ by at
//! most 2C, and z = σ / (2C) is the noise multiplier.
//!
//! **Weights.** A task may give its layers weights w_l. Then each layer, of d_l lanes, is clipped by itself, to
//! C_l = C·w_l·√d_l/√Σ w²d, so the whole stays within C. Each layer is a release of its own, with z_l = σ_l / (2C_l), and releases add
//! up: ε(α) = α/2 · Σ 1/z_l², which must be the α/(2z²) that is declared. So 1/z_l² are shares q_l of 1/z², with Σ q_l = 1, and
//! σ_l² = (2C_l·z)²/q_l.
//!
//! **Which shares.** The noise of the whole update has the expected square Σ d_l σ_l² = 4z² Σ d_l C_l²/q_l. It is least for
//! q_l ∝ √d_l·C_l, and then 4z² (Σ √d_l·C_l)² ≤ 4z² Σd_l ΣC_l² = d·(2C·z)² (Cauchy and Schwarz): never more noise in all than without
//! weights. Equal weights give every lane the same noise; with a larger one a layer keeps more of its update, and has more noise, σ_l² ∝ w_l.
//!
//! **The ceiling.** The chain's norm bound takes σ = 2C·ceiling for the most noise that a lane may have. With weights some layer has
//! more than 2C·z, so z stays below the ceiling by as much as that layer is above ([`largest_multiplier`]).
//!
//! All in integers, and every rounding is towards more noise.

use super::{
	discrete_gaussian::Variance,
	noise::{fits, Layer, NoiseError},
};
use guild_accountant::NoiseMultiplier;
use guild_primitives::limits::MAX_LANE;

/// A layer as the task's document has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LayerWeight {
	/// Its name, for messages.
	pub name: String,
	/// How many lanes it has, at least 1.
	pub lanes: usize,
	/// What each of its lanes has of the clip norm, relative to lanes of other layers: from 1 to [`MAX_WEIGHT`].
	pub weight: u32,
}

/// Largest weight of a layer.
pub const MAX_WEIGHT: u32 = 1_000;
/// Billionths in one.
const BILLION: u128 = 1_000_000_000;

/// The whole update as one layer.
pub fn whole(lanes: usize) -> Vec<LayerWeight> {
	vec![LayerWeight { name: "model".into(), lanes, weight: 1 }]
}

/// Clip norm and noise of each layer, for an update that is clipped to `clip_norm` lanes in all and declared with `noise_multiplier`.
///
/// # Errors
/// [`NoiseError::DoesNotFit`] if a layer's clip norm and six σ exceed ±32767; [`NoiseError::NothingLeft`] if a layer's clip norm is
/// less than one lane; [`NoiseError::BadWeight`].
pub fn noise_by_layer(
	layers: &[LayerWeight],
	clip_norm: u64,
	noise_multiplier: NoiseMultiplier,
) -> Result<Vec<Layer>, NoiseError> {
	if let Some(layer) = layers.iter().find(|layer| !(1..=MAX_WEIGHT).contains(&layer.weight)) {
		return Err(NoiseError::BadWeight { layer: layer.name.clone() });
	}
	let does_not_fit = |layer: &LayerWeight| NoiseError::DoesNotFit { layer: layer.name.clone(), clip_norm };
	if let Some(layer) = layers.iter().find(|_| clip_norm > MAX_LANE as u64) {
		return Err(does_not_fit(layer));
	}
	let parts = parts(layers, clip_norm);
	let whole = parts.iter().map(|part| part.weighted).sum::<u128>();
	let each = layers.iter().zip(parts).map(|(layer, Part { clip_norm, weighted })| {
		if clip_norm == 0 || weighted == 0 {
			return Err(NoiseError::NothingLeft { layer: layer.name.clone() });
		}
		let sigma = 2 * u128::from(clip_norm) * u128::from(noise_multiplier.billionths()); // < 2^16 · 2^50
																					 // What does not fit alone; the others are small enough to square: σ < 2^15 lanes, 2^45 billionths.
		if sigma > MAX_LANE as u128 * BILLION {
			return Err(does_not_fit(layer));
		}
		// σ² in units of 2^-16, rounded up twice.
		let alone = (sigma.pow(2) << 16).div_ceil(BILLION * BILLION);
		let shared = alone.checked_mul(whole).map(|product| product.div_ceil(weighted));
		let variance = shared.and_then(|n| Variance::new(u64::try_from(n).ok()?, 1 << 16));
		match variance.filter(|variance| fits(*variance, clip_norm)) {
			Some(variance) => Ok(Layer { name: layer.name.clone(), lanes: layer.lanes, clip_norm, variance }),
			None => Err(does_not_fit(layer)),
		}
	});
	each.collect()
}

/// The largest noise multiplier at most `ceiling` with which no lane has more noise than σ = 2·`clip_norm`·`ceiling`; none if that is less
/// than any multiplier, or a layer has nothing.
pub fn largest_multiplier(layers: &[LayerWeight], clip_norm: u64, ceiling: NoiseMultiplier) -> Option<NoiseMultiplier> {
	let clip_norm = clip_norm.min(MAX_LANE as u64); // More does not fit at all.
	let parts = parts(layers, clip_norm);
	let whole = parts.iter().map(|part| part.weighted).sum::<u128>();
	// σ_l / (2C·z) = (C_l/C)·√(Σ/part), so (z/ceiling)² is at most C²·part/(C_l²·Σ) = x; with 32 fraction bits below 2^108.
	let least = parts.iter().map(|part| {
		let below = u128::from(part.clip_norm).pow(2).checked_mul(whole)?;
		((u128::from(clip_norm).pow(2) * part.weighted) << 32).checked_div(below)
	});
	let least = least.collect::<Option<Vec<_>>>()?.into_iter().min()?.min(1 << 32);
	// ceiling² < 2^100, so the product is below 2^132: in two steps.
	let root = (least << 32).isqrt(); // 32 fraction bits.
	let billionths = (u128::from(ceiling.billionths()) * root) >> 32;
	NoiseMultiplier::from_billionths(u64::try_from(billionths).ok()?).ok()
}

/// What of the whole is a layer's.
struct Part {
	/// C_l = ⌊C·w_l·√d_l/√Σ w²d⌋.
	clip_norm: u64,
	/// √d_l·C_l with 16 fraction bits, rounded down: below 2^47.
	weighted: u128,
}

fn parts(layers: &[LayerWeight], clip_norm: u64) -> Vec<Part> {
	// w²·d: what a layer has of the squared clip norm. w² < 2^20, d < 2^32.
	let claim = |layer: &LayerWeight| u128::from(layer.weight).pow(2) * (layer.lanes as u128);
	let all = layers.iter().map(claim).sum::<u128>().max(1);
	let part = |layer: &LayerWeight| {
		// ⌊√⌊x⌋⌋ = ⌊√x⌋, so no layer has more than its part. C² < 2^30.
		let clip_norm = (u128::from(clip_norm).pow(2) * claim(layer) / all).isqrt();
		let weighted = (((layer.lanes as u128) * clip_norm.pow(2)) << 32).isqrt();
		Part { clip_norm: clip_norm as u64, weighted } // At most the clip norm of the whole.
	};
	layers.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_accountant::{Curve, Mechanism, Relation};
	use proptest::prelude::*;

	fn z(text: &str) -> NoiseMultiplier {
		text.parse().unwrap()
	}

	fn layer(name: &str, lanes: usize, weight: u32) -> LayerWeight {
		LayerWeight { name: name.into(), lanes, weight }
	}

	fn variance(layer: &Layer) -> f64 {
		layer.variance.numerator() as f64 / layer.variance.denominator() as f64
	}

	/// What the layers cost, each a release of its own, by the ledger's code.
	fn composed(layers: &[Layer]) -> Curve {
		layers.iter().fold(Curve::zero(Relation::ReplaceDataset), |sum, layer| {
			let (n, d) = (layer.variance.numerator(), layer.variance.denominator());
			let noise_multiplier = NoiseMultiplier::from_variance(n, d, 2 * layer.clip_norm).unwrap();
			let cost = Mechanism::DiscreteGaussian { noise_multiplier }.cost(Relation::ReplaceDataset, 1).unwrap();
			sum.plus(&cost).unwrap()
		})
	}

	#[test]
	fn one_layer_has_twice_the_clip_norm_times_the_multiplier() {
		let layers = noise_by_layer(&whole(7), 300, z("0.5")).unwrap();
		assert_eq!((layers[0].lanes, layers[0].clip_norm, variance(&layers[0])), (7, 300, 90_000.0));
		// (2·1·0.3)² = 0.36 is no multiple of 2^-16: rounded up.
		let layers = noise_by_layer(&whole(7), 1, z("0.3")).unwrap();
		assert_eq!(layers[0].variance.numerator(), (0.36f64 * 65_536.0).ceil() as u64);
	}

	#[test]
	fn equal_weights_give_every_lane_the_same_noise() {
		let layers = noise_by_layer(&[layer("a", 100, 7), layer("b", 900, 7)], 1_000, z("0.5")).unwrap();
		assert_eq!([layers[0].clip_norm, layers[1].clip_norm], [316, 948]);
		let alone = (2.0 * 1_000.0 * 0.5f64).powi(2);
		assert!(layers.iter().all(|layer| (variance(layer) / alone - 1.0).abs() < 0.01), "{layers:?}");
	}

	#[test]
	fn with_weights_the_ceiling_bounds_the_noisiest_layer() {
		assert_eq!(largest_multiplier(&whole(7), 1_000, z("0.5")), Some(z("0.5")));
		let weights = [layer("wide", 10_000, 10), layer("head", 100, 50)];
		let most = largest_multiplier(&weights, 1_000, z("0.5")).unwrap();
		assert!(most < z("0.5"), "{most}");
		let sigma =
			|z| noise_by_layer(&weights, 1_000, z).unwrap().iter().map(|l| variance(l).sqrt()).fold(0.0, f64::max);
		// The head has as much as the ceiling allows, and hardly less: 2·1000·0.5 lanes.
		assert!((999.9..1_000.1).contains(&sigma(most)), "{}", sigma(most));
		assert_eq!(largest_multiplier(&[layer("a", 9, 1_000), layer("b", 1, 1)], 500, z("0.5")), None);
		assert_eq!(largest_multiplier(&weights, 1_000, z("0.01")), None);
	}

	#[test]
	fn what_leaves_no_room_is_refused_by_name() {
		// 2729·(1 + 12) = 35477 > 32767: with z = 1 at most 2520 lanes.
		assert!(noise_by_layer(&whole(9), 2_520, z("1")).is_ok());
		assert!(matches!(noise_by_layer(&whole(9), 2_521, z("1")), Err(NoiseError::DoesNotFit { .. })));
		for (clip_norm, noise) in [(u64::MAX, "1"), (32_768, "0.01"), (30_000, "1000000")] {
			let refused = noise_by_layer(&whole(9), clip_norm, z(noise));
			assert!(matches!(refused, Err(NoiseError::DoesNotFit { layer, .. }) if layer == "model"));
		}
		// A layer of few lanes and much weight has more than the whole would have.
		let layers = [layer("wide", 1 << 20, 1), layer("head", 1, 1_000)];
		assert!(
			matches!(noise_by_layer(&layers, 1_000, z("1")), Err(NoiseError::DoesNotFit { layer, .. }) if layer == "head")
		);
		let layers = [layer("wide", 9, 1_000), layer("head", 1, 1)];
		assert_eq!(noise_by_layer(&layers, 999, z("1")), Err(NoiseError::NothingLeft { layer: "head".into() }));
		for weight in [0, MAX_WEIGHT + 1] {
			let refused = noise_by_layer(&[layer("a", 1, weight)], 9, z("1"));
			assert_eq!(refused, Err(NoiseError::BadWeight { layer: "a".into() }));
		}
	}

	proptest! {
		#[test]
		fn layers_together_cost_what_is_declared_and_no_more_noise_than_one_layer(
			shape in prop::collection::vec((50usize..5_000, 1u32..8), 1..8),
			clip_norm in 500u64..3_000,
			billionths in 20_000_000u64..300_000_000,
		) {
			let declared = NoiseMultiplier::from_billionths(billionths).unwrap();
			let weights: Vec<_> = shape.iter().map(|(lanes, weight)| layer("l", *lanes, *weight)).collect();
			let layers = match noise_by_layer(&weights, clip_norm, declared) {
				Ok(layers) => layers,
				Err(error) => return Err(TestCaseError::reject(error.to_string())),
			};
			// The layers' clip norms stay within the whole's.
			prop_assert!(layers.iter().map(|layer| layer.clip_norm.pow(2)).sum::<u64>() <= clip_norm.pow(2));
			// Σ 1/z_l² ≤ 1/z², in f64 with room for its own rounding.
			let inverse = |layer: &Layer| (2.0 * layer.clip_norm as f64).powi(2) / variance(layer);
			let sum: f64 = layers.iter().map(inverse).sum();
			let z = billionths as f64 / 1e9;
			prop_assert!(sum * z * z <= 1.0 + 1e-12, "{}", sum * z * z);
			// And not much less: the noise is not wasted.
			prop_assert!(sum * z * z >= 0.99, "{}", sum * z * z);
			// The ledger's own sum agrees; the multipliers of the layers are rounded down to billionths there.
			let cost = Mechanism::DiscreteGaussian { noise_multiplier: declared };
			let cost = cost.cost(Relation::ReplaceDataset, 1).unwrap();
			for ((order, composed), (_, charged)) in composed(&layers).costs().zip(cost.costs()) {
				let ratio = composed.to_bits() as f64 / charged.to_bits() as f64;
				prop_assert!(ratio <= 1.0 + 1e-6, "order {}: {}", order, ratio);
			}
			// What the chain computes for the whole bounds the noise of all layers.
			let square: f64 = layers.iter().map(|layer| layer.lanes as f64 * variance(layer)).sum();
			let lanes: usize = layers.iter().map(|layer| layer.lanes).sum();
			prop_assert!(square <= lanes as f64 * (2.0 * clip_norm as f64 * z).powi(2) * 1.001 + lanes as f64);
		}
	}
}
