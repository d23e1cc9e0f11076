//! What the chain knows, and the parts of proofs that are shown against it.

use super::{Reason, Slice};
use crate::{
	chunks::CHUNK_BYTES,
	gram::Gram,
	lanes::{self, LaneError, LANE_BYTES},
	trace::{triangle, Leaf, Spans, Trace, Triangle, LEAF_BYTES, MAX_LIST_BYTES},
};
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::Range;
use guild_primitives::{limits::MAX_PARTICIPANTS, MemberId, ResultBody, Root, RoundInputs};
use scale_info::TypeInfo;

/// Who attested a claim, and with which proof of possession of its list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Attestation {
	/// The attester.
	pub member: MemberId,
	/// Its proof of possession (see [`guild_primitives::possession`]).
	pub possession: Root,
}

/// What a proof is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
	/// The frozen inputs of the round.
	pub inputs: &'a RoundInputs,
	/// The claim that is disputed: what attesters attest, with the root of its list.
	pub claim: &'a ResultBody,
	/// The attestation that is disputed, where a proof is about one.
	pub attestation: Option<Attestation>,
}

/// A whole list.
pub type List = BoundedVec<u8, ConstU32<MAX_LIST_BYTES>>;

/// Entries of the triangle of the most columns.
const MAX_ENTRIES: u32 = triangle::entries(MAX_PARTICIPANTS as usize) as u32;

/// The lower triangle of a prefix Gram matrix, row by row.
pub type ShownTriangle = BoundedVec<i64, ConstU32<MAX_ENTRIES>>;

/// The Gram matrix of the round as the claim has it: the preimage of the last leaf's hash.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct LastGram {
	/// The matrix.
	pub entries: ShownTriangle,
	/// The last leaf.
	pub leaf: Slice,
}

impl LastGram {
	/// The matrix, if it is the claim's.
	pub(super) fn open(&self, frame: &Frame<'_>) -> Result<Gram, Reason> {
		let gram = frame.triangle(&self.entries)?;
		let last = frame.spans.count().saturating_sub(1);
		let [leaf] = frame.leaves(&self.leaf, last)?;
		if gram.hash() != leaf.gram {
			return Err(Reason::NotTheGram);
		}
		gram.to_gram().map_err(|_| Reason::GramOutOfRange)
	}
}

/// A record whose inputs a round can have.
pub(super) struct Frame<'a> {
	pub record: &'a Record<'a>,
	/// The roots of the lane vectors that the matrix is over.
	pub columns: Vec<Root>,
	pub spans: Spans,
}

impl<'a> Frame<'a> {
	pub fn new(record: &'a Record<'a>) -> Result<Self, Reason> {
		let columns: Vec<Root> = record.inputs.columns().collect();
		if columns.is_empty() || columns.len() > MAX_PARTICIPANTS as usize {
			return Err(Reason::BadRecord);
		}
		let spans = Spans::of(record.inputs.dim as usize).ok_or(Reason::BadRecord)?;
		Ok(Self { record, columns, spans })
	}

	/// Bytes of a list of this round.
	pub fn list_bytes(&self) -> u64 {
		(self.spans.count() * LEAF_BYTES) as u64
	}

	/// The trace in a list, if that is the claim's and has the right length.
	pub fn trace(&self, list: &[u8]) -> Result<Trace, Reason> {
		if list.len() as u64 != self.list_bytes() {
			return Err(Reason::ListLength);
		}
		if Root::of(list) != self.record.claim.trace_root {
			return Err(Reason::NotTheList);
		}
		Trace::from_bytes(list).ok_or(Reason::ListLength)
	}

	/// The chunks of the list that hold `count` leaves from `first` on, and where in them these start.
	pub fn leaf_chunks(first: usize, count: usize) -> (Range<u64>, usize) {
		let (start, end) = (first * LEAF_BYTES, (first + count) * LEAF_BYTES);
		((start / CHUNK_BYTES) as u64..end.div_ceil(CHUNK_BYTES) as u64, start % CHUNK_BYTES)
	}

	/// `N` leaves of the claimed list from `first` on.
	pub fn leaves<const N: usize>(&self, shown: &Slice, first: usize) -> Result<[Leaf; N], Reason> {
		let (chunks, start) = Self::leaf_chunks(first, N);
		let opened = shown.open(&self.record.claim.trace_root, self.list_bytes(), &chunks);
		let bytes = opened.and_then(|bytes| bytes.get(start..)).ok_or(Reason::NotTheLeaves)?;
		let leaves: Vec<Leaf> = bytes.chunks(LEAF_BYTES).take(N).filter_map(Leaf::from_bytes).collect();
		leaves.try_into().map_err(|_| Reason::NotTheLeaves)
	}

	/// The triangle with these entries.
	pub fn triangle(&self, entries: &[i64]) -> Result<Triangle, Reason> {
		if entries.len() != triangle::entries(self.columns.len()) {
			return Err(Reason::GramSize);
		}
		Triangle::new(self.columns.len(), entries.to_vec()).ok_or(Reason::GramOutOfRange)
	}

	/// The lanes of a column's span; `position` is where among the columns shown it stands.
	pub fn lanes(&self, shown: &Slice, root: &Root, span: usize, position: usize) -> Result<Vec<i16>, Reason> {
		let chunks = self.spans.chunks(span, LANE_BYTES).ok_or(Reason::NoSuchSpan)?;
		let column = position as u32;
		let opened = shown.open(root, self.spans.file_bytes(LANE_BYTES), &chunks);
		lanes::from_bytes(opened.ok_or(Reason::NotTheColumn { column })?).map_err(|error| match error {
			LaneError::Malformed { .. } => Reason::MalformedLane { column },
			LaneError::Length { .. } => Reason::NotTheColumn { column },
		})
	}
}
