//! What a fault proof is found to show, and what the chain keeps of it. The proofs themselves, and who checks them, are in
//! `guild-aggregation`.

use crate::{
	ids::{BlockNumber, MemberId, RoundId},
	result::PerParticipant,
	root::Root,
	round::Phase,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a proof is found to show.
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
pub enum Verdict {
	/// The fault is there.
	#[codec(index = 0)]
	Guilty(Fault),
	/// The proof does not show a fault. The claim may still be false.
	#[codec(index = 1)]
	NotProven(Reason),
}

/// A proven fault of a round, open or final, as the chain keeps it for ever.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct FaultRecord {
	/// The round.
	pub round: RoundId,
	/// The result that it was proven against.
	pub result_hash: Root,
	/// What was proven.
	pub fault: Fault,
	/// Who proved it, or pleaded for the list that nobody sent.
	pub challenger: MemberId,
	/// Whom it makes guilty, ascending: the attesters of a false result, the owner of a malformed update, the one attester
	/// that has not held the list.
	pub guilty: PerParticipant<MemberId>,
	/// Who voted that it holds the malformed update, ascending. They had fetched it, and honest software sees at once what
	/// is wrong with it. Nobody in any other fault.
	pub held_by: PerParticipant<MemberId>,
	/// Block at which it was proven.
	pub at: BlockNumber,
}

/// Who wants to know what members have done wrong or left undone: the reputation and penalty work. Called in the block that
/// shows it.
pub trait Evidence {
	/// A fault was proven. Called once a fault.
	fn fault(record: &FaultRecord);

	/// Nobody published the contested update of `owner`, though the members `held_by` had voted that they hold it, and were
	/// a quorum. `missing_by` could not fetch it. All ascending.
	fn withheld(round: RoundId, owner: MemberId, held_by: &[MemberId], missing_by: &[MemberId]);

	/// These members, ascending, did not do what `phase` asked of them: fewer than a third, so it was no outage.
	fn missed(round: RoundId, phase: Phase, members: &[MemberId]);

	/// The member's challenge was judged, and proved nothing. A worker asks the runtime for a verdict before it sends a proof, so none
	/// does so by accident; who comes second with a true proof is not told of.
	fn challenged_in_vain(round: RoundId, challenger: MemberId);

	/// The member's validator voted for two blocks in one round of finality; both votes were shown. Called once a member and authority
	/// set. The member may have left meanwhile.
	fn equivocated(member: MemberId);
}

/// One after the other.
impl<A: Evidence, B: Evidence> Evidence for (A, B) {
	fn fault(record: &FaultRecord) {
		A::fault(record);
		B::fault(record);
	}
	fn withheld(round: RoundId, owner: MemberId, held_by: &[MemberId], missing_by: &[MemberId]) {
		A::withheld(round, owner, held_by, missing_by);
		B::withheld(round, owner, held_by, missing_by);
	}
	fn missed(round: RoundId, phase: Phase, members: &[MemberId]) {
		A::missed(round, phase, members);
		B::missed(round, phase, members);
	}
	fn challenged_in_vain(round: RoundId, challenger: MemberId) {
		A::challenged_in_vain(round, challenger);
		B::challenged_in_vain(round, challenger);
	}
	fn equivocated(member: MemberId) {
		A::equivocated(member);
		B::equivocated(member);
	}
}

impl Evidence for () {
	fn fault(_: &FaultRecord) {}
	fn withheld(_: RoundId, _: MemberId, _: &[MemberId], _: &[MemberId]) {}
	fn missed(_: RoundId, _: Phase, _: &[MemberId]) {}
	fn challenged_in_vain(_: RoundId, _: MemberId) {}
	fn equivocated(_: MemberId) {}
}

/// Why a proof is not even judged.
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
pub enum Unjudged {
	/// The bytes are no fault proof, or one beyond its bounds.
	#[codec(index = 0)]
	NotAProof,
	/// The round is not open, or has no frozen inputs yet.
	#[codec(index = 1)]
	NoSuchRound,
	/// Nobody has attested this result, or it has been voided.
	#[codec(index = 2)]
	UnknownResult,
	/// This member has not attested this result.
	#[codec(index = 3)]
	NotAnAttester,
	/// A fault of this round names this result already.
	#[codec(index = 4)]
	AlreadyProven,
	/// The round is not final, so its result cannot be disputed; while it is open, challenge it.
	#[codec(index = 5)]
	NotFinal,
}

