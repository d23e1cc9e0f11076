//! The members' keys, all from the scenario's seed.
//!
//! Accounts sign with ed25519, which the chain accepts like sr25519: its signatures have no randomness, so that the same
//! seed gives the same blocks, byte for byte.

use guild_primitives::{AccountBytes, MemberId, MemberKeys, NodeKey, Root, Text, WorkerKey};
use guild_runtime::{genesis::GenesisMember, AccountId};
use sp_core::{ed25519, sr25519, Pair};

/// The keys of one member.
pub struct Keys {
	/// Its seat in the council, and its name on chain.
	pub owner: ed25519::Pair,
	/// Signs its duties.
	pub duty: ed25519::Pair,
	/// Signs its manifests.
	pub worker: ed25519_dalek::SigningKey,
	/// What stands for its other keys, which nobody uses here: blocks are made without a seal.
	unused: [u8; 32],
}

impl Keys {
	/// The keys of `count` members, in the order in which the chain lists them.
	pub fn of_members(seed: u64, count: usize) -> Vec<Self> {
		let mut all: Vec<Self> = (0..count as u64).map(|place| Self::new(seed, place)).collect();
		all.sort_by_key(Self::member);
		all
	}

	fn new(seed: u64, place: u64) -> Self {
		let secret = |purpose: &'static str| Root::of_value("guild-simulation key", &(seed, place, purpose)).0;
		Self {
			owner: ed25519::Pair::from_seed(&secret("owner")),
			duty: ed25519::Pair::from_seed(&secret("duty")),
			worker: ed25519_dalek::SigningKey::from_bytes(&secret("worker")),
			unused: secret("unused"),
		}
	}

	/// Its name on chain.
	pub fn member(&self) -> MemberId {
		MemberId(self.owner.public().0)
	}

	/// Its public keys, for the genesis.
	pub fn genesis(&self, place: usize) -> GenesisMember {
		GenesisMember {
			name: Text::new(&format!("member-{place}")).unwrap_or_default(),
			owner: self.member(),
			keys: MemberKeys {
				duty: AccountBytes(self.duty.public().0),
				worker: WorkerKey(self.worker.verifying_key().to_bytes()),
				node: NodeKey(self.unused),
			},
			aura: sr25519::Public::from_raw(self.unused).into(),
			grandpa: ed25519::Public::from_raw(self.unused).into(),
		}
	}
}

/// The account of a key.
pub fn account(key: &ed25519::Pair) -> AccountId {
	AccountId::from(key.public().0)
}
