//! All runs of a scenario: every rule, without liars and against every attack, once a seed.

use crate::{
	consortium::Consortium,
	data::Data,
	run::{RoundLine, Run},
	scenario::{label, Scenario},
};
use guild_learning::Problem;
use serde::Serialize;
use std::sync::Arc;

/// What the column without liars is called.
pub const HONEST: &str = "honest";

/// How a rule did against an attack.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Cell {
	/// The rule.
	pub rule: String,
	/// The attack, or [`HONEST`].
	pub attack: String,
	/// Error of the last model, in the target's unit: the mean over the seeds. None where a run had no final round.
	pub error: Option<f64>,
	/// The same as a multiple of that of the same rule without liars, which is a mean too.
	pub to_honest: Option<f64>,
	/// The least and the largest error of a seed.
	pub range: Option<[f64; 2]>,
	/// Where the test's targets are labels, the mean of [`Run::balanced_accuracy`].
	#[serde(skip_serializing_if = "Option::is_none")]
	pub balanced_accuracy: Option<f64>,
	/// Why there was no run: the chain refuses the rule.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub refused: Option<String>,
	/// Whether the scenario leaves it empty.
	pub left_out: bool,
	/// The runs, seed by seed.
	pub runs: Vec<SeedRun>,
}

/// What one seed gave.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SeedRun {
	/// The seed.
	pub seed: u64,
	/// Error of the last model, in the target's unit.
	pub error: Option<f64>,
	/// The same as a multiple of that of the same rule and seed without liars.
	pub to_honest: Option<f64>,
	/// The run.
	#[serde(flatten)]
	pub run: Run,
}

impl Cell {
	/// What these runs come to; `honest` is the mean error of the same rule without liars, if this cell has any.
	pub fn new(rule: &str, attack: &str, runs: Vec<SeedRun>, refused: Option<String>, honest: Option<f64>) -> Self {
		let errors: Option<Vec<f64>> = runs.iter().map(|run| run.error).collect();
		let accuracies: Option<Vec<f64>> = runs.iter().map(|run| run.run.balanced_accuracy).collect();
		let error = errors.as_deref().and_then(mean);
		let honest = if attack == HONEST { error } else { honest };
		let least = |errors: &Vec<f64>| errors.iter().copied().reduce(f64::min);
		let largest = |errors: &Vec<f64>| errors.iter().copied().reduce(f64::max);
		Self {
			rule: rule.into(),
			attack: attack.into(),
			error,
			to_honest: error.zip(honest).map(|(error, honest)| error / honest),
			range: errors.and_then(|errors| Some([least(&errors)?, largest(&errors)?])),
			balanced_accuracy: accuracies.as_deref().and_then(mean),
			refused,
			left_out: false,
			runs,
		}
	}

	/// The run of the first seed: the only one, where there is one seed.
	pub fn first_run(&self) -> Option<&Run> {
		self.runs.first().map(|run| &run.run)
	}
}

