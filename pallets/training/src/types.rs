//! What lives in the training pallet's storage.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::{
	decide,
	ids::{BlockNumber, MemberId, RoundId, RoundIndex, TaskId, WorkerSignature},
	result::PerParticipant,
	round::quorum,
	Manifest, Outcome, Phase, Root, TaskStatus,
};
use scale_info::TypeInfo;

/// What changes about a task; its spec, which does not, is stored apart. At most 124 bytes.
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
}

/// The open round of a task. At most 4.3 kB.
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
	/// The frozen inputs, from the opening of Attest on.
	pub frozen: Option<Frozen>,
}

/// What attesting needs of the frozen inputs. 40 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Frozen {
	/// Their hash.
	pub inputs_hash: Root,
	/// How many updates they include.
	pub included: u32,
	/// How many columns a mixing row has: the included updates, and the previous aggregate if the rule reads it.
	pub columns: u32,
}

impl OpenRound {
	/// Members of the electorate.
	pub fn size(&self) -> u32 {
		self.electorate.len() as u32 // At most 128.
	}

	/// Votes that decide.
	pub fn quorum(&self) -> u32 {
		quorum(self.size())
	}

	/// Whether `set` is the whole electorate.
	pub fn is_all(&self, set: u128) -> bool {
		set == decide::all_bits(self.size())
	}

	/// The members of the electorate that are in `set`, ascending.
	pub fn members(&self, set: u128) -> impl Iterator<Item = &MemberId> {
		self.electorate
			.iter()
			.zip(0..)
			.filter(move |(_, place)| set & decide::bit(*place) != 0)
			.map(|(member, _)| member)
	}

	/// Whether it is in `phase` and still accepts calls at block `now`: a phase whose end is late accepts none.
	pub fn accepts(&self, phase: Phase, now: BlockNumber) -> bool {
		self.phase == phase && now <= self.ends_at
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
