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
//! rule still runs, with `f` lowered to the largest value whose condition the active updates meet
//! ([`RuleSpec::allowed_f`](guild_primitives::RuleSpec::allowed_f)), and never below 0. Multi-Krum then keeps at most n − f.
//! This costs no safety: an update that was cut is one the rule need not tolerate any more, so as many hostile updates have
//! left as `f` was lowered by, unless quarantined members were among the cut, whom the chain does not count. Krum over one
//! or two updates has nobody to compare and takes the first. No active update at all is an error.
//!
//! # Weights
//!
//! Weights from outside (capped samples, reputation, or their product) compose with every rule; each rule's page says how. There
//! is no weight for stale updates: every update of a round starts from its base model. A task that weighs all alike reads no
//! weight, so that reputation counts in it by quarantine alone. In short: weights enter every mean, also a mean over chosen updates; whatever counts or compares updates, as the papers'
//! guarantees do, counts them one by one. Pre-steps hand the weights on.
//!
//! # A new rule
//!
//! One new file here, one line in [`mod@self`]'s table (`rows`), one variant with its entry in `guild-primitives`
//! (`rules/mix_rule.rs`) and one line in the list of names (`rules/names.rs`). ARCHITECTURE.md goes through it.

pub mod approximate_geometric_median;
pub mod bulyan;
pub mod caf;
pub mod centered_clipping;
pub mod each;
pub mod geometric_median;
pub mod krum;
pub mod mean;
pub mod minimum_diameter;
pub mod monna;
pub mod multi_krum;
mod rows;
pub mod smea;
pub mod spread;

pub use rows::{Rows, RowsError};

use crate::{
	column::Column,
	count::{count, SCORE},
	fixed::{mean_of_rows, FRACTION_BITS},
	gram::Gram,
	pre::Transformed,
};
use alloc::{vec, vec::Vec};
use guild_primitives::{Coefficient, ColumnRule, IncludedUpdate, MixRule, Root, RoundInputs, Weighting};

/// What the rule decides from the Gram matrix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mix {
	/// The rows of coefficients, over [`RoundInputs::columns`].
	pub rows: Rows,
	/// How the mixed rows are combined, lane by lane.
	pub column: Column,
	/// L2 norm of each included update, in lanes, rounded down.
	pub norms: Vec<u64>,
	/// L2 distance of each included update from the mean of the mixed rows, in lanes, rounded down.
	pub distances: Vec<u64>,
	/// The part of each included update's squared norm that does not lie along the previous aggregate, in units of 2^-32; empty
	/// where that is no column.
	pub novelties: Vec<u64>,
}

/// Why there is no mix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MixError {
	/// The matrix is not over the round's columns.
	Size {
		/// Rows of the matrix.
		gram: usize,
		/// Columns: the included updates, and the previous aggregate if there is one.
		columns: usize,
	},
	/// No included update is active and within the norm bound.
	NoActiveUpdate,
	/// An included update has weight 0.
	NoWeight {
		/// Which.
		update: usize,
	},
	/// The rule draws, and the round has no seed.
	NoSeed,
	/// A parameter of the rule is out of range, or its mix and column do not fit: no task has such a rule.
	BadRule(guild_primitives::rules::RuleError),
	/// The rows break their own bounds; only a bug in the rule can do this.
	Rows(RowsError),
}

impl core::fmt::Display for MixError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Size { gram, columns } => {
				write!(f, "the Gram matrix has {gram} rows, and the round has {columns} columns")
			}
			Self::NoActiveUpdate => f.write_str("no included update is active and within the norm bound"),
			Self::NoWeight { update } => write!(f, "update {update} has weight 0; a weight is at least 1"),
			Self::NoSeed => f.write_str("the rule needs the round's seed, and the round has none"),
			Self::BadRule(error) => write!(f, "the rule cannot be run: {error:?}"),
			Self::Rows(error) => write!(f, "the rule gave rows out of bounds ({error:?}): please report this"),
		}
	}
}

impl core::error::Error for MixError {}

/// What a rule sees: the updates after all pre-steps.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
	/// The Gram matrix of the updates.
	pub gram: &'a Gram,
	/// The same, with one more row for the previous aggregate if there is one.
	pub around: &'a Gram,
	/// Weights of the updates, each at least 1.
	pub weights: &'a [u32],
	/// How many of the updates may be hostile.
	pub f: usize,
}

impl Given<'_> {
	/// Number of updates.
	pub fn count(&self) -> usize {
		self.weights.len()
	}
}

