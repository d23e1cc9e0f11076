//! A scenario with several seeds: every cell once a seed, and what the reports say of it.

mod common;
#[path = "common/scenarios.rs"]
mod scenarios;

use guild_simulation::{report, Matrix, Scenario};
use scenarios::{scenario, MEAN};

fn run(seeds: &str, more: &str) -> Matrix {
	let folder = tempfile::tempdir().unwrap();
	Matrix::run(&scenario(folder.path(), seeds, more).unwrap(), &mut |_| ()).unwrap()
}

/// The fields of a CSV file, line by line.
fn fields(text: &str) -> Vec<Vec<&str>> {
	text.lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn each_seed_gives_what_it_gives_alone_and_the_cell_is_their_mean() {
	let (both, alone) = (run("seeds = [3, 4]", MEAN), ["seed = 3", "seed = 4"].map(|seed| run(seed, MEAN)));
	let cell = &both.cells[0];
	let [first, second] = alone.map(|matrix| matrix.cells[0].runs[0].clone());
	assert_eq!(cell.runs, [first.clone(), second.clone()]);
	let errors = [first.error.unwrap(), second.error.unwrap()];
	assert_ne!(errors[0], errors[1]);
	assert_eq!(cell.error, Some((errors[0] + errors[1]) / 2.0));
	assert_eq!(cell.range, Some([errors[0].min(errors[1]), errors[0].max(errors[1])]));
}

#[test]
fn files_have_a_line_a_seed_and_name_it_only_where_there_are_several() {
	let several = run("seeds = [3, 4]", MEAN);
	let lines = report::matrix_csv(&several);
	let lines = fields(&lines);
	assert_eq!(lines[0][..4], ["rule", "attack", "seed", "error"]);
	assert_eq!(lines[1..].iter().map(|line| line[2]).collect::<Vec<_>>(), ["3", "4"]);
	for (line, run) in lines[1..].iter().zip(&several.cells[0].runs) {
		assert_eq!(line[3], format!("{:.6}", run.error.unwrap()));
	}
	let rounds = report::rounds_csv(&several);
	assert_eq!(fields(&rounds)[1..].iter().map(|line| line[2]).collect::<Vec<_>>(), ["3", "3", "3", "4", "4", "4"]);
	assert!(report::table(&several).contains("means over 2 seeds"));
	assert!(report::heat_map_svg(&several).unwrap().contains("means of 2 seeds"));

	let one = run("seed = 3", MEAN);
	assert_eq!(
		report::matrix_csv(&one).lines().next(),
		Some("rule,attack,error,to_honest,final_rounds,failed_rounds,faults_proven,refused")
	);
	assert_eq!(
		report::rounds_csv(&one).lines().next(),
		Some("rule,attack,round,final,error,included,liars_share,ended_at_block")
	);
	for text in [report::table(&one), report::heat_map_svg(&one).unwrap()] {
		assert!(!text.contains("seeds"), "{text}");
	}
}

#[test]
fn one_seed_in_a_list_is_one_seed() {
	let files = |seeds| {
		let (matrix, folder) = (run(seeds, MEAN), tempfile::tempdir().unwrap());
		let paths = report::write(&matrix, folder.path()).unwrap();
		paths.iter().map(|path| std::fs::read(path).unwrap()).collect::<Vec<_>>()
	};
	assert_eq!(files("seed = 7"), files("seeds = [7]"));
}

#[test]
fn seeds_that_make_no_sense_are_refused_with_what_to_do() {
	let folder = tempfile::tempdir().unwrap();
	let many = format!("seeds = {:?}", (0..21).collect::<Vec<u64>>());
	for (seeds, what) in [
		("seed = 1\nseeds = [2]", "both"),
		("", "no seed"),
		("seeds = []", "no seed"),
		("seeds = [1, 2, 1]", "twice"),
		(&many, "21 seeds"),
	] {
		let problem = scenario(folder.path(), seeds, MEAN).unwrap_err().to_string();
		assert!(problem.contains(what) && problem.contains("give `seed`, or `seeds`"), "{seeds}: {problem}");
	}
	assert!(scenario(folder.path(), "seeds = [-1]", MEAN).is_err());
}

#[test]
fn a_rule_gets_as_many_updates_as_it_needs() {
	// The task asks for four. Krum needs seven with f = 2; with f = 3 nine, more than there are members.
	let rules = "rules = [{ name = \"krum\", f = 2 }, { name = \"krum\", f = 3 }]";
	let folder = tempfile::tempdir().unwrap();
	let scenario = scenario(folder.path(), "seed = 1", rules).unwrap();
	let (task, _) = scenario.task().unwrap();
	assert_eq!(task.min_participants, 4);
	assert_eq!(scenario.spec(&task, &scenario.rules[0]).unwrap().min_participants, 7);
	assert!(scenario.spec(&task, &scenario.rules[1]).unwrap_err().to_string().contains("9 updates"));
}

#[test]
fn labels_have_a_balanced_accuracy_and_other_targets_have_none() {
	let folder = tempfile::tempdir().unwrap();
	// Told by one reading without fail.
	let rows: String = (0..400).map(|row| format!("{},{}\n", row % 4 / 3, row % 4 / 3)).collect();
	std::fs::write(folder.path().join("rows.csv"), format!("x,y\n{rows}")).unwrap();
	let task = common::task(16).replace("lags = 4", "scale = 1.0").replace("norm_bound = 3.0", "norm_bound = 2.0");
	let task = task.replace("steps = 10", "steps = 40");
	std::fs::write(folder.path().join("task.toml"), task).unwrap();
	let text = format!(
		"name = \"test\"\nseeds = [1, 2]\nmembers = 4\ntask = \"task.toml\"\n{MEAN}\n[data]\nkind = \"table\"\nfile = \"rows.csv\"\ntest_one_in = 5\nmembers_with_anomalies = 4\n"
	);
	let path = folder.path().join("labels.toml");
	std::fs::write(&path, text).unwrap();
	let matrix = Matrix::run(&Scenario::load(&path).unwrap(), &mut |_| ()).unwrap();
	assert_eq!(matrix.cells[0].refused, None);
	assert_eq!(matrix.cells[0].balanced_accuracy, Some(1.0), "{}", report::table(&matrix));
	let lines = report::matrix_csv(&matrix);
	let lines = fields(&lines);
	assert_eq!(lines[0][5], "balanced_accuracy");
	assert_eq!((lines[1][5], lines[2][5]), ("1.000000", "1.000000"));
	assert!(report::table(&matrix).contains("balanced accuracy"));

	let other = run("seed = 1", MEAN);
	assert_eq!(other.cells[0].balanced_accuracy, None);
	assert!(!report::table(&other).contains("balanced accuracy"));
}

#[cfg(feature = "attacks")]
mod attacks {
	use super::*;

	#[test]
	fn an_attack_stands_to_the_honest_run_as_the_means_do() {
		let liars = "liars = { members = [1, 6], attacks = [\"sign-flip\"] }";
		let rules = "rules = [{ name = \"mean\", weighting = \"equal\" }, { name = \"geometric-median\", f = 1 }]";
		let matrix = run("seeds = [3, 4]", &format!("{rules}\n{liars}"));
		// Which rule tolerates fewer than there are is named.
		assert_eq!(matrix.rules, ["mean", "geometric-median (f = 1)"]);
		for rule in &matrix.rules {
			let [honest, lying] = ["honest", "sign-flip"].map(|attack| matrix.cell(rule, attack).unwrap());
			assert_eq!(lying.to_honest, Some(lying.error.unwrap() / honest.error.unwrap()), "{rule}");
			for (lying, honest) in lying.runs.iter().zip(&honest.runs) {
				assert_eq!(lying.to_honest, Some(lying.error.unwrap() / honest.error.unwrap()), "{rule}");
			}
		}
	}
}
