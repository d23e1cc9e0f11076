//! `guild agreement payouts`: what rounds paid, and why.

use crate::{
	client::{
		answers::{At, Payout, Payouts, PayoutsFrom},
		NodeArgs, Remote,
	},
	commands::{show, units, who},
	exit::CliError,
};
use clap::Args;
use guild_agreement::{text::amount, Amount, Fact, PayoutLine, Rates};
use guild_primitives::{AgreementId, MemberId, MemberView, RoundIndex};

/// Most questions that one command asks: each is about 50 rounds at most.
const MAX_QUESTIONS: usize = 200;

/// Arguments of `guild agreement payouts`.
#[derive(Debug, Args)]
pub struct PayoutsArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The agreement; all of them unless given.
	#[arg(long)]
	agreement: Option<AgreementId>,
	/// A member, by its name or account; all parties unless given.
	#[arg(long, value_name = "MEMBER")]
	member: Option<String>,
	/// First round looked at.
	#[arg(long, value_name = "ROUND", requires = "agreement")]
	from: Option<RoundIndex>,
	/// Print the facts that each share came from.
	#[arg(long)]
	facts: bool,
	/// Print JSON: {"payouts": [{"round": {"task", "index"}, "payout": {"agreement", "at", "budget", "paid", "rates": {"paid",
	/// "charged"}, "lines": [{"member", "facts", "share", "paid", "penalty"}]}}], "next" (null, or where to go on),
	/// "at" (the block of the newest of them)}. Amounts are in smallest units, a share in 2^-32, rates in millionths.
	#[arg(long)]
	json: bool,
}

#[derive(serde::Serialize)]
struct Answer {
	at: At,
	payouts: Vec<Payout>,
	next: Option<PayoutsFrom>,
}

impl PayoutsArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let members = node.members()?.members;
		let member = self.member.as_ref().map(|text| who::member_or_former(text, &members)).transpose()?;
		let from = self.agreement.zip(self.from).map(|(agreement, round)| PayoutsFrom { agreement, round });
		let answer = self.ask(&node, member, from)?;
		if self.json {
			return show::json(&answer);
		}
		let Answer { payouts, next, .. } = answer;
		if payouts.is_empty() {
			return show::line("no round has paid");
		}
		for payout in &payouts {
			show::line(&round(payout, &members, self.facts))?;
		}
		show::line(&total(&payouts))?;
		match next {
			Some(PayoutsFrom { agreement, round }) => {
				show::line(&format!("there is more: `guild agreement payouts --agreement {agreement} --from {round}`"))
			}
			None => Ok(()),
		}
	}

	/// All pages, as far as a command should go.
	fn ask(&self, node: &Remote, member: Option<MemberId>, from: Option<PayoutsFrom>) -> Result<Answer, CliError> {
		let Payouts { mut at, mut payouts, mut next } = node.payouts(self.agreement, member, from)?;
		for _ in 1..MAX_QUESTIONS {
			if next.is_none() {
				break;
			}
			let page = node.payouts(self.agreement, member, next)?;
			payouts.extend(page.payouts);
			(at, next) = (page.at, page.next);
		}
		Ok(Answer { at, payouts, next })
	}
}

/// A round, a line a party.
fn round(payout: &Payout, members: &[MemberView], with_facts: bool) -> String {
	let record = &payout.payout;
	let mut lines = vec![format!(
		"{}, agreement {}, block {}: {} paid of {}",
		payout.round,
		record.agreement,
		record.at,
		amount(record.paid),
		amount(record.budget)
	)];
	if let Some(less) = less(&record.rates) {
		lines.push(format!("  settled by {less}, as the council had it then"));
	}
	let mut table = show::table(&["  member", "share", "paid", "penalty"]);
	for line in &record.lines {
		let penalty = if line.penalty == 0 { String::new() } else { amount(line.penalty) };
		table.add_row([
			format!("  {}", show::name_of(&line.member, members)),
			format!("{:.4}", show::share_of_one(line.share)),
			amount(line.paid),
			penalty,
		]);
	}
	lines.push(table.to_string());
	if with_facts {
		lines.extend(
			record.lines.iter().map(|line| format!("  {}: {}", show::name_of(&line.member, members), facts(line))),
		);
	}
	lines.join("\n")
}

