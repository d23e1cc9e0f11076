//! The frozen inputs of an aggregation, and its result.

use crate::{
	ids::{MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
	root::Root,
	rules::RuleSpec,
};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A coefficient of a mixing row, with 32 fraction bits.
pub type Coefficient = i64;
/// The coefficient 1.
pub const COEFFICIENT_ONE: Coefficient = 1 << 32;

/// A list with one item a participant.
pub type PerParticipant<T> = BoundedVec<T, ConstU32<MAX_PARTICIPANTS>>;

/// Everything the aggregation of a round depends on besides the bytes of the updates and of the base model. Frozen on
/// chain when Availability ends, and hashed into every result.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct RoundInputs {
	/// The round.
	pub round: RoundId,
	/// Hash of the task's spec.
	pub spec_hash: Root,
	/// The model that the aggregate is added to.
	pub base_root: Root,
	/// Root of the aggregate of the last final round, if there is one.
	pub previous_aggregate_root: Option<Root>,
	/// Lanes of one update.
	pub dim: u32,
	/// Fraction bits of a lane.
	pub scale: u8,
	/// An update of a larger L2 norm, in lanes, is cut out of the matrix.
	pub norm_bound: u64,
	/// The rule with its parameters.
	pub rule: RuleSpec,
	/// The round's seed, for rules that draw: [`crate::seed::round_seed`] of what was revealed. The chain makes one for every
	/// round.
	pub seed: Option<Root>,
	/// The included updates, ascending by member.
	pub included: PerParticipant<IncludedUpdate>,
}

/// One included update.
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
pub struct IncludedUpdate {
	/// Whose it is.
	pub member: MemberId,
	/// Its root.
	pub update_root: Root,
	/// Its weight, at least 1.
	pub weight: u32,
	/// Whether it may enter the matrix at all (a quarantined member's does not; it is scored beside it).
	pub active: bool,
}

impl RoundInputs {
	/// The hash under which a result refers to its inputs.
	pub fn hash(&self) -> Root {
		Root::of_value("guild 2026-11 round inputs v2", self)
	}

	/// The previous aggregate, if there is one and the matrix has room for its row. Some rules start from it, and under each rule
	/// it shows what in an update is new.
	///
	/// A full matrix of 128 updates has none. A rule that starts from it then starts as in a first round; it does not fail.
	pub fn previous_aggregate(&self) -> Option<Root> {
		let room = self.included.len() < MAX_PARTICIPANTS as usize;
		self.previous_aggregate_root.filter(|_| room)
	}

	/// Roots of the lane vectors that the Gram matrix is over, in its order: the included updates, then
	/// [`RoundInputs::previous_aggregate`]. At most [`MAX_PARTICIPANTS`]. A mixing row has one coefficient for each.
	pub fn columns(&self) -> impl Iterator<Item = Root> + '_ {
		self.included.iter().map(|update| update.update_root).chain(self.previous_aggregate())
	}
}

/// What an aggregation yields. Sent once a round by its first attester; the others name it by [`ResultBody::hash`].
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct ResultBody {
	/// Mixing rows, over [`RoundInputs::columns`] in their order; an update cut out of the matrix has 0 everywhere.
	pub coefficients: PerParticipant<PerParticipant<Coefficient>>,
	/// L2 norm of each included update, in lanes, rounded down.
	pub norms: PerParticipant<u64>,
	/// L2 distance of each included update from the mean of the mixed rows, in lanes, rounded down.
	pub distances: PerParticipant<u64>,
	/// The part of each included update's squared norm that does not lie along the previous aggregate, in units of 2^-32, at most
	/// 2^32; empty where that is no column. An update of zeros has nothing new.
	pub novelties: PerParticipant<u64>,
	/// BLAKE3 of the aggregate's lanes (i16, little-endian).
	pub aggregate_root: Root,
	/// BLAKE3 of the new model's lanes (i32, little-endian).
	pub model_root: Root,
	/// BLAKE3 of the trace's list: what the result is bound to, span by span.
	pub trace_root: Root,
}

/// What an attester's worker key signs: so a false result, its attestations and its fault proof condemn without a chain.
pub fn attestation_hash(member: &MemberId, round: &RoundId, result_hash: &Root, possession: &Root) -> Root {
	Root::of_value("guild 2026-11 attestation v1", &(member, round, result_hash, possession))
}

impl ResultBody {
	/// The hash that attesters attest.
	pub fn hash(&self, inputs_hash: &Root) -> Root {
		Root::of_value("guild 2026-11 round result v3", &(inputs_hash, self))
	}

	/// Whether the shape fits a round with `n` included updates and so many `columns` (see [`RoundInputs::columns`]): at
	/// least one row and at most n, each with one coefficient a column, whose absolute values add up to at most 1; n norms
	/// and distances, and as many novelties if there are more columns than updates.
	pub fn fits(&self, n: usize, columns: usize) -> bool {
		let row_fits = |row: &PerParticipant<Coefficient>| {
			let sum = row.iter().fold(0u64, |sum, c| sum.saturating_add(c.unsigned_abs()));
			row.len() == columns && sum <= COEFFICIENT_ONE.unsigned_abs()
		};
		(1..=n).contains(&self.coefficients.len())
			&& self.coefficients.iter().all(row_fits)
			&& self.norms.len() == n
			&& self.distances.len() == n
			&& self.novelties.len() == if columns > n { n } else { 0 }
	}
}
