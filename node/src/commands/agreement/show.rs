//! `guild agreement list` and `show`.

use crate::{
	client::{answers::Agreement, NodeArgs},
	commands::show,
	exit::CliError,
};
use clap::Args;
use guild_agreement::{text::amount, AgreementView, Status};
use guild_primitives::{AgreementId, MemberView, TaskId};

/// Arguments of `guild agreement list`.
#[derive(Debug, Args)]
pub struct ListArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// First agreement shown.
	#[arg(long, default_value_t = 0)]
	from: AgreementId,
	/// Print JSON: {"at": {"number", "hash"}, "agreements": […], "next"}. Amounts are in smallest units.
	#[arg(long)]
	json: bool,
}

/// Arguments of `guild agreement show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The agreement.
	#[arg(long, required_unless_present = "task")]
	agreement: Option<AgreementId>,
	/// The task whose running agreement to show.
	#[arg(long, conflicts_with = "agreement")]
	task: Option<TaskId>,
	/// Print JSON: {"at", "agreement": {…}, "text", "words", "survey"}. Amounts are in smallest units.
	#[arg(long)]
	json: bool,
}

impl ListArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let answer = self.node.connect()?.agreements(self.from)?;
		if self.json {
			return show::json(&answer);
		}
		if answer.agreements.is_empty() {
			return show::line("no agreements; propose one with `guild agreement propose`");
		}
		for agreement in &answer.agreements {
			show::line(&standing(agreement))?;
		}
		match answer.next {
			Some(next) => show::line(&format!("there may be more: `guild agreement list --from {next}`")),
			None => Ok(()),
		}
	}
}

impl ShowArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let answer = match (self.agreement, self.task) {
			(Some(id), _) => node.agreement(id)?,
			(None, Some(task)) => node.agreement_of(task)?,
			(None, None) => return Err(CliError::usage("which agreement?", "give --agreement or --task")),
		};
		if self.json {
			return show::json(&answer);
		}
		show::line(&text(&answer, &node.members()?.members))?;
		show::line(&format!("(at block {}, {:?})", answer.at.number, answer.at.hash))
	}
}

/// Where an agreement stands, in one line.
fn standing(agreement: &AgreementView) -> String {
	let status = match (agreement.status, agreement.is_over) {
		(Status::Running, false) => "runs".to_string(),
		(Status::Running, true) => {
			format!("over; `guild agreement wind-up --agreement {}` gives back what is held", agreement.id)
		}
		(Status::WindingUp, _) => "winds up: something could not be given back yet".into(),
		(Status::WoundUp, _) => "wound up".into(),
	};
	format!(
		"agreement {} “{}” about task {}: {} in escrow, {} paid for {} round(s); {status}",
		agreement.id,
		agreement.terms.title,
		agreement.task,
		amount(agreement.escrow),
		amount(agreement.paid),
		agreement.settled_rounds
	)
}

fn text(answer: &Agreement, members: &[MemberView]) -> String {
	let agreement = &answer.agreement;
	let mut lines = vec![standing(agreement), String::new()];
	lines.extend(answer.words.lines().map(|line| format!("  {line}")));
	lines.push(String::new());
	lines.push(format!(
		"  money      {} paid in, {} from deposits; {} paid out, {} returned; {} in escrow",
		amount(agreement.funded),
		amount(agreement.penalised),
		amount(agreement.paid),
		amount(agreement.returned),
		amount(agreement.escrow)
	));
	if let Some(less) = super::payouts::less(&agreement.rates) {
		lines.push(format!("  council    pays and charges less than was signed, by `guild gov params`: {less}"));
	}
	// Three rounds before it is empty, somebody should know.
	let budget = agreement.terms.budget;
	if !agreement.is_over && agreement.escrow < budget.saturating_mul(3) {
		lines.push(format!(
			"  note       the escrow covers {} round(s) of {}: `guild agreement fund --agreement {}`",
			if agreement.escrow < budget {
				"less than 1".to_string()
			} else {
				(agreement.escrow / budget.max(1)).to_string()
			},
			amount(budget),
			agreement.id
		));
	}
	for funder in &agreement.funders {
		lines.push(format!("  funder     {}: {}", show::name_of(&funder.member, members), amount(funder.amount)));
	}
	if !agreement.parties.is_empty() {
		let mut table = show::table(&["  party", "deposit", "bound", "rounds", "merit", "paid", "penalised"]);
		for party in &agreement.parties {
			let bound = match party.bound_before {
				Some(before) => format!("{} to before {before}", party.bound_from),
				None => format!("from {}", party.bound_from),
			};
			table.add_row([
				format!("  {}", show::name_of(&party.member, members)),
				amount(party.deposit),
				bound,
				party.rounds.to_string(),
				party.merit.to_string(),
				amount(party.paid),
				amount(party.penalised),
			]);
		}
		lines.push(table.to_string());
	}
	if let Some(survey) = &answer.survey {
		lines.push(format!(
			"  survey     of {}: {} update(s) in question, {} member(s) have reported",
			survey.round,
			survey.subjects.len(),
			survey.reported.len()
		));
	}
	lines.join("\n")
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::client::answers::At;
	use guild_agreement::{text, FunderView, PartyView, Rates, Terms, UNIT};
	use guild_primitives::MemberId;
	use sp_core::H256;

	fn terms() -> Terms {
		text::parse("agreement \"Wind\"\nbudget 10 per round\nshare = quality\n").unwrap()
	}

	fn answer(escrow: u128, status: Status, is_over: bool) -> Agreement {
		let member = MemberId([0xab; 32]);
		let agreement = AgreementView {
			id: 4,
			task: 2,
			terms: terms(),
			status,
			is_over,
			rates: Rates { paid: 800_000, ..Rates::FULL },
			created_at: 9,
			ends_before: None,
			settled_rounds: 3,
			escrow,
			funded: escrow + 30 * UNIT,
			penalised: 0,
			paid: 30 * UNIT,
			returned: 0,
			funders: vec![FunderView { member, amount: escrow + 30 * UNIT }],
			parties: vec![PartyView {
				member,
				deposit: 5 * UNIT,
				bound_from: 1,
				bound_before: Some(8),
				rounds: 3,
				merit: -2,
				paid: 30 * UNIT,
				penalised: 0,
			}],
		};
		let words = text::words(&agreement.terms);
		Agreement { at: At { number: 9, hash: H256::zero() }, agreement, text: String::new(), words, survey: None }
	}

	#[test]
	fn an_agreement_is_told_with_words_money_and_parties() {
		let text = super::text(&answer(170 * UNIT, Status::Running, false), &[]);
		for part in [
			"agreement 4 “Wind” about task 2: 170 in escrow, 30 paid for 3 round(s); runs",
			"A party's share is its quality",
			"200 paid in, 0 from deposits; 30 paid out",
			"funder     abababab…: 200",
			"1 to before 8",
			"less than was signed, by `guild gov params`: 80% of the budget",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(!text.contains("note"), "{text}");
	}

	#[test]
	fn an_escrow_that_ends_soon_is_noted_while_it_matters() {
		let of = |escrow, is_over| super::text(&answer(escrow, Status::Running, is_over), &[]);
		assert!(of(25 * UNIT, false).contains("covers 2 round(s) of 10"));
		assert!(of(9 * UNIT, false).contains("covers less than 1 round(s) of 10"));
		assert!(!of(9 * UNIT, true).contains("covers"));
		assert!(of(9 * UNIT, true).contains("guild agreement wind-up --agreement 4"));
	}
}
