//! `guild member list` and `show`.

use crate::{
	client::{answers::At, NodeArgs, Remote},
	commands::{reputation, show, who},
	exit::CliError,
};
use clap::Args;
use codec::Encode;
use guild_agreement::text::amount;
use guild_primitives::{reputation::ReputationView, AccountBytes, BlockNumber, MemberId, MemberView, Tier};
use guild_runtime::{AccountId, Balance, Nonce, Runtime, SessionKeys};
use pallet_balances::AccountData;
use pallet_consortium::{Departures, Leaving, Recoveries, RecoveryList};
use serde::Serialize;
use sp_core::H256;

/// Arguments of `guild member list`.
#[derive(Debug, Args)]
pub struct ListArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// Print JSON: {"at", "members": [{"id", "owner", "name", "tier", "keys", "admitted_at", "leaving_since", "recovery": null or
	/// {"new_owner", "due_at"}}]}.
	#[arg(long)]
	json: bool,
}

/// Arguments of `guild member show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The member, by its name or account.
	#[arg(long, value_name = "MEMBER")]
	member: String,
	/// Print JSON: {"at", "member" (as in `list`), "session": null or {"aura", "grandpa"}, "money": {"free", "held", "owner_free"} (in
	/// smallest units), "reputation"}.
	#[arg(long)]
	json: bool,
}

/// A member, with what is decided about it.
#[derive(Serialize)]
struct Standing {
	#[serde(flatten)]
	view: MemberView,
	/// Block of the decision that it leaves.
	leaving_since: Option<BlockNumber>,
	recovery: Option<Recovery>,
}

/// A new owner that the council proposes.
#[derive(Clone, Copy, Serialize)]
struct Recovery {
	new_owner: AccountBytes,
	/// Block until which its present owner may veto.
	due_at: BlockNumber,
}

#[derive(Serialize)]
struct Listed {
	at: At,
	members: Vec<Standing>,
}

#[derive(Serialize)]
struct Shown {
	at: At,
	member: Standing,
	session: Option<Session>,
	money: Money,
	reputation: ReputationView,
}

/// The session keys of a validator.
#[derive(Serialize)]
struct Session {
	aura: String,
	grandpa: String,
}

/// In smallest units.
#[derive(Clone, Copy, Serialize)]
struct Money {
	/// Free in the account that names the member.
	free: Balance,
	/// Held there: deposits and bonds.
	held: Balance,
	/// Free in the account of its owner.
	owner_free: Balance,
}

impl ListArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let answer = node.members()?;
		let members = standings(&node, answer.members, answer.at.hash)?;
		if self.json {
			return show::json(&Listed { at: answer.at, members });
		}
		let mut table = show::table(&["name", "tier", "account", "since", ""]);
		for member in &members {
			let Standing { view, .. } = member;
			table.add_row([
				view.name.to_string(),
				tier(view.tier).into(),
				view.id.to_string(),
				format!("block {}", view.admitted_at),
				remarks(member),
			]);
		}
		show::line(&table.to_string())
	}
}

impl ShowArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let answer = node.members()?;
		let (view, at) = (who::member(&self.member, &answer.members)?.clone(), answer.at);
		let id = view.id;
		let money = money(&node, &view, at.hash)?;
		let session = session(&node, &id, at.hash)?;
		let reputation = node.reputation(Some(id), None)?.members.pop().map(|found| found.reputation);
		let reputation = reputation.ok_or_else(|| {
			CliError::refused("the node says nothing of the member's reputation", node.url(), "ask another node")
		})?;
		let member = standings(&node, vec![view], at.hash)?.pop().ok_or_else(|| {
			CliError::refused("the member is gone", node.url(), "see who there is with `guild member list`")
		})?;
		let shown = Shown { at, member, session, money, reputation };
		if self.json {
			return show::json(&shown);
		}
		show::line(&text(&shown))?;
		show::line(&format!("(at block {}, {:?})", at.number, at.hash))
	}
}

/// What is decided about each.
fn standings(node: &Remote, members: Vec<MemberView>, at: H256) -> Result<Vec<Standing>, CliError> {
	let leaving: Leaving = node.storage(Departures::<Runtime>::hashed_key().to_vec(), Some(at))?.unwrap_or_default();
	let proposed: RecoveryList =
		node.storage(Recoveries::<Runtime>::hashed_key().to_vec(), Some(at))?.unwrap_or_default();
	let standing = |view: MemberView| Standing {
		leaving_since: leaving.iter().find(|one| one.member == view.id).map(|one| one.since),
		recovery: proposed
			.iter()
			.find(|one| one.member == view.id)
			.map(|one| Recovery { new_owner: one.new_owner, due_at: one.due_at }),
		view,
	};
	Ok(members.into_iter().map(standing).collect())
}

fn money(node: &Remote, member: &MemberView, at: H256) -> Result<Money, CliError> {
	let (named, owner) = (account(node, member.id.0, at)?, account(node, member.owner.0, at)?);
	Ok(Money { free: named.free, held: named.reserved, owner_free: owner.free })
}

