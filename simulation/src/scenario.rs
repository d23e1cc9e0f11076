//! The scenario file.

use crate::{data::Source, liars};
use guild_learning::{document::Document, toml_file, Problem, RuleText, TaskFile};
use guild_primitives::{limits::MAX_PARTICIPANTS, RoundIndex, TaskSpec};
use serde::Deserialize;
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
};

/// Windows that a model is tested on, unless the scenario says otherwise.
const TEST_WINDOWS: usize = 2_000;
/// Most seeds of a scenario.
pub const MAX_SEEDS: usize = 20;

/// A scenario: who trains what on which data, which rules are tried against which liars, and what goes wrong.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
	/// Where it was read from.
	#[serde(skip)]
	pub path: PathBuf,
	/// Its name, which names its files too.
	pub name: String,
	/// All randomness of a run is from one of these, `seed` or `seeds` of the file: every cell is run once with each.
	#[serde(default)]
	pub seeds: Vec<u64>,
	/// One alone, as it is written; in `seeds` too when the scenario has been read.
	#[serde(default)]
	seed: Option<u64>,
	/// Members of the consortium.
	pub members: usize,
	/// The task file. Its rule is not used.
	pub task: PathBuf,
	/// Rounds, instead of the task's.
	pub rounds: Option<u32>,
	/// Least updates of a round, instead of the task's.
	pub min_participants: Option<u16>,
	/// Most windows that a model is tested on.
	pub test_windows: Option<usize>,
	/// Whether honest members share what they would compute alike. It changes no byte of a result, only the time.
	#[serde(default = "yes")]
	pub share: bool,
	/// Whether reputations count. Without, nobody is quarantined, and all are trusted alike: what is measured is the rule
	/// alone.
	#[serde(default = "yes")]
	pub reputation: bool,
	/// The rows.
	pub data: Source,
	/// The rules to try, each as in a task file.
	pub rules: Vec<RuleText>,
	/// Who lies, and how.
	pub liars: Option<Liars>,
	/// What goes wrong.
	#[serde(default)]
	pub faults: Faults,
}

fn yes() -> bool {
	true
}

/// Who lies, and how.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Liars {
	/// Their places, from 0.
	pub members: Vec<usize>,
	/// The attacks to try, one after the other. That all are honest is always tried first.
	pub attacks: Vec<String>,
	/// Fields of the matrix that are left empty, because they would take too long.
	#[serde(default)]
	pub without: Vec<Without>,
	/// The first round in which they lie.
	#[serde(default)]
	pub from_round: RoundIndex,
}

/// A field of the matrix that is left empty.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Without {
	/// The rule, by its name without pre-steps, and so with all.
	pub rule: String,
	/// The attack.
	pub attack: String,
}

/// What goes wrong.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
	/// Share of transactions that are lost on their way, 0 to 1 (not included).
	#[serde(default)]
	pub loss: f64,
	/// Members that are away for some rounds.
	#[serde(default)]
	pub absent: Vec<Absence>,
}

/// A member that is away.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
	/// Its place, from 0.
	pub member: usize,
	/// The first round that it misses.
	pub from_round: RoundIndex,
	/// The first round after it is back.
	pub to_round: RoundIndex,
}

impl Scenario {
	/// Reads and checks a scenario.
	///
	/// # Errors
	/// When it cannot be read, has an unknown key, or makes no sense; or it has liars and this build cannot lie.
	pub fn load(path: &Path) -> Result<Self, Problem> {
		let mut scenario: Self = toml_file::read(path, "scenario")?;
		scenario.path = path.to_owned();
		scenario.gather_seeds()?;
		scenario.check()?;
		Ok(scenario)
	}

	/// The folder that its paths count from.
	pub fn folder(&self) -> &Path {
		self.path.parent().unwrap_or(Path::new(""))
	}

	/// The task with what the scenario changes, and its document.
	///
	/// # Errors
	/// The task file cannot be read.
	pub fn task(&self) -> Result<(TaskFile, Document), Problem> {
		let mut task = TaskFile::load(&self.folder().join(&self.task))?;
		task.rounds = self.rounds.unwrap_or(task.rounds);
		task.min_participants = self.min_participants.unwrap_or(task.min_participants);
		let document = task.document();
		Ok((task, document))
	}

