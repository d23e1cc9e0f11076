//! What lives in the consortium's storage, and what it asks of the runtime around it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::ConstU32, BoundedVec};
use guild_primitives::{
	consortium::{MemberKeys, MemberView, Tier},
	ids::{AccountBytes, BlockNumber, MemberId},
	limits::{MAX_KEY_PERIODS, MAX_MEMBERS, MAX_NAME_BYTES, MAX_OWNER_PERIODS},
	Text,
};
use scale_info::TypeInfo;
use sp_runtime::DispatchResult;

/// A member. At most 207 bytes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct MemberRecord {
	/// Name, for people.
	pub name: Text<MAX_NAME_BYTES>,
	/// What it takes part in.
	pub tier: Tier,
	/// The account that acts for it. The one that names it, until another took its place.
	pub owner: AccountBytes,
	/// Block from which `owner` is its owner.
	pub owner_since: BlockNumber,
	/// Its present keys.
	pub keys: MemberKeys,
	/// Block of its admission.
	pub admitted_at: BlockNumber,
	/// Block from which `keys` are its keys.
	pub keys_since: BlockNumber,
}

impl MemberRecord {
	/// The record as shown.
	pub fn view(self, id: MemberId) -> MemberView {
		let Self { name, tier, owner, keys, admitted_at, .. } = self;
		MemberView { id, owner, name, tier, keys, admitted_at }
	}
}

/// Keys that were a member's from block `from` on and until before block `until`. 104 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct KeyPeriod {
	/// The keys.
	pub keys: MemberKeys,
	/// First block.
	pub from: BlockNumber,
	/// First block at which they were no longer the member's.
	pub until: BlockNumber,
}

/// The ended periods of a member's keys, oldest first. At most 6.7 kB.
pub type KeyPeriods = BoundedVec<KeyPeriod, ConstU32<MAX_KEY_PERIODS>>;

/// A member that will leave. 36 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Departure {
	/// The member.
	pub member: MemberId,
	/// Block of the decision.
	pub since: BlockNumber,
}

/// The members that will leave, in the order of the decisions. At most 4.6 kB.
pub type Leaving = BoundedVec<Departure, ConstU32<MAX_MEMBERS>>;

/// An account that owned a member from block `from` on and until before block `until`. 40 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct OwnerPeriod {
	/// The account.
	pub owner: AccountBytes,
	/// First block.
	pub from: BlockNumber,
	/// First block at which it was no longer the member's owner.
	pub until: BlockNumber,
}

/// The ended periods of a member's owners, oldest first. At most 641 bytes.
pub type OwnerPeriods = BoundedVec<OwnerPeriod, ConstU32<MAX_OWNER_PERIODS>>;

/// A new owner that the council proposes for a member. 68 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Recovery {
	/// The member.
	pub member: MemberId,
	/// The account that will own it.
	pub new_owner: AccountBytes,
	/// Block at which it will, unless the present owner vetoes it before.
	pub due_at: BlockNumber,
}

/// What the council proposes, at most one a member. At most 8.8 kB.
pub type RecoveryList = BoundedVec<Recovery, ConstU32<MAX_MEMBERS>>;

/// A new runtime that governance has authorised. At most 36 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct UpgradePlan<Hash> {
	/// Hash of its code.
	pub code_hash: Hash,
	/// Block of the authorisation.
	pub authorised_at: BlockNumber,
}

/// A member of the consortium at genesis.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenesisMember {
	/// The owner account's 32 bytes.
	pub owner: MemberId,
	/// Name, for people.
	pub name: Text<MAX_NAME_BYTES>,
	/// What it takes part in.
	pub tier: Tier,
	/// Its keys.
	pub keys: MemberKeys,
}

/// The roll of owners that governance votes by. The runtime forwards it to its membership pallet and so to the council.
/// Not told of genesis members: the genesis of the roll itself lists them.
pub trait Roll<AccountId> {
	/// Puts an owner on the roll.
	///
	/// # Errors
	/// The roll's own: it is full, or has the owner already.
	fn enter(owner: &AccountId) -> DispatchResult;
	/// Takes an owner off the roll.
	///
	/// # Errors
	/// The roll's own: it does not have the owner.
	fn strike(owner: &AccountId) -> DispatchResult;
}

/// No roll: for a runtime without a council.
impl<AccountId> Roll<AccountId> for () {
	fn enter(_: &AccountId) -> DispatchResult {
		Ok(())
	}
	fn strike(_: &AccountId) -> DispatchResult {
		Ok(())
	}
}

/// The session keys that owners have registered. [`crate::FromSession`] asks `pallet-session`.
pub trait SessionKeys<AccountId> {
	/// Whether the validator of the member that this account names has keys for the next session.
	fn has_keys(member: &AccountId) -> bool;
	/// Removes the owner's keys, so that they hold no reference to its account. Nothing to remove is no error. Called while
	/// it is the owner.
	fn purge(owner: &AccountId);
	/// The keys of the member's validator hold a reference to `to` instead of `from`. No keys: nothing. Both exist.
	fn hand_over(member: &AccountId, from: &AccountId, to: &AccountId);
}
