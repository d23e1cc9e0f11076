//! Vectors of 256 and of 512 bits.

use super::{
	kernel::{self, block, Vectors, Way},
	Kind, WAYS,
};
use crate::chunks::Value;
use core::arch::x86_64::{__m256i, __m512i};
use pulp::{
	cast,
	x86::{V3, V4},
	NullaryFnOnce,
};

/// Sixteen messages in vectors of sixteen words.
pub(super) fn sixteen(simd: V4, kind: Kind, messages: [&[u8]; WAYS]) -> [Value; WAYS] {
	simd.vectorize(Hash { simd, way: way(kind, 0), messages })
}

/// Sixteen messages in vectors of eight words, one half after the other.
pub(super) fn twice_eight(simd: V3, kind: Kind, messages: [&[u8]; WAYS]) -> [Value; WAYS] {
	let half = |start: usize| {
		let messages = core::array::from_fn(|k| messages.get(start + k).copied().unwrap_or(&[]));
		simd.vectorize(Hash::<V3, 8> { simd, way: way(kind, start), messages })
	};
	let halves = [half(0), half(8)];
	let mut values = halves.iter().flatten();
	core::array::from_fn(|_| values.next().copied().unwrap_or_default())
}

/// The way of `N` messages from `start` on.
fn way<const N: usize>(kind: Kind, start: usize) -> Way<N> {
	match kind {
		Kind::Keyed(key) => Way { key: Some(key), first: [0; N], whole: true },
		Kind::Node(first) => {
			let first = core::array::from_fn(|k| first.get(start + k).copied().unwrap_or(0));
			Way { key: None, first, whole: false }
		}
	}
}

struct Hash<'a, V, const N: usize> {
	simd: V,
	way: Way<N>,
	messages: [&'a [u8]; N],
}

impl<V: Vectors<N>, const N: usize> NullaryFnOnce for Hash<'_, V, N> {
	type Output = [Value; N];

	#[inline(always)]
	fn call(self) -> Self::Output {
		kernel::hash(self.simd, self.way, self.messages)
	}
}

impl Vectors<8> for V3 {
	type Words = __m256i;

	#[inline(always)]
	fn splat(self, word: u32) -> __m256i {
		cast([word; 8])
	}

	#[inline(always)]
	fn words(self, words: [u32; 8]) -> __m256i {
		cast(words)
	}

	#[inline(always)]
	fn add(self, a: __m256i, b: __m256i) -> __m256i {
		self.avx2._mm256_add_epi32(a, b)
	}

	#[inline(always)]
	fn xor(self, a: __m256i, b: __m256i) -> __m256i {
		self.avx2._mm256_xor_si256(a, b)
	}

	#[inline(always)]
	fn turn_16(self, a: __m256i) -> __m256i {
		const ORDER: [u8; 16] = [2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13];
		self.avx2._mm256_shuffle_epi8(a, cast([ORDER; 2]))
	}

	#[inline(always)]
	fn turn_12(self, a: __m256i) -> __m256i {
		self.avx2._mm256_or_si256(self.avx2._mm256_srli_epi32::<12>(a), self.avx2._mm256_slli_epi32::<20>(a))
	}

	#[inline(always)]
	fn turn_8(self, a: __m256i) -> __m256i {
		const ORDER: [u8; 16] = [1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12];
		self.avx2._mm256_shuffle_epi8(a, cast([ORDER; 2]))
	}

	#[inline(always)]
	fn turn_7(self, a: __m256i) -> __m256i {
		self.avx2._mm256_or_si256(self.avx2._mm256_srli_epi32::<7>(a), self.avx2._mm256_slli_epi32::<25>(a))
	}

