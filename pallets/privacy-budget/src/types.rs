//! What lives in storage.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use guild_accountant::{Curve, Relation};
use guild_primitives::{
	ids::{BlockNumber, DatasetId, MemberId, RoundId},
	limits::{MAX_DATASETS, MAX_DESCRIPTION_BYTES},
	Budget, FlipChance, Mechanism, Text,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Numbers of datasets.
pub type DatasetIds = BoundedVec<DatasetId, ConstU32<MAX_DATASETS>>;

/// What a dataset may spend, by relation. A relation without a budget allows nothing.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Budgets {
	/// Under [`Relation::ReplaceDataset`]: what noise on whole updates spends.
	#[serde(default)]
	pub replace_dataset: Option<Budget>,
	/// Under [`Relation::AddRemoveRecord`]: what noise within training spends.
	#[serde(default)]
	pub add_remove_record: Option<Budget>,
}

impl Budgets {
	/// The budget under a relation.
	pub const fn under(&self, relation: Relation) -> Option<Budget> {
		match relation {
			Relation::ReplaceDataset => self.replace_dataset,
			Relation::AddRemoveRecord => self.add_remove_record,
		}
	}

	/// The place of the budget under a relation.
	pub(crate) const fn place(&mut self, relation: Relation) -> &mut Option<Budget> {
		match relation {
			Relation::ReplaceDataset => &mut self.replace_dataset,
			Relation::AddRemoveRecord => &mut self.add_remove_record,
		}
	}

	/// Whether there is none.
	pub const fn is_empty(&self) -> bool {
		self.replace_dataset.is_none() && self.add_remove_record.is_none()
	}
}

/// A declared dataset.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Dataset {
	/// What it is, in the member's words.
	pub description: Text<MAX_DESCRIPTION_BYTES>,
	/// When it was declared.
	pub declared_at: BlockNumber,
	/// The member's datasets that share rows with it, ascending.
	pub overlaps: DatasetIds,
	/// What it may spend.
	pub budgets: Budgets,
	/// First block at which an update without noise, or a report of coarse values, named it.
	pub unprotected_since: Option<BlockNumber>,
}

/// What was charged to a dataset under one relation.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Account {
	/// How many updates.
	pub charges: u32,
	/// How many reports on held-out rows.
	pub reports: u32,
	/// What they cost together, with the relation.
	pub curve: Curve,
}

impl Account {
	/// Nothing charged.
	pub const fn empty(relation: Relation) -> Self {
		Self { charges: 0, reports: 0, curve: Curve::zero(relation) }
	}
}

/// One update's charge.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Charge {
	/// The round it was first committed in.
	pub round: RoundId,
	/// The mechanism it declares, which says relation, sensitivity and cost.
	pub mechanism: Mechanism,
	/// When it was charged.
	pub at: BlockNumber,
}

/// The charge of a report of bits on held-out rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct MetricCharge {
	/// The chance of the other answer, as the task says.
	pub flip: FlipChance,
	/// How many bits.
	pub count: u32,
	/// When it was charged.
	pub at: BlockNumber,
}

/// A dataset at genesis.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenesisDataset {
	/// Whose it is.
	pub member: MemberId,
	/// The member's number for it.
	pub dataset: DatasetId,
	/// What it is, in the member's words.
	pub description: Text<MAX_DESCRIPTION_BYTES>,
	/// The member's datasets before it in the list that share rows with it, ascending.
	#[serde(default)]
	pub overlaps: DatasetIds,
	/// What it may spend.
	pub budgets: Budgets,
}
