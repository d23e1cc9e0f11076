//! The two passes over lanes and the trace, written the obvious way: loops and `i128`, one lane at a time. What [`crate::fast`] must
//! equal, bit for bit, and what runs where there is no `std`.

use crate::{
	aggregate::{self, AggregateError, Aggregation},
	apply::{Applied, Task},
	fixed::{div_half_even, FRACTION_BITS},
	gram::{Gram, Updates},
	lanes::{self, LANE_BYTES, MODEL_LANE_BYTES},
	trace::{PrefixGrams, SpanValues, Spans, Triangle},
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

/// The values of the spans of what the last pass yields.
pub fn span_values(applied: &Applied, spans: Spans) -> SpanValues {
	let aggregate = applied.aggregate.chunks(spans.width()).enumerate();
	let model = applied.model.chunks(spans.width()).enumerate();
	SpanValues {
		aggregate: aggregate.map(|(span, part)| spans.value(span, LANE_BYTES, &lanes::to_bytes(part))).collect(),
		model: model.map(|(span, part)| spans.value(span, MODEL_LANE_BYTES, &lanes::model_to_bytes(part))).collect(),
	}
}

/// The aggregate and the new model.
pub fn apply(task: &Task<'_>) -> Applied {
	let mut applied = Applied { aggregate: Vec::new(), model: Vec::new() };
	for (l, base) in task.base().iter().enumerate() {
		let lanes: Vec<i128> =
			task.updates().lanes().iter().map(|lanes| lanes.get(l).copied().unwrap_or(0).into()).collect();
		let mut mixed: Vec<i16> = Vec::new();
		for row in task.rows() {
			let sum: i128 = row.iter().zip(&lanes).map(|(c, lane)| i128::from(*c) * lane).sum();
			mixed.push(div_half_even(sum, 1 << FRACTION_BITS) as i16); // Σ|c| ≤ 1, so a mixed lane is a lane.
		}
		let aggregate = task.column().combine(&mut mixed);
		applied.aggregate.push(aggregate);
		applied.model.push(base.saturating_add(i32::from(aggregate)));
	}
	applied
}

/// [`crate::aggregate()`], the obvious way.
///
/// # Errors
/// As there.
pub fn aggregate(inputs: &RoundInputs, updates: &[&[i16]], base: &[i32]) -> Result<Aggregation, AggregateError> {
	aggregate::with(prefix_grams, apply, span_values, inputs, updates, base)
}