	#[inline(always)]
	fn read(self, messages: &[&[u8]; 8], offset: usize) -> [__m256i; 16] {
		let [a, b, c, d, e, f, g, h] = *messages;
		let [a0, a1] = cast(block(a, offset));
		let [b0, b1] = cast(block(b, offset));
		let [c0, c1] = cast(block(c, offset));
		let [d0, d1] = cast(block(d, offset));
		let [e0, e1] = cast(block(e, offset));
		let [f0, f1] = cast(block(f, offset));
		let [g0, g1] = cast(block(g, offset));
		let [h0, h1] = cast(block(h, offset));
		let [a, b, c, d, e, f, g, h] = transpose_8(self, [a0, b0, c0, d0, e0, f0, g0, h0]);
		let [i, j, k, l, m, n, o, p] = transpose_8(self, [a1, b1, c1, d1, e1, f1, g1, h1]);
		[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
	}

	#[inline(always)]
	fn write(self, words: [__m256i; 8]) -> [Value; 8] {
		transpose_8(self, words).map(cast)
	}
}

/// Eight rows of eight words as eight columns.
#[inline(always)]
fn transpose_8(simd: V3, [a, b, c, d, e, f, g, h]: [__m256i; 8]) -> [__m256i; 8] {
	let [a, b, c, d] = fours_256(simd, a, b, c, d);
	let [e, f, g, h] = fours_256(simd, e, f, g, h);
	[
		simd.avx2._mm256_permute2x128_si256::<0x20>(a, e),
		simd.avx2._mm256_permute2x128_si256::<0x20>(b, f),
		simd.avx2._mm256_permute2x128_si256::<0x20>(c, g),
		simd.avx2._mm256_permute2x128_si256::<0x20>(d, h),
		simd.avx2._mm256_permute2x128_si256::<0x31>(a, e),
		simd.avx2._mm256_permute2x128_si256::<0x31>(b, f),
		simd.avx2._mm256_permute2x128_si256::<0x31>(c, g),
		simd.avx2._mm256_permute2x128_si256::<0x31>(d, h),
	]
}

/// Four rows, transposed by fours: each half of the k-th has word k of the rows' halves.
#[inline(always)]
fn fours_256(simd: V3, a: __m256i, b: __m256i, c: __m256i, d: __m256i) -> [__m256i; 4] {
	let (ab, xy) = (simd.avx2._mm256_unpacklo_epi32(a, b), simd.avx2._mm256_unpackhi_epi32(a, b));
	let (cd, zw) = (simd.avx2._mm256_unpacklo_epi32(c, d), simd.avx2._mm256_unpackhi_epi32(c, d));
	[
		simd.avx2._mm256_unpacklo_epi64(ab, cd),
		simd.avx2._mm256_unpackhi_epi64(ab, cd),
		simd.avx2._mm256_unpacklo_epi64(xy, zw),
		simd.avx2._mm256_unpackhi_epi64(xy, zw),
	]
}

impl Vectors<16> for V4 {
	type Words = __m512i;

	#[inline(always)]
	fn splat(self, word: u32) -> __m512i {
		cast([word; 16])
	}

	#[inline(always)]
	fn words(self, words: [u32; 16]) -> __m512i {
		cast(words)
	}

	#[inline(always)]
	fn add(self, a: __m512i, b: __m512i) -> __m512i {
		self.avx512f._mm512_add_epi32(a, b)
	}

	#[inline(always)]
	fn xor(self, a: __m512i, b: __m512i) -> __m512i {
		self.avx512f._mm512_xor_si512(a, b)
	}

	#[inline(always)]
	fn turn_16(self, a: __m512i) -> __m512i {
		self.avx512f._mm512_ror_epi32::<16>(a)
	}

	#[inline(always)]
	fn turn_12(self, a: __m512i) -> __m512i {
		self.avx512f._mm512_ror_epi32::<12>(a)
	}

	#[inline(always)]
	fn turn_8(self, a: __m512i) -> __m512i {
		self.avx512f._mm512_ror_epi32::<8>(a)
	}

	#[inline(always)]
	fn turn_7(self, a: __m512i) -> __m512i {
		self.avx512f._mm512_ror_epi32::<7>(a)
	}

