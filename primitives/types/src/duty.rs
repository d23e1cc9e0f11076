//! What a member's worker owes now. The runtime decides it, so orchestration upgrades with the runtime.

use crate::{
	ids::{BlockNumber, MemberId, RoundId, WorkerSignature},
	result::RoundInputs,
	root::Root,
	round::{ContestedUpdate, PleaView},
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// One thing a worker owes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[allow(clippy::large_enum_variant)] // A list of at most one a task; boxes would buy nothing.
pub enum Duty {
	/// Train from the base model, and commit to the update.
	#[codec(index = 0)]
	Commit {
		/// The round.
		round: RoundId,
		/// The model to start from.
		base_root: Root,
		/// Last block at which the commitment is accepted.
		ends_at: BlockNumber,
	},
	/// Fetch the committed updates, and vote which are held and which could not be fetched. Who has committed reveals its
	/// value for the round's seed.
	#[codec(index = 1)]
	VoteAvailability {
		/// The round.
		round: RoundId,
		/// What was committed, one entry a member that committed.
		commitments: Vec<CommitmentView>,
		/// Last block at which the vote is accepted.
		ends_at: BlockNumber,
	},
	/// Put on the chain what is missing of contested updates that the member has said it holds, or owns.
	#[codec(index = 2)]
	Publish {
		/// The round.
		round: RoundId,
		/// The updates, each with a part missing at least.
		updates: Vec<ContestedUpdate>,
		/// Last block at which a part is accepted.
		ends_at: BlockNumber,
	},
	/// Aggregate the included updates, and attest the result.
	#[codec(index = 3)]
	Attest {
		/// The frozen inputs; they name the round.
		inputs: RoundInputs,
		/// Hashes of results whose body the chain already has: to attest one of these, name it by hash alone.
		known_results: Vec<Root>,
		/// Last block at which the attestation is accepted.
		ends_at: BlockNumber,
	},
	/// Compare what was attested with one's own result, and prove false what is. It is owed for as long as challenges are
	/// accepted, also by members found guilty; and by every attester of a result against which a plea stands.
	#[codec(index = 4)]
	Recheck {
		/// The frozen inputs; they name the round.
		inputs: RoundInputs,
		/// What was attested, ascending by hash.
		results: Vec<AttestedResult>,
		/// The proposed result, in Challenge.
		proposed: Option<Root>,
		/// The plea against the proposed result. Until it is answered, its attesters owe its list.
		plea: Option<PleaView>,
		/// Whether this member may still attest the proposed result.
		may_attest: bool,
		/// Whether this member may plead that the list of the proposed result is withheld.
		may_plead: bool,
		/// Challenges that may still prove nothing.
		free_challenges: u32,
		/// Last block at which a challenge is accepted.
		ends_at: BlockNumber,
	},
}

impl Duty {
	/// The round it belongs to.
	pub fn round(&self) -> RoundId {
		match self {
			Self::Commit { round, .. } | Self::VoteAvailability { round, .. } | Self::Publish { round, .. } => *round,
			Self::Attest { inputs, .. } | Self::Recheck { inputs, .. } => inputs.round,
		}
	}
}

/// An attested result, as far as who checks it needs it. Its body is one query away
/// (`TrainingApi::attested_result`), because it may have 130 kB.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct AttestedResult {
	/// Its hash.
	pub result_hash: Root,
	/// Root of its list, which its attesters serve once Attest is over.
	pub trace_root: Root,
	/// Who attested it, ascending.
	pub attesters: Vec<AttestationView>,
}

/// An attestation, as far as who checks it needs it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct AttestationView {
	/// The attester.
	pub member: MemberId,
	/// [`crate::possession`] of the list's bytes, as the attester has it.
	pub possession: Root,
	/// Signature by the attester's worker key over [`crate::result::attestation_hash`].
	pub signature: WorkerSignature,
}

/// A commitment, as far as a voter needs it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct CommitmentView {
	/// Bit of the member in an availability vote: its place in the electorate.
	pub position: u8,
	/// The member.
	pub member: MemberId,
	/// Root of its update.
	pub update_root: Root,
	/// [`crate::possession`] of the update's bytes, as the manifest has it: a vote *held* says that it was checked.
	pub possession: Root,
}
