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

use crate::{durable, world::Survey};
use guild_primitives::{
	ids::AgreementId, BlockNumber, DatasetId, Manifest, Mechanism, MemberId, ResultBody, Root, RoundId, RoundIndex,
	TaskId, WorkerSignature,
};
use parking_lot::Mutex;
use serde::{de::DeserializeOwned, Deserialize, Serialize};
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

/// An update that was made. There is at most one for a task and a base model.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UpdateEntry {
	/// The task.
	pub task: TaskId,
	/// The model that training started from.
	pub base_root: Root,
	/// Root of the update; its bytes are in the store.
	pub update_root: Root,
	/// The round in which it was made.
	pub made_in: RoundIndex,
	/// Windows trained on.
	pub samples: u32,
	/// Optimiser steps done.
	pub steps_done: u32,
	/// Optimiser steps the task asked for.
	pub steps_asked: u32,
	/// Training loss of the last epoch.
	pub loss: f64,
	/// The member's number for its data set.
	pub dataset: DatasetId,
	/// What is declared about its noise, which was drawn once and is part of the bytes.
	#[serde(default = "no_noise")]
	pub mechanism: Mechanism,
	/// How long training took.
	pub train_ms: u64,
}

/// What entries declare that were made before there was noise.
const fn no_noise() -> Mechanism {
	Mechanism::None
}

/// What was signed and sent in a round. On another fork a round may start from another model, speak of other
/// commitments or have other inputs; each part says which it belongs to.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RoundEntry {
	/// The value for the round's seed: drawn once a round, so that whichever of two manifests a fork keeps, this is it.
	#[serde(default)]
	pub seed: Option<Root>,
	/// The commitment.
	pub commit: Option<SignedManifest>,
	/// The availability vote.
	pub vote: Option<Vote>,
	/// The attestation.
	pub attestation: Option<Attestation>,
	/// Challenges, at most one about a result or an attester.
	#[serde(default)]
	pub challenges: Vec<Challenge>,
	/// Results against which this member pleaded that their list is withheld.
	#[serde(default)]
	pub pleas: Vec<Root>,
	/// What a survey of the round was told.
	#[serde(default)]
	pub report: Option<Report>,
	/// Bytes of updates and models fetched for the round.
	pub received_bytes: u64,
	/// Peers that failed, stalled or lied meanwhile.
	pub retries: u32,
	/// How long each part took.
	pub phase_ms: PhaseMs,
}

/// A manifest with its signature.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignedManifest {
	/// What is declared.
	pub manifest: Manifest,
	/// By the worker key.
	pub signature: WorkerSignature,
}

/// An availability vote.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Vote {
	/// Hash of the commitments it speaks of.
	pub commitments: Root,
	/// Positions in the electorate of the members whose updates are held.
	pub held: Vec<u8>,
	/// Positions of those whose updates could not be fetched, and that are struck or called for.
	#[serde(default)]
	pub missing: Vec<u8>,
	/// Whether it says that what the round starts from could not be had.
	#[serde(default)]
	pub base_missing: bool,
	/// In how many rounds on end, with this one as the last, so many could not be fetched that this member may be cut off.
	#[serde(default)]
	pub rounds_missing_many: u32,
}

/// An attestation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attestation {
	/// Hash of the inputs.
	pub inputs_hash: Root,
	/// Hash of the result.
	pub result_hash: Root,
	/// Proof that this member holds the result's list.
	pub possession: Root,
	/// The result.
	pub body: ResultBody,
}

/// A challenge. The proof may have megabytes, so its bytes are in the store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Challenge {
	/// Hash of the inputs.
	pub inputs_hash: Root,
	/// The result that is challenged.
	pub result_hash: Root,
	/// Whom a proof about possession accuses.
	pub attester: Option<MemberId>,
	/// Root of the encoded proof.
	pub proof_root: Root,
	/// Best block when it was made; it is sent some blocks later, in this member's turn.
	pub made_at: BlockNumber,
}

impl Challenge {
	/// Whether it is about this result of these inputs, and accuses this attester or none.
	pub fn is_about(&self, inputs_hash: &Root, result_hash: &Root, attester: Option<MemberId>) -> bool {
		(&self.inputs_hash, &self.result_hash, self.attester) == (inputs_hash, result_hash, attester)
	}
}

