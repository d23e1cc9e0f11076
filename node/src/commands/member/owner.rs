//! `guild member set-keys`, `resign`, `veto`, `withdraw`.

use super::owned_by;
use crate::{
	commands::{gov::SignArgs, key, proven, units::Money},
	exit::CliError,
	keys::{Key, KeyDir},
};
use clap::Args;
use guild_agreement::text::amount;
use guild_primitives::{AccountBytes, KeyProofs, MemberId, MemberKeys, NodeKey, WorkerKey};
use guild_runtime::{Balance, Runtime};
use pallet_consortium::Call;
use serde::Serialize;
use std::path::PathBuf;

/// Arguments of `guild member set-keys`.
#[derive(Debug, Args)]
pub struct SetKeysArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// Directory with the new keys. A key that stays is in it, too.
	#[arg(long, value_name = "DIR", required_unless_present = "entry")]
	new: Option<PathBuf>,
	/// Instead of the keys themselves, their public halves: what `guild key show --toml --name NAME` prints where they are.
	#[arg(long, value_name = "FILE", conflicts_with = "new", requires = "proofs")]
	entry: Option<PathBuf>,
	/// Their proofs: what `guild key prove --member ACCOUNT --json` prints there.
	#[arg(long, value_name = "FILE", requires = "entry")]
	proofs: Option<PathBuf>,
}

/// Arguments of `guild member resign`.
#[derive(Debug, Args)]
pub struct ResignArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// Do it: only the council brings the member back.
	#[arg(long)]
	yes: bool,
}

/// Arguments of `guild member veto`.
#[derive(Debug, Args)]
pub struct VetoArgs {
	#[command(flatten)]
	sign: SignArgs,
}

/// Arguments of `guild member withdraw`.
#[derive(Debug, Args)]
pub struct WithdrawArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// How much, in whole units: 100 or 0.5.
	#[arg(long)]
	amount: Money,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Withdrawn {
	member: MemberId,
	/// In smallest units.
	amount: Balance,
}

impl SetKeysArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let signer = self.sign.signer()?;
		let member = owned_by(&signer.0, &signer.1)?;
		let (keys, proofs) = self.keys(&member.id)?;
		proven::check(&member.id, &keys, &proofs)?;
		if keys == member.keys {
			return Err(CliError::refused(
				"these are the member's keys already",
				format!("member {}", member.name),
				"nothing needs to be done",
			));
		}
		let json = serde_json::json!({ "member": member.id, "keys": keys });
		let text = format!(
			"{} has new keys; restart its node with them: what the old ones sign from now on is nobody's",
			member.name
		);
		self.sign.submit(&signer, Call::<Runtime>::set_keys { keys, proofs }.into(), &json, &text)
	}

	fn keys(&self, member: &MemberId) -> Result<(MemberKeys, KeyProofs), CliError> {
		match (&self.new, &self.entry, &self.proofs) {
			(Some(dir), _, _) => {
				let dir = KeyDir::open(dir)?;
				// The owner's key need not be there.
				let public = |key: Key| Ok::<_, CliError>(key.public(&dir.seed(key)?));
				let keys = MemberKeys {
					duty: AccountBytes(public(Key::Duty)?),
					worker: WorkerKey(public(Key::Worker)?),
					node: NodeKey(public(Key::Node)?),
				};
				Ok((keys, key::proofs(&dir, member)?))
			}
			(None, Some(entry), Some(proofs)) => Ok((proven::keys(&proven::entry(entry)?), proven::proofs(proofs)?)),
			_ => Err(CliError::usage("which keys?", "give --new, or --entry and --proofs")),
		}
	}
}

impl ResignArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let signer = self.sign.signer()?;
		let member = owned_by(&signer.0, &signer.1)?;
		if !self.yes {
			return Err(CliError::usage(
				format!("{} would leave the consortium, and only the council could bring it back", member.name),
				"if that is what you mean, add --yes",
			));
		}
		let json = serde_json::json!({ "member": member.id });
		let text = format!(
			"{} leaves as soon as no open round counts on it; keep its node running until `guild member list` does not show it any \
			 more",
			member.name
		);
		self.sign.submit(&signer, Call::<Runtime>::resign {}.into(), &json, &text)
	}
}

impl VetoArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let signer = self.sign.signer()?;
		let member = owned_by(&signer.0, &signer.1)?;
		let json = serde_json::json!({ "member": member.id });
		let text = format!("{} stays its owner's", member.name);
		self.sign.submit(&signer, Call::<Runtime>::veto_recovery {}.into(), &json, &text)
	}
}

impl WithdrawArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let signer = self.sign.signer()?;
		let member = owned_by(&signer.0, &signer.1)?;
		let money = self.amount.0;
		let text = format!("{} is in the owner's account", amount(money));
		let json = Withdrawn { member: member.id, amount: money };
		self.sign.submit(&signer, Call::<Runtime>::withdraw { amount: money }.into(), &json, &text)
	}
}
