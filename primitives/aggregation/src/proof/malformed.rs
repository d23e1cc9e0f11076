//! An included update is malformed: it has a lane −32768, or another length than the task's.
//!
//! Nobody honest can aggregate such a round, so every claim over it is false.

use super::{
	list_length::{has_other_length, last_chunk},
	slice::{File, Slice},
	Fault, FaultProof, Reason,
};
use crate::{
	chunks::CHUNK_BYTES,
	lanes::{self, LaneError, LANE_BYTES},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::RoundInputs;
use scale_info::TypeInfo;

/// One chunk of the update.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct MalformedUpdate {
	/// Which of the included updates.
	pub update: u32,
	/// What is wrong with it.
	pub malformation: Malformation,
}

/// What is wrong with an update.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Malformation {
	/// A lane is −32768.
	#[codec(index = 0)]
	Lane {
		/// The chunk that it is in.
		chunk: u32,
		/// That chunk.
		slice: Slice,
	},
	/// It has another length.
	#[codec(index = 1)]
	Length {
		/// Bytes that it has.
		len: u64,
		/// The last chunk of a file of so many bytes.
		last: Slice,
	},
}

impl MalformedUpdate {
	pub(super) fn check(&self, inputs: &RoundInputs) -> Result<Fault, Reason> {
		let update = inputs.included.get(self.update as usize).ok_or(Reason::NoSuchUpdate)?;
		let len = u64::from(inputs.dim) * LANE_BYTES as u64;
		match &self.malformation {
			Malformation::Lane { chunk, slice } => {
				let chunk = u64::from(*chunk);
				let bytes = slice.open(&update.update_root, len, &(chunk..chunk + 1)).ok_or(Reason::NotTheChunk)?;
				// A file of this length has whole lanes, and a chunk too.
				let Err(LaneError::Malformed { .. }) = lanes::from_bytes(bytes) else {
					return Err(Reason::NothingWrong);
				};
			}
			Malformation::Length { len: found, last } => has_other_length(&update.update_root, len, *found, last)?,
		}
		Ok(Fault::MalformedUpdate { update: self.update })
	}

	/// The proof, if the bytes of an update are malformed.
	pub(super) fn find(update: u32, bytes: &[u8], dim: u32) -> Option<FaultProof> {
		let malformation = if bytes.len() as u64 != u64::from(dim) * LANE_BYTES as u64 {
			Malformation::Length { len: bytes.len() as u64, last: last_chunk(bytes)? }
		} else {
			let Err(LaneError::Malformed { index }) = lanes::check_bytes(bytes) else { return None };
			let chunk = index * LANE_BYTES / CHUNK_BYTES;
			let slice = Slice::of(File::Bytes(bytes), &(chunk as u64..chunk as u64 + 1))?;
			Malformation::Lane { chunk: chunk as u32, slice }
		};
		Some(FaultProof::MalformedUpdate(Self { update, malformation }))
	}
}
