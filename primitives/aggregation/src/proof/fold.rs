//! The list does not fold to the claimed roots: a right trace under a foreign model, or the reverse.

use super::{record::Frame, Fault, FaultProof, List, Reason, Record};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The list.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Fold {
	/// The whole of it.
	pub list: List,
}

impl Fold {
	pub(super) fn check(&self, record: &Record<'_>) -> Result<Fault, Reason> {
		let trace = Frame::new(record)?.trace(&self.list)?;
		if trace.aggregate_root() != record.claim.aggregate_root {
			return Ok(Fault::AggregateFold);
		}
		if trace.model_root() != record.claim.model_root {
			return Ok(Fault::ModelFold);
		}
		Err(Reason::NothingWrong)
	}

	/// The proof, where it may hold.
	pub(super) fn find(list: &[u8]) -> Option<FaultProof> {
		Some(FaultProof::Fold(Self { list: list.to_vec().try_into().ok()? }))
	}
}
