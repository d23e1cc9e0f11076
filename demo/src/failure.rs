//! What a person reads when something went wrong: what, where, and what to do next.

use std::fmt;

/// Why the demonstration stopped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
	/// Exit code: 1 a check does not hold, 2 usage, 3 bad file or data, 5 not reachable, 70 our bug, 130 interrupted.
	pub code: u8,
	/// What happened.
	pub what: String,
	/// Where.
	pub place: String,
	/// What to do next.
	pub next: String,
}

impl Failure {
	/// A failure with its exit code.
	pub fn new(code: u8, what: impl Into<String>, place: impl Into<String>, next: impl Into<String>) -> Self {
		Self { code, what: what.into(), place: place.into(), next: next.into() }
	}

	/// A check of a finished run does not hold.
	pub fn check(what: impl Into<String>, place: impl Into<String>, next: impl Into<String>) -> Self {
		Self::new(1, what, place, next)
	}

	/// A file or its contents.
	pub fn file(what: impl Into<String>, place: impl fmt::Display, next: impl Into<String>) -> Self {
		Self::new(3, what, place.to_string(), next)
	}

	/// A node, or a program that should have been started.
	pub fn unreachable(what: impl Into<String>, place: impl fmt::Display, next: impl Into<String>) -> Self {
		Self::new(5, what, place.to_string(), next)
	}

	/// Stopped by the person at the terminal.
	pub fn interrupted() -> Self {
		Self::new(
			130,
			"interrupted",
			"at your request; everything that was started has been stopped",
			"run it again to start afresh",
		)
	}
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "error: {}\nwhere: {}\nnext:  {}", self.what, self.place, self.next)
	}
}

impl std::error::Error for Failure {}

/// Turns an I/O error into a [`Failure`] that names the file.
pub trait Named<T> {
	/// Names the file and what was being done with it.
	///
	/// # Errors
	/// The same error, told to a person.
	fn named(self, doing: &str, path: &std::path::Path) -> Result<T, Failure>;
}

impl<T> Named<T> for std::io::Result<T> {
	fn named(self, doing: &str, path: &std::path::Path) -> Result<T, Failure> {
		self.map_err(|error| {
			let next = match error.kind() {
				std::io::ErrorKind::StorageFull => "free some space, or choose another directory with --dir",
				std::io::ErrorKind::PermissionDenied => "choose a directory that you may write to with --dir",
				std::io::ErrorKind::NotFound => "check that the checkout is complete (`git status`), and the path",
				_ => "check the path and the disk",
			};
			Failure::file(format!("could not {doing}: {error}"), path.display(), next)
		})
	}
}
