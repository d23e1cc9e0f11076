//! Chain specs: of a real consortium from its members' public keys, and the two presets for development.

use crate::{
	exit::{CliError, ExitCode},
	keys::{self, PublicKeys},
};
use guild_primitives::{
	limits::{MAX_NAME_BYTES, MAX_PARTICIPANTS},
	MemberKeys, Text,
};
use guild_runtime::genesis::{self, GenesisMember};
use sc_network::config::MultiaddrWithPeerId;
use sc_network_types::multiaddr::Multiaddr;
use sc_service::{ChainType, Properties};
use serde::{Deserialize, Serialize};
use sp_core::crypto::UncheckedFrom;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::{collections::HashMap, path::Path};

/// A chain spec; it needs no extensions.
pub type ChainSpec = sc_service::GenericChainSpec;

/// `members.toml`: the public side of everybody who begins the consortium.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
	/// One entry a member.
	#[serde(default, rename = "member")]
	pub members: Vec<Member>,
}

/// One member's entry, as `guild key show --toml` prints it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Member {
	/// Name, for people.
	pub name: String,
	/// Where the others reach its node, without the peer's name: it then is a boot node of the spec.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub address: Option<String>,
	/// Its public keys.
	#[serde(flatten)]
	pub keys: PublicKeys,
}

impl Member {
	/// Whether the entry is well formed by itself.
	///
	/// # Errors
	/// What is wrong, in words.
	pub fn check(&self) -> Result<(), String> {
		if self.name.trim().is_empty() || self.name.len() > MAX_NAME_BYTES as usize {
			return Err(format!("a name has 1 to {MAX_NAME_BYTES} bytes"));
		}
		self.boot_node().map(|_| ())
	}

	/// The entry as TOML.
	///
	/// # Errors
	/// Never, for an entry that is well formed.
	pub fn to_toml(&self) -> Result<String, CliError> {
		toml::to_string(&Members { members: vec![self.clone()] })
			.map_err(|error| CliError::new(ExitCode::Bug, error, "", "please report this"))
	}

	fn boot_node(&self) -> Result<Option<MultiaddrWithPeerId>, String> {
		let peer_id =
			sc_network_types::PeerId::from_ed25519(&self.keys.node.0).ok_or("`node` is not an ed25519 public key")?;
		let Some(address) = &self.address else { return Ok(None) };
		let multiaddr: Multiaddr = address.parse().map_err(|error| {
			format!("`address` is not a multiaddress ({error}); for instance /ip4/203.0.113.7/tcp/30333")
		})?;
		let names_peer = |protocol| matches!(protocol, sc_network_types::multiaddr::Protocol::P2p(_));
		if multiaddr.iter().any(names_peer) {
			return Err("`address` must not end in /p2p/…: the peer's name follows from `node`".into());
		}
		Ok(Some(MultiaddrWithPeerId { multiaddr, peer_id }))
	}

	fn genesis(&self) -> GenesisMember {
		GenesisMember {
			// It fits: `check` has seen to it.
			name: Text::new(&self.name).unwrap_or_default(),
			owner: self.keys.owner,
			keys: MemberKeys { duty: self.keys.duty, worker: self.keys.worker, node: self.keys.node },
			aura: sp_core::sr25519::Public::unchecked_from(self.keys.aura.0).into(),
			grandpa: sp_core::ed25519::Public::unchecked_from(self.keys.grandpa.0).into(),
		}
	}
}

impl Members {
	/// Reads `members.toml`.
	///
	/// # Errors
	/// It cannot be read, is not such a file, or [`Members::check`] refuses it.
	pub fn read(path: &Path) -> Result<Self, CliError> {
		let text = std::fs::read_to_string(path).map_err(|error| {
			CliError::bad_file(
				format!("the members file cannot be read: {error}"),
				path.display(),
				"collect the members' entries in one file: each prints its own with `guild key show --toml`",
			)
		})?;
		let members: Self = toml::from_str(&text).map_err(|error| {
			CliError::bad_file(
				format!("this is not a members file: {}", error.message()),
				match error.span().and_then(|span| text.get(..span.start)) {
					Some(before) => format!("{} line {}", path.display(), before.lines().count().max(1)),
					None => path.display().to_string(),
				},
				"compare with what `guild key show --toml --name NAME` prints",
			)
		})?;
		members.check().map_err(|what| {
			CliError::bad_file(what, path.display(), "correct the entry with its member; then make the spec again")
		})?;
		Ok(members)
	}

