//! `guild privacy ledger`: what members' datasets have spent, and what is left.

use crate::{client::NodeArgs, commands::show, exit::CliError};
use clap::Args;
use guild_accountant::{Delta, Nats};
use guild_primitives::{privacy::sensitivity_in_words, BlockNumber, DatasetId, LedgerEntry, MemberId};
use serde::Serialize;
use serde_json::Number;

/// Arguments of `guild privacy ledger`.
#[derive(Debug, Args)]
pub struct LedgerArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The member, by its owner account (64 hex digits) or its name; all of them unless given.
	#[arg(long, value_name = "MEMBER")]
	member: Option<String>,
	/// The δ at which to say what is spent; each budget's own unless given.
	#[arg(long, value_name = "D")]
	delta: Option<String>,
	/// Print JSON: {"members": [{"member", "name", "accounts": [{"dataset", "description", "relation", "protects", "sensitivity",
	/// "budget": {"epsilon", "delta"}, "spent": {"epsilon" (rounded up to six decimals), "delta", "order"}, "left" (at the budget's δ,
	/// rounded down), "charges", "reports", "overlaps", "unprotected_since"}]}]}.
	#[arg(long)]
	json: bool,
}

#[derive(Serialize)]
struct MemberJson {
	member: MemberId,
	name: String,
	accounts: Vec<AccountJson>,
}

#[derive(Serialize)]
struct AccountJson {
	dataset: DatasetId,
	description: String,
	relation: guild_accountant::Relation,
	protects: String,
	sensitivity: &'static str,
	budget: BudgetJson,
	spent: SpentJson,
	left: Number,
	/// Updates.
	charges: u32,
	/// Reports of bits on its held-out rows.
	reports: u32,
	overlaps: Vec<DatasetId>,
	unprotected_since: Option<BlockNumber>,
}

#[derive(Serialize)]
struct BudgetJson {
	epsilon: Number,
	delta: Number,
}

#[derive(Serialize)]
struct SpentJson {
	/// Nothing where no order gives a bound.
	epsilon: Option<Number>,
	delta: Number,
	order: u32,
}

impl LedgerArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let delta =
			self.delta.as_ref().map(|text| text.parse::<Delta>().map_err(|e| super::refused("--delta", text, e)));
		let delta = delta.transpose()?;
		let node = self.node.connect()?;
		let members = node.members()?.members.into_iter().filter(|member| match &self.member {
			None => true,
			Some(wanted) => member.name.as_str() == wanted || is_id(&member.id, wanted),
		});
		let members: Vec<_> = members.map(|member| (member.id, member.name.to_string())).collect();
		if let (Some(wanted), []) = (&self.member, &members[..]) {
			let next = "see the members' names with `guild member list`";
			return Err(CliError::refused(format!("there is no member `{wanted}`"), node.url(), next));
		}
		let mut all = Vec::with_capacity(members.len());
		for (member, name) in members {
			let entries = node.privacy_ledger(member)?.entries;
			if !self.json {
				show::line(&words(&name, &entries, delta))?;
				continue;
			}
			let accounts = entries.iter().map(|entry| account(entry, delta)).collect::<Result<_, _>>()?;
			all.push(MemberJson { member, name, accounts });
		}
		if self.json {
			show::json(&serde_json::json!({ "members": all }))?;
		}
		Ok(())
	}
}

/// Whether the text names this id: hex digits, with `0x` or without.
fn is_id(id: &MemberId, text: &str) -> bool {
	text.trim_start_matches("0x").eq_ignore_ascii_case(id.to_string().trim_start_matches("0x"))
}

/// Six decimals, rounded down: what is left is never overstated.
fn down(nats: Nats) -> String {
	let (whole, fraction) = (nats.to_bits() >> Nats::FRACTION_BITS, nats.to_bits() & u128::from(u64::MAX));
	format!("{whole}.{:06}", (fraction * 1_000_000) >> Nats::FRACTION_BITS)
}

