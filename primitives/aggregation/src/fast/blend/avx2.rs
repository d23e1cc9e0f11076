//! 256-bit vectors: 16 lanes at a time, two updates in one multiplication.

use crate::fast::plan::{Pair, LIMBS, LIMB_BITS};
use core::arch::x86_64::__m256i;
use pulp::{as_arrays, as_arrays_mut, cast, x86::V3, NullaryFnOnce};

/// Lanes of a vector.
const WIDTH: usize = 16;
type Vector = [i16; WIDTH];

/// Vectors whose sums are held at one time: 6 KiB of them.
const RUN: usize = 32;
/// Terms, of two updates each, that are read side by side. Large buffers start at the same place of a page, so equal
/// positions of all updates compete for the same few ways of the first level of cache: eight on most processors.
const BATCH: usize = 4;

/// Two updates' lanes, and their limbs in every position of a vector.
struct Term<'a> {
	lanes: [&'a [Vector]; 2],
	limbs: [__m256i; LIMBS],
}

/// Writes whole vectors of lanes; says how many lanes that was.
pub(super) fn row<'a>(simd: V3, groups: &[Vec<Pair>], part: impl Fn(usize) -> &'a [i16], out: &mut [i16]) -> usize {
	let term = |pair: &Pair| Term {
		lanes: pair.updates.map(|update| as_arrays::<WIDTH, _>(part(update)).0),
		limbs: pair.limbs.map(|limb| cast([limb; 8])),
	};
	let groups: Vec<Vec<Term<'a>>> = groups.iter().map(|group| group.iter().map(term).collect()).collect();
	let (out, _) = as_arrays_mut::<WIDTH, _>(out);
	let done = out.len() * WIDTH;
	simd.vectorize(Blend { simd, groups: &groups, out });
	done
}

struct Blend<'a> {
	simd: V3,
	groups: &'a [Vec<Term<'a>>],
	out: &'a mut [Vector],
}

impl NullaryFnOnce for Blend<'_> {
	type Output = ();

	#[inline(always)]
	fn call(self) {
		let simd = self.simd;
		let zero = simd.avx._mm256_setzero_si256();
		let none = Sums { low: zero, middle: zero, top: zero };
		for (run, out) in self.out.chunks_mut(RUN).enumerate() {
			let start = run * RUN;
			// For each vector of lanes, its lower and its upper fours, as the interleaving gives them.
			let mut sums = [(none, none); RUN];
			for group in self.groups {
				for batch in group.chunks(BATCH) {
					for (position, (lower, upper)) in (start..start + out.len()).zip(&mut sums) {
						let (mut low_sums, mut high_sums) = (*lower, *upper);
						for term in batch {
							let [Some(a), Some(b)] = term.lanes.map(|lanes| lanes.get(position)) else { continue };
							let (a, b): (__m256i, __m256i) = (cast(*a), cast(*b));
							low_sums.add(simd, simd.avx2._mm256_unpacklo_epi16(a, b), &term.limbs);
							high_sums.add(simd, simd.avx2._mm256_unpackhi_epi16(a, b), &term.limbs);
						}
						(*lower, *upper) = (low_sums, high_sums);
					}
				}
				for (lower, upper) in &mut sums {
					(*lower, *upper) = (lower.carry(simd), upper.carry(simd));
				}
			}
			for (out, (lower, upper)) in out.iter_mut().zip(&sums) {
				// Packing undoes the interleaving. Nothing saturates: a mixed lane is a lane.
				*out = cast(simd.avx2._mm256_packs_epi32(lower.round(simd), upper.round(simd)));
			}
		}
	}
}

/// Sums of products with each limb, in eight lanes. Fields and no array: those the compiler keeps in registers.
#[derive(Clone, Copy)]
struct Sums {
	low: __m256i,
	middle: __m256i,
	top: __m256i,
}

impl Sums {
	/// Adds two updates' interleaved lanes times their limbs.
	#[inline(always)]
	fn add(&mut self, simd: V3, lanes: __m256i, [low, middle, top]: &[__m256i; LIMBS]) {
		self.low = simd.avx2._mm256_add_epi32(self.low, simd.avx2._mm256_madd_epi16(lanes, *low));
		self.middle = simd.avx2._mm256_add_epi32(self.middle, simd.avx2._mm256_madd_epi16(lanes, *middle));
		self.top = simd.avx2._mm256_add_epi32(self.top, simd.avx2._mm256_madd_epi16(lanes, *top));
	}

	/// Moves what exceeds 11 bits from each limb's sum to the next, so that the next group finds room.
	///
	/// A sum of a lower limb is at most 32 · 2047 · 32767, plus 2047 from the group before, plus a carry of at most
	/// 2^20: the assertion in `plan` shows that it fits. The top sum is at most 2^15 · (2^10 + 128), plus carries.
	#[inline(always)]
	fn carry(self, simd: V3) -> Self {
		let mask: __m256i = cast([(1i32 << LIMB_BITS) - 1; 8]);
		let middle = simd.avx2._mm256_add_epi32(self.middle, over(simd, self.low));
		let top = simd.avx2._mm256_add_epi32(self.top, over(simd, middle));
		Self { low: simd.avx2._mm256_and_si256(self.low, mask), middle: simd.avx2._mm256_and_si256(middle, mask), top }
	}

	/// `(top·2^22 + middle·2^11 + low) / 2^32`, half to even: the integer part is `top >> 10`, and the fraction is the
	/// lower 10 bits of `top` and whether anything is below them.
	///
	/// Adding half minus one to those 10 bits, and one more if there is something below or the integer part is odd,
	/// carries exactly when it should.
	#[inline(always)]
	fn round(self, simd: V3) -> __m256i {
		const FRACTION: i32 = 32 - 2 * LIMB_BITS as i32;
		let splat = |value: i32| -> __m256i { cast([value; 8]) };
		let integer = simd.avx2._mm256_srai_epi32::<FRACTION>(self.top);
		let rest = simd.avx2._mm256_or_si256(self.low, self.middle);
		let below = simd.avx2._mm256_cmpgt_epi32(rest, splat(0)); // −1 or 0
		let up = simd.avx2._mm256_and_si256(simd.avx2._mm256_or_si256(integer, below), splat(1));
		let half = simd.avx2._mm256_add_epi32(up, splat((1 << (FRACTION - 1)) - 1));
		simd.avx2._mm256_srai_epi32::<FRACTION>(simd.avx2._mm256_add_epi32(self.top, half))
	}
}

/// What exceeds 11 bits, for the next limb.
#[inline(always)]
fn over(simd: V3, sum: __m256i) -> __m256i {
	simd.avx2._mm256_srai_epi32::<{ LIMB_BITS as i32 }>(sum)
}
