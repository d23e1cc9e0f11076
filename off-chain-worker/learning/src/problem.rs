//! What is wrong with a file or its contents: what, where, and what to do next.

/// Something that a person must put right. It prints as three lines, without the leading `error: `.
///
/// Values from the member's rows are never part of it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{what}\nwhere: {place}\nnext:  {next}")]
pub struct Problem {
	/// What happened.
	pub what: String,
	/// File, and line or key.
	pub place: String,
	/// What to do next.
	pub next: String,
}

impl Problem {
	/// A problem.
	pub fn new(what: impl Into<String>, place: impl Into<String>, next: impl Into<String>) -> Self {
		Self { what: what.into(), place: place.into(), next: next.into() }
	}
}
