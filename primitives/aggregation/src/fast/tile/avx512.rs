//! 512-bit vectors with VNNI: 32 lanes at a time, and one instruction that multiplies, adds pairs, and adds to a sum.
//!
//! The functions that use these instructions are safe for whoever has them enabled. The calls from outside are the only
//! `unsafe` code of this crate: a [`Vnni`] is the proof that the processor has the instructions.

#![allow(unsafe_code)]

use super::{bound, portable, Side, Tile, BLOCK, SIDE};
use crate::fast::engine::Vnni;
use core::arch::x86_64::{
	__m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_castsi512_si256, _mm512_cvtepi32_epi64, _mm512_dpwssd_epi32,
	_mm512_extracti64x4_epi64, _mm512_reduce_add_epi64, _mm512_set1_epi16, _mm512_setzero_si512, _mm512_srai_epi16,
};
use pulp::cast;

/// Lanes of a vector.
const WIDTH: usize = 32;
type Vector = [i16; WIDTH];
type Vectors<'a> = [&'a [Vector]; SIDE];

/// Products that each `i32` of a vector's sums takes up over a block.
const PRODUCTS: u32 = 2 * (BLOCK / WIDTH) as u32;
/// Products up to this are summed in `i32` over a whole block.
const NARROW: u32 = i32::MAX as u32 / PRODUCTS;

pub(super) fn inner_products(_: Vnni, rows: &Side<'_>, columns: &Side<'_>) -> Tile {
	let (row_vectors, column_vectors) = (rows.vectors::<WIDTH>(), columns.vectors::<WIDTH>());
	let mut tile = if bound(rows, columns) <= NARROW {
		// SAFETY: the token says that the processor has these instructions.
		unsafe { narrow(row_vectors, column_vectors) }
	} else {
		// SAFETY: as above.
		unsafe { wide(row_vectors, column_vectors) }
	};
	portable::add_rest(&mut tile, rows, columns, rows.whole::<WIDTH>());
	tile
}

/// For lanes whose products are at most [`NARROW`].
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn narrow([a, b, c, d]: Vectors<'_>, [x, y, z, w]: Vectors<'_>) -> Tile {
	let (mut from_a, mut from_b, mut from_c, mut from_d) = (Sums::zero(), Sums::zero(), Sums::zero(), Sums::zero());
	for (((((((a, b), c), d), x), y), z), w) in a.iter().zip(b).zip(c).zip(d).zip(x).zip(y).zip(z).zip(w) {
		let columns = [cast(*x), cast(*y), cast(*z), cast(*w)];
		from_a.add(cast(*a), columns);
		from_b.add(cast(*b), columns);
		from_c.add(cast(*c), columns);
		from_d.add(cast(*d), columns);
	}
	[from_a.exact(), from_b.exact(), from_c.exact(), from_d.exact()]
}

/// For lanes of any magnitude: two rows at a time.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn wide([a, b, c, d]: Vectors<'_>, columns: Vectors<'_>) -> Tile {
	let [a, b] = wide_pair(a, b, columns);
	let [c, d] = wide_pair(c, d, columns);
	[a, b, c, d]
}

/// A row's lane is cut into `256 · high + low` with −128 ≤ high ≤ 127 and 0 ≤ low ≤ 255. So no product with a column's
/// lane exceeds 255 · 32767, and the sums over a block stay in `i32`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn wide_pair(a: &[Vector], b: &[Vector], [x, y, z, w]: Vectors<'_>) -> [[i64; SIDE]; 2] {
	const _: () = assert!(255 * 32767 <= NARROW);
	let (mut high_a, mut low_a, mut high_b, mut low_b) = (Sums::zero(), Sums::zero(), Sums::zero(), Sums::zero());
	let low_bits = _mm512_set1_epi16(255);
	for (((((a, b), x), y), z), w) in a.iter().zip(b).zip(x).zip(y).zip(z).zip(w) {
		let columns = [cast(*x), cast(*y), cast(*z), cast(*w)];
		let (a, b): (__m512i, __m512i) = (cast(*a), cast(*b));
		high_a.add(_mm512_srai_epi16::<8>(a), columns);
		low_a.add(_mm512_and_si512(a, low_bits), columns);
		high_b.add(_mm512_srai_epi16::<8>(b), columns);
		low_b.add(_mm512_and_si512(b, low_bits), columns);
	}
	[join(high_a.exact(), low_a.exact()), join(high_b.exact(), low_b.exact())]
}

fn join(high: [i64; SIDE], low: [i64; SIDE]) -> [i64; SIDE] {
	core::array::from_fn(|k| (high.get(k).copied().unwrap_or(0) << 8) + low.get(k).copied().unwrap_or(0))
}

/// The sums of one row with four columns. Fields and no array: those the compiler keeps in registers.
struct Sums {
	x: __m512i,
	y: __m512i,
	z: __m512i,
	w: __m512i,
}

impl Sums {
	#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
	#[inline]
	fn zero() -> Self {
		let zero = _mm512_setzero_si512();
		Self { x: zero, y: zero, z: zero, w: zero }
	}

	#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
	#[inline]
	fn add(&mut self, row: __m512i, [x, y, z, w]: [__m512i; SIDE]) {
		self.x = _mm512_dpwssd_epi32(self.x, row, x);
		self.y = _mm512_dpwssd_epi32(self.y, row, y);
		self.z = _mm512_dpwssd_epi32(self.z, row, z);
		self.w = _mm512_dpwssd_epi32(self.w, row, w);
	}

	#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
	#[inline]
	fn exact(self) -> [i64; SIDE] {
		[total(self.x), total(self.y), total(self.z), total(self.w)]
	}
}

/// The sum of sixteen `i32`, exactly. With the instructions and no iterator, whose closures are compiled without them.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn total(sums: __m512i) -> i64 {
	let low = _mm512_cvtepi32_epi64(_mm512_castsi512_si256(sums));
	let high = _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64::<1>(sums));
	_mm512_reduce_add_epi64(_mm512_add_epi64(low, high))
}
