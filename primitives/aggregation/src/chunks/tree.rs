//! The shape of the tree above the groups, and its nodes.

use super::{Value, GROUP_BYTES};
use blake3::{
	hazmat::{merge_subtrees_non_root, merge_subtrees_root, HasherExt, Mode},
	Hasher,
};
use guild_primitives::Root;

/// Longest path: a file of 2^64 bytes has 2^48 groups.
pub const MAX_PATH: usize = 48;

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

/// Of `groups` ≥ 2 groups under one node, how many are in its left half: the largest power of two below `groups`.
///
/// BLAKE3 splits bytes at the largest power of two of chunks below the whole, and a group is a power of two of chunks,
/// so above the groups the split is the same in groups.
pub(super) fn left_groups(groups: u64) -> u64 {
	1 << (groups - 1).ilog2()
}

/// The hasher of the group that starts at byte `offset`, a multiple of a group's bytes.
pub(super) fn group_hasher(offset: u64) -> Hasher {
	let mut hasher = Hasher::new();
	hasher.set_input_offset(offset);
	hasher
}

/// The chaining value of a group that is not empty and not the whole file.
pub(crate) fn group_value(group: u64, bytes: &[u8]) -> Value {
	group_hasher(group * GROUP_BYTES as u64).update(bytes).finalize_non_root()
}

/// The chaining value of the node above two subtrees.
pub(super) fn merge(left: &Value, right: &Value) -> Value {
	merge_subtrees_non_root(left, right, Mode::Hash)
}

/// The root above two subtrees.
pub(super) fn merge_root(left: &Value, right: &Value) -> Root {
	Root(*merge_subtrees_root(left, right, Mode::Hash).as_bytes())
}

/// The two halves under the node above `groups`; none if that is no node but a group, or nothing.
pub(super) fn halves(groups: &[Value]) -> Option<(&[Value], &[Value])> {
	if groups.len() < 2 {
		return None;
	}
	groups.split_at_checked(left_groups(groups.len() as u64) as usize)
}

/// The chaining value above `groups`, of which there is at least one.
pub(super) fn value_of_groups(groups: &[Value]) -> Value {
	match halves(groups) {
		Some((left, right)) => merge(&value_of_groups(left), &value_of_groups(right)),
		None => groups.first().copied().unwrap_or_default(),
	}
}

/// The root of a file from the chaining values of its two or more groups.
pub(crate) fn root_of_groups(groups: &[Value]) -> Option<Root> {
	halves(groups).map(|(left, right)| merge_root(&value_of_groups(left), &value_of_groups(right)))
}
