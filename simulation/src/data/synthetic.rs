//! Rows of a made-up relation, for scenarios without files.

use guild_learning::{data::WindowSet, Document};
use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;

/// Targets are a linear function of the inputs plus noise, the same function for all; members differ by where their
/// inputs lie. As many inputs as the task has.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synthetic {
	/// Rows of each member.
	pub rows: usize,
	/// Standard deviation of the noise in the targets.
	#[serde(default)]
	pub noise: f64,
	/// How far the middle of a member's inputs is from that of all; inputs spread by 1 around it.
	#[serde(default)]
	pub skew: f64,
}

impl Synthetic {
	pub(super) fn make(&self, members: usize, document: &Document, seed: u64) -> (Vec<WindowSet>, WindowSet) {
		let width = usize::try_from(document.inputs()).unwrap_or(0);
		let mut rng = ChaCha8Rng::seed_from_u64(seed);
		let slope: Vec<f32> = (0..width).map(|_| normal(&mut rng) / (width.max(1) as f32).sqrt()).collect();
		let training = (0..members)
			.map(|_| {
				let middle: Vec<f32> = (0..width).map(|_| self.skew as f32 * normal(&mut rng)).collect();
				self.rows(self.rows, &slope, &middle, &mut rng)
			})
			.collect();
		(training, self.rows(1_000, &slope, &vec![0.0; width], &mut rng))
	}

	fn rows(&self, rows: usize, slope: &[f32], middle: &[f32], rng: &mut ChaCha8Rng) -> WindowSet {
		let inputs = Array2::from_shape_fn((rows, slope.len()), |(_, column)| middle[column] + normal(rng));
		let target = |row: ndarray::ArrayView1<'_, f32>, noise: f32| {
			row.iter().zip(slope).map(|(x, slope)| x * slope).sum::<f32>() + noise
		};
		let targets = inputs.rows().into_iter().map(|row| target(row, self.noise as f32 * normal(rng))).collect();
		WindowSet { inputs, targets, persistence: vec![0.0; rows], skipped: 0 }
	}
}

/// A standard Gaussian, nearly: the sum of twelve uniforms. Only additions, so that it is the same everywhere.
fn normal(rng: &mut ChaCha8Rng) -> f32 {
	(0..12).map(|_| rng.random::<f32>()).sum::<f32>() - 6.0
}
