//! From the Gram matrix to rows of coefficients: a pure function in n-space, for the worker and, later, the runtime.
//!
//! # Who takes part
//!
//! The rule sees the *active* updates only: those that the chain calls active, and whose `G_ii` is at most the square
//! of the norm bound. The others are cut out of the matrix, have coefficient 0 in every row, and are scored beside it.
//!
//! # When a cut leaves too few
//!
//! The chain opens no aggregation with fewer updates than the rule needs, but only the lanes show that an update
//! exceeds the norm bound. If one liar could thus void a rule's condition on n and f, it could fail every round. So the
//! rule still runs, with `f` lowered to the largest value that the active updates allow: (n − 3) / 2 for Krum and
//! Multi-Krum, (n − 1) / 2 for the geometric median, nearest-neighbour mixing, the median and the trimmed mean, the
//! least of these for a rule of several parts, and never below 0. Multi-Krum then keeps at most n − f. This costs no
//! safety: an update that was cut is one the rule need not tolerate any more, so as many hostile updates have left as
//! `f` was lowered by, unless quarantined members were among the cut, whom the chain does not count. Krum over one or two
//! updates has nobody to compare and takes the first. No active update at all is an error.
//!
//! # Weights
//!
//! They enter the mean, the geometric median, and the mean over the updates that Multi-Krum keeps. Scores of Krum and
//! nearest-neighbour mixing count updates, as their papers do; a column rule over single updates counts them as well.

pub mod each;
pub mod geometric_median;
pub mod krum;
pub mod mean;
pub mod multi_krum;
mod rows;

pub use rows::{Rows, RowsError};

use crate::{
	column::Column,
	fixed::{mean_of_rows, FRACTION_BITS},
	gram::Gram,
	pre::Transformed,
};
use alloc::{vec, vec::Vec};
use guild_primitives::{Coefficient, ColumnRule, MixRule, PreStep, RoundInputs, RuleSpec, Weighting};

/// What the rule decides from the Gram matrix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mix {
	/// The rows of coefficients, over all included updates.
	pub rows: Rows,
	/// How the mixed rows are combined, lane by lane.
	pub column: Column,
	/// L2 norm of each included update, in lanes, rounded down.
	pub norms: Vec<u64>,
	/// L2 distance of each included update from the mean of the mixed rows, in lanes, rounded down.
	pub distances: Vec<u64>,
}

/// Why there is no mix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MixError {
	/// The matrix is not of the included updates.
	Size {
		/// Rows of the matrix.
		gram: usize,
		/// Included updates.
		included: usize,
	},
	/// No included update is active and within the norm bound.
	NoActiveUpdate,
	/// An included update has weight 0.
	NoWeight {
		/// Which.
		update: usize,
	},
	/// A parameter of the rule is out of range, or its mix and column do not fit: no task has such a rule.
	BadRule(guild_primitives::rules::RuleError),
	/// The rows break their own bounds; only a bug in the rule can do this.
	Rows(RowsError),
}

impl core::fmt::Display for MixError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Size { gram, included } => {
				write!(f, "the Gram matrix has {gram} rows, and the round includes {included} updates")
			}
			Self::NoActiveUpdate => f.write_str("no included update is active and within the norm bound"),
			Self::NoWeight { update } => write!(f, "update {update} has weight 0; a weight is at least 1"),
			Self::BadRule(error) => write!(f, "the rule cannot be run: {error:?}"),
			Self::Rows(error) => write!(f, "the rule gave rows out of bounds ({error:?}): please report this"),
		}
	}
}

impl core::error::Error for MixError {}

