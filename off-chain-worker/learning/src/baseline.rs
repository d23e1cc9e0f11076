//! What federated training is compared with: a member alone with its own rows, and everybody's rows in one place.
//!
//! The same trainer: same model, features, optimiser, batches, and the same decay of the learning rate, with as many
//! steps to a "round" as a round of these members has. The number of epochs is chosen on validation rows which training
//! has not seen; then the model is trained again, on all training rows, for that many.

use crate::{
	config::WorkerConfig,
	data::{time::TimeRange, window::WindowSet},
	document::Document,
	evaluate::{evaluate, params_of},
	local::Prepared,
	problem::Problem,
	train::{rate_after, Descent},
	trainer::{Evaluation, TrainError},
};

/// Most rounds' worth of epochs that are tried.
pub const MAX_ROUNDS: u32 = 60;
/// Epochs, and rounds' worth of epochs, without a better validation error after which no more are tried.
const PATIENCE: (u32, u32) = (20, 5);
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

/// The windows that a model is trained on alone.
#[derive(Clone, PartialEq, Debug)]
pub struct Training {
	/// Training windows outside the validation rows: what the number of epochs is chosen on.
	pub choose_on: WindowSet,
	/// Validation windows.
	pub validation: WindowSet,
	/// All training windows.
	pub all: WindowSet,
	/// Steps that a round asks of the members whose windows these are.
	pub steps_per_round: u32,
}

/// Chooses the number of epochs, at most `max_rounds` rounds' worth, then trains on all training windows.
///
/// # Errors
/// When a set is empty, or a parameter becomes NaN or infinite.
pub fn train_alone(document: &Document, windows: &Training, max_rounds: u32) -> Result<Alone, TrainError> {
	let network = document.network();
	let training = &document.training;
	let base = params_of(&document.initial_model(SCALE), SCALE);
	let per_round = windows.steps_per_round.max(1);
	let rate = |steps_done: u32| rate_after(training, steps_done / per_round);

	let mut descent = Descent::new(&network, training, &windows.choose_on, &base, SHUFFLE_SEED)?;
	let per_epoch = training.steps_per_epoch(windows.choose_on.len()).max(1);
	let patience = PATIENCE.0.max(PATIENCE.1.saturating_mul(per_round) / per_epoch);
	let max_epochs = (max_rounds.saturating_mul(per_round) / per_epoch).max(1);
	let (mut best, mut best_rmse) = (1, f64::INFINITY);
	for epoch in 1..=max_epochs {
		descent.epoch(rate(descent.steps_done()), |_, _| true)?;
		let rmse = evaluate(document, descent.params(), &windows.validation, "validation rows").map_err(data)?.rmse;
		if rmse < best_rmse {
			(best, best_rmse) = (epoch, rmse);
		} else if epoch >= best + patience {
			break;
		}
	}
	let mut descent = Descent::new(&network, training, &windows.all, &base, SHUFFLE_SEED)?;
	for _ in 0..best {
		descent.epoch(rate(descent.steps_done()), |_, _| true)?;
	}
	Ok(Alone { params: descent.params().to_vec(), epochs: best })
}

fn data(problem: Problem) -> TrainError {
	TrainError::Data(problem.to_string())
}

/// The windows of a member that a comparison needs.
struct Sets {
	document: Document,
	training: Training,
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
		let all = prepared.windows(config, "training", training)?;
		Ok(Self {
			training: Training {
				choose_on: WindowSet::joined(&parts.iter().collect::<Vec<_>>()),
				validation: prepared.windows(config, "validation", validation)?,
				steps_per_round: prepared.document.training.steps_asked(all.len()),
				all,
			},
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
	let sets: Vec<Sets> = configs.iter().map(Sets::load).collect::<Result<_, _>>().map_err(data)?;
	let Some(first) = sets.first() else { return Ok(vec![]) };
	if sets.iter().any(|set| set.document != first.document) {
		return Err(TrainError::Document("the members' copies of the task differ, so they cannot be compared".into()));
	}
	let join = |part: fn(&Training) -> &WindowSet| {
		WindowSet::joined(&sets.iter().map(|set| part(&set.training)).collect::<Vec<_>>())
	};
	let together = Training {
		choose_on: join(|training| &training.choose_on),
		validation: join(|training| &training.validation),
		all: join(|training| &training.all),
		steps_per_round: sets.iter().map(|set| set.training.steps_per_round).fold(0, u32::saturating_add),
	};
	let model = train_alone(&first.document, &together, MAX_ROUNDS)?;
	sets.iter()
		.zip(configs)
		.map(|(set, config)| evaluate(&set.document, &model.params, &set.test, &config.place()).map_err(data))
		.collect()
}
