//! The last pass over one span, from the columns that count. The same bits as [`crate::reference::apply()`], without
//! 128-bit products: the runtime runs it in Wasm.

use crate::{column::Column, fixed::round_coefficient_product, mix::Rows};
use alloc::{vec, vec::Vec};

/// The columns that have a coefficient other than 0 in any row, ascending.
pub(super) fn used(rows: &Rows) -> Vec<usize> {
	let width = rows.as_slice().first().map_or(0, Vec::len);
	let counts = |column: &usize| rows.as_slice().iter().any(|row| row.get(*column).is_some_and(|c| *c != 0));
	(0..width).filter(counts).collect()
}

/// The aggregate's lanes of a span of `width` lanes, from the lanes of the columns `used`.
pub(super) fn aggregate(rows: &Rows, used: &[usize], column: Column, lanes: &[Vec<i16>], width: usize) -> Vec<i16> {
	let mixed: Vec<Vec<i16>> = rows
		.as_slice()
		.iter()
		.map(|row| {
			// Σ|c| ≤ 1, so a sum is below 2^32 · 2^15 = 2^47, and a mixed lane is a lane.
			let mut sums = vec![0i64; width];
			for (column, lanes) in used.iter().zip(lanes) {
				match row.get(*column) {
					None | Some(0) => {}
					Some(c) => sums.iter_mut().zip(lanes).for_each(|(sum, lane)| *sum += c * i64::from(*lane)),
				}
			}
			sums.into_iter().map(|sum| round_coefficient_product(sum) as i16).collect()
		})
		.collect();
	match (column, mixed.as_slice()) {
		(Column::Identity, [row]) => row.clone(),
		_ => (0..width)
			.map(|l| column.combine(&mut mixed.iter().filter_map(|row| row.get(l).copied()).collect::<Vec<i16>>()))
			.collect(),
	}
}
