//! Making room: mark and sweep.

use super::{BlobStore, StoreError};
use guild_primitives::Root;
use std::{
	collections::HashSet,
	time::{Duration, SystemTime},
};

/// What is kept although nothing needs it any more.
#[derive(Clone, Copy, Debug)]
pub struct KeepPolicy {
	/// A blob that was used this recently stays, unless space is short.
	pub keep_for: Duration,
	/// Space is short while more than this is in use: then what was used longest ago goes first.
	pub short_above_bytes: u64,
}

/// What a collection did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Collected {
	/// Blobs and parts removed.
	pub removed: u32,
	/// Bytes they had.
	pub removed_bytes: u64,
}

impl BlobStore {
	/// Removes what is neither in `keep` nor kept by `policy`; `now` is the time by which ages are counted. Downloads
	/// that are under way stay. Who cannot say for sure what to keep must not call this.
	///
	/// # Errors
	/// [`StoreError::Io`]; what was removed before it is gone.
	pub fn collect(&self, keep: &HashSet<Root>, policy: &KeepPolicy, now: SystemTime) -> Result<Collected, StoreError> {
		let mut done = Collected::default();
		for (root, is_part, size_bytes, used_at) in self.candidates(keep) {
			// A clock that went backwards makes things young: they stay.
			let age = now.duration_since(used_at).unwrap_or_default();
			if age <= policy.keep_for && self.used_bytes() <= policy.short_above_bytes {
				continue;
			}
			if is_part && !self.drop_closed_part(&root)? {
				continue;
			}
			if !is_part {
				self.remove(&root)?;
			}
			done.removed += 1;
			done.removed_bytes += size_bytes;
		}
		Ok(done)
	}

	/// What may go, longest unused first.
	fn candidates(&self, keep: &HashSet<Root>) -> Vec<(Root, bool, u64, SystemTime)> {
		let index = self.index.lock();
		let blobs = index.blobs.iter().map(|(root, held)| (*root, false, held.size_bytes, held.used_at));
		let parts = index.parts.iter().filter(|(_, part)| !part.open);
		let parts = parts.map(|(root, part)| (*root, true, part.size_bytes, part.used_at));
		let mut all: Vec<_> = blobs.chain(parts).filter(|(root, ..)| !keep.contains(root)).collect();
		all.sort_by_key(|(root, is_part, _, used_at)| (*used_at, *root, *is_part));
		all
	}
}
