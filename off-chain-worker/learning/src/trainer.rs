//! The contract between local training and the round protocol.

use crate::privacy::PrivacyTerms;
use guild_primitives::{DatasetId, RoundIndex, TaskId, TaskSpec};

/// Trains and evaluates on the member's own data. The round protocol knows learning only through this trait.
pub trait Trainer: Send {
	/// Whether this member has data for the task. Without, it still votes and attests.
	fn trains(&self, task: TaskId, spec: &TaskSpec) -> bool;

	/// What the member wants for the data that it would train on for the task; none from who has no terms, and so makes no update
	/// with noise.
	fn privacy(&self, _spec: &TaskSpec) -> Option<PrivacyTerms> {
		None
	}

	/// Whether other members' updates may be measured on this member's held-out rows, and reported to an agreement that asks.
	fn reports_quality(&self) -> bool {
		true
	}

	/// The member's own number for the dataset of its held-out rows: what a report about them names, and is charged to.
	fn held_out_dataset(&self) -> DatasetId {
		0
	}

	/// Trains from `request.base` on the member's training rows.
	///
	/// # Errors
	/// [`TrainError`] when the data, the document or the numbers do not allow it; nothing was changed then.
	fn train(&mut self, request: &TrainRequest<'_>) -> Result<Trained, TrainError>;

	/// Error of `model` (`dim` i32 lanes at the spec's scale) on the member's held-out rows. For the member's own screen
	/// and files: what goes on chain is at most what the task's metric allows of each update of a round, one of 17 coarse values or a bit
	/// by randomised response (see [`Trainer::reports_quality`]).
	///
	/// # Errors
	/// As [`Trainer::train`].
	fn evaluate(&mut self, spec: &TaskSpec, model: &[i32]) -> Result<Evaluation, TrainError>;
}

/// What to train.
#[derive(Clone, Copy)]
pub struct TrainRequest<'a> {
	/// The task.
	pub task: TaskId,
	/// The round.
	pub round: RoundIndex,
	/// Rounds of the task that are final: schedules (learning-rate decay) follow it, not the round index.
	pub final_rounds: u32,
	/// What was agreed; its document says how to train.
	pub spec: &'a TaskSpec,
	/// The model to start from: `dim` i32 lanes at the spec's scale.
	pub base: &'a [i32],
	/// Seeds the order of mini-batches. Not secret; two members with the same seed differ by their data.
	pub shuffle_seed: u64,
	/// Asked after every few steps. When it answers `true`, training ends there with what was done (partial work), but
	/// never before its first step: the worker asks for it when the Commit window is about to end.
	pub stop: &'a (dyn Fn() -> bool + Sync),
	/// Told what was done, a few times a second at most.
	pub progress: &'a (dyn Fn(TrainProgress) + Sync),
}

/// How far training is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainProgress {
	/// Optimiser steps done.
	pub steps_done: u32,
	/// Optimiser steps in all.
	pub steps_asked: u32,
	/// Mean training loss of the newest epoch (the task's loss, scaled units).
	pub loss: f64,
}

/// What training gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
	/// New parameters minus base parameters: `dim` finite f32, real units.
	pub model_delta: Vec<f32>,
	/// Windows trained on, at least 1.
	pub samples: u32,
	/// Optimiser steps done, at least 1.
	pub steps_done: u32,
	/// Optimiser steps the task asked for.
	pub steps_asked: u32,
	/// Mean training loss of the last epoch.
	pub loss: f64,
	/// The member's own number for the data set.
	pub dataset: DatasetId,
}

/// Error on held-out rows, in the units of the target.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Evaluation {
	/// Root mean squared error.
	pub rmse: f64,
	/// Mean absolute error.
	pub mae: f64,
	/// The same error of persistence (the newest value of the target, repeated), for comparison.
	pub persistence_rmse: f64,
	/// Held-out windows.
	pub samples: u32,
	/// Unit of the errors, from the schema: for instance `kW`.
	pub unit: String,
}

/// Why training or evaluation stopped.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
	/// The member's files or their contents.
	#[error("{0}")]
	Data(String),
	/// The task's document, or a model that does not fit it.
	#[error("{0}")]
	Document(String),
	/// A parameter became NaN or infinite; the layer is named.
	#[error("parameter {index} of layer `{layer}` became {value} at step {step}; nothing was sent")]
	NotFinite {
		/// Name of the layer.
		layer: String,
		/// Index within the layer.
		index: usize,
		/// `NaN`, `inf` or `-inf`.
		value: f32,
		/// Optimiser step after which it was seen.
		step: u32,
	},
}
