//! Plain Rust, for any processor; also what is left after whole vectors.

use super::{bound, Side, Tile, SIDE};

pub(super) fn inner_products(rows: &Side<'_>, columns: &Side<'_>) -> Tile {
	let bound = bound(rows, columns);
	let mut tile = [[0; SIDE]; SIDE];
	for (row, products) in rows.lanes.iter().zip(&mut tile).take(rows.count) {
		for (column, product) in columns.lanes.iter().zip(products).take(columns.count) {
			*product = inner_product(row, column, bound);
		}
	}
	tile
}

/// Adds the products of the lanes from `start` on.
pub(super) fn add_rest(tile: &mut Tile, rows: &Side<'_>, columns: &Side<'_>, start: usize) {
	if rows.len() <= start {
		return;
	}
	let (rests, bound) = (columns.from(start), bound(rows, columns));
	for (row, products) in rows.from(start).iter().zip(tile) {
		for (column, product) in rests.iter().zip(products) {
			*product += inner_product(row, column, bound);
		}
	}
}

/// One inner product. Runs of products that cannot leave `i32` are summed there: compilers turn such a loop into the
/// multiply-and-add instructions that most processors have.
fn inner_product(row: &[i16], column: &[i16], bound: u32) -> i64 {
	/// Runs shorter than this cost more than they save.
	const SHORTEST_RUN: usize = 64;
	let run = i32::MAX as usize / bound.max(1) as usize;
	if run < SHORTEST_RUN {
		return row.iter().zip(column).map(|(a, b)| i64::from(i32::from(*a) * i32::from(*b))).sum();
	}
	let run_sum = |(a, b): (&[i16], &[i16])| a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum::<i32>();
	row.chunks(run).zip(column.chunks(run)).map(run_sum).map(i64::from).sum()
}
