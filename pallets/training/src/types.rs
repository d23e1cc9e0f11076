//! What lives in the training pallet's storage.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use guild_aggregation::chunks::Value;
use guild_primitives::{
	decide::{self, Vote},
	ids::{BlockNumber, MemberId, RoundId, RoundIndex, TaskId, WorkerSignature},
	limits::{FREE_CHALLENGES, FREE_REFUSALS, MAX_PARTS},
	result::PerParticipant,
	round::quorum,
	FailReason, Manifest, Outcome, Phase, Proposal, Root, TaskStatus,
};
use scale_info::TypeInfo;

/// What changes about a task; its spec, which does not, is stored apart. At most 129 bytes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Task {
	/// Hash of its spec.
	pub spec_hash: Root,
	/// Whether it still trains.
	pub status: TaskStatus,
	/// Block at which it was created.
	pub created_at: BlockNumber,
	/// Root of its newest model.
	pub model_root: Root,
	/// Root of the newest aggregate.
	pub aggregate_root: Option<Root>,
	/// The round that made the newest model; none while it is the initial one.
	pub model_round: Option<RoundIndex>,
	/// Rounds that became final.
	pub final_rounds: u32,
	/// The open round, or the one that opens next.
	pub current_round: RoundIndex,
	/// The earliest final round whose result was proven false since.
	pub disputed_from: Option<RoundIndex>,
}

/// The open round of a task. At most 4.5 kB.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct OpenRound {
	/// Its name.
	pub id: RoundId,
	/// The phase it is in.
	pub phase: Phase,
	/// Block at which it opened.
	pub opened_at: BlockNumber,
	/// Block at which its phase opened.
	pub phase_opened_at: BlockNumber,
	/// Last block at which its phase accepts a call.
	pub ends_at: BlockNumber,
	/// The model it starts from.
	pub base_root: Root,
	/// Who may act, ascending. Bit i of the sets below is member i of this list.
	pub electorate: PerParticipant<MemberId>,
	/// Who has committed.
	pub committed: u128,
	/// Who has voted on availability.
	pub voted: u128,
	/// Who has attested.
	pub attested: u128,
	/// The contested updates, from the opening of Publication on.
	pub publication: Option<Publication>,
	/// The frozen inputs, from the opening of Attest on.
	pub frozen: Option<Frozen>,
	/// The proposed result, in Challenge.
	pub proposed: Option<Proposed>,
	/// Who was found guilty: out of the electorate for the rest of the round.
	pub guilty: u128,
	/// Who has used its first, its second, … challenge that may prove nothing.
	pub used_challenges: [u128; FREE_CHALLENGES as usize],
	/// Who has sent its first, its second, … challenge against what had been proven false already.
	pub redundant_challenges: [u128; FREE_CHALLENGES as usize],
	/// Who has had its first, its second, … feeless call refused.
	pub refused_calls: [u128; FREE_REFUSALS as usize],
	/// Faults proven.
	pub faults: u32,
	/// Why it fails with its next move, if something was proven with which it cannot go on. It accepts nothing any more.
	pub failing: Option<FailReason>,
}

/// What becomes of contested updates. At most 41 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Publication {
	/// Block at which it opened.
	pub opened_at: BlockNumber,
	/// Block at which it ended.
	pub closed_at: Option<BlockNumber>,
	/// The contested updates.
	pub contested: u128,
	/// Those of them of which the chain has seen every part.
	pub whole: u128,
}

/// What the chain keeps of the parts of a contested update that it has seen. At most 297 bytes.
pub type Parts = BoundedVec<Option<SeenPart>, ConstU32<MAX_PARTS>>;

/// A part of a contested update that the chain has seen. 36 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SeenPart {
	/// Its chaining value under the key of the owner's proof of possession.
	pub value: Value,
	/// The block whose body has its bytes.
	pub at: BlockNumber,
}

/// What a member said of the committed updates. At most 82 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AvailabilityVote<Balance> {
	/// Which it holds: bit i for member i of the electorate.
	pub held: u128,
	/// Which it could not fetch.
	pub missing: u128,
	/// Whether it could not get what the round starts from.
	pub base_missing: bool,
	/// Its value for the round's seed, if it has committed.
	pub seed: Option<Root>,
	/// What is held in the owner's account for each of its [`decide::bonds`], until Availability ends, or Publication if there
	/// is one.
	pub bond: Balance,
}

impl<Balance> AvailabilityVote<Balance> {
	/// The vote of the member at this place of the electorate.
	pub fn by(&self, voter: u32) -> Vote {
		Vote { voter, held: self.held, missing: self.missing, base_missing: self.base_missing }
	}
}

/// A plea that the list of the proposed result is withheld. At most 98 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Plea<Balance> {
	/// Who pleads.
	pub pleader: MemberId,
	/// Last block at which the list is accepted.
	pub answer_by: BlockNumber,
	/// Last block of Challenge without the plea.
	pub would_end_at: BlockNumber,
	/// Block at which the list was sent.
	pub answered_at: Option<BlockNumber>,
	/// What is held in the pleader's account until the plea is answered or falls away.
	pub bond: Balance,
}

/// The proposed result. 50 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Proposed {
	/// Which, and whether a quorum had attested it when it was proposed.
	pub proposal: Proposal,
	/// Who has attested it.
	pub attesters: u128,
}

/// What a member attested in the open round. At most 144 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Attestation<Balance> {
	/// The result.
	pub result_hash: Root,
	/// Proof that the attester holds the result's list: [`guild_primitives::possession`].
	pub possession: Root,
	/// Signature by its worker key over [`guild_primitives::attestation_hash`].
	pub signature: WorkerSignature,
	/// What is held in the owner's account.
	pub deposit: Balance,
}

