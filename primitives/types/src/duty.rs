//! What a member's worker owes now. The runtime decides it, so orchestration upgrades with the runtime.

use crate::{
	ids::{BlockNumber, MemberId, RoundId},
	result::RoundInputs,
	root::Root,
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
	/// Fetch the committed updates, and vote which are held.
	#[codec(index = 1)]
	VoteAvailability {
		/// The round.
		round: RoundId,
		/// What was committed, one entry a member that committed.
		commitments: Vec<CommitmentView>,
		/// Last block at which the vote is accepted.
		ends_at: BlockNumber,
	},
	/// Aggregate the included updates, and attest the result.
	#[codec(index = 2)]
	Attest {
		/// The frozen inputs; they name the round.
		inputs: RoundInputs,
		/// Hashes of results whose body the chain already has: to attest one of these, name it by hash alone.
		known_results: Vec<Root>,
		/// Last block at which the attestation is accepted.
		ends_at: BlockNumber,
	},
	/// Compare what was attested with one's own result, and prove false what is. It is owed for as long as challenges are
	/// accepted, also by members found guilty.
	#[codec(index = 3)]
	Recheck {
		/// The frozen inputs; they name the round.
		inputs: RoundInputs,
		/// What was attested, ascending by hash.
		results: Vec<AttestedResult>,
		/// The proposed result, in Challenge.
		proposed: Option<Root>,
		/// Whether this member may still attest the proposed result.
		may_attest: bool,
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
			Self::Commit { round, .. } | Self::VoteAvailability { round, .. } => *round,
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
