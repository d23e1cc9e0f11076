//! The page's part about money, trust and privacy.

use super::{
	html::{escape, figure, key, member_colours},
	plots,
	table::spent_in_words,
};
use crate::{pay::money, record::Record};
use std::fmt::Write;

/// Who earned what and why, and who spent how much privacy.
pub fn section(out: &mut String, record: &Record) {
	out.push_str("<h2>Who earned what, and why</h2>\n");
	let pay = &record.pay;
	match &pay.agreement {
		Some(agreement) => {
			let _ = writeln!(
				out,
				"<p>The members voted for an agreement, “{}”, accepted it and paid {} into its escrow. The chain pays every final round \
				by it, and nobody computes a payment by hand. A pay share is what its formula says of a member in a round, from 0 to 1; \
				the round's budget is split in proportion to these shares. {} were paid so far, {} came from penalties, and {} are still \
				in escrow.</p>",
				escape(&agreement.title),
				money(agreement.funded),
				money(pay.members.iter().fold(0, |sum, member| member.paid.saturating_add(sum))),
				money(agreement.penalised),
				money(agreement.escrow),
			);
			in_words(out, &agreement.words);
		}
		None => out.push_str("<p>Nothing was earned: the task is too short for an agreement.</p>\n"),
	}
	figures(out, record);
	out.push_str(
		"<div class=\"scroll\"><table>\n<thead><tr><th>turbine</th><th>paid</th><th>penalties</th><th>mean<br>pay share</th>\
		<th>quality,<br>last round</th><th>reputation<br>now</th></tr></thead>\n<tbody>\n",
	);
	let part = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
	for (member, pay) in record.members.iter().zip(&pay.members) {
		let _ = writeln!(
			out,
			"<tr><td>{}</td><td class=\"best\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
			escape(&member.name),
			money(pay.paid),
			money(pay.penalised),
			part(pay.mean_share),
			part(pay.quality),
			pay.standing(),
		);
	}
	out.push_str("</tbody></table></div>\n<p>Why, from what the chain was told of each in the last round that was paid:</p>\n<ul>\n");
	for (member, pay) in record.members.iter().zip(&pay.members) {
		let _ = writeln!(out, "<li><strong>{}</strong>, {}.</li>", escape(&member.name), escape(&pay.why));
	}
	out.push_str("</ul>\n<h2>Who spent how much privacy</h2>\n");
	let _ = writeln!(out, "<p>{}</p>", escape(&pay.privacy));
	let spent = record.members.iter().zip(&pay.members).flat_map(|(member, pay)| {
		pay.privacy.iter().map(move |spent| {
			format!("<li><strong>{}</strong> {}.</li>\n", escape(&member.name), escape(&spent_in_words(spent)))
		})
	});
	let spent: String = spent.collect();
	if spent.is_empty() {
		out.push_str("<p>No member has declared a dataset with a budget, so no ledger has an entry.</p>\n");
	} else {
		let _ = write!(out, "<ul>\n{spent}</ul>\n");
	}
}

/// The terms in plain words: a paragraph, and a list where a line begins with a dash.
fn in_words(out: &mut String, words: &str) {
	let lines = || words.lines().map(str::trim).filter(|line| !line.is_empty());
	for line in lines().filter(|line| !line.starts_with("- ")) {
		let _ = writeln!(out, "<p>{}</p>", escape(line));
	}
	let facts: Vec<&str> = lines().filter_map(|line| line.strip_prefix("- ")).collect();
	if !facts.is_empty() {
		let items: String = facts.iter().map(|fact| format!("<li>{}</li>\n", escape(fact))).collect();
		let _ = write!(out, "<ul>\n{items}</ul>\n");
	}
}

fn figures(out: &mut String, record: &Record) {
	let paid = plots::paid_over_rounds(record);
	let reputation = plots::reputation_over_rounds(record);
	if paid.is_empty() && reputation.is_empty() {
		return;
	}
	let names = member_colours(record);
	let borrowed: Vec<(&str, &str)> = names.iter().map(|(colour, name)| (colour.as_str(), name.as_str())).collect();
	key(out, &borrowed);
	figure(out, &paid, "What each member was paid until each round, in whole units.");
	figure(out, &reputation, "Reputation after each round: a newcomer has a half, and what the chain saw moves it.");
}

#[cfg(test)]
mod tests {
	use crate::report::{html::tests::record, table};

	#[test]
	fn the_page_and_the_terminal_say_who_earned_what_and_why() {
		let mut out = String::new();
		super::section(&mut out, &record());
		assert!(
			out.contains("<tr><td>A&lt;b&gt;</td><td class=\"best\">1600.00</td><td>0.00</td><td>0.375</td>"),
			"{out}"
		);
		assert!(out.contains("<strong>B</strong>, round 3: no update of it was in the result"), "{out}");
		assert!(out.contains("Nothing was spent: the task adds no noise"), "{out}");
		assert!(
			out.contains("<p>A party's share is its quality</p>\n<ul>\n<li>quality: what others measured</li>"),
			"{out}"
		);
		assert_eq!(out.matches("<svg").count(), 2, "two plots");

		let text = table::pay(&record());
		let row = text.lines().find(|line| line.contains("A<b>")).unwrap();
		let cells: Vec<&str> = row.split(['│', '┆']).map(str::trim).filter(|cell| !cell.is_empty()).collect();
		assert_eq!(cells, ["A<b>", "1600.00", "0.00", "5000.00", "0.375", "0.750", "0.750", "nothing"]);
		assert!(text.contains("B, round 3: no update of it was in the result"), "{text}");
		assert!(text.contains("0.250 (quarantined)"), "{text}");
		assert!(text.contains("by the agreement \"Wind\""), "{text}");
	}

	#[test]
	fn what_a_dataset_spent_is_told_with_its_unit_and_relation() {
		let mut record = record();
		record.pay.members[0].privacy.push(crate::pay::SpentPrivacy {
			dataset: "rows of 2014".into(),
			epsilon: "1.250000".into(),
			delta: "1e-6".into(),
			protects: "one record, added or removed".into(),
			is_partial: false,
		});
		let words = "spent ε = 1.250000 at δ = 1e-6 of \"rows of 2014\", protecting one record, added or removed";
		assert!(table::pay(&record).contains(words));
		let mut out = String::new();
		super::section(&mut out, &record);
		assert!(out.contains("spent ε = 1.250000 at δ = 1e-6 of &quot;rows of 2014&quot;"), "{out}");
	}
}