/// The rule's rows over the updates it is given, or over those and the previous aggregate.
fn rows(rule: MixRule, given: &Given<'_>) -> Vec<Vec<Coefficient>> {
	let Given { gram, weights, f, .. } = *given;
	match rule {
		MixRule::Mean => vec![mean::row(weights)],
		MixRule::GeometricMedian { iterations, nu } => vec![geometric_median::row(gram, weights, iterations, nu)],
		MixRule::Krum => vec![krum::row(gram, f)],
		MixRule::MultiKrum { m } => vec![multi_krum::row(gram, weights, f, m.into())],
		MixRule::Each => each::rows(given.count()),
		MixRule::CenteredClipping { tau, iterations } => vec![centered_clipping::row(given, tau, iterations)],
		MixRule::MinimumDiameter => vec![minimum_diameter::row(given)],
		MixRule::Monna => monna::rows(given),
		MixRule::Caf => vec![caf::row(given)],
		MixRule::Smea => vec![smea::row(given)],
		MixRule::Bulyan => bulyan::rows(given),
		MixRule::ApproximateGeometricMedian { iterations, nu } => {
			vec![approximate_geometric_median::row(gram, weights, iterations, nu)]
		}
	}
}

/// Runs a round's rule on the Gram matrix of [`RoundInputs::columns`].
///
/// # Errors
/// See [`MixError`]. It is total: any matrix and any inputs give rows or an error.
pub fn mix(gram: &Gram, inputs: &RoundInputs) -> Result<Mix, MixError> {
	let n = inputs.included.len();
	let columns = inputs.columns().count();
	if gram.len() != columns {
		return Err(MixError::Size { gram: gram.len(), columns });
	}
	if let Some(update) = inputs.included.iter().position(|update| update.weight == 0) {
		return Err(MixError::NoWeight { update });
	}
	inputs.rule.check_parameters().map_err(MixError::BadRule)?;
	if inputs.rule.needs_seed() && inputs.seed.is_none() {
		return Err(MixError::NoSeed);
	}

	let active = active(gram, inputs);
	if active.is_empty() {
		return Err(MixError::NoActiveUpdate);
	}
	let weight = |update: &IncludedUpdate| if inputs.rule.weighting == Weighting::Equal { 1 } else { update.weight };
	let weights: Vec<u32> = active.iter().filter_map(|i| inputs.included.get(*i)).map(weight).collect();
	let f = usize::from(inputs.rule.allowed_f(active.len() as u32));

	// The updates that the rule sees, and then the previous aggregate, which is the last column if it is one.
	let seen: Vec<usize> = active.iter().copied().chain(n..columns).collect();
	let start = Transformed::identity(gram.select(&seen), weights);
	let seed = inputs.seed.unwrap_or(Root([0; 32])); // Read only by rules that need it, and then there is one.
	let steps = inputs.rule.pre.iter().zip(0..);
	let transformed = steps.fold(start, |updates, (step, place)| updates.then(*step, f, &seed, place));
	let updates: Vec<usize> = (0..transformed.weights.len()).collect();
	let given =
		Given { gram: &transformed.gram.select(&updates), around: &transformed.gram, weights: &transformed.weights, f };
	let mixed = rows(inputs.rule.mix, &given);
	let over_seen = mixed.iter().map(|row| transformed.compose(row));
	count((columns * (mixed.len() + 1)) as u64 * 4 + n as u64 * SCORE);
	let rows: Vec<Vec<Coefficient>> = over_seen.map(|row| spread(&row, &seen, columns)).collect();
	let centre = mean_of_rows(&rows, columns);
	let column = match inputs.rule.column {
		ColumnRule::Identity => Column::Identity,
		ColumnRule::Median => Column::Median,
		ColumnRule::TrimmedMean => Column::TrimmedMean { cut: f },
		ColumnRule::Meamed => Column::Meamed { far: if inputs.rule.mix == MixRule::Bulyan { 2 * f } else { f } },
	};
	Ok(Mix {
		rows: Rows::new(rows, columns).map_err(MixError::Rows)?,
		column,
		norms: (0..n).map(|i| gram.norm(i)).collect(),
		novelties: (n..columns).flat_map(|along| (0..n).map(move |i| gram.novelty(i, along))).collect(),
		// A squared distance below 2^123 has a root below 2^62 with 32 fraction bits.
		distances: gram
			.squared_distances_from(&centre)
			.iter()
			.take(n)
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

/// A row over the `seen` columns as a row over all of them.
fn spread(row: &[Coefficient], seen: &[usize], columns: usize) -> Vec<Coefficient> {
	let mut spread = vec![0; columns];
	for (coefficient, i) in row.iter().zip(seen) {
		if let Some(own) = spread.get_mut(*i) {
			*own = *coefficient;
		}
	}
	spread
}
