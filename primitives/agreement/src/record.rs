//! What the chain keeps of agreements, as it is shown.

use crate::{Amount, Facts, Share, Terms};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::{
	ids::{AgreementId, BlockNumber, MemberId, RoundId, RoundIndex, TaskId},
	result::PerParticipant,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How far an agreement is.
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
pub enum Status {
	/// It pays the rounds of its term, the only one of its task that does.
	#[codec(index = 0)]
	Running,
	/// It pays nothing any more, and something of it could not be given back yet.
	#[codec(index = 1)]
	WindingUp,
	/// It is over, and everything that was its parties' and funders' is theirs again.
	#[codec(index = 2)]
	WoundUp,
}

/// The parts of what an agreement says that a round pays and charges, as the council has set them for all agreements. 8 bytes.
///
/// Neither is above 1: the council may have less of its money paid, or of a penalty charged, than the parties signed, and never more.
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
pub struct Rates {
	/// Of the budget of a round, in millionths. The rest stays in escrow.
	pub paid: u32,
	/// Of each penalty, in millionths.
	pub charged: u32,
}

impl Rates {
	/// Everything, in millionths.
	pub const ALL: u32 = 1_000_000;
	/// What parties signed, and no less.
	pub const FULL: Self = Self { paid: Self::ALL, charged: Self::ALL };
}

/// What a final round paid and cost, and why. At most 18 kB.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct RoundPayout {
	/// The agreement that paid.
	pub agreement: AgreementId,
	/// Block at which it did.
	pub at: BlockNumber,
	/// What there was to pay: the part of the agreement's budget that [`Rates::paid`] says, or less where the escrow had less.
	pub budget: Amount,
	/// What was paid of it. The rest stayed in escrow.
	pub paid: Amount,
	/// The parts of budget and penalties by which it was settled.
	pub rates: Rates,
	/// One for each party that was bound, ascending by member.
	pub lines: PerParticipant<PayoutLine>,
}

/// What a final round paid one party, and cost it. 144 bytes.
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
pub struct PayoutLine {
	/// The party.
	pub member: MemberId,
	/// What the agreement's program was told of it.
	pub facts: Facts,
	/// Its share.
	pub share: Share,
	/// What it was paid.
	pub paid: Amount,
	/// What it was penalised for what it did in this round; proven faults are charged when they are proven.
	pub penalty: Amount,
}

/// An agreement.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct AgreementView {
	/// Its number.
	pub id: AgreementId,
	/// The task whose rounds it pays.
	pub task: TaskId,
	/// Its terms.
	pub terms: Terms,
	/// How far it is.
	pub status: Status,
	/// Whether it will pay no further round.
	pub is_over: bool,
	/// The parts of budget and penalties by which a round would be settled now.
	pub rates: Rates,
	/// Block at which it was created.
	pub created_at: BlockNumber,
	/// The first round that it does not pay any more.
	pub ends_before: Option<RoundIndex>,
	/// Rounds of its term that became final.
	pub settled_rounds: u32,
	/// What is in escrow.
	pub escrow: Amount,
	/// What was paid in by funders, in all.
	pub funded: Amount,
	/// What came in from deposits, in all.
	pub penalised: Amount,
	/// What was paid to parties, in all.
	pub paid: Amount,
	/// What was returned to funders, in all.
	pub returned: Amount,
	/// Who has paid in, ascending, and how much.
	pub funders: Vec<FunderView>,
	/// Its present parties, ascending.
	pub parties: Vec<PartyView>,
}

/// Who has paid into an escrow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct FunderView {
	/// The member.
	pub member: MemberId,
	/// How much, in all.
	pub amount: Amount,
}

/// A party of an agreement.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct PartyView {
	/// The member.
	pub member: MemberId,
	/// What is held of it.
	pub deposit: Amount,
	/// The first round that can pay it or cost it something.
	pub bound_from: RoundIndex,
	/// The first round that cannot any more, if it is leaving.
	pub bound_before: Option<RoundIndex>,
	/// Final rounds in which it was bound.
	pub rounds: u32,
	/// What others found its updates worth, −8 to 8.
	pub merit: i8,
	/// What it was paid, in all.
	pub paid: Amount,
	/// What it was penalised, in all.
	pub penalised: Amount,
}

/// A survey that waits for reports on the updates of a round.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct SurveyView {
	/// The round.
	pub round: RoundId,
	/// Whose updates are in question, in the order of a report's values.
	pub subjects: Vec<MemberId>,
	/// Who has reported, ascending.
	pub reported: Vec<MemberId>,
}
