//! Blobs on disk, named by their BLAKE3 root: updates, models, aggregates.
//!
//! A blob's file is either whole or absent, whenever the machine stops: it is written under another name, synced, and
//! renamed. What a disk does to it afterwards is found when it is read, because reading checks it against its root; a
//! corrupt file is removed and reported, so that whoever needs the blob fetches it again. A download that is not
//! complete is kept as a [`Part`], group by group, and goes on after a restart.
//!
//! What may be large is not read but mapped ([`BlobStore::blob`]), and not put but written piece by piece
//! ([`BlobStore::begin`]).
//!
//! The store never holds more than its quota. A blob that does not fit is refused before a byte is written.
//! [`BlobStore::collect`] makes room; it keeps whatever it is told to keep, and is not run when that is in doubt.
//!
//! | file | is |
//! | --- | --- |
//! | `<root>` | a blob |
//! | `<root>.part`, `<root>.map` | a download that is not complete, and which of its groups are there |
//! | `tmp-…` | being written; removed at start |

mod collect;
mod part;
mod serving;
mod unnamed;

pub use collect::{Collected, KeepPolicy};
pub use part::Part;
pub use serving::ProvedGroup;

use crate::{blob::Blob, durable};
use guild_primitives::Root;
use parking_lot::Mutex;
use serving::Outboards;
use std::{
	collections::HashMap,
	fs::File,
	io::{self, Read, Write},
	path::{Path, PathBuf},
	time::SystemTime,
};

/// Blobs on disk. All methods may be called from several threads at once.
pub struct BlobStore {
	dir: PathBuf,
	quota_bytes: u64,
	index: Mutex<Index>,
	/// Held while the files of a part are opened or removed, so that nobody removes what another thread just opened.
	part_files: Mutex<()>,
	outboards: Outboards,
}

/// What the store holds. Its lock is never held while bytes of a blob are read or written.
#[derive(Default)]
struct Index {
	blobs: HashMap<Root, Held>,
	parts: HashMap<Root, HeldPart>,
	/// Bytes of all blobs and parts, and of what is being written.
	used_bytes: u64,
}

#[derive(Clone, Copy)]
struct Held {
	size_bytes: u64,
	used_at: SystemTime,
}

#[derive(Clone, Copy)]
struct HeldPart {
	size_bytes: u64,
	used_at: SystemTime,
	/// Whether a [`Part`] of it exists in this process.
	open: bool,
}

/// Why the store cannot do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
	/// The store does not have the blob.
	#[error("blob {0} is not in the store")]
	NotHeld(Root),
	/// The blob's file did not have the bytes that its name promises. It was removed: fetch the blob again.
	#[error("the file of blob {0} was corrupt and has been removed; it will be fetched again")]
	Corrupt(Root),
	/// The quota does not allow it; nothing was written.
	#[error(
		"{needed_bytes} bytes do not fit: {used_bytes} of the store's {quota_bytes} bytes are in use; \
		 raise the blob quota, or free space by finishing old rounds"
	)]
	OverQuota {
		/// Bytes asked for.
		needed_bytes: u64,
		/// Bytes in use.
		used_bytes: u64,
		/// Most bytes that may be in use.
		quota_bytes: u64,
	},
	/// The disk is full; nothing is left half-written.
	#[error("the disk that holds {dir} is full, {needed_bytes} bytes do not fit; free some space there")]
	DiskFull {
		/// Where.
		dir: PathBuf,
		/// Bytes asked for.
		needed_bytes: u64,
	},
	/// Another thread is downloading the same blob.
	#[error("blob {0} is being downloaded already")]
	Busy(Root),
	/// A group, a length or a range that the blob does not have.
	#[error("blob {root} has no {what}")]
	OutOfRange {
		/// The blob.
		root: Root,
		/// What was asked for.
		what: String,
	},
	/// The file system refused.
	#[error("cannot {what} {path}: {source}")]
	Io {
		/// What was tried.
		what: &'static str,
		/// On which file or directory.
		path: PathBuf,
		/// What the system said.
		source: io::Error,
	},
}

