//! `rounds.jsonl`: one line of JSON for each ended round, for the member's own eyes. The exact error on the member's
//! held-out rows is here and never on chain.

use crate::{durable, journal::PhaseMs};
use guild_learning::Evaluation;
use guild_primitives::{BlockNumber, MemberId, Outcome, Root, RoundIndex, TaskId};
use serde::{Deserialize, Serialize};
use std::{
	collections::HashSet,
	fs::{File, OpenOptions},
	io::{self, Write},
	path::{Path, PathBuf},
};

/// One line of `rounds.jsonl`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RoundRecord {
	/// The task.
	pub task: TaskId,
	/// The round.
	pub round: RoundIndex,
	/// How it ended.
	pub outcome: Outcome,
	/// Block at which it ended.
	pub ended_at: BlockNumber,
	/// The model it started from.
	pub base_root: Root,
	/// The new model; none if the round failed.
	pub model_root: Option<Root>,
	/// Error of the new model on this member's held-out rows; none if the round failed, the member has no data for the
	/// task, or it did not get the model.
	pub evaluation: Option<Evaluation>,
	/// Whether this member's own update was included.
	pub included: bool,
	/// Windows this member trained on; 0 if it committed to nothing.
	pub samples: u32,
	/// Optimiser steps it did.
	pub steps_done: u32,
	/// Optimiser steps the task asked for.
	pub steps_asked: u32,
	/// Its training loss (the task's loss, scaled units).
	pub train_loss: Option<f64>,
	/// How much of each included update is in the aggregate.
	pub coefficients: Vec<MemberCoefficient>,
	/// Bytes of blobs this member received in the round.
	pub received_bytes: u64,
	/// Peers that failed, stalled or lied meanwhile.
	pub retries: u32,
	/// How long each part took this member.
	pub phase_ms: PhaseMs,
	/// Whether this member computed the same result; none if it computed none, or the round failed.
	pub result_matches_own: Option<bool>,
}

/// A member's part in an aggregate: the mean of its coefficients over the mixing rows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MemberCoefficient {
	/// The member.
	pub member: MemberId,
	/// Its coefficient; those of a mean add up to 1.
	pub coefficient: f64,
}

/// The file.
pub(crate) struct Records {
	/// The file, unless they are kept in memory.
	path: Option<PathBuf>,
	/// Those in memory.
	kept: Vec<RoundRecord>,
	/// Rounds that have a line: a kill between writing a line and journaling that must not make a second one.
	written: HashSet<(TaskId, RoundIndex)>,
}

impl Records {
	/// Opens the file in `dir`; a last line that a crash left torn is cut off.
	pub(crate) fn open(dir: &Path) -> io::Result<Self> {
		let path = dir.join("rounds.jsonl");
		let text = match std::fs::read(&path) {
			Ok(bytes) => bytes,
			Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
			Err(error) => return Err(error),
		};
		let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
		if whole < text.len() {
			OpenOptions::new().write(true).open(&path)?.set_len(whole as u64)?;
		}
		let lines = text.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n');
		let written = lines
			.filter_map(|line| serde_json::from_slice::<RoundRecord>(line).ok())
			.map(|record| (record.task, record.round))
			.collect();
		Ok(Self { path: Some(path), kept: Vec::new(), written })
	}

	/// Keeps the records in memory, until they are taken.
	pub(crate) fn in_memory() -> Self {
		Self { path: None, kept: Vec::new(), written: HashSet::new() }
	}

	/// The records in memory, which are forgotten.
	pub(crate) fn take(&mut self) -> Vec<RoundRecord> {
		std::mem::take(&mut self.kept)
	}

	/// Adds a line, unless the round has one.
	pub(crate) fn append(&mut self, record: &RoundRecord) -> io::Result<()> {
		if self.written.contains(&(record.task, record.round)) {
			return Ok(());
		}
		let Some(path) = &self.path else {
			// The protocol closes rounds in their order, so the newest is enough to know that this one has its record.
			self.written.clear();
			self.written.insert((record.task, record.round));
			self.kept.push(record.clone());
			return Ok(());
		};
		let is_new = !path.exists();
		let mut line = serde_json::to_vec(record)?;
		line.push(b'\n');
		let mut file = OpenOptions::new().create(true).append(true).open(path)?;
		write_or_undo(&mut file, &line)?;
		if is_new {
			durable::sync_parent(path)?;
		}
		self.written.insert((record.task, record.round));
		Ok(())
	}
}

/// Appends and syncs; a line that could not be written whole (a full disk) is taken back.
fn write_or_undo(file: &mut File, line: &[u8]) -> io::Result<()> {
	let before = file.metadata()?.len();
	file.write_all(line).and_then(|()| file.sync_data()).or_else(|error| {
		file.set_len(before)?;
		Err(error)
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn record(round: RoundIndex) -> RoundRecord {
		RoundRecord {
			task: 1,
			round,
			outcome: Outcome::Final,
			ended_at: 9,
			base_root: Root([1; 32]),
			model_root: Some(Root([2; 32])),
			evaluation: None,
			included: true,
			samples: 3,
			steps_done: 2,
			steps_asked: 2,
			train_loss: Some(0.5),
			coefficients: vec![MemberCoefficient { member: MemberId([3; 32]), coefficient: 1.0 }],
			received_bytes: 0,
			retries: 0,
			phase_ms: PhaseMs::default(),
			result_matches_own: Some(true),
		}
	}

	fn lines(dir: &Path) -> Vec<RoundRecord> {
		let text = std::fs::read_to_string(dir.join("rounds.jsonl")).unwrap();
		text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
	}

	#[test]
	fn a_round_has_one_line_also_after_a_restart() {
		let dir = tempfile::tempdir().unwrap();
		for _ in 0..2 {
			let mut records = Records::open(dir.path()).unwrap();
			records.append(&record(0)).unwrap();
			records.append(&record(0)).unwrap();
			records.append(&record(1)).unwrap();
		}
		assert_eq!(lines(dir.path()), [record(0), record(1)]);
	}

	#[test]
	fn a_torn_last_line_is_cut_off_and_written_again() {
		let dir = tempfile::tempdir().unwrap();
		let mut records = Records::open(dir.path()).unwrap();
		records.append(&record(0)).unwrap();
		records.append(&record(1)).unwrap();
		let path = dir.path().join("rounds.jsonl");
		let text = std::fs::read(&path).unwrap();
		std::fs::write(&path, &text[..text.len() - 3]).unwrap();
		let mut records = Records::open(dir.path()).unwrap();
		assert_eq!(lines(dir.path()), [record(0)]);
		records.append(&record(1)).unwrap();
		assert_eq!(lines(dir.path()), [record(0), record(1)]);
	}
}
