//! What an operator reads: one line a phase, an error once a cause, and `status.json`.

use guild_primitives::{BlockNumber, MemberId, RoundId, TaskId};
use serde::Serialize;
use std::{
	collections::{BTreeMap, HashMap},
	fmt::Display,
	path::{Path, PathBuf},
};

/// The worker's voice.
pub(crate) struct Voice {
	/// The newest complaint about each thing, so that it is not repeated every tick.
	complaints: HashMap<String, String>,
	status: Status,
	/// Where `status.json` is, if it is written.
	path: Option<PathBuf>,
}

/// `status.json`: what the worker did last in each task. For people and scripts; nothing reads it back.
#[derive(Default, Serialize)]
struct Status {
	best_block: BlockNumber,
	finalised_block: BlockNumber,
	tasks: BTreeMap<TaskId, TaskStatus>,
}

#[derive(Serialize)]
struct TaskStatus {
	round: u32,
	last: String,
}

impl Voice {
	pub(crate) fn new(dir: &Path) -> Self {
		Self { path: Some(dir.join("status.json")), ..Self::without_file() }
	}

	/// A voice that only logs.
	pub(crate) fn without_file() -> Self {
		Self { complaints: HashMap::new(), status: Status::default(), path: None }
	}

	pub(crate) fn at_blocks(&mut self, best: BlockNumber, finalised: BlockNumber) {
		(self.status.best_block, self.status.finalised_block) = (best, finalised);
	}

	/// Says what was done in a round.
	pub(crate) fn say(&mut self, round: &RoundId, what: impl Display) {
		log::info!(target: "guild", "{round}: {what}");
		let Some(path) = &self.path else { return };
		self.status.tasks.insert(round.task, TaskStatus { round: round.index, last: what.to_string() });
		// Best effort: the file is a convenience, and a full disk is reported by those who need it.
		let temporary = path.with_extension("json.new");
		if let Ok(json) = serde_json::to_vec_pretty(&self.status) {
			let _ = std::fs::write(&temporary, json).and_then(|()| std::fs::rename(&temporary, path));
		}
	}

	/// Says what is wrong with a thing, unless that was the last that was said about it.
	pub(crate) fn complain(&mut self, about: impl Display, what: impl Display) {
		let (about, what) = (about.to_string(), what.to_string());
		if self.complaints.get(&about) != Some(&what) {
			log::warn!(target: "guild", "{about}: {what}");
			self.complaints.insert(about, what);
		}
	}

	/// The thing is well again: the next complaint about it is news.
	pub(crate) fn content(&mut self, about: impl Display) {
		self.complaints.remove(&about.to_string());
	}

	/// Forgets complaints about a round that ended.
	pub(crate) fn forget(&mut self, round: &RoundId) {
		let prefix = format!("{round},");
		self.complaints.retain(|about, _| !about.starts_with(&prefix));
	}
}

/// Members as an operator reads them: "member 01010101…", "members 01010101…, 02020202…".
pub(crate) fn members_in_words(members: &[MemberId]) -> String {
	let names: Vec<String> =
		members.iter().map(|member| member.to_string().chars().take(8).chain(['…']).collect()).collect();
	format!("member{} {}", if names.len() == 1 { "" } else { "s" }, names.join(", "))
}
