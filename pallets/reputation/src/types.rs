//! What lives in the pallet's storage.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use guild_primitives::{
	ids::BlockNumber,
	reputation::{PastScore, Record},
};
use scale_info::TypeInfo;

/// Past scores that are kept of a member.
pub const MAX_PAST_SCORES: u32 = 32;

/// What is known of a member. At most 511 bytes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct MemberRecord {
	/// Evidence, running figures, and whether it is quarantined.
	pub record: Record,
	/// Block in which it was quarantined, if it is.
	pub quarantined_since: Option<BlockNumber>,
	/// Its newest scores, oldest first.
	pub past: BoundedVec<PastScore, ConstU32<MAX_PAST_SCORES>>,
}

impl MemberRecord {
	/// What is known of a newcomer.
	pub fn newcomer() -> Self {
		Self { record: Record::NEUTRAL, quarantined_since: None, past: BoundedVec::new() }
	}

	/// Adds a past score; the oldest makes room.
	pub(crate) fn remember(&mut self, past: PastScore) {
		if self.past.is_full() {
			self.past.remove(0);
		}
		let _ = self.past.try_push(past); // There is room.
	}
}