/// The mean of some values; none of none.
fn mean(values: &[f64]) -> Option<f64> {
	(!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The results of a scenario.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Matrix {
	/// Its name.
	pub scenario: String,
	/// Its seeds.
	pub seeds: Vec<u64>,
	/// Members.
	pub members: usize,
	/// Places of those that lie.
	pub liars: Vec<usize>,
	/// Unit of the errors.
	pub unit: String,
	/// What one would do without a model: the mean over the seeds, whose tests may differ.
	pub trivial_error: Option<f64>,
	/// The rules, in order.
	pub rules: Vec<String>,
	/// The attacks, in order; the first is [`HONEST`].
	pub attacks: Vec<String>,
	/// Rule by rule.
	pub cells: Vec<Cell>,
}

/// How far a matrix is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
	/// The rule of the run.
	pub rule: &'a str,
	/// Its attack.
	pub attack: &'a str,
	/// Its seed.
	pub seed: u64,
	/// Which run it is, from 1.
	pub run: usize,
	/// Runs in all.
	pub runs: usize,
	/// The round that has just ended.
	pub round: &'a RoundLine,
	/// Rounds of a run.
	pub rounds: u32,
}

impl Matrix {
	/// Runs a scenario; `told` hears of every round.
	///
	/// # Errors
	/// What is wrong with the scenario's files. A rule that the chain refuses is an answer, not an error.
	pub fn run(scenario: &Scenario, told: &mut dyn FnMut(Progress<'_>)) -> Result<Self, Problem> {
		let (task, document) = scenario.task()?;
		let document = Arc::new(document);
		let most_tests = scenario.test_windows();
		let load = |seed| scenario.data.load(scenario.members, &document, seed, most_tests, scenario.folder());
		let data: Vec<Data> = scenario.seeds.iter().map(|seed| load(*seed)).collect::<Result<_, _>>()?;
		let rules = labels(scenario);
		let attacks: Vec<String> = [HONEST.to_owned()].into_iter().chain(scenario.attacks().iter().cloned()).collect();
		let runs = rules.len() * attacks.len() * scenario.seeds.len();
		let mut number = 0;
		let mut cells: Vec<Cell> = Vec::with_capacity(rules.len() * attacks.len());
		for (rule, text) in rules.iter().zip(&scenario.rules) {
			let spec = scenario.spec(&task, text);
			let (mut honest, mut honest_of) = (None, vec![None; data.len()]);
			for attack in &attacks {
				let how = (attack != HONEST).then_some(attack.as_str());
				let mut refused = spec.as_ref().err().map(|problem| problem.what.clone());
				let left_out = scenario.leaves_out(text, attack);
				let mut done = Vec::with_capacity(data.len());
				for ((seed, data), honest) in scenario.seeds.iter().zip(&data).zip(&mut honest_of) {
					number += 1;
					let Some(spec) = spec.as_ref().ok().filter(|_| !left_out) else { continue };
					let mut tell = |round: &RoundLine| {
						told(Progress { rule, attack, seed: *seed, run: number, runs, round, rounds: task.rounds });
					};
					let run = match Consortium::new(scenario, *seed, spec.clone(), &document, data, how) {
						Ok(consortium) => consortium.run(&mut tell)?,
						// The council's chain would not have it.
						Err(problem) => {
							refused = Some(problem.what);
							continue;
						}
					};
					let error = run.final_error();
					if attack == HONEST {
						*honest = error;
					}
					let to_honest = error.zip(*honest).map(|(error, honest)| error / honest);
					done.push(SeedRun { seed: *seed, error, to_honest, run });
				}
				let cell = Cell { left_out, ..Cell::new(rule, attack, done, refused, honest) };
				if attack == HONEST {
					honest = cell.error;
				}
				cells.push(cell);
			}
		}
		let first = cells.iter().find(|cell| !cell.runs.is_empty()).map_or(&[][..], |cell| &cell.runs);
		let trivial: Vec<f64> = first.iter().map(|run| run.run.trivial_error).collect();
		Ok(Self {
			scenario: scenario.name.clone(),
			seeds: scenario.seeds.clone(),
			members: scenario.members,
			liars: scenario.liars.iter().flat_map(|liars| liars.members.iter().copied()).collect(),
			unit: first.first().map(|run| run.run.unit.clone()).unwrap_or_default(),
			trivial_error: mean(&trivial).filter(|error| error.is_finite()),
			rules,
			attacks,
			cells,
		})
	}

	/// Whether the test's targets are labels, so that there is a balanced accuracy.
	pub fn has_labels(&self) -> bool {
		self.cells.iter().any(|cell| cell.balanced_accuracy.is_some())
	}

	/// The cell of a rule and an attack.
	pub fn cell(&self, rule: &str, attack: &str) -> Option<&Cell> {
		self.cells.iter().find(|cell| cell.rule == rule && cell.attack == attack)
	}
}

/// What the rules are called: an `f` that is not the number of liars is named, and equal names are numbered.
fn labels(scenario: &Scenario) -> Vec<String> {
	let liars = scenario.liars.as_ref().map(|liars| liars.members.len());
	let mut labels: Vec<String> = Vec::with_capacity(scenario.rules.len());
	for rule in &scenario.rules {
		let f = usize::from(rule.f);
		let base = match liars.filter(|liars| f > 0 && f != *liars) {
			Some(_) => format!("{} (f = {f})", label(rule)),
			None => label(rule),
		};
		let before = labels.iter().filter(|other| **other == base || other.starts_with(&format!("{base} #"))).count();
		labels.push(if before == 0 { base } else { format!("{base} #{}", before + 1) });
	}
	labels
}