/// Runs a round's rule on the Gram matrix of all its included updates.
///
/// # Errors
/// See [`MixError`]. It is total: any matrix and any inputs give rows or an error.
pub fn mix(gram: &Gram, inputs: &RoundInputs) -> Result<Mix, MixError> {
	let n = inputs.included.len();
	if gram.len() != n {
		return Err(MixError::Size { gram: gram.len(), included: n });
	}
	if let Some(update) = inputs.included.iter().position(|update| update.weight == 0) {
		return Err(MixError::NoWeight { update });
	}
	// Asked as if there were updates enough, it tells whether the parameters themselves hold.
	inputs.rule.check(u32::MAX).map_err(MixError::BadRule)?;

	let active = active(gram, inputs);
	if active.is_empty() {
		return Err(MixError::NoActiveUpdate);
	}
	let weights: Vec<u32> = active.iter().filter_map(|i| inputs.included.get(*i)).map(|u| u.weight).collect();
	let equal = vec![1; active.len()];
	let weights = if inputs.rule.weighting == Weighting::Samples { &weights } else { &equal };
	let f = allowed_f(&inputs.rule, active.len());

	let start = Transformed::identity(gram.select(&active));
	let transformed = inputs.rule.pre.iter().fold(start, |updates, step| updates.then(*step, f));
	let mixed = match inputs.rule.mix {
		MixRule::Mean => vec![mean::row(weights)],
		MixRule::GeometricMedian { iterations, nu } => {
			vec![geometric_median::row(&transformed.gram, weights, iterations, nu)]
		}
		MixRule::Krum => vec![krum::row(&transformed.gram, f)],
		MixRule::MultiKrum { m } => vec![multi_krum::row(&transformed.gram, weights, f, m.into())],
		MixRule::Each => each::rows(active.len()),
	};
	let over_active: Vec<Vec<Coefficient>> = mixed.iter().map(|row| transformed.compose(row)).collect();

	let rows: Vec<Vec<Coefficient>> = over_active.iter().map(|row| spread(row, &active, n)).collect();
	let centre = mean_of_rows(&rows, n);
	let column = match inputs.rule.column {
		ColumnRule::Identity => Column::Identity,
		ColumnRule::Median => Column::Median,
		ColumnRule::TrimmedMean => Column::TrimmedMean { cut: f },
	};
	Ok(Mix {
		rows: Rows::new(rows, n).map_err(MixError::Rows)?,
		column,
		norms: (0..n).map(|i| gram.norm(i)).collect(),
		// A squared distance below 2^123 has a root below 2^62 with 32 fraction bits.
		distances: gram
			.squared_distances_from(&centre)
			.iter()
			.map(|squared| (squared.isqrt() >> FRACTION_BITS) as u64)
			.collect(),
	})
}

/// Indices of the updates that the rule sees.
fn active(gram: &Gram, inputs: &RoundInputs) -> Vec<usize> {
	let bound = u128::from(inputs.norm_bound) * u128::from(inputs.norm_bound);
	let within = |i: usize| u128::from(gram.get(i, i).max(0).unsigned_abs()) <= bound;
	inputs.included.iter().enumerate().filter(|(i, update)| update.active && within(*i)).map(|(i, _)| i).collect()
}

/// The rule's `f`, lowered to what `n` active updates allow (see the module's page).
fn allowed_f(rule: &RuleSpec, n: usize) -> usize {
	let majority = n.saturating_sub(1) / 2;
	let krum = n.saturating_sub(3) / 2;
	let by_mix = match rule.mix {
		MixRule::Krum | MixRule::MultiKrum { .. } => krum,
		MixRule::GeometricMedian { .. } | MixRule::Mean | MixRule::Each => majority,
	};
	let needs_majority = rule.column != ColumnRule::Identity || rule.pre.contains(&PreStep::NearestNeighbourMixing);
	let by_rest = if needs_majority { majority } else { usize::MAX };
	usize::from(rule.f).min(by_mix).min(by_rest)
}

/// A row over the active updates as a row over all `n`.
fn spread(row: &[Coefficient], active: &[usize], n: usize) -> Vec<Coefficient> {
	let mut spread = vec![0; n];
	for (coefficient, i) in row.iter().zip(active) {
		if let Some(own) = spread.get_mut(*i) {
			*own = *coefficient;
		}
	}
	spread
}