/// The parts of budget and penalties that are not all of them, in words.
pub(super) fn less(rates: &Rates) -> Option<String> {
	let part = |rate: u32, of: &str| (rate < Rates::ALL).then(|| format!("{} of {of}", units::percent(rate)));
	let parts = [part(rates.paid, "the budget"), part(rates.charged, "each penalty")];
	let parts: Vec<_> = parts.into_iter().flatten().collect();
	(!parts.is_empty()).then(|| parts.join(", "))
}

/// What the program was told of a party.
fn facts(line: &PayoutLine) -> String {
	let facts = Fact::ALL.iter().map(|fact| format!("{} {}", fact.name(), line.facts.get(*fact)));
	facts.collect::<Vec<_>>().join(", ")
}

fn total(payouts: &[Payout]) -> String {
	let lines = || payouts.iter().flat_map(|payout| payout.payout.lines.iter());
	let sum = |of: fn(&PayoutLine) -> Amount| lines().map(of).fold(0, Amount::saturating_add);
	format!(
		"together   {} paid in {} round(s), {} in penalties",
		amount(sum(|line| line.paid)),
		payouts.len(),
		amount(sum(|line| line.penalty))
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_agreement::{Facts, RoundPayout, UNIT};
	use guild_primitives::{RoundId, SHARE_ONE};

	fn payout(index: RoundIndex, paid: Amount, penalty: Amount) -> Payout {
		let facts = Facts { quality: "0.75".parse().unwrap(), ..Facts::default() };
		let line = PayoutLine { member: MemberId([0xab; 32]), facts, share: SHARE_ONE * 3 / 4, paid, penalty };
		let (lines, rates) = (vec![line].try_into().unwrap(), Rates::FULL);
		let record = RoundPayout { agreement: 4, at: 9, budget: 10 * UNIT, paid, rates, lines };
		Payout::new(RoundId { task: 2, index }, record, None).unwrap()
	}

	#[test]
	fn a_round_says_who_was_paid_and_from_which_facts() {
		let text = round(&payout(3, 7 * UNIT + UNIT / 2, UNIT), &[], true);
		assert!(text.starts_with("task 2 round 3, agreement 4, block 9: 7.5 paid of 10\n"), "{text}");
		let row = text.lines().find(|line| line.contains("0.7500")).unwrap();
		assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["abababab…", "0.7500", "7.5", "1"]);
		assert!(text.contains("quality 0.75, samples 0"), "{text}");
		let without_facts = round(&payout(3, 0, 0), &[], false);
		assert!(!without_facts.contains("quality") && !without_facts.contains("settled by"), "{without_facts}");
	}

	#[test]
	fn a_round_that_paid_less_than_was_signed_says_by_what() {
		let mut less = payout(3, 8 * UNIT, 0);
		less.payout.rates = Rates { paid: 800_000, charged: 0 };
		let text = round(&less, &[], false);
		assert!(
			text.contains("settled by 80% of the budget, 0% of each penalty, as the council had it then"),
			"{text}"
		);
		less.payout.rates = Rates { charged: 332_500, ..Rates::FULL };
		let text = round(&less, &[], false);
		assert!(text.contains("settled by 33.25% of each penalty"), "{text}");
	}

	#[test]
	fn what_a_member_was_paid_in_all_is_the_sum_of_its_lines() {
		assert_eq!(
			total(&[payout(1, 7 * UNIT, UNIT), payout(2, 3 * UNIT, 0)]),
			"together   10 paid in 2 round(s), 1 in penalties"
		);
	}
}
