//! Inner products of a few updates with a few others, over one block of lanes.
//!
//! Four by four at a time: each lane that is loaded is used in several products.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod row;

use super::{Engine, BLOCK};
use core::ops::Range;

/// Updates on each side of a tile.
pub(super) const SIDE: usize = 4;

/// The updates on one side of a tile, over some lanes.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
	/// The lanes, all of one length. After the last update it is repeated; nobody reads those products, and they may be missing.
	pub lanes: [&'a [i16]; SIDE],
	/// How many are updates of their own.
	pub count: usize,
	/// The largest magnitude of a lane, at most 32767.
	pub magnitude: u16,
}

impl<'a> Side<'a> {
	/// The lanes from `start` on.
	fn from(self, start: usize) -> [&'a [i16]; SIDE] {
		self.lanes.map(|lanes| lanes.get(start..).unwrap_or(&[]))
	}

	/// Some of the lanes.
	pub fn part(self, range: &Range<usize>) -> Self {
		Self { lanes: self.lanes.map(|lanes| lanes.get(range.clone()).unwrap_or(&[])), ..self }
	}

	/// The lanes as whole vectors, as many as there are.
	#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
	fn vectors<const WIDTH: usize>(self) -> [&'a [[i16; WIDTH]]; SIDE] {
		self.lanes.map(|lanes| pulp::as_arrays::<WIDTH, _>(lanes).0)
	}

	/// Lanes of each update.
	fn len(self) -> usize {
		self.lanes.first().map_or(0, |lanes| lanes.len())
	}

	/// Lanes that are in whole vectors.
	#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
	fn whole<const WIDTH: usize>(self) -> usize {
		self.len() / WIDTH * WIDTH
	}
}

/// Inner products of the updates of two sides.
pub(super) type Tile = [[i64; SIDE]; SIDE];

/// `tile[r][c] = <rows[r], columns[c]>`, over at most [`BLOCK`] lanes.
pub(super) fn inner_products(engine: Engine, rows: &Side<'_>, columns: &Side<'_>) -> Tile {
	debug_assert!(rows.lanes.iter().chain(&columns.lanes).all(|lanes| lanes.len() <= BLOCK));
	match engine {
		Engine::Portable => portable::inner_products(rows, columns),
		#[cfg(target_arch = "x86_64")]
		Engine::Avx2(simd) => avx2::inner_products(simd, rows, columns),
		#[cfg(target_arch = "x86_64")]
		Engine::Avx512(_, simd) => avx512::inner_products(simd, rows, columns),
		#[cfg(target_arch = "aarch64")]
		Engine::Neon(simd) => neon::inner_products(simd, rows, columns),
	}
}

/// The largest magnitude of a product of a row's lane and a column's lane: at most 32767², below 2^30.
fn bound(rows: &Side<'_>, columns: &Side<'_>) -> u32 {
	u32::from(rows.magnitude) * u32::from(columns.magnitude)
}
