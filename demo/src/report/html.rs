//! The page, in plain words for someone who never heard of federated learning.

use super::{attack, faults, pay, plots, style};
use crate::{
	record::{MemberRecord, Record},
	words,
};
use std::fmt::Write;

/// The whole page. It loads nothing from anywhere.
pub fn page(record: &Record) -> String {
	let mut out = String::new();
	// Writing to a string cannot fail; `write!` is used for its formatting alone.
	let _ = write!(
		out,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
		<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} · Guild</title>\n\
		<style>{sheet}</style>\n</head>\n<body>\n<main>\n",
		title = escape(&title(record)),
		sheet = style::SHEET,
	);
	head(&mut out, record);
	attack::section(&mut out, record);
	faults::section(&mut out, record);
	learning(&mut out, record);
	worth(&mut out, record);
	contributions(&mut out, record);
	pay::section(&mut out, record);
	cost(&mut out, record);
	checks(&mut out, record);
	glossary(&mut out);
	let _ = write!(
		out,
		"<footer>Made by <code>scripts/demo</code> of Guild {version}. The same as data: <code>report.json</code>, beside this \
		page. Data: ENGIE, La Haute Borne wind farm, 2014 and 2015, Licence Ouverte 2.0 (Etalab).</footer>\n</main>\n</body>\n</html>\n",
		version = env!("CARGO_PKG_VERSION"),
	);
	out
}

/// Makes text safe inside HTML.
pub fn escape(text: &str) -> String {
	let mut out = String::with_capacity(text.len());
	for character in text.chars() {
		match character {
			'&' => out.push_str("&amp;"),
			'<' => out.push_str("&lt;"),
			'>' => out.push_str("&gt;"),
			'"' => out.push_str("&quot;"),
			other => out.push(other),
		}
	}
	out
}

fn title(record: &Record) -> String {
	let members = words::capital(&words::number(record.members.len()));
	match &record.attack {
		Some(attack) => match attack.members.as_slice() {
			[one] => format!("{members} turbines, one model, and {one} lies"),
			several => format!("{members} turbines, one model, and {} of them lie", words::number(several.len())),
		},
		None => format!("{members} turbines, one model"),
	}
}

fn head(out: &mut String, record: &Record) {
	let finals = record.final_rounds().count();
	let _ = write!(
		out,
		"<h1>{}</h1>\n<p class=\"when\">{} · {} rounds in {} · model of {} numbers · rule: {}</p>\n<p class=\"lead\">{}</p>\n",
		escape(&title(record)),
		escape(&record.started_at),
		finals,
		words::seconds(record.duration_seconds),
		words::count(record.dim.into()),
		escape(&record.rule),
		verdict(record),
	);
	let stayed: u64 = record.members.iter().map(|member| member.data_bytes).sum();
	let agreed = record.final_rounds().filter(|round| round.attesters.len() == record.members.len()).count();
	let first = if record.attack.as_ref().is_some_and(|attack| attack.is_about_result) {
		let (fell, all) = faults::fallen(record);
		(format!("{fell} of {all}"), "false results that fell on the chain".to_owned())
	} else {
		(format!("{agreed} of {finals}"), "rounds in which every member computed the very same bits".to_owned())
	};
	let facts = [
		first,
		(words::bytes(record.moved_bytes()), "of updates and models went between the members".to_owned()),
		("0 B".to_owned(), format!("of the {} of data left their owners", words::bytes(stayed))),
		(
			words::seconds(record.mean_phase_seconds().iter().sum()),
			"a round, from training to a model that is final".to_owned(),
		),
	];
	out.push_str("<dl class=\"facts\">\n");
	for (value, meaning) in facts {
		let _ = writeln!(out, "<div><dd>{}</dd><dt>{}</dt></div>", escape(&value), escape(&meaning));
	}
	out.push_str("</dl>\n");
}

