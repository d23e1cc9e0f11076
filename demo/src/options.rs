//! The command line: what was typed, and what it means.

use crate::failure::Failure;
use std::path::{Path, PathBuf};

/// Four members train one model on real data, over a real chain, on this machine.
///
/// It starts one `guild` process a member on loopback ports, lets them agree on a task and train it round by round, shows
/// what happens, checks it, and ends with a table and report.html. All it starts it stops.
#[derive(Debug, clap::Parser)]
#[command(
	version,
	after_help = "Examples:\n  scripts/demo\n  scripts/demo --rounds 20 --dir my-run\n  \
		scripts/demo --attack sign-flip --rule mean\n  scripts/demo --attack sign-flip --rule geometric-median\n\n\
		Exit codes: 0 done and all checks hold; 1 a check does not hold; 2 usage; 3 bad file; 5 not reachable; 130 interrupted"
)]
pub struct Options {
	/// Rounds to train; without it, as many as the task says.
	#[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
	pub rounds: Option<u32>,
	/// Members that take part, by the names of their files in examples/wind-power.
	#[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "R80711,R80721,R80736,R80790")]
	pub members: Vec<String>,
	/// Rule that combines the updates, instead of the task's: mean, geometric-median, krum, multi-krum, median,
	/// trimmed-mean; with the pre-step nnm or clip in front, as in nnm+geometric-median.
	#[arg(long, value_name = "NAME")]
	pub rule: Option<String>,
	/// How one member lies: sign-flip, noise, scale, label-flip, copy or withhold about its update, collude about the result
	/// (an unknown name lists all). Needs a `guild` built with the feature `attacks`.
	#[arg(long, value_name = "KIND")]
	pub attack: Option<String>,
	/// Who lies.
	#[arg(long, value_name = "NAME", default_value = "R80736", requires = "attack")]
	pub liar: String,
	/// Directory for everything this run writes. It must be empty or not there. Default: demo-output/DATE-TIME.
	#[arg(long, value_name = "DIR")]
	pub dir: Option<PathBuf>,
	/// The `guild` program; without it, the one beside this program.
	#[arg(long, value_name = "FILE")]
	pub guild: Option<PathBuf>,
	/// The checkout, where examples and data are; without it, the current directory.
	#[arg(long, value_name = "DIR", default_value = ".")]
	pub root: PathBuf,
}

impl Options {
	/// What does not depend on any file.
	///
	/// # Errors
	/// The first thing that makes no sense.
	pub fn check(&self) -> Result<(), Failure> {
		let usage = |what: String, next: &str| Err(Failure::new(2, what, "the command line", next));
		if self.members.is_empty() || self.members.len() > 16 {
			return usage(format!("{} members", self.members.len()), "name 1 to 16 with --members");
		}
		let mut names = self.members.clone();
		names.sort();
		names.dedup();
		if names.len() != self.members.len() {
			return usage("a member is named twice".into(), "name each once with --members");
		}
		if let Some(name) =
			self.members.iter().find(|name| !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
		{
			return usage(
				format!("`{name}` is not a member's name"),
				"letters, digits and `-`, as in the names of examples/wind-power",
			);
		}
		if self.attack.is_some() && !self.members.contains(&self.liar) {
			return usage(
				format!("{} should lie, but does not take part", self.liar),
				"name a member with --liar, or add it to --members",
			);
		}
		if self.attack.is_some() && !crate::lies::COMPILED_IN {
			return usage(
				"this build has no lying members in it".into(),
				"start it as `scripts/demo --attack …`, which builds with the features guild/attacks and guild-demo/attacks",
			);
		}
		if let Some(Err(what)) = self.attack.as_deref().map(crate::lies::check) {
			return usage(what, "name another attack with --attack");
		}
		Ok(())
	}

	/// The program that members run.
	///
	/// # Errors
	/// There is none.
	pub fn program(&self) -> Result<PathBuf, Failure> {
		let found = match &self.guild {
			Some(path) => Some(path.clone()),
			None => std::env::current_exe().ok().and_then(|own| Some(own.parent()?.join("guild"))),
		};
		match found {
			Some(path) if path.is_file() => Ok(absolute(&path)),
			other => Err(Failure::file(
				"the program `guild` is not there",
				other.unwrap_or_default().display(),
				"build it with `cargo build --workspace --bins`, or start the demonstration with scripts/demo, which does",
			)),
		}
	}

	/// Where this run writes.
	pub fn directory(&self, now: chrono::DateTime<chrono::Utc>) -> PathBuf {
		let chosen = self
			.dir
			.clone()
			.unwrap_or_else(|| self.root.join("demo-output").join(now.format("%Y-%m-%dT%H-%M-%S").to_string()));
		absolute(&chosen)
	}
}

/// The same path from the root, so that it means the same to a process that was started elsewhere.
pub fn absolute(path: &Path) -> PathBuf {
	std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;

	fn parsed(words: &[&str]) -> Options {
		Options::parse_from(["guild-demo"].iter().chain(words))
	}

	#[test]
	fn without_words_four_members_train() {
		let options = parsed(&[]);
		options.check().unwrap();
		assert_eq!(options.members.len(), 4);
	}

	#[test]
	fn what_makes_no_sense_is_refused_with_what_to_do() {
		for words in [
			&["--members", "R80711,R80711"] as &[&str],
			&["--members", "../etc"],
			&["--members", "R80711,R80721", "--attack", "sign-flip", "--liar", "R80790"],
		] {
			let failure = parsed(words).check().unwrap_err();
			assert_eq!(failure.code, 2);
			assert!(failure.next.contains("--members") || failure.next.contains("examples"), "{failure}");
		}
	}
}
