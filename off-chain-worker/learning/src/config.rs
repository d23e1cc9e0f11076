//! The member's `worker.toml`: where its data is, which rows are for what, how much work it does.

use crate::{
	data::time::TimeRange,
	document::Document,
	privacy::{PrivacyTerms, MAX_PLANNED_ROUNDS},
	problem::Problem,
	task_file::TaskFile,
	toml_file,
	train::Budget,
};
use guild_accountant::{NoiseMultiplier, Plan};
use guild_primitives::{Budget as PrivacyBudget, DatasetId};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A member's worker configuration. Paths in it are resolved: relative ones count from the file's folder.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerConfig {
	/// Where it was read from.
	#[serde(skip)]
	pub path: PathBuf,
	/// The member's own number for this data set; it is part of every manifest.
	pub dataset: DatasetId,
	/// The number of the data set that the rows of `test` are, if it is another: reports about them are charged to it. Where tests and
	/// training have rows of the same time or machine, declare that the two overlap.
	#[serde(default)]
	pub test_dataset: Option<DatasetId>,
	/// CSV files, plain or gzip.
	pub data: Vec<PathBuf>,
	/// The schema of these files.
	pub schema: PathBuf,
	/// The member's copy of the task. The worker trains a task only if its document is this one: nobody else decides what
	/// is computed from the member's rows.
	pub task: PathBuf,
	/// Count values outside their range as missing, instead of refusing the data.
	#[serde(default)]
	pub drop_out_of_range: bool,
	/// Rows to train on.
	pub training: TimeRange,
	/// Rows on which the comparison "own data only" chooses its epochs; if they are training rows too, they are kept out
	/// until it has chosen. Federated training chooses nothing by them.
	pub validation: TimeRange,
	/// Held-out rows; the error on them stays on this machine, but for what `report_quality` says.
	pub test: TimeRange,
	/// Most updates of others that a vote names *missing* in a round: those that could not be fetched. Each may cost a bond
	/// of the owner's, or this member's own update. Without it, as many as did not come; with 0, none, and then this member
	/// cannot prove a result false if somebody keeps an update from it. If more than a third did not come, and that is more than
	/// this, none is named.
	#[serde(default)]
	pub missing_votes: Option<u32>,
	/// For how many rounds of a task on end a vote may name more than a third of the updates missing, by which a round fails where
	/// withheld updates are excluded. Without it, for as long as the owner's account covers the bonds. With it the others go on after
	/// so many rounds, should this member's link be broken; and so they do if they keep it out.
	#[serde(default)]
	pub missing_rounds: Option<u32>,
	/// Whether to answer when an agreement asks what others' updates are worth, measured on the held-out rows: as the task says, one of
	/// 17 coarse values for each, which nothing is charged for, or one bit for each by randomised response, charged to their data set.
	/// Yes, unless it says no.
	#[serde(default = "yes")]
	pub report_quality: bool,
	/// How much work in a round.
	#[serde(default)]
	pub budget: Budget,
	/// How the data set's privacy is spent, on tasks whose updates have noise.
	#[serde(default)]
	pub privacy: PrivacySection,
}

/// How the data set's privacy is spent. What may be spent at all is the budget that the chain keeps for the data set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacySection {
	/// Updates that the budget is planned for, and after which this member makes none; without it, as many as the task has rounds.
	#[serde(default)]
	pub planned_rounds: Option<u32>,
	/// How the budget is laid out over them: `"uniform"`, `"decaying"` (more noise early, less late) or
	/// `{ reserve-then-spend = { late_rounds = 5, late_weight = 4 } }` (each of the last five costs four times an earlier one).
	#[serde(default = "uniform")]
	pub allocation: Plan,
	/// Least noise multiplier, as decimal text, also on tasks that would take less.
	#[serde(default)]
	pub min_noise_multiplier: Option<NoiseMultiplier>,
	/// A budget of this member's own, beside the one on the chain: both hold. `guild worker check`, which asks no chain, plans with it.
	#[serde(default)]
	pub budget: Option<PrivacyBudget>,
}

fn yes() -> bool {
	true
}

