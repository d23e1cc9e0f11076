//! How a run went, round by round.

use guild_primitives::{FailReason, Root, RoundIndex};
use serde::Serialize;

/// One round of a run.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RoundLine {
	/// Its number.
	pub round: RoundIndex,
	/// Whether it became final.
	pub is_final: bool,
	/// Why it did not.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub failed: Option<FailReason>,
	/// Root mean squared error of the new model on the test, in the target's unit.
	pub error: Option<f64>,
	/// Updates in the aggregate.
	pub included: usize,
	/// Sum of the absolute coefficients of liars: their share of the aggregate.
	pub liars_share: f64,
	/// Block at which it ended.
	pub ended_at: u32,
}

/// How a run went.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Run {
	/// Its rounds.
	pub rounds: Vec<RoundLine>,
	/// The last model.
	pub model_root: Root,
	/// Hash of the last block: equal for equal runs.
	pub head: Root,
	/// Blocks made.
	pub blocks: u32,
	/// Transactions in them.
	pub transactions: usize,
	/// Transactions that the chain refused.
	pub refused: usize,
	/// Results that fell on the chain: proven false, or their list withheld.
	pub faults_proven: usize,
	/// Proposed results whose list was pleaded for; one that nobody sends falls.
	pub pleas: usize,
	/// Where the test's targets are labels, 0 and 1: the mean of the shares of either that the last model tells, at a threshold of one
	/// half. Half of it is what one reaches who sees nothing.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub balanced_accuracy: Option<f64>,
	/// Error of persistence, or of what one would say without a model.
	pub trivial_error: f64,
	/// Unit of the errors.
	pub unit: String,
}

impl Run {
	/// The error of the last model, if a round became final.
	pub fn final_error(&self) -> Option<f64> {
		self.rounds.iter().rev().find_map(|round| round.error)
	}
}
