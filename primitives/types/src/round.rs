//! Phases and outcomes of a round, and what auditors, workers and dashboards read of tasks and rounds.

use crate::{
	fault::FaultRecord,
	ids::{BlockNumber, MemberId, RoundId, RoundIndex, TaskId},
	manifest::Manifest,
	metric::MetricPolicy,
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
	/// Members put the bytes of contested updates on the chain. Only where the task says so, and there are any.
	#[codec(index = 2)]
	Publication,
	/// Members aggregate the included updates and attest the result.
	#[codec(index = 3)]
	Attest,
	/// One result is proposed; members check it, and prove it false if it is.
	#[codec(index = 4)]
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
	/// Fewer updates than the task's least number could be included: a quorum did not hold them, or they were not published.
	#[codec(index = 1)]
	TooFewIncluded,
	/// No result was attested when Attest ended: nobody attested one, or all that were have been proven false.
	#[codec(index = 2)]
	NoAttestation,
	/// An included update was proven malformed, so there is no true result.
	#[codec(index = 3)]
	MalformedUpdate,
	/// A third or more of the electorate did not vote on availability, or attested nothing. Nobody is marked.
	#[codec(index = 4)]
	Outage,
	/// Fewer updates than the task's least number were left, after those that some member could not fetch were left out, and
	/// its own (*exclude*). Who named what missing is in the round's events.
	#[codec(index = 5)]
	TooManyStruck,
	/// A member could not get what the round starts from: the base model, or the previous aggregate. Who said so is in the round's
	/// events.
	#[codec(index = 6)]
	BaseMissing,
}

impl core::fmt::Display for FailReason {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::TooFewCommitments => "too few members committed an update",
			Self::TooFewIncluded => "too few updates were held by a quorum",
			Self::NoAttestation => "no result was attested, or all were proven false",
			Self::MalformedUpdate => "an included update was proven malformed",
			Self::Outage => "a third or more of the members did not act",
			Self::TooManyStruck => "too few updates were left without those that a member could not fetch",
			Self::BaseMissing => "a member could not get the base model or the previous aggregate",
		})
	}
}

/// A plea that the list of the proposed result is withheld.
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
pub struct PleaView {
	/// Who pleads.
	pub pleader: MemberId,
	/// Last block at which the list is accepted. If nobody has sent it by then, the proposed result falls.
	pub answer_by: BlockNumber,
	/// Block at which the list was sent; it is in that block's body.
	pub answered_at: Option<BlockNumber>,
}

/// The bytes of contested updates, as far as the chain has them.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct PublicationView {
	/// Block at which Publication opened: the bytes are in the bodies of this one and of those after it, as each part says.
	pub opened_at: BlockNumber,
	/// Block at which it ended, and accepted nothing any more; none while it is open.
	pub closed_at: Option<BlockNumber>,
	/// The contested updates, ascending by member.
	pub updates: Vec<ContestedUpdate>,
}

/// A contested update: a quorum says it holds it and somebody could not fetch it, or its owner was voted down.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct ContestedUpdate {
	/// Place of its owner in the electorate.
	pub position: u8,
	/// Its owner.
	pub member: MemberId,
	/// Its root.
	pub update_root: Root,
	/// [`crate::possession`] of its bytes, as the manifest has it. It is included only if this holds.
	pub possession: Root,
	/// Of each of its parts ([`crate::decide::parts`]) the block whose body has it; none if it is not on the chain yet.
	pub published_at: Vec<Option<BlockNumber>>,
}

impl ContestedUpdate {
	/// The parts that are not on the chain yet.
	pub fn unpublished(&self) -> impl Iterator<Item = u8> + '_ {
		(0u8..).zip(&self.published_at).filter(|(_, at)| at.is_none()).map(|(part, _)| part)
	}

	/// The block of each part, if all are on the chain.
	pub fn blocks(&self) -> Option<Vec<BlockNumber>> {
		self.published_at.iter().copied().collect()
	}
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
	/// The earliest final round whose result was proven false after it became final. That model is false, and so are all
	/// that descend from it.
	pub disputed_from: Option<RoundIndex>,
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
	/// The bytes of contested updates, from the opening of Publication on (open rounds that have had one).
	pub publication: Option<PublicationView>,
	/// Attested results and how many attested each (open rounds). Those proven false are not among them.
	pub attested: Vec<(Root, u32)>,
	/// The proposed result, in Challenge.
	pub proposed: Option<Proposal>,
	/// The plea against the proposed result, in Challenge.
	pub plea: Option<PleaView>,
	/// Members found guilty in this round, ascending. They may still challenge, and nothing else.
	pub guilty: Vec<MemberId>,
	/// What was proven, in order; also after it became final.
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
	/// Which it says it could not fetch.
	pub missing: Option<u128>,
	/// Whether it says that it could not get what the round starts from.
	pub base_missing: bool,
	/// The value for the round's seed that it revealed.
	pub seed: Option<Root>,
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
	/// The result: coefficients, norms, distances, novelties and roots.
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

/// Where a task stands among its rounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TaskProgress {
	/// The open round, or the one that opens next.
	pub current_round: RoundIndex,
	/// Whether it is open.
	pub is_open: bool,
	/// Whether rounds will go on to open. The open round of a task that was stopped may still become final.
	pub is_active: bool,
}

/// Who knows how far tasks are: what agreements ask of training.
pub trait TaskRounds {
	/// Where the task stands; nothing if there is no such task.
	fn progress(task: TaskId) -> Option<TaskProgress>;

	/// What its members may show of errors on their held-out rows; it never changes. Nothing if there is no such task.
	fn metric(task: TaskId) -> Option<MetricPolicy>;
}

/// Makes a task out of nothing, so that a benchmark can have one. No runtime offers it to anybody else.
pub trait MakeTask {
	/// A new task whose first round has not opened.
	fn make_task() -> TaskId;
}

#[cfg(test)]
mod tests {
	#[test]
	fn a_quorum_is_more_than_two_thirds() {
		assert_eq!([1, 2, 3, 4, 5, 6, 7, 100].map(super::quorum), [1, 2, 3, 3, 4, 5, 5, 67]);
	}
}
