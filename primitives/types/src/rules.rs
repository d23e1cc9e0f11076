//! Which robust rule a task uses, as data. What each does, bit for bit, is in `guild-aggregation`.
//!
//! A rule is *mix, then column*: pre-steps and a mix turn the Gram matrix of the active updates into rows of
//! coefficients; a column rule combines the mixed rows lane by lane.
//!
//! An index in an encoding never changes its meaning: a new meaning is a new index.

use crate::limits::{MAX_ITERATIONS, MAX_PRE_STEPS};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A rule and its parameters.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct RuleSpec {
	/// How many of the active updates may be hostile.
	pub f: u16,
	/// What weights the updates carry into the mix.
	pub weighting: Weighting,
	/// Steps before the mix, in order.
	pub pre: BoundedVec<PreStep, ConstU32<MAX_PRE_STEPS>>,
	/// From the Gram matrix to rows of coefficients.
	pub mix: MixRule,
	/// From the mixed rows to the aggregate.
	pub column: ColumnRule,
}

/// Weights of the updates.
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
pub enum Weighting {
	/// All the same.
	#[codec(index = 0)]
	Equal,
	/// The samples that the member reports, capped by the task.
	#[codec(index = 1)]
	Samples,
}

/// A step before the mix. It is a linear map of the updates, so it acts on the Gram matrix alone.
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
pub enum PreStep {
	/// Norm clipping: scales each update down to an L2 norm of at most `tau` lanes.
	#[codec(index = 0)]
	Clip {
		/// Clip norm, in lanes (L2).
		tau: u64,
	},
	/// Nearest-neighbour mixing: replaces each update by the mean of its n − f nearest, itself included
	/// (Allouah et al. 2023).
	#[codec(index = 1)]
	NearestNeighbourMixing,
}

/// From the (transformed) Gram matrix to rows of coefficients.
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
pub enum MixRule {
	/// The weighted mean: one row.
	#[codec(index = 0)]
	Mean,
	/// The weighted geometric median by smoothed Weiszfeld (Pillutla, Kakade, Harchaoui 2022): one row.
	#[codec(index = 1)]
	GeometricMedian {
		/// Most iterations.
		iterations: u16,
		/// Smoothing ν, in lanes (L2), at least 1.
		nu: u32,
	},
	/// Krum (Blanchard et al. 2017): one unit row.
	#[codec(index = 2)]
	Krum,
	/// Multi-Krum: the mean of the `m` updates with the best Krum scores: one row.
	#[codec(index = 3)]
	MultiKrum {
		/// Updates kept.
		m: u16,
	},
	/// Every update as its own row, for a column rule to combine: n unit rows (before pre-steps).
	#[codec(index = 4)]
	Each,
	/// Centered clipping (Karimireddy, He, Jaggi 2021) around the previous aggregate: one row.
	#[codec(index = 5)]
	CenteredClipping {
		/// Clip norm τ, in lanes (L2), at least 1.
		tau: u64,
		/// Iterations l, at least 1.
		iterations: u16,
	},
}

/// From the mixed rows to the aggregate, lane by lane.
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
pub enum ColumnRule {
	/// The one mixed row is the aggregate.
	#[codec(index = 0)]
	Identity,
	/// The coordinate-wise median; of an even number the mean of the middle two (Yin et al. 2018).
	#[codec(index = 1)]
	Median,
	/// The coordinate-wise mean without the f largest and the f smallest (Yin et al. 2018).
	#[codec(index = 2)]
	TrimmedMean,
}

/// Why a rule is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum RuleError {
	/// The guarantee of the rule is void with so few updates for this `f`; `needs` is the least number.
	TooFewUpdates {
		/// Least number of updates.
		needs: u32,
	},
	/// A parameter is out of its range.
	BadParameter,
	/// The mix gives more than one row and the column rule is `identity`, or the reverse.
	MixAndColumnDoNotFit,
}

impl RuleSpec {
	/// The weighted mean.
	pub fn mean(weighting: Weighting) -> Self {
		Self { f: 0, weighting, pre: BoundedVec::new(), mix: MixRule::Mean, column: ColumnRule::Identity }
	}

