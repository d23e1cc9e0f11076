//! A download that is not complete: its bytes at their place in one file, and a bitmap of the groups that are there.
//!
//! The bitmap is written after the bytes it speaks of are synced, and carries a checksum. So after a crash at most the
//! newest groups are fetched again, and a group that the bitmap claims is there.

use super::{remove_if_there, root_of_file, BlobStore, HeldPart, StoreError};
use crate::durable;
use guild_aggregation::chunks;
use guild_primitives::Root;
use parking_lot::Mutex;
use std::{
	fs::{File, OpenOptions},
	io,
	os::unix::fs::FileExt,
	path::{Path, PathBuf},
	time::SystemTime,
};

/// Bytes of a group, the unit in which blobs travel; the last one of a blob may be shorter.
const GROUP_BYTES: u64 = chunks::GROUP_BYTES as u64;
/// The bitmap is synced whenever this many groups have come since the last time.
const GROUPS_PER_SYNC: u32 = 64;

/// A download that is not complete. Several threads may write different groups at once. What was written is kept when
/// it is dropped, and [`BlobStore::part`] goes on from there.
pub struct Part<'a> {
	store: &'a BlobStore,
	root: Root,
	size_bytes: u64,
	file: File,
	groups: Mutex<Groups>,
}

/// Which groups are there.
struct Groups {
	/// One entry a group.
	present: Vec<bool>,
	/// Groups written since the bitmap was last synced.
	unsynced: u32,
}

impl BlobStore {
	/// Begins the download of a blob of `size_bytes`, or goes on with one. The caller checks groups against the root
	/// before it writes them.
	///
	/// # Errors
	/// [`StoreError::Busy`] while another [`Part`] of the blob exists; [`StoreError::OverQuota`],
	/// [`StoreError::DiskFull`] or [`StoreError::Io`], after which nothing is left behind.
	pub fn part(&self, root: &Root, size_bytes: u64) -> Result<Part<'_>, StoreError> {
		let _files = self.part_files.lock();
		self.enter_part(root, size_bytes)?;
		match self.open_part(root, size_bytes) {
			Ok(part) => Ok(part),
			Err(error) => {
				self.drop_part(root)?;
				Err(error)
			}
		}
	}

	/// Marks the part as open, and takes its bytes from the quota if it is new.
	fn enter_part(&self, root: &Root, size_bytes: u64) -> Result<(), StoreError> {
		let known = self.index.lock().parts.get(root).copied();
		match known {
			Some(HeldPart { open: true, .. }) => return Err(StoreError::Busy(*root)),
			Some(HeldPart { size_bytes: known, .. }) if known != size_bytes => self.drop_part(root)?,
			_ => {}
		}
		let mut index = self.index.lock();
		match index.parts.get_mut(root) {
			Some(part) if part.open => Err(StoreError::Busy(*root)),
			Some(part) => {
				(part.open, part.used_at) = (true, SystemTime::now());
				Ok(())
			}
			None => {
				let used_bytes = index.used_bytes;
				let sum = used_bytes.checked_add(size_bytes).filter(|sum| *sum <= self.quota_bytes);
				index.used_bytes = sum.ok_or(StoreError::OverQuota {
					needed_bytes: size_bytes,
					used_bytes,
					quota_bytes: self.quota_bytes,
				})?;
				index.parts.insert(*root, HeldPart { size_bytes, used_at: SystemTime::now(), open: true });
				Ok(())
			}
		}
	}

	fn open_part(&self, root: &Root, size_bytes: u64) -> Result<Part<'_>, StoreError> {
		let path = self.part_path(root);
		let mut options = OpenOptions::new();
		options.read(true).write(true).create(true).truncate(false);
		let file = options
			.open(&path)
			.and_then(|file| {
				if file.metadata()?.len() != size_bytes {
					durable::allocate(&file, size_bytes)?;
					file.set_len(size_bytes)?;
				}
				Ok(file)
			})
			.map_err(|source| self.io("make", path, size_bytes, source))?;
		let count = chunks::group_count(size_bytes) as usize;
		let present = read_map(&self.map_path(root), root, count).unwrap_or_else(|| vec![false; count]);
		Ok(Part { store: self, root: *root, size_bytes, file, groups: Mutex::new(Groups { present, unsynced: 0 }) })
	}

	/// Removes a part that nobody has open; whether it did.
	pub(super) fn drop_closed_part(&self, root: &Root) -> Result<bool, StoreError> {
		let _files = self.part_files.lock();
		let closed = self.index.lock().parts.get(root).is_some_and(|part| !part.open);
		if closed {
			self.drop_part(root)?;
		}
		Ok(closed)
	}

	/// Forgets a part: its files, its entry, its bytes.
	fn drop_part(&self, root: &Root) -> Result<(), StoreError> {
		let part = self.index.lock().parts.remove(root);
		self.release(part.map_or(0, |part| part.size_bytes));
		remove_if_there(&self.map_path(root))?;
		remove_if_there(&self.part_path(root))
	}

	fn part_path(&self, root: &Root) -> PathBuf {
		self.dir.join(format!("{root}.part"))
	}

	fn map_path(&self, root: &Root) -> PathBuf {
		self.dir.join(format!("{root}.map"))
	}
}

