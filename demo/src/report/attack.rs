//! The page's part about who lied, and what became of the model.

use super::html::escape;
use crate::{record::Record, words};
use std::fmt::Write;

/// What the liars did, and the errors of the honest beside what they would have been otherwise.
pub fn section(out: &mut String, record: &Record) {
	let Some(attack) = &record.attack else { return };
	let each = if attack.members.len() == 1 { "" } else { " each" };
	let _ = write!(
		out,
		"<h2>What the {who} did</h2>\n<div class=\"lie\"><p>{members}{each} {meaning}. Everybody else was honest, and the rule that \
		combines the updates was <strong>{rule}</strong>.</p></div>\n",
		who = liars(record),
		members = escape(&words::list(&attack.members)),
		meaning = escape(&attack.meaning),
		rule = escape(&record.rule),
	);
	out.push_str("<div class=\"scroll\"><table>\n<thead><tr><th>test error of the honest, last round</th>");
	let honest: Vec<usize> = (0..record.members.len()).filter(|place| !record.members[*place].lies).collect();
	for place in &honest {
		let _ = write!(out, "<th>{}</th>", escape(&record.members[*place].name));
	}
	let _ = write!(out, "</tr></thead>\n<tbody>\n<tr><td>this run, with the {}</td>", liars(record));
	let last = |place: usize| record.curve(place).last().map(|(_, value)| *value);
	for place in &honest {
		let _ = write!(out, "<td class=\"best\">{}</td>", words::error(last(*place)));
	}
	out.push_str("</tr>\n");
	for curve in &record.comparisons {
		let _ = write!(out, "<tr><td>{}</td>", escape(&curve.label));
		for place in &honest {
			let value = curve.rmse.get(*place).and_then(|values| values.last()).copied();
			let by = match (last(*place), value) {
				(Some(with), Some(value)) => {
					format!("<span class=\"by\">this run is {}</span>", words::compared(with, value))
				}
				_ => String::new(),
			};
			let _ = write!(out, "<td>{}{by}</td>", words::error(value));
		}
		out.push_str("</tr>\n");
	}
	out.push_str("</tbody></table></div>\n");
}

/// `liar`, or `liars`.
pub fn liars(record: &Record) -> &'static str {
	match record.attack.as_ref().map(|attack| attack.members.len()) {
		Some(1) => "liar",
		_ => "liars",
	}
}
