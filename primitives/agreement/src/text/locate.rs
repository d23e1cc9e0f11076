//! Where in the text it stands what makes terms refused.

use super::problem::{Place, Raw};
use crate::{Clause, Fact, ProgramError, TermsError, MAX_AMOUNT, MAX_DEPTH, MAX_METER, UNIT};

/// Where the parts of terms were written.
#[derive(Default)]
pub(super) struct Places {
	pub(super) title: Place,
	pub(super) budget: Place,
	pub(super) share: Place,
	/// One an operation.
	pub(super) ops: Vec<Place>,
	pub(super) conditions: Vec<(Fact, Place)>,
	pub(super) deposit: Place,
	pub(super) penalties: Vec<(Clause, Place)>,
	pub(super) last_round: Place,
	pub(super) last_block: Place,
}

impl Places {
	/// The error, at its place.
	pub(super) fn locate(&self, error: &TermsError) -> Raw {
		let (place, hint) = match error {
			TermsError::NoTitle => (self.title.clone(), "say what people will call it".into()),
			TermsError::Title => (self.title.clone(), "keep to letters, digits and plain marks".into()),
			TermsError::NoBudget => (self.budget.clone(), "a round pays more than 0".into()),
			TermsError::BudgetTooLarge => (self.budget.clone(), at_most()),
			TermsError::DepositTooLarge => (self.deposit.clone(), at_most()),
			TermsError::Program(error) => self.in_formula(error),
			TermsError::ConditionOutOfRange(fact) if fact.is_count() => {
				(self.condition(*fact, 0), "compare it with 0 or more".into())
			}
			TermsError::ConditionOutOfRange(fact) => {
				(self.condition(*fact, 0), "parts of 1 are written as 0.8 or 80%".into())
			}
			TermsError::ConditionTwice(fact) => (self.condition(*fact, 1), "keep the stricter one".into()),
			TermsError::NeverHolds(fact) => (self.condition(*fact, 0), "as it stands, nobody is ever paid".into()),
			TermsError::PenaltyAboveDeposit(clause) => {
				let place = self.penalties.iter().find(|(known, _)| known == clause).map(|(_, place)| place.clone());
				let hint = "raise `deposit` to at least the largest penalty, or lower the penalty";
				(place.unwrap_or_default(), hint.into())
			}
			TermsError::EmptyTerm if self.last_round.is_empty() => {
				(self.last_block.clone(), "no round is final in block 0".into())
			}
			TermsError::EmptyTerm => {
				(self.last_round.clone(), "its last round comes after its first, or is the same".into())
			}
			// The parser sorts parties, and writes none as all.
			TermsError::NoParties | TermsError::PartiesOrder => (self.share.clone(), "see its parties".into()),
		};
		let reason = match error {
			TermsError::Program(ProgramError::ConstantTooLarge { .. }) => "this number is too large".into(),
			TermsError::Program(ProgramError::TooDeep { .. }) => {
				format!("here more than {MAX_DEPTH} values wait to be used")
			}
			TermsError::Program(ProgramError::TooDear { meter }) => {
				format!("the formula costs {meter} units, and at most {MAX_METER} are allowed")
			}
			error => error.to_string(),
		};
		Raw::new(place, reason, hint)
	}

	/// The nth place of conditions on this fact, or the last one.
	fn condition(&self, fact: Fact, nth: usize) -> Place {
		let mut places = self.conditions.iter().filter(|(known, _)| *known == fact).map(|(_, place)| place.clone());
		let last = places.clone().next_back();
		places.nth(nth).or(last).unwrap_or_default()
	}

	fn in_formula(&self, error: &ProgramError) -> (Place, String) {
		match error {
			ProgramError::TooFewValues { at } | ProgramError::TooDeep { at } => {
				(self.op(*at), "say it with less nesting: begin with the longest part".into())
			}
			ProgramError::ConstantTooLarge { at } => {
				(self.op(*at), "numbers in a formula are at most 1000000000".into())
			}
			ProgramError::TooDear { .. } => {
				(self.share.clone(), "roots cost 32 units, divisions 16, products 4: say it with fewer of them".into())
			}
			ProgramError::Empty | ProgramError::NotOneResult { .. } => {
				(self.share.clone(), "say it more simply".into())
			}
		}
	}

	fn op(&self, at: u32) -> Place {
		let at = usize::try_from(at).ok();
		at.and_then(|at| self.ops.get(at)).unwrap_or(&self.share).clone()
	}
}

fn at_most() -> String {
	format!("an amount is at most {}", MAX_AMOUNT / UNIT)
}
