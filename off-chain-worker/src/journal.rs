//! What the worker must not forget: a few small files, each written whole and synced before the world can see an effect.
//!
//! | file | written | so that after a kill |
//! | --- | --- | --- |
//! | `update-<task>-<base root>` | when the update's bytes are in the store | no new randomness is drawn for this base model: the same bytes are committed, in this round or, if it fails, in the next |
//! | `round-<task>-<index>` | before a manifest, a vote, an attestation, a challenge, a plea or a report on a survey is sent | the same is sent again |
//! | `bits-<task>-<index>` | when the answers to a survey were drawn, before they are sent | no answer about the same result is drawn again |
//! | `task-<task>` | when a round is closed | every ended round is closed once, the adopted models are known, and a final result that was proven false in vain is disputed |
//!
//! A file carries a checksum. A damaged `update-…` makes the worker sit out rounds from that base model, because nobody
//! can say whether an update was announced. A damaged `bits-…` likewise makes it leave that survey unanswered. A damaged file of another kind is set aside: what it held is made again, bit
//! for bit or as a new vote that the chain refuses if it has one.

mod entries;
#[cfg(test)]
mod tests;

pub use entries::{
	Attestation, BitsEntry, Challenge, Dispute, PhaseMs, Report, RoundEntry, SignedManifest, TaskEntry, UpdateEntry,
	Vote,
};

use crate::durable;
use guild_primitives::{Root, RoundId, RoundIndex, TaskId};
use parking_lot::Mutex;
use serde::{de::DeserializeOwned, Serialize};
use std::{
	any::Any,
	collections::BTreeMap,
	io,
	path::{Path, PathBuf},
	sync::Arc,
};

/// The journal of one member: in a directory, or in the memory of a simulation.
pub struct Journal(Kept);

/// Where entries are kept, by name.
enum Kept {
	/// As files.
	Files(PathBuf),
	/// As they are.
	Memory(Mutex<BTreeMap<String, Arc<dyn Any + Send + Sync>>>),
}

/// Why the journal cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
	/// A file's contents are not what was written.
	#[error("the journal file {0} is damaged, and what it may have announced is not made a second time: of an update, or of bits about held-out rows, a second draw would tell more than was paid for. Whoever removes the file takes that risk")]
	Damaged(PathBuf),
	/// The file system refused.
	#[error("cannot {what} {path}: {source}")]
	Io {
		/// What was tried.
		what: &'static str,
		/// On which file or directory.
		path: PathBuf,
		/// What the system said.
		source: io::Error,
	},
}

