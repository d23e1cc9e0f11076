//! Names of members, tasks, rounds, accounts and keys. All are plain bytes or integers, so that the worker needs no
//! part of the SDK to speak of them.

use crate::root::hex_bytes;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A block's number.
pub type BlockNumber = u32;
/// A task's number: 0, 1, 2, … in the order governance approved them.
pub type TaskId = u32;
/// A round's number within its task: 0, 1, 2, …; failed rounds count too.
pub type RoundIndex = u32;
/// A member's own number for a data set that it trains on.
pub type DatasetId = u32;
/// An agreement's number: 0, 1, 2, … in the order governance approved them.
pub type AgreementId = u32;

hex_bytes! {
	/// A member, named by the 32 bytes of its cold *owner* account (sr25519 public key).
	MemberId, 32
}
hex_bytes! {
	/// Any account: the 32 bytes of its public key.
	AccountBytes, 32
}
hex_bytes! {
	/// The ed25519 public key with which a member's worker signs manifests.
	WorkerKey, 32
}
hex_bytes! {
	/// The ed25519 public key of a member's node on the peer-to-peer network.
	NodeKey, 32
}
hex_bytes! {
	/// An ed25519 signature by a [`WorkerKey`].
	WorkerSignature, 64
}

hex_bytes! {
	/// An ed25519 signature by a [`NodeKey`].
	NodeSignature, 64
}

/// One pass of a task from Commit to Final or Failed.
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
pub struct RoundId {
	/// The task.
	pub task: TaskId,
	/// The round within the task.
	pub index: RoundIndex,
}

impl core::fmt::Display for RoundId {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "task {} round {}", self.task, self.index)
	}
}
