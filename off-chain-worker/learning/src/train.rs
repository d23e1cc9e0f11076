//! Mini-batch training from a base model. Deterministic under its seed; it knows time only through a closure.

use crate::{
	data::window::WindowSet,
	document::TrainingSection,
	model::network::Network,
	optimiser::Optimiser,
	trainer::{TrainError, TrainProgress},
};
use ndarray::Array2;
use rand::{seq::SliceRandom, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Duration;

/// Steps between two looks at the clock and at `stop`.
const STEPS_BETWEEN_CHECKS: u32 = 16;
/// Time between two reports of progress.
const REPORT_EVERY: Duration = Duration::from_millis(300);

/// Training under way: parameters, optimiser, and the order of the windows.
pub struct Descent<'a> {
	network: &'a Network,
	training: &'a TrainingSection,
	windows: &'a WindowSet,
	base: &'a [f32],
	params: Vec<f32>,
	gradient: Vec<f32>,
	optimiser: Optimiser,
	shuffle: ChaCha8Rng,
	order: Vec<usize>,
	steps_done: u32,
}

impl<'a> Descent<'a> {
	/// Starts at `base`. `windows` must not be empty, and `base` must have the network's length.
	///
	/// # Errors
	/// When either is not so.
	pub fn new(
		network: &'a Network,
		training: &'a TrainingSection,
		windows: &'a WindowSet,
		base: &'a [f32],
		shuffle_seed: u64,
	) -> Result<Self, TrainError> {
		let dim = network.layout().dim();
		if base.len() != dim {
			return Err(TrainError::Document(format!("the model has {} parameters, the task says {dim}", base.len())));
		}
		if windows.is_empty() {
			return Err(TrainError::Data("there is no window to train on".into()));
		}
		Ok(Self {
			network,
			training,
			windows,
			base,
			params: base.to_vec(),
			gradient: vec![0.0; dim],
			optimiser: Optimiser::new(training, dim),
			shuffle: ChaCha8Rng::seed_from_u64(shuffle_seed),
			order: (0..windows.len()).collect(),
			steps_done: 0,
		})
	}

	/// The parameters so far.
	pub fn params(&self) -> &[f32] {
		&self.params
	}

	/// Steps done so far.
	pub fn steps_done(&self) -> u32 {
		self.steps_done
	}

	/// One pass over all windows in a new order, or less if `go_on`, asked before each step with the mean loss so far,
	/// answers `false`. Returns the mean loss.
	///
	/// # Errors
	/// [`TrainError::NotFinite`] at the first parameter that is NaN or infinite.
	pub fn epoch(&mut self, rate: f64, mut go_on: impl FnMut(u32, f64) -> bool) -> Result<f64, TrainError> {
		self.order.shuffle(&mut self.shuffle);
		let order = std::mem::take(&mut self.order);
		let mut sum = 0.0;
		let mut seen = 0usize;
		let mut failed = None;
		for batch in order.chunks(self.training.batch_size as usize) {
			if !go_on(self.steps_done, sum / seen.max(1) as f64) {
				break;
			}
			match self.step(batch, rate) {
				Ok(loss) => sum += loss * batch.len() as f64,
				Err(error) => {
					failed = Some(error);
					break;
				}
			}
			seen += batch.len();
		}
		self.order = order;
		failed.map_or(Ok(sum / seen.max(1) as f64), Err)
	}

	fn step(&mut self, batch: &[usize], rate: f64) -> Result<f64, TrainError> {
		let width = self.windows.inputs.ncols();
		let mut inputs = Array2::zeros((batch.len(), width));
		for (mut row, window) in inputs.rows_mut().into_iter().zip(batch) {
			row.assign(&self.windows.inputs.row(*window));
		}
		let targets: Vec<f32> = batch.iter().map(|window| self.windows.targets[*window]).collect();
		let loss = self.network.loss_and_gradient(&self.params, inputs.view(), &targets, &mut self.gradient);
		let mu = self.training.proximal_mu as f32;
		if mu > 0.0 {
			for ((g, param), base) in self.gradient.iter_mut().zip(&self.params).zip(self.base) {
				*g += mu * (param - base);
			}
		}
		self.optimiser.step(&mut self.params, &self.gradient, rate);
		self.steps_done += 1;
		match self.params.iter().position(|param| !param.is_finite()) {
			None => Ok(loss),
			Some(place) => {
				let (layer, index) =
					self.network.layout().locate(place).map_or(("?", place), |(l, i)| (l.name.as_str(), i));
				Err(TrainError::NotFinite {
					layer: layer.into(),
					index,
					value: self.params[place],
					step: self.steps_done,
				})
			}
		}
	}
}