/// What an account owns, at a block.
pub(super) fn account(node: &Remote, account: [u8; 32], at: H256) -> Result<AccountData<Balance>, CliError> {
	type Account = frame_system::AccountInfo<Nonce, <Runtime as frame_system::Config>::AccountData>;
	let key = frame_system::Account::<Runtime>::hashed_key_for(AccountId::from(account));
	Ok(node.storage::<Account>(key, Some(at))?.unwrap_or_default().data)
}

/// The validator of a member goes by the account that names it.
fn session(node: &Remote, member: &MemberId, at: H256) -> Result<Option<Session>, CliError> {
	let key = pallet_session::NextKeys::<Runtime>::hashed_key_for(AccountId::from(member.0));
	let keys: Option<SessionKeys> = node.storage(key, Some(at))?;
	let hex = |key: Vec<u8>| hex::encode(key);
	Ok(keys.map(|keys| Session { aura: hex(keys.aura.encode()), grandpa: hex(keys.grandpa.encode()) }))
}

fn tier(tier: Tier) -> &'static str {
	match tier {
		Tier::Validator => "validator",
		Tier::Trainer => "trainer",
		Tier::Auditor => "auditor",
	}
}

fn remarks(member: &Standing) -> String {
	let mut remarks = Vec::new();
	if member.view.owner.0 != member.view.id.0 {
		remarks.push(format!("owned by {}", member.view.owner));
	}
	if let Some(block) = member.leaving_since {
		remarks.push(format!("leaving since block {block}"));
	}
	if let Some(Recovery { new_owner, due_at }) = member.recovery {
		remarks.push(format!("to be owned by {new_owner} from block {due_at} on, unless its owner vetoes it"));
	}
	remarks.join("; ")
}

fn text(shown: &Shown) -> String {
	let Standing { view, .. } = &shown.member;
	let mut lines = vec![
		format!("{}, {}, admitted at block {}", view.name, tier(view.tier), view.admitted_at),
		format!("  account    {}", view.id),
		format!("  owner      {}", view.owner),
		format!("  duty       {}", view.keys.duty),
		format!("  worker     {}", view.keys.worker),
		format!("  node       {}", view.keys.node),
	];
	match &shown.session {
		Some(Session { aura, grandpa }) => {
			lines.push(format!("  aura       {aura}"));
			lines.push(format!("  grandpa    {grandpa}"));
		}
		None if view.tier == Tier::Validator => {
			lines
				.push("  session    no keys yet: its owner registers them with `guild member set-session-keys`".into());
		}
		None => {}
	}
	let Money { free, held, owner_free } = shown.money;
	let mut money = format!("  money      {} free, {} held", amount(free), amount(held));
	if view.owner.0 != view.id.0 {
		money += &format!(
			"; {} free in the owner's account (`guild member withdraw` takes what is free there)",
			amount(owner_free)
		);
	}
	lines.push(money);
	lines.push(format!("  reputation {}", reputation::standing(&shown.reputation)));
	let remarks = remarks(&shown.member);
	if !remarks.is_empty() {
		lines.push(format!("  note       {remarks}"));
	}
	lines.join("\n")
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_agreement::UNIT;
	use guild_primitives::{MemberKeys, NodeKey, Text, WorkerKey};

	fn shown(owner: u8) -> Shown {
		let view = MemberView {
			id: MemberId([1; 32]),
			owner: AccountBytes([owner; 32]),
			name: Text::new("Nordwind AG").unwrap(),
			tier: Tier::Validator,
			keys: MemberKeys { duty: AccountBytes([2; 32]), worker: WorkerKey([3; 32]), node: NodeKey([4; 32]) },
			admitted_at: 17,
		};
		Shown {
			at: At { number: 9, hash: H256::zero() },
			member: Standing {
				view,
				leaving_since: Some(40),
				recovery: Some(Recovery { new_owner: AccountBytes([5; 32]), due_at: 99 }),
			},
			session: None,
			money: Money { free: 12 * UNIT, held: 100 * UNIT, owner_free: UNIT },
			reputation: ReputationView {
				score: 1 << 15,
				good: 0,
				bad: 0,
				against: 0,
				fresh: 1 << 16,
				quarantined_since: None,
				history: Vec::new(),
			},
		}
	}

	#[test]
	fn a_member_is_told_with_what_is_decided_about_it() {
		let text = text(&shown(1));
		for part in [
			"Nordwind AG, validator, admitted at block 17",
			"12 free, 100 held",
			"no keys yet",
			"leaving since block 40",
			&format!("to be owned by {} from block 99 on", "05".repeat(32)),
			"reputation 0.500",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(!text.contains("withdraw"), "{text}");
	}

	#[test]
	fn a_new_owner_is_told_what_it_may_take() {
		let text = text(&shown(6));
		assert!(text.contains("1 free in the owner's account") && text.contains("owned by 0606"), "{text}");
	}

	#[test]
	fn json_has_one_object_a_member() {
		let json = serde_json::to_value(shown(1)).unwrap();
		assert_eq!(
			(json["member"]["name"].as_str(), json["member"]["recovery"]["due_at"].as_u64()),
			(Some("Nordwind AG"), Some(99))
		);
		assert_eq!(json["session"], serde_json::Value::Null);
	}
}
