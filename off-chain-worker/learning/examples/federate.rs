//! Federated training of the example's members in this process: real encoding and aggregation, no chain.
//!
//! ```text
//! cargo run -p guild-learning --example federate -- [--rule R] [--f N] [--weighting equal] [--pre nnm] [--max-samples N]
//!     [--flip R80736 | --absent R80736] [--seed N] [--shuffle N]
//!     [--rounds N] [--steps N | --epochs N] [--decay X] [--rate X] [--batch N] [--no-baselines]
//!     [--noise Z] [--clip-norm X] [--scale N] [--linear]
//! ```
//!
//! With `--noise` every update has local noise of that multiplier, from a seed: what it does to the error is in `docs/privacy.md`.

use guild_aggregation::aggregate;
use guild_learning::{
	baseline,
	document::ModelKind,
	encode,
	local::Elapsed,
	privacy::{encode_with_noise, layers, noise_by_layer, NoiseMultiplier, PrivacyReport},
	task_file::{model_root, MechanismName, PrivacySection},
	Encoding, LocalTrainer, RuleText, SeededEntropy, TaskFile, TrainRequest, Trainer, WorkerConfig,
};
use guild_primitives::{IncludedUpdate, MechanismPolicy, MemberId, Root, RoundId, RoundInputs, TaskSpec, Weighting};
use std::{collections::BTreeMap, path::Path, sync::Arc, time::Instant};

const MEMBERS: [&str; 4] = ["R80711", "R80721", "R80736", "R80790"];
type Error = Box<dyn std::error::Error>;

/// What was asked for.
#[derive(Default)]
struct Options {
	flip: Option<String>,
	absent: Option<String>,
	no_baselines: bool,
	/// Another order of mini-batches and another rounding: what chance does to a run.
	shuffle: u64,
}

fn main() -> Result<(), Error> {
	// `cargo run` says where the package is. Where it was built says nothing: checkouts may share what they build.
	let package = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("run it by `cargo run --example federate`")?;
	let folder = &Path::new(&package).join("../../examples/wind-power");
	let mut file = TaskFile::load(&folder.join("task.toml"))?;
	let mut options = Options::default();
	let mut args = std::env::args().skip(1);
	while let Some(flag) = args.next() {
		let mut value = || args.next().ok_or(format!("{flag} needs a value"));
		match flag.as_str() {
			"--rule" => file.rule = RuleText { f: file.rule.f, ..RuleText::named(&value()?) },
			"--f" => file.rule.f = value()?.parse()?,
			"--weighting" => {
				file.rule.weighting = if value()? == "equal" { Weighting::Equal } else { Weighting::Samples }
			}
			"--pre" => file.rule.pre.push(value()?),
			"--max-samples" => file.max_samples = value()?.parse()?,
			"--flip" => options.flip = Some(value()?),
			"--absent" => options.absent = Some(value()?),
			"--shuffle" => options.shuffle = value()?.parse()?,
			"--rounds" => file.rounds = value()?.parse()?,
			"--steps" => (file.training.steps, file.training.epochs) = (Some(value()?.parse()?), None),
			"--epochs" => (file.training.steps, file.training.epochs) = (None, Some(value()?.parse()?)),
			"--decay" => file.training.decay_per_round = value()?.parse()?,
			"--rate" => file.training.learning_rate = value()?.parse()?,
			"--batch" => file.training.batch_size = value()?.parse()?,
			"--seed" => file.model.seed = value()?.parse()?,
			"--no-baselines" => options.no_baselines = true,
			"--clip-norm" => file.clip_norm = value()?.parse()?,
			"--scale" => file.scale = value()?.parse()?,
			"--linear" => (file.model.kind, file.model.hidden) = (ModelKind::Linear, vec![]),
			"--noise" => {
				let noise_multiplier: NoiseMultiplier = value()?.parse()?;
				file.mechanism = MechanismName::Local;
				file.privacy = Some(PrivacySection {
					noise_multiplier_floor: noise_multiplier,
					noise_multiplier_ceiling: noise_multiplier,
					layers: BTreeMap::new(),
				});
			}
			_ => return Err(format!("there is no option {flag}").into()),
		}
	}
	let spec = file.to_spec("task.toml")?;
	// The members' copies of the task follow what was asked for.
	let copies = tempfile::tempdir()?;
	let task = copies.path().join("task.toml");
	std::fs::write(&task, toml::to_string(&file)?)?;
	let configs: Vec<WorkerConfig> = MEMBERS
		.iter()
		.map(|name| {
			WorkerConfig::load(&folder.join(format!("{name}.toml")))
				.map(|config| WorkerConfig { task: task.clone(), ..config })
		})
		.collect::<Result<_, _>>()?;

	let started = Instant::now();
	let elapsed: Elapsed = Arc::new(move || started.elapsed());
	let mut trainers: Vec<LocalTrainer> =
		configs.iter().map(|config| LocalTrainer::open(config, elapsed.clone())).collect::<Result<_, _>>()?;
	let windows: Vec<_> = trainers.iter().map(LocalTrainer::samples).collect();
	if let Some(forecast) = trainers[0].privacy(&spec).and_then(|terms| terms.forecast(&spec).transpose()) {
		print!("{}", PrivacyReport::from(forecast?));
	}
	println!("windows: {windows:?}, dim {}, read in {:.1?}", spec.dim, started.elapsed());

	let mut model = file.document().initial_model(spec.scale);
	for round in 0..spec.rounds {
		model = one_round(&spec, round, &mut trainers, &model, &options)?;
	}
	println!("federated at {:.1?}", started.elapsed());
	if options.no_baselines {
		return Ok(());
	}

	let pooled = baseline::pooled(&configs)?;
	println!("\n{:8} {:>9} {:>9} {:>9} {:>11}", "", "federated", "pooled", "own only", "persistence");
	for (i, config) in configs.iter().enumerate() {
		let (federated, alone) = (trainers[i].evaluate(&spec, &model)?, baseline::own_data_only(config)?);
		let over = |other: f64| 100.0 * (federated.rmse / other - 1.0);
		println!(
			"{:8} {:9.1} {:9.1} {:9.1} {:11.1}   {:+.1} % of pooled, {:+.1} % of own only",
			MEMBERS[i],
			federated.rmse,
			pooled[i].rmse,
			alone.rmse,
			federated.persistence_rmse,
			over(pooled[i].rmse),
			over(alone.rmse),
		);
	}
	println!("baselines at {:.1?}", started.elapsed());
	Ok(())
}

