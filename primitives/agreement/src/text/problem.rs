//! What is wrong with a text, and where.

use crate::terms::is_hidden;
use std::{fmt, ops::Range};

/// Bytes of the text that are meant.
pub(super) type Place = Range<usize>;

/// What is wrong with a text, where, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Problem {
	/// Line, from 1.
	pub line: usize,
	/// Column in characters, from 1.
	pub column: usize,
	/// Characters that are meant, at least 1.
	pub width: usize,
	/// What is wrong.
	pub reason: String,
	/// What to do about it.
	pub hint: String,
}

/// A problem whose place is still in bytes.
#[derive(Debug)]
pub(super) struct Raw {
	pub(super) place: Place,
	pub(super) reason: String,
	pub(super) hint: String,
}

impl Raw {
	pub(super) fn new(place: Place, reason: impl Into<String>, hint: impl Into<String>) -> Self {
		Self { place, reason: reason.into(), hint: hint.into() }
	}

	pub(super) fn in_text(self, text: &str) -> Problem {
		let before = text.get(..self.place.start).unwrap_or(text);
		let line_start = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
		let count = |part: Option<&str>| part.unwrap_or_default().chars().count();
		let meant = text.get(self.place.clone()).unwrap_or_default();
		Problem {
			line: before.matches('\n').count().saturating_add(1),
			column: count(before.get(line_start..)).saturating_add(1),
			width: count(meant.lines().next()).max(1),
			reason: self.reason,
			hint: self.hint,
		}
	}
}

impl Problem {
	/// The line with the place marked under it, as it is shown to people. Nothing where the line has no characters to show.
	pub fn excerpt(&self, text: &str) -> Option<String> {
		let line = text.lines().nth(self.line.checked_sub(1)?)?;
		// A hostile text must not move the cursor, nor fill the screen.
		const SHOWN: usize = 160;
		let shown: String = line.chars().take(SHOWN).map(|char| if is_hidden(char) { '?' } else { char }).collect();
		let shown = shown.replace('\t', " ");
		let number = self.line.to_string();
		let margin = " ".repeat(number.len());
		let before = self.column.saturating_sub(1);
		let marks = if before < SHOWN {
			format!("{}{}", " ".repeat(before), "^".repeat(self.width.min(SHOWN - before)))
		} else {
			String::new()
		};
		Some(format!("{margin} |\n{number} | {shown}\n{margin} | {marks}"))
	}
}

impl fmt::Display for Problem {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "line {}, column {}: {}; {}", self.line, self.column, self.reason, self.hint)
	}
}

impl std::error::Error for Problem {}
