//! A member's keys: which there are, what is public of them, and the directory that holds them.

mod dir;
mod well_known;

pub use dir::KeyDir;
pub use well_known::{is_well_known, seeds as well_known_seeds};

use guild_primitives::{AccountBytes, MemberId, NodeKey, WorkerKey};
use serde::{Deserialize, Serialize};
use sp_core::{ed25519, sr25519, Pair};
use std::fmt;

/// The seed of a key: all that is secret of it.
pub type Seed = [u8; 32];

/// A key of a member. Each is a file of its own, so that a member can keep some of them elsewhere: a running node needs all
/// but the owner's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
	/// Cold account: names the member, holds its seat in the council (sr25519).
	Owner,
	/// Hot account: signs commitments, votes and attestations (sr25519).
	Duty,
	/// Signs blocks (sr25519).
	Aura,
	/// Signs finality votes (ed25519).
	Grandpa,
	/// Identity of the node on the network (ed25519).
	Node,
	/// Signs manifests (ed25519).
	Worker,
}

impl Key {
	/// All keys.
	pub const ALL: [Key; 6] = [Key::Owner, Key::Duty, Key::Aura, Key::Grandpa, Key::Node, Key::Worker];

	/// Name of its file, and of its field in `members.toml`.
	pub fn name(self) -> &'static str {
		match self {
			Key::Owner => "owner",
			Key::Duty => "duty",
			Key::Aura => "aura",
			Key::Grandpa => "grandpa",
			Key::Node => "node",
			Key::Worker => "worker",
		}
	}

	/// Its public key.
	pub fn public(self, seed: &Seed) -> [u8; 32] {
		match self {
			Key::Owner | Key::Duty | Key::Aura => sr25519::Pair::from_seed(seed).public().0,
			Key::Grandpa | Key::Node | Key::Worker => ed25519::Pair::from_seed(seed).public().0,
		}
	}
}

impl fmt::Display for Key {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.name())
	}
}

/// A session key's public half.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionKey(pub [u8; 32]);

impl fmt::Debug for SessionKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&hex::encode(self.0))
	}
}

impl Serialize for SessionKey {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&hex::encode(self.0))
	}
}

impl<'de> Deserialize<'de> for SessionKey {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		let mut bytes = [0; 32];
		hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(&text), &mut bytes).map_err(serde::de::Error::custom)?;
		Ok(Self(bytes))
	}
}

/// Everything public of a member's keys: what it gives to the others before the chain begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublicKeys {
	/// [`Key::Owner`].
	pub owner: MemberId,
	/// [`Key::Duty`].
	pub duty: AccountBytes,
	/// [`Key::Aura`].
	pub aura: SessionKey,
	/// [`Key::Grandpa`].
	pub grandpa: SessionKey,
	/// [`Key::Node`].
	pub node: NodeKey,
	/// [`Key::Worker`].
	pub worker: WorkerKey,
}

impl PublicKeys {
	/// Keys that are nobody's; those of seeds six apart have none in common.
	#[cfg(test)]
	pub fn made_up(first: u8) -> Self {
		let public = |key: Key, offset: u8| key.public(&[first + offset; 32]);
		Self {
			owner: MemberId(public(Key::Owner, 0)),
			duty: AccountBytes(public(Key::Duty, 1)),
			aura: SessionKey(public(Key::Aura, 2)),
			grandpa: SessionKey(public(Key::Grandpa, 3)),
			node: NodeKey(public(Key::Node, 4)),
			worker: WorkerKey(public(Key::Worker, 5)),
		}
	}

	/// The public key of each.
	pub fn each(&self) -> [(Key, [u8; 32]); 6] {
		[
			(Key::Owner, self.owner.0),
			(Key::Duty, self.duty.0),
			(Key::Aura, self.aura.0),
			(Key::Grandpa, self.grandpa.0),
			(Key::Node, self.node.0),
			(Key::Worker, self.worker.0),
		]
	}
}