	#[inline(always)]
	fn read(self, messages: &[&[u8]; 16], offset: usize) -> [__m512i; 16] {
		let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *messages;
		let rows = [
			cast(block(a, offset)),
			cast(block(b, offset)),
			cast(block(c, offset)),
			cast(block(d, offset)),
			cast(block(e, offset)),
			cast(block(f, offset)),
			cast(block(g, offset)),
			cast(block(h, offset)),
			cast(block(i, offset)),
			cast(block(j, offset)),
			cast(block(k, offset)),
			cast(block(l, offset)),
			cast(block(m, offset)),
			cast(block(n, offset)),
			cast(block(o, offset)),
			cast(block(p, offset)),
		];
		transpose_16(self, rows)
	}

	#[inline(always)]
	fn write(self, [a, b, c, d, e, f, g, h]: [__m512i; 8]) -> [Value; 16] {
		let zero = self.splat(0);
		let rows = transpose_16(self, [a, b, c, d, e, f, g, h, zero, zero, zero, zero, zero, zero, zero, zero]);
		rows.map(|row| {
			let [value, _] = cast::<__m512i, [Value; 2]>(row);
			value
		})
	}
}

/// Sixteen rows of sixteen words as sixteen columns: by fours within quarters of vectors, then the quarters.
#[inline(always)]
fn transpose_16(simd: V4, rows: [__m512i; 16]) -> [__m512i; 16] {
	let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15] = rows;
	let [a0, a1, a2, a3] = fours_512(simd, r0, r1, r2, r3);
	let [b0, b1, b2, b3] = fours_512(simd, r4, r5, r6, r7);
	let [c0, c1, c2, c3] = fours_512(simd, r8, r9, r10, r11);
	let [d0, d1, d2, d3] = fours_512(simd, r12, r13, r14, r15);
	let [w0, w4, w8, w12] = quarters(simd, a0, b0, c0, d0);
	let [w1, w5, w9, w13] = quarters(simd, a1, b1, c1, d1);
	let [w2, w6, w10, w14] = quarters(simd, a2, b2, c2, d2);
	let [w3, w7, w11, w15] = quarters(simd, a3, b3, c3, d3);
	[w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15]
}

/// Four rows, transposed by fours: quarter q of the k-th has word 4q + k of the rows.
#[inline(always)]
fn fours_512(simd: V4, a: __m512i, b: __m512i, c: __m512i, d: __m512i) -> [__m512i; 4] {
	let (ab, xy) = (simd.avx512f._mm512_unpacklo_epi32(a, b), simd.avx512f._mm512_unpackhi_epi32(a, b));
	let (cd, zw) = (simd.avx512f._mm512_unpacklo_epi32(c, d), simd.avx512f._mm512_unpackhi_epi32(c, d));
	[
		simd.avx512f._mm512_unpacklo_epi64(ab, cd),
		simd.avx512f._mm512_unpackhi_epi64(ab, cd),
		simd.avx512f._mm512_unpacklo_epi64(xy, zw),
		simd.avx512f._mm512_unpackhi_epi64(xy, zw),
	]
}

/// Four vectors whose quarters are a 4 × 4 matrix, transposed.
#[inline(always)]
fn quarters(simd: V4, a: __m512i, b: __m512i, c: __m512i, d: __m512i) -> [__m512i; 4] {
	/// The quarters 0 and 2 of each of two vectors; 1 and 3.
	const EVEN: i32 = 0b10_00_10_00;
	const ODD: i32 = 0b11_01_11_01;
	let (ab, xy) = (simd.avx512f._mm512_shuffle_i32x4::<EVEN>(a, b), simd.avx512f._mm512_shuffle_i32x4::<ODD>(a, b));
	let (cd, zw) = (simd.avx512f._mm512_shuffle_i32x4::<EVEN>(c, d), simd.avx512f._mm512_shuffle_i32x4::<ODD>(c, d));
	[
		simd.avx512f._mm512_shuffle_i32x4::<EVEN>(ab, cd),
		simd.avx512f._mm512_shuffle_i32x4::<EVEN>(xy, zw),
		simd.avx512f._mm512_shuffle_i32x4::<ODD>(ab, cd),
		simd.avx512f._mm512_shuffle_i32x4::<ODD>(xy, zw),
	]
}
