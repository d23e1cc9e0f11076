//! A member's training on windows that are in memory: the training of `guild-learning`, without files.

use guild_learning::{
	data::WindowSet,
	evaluate::{evaluate, params_of},
	privacy,
	train::{rate_after, train, Budget, Plan},
	Document, Evaluation, PrivacyTerms, TrainError, TrainRequest, Trained, Trainer,
};
use guild_primitives::{DatasetId, RoundIndex, TaskId, TaskSpec};
use parking_lot::Mutex;
use std::{sync::Arc, time::Duration};

/// A member's number for its one data set.
const DATASET: DatasetId = 0;

/// Trains on a member's windows.
pub struct MemberTrainer {
	/// What was agreed.
	pub document: Arc<Document>,
	/// The member's windows.
	pub windows: Arc<WindowSet>,
	/// Other windows from this round on: for a member whose data are poisoned.
	pub poisoned: Option<(RoundIndex, Arc<WindowSet>)>,
	/// The test.
	pub test: Arc<Test>,
}

impl Trainer for MemberTrainer {
	fn trains(&self, _: TaskId, _: &TaskSpec) -> bool {
		true
	}

	fn privacy(&self, spec: &TaskSpec) -> Option<PrivacyTerms> {
		Some(PrivacyTerms {
			dataset: DATASET,
			planned_rounds: Some(spec.rounds),
			allocation: privacy::Plan::Uniform,
			min_noise_multiplier: None,
			budget: None,
			layers: self.document.layer_weights(),
		})
	}

	fn held_out_dataset(&self) -> DatasetId {
		DATASET
	}

	fn train(&mut self, request: &TrainRequest<'_>) -> Result<Trained, TrainError> {
		let windows = match &self.poisoned {
			Some((from, poisoned)) if request.round >= *from => poisoned,
			_ => &self.windows,
		};
		let training = &self.document.training;
		let base = params_of(request.base, request.spec.scale);
		let plan = Plan {
			rate: rate_after(training, request.final_rounds),
			shuffle_seed: request.shuffle_seed,
			budget: Budget::default(),
			clock: &|| Duration::ZERO,
			stop: &request.stop,
			progress: &request.progress,
		};
		let result = train(&self.document.network(), training, windows, &base, &plan)?;
		Ok(Trained {
			model_delta: result.params.iter().zip(&base).map(|(new, old)| new - old).collect(),
			samples: u32::try_from(windows.len()).unwrap_or(u32::MAX),
			steps_done: result.steps_done,
			steps_asked: result.steps_asked,
			loss: result.loss,
			dataset: DATASET,
		})
	}

	fn evaluate(&mut self, spec: &TaskSpec, model: &[i32]) -> Result<Evaluation, TrainError> {
		self.test.error_of(spec, model)
	}
}

/// The test of all members: one set of windows, so that a model is tested once however many ask.
pub struct Test {
	document: Arc<Document>,
	windows: Arc<WindowSet>,
	/// The model tested last, and its error.
	newest: Mutex<Option<(Vec<i32>, Evaluation)>>,
}

impl Test {
	/// A test on these windows.
	pub fn new(document: Arc<Document>, windows: Arc<WindowSet>) -> Self {
		Self { document, windows, newest: Mutex::new(None) }
	}

	/// The model's error.
	///
	/// # Errors
	/// The model is not one of the document.
	pub fn error_of(&self, spec: &TaskSpec, model: &[i32]) -> Result<Evaluation, TrainError> {
		let mut newest = self.newest.lock();
		if let Some((_, error)) = newest.as_ref().filter(|(tested, _)| tested == model) {
			return Ok(error.clone());
		}
		let error = evaluate(&self.document, &params_of(model, spec.scale), &self.windows, "the scenario's test")
			.map_err(|problem| TrainError::Document(problem.to_string()))?;
		*newest = Some((model.to_vec(), error.clone()));
		Ok(error)
	}

	/// Where the targets are labels, 0 and 1, and there are both: the mean of the share of ones for which the model says more than one
	/// half, and the share of zeros for which it does not. `scale` is the task's.
	pub fn balanced_accuracy_of(&self, scale: u8, model: &[i32]) -> Option<f64> {
		let network = self.document.network();
		if model.len() != network.layout().dim() {
			return None;
		}
		let predicted = network.predict(&params_of(model, scale), self.windows.inputs.view());
		balanced_accuracy(&self.windows.targets, predicted.iter().copied())
	}
}

/// The mean of the shares of either label that are told; none if a target is no label, or a label is missing.
fn balanced_accuracy(labels: &[f32], predicted: impl Iterator<Item = f32>) -> Option<f64> {
	let (mut told, mut all) = ([0u32; 2], [0u32; 2]);
	for (label, said) in labels.iter().zip(predicted) {
		let class = match *label {
			0.0 => 0,
			1.0 => 1,
			_ => return None,
		};
		all[class] += 1;
		told[class] += u32::from((said > 0.5) == (class == 1));
	}
	let share = |class: usize| f64::from(told[class]) / f64::from(all[class]);
	all.iter().all(|count| *count > 0).then(|| (share(0) + share(1)) / 2.0)
}

#[cfg(test)]
mod tests {
	use super::balanced_accuracy;

	#[test]
	fn balanced_accuracy_counts_each_label_alike() {
		let of = |labels: &[f32], said: &[f32]| balanced_accuracy(labels, said.iter().copied());
		let labels = [0.0, 0.0, 0.0, 0.0, 1.0];
		assert_eq!(of(&labels, &[0.0; 5]), Some(0.5));
		assert_eq!(of(&labels, &[0.0, 0.0, 0.0, 0.6, 0.6]), Some(0.875));
		// One half is not more than one half.
		assert_eq!(of(&labels, &[0.5; 5]), Some(0.5));
		assert_eq!(of(&labels, &[f32::NAN; 5]), Some(0.5));
		assert_eq!(of(&[0.0, 0.5], &[0.0; 2]), None);
		assert_eq!(of(&[0.0, 0.0], &[0.0; 2]), None);
	}
}