impl Part<'_> {
	/// The blob's root.
	pub fn root(&self) -> Root {
		self.root
	}

	/// The blob's length.
	pub fn size_bytes(&self) -> u64 {
		self.size_bytes
	}

	/// The groups that are not there yet, ascending.
	pub fn missing(&self) -> Vec<u64> {
		let groups = self.groups.lock();
		(0..).zip(&groups.present).filter(|(_, present)| !**present).map(|(group, _)| group).collect()
	}

	/// Writes a group that the caller has checked against the root.
	///
	/// # Errors
	/// [`StoreError::OutOfRange`] if the blob has no such group of this length; [`StoreError::DiskFull`];
	/// [`StoreError::Io`].
	pub fn write_group(&self, group: u64, bytes: &[u8]) -> Result<(), StoreError> {
		if chunks::group_len(self.size_bytes, group) != Some(bytes.len()) {
			let what = format!("group {group} of {} bytes", bytes.len());
			return Err(StoreError::OutOfRange { root: self.root, what });
		}
		self.file.write_all_at(bytes, group * GROUP_BYTES).map_err(|source| self.failed("write", source))?;
		let mut groups = self.groups.lock();
		if let Some(present) = groups.present.get_mut(group as usize) {
			*present = true;
		}
		groups.unsynced += 1;
		if groups.unsynced >= GROUPS_PER_SYNC {
			self.sync(&mut groups)?;
		}
		Ok(())
	}

	/// Makes a blob of the part, if all groups are there and the whole has the root.
	///
	/// # Errors
	/// [`StoreError::OutOfRange`] if a group is missing; [`StoreError::Corrupt`] if the whole does not have the root:
	/// then the part is removed, and the download begins anew; [`StoreError::Io`].
	pub fn finish(self) -> Result<(), StoreError> {
		if let Some(group) = self.missing().first() {
			return Err(StoreError::OutOfRange { root: self.root, what: format!("group {group} yet") });
		}
		self.file.sync_all().map_err(|source| self.failed("sync", source))?;
		let (store, root) = (self.store, self.root);
		let (part, blob) = (store.part_path(&root), store.path(&root));
		if root_of_file(&part).map_err(|source| self.failed("read", source))? != root {
			store.drop_part(&root)?;
			return Err(StoreError::Corrupt(root));
		}
		std::fs::rename(&part, &blob)
			.and_then(|()| durable::sync_parent(&blob))
			.map_err(|source| self.failed("rename", source))?;
		let mut index = store.index.lock();
		index.parts.remove(&root);
		index.insert(root, self.size_bytes);
		drop(index);
		remove_if_there(&store.map_path(&root))
	}

	/// Syncs the bytes, and then the bitmap that speaks of them.
	fn sync(&self, groups: &mut Groups) -> Result<(), StoreError> {
		self.file
			.sync_data()
			.and_then(|()| durable::write(&self.store.map_path(&self.root), &encode_map(&self.root, &groups.present)))
			.map_err(|source| self.failed("sync", source))?;
		groups.unsynced = 0;
		Ok(())
	}

	fn failed(&self, what: &'static str, source: io::Error) -> StoreError {
		self.store.io(what, self.store.part_path(&self.root), self.size_bytes, source)
	}
}

impl Drop for Part<'_> {
	fn drop(&mut self) {
		// Nothing to close if it was finished or given up.
		let known = self.store.index.lock().parts.contains_key(&self.root);
		if !known {
			return;
		}
		let mut groups = self.groups.lock();
		if groups.unsynced > 0 {
			// If this fails, the newest groups are fetched again.
			let _ = self.sync(&mut groups);
		}
		if let Some(part) = self.store.index.lock().parts.get_mut(&self.root) {
			part.open = false;
		}
	}
}

/// The bitmap's file: a checksum over root and bitmap, then one bit a group.
fn encode_map(root: &Root, present: &[bool]) -> Vec<u8> {
	let mut bits = vec![0u8; present.len().div_ceil(8)];
	for (i, _) in present.iter().enumerate().filter(|(_, present)| **present) {
		if let Some(byte) = bits.get_mut(i / 8) {
			*byte |= 1 << (i % 8);
		}
	}
	[map_checksum(root, &bits).as_slice(), &bits].concat()
}

/// The bitmap, or nothing if it is absent, torn, or of another blob.
fn read_map(path: &Path, root: &Root, count: usize) -> Option<Vec<bool>> {
	let bytes = std::fs::read(path).ok()?;
	let (checksum, bits) = bytes.split_at_checked(32)?;
	if bits.len() != count.div_ceil(8) || map_checksum(root, bits) != checksum {
		return None;
	}
	Some((0..count).map(|i| bits.get(i / 8).is_some_and(|byte| byte & (1 << (i % 8)) != 0)).collect())
}

fn map_checksum(root: &Root, bits: &[u8]) -> [u8; 32] {
	*blake3::keyed_hash(&root.0, bits).as_bytes()
}
