//! 512-bit vectors with VNNI: 32 lanes at a time, and one instruction that multiplies, adds pairs, and adds to a sum.
//!
//! The functions that use these instructions are safe for whoever has them enabled. The calls from outside are the only
//! `unsafe` code of this crate: a [`Vnni`] is the proof that the processor has the instructions.

#![allow(unsafe_code)]

use super::{
	bound, portable,
	row::{self, Row},
	Side, Tile, BLOCK, SIDE,
};
use crate::fast::engine::Vnni;
use core::arch::x86_64::{
	__m512i, _mm512_add_epi32, _mm512_add_epi64, _mm512_and_si512, _mm512_castsi512_si256, _mm512_cvtepi32_epi64,
	_mm512_dpwssd_epi32, _mm512_extracti64x4_epi64, _mm512_set1_epi16, _mm512_setzero_si512, _mm512_shuffle_i64x2,
	_mm512_slli_epi64, _mm512_srai_epi16, _mm512_unpackhi_epi32, _mm512_unpackhi_epi64, _mm512_unpacklo_epi32,
	_mm512_unpacklo_epi64,
};
use pulp::cast;

/// Lanes of a vector.
const WIDTH: usize = 32;
type Vector = [i16; WIDTH];
type Vectors<'a> = [&'a [Vector]; SIDE];

/// `i32` sums of a vector.
const SUMS: u32 = WIDTH as u32 / 2;
/// Products that a sum takes up over a block at most, two a step.
const PRODUCTS: u32 = 2 * (BLOCK / WIDTH) as u32;

pub(super) fn inner_products(_: Vnni, rows: &Side<'_>, columns: &Side<'_>) -> Tile {
	let (row_vectors, column_vectors) = (rows.vectors::<WIDTH>(), columns.vectors::<WIDTH>());
	let products = 2 * (rows.len() / WIDTH) as u64;
	// At most 128 products below 2^30, and 16 times as many.
	let sum = products * u64::from(bound(rows, columns));
	let mut tile = if sum * u64::from(SUMS) <= i32::MAX as u64 {
		// SAFETY: the token says that the processor has these instructions.
		unsafe { small(row_vectors, column_vectors) }
	} else if sum <= i32::MAX as u64 {
		// SAFETY: as above.
		unsafe { narrow(row_vectors, column_vectors) }
	} else {
		// SAFETY: as above.
		unsafe { wide(row_vectors, column_vectors) }
	};
	portable::add_rest(&mut tile, rows, columns, rows.whole::<WIDTH>());
	tile
}

/// For lanes whose inner products fit in `i32`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn small(rows: Vectors<'_>, columns: Vectors<'_>) -> Tile {
	let totals: [i32; SIDE * SIDE] = cast(small_totals(sums(rows, columns)));
	let mut tile = [[0; SIDE]; SIDE];
	tile.as_flattened_mut().iter_mut().zip(totals).for_each(|(product, total)| *product = total.into());
	tile
}

/// For lanes whose products, so many as a sum takes up, fit together in `i32`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn narrow(rows: Vectors<'_>, columns: Vectors<'_>) -> Tile {
	let [a, b, c, d] = sums(rows, columns);
	let [a, b, c, d] = [widened(a), widened(b), widened(c), widened(d)];
	tile_of(totals([a, b]), totals([c, d]))
}

/// The sums of four rows with four columns.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn sums(rows: Vectors<'_>, columns: Vectors<'_>) -> [Row<__m512i>; SIDE] {
	row::sums(rows, columns, _mm512_setzero_si512(), |sum, row, column| _mm512_dpwssd_epi32(sum, row, column))
}

/// For lanes of any magnitude: two rows at a time.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn wide([a, b, c, d]: Vectors<'_>, columns: Vectors<'_>) -> Tile {
	tile_of(totals(wide_pair(a, b, columns)), totals(wide_pair(c, d, columns)))
}