	/// The spec of the task with a rule. A round has as many updates at least as the rule needs for its guarantee, if there are
	/// members for them.
	///
	/// # Errors
	/// The chain would refuse it: for instance the rule needs more members.
	pub fn spec(&self, task: &TaskFile, rule: &RuleText) -> Result<TaskSpec, Problem> {
		let place = format!("{}, rule `{}`", self.place(), label(rule));
		let needs = rule.to_spec(task.scale, &place)?.least_updates();
		let fitting = u16::try_from(needs).ok().filter(|needs| usize::from(*needs) <= self.members);
		let min_participants = task.min_participants.max(fitting.unwrap_or(0));
		TaskFile { rule: rule.clone(), min_participants, ..task.clone() }.to_spec(&place)
	}

	/// Most windows of the test.
	pub fn test_windows(&self) -> usize {
		self.test_windows.unwrap_or(TEST_WINDOWS)
	}

	/// The attacks to try.
	pub fn attacks(&self) -> &[String] {
		self.liars.as_ref().map_or(&[], |liars| &liars.attacks)
	}

	/// Whether a rule is not tried against an attack.
	pub fn leaves_out(&self, rule: &RuleText, attack: &str) -> bool {
		let without = self.liars.iter().flat_map(|liars| &liars.without);
		without.into_iter().any(|without| without.rule == rule.name && without.attack == attack)
	}

	/// The file's name, for errors.
	pub fn place(&self) -> String {
		self.path.display().to_string()
	}

	/// One list of seeds, however they are written.
	fn gather_seeds(&mut self) -> Result<(), Problem> {
		let refuse = |what: String| {
			let next = format!("give `seed`, or `seeds` with 1 to {MAX_SEEDS} numbers, each once; not both");
			Err(Problem::new(what, self.place(), next))
		};
		let distinct: BTreeSet<u64> = self.seeds.iter().copied().collect();
		match (self.seed, self.seeds.len()) {
			(Some(_), 1..) => refuse("both `seed` and `seeds` are given".into()),
			(None, 0) => refuse("there is no seed".into()),
			(None, count) if count > MAX_SEEDS => refuse(format!("there are {count} seeds")),
			(None, count) if count > distinct.len() => refuse("a seed is there twice".into()),
			(one, _) => {
				self.seeds.extend(one);
				Ok(())
			}
		}
	}

	fn check(&self) -> Result<(), Problem> {
		let refuse = |what: String, next: &str| Err(Problem::new(what, self.place(), next));
		let named = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
		if !named(&self.name) {
			return refuse(format!("`{}` is no name", self.name), "`name` has letters, digits and `-`; it names files");
		}
		if !(2..=MAX_PARTICIPANTS as usize).contains(&self.members) {
			return refuse(
				format!("{} members", self.members),
				&format!("`members` is 2 to {MAX_PARTICIPANTS}: the chain knows no larger consortium"),
			);
		}
		if self.rules.is_empty() {
			return refuse("no rule is tried".into(), "add [[rules]] with `name`");
		}
		if !(0.0..1.0).contains(&self.faults.loss) {
			return refuse(format!("`loss` is {}", self.faults.loss), "a share of at least 0 and below 1");
		}
		let absent = self.faults.absent.iter().map(|absence| absence.member);
		let liars = self.liars.iter().flat_map(|liars| liars.members.iter().copied());
		if let Some(place) = absent.chain(liars).find(|place| *place >= self.members) {
			return refuse(format!("there is no member {place}"), "members are counted from 0");
		}
		if let Some(absence) = self.faults.absent.iter().find(|absence| absence.from_round >= absence.to_round) {
			return refuse(
				format!("member {} is back before it is away", absence.member),
				"`from_round` is before `to_round`",
			);
		}
		if let Some(liars) = &self.liars {
			let distinct: BTreeSet<usize> = liars.members.iter().copied().collect();
			if distinct.len() != liars.members.len() || distinct.len() >= self.members || distinct.is_empty() {
				return refuse(
					"the liars cannot be these".into(),
					"name each place once in `members` of [liars]; at least one member is honest, and one is not",
				);
			}
			for attack in &liars.attacks {
				liars::check(attack, &self.place())?;
			}
			let is_there = |without: &&Without| {
				self.rules.iter().any(|rule| rule.name == without.rule) && liars.attacks.contains(&without.attack)
			};
			if let Some(Without { rule, attack }) = liars.without.iter().find(|without| !is_there(without)) {
				return refuse(
					format!("there is no field of `{rule}` against `{attack}` to leave empty"),
					"`without` of [liars] has fields of a `rule` and an `attack` that are there",
				);
			}
		}
		Ok(())
	}
}

/// What a rule is called in tables: its pre-steps and its name.
pub fn label(rule: &RuleText) -> String {
	rule.pre.iter().chain([&rule.name]).cloned().collect::<Vec<_>>().join("+")
}
