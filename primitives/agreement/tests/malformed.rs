//! Malformed and hostile texts: each is refused at its line and column, with its reason and what to do.
//!
//! `tests/malformed/` has them, and `refusals.txt` beside them what is said of each, as `file:line:column: reason; hint`. With
//! `GUILD_BLESS=1` the file is written anew: read its diff like code.

use guild_agreement::text::parse_bytes;
use std::{fs, path::Path};

#[test]
fn each_is_refused_at_its_place_for_its_reason() {
	let folder = Path::new("tests/malformed");
	let golden = folder.join("refusals.txt");
	let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
	files.retain(|file| *file != golden);
	files.sort();
	assert!(files.len() >= 40, "{} files", files.len());
	let mut said = String::new();
	for file in files {
		let name = file.file_name().unwrap().to_str().unwrap();
		let bytes = fs::read(&file).unwrap();
		match parse_bytes(&bytes) {
			Ok(_) => panic!("{name} is accepted"),
			Err(problem) => {
				let (line, column) = (problem.line, problem.column);
				said.push_str(&format!("{name}:{line}:{column}: {}; {}\n", problem.reason, problem.hint));
			}
		}
	}
	if std::env::var_os("GUILD_BLESS").is_some() {
		fs::write(&golden, &said).unwrap();
	}
	let expected = fs::read_to_string(&golden).unwrap();
	for (said, expected) in said.lines().zip(expected.lines()) {
		assert_eq!(said, expected);
	}
	assert_eq!(said, expected);
}

#[test]
fn an_excerpt_marks_the_place() {
	let text = "agreement \"a\"\nbudget 1 per round\nshare = 2 * qualty\n";
	let problem = parse_bytes(text.as_bytes()).unwrap_err();
	assert_eq!(problem.excerpt(text).unwrap(), "  |\n3 | share = 2 * qualty\n  |             ^^^^^^");
	assert_eq!(
		problem.to_string(),
		"line 3, column 13: `qualty` is neither a fact nor a function; did you mean `quality`?"
	);
}

#[test]
fn an_excerpt_shows_nothing_hidden() {
	let text = "agreement \"a\u{202e}b\u{1b}[2J\"";
	let problem = parse_bytes(text.as_bytes()).unwrap_err();
	let excerpt = problem.excerpt(text).unwrap();
	assert!(!excerpt.contains(['\u{202e}', '\u{1b}']), "{excerpt:?}");
}
