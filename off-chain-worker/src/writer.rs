//! A blob that is written piece by piece, and has no name before it is whole.

use crate::{store::StoreError, world::Store};
use guild_primitives::Root;

/// A blob that is being written. Dropped before [`BlobWriter::finish`], it leaves nothing.
pub trait BlobWriter {
	/// Adds the next bytes.
	///
	/// # Errors
	/// Of both methods: [`StoreError`]; then the blob is not kept.
	fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError>;

	/// Keeps the blob, and returns its root when it is safe.
	fn finish(self: Box<Self>) -> Result<Root, StoreError>;
}

/// Collects the bytes, and puts them into a store at the end: for stores that are memory anyway.
pub(crate) struct InMemory<'a, S: ?Sized> {
	store: &'a S,
	bytes: Vec<u8>,
}

impl<'a, S: Store + ?Sized> InMemory<'a, S> {
	pub(crate) fn new(store: &'a S) -> Self {
		Self { store, bytes: Vec::new() }
	}
}

impl<S: Store + ?Sized> BlobWriter for InMemory<'_, S> {
	fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
		self.bytes.extend_from_slice(bytes);
		Ok(())
	}

	fn finish(self: Box<Self>) -> Result<Root, StoreError> {
		self.store.put(&self.bytes)
	}
}
