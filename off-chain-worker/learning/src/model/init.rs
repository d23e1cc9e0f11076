//! The parameters that round 0 starts from, in integers only, so that every member makes the same bytes.

use crate::{document::Activation, model::layout::Layout};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Weights uniform in ±√(g / fan): after He for ReLU (g = 6, fan = inputs), after Glorot for tanh (g = 6, fan = inputs
/// and outputs), and smaller for the last layer, which has no activation (Glorot). Biases 0. `scale` is at most 24.
///
/// Changing a bit of this changes the initial model of every task: it would need a new `kind` in the document.
pub fn initial_model(layout: &Layout, activation: Activation, seed: u64, scale: u8) -> Vec<i32> {
	let mut key = [0u8; 32];
	key[..8].copy_from_slice(&seed.to_le_bytes());
	let mut stream = ChaCha20Rng::from_seed(key);
	let mut lanes = vec![0i32; layout.dim()];
	let weights = layout.layers().iter().filter(|layer| layer.shape.len() == 2);
	let last = layout.layers().len().saturating_sub(2);
	for layer in weights {
		let (inputs, outputs) = (layer.shape[0] as u64, layer.shape[1] as u64);
		let hidden = layer.offset < layout.layers()[last].offset;
		let fan = if hidden && activation == Activation::Relu { inputs } else { inputs + outputs };
		// ⌊√(6/fan) · 2^scale⌋, at most √6 · 2^24: it fits, and so does twice of it.
		let limit = ((6u64 << (2 * u32::from(scale.min(24)))) / fan.max(1)).isqrt();
		for lane in &mut lanes[layer.range()] {
			// The high half of a 64 × 64 bit product: uniform in 0..=2·limit, off by less than 2^-37.
			let draw = (u128::from(stream.random::<u64>()) * u128::from(2 * limit + 1)) >> 64;
			*lane = (draw as i64 - limit as i64) as i32;
		}
	}
	lanes
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_primitives::Root;

	fn model(seed: u64, scale: u8) -> Vec<i32> {
		initial_model(&Layout::dense(&[27, 32, 16, 1]), Activation::Relu, seed, scale)
	}

	#[test]
	fn the_initial_model_never_changes() {
		let bytes: Vec<u8> = model(1, 14).iter().flat_map(|lane| lane.to_le_bytes()).collect();
		assert_eq!(Root::of(&bytes).short(), "b5a0731c");
	}

	#[test]
	fn another_seed_gives_another_model_and_another_scale_the_same_at_other_precision() {
		assert_ne!(model(1, 14), model(2, 14));
		for (coarse, fine) in model(1, 8).iter().zip(model(1, 24)) {
			assert!((coarse - (fine >> 16)).abs() <= 1);
		}
	}

	#[test]
	fn weights_fill_their_range_and_biases_are_zero() {
		let layout = Layout::dense(&[27, 32, 16, 1]);
		let lanes = initial_model(&layout, Activation::Relu, 7, 14);
		let limit = ((6f64 / 27.0).sqrt() * 16_384.0) as i32;
		let first = &lanes[layout.layers()[0].range()];
		assert!(first.iter().all(|lane| lane.abs() <= limit));
		assert!(*first.iter().max().unwrap() > limit * 9 / 10 && *first.iter().min().unwrap() < -limit * 9 / 10);
		assert!(lanes[layout.layers()[1].range()].iter().all(|lane| *lane == 0));
	}
}
