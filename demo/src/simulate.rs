//! The same rounds in this process: the members' own trainers, encoding and rules, without processes and without a chain.
//! For curves to hold beside a run that really took place.

use crate::{failure::Failure, prepare::problem, stop::Stop};
use guild_learning::{encode, Encoding, LocalTrainer, OsEntropy, TrainRequest, Trainer, WorkerConfig};
use guild_primitives::{
	decide, result::PerParticipant, IncludedUpdate, MemberId, Root, RoundId, RoundInputs, TaskSpec,
};
use std::{sync::Arc, time::Instant};

/// What a member does to its honest update before it sends it.
pub type Lie<'a> = &'a dyn Fn(&[i16], &TaskSpec) -> Result<Vec<i16>, Failure>;

/// Trains `spec` among `configs`, and returns each member's test error after each round. `lies` are the members that lie,
/// by their places, and how.
///
/// # Errors
/// The data or the document do not allow it, or it is time to stop.
pub fn rounds(
	configs: &[WorkerConfig],
	spec: &TaskSpec,
	lies: Option<(&[usize], Lie<'_>)>,
	stop: &Stop,
) -> Result<Vec<Vec<f64>>, Failure> {
	let begun = Instant::now();
	let mut trainers = configs
		.iter()
		.map(|config| LocalTrainer::open(config, Arc::new(move || begun.elapsed())).map_err(problem))
		.collect::<Result<Vec<_>, _>>()?;
	let first = configs.first().ok_or_else(|| bug("nobody trains"))?;
	let mut model = first.document().map_err(problem)?.initial_model(spec.scale);
	let mut errors = vec![Vec::new(); configs.len()];
	let mut previous = None;
	let mut previous_lanes = Vec::new();
	for round in 0..spec.rounds {
		let mut updates = Vec::with_capacity(trainers.len());
		let mut included = Vec::with_capacity(trainers.len());
		for (place, trainer) in trainers.iter_mut().enumerate() {
			stop.check()?;
			let request = TrainRequest {
				task: 0,
				round,
				final_rounds: round,
				spec,
				base: &model,
				shuffle_seed: u64::from(round),
				stop: &|| stop.is_set(),
				progress: &|_| (),
			};
			let trained = trainer.train(&request).map_err(|error| failed(first, &error))?;
			let encoding = Encoding { scale: spec.scale, clip_norm: spec.clip_norm };
			let mut entropy = OsEntropy::open().map_err(|error| failed(first, &error))?;
			let honest =
				encode(&trained.model_delta, &encoding, &mut entropy).map_err(|error| failed(first, &error))?.lanes;
			let lanes = match lies {
				Some((liars, lie)) if liars.contains(&place) => lie(&honest, spec)?,
				_ => honest,
			};
			included.push(IncludedUpdate {
				member: member(place),
				update_root: Root::of(&guild_aggregation::lanes::to_bytes(&lanes)),
				weight: decide::weight(spec, trained.samples),
				active: true,
			});
			updates.push(lanes);
		}
		let inputs = RoundInputs {
			round: RoundId { task: 0, index: round },
			spec_hash: spec.hash(),
			base_root: Root::of(&guild_aggregation::lanes::model_to_bytes(&model)),
			previous_aggregate_root: previous,
			dim: spec.dim,
			scale: spec.scale,
			norm_bound: spec.effective_norm_bound(),
			rule: spec.rule.clone(),
			seed: None,
			included: PerParticipant::truncate_from(included),
		};
		let before = inputs.previous_aggregate().map(|_| previous_lanes.as_slice());
		let borrowed: Vec<&[i16]> = updates.iter().map(Vec::as_slice).chain(before).collect();
		let result = guild_aggregation::aggregate(&inputs, &borrowed, &model).map_err(|error| failed(first, &error))?;
		previous = Some(result.body.aggregate_root);
		previous_lanes = result.aggregate;
		model = result.model;
		for (trainer, errors) in trainers.iter_mut().zip(&mut errors) {
			errors.push(trainer.evaluate(spec, &model).map_err(|error| failed(first, &error))?.rmse);
		}
	}
	Ok(errors)
}

/// Members are told apart by their place alone.
fn member(place: usize) -> MemberId {
	MemberId([u8::try_from(place).unwrap_or(u8::MAX); 32])
}

fn failed(config: &WorkerConfig, error: &dyn std::fmt::Display) -> Failure {
	Failure::file(
		format!("the comparison in this process stopped: {error}"),
		config.path.display(),
		"the run itself is not touched by this; `guild worker check` says whether data and task fit",
	)
}

fn bug(what: &str) -> Failure {
	Failure::new(70, what, "the comparison in this process", "please report this")
}
