//! Members, as other pallets, the node and auditors see them.

use crate::{
	ids::{AccountBytes, BlockNumber, MemberId, NodeKey, NodeSignature, WorkerKey, WorkerSignature},
	limits::MAX_NAME_BYTES,
	root::Root,
	text::Text,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_weights::Weight;

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
	/// Reads what members read, and disputes; trains nothing, is in no electorate, and has no seat in the council: who
	/// watches the others does not decide with them.
	#[codec(index = 2)]
	Auditor,
}

impl Tier {
	/// Whether such a member is in the electorates of rounds.
	pub fn trains(self) -> bool {
		self != Self::Auditor
	}

	/// Whether its owner has a seat in the council.
	pub fn has_seat(self) -> bool {
		self != Self::Auditor
	}
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

/// A key that must show that it is held before it is a member's: else a member could name another's node, which would then
/// answer for it, or a worker key that it copied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode)]
pub enum ProvenKey {
	/// Of a worker.
	#[codec(index = 0)]
	Worker(WorkerKey),
	/// Of a node.
	#[codec(index = 1)]
	Node(NodeKey),
}

/// What a key signs to show that whoever names it for `member` holds it. It names the member, so that nobody else can use it,
/// and no block: it can be made when the key is, where the key is.
pub fn key_statement(member: &MemberId, key: &ProvenKey) -> Root {
	Root::of_value("guild 2026-11 key of a member v1", &(member, key))
}

/// Signatures by the keys of a member over their [`key_statement`]s. `guild key prove` makes them.
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
pub struct KeyProofs {
	/// By the worker key.
	pub worker: WorkerSignature,
	/// By the node key.
	pub node: NodeSignature,
}

/// A member, as shown.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct MemberView {
	/// Its name on chain: the account that owned it first.
	pub id: MemberId,
	/// The account that owns it.
	pub owner: AccountBytes,
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
	/// The member whose owner account this is.
	fn member_of_owner(owner: &AccountBytes) -> Option<MemberId>;
	/// The member whose duty account this is.
	fn member_of_duty(duty: &AccountBytes) -> Option<MemberId>;
	/// The key with which the member's worker signs.
	fn worker_key(member: &MemberId) -> Option<WorkerKey>;
	/// Who may act in a round that opens now, ascending; at most [`crate::limits::MAX_PARTICIPANTS`].
	fn electorate() -> Vec<MemberId>;

	/// The member that this account owns, as a call's signer is written.
	fn owned_by(owner: impl Into<[u8; 32]>) -> Option<MemberId> {
		Self::member_of_owner(&AccountBytes(owner.into()))
	}
	/// The member whose duties this account does, as a call's signer is written.
	fn served_by(duty: impl Into<[u8; 32]>) -> Option<MemberId> {
		Self::member_of_duty(&AccountBytes(duty.into()))
	}
}

/// Rounds that are open: what the consortium asks of the training pallet before it lets a member go.
pub trait OpenRounds {
	/// Block at which the oldest open round opened. A round is open until its challenge window is over. None is open: none.
	fn oldest_open() -> Option<BlockNumber>;
	/// The most that asking can weigh.
	fn oldest_open_weight() -> Weight;
}

/// No rounds: for a runtime that trains nothing.
impl OpenRounds for () {
	fn oldest_open() -> Option<BlockNumber> {
		None
	}
	fn oldest_open_weight() -> Weight {
		Weight::zero()
	}
}

/// Makes a member out of nothing, so that a benchmark can fill an electorate. No runtime offers it to anybody else.
pub trait MakeMember {
	/// Admits a validator-tier member with these keys. Does nothing if the consortium is full or a key is taken.
	fn make_member(owner: MemberId, keys: MemberKeys);
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn statements_differ_by_member_key_and_kind() {
		let (one, other) = (MemberId([1; 32]), MemberId([2; 32]));
		let (worker, node) = (ProvenKey::Worker(WorkerKey([7; 32])), ProvenKey::Node(NodeKey([7; 32])));
		let statement = key_statement(&one, &worker);
		assert_ne!(statement, key_statement(&other, &worker));
		assert_ne!(statement, key_statement(&one, &node));
		assert_ne!(statement, key_statement(&one, &ProvenKey::Worker(WorkerKey([8; 32]))));
	}
}
