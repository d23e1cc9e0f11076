//! Scenarios through the real runtime.

mod common;
#[path = "common/scenarios.rs"]
mod scenarios;

use guild_learning::data::WindowSet;
use guild_simulation::{data::Data, report, Consortium, Matrix, Scenario};
use scenarios::MEAN;
use std::{path::Path, sync::Arc};

/// A scenario of eight members, with what is added.
fn scenario(folder: &Path, seed: u64, more: &str) -> Result<Scenario, guild_learning::Problem> {
	scenarios::scenario(folder, &format!("seed = {seed}"), more)
}

fn run(seed: u64, more: &str) -> Matrix {
	let folder = tempfile::tempdir().unwrap();
	Matrix::run(&scenario(folder.path(), seed, more).unwrap(), &mut |_| ()).unwrap()
}

#[test]
fn eight_members_train_over_the_real_chain() {
	let matrix = run(1, MEAN);
	let run = matrix.cells[0].first_run().unwrap();
	assert_eq!(run.rounds.len(), 3);
	assert!(run.rounds.iter().all(|round| round.is_final && round.included == 8), "{run:?}");
	assert_eq!(run.refused, 0);
	// Three calls a member and round.
	assert_eq!(run.transactions, 3 * 8 * 3);
	let errors: Vec<f64> = run.rounds.iter().filter_map(|round| round.error).collect();
	assert!(errors.windows(2).all(|pair| pair[1] < pair[0]), "{errors:?}");
	assert!(errors[2] < run.trivial_error / 2.0);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
	let files = |seed| {
		let (matrix, folder) = (run(seed, MEAN), tempfile::tempdir().unwrap());
		let paths = report::write(&matrix, folder.path()).unwrap();
		let bytes: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
		// The hash of the last block is in here.
		(bytes, serde_json::to_string(&matrix).unwrap(), report::table(&matrix))
	};
	let (first, again, other) = (files(7), files(7), files(8));
	assert_eq!(first, again);
	assert_ne!(first.1, other.1);
	assert_ne!(first.0, other.0);
}

#[test]
fn sharing_computations_changes_no_byte() {
	let rules = "rules = [{ name = \"geometric-median\", f = 2 }, { name = \"centered-clipping\", tau = 0.5 }]";
	let faults =
		"min_participants = 5\nfaults = { loss = 0.1, absent = [{ member = 2, from_round = 1, to_round = 2 }] }";
	let matrix = |share: bool| serde_json::to_string(&run(4, &format!("{rules}\n{faults}\nshare = {share}"))).unwrap();
	assert_eq!(matrix(true), matrix(false));
}

#[test]
fn lost_transactions_and_absent_members_cost_time_and_not_the_rounds() {
	let faults = "faults = { loss = 0.3, absent = [{ member = 2, from_round = 1, to_round = 2 }] }";
	let matrix = run(3, &format!("{MEAN}\n{faults}"));
	let run = matrix.cells[0].first_run().unwrap();
	assert!(run.rounds.iter().all(|round| round.is_final), "{:?}", run.rounds);
	assert_eq!(run.rounds.iter().map(|round| round.included).collect::<Vec<_>>(), [8, 7, 8]);
}

#[test]
fn what_the_chain_and_members_keep_does_not_grow_with_the_rounds() {
	let folder = tempfile::tempdir().unwrap();
	let scenario = scenario(folder.path(), 1, &format!("rounds = 60\n{MEAN}")).unwrap();
	let (task, document) = scenario.task().unwrap();
	let document = Arc::new(document);
	let Data { training, test } = scenario.data.load(scenario.members, &document, 1, 100, scenario.folder()).unwrap();
	assert!(training.iter().all(|set: &Arc<WindowSet>| set.len() == 64));
	let spec = scenario.spec(&task, &scenario.rules[0]).unwrap();
	let data = Data { training, test };
	let mut consortium = Consortium::new(&scenario, 1, spec, &document, &data, None).unwrap();
	let mut sizes = Vec::new();
	for rounds in [20, 40, 59] {
		while consortium.rounds().len() < rounds {
			consortium.step().unwrap();
		}
		sizes.push((rounds, consortium.state_size(), consortium.held_bytes()));
	}
	// What stays for ever is a round's record and lineage (129 bytes an update and some), and until they are pruned the
	// hashes of its blocks (six, of 60 bytes with their keys).
	let bound = |rounds: usize| rounds * (8 * 160 + 1_200 + 6 * 100);
	for pair in sizes.windows(2) {
		let grown = pair[1].1.bytes.saturating_sub(pair[0].1.bytes);
		assert!(grown <= bound(pair[1].0 - pair[0].0), "{sizes:?}");
	}
	// Blobs: collected now and then, so never more than a few rounds' worth of 8 updates, a model and an aggregate.
	let round_bytes = 8 * 2 * 5 + 4 * 5 + 2 * 5;
	assert!(sizes.iter().all(|(_, _, held)| *held <= 20 * round_bytes), "{sizes:?}");
}

