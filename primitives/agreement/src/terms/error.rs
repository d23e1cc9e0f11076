//! Why terms are refused.

use super::{Clause, MAX_AMOUNT, UNIT};
use crate::{Fact, ProgramError};
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Why terms are refused.
#[derive(
	Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum TermsError {
	/// It has no title.
	#[codec(index = 0)]
	NoTitle,
	/// The title has a quotation mark or a control character.
	#[codec(index = 1)]
	Title,
	/// It pays nothing.
	#[codec(index = 2)]
	NoBudget,
	/// The budget is beyond [`MAX_AMOUNT`].
	#[codec(index = 3)]
	BudgetTooLarge,
	/// The program is not valid.
	#[codec(index = 4)]
	Program(ProgramError),
	/// A condition compares a fact with what that fact never is.
	#[codec(index = 5)]
	ConditionOutOfRange(Fact),
	/// Two conditions bound the same fact from the same side.
	#[codec(index = 6)]
	ConditionTwice(Fact),
	/// No value of the fact meets its conditions.
	#[codec(index = 7)]
	NeverHolds(Fact),
	/// The deposit is beyond [`MAX_AMOUNT`].
	#[codec(index = 8)]
	DepositTooLarge,
	/// The deposit could not pay this penalty even once.
	#[codec(index = 9)]
	PenaltyAboveDeposit(Clause),
	/// It is with nobody.
	#[codec(index = 10)]
	NoParties,
	/// The parties are not in ascending order, or one is named twice.
	#[codec(index = 11)]
	PartiesOrder,
	/// It ends before it begins.
	#[codec(index = 12)]
	EmptyTerm,
}

impl core::fmt::Display for TermsError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		let most = MAX_AMOUNT / UNIT;
		match self {
			Self::NoTitle => write!(f, "the agreement has no title"),
			Self::Title => write!(f, "the title has a quotation mark or a control character"),
			Self::NoBudget => write!(f, "the agreement pays nothing"),
			Self::BudgetTooLarge => write!(f, "the budget is more than {most}"),
			Self::Program(error) => write!(f, "the share cannot be computed: {error}"),
			Self::ConditionOutOfRange(fact) if fact.is_count() => {
				write!(f, "`{}` is compared with what it never is: it is 0 or more", fact.name())
			}
			Self::ConditionOutOfRange(fact) => {
				write!(f, "`{}` is compared with what it never is: it is 0 to 1", fact.name())
			}
			Self::ConditionTwice(fact) => write!(f, "`{}` is bounded twice from the same side", fact.name()),
			Self::NeverHolds(fact) => write!(f, "nobody can meet what is required of `{}`", fact.name()),
			Self::DepositTooLarge => write!(f, "the deposit is more than {most}"),
			Self::PenaltyAboveDeposit(clause) => {
				write!(f, "the penalty {} is more than the deposit that it is taken from", clause.name())
			}
			Self::NoParties => write!(f, "the agreement is with nobody"),
			Self::PartiesOrder => write!(f, "the parties are not in ascending order, each once"),
			Self::EmptyTerm => write!(f, "the agreement ends before it begins"),
		}
	}
}

impl core::error::Error for TermsError {}
