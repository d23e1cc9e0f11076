//! Keys that a company hands to whoever proposes it, or to its own owner account: the entry that `guild key show --toml`
//! prints, and the proofs of `guild key prove --json`.

use crate::{chain_spec, exit::CliError};
use guild_primitives::{key_statement, KeyProofs, MemberId, MemberKeys, ProvenKey};
use sp_core::{ed25519, Pair};
use std::path::Path;

/// The one entry of a members file.
///
/// # Errors
/// *bad file*: it is no members file, or has not one entry.
pub fn entry(file: &Path) -> Result<chain_spec::Member, CliError> {
	let mut members = chain_spec::Members::read(file)?.members;
	match (members.pop(), members.is_empty()) {
		(Some(member), true) => Ok(member),
		_ => Err(CliError::bad_file(
			"the file has more than one entry",
			file.display(),
			"give the one that the company printed with `guild key show --toml`",
		)),
	}
}

/// The keys of an entry that the chain knows of a member.
pub fn keys(entry: &chain_spec::Member) -> MemberKeys {
	MemberKeys { duty: entry.keys.duty, worker: entry.keys.worker, node: entry.keys.node }
}

/// Proofs, as `guild key prove --json` prints them.
///
/// # Errors
/// *bad file*.
pub fn proofs(file: &Path) -> Result<KeyProofs, CliError> {
	let next = "give what the company printed with `guild key prove --json`";
	let text = std::fs::read_to_string(file).map_err(|error| CliError::bad_file(error, file.display(), next))?;
	serde_json::from_str(&text).map_err(|error| CliError::bad_file(error, file.display(), next))
}

/// Whether the keys have signed that they are the member's: else the chain would refuse them after the vote.
///
/// # Errors
/// *refused*.
pub fn check(member: &MemberId, keys: &MemberKeys, proofs: &KeyProofs) -> Result<(), CliError> {
	let has_signed = |key: [u8; 32], proven: ProvenKey, signature: [u8; 64]| {
		let (key, signature) = (ed25519::Public::from_raw(key), ed25519::Signature::from_raw(signature));
		ed25519::Pair::verify(&signature, key_statement(member, &proven).0, &key)
	};
	let checks = [
		("worker", has_signed(keys.worker.0, ProvenKey::Worker(keys.worker), proofs.worker.0)),
		("node", has_signed(keys.node.0, ProvenKey::Node(keys.node), proofs.node.0)),
	];
	match checks.into_iter().find(|(_, holds)| !holds) {
		None => Ok(()),
		Some((key, _)) => Err(CliError::refused(
			format!("the {key} key has not signed that it is this member's"),
			format!("member {member}"),
			format!("have it signed where the key is: `guild key prove --dir DIR --member {member} --json`"),
		)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		commands::key,
		keys::{Key, KeyDir},
	};

	#[test]
	fn proofs_hold_for_their_keys_and_member_alone() {
		let dir = tempfile::tempdir().unwrap();
		let keys_dir = KeyDir::generate(&dir.path().join("keys")).unwrap();
		let public = keys_dir.public().unwrap();
		let entry = chain_spec::Member { name: "Aare".into(), address: None, keys: public };
		let write = |name: &str, text: String| {
			let file = dir.path().join(name);
			std::fs::write(&file, text).unwrap();
			file
		};
		let toml = write("aare.toml", entry.to_toml().unwrap());
		let json = key::to_json(&key::proofs(&keys_dir, &public.owner).unwrap()).unwrap();
		let json = write("proofs.json", json);

		let (read, proofs) = (super::entry(&toml).unwrap(), proofs(&json).unwrap());
		assert_eq!(read, entry);
		assert_eq!(check(&public.owner, &keys(&read), &proofs), Ok(()));
		let error = check(&MemberId([1; 32]), &keys(&read), &proofs).unwrap_err();
		assert!(error.what.contains("worker"), "{error}");
		let other = MemberKeys { node: guild_primitives::NodeKey(Key::Node.public(&[3; 32])), ..keys(&read) };
		assert!(check(&public.owner, &other, &proofs).unwrap_err().what.contains("node"));
		assert!(super::proofs(&toml).is_err() && super::entry(&json).is_err());
	}
}
