//! From frozen inputs and lanes to a result that anybody can check.

use crate::{
	apply::{Applied, ApplyError, Task},
	gram::{Gram, Updates, UpdatesError},
	mix::{mix, MixError},
	sink::{InMemory, Room, Sink},
	trace::{PrefixGrams, SpanValues, Trace},
};
use alloc::vec::Vec;
use core::{convert::Infallible, ops::Deref};
use guild_primitives::{result::PerParticipant, ResultBody, RoundInputs};

/// What an aggregation yields besides lanes: all that is attested, compared and proven.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoundResult {
	/// What is attested: coefficients, norms, distances, novelties, roots.
	pub body: ResultBody,
	/// The Gram matrix of [`RoundInputs::columns`].
	pub gram: Gram,
	/// What any false result can be compared with, span by span.
	pub trace: Trace,
}

/// A result with its lanes in memory: what else it is, it is as any [`RoundResult`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aggregation {
	/// All but the lanes.
	pub result: RoundResult,
	/// The aggregate's lanes, whose root is `body.aggregate_root`.
	pub aggregate: Vec<i16>,
	/// The new model's lanes, whose root is `body.model_root`.
	pub model: Vec<i32>,
}

impl Deref for Aggregation {
	type Target = RoundResult;

	fn deref(&self) -> &RoundResult {
		&self.result
	}
}

/// A result that was computed here, wherever its lanes are: what a prover reads of it.
pub trait OwnResult: core::fmt::Debug {
	/// All but the lanes.
	fn result(&self) -> &RoundResult;
	/// What is attested.
	fn body(&self) -> &ResultBody {
		&self.result().body
	}
	/// The Gram matrix.
	fn gram(&self) -> &Gram {
		&self.result().gram
	}
	/// The trace.
	fn trace(&self) -> &Trace {
		&self.result().trace
	}
}

impl OwnResult for RoundResult {
	fn result(&self) -> &RoundResult {
		self
	}
}

impl OwnResult for Aggregation {
	fn result(&self) -> &RoundResult {
		&self.result
	}
}

/// Why there is no aggregation; `E` is why a [`Sink`] does not take its lanes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AggregateError<E = Infallible> {
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
	/// The sink takes no more.
	Sink(E),
	/// The sink has given other room than was asked for.
	Room {
		/// Lanes asked for.
		asked: usize,
		/// Lanes of the aggregate and of the model that there was room for.
		given: (usize, usize),
	},
}

impl<E: core::fmt::Display> core::fmt::Display for AggregateError<E> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Count { updates, columns } => {
				write!(f, "{updates} updates were given (with the previous aggregate), and the round reads {columns}")
			}
			Self::Updates(error) => error.fmt(f),
			Self::Mix(error) => error.fmt(f),
			Self::Apply(error) => error.fmt(f),
			Self::Sink(error) => error.fmt(f),
			Self::Room { asked, given: (aggregate, model) } => {
				write!(f, "room for {aggregate} lanes of the aggregate and {model} of the model instead of {asked}")
			}
		}
	}
}

impl<E: core::error::Error> core::error::Error for AggregateError<E> {}

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

/// [`aggregate()`] with the lanes in a sink instead of in memory. Where it fails, what the sink has taken means nothing.
///
/// # Errors
/// See [`AggregateError`].
pub fn aggregate_into<S: Sink>(
	inputs: &RoundInputs,
	updates: &[&[i16]],
	base: &[i32],
	sink: &mut S,
) -> Result<RoundResult, AggregateError<S::Error>> {
	#[cfg(feature = "std")]
	return crate::fast::aggregate_into(inputs, updates, base, sink);
	#[cfg(not(feature = "std"))]
	crate::reference::aggregate_into(inputs, updates, base, sink)
}

/// Aggregates with the given ways to do the two passes.
pub(crate) fn with<E>(
	prefix_grams: impl FnOnce(Updates<'_>) -> PrefixGrams,
	last_pass: impl FnOnce(&Task<'_>) -> Result<SpanValues, AggregateError<E>>,
	inputs: &RoundInputs,
	updates: &[&[i16]],
	base: &[i32],
) -> Result<RoundResult, AggregateError<E>> {
	let columns = inputs.columns().count();
	if updates.len() != columns {
		return Err(AggregateError::Count { updates: updates.len(), columns });
	}
	let updates = Updates::new(updates, inputs.dim as usize).map_err(AggregateError::Updates)?;
	let grams = prefix_grams(updates);
	let mix = mix(&grams.gram, inputs).map_err(AggregateError::Mix)?;
	let values = last_pass(&Task::new(updates, &mix, base).map_err(AggregateError::Apply)?)?;
	let trace = Trace::new(&grams, &values);
	let body = ResultBody {
		coefficients: bounded(mix.rows.into_inner().into_iter().map(bounded).collect()),
		norms: bounded(mix.norms),
		distances: bounded(mix.distances),
		novelties: bounded(mix.novelties),
		aggregate_root: trace.aggregate_root(),
		model_root: trace.model_root(),
		trace_root: trace.root(),
	};
	Ok(RoundResult { body, gram: grams.gram, trace })
}

/// The result of `aggregate_into`, given the sink that keeps `dim` lanes in memory, with what is then in it.
pub(crate) fn in_memory(
	dim: usize,
	aggregate_into: impl FnOnce(&mut InMemory) -> Result<RoundResult, AggregateError>,
) -> Result<Aggregation, AggregateError> {
	let mut sink = InMemory::new(dim);
	let result = aggregate_into(&mut sink)?;
	let Applied { aggregate, model } = sink.into_applied();
	Ok(Aggregation { result, aggregate, model })
}

/// Exactly the room that is asked for.
pub(crate) fn room<S: Sink>(sink: &mut S, lanes: usize) -> Result<Room<'_>, AggregateError<S::Error>> {
	let room = sink.room(lanes).map_err(AggregateError::Sink)?;
	let given = (room.aggregate.len(), room.model.len());
	if given != (lanes, lanes) {
		return Err(AggregateError::Room { asked: lanes, given });
	}
	Ok(room)
}

/// A list with one item a participant; `Updates` has seen that there are at most 128.
fn bounded<T>(items: Vec<T>) -> PerParticipant<T> {
	PerParticipant::truncate_from(items)
}
