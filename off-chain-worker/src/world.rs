//! All that the round protocol knows of the outside: the chain, the network, the clock, and where bytes are kept.
//!
//! The node gives real ones, simulations and tests give scripted ones, and the protocol cannot tell. All calls block;
//! the protocol runs on a thread of its own, never on the node's async threads.

pub use crate::sources::Sources;
use crate::{
	blob::Blob,
	store::{BlobStore, Collected, KeepPolicy, StoreError},
	writer::{self, BlobWriter},
};
use guild_aggregation::{
	chunks::{self, Value},
	proof::{FaultProof, List},
};
use guild_primitives::{
	decide,
	fault::{Unjudged, Verdict},
	ids::AgreementId,
	Answers, BlockNumber, DatasetId, Duty, LedgerEntry, Lineage, Manifest, MemberId, ResultBody, Root, RoundId,
	RoundView, TaskId, TaskView, WorkerKey, WorkerSignature,
};
use std::{
	collections::HashSet,
	sync::Arc,
	time::{Duration, SystemTime},
};

/// A block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BlockRef {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: [u8; 32],
}

/// The chain, as a worker sees it: reads at a named block, and one way to submit.
pub trait Chain: Send + Sync {
	/// The best block.
	///
	/// # Errors
	/// Each method: [`ChainError`].
	fn best(&self) -> Result<BlockRef, ChainError>;
	/// The newest finalised block.
	fn finalised(&self) -> Result<BlockRef, ChainError>;
	/// What `member` owes at `at`.
	fn duties(&self, at: &BlockRef, member: &MemberId) -> Result<Vec<Duty>, ChainError>;
	/// All tasks.
	fn tasks(&self, at: &BlockRef) -> Result<Vec<TaskView>, ChainError>;
	/// A round, open or past. It is only read, and has as many entries as the round has members.
	fn round(&self, at: &BlockRef, round: RoundId) -> Result<Option<Arc<RoundView>>, ChainError>;
	/// The record of a final round.
	fn lineage(&self, at: &BlockRef, round: RoundId) -> Result<Option<Lineage>, ChainError>;
	/// The body of a result that is attested in an open round.
	fn attested_result(
		&self,
		at: &BlockRef,
		round: RoundId,
		result_hash: &Root,
	) -> Result<Option<ResultBody>, ChainError>;
	/// The key with which a member's worker signs; none if it is no member any more.
	fn worker_key(&self, at: &BlockRef, member: &MemberId) -> Result<Option<WorkerKey>, ChainError>;
	/// What the member's datasets have spent of their privacy, and may spend: one entry for each dataset and relation with a budget.
	fn privacy_ledger(&self, at: &BlockRef, member: &MemberId) -> Result<Vec<LedgerEntry>, ChainError>;
	/// The open survey of the running agreement about this task, as `member` may answer it; none if there is none.
	fn survey(&self, at: &BlockRef, task: TaskId, member: &MemberId) -> Result<Option<Survey>, ChainError>;
	/// The list with this root that an answer to a plea put into block `answered_at`, which is `at` or an ancestor of it; none
	/// if that block has no such answer for the round.
	fn answered(
		&self,
		at: &BlockRef,
		answered_at: BlockNumber,
		round: RoundId,
		list_root: &Root,
	) -> Result<Option<Vec<u8>>, ChainError>;
	/// The bytes of the part of a contested update that a call put into block `published_at`, which is `at` or an ancestor of
	/// it; none if that block has no such part ([`UpdatePart::has`]).
	fn published(
		&self,
		at: &BlockRef,
		published_at: BlockNumber,
		part: &UpdatePart,
	) -> Result<Option<Vec<u8>>, ChainError>;
	/// What the runtime says to a challenge with this proof. `attester` is whom a proof about possession accuses.
	fn check_fault(
		&self,
		at: &BlockRef,
		round: RoundId,
		result_hash: &Root,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError>;
	/// What the runtime says to a dispute of a final result with this proof.
	fn check_final(
		&self,
		at: &BlockRef,
		round: RoundId,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError>;
	/// What the runtime says to this proof against a result that nobody need have attested.
	fn check_own(
		&self,
		at: &BlockRef,
		round: RoundId,
		body: &ResultBody,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError>;
	/// Signs the call with the duty key and hands it to the transaction pool; returns when the pool has it.
	///
	/// May be called again with the same call at any time: while an earlier transaction for it may still be included,
	/// that is no second transaction; once it was dropped, has expired, or its block was abandoned, a new one is made.
	fn submit(&self, call: &Call) -> Result<(), ChainError>;
}

/// A call that a worker makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Call {
	/// Commits to an update.
	CommitUpdate {
		/// What is declared.
		manifest: Manifest,
		/// By the worker key, over [`Manifest::signing_hash`].
		signature: WorkerSignature,
	},
	/// Says which updates are held.
	VoteAvailability {
		/// The round.
		round: RoundId,
		/// Bit i for member i of the electorate.
		held: u128,
		/// Those that could not be fetched, each with a bond.
		missing: u128,
		/// Whether the base model or the previous aggregate could not be had, for a bond for each update of others.
		base_missing: bool,
		/// The value for the round's seed, from who has committed to one.
		seed: Option<Root>,
	},
	/// Puts a part of a contested update on the chain.
	Publish {
		/// The round.
		round: RoundId,
		/// Place of the update's owner in the electorate.
		update: u8,
		/// The part.
		part: u8,
		/// Its bytes.
		bytes: Vec<u8>,
		/// Their path to the update's root, for [`chunks::verify_chunks`].
		path: Vec<Value>,
	},
	/// Attests a result.
	Attest {
		/// The round.
		round: RoundId,
		/// [`ResultBody::hash`].
		result_hash: Root,
		/// Proof that this member holds the result's list ([`guild_primitives::possession`]).
		possession: Root,
		/// By the worker key, over [`guild_primitives::attestation_hash`].
		signature: WorkerSignature,
		/// The body, unless the chain has it.
		body: Option<ResultBody>,
	},
	/// Says that the list of the proposed result is withheld: its attesters show it, or it falls.
	Plead {
		/// The round.
		round: RoundId,
		/// The result.
		result_hash: Root,
	},
	/// Shows the list of the proposed result, against which a plea stands.
	Answer {
		/// The round.
		round: RoundId,
		/// The result.
		result_hash: Root,
		/// The bytes of its list.
		list: List,
	},
	/// Proves an attested result false, or an attester not to have held the list.
	Challenge {
		/// The round.
		round: RoundId,
		/// The result.
		result_hash: Root,
		/// Whom a proof about possession accuses.
		attester: Option<MemberId>,
		/// The proof.
		proof: FaultProof,
	},
	/// Proves a final result false.
	Dispute {
		/// The round.
		round: RoundId,
		/// The proof.
		proof: FaultProof,
	},
	/// Answers a survey.
	ReportQuality {
		/// The agreement that asks.
		agreement: AgreementId,
		/// The round.
		round: RoundId,
		/// The member's number for the dataset of its held-out rows.
		dataset: DatasetId,
		/// How much worse its result is without each update in question, as the task lets it be shown (`duties/{quality,bits}.rs`).
		answers: Answers,
	},
}

/// A survey that is open, as a member sees it: how much worse the result of a round is without each update in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Survey {
	/// The agreement that asks.
	pub agreement: AgreementId,
	/// The round.
	pub round: RoundId,
	/// Whose updates are in question, in the order of a report's values.
	pub subjects: Vec<MemberId>,
	/// Whether this member has reported.
	pub has_reported: bool,
}

/// A part of a contested update, as it is looked for in a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UpdatePart {
	/// The round.
	pub round: RoundId,
	/// Place of the update's owner in the electorate.
	pub update: u8,
	/// Root of the update.
	pub update_root: Root,
	/// Lanes of the update.
	pub dim: u32,
	/// The part.
	pub part: u8,
}

