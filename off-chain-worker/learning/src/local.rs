//! Local training behind the [`Trainer`] contract, and what `guild worker check` says.

use crate::{
	config::WorkerConfig,
	data::{
		clean::{self, Series},
		csv,
		quality::QualityReport,
		schema::Schema,
		time::TimeRange,
		window::{self, Selection, WindowSet},
	},
	document::{Document, ModelKind},
	evaluate::{evaluate, params_of},
	model::layout::Layer,
	privacy::{PrivacyReport, PrivacyTerms},
	problem::Problem,
	task_file::{MechanismName, TaskFile},
	train::{rate_after, train, Plan},
	trainer::{Evaluation, TrainError, TrainRequest, Trained, Trainer},
};
use guild_primitives::{DatasetId, TaskId, TaskSpec};
use serde::Serialize;
use std::{sync::Arc, time::Duration};

/// Time since some fixed moment, injected: this crate knows no clock.
pub type Elapsed = Arc<dyn Fn() -> Duration + Send + Sync>;

/// A member's rows, read and cleaned, with the document they are read for.
pub struct Prepared {
	/// The member's copy of the task's document.
	pub document: Document,
	/// Its schema.
	pub schema: Schema,
	/// What was found in the rows.
	pub quality: QualityReport,
	series: Series,
	selection: Selection,
}

impl Prepared {
	/// Reads the task copy, the schema and all rows.
	///
	/// # Errors
	/// The first thing that is wrong with any of them.
	pub fn load(config: &WorkerConfig) -> Result<Self, Problem> {
		let document = config.document()?;
		let schema = Schema::load(&config.schema)?;
		// Before the rows, which take longer to read.
		let selection = Selection::new(&document.features, &schema, &config.schema.display().to_string())?;
		let (rows, mut quality) = csv::read_files(&config.data, &schema)?;
		let series = clean::clean(&rows, &schema, config.drop_out_of_range, &mut quality, &config.data_place())?;
		Ok(Self { document, schema, quality, series, selection })
	}

	/// The windows within `range`, which is called `name` in the config.
	///
	/// # Errors
	/// When there is none.
	pub fn windows(&self, config: &WorkerConfig, name: &str, range: &TimeRange) -> Result<WindowSet, Problem> {
		let set = window::windows(&self.document.features, &self.selection, &self.series, range);
		if !set.is_empty() {
			return Ok(set);
		}
		let why = match set.skipped {
			0 => "the rows there are too few for one".to_owned(),
			skipped => format!("all {skipped} lack a value they need"),
		};
		let found = match (self.quality.first, self.quality.last) {
			(Some(first), Some(last)) => format!("the data goes from {first} to {last}"),
			_ => "there are no rows".into(),
		};
		Err(Problem::new(
			format!("no window can be made for [{name}]: {why}"),
			format!("{}, [{name}] {range}; {found}", config.place()),
			format!("correct [{name}], or name the files that cover it"),
		))
	}
}

/// The [`Trainer`] of a member with data.
pub struct LocalTrainer {
	config: WorkerConfig,
	document: Document,
	training: WindowSet,
	test: WindowSet,
	elapsed: Elapsed,
}

impl LocalTrainer {
	/// Reads the member's data and makes its windows.
	///
	/// # Errors
	/// What [`check`] would refuse.
	pub fn open(config: &WorkerConfig, elapsed: Elapsed) -> Result<Self, Problem> {
		let prepared = Prepared::load(config)?;
		let training = prepared.windows(config, "training", &config.training)?;
		let test = prepared.windows(config, "test", &config.test)?;
		Ok(Self { config: config.clone(), document: prepared.document, training, test, elapsed })
	}

	/// Windows to train on.
	pub fn samples(&self) -> usize {
		self.training.len()
	}

	/// Changes the scaled targets of the training windows: for poisoned data in tests and demonstrations.
	pub fn change_targets(&mut self, change: impl FnOnce(&mut [f32])) {
		change(&mut self.training.targets);
	}

	/// Error of a model given as parameters on the held-out windows.
	///
	/// # Errors
	/// As [`evaluate`].
	pub fn evaluate_params(&self, params: &[f32]) -> Result<Evaluation, Problem> {
		evaluate(&self.document, params, &self.test, &self.config.place())
	}

	/// Refuses a task that this member's copy does not describe.
	fn agree(&self, spec: &TaskSpec) -> Result<(), TrainError> {
		let theirs =
			Document::parse(spec.document.as_str()).map_err(|problem| TrainError::Document(problem.to_string()))?;
		if theirs == self.document {
			return Ok(());
		}
		Err(TrainError::Document(
			Problem::new(
				format!("task \"{}\" is not the one this member agreed to train: its document differs", spec.name),
				format!("{}, `task`", self.config.place()),
				"read what the task would compute from your rows (`guild task show`); to agree, replace the copy",
			)
			.to_string(),
		))
	}
}

impl Trainer for LocalTrainer {
	fn trains(&self, _task: TaskId, spec: &TaskSpec) -> bool {
		self.agree(spec).is_ok()
	}

	fn privacy(&self, _spec: &TaskSpec) -> Option<PrivacyTerms> {
		Some(self.config.privacy_terms(&self.document))
	}

	fn reports_quality(&self) -> bool {
		self.config.report_quality
	}

	fn held_out_dataset(&self) -> DatasetId {
		self.config.held_out_dataset()
	}

