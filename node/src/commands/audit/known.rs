//! What an auditor brings: which worker key is which member's.

use crate::{chain_spec::Members, exit::CliError};
use guild_primitives::{MemberId, WorkerKey};
use pallet_consortium::GenesisMember;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Names and worker keys of members. A member may have several keys: those of other times.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
	members: Vec<(MemberId, String, WorkerKey)>,
}

impl Known {
	/// These.
	pub fn of(members: impl IntoIterator<Item = (MemberId, String, WorkerKey)>) -> Self {
		Self { members: members.into_iter().collect() }
	}

	/// What stands in the members files and in the chain spec; none if there is neither.
	///
	/// # Errors
	/// A file cannot be read, or is something else.
	pub fn read(members: &[PathBuf], chain: Option<&Path>) -> Result<Option<Self>, CliError> {
		if members.is_empty() && chain.is_none() {
			return Ok(None);
		}
		let mut known = Self::default();
		for file in members {
			let entries = Members::read(file)?.members.into_iter();
			known.members.extend(entries.map(|member| (member.keys.owner, member.name, member.keys.worker)));
		}
		if let Some(file) = chain {
			let bad = |what: String, next: &str| CliError::bad_file(what, file.display(), next);
			let text = std::fs::read_to_string(file).map_err(|error| {
				bad(format!("the chain spec cannot be read: {error}"), "give the file that `guild spec new` made")
			})?;
			let json = serde_json::from_str(&text).map_err(|error| {
				bad(format!("this is not a chain spec: {error}"), "give the file that `guild spec new` made")
			})?;
			known.members.extend(
				Self::of_genesis(&json)
					.map_err(|what| {
						bad(what, "give the spec as `guild spec new` made it, not a raw one; or use --members")
					})?
					.members,
			);
		}
		Ok(Some(known))
	}

	/// The members at a chain's genesis.
	fn of_genesis(spec: &serde_json::Value) -> Result<Self, String> {
		let places = ["patch", "config"].map(|form| format!("/genesis/runtimeGenesis/{form}/consortium/members"));
		let members = places.iter().find_map(|place| spec.pointer(place));
		let members = members.ok_or("this chain spec has no readable list of members")?;
		let members = Vec::<GenesisMember>::deserialize(members)
			.map_err(|error| format!("the members of this chain spec cannot be read: {error}"))?;
		Ok(Self::of(members.into_iter().map(|member| (member.owner, member.name.to_string(), member.keys.worker))))
	}

	/// The keys of a member; none if it is not known.
	pub fn keys(&self, member: &MemberId) -> Vec<WorkerKey> {
		self.members.iter().filter(|(id, ..)| id == member).map(|(.., key)| *key).collect()
	}

	/// Its name, as the first file has it.
	pub fn name(&self, member: &MemberId) -> Option<String> {
		self.members.iter().find(|(id, ..)| id == member).map(|(_, name, _)| name.clone())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{chain_spec::Member, exit::ExitCode, keys::PublicKeys};
	use guild_primitives::{MemberKeys, Text};
	use guild_runtime::genesis;

	#[test]
	fn without_files_nobody_is_known_and_nothing_is_wrong() {
		assert_eq!(Known::read(&[], None), Ok(None));
	}

	#[test]
	fn a_member_is_known_by_all_keys_that_the_files_have_of_it() {
		let dir = tempfile::tempdir().unwrap();
		let file = |name: &str, keys: PublicKeys| {
			let path = dir.path().join(name);
			let entry = Member { name: "Nordwind".into(), address: None, keys };
			std::fs::write(&path, entry.to_toml().unwrap()).unwrap();
			path
		};
		let (new, old) =
			(PublicKeys::made_up(1), PublicKeys { worker: PublicKeys::made_up(50).worker, ..PublicKeys::made_up(1) });
		let known = Known::read(&[file("new.toml", new), file("old.toml", old)], None).unwrap().unwrap();
		assert_eq!(known.keys(&new.owner), [new.worker, old.worker]);
		assert_eq!(known.name(&new.owner).as_deref(), Some("Nordwind"));
		assert_eq!(known.keys(&PublicKeys::made_up(50).owner), []);
		assert_eq!(known.name(&PublicKeys::made_up(50).owner), None);
	}

	#[test]
	fn a_chain_spec_says_who_its_first_members_are() {
		let member = |first: u8, name: &str| {
			let PublicKeys { owner, duty, aura, grandpa, node, worker } = PublicKeys::made_up(first);
			genesis::GenesisMember {
				name: Text::new(name).unwrap(),
				owner,
				keys: MemberKeys { duty, worker, node },
				aura: sp_core::sr25519::Public::from_raw(aura.0).into(),
				grandpa: sp_core::ed25519::Public::from_raw(grandpa.0).into(),
			}
		};
		let patch = genesis::of_members(&[member(1, "Nordwind"), member(11, "Vent du Sud")]);
		let spec = serde_json::json!({ "genesis": { "runtimeGenesis": { "code": "0x00", "patch": patch } } });
		let known = Known::of_genesis(&spec).unwrap();
		assert_eq!(known.keys(&PublicKeys::made_up(11).owner), [PublicKeys::made_up(11).worker]);
		assert_eq!(known.name(&PublicKeys::made_up(11).owner).as_deref(), Some("Vent du Sud"));
	}

	#[test]
	fn what_is_no_chain_spec_or_a_raw_one_is_a_bad_file() {
		let dir = tempfile::tempdir().unwrap();
		let file = dir.path().join("spec.json");
		let refusal = || Known::read(&[], Some(&file)).unwrap_err();
		assert_eq!(refusal().code, ExitCode::BadFile);
		std::fs::write(&file, "no JSON").unwrap();
		assert!(refusal().what.contains("not a chain spec"));
		std::fs::write(&file, r#"{"genesis": {"raw": {"top": {}}}}"#).unwrap();
		assert!(refusal().what.contains("no readable list"));
	}
}