impl UpdatePart {
	/// Whether a call with these arguments carries this part: a block may also have calls that were refused.
	pub fn has(&self, round: &RoundId, update: u8, part: u8, bytes: &[u8], path: &[Value]) -> bool {
		if (round, update, part) != (&self.round, self.update, self.part) {
			return false;
		}
		let Some(shown) = decide::part_chunks(self.dim, part) else { return false };
		chunks::verify_chunks(&self.update_root, decide::update_bytes(self.dim), &shown, bytes, path).is_ok()
	}
}

/// Why the chain did not answer, or refused.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
	/// The node is starting, shutting down, or has no such state any more: try again at a newer block.
	#[error("the node could not answer: {0}")]
	Unavailable(String),
	/// The transaction pool or the runtime refused the call; the same call at the same state is refused again.
	#[error("the chain refused: {0}")]
	Refused(String),
	/// The owner's account does not cover a deposit or a bond that the call needs.
	#[error("the owner's account does not cover what the call holds back: {0}")]
	NotCovered(String),
}

impl ChainError {
	/// Whether trying again later may help without anything else changing.
	pub fn is_retriable(&self) -> bool {
		matches!(self, Self::Unavailable(_))
	}
}

/// Bytes to bring here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Want {
	/// Their BLAKE3 root.
	pub root: Root,
	/// Their exact length in bytes.
	pub size_bytes: u64,
	/// Members that should have them; the network may ask others too.
	pub sources: Sources,
}

