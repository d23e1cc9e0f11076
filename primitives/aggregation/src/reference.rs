//! The two passes over lanes and the trace, written the obvious way: loops and `i128`, one lane at a time. What [`crate::fast`] must
//! equal, bit for bit, and what runs where there is no `std`.

use crate::{
	aggregate::{self, room, AggregateError, Aggregation, RoundResult},
	apply::{Applied, Task},
	fixed::{div_half_even, FRACTION_BITS},
	gram::{Gram, Updates},
	lanes::{self, LANE_BYTES, MODEL_LANE_BYTES},
	sink::Sink,
	trace::{PrefixGrams, SpanValues, Triangle},
};
use alloc::vec::Vec;
use guild_primitives::RoundInputs;

/// The Gram matrix of the updates.
pub fn gram(updates: Updates<'_>) -> Gram {
	Gram::from_lower(updates.len(), |i, j| match (updates.lanes().get(i), updates.lanes().get(j)) {
		// At most 2^27 products of at most 32767²: below 2^57.
		(Some(a), Some(b)) => a.iter().zip(*b).map(|(a, b)| i64::from(*a) * i64::from(*b)).sum(),
		_ => 0,
	})
}

/// The prefix Gram matrices: span by span, each hashed.
pub fn prefix_grams(updates: Updates<'_>) -> PrefixGrams {
	let mut triangle = Triangle::zero(updates.len());
	let spans = updates.spans();
	let ranges = (0..spans.count()).filter_map(|span| spans.lanes(span));
	let hashes = ranges.map(|range| {
		let lanes: Vec<&[i16]> = updates.lanes().iter().filter_map(|lanes| lanes.get(range.clone())).collect();
		triangle.add(&lanes);
		triangle.hash()
	});
	PrefixGrams { hashes: hashes.collect(), gram: gram(updates) }
}

/// The aggregate and the new model.
pub fn apply(task: &Task<'_>) -> Applied {
	let aggregate: Vec<i16> = (0..task.base().len()).map(|l| lane(task, l)).collect();
	let model = task.base().iter().zip(&aggregate).map(|(base, lane)| moved(*base, *lane)).collect();
	Applied { aggregate, model }
}

/// The last pass span by span: the lanes go to `sink`.
///
/// # Errors
/// Those of the sink.
pub fn last_pass<S: Sink>(task: &Task<'_>, sink: &mut S) -> Result<SpanValues, AggregateError<S::Error>> {
	let spans = task.updates().spans();
	let mut values = SpanValues { aggregate: Vec::new(), model: Vec::new() };
	for (span, range) in (0..spans.count()).filter_map(|span| Some((span, spans.lanes(span)?))) {
		let room = room(sink, range.len())?;
		let base = task.base().get(range.clone()).unwrap_or(&[]);
		for (l, ((aggregate, model), base)) in range.zip(room.aggregate.iter_mut().zip(room.model.iter_mut()).zip(base))
		{
			*aggregate = lane(task, l);
			*model = moved(*base, *aggregate);
		}
		values.aggregate.push(spans.value(span, LANE_BYTES, &lanes::to_bytes(room.aggregate)));
		values.model.push(spans.value(span, MODEL_LANE_BYTES, &lanes::model_to_bytes(room.model)));
		sink.keep().map_err(AggregateError::Sink)?;
	}
	Ok(values)
}

/// Lane `l` of the aggregate.
fn lane(task: &Task<'_>, l: usize) -> i16 {
	let lanes: Vec<i128> =
		task.updates().lanes().iter().map(|lanes| lanes.get(l).copied().unwrap_or(0).into()).collect();
	let mut mixed: Vec<i16> = Vec::new();
	for row in task.rows() {
		let sum: i128 = row.iter().zip(&lanes).map(|(c, lane)| i128::from(*c) * lane).sum();
		mixed.push(div_half_even(sum, 1 << FRACTION_BITS) as i16); // Σ|c| ≤ 1, so a mixed lane is a lane.
	}
	task.column().combine(&mut mixed)
}

/// A lane of the new model.
fn moved(base: i32, aggregate: i16) -> i32 {
	base.saturating_add(i32::from(aggregate))
}

/// [`crate::aggregate()`], the obvious way.
///
/// # Errors
/// As there.
pub fn aggregate(inputs: &RoundInputs, updates: &[&[i16]], base: &[i32]) -> Result<Aggregation, AggregateError> {
	aggregate::in_memory(base.len(), |sink| aggregate_into(inputs, updates, base, sink))
}

/// [`crate::aggregate_into()`], the obvious way.
///
/// # Errors
/// As there.
pub fn aggregate_into<S: Sink>(
	inputs: &RoundInputs,
	updates: &[&[i16]],
	base: &[i32],
	sink: &mut S,
) -> Result<RoundResult, AggregateError<S::Error>> {
	aggregate::with(prefix_grams, |task| last_pass(task, sink), inputs, updates, base)
}
