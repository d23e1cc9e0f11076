//! Who earned what and why, and who spent how much privacy: from a node's answers to data.

use crate::record::Check;
use guild_agreement::{text::amount, AgreementView, Amount, Fact, Op, PayoutLine, RoundPayout, Terms, UNIT};
use guild_primitives::{
	reputation::ReputationView, BlockNumber, LedgerEntry, MechanismPolicy, MemberId, RoundId, RoundIndex, TaskId,
	SHARE_ONE,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An agreement, as `guild_agreement` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct AgreementAnswer {
	/// The agreement.
	pub agreement: AgreementView,
	/// Its terms in plain words.
	pub words: String,
}

/// What a round paid, as `guild_payouts` answers.
#[derive(Clone, Debug, Deserialize)]
pub struct PayoutAnswer {
	/// The round.
	pub round: RoundId,
	/// What it paid, to whom and why.
	pub payout: RoundPayout,
}

/// What a node said of money, trust and privacy after the last round.
#[derive(Clone, Debug)]
pub struct Books {
	/// The agreement; none where the task is too short for one.
	pub agreement: Option<AgreementAnswer>,
	/// What each round paid, in order.
	pub payouts: Vec<PayoutAnswer>,
	/// What is known of each member.
	pub reputations: Vec<ReputationView>,
	/// What each member's datasets have spent.
	pub privacy: Vec<Vec<LedgerEntry>>,
}

/// Money, trust and privacy of a run. Amounts are in smallest units, 10^12 of which are what people count in.
#[derive(Clone, Debug, Serialize)]
pub struct Pay {
	/// The agreement; none where the task is too short for one.
	pub agreement: Option<AgreementRecord>,
	/// The members, in the order of the record's.
	pub members: Vec<MemberPay>,
	/// The rounds that the agreement paid, in order.
	pub rounds: Vec<PaidRound>,
	/// What the task's mechanism means for privacy, in words.
	pub privacy: String,
}

/// What was agreed on, and where its money is.
#[derive(Clone, Debug, Serialize)]
pub struct AgreementRecord {
	/// Its title.
	pub title: String,
	/// Its terms in plain words.
	pub words: String,
	/// What the members paid in.
	pub funded: Amount,
	/// What came in from deposits.
	pub penalised: Amount,
	/// What was returned to those who paid in.
	pub returned: Amount,
	/// What is in escrow.
	pub escrow: Amount,
}

/// What a member earned, and what it spent.
#[derive(Clone, Debug, Serialize)]
pub struct MemberPay {
	/// What it was paid.
	pub paid: Amount,
	/// What was taken from its deposit.
	pub penalised: Amount,
	/// What it paid into the escrow.
	pub funded: Amount,
	/// Mean of its shares in the rounds that bound it, 0 to 1.
	pub mean_share: Option<f64>,
	/// Its quality in the last of these, 0 to 1.
	pub quality: Option<f64>,
	/// Its reputation now, 0 to 1; a newcomer has a half.
	pub reputation: f64,
	/// Since which block its updates are kept out of the result, if they are.
	pub quarantined_since: Option<BlockNumber>,
	/// Its reputation after rounds, as far back as the chain keeps it.
	pub reputation_after: Vec<(RoundIndex, f64)>,
	/// Why it was paid what it was in the last round, in words.
	pub why: String,
	/// What its datasets have spent.
	pub privacy: Vec<SpentPrivacy>,
}

/// What a round paid.
#[derive(Clone, Debug, Serialize)]
pub struct PaidRound {
	/// Its index.
	pub index: RoundIndex,
	/// What there was to pay.
	pub budget: Amount,
	/// One entry a member; none of who was not bound.
	pub members: Vec<Option<PaidLine>>,
}

/// What a round paid a member, and why.
#[derive(Clone, Debug, Serialize)]
pub struct PaidLine {
	/// Its share by the agreement's formula, 0 to 1.
	pub share: f64,
	/// What it was paid.
	pub paid: Amount,
	/// What it was penalised.
	pub penalty: Amount,
	/// What the formula was told.
	pub facts: BTreeMap<String, f64>,
}

/// What a dataset has spent of its privacy.
#[derive(Clone, Debug, Serialize)]
pub struct SpentPrivacy {
	/// What it is, in its member's words.
	pub dataset: String,
	/// ε spent, rounded up to six decimals; `inf` where it has no bound.
	pub epsilon: String,
	/// The δ at which it is measured.
	pub delta: String,
	/// What it protects: the relation, and with it the unit.
	pub protects: String,
	/// Whether updates without noise named it, too: then ε tells only a part.
	pub is_partial: bool,
}

impl Pay {
	/// From a node's answers.
	pub fn of(books: &Books, task: TaskId, mechanism: &MechanismPolicy, members: &[MemberId]) -> Self {
		let agreement = books.agreement.as_ref();
		Self {
			agreement: agreement.map(|answer| AgreementRecord {
				title: answer.agreement.terms.title.to_string(),
				words: answer.words.clone(),
				funded: answer.agreement.funded,
				penalised: answer.agreement.penalised,
				returned: answer.agreement.returned,
				escrow: answer.agreement.escrow,
			}),
			members: members.iter().enumerate().map(|(at, member)| member_pay(books, task, at, member)).collect(),
			rounds: books.payouts.iter().map(|payout| paid_round(payout, members)).collect(),
			privacy: match mechanism {
				MechanismPolicy::None => {
					"Nothing was spent: the task adds no noise, so nothing is charged, and no ε bounds what updates reveal."
				}
				MechanismPolicy::Local { .. } | MechanismPolicy::RecordLevel { .. } => {
					"The task adds noise, and each update is charged to the datasets that it names."
				}
			}
			.into(),
		}
	}

	/// What a member was paid until each round, in whole units, with the round's index.
	pub fn cumulated(&self, member: usize) -> Vec<(f64, f64)> {
		let mut sum: Amount = 0;
		let paid_until = |round: &PaidRound| {
			sum = sum.saturating_add(round.members.get(member).and_then(Option::as_ref).map_or(0, |line| line.paid));
			(f64::from(round.index), units(sum))
		};
		self.rounds.iter().map(paid_until).collect()
	}
}

impl MemberPay {
	/// Its reputation for a table: with three decimals, and whether its updates are kept out.
	pub fn standing(&self) -> String {
		let out = if self.quarantined_since.is_some() { " (quarantined)" } else { "" };
		format!("{:.3}{out}", self.reputation)
	}
}

fn member_pay(books: &Books, task: TaskId, at: usize, member: &MemberId) -> MemberPay {
	let view = books.agreement.as_ref().map(|answer| &answer.agreement);
	let lines: Vec<&PayoutLine> = books.payouts.iter().filter_map(|payout| line_of(&payout.payout, member)).collect();
	let reputation = books.reputations.get(at);
	MemberPay {
		paid: lines.iter().fold(0, |sum, line| line.paid.saturating_add(sum)),
		// The lines do not hold what proven faults cost.
		penalised: view
			.and_then(|view| view.parties.iter().find(|party| party.member == *member))
			.map_or(0, |party| party.penalised),
		funded: view
			.and_then(|view| view.funders.iter().find(|funder| funder.member == *member))
			.map_or(0, |funder| funder.amount),
		mean_share: (!lines.is_empty()).then(|| lines.iter().map(|line| share(line)).sum::<f64>() / lines.len() as f64),
		quality: lines.last().map(|line| fact(line, Fact::Quality)),
		reputation: reputation.map_or(0.0, |view| score(view.score)),
		quarantined_since: reputation.and_then(|view| view.quarantined_since),
		reputation_after: reputation.map_or_else(Vec::new, |view| {
			let of_task = view.history.iter().filter(|past| past.round.task == task);
			of_task.map(|past| (past.round.index, score(past.score))).collect()
		}),
		why: why(view, books.payouts.last(), member),
		privacy: books.privacy.get(at).map_or_else(Vec::new, |entries| entries.iter().map(spent).collect()),
	}
}

/// The facts of the last paid round, as reasons.
fn why(agreement: Option<&AgreementView>, last: Option<&PayoutAnswer>, member: &MemberId) -> String {
	let Some(agreement) = agreement else {
		return "no agreement: the task is too short for one".into();
	};
	let Some(last) = last else { return "no round was paid".into() };
	let index = last.round.index;
	let Some(line) = line_of(&last.payout, member) else {
		return format!("round {index}: the agreement did not bind it");
	};
	let penalty = match line.penalty {
		0 => String::new(),
		penalty => format!("; penalised {}", amount(penalty)),
	};
	if line.facts.streak == guild_agreement::I32F32::default() {
		return format!("round {index}: no update of it was in the result, so it was paid nothing{penalty}");
	}
	let used = facts_used(&agreement.terms);
	let facts: Vec<String> =
		used.iter().map(|named| format!("{} {}", named.name(), short(fact(line, *named)))).collect();
	let facts = if facts.is_empty() { "the formula asks for no fact".into() } else { facts.join(", ") };
	let shares: f64 = last.payout.lines.iter().map(share).sum();
	if line.share == 0 {
		return format!("round {index}: {facts}; that made no share, so it was paid nothing{penalty}");
	}
	format!(
		"round {index}: {facts}; a share of {} of {} in all paid {} of {}{penalty}",
		fixed(share(line)),
		fixed(shares),
		money(line.paid),
		money(last.payout.budget)
	)
}

/// The facts that the terms ask for, in the order in which facts are told.
fn facts_used(terms: &Terms) -> Vec<Fact> {
	let asked = |fact: &Fact| {
		terms.program.0.contains(&Op::Load(*fact)) || terms.conditions.iter().any(|condition| condition.fact == *fact)
	};
	Fact::ALL.into_iter().filter(asked).collect()
}

fn paid_round(payout: &PayoutAnswer, members: &[MemberId]) -> PaidRound {
	let line = |member| {
		line_of(&payout.payout, member).map(|line| PaidLine {
			share: share(line),
			paid: line.paid,
			penalty: line.penalty,
			facts: Fact::ALL.into_iter().map(|named| (named.name().to_owned(), fact(line, named))).collect(),
		})
	};
	PaidRound { index: payout.round.index, budget: payout.payout.budget, members: members.iter().map(line).collect() }
}

fn spent(entry: &LedgerEntry) -> SpentPrivacy {
	let spent = entry.spent_at(entry.budget.delta);
	SpentPrivacy {
		dataset: entry.description.to_string(),
		epsilon: format!("{:.6}", spent.epsilon),
		delta: spent.delta.to_string(),
		protects: entry.relation.to_string(),
		is_partial: entry.unprotected_since.is_some(),
	}
}

/// Whether the money adds up: what was paid, line by line, and what is held, against what came in.
pub fn adds_up(books: &Books, each_paid_in: Amount) -> Option<Check> {
	let view = &books.agreement.as_ref()?.agreement;
	let lines = books.payouts.iter().flat_map(|payout| payout.payout.lines.iter());
	let paid = lines.fold(0, |sum: Amount, line| sum.saturating_add(line.paid));
	let gone = paid.saturating_add(view.escrow).saturating_add(view.returned);
	let members = books.reputations.len() as Amount;
	let came = each_paid_in.saturating_mul(members).saturating_add(view.penalised);
	// A sum of nothing proves nothing, unless no round bound anybody.
	let bound = view.parties.iter().any(|party| party.rounds > 0);
	Some(Check {
		claim: "What members were paid and what is in escrow are what members paid in and what penalties brought"
			.into(),
		holds: gone == came && (paid > 0 || !bound),
		seen: format!(
			"{} paid in {} rounds + {} in escrow; {} paid in by {members} members + {} in penalties",
			amount(paid),
			books.payouts.iter().filter(|payout| payout.payout.paid > 0).count(),
			amount(view.escrow.saturating_add(view.returned)),
			amount(each_paid_in.saturating_mul(members)),
			amount(view.penalised)
		),
	})
}

fn line_of<'a>(payout: &'a RoundPayout, member: &MemberId) -> Option<&'a PayoutLine> {
	payout.lines.iter().find(|line| line.member == *member)
}

