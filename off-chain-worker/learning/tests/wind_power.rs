//! The example's members on their real rows.

use guild_accountant::Nats;
use guild_learning::{
	check, encode,
	local::Elapsed,
	task_file::{MechanismName, PrivacySection},
	Encoding, LocalTrainer, SeededEntropy, TaskFile, TrainError, TrainRequest, Trained, Trainer, WorkerConfig,
};
use guild_primitives::{Budget, Mechanism, TaskSpec, Text};
use std::{path::Path, sync::Arc, time::Duration};

/// Tests run in the package's folder.
const EXAMPLE: &str = "../../examples/wind-power";

fn config(name: &str) -> WorkerConfig {
	WorkerConfig::load(&Path::new(EXAMPLE).join(format!("{name}.toml"))).unwrap()
}

fn spec() -> TaskSpec {
	TaskFile::load(&Path::new(EXAMPLE).join("task.toml")).unwrap().to_spec("task.toml").unwrap()
}

fn trainer(name: &str) -> LocalTrainer {
	let elapsed: Elapsed = Arc::new(|| Duration::ZERO);
	LocalTrainer::open(&config(name), elapsed).unwrap()
}

fn train(trainer: &mut LocalTrainer, spec: &TaskSpec, shuffle_seed: u64) -> Result<Trained, TrainError> {
	let base = config("R80790").document().unwrap().initial_model(spec.scale);
	trainer.train(&TrainRequest {
		task: 0,
		round: 0,
		final_rounds: 0,
		spec,
		base: &base,
		shuffle_seed,
		stop: &|| false,
		progress: &|_| (),
	})
}

#[test]
fn every_member_has_the_windows_of_the_data_page_and_its_quality_is_known() {
	// As many as whole windows fit; the data page counts one to five more at the edges of the ranges.
	for (name, windows) in [("R80711", 17_422), ("R80721", 2_827), ("R80736", 4_394), ("R80790", 661)] {
		let report = check(&config(name)).unwrap();
		assert_eq!(report.splits[0].windows, windows, "{name}");
		assert_eq!(
			(report.quality.rows_read, report.quality.gaps, report.quality.gap_rows),
			(105_108, 2, 12),
			"{name}"
		);
		assert!(report.splits[2].windows > 17_000, "{name}");
	}
}

#[test]
fn what_would_be_declared_and_what_it_costs_is_in_the_check() {
	assert_eq!(check(&config("R80790")).unwrap().privacy, None);
	let mut task = TaskFile::load(&Path::new(EXAMPLE).join("task.toml")).unwrap();
	(task.scale, task.clip_norm, task.mechanism) = (12, 0.15, MechanismName::Local);
	task.privacy = Some(PrivacySection {
		noise_multiplier_floor: "1.5".parse().unwrap(),
		noise_multiplier_ceiling: "4".parse().unwrap(),
		layers: [("dense0.weight".to_owned(), 3)].into(),
	});
	let folder = tempfile::tempdir().unwrap();
	let copy = folder.path().join("task.toml");
	std::fs::write(&copy, toml::to_string(&task).unwrap()).unwrap();
	let mut config = WorkerConfig { task: copy, ..config("R80790") };
	config.privacy.planned_rounds = Some(10);
	let text = check(&config).unwrap().to_string();
	// C = ⌊0.15 · 2^12⌋ = 614 lanes. What ten updates cost, `guild privacy epsilon --mechanism discrete-gaussian` says too.
	let cost = Mechanism::Local { noise_multiplier: "1.5".parse().unwrap() }.cost().unwrap().unwrap();
	let epsilon = cost.times(10).spent("1e-6".parse().unwrap()).epsilon;
	for part in
		["declared noise multiplier 1.5, against a sensitivity of 1228 lanes", &format!("epsilon {epsilon:.6} ")]
	{
		assert!(text.contains(part), "{text}");
	}
	// A budget that has not even room for one update is no plan.
	config.privacy.budget = Some(Budget { epsilon: Nats::budget("0.5").unwrap(), delta: "1e-6".parse().unwrap() });
	let problem = check(&config).unwrap_err();
	assert!(problem.what.contains("no room") && problem.place.contains("[privacy]"), "{problem}");
}

#[test]
fn a_broken_thermometer_is_reported_and_not_trained_on() {
	let report = check(&config("R80721")).unwrap();
	let temperature = report.quality.columns.iter().find(|column| column.name == "outdoor_temp_c").unwrap();
	assert_eq!((temperature.missing, temperature.out_of_range), (1_209 + 33, 1));
	let strict = WorkerConfig { drop_out_of_range: false, ..config("R80721") };
	assert!(check(&strict).unwrap_err().what.starts_with("1 of 105108 rows have outdoor_temp_c outside"));
}

#[test]
fn one_round_makes_the_model_better_and_the_same_seed_gives_the_same_bits() {
	let (mut trainer, spec) = (trainer("R80790"), spec());
	let first = train(&mut trainer, &spec, 3).unwrap();
	assert_eq!(first, train(&mut trainer, &spec, 3).unwrap());
	assert_ne!(first.model_delta, train(&mut trainer, &spec, 4).unwrap().model_delta);
	assert_eq!((first.samples, first.steps_done, first.dataset), (661, 400, 1));

	let mut model = config("R80790").document().unwrap().initial_model(spec.scale);
	let before = trainer.evaluate(&spec, &model).unwrap();
	let update = encode(&first.model_delta, &Encoding::from(&spec), &mut SeededEntropy::new(1)).unwrap();
	assert_eq!(update.cut_lanes, 0);
	for (lane, change) in model.iter_mut().zip(&update.lanes) {
		*lane += i32::from(*change);
	}
	let after = trainer.evaluate(&spec, &model).unwrap();
	assert!(after.rmse < before.rmse / 2.0, "{before:?} {after:?}");
	assert!((after.persistence_rmse - 150.1).abs() < 0.1, "{after:?}");
}

#[test]
fn a_task_with_another_document_than_the_members_copy_is_not_trained() {
	let (mut trainer, spec) = (trainer("R80790"), spec());
	assert!(trainer.trains(0, &spec));
	let mut other = config("R80790").document().unwrap();
	other.training.batch_size += 1;
	let changed = TaskSpec { document: Text::new(&other.to_text().unwrap()).unwrap(), ..spec.clone() };
	assert!(!trainer.trains(0, &changed));
	let error = train(&mut trainer, &changed, 1).unwrap_err();
	assert!(
		matches!(&error, TrainError::Document(text) if text.contains("not the one this member agreed to")),
		"{error}"
	);
	// Another rule or other windows are the chain's business, not the data's.
	assert!(trainer.trains(0, &TaskSpec { rounds: 1, ..spec }));
}

#[test]
fn a_base_model_of_another_length_is_refused() {
	let (mut trainer, spec) = (trainer("R80790"), spec());
	assert!(trainer.evaluate(&spec, &[0; 3]).is_err());
	assert!(trainer.evaluate(&spec, &vec![0; spec.dim as usize]).is_ok());
}
