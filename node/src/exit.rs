//! How a command ends: exit codes, and errors that say what happened, where, and what to do next.

use std::fmt;

/// Exit code of a command. 0, done and true, is `Ok`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ExitCode {
	/// Asked, and answered *no*.
	No = 1,
	/// The command line is wrong.
	Usage = 2,
	/// A file or its contents.
	BadFile = 3,
	/// A rule refused: membership, phase, budget, a spec that does not hold.
	Refused = 4,
	/// Not reachable; trying again may help.
	Unreachable = 5,
	/// Our bug.
	Bug = 70,
}

/// Why a command failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CliError {
	/// Exit code.
	pub code: ExitCode,
	/// What happened.
	pub what: String,
	/// Where: a file and line, a task, a block. May be empty.
	pub location: String,
	/// What to do next. May be empty, but should not be.
	pub next: String,
}

impl CliError {
	/// An error with all its parts.
	pub fn new(code: ExitCode, what: impl fmt::Display, location: impl fmt::Display, next: impl fmt::Display) -> Self {
		Self { code, what: what.to_string(), location: location.to_string(), next: next.to_string() }
	}

	/// The command line is wrong.
	pub fn usage(what: impl fmt::Display, next: impl fmt::Display) -> Self {
		Self::new(ExitCode::Usage, what, "", next)
	}

	/// A file or its contents are wrong.
	pub fn bad_file(what: impl fmt::Display, location: impl fmt::Display, next: impl fmt::Display) -> Self {
		Self::new(ExitCode::BadFile, what, location, next)
	}

	/// A rule refused.
	pub fn refused(what: impl fmt::Display, location: impl fmt::Display, next: impl fmt::Display) -> Self {
		Self::new(ExitCode::Refused, what, location, next)
	}

	/// Something is not reachable.
	pub fn unreachable(what: impl fmt::Display, location: impl fmt::Display, next: impl fmt::Display) -> Self {
		Self::new(ExitCode::Unreachable, what, location, next)
	}
}

impl fmt::Display for CliError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "error: {}", self.what)?;
		if !self.location.is_empty() {
			write!(f, "\nwhere: {}", self.location)?;
		}
		if !self.next.is_empty() {
			write!(f, "\nnext:  {}", self.next)?;
		}
		Ok(())
	}
}

impl std::error::Error for CliError {}

impl From<guild_learning::problem::Problem> for CliError {
	/// What is wrong with a member's or a governor's files.
	fn from(problem: guild_learning::problem::Problem) -> Self {
		Self::bad_file(problem.what, problem.place, problem.next)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_error_says_what_where_and_next_in_that_order() {
		let error =
			CliError::bad_file("3 rows are out of range", "a.csv line 7", "list the error code under `missing`");
		assert_eq!(
			error.to_string(),
			"error: 3 rows are out of range\nwhere: a.csv line 7\nnext:  list the error code under `missing`"
		);
		assert_eq!(CliError::usage("no rule", "").to_string(), "error: no rule");
	}
}