fn share(line: &PayoutLine) -> f64 {
	line.share as f64 / SHARE_ONE as f64
}

fn fact(line: &PayoutLine, fact: Fact) -> f64 {
	line.facts.get(fact).to_bits() as f64 / 2f64.powi(32)
}

fn score(score: u16) -> f64 {
	f64::from(score) / f64::from(1u32 << 16)
}

/// Three decimals.
fn fixed(value: f64) -> String {
	format!("{value:.3}")
}

/// At most three decimals.
fn short(value: f64) -> String {
	let text = fixed(value);
	text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Smallest units as whole ones.
pub fn units(amount: Amount) -> f64 {
	amount as f64 / UNIT as f64
}

/// `1234567890000000` → `1234.57`: for tables, where the last digits are noise.
pub fn money(amount: Amount) -> String {
	format!("{:.2}", units(amount))
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use serde_json::json;

	const MEMBERS: [MemberId; 2] = [MemberId([1; 32]), MemberId([2; 32])];

	fn line(
		member: usize,
		quality: &str,
		streak: &str,
		share: f64,
		paid: Amount,
		penalty: Amount,
	) -> serde_json::Value {
		json!({
			"member": MEMBERS[member],
			"facts": {
				"quality": quality, "samples": "5000", "reputation": "0.5", "steps": "1", "availability": "1",
				"streak": streak, "rounds": "2", "influence": "0.25", "novelty": "0.9"
			},
			"share": (share * SHARE_ONE as f64) as u64,
			"paid": paid,
			"penalty": penalty
		})
	}

	/// Two members, two paid rounds; in the second the other sent nothing and was penalised.
	pub fn books() -> Books {
		let terms = guild_agreement::text::parse(
			"agreement \"Wind\"\nbudget 1000 per round\nshare = quality * reputation\n\
			require availability >= 0.5\npenalty missed-commit 1\ndeposit 100\n",
		)
		.unwrap();
		let party = |member: usize, paid: Amount, penalised: Amount| {
			json!({
				"member": MEMBERS[member], "deposit": 100 * UNIT - penalised, "bound_from": 2, "bound_before": null,
				"rounds": 2, "merit": 0, "paid": paid, "penalised": penalised
			})
		};
		let funder = |member: usize| json!({ "member": MEMBERS[member], "amount": 5_000 * UNIT });
		let agreement = json!({
			"at": { "number": 9, "hash": "0x00" },
			"agreement": {
				"id": 4, "task": 0, "terms": terms, "status": "running", "is_over": true, "created_at": 9,
				"rates": { "paid": 1_000_000, "charged": 1_000_000 },
				"ends_before": null, "settled_rounds": 3, "escrow": 8_001 * UNIT, "funded": 10_000 * UNIT,
				"penalised": UNIT, "paid": 2_000 * UNIT, "returned": 0, "funders": [funder(0), funder(1)],
				"parties": [party(0, 1_600 * UNIT, 0), party(1, 400 * UNIT, UNIT)]
			},
			"text": "", "words": "A party's share is its quality\n- quality: what others measured\n", "survey": null
		});
		let payout = |index: u32, lines: [serde_json::Value; 2]| {
			json!({
				"round": { "task": 0, "index": index },
				"payout": {
					"agreement": 4, "at": 9, "budget": 1_000 * UNIT, "paid": 1_000 * UNIT,
					"rates": { "paid": 1_000_000, "charged": 1_000_000 }, "lines": lines
				}
			})
		};
		let payouts = json!([
			payout(2, [line(0, "0.75", "1", 0.375, 600 * UNIT, 0), line(1, "0.5", "1", 0.25, 400 * UNIT, 0)]),
			payout(3, [line(0, "0.75", "2", 0.375, 1_000 * UNIT, 0), line(1, "0", "0", 0.0, 0, UNIT)]),
		]);
		let reputation = |score: u32, quarantined_since: Option<u32>| {
			json!({
				"score": score, "good": 1, "bad": 0, "against": 0, "fresh": 0, "quarantined_since": quarantined_since,
				"history": [
					{ "round": { "task": 7, "index": 0 }, "at": 5, "score": 1, "quarantined": false },
					{ "round": { "task": 0, "index": 2 }, "at": 7, "score": score, "quarantined": false }
				]
			})
		};
		// As text, as it comes over the wire.
		let read = |value: serde_json::Value| value.to_string();
		Books {
			agreement: Some(serde_json::from_str(&read(agreement)).unwrap()),
			payouts: serde_json::from_str(&read(payouts)).unwrap(),
			reputations: serde_json::from_str(&read(json!([reputation(49_152, None), reputation(16_384, Some(7))])))
				.unwrap(),
			privacy: vec![Vec::new(), Vec::new()],
		}
	}

	/// What these books come to.
	pub fn pay() -> Pay {
		Pay::of(&books(), 0, &MechanismPolicy::None, &MEMBERS)
	}

	#[test]
	fn a_members_pay_is_the_sum_of_its_lines_and_its_reason_the_facts_that_the_formula_asks_for() {
		let pay = pay();
		let [one, other] = &pay.members[..] else { panic!("two members") };
		assert_eq!([one.paid, other.paid], [1_600 * UNIT, 400 * UNIT]);
		assert_eq!([one.penalised, other.penalised], [0, UNIT]);
		assert_eq!([one.mean_share, other.mean_share], [Some(0.375), Some(0.125)]);
		assert_eq!([one.reputation, other.reputation], [0.75, 0.25]);
		assert_eq!(
			one.why,
			"round 3: quality 0.75, reputation 0.5, availability 1; a share of 0.375 of 0.375 in all paid 1000.00 of 1000.00"
		);
		assert_eq!(other.why, "round 3: no update of it was in the result, so it was paid nothing; penalised 1");
		assert_eq!(pay.cumulated(0), [(2.0, 600.0), (3.0, 1_600.0)]);
		assert_eq!(one.reputation_after, [(2, 0.75)], "another task's rounds are not in the plot");
	}

	#[test]
	fn money_that_does_not_add_up_is_seen() {
		assert!(adds_up(&books(), 5_000 * UNIT).unwrap().holds);
		// Another amount than the members paid, an escrow that lost something, a round that is missing.
		assert!(!adds_up(&books(), 5_001 * UNIT).unwrap().holds);
		let mut lost = books();
		lost.agreement.as_mut().unwrap().agreement.escrow -= 1;
		assert!(!adds_up(&lost, 5_000 * UNIT).unwrap().holds);
		let mut missing = books();
		missing.payouts.pop();
		assert!(!adds_up(&missing, 5_000 * UNIT).unwrap().holds);
	}

	#[test]
	fn without_noise_nothing_is_spent_and_that_is_said() {
		assert!(pay().privacy.starts_with("Nothing was spent: the task adds no noise"));
	}

	#[test]
	fn a_task_too_short_for_an_agreement_says_so() {
		let books = Books { agreement: None, payouts: Vec::new(), ..books() };
		let pay = Pay::of(&books, 0, &MechanismPolicy::None, &MEMBERS);
		assert_eq!(pay.members[0].why, "no agreement: the task is too short for one");
		assert!(adds_up(&books, 0).is_none());
	}
}
