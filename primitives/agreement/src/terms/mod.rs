//! The whole agreement.

mod condition;
mod error;
mod parties;
mod penalties;
mod term;

pub use condition::{Condition, Relation, MAX_CONDITIONS};
pub use error::TermsError;
pub use parties::Parties;
pub use penalties::{Clause, Penalties};
pub use term::{Standing, Term};

use crate::{Fact, Facts, Op, Program, Share};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::{limits::MAX_NAME_BYTES, Text};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Money, in the chain's smallest units.
pub type Amount = u128;

/// Digits after the point of one [`UNIT`].
pub const AMOUNT_DECIMALS: u32 = 12;
/// What people count in, as smallest units: 10^12.
pub const UNIT: Amount = 1_000_000_000_000;
/// Largest amount in an agreement: 10^12 [`UNIT`]. With 128 members and 100,000 rounds it stays far below 2^128.
pub const MAX_AMOUNT: Amount = 1_000_000_000_000 * UNIT;

/// What the parties agree on.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct Terms {
	/// What people call it.
	pub title: Text<MAX_NAME_BYTES>,
	/// What a final round pays, all members together, in smallest units. What no share takes stays in escrow.
	pub budget: Amount,
	/// Yields a member's share.
	pub program: Program,
	/// What must hold for a member in a round; else its share is 0.
	pub conditions: BoundedVec<Condition, ConstU32<MAX_CONDITIONS>>,
	/// What a party holds against its penalties, in smallest units.
	pub deposit: Amount,
	/// What is taken from the deposit, and for what.
	pub penalties: Penalties,
	/// Whom it is with.
	pub parties: Parties,
	/// When it holds.
	pub term: Term,
}

impl Terms {
	/// Whether it holds together. Total on whatever decodes; costs one pass over each of its lists.
	///
	/// # Errors
	/// [`TermsError`]: the first that applies, in the order of the fields.
	pub fn validate(&self) -> Result<(), TermsError> {
		if self.title.is_empty() {
			return Err(TermsError::NoTitle);
		}
		// It is shown between quotation marks, on one line, and must be what it seems to be.
		if self.title.as_str().chars().any(|char| char == '"' || is_hidden(char)) {
			return Err(TermsError::Title);
		}
		if self.budget == 0 {
			return Err(TermsError::NoBudget);
		}
		if self.budget > MAX_AMOUNT {
			return Err(TermsError::BudgetTooLarge);
		}
		self.program.validate().map_err(TermsError::Program)?;
		condition::validate(&self.conditions)?;
		if self.deposit > MAX_AMOUNT {
			return Err(TermsError::DepositTooLarge);
		}
		self.penalties.validate(self.deposit)?;
		self.parties.validate()?;
		self.term.validate()
	}

	/// Whether a share can depend on this fact.
	pub fn speak_of(&self, fact: Fact) -> bool {
		self.program.0.contains(&Op::Load(fact)) || self.conditions.iter().any(|condition| condition.fact == fact)
	}

	/// A party's share of a round: what the program yields, or 0 where a condition does not hold.
	pub fn share(&self, facts: &Facts) -> Share {
		match self.conditions.iter().all(|condition| condition.holds(facts)) {
			true => self.program.share(facts),
			false => 0,
		}
	}
}

/// Whether a character cannot be seen, or changes the order in which others are seen: with it, people would vote on another
/// text than the one that is read.
pub(crate) fn is_hidden(char: char) -> bool {
	char.is_control() && char != '\t'
		|| matches!(
			char,
			'\u{ad}'
				| '\u{61c}' | '\u{180e}'
				| '\u{200b}'..='\u{200f}'
				| '\u{2028}'..='\u{202e}'
				| '\u{2060}'..='\u{206f}'
				| '\u{fe00}'..='\u{fe0f}'
				| '\u{feff}' | '\u{fff9}'..='\u{fffb}'
				| '\u{e0000}'..='\u{e0fff}'
		)
}
