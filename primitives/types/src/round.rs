//! Phases and outcomes of a round, and what auditors, workers and dashboards read of tasks and rounds.

use crate::{
	fault::FaultRecord,
	ids::{BlockNumber, MemberId, RoundId, RoundIndex, TaskId},
	manifest::Manifest,
	result::{PerParticipant, ResultBody, RoundInputs},
	root::Root,
	task::TaskSpec,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Where an open round stands. A round goes from Challenge back to Attest when the proposed result is proven false.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
	/// Members train and commit to the roots of their updates.
	#[codec(index = 0)]
	Commit,
	/// Members serve and fetch the bytes, and vote which updates they hold.
	#[codec(index = 1)]
	Availability,
	/// Members aggregate the included updates and attest the result.
	#[codec(index = 2)]
	Attest,
	/// One result is proposed; members check it, and prove it false if it is.
	#[codec(index = 3)]
	Challenge,
}

/// How a round ended.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
	/// The proposed result was not proven false; the task has a new model.
	#[codec(index = 0)]
	Final,
	/// The model did not move.
	#[codec(index = 1)]
	Failed(FailReason),
}

/// Why a round failed.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum FailReason {
	/// Fewer members than the task's least number committed.
	#[codec(index = 0)]
	TooFewCommitments,
	/// A quorum held fewer updates than the task's least number.
	#[codec(index = 1)]
	TooFewIncluded,
	/// No result was attested when Attest ended: nobody attested one, or all that were have been proven false.
	#[codec(index = 2)]
	NoAttestation,
	/// An included update was proven malformed, so there is no true result.
	#[codec(index = 3)]
	MalformedUpdate,
}

/// The result that becomes final unless it is proven false.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Proposal {
	/// Its hash.
	pub result_hash: Root,
	/// Whether a quorum had attested it when it was proposed. Without one the window is twice as long.
	pub has_quorum: bool,
}

/// The least number of members of an electorate of `size` that decides: ⌊2·size/3⌋ + 1.
pub const fn quorum(size: u32) -> u32 {
	size.saturating_mul(2) / 3 + 1
}

/// Whether a task still trains.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum TaskStatus {
	/// A round is open, or opens with the next block.
	#[codec(index = 0)]
	Active,
	/// All its rounds are final.
	#[codec(index = 1)]
	Complete,
	/// Stopped by governance.
	#[codec(index = 2)]
	Stopped,
}

/// A task as shown to people and workers.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct TaskView {
	/// Its number.
	pub id: TaskId,
	/// What was agreed.
	pub spec: TaskSpec,
	/// Hash of the spec.
	pub spec_hash: Root,
	/// Whether it still trains.
	pub status: TaskStatus,
	/// Block at which it was created.
	pub created_at: BlockNumber,
	/// Root of its newest model.
	pub model_root: Root,
	/// Root of the newest aggregate, if a round is final.
	pub aggregate_root: Option<Root>,
	/// The round that made the newest model; none while it is the initial one.
	pub model_round: Option<RoundIndex>,
	/// Rounds that became final.
	pub final_rounds: u32,
	/// The open round, or the one that opens next.
	pub current_round: RoundIndex,
}

/// A round, open or past.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct RoundView {
	/// Its name.
	pub id: RoundId,
	/// The phase it is in; none when it has ended.
	pub phase: Option<Phase>,
	/// How it ended; none while it is open.
	pub outcome: Option<Outcome>,
	/// Block at which it opened.
	pub opened_at: BlockNumber,
	/// Block at which its present phase opened (open rounds).
	pub phase_opened_at: BlockNumber,
	/// Last block at which its present phase accepts a call (open rounds), or block at which it ended.
	pub ends_at: BlockNumber,
	/// The model it started from.
	pub base_root: Root,
	/// Who may act, ascending by member. Bit i of an availability vote speaks of member i of this list. (Open rounds;
	/// empty for ended ones, of which the chain keeps the electorate's size alone.)
	pub electorate: Vec<MemberId>,
	/// Votes needed: ⌊2·m/3⌋ + 1, where m is the electorate without those found guilty.
	pub quorum: u32,
	/// One entry a member of the electorate, in its order (open rounds; empty for ended ones).
	pub members: Vec<MemberProgress>,
	/// The frozen inputs, from the end of Availability on.
	pub inputs: Option<RoundInputs>,
	/// Attested results and how many attested each (open rounds). Those proven false are not among them.
	pub attested: Vec<(Root, u32)>,
	/// The proposed result, in Challenge.
	pub proposed: Option<Proposal>,
	/// Members found guilty in this round, ascending. They may still challenge, and nothing else.
	pub guilty: Vec<MemberId>,
	/// What was proven, in order.
	pub faults: Vec<FaultRecord>,
	/// The final result.
	pub result: Option<ResultBody>,
}

/// What one member has done in an open round.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct MemberProgress {
	/// The member.
	pub member: MemberId,
	/// What it committed to.
	pub manifest: Option<Manifest>,
	/// Which updates it says it holds, bit i for member i of the electorate.
	pub held: Option<u128>,
	/// The result it attested.
	pub attested: Option<Root>,
}

/// Where a model came from: the record that stays for ever.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct Lineage {
	/// The round that made it.
	pub round: RoundId,
	/// The round that made its parent; none if the parent is the task's initial model.
	pub parent_round: Option<RoundIndex>,
	/// The frozen inputs: parent model, rule, included updates and weights.
	pub inputs: RoundInputs,
	/// The result: coefficients, norms, distances and roots.
	pub result: ResultBody,
	/// What was attested.
	pub result_hash: Root,
	/// Who attested it, ascending.
	pub attesters: PerParticipant<MemberId>,
	/// Samples each included member reported, before the cap, in their order.
	pub samples: PerParticipant<u32>,
	/// Block at which it became final.
	pub final_at: BlockNumber,
}

#[cfg(test)]
mod tests {
	#[test]
	fn a_quorum_is_more_than_two_thirds() {
		assert_eq!([1, 2, 3, 4, 5, 6, 7, 100].map(super::quorum), [1, 2, 3, 3, 4, 5, 5, 67]);
	}
}