	/// The rule's `f`, lowered to the largest one whose guarantee `n` updates allow, and to 0 if they allow none.
	pub fn allowed_f(&self, n: u32) -> u16 {
		let majority = n.saturating_sub(1) / 2;
		let by_mix = match self.mix {
			MixRule::Krum | MixRule::MultiKrum { .. } => n.saturating_sub(3) / 2,
			MixRule::GeometricMedian { .. } | MixRule::CenteredClipping { .. } | MixRule::Mean | MixRule::Each => {
				majority
			}
		};
		let needs_majority = self.column != ColumnRule::Identity || self.pre.contains(&PreStep::NearestNeighbourMixing);
		let most = if needs_majority { by_mix.min(majority) } else { by_mix };
		self.f.min(u16::try_from(most).unwrap_or(u16::MAX))
	}

	/// The least number of updates for which the rule keeps its guarantee against `f` hostile ones.
	///
	/// Krum needs n ≥ 2f + 3; the geometric median, nearest-neighbour mixing, the median and the trimmed mean
	/// n ≥ 2f + 1. The mean has no guarantee and needs one update.
	pub fn least_updates(&self) -> u32 {
		let f = u32::from(self.f);
		let majority = f.saturating_mul(2).saturating_add(1);
		let mix = match self.mix {
			MixRule::Krum => majority.saturating_add(2),
			MixRule::MultiKrum { m } => majority.saturating_add(2).max(u32::from(m).saturating_add(f)),
			MixRule::GeometricMedian { .. } | MixRule::CenteredClipping { .. } => majority,
			MixRule::Mean | MixRule::Each => 1,
		};
		let column = if self.column == ColumnRule::Identity { 1 } else { majority };
		let pre = if self.pre.contains(&PreStep::NearestNeighbourMixing) { majority } else { 1 };
		mix.max(column).max(pre)
	}

	/// Whether the rule reads the previous aggregate: it is then a row of the Gram matrix, after the updates.
	pub fn reads_previous_aggregate(&self) -> bool {
		matches!(self.mix, MixRule::CenteredClipping { .. })
	}

	/// Whether the rule draws, and so needs the round's seed. A chain that makes no seeds refuses such rules.
	pub fn needs_seed(&self) -> bool {
		false
	}

	/// Whether the rule makes sense for `n` updates.
	///
	/// # Errors
	/// The first thing that does not hold.
	pub fn check(&self, n: u32) -> Result<(), RuleError> {
		let parameters_hold = match self.mix {
			MixRule::GeometricMedian { iterations, nu } => (1..=MAX_ITERATIONS).contains(&iterations) && nu >= 1,
			MixRule::MultiKrum { m } => m >= 1,
			MixRule::CenteredClipping { tau, iterations } => tau >= 1 && (1..=MAX_ITERATIONS).contains(&iterations),
			MixRule::Mean | MixRule::Krum | MixRule::Each => true,
		} && !self.pre.iter().any(|step| matches!(step, PreStep::Clip { tau: 0 }));
		if !parameters_hold {
			return Err(RuleError::BadParameter);
		}
		if (self.mix == MixRule::Each) == (self.column == ColumnRule::Identity) {
			return Err(RuleError::MixAndColumnDoNotFit);
		}
		let needs = self.least_updates();
		if n < needs {
			return Err(RuleError::TooFewUpdates { needs });
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn krum_needs_two_f_plus_three() {
		let krum = RuleSpec { f: 1, mix: MixRule::Krum, ..RuleSpec::mean(Weighting::Equal) };
		assert_eq!(krum.check(4), Err(RuleError::TooFewUpdates { needs: 5 }));
		assert_eq!(krum.check(5), Ok(()));
	}

	#[test]
	fn many_rows_need_a_column_rule_and_one_row_needs_none() {
		let rows = RuleSpec { mix: MixRule::Each, ..RuleSpec::mean(Weighting::Equal) };
		assert_eq!(rows.check(4), Err(RuleError::MixAndColumnDoNotFit));
		let median_of_one = RuleSpec { column: ColumnRule::Median, ..RuleSpec::mean(Weighting::Equal) };
		assert_eq!(median_of_one.check(4), Err(RuleError::MixAndColumnDoNotFit));
		assert_eq!(RuleSpec { column: ColumnRule::Median, f: 1, ..rows }.check(3), Ok(()));
	}
}
