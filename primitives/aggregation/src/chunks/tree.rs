//! The shape of BLAKE3's tree, and its nodes.

use super::{Value, GROUP_BYTES};
use alloc::vec::Vec;
use blake3::{
	hazmat::{merge_subtrees_non_root, merge_subtrees_root, HasherExt, Mode},
	Hasher,
};
use core::ops::Range;
use guild_primitives::Root;

/// Bytes of a chunk, a leaf of BLAKE3's tree.
pub const CHUNK_BYTES: usize = 1024;

/// Longest path of a group: a file of 2^64 bytes has 2^48 groups.
pub const MAX_PATH: usize = 48;

/// Chunks of a group.
pub(super) const GROUP_CHUNKS: u64 = (GROUP_BYTES / CHUNK_BYTES) as u64;

/// Chunks of a file of `len` bytes: at least one, also of an empty file.
pub fn chunk_count(len: u64) -> u64 {
	len.div_ceil(CHUNK_BYTES as u64).max(1)
}

/// Groups of a file of `len` bytes: at least one, also of an empty file.
pub fn group_count(len: u64) -> u64 {
	len.div_ceil(GROUP_BYTES as u64).max(1)
}

/// Bytes of group `group` of a file of `len` bytes, if there is such a group.
pub fn group_len(len: u64, group: u64) -> Option<usize> {
	if group >= group_count(len) {
		return None;
	}
	// No overflow: a group that is there starts within the file.
	Some((len - group * GROUP_BYTES as u64).min(GROUP_BYTES as u64) as usize)
}

/// The chunks of group `group` of a file of `len` bytes, if there is such a group.
pub(super) fn group_chunks(len: u64, group: u64) -> Option<Range<u64>> {
	let start = group.checked_mul(GROUP_CHUNKS).filter(|_| group < group_count(len))?;
	Some(start..chunk_count(len).min(start + GROUP_CHUNKS))
}

/// Of `leaves` ≥ 2 leaves under one node, how many are in its left half: the largest power of two below `leaves`.
///
/// BLAKE3 splits so in chunks; where a leaf stands for a power of two of chunks, the split is the same in leaves.
pub(super) fn left_leaves(leaves: u64) -> u64 {
	1 << (leaves - 1).ilog2()
}

/// The chunks under the two halves of the node above `chunks`, of which there are at least two.
pub(super) fn split(chunks: &Range<u64>) -> (Range<u64>, Range<u64>) {
	let middle = chunks.start + left_leaves(chunks.end - chunks.start);
	(chunks.start..middle, middle..chunks.end)
}

/// How a node lies to the chunks that are shown.
pub(super) enum Lies {
	/// All its chunks are shown.
	Inside,
	/// None is: its value must be given.
	Beside,
	/// Some are.
	Across,
}

/// How the node above `chunks` lies to the chunks `shown`.
pub(super) fn lies(chunks: &Range<u64>, shown: &Range<u64>) -> Lies {
	if shown.start <= chunks.start && chunks.end <= shown.end {
		Lies::Inside
	} else if chunks.end <= shown.start || shown.end <= chunks.start {
		Lies::Beside
	} else {
		Lies::Across
	}
}

/// The nodes beside the chunks `shown` of a file of `chunks` chunks, from left to right: what a proof must give so that
/// the rest of the tree follows. At most 2 · 54 of them, as `shown` is one range.
pub fn beside(chunks: u64, shown: &Range<u64>) -> Vec<Range<u64>> {
	let mut found = Vec::new();
	// What is still to be looked at, the leftmost last.
	let mut ahead = Vec::new();
	ahead.push(0..chunks);
	while let Some(node) = ahead.pop() {
		match lies(&node, shown) {
			Lies::Inside => {}
			Lies::Beside => found.push(node),
			Lies::Across => {
				let (left, right) = split(&node);
				ahead.extend([right, left]);
			}
		}
	}
	found
}

/// The hasher of the subtree that starts at byte `offset`, a multiple of a chunk's bytes.
pub(super) fn subtree_hasher(offset: u64) -> Hasher {
	starting_at(Hasher::new(), offset)
}

/// A fresh hasher of any mode, for the subtree that starts at byte `offset`.
pub(super) fn starting_at(mut hasher: Hasher, offset: u64) -> Hasher {
	hasher.set_input_offset(offset);
	hasher
}

/// The chaining value of a subtree that is not empty and not the whole file. It is a node of the tree if it starts at
/// byte `offset` and holds as many bytes as a node that starts there may.
pub(crate) fn subtree_value(offset: u64, bytes: &[u8]) -> Value {
	subtree_hasher(offset).update(bytes).finalize_non_root()
}

/// The chaining value of the node above two subtrees.
pub(crate) fn merge(left: &Value, right: &Value) -> Value {
	merge_subtrees_non_root(left, right, Mode::Hash)
}

/// The root above two subtrees.
pub(super) fn merge_root(left: &Value, right: &Value) -> Root {
	Root(*merge_subtrees_root(left, right, Mode::Hash).as_bytes())
}

/// The two halves under the node above `leaves`; none if that is no node but a leaf, or nothing.
fn halves(leaves: &[Value]) -> Option<(&[Value], &[Value])> {
	if leaves.len() < 2 {
		return None;
	}
	leaves.split_at_checked(left_leaves(leaves.len() as u64) as usize)
}

/// The chaining value above `leaves`, of which there is at least one: chunks, or subtrees of one power of two of chunks.
pub(crate) fn fold(leaves: &[Value]) -> Value {
	fold_in(Mode::Hash, leaves)
}

fn fold_in(mode: Mode<'_>, leaves: &[Value]) -> Value {
	match halves(leaves) {
		Some((left, right)) => merge_subtrees_non_root(&fold_in(mode, left), &fold_in(mode, right), mode),
		None => leaves.first().copied().unwrap_or_default(),
	}
}

/// The root of a file from the chaining values of its two or more leaves.
pub(crate) fn fold_to_root(leaves: &[Value]) -> Option<Root> {
	fold_to_root_in(Mode::Hash, leaves)
}

/// The same in a mode, in which all values must be.
pub(super) fn fold_to_root_in(mode: Mode<'_>, leaves: &[Value]) -> Option<Root> {
	let (left, right) = halves(leaves)?;
	Some(Root(*merge_subtrees_root(&fold_in(mode, left), &fold_in(mode, right), mode).as_bytes()))
}
