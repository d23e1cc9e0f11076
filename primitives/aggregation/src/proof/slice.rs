//! Some chunks of a file, with what proves them.

use crate::{
	chunks::{self, verify_chunks, Value, CHUNK_BYTES},
	lanes::{LANE_BYTES, MODEL_LANE_BYTES},
};
use alloc::vec::Vec;
use blake3::Hasher;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::Range;
use guild_primitives::Root;
use scale_info::TypeInfo;

/// Most bytes of a slice: a model's span of 2^13 lanes.
pub const MAX_SLICE_BYTES: u32 = 32 * 1024;
/// Most values of a slice's path. A file of 2^64 bytes has a path of 54 to its last chunk; two neighbouring chunks of a
/// list of 1.5 MiB have at most 20.
pub const MAX_SLICE_PATH: u32 = 54;

/// A run of chunks, and the values beside them (see [`crate::chunks`]).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Slice {
	/// The bytes of the chunks.
	pub bytes: BoundedVec<u8, ConstU32<MAX_SLICE_BYTES>>,
	/// The values beside them, from left to right.
	pub path: BoundedVec<Value, ConstU32<MAX_SLICE_PATH>>,
}

impl Slice {
	/// The bytes, if they are the chunks `shown` of the file of `len` bytes with this root.
	pub(super) fn open(&self, root: &Root, len: u64, shown: &Range<u64>) -> Option<&[u8]> {
		verify_chunks(root, len, shown, &self.bytes, &self.path).is_ok().then_some(&self.bytes)
	}

	/// The chunks `shown` of a file that is at hand; none if there are no such chunks, or too many for a slice.
	pub(super) fn of(file: File<'_>, shown: &Range<u64>) -> Option<Self> {
		let len = file.len();
		if shown.is_empty() || shown.end > chunks::chunk_count(len) {
			return None;
		}
		let chunk = CHUNK_BYTES as u64;
		let mut bytes = Vec::new();
		file.read(shown.start * chunk..len.min(shown.end * chunk), |piece| bytes.extend_from_slice(piece));
		let path = chunks::path(len, shown, |range, hasher: &mut Hasher| {
			file.read(range, |piece| {
				hasher.update(piece);
			});
		});
		Some(Self { bytes: bytes.try_into().ok()?, path: path.try_into().ok()? })
	}
}

/// A file in memory, as bytes or as what they mean.
#[derive(Clone, Copy)]
pub(super) enum File<'a> {
	Bytes(&'a [u8]),
	Update(&'a [i16]),
	Model(&'a [i32]),
}

impl File<'_> {
	pub fn len(self) -> u64 {
		(match self {
			Self::Bytes(bytes) => bytes.len(),
			Self::Update(lanes) => lanes.len() * LANE_BYTES,
			Self::Model(lanes) => lanes.len() * MODEL_LANE_BYTES,
		}) as u64
	}

	/// Gives a range of the bytes, which starts and ends where chunks or the file do, in pieces.
	fn read(self, range: Range<u64>, mut take: impl FnMut(&[u8])) {
		/// Lanes that are turned into bytes at one time.
		const PIECE: usize = 16 * 1024;
		let places = |bytes: usize| range.start as usize / bytes..range.end as usize / bytes;
		match self {
			Self::Bytes(bytes) => take(bytes.get(places(1)).unwrap_or(&[])),
			Self::Update(lanes) => {
				let lanes = lanes.get(places(LANE_BYTES)).unwrap_or(&[]);
				lanes.chunks(PIECE).for_each(|piece| take(&crate::lanes::to_bytes(piece)));
			}
			Self::Model(lanes) => {
				let lanes = lanes.get(places(MODEL_LANE_BYTES)).unwrap_or(&[]);
				lanes.chunks(PIECE).for_each(|piece| take(&crate::lanes::model_to_bytes(piece)));
			}
		}
	}
}
