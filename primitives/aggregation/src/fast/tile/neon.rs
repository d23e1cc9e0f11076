//! 128-bit vectors of aarch64: 8 lanes at a time, by instructions that multiply `i16` and add to a sum of `i32`.
//!
//! The dot products that newer processors have are of bytes, and so of no use here; those of `i16` into `i64` came with SVE.
//!
//! The calls from outside are the only `unsafe` code of this file: a [`Neon`] is the proof that the processor has the
//! instructions.

#![allow(unsafe_code)]

use super::{bound, portable, row, Side, Tile, SIDE};
use crate::fast::engine::Neon;
use core::arch::aarch64::{
	int16x8_t, int32x4_t, vaddlvq_s32, vaddvq_s64, vdupq_n_s32, vdupq_n_s64, vget_low_s16, vmlal_high_s16, vmlal_s16,
	vmull_s16, vpadalq_s32,
};

/// Lanes of a vector.
const WIDTH: usize = 8;
type Vector = [i16; WIDTH];
type Vectors<'a> = [&'a [Vector]; SIDE];

/// From so many steps on that `i32` can take, it is worth while to sum in `i32` and empty the sums from time to time.
const SHORTEST_RUN: usize = 8;

pub(super) fn inner_products(_: Neon, rows: &Side<'_>, columns: &Side<'_>) -> Tile {
	let (row_vectors, column_vectors) = (rows.vectors::<WIDTH>(), columns.vectors::<WIDTH>());
	// A sum takes up two products a step.
	let run = i32::MAX as usize / (2 * bound(rows, columns).max(1) as usize);
	let mut tile = if run >= SHORTEST_RUN {
		// SAFETY: the token says that the processor has these instructions.
		unsafe { narrow(row_vectors, column_vectors, run) }
	} else {
		// SAFETY: as above.
		unsafe { wide(row_vectors, column_vectors) }
	};
	portable::add_rest(&mut tile, rows, columns, rows.whole::<WIDTH>());
	tile
}

/// Sums in `i32`, emptied every `run` steps: a step adds two products, so `run · 2 · bound < 2^31`.
#[target_feature(enable = "neon")]
fn narrow(rows: Vectors<'_>, columns: Vectors<'_>, run: usize) -> Tile {
	let mut tile = [[0; SIDE]; SIDE];
	let ([a, b, c, d], [x, y, z, w]) = (rows.map(|row| row.chunks(run)), columns.map(|column| column.chunks(run)));
	for (((((((a, b), c), d), x), y), z), w) in a.zip(b).zip(c).zip(d).zip(x).zip(y).zip(z).zip(w) {
		add(&mut tile, narrow_run([a, b, c, d], [x, y, z, w]));
	}
	tile
}

#[target_feature(enable = "neon")]
fn narrow_run(rows: Vectors<'_>, columns: Vectors<'_>) -> Tile {
	let sums = row::sums(rows, columns, vdupq_n_s32(0), |sum, row, column| multiply_add(sum, row, column));
	sums.map(|row| row.map(|sum| vaddlvq_s32(sum)))
}

/// For lanes of any magnitude: two products, at most `2 · 32767² < 2^31`, are added up in `i32`, and each such sum to one of
/// `i64`.
#[target_feature(enable = "neon")]
fn wide(rows: Vectors<'_>, columns: Vectors<'_>) -> Tile {
	let add = |sum, row, column| vpadalq_s32(sum, multiply(row, column));
	let sums = row::sums(rows, columns, vdupq_n_s64(0), add);
	sums.map(|row| row.map(|sum| vaddvq_s64(sum)))
}

fn add(tile: &mut Tile, more: Tile) {
	tile.as_flattened_mut().iter_mut().zip(more.as_flattened()).for_each(|(sum, more)| *sum += more);
}

/// Adds eight products to four sums.
#[target_feature(enable = "neon")]
#[inline]
fn multiply_add(sum: int32x4_t, a: int16x8_t, b: int16x8_t) -> int32x4_t {
	vmlal_high_s16(vmlal_s16(sum, vget_low_s16(a), vget_low_s16(b)), a, b)
}

/// Eight products as four sums of two.
#[target_feature(enable = "neon")]
#[inline]
fn multiply(a: int16x8_t, b: int16x8_t) -> int32x4_t {
	vmlal_high_s16(vmull_s16(vget_low_s16(a), vget_low_s16(b)), a, b)
}
