//! 128-bit vectors of aarch64: 8 lanes at a time.
//!
//! The call from outside is the only `unsafe` code of this file: a [`Neon`] is the proof that the processor has the
//! instructions.

#![allow(unsafe_code)]

use crate::fast::{
	engine::Neon,
	plan::{Pair, LIMBS, LIMB_BITS},
};
use core::arch::aarch64::{
	int16x8_t, int32x4_t, vaddq_s32, vandq_s32, vcgtq_s32, vcombine_s16, vdupq_n_s32, vget_low_s16, vmlal_high_n_s16,
	vmlal_n_s16, vmovn_s32, vorrq_s32, vreinterpretq_s32_u32, vshrq_n_s32,
};
use pulp::{as_arrays, as_arrays_mut, cast};

/// Lanes of a vector.
const WIDTH: usize = 8;
type Vector = [i16; WIDTH];

/// Vectors whose sums are held at one time: 6 KiB of them.
const RUN: usize = 64;
/// Updates that are read side by side. Large buffers start at the same place of a page, so equal positions of all updates
/// compete for the same few ways of the first level of cache: four on many processors.
const BATCH: usize = 4;

/// An update's lanes, and the limbs of its coefficient.
struct Term<'a> {
	lanes: &'a [Vector],
	limbs: [i16; LIMBS],
}

/// Writes whole vectors of lanes; says how many lanes that was.
pub(super) fn row<'a>(_: Neon, groups: &[Vec<Pair>], part: impl Fn(usize) -> &'a [i16], out: &mut [i16]) -> usize {
	let terms = |pair: &Pair| {
		let ([first, second], limbs) = (pair.updates, pair.limbs);
		let term = |update: usize, limbs| Term { lanes: as_arrays::<WIDTH, _>(part(update)).0, limbs };
		// The lower half of a pair's limb is the first update's.
		[term(first, limbs.map(|limb| limb as i16)), term(second, limbs.map(|limb| (limb >> 16) as i16))]
	};
	let group = |group: &Vec<Pair>| group.iter().flat_map(terms).filter(|term| term.limbs != [0; LIMBS]).collect();
	let groups: Vec<Vec<Term<'a>>> = groups.iter().map(group).collect();
	let (out, _) = as_arrays_mut::<WIDTH, _>(out);
	// SAFETY: the token says that the processor has these instructions.
	unsafe { blend(&groups, out) };
	out.len() * WIDTH
}

#[target_feature(enable = "neon")]
fn blend(groups: &[Vec<Term<'_>>], out: &mut [Vector]) {
	let zero = vdupq_n_s32(0);
	let none = Sums { low: zero, middle: zero, top: zero };
	for (run, out) in out.chunks_mut(RUN).enumerate() {
		let start = run * RUN;
		// For each vector of lanes, its lower and its upper fours.
		let mut sums = [(none, none); RUN];
		for group in groups {
			for batch in group.chunks(BATCH) {
				for (position, (lower, upper)) in (start..start + out.len()).zip(&mut sums) {
					let (mut low_sums, mut high_sums) = (*lower, *upper);
					for term in batch {
						let Some(lanes) = term.lanes.get(position) else { continue };
						let lanes = cast(*lanes);
						low_sums.add_low(lanes, &term.limbs);
						high_sums.add_high(lanes, &term.limbs);
					}
					(*lower, *upper) = (low_sums, high_sums);
				}
			}
			for (lower, upper) in &mut sums {
				(*lower, *upper) = (lower.carry(), upper.carry());
			}
		}
		for (out, (lower, upper)) in out.iter_mut().zip(&sums) {
			// Nothing is cut off: a mixed lane is a lane.
			*out = cast(vcombine_s16(vmovn_s32(lower.round()), vmovn_s32(upper.round())));
		}
	}
}

/// Sums of products with each limb, in four lanes. Fields and no array: those the compiler keeps in registers.
#[derive(Clone, Copy)]
struct Sums {
	low: int32x4_t,
	middle: int32x4_t,
	top: int32x4_t,
}

impl Sums {
	/// Adds the lower four of an update's lanes times its limbs.
	#[target_feature(enable = "neon")]
	#[inline]
	fn add_low(&mut self, lanes: int16x8_t, [low, middle, top]: &[i16; LIMBS]) {
		let lanes = vget_low_s16(lanes);
		self.low = vmlal_n_s16(self.low, lanes, *low);
		self.middle = vmlal_n_s16(self.middle, lanes, *middle);
		self.top = vmlal_n_s16(self.top, lanes, *top);
	}

	/// Adds the upper four.
	#[target_feature(enable = "neon")]
	#[inline]
	fn add_high(&mut self, lanes: int16x8_t, [low, middle, top]: &[i16; LIMBS]) {
		self.low = vmlal_high_n_s16(self.low, lanes, *low);
		self.middle = vmlal_high_n_s16(self.middle, lanes, *middle);
		self.top = vmlal_high_n_s16(self.top, lanes, *top);
	}

	/// Moves what exceeds 11 bits from each limb's sum to the next, so that the next group finds room.
	///
	/// A sum of a lower limb is at most 32 · 2047 · 32767, plus 2047 from the group before, plus a carry of at most
	/// 2^20: the assertion in `plan` shows that it fits. The top sum is at most 2^15 · (2^10 + 128), plus carries.
	#[target_feature(enable = "neon")]
	#[inline]
	fn carry(self) -> Self {
		let mask = vdupq_n_s32((1 << LIMB_BITS) - 1);
		let middle = vaddq_s32(self.middle, over(self.low));
		let top = vaddq_s32(self.top, over(middle));
		Self { low: vandq_s32(self.low, mask), middle: vandq_s32(middle, mask), top }
	}

	/// `(top·2^22 + middle·2^11 + low) / 2^32`, half to even: the integer part is `top >> 10`, and the fraction is the
	/// lower 10 bits of `top` and whether anything is below them.
	///
	/// Adding half minus one to those 10 bits, and one more if there is something below or the integer part is odd,
	/// carries exactly when it should.
	#[target_feature(enable = "neon")]
	#[inline]
	fn round(self) -> int32x4_t {
		const FRACTION: i32 = 32 - 2 * LIMB_BITS as i32;
		let integer = vshrq_n_s32::<FRACTION>(self.top);
		let rest = vorrq_s32(self.low, self.middle);
		let below = vreinterpretq_s32_u32(vcgtq_s32(rest, vdupq_n_s32(0))); // −1 or 0
		let up = vandq_s32(vorrq_s32(integer, below), vdupq_n_s32(1));
		let half = vaddq_s32(up, vdupq_n_s32((1 << (FRACTION - 1)) - 1));
		vshrq_n_s32::<FRACTION>(vaddq_s32(self.top, half))
	}
}

/// What exceeds 11 bits, for the next limb.
#[target_feature(enable = "neon")]
#[inline]
fn over(sum: int32x4_t) -> int32x4_t {
	vshrq_n_s32::<{ LIMB_BITS as i32 }>(sum)
}
