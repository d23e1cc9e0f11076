//! What each would have earned, and lost.

use super::{serialize_amount, ExampleMember, ExampleRound, Examples, ExamplesError};
use crate::{split, text::condition, Amount, Clause, Fact, Op, Parties, Share, Standing, Terms, I32F32};
use serde::Serialize;

/// What an agreement would have paid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Trial {
	/// Each round.
	pub rounds: Vec<TrialRound>,
	/// Each member, in the order of their first rounds.
	pub totals: Vec<Total>,
}

/// What a round would have paid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TrialRound {
	/// The round.
	pub round: u32,
	/// Whether the agreement is about it: `before`, `within` or `over`.
	pub standing: &'static str,
	/// What all are paid together.
	#[serde(serialize_with = "serialize_amount")]
	pub paid: Amount,
	/// What of the budget stays in escrow.
	#[serde(serialize_with = "serialize_amount")]
	pub stays: Amount,
	/// Each member.
	pub members: Vec<Pay>,
}

/// What a member would have been paid in a round.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Pay {
	/// What it is called.
	pub name: String,
	/// Its share, 0 to 1.
	pub share: I32F32,
	/// What the formula gave, where that had to be cut to 0 to 1.
	pub cut_from: Option<I32F32>,
	/// Why the share is 0 though the formula was not asked.
	pub unpaid_because: Option<String>,
	/// What it is paid.
	#[serde(serialize_with = "serialize_amount")]
	pub payout: Amount,
	/// What is taken from its deposit.
	#[serde(serialize_with = "serialize_amount")]
	pub penalty: Amount,
	/// What for.
	pub penalties: Vec<Clause>,
}

/// What a member would have earned in all rounds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Total {
	/// What it is called.
	pub name: String,
	/// All payouts.
	#[serde(serialize_with = "serialize_amount")]
	pub paid: Amount,
	/// All that was taken from its deposit.
	#[serde(serialize_with = "serialize_amount")]
	pub penalties: Amount,
	/// What is left of its deposit.
	#[serde(serialize_with = "serialize_amount")]
	pub deposit: Amount,
}

/// Runs terms on example rounds, as the chain would run them on final ones.
///
/// # Errors
/// [`ExamplesError`] if a fact that the terms speak of is not given, or the member's id where they name their parties.
pub fn try_out(terms: &Terms, examples: &Examples) -> Result<Trial, ExamplesError> {
	let mut totals: Vec<Total> = Vec::new();
	let rounds = examples.0.iter().map(|round| one_round(terms, round, &mut totals));
	let rounds = rounds.collect::<Result<_, _>>()?;
	Ok(Trial { rounds, totals })
}

fn one_round(terms: &Terms, round: &ExampleRound, totals: &mut Vec<Total>) -> Result<TrialRound, ExamplesError> {
	let standing = terms.term.standing(round.index, round.at);
	let mut members = Vec::new();
	for member in &round.members {
		let place = || format!("round {}, {}", round.index, member.name);
		let party = is_party(terms, member).ok_or_else(|| {
			let next = "give it, or try the agreement without `party`";
			ExamplesError::new("the agreement names its parties, and the `id` is missing", place(), next)
		})?;
		let mut pay = unpaid(member);
		match standing {
			Standing::Before => pay.unpaid_because = Some("the agreement has not begun".into()),
			Standing::Over => pay.unpaid_because = Some("the agreement is over".into()),
			Standing::Within if !party => pay.unpaid_because = Some("not a party".into()),
			Standing::Within => within(terms, member, &mut pay, place)?,
		}
		members.push(pay);
	}
	let shares: Vec<Share> = members.iter().map(|pay| pay.share.to_share()).collect();
	let budget = if standing == Standing::Within { terms.budget } else { 0 };
	let split = split(budget, &shares);
	for (pay, payout) in members.iter_mut().zip(&split.payouts) {
		pay.payout = *payout;
		settle(terms, pay, totals);
	}
	let standing = match standing {
		Standing::Before => "before",
		Standing::Within => "within",
		Standing::Over => "over",
	};
	let paid = budget.saturating_sub(split.dust);
	Ok(TrialRound { round: round.index, standing, paid, stays: split.dust, members })
}

/// Whether the member is a party. Nothing if that cannot be said.
fn is_party(terms: &Terms, member: &ExampleMember) -> Option<bool> {
	match (&terms.parties, member.member) {
		(Parties::All, _) => Some(true),
		(parties, Some(id)) => Some(parties.include(&id)),
		(Parties::Named(_), None) => None,
	}
}

fn unpaid(member: &ExampleMember) -> Pay {
	let name = member.name.clone();
	Pay {
		name,
		share: I32F32::ZERO,
		cut_from: None,
		unpaid_because: None,
		payout: 0,
		penalty: 0,
		penalties: Vec::new(),
	}
}

/// The share of a party, and what it is punished for.
fn within(
	terms: &Terms,
	member: &ExampleMember,
	pay: &mut Pay,
	place: impl Fn() -> String,
) -> Result<(), ExamplesError> {
	pay.penalties.clone_from(&member.penalties);
	pay.penalties.sort();
	pay.penalties.dedup();
	if let Some(clause) = pay.penalties.iter().find(|clause| clause.forfeits()) {
		pay.unpaid_because = Some(clause.name().into());
		return Ok(());
	}
	let spoken_of = terms.program.0.iter().filter_map(|op| match op {
		Op::Load(fact) => Some(*fact),
		_ => None,
	});
	let mut spoken_of = spoken_of.chain(terms.conditions.iter().map(|condition| condition.fact));
	if let Some(fact) = spoken_of.find(|fact: &Fact| member.fact(*fact).is_none()) {
		let what = format!("`{}` is not given, and the agreement speaks of it", fact.name());
		return Err(ExamplesError::new(what, place(), "add it to the example rounds"));
	}
	let facts = member.all_facts();
	if let Some(unmet) = terms.conditions.iter().find(|condition| !condition.holds(&facts)) {
		pay.unpaid_because = Some(format!("requires {}", condition(unmet)));
		return Ok(());
	}
	pay.share = I32F32::from_share(terms.share(&facts));
	pay.cut_from = terms.program.run(&facts).ok().map(|run| run.value).filter(|value| *value != pay.share);
	Ok(())
}

/// Adds the round to the member's total, and takes from its deposit what is left to take.
fn settle(terms: &Terms, pay: &mut Pay, totals: &mut Vec<Total>) {
	if !totals.iter().any(|total| total.name == pay.name) {
		totals.push(Total { name: pay.name.clone(), paid: 0, penalties: 0, deposit: terms.deposit });
	}
	let Some(total) = totals.iter_mut().find(|total| total.name == pay.name) else { return };
	pay.penalty = terms.penalties.sum(pay.penalties.iter().copied()).min(total.deposit);
	total.paid = total.paid.saturating_add(pay.payout);
	total.penalties = total.penalties.saturating_add(pay.penalty);
	total.deposit = total.deposit.saturating_sub(pay.penalty);
}
