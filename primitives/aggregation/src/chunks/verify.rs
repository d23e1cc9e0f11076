//! Checking bytes at a place against a root.

use super::{
	tree::{self, Lies, CHUNK_BYTES},
	Value,
};
use core::{ops::Range, slice};
use guild_primitives::Root;

/// Why bytes are refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChunkError {
	/// A file of this length has no such group.
	NoSuchGroup {
		/// The group asked about.
		group: u64,
		/// Groups there are.
		groups: u64,
	},
	/// A file of this length has no such chunks, or no chunk is asked about.
	NoSuchChunks {
		/// Chunks there are.
		chunks: u64,
	},
	/// These are another number of bytes than the group or the chunks have.
	Length {
		/// Bytes given.
		bytes: usize,
		/// Bytes there should be.
		expected: usize,
	},
	/// The path has another length than the way from this place to the root.
	Path {
		/// Values given.
		values: usize,
		/// Values on the way.
		expected: usize,
	},
	/// The bytes and the path do not lead to the root: one of them, or the position or length, is not what it claims.
	Mismatch,
}

impl core::fmt::Display for ChunkError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::NoSuchGroup { group, groups } => write!(f, "there is no group {group}: the file has {groups}"),
			Self::NoSuchChunks { chunks } => write!(f, "there are no such chunks: the file has {chunks}"),
			Self::Length { bytes, expected } => write!(f, "there are {bytes} bytes instead of {expected}"),
			Self::Path { values, expected } => write!(f, "the path has {values} values instead of {expected}"),
			Self::Mismatch => f.write_str("the bytes do not belong to the root at this place"),
		}
	}
}

impl core::error::Error for ChunkError {}

/// Checks that `bytes` are group `group` of the file of `total_len` bytes with this root.
///
/// Total: any input gives an answer, after hashing at most one group and 48 nodes.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify(root: &Root, total_len: u64, group: u64, bytes: &[u8], path: &[Value]) -> Result<(), ChunkError> {
	let groups = tree::group_count(total_len);
	let chunks = tree::group_chunks(total_len, group).ok_or(ChunkError::NoSuchGroup { group, groups })?;
	verify_chunks(root, total_len, &chunks, bytes, path)
}

/// Checks that `bytes` are the chunks `shown` of the file of `total_len` bytes with this root.
///
/// `path` holds the values of the nodes [`beside`](super::beside) them, from left to right. Total: any input gives an
/// answer, after hashing no more bytes than those chunks have, and two nodes a level.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify_chunks(
	root: &Root,
	total_len: u64,
	shown: &Range<u64>,
	bytes: &[u8],
	path: &[Value],
) -> Result<(), ChunkError> {
	if root_from(total_len, shown, bytes, path)? == *root {
		Ok(())
	} else {
		Err(ChunkError::Mismatch)
	}
}

/// The root of a file of `total_len` bytes whose chunks `shown` are `bytes`, and whose other nodes are `path`.
///
/// # Errors
/// What does not fit a file of this length.
pub fn root_from(total_len: u64, shown: &Range<u64>, bytes: &[u8], path: &[Value]) -> Result<Root, ChunkError> {
	let chunks = tree::chunk_count(total_len);
	let expected = bytes_of(total_len, shown).ok_or(ChunkError::NoSuchChunks { chunks })?;
	if bytes.len() as u64 != expected {
		return Err(ChunkError::Length {
			bytes: bytes.len(),
			expected: usize::try_from(expected).unwrap_or(usize::MAX),
		});
	}
	let expected = tree::beside(chunks, shown).len();
	if path.len() != expected {
		return Err(ChunkError::Path { values: path.len(), expected });
	}
	if expected == 0 {
		return Ok(Root::of(bytes)); // They are the whole file.
	}
	let (left, right) = tree::split(&(0..chunks));
	let mut walk = Walk { shown, bytes, path: path.iter() };
	Ok(tree::merge_root(&walk.value(&left), &walk.value(&right)))
}

/// Bytes of the chunks `shown` of a file of `len` bytes, if they are there and there is at least one.
fn bytes_of(len: u64, shown: &Range<u64>) -> Option<u64> {
	if shown.is_empty() || shown.end > tree::chunk_count(len) {
		return None;
	}
	// Chunks that are there start within the file, and all but the last are full.
	let rest = len - shown.start * CHUNK_BYTES as u64;
	Some(rest.min((shown.end - shown.start).saturating_mul(CHUNK_BYTES as u64)))
}

/// A walk over the tree, from left to right, in which bytes and path are used up.
struct Walk<'a> {
	shown: &'a Range<u64>,
	/// Bytes of the chunks that are still to come.
	bytes: &'a [u8],
	path: slice::Iter<'a, Value>,
}

impl Walk<'_> {
	/// The value of the node above `chunks`. It calls itself at most 54 deep, as there are below 2^54 chunks.
	fn value(&mut self, chunks: &Range<u64>) -> Value {
		match tree::lies(chunks, self.shown) {
			// There are as many as nodes beside the way: it has been counted.
			Lies::Beside => self.path.next().copied().unwrap_or_default(),
			Lies::Inside => {
				let len = (chunks.end - chunks.start).saturating_mul(CHUNK_BYTES as u64);
				let (now, later) =
					self.bytes.split_at(self.bytes.len().min(usize::try_from(len).unwrap_or(usize::MAX)));
				self.bytes = later;
				tree::subtree_value(chunks.start * CHUNK_BYTES as u64, now)
			}
			Lies::Across => {
				let (left, right) = tree::split(chunks);
				tree::merge(&self.value(&left), &self.value(&right))
			}
		}
	}
}