/// A row's lane is cut into `256 · high + low` with −128 ≤ high ≤ 127 and 0 ≤ low ≤ 255. So no product with a column's
/// lane exceeds 255 · 32767, and the sums over a block stay in `i32`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline(never)]
fn wide_pair(a: &[Vector], b: &[Vector], [x, y, z, w]: Vectors<'_>) -> [[__m512i; SIDE]; 2] {
	const _: () = assert!(PRODUCTS * 255 * 32767 <= i32::MAX as u32);
	let add = |sum, row, column| _mm512_dpwssd_epi32(sum, row, column);
	let zero = Row::of(_mm512_setzero_si512());
	let (mut high_a, mut low_a, mut high_b, mut low_b) = (zero, zero, zero, zero);
	let low_bits = _mm512_set1_epi16(255);
	for (((((a, b), x), y), z), w) in a.iter().zip(b).zip(x).zip(y).zip(z).zip(w) {
		let columns = [cast(*x), cast(*y), cast(*z), cast(*w)];
		let (a, b): (__m512i, __m512i) = (cast(*a), cast(*b));
		high_a = high_a.add(_mm512_srai_epi16::<8>(a), columns, add);
		low_a = low_a.add(_mm512_and_si512(a, low_bits), columns, add);
		high_b = high_b.add(_mm512_srai_epi16::<8>(b), columns, add);
		low_b = low_b.add(_mm512_and_si512(b, low_bits), columns, add);
	}
	[join(high_a, low_a), join(high_b, low_b)]
}

/// `256 · high + low`, in `i64`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn join(high: Row<__m512i>, low: Row<__m512i>) -> [__m512i; SIDE] {
	let ([a, b, c, d], [x, y, z, w]) = (widened(high), widened(low));
	[join_one(a, x), join_one(b, y), join_one(c, z), join_one(d, w)]
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn join_one(high: __m512i, low: __m512i) -> __m512i {
	_mm512_add_epi64(_mm512_slli_epi64::<8>(high), low)
}

/// The sums of a row in `i64`, eight for each column: each is one of two `i32`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn widened(row: Row<__m512i>) -> [__m512i; SIDE] {
	row.map(|sums| {
		let low = _mm512_cvtepi32_epi64(_mm512_castsi512_si256(sums));
		let high = _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64::<1>(sums));
		_mm512_add_epi64(low, high)
	})
}

/// The total of every one of 16 vectors of `i32`, in their order. The vectors are added up while they are transposed, which takes
/// 45 instructions for all of them; a tile of few lanes else spends as much on its totals as on its products.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn small_totals([a, b, c, d]: [Row<__m512i>; SIDE]) -> __m512i {
	let ([a, b], [c, d]) = ([small_quarter(a), small_quarter(b)], [small_quarter(c), small_quarter(d)]);
	halves_i32(halves_i32(a, b), halves_i32(c, d))
}

/// In each quarter of a vector, what a quarter of the row's four vectors adds up to.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn small_quarter(Row { x, y, z, w }: Row<__m512i>) -> __m512i {
	let xy = _mm512_add_epi32(_mm512_unpacklo_epi32(x, y), _mm512_unpackhi_epi32(x, y));
	let zw = _mm512_add_epi32(_mm512_unpacklo_epi32(z, w), _mm512_unpackhi_epi32(z, w));
	_mm512_add_epi32(_mm512_unpacklo_epi64(xy, zw), _mm512_unpackhi_epi64(xy, zw))
}

/// Adds quarters two by two: those of `a` to the lower half, those of `b` to the upper.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn halves_i32(a: __m512i, b: __m512i) -> __m512i {
	_mm512_add_epi32(_mm512_shuffle_i64x2::<EVEN>(a, b), _mm512_shuffle_i64x2::<ODD>(a, b))
}

/// The same of `i64`.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn halves_i64(a: __m512i, b: __m512i) -> __m512i {
	_mm512_add_epi64(_mm512_shuffle_i64x2::<EVEN>(a, b), _mm512_shuffle_i64x2::<ODD>(a, b))
}

/// Quarters 0 and 2 of each of two vectors.
const EVEN: i32 = 0b10_00_10_00;
/// Quarters 1 and 3 of each.
const ODD: i32 = 0b11_01_11_01;

/// The total of every one of 8 vectors of `i64`, in their order.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn totals([[a, b, c, d], [e, f, g, h]]: [[__m512i; SIDE]; 2]) -> __m512i {
	halves_i64(halves_i64(pairs(a, b), pairs(c, d)), halves_i64(pairs(e, f), pairs(g, h)))
}

/// In each quarter of a vector, what a quarter of `a` and one of `b` add up to.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn pairs(a: __m512i, b: __m512i) -> __m512i {
	_mm512_add_epi64(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b))
}

/// A tile from its first two rows and its last two.
fn tile_of(first: __m512i, last: __m512i) -> Tile {
	let ([a, b], [c, d]): ([[i64; SIDE]; 2], [[i64; SIDE]; 2]) = (cast(first), cast(last));
	[a, b, c, d]
}
