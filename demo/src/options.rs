//! The command line: what was typed, and what it means.

use crate::{failure::Failure, words};
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
};

/// Who lies if nobody is named: it has more records than two of the others, and less than half.
const LONE_LIAR: &str = "R80736";
/// Rounds in which so many attest false results that a round needs them, unless told otherwise.
const FALSE_ROUNDS: u32 = 6;
/// Most of these. At genesis an owner has 100 000, and 10 000 of them stand behind each attestation; it also pays for the task.
const MOST_FALSE_ROUNDS: u32 = 8;

/// Four members train one model on real data, over a real chain, on this machine.
///
/// It starts one `guild` process a member on loopback ports, lets them agree on a task and train it round by round, shows
/// what happens, checks it, and ends with a table and report.html. All it starts it stops.
#[derive(Debug, clap::Parser)]
#[command(
	version,
	after_help = "Examples:\n  scripts/demo\n  scripts/demo --rounds 20 --dir my-run\n  \
		scripts/demo --attack sign-flip --rule mean\n  scripts/demo --attack sign-flip --rule geometric-median\n  \
		scripts/demo --attack collude --rounds 6\n  scripts/demo --attack collude --liar R80711,R80736 --rounds 4\n\n\
		Exit codes: 0 done and all checks hold; 1 a check does not hold; 2 usage; 3 bad file; 5 not reachable; 130 interrupted"
)]
pub struct Options {
	/// Rounds to train; without it, as many as the task says, or 6 where a third of the members or more lie about the result.
	#[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
	pub rounds: Option<u32>,
	/// Members that take part, by the names of their files in examples/wind-power.
	#[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "R80711,R80721,R80736,R80790")]
	pub members: Vec<String>,
	/// Rule that combines the updates, instead of the task's: mean, geometric-median, krum, multi-krum, median,
	/// trimmed-mean; with the pre-step nnm or clip in front, as in nnm+geometric-median.
	#[arg(long, value_name = "NAME")]
	pub rule: Option<String>,
	/// How those lie who lie: sign-flip, noise, scale, label-flip, copy or withhold about its update, collude about the result
	/// (an unknown name lists all). Needs a `guild` built with the feature `attacks`.
	#[arg(long, value_name = "KIND")]
	pub attack: Option<String>,
	/// Who lies, at least one member and not all. Without it R80736; where the lie is about the result, all but the first
	/// member, because one that is honest is enough to prove it.
	#[arg(long, value_name = "NAMES", value_delimiter = ',', requires = "attack")]
	pub liar: Vec<String>,
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
		self.check_liars()?;
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

	fn check_liars(&self) -> Result<(), Failure> {
		let usage = |what: String, next: &str| Err(Failure::new(2, what, "the command line", next));
		let liars = self.liars();
		if let Some(stranger) = liars.iter().find(|liar| !self.members.contains(liar)) {
			return usage(
				format!("`{stranger}` should lie, but does not take part; members are {}", words::list(&self.members)),
				"name members with --liar, or add it to --members",
			);
		}
		let distinct: BTreeSet<&String> = liars.iter().collect();
		if distinct.len() < liars.len() {
			return usage("a liar is named twice".into(), "name each once with --liar");
		}
		if self.attack.is_some() && liars.len() == self.members.len() {
			return usage(
				"all members should lie, so nobody is left whom they could deceive, and nobody who could prove it"
					.into(),
				"leave one of the --members out of --liar",
			);
		}
		let honest = self.members.len().saturating_sub(liars.len());
		if let Some(rule) = self.rule.as_ref().filter(|rule| !liars.is_empty() && honest < 3 && *rule != "mean") {
			return usage(
				format!(
					"once the liars are found out {} left, and the rule {rule} needs three or more",
					if honest == 1 { "one update is".into() } else { format!("{} updates are", words::number(honest)) }
				),
				"name fewer with --liar, or take the rule mean",
			);
		}
		if self.rounds() > Some(MOST_FALSE_ROUNDS) && self.liars_run_dry() {
			return usage(
				format!(
					"{} would attest a false result in each of {} rounds: each costs a deposit, and who has none left attests nothing",
					words::list(&liars),
					self.rounds().unwrap_or_default()
				),
				"ask for 8 --rounds at most",
			);
		}
		Ok(())
	}

