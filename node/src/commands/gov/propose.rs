//! `guild gov propose`: what a council decides besides tasks, agreements and parameters.

use super::{council, why::WhyArgs, words, SignArgs};
use crate::{
	client::Remote,
	commands::{
		proven, show,
		who::{self, Account},
	},
	exit::{CliError, ExitCode},
};
use clap::{Args, Subcommand, ValueEnum};
use guild_primitives::{MemberId, TaskId, Text, Tier};
use guild_runtime::{AccountId, Runtime, RuntimeCall};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};
use std::path::{Path, PathBuf};

/// Proposes something to the council, with a member's owner key, and votes for it.
///
/// Tasks are proposed with `guild task propose`, agreements with `guild agreement propose` and `terminate`, parameters with
/// `guild gov params propose`.
///
/// Examples:
///   guild gov propose admit --entry acme.toml --proofs acme.json --keys keys
///   guild gov propose remove --member "Nordwind AG" --why "It was sold, and has left" --keys keys
///   guild gov propose upgrade --code guild_runtime.compact.compressed.wasm --keys keys
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum ProposeCommand {
	/// Admits a company, with the keys and proofs that it gives you. Takes two thirds.
	///
	/// Examples:
	///   guild gov propose admit --entry acme.toml --proofs acme.json --keys keys
	///   guild gov propose admit --entry acme.toml --proofs acme.json --tier auditor --keys keys
	#[command(verbatim_doc_comment)]
	Admit(AdmitArgs),
	/// Removes a member, as soon as no open round counts on it. Takes two thirds.
	///
	/// Examples:
	///   guild gov propose remove --member "Nordwind AG" --keys keys
	#[command(verbatim_doc_comment)]
	Remove(MemberArgs),
	/// Gives a member whose owner key is lost or stolen a new owner account, unless the present owner vetoes it. Takes two thirds.
	///
	/// Examples:
	///   guild gov propose recover --member "Nordwind AG" --owner ACCOUNT --keys keys
	#[command(verbatim_doc_comment)]
	Recover(RecoverArgs),
	/// Authorises a new runtime by the hash of its code; any member then brings the code with `guild gov apply`. Takes two thirds.
	///
	/// Examples:
	///   guild gov propose upgrade --code guild_runtime.compact.compressed.wasm --keys keys
	#[command(verbatim_doc_comment)]
	Upgrade(UpgradeArgs),
	/// Makes a quarantined member what a newcomer is: for a fault of the software. Takes two thirds.
	///
	/// Examples:
	///   guild gov propose pardon --member "Nordwind AG" --keys keys
	#[command(verbatim_doc_comment)]
	Pardon(MemberArgs),
	/// Stops a task: its open round still ends, and no other opens. Takes more than half.
	///
	/// Examples:
	///   guild gov propose stop-task --task 3 --keys keys
	#[command(verbatim_doc_comment)]
	StopTask(StopTaskArgs),
	/// Gives a slashed deposit back before it is settled: for a fault of the software. Takes more than half.
	///
	/// Examples:
	///   guild gov propose forgive --slash 2 --keys keys
	#[command(verbatim_doc_comment)]
	Forgive(ForgiveArgs),
}

/// What a member takes part in, as it is typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum TierArg {
	/// Makes blocks, trains and votes.
	Validator,
	/// Trains and votes.
	Trainer,
	/// Only reads.
	Auditor,
}

/// Arguments of `guild gov propose admit`.
#[derive(Debug, Args)]
pub struct AdmitArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The company's entry: what it printed with `guild key show --toml --name NAME`.
	#[arg(long, value_name = "FILE")]
	entry: PathBuf,
	/// Its proofs: what it printed with `guild key prove --json`.
	#[arg(long, value_name = "FILE")]
	proofs: PathBuf,
	/// What it takes part in.
	#[arg(long, value_enum, default_value_t = TierArg::Validator)]
	tier: TierArg,
}

/// Arguments of `guild gov propose remove` and `pardon`.
#[derive(Debug, Args)]
pub struct MemberArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The member, by its name or account.
	#[arg(long, value_name = "MEMBER")]
	member: String,
}

/// Arguments of `guild gov propose recover`.
#[derive(Debug, Args)]
pub struct RecoverArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The member, by its name or account.
	#[arg(long, value_name = "MEMBER")]
	member: String,
	/// The account that is to own it: nobody's yet.
	#[arg(long, value_name = "ACCOUNT")]
	owner: Account,
}

/// Arguments of `guild gov propose upgrade`.
#[derive(Debug, Args)]
pub struct UpgradeArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The runtime's code.
	#[arg(long, value_name = "FILE", required_unless_present = "hash")]
	code: Option<PathBuf>,
	/// Instead of the code, its hash: BLAKE2b of 256 bits.
	#[arg(long, value_name = "HASH", conflicts_with = "code")]
	hash: Option<H256>,
}

/// Arguments of `guild gov propose stop-task`.
#[derive(Debug, Args)]
pub struct StopTaskArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The task.
	#[arg(long)]
	task: TaskId,
}

/// Arguments of `guild gov propose forgive`.
#[derive(Debug, Args)]
pub struct ForgiveArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The slash, by the number that its event has.
	#[arg(long, value_name = "N")]
	slash: u64,
}

