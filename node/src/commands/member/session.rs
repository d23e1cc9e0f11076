//! `guild member set-session-keys`: the keys with which a member's validator makes blocks and votes on finality.

use super::owned_by;
use crate::{
	commands::gov::SignArgs,
	exit::CliError,
	keys::{Key, KeyDir},
};
use clap::Args;
use codec::Encode;
use guild_runtime::{Runtime, SessionKeys};
use sp_core::{proof_of_possession::statement_of_ownership, Pair};
use std::path::PathBuf;

/// Arguments of `guild member set-session-keys`.
#[derive(Debug, Args)]
pub struct SetSessionKeysArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// Directory with the session keys; that of the owner key unless given.
	#[arg(long, value_name = "DIR")]
	new: Option<PathBuf>,
}

impl SetSessionKeysArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let dir = KeyDir::open(self.new.as_ref().unwrap_or(&self.sign.keys))?;
		let signer = self.sign.signer()?;
		let member = owned_by(&signer.0, &signer.1)?;
		let (keys, proof) = session_keys(&dir, &signer.0.public().0)?;
		let json = serde_json::json!({
			"member": member.id,
			"aura": hex::encode(keys.aura.encode()),
			"grandpa": hex::encode(keys.grandpa.encode()),
		});
		let text = format!("{} has new session keys; they are used from the session after the next on", member.name);
		let call = pallet_session::Call::<Runtime>::set_keys { keys, proof };
		self.sign.submit(&signer, call.into(), &json, &text)
	}
}

/// The session keys in a directory, with their signatures that they are this account's.
fn session_keys(dir: &KeyDir, owner: &[u8; 32]) -> Result<(SessionKeys, Vec<u8>), CliError> {
	let (aura, grandpa) = (dir.sr25519(Key::Aura)?, dir.ed25519(Key::Grandpa)?);
	let keys = SessionKeys { aura: aura.public().into(), grandpa: grandpa.public().into() };
	let statement = statement_of_ownership(owner);
	Ok((keys, (aura.sign(&statement), grandpa.sign(&statement)).encode()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_runtime::traits::OpaqueKeys;

	#[test]
	fn the_chain_takes_the_proof_for_this_owner_alone() {
		let dir = tempfile::tempdir().unwrap();
		let dir = KeyDir::generate(&dir.path().join("keys")).unwrap();
		let owner = dir.public().unwrap().owner.0;
		let (keys, proof) = session_keys(&dir, &owner).unwrap();
		assert!(keys.ownership_proof_is_valid(&owner, &proof));
		assert!(!keys.ownership_proof_is_valid(&[1; 32], &proof));
	}
}