#[test]
fn a_rule_that_needs_more_members_is_shown_as_refused() {
	let rules = "rules = [{ name = \"mean\" }, { name = \"krum\", f = 3 }]";
	let matrix = run(1, rules);
	let refused = matrix.cell("krum", "honest").unwrap();
	assert!(refused.runs.is_empty() && refused.refused.as_ref().unwrap().contains("9 updates"), "{refused:?}");
	assert!(report::table(&matrix).contains("refused"));
}

#[test]
fn a_scenario_that_makes_no_sense_is_refused_with_what_to_do() {
	let folder = tempfile::tempdir().unwrap();
	let problem = |more: &str| scenario(folder.path(), 1, more).unwrap_err().to_string();
	assert!(problem("rules = []").contains("[[rules]]"));
	assert!(problem(&format!("{MEAN}\nfaults = {{ loss = 1.5 }}")).contains("`loss`"));
	assert!(problem(&format!("{MEAN}\nrouds = 3")).contains("rouds"));
	let liars = |members: &str| format!("{MEAN}\nliars = {{ members = {members}, attacks = [] }}");
	assert!(problem(&liars("[8]")).contains("no member 8"));
	assert!(problem(&liars("[1, 1]")).contains("once"));
}

#[test]
fn rows_of_the_test_are_not_trained_on() {
	let plants = std::fs::canonicalize("../examples/wind-power").unwrap();
	let folder = tempfile::tempdir().unwrap();
	let text = |training: &str| {
		format!(
			"name = \"test\"\nseed = 1\nmembers = 4\ntask = {:?}\n{MEAN}\n[data]\nkind = \"series\"\nworkers = [{:?}]\n{training}\n",
			plants.join("task.toml"),
			plants.join("R80790.toml")
		)
	};
	let training = |more: &str| {
		let path = folder.path().join("scenario.toml");
		std::fs::write(&path, text(more)).unwrap();
		let scenario = Scenario::load(&path).unwrap();
		let (_, document) = scenario.task().unwrap();
		scenario.data.load(4, &document, 1, 100, scenario.folder()).map(|data| data.training)
	};
	let year = |from: u32, to: u32| format!("training = {{ from = \"{from}-01-01\", to = \"{to}-01-01\" }}");
	let problem = training(&year(2014, 2016)).err().unwrap().to_string();
	assert!(problem.contains("share rows"), "{problem}");
	// Two weeks of its own, and a year.
	let windows = |more: &str| training(more).unwrap().iter().map(|set| set.len()).sum::<usize>();
	assert!(windows(&year(2014, 2015)) > 20 * windows("stretches = 3"));
}

#[cfg(not(feature = "attacks"))]
#[test]
fn without_lying_code_a_scenario_with_liars_is_refused() {
	let folder = tempfile::tempdir().unwrap();
	let liars = format!("{MEAN}\nliars = {{ members = [1], attacks = [\"sign-flip\"] }}");
	let problem = scenario(folder.path(), 1, &liars).unwrap_err().to_string();
	assert!(problem.contains("no lying members in it") && problem.contains("--features attacks"), "{problem}");
}

#[cfg(feature = "attacks")]
mod attacks {
	use super::*;
	use guild_primitives::FailReason;

	const RULES: &str = "rules = [{ name = \"mean\", weighting = \"equal\" }, { name = \"geometric-median\", f = 2, weighting = \"equal\" }]\nmin_participants = 5";

	fn against(attack: &str) -> Matrix {
		run(5, &format!("{RULES}\nrounds = 4\nliars = {{ members = [1, 6], attacks = [\"{attack}\"] }}"))
	}

	#[test]
	fn liars_move_the_mean_more_than_the_geometric_median_and_are_out_when_they_are_told() {
		let matrix = against("sign-flip");
		let rounds = |rule, attack| matrix.cell(rule, attack).unwrap().first_run().unwrap().rounds.clone();
		let first = |rule| rounds(rule, "sign-flip")[0].error.unwrap() / rounds(rule, "honest")[0].error.unwrap();
		assert!(first("mean") > 1.5 * first("geometric-median"), "{}", report::table(&matrix));
		for rule in ["mean", "geometric-median"] {
			let shares: Vec<_> = rounds(rule, "sign-flip").iter().map(|round| round.liars_share).collect();
			assert!(shares[0] > 0.0 && *shares.last().unwrap() == 0.0, "{rule}: {shares:?}");
			let ratio = matrix.cell(rule, "sign-flip").unwrap().to_honest.unwrap();
			assert!(ratio < 1.3, "{rule}: {}", report::table(&matrix));
		}
	}

