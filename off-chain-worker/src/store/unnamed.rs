//! Blobs that are written piece by piece: the bytes go to a temporary file and through the hash, and at the end the file gets
//! its name.

use super::{BlobStore, StoreError};
use crate::{durable::Unfinished, writer::BlobWriter};
use guild_primitives::Root;
use std::io::{self, Write};

/// A blob that has no name yet. Its bytes are taken from the quota, and given back if it never gets one.
struct Unnamed<'a> {
	store: &'a BlobStore,
	/// None once it has its name.
	file: Option<Unfinished>,
	hasher: blake3::Hasher,
	size_bytes: u64,
	written_bytes: u64,
}

impl BlobStore {
	/// Begins a blob of `size_bytes` whose root is not known yet.
	///
	/// # Errors
	/// [`StoreError::OverQuota`], [`StoreError::DiskFull`] or [`StoreError::Io`]; then nothing has changed.
	pub fn begin(&self, size_bytes: u64) -> Result<Box<dyn BlobWriter + '_>, StoreError> {
		self.reserve(size_bytes)?;
		match Unfinished::new(&self.dir, size_bytes) {
			Ok(file) => Ok(Box::new(Unnamed {
				store: self,
				file: Some(file),
				hasher: blake3::Hasher::new(),
				size_bytes,
				written_bytes: 0,
			})),
			Err(source) => {
				self.release(size_bytes);
				Err(self.io("make a blob in", self.dir.clone(), size_bytes, source))
			}
		}
	}
}

impl Unnamed<'_> {
	fn failed(&self, what: &'static str, source: io::Error) -> StoreError {
		self.store.io(what, self.store.dir.clone(), self.size_bytes, source)
	}

	/// That other bytes come than were spoken of.
	fn other_size(&self, bytes: u64) -> StoreError {
		let text = format!("{bytes} bytes were written instead of the {} that were to come", self.size_bytes);
		self.failed("write a blob in", io::Error::new(io::ErrorKind::InvalidInput, text))
	}
}

impl BlobWriter for Unnamed<'_> {
	fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
		let written = self.written_bytes.saturating_add(bytes.len() as u64);
		if written > self.size_bytes {
			return Err(self.other_size(written));
		}
		self.hasher.update_rayon(bytes);
		let outcome = self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes));
		outcome.map_err(|source| self.failed("write a blob in", source))?;
		self.written_bytes = written;
		Ok(())
	}

	fn finish(mut self: Box<Self>) -> Result<Root, StoreError> {
		if self.written_bytes != self.size_bytes {
			return Err(self.other_size(self.written_bytes));
		}
		let root = Root(*self.hasher.finalize().as_bytes());
		if let Some(file) = self.file.take() {
			if let Err(source) = file.publish(&self.store.path(&root)) {
				self.store.release(self.size_bytes);
				return Err(self.failed("write a blob in", source));
			}
			self.store.index.lock().insert(root, self.size_bytes);
		}
		Ok(root)
	}
}

impl Drop for Unnamed<'_> {
	fn drop(&mut self) {
		if self.file.is_some() {
			self.store.release(self.size_bytes);
		}
	}
}
