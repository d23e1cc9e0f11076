//! What lives in the storage of agreements.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_agreement::{
	settle::{
		bits::{Ballot, Bits},
		merit::{merit, GRID},
		History,
	},
	Amount, Clause, Status,
};
use guild_primitives::{
	ids::{AgreementId, BlockNumber, MemberId, RoundId, RoundIndex, TaskId},
	result::PerParticipant,
	FlipChance,
};
use scale_info::TypeInfo;

/// What changes about an agreement; its terms, which do not, are stored apart. 90 bytes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Agreement {
	/// The task whose rounds it pays.
	pub task: TaskId,
	/// How far it is.
	pub status: Status,
	/// Block at which it was created.
	pub created_at: BlockNumber,
	/// The first round that it does not pay any more; none while it has no end.
	pub ends_before: Option<RoundIndex>,
	/// Rounds of its term that became final.
	pub settled_rounds: u32,
	/// What was paid into the escrow by funders, in all.
	pub funded: Amount,
	/// What was moved into the escrow from deposits, in all.
	pub penalised: Amount,
	/// What was paid out of the escrow to parties, in all.
	pub paid: Amount,
	/// What was returned out of the escrow to funders, in all.
	pub returned: Amount,
}

impl Agreement {
	/// What is in escrow: what arrived, less what left.
	pub fn escrow(&self) -> Amount {
		// No sum comes near 2^128: each is at most the total issuance, for each round that was paid.
		let arrived = self.funded.saturating_add(self.penalised);
		arrived.saturating_sub(self.paid).saturating_sub(self.returned)
	}

	/// Whether round number `index` is before its end.
	pub fn reaches(&self, index: RoundIndex) -> bool {
		self.ends_before.is_none_or(|end| index < end)
	}
}

/// A member as a party of an agreement. It stays after the member has left: who comes back goes on where it was. 83 bytes.
#[derive(Clone, PartialEq, Eq, Default, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Party {
	/// What is held of it; 0 once it has left.
	pub deposit: Amount,
	/// The first round that can pay it or cost it something.
	pub bound_from: RoundIndex,
	/// The first round that cannot any more, once it is leaving.
	pub bound_before: Option<RoundIndex>,
	/// What is remembered of it from round to round.
	pub history: History,
	/// What it was paid, in all.
	pub paid: Amount,
	/// What it was penalised, in all.
	pub penalised: Amount,
}

impl Party {
	/// Whether round number `index` can pay it or cost it something.
	pub fn is_bound_in(&self, index: RoundIndex) -> bool {
		self.bound_from <= index && self.bound_before.is_none_or(|end| index < end)
	}
}

/// What members report of the updates of one round. At most 6.4 kB.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Survey {
	/// The round.
	pub round: RoundId,
	/// Who may report: the electorate of the round, ascending. Bit i of the sets is member i.
	pub electorate: PerParticipant<MemberId>,
	/// Whose updates are in question: those that entered the result.
	pub subjects: u128,
	/// Who has reported.
	pub reported: u128,
	/// What others reported of each subject, ascending.
	pub tally: Tally,
}

/// What was reported of each subject of a survey, ascending. An index never changes its meaning.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Tally {
	/// How many others reported each value of the grid.
	#[codec(index = 0)]
	Coarse(PerParticipant<[u8; GRID]>),
	/// How many others told that the result is better with it.
	#[codec(index = 1)]
	Bits {
		/// The chance with which each answer was turned over.
		flip: FlipChance,
		/// How many told that, for each subject.
		better: PerParticipant<u8>,
	},
}

impl Tally {
	/// Its number of subjects.
	pub fn len(&self) -> usize {
		match self {
			Self::Coarse(counts) => counts.len(),
			Self::Bits { better, .. } => better.len(),
		}
	}

	/// Whether nobody's update is in question.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}
}

/// What a survey found of one member's update.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finding {
	/// The median of the others' coarse values.
	Merit(i8),
	/// What the others told in bits.
	Bits(FlipChance, Ballot),
}

impl Finding {
	/// What these counts of coarse values, which others could have reported, show.
	pub fn of_coarse(counts: &[u8; GRID], others: usize) -> Option<Self> {
		merit(counts, others).map(Self::Merit)
	}

	/// What so many of `answers` show who told that the result is better.
	pub fn of_bits(flip: FlipChance, better: u8, answers: u8, others: usize) -> Option<Self> {
		Ballot::counted(better, answers, others).map(|ballot| Self::Bits(flip, ballot))
	}

	/// Enters it into what is remembered of the member.
	pub fn enter(self, history: &mut History) {
		match self {
			Self::Merit(merit) => history.merit = merit,
			Self::Bits(flip, ballot) => history.bits.get_or_insert(Bits::new(flip)).remember(ballot),
		}
	}
}

/// What members did that an agreement charges, waiting to be charged. At most 4.2 kB.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Offence {
	/// The agreement.
	pub agreement: AgreementId,
	/// The round in which they did it.
	pub round: RoundId,
	/// What they did.
	pub clause: Clause,
	/// Who did it, ascending.
	pub members: PerParticipant<MemberId>,
}

/// Who has paid into the escrow of an agreement, ascending, and how much in all.
pub type Funders = PerParticipant<(MemberId, Amount)>;
/// The present parties of an agreement, ascending.
pub type PartyList = PerParticipant<MemberId>;
