//! What federated training is compared with: a member alone with its own rows, and everybody's rows in one place.
//!
//! The same trainer: same model, features, optimiser, batches, and the same decay of the learning rate, a round's
//! epochs counting as a round. Epochs are chosen on validation rows which training has not seen; then the model is
//! trained again, on all training rows, for that many.

use crate::{
	config::WorkerConfig,
	data::{time::TimeRange, window::WindowSet},
	document::Document,
	evaluate::evaluate,
	local::Prepared,
	problem::Problem,
	train::{rate_after, Descent},
	trainer::{Evaluation, TrainError},
};

/// Most epochs that are tried.
pub const MAX_EPOCHS: u32 = 120;
/// Epochs without a better validation error after which no more are tried.
const PATIENCE: u32 = 20;
/// Order of mini-batches.
const SHUFFLE_SEED: u64 = 1;
/// Fraction bits at which the initial model is made: that of round 0, as fine as can be.
const SCALE: u8 = guild_primitives::limits::MAX_SCALE;

/// A model trained alone.
#[derive(Clone, PartialEq, Debug)]
pub struct Alone {
	/// Its parameters.
	pub params: Vec<f32>,
	/// Epochs that were chosen.
	pub epochs: u32,
}

/// Chooses the number of epochs by training on `choose_on` and looking at `validation`, then trains on `all`.
///
/// # Errors
/// When a set is empty, or a parameter becomes NaN or infinite.
pub fn train_alone(
	document: &Document,
	choose_on: &WindowSet,
	validation: &WindowSet,
	all: &WindowSet,
	max_epochs: u32,
) -> Result<Alone, TrainError> {
	let network = document.network();
	let base = crate::evaluate::params_of(&document.initial_model(SCALE), SCALE);
	let rate = |epoch: u32| rate_after(&document.training, epoch / document.training.epochs);
	let data = |problem: Problem| TrainError::Data(problem.to_string());

	let mut descent = Descent::new(&network, &document.training, choose_on, &base, SHUFFLE_SEED)?;
	let (mut best, mut best_rmse) = (1, f64::INFINITY);
	for epoch in 0..max_epochs.max(1) {
		descent.epoch(rate(epoch), |_, _| true)?;
		let rmse = evaluate(document, descent.params(), validation, "validation rows").map_err(data)?.rmse;
		if rmse < best_rmse {
			(best, best_rmse) = (epoch + 1, rmse);
		} else if epoch + 1 >= best + PATIENCE {
			break;
		}
	}
	let mut descent = Descent::new(&network, &document.training, all, &base, SHUFFLE_SEED)?;
	for epoch in 0..best {
		descent.epoch(rate(epoch), |_, _| true)?;
	}
	Ok(Alone { params: descent.params().to_vec(), epochs: best })
}

/// The windows of a member that a comparison needs.
struct Sets {
	document: Document,
	choose_on: WindowSet,
	validation: WindowSet,
	all: WindowSet,
	test: WindowSet,
}

impl Sets {
	fn load(config: &WorkerConfig) -> Result<Self, Problem> {
		let prepared = Prepared::load(config)?;
		let (training, validation) = (&config.training, &config.validation);
		let before = TimeRange { from: training.from, to: validation.from.clamp(training.from, training.to) };
		let after = TimeRange { from: validation.to.clamp(training.from, training.to), to: training.to };
		let parts: Vec<WindowSet> = [before, after]
			.iter()
			.filter(|range| range.from < range.to)
			.filter_map(|range| prepared.windows(config, "training", range).ok())
			.collect();
		if parts.is_empty() {
			return Err(Problem::new(
				"[validation] leaves no window of [training] to train on",
				config.place(),
				"keep only the last part of the training rows for validation",
			));
		}
		Ok(Self {
			choose_on: WindowSet::joined(&parts.iter().collect::<Vec<_>>()),
			validation: prepared.windows(config, "validation", validation)?,
			all: prepared.windows(config, "training", training)?,
			test: prepared.windows(config, "test", &config.test)?,
			document: prepared.document,
		})
	}
}

/// The test error of a model trained on this member's rows alone.
///
/// # Errors
/// What is wrong with the member's data, or [`TrainError::NotFinite`].
pub fn own_data_only(config: &WorkerConfig) -> Result<Evaluation, TrainError> {
	pooled(std::slice::from_ref(config))?.pop().ok_or_else(|| TrainError::Data("there is no member".into()))
}

/// The test errors, member by member, of one model trained on all their rows together. In earnest nobody could: it is
/// what federated training is measured against. The members' task copies must agree.
///
/// # Errors
/// As [`own_data_only`].
pub fn pooled(configs: &[WorkerConfig]) -> Result<Vec<Evaluation>, TrainError> {
	let data = |problem: Problem| TrainError::Data(problem.to_string());
	let sets: Vec<Sets> = configs.iter().map(Sets::load).collect::<Result<_, _>>().map_err(data)?;
	let Some(first) = sets.first() else { return Ok(vec![]) };
	if sets.iter().any(|set| set.document != first.document) {
		return Err(TrainError::Document("the members' copies of the task differ, so they cannot be compared".into()));
	}
	let join = |part: fn(&Sets) -> &WindowSet| WindowSet::joined(&sets.iter().map(part).collect::<Vec<_>>());
	let model = train_alone(
		&first.document,
		&join(|set| &set.choose_on),
		&join(|set| &set.validation),
		&join(|set| &set.all),
		MAX_EPOCHS,
	)?;
	sets.iter()
		.zip(configs)
		.map(|(set, config)| evaluate(&set.document, &model.params, &set.test, &config.place()).map_err(data))
		.collect()
}
