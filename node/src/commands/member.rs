//! `guild member`: who is a member; and what a member's owner signs about itself.

mod owner;
mod pay;
mod session;
mod show;

use crate::{client::Remote, exit::CliError};
use clap::Subcommand;
use guild_primitives::MemberView;
use sp_core::{sr25519, Pair};

/// See the members; as an owner, change keys, pay others, leave, and veto that another takes your place.
///
/// Examples:
///   guild member list
///   guild member show --member "Nordwind AG"
///   guild member set-keys --new new-keys --keys keys
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum MemberCommand {
	/// Lists the members, and who is leaving.
	///
	/// Examples:
	///   guild member list
	///   guild member list --json
	#[command(verbatim_doc_comment)]
	List(show::ListArgs),
	/// Shows a member: accounts, keys, money, reputation, and whether it leaves or is to have a new owner.
	///
	/// Examples:
	///   guild member show --member "Nordwind AG"
	///   guild member show --member ACCOUNT --json
	#[command(verbatim_doc_comment)]
	Show(show::ShowArgs),
	/// Replaces duty, worker and node key by those in another directory, or by public keys and proofs made elsewhere.
	///
	/// The new keys act from the block on that has it; the old ones stay in the history, so that what they signed can be
	/// judged.
	///
	/// Examples:
	///   guild member set-keys --new new-keys --keys keys
	///   guild member set-keys --entry new.toml --proofs new.json --keys keys
	#[command(verbatim_doc_comment)]
	SetKeys(owner::SetKeysArgs),
	/// Registers the session keys (aura, grandpa) of a member's validator: with them it makes blocks, two sessions later.
	///
	/// Examples:
	///   guild member set-session-keys --keys keys
	///   guild member set-session-keys --new new-keys --keys keys
	#[command(verbatim_doc_comment)]
	SetSessionKeys(session::SetSessionKeysArgs),
	/// Leaves the consortium, as soon as no open round counts on the member. Only the council brings it back.
	///
	/// Examples:
	///   guild member resign --keys keys --yes
	#[command(verbatim_doc_comment)]
	Resign(owner::ResignArgs),
	/// Keeps the member its owner's: drops the new owner that the council proposes.
	///
	/// Examples:
	///   guild member veto --keys keys
	#[command(verbatim_doc_comment)]
	Veto(owner::VetoArgs),
	/// Pays another member out of the owner's account: one that was admitted owns nothing, and its deposits must be covered.
	///
	/// Examples:
	///   guild member pay --member "Nordwind AG" --amount 500 --keys keys
	///   guild member pay --member ACCOUNT --amount 0.5 --keys keys --json
	#[command(verbatim_doc_comment)]
	Pay(pay::PayArgs),
	/// Takes money out of the account that names the member, after another took its owner's place.
	///
	/// Examples:
	///   guild member withdraw --amount 100 --keys keys
	#[command(verbatim_doc_comment)]
	Withdraw(owner::WithdrawArgs),
}

impl MemberCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		match self {
			Self::List(args) => args.run(),
			Self::Show(args) => args.run(),
			Self::SetKeys(args) => args.run(),
			Self::SetSessionKeys(args) => args.run(),
			Self::Resign(args) => args.run(),
			Self::Veto(args) => args.run(),
			Self::Pay(args) => args.run(),
			Self::Withdraw(args) => args.run(),
		}
	}
}

/// The member that this key owns.
fn owned_by(key: &sr25519::Pair, node: &Remote) -> Result<MemberView, CliError> {
	let account = key.public().0;
	let members = node.members()?.members;
	members.into_iter().find(|view| view.owner.0 == account).ok_or_else(|| {
		CliError::refused(
			"this owner key is no member's",
			format!("account {}", hex::encode(account)),
			"give the directory with the key of the member's present owner: see `guild member list`",
		)
	})
}
