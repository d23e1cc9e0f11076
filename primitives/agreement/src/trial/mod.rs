//! What an agreement would have paid in example rounds, before anyone votes.

mod file;
mod outcome;

pub use outcome::{try_out, Pay, Total, Trial, TrialRound};

use crate::{text::amount, Amount, Clause, Fact, Facts, I32F32};
use guild_primitives::{BlockNumber, MemberId, RoundIndex};

/// Example rounds.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Examples(pub Vec<ExampleRound>);

/// A round that became final.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExampleRound {
	/// The round.
	pub index: RoundIndex,
	/// Block at which it became final.
	pub at: BlockNumber,
	/// Its electorate.
	pub members: Vec<ExampleMember>,
}

/// A member in an example round.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ExampleMember {
	/// What it is called.
	pub name: String,
	/// Who it is, where an agreement names its parties.
	pub member: Option<MemberId>,
	/// Facts that are given.
	pub facts: Vec<(Fact, I32F32)>,
	/// What it is punished for.
	pub penalties: Vec<Clause>,
}

impl ExampleMember {
	/// A fact, if it is given.
	pub fn fact(&self, fact: Fact) -> Option<I32F32> {
		self.facts.iter().find(|(known, _)| *known == fact).map(|(_, value)| *value)
	}

	/// All facts; 0 where one is not given.
	fn all_facts(&self) -> Facts {
		let mut facts = Facts::default();
		for (fact, value) in &self.facts {
			facts.set(*fact, *value);
		}
		facts
	}
}

/// Why example rounds cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{what}")]
pub struct ExamplesError {
	/// What is wrong.
	pub what: String,
	/// Where: a line, or a round and a member.
	pub place: String,
	/// What to do about it.
	pub next: String,
}

impl ExamplesError {
	fn new(what: impl Into<String>, place: impl Into<String>, next: impl Into<String>) -> Self {
		Self { what: what.into(), place: place.into(), next: next.into() }
	}
}

/// An amount as JSON has it: a decimal number in a string.
fn serialize_amount<S: serde::Serializer>(value: &Amount, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.serialize_str(&amount(*value))
}