	/// Whether a consortium of these members can begin.
	///
	/// # Errors
	/// What is wrong, in words: nobody or too many, an entry that is not well formed, two with the same name or one key, or
	/// a key whose secret everybody knows.
	pub fn check(&self) -> Result<(), String> {
		if self.members.is_empty() {
			return Err("there is no member; a consortium begins with at least one".into());
		}
		if self.members.len() > MAX_PARTICIPANTS as usize {
			return Err(format!("there are {} members; at most {MAX_PARTICIPANTS} fit", self.members.len()));
		}
		let mut names = HashMap::new();
		let mut seen = HashMap::new();
		for member in &self.members {
			member.check().map_err(|what| format!("member `{}`: {what}", member.name))?;
			if names.insert(member.name.trim(), ()).is_some() {
				return Err(format!("two members have the name `{}`", member.name));
			}
			for (key, public) in member.keys.each() {
				if keys::is_well_known(&public) {
					return Err(format!(
						"member `{}`: the secret of its {key} key is public (a development key)",
						member.name
					));
				}
				if let Some((other, other_key)) = seen.insert(public, (&member.name, key)) {
					return Err(format!("the {key} key of `{}` is also the {other_key} key of `{other}`", member.name));
				}
			}
		}
		Ok(())
	}

	/// The chain spec of a consortium of these members.
	///
	/// # Errors
	/// A member's entry is not well formed, or the runtime was built without its Wasm.
	pub fn chain_spec(&self, name: &str, id: &str) -> Result<ChainSpec, CliError> {
		let genesis = self.members.iter().map(Member::genesis).collect::<Vec<_>>();
		let boot_nodes = self.members.iter().filter_map(|member| member.boot_node().transpose());
		let boot_nodes = boot_nodes
			.collect::<Result<Vec<_>, _>>()
			.map_err(|what| CliError::bad_file(what, "members file", "correct the entry"))?;
		Ok(builder(name, id, ChainType::Live)?
			.with_boot_nodes(boot_nodes)
			.with_genesis_config_patch(genesis::of_members(&genesis))
			.build())
	}
}

/// A chain by what `--chain` says: `dev`, `local`, or the path of a spec.
///
/// # Errors
/// There is no such file, or it is not a chain spec.
pub fn load(chain: &str) -> Result<ChainSpec, CliError> {
	match chain {
		"dev" => Ok(builder("Guild development", "guild-dev", ChainType::Development)?
			.with_genesis_config_preset_name(DEV_RUNTIME_PRESET)
			.build()),
		"local" => Ok(builder("Guild local network", "guild-local", ChainType::Local)?
			.with_genesis_config_preset_name(LOCAL_TESTNET_RUNTIME_PRESET)
			.build()),
		path => {
			if !Path::new(path).is_file() {
				return Err(CliError::bad_file(
					"there is no such chain spec",
					path,
					"give the file that `guild spec new` made, or one of the presets dev and local",
				));
			}
			ChainSpec::from_json_file(path.into()).map_err(|error| {
				CliError::bad_file(
					format!("this is not a chain spec: {error}"),
					path,
					"get the file again from whoever made it with `guild spec new`, and compare its b3sum",
				)
			})
		}
	}
}

fn builder(
	name: &str,
	id: &str,
	chain_type: ChainType,
) -> Result<sc_chain_spec::ChainSpecBuilder<sc_service::NoExtension>, CliError> {
	let wasm = guild_runtime::WASM_BINARY.ok_or_else(|| {
		CliError::new(
			ExitCode::Bug,
			"this binary was built without the runtime's Wasm",
			"SKIP_WASM_BUILD was set when it was built",
			"build it again without",
		)
	})?;
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "UNIT".into());
	properties.insert("tokenDecimals".into(), 12.into());
	properties.insert("ss58Format".into(), guild_runtime::constants::SS58_PREFIX.into());
	Ok(ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(id)
		.with_protocol_id("guild")
		.with_chain_type(chain_type)
		.with_properties(properties))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys::{Key, SessionKey};

	fn member(name: &str, first: u8) -> Member {
		Member { name: name.into(), address: None, keys: PublicKeys::made_up(first) }
	}

	fn refusal(members: Vec<Member>) -> String {
		Members { members }.check().unwrap_err()
	}

	#[test]
	fn an_entry_reads_what_it_prints() {
		let entry = Member { address: Some("/ip4/203.0.113.7/tcp/30333".into()), ..member("Nordwind", 1) };
		let read: Members = toml::from_str(&entry.to_toml().unwrap()).unwrap();
		assert_eq!(read.members, [entry]);
		assert_eq!(read.check(), Ok(()));
	}

	#[test]
	fn what_cannot_begin_a_consortium_is_refused_in_words() {
		assert!(refusal(vec![]).contains("no member"));
		assert!(refusal(vec![member("a", 1), member("a", 11)]).contains("the name `a`"));
		assert!(refusal(vec![member("a", 1), member("b", 2)]).contains("is also the"));
		assert!(refusal(vec![member(" ", 1)]).contains("1 to 64 bytes"));
		let bad_address = Member { address: Some("203.0.113.7:30333".into()), ..member("a", 1) };
		assert!(refusal(vec![bad_address]).contains("/tcp/30333"));
	}

	#[test]
	fn development_keys_are_refused() {
		let alice = keys::well_known_seeds("alice").unwrap();
		let mut entry = member("a", 1);
		entry.keys.aura = SessionKey(Key::Aura.public(&alice[2].1));
		assert!(refusal(vec![entry]).contains("its aura key is public"));
	}
}