/// What this member reported to a survey: what each update of the round is worth.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Report {
	/// The agreement.
	pub agreement: AgreementId,
	/// The result that was measured.
	pub result_hash: Root,
	/// A value for each subject, in their order.
	pub changes: Vec<i8>,
}

/// What this member told a survey in bits. There is at most one for a round.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BitsEntry {
	/// The agreement.
	pub agreement: AgreementId,
	/// The result that was measured.
	pub result_hash: Root,
	/// Whose updates were in question.
	pub subjects: Vec<MemberId>,
	/// The member's number for the dataset that pays.
	pub dataset: DatasetId,
	/// Places among the subjects of those of which it told that the result is better with them; drawn once.
	pub better: Vec<u8>,
}

impl BitsEntry {
	/// Whether it answers this survey about this result.
	pub fn is_about(&self, survey: &Survey, result_hash: &Root) -> bool {
		(self.agreement, &self.result_hash, &self.subjects) == (survey.agreement, result_hash, &survey.subjects)
	}

	/// What it told, as the chain takes it: bit i for subject i.
	pub fn better_bits(&self) -> u128 {
		bits(&self.better)
	}
}

impl Report {
	/// Whether it answers this survey about this result.
	pub fn is_about(&self, survey: &Survey, result_hash: &Root) -> bool {
		let size = self.changes.len() == survey.subjects.len();
		size && (self.agreement, &self.result_hash) == (survey.agreement, result_hash)
	}
}

/// How long each part of a round took this member, in milliseconds; none where it did not happen, or a restart came
/// between.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PhaseMs {
	/// Local training and encoding.
	pub train: Option<u64>,
	/// From having an update to seeing its commitment in the best block.
	pub commit: Option<u64>,
	/// From the opening of Availability to the vote.
	pub fetch: Option<u64>,
	/// Reading the updates, aggregating, storing the result.
	pub aggregate: Option<u64>,
	/// From the attestation to the finalised end of the round.
	pub finality: Option<u64>,
}

/// Where the worker is in a task.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TaskEntry {
	/// The first round that is not closed.
	pub next_round: RoundIndex,
	/// Roots of the models adopted, newest first: the current one and the one before.
	pub models: Vec<Root>,
	/// Final results that this member has proven false and that no finalised block says so of, oldest first.
	#[serde(default)]
	pub disputes: Vec<Dispute>,
}

/// A final result that is to be disputed. The proof's bytes are in the store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dispute {
	/// The round.
	pub round: RoundId,
	/// Its result.
	pub result_hash: Root,
	/// Root of the encoded proof.
	pub proof_root: Root,
	/// Best block from which it is sent: this member's turn.
	pub send_at: BlockNumber,
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

impl Vote {
	/// What is held, as the chain takes it: bit i for position i.
	pub fn held_bits(&self) -> u128 {
		bits(&self.held)
	}

	/// What is missing, likewise.
	pub fn missing_bits(&self) -> u128 {
		bits(&self.missing)
	}
}

fn bits(positions: &[u8]) -> u128 {
	positions.iter().fold(0, |bits, position| bits | 1u128.checked_shl((*position).into()).unwrap_or(0))
}

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

#[cfg(test)]
mod tests {
	use super::*;

	const ROUND: RoundId = RoundId { task: 3, index: 12 };

	fn update() -> UpdateEntry {
		UpdateEntry {
			task: 3,
			base_root: Root([1; 32]),
			update_root: Root([2; 32]),
			made_in: 12,
			samples: 100,
			steps_done: 9,
			steps_asked: 10,
			loss: 0.25,
			dataset: 7,
			mechanism: Mechanism::Local { noise_multiplier: "0.123456789".parse().unwrap() },
			train_ms: 5,
		}
	}

