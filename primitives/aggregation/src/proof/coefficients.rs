//! Rows or scores (norms, distances, novelties) do not follow from the Gram matrix that the claim itself ends with.

use super::{record::Frame, Fault, FaultProof, LastGram, Reason, Record};
use crate::mix::mix;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::ResultBody;
use scale_info::TypeInfo;

/// The last prefix matrix.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Coefficients {
	/// The matrix, with the leaf that hashes it.
	pub gram: LastGram,
}

impl Coefficients {
	pub(super) fn check(&self, record: &Record<'_>) -> Result<Fault, Reason> {
		let frame = Frame::new(record)?;
		let gram = self.gram.open(&frame)?;
		let body = record.claim;
		let Ok(mix) = mix(&gram, record.inputs) else {
			return Ok(Fault::NoResult);
		};
		if !has_rows(body, mix.rows.as_slice()) {
			return Ok(Fault::Coefficients);
		}
		let scores = [(&body.norms, &mix.norms), (&body.distances, &mix.distances), (&body.novelties, &mix.novelties)];
		if scores.iter().any(|(claimed, own)| ***claimed != ***own) {
			return Ok(Fault::Scores);
		}
		Err(Reason::NothingWrong)
	}

	/// The proof, where it may hold.
	pub(super) fn find(gram: LastGram) -> FaultProof {
		FaultProof::Coefficients(Self { gram })
	}
}

/// Whether these are the claimed rows.
pub(super) fn has_rows(body: &ResultBody, rows: &[Vec<i64>]) -> bool {
	body.coefficients.len() == rows.len() && body.coefficients.iter().zip(rows).all(|(claimed, row)| **claimed == **row)
}