	#[test]
	fn without_reputations_liars_are_in_every_round() {
		let liars = "liars = { members = [1, 6], attacks = [\"sign-flip\"] }";
		let matrix = run(5, &format!("{RULES}\nrounds = 4\nreputation = false\n{liars}"));
		let kept = against("sign-flip");
		for rule in ["mean", "geometric-median"] {
			let rounds = |matrix: &Matrix| matrix.cell(rule, "sign-flip").unwrap().first_run().unwrap().rounds.clone();
			let (alone, with) = (rounds(&matrix), rounds(&kept));
			assert!(alone.iter().all(|round| round.is_final && round.liars_share > 0.0), "{rule}: {alone:?}");
			// Before anything is known of anybody they are the same.
			assert_eq!(alone[0], with[0]);
			assert!(alone[3].error > with[3].error, "{rule}: {alone:?}, {with:?}");
		}
	}

	#[test]
	fn what_is_copied_or_withheld_is_not_included() {
		for attack in ["copy", "withhold"] {
			let matrix = against(attack);
			let run = matrix.cell("mean", attack).unwrap().first_run().unwrap();
			assert!(run.rounds.iter().all(|round| round.is_final && round.included == 6), "{attack}: {:?}", run.rounds);
			assert!(run.rounds.iter().all(|round| round.liars_share == 0.0));
		}
	}

	#[test]
	fn liars_share_what_they_compute_alike_and_it_changes_no_byte() {
		let attacks = "[\"sign-flip\", \"mimic\", \"copy\", \"withhold\"]";
		let liars = format!("{RULES}\nliars = {{ members = [1, 6], attacks = {attacks} }}");
		let matrix = |share: bool| serde_json::to_string(&run(4, &format!("{liars}\nshare = {share}"))).unwrap();
		assert_eq!(matrix(true), matrix(false));
	}

	#[test]
	fn fields_that_take_too_long_are_left_empty_and_the_others_are_not() {
		let without = |rule| {
			let without = format!("without = [{{ rule = \"{rule}\", attack = \"scale\" }}]");
			format!("{RULES}\nliars = {{ members = [1, 6], attacks = [\"scale\", \"sign-flip\"], {without} }}")
		};
		let matrix = run(5, &without("geometric-median"));
		let empty: Vec<_> = matrix.cells.iter().filter(|cell| cell.runs.is_empty()).collect();
		assert_eq!(empty.len(), 1);
		assert!(empty[0].left_out && empty[0].rule == "geometric-median" && empty[0].attack == "scale");
		assert!(
			report::table(&matrix).contains("not run") && report::heat_map_svg(&matrix).unwrap().contains("not run")
		);
		let folder = tempfile::tempdir().unwrap();
		let problem = scenario(folder.path(), 1, &without("krum")).unwrap_err().to_string();
		assert!(problem.contains("`krum` against `scale`"), "{problem}");
	}

	#[test]
	fn every_attack_runs_and_changes_the_result() {
		// A false result falls, whoever attests it: see the tests below.
		for attack in guild_worker::attack::names().filter(|name| !name.starts_with("collude")) {
			let matrix = against(attack);
			let root = |attack| matrix.cell("mean", attack).unwrap().first_run().unwrap().model_root;
			assert_ne!(root(attack), root("honest"), "{attack}");
			let run = matrix.cell("mean", attack).unwrap().first_run().unwrap();
			assert_eq!(run.rounds.iter().filter(|round| round.is_final).count(), 4, "{attack}: {:?}", run.rounds);
		}
	}

	/// The run without liars, and that with these members attesting false results of this kind.
	fn colluding(attack: &str, members: &str, rounds: u32) -> [guild_simulation::Run; 2] {
		let liars = format!("liars = {{ members = {members}, attacks = [\"{attack}\"] }}");
		let matrix = run(5, &format!("{MEAN}\nrounds = {rounds}\n{liars}"));
		["honest", attack].map(|attack| matrix.cell("mean", attack).unwrap().first_run().cloned().unwrap())
	}

	/// Six of eight are a quorum: what they attest is what the chain proposes.
	const QUORUM: &str = "[1, 2, 3, 5, 6, 7]";

