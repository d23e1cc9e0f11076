//! What a member's worker writes for its own member: one line of `rounds.jsonl` an ended round.

use guild_learning::Evaluation;
use serde::Deserialize;
use std::{
	collections::BTreeMap,
	fs,
	path::{Path, PathBuf},
};

/// One line. Fields that a worker does not write are empty here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WorkerRound {
	/// The task.
	pub task: u32,
	/// The round.
	pub round: u32,
	/// Exact errors of the round's model on the member's held-out rows.
	pub evaluation: Option<Evaluation>,
	/// Milliseconds, by what was done; none where it did not happen.
	pub phase_ms: BTreeMap<String, Option<u64>>,
	/// Bytes that came from other members.
	pub received_bytes: u64,
}

/// What a worker wrote, by round.
pub type WorkerRounds = BTreeMap<u32, WorkerRound>;

/// A member's `rounds.jsonl`.
#[derive(Debug)]
pub struct WorkerLog {
	path: PathBuf,
}

impl WorkerLog {
	/// That of the node with this base path.
	pub fn under(base_path: &Path) -> Self {
		Self { path: base_path.join("worker").join("rounds.jsonl") }
	}

	/// All lines of the task that are complete, the newest for each round. None if there are none yet.
	pub fn rounds(&self, task: u32) -> WorkerRounds {
		let text = fs::read_to_string(&self.path).unwrap_or_default();
		parse(&text, task)
	}
}

/// A line that is being written is not read; a later one for the same round, after a restart, counts.
fn parse(text: &str, task: u32) -> WorkerRounds {
	let complete = text.rfind('\n').map_or("", |end| &text[..end]);
	complete
		.lines()
		.filter_map(|line| serde_json::from_str::<WorkerRound>(line).ok())
		.filter(|round| round.task == task)
		.map(|round| (round.round, round))
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_line_that_is_being_written_is_not_read() {
		let text =
			"{\"task\":0,\"round\":1,\"received_bytes\":5}\n{\"task\":1,\"round\":1}\n{\"task\":0,\"round\":2,\"recei";
		let rounds = parse(text, 0);
		assert_eq!(rounds.keys().copied().collect::<Vec<_>>(), [1]);
		assert_eq!(rounds[&1].received_bytes, 5);
	}
}
