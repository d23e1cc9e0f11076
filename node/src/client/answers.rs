//! What the `guild_*` methods answer: one definition for the server and its callers.

mod ledgers;

pub use ledgers::{Agreement, Agreements, MemberReputation, Payout, Payouts, PayoutsFrom, Reputations};

use guild_primitives::{BlockNumber, LedgerEntry, Lineage, MemberId, MemberView, RoundIndex, RoundView, TaskView};
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// The block whose state an answer speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct At {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: H256,
}

/// Answer of `guild_tasks(from, limit)`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tasks {
	/// The block.
	pub at: At,
	/// Tasks from number `from` on.
	pub tasks: Vec<TaskView>,
}

/// Answer of `guild_task(task)`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Task {
	/// The block.
	pub at: At,
	/// The task.
	pub task: TaskView,
}

/// Answer of `guild_round(task, index)`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Round {
	/// The block.
	pub at: At,
	/// The round.
	pub round: RoundView,
}

/// Answer of `guild_provenance(model_root)`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Provenance {
	/// The block.
	pub at: At,
	/// Records from the model back, newest first.
	pub lineage: Vec<Lineage>,
	/// Round to go on from, if the lineage is longer.
	pub next: Option<RoundIndex>,
}

/// Answer of `guild_members()`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Members {
	/// The block.
	pub at: At,
	/// All members, ascending by owner account.
	pub members: Vec<MemberView>,
}

/// Answer of `guild_privacyLedger(member)`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PrivacyLedger {
	/// The block.
	pub at: At,
	/// The member.
	pub member: MemberId,
	/// One entry for each dataset and relation that has a budget.
	pub entries: Vec<LedgerEntry>,
}