/// A proven fault.
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
pub enum Fault {
	/// The aggregate's values in the list do not fold to the claimed `aggregate_root`.
	#[codec(index = 0)]
	AggregateFold,
	/// The model's values in the list do not fold to the claimed `model_root`.
	#[codec(index = 1)]
	ModelFold,
	/// The hash of the prefix Gram matrix after this span is wrong.
	#[codec(index = 2)]
	GramStep {
		/// The span.
		span: u32,
	},
	/// The aggregate's value of this span is wrong.
	#[codec(index = 3)]
	AggregateStep {
		/// The span.
		span: u32,
	},
	/// The model's value of this span is wrong.
	#[codec(index = 4)]
	ModelStep {
		/// The span.
		span: u32,
	},
	/// The claimed rows of coefficients are not those of the rule.
	#[codec(index = 5)]
	Coefficients,
	/// The claimed norms, distances or novelties are wrong.
	#[codec(index = 6)]
	Scores,
	/// The rule gives no rows for these updates, so there is no true result.
	#[codec(index = 7)]
	NoResult,
	/// The list has another number of leaves than there are spans.
	#[codec(index = 8)]
	ListLength,
	/// An included update has a lane −32768 or another length, so there is no true result. It is the fault of the
	/// update's owner, of whoever voted that it is held, and of the claim's attesters.
	#[codec(index = 9)]
	MalformedUpdate {
		/// Which of the included updates.
		update: u32,
	},
	/// The attester has not held the list. It is that attester's fault alone: the claim may be true.
	#[codec(index = 10)]
	Possession,
	/// A member pleaded that the list is withheld, and nobody sent it in time.
	#[codec(index = 11)]
	WithheldList,
}

impl core::fmt::Display for Fault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::AggregateFold => f.write_str("its list does not fold to its aggregate"),
			Self::ModelFold => f.write_str("its list does not fold to its model"),
			Self::GramStep { span } => write!(f, "wrong inner products in span {span}"),
			Self::AggregateStep { span } => write!(f, "wrong aggregate in span {span}"),
			Self::ModelStep { span } => write!(f, "wrong model in span {span}"),
			Self::Coefficients => f.write_str("wrong coefficients"),
			Self::Scores => f.write_str("wrong norms, distances or novelties"),
			Self::NoResult => f.write_str("the rule gives no result for these updates"),
			Self::ListLength => f.write_str("its list has the wrong length"),
			Self::MalformedUpdate { update } => write!(f, "included update {update} is malformed"),
			Self::Possession => f.write_str("its attester has not held the list"),
			Self::WithheldList => f.write_str("its list is withheld"),
		}
	}
}

impl Fault {
	/// Whether the claim is false, and so are all attestations of it.
	pub fn voids_claim(&self) -> bool {
		!matches!(self, Self::Possession)
	}

	/// Whether the claim is shown to be false. Where its list was withheld it has fallen all the same, and may be true.
	pub fn proves_false(&self) -> bool {
		!matches!(self, Self::Possession | Self::WithheldList)
	}
}

/// Why a proof shows nothing.
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
pub enum Reason {
	/// All that is shown is as it should be.
	#[codec(index = 0)]
	NothingWrong,
	/// No round has such inputs: no column or more than 128, or a dimension out of range.
	#[codec(index = 1)]
	BadRecord,
	/// There is no attestation in the record.
	#[codec(index = 2)]
	NoAttestation,
	/// There is no such span.
	#[codec(index = 3)]
	NoSuchSpan,
	/// There is no such update.
	#[codec(index = 4)]
	NoSuchUpdate,
	/// The list has another length than a list of this round.
	#[codec(index = 5)]
	ListLength,
	/// The list is not the one that the claim names.
	#[codec(index = 6)]
	NotTheList,
	/// The leaves are not those of the claimed list at this place.
	#[codec(index = 7)]
	NotTheLeaves,
	/// There are more or fewer columns than are needed.
	#[codec(index = 8)]
	ColumnCount,
	/// The bytes of a column are not those behind its root at this place.
	#[codec(index = 9)]
	NotTheColumn {
		/// Which of the columns shown.
		column: u32,
	},
	/// A column has a malformed lane here, and no aggregation goes on from there: that is a fault of its own.
	#[codec(index = 10)]
	MalformedLane {
		/// Which of the columns shown.
		column: u32,
	},
	/// The bytes are not those of the base model at this place.
	#[codec(index = 11)]
	NotTheBase,
	/// The prefix matrix has another number of entries than the columns have pairs.
	#[codec(index = 12)]
	GramSize,
	/// An entry of the prefix matrix is out of range.
	#[codec(index = 13)]
	GramOutOfRange,
	/// The prefix matrix is not the one that the leaf hashes.
	#[codec(index = 14)]
	NotTheGram,
	/// The step of the model needs the last prefix matrix, because the column rule depends on it, or has one that nobody
	/// needs.
	#[codec(index = 15)]
	GramForColumnRule,
	/// The claimed rows are none: their shape or their sums are out of bounds. Coefficients show that.
	#[codec(index = 16)]
	RowsOutOfBounds,
	/// The length shown is the one that the file should have.
	#[codec(index = 17)]
	LengthIsRight,
	/// The chunk is not the file's.
	#[codec(index = 18)]
	NotTheChunk,
}
