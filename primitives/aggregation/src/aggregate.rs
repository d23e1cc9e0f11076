//! From frozen inputs and lanes to a result that anybody can check.

use crate::{
	apply::{Applied, ApplyError, Task},
	gram::{Gram, Updates, UpdatesError},
	mix::{mix, MixError},
	trace::{PrefixGrams, SpanValues, Spans, Trace},
};
use alloc::vec::Vec;
use guild_primitives::{result::PerParticipant, ResultBody, RoundInputs};

/// What an aggregation yields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aggregation {
	/// What is attested: coefficients, norms, distances, novelties, roots.
	pub body: ResultBody,
	/// The aggregate's lanes, whose root is `body.aggregate_root`.
	pub aggregate: Vec<i16>,
	/// The new model's lanes, whose root is `body.model_root`.
	pub model: Vec<i32>,
	/// The Gram matrix of [`RoundInputs::columns`].
	pub gram: Gram,
	/// What any false result can be compared with, span by span.
	pub trace: Trace,
}

/// Why there is no aggregation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AggregateError {
	/// There are more or fewer lane vectors than the round has columns.
	Count {
		/// Lane vectors given.
		updates: usize,
		/// Columns: the included updates, and the previous aggregate if there is one.
		columns: usize,
	},
	/// The updates are malformed.
	Updates(UpdatesError),
	/// The rule gives no rows.
	Mix(MixError),
	/// The base model does not fit.
	Apply(ApplyError),
}

impl core::fmt::Display for AggregateError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Count { updates, columns } => {
				write!(f, "{updates} updates were given (with the previous aggregate), and the round reads {columns}")
			}
			Self::Updates(error) => error.fmt(f),
			Self::Mix(error) => error.fmt(f),
			Self::Apply(error) => error.fmt(f),
		}
	}
}

impl core::error::Error for AggregateError {}

/// Aggregates a round: the lanes of [`RoundInputs::columns`] in their order (the included updates, then the previous
/// aggregate if there is one), and the model that the aggregate is added to.
///
/// The caller has checked that the lanes are those of the roots in `inputs`, as it does when it fetches them. The result
/// is the same on every machine and for any number of threads (those of the current `rayon` pool).
///
/// # Errors
/// See [`AggregateError`].
pub fn aggregate(inputs: &RoundInputs, updates: &[&[i16]], base: &[i32]) -> Result<Aggregation, AggregateError> {
	#[cfg(feature = "std")]
	return crate::fast::aggregate(inputs, updates, base);
	#[cfg(not(feature = "std"))]
	crate::reference::aggregate(inputs, updates, base)
}

/// Aggregates with the given ways to do the two passes, and to hash the spans of what they yield.
pub(crate) fn with(
	prefix_grams: impl Fn(Updates<'_>) -> PrefixGrams,
	apply: impl Fn(&Task<'_>) -> Applied,
	values: impl Fn(&Applied, Spans) -> SpanValues,
	inputs: &RoundInputs,
	updates: &[&[i16]],
	base: &[i32],
) -> Result<Aggregation, AggregateError> {
	let columns = inputs.columns().count();
	if updates.len() != columns {
		return Err(AggregateError::Count { updates: updates.len(), columns });
	}
	let updates = Updates::new(updates, inputs.dim as usize).map_err(AggregateError::Updates)?;
	let grams = prefix_grams(updates);
	let mix = mix(&grams.gram, inputs).map_err(AggregateError::Mix)?;
	let applied = apply(&Task::new(updates, &mix, base).map_err(AggregateError::Apply)?);
	let trace = Trace::new(&grams, &values(&applied, updates.spans()));
	let body = ResultBody {
		coefficients: bounded(mix.rows.into_inner().into_iter().map(bounded).collect()),
		norms: bounded(mix.norms),
		distances: bounded(mix.distances),
		novelties: bounded(mix.novelties),
		aggregate_root: trace.aggregate_root(),
		model_root: trace.model_root(),
		trace_root: trace.root(),
	};
	Ok(Aggregation { body, aggregate: applied.aggregate, model: applied.model, gram: grams.gram, trace })
}

/// A list with one item a participant; `Updates` has seen that there are at most 128.
fn bounded<T>(items: Vec<T>) -> PerParticipant<T> {
	PerParticipant::truncate_from(items)
}
