//! A member's reputation, as it is shown.

use crate::ids::{BlockNumber, RoundId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The score of a member after a final round.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct PastScore {
	/// The round.
	pub round: RoundId,
	/// Block at which it became final.
	pub at: BlockNumber,
	/// The score after it, in units of 2^-16.
	pub score: u16,
	/// Whether the member was quarantined after it.
	pub quarantined: bool,
}

/// What is known of a member.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct ReputationView {
	/// The score, in units of 2^-16; one half is what a newcomer has.
	pub score: u16,
	/// Good evidence, in units of 2^-16 of a round of faultless work.
	pub good: u64,
	/// Bad evidence, in the same units.
	pub bad: u64,
	/// Running figure of how far its updates stand against the others', in units of 2^-16: 0 is like them, 2 turned around.
	pub against: u32,
	/// Running figure of how far what is new in its updates agrees with what is new in the others', in units of 2^-16: 1 is like
	/// them, 0 noise.
	pub fresh: u32,
	/// Since when its updates are kept out of the matrix, if they are.
	pub quarantined_since: Option<BlockNumber>,
	/// Its newest scores, oldest first.
	pub history: Vec<PastScore>,
}
