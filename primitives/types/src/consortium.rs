//! Members, as other pallets, the node and auditors see them.

use crate::{
	ids::{AccountBytes, BlockNumber, MemberId, NodeKey, WorkerKey},
	limits::MAX_NAME_BYTES,
	text::Text,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a member takes part in.
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
#[serde(rename_all = "kebab-case")]
pub enum Tier {
	/// Produces blocks, trains, votes.
	#[codec(index = 0)]
	Validator,
	/// Trains and votes, without a validator.
	#[codec(index = 1)]
	Trainer,
}

/// The hot keys that a member's owner account has named. They can do a member's duties and nothing else.
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
pub struct MemberKeys {
	/// Account that signs commitments, votes and attestations (sr25519).
	pub duty: AccountBytes,
	/// Signs manifests (ed25519).
	pub worker: WorkerKey,
	/// Identity of the member's node on the network (ed25519).
	pub node: NodeKey,
}

/// A member, as shown.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct MemberView {
	/// The owner account.
	pub id: MemberId,
	/// Name, for people.
	pub name: Text<MAX_NAME_BYTES>,
	/// What it takes part in.
	pub tier: Tier,
	/// Its keys.
	pub keys: MemberKeys,
	/// Block of its admission.
	pub admitted_at: BlockNumber,
}

/// Who is a member: what the training pallet asks of the consortium.
pub trait ConsortiumMembers {
	/// The member whose duty account this is.
	fn member_of_duty(duty: &AccountBytes) -> Option<MemberId>;
	/// The key with which the member's worker signs.
	fn worker_key(member: &MemberId) -> Option<WorkerKey>;
	/// Whether this is the owner account of a member.
	fn is_member(owner: &MemberId) -> bool {
		Self::worker_key(owner).is_some() // Every member has one.
	}
	/// Who may act in a round that opens now, ascending; at most [`crate::limits::MAX_PARTICIPANTS`].
	fn electorate() -> Vec<MemberId>;
}

/// Makes a member out of nothing, so that a benchmark can fill an electorate. No runtime offers it to anybody else.
pub trait MakeMember {
	/// Admits a validator-tier member with these keys. Does nothing if the consortium is full or a key is taken.
	fn make_member(owner: MemberId, keys: MemberKeys);
}