/// The answer to "was it worth it?", in a few sentences made from the figures.
fn verdict(record: &Record) -> String {
	let gain = |member: &MemberRecord| Some(1.0 - member.federated? / member.alone?);
	let honest = || record.members.iter().filter(|member| !member.lies);
	let best = honest().filter_map(|member| Some((member, gain(member)?))).max_by(|a, b| a.1.total_cmp(&b.1));
	let least = honest().filter_map(|member| Some((member, gain(member)?))).min_by(|a, b| a.1.total_cmp(&b.1));
	let mut text = String::from(
		"Each turbine is a company of its own: it runs its own process, keeps its own records, and shows nobody a row of them. \
		Together they trained one model that forecasts the mean power of the next hour. ",
	);
	if let (Some((most, _)), Some((fewest, _)), None) = (best, least, &record.attack) {
		let words_for =
			|member: &MemberRecord| words::compared(member.federated.unwrap_or(0.0), member.alone.unwrap_or(1.0));
		let _ = write!(
			text,
			"<strong>Was it worth it?</strong> For {}, which has {} windows of its own, the error is {} than with a model trained \
			on its own data alone",
			escape(&most.name),
			words::count(most.train_windows.into()),
			words_for(most),
		);
		if most.name != fewest.name {
			let _ = write!(
				text,
				"; for {}, which has {}, it is {}",
				escape(&fewest.name),
				words::count(fewest.train_windows.into()),
				words_for(fewest),
			);
		}
		text.push_str(". ");
		let behind = honest()
			.filter_map(|member| Some(member.federated? / member.pooled? - 1.0))
			.fold(f64::NEG_INFINITY, f64::max);
		if behind.is_finite() {
			let _ = if behind > 0.0 {
				write!(text, "Putting all data in one place, which nobody here could do, would have gained {:.1} % more at most.", behind * 100.0)
			} else {
				write!(text, "Putting all data in one place, which nobody here could do, would have gained nothing.")
			};
		}
	}
	text
}

fn learning(out: &mut String, record: &Record) {
	out.push_str("<h2>The error falls, round by round</h2>\n<p>After every round each turbine tries the new model on records from a year that \
		no model has seen. The error is the root mean square of forecast minus truth: lower is better.</p>\n");
	if record.comparisons.is_empty() {
		key(
			out,
			&[
				("federated", "trained together"),
				("alone", "own data only"),
				("pooled", "all data in one place"),
				("persistence", "no change: the last ten minutes go on"),
			],
		);
	} else {
		let mut entries = vec![("lie", format!("this run, with the {}", attack::liars(record)))];
		for (curve, colour) in record.comparisons.iter().zip(["pooled", "alone", "muted"]) {
			entries.push((colour, curve.label.clone()));
		}
		entries.push(("persistence", "no change: the last ten minutes go on".to_owned()));
		let borrowed: Vec<(&str, &str)> = entries.iter().map(|(colour, name)| (*colour, name.as_str())).collect();
		key(out, &borrowed);
	}
	let caption = if record.comparisons.is_empty() {
		"Blue is cut off where it is above the panel: there the model was still almost untrained.".to_owned()
	} else {
		record
			.comparisons
			.iter()
			.map(|curve| format!("{}: {}.", words::capital(&curve.label), curve.meaning))
			.collect::<Vec<_>>()
			.join(" ")
	};
	figure(out, &plots::errors_per_round(record), &caption);
}

fn worth(out: &mut String, record: &Record) {
	out.push_str("<h2>Was it worth it?</h2>\n<p>Four ways to get a forecast, the same trainer in each. Only the blue one was open to these \
		companies besides working alone: the green one needs everybody's records on one machine.</p>\n");
	key(
		out,
		&[
			("federated", "trained together"),
			("alone", "own data only"),
			("pooled", "all data in one place"),
			("persistence", "no change"),
		],
	);
	figure(out, &plots::four_ways(record), "Test error on 2015, the year nobody trained on.");
	let _ = write!(
		out,
		"<div class=\"scroll\"><table>\n<thead><tr><th>turbine</th><th>windows to<br>learn from</th><th>trained<br>together</th>\
		<th>own data<br>only</th><th>all data in<br>one place</th><th>no change</th></tr></thead>\n<tbody>\n"
	);
	for member in &record.members {
		let against = |reference: Option<f64>| match (member.federated, reference) {
			(Some(value), Some(reference)) => {
				format!("<span class=\"by\">together is {}</span>", words::compared(value, reference))
			}
			_ => String::new(),
		};
		let _ = writeln!(
			out,
			"<tr><td>{name}</td><td>{windows}</td><td class=\"best\">{federated}</td><td>{alone}{by_alone}</td><td>{pooled}{by_pooled}</td>\
			<td>{persistence}{by_persistence}</td></tr>",
			name = escape(&member.name),
			windows = words::count(member.train_windows.into()),
			federated = words::error(member.federated),
			alone = words::error(member.alone),
			by_alone = against(member.alone),
			pooled = words::error(member.pooled),
			by_pooled = against(member.pooled),
			persistence = words::error(member.persistence),
			by_persistence = against(member.persistence),
		);
	}
	let _ = write!(
		out,
		"</tbody></table></div>\n<figure><figcaption>All errors in {}.</figcaption></figure>\n",
		escape(&record.unit)
	);
}

