//! The files of a run: each member's worker.toml and the task, made from the checked-in example.

use crate::failure::{Failure, Named};
use guild_learning::{Problem, TaskFile, WorkerConfig};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// What is changed in the example's task.
#[derive(Clone, Debug, Default)]
pub struct Changes {
	/// Rounds.
	pub rounds: Option<u32>,
	/// The rule, as `--rule` names it.
	pub rule: Option<String>,
	/// Least updates of a round.
	pub min_participants: Option<u16>,
	/// Blocks of the phases Commit, Availability, Attest and Challenge.
	pub windows: Option<[u32; 4]>,
	/// Anything else, done to the file's table last.
	pub edit: Option<fn(&mut toml::Table)>,
}

/// The files of a run.
#[derive(Debug)]
pub struct Prepared {
	/// The task file.
	pub task: PathBuf,
	/// What is in it.
	pub task_file: TaskFile,
	/// One worker configuration a member, in their order.
	pub workers: Vec<WorkerConfig>,
}

/// Writes `task.toml`, and `members/NAME/worker.toml` for each of `names`, into `directory`.
///
/// # Errors
/// The example is not complete, or its changed form makes no sense.
pub fn prepare(example: &Path, directory: &Path, names: &[String], changes: &Changes) -> Result<Prepared, Failure> {
	let task = directory.join("task.toml");
	let text = changed(&example.join("task.toml"), changes)?;
	fs::create_dir_all(directory).named("make the directory", directory)?;
	fs::write(&task, text).named("write", &task)?;
	let task_file = TaskFile::load(&task).map_err(problem)?;
	task_file.to_spec(&task.display().to_string()).map_err(problem)?;

	let mut workers = Vec::with_capacity(names.len());
	for name in names {
		let source = example.join(format!("{name}.toml"));
		let mut config = WorkerConfig::load(&source).map_err(problem)?;
		config.task.clone_from(&task);
		let home = directory.join("members").join(name);
		fs::create_dir_all(&home).named("make the directory", &home)?;
		let path = home.join("worker.toml");
		let text = toml::to_string(&config).map_err(|error| {
			Failure::new(
				70,
				format!("the configuration of {name} cannot be written: {error}"),
				source.display().to_string(),
				"please report this",
			)
		})?;
		fs::write(&path, format!("# Made from {} for this run.\n{text}", source.display())).named("write", &path)?;
		// Read again, so that everything after this sees what the member's own process will see.
		workers.push(WorkerConfig::load(&path).map_err(problem)?);
	}
	Ok(Prepared { task, task_file, workers })
}

fn changed(source: &Path, changes: &Changes) -> Result<String, Failure> {
	let text = fs::read_to_string(source).named("read the example's task", source)?;
	let mut table: toml::Table = toml::from_str(&text).map_err(|error| {
		Failure::file(
			format!("this is not TOML: {}", error.message()),
			source.display(),
			"restore the file (`git checkout`)",
		)
	})?;
	if let Some(rounds) = changes.rounds {
		table.insert("rounds".into(), i64::from(rounds).into());
	}
	if let Some(least) = changes.min_participants {
		table.insert("min_participants".into(), i64::from(least).into());
	}
	if let Some(blocks) = changes.windows {
		let names = ["commit_blocks", "availability_blocks", "attest_blocks", "challenge_blocks"];
		let windows = names.into_iter().zip(blocks).map(|(name, blocks)| (name.to_owned(), i64::from(blocks).into()));
		table.insert("windows".into(), windows.collect::<toml::Table>().into());
	}
	if let Some(rule) = &changes.rule {
		let section = rule_section(rule);
		if section.get("name").and_then(toml::Value::as_str) == Some("geometric-median") {
			table.insert("max_samples".into(), i64::from(CAPPED_SAMPLES).into());
		}
		table.insert("rule".into(), section.into());
	}
	if let Some(edit) = changes.edit {
		edit(&mut table);
	}
	toml::to_string(&table).map_err(|error| {
		Failure::new(
			70,
			format!("the task cannot be written: {error}"),
			source.display().to_string(),
			"please report this",
		)
	})
}

/// Cap on the samples that count for one member where the geometric median weighs them: whoever has half of the weight
/// decides it alone, and R80711 has two thirds of the samples.
pub const CAPPED_SAMPLES: u32 = 5_000;

/// `nnm+geometric-median` as the `[rule]` of a task file: the last word names the rule, those before it pre-steps. A rule
/// that tolerates liars tolerates one. The mean and the geometric median go by samples; the others treat all alike.
fn rule_section(words: &str) -> toml::Table {
	let mut steps: Vec<&str> = words.split('+').map(str::trim).collect();
	let name = steps.pop().unwrap_or_default();
	let mut table = toml::Table::new();
	table.insert("name".into(), name.into());
	if name == "mean" && steps.is_empty() {
		table.insert("weighting".into(), "samples".into());
		return table;
	}
	table.insert("weighting".into(), if name == "geometric-median" { "samples" } else { "equal" }.into());
	if name != "mean" {
		table.insert("f".into(), 1.into());
	}
	if name == "multi-krum" {
		table.insert("m".into(), 2.into());
	}
	if !steps.is_empty() {
		table.insert("pre".into(), steps.into_iter().map(toml::Value::from).collect::<Vec<_>>().into());
	}
	table
}

/// The worker's words about a file, as ours.
pub fn problem(problem: Problem) -> Failure {
	Failure::file(problem.what, problem.place, problem.next)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_rule_with_a_pre_step_is_written_as_the_task_file_wants_it() {
		let table = rule_section("nnm+geometric-median");
		assert_eq!(table["name"].as_str(), Some("geometric-median"));
		assert_eq!(table["pre"].as_array().unwrap(), &[toml::Value::from("nnm")]);
		assert_eq!(table["f"].as_integer(), Some(1));
	}

	#[test]
	fn the_mean_goes_by_samples() {
		let table = rule_section("mean");
		assert_eq!(table["weighting"].as_str(), Some("samples"));
		assert!(!table.contains_key("f"));
		// The mean has no guarantee, whatever goes before it.
		assert!(!rule_section("clip+mean").contains_key("f"));
	}
}
