//! An attester has copied another's attestation: its proof of possession is not that of the list.

use super::{Fault, FaultProof, List, Reason, Record};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::Root;
use scale_info::TypeInfo;

/// The list.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Possession {
	/// The whole of it. One that is longer than any list is a fault of the claim: see [`super::list_length`].
	pub list: List,
}

impl Possession {
	pub(super) fn check(&self, record: &Record<'_>) -> Result<Fault, Reason> {
		let attestation = record.attestation.ok_or(Reason::NoAttestation)?;
		if Root::of(&self.list) != record.claim.trace_root {
			return Err(Reason::NotTheList);
		}
		let due = guild_primitives::possession(&attestation.member, &record.inputs.round, &self.list);
		if due == attestation.possession {
			return Err(Reason::NothingWrong);
		}
		Ok(Fault::Possession)
	}

	/// The proof, where it may hold.
	pub(super) fn find(list: &[u8]) -> Option<FaultProof> {
		Some(FaultProof::Possession(Self { list: list.to_vec().try_into().ok()? }))
	}
}