/// The network, as a worker sees it.
pub trait Blobs: Send + Sync {
	/// Brings each wanted blob into the store, verified, from any member that has it; several at once, resuming what an
	/// earlier call began. Returns one answer a want, in their order, after at most about `budget`.
	fn fetch(&self, wants: &[Want], budget: Duration) -> Vec<Result<Fetched, FetchError>>;
	/// Replaces the set of blobs that this member serves. Nothing outside it leaves the member, whatever the store holds.
	fn serve(&self, roots: &[Root]);
}

/// How a fetch went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Fetched {
	/// Bytes that came over the network in this call; 0 if the store had them.
	pub received_bytes: u64,
	/// Peers that failed, stalled or lied on the way.
	pub retries: u32,
}

/// Why bytes did not come.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FetchError {
	/// Nobody that was reached has them (yet).
	#[error("no reachable member serves it")]
	NotServed,
	/// Time ran out; what came is kept, and the next call goes on from there.
	#[error("not complete after {0:?}")]
	TimedOut(Duration),
	/// The store refused: disk full, or over quota.
	#[error("cannot be stored: {0}")]
	Store(String),
}

/// The blobs that this member holds: on disk ([`crate::store::BlobStore`]), or in the memory of a simulation.
pub trait Store: Send + Sync {
	/// Keeps `bytes`, and returns their root when they are safe.
	///
	/// # Errors
	/// Each method: [`StoreError`].
	fn put(&self, bytes: &[u8]) -> Result<Root, StoreError>;
	/// Whether the blob is held.
	fn has(&self, root: &Root) -> bool;
	/// Those of these blobs that are held, in their order.
	fn held(&self, mut roots: Vec<Root>) -> Vec<Root> {
		roots.retain(|root| self.has(root));
		roots
	}
	/// The blob's bytes, which have this root.
	fn read(&self, root: &Root) -> Result<Vec<u8>, StoreError>;
	/// The blob's bytes, which have this root, where they are: for blobs that may be large.
	fn blob(&self, root: &Root) -> Result<Blob, StoreError> {
		self.read(root).map(Blob::from)
	}
	/// Begins a blob of `size_bytes` that is written piece by piece.
	fn begin(&self, _size_bytes: u64) -> Result<Box<dyn BlobWriter + '_>, StoreError> {
		Ok(Box::new(writer::InMemory::new(self)))
	}
	/// Holds a blob that another member of the same process has computed from the same inputs, if this store shares its
	/// bytes with others; whether it does. Only the memory of a simulation is shared.
	fn adopt(&self, root: &Root) -> bool {
		self.has(root)
	}
	/// Most bytes that may be in use.
	fn quota_bytes(&self) -> u64;
	/// Removes what is neither in `keep` nor kept by `policy`.
	fn collect(&self, keep: &HashSet<Root>, policy: &KeepPolicy, now: SystemTime) -> Result<Collected, StoreError>;
}

impl Store for BlobStore {
	fn put(&self, bytes: &[u8]) -> Result<Root, StoreError> {
		BlobStore::put(self, bytes)
	}
	fn has(&self, root: &Root) -> bool {
		BlobStore::has(self, root)
	}
	fn read(&self, root: &Root) -> Result<Vec<u8>, StoreError> {
		BlobStore::read(self, root)
	}
	fn blob(&self, root: &Root) -> Result<Blob, StoreError> {
		BlobStore::blob(self, root)
	}
	fn begin(&self, size_bytes: u64) -> Result<Box<dyn BlobWriter + '_>, StoreError> {
		BlobStore::begin(self, size_bytes)
	}
	fn quota_bytes(&self) -> u64 {
		BlobStore::quota_bytes(self)
	}
	fn collect(&self, keep: &HashSet<Root>, policy: &KeepPolicy, now: SystemTime) -> Result<Collected, StoreError> {
		BlobStore::collect(self, keep, policy, now)
	}
}

/// Time, as a worker sees it. Only for durations and progress; nothing that must agree depends on it.
pub trait Clock: Send + Sync {
	/// Time since some fixed moment.
	fn now(&self) -> Duration;
}
