//! What lives in the pallet's storage, and what shows whose key it was.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{storage::bounded_btree_map::BoundedBTreeMap, traits::ConstU32, BoundedVec};
use guild_primitives::{
	ids::{BlockNumber, MemberId},
	limits::MAX_MEMBERS,
};
use scale_info::TypeInfo;
use sp_consensus_grandpa::{AuthorityId, SetId};
use sp_session::{GetSessionNumber, GetValidatorCount, ValidatorCount};
use sp_staking::SessionIndex;

/// Most members that validate, or did in a remembered session. Twice as many as there are at a time; who comes when so many have
/// come and gone validates without a deposit until one of them is forgotten.
pub const MAX_DEPOSITS: u32 = 2 * MAX_MEMBERS;

/// A validator of a session. 64 bytes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Seat {
	/// Signs its votes on finality.
	pub key: AuthorityId,
	/// Whose validator it is.
	pub member: MemberId,
}

/// The validators of a session. At most 8.2 kB.
pub type Seats = BoundedVec<Seat, ConstU32<MAX_MEMBERS>>;

/// The deposit of a member's validator. At most 20 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Deposit<Balance> {
	/// What is held of it: less than a deposit if its account did not cover one.
	pub amount: Balance,
	/// The newest session in which it validated.
	pub last_session: SessionIndex,
}

/// Member → its deposit. At most 13 kB.
pub type DepositMap<Balance> = BoundedBTreeMap<MemberId, Deposit<Balance>, ConstU32<MAX_DEPOSITS>>;

/// An equivocation that was reported. 12 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Report {
	/// The authority set in which it happened.
	pub set_id: SetId,
	/// The session in which it happened.
	pub session: SessionIndex,
}

/// A deposit of a validator that equivocated, until it is settled or forgiven. At most 52 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Slash<Balance> {
	/// Whose it was.
	pub member: MemberId,
	/// How much is held.
	pub amount: Balance,
	/// Block from which on it is settled.
	pub due_at: BlockNumber,
}

/// In which session a key was a validator's. The chain remembers whose, so that nothing more is needed. 8 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct KeyOwnership {
	/// The session.
	pub session: SessionIndex,
	/// How many validators it had: by it the report is weighed before anything is read.
	pub validators: ValidatorCount,
}

impl GetSessionNumber for KeyOwnership {
	fn session(&self) -> SessionIndex {
		self.session
	}
}

impl GetValidatorCount for KeyOwnership {
	fn validator_count(&self) -> ValidatorCount {
		self.validators
	}
}
