//! The bytes of a blob: mapped from its file where there is one, in memory where there is none.
//!
//! A round of 20 updates of 2^27 lanes is over 5 GiB. Mapped, these are pages of the disk's cache, which the system takes back
//! when it needs them; read, they would be the process's own.
//!
//! # Why mapping is sound here
//!
//! A mapping is memory that another process could change under a reader's hands. What [`Blob::map`] maps are files of the
//! store ([`crate::store`]), which nobody changes: a blob's file is written under another name, synced, and renamed, and from
//! then on is only read or unlinked. Writing a blob again makes another file. Unlinking does not touch a mapping. Who changes
//! such a file by hand changes a file that is named by its content; the store's directory is the worker's alone.
//!
//! What remains is a disk that fails, or somebody who cuts a file off, between the check of the blob's root and the last look
//! at it: the system then ends the process (`SIGBUS`). That loses nothing. The journal is written before anything is said,
//! and after a restart the store finds the file to be corrupt, removes it, and it is fetched again.

use std::{fmt, fs::File, io, ops::Deref, sync::Arc};

/// Bytes of a blob, which do not change.
#[derive(Clone)]
pub struct Blob(Bytes);

#[derive(Clone)]
enum Bytes {
	Mapped(Arc<memmap2::Mmap>),
	InMemory(Arc<[u8]>),
}

impl Blob {
	/// Maps the first `len` bytes of a regular file: one of the store, or one that nobody changes until this is dropped.
	///
	/// `guild aggregate` maps the files that it is told to, as `b3sum` does. Who changes one of them meanwhile gets a result
	/// over neither what it was nor what it is; who cuts it off ends the process. It is no worse, and so this is no `unsafe fn`: no
	/// byte of such a file is ever an index or a length.
	///
	/// # Errors
	/// The system's; [`io::ErrorKind::UnexpectedEof`] if the file is shorter.
	#[allow(unsafe_code)]
	pub fn map(file: &File, len: u64) -> io::Result<Self> {
		if file.metadata()?.len() < len {
			return Err(io::ErrorKind::UnexpectedEof.into());
		}
		let len = usize::try_from(len).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
		if len == 0 {
			return Ok(Self::from(Vec::new()));
		}
		// SAFETY: nobody changes a byte of the file while it is mapped. The store sees to that (see the top of this file); of any
		// other file the caller says so.
		let map = unsafe { memmap2::MmapOptions::new().len(len).map(file)? };
		Ok(Self(Bytes::Mapped(Arc::new(map))))
	}
}

impl Deref for Blob {
	type Target = [u8];
	fn deref(&self) -> &[u8] {
		match &self.0 {
			Bytes::Mapped(map) => map,
			Bytes::InMemory(bytes) => bytes,
		}
	}
}

impl From<Arc<[u8]>> for Blob {
	fn from(bytes: Arc<[u8]>) -> Self {
		Self(Bytes::InMemory(bytes))
	}
}

impl From<Vec<u8>> for Blob {
	fn from(bytes: Vec<u8>) -> Self {
		Self(Bytes::InMemory(bytes.into()))
	}
}

impl fmt::Debug for Blob {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		// Never the bytes: they may be an update's.
		write!(f, "Blob of {} bytes", self.len())
	}
}