	#[test]
	fn what_was_kept_is_there_after_a_restart() {
		let dir = tempfile::tempdir().unwrap();
		let vote = Vote {
			commitments: Root([4; 32]),
			held: vec![0, 3, 127],
			missing: vec![1],
			base_missing: false,
			rounds_missing_many: 4,
		};
		let round = RoundEntry { vote: Some(vote), retries: 2, ..RoundEntry::default() };
		{
			let journal = Journal::open(dir.path()).unwrap();
			journal.keep_update(&update()).unwrap();
			journal.keep_round(&ROUND, &round).unwrap();
		}
		let journal = Journal::open(dir.path()).unwrap();
		assert_eq!(journal.update(3, &Root([1; 32])).unwrap(), Some(update()));
		assert_eq!(journal.update(3, &Root([9; 32])).unwrap(), None);
		assert_eq!(journal.update(4, &Root([1; 32])).unwrap(), None);
		assert_eq!(journal.updates().unwrap(), [update()]);
		let kept = journal.round(&ROUND).unwrap();
		assert_eq!(kept, round);
		let vote = kept.vote.unwrap();
		assert_eq!((vote.held_bits(), vote.missing_bits()), (1 | 1 << 3 | 1 << 127, 2));
	}

	#[test]
	fn in_memory_the_same_is_kept_and_forgotten() {
		let journal = Journal::in_memory();
		let kept = RoundEntry { retries: 1, ..RoundEntry::default() };
		journal.keep_update(&update()).unwrap();
		for index in [9, 10] {
			journal.keep_round(&RoundId { task: 3, index }, &kept).unwrap();
		}
		journal.forget_rounds_before(3, 10).unwrap();
		assert_eq!(journal.updates().unwrap(), [update()]);
		assert_eq!(journal.round(&RoundId { task: 3, index: 10 }).unwrap(), kept);
		assert_eq!(journal.round(&RoundId { task: 3, index: 9 }).unwrap(), RoundEntry::default());
		journal.forget_update(3, &update().base_root).unwrap();
		assert_eq!(journal.update(3, &update().base_root).unwrap(), None);
	}

	#[test]
	fn a_torn_update_entry_is_not_taken_for_no_entry_at_all() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		journal.keep_update(&update()).unwrap();
		let path = dir.path().join(update_name(3, &Root([1; 32])));
		let whole = std::fs::read(&path).unwrap();
		let mut flipped = whole.clone();
		flipped[100] ^= 1;
		for torn in [&whole[..0], &whole[..64], &whole[..whole.len() - 1], &flipped] {
			std::fs::write(&path, torn).unwrap();
			assert!(matches!(journal.update(3, &Root([1; 32])), Err(JournalError::Damaged(_))));
			assert!(path.exists());
		}
	}

	#[test]
	fn a_torn_round_entry_is_set_aside() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		journal.keep_round(&ROUND, &RoundEntry { retries: 2, ..RoundEntry::default() }).unwrap();
		std::fs::write(dir.path().join("round-3-12"), b"{").unwrap();
		assert_eq!(journal.round(&ROUND).unwrap(), RoundEntry::default());
		assert!(dir.path().join("round-3-12.damaged").exists());
	}

	#[test]
	fn bits_are_kept_apart_and_a_torn_entry_is_not_taken_for_none() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		let entry = BitsEntry {
			agreement: 3,
			result_hash: Root([5; 32]),
			subjects: vec![MemberId([1; 32]), MemberId([2; 32])],
			dataset: 7,
			better: vec![1, 127],
		};
		assert_eq!((journal.bits(&ROUND).unwrap(), entry.better_bits()), (None, 2 | 1 << 127));
		journal.keep_bits(&ROUND, &entry).unwrap();
		journal.forget_rounds_before(3, 99).unwrap();
		journal.forget_bits_before(3, 12).unwrap();
		journal.forget_bits_before(4, 99).unwrap();
		assert_eq!(journal.bits(&ROUND).unwrap(), Some(entry));
		let path = dir.path().join("bits-3-12");
		std::fs::write(&path, b"{").unwrap();
		assert!(matches!(journal.bits(&ROUND), Err(JournalError::Damaged(_))) && path.exists());
		journal.forget_bits_before(3, 13).unwrap();
		assert_eq!(journal.bits(&ROUND).unwrap(), None);
	}

	#[test]
	fn old_rounds_of_one_task_are_forgotten_and_others_are_not() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		let kept = RoundEntry { retries: 1, ..RoundEntry::default() };
		for (task, index) in [(3, 9), (3, 10), (33, 9)] {
			journal.keep_round(&RoundId { task, index }, &kept).unwrap();
		}
		journal.forget_rounds_before(3, 10).unwrap();
		let retries = |task, index| journal.round(&RoundId { task, index }).unwrap().retries;
		assert_eq!([retries(3, 9), retries(3, 10), retries(33, 9)], [0, 1, 1]);
	}
}