fn account(entry: &LedgerEntry, delta: Option<Delta>) -> Result<AccountJson, CliError> {
	let spent = entry.spent_at(delta.unwrap_or(entry.budget.delta));
	let epsilon = match spent.epsilon.is_unbounded() {
		true => None,
		false => Some(super::number(&format!("{:.6}", spent.epsilon))?),
	};
	Ok(AccountJson {
		dataset: entry.dataset,
		description: entry.description.to_string(),
		relation: entry.relation,
		protects: entry.relation.to_string(),
		sensitivity: sensitivity_in_words(entry.relation),
		budget: BudgetJson {
			epsilon: super::number(&down(entry.budget.epsilon))?,
			delta: super::number(&entry.budget.delta.to_string())?,
		},
		spent: SpentJson { epsilon, delta: super::number(&spent.delta.to_string())?, order: spent.order },
		left: super::number(&down(entry.left()))?,
		charges: entry.charges,
		reports: entry.reports,
		overlaps: entry.overlaps.to_vec(),
		unprotected_since: entry.unprotected_since,
	})
}

fn words(name: &str, entries: &[LedgerEntry], delta: Option<Delta>) -> String {
	if entries.is_empty() {
		return format!("{name} has declared no dataset");
	}
	let mut text = name.to_string();
	for entry in entries {
		let spent = entry.spent_at(delta.unwrap_or(entry.budget.delta));
		text += &format!(
			"\n  dataset {}  {}\n    protects  {}; noise is measured against {}\n    spent     ε = {:.6} at δ = {}, by {} update(s) and {} report(s) of bits\n    \
			 budget    ε = {} at δ = {}; left of it: {}",
			entry.dataset,
			entry.description,
			entry.relation,
			sensitivity_in_words(entry.relation),
			spent.epsilon,
			spent.delta,
			entry.charges,
			entry.reports,
			down(entry.budget.epsilon),
			entry.budget.delta,
			down(entry.left())
		);
		if !entry.overlaps.is_empty() {
			let others: Vec<_> = entry.overlaps.iter().map(DatasetId::to_string).collect();
			text += &format!("\n    overlaps  {}: what they spend is spent here too", others.join(", "));
		}
		if let Some(block) = entry.unprotected_since {
			text +=
				&format!("\n    note      from block {block} on updates without noise, or coarse reports, named it: ε tells only a part");
		}
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_accountant::Relation;
	use guild_primitives::{Budget, Mechanism, Text};

	fn entry() -> LedgerEntry {
		let cost = Mechanism::Local { noise_multiplier: "5".parse().unwrap() }.cost().unwrap().unwrap();
		LedgerEntry {
			dataset: 7,
			description: Text::new("SCADA of turbine 1").unwrap(),
			declared_at: 3,
			overlaps: vec![8].try_into().unwrap(),
			relation: Relation::ReplaceDataset,
			budget: Budget { epsilon: Nats::budget("4").unwrap(), delta: "1e-6".parse().unwrap() },
			spent: cost.times(5),
			charges: 5,
			reports: 2,
			unprotected_since: Some(9),
		}
	}

	#[test]
	fn an_account_is_told_with_unit_sensitivity_and_what_is_left() {
		let text = words("alice", &[entry()], None);
		for part in [
			"a member's whole dataset, replaced by another",
			"twice the clip norm",
			// By the formula in floats: 2.1430435….
			"ε = 2.143044 at δ = 1e-6, by 5 update(s) and 2 report(s)",
			"left of it: 1.856956",
			"overlaps  8",
			"from block 9 on",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert_eq!(words("bob", &[], None), "bob has declared no dataset");
	}

	#[test]
	fn json_has_numbers_and_another_delta_changes_what_is_spent_alone() {
		let of = |delta| serde_json::to_value(account(&entry(), delta).unwrap()).unwrap();
		let (own, other) = (of(None), of(Some("1e-9".parse().unwrap())));
		assert_eq!(
			(own["spent"]["epsilon"].to_string(), own["left"].to_string()),
			("2.143044".into(), "1.856956".into())
		);
		assert!(other["spent"]["epsilon"].as_f64() > own["spent"]["epsilon"].as_f64());
		assert_eq!((&own["left"], &own["relation"]), (&other["left"], &serde_json::json!("replace-dataset")));
	}

	#[test]
	fn a_member_is_named_by_its_account_in_either_form() {
		let id = MemberId([0xab; 32]);
		assert!(is_id(&id, &"ab".repeat(32)) && is_id(&id, &format!("0x{}", "AB".repeat(32))));
		assert!(!is_id(&id, "ab"));
	}
}