fn one_round(
	spec: &TaskSpec,
	round: u32,
	trainers: &mut [LocalTrainer],
	model: &[i32],
	options: &Options,
) -> Result<Vec<i32>, Error> {
	let (mut updates, mut included) = (Vec::new(), Vec::new());
	let mut line = format!("round {:2}  norms", round + 1);
	for (i, trainer) in trainers.iter_mut().enumerate() {
		let is = |name: &Option<String>| name.as_deref() == Some(MEMBERS[i]);
		if is(&options.absent) {
			continue;
		}
		let seed = options.shuffle << 32 | u64::from(round) << 8 | i as u64;
		let trained = trainer.train(&TrainRequest {
			task: 0,
			round,
			final_rounds: round,
			spec,
			base: model,
			shuffle_seed: seed,
			stop: &|| false,
			progress: &|_| (),
		})?;
		let mut entropy = SeededEntropy::new(seed);
		let (lanes, norm_before) = match spec.mechanism {
			MechanismPolicy::Local { floor, .. } => {
				let layers = noise_by_layer(&layers::whole(spec.dim as usize), spec.clip_norm, floor)?;
				let release = encode_with_noise(&trained.model_delta, spec.scale, &layers, &mut entropy)?;
				(release.lanes, release.norm_before)
			}
			_ => {
				let encoded = encode(&trained.model_delta, &Encoding::from(spec), &mut entropy)?;
				(encoded.lanes, encoded.norm_before)
			}
		};
		line += &format!(" {:.2}", norm_before / f64::from(spec.scale).exp2());
		updates.push(if is(&options.flip) { flipped(&lanes, spec.norm_bound) } else { lanes });
		included.push(IncludedUpdate {
			member: MemberId([i as u8; 32]),
			update_root: Root([0; 32]),
			weight: if spec.rule.weighting != Weighting::Samples { 1 } else { trained.samples.min(spec.max_samples) },
			active: true,
		});
	}
	let inputs = RoundInputs {
		round: RoundId { task: 0, index: round },
		spec_hash: spec.hash(),
		base_root: model_root(model),
		previous_aggregate_root: None,
		dim: spec.dim,
		scale: spec.scale,
		norm_bound: spec.effective_norm_bound(),
		rule: spec.rule.clone(),
		seed: None,
		included: included.try_into().map_err(|_| "too many members")?,
	};
	let lanes: Vec<&[i16]> = updates.iter().map(Vec::as_slice).collect();
	let aggregation = aggregate(&inputs, &lanes, model).map_err(|error| error.to_string())?;
	line += "  coefficients";
	for coefficient in &aggregation.body.coefficients[0] {
		line += &format!(" {:.2}", *coefficient as f64 / 32f64.exp2());
	}
	line += "  RMSE";
	for trainer in trainers {
		line += &format!(" {:.1}", trainer.evaluate(spec, &aggregation.model)?.rmse);
	}
	println!("{line}");
	Ok(aggregation.model)
}

/// Minus the honest update, scaled up to the norm bound.
fn flipped(lanes: &[i16], norm_bound: u64) -> Vec<i16> {
	let norm = lanes.iter().map(|lane| f64::from(*lane).powi(2)).sum::<f64>().sqrt().max(1.0);
	let bound = f64::from(i16::MAX);
	// Truncation towards zero: never over the bound.
	lanes.iter().map(|lane| (-f64::from(*lane) * norm_bound as f64 / norm).clamp(-bound, bound) as i16).collect()
}
