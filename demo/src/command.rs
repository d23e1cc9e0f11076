//! The `guild` commands that end: keys, spec, proposals, votes, exports.

use crate::{failure::Failure, process::die_with_parent};
use serde::de::DeserializeOwned;
use std::{
	path::{Path, PathBuf},
	process::{Command, Output, Stdio},
};

/// The program.
#[derive(Clone, Debug)]
pub struct Guild {
	program: PathBuf,
}

impl Guild {
	/// The program at this path.
	pub fn at(program: &Path) -> Self {
		Self { program: program.to_owned() }
	}

	/// Its path.
	pub fn program(&self) -> &Path {
		&self.program
	}

	/// Runs a command to its end, whatever that is.
	///
	/// # Errors
	/// The program cannot be started.
	pub fn output(&self, arguments: &[&str]) -> Result<Output, Failure> {
		let mut command = Command::new(&self.program);
		command.args(arguments).stdin(Stdio::null());
		die_with_parent(&mut command);
		command.output().map_err(|error| {
			Failure::unreachable(
				format!("could not start `guild`: {error}"),
				self.program.display(),
				"build it (`cargo build --workspace --bins`), or name the program with --guild",
			)
		})
	}

	/// Runs a command that must succeed, and returns what it printed.
	///
	/// # Errors
	/// What the command itself said.
	pub fn run(&self, arguments: &[&str]) -> Result<String, Failure> {
		let output = self.output(arguments)?;
		if output.status.success() {
			return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
		}
		Err(self.failed(arguments, &output))
	}

	/// Runs a command with `--json` and reads its answer.
	///
	/// # Errors
	/// As [`Guild::run`]; or the answer is not as expected.
	pub fn json<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<T, Failure> {
		let arguments: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
		let text = self.run(&arguments)?;
		serde_json::from_str(&text).map_err(|error| {
			Failure::new(
				70,
				format!("the answer of `guild {}` was not understood: {error}", arguments.join(" ")),
				self.program.display().to_string(),
				"build both programs from the same checkout (`cargo build --workspace --bins`)",
			)
		})
	}

	fn failed(&self, arguments: &[&str], output: &Output) -> Failure {
		let words = String::from_utf8_lossy(&output.stderr);
		let part = |name: &str| {
			words
				.lines()
				.find_map(|line| line.strip_prefix(name))
				.map(|rest| rest.trim().to_owned())
				.filter(|rest| !rest.is_empty())
		};
		let code = output.status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(70);
		let last = || words.lines().last().unwrap_or("it said nothing").to_owned();
		Failure {
			code,
			what: format!("`guild {}` failed: {}", arguments.join(" "), part("error:").unwrap_or_else(last)),
			place: part("where:").unwrap_or_else(|| self.program.display().to_string()),
			next: part("next:").unwrap_or_else(|| "run that command by hand".into()),
		}
	}
}