/// How much work a member does in a round (FedProx partial work). Without limits, all that the task asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
	/// Most optimiser steps in a round.
	pub max_steps: Option<u32>,
	/// Most seconds of training in a round.
	pub max_seconds: Option<u32>,
}

/// What a round's local training works with.
pub struct Plan<'a> {
	/// Learning rate of this round.
	pub rate: f64,
	/// Order of the mini-batches.
	pub shuffle_seed: u64,
	/// How much work.
	pub budget: Budget,
	/// Time since some fixed moment.
	pub clock: &'a dyn Fn() -> Duration,
	/// Asked every few steps; `true` ends training with what was done.
	pub stop: &'a dyn Fn() -> bool,
	/// Told what was done.
	pub progress: &'a dyn Fn(TrainProgress),
}

/// What a round's local training gave.
#[derive(Clone, PartialEq, Debug)]
pub struct LocalResult {
	/// The new parameters.
	pub params: Vec<f32>,
	/// Optimiser steps done, at least 1.
	pub steps_done: u32,
	/// Optimiser steps the task asked for.
	pub steps_asked: u32,
	/// Mean loss of the last epoch.
	pub loss: f64,
}

/// Does the steps the task asks for, pass after pass over the windows, or ends when the budget or `stop` says so; never before the
/// first step.
///
/// # Errors
/// As [`Descent::new`] and [`Descent::epoch`].
pub fn train(
	network: &Network,
	training: &TrainingSection,
	windows: &WindowSet,
	base: &[f32],
	plan: &Plan<'_>,
) -> Result<LocalResult, TrainError> {
	let mut descent = Descent::new(network, training, windows, base, plan.shuffle_seed)?;
	let steps_asked = training.steps_asked(windows.len());
	let most_steps = plan.budget.max_steps.unwrap_or(u32::MAX).clamp(1, steps_asked.max(1));
	let most_time = plan.budget.max_seconds.map(|seconds| Duration::from_secs(seconds.into()));
	let started = (plan.clock)();
	let mut reported = started;
	let mut ended = false;
	let mut loss = f64::NAN;
	while !ended {
		let newest = descent.epoch(plan.rate, |steps_done, loss| {
			ended = steps_done >= most_steps;
			if steps_done > 0 && steps_done % STEPS_BETWEEN_CHECKS == 0 {
				let now = (plan.clock)();
				ended |= (plan.stop)() || most_time.is_some_and(|most| now.saturating_sub(started) >= most);
				if now.saturating_sub(reported) >= REPORT_EVERY {
					reported = now;
					(plan.progress)(TrainProgress { steps_done, steps_asked, loss });
				}
			}
			!ended
		})?;
		// A pass that ended before its first step has no loss of its own.
		if loss.is_nan() || newest > 0.0 {
			loss = newest;
		}
		ended |= descent.steps_done() >= most_steps;
	}
	let steps_done = descent.steps_done();
	(plan.progress)(TrainProgress { steps_done, steps_asked, loss });
	Ok(LocalResult { params: descent.params, steps_done, steps_asked, loss })
}

