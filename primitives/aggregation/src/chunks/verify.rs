//! Checking a group against a root.

use super::{
	tree::{group_count, group_len, group_value, left_groups, merge, merge_root},
	Value,
};
use guild_primitives::Root;

/// Why a group is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChunkError {
	/// A file of this length has no such group.
	NoSuchGroup {
		/// The group asked about.
		group: u64,
		/// Groups there are.
		groups: u64,
	},
	/// The group has another number of bytes.
	Length {
		/// Bytes given.
		bytes: usize,
		/// Bytes the group has.
		expected: usize,
	},
	/// The path has another length than the way from this group to the root.
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
			Self::Length { bytes, expected } => write!(f, "the group has {bytes} bytes instead of {expected}"),
			Self::Path { values, expected } => write!(f, "the path has {values} values instead of {expected}"),
			Self::Mismatch => f.write_str("the group does not belong to the root at this place"),
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
	let groups = group_count(total_len);
	let expected = group_len(total_len, group).ok_or(ChunkError::NoSuchGroup { group, groups })?;
	if bytes.len() != expected {
		return Err(ChunkError::Length { bytes: bytes.len(), expected });
	}
	let way = Way::to(group, groups);
	if path.len() != way.depth as usize {
		return Err(ChunkError::Path { values: path.len(), expected: way.depth as usize });
	}
	let found = match path.split_last() {
		None => Root::of(bytes),
		Some((last, below)) => {
			let start = group_value(group, bytes);
			// The step nearest the group is the last one taken from the root, so it is the lowest bit.
			let top = below.iter().enumerate().fold(start, |value, (step, beside)| {
				if way.goes_right(step as u32) {
					merge(beside, &value)
				} else {
					merge(&value, beside)
				}
			});
			if way.goes_right(way.depth - 1) {
				merge_root(last, &top)
			} else {
				merge_root(&top, last)
			}
		}
	};
	if found == *root {
		Ok(())
	} else {
		Err(ChunkError::Mismatch)
	}
}

/// The way from the root to a group: one bit a step, 1 for right, the step nearest the group in the lowest bit.
struct Way {
	rights: u64,
	depth: u32,
}

impl Way {
	/// The way to `group` of `groups`; `group < groups` ≤ 2^48, so there are at most 48 steps.
	fn to(group: u64, groups: u64) -> Self {
		let (mut way, mut index, mut under) = (Self { rights: 0, depth: 0 }, group, groups);
		while under > 1 {
			let left = left_groups(under);
			let right = index >= left;
			way = Self { rights: way.rights << 1 | u64::from(right), depth: way.depth + 1 };
			(index, under) = if right { (index - left, under - left) } else { (index, left) };
		}
		way
	}

	fn goes_right(&self, step: u32) -> bool {
		self.rights >> step & 1 == 1
	}
}
