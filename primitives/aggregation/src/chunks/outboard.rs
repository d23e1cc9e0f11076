//! What a holder keeps beside a file to prove its groups.

use super::{
	tree::{beside, chunk_count, fold, fold_to_root, group_chunks, subtree_hasher, GROUP_CHUNKS},
	Value, GROUP_BYTES,
};
use alloc::vec::Vec;
use blake3::{hazmat::HasherExt, Hasher};
use guild_primitives::Root;

/// The chaining values of a file's groups: 32 bytes for each 64 KiB.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outboard {
	/// BLAKE3 of the file.
	pub root: Root,
	/// Bytes of the file.
	pub len: u64,
	/// One value a group, in order; none if the file is a single group, which its root proves.
	pub groups: Vec<Value>,
}

impl Outboard {
	/// The path that proves a group: the values beside the way to it, from left to right; none if there is no such group.
	pub fn prove(&self, group: u64) -> Option<Vec<Value>> {
		let shown = group_chunks(self.len, group)?;
		let value = |chunks: core::ops::Range<u64>| {
			let groups = (chunks.start / GROUP_CHUNKS) as usize..chunks.end.div_ceil(GROUP_CHUNKS) as usize;
			self.groups.get(groups).map(fold)
		};
		beside(chunk_count(self.len), &shown).into_iter().map(value).collect()
	}
}

/// The outboard of a file in memory.
pub fn outboard(bytes: &[u8]) -> Outboard {
	let mut builder = Builder::default();
	builder.update(bytes);
	builder.finish()
}

/// Makes an outboard from a file's bytes as they come, in pieces of any size.
#[derive(Clone, Debug)]
pub struct Builder {
	/// Values of the groups before the one that is being filled.
	groups: Vec<Value>,
	/// The group that is being filled. It may be full: whether it is the whole file shows only when more comes.
	current: Hasher,
	/// Bytes in `current`.
	filled: usize,
	/// Bytes in all.
	len: u64,
}

impl Default for Builder {
	fn default() -> Self {
		Self { groups: Vec::new(), current: Hasher::new(), filled: 0, len: 0 }
	}
}

impl Builder {
	/// Takes the next bytes of the file.
	pub fn update(&mut self, mut bytes: &[u8]) {
		while !bytes.is_empty() {
			if self.filled == GROUP_BYTES {
				self.groups.push(self.current.finalize_non_root());
				self.current = subtree_hasher(self.len);
				self.filled = 0;
			}
			let (now, later) = bytes.split_at(bytes.len().min(GROUP_BYTES - self.filled));
			self.current.update(now);
			self.filled += now.len();
			self.len += now.len() as u64;
			bytes = later;
		}
	}

	/// The outboard of all bytes taken.
	pub fn finish(mut self) -> Outboard {
		if self.groups.is_empty() {
			// Nothing more came, so the first group is the whole file.
			let root = Root(*self.current.finalize().as_bytes());
			return Outboard { root, len: self.len, groups: Vec::new() };
		}
		self.groups.push(self.current.finalize_non_root());
		let root = fold_to_root(&self.groups).unwrap_or(Root([0; 32])); // At least two groups here.
		Outboard { root, len: self.len, groups: self.groups }
	}
}