impl BlobStore {
	/// Opens the store in `dir`, making the directory if needed. It will hold at most `quota_bytes`.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn open(dir: &Path, quota_bytes: u64) -> Result<Self, StoreError> {
		let failed = |what, source| StoreError::Io { what, path: dir.to_path_buf(), source };
		std::fs::create_dir_all(dir).map_err(|source| failed("make the directory", source))?;
		durable::remove_temporary(dir).map_err(|source| failed("clear", source))?;
		let index = Index::scan(dir).map_err(|source| failed("list", source))?;
		Ok(Self {
			dir: dir.to_path_buf(),
			quota_bytes,
			index: Mutex::new(index),
			part_files: Mutex::new(()),
			outboards: Outboards::default(),
		})
	}

	/// Keeps `bytes`, and returns their root when they are safe on disk. Putting the same bytes again is the same as
	/// putting them once, and repairs a corrupt file.
	///
	/// # Errors
	/// [`StoreError::OverQuota`], [`StoreError::DiskFull`] or [`StoreError::Io`]; then nothing has changed.
	pub fn put(&self, bytes: &[u8]) -> Result<Root, StoreError> {
		let root = root_of(bytes);
		if self.has(&root) && self.check(&root).is_ok() {
			return Ok(root);
		}
		let size_bytes = bytes.len() as u64;
		self.reserve(size_bytes)?;
		let path = self.path(&root);
		let written = durable::Unfinished::new(&self.dir, size_bytes).and_then(|mut file| {
			file.write_all(bytes)?;
			file.publish(&path)
		});
		if let Err(source) = written {
			self.release(size_bytes);
			return Err(self.io("write", path, size_bytes, source));
		}
		self.index.lock().insert(root, size_bytes);
		Ok(root)
	}

	/// Whether the store has the blob, as far as it knows: a disk's fault is found when the blob is read.
	pub fn has(&self, root: &Root) -> bool {
		self.index.lock().blobs.contains_key(root)
	}

	/// The blob's length in bytes, if the store has it.
	pub fn size_bytes(&self, root: &Root) -> Option<u64> {
		self.index.lock().blobs.get(root).map(|held| held.size_bytes)
	}

	/// Bytes in use: blobs, parts, and what is being written.
	pub fn used_bytes(&self) -> u64 {
		self.index.lock().used_bytes
	}

	/// Most bytes that may be in use.
	pub fn quota_bytes(&self) -> u64 {
		self.quota_bytes
	}

	/// The blob's bytes, checked against its root.
	///
	/// # Errors
	/// [`StoreError::NotHeld`]; [`StoreError::Corrupt`], after which it is not held; [`StoreError::Io`].
	pub fn read(&self, root: &Root) -> Result<Vec<u8>, StoreError> {
		let size_bytes = self.touch(root)?;
		let path = self.path(root);
		let mut bytes = Vec::with_capacity(size_bytes as usize);
		let outcome = File::open(&path).and_then(|file| file.take(size_bytes + 1).read_to_end(&mut bytes));
		match outcome {
			Ok(_) if root_of(&bytes) == *root => Ok(bytes),
			Ok(_) => Err(self.discard_corrupt(root)),
			Err(source) if is_lost(&source) => Err(self.discard_corrupt(root)),
			Err(source) => Err(self.io("read", path, size_bytes, source)),
		}
	}

	/// The blob's bytes, mapped from its file, which was checked against its root. For blobs that may be large: see
	/// [`crate::blob`].
	///
	/// # Errors
	/// As [`BlobStore::read`].
	pub fn blob(&self, root: &Root) -> Result<Blob, StoreError> {
		let size_bytes = self.touch(root)?;
		let path = self.path(root);
		// Checked by reading and not through the map: a sector that cannot be read is an error there, and a signal here.
		match File::open(&path).and_then(|file| Ok((root_of_open(&file)?, file))) {
			Ok(((found, len), file)) if found == *root => {
				Blob::map(&file, len).map_err(|source| self.io("map", path, size_bytes, source))
			}
			Ok(_) => Err(self.discard_corrupt(root)),
			Err(source) if is_lost(&source) => Err(self.discard_corrupt(root)),
			Err(source) => Err(self.io("read", path, size_bytes, source)),
		}
	}

	/// Checks the blob's file against its root without keeping its bytes in memory.
	///
	/// # Errors
	/// As [`BlobStore::read`].
	pub fn check(&self, root: &Root) -> Result<(), StoreError> {
		let size_bytes = self.touch(root)?;
		let path = self.path(root);
		match root_of_file(&path) {
			Ok(found) if found == *root => Ok(()),
			Ok(_) => Err(self.discard_corrupt(root)),
			Err(source) if is_lost(&source) => Err(self.discard_corrupt(root)),
			Err(source) => Err(self.io("read", path, size_bytes, source)),
		}
	}

	/// Removes the blob, if it is there.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn remove(&self, root: &Root) -> Result<(), StoreError> {
		let Some(held) = self.index.lock().blobs.remove(root) else { return Ok(()) };
		self.release(held.size_bytes);
		self.outboards.forget(root);
		remove_if_there(&self.path(root))
	}

	/// Says that the blob's file is not what its name promises: removes it.
	fn discard_corrupt(&self, root: &Root) -> StoreError {
		log::warn!(target: "guild", "blob {} was corrupt on disk; its file is removed, and it will be fetched again", root.short());
		match self.remove(root) {
			Ok(()) => StoreError::Corrupt(*root),
			Err(error) => error,
		}
	}

	/// Takes `needed_bytes` of the quota, or refuses.
	fn reserve(&self, needed_bytes: u64) -> Result<(), StoreError> {
		let mut index = self.index.lock();
		let used_bytes = index.used_bytes;
		match used_bytes.checked_add(needed_bytes) {
			Some(sum) if sum <= self.quota_bytes => {
				index.used_bytes = sum;
				Ok(())
			}
			_ => Err(StoreError::OverQuota { needed_bytes, used_bytes, quota_bytes: self.quota_bytes }),
		}
	}

	fn release(&self, bytes: u64) {
		let mut index = self.index.lock();
		index.used_bytes = index.used_bytes.saturating_sub(bytes);
	}

	/// Notes that the blob is in use now; its length.
	fn touch(&self, root: &Root) -> Result<u64, StoreError> {
		let mut index = self.index.lock();
		let held = index.blobs.get_mut(root).ok_or(StoreError::NotHeld(*root))?;
		held.used_at = SystemTime::now();
		Ok(held.size_bytes)
	}

	fn path(&self, root: &Root) -> PathBuf {
		self.dir.join(root.to_string())
	}

	fn io(&self, what: &'static str, path: PathBuf, needed_bytes: u64, source: io::Error) -> StoreError {
		match source.kind() {
			io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
				StoreError::DiskFull { dir: self.dir.clone(), needed_bytes }
			}
			_ => StoreError::Io { what, path, source },
		}
	}
}

