//! Proving chunks of what is in memory, with nothing kept beside it.

use super::{
	tree::{beside, chunk_count, subtree_hasher, CHUNK_BYTES},
	Value,
};
use alloc::vec::Vec;
use blake3::{hazmat::HasherExt, Hasher};
use core::ops::Range;

/// The path that proves the chunks `shown` of a file of `len` bytes, for [`verify_chunks`](super::verify_chunks).
///
/// `feed` gives a range of the file's bytes to the hasher, in pieces of any size. Every byte that is not shown is asked
/// for once, from left to right.
pub fn path(len: u64, shown: &Range<u64>, mut feed: impl FnMut(Range<u64>, &mut Hasher)) -> Vec<Value> {
	let value = |chunks: Range<u64>| {
		let bytes = chunks.start * CHUNK_BYTES as u64..len.min(chunks.end.saturating_mul(CHUNK_BYTES as u64));
		let mut hasher = subtree_hasher(bytes.start);
		feed(bytes, &mut hasher);
		hasher.finalize_non_root()
	};
	beside(chunk_count(len), shown).into_iter().map(value).collect()
}