fn contributions(out: &mut String, record: &Record) {
	let _ = write!(
		out,
		"<h2>Who contributed what</h2>\n<p>A round's result is a weighted sum of the members' updates. The weights are called \
		coefficients; they are on the chain for every round, with the size of each update and its distance from the result. That is \
		all anybody learns.</p>\n"
	);
	let names = member_colours(record);
	let borrowed: Vec<(&str, &str)> = names.iter().map(|(colour, name)| (colour.as_str(), name.as_str())).collect();
	key(out, &borrowed);
	figure(
		out,
		&plots::shares_per_round(record),
		"Share of each member in the result, one column a round. Where a column does not reach the top, \
		the rule left somebody out or gave it less than its weight.",
	);
	out.push_str("<div class=\"scroll\"><table>\n<thead><tr><th>turbine</th><th>windows<br>declared</th><th>mean share</th>\
		<th>mean size of<br>its update</th><th>mean distance<br>from the result</th><th>received</th></tr></thead>\n<tbody>\n");
	let real = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
	for (place, member) in record.members.iter().enumerate() {
		let _ = writeln!(
			out,
			"<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
			escape(&member.name),
			words::count(member.train_windows.into()),
			record.mean_coefficient(place).map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0)),
			real(record.mean_norm(place)),
			real(record.mean_distance(place)),
			words::bytes(member.received_bytes),
		);
	}
	out.push_str("</tbody></table></div>\n");
}

fn cost(out: &mut String, record: &Record) {
	let seconds = record.mean_phase_seconds();
	let _ = write!(
		out,
		"<h2>What it cost</h2>\n<p>An average round took {}. Members <em>commit</em> to their updates before anyone can see them, \
		then fetch each other's and vote which ones they hold (<em>availability</em>), then compute the result and <em>attest</em> it. \
		Where not all attest the same, whoever disagrees may <em>challenge</em> the result that is proposed. \
		Most of the time is waiting until blocks are final, so that nothing a member shows can be taken back under it.</p>\n",
		words::seconds(seconds.iter().sum()),
	);
	figure(out, &plots::time_by_phase(record), "Mean seconds in each phase, as seen by one of the nodes.");
	let work = work_by_kind(record);
	if !work.is_empty() {
		out.push_str("<div class=\"scroll\"><table>\n<thead><tr><th>what a worker did</th><th>mean a round</th></tr></thead>\n<tbody>\n");
		for (name, milliseconds) in work {
			let _ = writeln!(out, "<tr><td>{}</td><td>{milliseconds:.0} ms</td></tr>", escape(&name));
		}
		out.push_str("</tbody></table></div>\n");
	}
}

/// Mean milliseconds that a worker spent in a round, by what it did.
fn work_by_kind(record: &Record) -> Vec<(String, f64)> {
	let mut sums: std::collections::BTreeMap<&str, (u64, u64)> = std::collections::BTreeMap::new();
	for member in record.rounds.iter().flat_map(|round| &round.members) {
		for (name, milliseconds) in &member.timings_ms {
			let entry = sums.entry(name).or_default();
			entry.0 += milliseconds;
			entry.1 += 1;
		}
	}
	let words = |name: &str| match name {
		"train" => "trained on its own records".to_owned(),
		"commit" => "waited until its commitment was in a block".to_owned(),
		"fetch" => "fetched and checked the others' updates".to_owned(),
		"aggregate" => "computed the result".to_owned(),
		"finality" => "waited until the result was final".to_owned(),
		other => other.replace('_', " "),
	};
	sums.into_iter().map(|(name, (sum, count))| (words(name), sum as f64 / count.max(1) as f64)).collect()
}

fn checks(out: &mut String, record: &Record) {
	out.push_str("<h2>What was checked</h2>\n<ul class=\"checks\">\n");
	for check in &record.checks {
		let class = if check.holds { "" } else { " class=\"not\"" };
		let _ = writeln!(out, "<li{class}>{}<span>{}</span></li>", escape(&check.claim), escape(&check.seen));
	}
	out.push_str("</ul>\n");
}

