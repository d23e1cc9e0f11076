//! What the node serves: one group at a time, with its proof, checked before it leaves.

use super::{is_lost, BlobStore, StoreError};
use guild_aggregation::chunks::{self, Builder, Outboard, Value};
use guild_primitives::Root;
use parking_lot::Mutex;
use std::{
	collections::HashMap,
	fs::File,
	io::{self, Read},
	os::unix::fs::FileExt,
	sync::Arc,
};

/// Most outboards kept in memory. One takes 128 KiB for the largest update, and 24 bytes for a small one.
const MAX_OUTBOARDS: usize = 256;

/// Outboards of blobs that were served lately. They are made again from the file when needed.
#[derive(Default)]
pub(super) struct Outboards(Mutex<Cache>);

#[derive(Default)]
struct Cache {
	outboards: HashMap<Root, (Arc<Outboard>, u64)>,
	/// Counts uses; the entry with the lowest number was used longest ago.
	uses: u64,
}

/// One group of a blob, and what proves it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProvedGroup {
	/// Length of the whole blob.
	pub blob_bytes: u64,
	/// The group's bytes.
	pub bytes: Vec<u8>,
	/// Its path, for [`chunks::verify`].
	pub path: Vec<Value>,
}

impl BlobStore {
	/// Group number `group` of the blob with its proof, checked: a file that went bad is removed instead of sent.
	///
	/// # Errors
	/// [`StoreError::NotHeld`], [`StoreError::OutOfRange`], [`StoreError::Corrupt`] or [`StoreError::Io`].
	pub fn prove(&self, root: &Root, group: u64) -> Result<ProvedGroup, StoreError> {
		let blob_bytes = self.touch(root)?;
		let out_of_range = || StoreError::OutOfRange { root: *root, what: format!("group {group}") };
		let size_bytes = chunks::group_len(blob_bytes, group).ok_or_else(out_of_range)?;
		let outboard = self.outboard(root, blob_bytes)?;
		let path = outboard.prove(group).ok_or_else(out_of_range)?;
		// Below the blob's length, so it does not overflow.
		let offset = group * chunks::GROUP_BYTES as u64;
		let mut bytes = vec![0; size_bytes];
		let read = File::open(self.path(root)).and_then(|file| file.read_exact_at(&mut bytes, offset));
		self.or_corrupt(root, read)?;
		match chunks::verify(root, blob_bytes, group, &bytes, &path) {
			Ok(()) => Ok(ProvedGroup { blob_bytes, bytes, path }),
			Err(_) => Err(self.discard_corrupt(root)),
		}
	}

	fn outboard(&self, root: &Root, blob_bytes: u64) -> Result<Arc<Outboard>, StoreError> {
		if let Some(outboard) = self.outboards.get(root) {
			return Ok(outboard);
		}
		let made = self.or_corrupt(root, File::open(self.path(root)).and_then(|file| outboard_of(&file)))?;
		if made.root != *root || made.len != blob_bytes {
			return Err(self.discard_corrupt(root));
		}
		Ok(self.outboards.insert(made))
	}

	/// Tells a file whose bytes are gone from a file system that refuses.
	fn or_corrupt<T>(&self, root: &Root, answer: io::Result<T>) -> Result<T, StoreError> {
		answer.map_err(|source| {
			if is_lost(&source) || source.kind() == io::ErrorKind::UnexpectedEof {
				self.discard_corrupt(root)
			} else {
				self.io("read", self.path(root), 0, source)
			}
		})
	}
}

impl Outboards {
	fn get(&self, root: &Root) -> Option<Arc<Outboard>> {
		let mut cache = self.0.lock();
		cache.uses += 1;
		let uses = cache.uses;
		let (outboard, used) = cache.outboards.get_mut(root)?;
		*used = uses;
		Some(outboard.clone())
	}

	fn insert(&self, outboard: Outboard) -> Arc<Outboard> {
		let outboard = Arc::new(outboard);
		let mut cache = self.0.lock();
		if cache.outboards.len() >= MAX_OUTBOARDS {
			let oldest = cache.outboards.iter().min_by_key(|(_, (_, used))| *used).map(|(root, _)| *root);
			oldest.and_then(|root| cache.outboards.remove(&root));
		}
		cache.uses += 1;
		let uses = cache.uses;
		cache.outboards.insert(outboard.root, (outboard.clone(), uses));
		outboard
	}

	pub(super) fn forget(&self, root: &Root) {
		self.0.lock().outboards.remove(root);
	}
}

fn outboard_of(mut file: &File) -> io::Result<Outboard> {
	let mut builder = Builder::default();
	let mut buffer = vec![0; chunks::GROUP_BYTES];
	loop {
		match file.read(&mut buffer)? {
			0 => return Ok(builder.finish()),
			count => builder.update(buffer.get(..count).unwrap_or_default()),
		}
	}
}
