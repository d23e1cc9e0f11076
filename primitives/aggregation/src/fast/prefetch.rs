//! Asking for memory before it is needed.
//!
//! Blocks of many updates are read a page of each at a time, and at every new page the processor's own prefetching begins
//! again. So reading and multiplying would take turns instead of going on side by side.

#![allow(unsafe_code)]

/// Lanes of a line of cache.
#[cfg(target_arch = "x86_64")]
const LINE: usize = 32;

/// Asks for lanes that are read soon, to lie in a core's own cache by then.
#[inline(always)]
pub(super) fn prefetch(lanes: &[i16]) {
	#[cfg(target_arch = "x86_64")]
	for line in lanes.chunks(LINE) {
		use core::arch::x86_64::{_mm_prefetch, _MM_HINT_T1};
		// SAFETY: every processor of this kind has the instruction. It is a hint, which changes nothing that a program can see.
		unsafe { _mm_prefetch::<_MM_HINT_T1>(line.as_ptr().cast()) };
	}
	// Elsewhere the processor sees to it alone.
	#[cfg(not(target_arch = "x86_64"))]
	let _ = lanes;
}
