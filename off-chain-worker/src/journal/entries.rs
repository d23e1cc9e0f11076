//! What the journal keeps: one type for each kind of file, and for each part of one.

use crate::world::Survey;
use guild_primitives::{
	ids::AgreementId, BlockNumber, DatasetId, Manifest, Mechanism, MemberId, ResultBody, Root, RoundId, RoundIndex,
	TaskId, WorkerSignature,
};
use serde::{Deserialize, Serialize};

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

impl Report {
	/// Whether it answers this survey about this result.
	pub fn is_about(&self, survey: &Survey, result_hash: &Root) -> bool {
		let size = self.changes.len() == survey.subjects.len();
		size && (self.agreement, &self.result_hash) == (survey.agreement, result_hash)
	}
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

fn bits(positions: &[u8]) -> u128 {
	positions.iter().fold(0, |bits, position| bits | 1u128.checked_shl((*position).into()).unwrap_or(0))
}
