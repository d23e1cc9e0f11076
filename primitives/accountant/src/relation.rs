//! Between which two worlds an observer must not be able to tell.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The neighbouring relation of a cost, and with it the unit that is protected. An ε without it says nothing, and costs under
/// different relations are never added.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
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
pub enum Relation {
	/// One record more or less: who sees the output learns little about any one record. Record-level training has it, with
	/// the per-example clip norm as sensitivity.
	#[codec(index = 0)]
	AddRemoveRecord,
	/// A member's whole dataset replaced by any other: its taking part is public, all that it holds is protected. Noise on a
	/// whole update has it, with twice the clip norm as sensitivity.
	#[codec(index = 1)]
	ReplaceDataset,
}

impl fmt::Display for Relation {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::AddRemoveRecord => "one record, added or removed",
			Self::ReplaceDataset => "a member's whole dataset, replaced by another",
		})
	}
}
