//! Reading small TOML files, with errors that say where.

use crate::problem::Problem;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Most bytes of a TOML file that is read; ours are a few kilobytes.
const MAX_BYTES: u64 = 1 << 20;

/// Reads and parses `path`. `kind` names the file for people: `worker config`, `schema`, `task`.
///
/// # Errors
/// When the file cannot be read, is too large, is not TOML, or has an unknown key or a value of the wrong type.
pub fn read<T: DeserializeOwned>(path: &Path, kind: &str) -> Result<T, Problem> {
	let place = path.display().to_string();
	let size = std::fs::metadata(path).map_err(|error| cannot_read(kind, &place, &error))?.len();
	if size > MAX_BYTES {
		return Err(Problem::new(
			format!("the {kind} file has {size} bytes; at most {MAX_BYTES} are read"),
			place,
			"give the path of the TOML file, not of the data",
		));
	}
	let text = std::fs::read_to_string(path).map_err(|error| cannot_read(kind, &place, &error))?;
	parse(&text, kind, &place)
}

/// Parses TOML text that stands at `place`.
///
/// # Errors
/// As [`read`], except for reading.
pub fn parse<T: DeserializeOwned>(text: &str, kind: &str, place: &str) -> Result<T, Problem> {
	toml::from_str(text).map_err(|error| {
		let line = error.span().map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
		let place = line.map_or(place.to_owned(), |line| format!("{place}, line {line}"));
		Problem::new(
			format!("the {kind} is not as it should be: {}", error.message()),
			place,
			"correct this line and try again",
		)
	})
}

fn cannot_read(kind: &str, place: &str, error: &std::io::Error) -> Problem {
	if error.kind() == std::io::ErrorKind::NotFound {
		Problem::new(
			format!("there is no {kind} file"),
			place,
			"correct the path; relative paths count from the folder of the file that names them",
		)
	} else {
		Problem::new(
			format!("the {kind} file cannot be read: {error}"),
			place,
			"check that it is a file this user may read",
		)
	}
}