impl WorkerConfig {
	/// Reads and checks a worker config.
	///
	/// # Errors
	/// When it cannot be read, has an unknown key, or contradicts itself.
	pub fn load(path: &Path) -> Result<Self, Problem> {
		let mut config: Self = toml_file::read(path, "worker config")?;
		config.path = path.to_owned();
		let folder = path.parent().unwrap_or(Path::new("")).to_owned();
		for file in config.data.iter_mut().chain([&mut config.schema, &mut config.task]) {
			*file = folder.join(&*file);
		}
		config.check()?;
		Ok(config)
	}

	fn check(&self) -> Result<(), Problem> {
		let place = self.place();
		if self.data.is_empty() {
			return Err(Problem::new("`data` names no file", place, "name at least one CSV file"));
		}
		for (name, range) in [("training", &self.training), ("validation", &self.validation), ("test", &self.test)] {
			if range.from >= range.to {
				return Err(Problem::new(format!("[{name}] ends before it begins"), place, "`from` is before `to`"));
			}
		}
		for (name, range) in [("training", &self.training), ("validation", &self.validation)] {
			if range.from < self.test.to && self.test.from < range.to {
				return Err(Problem::new(
					format!("[test] and [{name}] share rows, so the test would say too much"),
					place,
					"give ranges of time that do not meet",
				));
			}
		}
		self.privacy.check(&place)
	}

	/// The number of the data set that the held-out rows are.
	pub fn held_out_dataset(&self) -> DatasetId {
		self.test_dataset.unwrap_or(self.dataset)
	}

	/// What this member wants for its data set, in a task with this document.
	pub fn privacy_terms(&self, document: &Document) -> PrivacyTerms {
		let PrivacySection { planned_rounds, allocation, min_noise_multiplier, budget } = self.privacy;
		let layers = document.layer_weights();
		PrivacyTerms { dataset: self.dataset, planned_rounds, allocation, min_noise_multiplier, budget, layers }
	}

	/// The member's copy of the task's document.
	///
	/// # Errors
	/// As [`TaskFile::load`].
	pub fn document(&self) -> Result<Document, Problem> {
		Ok(TaskFile::load(&self.task)?.document())
	}

	/// The file's name, for errors.
	pub fn place(&self) -> String {
		self.path.display().to_string()
	}

	/// The data files' names, for errors.
	pub fn data_place(&self) -> String {
		self.data.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
	}
}

impl Default for PrivacySection {
	fn default() -> Self {
		Self { planned_rounds: None, allocation: uniform(), min_noise_multiplier: None, budget: None }
	}
}

const fn uniform() -> Plan {
	Plan::Uniform
}

