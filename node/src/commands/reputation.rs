//! `guild reputation`: how far members are trusted.

use crate::{
	client::{
		answers::{MemberReputation, Reputations},
		NodeArgs,
	},
	commands::{show, who},
	exit::CliError,
};
use clap::Args;
use guild_primitives::reputation::ReputationView;

/// Rounds of the score that are shown in one line.
const SHOWN_ROUNDS: usize = 8;

/// Shows how far members are trusted: what their updates weigh, and whose are kept out.
///
/// A score is between 0 and 1, and one half is a newcomer's. `docs/reputation.md` says what it is made of.
///
/// Examples:
///   guild reputation
///   guild reputation --member "Nordwind AG" --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ReputationCommand {
	#[command(flatten)]
	node: NodeArgs,
	/// A member, by its name or account; a former one by its account. All members unless given.
	#[arg(long, value_name = "MEMBER")]
	member: Option<String>,
	/// Print JSON: {"at", "members": [{"member", "name", "reputation": {"score", "good", "bad", "against", "fresh", "quarantined_since",
	/// "history": [{"round", "at", "score", "quarantined"}]}}], "next"}. Figures are in units of 2^-16.
	#[arg(long)]
	json: bool,
}

impl ReputationCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let member = match &self.member {
			Some(text) => Some(who::member_or_former(text, &node.members()?.members)?),
			None => None,
		};
		let Reputations { mut at, mut members, mut next } = node.reputation(member, None)?;
		// Two pages hold all members there can be; the list grows by governance only.
		while let Some(from) = next {
			let page = node.reputation(None, Some(from))?;
			members.extend(page.members);
			(at, next) = (page.at, page.next.filter(|next| *next > from));
		}
		if self.json {
			return show::json(&Reputations { at, members, next });
		}
		let mut table = show::table(&["member", "score", "standing", "last scores"]);
		for member in &members {
			let name = name(member);
			table.add_row([
				name,
				score(member.reputation.score),
				quarantine(&member.reputation),
				trend(&member.reputation),
			]);
		}
		show::line(&table.to_string())?;
		if let (Some(_), [only]) = (&self.member, &members[..]) {
			show::line(&evidence(&only.reputation))?;
		}
		show::line(&format!("(at block {}, {:?})", at.number, at.hash))
	}
}

/// A score, between 0 and 1.
fn score(units: u16) -> String {
	format!("{:.3}", units_of(units.into()))
}

/// What is counted in units of 2^-16.
fn units_of(units: u64) -> f64 {
	units as f64 / f64::from(1u32 << 16)
}

fn name(member: &MemberReputation) -> String {
	match &member.name {
		Some(name) => name.to_string(),
		None => format!("{} (no member)", member.member),
	}
}

fn quarantine(reputation: &ReputationView) -> String {
	match reputation.quarantined_since {
		Some(block) => format!("kept out since block {block}"),
		None => "counts".into(),
	}
}

/// The newest scores, the newest last.
fn trend(reputation: &ReputationView) -> String {
	let past = &reputation.history;
	let newest = past.iter().skip(past.len().saturating_sub(SHOWN_ROUNDS));
	newest.map(|past| format!("{:.2}", units_of(past.score.into()))).collect::<Vec<_>>().join(" ")
}

/// A score and what it means, in one line.
pub fn standing(reputation: &ReputationView) -> String {
	let means = match reputation.quarantined_since {
		Some(block) => format!("its updates are scored, and kept out of the result, since block {block}"),
		None => "its updates count by as much".into(),
	};
	format!("{}; {means}", score(reputation.score))
}

/// What a score is made of.
fn evidence(reputation: &ReputationView) -> String {
	format!(
		"  good       {:.2} rounds of faultless work, less what is forgotten\n  bad        {:.2} of the same\n  against    {:.3}: how \
		 far its updates stand against the others' (0 is like them, 2 turned around)\n  fresh      {:.3}: how far what is new in \
		 them agrees with what is new in the others' (1 is like them, 0 noise)",
		units_of(reputation.good),
		units_of(reputation.bad),
		units_of(reputation.against.into()),
		units_of(reputation.fresh.into())
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_primitives::{reputation::PastScore, MemberId, RoundId};

	fn view(quarantined_since: Option<u32>) -> ReputationView {
		let past = |index: u32| PastScore {
			round: RoundId { task: 0, index },
			at: index,
			score: (index * 6_553) as u16,
			quarantined: false,
		};
		ReputationView {
			score: 1 << 14,
			good: 3 << 15,
			bad: 1 << 16,
			against: 0,
			fresh: 1 << 16,
			quarantined_since,
			history: (1..=9).map(past).collect(),
		}
	}

	#[test]
	fn a_score_says_whether_updates_count() {
		assert_eq!(standing(&view(None)), "0.250; its updates count by as much");
		assert!(standing(&view(Some(7))).contains("since block 7"));
		assert_eq!(quarantine(&view(Some(7))), "kept out since block 7");
	}

	#[test]
	fn the_newest_scores_come_last() {
		assert_eq!(trend(&view(None)), "0.20 0.30 0.40 0.50 0.60 0.70 0.80 0.90");
	}

	#[test]
	fn figures_are_in_rounds_and_parts_of_one() {
		let text = evidence(&view(None));
		assert!(text.contains("good       1.50 rounds") && text.contains("fresh      1.000"), "{text}");
	}

	#[test]
	fn who_is_no_member_is_said_to_be_none() {
		let former = MemberReputation { member: MemberId([1; 32]), name: None, reputation: view(None) };
		assert!(name(&former).ends_with("(no member)"));
	}
}
