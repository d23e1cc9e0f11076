//! What must hold for a member to be paid for a round.

use super::TermsError;
use crate::{Fact, Facts, I32F32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Most conditions of an agreement.
pub const MAX_CONDITIONS: u32 = 8;

/// How a fact is compared.
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
pub enum Relation {
	/// `≥`
	#[codec(index = 0)]
	AtLeast,
	/// `>`
	#[codec(index = 1)]
	Above,
	/// `≤`
	#[codec(index = 2)]
	AtMost,
	/// `<`
	#[codec(index = 3)]
	Below,
}

impl Relation {
	/// How it is written.
	pub const fn symbol(self) -> &'static str {
		match self {
			Self::AtLeast => ">=",
			Self::Above => ">",
			Self::AtMost => "<=",
			Self::Below => "<",
		}
	}

	/// Whether it bounds from below.
	pub const fn is_lower(self) -> bool {
		matches!(self, Self::AtLeast | Self::Above)
	}
}

/// A fact must stand so to a value.
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
pub struct Condition {
	/// The fact.
	pub fact: Fact,
	/// How it is compared.
	pub relation: Relation,
	/// With what; what the fact can be.
	pub value: I32F32,
}

impl Condition {
	/// Whether it holds.
	pub fn holds(&self, facts: &Facts) -> bool {
		self.met_by(facts.get(self.fact))
	}

	fn met_by(&self, fact: I32F32) -> bool {
		match self.relation {
			Relation::AtLeast => fact >= self.value,
			Relation::Above => fact > self.value,
			Relation::AtMost => fact <= self.value,
			Relation::Below => fact < self.value,
		}
	}

	/// The largest value that meets it, of what the fact can be; it may still be below 0.
	fn most(&self) -> I32F32 {
		match self.relation {
			Relation::AtLeast | Relation::Above => self.fact.most(),
			Relation::AtMost => self.value,
			Relation::Below => self.value.minus(I32F32::from_bits(1)),
		}
	}
}

/// Whether all of them can hold together, and each says something of its own.
pub(super) fn validate(conditions: &[Condition]) -> Result<(), TermsError> {
	for condition in conditions {
		let Condition { fact, value, .. } = *condition;
		if value < I32F32::ZERO || value > fact.most() {
			return Err(TermsError::ConditionOutOfRange(fact));
		}
		let same = conditions.iter().filter(|other| other.fact == fact);
		if same.clone().filter(|other| other.relation.is_lower() == condition.relation.is_lower()).count() > 1 {
			return Err(TermsError::ConditionTwice(fact));
		}
		// If any value meets all, the largest that those from above allow does.
		let most = same.clone().map(Condition::most).min().unwrap_or(fact.most());
		if most < I32F32::ZERO || !same.clone().all(|other| other.met_by(most)) {
			return Err(TermsError::NeverHolds(fact));
		}
	}
	Ok(())
}
