//! 256-bit vectors: 16 lanes at a time.

use super::{bound, portable, Side, Tile, BLOCK, SIDE};
use core::arch::x86_64::__m256i;
use pulp::{cast, x86::V3, NullaryFnOnce};

/// Lanes of a vector.
const WIDTH: usize = 16;
type Vector = [i16; WIDTH];

/// From so many sums on that `i32` can take, it is worth while to sum in `i32` and empty the sums from time to time.
const SHORTEST_RUN: usize = 8;

/// Two columns: with four rows, eight sums fit in the registers.
const COLUMNS: usize = 2;

pub(super) fn inner_products(simd: V3, rows: &Side<'_>, columns: &Side<'_>) -> Tile {
	let (row_vectors, [x, y, z, w]) = (rows.vectors::<WIDTH>(), columns.vectors::<WIDTH>());
	let bound = bound(rows, columns);
	let left = two_columns(simd, row_vectors, [x, y], bound);
	let right = if columns.count > COLUMNS { two_columns(simd, row_vectors, [z, w], bound) } else { [[0; 2]; SIDE] };
	let mut tile = [[0; SIDE]; SIDE];
	for ((products, [x, y]), [z, w]) in tile.iter_mut().zip(left).zip(right) {
		*products = [x, y, z, w];
	}
	portable::add_rest(&mut tile, rows, columns, rows.whole::<WIDTH>());
	tile
}

fn two_columns(simd: V3, rows: [&[Vector]; SIDE], columns: [&[Vector]; COLUMNS], bound: u32) -> [[i64; COLUMNS]; SIDE] {
	// A vector sum adds two products a step.
	let run = i32::MAX as usize / (2 * bound.max(1) as usize);
	if run >= SHORTEST_RUN {
		simd.vectorize(Narrow { simd, rows, columns, run })
	} else {
		let [a, b, c, d] = rows;
		let [a, b] = simd.vectorize(Wide { simd, rows: [a, b], columns });
		let [c, d] = simd.vectorize(Wide { simd, rows: [c, d], columns });
		[a, b, c, d]
	}
}

/// Sums in `i32`, emptied every `run` steps: a step adds two products, so `run · 2 · bound < 2^31`.
struct Narrow<'a> {
	simd: V3,
	rows: [&'a [Vector]; SIDE],
	columns: [&'a [Vector]; COLUMNS],
	run: usize,
}

impl NullaryFnOnce for Narrow<'_> {
	type Output = [[i64; COLUMNS]; SIDE];

	#[inline(always)]
	fn call(self) -> Self::Output {
		let simd = self.simd;
		let mut tile = [[0i64; COLUMNS]; SIDE];
		let [a, b, c, d] = self.rows.map(|row| row.chunks(self.run));
		let [x, y] = self.columns.map(|column| column.chunks(self.run));
		for (((((a, b), c), d), x), y) in a.zip(b).zip(c).zip(d).zip(x).zip(y) {
			let mut sums = [[simd.avx._mm256_setzero_si256(); COLUMNS]; SIDE];
			for (((((a, b), c), d), x), y) in a.iter().zip(b).zip(c).zip(d).zip(x).zip(y) {
				let columns: [__m256i; COLUMNS] = [cast(*x), cast(*y)];
				let rows: [__m256i; SIDE] = [cast(*a), cast(*b), cast(*c), cast(*d)];
				for (row, sums) in rows.into_iter().zip(&mut sums) {
					for (column, sum) in columns.into_iter().zip(sums) {
						*sum = simd.avx2._mm256_add_epi32(*sum, simd.avx2._mm256_madd_epi16(row, column));
					}
				}
			}
			for (sums, tile) in sums.into_iter().zip(&mut tile) {
				for (sum, tile) in sums.into_iter().zip(tile) {
					*tile += cast::<_, [i32; 8]>(sum).into_iter().map(i64::from).sum::<i64>();
				}
			}
		}
		tile
	}
}

/// For lanes of any magnitude. A step's pair of products p is below 2^31 in absolute value, but the next one may not
/// be added to it. So two sums are kept: S of p, wrapping, and H of `p >> 16`. With L the sum of `p & 0xffff`,
/// `Σp = 2^16 · H + L` and `S ≡ Σp` modulo 2^32, so L is `S − 2^16 · H` modulo 2^32.
///
/// A block has 128 steps: L < 128 · 2^16 and |H| ≤ 128 · 2^15, far from the ends of 32 bits.
struct Wide<'a> {
	simd: V3,
	rows: [&'a [Vector]; 2],
	columns: [&'a [Vector]; COLUMNS],
}

const _: () = assert!(BLOCK / WIDTH < 1 << 16);

impl NullaryFnOnce for Wide<'_> {
	type Output = [[i64; COLUMNS]; 2];

	#[inline(always)]
	fn call(self) -> Self::Output {
		let simd = self.simd;
		// One by one, so that all eight sums stay in registers: over arrays of sums the compiler keeps them in memory.
		let add = |sums: &mut Sums, row: __m256i, column: __m256i| {
			let pairs = simd.avx2._mm256_madd_epi16(row, column);
			sums.wrapped = simd.avx2._mm256_add_epi32(sums.wrapped, pairs);
			sums.high = simd.avx2._mm256_add_epi32(sums.high, simd.avx2._mm256_srai_epi32::<16>(pairs));
		};
		let zero = simd.avx._mm256_setzero_si256();
		let none = Sums { wrapped: zero, high: zero };
		let (mut ax, mut ay, mut bx, mut by) = (none, none, none, none);
		let ([a, b], [x, y]) = (self.rows, self.columns);
		for (((a, b), x), y) in a.iter().zip(b).zip(x).zip(y) {
			let (a, b, x, y) = (cast(*a), cast(*b), cast(*x), cast(*y));
			add(&mut ax, a, x);
			add(&mut ay, a, y);
			add(&mut bx, b, x);
			add(&mut by, b, y);
		}
		[[ax.exact(), ay.exact()], [bx.exact(), by.exact()]]
	}
}

/// The two sums of one product of updates (see [`Wide`]).
#[derive(Clone, Copy)]
struct Sums {
	wrapped: __m256i,
	high: __m256i,
}

impl Sums {
	#[inline(always)]
	fn exact(self) -> i64 {
		unwrap_sums(cast(self.wrapped), cast(self.high))
	}
}

/// The exact sum from wrapped sums and sums of high halves (see [`Wide`]).
#[inline(always)]
fn unwrap_sums(wrapped: [i32; 8], high: [i32; 8]) -> i64 {
	let exact = |(wrapped, high): (i32, i32)| {
		let low = wrapped.wrapping_sub(high.wrapping_shl(16)) as u32;
		(i64::from(high) << 16) + i64::from(low)
	};
	wrapped.into_iter().zip(high).map(exact).sum()
}
