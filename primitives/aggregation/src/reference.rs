//! The two passes over lanes, written the obvious way: loops and `i128`, one lane at a time. What [`crate::fast`] must
//! equal, bit for bit, and what runs where there is no `std`.

use crate::{
	aggregate::{self, AggregateError, Aggregation},
	apply::{Applied, Task},
	fixed::{div_half_even, FRACTION_BITS},
	gram::{Gram, Updates},
};
use alloc::vec::Vec;
use guild_primitives::{Root, RoundInputs};

/// The Gram matrix of the updates.
pub fn gram(updates: Updates<'_>) -> Gram {
	Gram::from_lower(updates.len(), |i, j| match (updates.lanes().get(i), updates.lanes().get(j)) {
		// At most 2^27 products of at most 32767²: below 2^57.
		(Some(a), Some(b)) => a.iter().zip(*b).map(|(a, b)| i64::from(*a) * i64::from(*b)).sum(),
		_ => 0,
	})
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
	aggregate::with(gram, apply, Root::of, inputs, updates, base)
}
