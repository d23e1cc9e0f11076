//! Asking for memory before it is needed.
//!
//! Many updates are read a little of each at a time, and at every new page the processor's own prefetching begins again. So
//! reading and multiplying would take turns instead of going on side by side.

#![allow(unsafe_code)]

/// Lanes of a line of cache.
const LINE: usize = 32;

/// Where lanes are that will be read soon, of two updates.
#[derive(Clone, Copy)]
pub(super) struct Ahead([*const i16; 2]);

impl Ahead {
	/// The lanes from `start` on of some updates, of which two count.
	pub(super) fn new(updates: &[&[i16]], start: usize) -> Self {
		let mut next = updates.iter().map(|lanes| lanes.get(start..).unwrap_or(&[]).as_ptr());
		let first = next.next().unwrap_or(core::ptr::null());
		Self([first, next.next().unwrap_or(first)])
	}

	/// Asks for a line of both, so many lines after the first.
	#[inline(always)]
	pub(super) fn ask(self, line: usize) {
		self.0.into_iter().for_each(|lanes| ask(lanes.wrapping_add(line * LINE)));
	}

	/// Asks for the lines of so many lanes of both.
	#[inline(always)]
	pub(super) fn ask_all(self, lanes: usize) {
		(0..lanes.div_ceil(LINE)).for_each(|line| self.ask(line));
	}
}

/// Asks for lanes that are read soon, to lie in a core's own cache by then.
#[inline(always)]
pub(super) fn prefetch(lanes: &[i16]) {
	lanes.chunks(LINE).for_each(|line| ask(line.as_ptr()));
}

#[inline(always)]
fn ask(place: *const i16) {
	#[cfg(target_arch = "x86_64")]
	{
		use core::arch::x86_64::{_mm_prefetch, _MM_HINT_T1};
		// SAFETY: every processor of this kind has the instruction. It is a hint about an address, which need not be one.
		unsafe { _mm_prefetch::<_MM_HINT_T1>(place.cast()) };
	}
	// Elsewhere the processor sees to it alone.
	#[cfg(not(target_arch = "x86_64"))]
	let _ = place;
}