/// A deposit of a guilty member, until it is settled or forgiven. At most 93 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Slash<Balance> {
	/// The round of the fault.
	pub round: RoundId,
	/// Whose it was.
	pub member: MemberId,
	/// How much is held.
	pub amount: Balance,
	/// Who gets half of it; nobody if that member is guilty of the same fault.
	pub challenger: Option<MemberId>,
	/// Block from which on it is settled.
	pub due_at: BlockNumber,
}

/// What attesting needs of the frozen inputs. 40 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Frozen {
	/// Their hash.
	pub inputs_hash: Root,
	/// How many updates they include.
	pub included: u32,
	/// How many columns a mixing row has: the included updates, and the previous aggregate if there is one (under every rule).
	pub columns: u32,
}

impl OpenRound {
	/// Members of the electorate.
	pub fn size(&self) -> u32 {
		self.electorate.len() as u32 // At most 128.
	}

	/// Votes that decide: of the electorate without the guilty.
	pub fn quorum(&self) -> u32 {
		quorum(self.size().saturating_sub(self.guilty.count_ones()))
	}

	/// The members of the electorate that are not guilty.
	pub fn remaining(&self) -> u128 {
		decide::all_bits(self.size()) & !self.guilty
	}

	/// Whether `set` has everybody of the electorate that is not guilty.
	pub fn is_all(&self, set: u128) -> bool {
		self.remaining() & !set == 0
	}

	/// Whether the phase has all it can get.
	pub fn is_done(&self) -> bool {
		let done = match self.phase {
			Phase::Commit => self.is_all(self.committed),
			Phase::Availability => self.is_all(self.voted),
			Phase::Publication => self.publication.is_some_and(|parts| parts.contested & !parts.whole == 0),
			Phase::Attest => self.is_all(self.attested),
			Phase::Challenge => self.proposed.is_some_and(|proposed| self.is_all(proposed.attesters)),
		};
		done || self.failing.is_some()
	}

	/// The members of the electorate that are in `set`, ascending.
	pub fn members(&self, set: u128) -> impl Iterator<Item = &MemberId> {
		self.members_with_bits(set).map(|(member, _)| member)
	}

	/// The members of the electorate that are in `set`, ascending, each with its bit.
	pub fn members_with_bits(&self, set: u128) -> impl Iterator<Item = (&MemberId, u128)> {
		self.electorate.iter().zip((0..).map(decide::bit)).filter(move |(_, bit)| set & bit != 0)
	}

	/// The members in `set` as a list.
	pub fn list(&self, set: u128) -> PerParticipant<MemberId> {
		BoundedVec::truncate_from(self.members(set).copied().collect()) // No more than the electorate.
	}

	/// Whether it is in `phase` and still accepts calls at block `now`: a phase whose end is late accepts none.
	pub fn accepts(&self, phase: Phase, now: BlockNumber) -> bool {
		self.phase == phase && now <= self.ends_at && self.failing.is_none()
	}

	/// Whether it accepts challenges at block `now`.
	pub fn accepts_challenges(&self, now: BlockNumber) -> bool {
		self.accepts(Phase::Attest, now) || self.accepts(Phase::Challenge, now)
	}

	/// Challenges of the member with this bit that may still prove nothing.
	pub fn free_challenges(&self, bit: u128) -> u32 {
		unused(&self.used_challenges, bit)
	}

	/// The member with this bit has proven nothing.
	pub fn use_free_challenge(&mut self, bit: u128) {
		use_one(&mut self.used_challenges, bit);
	}

	/// Challenges of the member with this bit that may still prove what was proven before, at no fee.
	pub fn free_redundant_challenges(&self, bit: u128) -> u32 {
		unused(&self.redundant_challenges, bit)
	}

	/// Feeless calls of the member with this bit that may still be refused.
	pub fn free_refusals(&self, bit: u128) -> u32 {
		unused(&self.refused_calls, bit)
	}

	/// A feeless call of the member with this bit was refused.
	pub fn use_free_refusal(&mut self, bit: u128) {
		use_one(&mut self.refused_calls, bit);
	}

	/// The member with this bit has proven what was proven before.
	pub fn use_redundant_challenge(&mut self, bit: u128) {
		use_one(&mut self.redundant_challenges, bit);
	}
}

/// How many of the sets do not have this bit.
fn unused(sets: &[u128], bit: u128) -> u32 {
	sets.iter().filter(|used| **used & bit == 0).count() as u32 // At most 3.
}

/// Puts this bit into the first set that does not have it.
fn use_one(sets: &mut [u128], bit: u128) {
	if let Some(used) = sets.iter_mut().find(|used| **used & bit == 0) {
		*used |= bit;
	}
}

/// What a member committed to in the open round. At most 335 bytes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Commitment {
	/// Its declaration.
	pub manifest: Manifest,
	/// Signature by its worker key over [`Manifest::signing_hash`].
	pub signature: WorkerSignature,
}

/// An ended round, for audits. At most 60 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct RoundRecord {
	/// How it ended.
	pub outcome: Outcome,
	/// Block at which it opened.
	pub opened_at: BlockNumber,
	/// Block at which it ended.
	pub ended_at: BlockNumber,
	/// The model it started from.
	pub base_root: Root,
	/// Members that might act.
	pub electorate_size: u32,
	/// Members that committed.
	pub committed: u32,
	/// The newest final round of the task at or below this one.
	pub last_final: Option<RoundIndex>,
}

/// Tasks that are open, due or have their deadline at one block.
pub type TaskList =
	frame_support::BoundedVec<TaskId, frame_support::traits::ConstU32<{ guild_primitives::limits::MAX_OPEN_TASKS }>>;