	/// Who lies; nobody without an attack.
	pub fn liars(&self) -> Vec<String> {
		let Some(attack) = &self.attack else { return Vec::new() };
		if !self.liar.is_empty() {
			return self.liar.clone();
		}
		match self.members.split_first() {
			Some((_, others)) if crate::lies::is_about_result(attack) && !others.is_empty() => others.to_vec(),
			_ => vec![LONE_LIAR.into()],
		}
	}

	/// Rounds to train; none if as many as the task says.
	pub fn rounds(&self) -> Option<u32> {
		self.rounds.or_else(|| self.liars_run_dry().then_some(FALSE_ROUNDS))
	}

	/// Whether the liars lose their deposits round by round, and rounds fail once they have none left: where a third of the members
	/// attests nothing, that is an outage.
	fn liars_run_dry(&self) -> bool {
		let liars = self.liars().len();
		self.attack.as_deref().is_some_and(crate::lies::is_about_result) && 3 * liars >= self.members.len()
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

	#[test]
	fn several_may_lie() {
		let options = parsed(&["--attack", "sign-flip", "--liar", "R80711,R80790"]);
		assert_eq!(options.liars(), ["R80711", "R80790"]);
		assert_eq!(parsed(&["--attack", "sign-flip"]).liars(), [LONE_LIAR]);
		assert_eq!(parsed(&[]).liars(), [""; 0]);
		assert_eq!(parsed(&["--rounds", "3"]).rounds(), Some(3));
		assert_eq!(parsed(&[]).rounds(), None);
	}

	#[test]
	fn liars_must_be_members_and_somebody_must_be_honest() {
		for (liars, what) in [
			(
				"R80711,Nobody",
				"`Nobody` should lie, but does not take part; members are R80711, R80721, R80736 and R80790",
			),
			("R80711,R80711", "a liar is named twice"),
			("R80711,R80721,R80736,R80790", "all members should lie"),
		] {
			let failure = parsed(&["--attack", "sign-flip", "--liar", liars]).check().unwrap_err();
			assert_eq!(failure.code, 2);
			assert!(failure.what.starts_with(what), "{failure}");
			assert!(failure.next.contains("--liar"), "{failure}");
		}
		let alone = Options::try_parse_from(["guild-demo", "--liar", "R80711"]).unwrap_err();
		assert!(alone.to_string().contains("--attack"), "{alone}");
	}

	#[cfg(feature = "attacks")]
	#[test]
	fn all_but_one_lie_about_results_unless_told_otherwise_and_only_as_long_as_their_deposits_last() {
		let options = parsed(&["--attack", "collude"]);
		options.check().unwrap();
		assert_eq!(options.liars(), ["R80721", "R80736", "R80790"]);
		assert_eq!(options.rounds(), Some(FALSE_ROUNDS));
		// One of four is no outage when it has nothing left to attest with.
		let lone = parsed(&["--attack", "collude", "--liar", "R80736"]);
		lone.check().unwrap();
		assert_eq!(lone.rounds(), None);
		let failure = parsed(&["--attack", "collude-list", "--rounds", "9"]).check().unwrap_err();
		assert!(failure.what.contains("each costs a deposit"), "{failure}");
		assert!(failure.next.contains("8 --rounds"), "{failure}");
		parsed(&["--attack", "collude-list", "--rounds", "8"]).check().unwrap();
	}

	#[test]
	fn a_rule_that_needs_three_is_refused_where_fewer_are_honest() {
		let words = ["--attack", "sign-flip", "--liar", "R80711,R80790", "--rule"];
		let failure = parsed(&[&words[..], &["geometric-median"]].concat()).check().unwrap_err();
		assert!(failure.what.starts_with("once the liars are found out two updates are left"), "{failure}");
		assert!(parsed(&[&words[..], &["mean"]].concat()).check_liars().is_ok());
	}

	#[test]
	fn the_help_has_an_example_with_several_liars() {
		let help = <Options as clap::CommandFactory>::command().render_long_help().to_string();
		assert!(help.contains("scripts/demo --attack collude --liar R80711,R80736"), "{help}");
	}
}
