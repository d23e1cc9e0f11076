//! Measures how scores follow conduct: 24 members, 200 rounds, several seeds, rules and tasks. Prints the tables of
//! `docs/reputation.md`, and writes the scores and the pay of the first run as CSV and SVG.
//!
//! ```text
//! cargo run --release -p guild-simulation --example conduct -- DIRECTORY [SEEDS]
//! ```

use guild_primitives::{reputation::Parameters, ColumnRule, MixRule, PreStep, RuleSpec, Weighting};
use guild_simulation::conduct::{csv, run, svg, Figures, Outcome, Pay, Picture, Role, Setup, Task, Turns};
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
		let title = |what| format!("{what} by round: {}, seed 1", geometric_median.0);
		std::fs::write(directory.join(format!("{name}.csv")), csv(&roles, &outcome))?;
		let scores = svg(&title("Scores"), &roles, &outcome, Picture::Scores(&lines))?;
		std::fs::write(directory.join(format!("{name}.svg")), scores)?;
		let pay = svg(&title("Pay, in all,"), &roles, &outcome, Picture::Pay)?;
		std::fs::write(directory.join(format!("{name}-pay.svg")), pay)?;
	}

	println!("Rules, on the usual task; the worst of {seeds} seeds.\n");
	head("rule");
	for (name, rule) in rules() {
		line(name, seeds, base, &rule)?;
	}
	alternating(base, &geometric_median.1)?;
	colluding(base, &geometric_median.1)?;
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
		("mean", RuleSpec::mean(Weighting::Samples)),
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
	let outcome = run(&setup(seed, roles.clone(), task, rule)?)?;
	Ok((roles, outcome))
}

/// What it costs to turn now and then.
fn alternating(task: Task, rule: &RuleSpec) -> Result<(), Box<dyn Error>> {
	println!("\nThree of 24 turn their updates around now and then; seed 1, the mean of rounds 100 to 199.\n");
	println!("| turned in one round of | score | rounds in quarantine |\n| ---: | ---: | ---: |");
	for every in [1, 2, 3, 4, 6, 10, 20] {
		let mut roles = vec![Role::Honest; 21];
		roles.extend([Role::Alternates { every }; 3]);
		let outcome = run(&setup(1, roles, task, rule)?)?;
		let stood: Vec<_> = outcome.stood.iter().skip(100).flat_map(|stood| &stood[21..]).collect();
		let share = |of: f64| of / stood.len() as f64;
		let score = share(stood.iter().map(|stood| stood.score).sum());
		let quarantined = share(stood.iter().filter(|stood| stood.quarantined).count() as f64);
		println!("| {every} | {score:.2} | {:.0} % |", 100.0 * quarantined);
	}
	Ok(())
}

/// How many can turn together before they are the ones that others are compared with.
fn colluding(task: Task, rule: &RuleSpec) -> Result<(), Box<dyn Error>> {
	println!("\nSo many of 24 turn in round {}, together; seed 1.\n", TURNS.turn);
	println!("| colluders | rounds until all are quarantined | honest quarantined | model error |\n| ---: | ---: | ---: | ---: |");
	for colluders in [3, 6, 8, 9, 10, 11, 12, 13] {
		let mut roles = vec![Role::Honest; 24 - colluders];
		roles.extend(vec![Role::Flips { from: TURNS.turn, until: u32::MAX }; colluders]);
		// A rule's f does not promise more than its half.
		let rule = RuleSpec { f: 11, ..rule.clone() };
		let outcome = run(&setup(1, roles, task, &rule)?)?;
		let told = (24 - colluders..24).map(|member| outcome.quarantined_in(member, TURNS.turn));
		let told = told.collect::<Option<Vec<u32>>>().and_then(|all| all.into_iter().max());
		let honest = (0..24 - colluders).filter(|member| outcome.quarantined_in(*member, 0).is_some()).count();
		let told = told.map_or("never".into(), |round| (round + 1 - TURNS.turn).to_string());
		let error = outcome.errors.last().copied().unwrap_or(1.0);
		println!("| {colluders} | {told} | {honest} of {} | {error:.2} |", 24 - colluders);
	}
	Ok(())
}

fn setup(seed: u64, roles: Vec<Role>, task: Task, rule: &RuleSpec) -> Result<Setup, Box<dyn Error>> {
	Ok(Setup {
		seed,
		rounds: ROUNDS,
		roles,
		task,
		rule: rule.clone(),
		norm_bound: u32::MAX.into(), // The bound is not what is tried here.
		parameters: Parameters::default(),
		pay: Pay::by_default(false)?,
	})
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