	fn train(&mut self, request: &TrainRequest<'_>) -> Result<Trained, TrainError> {
		self.agree(request.spec)?;
		let network = self.document.network();
		let base = params_of(request.base, request.spec.scale);
		let plan = Plan {
			rate: rate_after(&self.document.training, request.final_rounds),
			shuffle_seed: request.shuffle_seed,
			budget: self.config.budget,
			clock: &*self.elapsed,
			stop: &request.stop,
			progress: &request.progress,
		};
		let result = train(&network, &self.document.training, &self.training, &base, &plan)?;
		Ok(Trained {
			model_delta: result.params.iter().zip(&base).map(|(new, old)| new - old).collect(),
			samples: u32::try_from(self.training.len()).unwrap_or(u32::MAX),
			steps_done: result.steps_done,
			steps_asked: result.steps_asked,
			loss: result.loss,
			dataset: self.config.dataset,
		})
	}

	fn evaluate(&mut self, spec: &TaskSpec, model: &[i32]) -> Result<Evaluation, TrainError> {
		self.agree(spec)?;
		self.evaluate_params(&params_of(model, spec.scale)).map_err(|problem| TrainError::Document(problem.to_string()))
	}
}

/// What `guild worker check` found: what is in the data, and what would be trained.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CheckReport {
	/// The columns that are read.
	pub schema: Schema,
	/// What was found in the rows.
	pub quality: QualityReport,
	/// Windows of each split.
	pub splits: Vec<Split>,
	/// Kind of the model.
	pub model: ModelKind,
	/// Its parameters.
	pub dim: u32,
	/// Its layers.
	pub layers: Vec<Layer>,
	/// Windows in a mini-batch.
	pub batch_size: u32,
	/// Optimiser steps in a round, as the task asks.
	pub steps_asked: u32,
	/// Most steps in a round, by this member's budget.
	pub max_steps: Option<u32>,
	/// Most seconds of training in a round, by this member's budget.
	pub max_seconds: Option<u32>,
	/// What would be declared and what it costs; none if the task wants no noise.
	pub privacy: Option<PrivacyReport>,
}

/// Windows of one split.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Split {
	/// `training`, `validation` or `test`.
	pub name: String,
	/// Its range of time.
	pub range: TimeRange,
	/// Windows made.
	pub windows: usize,
	/// Windows not made, because a value they need is missing.
	pub skipped: usize,
}

/// Reads config, task copy, schema and data, and says what would be trained. Touches no network.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(config: &WorkerConfig) -> Result<CheckReport, Problem> {
	let prepared = Prepared::load(config)?;
	let ranges = [("training", &config.training), ("validation", &config.validation), ("test", &config.test)];
	let mut splits = Vec::new();
	for (name, range) in ranges {
		let set = prepared.windows(config, name, range)?;
		splits.push(Split { name: name.into(), range: *range, windows: set.len(), skipped: set.skipped });
	}
	let training = &prepared.document.training;
	let steps_asked = training.steps_asked(splits[0].windows);
	Ok(CheckReport {
		model: prepared.document.model.kind,
		dim: prepared.document.dim(),
		layers: prepared.document.layers().layers().to_vec(),
		batch_size: training.batch_size,
		steps_asked,
		max_steps: config.budget.max_steps,
		max_seconds: config.budget.max_seconds,
		privacy: privacy_report(config, &prepared.document)?,
		schema: prepared.schema,
		quality: prepared.quality,
		splits,
	})
}

/// What the planned updates would declare and cost.
fn privacy_report(config: &WorkerConfig, document: &Document) -> Result<Option<PrivacyReport>, Problem> {
	let task = TaskFile::load(&config.task)?;
	if task.mechanism == MechanismName::None {
		return Ok(None);
	}
	let spec = task.to_spec(&config.task.display().to_string())?;
	let forecast = config.privacy_terms(document).forecast(&spec).map_err(|error| {
		Problem::new(
			format!("no update could be made: {error}"),
			format!("{}, [privacy]", config.place()),
			"plan for fewer rounds, raise `budget`, or train another task",
		)
	})?;
	Ok(forecast.map(PrivacyReport::from))
}

impl std::fmt::Display for CheckReport {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		writeln!(f, "Schema: time `{}`, a row every {} s", self.schema.time.name, self.schema.time.step_seconds)?;
		for column in &self.schema.columns {
			let [least, largest] = column.range;
			writeln!(f, "  {}: {least} to {largest} {}", column.name, column.unit)?;
		}
		writeln!(f, "Data quality:")?;
		for line in self.quality.to_string().lines() {
			writeln!(f, "  {line}")?;
		}
		writeln!(f, "Windows:")?;
		for Split { name, range, windows, skipped } in &self.splits {
			writeln!(f, "  {name}: {windows} ({skipped} not made, for missing values), {range}")?;
		}
		let kind = match self.model {
			ModelKind::Linear => "a linear model",
			ModelKind::Mlp => "an MLP",
		};
		writeln!(f, "Would train {kind} of {} parameters:", self.dim)?;
		for Layer { name, shape, .. } in &self.layers {
			let shape = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ");
			writeln!(f, "  {name}: {shape}")?;
		}
		write!(f, "  {} steps a round in mini-batches of {}", self.steps_asked, self.batch_size)?;
		if let Some(most) = self.max_steps.filter(|most| *most < self.steps_asked) {
			write!(f, ", of which the budget allows {most}")?;
		}
		if let Some(most) = self.max_seconds {
			write!(f, ", for at most {most} s")?;
		}
		writeln!(f)?;
		match &self.privacy {
			Some(privacy) => privacy.fmt(f),
			None => writeln!(f, "Would add no noise: members read this member's updates as they are."),
		}
	}
}
