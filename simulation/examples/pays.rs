//! Measures whether honest play pays best: for each way not to play honestly, what one of 16 members earns by it, less what it earns
//! by honest work in its place. Prints the tables of `docs/pay.md`, and writes each difference as CSV.
//!
//! ```text
//! cargo run --release -p guild-simulation --features attacks --example pays -- DIRECTORY [SEEDS [ROUNDS]]
//! ```

use guild_primitives::{reputation::Parameters, ColumnRule, MixRule, PreStep, RuleSpec, Weighting};
use guild_simulation::conduct::{run, Pay, Role, Setup, Task};
use guild_worker::attack::TABLE;
use rayon::prelude::*;
use std::{error::Error, path::PathBuf};

const MEMBERS: usize = 16;
/// Who deviates.
const DEVIATOR: usize = 7;
/// Longest update that enters, in lanes: about one and a half of an honest update of the first rounds.
const NORM_BOUND: u64 = 30_000;

/// Quantiles of Student's t at 97.5 %, for 1 to 30 degrees of freedom (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2).
const T: [f64; 30] = [
	12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
	2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = std::env::args().skip(1);
	let directory = PathBuf::from(arguments.next().ok_or("name the directory for the figures")?);
	let seeds: u64 = arguments.next().map_or(Ok(10), |seeds| seeds.parse())?;
	let rounds: u32 = arguments.next().map_or(Ok(60), |rounds| rounds.parse())?;
	let deviations = deviations();
	let mut csv = String::from("surveys_answered,rule,deviation,seed,honest,deviator\n");
	for surveys_answered in [false, true] {
		let pay = Pay::by_default(surveys_answered)?;
		let said = if surveys_answered { "answered" } else { "not answered" };
		println!("\nSurveys {said}; {seeds} seeds, {rounds} rounds; in per cent of an honest member's pay.\n");
		let rules = rules();
		println!("| deviation | {} |", rules.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" | "));
		println!("| --- |{}", " ---: |".repeat(rules.len()));
		let setup = |rule: &RuleSpec, seed, role| {
			let mut roles = vec![Role::Honest; MEMBERS];
			roles[DEVIATOR] = role;
			Setup {
				seed,
				rounds,
				roles,
				task: Task { dim: 1_024, ..Task::default() },
				rule: rule.clone(),
				norm_bound: NORM_BOUND,
				parameters: Parameters::default(),
				pay: pay.clone(),
			}
		};
		let earned = |rule: &RuleSpec, seed, role| {
			run(&setup(rule, seed, role)).map(|outcome| outcome.earned_by(DEVIATOR)).map_err(|error| error.to_string())
		};
		let roles: Vec<Role> = std::iter::once(Role::Honest).chain(deviations.iter().map(|(_, role)| *role)).collect();
		let runs: Vec<(usize, usize, u64)> = (0..rules.len())
			.flat_map(|rule| (0..roles.len()).flat_map(move |role| (1..=seeds).map(move |seed| (rule, role, seed))))
			.collect();
		let all: Vec<f64> = runs
			.into_par_iter()
			.map(|(rule, role, seed)| earned(&rules[rule].1, seed, roles[role]))
			.collect::<Result<_, String>>()?;
		// By rule, role and seed.
		let of = |rule: usize, role: usize| {
			let first = (rule * roles.len() + role) * seeds as usize;
			&all[first..first + seeds as usize]
		};
		for (place, (name, _)) in deviations.iter().enumerate() {
			let mut cells = Vec::new();
			for (rule, (rule_name, _)) in rules.iter().enumerate() {
				let (honest, deviator) = (of(rule, 0), of(rule, place + 1));
				for ((honest, deviator), seed) in honest.iter().zip(deviator).zip(1..) {
					csv += &format!("{surveys_answered},\"{rule_name}\",\"{name}\",{seed},{honest:.2},{deviator:.2}\n");
				}
				cells.push(cell(honest, deviator));
			}
			println!("| {name} | {} |", cells.join(" | "));
		}
		let honest: Vec<String> = (0..rules.len()).map(|rule| format!("{:.0}", mean(of(rule, 0)))).collect();
		println!("| *honest, in units* | {} |", honest.join(" | "));
	}
	std::fs::create_dir_all(&directory)?;
	std::fs::write(directory.join("pays.csv"), csv)?;
	Ok(())
}

/// All ways not to play honestly: those that differ in what is simulated, each once, by all its names.
fn deviations() -> Vec<(String, Role)> {
	let mut all: Vec<(String, Role)> = Vec::new();
	for (name, attack, _) in TABLE {
		let role = Role::of_attack(attack);
		match all.iter_mut().find(|(_, known)| *known == role) {
			Some((names, _)) => *names += &format!(", {name}"),
			None => all.push((name.into(), role)),
		}
	}
	all.extend(Role::deviations().into_iter().map(|role| (role.label(), role)));
	all
}

fn rules() -> Vec<(&'static str, RuleSpec)> {
	let rule = |mix, column| RuleSpec { f: 3, mix, column, ..RuleSpec::mean(Weighting::Samples) };
	let mut mixed = rule(MixRule::Each, ColumnRule::TrimmedMean);
	let _ = mixed.pre.try_push(PreStep::NearestNeighbourMixing);
	vec![
		("mean", RuleSpec::mean(Weighting::Samples)),
		("geometric median", rule(MixRule::GeometricMedian { iterations: 20, nu: 1 }, ColumnRule::Identity)),
		("multi-krum, m = 8", rule(MixRule::MultiKrum { m: 8 }, ColumnRule::Identity)),
		("nnm + trimmed mean", mixed),
	]
}

/// The mean difference with its 95 % interval, in per cent of the honest pay; marked where it is not below zero for sure.
fn cell(honest: &[f64], deviator: &[f64]) -> String {
	let unit = mean(honest) / 100.0;
	let differences: Vec<f64> =
		honest.iter().zip(deviator).map(|(honest, deviator)| (deviator - honest) / unit).collect();
	let (n, centre) = (differences.len(), mean(&differences));
	let variance = differences.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / (n.max(2) - 1) as f64;
	let half = T[n.clamp(2, 31) - 2] * (variance / n as f64).sqrt();
	let text = format!("{centre:+.1} ± {half:.1}");
	if centre + half < 0.0 {
		text
	} else {
		format!("**{text}**")
	}
}

fn mean(all: &[f64]) -> f64 {
	all.iter().sum::<f64>() / all.len().max(1) as f64
}