impl PrivacySection {
	fn check(&self, place: &str) -> Result<(), Problem> {
		let problem = |what: String, next: String| Err(Problem::new(what, format!("{place}, [privacy]"), next));
		let planned = self.planned_rounds.unwrap_or(MAX_PLANNED_ROUNDS);
		if !(1..=MAX_PLANNED_ROUNDS).contains(&planned) {
			return problem(
				format!("`planned_rounds` is {planned}"),
				format!("plan 1 to {MAX_PLANNED_ROUNDS} updates"),
			);
		}
		match self.allocation {
			Plan::ReserveThenSpend { late_rounds, late_weight } if late_rounds == 0 || late_weight == 0 => problem(
				"`late_rounds` or `late_weight` of the reserve is 0".into(),
				"give both at least 1, or use `allocation = \"uniform\"`".into(),
			),
			Plan::ReserveThenSpend { late_rounds, .. } if late_rounds >= planned => problem(
				format!("`late_rounds` is {late_rounds}, and {planned} rounds are planned in all"),
				"plan more rounds, or keep a reserve for fewer".into(),
			),
			_ => Ok(()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const GOOD: &str = "dataset = 1\ndata = ['d.csv']\nschema = '../s.toml'\ntask = '/t.toml'\n\
		[training]\nfrom = '2014-01-01'\nto = '2014-03-01'\n[validation]\nfrom = '2014-02-01'\nto = '2014-03-01'\n\
		[test]\nfrom = '2015-01-01'\nto = '2016-01-01'\n";

	fn check(text: &str) -> Result<WorkerConfig, Problem> {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("worker.toml");
		std::fs::write(&path, text).unwrap();
		let mut config = WorkerConfig::load(&path)?;
		for file in config.data.iter_mut().chain([&mut config.schema]) {
			*file = file.strip_prefix(folder.path()).unwrap().to_owned();
		}
		Ok(config)
	}

	#[test]
	fn relative_paths_count_from_the_files_folder() {
		let config = check(GOOD).unwrap();
		assert_eq!(config.data, [Path::new("d.csv")]);
		assert_eq!(config.schema, Path::new("../s.toml"));
		assert_eq!(config.task, Path::new("/t.toml"));
		assert_eq!(config.budget, Budget::default());
		assert_eq!(config.missing_votes, None);
		assert_eq!(config.held_out_dataset(), 1);
		assert_eq!(check(&format!("test_dataset = 5\n{GOOD}")).unwrap().held_out_dataset(), 5);
	}

	#[test]
	fn how_many_votes_missing_are_allowed_is_the_operators() {
		assert_eq!(check(&format!("missing_votes = 0\n{GOOD}")).unwrap().missing_votes, Some(0));
		assert!(check(&format!("missing_votes = -1\n{GOOD}")).is_err());
		assert_eq!(check(GOOD).unwrap().missing_rounds, None);
		assert_eq!(check(&format!("missing_rounds = 3\n{GOOD}")).unwrap().missing_rounds, Some(3));
	}

	#[test]
	fn a_privacy_plan_is_read_and_checked() {
		let read = |text: &str| check(&format!("{GOOD}[privacy]\n{text}")).map(|config| config.privacy);
		assert_eq!(check(GOOD).unwrap().privacy, PrivacySection::default());
		let section = read(
			"planned_rounds = 20\nallocation = { reserve-then-spend = { late_rounds = 5, late_weight = 4 } }\n\
			min_noise_multiplier = '0.5'\nbudget = { epsilon = '8', delta = '1e-6' }\n",
		)
		.unwrap();
		assert_eq!(section.allocation, Plan::ReserveThenSpend { late_rounds: 5, late_weight: 4 });
		assert_eq!(section.min_noise_multiplier.unwrap().to_string(), "0.5");
		assert_eq!(section.budget.unwrap().epsilon.to_string(), "8");
		for (text, key) in [
			("planned_rounds = 0\n", "planned_rounds"),
			("planned_rounds = 10001\n", "planned_rounds"),
			("allocation = { reserve-then-spend = { late_rounds = 5, late_weight = 0 } }\n", "late_weight"),
			(
				"planned_rounds = 9\nallocation = { reserve-then-spend = { late_rounds = 9, late_weight = 2 } }\n",
				"late_rounds",
			),
			("planned_rounds = 9\nallocation = 'decreasing'\n", "decreasing"),
			("min_noise_multiplier = '0.001'\n", "0.01"),
			("budget = { epsilon = '8', delta = '2' }\n", "delta"),
			("noise = 1\n", "noise"),
		] {
			let problem = read(text).unwrap_err();
			assert!(problem.what.contains(key), "{text}: {problem}");
		}
	}

	#[test]
	fn an_unknown_key_is_refused() {
		assert!(check(&format!("datset = 2\n{GOOD}")).unwrap_err().what.contains("datset"));
		assert!(check(&format!("{GOOD}[budget]\nmax_step = 2\n")).unwrap_err().what.contains("max_step"));
	}

	#[test]
	fn ranges_that_are_empty_or_leak_into_the_test_are_refused() {
		assert!(check(&GOOD.replace("2014-03-01", "2014-01-01")).unwrap_err().what.contains("[training]"));
		assert!(check(&GOOD.replace("'2015-01-01'", "'2014-02-28'")).unwrap_err().what.contains("share rows"));
		assert!(check(&GOOD.replace("'2014-01-01'", "'soon'")).unwrap_err().what.contains("`soon`"));
		assert!(check(&GOOD.replace("['d.csv']", "[]")).unwrap_err().what.contains("no file"));
	}
}