/// The learning rate after `final_rounds` final rounds.
pub fn rate_after(training: &TrainingSection, final_rounds: u32) -> f64 {
	training.learning_rate * training.decay_per_round.powf(f64::from(final_rounds))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		document::{tests::wind, Activation},
		model::layout::Layout,
	};
	use std::cell::Cell;

	/// 500 windows of y = 0.5·a − 0.25·b + 0.1.
	fn line() -> (Network, TrainingSection, WindowSet) {
		let inputs = Array2::from_shape_fn((500, 2), |(i, j)| ((i * (7 + 4 * j)) % 101) as f32 / 101.0);
		let targets: Vec<f32> = inputs.rows().into_iter().map(|row| 0.5 * row[0] - 0.25 * row[1] + 0.1).collect();
		let windows = WindowSet { inputs, persistence: targets.clone(), targets, skipped: 0 };
		let training =
			TrainingSection { learning_rate: 0.05, epochs: Some(20), steps: None, batch_size: 32, ..wind().training };
		(Network::new(Layout::dense(&[2, 1]), Activation::Relu), training, windows)
	}

	fn run(training: &TrainingSection, budget: Budget, seconds_per_look: u64, stop: bool, seed: u64) -> LocalResult {
		let (network, _, windows) = line();
		let looks = Cell::new(0u64);
		let clock = || {
			looks.set(looks.get() + 1);
			Duration::from_secs(looks.get() * seconds_per_look)
		};
		let plan = Plan {
			rate: training.learning_rate,
			shuffle_seed: seed,
			budget,
			clock: &clock,
			stop: &|| stop,
			progress: &|_| (),
		};
		train(&network, training, &windows, &[0.0; 3], &plan).unwrap()
	}

	#[test]
	fn a_line_is_learnt_and_the_same_seed_gives_the_same_bits() {
		let (_, training, _) = line();
		let first = run(&training, Budget::default(), 0, false, 5);
		assert!(first.loss < 1e-6, "{first:?}");
		for (param, truth) in first.params.iter().zip([0.5, -0.25, 0.1]) {
			assert!((param - truth).abs() < 0.01, "{first:?}");
		}
		assert_eq!(first, run(&training, Budget::default(), 0, false, 5));
		assert_ne!(first, run(&training, Budget::default(), 0, false, 6));
		assert_eq!((first.steps_done, first.steps_asked), (320, 320));
	}

	#[test]
	fn a_step_budget_ends_training_and_says_how_much_was_done() {
		let (_, training, _) = line();
		let part = run(&training, Budget { max_steps: Some(21), max_seconds: None }, 0, false, 5);
		assert_eq!((part.steps_done, part.steps_asked), (21, 320));
		assert!(part.loss.is_finite());
		assert_eq!(run(&training, Budget { max_steps: Some(0), max_seconds: None }, 0, false, 5).steps_done, 1);
	}

	#[test]
	fn a_task_that_asks_for_steps_gets_as_many_of_every_member() {
		let (_, training, _) = line();
		for steps in [1, 15, 16, 17, 100] {
			let fixed = TrainingSection { epochs: None, steps: Some(steps), ..training.clone() };
			let result = run(&fixed, Budget::default(), 0, false, 5);
			assert_eq!((result.steps_done, result.steps_asked), (steps, steps));
			assert!(result.loss > 0.0);
		}
	}

	#[test]
	fn a_time_budget_ends_training_by_the_injected_clock() {
		let (_, training, _) = line();
		let budget = Budget { max_steps: None, max_seconds: Some(3) };
		// One look at the start, then one every 16 steps, a second apart: three seconds are over at step 48.
		assert_eq!(run(&training, budget, 1, false, 5).steps_done, 48);
		assert_eq!(run(&training, budget, 0, false, 5).steps_done, 320);
	}

	#[test]
	fn being_told_to_stop_ends_training_with_what_was_done() {
		let (_, training, _) = line();
		let part = run(&training, Budget::default(), 0, true, 5);
		assert_eq!((part.steps_done, part.steps_asked), (16, 320));
	}

	#[test]
	fn the_proximal_term_keeps_the_model_near_its_base() {
		let (_, training, _) = line();
		let length = |mu: f64| {
			let near = TrainingSection { proximal_mu: mu, ..training.clone() };
			run(&near, Budget::default(), 0, false, 5).params.iter().map(|p| f64::from(p * p)).sum::<f64>().sqrt()
		};
		assert!(length(0.0) > 0.5 && length(1.0) < 0.9 * length(0.0) && length(100.0) < 0.05);
	}

	#[test]
	fn a_parameter_that_becomes_infinite_is_named_by_layer() {
		let (network, training, windows) = line();
		let wild = TrainingSection { optimiser: crate::document::OptimiserKind::Sgd, ..training };
		let plan = Plan {
			rate: 1e30,
			shuffle_seed: 1,
			budget: Budget::default(),
			clock: &|| Duration::ZERO,
			stop: &|| false,
			progress: &|_| (),
		};
		match train(&network, &wild, &windows, &[0.0; 3], &plan) {
			Err(TrainError::NotFinite { layer, step, value, .. }) => {
				assert!(layer.starts_with("dense0.") && step >= 1 && !value.is_finite());
			}
			other => panic!("{other:?}"),
		}
	}

	#[test]
	fn the_rate_decays_by_final_rounds() {
		let (_, mut training, _) = line();
		training.decay_per_round = 0.5;
		assert_eq!(rate_after(&training, 0), training.learning_rate);
		assert_eq!(rate_after(&training, 3), training.learning_rate / 8.0);
	}
}
