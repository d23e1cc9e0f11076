//! Measures how scores follow conduct: 24 members, 200 rounds, several seeds, rules and tasks. Prints the tables of
//! `docs/reputation.md`, and writes the scores of the first run as CSV and SVG.
//!
//! ```text
//! cargo run --release -p guild-simulation --example conduct -- DIRECTORY [SEEDS]
//! ```

use guild_primitives::{reputation::Parameters, ColumnRule, MixRule, PreStep, RuleSpec, Weighting};
use guild_simulation::conduct::{csv, run, svg, Figures, Outcome, Role, Setup, Task, Turns};
use std::{error::Error, path::PathBuf};

const ROUNDS: u32 = 200;
const TURNS: Turns = Turns { turn: 60, mend: 120 };

fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = std::env::args().skip(1);
	let directory = PathBuf::from(arguments.next().ok_or("name the directory for the picture")?);
	let seeds: u64 = arguments.next().map_or(Ok(3), |seeds| seeds.parse())?;
	std::fs::create_dir_all(&directory)?;

	let base = Task::default();
	let geometric_median = rules().remove(1);
	for noisy in [false, true] {
		let (roles, outcome) = one(1, noisy, base, &geometric_median.1)?;
		let name = if noisy { "conduct-noisy" } else { "conduct" };
		let parameters = Parameters::default();
		let lines = [parameters.quarantine_below, parameters.release_above].map(|line| f64::from(line) / 65_536.0);
		let title = format!("Scores by round: {}, seed 1", geometric_median.0);
		std::fs::write(directory.join(format!("{name}.csv")), csv(&roles, &outcome))?;
		std::fs::write(directory.join(format!("{name}.svg")), svg(&title, &roles, &outcome, &lines)?)?;
	}

	println!("Rules, on the usual task; the worst of {seeds} seeds.\n");
	head("rule");
	for (name, rule) in rules() {
		line(name, seeds, base, &rule)?;
	}
	println!("\nTasks, under the geometric median; the worst of {seeds} seeds.\n");
	head("task");
	for (name, task) in tasks() {
		line(name, seeds, task, &geometric_median.1)?;
	}
	Ok(())
}

fn rules() -> Vec<(&'static str, RuleSpec)> {
	let rule = |mix, column| RuleSpec { f: 6, mix, column, ..RuleSpec::mean(Weighting::Samples) };
	let plain = |mix| rule(mix, ColumnRule::Identity);
	let mixed = |mut rule: RuleSpec| {
		let _ = rule.pre.try_push(PreStep::NearestNeighbourMixing);
		rule
	};
	vec![
		("mean", plain(MixRule::Mean)),
		("geometric median", plain(MixRule::GeometricMedian { iterations: 20, nu: 1 })),
		("multi-krum, m = 12", plain(MixRule::MultiKrum { m: 12 })),
		("krum", plain(MixRule::Krum)),
		("median", rule(MixRule::Each, ColumnRule::Median)),
		("nnm + trimmed mean", mixed(rule(MixRule::Each, ColumnRule::TrimmedMean))),
	]
}

fn tasks() -> Vec<(&'static str, Task)> {
	let base = Task::default();
	vec![
		("usual", base),
		("more noise", Task { noise: 0.3, ..base }),
		("much noise, little to learn", Task { noise: 0.4, drift: 0.05, ..base }),
		("next to nothing to learn", Task { noise: 0.4, drift: 0.02, ..base }),
		("data that differ much", Task { spread: 1.0, ..base }),
	]
}

fn one(seed: u64, noisy: bool, task: Task, rule: &RuleSpec) -> Result<(Vec<Role>, Outcome), Box<dyn Error>> {
	let roles = Role::cast(TURNS, noisy);
	let (roles_of, rule, parameters) = (roles.clone(), rule.clone(), Parameters::default());
	let outcome = run(&Setup { seed, rounds: ROUNDS, roles: roles_of, task, rule, parameters })?;
	Ok((roles, outcome))
}

fn head(first: &str) {
	println!("| {first} | honest, lowest | honest quarantined | flippers | sleepers | mended | riders | riders, mean | with noise | absent, mean |");
	println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
}

/// The worst of all seeds, with plain free riders and with noisy ones.
fn line(name: &str, seeds: u64, task: Task, rule: &RuleSpec) -> Result<(), Box<dyn Error>> {
	let mut all = [Vec::new(), Vec::new()];
	for seed in 1..=seeds {
		for (noisy, figures) in [false, true].into_iter().zip(&mut all) {
			let (roles, outcome) = one(seed, noisy, task, rule)?;
			figures.push(Figures::of(&roles, TURNS, &outcome));
		}
	}
	let [plain, noisy] = all;
	let both = || plain.iter().chain(&noisy);
	let worst = |figures: &[Figures], of: fn(&Figures) -> Option<u32>| {
		let all: Option<Vec<u32>> = figures.iter().map(of).collect();
		all.and_then(|all| all.into_iter().max()).map_or("never".into(), |rounds| rounds.to_string())
	};
	let every: Vec<Figures> = both().copied().collect();
	let mean =
		|of: fn(&Figures) -> f64, figures: &[Figures]| figures.iter().map(of).sum::<f64>() / figures.len() as f64;
	println!(
		"| {name} | {:.3} | {} of {} | {} | {} | {} | {} | {:.2} | {} | {:.2} |",
		every.iter().map(|figures| figures.honest_lowest).fold(1.0, f64::min),
		every.iter().map(|figures| figures.honest_quarantined).sum::<usize>(),
		12 * every.len(),
		worst(&every, |figures| figures.flippers),
		worst(&every, |figures| figures.sleepers),
		worst(&every, |figures| figures.mended),
		worst(&plain, |figures| figures.riders),
		mean(|figures| figures.riders_mean, &plain),
		worst(&noisy, |figures| figures.riders),
		mean(|figures| figures.absent_mean, &every),
	);
	Ok(())
}
