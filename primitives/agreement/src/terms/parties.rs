//! Whom an agreement is with.

use super::TermsError;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::{limits::MAX_MEMBERS, MemberId};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Whom an agreement is with.
#[derive(
	Clone,
	PartialEq,
	Eq,
	Default,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Parties {
	/// All members, also those who join later.
	#[default]
	#[codec(index = 0)]
	All,
	/// These, ascending.
	#[codec(index = 1)]
	Named(BoundedVec<MemberId, ConstU32<MAX_MEMBERS>>),
}

impl Parties {
	/// Whether the member may be a party.
	pub fn include(&self, member: &MemberId) -> bool {
		match self {
			Self::All => true,
			Self::Named(members) => members.binary_search(member).is_ok(),
		}
	}

	pub(super) fn validate(&self) -> Result<(), TermsError> {
		match self {
			Self::Named(members) if members.is_empty() => Err(TermsError::NoParties),
			Self::Named(members) if !members.is_sorted_by(|one, next| one < next) => Err(TermsError::PartiesOrder),
			_ => Ok(()),
		}
	}
}
