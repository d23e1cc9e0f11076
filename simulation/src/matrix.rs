//! All runs of a scenario: every rule, without liars and against every attack.

use crate::{
	consortium::Consortium,
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
	/// Error of the last model, in the target's unit.
	pub error: Option<f64>,
	/// The same as a multiple of that of the same rule without liars.
	pub to_honest: Option<f64>,
	/// Why there was no run: the chain refuses the rule.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub refused: Option<String>,
	/// The run.
	#[serde(flatten)]
	pub run: Option<Run>,
}

/// The results of a scenario.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Matrix {
	/// Its name.
	pub scenario: String,
	/// Its seed.
	pub seed: u64,
	/// Members.
	pub members: usize,
	/// Places of those that lie.
	pub liars: Vec<usize>,
	/// Unit of the errors.
	pub unit: String,
	/// What one would do without a model.
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
		let data = scenario.data.load(scenario.members, &document, scenario.seed, most_tests, scenario.folder())?;
		let rules = labels(scenario);
		let attacks: Vec<String> = [HONEST.to_owned()].into_iter().chain(scenario.attacks().iter().cloned()).collect();
		let runs = rules.len() * attacks.len();
		let mut cells: Vec<Cell> = Vec::with_capacity(runs);
		for (rule, text) in rules.iter().zip(&scenario.rules) {
			let spec = scenario.spec(&task, text);
			let mut honest = None;
			for attack in &attacks {
				let run = match &spec {
					Err(problem) => Err(problem.what.clone()),
					Ok(spec) => {
						let how = (attack != HONEST).then_some(attack.as_str());
						let number = cells.len() + 1;
						let mut tell = |round: &RoundLine| {
							told(Progress { rule, attack, run: number, runs, round, rounds: task.rounds });
						};
						match Consortium::new(scenario, spec.clone(), &document, &data, how) {
							Ok(consortium) => Ok(consortium.run(&mut tell)?),
							// The council's chain would not have it.
							Err(problem) => Err(problem.what),
						}
					}
				};
				let error = run.as_ref().ok().and_then(Run::final_error);
				if attack == HONEST {
					honest = error;
				}
				cells.push(Cell {
					rule: rule.clone(),
					attack: attack.clone(),
					error,
					to_honest: error.zip(honest).map(|(error, honest)| error / honest),
					refused: run.as_ref().err().cloned(),
					run: run.ok(),
				});
			}
		}
		let first = cells.iter().find_map(|cell| cell.run.as_ref());
		Ok(Self {
			scenario: scenario.name.clone(),
			seed: scenario.seed,
			members: scenario.members,
			liars: scenario.liars.iter().flat_map(|liars| liars.members.iter().copied()).collect(),
			unit: first.map(|run| run.unit.clone()).unwrap_or_default(),
			trivial_error: first.map(|run| run.trivial_error).filter(|error| error.is_finite()),
			rules,
			attacks,
			cells,
		})
	}

	/// The cell of a rule and an attack.
	pub fn cell(&self, rule: &str, attack: &str) -> Option<&Cell> {
		self.cells.iter().find(|cell| cell.rule == rule && cell.attack == attack)
	}
}

/// What the rules are called; equal names are numbered.
fn labels(scenario: &Scenario) -> Vec<String> {
	let mut labels: Vec<String> = Vec::with_capacity(scenario.rules.len());
	for rule in &scenario.rules {
		let base = label(rule);
		let before = labels.iter().filter(|other| **other == base || other.starts_with(&format!("{base} #"))).count();
		labels.push(if before == 0 { base } else { format!("{base} #{}", before + 1) });
	}
	labels
}
