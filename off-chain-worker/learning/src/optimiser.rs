//! Optimisers over one flat parameter vector.

use crate::document::{OptimiserKind, TrainingSection};

/// Constants of the Adam paper (Kingma, Ba 2015): decay of both moments, and what keeps the division defined.
const ADAM: (f64, f64, f64) = (0.9, 0.999, 1e-8);

/// An optimiser with its state.
#[derive(Clone, PartialEq, Debug)]
pub enum Optimiser {
	/// params −= rate · gradient.
	Sgd,
	/// velocity = momentum · velocity + gradient; params −= rate · velocity.
	Momentum {
		/// How much of the velocity stays.
		momentum: f32,
		/// The velocity.
		velocity: Vec<f32>,
	},
	/// Adam, with bias correction.
	Adam {
		/// Mean of the gradients.
		mean: Vec<f32>,
		/// Mean of their squares.
		square: Vec<f32>,
		/// Steps done.
		steps: u32,
	},
}

impl Optimiser {
	/// A fresh optimiser for `dim` parameters.
	pub fn new(training: &TrainingSection, dim: usize) -> Self {
		match training.optimiser {
			OptimiserKind::Sgd => Self::Sgd,
			OptimiserKind::Momentum => Self::Momentum { momentum: training.momentum as f32, velocity: vec![0.0; dim] },
			OptimiserKind::Adam => Self::Adam { mean: vec![0.0; dim], square: vec![0.0; dim], steps: 0 },
		}
	}

	/// One step.
	pub fn step(&mut self, params: &mut [f32], gradient: &[f32], rate: f64) {
		match self {
			Self::Sgd => {
				for (param, g) in params.iter_mut().zip(gradient) {
					*param -= rate as f32 * g;
				}
			}
			Self::Momentum { momentum, velocity } => {
				for ((param, g), v) in params.iter_mut().zip(gradient).zip(velocity) {
					*v = *momentum * *v + g;
					*param -= rate as f32 * *v;
				}
			}
			Self::Adam { mean, square, steps } => {
				*steps += 1;
				let (b1, b2, epsilon) = ADAM;
				let corrected = |decay: f64| 1.0 - decay.powf(f64::from(*steps));
				let rate = (rate / corrected(b1)) as f32;
				let root = (1.0 / corrected(b2).sqrt()) as f32;
				let (b1, b2, epsilon) = (b1 as f32, b2 as f32, epsilon as f32);
				for (((param, g), m), s) in params.iter_mut().zip(gradient).zip(mean).zip(square) {
					*m = b1 * *m + (1.0 - b1) * g;
					*s = b2 * *s + (1.0 - b2) * g * g;
					*param -= rate * *m / (s.sqrt() * root + epsilon);
				}
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn run(kind: OptimiserKind, rate: f64, steps: u32) -> Vec<f32> {
		let training = TrainingSection { optimiser: kind, ..crate::document::tests::wind().training };
		let mut optimiser = Optimiser::new(&training, 2);
		let mut params = vec![3.0, -2.0];
		for _ in 0..steps {
			// Of ½x² + 5y².
			let gradient = [params[0], 10.0 * params[1]];
			optimiser.step(&mut params, &gradient, rate);
		}
		params
	}

	#[test]
	fn every_optimiser_finds_the_bottom_of_a_bowl() {
		for (kind, rate) in [(OptimiserKind::Sgd, 0.05), (OptimiserKind::Momentum, 0.02), (OptimiserKind::Adam, 0.05)] {
			let params = run(kind, rate, 600);
			assert!(params.iter().all(|p| p.abs() < 1e-2), "{kind:?}: {params:?}");
		}
	}

	#[test]
	fn the_first_steps_are_those_of_the_papers() {
		assert_eq!(run(OptimiserKind::Sgd, 0.1, 1), [2.7, 0.0]);
		// Adam's first step has the length of the rate, whatever the gradient.
		let adam = run(OptimiserKind::Adam, 0.1, 1);
		assert!((adam[0] - 2.9).abs() < 1e-6 && (adam[1] + 1.9).abs() < 1e-6, "{adam:?}");
		// Momentum: 3 − 0.1·3 = 2.7, then velocity 0.9·3 + 2.7 = 5.4.
		let momentum = run(OptimiserKind::Momentum, 0.1, 2);
		assert!((momentum[0] - (2.7 - 0.54)).abs() < 1e-6, "{momentum:?}");
	}
}
