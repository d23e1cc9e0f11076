//! A consortium's first state from its members, and the presets for development.

use crate::{
	constants::{DUTY_ENDOWMENT, OWNER_ENDOWMENT},
	AccountId, BalancesConfig, ConsortiumConfig, MembershipConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys,
};
use alloc::{vec, vec::Vec};
use frame_support::{build_struct_json_patch, BoundedVec};
use guild_primitives::{limits::MAX_NAME_BYTES, AccountBytes, MemberId, MemberKeys, NodeKey, Text, Tier, WorkerKey};
use serde_json::Value;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// A member at genesis: a validator, by its public keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GenesisMember {
	/// Name, for people.
	pub name: Text<MAX_NAME_BYTES>,
	/// Cold account: the member's name on chain, its seat in the council.
	pub owner: MemberId,
	/// Hot keys.
	pub keys: MemberKeys,
	/// Signs blocks.
	pub aura: AuraId,
	/// Signs finality votes.
	pub grandpa: GrandpaId,
}

/// The genesis config of a consortium of these members, as a patch over the default config.
///
/// Each member's validator has a seat from the first session on, and its accounts have what fees take for years.
pub fn of_members(members: &[GenesisMember]) -> Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: members
				.iter()
				.flat_map(|member| {
					[(account(member.owner.0), OWNER_ENDOWMENT), (account(member.keys.duty.0), DUTY_ENDOWMENT)]
				})
				.collect::<Vec<_>>(),
		},
		membership: MembershipConfig {
			members: BoundedVec::truncate_from(members.iter().map(|member| account(member.owner.0)).collect()),
		},
		consortium: ConsortiumConfig {
			members: members
				.iter()
				.map(|member| pallet_consortium::GenesisMember {
					owner: member.owner,
					name: member.name.clone(),
					tier: Tier::Validator,
					keys: member.keys,
				})
				.collect::<Vec<_>>(),
		},
		session: SessionConfig {
			keys: members
				.iter()
				.map(|member| {
					let owner = account(member.owner.0);
					let keys = SessionKeys { aura: member.aura.clone(), grandpa: member.grandpa.clone() };
					(owner.clone(), owner, keys)
				})
				.collect::<Vec<_>>(),
		},
	})
}

/// The whole genesis config of a consortium of these members, for who builds the state without a chain spec.
///
/// # Errors
/// The config and its JSON form do not agree, which is a bug.
#[cfg(feature = "std")]
pub fn config_of(members: &[GenesisMember]) -> Result<RuntimeGenesisConfig, serde_json::Error> {
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default())?;
	merge(&mut config, of_members(members));
	serde_json::from_value(config)
}

/// Lays `patch` over `base`, object by object.
#[cfg(feature = "std")]
fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			}
		}
		(base, patch) => *base = patch,
	}
}

fn account(bytes: [u8; 32]) -> AccountId {
	AccountId::from(bytes)
}

/// A member of the presets. Everybody knows its keys: the owner account is `//Name//stash`, every other key is
/// `//Name` of the scheme it needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WellKnown {
	/// Its name.
	pub name: &'static str,
	owner: Sr25519Keyring,
	sr25519: Sr25519Keyring,
	ed25519: Ed25519Keyring,
}

impl WellKnown {
	/// As a member at genesis.
	pub fn member(&self) -> GenesisMember {
		let ed25519 = self.ed25519.public();
		GenesisMember {
			name: Text::new(self.name).unwrap_or_default(),
			owner: MemberId(self.owner.public().0),
			keys: MemberKeys {
				duty: AccountBytes(self.sr25519.public().0),
				worker: WorkerKey(ed25519.0),
				node: NodeKey(ed25519.0),
			},
			aura: self.sr25519.public().into(),
			grandpa: ed25519.into(),
		}
	}
}

/// The members of the presets; `dev` has the first alone.
pub const WELL_KNOWN: [WellKnown; 4] = [
	WellKnown {
		name: "alice",
		owner: Sr25519Keyring::AliceStash,
		sr25519: Sr25519Keyring::Alice,
		ed25519: Ed25519Keyring::Alice,
	},
	WellKnown {
		name: "bob",
		owner: Sr25519Keyring::BobStash,
		sr25519: Sr25519Keyring::Bob,
		ed25519: Ed25519Keyring::Bob,
	},
	WellKnown {
		name: "charlie",
		owner: Sr25519Keyring::CharlieStash,
		sr25519: Sr25519Keyring::Charlie,
		ed25519: Ed25519Keyring::Charlie,
	},
	WellKnown {
		name: "dave",
		owner: Sr25519Keyring::DaveStash,
		sr25519: Sr25519Keyring::Dave,
		ed25519: Ed25519Keyring::Dave,
	},
];

/// A preset as JSON: `development` has one member, `local_testnet` four.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	let members = match id.as_ref() {
		DEV_RUNTIME_PRESET => WELL_KNOWN.get(..1),
		LOCAL_TESTNET_RUNTIME_PRESET => WELL_KNOWN.get(..),
		_ => None,
	}?;
	let members = members.iter().map(WellKnown::member).collect::<Vec<_>>();
	serde_json::to_vec(&of_members(&members)).ok()
}

/// Names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![DEV_RUNTIME_PRESET.into(), LOCAL_TESTNET_RUNTIME_PRESET.into()]
}
