//! `guild gov apply`: brings the code of a runtime that the council has authorised.

use super::{propose::code, SignArgs};
use crate::{commands::show, exit::CliError};
use clap::Args;
use guild_runtime::{Runtime, RuntimeEvent};
use pallet_consortium::{Upgrade, UpgradePlan};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};
use std::path::PathBuf;

/// Arguments of `guild gov apply`.
#[derive(Debug, Args)]
pub struct ApplyArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The runtime's code.
	#[arg(long, value_name = "FILE")]
	code: PathBuf,
	/// Do it: every node runs this code from the next block on.
	#[arg(long)]
	yes: bool,
}

impl ApplyArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let code = code(&self.code)?;
		let hash = BlakeTwo256::hash(&code);
		let (key, node) = self.sign.signer()?;
		let plan: Option<UpgradePlan<H256>> = node.storage(Upgrade::<Runtime>::hashed_key().to_vec(), None)?;
		check(hash, plan.map(|plan| plan.code_hash), node.url())?;
		if !self.yes {
			return Err(CliError::usage(
				format!("this replaces the chain's runtime by the one with the hash {hash:?}"),
				"if that is what you mean, add --yes",
			));
		}
		let call = frame_system::Call::<Runtime>::apply_authorized_upgrade { code };
		let included = node.submit(&key, call.into(), self.sign.until())?;
		let is_rejected = |event: &RuntimeEvent| {
			matches!(event, RuntimeEvent::System(frame_system::Event::RejectedInvalidAuthorizedUpgrade { .. }))
		};
		if included.events.iter().any(is_rejected) {
			return Err(CliError::refused(
				"the chain rejected the code: it is no newer version of this runtime, and its authorisation is gone",
				format!("block {:?}", included.block),
				"build it with a higher `spec_version`, and propose it again",
			));
		}
		if self.sign.json {
			return show::json(&serde_json::json!({ "code_hash": hash, "block": included.block }));
		}
		show::line("the code is applied; restart nodes and tools with the version of `guild` that has it")
	}
}

/// Whether this is what was authorised.
fn check(hash: H256, authorised: Option<H256>, url: &str) -> Result<(), CliError> {
	match authorised {
		Some(authorised) if authorised == hash => Ok(()),
		Some(authorised) => Err(CliError::refused(
			format!("the council authorised other code: {authorised:?}, and this is {hash:?}"),
			url,
			"find the file whose `b2sum -l 256` is what was authorised",
		)),
		None => Err(CliError::refused(
			"the council has authorised no runtime",
			url,
			"propose one with `guild gov propose upgrade`",
		)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_what_was_authorised_is_applied() {
		let (one, other) = (H256([1; 32]), H256([2; 32]));
		assert_eq!(check(one, Some(one), ""), Ok(()));
		assert!(check(one, Some(other), "").unwrap_err().what.contains("other code"));
		assert!(check(one, None, "").unwrap_err().what.contains("no runtime"));
	}
}
