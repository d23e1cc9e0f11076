//! What a worker is made of.

use crate::world::{Blobs, Chain, Clock, Store};
use ed25519_dalek::{Signer, SigningKey};
use guild_learning::{OsEntropy, Trainer};
use guild_primitives::{MemberId, Root, WorkerSignature};
use rand::RngCore;
use std::{io, path::PathBuf, sync::Arc};

/// All that a worker is made of. The node gives real parts, simulations and tests give scripted ones.
pub struct WorkerParts {
	/// The member it works for.
	pub member: MemberId,
	/// Signs its manifests and its attestations.
	pub signer: Box<dyn ManifestSigner>,
	/// The chain.
	pub chain: Arc<dyn Chain>,
	/// The network.
	pub blobs: Arc<dyn Blobs>,
	/// Time.
	pub clock: Arc<dyn Clock>,
	/// Trains on the member's data.
	pub trainer: Box<dyn Trainer>,
	/// Where the randomness of rounding and noise comes from: [`os_entropy`], except in tests and simulations.
	pub entropy: EntropySource,
	/// Where this member's values for the rounds' seeds come from. Apart from the other, which no failed round may ask.
	pub seeds: EntropySource,
	/// The blobs, shared with whoever fetches and serves them.
	pub store: Arc<dyn Store>,
	/// What the operator allows of votes *missing*.
	pub missing_limits: MissingLimits,
	/// Directory of `journal/`, `evidence/`, `rounds.jsonl` and `status.json`.
	pub dir: PathBuf,
	/// Told of every [`Step`], on the worker's thread.
	pub observer: Option<Observer>,
}

/// What an operator allows of votes *missing*, if it is less than to name all that was asked for in vain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MissingLimits {
	/// Most updates that a vote names in a round, each with a bond of the owner's.
	pub votes: Option<u32>,
	/// Most rounds of a task on end in which a vote names many: more than a third of the committed updates, or all of the others'.
	pub rounds: Option<u32>,
}

/// Opens a source of randomness, each time that something is drawn.
pub type EntropySource = Box<dyn FnMut() -> io::Result<Box<dyn RngCore>> + Send>;

/// Is told of every [`Step`].
pub type Observer = Box<dyn FnMut(Step) + Send>;

/// Randomness from the operating system.
pub fn os_entropy() -> EntropySource {
	Box::new(|| Ok(Box::new(OsEntropy::open()?)))
}

/// A place in the protocol between two effects, in the order in which they happen. What lies before it is done and
/// durable, what lies after it has not begun: a kill at any of them must cost nothing, which the tests try.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
	/// Training gave a model delta, which is in memory only.
	Trained,
	/// The update's bytes are in the store.
	UpdateStored,
	/// The journal knows the update.
	UpdateJournaled,
	/// The journal knows the signed manifest.
	ManifestJournaled,
	/// The transaction pool has the commitment.
	CommitSubmitted,
	/// The journal knows the vote.
	VoteJournaled,
	/// The transaction pool has the vote.
	VoteSubmitted,
	/// The transaction pool has a part of a contested update.
	PartSubmitted,
	/// The store has an update whose parts were read from blocks.
	PublishedStored,
	/// The result's model and aggregate are in the store.
	ResultStored,
	/// The journal knows the attestation.
	AttestationJournaled,
	/// The transaction pool has the attestation.
	AttestationSubmitted,
	/// The journal knows the challenge of a false result, and the store has its proof.
	ChallengeJournaled,
	/// The transaction pool has the challenge.
	ChallengeSubmitted,
	/// The journal knows the plea against a result whose list nobody serves.
	PleaJournaled,
	/// The transaction pool has the plea.
	PleaSubmitted,
	/// The transaction pool has the list that a plea asks for.
	AnswerSubmitted,
	/// The transaction pool has the dispute of a final result.
	DisputeSubmitted,
	/// The journal knows the report on a survey.
	ReportJournaled,
	/// The transaction pool has the report.
	ReportSubmitted,
	/// The line about an ended round is in `rounds.jsonl`.
	RoundRecorded,
	/// The journal knows that the round is closed, and which model is adopted.
	RoundClosed,
}

/// Signs manifests and attestations with the member's worker key.
pub trait ManifestSigner: Send {
	/// The ed25519 signature of the 32 bytes of `signing_hash`.
	fn sign(&self, signing_hash: &Root) -> WorkerSignature;
}

impl ManifestSigner for SigningKey {
	fn sign(&self, signing_hash: &Root) -> WorkerSignature {
		WorkerSignature(Signer::sign(self, &signing_hash.0).to_bytes())
	}
}
