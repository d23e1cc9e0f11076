//! What was proven false on the chain: who attested it, who challenged it, what the chain found, and what became final instead.

use super::html::escape;
use crate::{
	record::{short, ProvenFault, Record, RoundRecord},
	words,
};
use std::fmt::Write;

/// A line a fault, for the terminal; none where nothing was proven and nobody was there to attest false results.
pub fn lines(record: &Record) -> Option<String> {
	if record.faults().next().is_none() {
		return should_have(record).then(|| "results that fell on the chain: none\n".into());
	}
	let mut text = String::from("results that fell on the chain\n");
	for (round, fault) in record.faults() {
		let _ = writeln!(
			text,
			"round {}, block {}: {} of {}, challenged by {}: {}. Instead {}",
			round.index,
			fault.block,
			fault.result(),
			words::list(&fault.guilty),
			fault.challenger,
			fault.wrong,
			instead(round, fault),
		);
	}
	if let Some(kept_out) = kept_out(record) {
		let _ = writeln!(text, "{}.", words::capital(&kept_out));
	}
	Some(text)
}

/// The page's part about it.
pub fn section(out: &mut String, record: &Record) {
	let Some((round, first)) = record.faults().next() else {
		if should_have(record) {
			out.push_str(
				"<h2>What fell</h2>\n<p><strong>Nothing: the chain has recorded no fault.</strong> So nothing here \
				shows that a false result falls.</p>\n",
			);
		}
		return;
	};
	out.push_str("<h2>The false result, the challenge, the verdict</h2>\n");
	story(out, record, round, first);
	table(out, record);
	if let Some(kept_out) = kept_out(record) {
		let _ = writeln!(
			out,
			"<p>Who is found guilty loses the deposit behind its attestation, half of which goes to the challenger once the council has \
			had time to object. It loses its good name, too: {}.</p>",
			escape(&kept_out),
		);
	}
}

/// Whose updates do not count any more, and whose do.
fn kept_out(record: &Record) -> Option<String> {
	let names = |is_out: bool| -> Vec<&str> {
		let members = record.members.iter().zip(&record.pay.members);
		members
			.filter(|(_, pay)| pay.quarantined_since.is_some() == is_out)
			.map(|(member, _)| member.name.as_str())
			.collect()
	};
	let (out, rest) = (names(true), names(false));
	let alone = if rest.len() == 1 { " alone" } else { "" };
	(!out.is_empty()).then(|| {
		format!(
			"the updates of {} do not count for now, and the model learns from {}{alone}",
			words::list(&out),
			words::list(&rest)
		)
	})
}

/// Whether somebody was to attest false results, so that a fault had to be proven.
fn should_have(record: &Record) -> bool {
	record.attack.as_ref().is_some_and(|attack| attack.is_about_result)
}

/// The first fault, step by step.
fn story(out: &mut String, record: &Record, round: &RoundRecord, fault: &ProvenFault) {
	let members = record.members.len();
	let others: Vec<String> = round
		.attested
		.iter()
		.filter(|result| result.result_hash != fault.result_hash)
		.map(|result| format!("{} attested {}", escape(&words::list(&result.by)), hash(&result.result_hash)))
		.collect();
	let others = if others.is_empty() {
		"Nobody attested another one".into()
	} else {
		format!("From the same updates {}", others.join("; "))
	};
	let weight = if fault.guilty.len() > 2 * members / 3 {
		format!(
			" {} of {} are more than two thirds: had the count of votes decided, the false result would be the model now.",
			words::capital(&words::number(fault.guilty.len())),
			words::number(members)
		)
	} else {
		String::new()
	};
	let (challenged, one) = if fault.fault.proves_false() {
		("sent the chain a proof against", "A proof is one message")
	} else if fault.fault.voids_claim() {
		("pleaded on the chain against", "A plea is one message")
	} else {
		("sent the chain a proof about an attestation of", "A proof is one message")
	};
	let _ = write!(
		out,
		"<ol class=\"steps\">\n<li><strong>The false result.</strong> In round {index} {guilty} attested the result {result}. {others}.{weight}</li>\n\
		<li><strong>The challenge.</strong> {challenger} {challenged} {result}: {wrong}. {one}, and needs nobody else’s consent.</li>\n\
		<li><strong>The verdict.</strong> In block {block} the chain {judged}. {result} {fate}; {sentence}, and had no say in the rest of \
		the round. Instead {instead}.</li>\n</ol>\n",
		index = round.index,
		guilty = escape(&words::list(&fault.guilty)),
		result = hash(&fault.result_hash),
		challenger = escape(&fault.challenger),
		wrong = escape(&fault.wrong),
		block = fault.block,
		judged = fault.judged,
		fate = fault.fate(),
		sentence = escape(&fault.sentence()),
		instead = escape(&instead(round, fault)),
	);
}

/// All faults.
fn table(out: &mut String, record: &Record) {
	out.push_str(
		"<div class=\"scroll\"><table>\n<thead><tr><th>round</th><th>block</th><th>result</th><th class=\"words\">attested by</th>\
		<th>challenged by</th><th class=\"words\">what is wrong</th><th class=\"words\">instead</th></tr></thead>\n<tbody>\n",
	);
	for (round, fault) in record.faults() {
		let _ = writeln!(
			out,
			"<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"words\">{}</td><td>{}</td><td class=\"words\">{}</td>\
			<td class=\"words\">{}</td></tr>",
			round.index,
			fault.block,
			hash(&fault.result_hash),
			escape(&words::list(&fault.guilty)),
			escape(&fault.challenger),
			escape(&fault.wrong),
			escape(&instead(round, fault)),
		);
	}
	out.push_str("</tbody></table></div>\n");
}

/// What the round came to in spite of it.
fn instead(round: &RoundRecord, fault: &ProvenFault) -> String {
	match (&round.result_hash, &round.failed) {
		(Some(result), _) if *result == fault.result_hash => {
			format!("the rest attested it, too: {} stand behind what became final", words::list(&round.attesters))
		}
		(Some(result), _) => {
			format!("{} of {} became final in block {}", short(result), words::list(&round.attesters), round.ended_at)
		}
		(None, Some(reason)) => format!("the round failed: {reason}"),
		(None, None) => "nothing became final".into(),
	}
}

/// How many results fell, of how many that were attested and did not become final.
pub fn fallen(record: &Record) -> (usize, usize) {
	let others = record.final_rounds().flat_map(|round| {
		let others = round.attested.iter().filter(|result| round.result_hash.as_ref() != Some(&result.result_hash));
		others.map(move |result| {
			round.faults.iter().any(|fault| fault.fault.voids_claim() && fault.result_hash == result.result_hash)
		})
	});
	others.fold((0, 0), |(fell, all), is_proven| (fell + usize::from(is_proven), all + 1))
}

/// A hash as short as people tell it; the whole of it where one points at it.
fn hash(hash: &str) -> String {
	format!("<code title=\"{}\">{}</code>", escape(hash), escape(short(hash)))
}

#[cfg(test)]
mod tests;
