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
}

impl Duty {
	/// The round it belongs to.
	pub fn round(&self) -> RoundId {
		match self {
			Self::Commit { round, .. } | Self::VoteAvailability { round, .. } => *round,
			Self::Attest { inputs, .. } => inputs.round,
		}
	}
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