impl Index {
	/// What is in `dir`. Files of other names are not ours and are left alone.
	fn scan(dir: &Path) -> io::Result<Self> {
		let mut index = Self::default();
		for entry in std::fs::read_dir(dir)? {
			let entry = entry?;
			let meta = entry.metadata()?;
			let (size_bytes, used_at) = (meta.len(), meta.modified()?);
			let name = entry.file_name();
			let name = name.to_string_lossy();
			if let Some(root) = parse_root(&name) {
				index.blobs.insert(root, Held { size_bytes, used_at });
				index.used_bytes += size_bytes;
			} else if let Some(root) = name.strip_suffix(".part").and_then(parse_root) {
				index.parts.insert(root, HeldPart { size_bytes, used_at, open: false });
				index.used_bytes += size_bytes;
			} else if name.strip_suffix(".map").and_then(parse_root).is_some()
				&& !entry.path().with_extension("part").exists()
			{
				// A crash came between the two files' renames or removals.
				std::fs::remove_file(entry.path())?;
			}
		}
		Ok(index)
	}

	/// Enters a blob whose bytes are reserved already.
	fn insert(&mut self, root: Root, size_bytes: u64) {
		let held = Held { size_bytes, used_at: SystemTime::now() };
		if let Some(before) = self.blobs.insert(root, held) {
			// It was there, or another thread was faster with the same bytes: they are on disk once.
			self.used_bytes = self.used_bytes.saturating_sub(before.size_bytes);
		}
	}
}

/// 64 lower-case hexadecimal digits, and nothing else: a name that we gave.
fn parse_root(name: &str) -> Option<Root> {
	let root: Root = (name.len() == 64).then(|| name.parse().ok())??;
	(root.to_string() == name).then_some(root)
}

/// The root of `bytes`, on several cores if there are many.
fn root_of(bytes: &[u8]) -> Root {
	Root(*blake3::Hasher::new().update_rayon(bytes).finalize().as_bytes())
}

fn root_of_file(path: &Path) -> io::Result<Root> {
	Ok(root_of_open(&File::open(path)?)?.0)
}

/// The root of a file, and its length, through a buffer that is large enough for several cores.
fn root_of_open(file: &File) -> io::Result<(Root, u64)> {
	const BUFFER_BYTES: u64 = 1 << 20;
	let mut hasher = blake3::Hasher::new();
	let mut buffer = Vec::new();
	loop {
		buffer.clear();
		if file.take(BUFFER_BYTES).read_to_end(&mut buffer)? == 0 {
			return Ok((Root(*hasher.finalize().as_bytes()), hasher.count()));
		}
		hasher.update_rayon(&buffer);
	}
}

/// Whether the file's bytes are gone for good: it was deleted behind our back, or its sectors cannot be read.
fn is_lost(error: &io::Error) -> bool {
	error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
	match std::fs::remove_file(path) {
		Err(source) if source.kind() != io::ErrorKind::NotFound => {
			Err(StoreError::Io { what: "remove", path: path.to_path_buf(), source })
		}
		_ => Ok(()),
	}
}
