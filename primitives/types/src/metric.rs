//! What may be shown of a model's error on a member's held-out rows: it says something of them, so it is a release like an update.
//!
//! | metric | what a report shows of each update in question | what it costs |
//! | --- | --- | --- |
//! | `none` | nothing: nobody is asked | nothing |
//! | `coarse` | one of 17 values, exactly as measured | no ε could: the dataset is marked. Only where updates have no noise either |
//! | `bit` | whether the result is better with it, by randomised response | one answer each, charged to the held-out dataset |
//!
//! **What a charge of bits says.** The unit is the member's whole held-out dataset, replaced by any other ([`METRIC_RELATION`]): randomised
//! response protects all of it as well as one row, at the same ε. Whatever changes in the rows can turn over every answer that was measured
//! on them, so a report of k answers is charged k times one answer.
//!
//! That the answers were drawn so, nobody can see.

use crate::{
	ids::{DatasetId, MemberId, RoundId},
	ledger::Charged,
	privacy::MechanismPolicy,
	result::PerParticipant,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
pub use guild_accountant::FlipChance;
use guild_accountant::{AccountantError, Curve, Mechanism, Relation};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What charges of bits are accounted under.
pub const METRIC_RELATION: Relation = Relation::ReplaceDataset;

/// What a task lets members show of errors on their held-out rows. An index never changes its meaning.
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
#[serde(rename_all = "kebab-case", rename_all_fields = "snake_case")]
pub enum MetricPolicy {
	/// Nothing.
	#[codec(index = 0)]
	None,
	/// Coarse values, uncharged.
	#[codec(index = 1)]
	Coarse,
	/// One bit a question, by randomised response.
	#[codec(index = 2)]
	Bit {
		/// The chance of the other answer than the true one.
		flip: FlipChance,
	},
}

impl MetricPolicy {
	/// What a task shows that says nothing of it: coarse values where updates have no noise. Where they have, nothing: what costs
	/// privacy has to be asked for.
	pub const fn usual(mechanism: &MechanismPolicy) -> Self {
		match mechanism {
			MechanismPolicy::None => Self::Coarse,
			MechanismPolicy::Local { .. } | MechanismPolicy::RecordLevel { .. } => Self::None,
		}
	}

	/// Whether it may stand beside this mechanism: what nothing accounts for undoes the promise that noise makes.
	pub fn fits(&self, mechanism: &MechanismPolicy) -> bool {
		*self != Self::Coarse || *mechanism == MechanismPolicy::None
	}
}

impl fmt::Display for MetricPolicy {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::None => f.write_str("nothing of errors on held-out rows"),
			Self::Coarse => f.write_str(
				"of each update one of 17 coarse values about the error on a member's held-out rows, which nothing is charged for",
			),
			Self::Bit { flip } => write!(
				f,
				"of each update one bit, whether it lowers the error on a member's held-out rows, told falsely with chance {flip}; each costs \
				 the held-out dataset at most ε = {:.6}; protects {METRIC_RELATION}",
				flip.epsilon()
			),
		}
	}
}

/// What a member reports of the updates of a round, in the order of the survey's subjects. An index never changes its meaning.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Answers {
	/// How much worse the result is without each: −8 to 8 steps.
	#[codec(index = 0)]
	Coarse(PerParticipant<i8>),
	/// Bit i is set if the answer is that the result is better with update i. The bit of the member's own update is clear: nobody asks it
	/// about that one.
	#[codec(index = 1)]
	Bits(u128),
}

/// What a report shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Metric {
	/// Coarse values.
	Coarse,
	/// Bits.
	Bits {
		/// The chance of the other answer, as the task says.
		flip: FlipChance,
		/// How many: one for each update in question that is not the member's own.
		count: u32,
	},
}

/// What so many answers cost.
///
/// # Errors
/// [`AccountantError::NoSteps`] for none.
pub fn cost_of_bits(flip: FlipChance, count: u32) -> Result<Curve, AccountantError> {
	Mechanism::RandomisedResponse { flip }.cost(METRIC_RELATION, count)
}

/// A report that is about to be accepted. Bits are charged once for a member, dataset and round; a second report is refused. Coarse values
/// cost nothing, and mark the dataset that they were measured on, if it is a declared one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MetricRelease {
	/// Whose it is.
	pub member: MemberId,
	/// The round whose updates it is about.
	pub round: RoundId,
	/// The dataset it was measured on, in the member's own numbers.
	pub dataset: DatasetId,
	/// What it shows.
	pub metric: Metric,
}

impl Charged for MetricRelease {
	type Declared = Answers;

	fn is_costly(&self) -> bool {
		matches!(self.metric, Metric::Bits { .. })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn bit(flip: &str) -> MetricPolicy {
		MetricPolicy::Bit { flip: flip.parse().unwrap() }
	}

	fn noise() -> MechanismPolicy {
		let one = "1".parse().unwrap();
		MechanismPolicy::Local { floor: one, ceiling: one }
	}

	#[test]
	fn coarse_values_stand_beside_no_noise_alone() {
		for (metric, beside_noise) in [(MetricPolicy::None, true), (MetricPolicy::Coarse, false), (bit("0.25"), true)] {
			assert_eq!((metric.fits(&MechanismPolicy::None), metric.fits(&noise())), (true, beside_noise), "{metric}");
		}
		for mechanism in [MechanismPolicy::None, noise()] {
			assert!(MetricPolicy::usual(&mechanism).fits(&mechanism));
		}
	}

	#[test]
	fn a_policy_is_written_as_task_files_write_it_and_says_what_it_costs() {
		assert_eq!(serde_json::to_string(&bit("0.25")).unwrap(), r#"{"bit":{"flip":"0.25"}}"#);
		assert_eq!(serde_json::from_str::<MetricPolicy>("\"coarse\"").unwrap(), MetricPolicy::Coarse);
		let words = bit("0.25").to_string();
		// ln 3 = 1.0986122….
		assert!(words.contains("ε = 1.098613") && words.contains("whole dataset"), "{words}");
	}

	#[test]
	fn so_many_bits_are_so_many_answers() {
		let flip = "0.25".parse().unwrap();
		let one = Mechanism::RandomisedResponse { flip }.step(Relation::ReplaceDataset).unwrap();
		assert_eq!(cost_of_bits(flip, 7), Ok(one.times(7)));
		assert_eq!(cost_of_bits(flip, 0), Err(AccountantError::NoSteps));
	}
}