	#[test]
	fn a_false_result_falls_and_the_true_one_becomes_final() {
		for attack in ["collude-lane", "collude-coefficients", "collude-leaf", "collude-list", "collude-model"] {
			let [honest, lying] = colluding(attack, QUORUM, 1);
			assert_eq!((honest.faults_proven, lying.faults_proven), (0, 1), "{attack}");
			assert_eq!(lying.model_root, honest.model_root, "{attack}");
			assert_eq!(lying.rounds[0].error, honest.rounds[0].error);
		}
	}

	#[test]
	fn a_withheld_list_is_pleaded_for_and_its_result_falls_when_nobody_sends_it() {
		let [honest, lying] = colluding("collude-withheld", QUORUM, 1);
		// Nobody but the liars has the list, so that no number of the result can be shown wrong: it falls because it was asked for.
		assert_eq!((honest.pleas, honest.faults_proven), (0, 0));
		assert_eq!((lying.pleas, lying.faults_proven), (1, 1), "{lying:?}");
		assert!(lying.rounds[0].is_final && lying.rounds[0].included == 8, "{lying:?}");
		assert_eq!((lying.model_root, lying.rounds[0].error), (honest.model_root, honest.rounds[0].error));
		// The liars had their time to send it.
		assert!(lying.rounds[0].ended_at > honest.rounds[0].ended_at, "{lying:?}");
	}

	#[test]
	fn liars_about_results_lose_the_round_and_are_out_of_the_next() {
		// Two of eight are left, fewer than the scenario wants: nothing becomes final, and nothing false.
		let [honest, lying] = colluding("collude", QUORUM, 4);
		assert!(lying.rounds[0].is_final && lying.rounds[0].included == 8, "{lying:?}");
		assert_eq!(lying.rounds[0].error, honest.rounds[0].error);
		let after = &lying.rounds[1..];
		assert!(
			after.iter().all(|round| !round.is_final && round.failed == Some(FailReason::TooFewIncluded)),
			"{lying:?}"
		);
		assert_eq!(lying.faults_proven, 1);
	}

	#[test]
	fn without_reputations_they_lie_in_every_round_and_fall_each_time() {
		let liars = format!("liars = {{ members = {QUORUM}, attacks = [\"collude\"] }}");
		let matrix = run(5, &format!("{MEAN}\nreputation = false\n{liars}"));
		let lying = matrix.cell("mean", "collude").unwrap().first_run().unwrap();
		assert!(lying.rounds.iter().all(|round| round.is_final && round.included == 8), "{lying:?}");
		assert_eq!(lying.faults_proven, 3);
	}

	#[test]
	fn a_false_result_of_less_than_a_quorum_changes_nothing() {
		for attack in guild_worker::attack::names().filter(|name| name.starts_with("collude")) {
			let [honest, lying] = colluding(attack, "[1, 6]", 1);
			assert_eq!(lying.model_root, honest.model_root, "{attack}");
			assert!(lying.rounds.iter().all(|round| round.is_final), "{attack}: {lying:?}");
		}
	}

	#[test]
	fn the_same_seed_gives_the_same_bytes_with_liars_too() {
		// Colluders dispute and are disputed; the omniscient read what others post meanwhile, on as many threads as there are.
		for (attack, liars) in [("collude", QUORUM), ("min-max", "[1, 6]")] {
			let more = format!("{MEAN}\nliars = {{ members = {liars}, attacks = [\"{attack}\"] }}");
			let bytes = || serde_json::to_string(&run(9, &more)).unwrap();
			assert_eq!(bytes(), bytes(), "{attack}");
		}
	}

	#[test]
	fn liars_are_honest_before_their_first_round() {
		let liars = "liars = { members = [1, 6], attacks = [\"sign-flip\"], from_round = 2 }";
		let matrix = run(5, &format!("{RULES}\nrounds = 4\n{liars}"));
		let errors = |attack| {
			let run = matrix.cell("mean", attack).unwrap().first_run().unwrap();
			run.rounds.iter().map(|round| round.error.unwrap()).collect::<Vec<_>>()
		};
		let (honest, lying) = (errors("honest"), errors("sign-flip"));
		assert_eq!(honest[..2], lying[..2]);
		assert_ne!(honest[2], lying[2]);
	}

	#[test]
	fn an_unknown_attack_is_named() {
		let folder = tempfile::tempdir().unwrap();
		let more = format!("{MEAN}\nliars = {{ members = [1], attacks = [\"magic\"] }}");
		assert!(scenario(folder.path(), 1, &more).unwrap_err().to_string().contains("`magic`"));
	}
}
