//! What lives in the storage of agreements.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_agreement::{
	settle::{merit::GRID, History},
	Amount, Clause, Status,
};
use guild_primitives::{
	ids::{AgreementId, BlockNumber, MemberId, RoundId, RoundIndex, TaskId},
	result::PerParticipant,
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

/// Held-out changes that members report of the updates of one round. At most 6.4 kB.
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
	/// For each subject, ascending, how many others reported each value of the grid.
	pub counts: PerParticipant<[u8; GRID]>,
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