impl Journal {
	/// Opens the journal in `dir`, making the directory if needed.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn open(dir: &Path) -> Result<Self, JournalError> {
		let failed = |what, source| JournalError::Io { what, path: dir.to_path_buf(), source };
		std::fs::create_dir_all(dir).map_err(|source| failed("make the directory", source))?;
		durable::remove_temporary(dir).map_err(|source| failed("clear", source))?;
		Ok(Self(Kept::Files(dir.to_path_buf())))
	}

	/// A journal that is forgotten when it is dropped.
	pub fn in_memory() -> Self {
		Self(Kept::Memory(Mutex::default()))
	}

	/// The update made from a base model, if there is one.
	///
	/// # Errors
	/// [`JournalError::Damaged`]: then it is not known; or [`JournalError::Io`].
	pub fn update(&self, task: TaskId, base_root: &Root) -> Result<Option<UpdateEntry>, JournalError> {
		self.read(&update_name(task, base_root))
	}

	/// Keeps the update made from its base model. The caller has its bytes in the store.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn keep_update(&self, entry: &UpdateEntry) -> Result<(), JournalError> {
		self.write(&update_name(entry.task, &entry.base_root), entry)
	}

	/// All updates that are kept; damaged entries are left out.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn updates(&self) -> Result<Vec<UpdateEntry>, JournalError> {
		let names = self.names()?;
		let updates = names.iter().filter(|name| name.starts_with("update-"));
		let entries = updates.filter_map(|name| match self.read(name) {
			Err(JournalError::Damaged(_)) => None,
			answer => answer.transpose(),
		});
		entries.collect()
	}

	/// Forgets an update whose base model is history.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn forget_update(&self, task: TaskId, base_root: &Root) -> Result<(), JournalError> {
		self.remove(&update_name(task, base_root))
	}

	/// What was signed and sent in a round.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn round(&self, round: &RoundId) -> Result<RoundEntry, JournalError> {
		Ok(self.read_or_set_aside(&round_name(round))?.unwrap_or_default())
	}

	/// Keeps what is about to be sent in a round.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn keep_round(&self, round: &RoundId, entry: &RoundEntry) -> Result<(), JournalError> {
		self.write(&round_name(round), entry)
	}

	/// Forgets the rounds of a task before `index`.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn forget_rounds_before(&self, task: TaskId, index: RoundIndex) -> Result<(), JournalError> {
		self.forget_before(&format!("round-{task}-"), index)
	}

	fn forget_before(&self, prefix: &str, index: RoundIndex) -> Result<(), JournalError> {
		let is_old = |name: &String| {
			name.strip_prefix(prefix).is_some_and(|rest| rest.parse::<RoundIndex>().is_ok_and(|found| found < index))
		};
		self.names()?.iter().filter(|name| is_old(name)).try_for_each(|name| self.remove(name))
	}

	/// What a survey about a round was told in bits, if anything was drawn.
	///
	/// # Errors
	/// [`JournalError::Damaged`]: then it is not known; or [`JournalError::Io`].
	pub fn bits(&self, round: &RoundId) -> Result<Option<BitsEntry>, JournalError> {
		self.read(&bits_name(round))
	}

	/// Keeps what is about to be told in bits.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn keep_bits(&self, round: &RoundId, entry: &BitsEntry) -> Result<(), JournalError> {
		self.write(&bits_name(round), entry)
	}

	/// Forgets the bits told about rounds of a task before `index`.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn forget_bits_before(&self, task: TaskId, index: RoundIndex) -> Result<(), JournalError> {
		self.forget_before(&format!("bits-{task}-"), index)
	}

	/// Where the worker is in a task, if it has seen the task before.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn task(&self, task: TaskId) -> Result<Option<TaskEntry>, JournalError> {
		self.read_or_set_aside(&format!("task-{task}"))
	}

	/// Keeps where the worker is in a task.
	///
	/// # Errors
	/// [`JournalError::Io`].
	pub fn keep_task(&self, task: TaskId, entry: &TaskEntry) -> Result<(), JournalError> {
		self.write(&format!("task-{task}"), entry)
	}

	fn read<T: Entry>(&self, name: &str) -> Result<Option<T>, JournalError> {
		let path = match &self.0 {
			Kept::Files(dir) => dir.join(name),
			Kept::Memory(entries) => {
				return Ok(entries.lock().get(name).and_then(|entry| entry.downcast_ref::<T>()).cloned());
			}
		};
		match std::fs::read(&path) {
			Ok(bytes) => parse(&bytes).map(Some).ok_or(JournalError::Damaged(path)),
			Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
			Err(source) => Err(JournalError::Io { what: "read", path, source }),
		}
	}

	fn read_or_set_aside<T: Entry>(&self, name: &str) -> Result<Option<T>, JournalError> {
		match self.read(name) {
			Err(JournalError::Damaged(path)) => {
				let aside = path.with_extension("damaged");
				log::error!(target: "guild", "the journal file {} is damaged; it is set aside as {}, and what it held is made again", path.display(), aside.display());
				std::fs::rename(&path, &aside).map_err(|source| JournalError::Io {
					what: "set aside",
					path,
					source,
				})?;
				Ok(None)
			}
			answer => answer,
		}
	}

	fn write<T: Entry>(&self, name: &str, entry: &T) -> Result<(), JournalError> {
		let path = match &self.0 {
			Kept::Files(dir) => dir.join(name),
			Kept::Memory(entries) => {
				entries.lock().insert(name.into(), Arc::new(entry.clone()));
				return Ok(());
			}
		};
		serde_json::to_vec_pretty(entry)
			.map_err(io::Error::other)
			.and_then(|json| durable::write(&path, &[checksum(&json).as_bytes(), b"\n", &json].concat()))
			.map_err(|source| JournalError::Io { what: "write", path, source })
	}

	fn remove(&self, name: &str) -> Result<(), JournalError> {
		let path = match &self.0 {
			Kept::Files(dir) => dir.join(name),
			Kept::Memory(entries) => {
				entries.lock().remove(name);
				return Ok(());
			}
		};
		match std::fs::remove_file(&path) {
			Err(source) if source.kind() != io::ErrorKind::NotFound => {
				Err(JournalError::Io { what: "remove", path, source })
			}
			_ => Ok(()),
		}
	}

	fn names(&self) -> Result<Vec<String>, JournalError> {
		let dir = match &self.0 {
			Kept::Files(dir) => dir,
			Kept::Memory(entries) => return Ok(entries.lock().keys().cloned().collect()),
		};
		let list = || -> io::Result<Vec<String>> {
			let entries = std::fs::read_dir(dir)?;
			entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
		};
		list().map_err(|source| JournalError::Io { what: "list", path: dir.clone(), source })
	}
}

/// What can be an entry.
trait Entry: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {}
impl<T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> Entry for T {}

fn update_name(task: TaskId, base_root: &Root) -> String {
	format!("update-{task}-{base_root}")
}

fn round_name(round: &RoundId) -> String {
	format!("round-{}-{}", round.task, round.index)
}

fn bits_name(round: &RoundId) -> String {
	format!("bits-{}-{}", round.task, round.index)
}

/// A file is the checksum of the rest in hexadecimal, a line end, and the rest: JSON, so that a person can read it.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
	let (sum, json) = bytes.split_at_checked(64)?;
	let json = json.strip_prefix(b"\n")?;
	(checksum(json).as_bytes() == sum).then(|| serde_json::from_slice(json).ok())?
}

fn checksum(json: &[u8]) -> String {
	blake3::hash(json).to_hex().to_string()
}