fn glossary(out: &mut String) {
	let words = [
		("Round", "One pass: everybody trains a little from the same model, the changes are combined, and the sum is the next model."),
		("Update", "What training changed in a member's copy of the model, cut to an agreed size and rounded to integers. It is all that leaves a member."),
		("Attest", "To sign, with a deposit, that one has computed the result oneself and which bits came out. The result that most attest is proposed, and becomes final unless somebody proves it false."),
		("Challenge", "To send the chain a proof that a result is false: the one part at which it is wrong. The chain computes that part itself, so the word of one member is as good as that of all the others."),
		("Guilty", "Found by the chain to have attested a false result. Who is guilty loses the deposit and its say in the round; its updates count no more until it has earned trust again."),
		("Final", "Decided by more than two thirds of the validators; it cannot be taken back."),
		("Root", "A fingerprint of bytes (BLAKE3). Two files with the same root are the same file."),
		("Quality", "How much worse the model is without a member's update, by what the other members measured; what it repeats of the last result is taken off."),
		("Reputation", "How far the chain trusts a member, from what it saw it do: 0 to 1, and a half for a newcomer."),
		("Escrow", "Money that was paid in and that nobody owns: only the agreement's rules move it."),
		("Windows", "Two hours of records with the hour after them: one example to learn from."),
	];
	out.push_str("<h2>Words</h2>\n<dl class=\"words\">\n");
	for (word, meaning) in words {
		let _ = writeln!(out, "<dt>{word}</dt><dd>{meaning}</dd>");
	}
	out.push_str("</dl>\n");
}

/// The members' colours, by the names of the style sheet, and their names.
pub(super) fn member_colours(record: &Record) -> Vec<(String, String)> {
	record
		.members
		.iter()
		.enumerate()
		.map(|(place, member)| {
			let colour =
				if record.is_lone_liar(place) { "lie".to_owned() } else { format!("member-{}", place % 4 + 1) };
			(colour, if member.lies { format!("{} (lies)", member.name) } else { member.name.clone() })
		})
		.collect()
}

pub(super) fn key(out: &mut String, entries: &[(&str, &str)]) {
	out.push_str("<ul class=\"key\">");
	for (colour, name) in entries {
		let _ = write!(out, "<li><i style=\"background: var(--{colour})\"></i>{}</li>", escape(name));
	}
	out.push_str("</ul>\n");
}

pub(super) fn figure(out: &mut String, plot: &str, caption: &str) {
	if !plot.is_empty() {
		let _ = writeln!(out, "<figure>\n{plot}\n<figcaption>{}</figcaption>\n</figure>", escape(caption));
	}
}

#[cfg(test)]
pub(super) mod tests {
	use super::*;
	use crate::record::{Check, MemberRound, RoundRecord};

	pub(in crate::report) fn record() -> Record {
		let member = |name: &str, alone| MemberRecord {
			name: name.into(),
			account: String::new(),
			train_windows: 666,
			test_windows: 17_300,
			data_bytes: 3_000_000,
			received_bytes: 10_000,
			federated: Some(140.0),
			alone: Some(alone),
			pooled: Some(139.0),
			persistence: Some(150.0),
			lies: false,
		};
		let round = |index: u32| RoundRecord {
			index,
			opened_at: 1,
			ended_at: 7,
			failed: None,
			model_root: None,
			result_hash: None,
			attesters: vec!["A<b>".into(), "B".into()],
			attested: Vec::new(),
			faults: Vec::new(),
			phase_seconds: [4.0, 5.0, 3.0, 0.0],
			members: vec![
				MemberRound {
					rmse: Some(150.0 - f64::from(index)),
					coefficient: Some(0.5),
					..MemberRound::default()
				};
				2
			],
		};
		Record {
			task: "wind".into(),
			description: String::new(),
			dim: 1_441,
			rule: "mean".into(),
			started_at: "today".into(),
			duration_seconds: 60.0,
			unit: "kW".into(),
			members: vec![member("A<b>", 200.0), member("B", 141.0)],
			rounds: (0..3).map(round).collect(),
			pay: crate::pay::tests::pay(),
			attack: None,
			comparisons: Vec::new(),
			checks: vec![Check { claim: "a claim".into(), holds: false, seen: "a & b".into() }],
		}
	}

	#[test]
	fn the_page_stands_alone_and_says_who_gained_most() {
		let page = page(&record());
		for outside in ["http://", "https://", "src=", "@import", "url("] {
			let own = page.replace("http://www.w3.org/2000/svg", "");
			assert!(!own.contains(outside), "the page refers to something outside by `{outside}`");
		}
		assert!(
			page.contains("For A&lt;b&gt;, which has 666 windows of its own, the error is 30 % lower"),
			"no verdict"
		);
		assert!(page.contains("12 s</dd>"), "no time of a round");
		assert!(page.matches("<svg").count() >= 4);
	}

	#[test]
	fn what_comes_from_outside_is_escaped_and_a_failed_check_shows() {
		let page = page(&record());
		assert!(!page.contains("A<b>"));
		assert!(page.contains("<li class=\"not\">a claim<span>a &amp; b</span></li>"));
	}
}