impl ProposeCommand {
	pub(super) fn run(self) -> Result<(), CliError> {
		match self {
			Self::Admit(args) => {
				let call = args.call()?;
				put(&args.sign, &args.why, |_| Ok(call))
			}
			Self::Remove(MemberArgs { sign, why, member }) => put(&sign, &why, |node| {
				let owner = account(&find(node, &member)?);
				Ok(pallet_consortium::Call::<Runtime>::remove { owner }.into())
			}),
			Self::Recover(RecoverArgs { sign, why, member, owner }) => put(&sign, &why, |node| {
				let (member, new_owner) = (find(node, &member)?, AccountId::from(owner.0 .0));
				Ok(pallet_consortium::Call::<Runtime>::recover { member, new_owner }.into())
			}),
			Self::Upgrade(args) => {
				let code_hash = match (&args.hash, &args.code) {
					(Some(hash), _) => *hash,
					(None, Some(file)) => BlakeTwo256::hash(&code(file)?),
					(None, None) => return Err(CliError::usage("no code", "give --code or --hash")),
				};
				put(&args.sign, &args.why, |_| {
					Ok(pallet_consortium::Call::<Runtime>::authorise_upgrade { code_hash }.into())
				})
			}
			Self::Pardon(MemberArgs { sign, why, member }) => put(&sign, &why, |node| {
				// Also one that has left: its reputation waits for it.
				let member = who::member_or_former(&member, &node.members()?.members)?;
				Ok(pallet_reputation::Call::<Runtime>::pardon { member }.into())
			}),
			Self::StopTask(StopTaskArgs { sign, why, task }) => put(&sign, &why, |node| {
				node.task(task)?;
				Ok(pallet_training::Call::<Runtime>::stop_task { task }.into())
			}),
			Self::Forgive(ForgiveArgs { sign, why, slash }) => {
				put(&sign, &why, |_| Ok(pallet_training::Call::<Runtime>::forgive_slash { slash }.into()))
			}
		}
	}
}

impl AdmitArgs {
	/// The call, if the keys have signed that they are the company's.
	fn call(&self) -> Result<RuntimeCall, CliError> {
		let (entry, proofs) = (proven::entry(&self.entry)?, proven::proofs(&self.proofs)?);
		let keys = proven::keys(&entry);
		proven::check(&entry.keys.owner, &keys, &proofs)?;
		let tier = match self.tier {
			TierArg::Validator => Tier::Validator,
			TierArg::Trainer => Tier::Trainer,
			TierArg::Auditor => Tier::Auditor,
		};
		// It fits: whoever read the entry has seen to it.
		let name = Text::new(&entry.name).unwrap_or_default();
		let owner = account(&entry.keys.owner);
		Ok(pallet_consortium::Call::<Runtime>::admit { owner, name, tier, keys, proofs }.into())
	}
}

/// Says what is proposed, proposes it, and says what came of that.
fn put(
	sign: &SignArgs,
	why: &WhyArgs,
	call: impl FnOnce(&Remote) -> Result<RuntimeCall, CliError>,
) -> Result<(), CliError> {
	let (key, node) = sign.signer()?;
	let call = why.describe(call(&node)?);
	let share = words::takes(&call).ok_or_else(|| {
		CliError::new(ExitCode::Bug, "a proposal of which nobody knows what it takes", "", "please report this")
	})?;
	if !sign.json {
		show::line(&format!("proposing to {}", words::summary(&call, &node.members()?.members)))?;
		why.say()?;
		words::details(&call).iter().try_for_each(|line| show::line(line))?;
	}
	let motion = council::propose(&node, sign, &key, call, share)?;
	match sign.json {
		true => show::json(&motion),
		false => show::line(&motion.words()?),
	}
}

fn find(node: &Remote, member: &str) -> Result<MemberId, CliError> {
	Ok(who::member(member, &node.members()?.members)?.id)
}

fn account(member: &MemberId) -> AccountId {
	AccountId::from(member.0)
}

/// The code in a file.
///
/// # Errors
/// *bad file*: it cannot be read, or is no runtime's code.
pub fn code(file: &Path) -> Result<Vec<u8>, CliError> {
	/// How compressed code begins, as `sp-maybe-compressed-blob` writes it, and how plain code does.
	const BEGINNINGS: [&[u8]; 2] = [&[0x52, 0xbc, 0x53, 0x76, 0x46, 0xdb, 0x8e, 0x05], b"\0asm"];
	let next = "give the file that the build wrote: guild_runtime.compact.compressed.wasm";
	let code = std::fs::read(file).map_err(|error| CliError::bad_file(error, file.display(), next))?;
	match BEGINNINGS.iter().any(|beginning| code.starts_with(beginning)) {
		true => Ok(code),
		false => Err(CliError::bad_file("this is no runtime's code", file.display(), next)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_code_is_taken_for_a_runtime() {
		let dir = tempfile::tempdir().unwrap();
		let file = dir.path().join("runtime.wasm");
		assert_eq!(code(&file).unwrap_err().code, ExitCode::BadFile);
		std::fs::write(&file, b"[member]").unwrap();
		assert!(code(&file).unwrap_err().what.contains("no runtime's code"));
		std::fs::write(&file, b"\0asm\x01\0\0\0").unwrap();
		assert_eq!(code(&file).unwrap().len(), 8);
	}

	#[test]
	fn an_account_names_the_member_that_it_owned_first() {
		let member = MemberId([7; 32]);
		assert_eq!(super::super::member_id(&account(&member)), member);
	}
}
