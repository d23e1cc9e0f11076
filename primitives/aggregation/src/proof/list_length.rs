//! The list has another number of leaves than the round has spans.

use super::{
	record::Frame,
	slice::{File, Slice},
	Fault, FaultProof, Reason, Record,
};
use crate::chunks::chunk_count;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::Root;
use scale_info::TypeInfo;

/// The list's last chunk, which binds its length.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ListLength {
	/// Bytes that the list has.
	pub len: u64,
	/// The last chunk of a file of so many bytes.
	pub last: Slice,
}

impl ListLength {
	pub(super) fn check(&self, record: &Record<'_>) -> Result<Fault, Reason> {
		let expected = Frame::new(record)?.list_bytes();
		has_other_length(&record.claim.trace_root, expected, self.len, &self.last).map(|()| Fault::ListLength)
	}

	/// The proof, where it may hold.
	pub(super) fn find(list: &[u8]) -> Option<FaultProof> {
		Some(FaultProof::ListLength(Self { len: list.len() as u64, last: last_chunk(list)? }))
	}
}

/// Whether `last` shows that the file with this root has `len` bytes, which are not the `expected` ones.
///
/// The last chunk of a file hashes its own number of bytes and its place among the chunks, and nodes hash otherwise than
/// chunks. So a root has one length, and the last chunk is the least that shows it.
pub(super) fn has_other_length(root: &Root, expected: u64, len: u64, last: &Slice) -> Result<(), Reason> {
	if len == expected {
		return Err(Reason::LengthIsRight);
	}
	let chunks = chunk_count(len);
	last.open(root, len, &(chunks - 1..chunks)).map(|_| ()).ok_or(Reason::NotTheChunk)
}

/// The last chunk of a file.
pub(super) fn last_chunk(bytes: &[u8]) -> Option<Slice> {
	let chunks = chunk_count(bytes.len() as u64);
	Slice::of(File::Bytes(bytes), &(chunks - 1..chunks))
}
