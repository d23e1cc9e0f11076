//! How the lanes of a round are cut into spans, one a leaf.

use crate::{
	chunks::{subtree_value, Value, CHUNK_BYTES},
	lanes::LANE_BYTES,
};
use core::ops::Range;
use guild_primitives::{limits::MAX_DIM, Root};

/// Most leaves of a trace.
pub const MAX_LEAVES: usize = 1 << 14;

/// Leaves that are enough, as long as a span then has no more than [`HANDY_CHUNKS`]. Every span has a matrix that is made and
/// hashed, which with a span a chunk costs more than the two passes can hide.
const ENOUGH_LEAVES: usize = 1 << 9;

/// Chunks of an update in the widest span that is chosen for having fewer of them: as many as are multiplied at a time without a
/// trace. Wider ones make proofs larger and the trace no cheaper.
const HANDY_CHUNKS: usize = 4;

/// Lanes of an update in one chunk.
const CHUNK_LANES: usize = CHUNK_BYTES / LANE_BYTES;

/// The spans of files of `dim` lanes: each has 512 · 2^k lanes, the last one what is left. k is the least for which there are at
/// most 2^9 spans, or 2 if that is less; but at least as large as it takes for at most 2^14. So k is 0 up to 2^18 lanes, 2 from
/// there on but for the first doubling, up to 2^25, and 4 at 2^27.
///
/// A span of an update is 2^k chunks; a span of a file whose lanes have w bytes is w/2 times as many. For every power of
/// two w that is a power of two of chunks at a multiple of itself, and so a node of the file's BLAKE3 tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spans {
	dim: usize,
	/// Lanes of every span but the last.
	width: usize,
}

impl Spans {
	/// The spans of files of `dim` lanes; none if a task has no such dimension.
	pub fn of(dim: usize) -> Option<Self> {
		if dim == 0 || dim > MAX_DIM as usize {
			return None;
		}
		// Rounding up twice is rounding up once, so this is the least power of two that gives at most so many spans.
		let chunks_for = |leaves: usize| dim.div_ceil(CHUNK_LANES).div_ceil(leaves).next_power_of_two();
		let chunks = chunks_for(ENOUGH_LEAVES).min(HANDY_CHUNKS).max(chunks_for(MAX_LEAVES));
		Some(Self { dim, width: CHUNK_LANES * chunks })
	}

	/// Number of spans, 1 to 2^14.
	pub fn count(&self) -> usize {
		self.dim.div_ceil(self.width)
	}

	/// Lanes of a file.
	pub fn dim(&self) -> usize {
		self.dim
	}

	/// Lanes of every span but the last.
	pub fn width(&self) -> usize {
		self.width
	}

	/// The lanes of a span; none if there is no such span.
	pub fn lanes(&self, span: usize) -> Option<Range<usize>> {
		let start = span.checked_mul(self.width).filter(|start| *start < self.dim)?;
		Some(start..self.dim.min(start + self.width))
	}

	/// Bytes of a file whose lanes have `lane_bytes` bytes.
	pub fn file_bytes(&self, lane_bytes: usize) -> u64 {
		self.dim as u64 * lane_bytes as u64
	}

	/// The chunks of a span of a file whose lanes have `lane_bytes` bytes, 2 or 4; none if there is no such span.
	pub fn chunks(&self, span: usize, lane_bytes: usize) -> Option<Range<u64>> {
		let Range { start, end } = self.lanes(span)?;
		let chunk = CHUNK_BYTES as u64;
		Some(start as u64 * lane_bytes as u64 / chunk..(end as u64 * lane_bytes as u64).div_ceil(chunk))
	}

	/// The value of a span with these bytes: the chaining value of its node in the file's tree, and of a file with one
	/// span the file's root, which has no node above it.
	///
	/// `bytes` are the span's, so neither none nor more than the span has.
	pub fn value(&self, span: usize, lane_bytes: usize, bytes: &[u8]) -> Value {
		if self.count() == 1 {
			return Root::of(bytes).0;
		}
		subtree_value(span as u64 * self.width as u64 * lane_bytes as u64, bytes)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		chunks::{beside, chunk_count},
		lanes::MODEL_LANE_BYTES,
	};
	use proptest::prelude::*;

	#[test]
	fn spans_grow_with_the_dimension() {
		let shape = |dim: usize| Spans::of(dim).map(|spans| (spans.width, spans.count()));
		assert_eq!(shape(0), None);
		assert_eq!(shape(1), Some((512, 1)));
		assert_eq!(shape(512), Some((512, 1)));
		assert_eq!(shape(513), Some((512, 2)));
		assert_eq!(shape(1 << 18), Some((512, 512)));
		assert_eq!(shape((1 << 18) + 1), Some((1024, 257)));
		assert_eq!(shape(1 << 19), Some((1024, 512)));
		assert_eq!(shape((1 << 19) + 1), Some((2048, 257)));
		assert_eq!(shape(1 << 20), Some((2048, 512)));
		assert_eq!(shape(1 << 25), Some((2048, 1 << 14)));
		assert_eq!(shape((1 << 25) + 1), Some((4096, (1 << 13) + 1)));
		assert_eq!(shape(1 << 27), Some((8192, 1 << 14)));
		assert_eq!(shape((1 << 27) + 1), None);
	}

	proptest! {
		#[test]
		fn spans_are_as_narrow_as_they_may_be_and_follow_one_another(dim in prop_oneof![1usize..5000, 1usize..=1 << 27]) {
			let spans = Spans::of(dim).unwrap();
			prop_assert!(spans.count() <= MAX_LEAVES);
			// Were they half as wide, there would be more than is enough, or than may be.
			let narrower = dim.div_ceil(spans.width / 2);
			let allowed = if spans.width <= 2048 { 1 << 9 } else { MAX_LEAVES };
			prop_assert!(spans.width == 512 || narrower > allowed);
			prop_assert!(spans.width >= 2048 || spans.count() <= 1 << 9);
			prop_assert_eq!(spans.lanes(0).unwrap().start, 0);
			prop_assert_eq!(spans.lanes(spans.count() - 1).unwrap().end, dim);
			prop_assert_eq!(spans.lanes(spans.count()), None);
		}

		#[test]
		fn a_span_is_one_node_of_the_tree(dim in prop_oneof![1usize..5000, 1usize..=1 << 27], at in any::<prop::sample::Index>()) {
			let spans = Spans::of(dim).unwrap();
			let span = at.index(spans.count());
			for lane_bytes in [LANE_BYTES, MODEL_LANE_BYTES] {
				let chunks = spans.chunks(span, lane_bytes).unwrap();
				// Shown from the other side: if all else but the span were shown, the span would be what is given.
				let total = chunk_count(spans.file_bytes(lane_bytes));
				let before = beside(total, &(chunks.end..total));
				prop_assert!(span == 0 || before.iter().any(|node| node.end == chunks.start || node.contains(&chunks.start)));
				let aligned = chunks.start.is_multiple_of((chunks.end - chunks.start).next_power_of_two());
				prop_assert!(aligned);
				prop_assert!(chunks.end == total || (chunks.end - chunks.start).is_power_of_two());
			}
		}
	}
}
