//! The member's `worker.toml`: where its data is, which rows are for what, how much work it does.

use crate::{
	data::time::TimeRange, document::Document, problem::Problem, task_file::TaskFile, toml_file, train::Budget,
};
use guild_primitives::DatasetId;
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
	/// Held-out rows; the error on them stays on this machine.
	pub test: TimeRange,
	/// Most updates of others that a vote names *missing* in a round: those that could not be fetched. Each may cost a bond
	/// of the owner's, or this member's own update. Without it, as many as a third of those committed; with 0, none, and then
	/// this member cannot prove a result false if somebody keeps an update from it.
	#[serde(default)]
	pub missing_votes: Option<u32>,
	/// How much work in a round.
	#[serde(default)]
	pub budget: Budget,
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
		Ok(())
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
	}

	#[test]
	fn how_many_votes_missing_are_allowed_is_the_operators() {
		assert_eq!(check(&format!("missing_votes = 0\n{GOOD}")).unwrap().missing_votes, Some(0));
		assert!(check(&format!("missing_votes = -1\n{GOOD}")).is_err());
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
