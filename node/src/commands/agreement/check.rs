//! `guild agreement check`: what an agreement says, before anyone votes for it.

use crate::{
	commands::show,
	exit::{CliError, ExitCode},
};
use clap::Args;
use guild_agreement::{
	check::{Check, CheckError},
	text::{amount, Problem, MAX_TEXT_BYTES},
	trial::{Examples, ExamplesError, Pay, Trial, TrialRound},
	Clause, MAX_METER, MAX_OPS,
};
use serde::Serialize;
use std::{
	io::Read,
	path::{Path, PathBuf},
};

/// Arguments of `guild agreement check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
	/// The agreement's text.
	#[arg(value_name = "FILE")]
	file: PathBuf,
	/// Example rounds to try it on: TOML, or CSV if the name ends in `.csv`.
	#[arg(long, value_name = "FILE")]
	rounds: Option<PathBuf>,
	/// Print JSON: {"terms", "encoded" (its bytes on the chain), "formula", "operations", "meter", "words", "notes", "trial": null, or
	/// {"rounds", "totals"}}; of a refused text {"refused": {"line", "column", "width", "reason", "hint"}}. Amounts of terms are in
	/// smallest units, those of a trial in whole ones.
	#[arg(long)]
	json: bool,
}

/// A refused text, as JSON.
#[derive(Serialize)]
struct Refused<'a> {
	refused: &'a Problem,
}

impl CheckArgs {
	pub(super) fn run(&self) -> Result<(), CliError> {
		let bytes = read(&self.file)?;
		let examples = self.rounds.as_deref().map(examples).transpose()?;
		match Check::of(&bytes, examples.as_ref()) {
			Ok(check) if self.json => show::json(&check),
			Ok(check) => lines(&self.file, &check).iter().try_for_each(|line| show::line(line)),
			Err(CheckError::Text(problem)) => {
				if self.json {
					show::json(&Refused { refused: &problem })?;
				}
				Err(refused(&problem, &self.file, &bytes))
			}
			Err(CheckError::Examples(error)) => Err(unusable(&error, self.rounds.as_deref().unwrap_or(&self.file))),
		}
	}
}

/// The text: of a file that is too long as much as shows that it is.
///
/// # Errors
/// *bad file*.
pub fn read(file: &Path) -> Result<Vec<u8>, CliError> {
	let unreadable = |error: std::io::Error| {
		CliError::bad_file(error, file.display(), "see that the path is right and that you may read it")
	};
	let mut bytes = Vec::new();
	let limit = MAX_TEXT_BYTES.saturating_add(1) as u64;
	std::fs::File::open(file).map_err(unreadable)?.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
	Ok(bytes)
}

fn examples(file: &Path) -> Result<Examples, CliError> {
	let text = std::fs::read_to_string(file)
		.map_err(|error| CliError::bad_file(error, file.display(), "see that the path is right and that it is text"))?;
	let is_csv = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
	let read = if is_csv { Examples::from_csv(&text) } else { Examples::from_toml(&text) };
	read.map_err(|error| unusable(&error, file))
}

fn unusable(error: &ExamplesError, file: &Path) -> CliError {
	let place = if error.place.is_empty() { String::new() } else { format!(", {}", error.place) };
	CliError::bad_file(&error.what, format!("{}{place}", file.display()), &error.next)
}

/// What is wrong with a text, and where.
pub fn refused(problem: &Problem, file: &Path, bytes: &[u8]) -> CliError {
	let Problem { line, column, reason, hint, .. } = problem;
	let excerpt = problem.excerpt(&String::from_utf8_lossy(bytes)).map(|excerpt| format!("\n{excerpt}"));
	let place = format!("{}, line {line}, column {column}{}", file.display(), excerpt.unwrap_or_default());
	CliError::new(ExitCode::No, reason, place, hint)
}

/// What is printed for people.
fn lines(file: &Path, check: &Check) -> Vec<String> {
	let mut lines = vec![
		format!(
			"{} holds together: {} of {MAX_OPS} operations, {} of {MAX_METER} units a member and round.",
			file.display(),
			check.operations,
			check.meter
		),
		String::new(),
		check.words.clone(),
	];
	if !check.notes.is_empty() {
		lines.extend([String::new(), "Before you vote:".into()]);
		lines.extend(check.notes.iter().map(|note| format!("- {note}")));
	}
	if let Some(trial) = &check.trial {
		for round in &trial.rounds {
			lines.extend([String::new(), heading(round), of_round(round)]);
		}
		lines.extend([String::new(), "All rounds".into(), totals(trial)]);
	}
	lines
}

fn heading(round: &TrialRound) -> String {
	match round.standing {
		"within" => {
			format!("Round {}: {} paid, {} stays in escrow", round.round, amount(round.paid), amount(round.stays))
		}
		"before" => format!("Round {}: the agreement has not begun", round.round),
		_ => format!("Round {}: the agreement is over", round.round),
	}
}

fn of_round(round: &TrialRound) -> String {
	let mut table = show::table(&["member", "share", "pay", "penalty", ""]);
	for pay in &round.members {
		let penalty = if pay.penalty == 0 { String::new() } else { amount(pay.penalty) };
		table.add_row([pay.name.clone(), format!("{:.4}", decimal(pay)), amount(pay.payout), penalty, remarks(pay)]);
	}
	table.to_string()
}

/// A share, for a column of a table.
fn decimal(pay: &Pay) -> f64 {
	show::coefficient(pay.share.to_bits())
}

fn remarks(pay: &Pay) -> String {
	let cut = pay.cut_from.map(|value| format!("the formula gave {value}"));
	let unpaid = pay.unpaid_because.as_ref().map(|why| format!("unpaid: {why}"));
	let punished: Vec<&str> = pay.penalties.iter().map(|clause: &Clause| clause.name()).collect();
	let punished = (pay.penalty > 0).then(|| format!("punished: {}", punished.join(", ")));
	[cut, unpaid, punished].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn totals(trial: &Trial) -> String {
	let mut table = show::table(&["member", "paid", "penalties", "deposit left"]);
	for total in &trial.totals {
		table.add_row([total.name.clone(), amount(total.paid), amount(total.penalties), amount(total.deposit)]);
	}
	table.to_string()
}

#[cfg(test)]
mod tests {
	use super::*;

	const TEXT: &str = "agreement \"a\"\nbudget 10 per round\nshare = quality\n";
	const ROUNDS: &str = "round,name,quality\n3,Nordwind,0.75\n3,Aare,0.25\n";

	/// Runs the command on files with these contents.
	fn run(text: &str, rounds: Option<(&str, &str)>) -> Result<(), CliError> {
		let dir = tempfile::tempdir().unwrap();
		let write = |name: &str, contents: &str| {
			let file = dir.path().join(name);
			std::fs::write(&file, contents).unwrap();
			file
		};
		let file = write("a.txt", text);
		CheckArgs { file, rounds: rounds.map(|(name, contents)| write(name, contents)), json: false }.run()
	}

	#[test]
	fn the_exit_code_says_what_is_wrong() {
		assert_eq!(run(TEXT, Some(("rounds.csv", ROUNDS))), Ok(()));
		let refused = run(&TEXT.replace("quality", "qualty"), None).unwrap_err();
		assert_eq!((refused.code, refused.next.as_str()), (ExitCode::No, "did you mean `quality`?"));
		assert!(refused.location.contains("a.txt, line 3, column 9\n"), "{}", refused.location);
		assert!(refused.location.ends_with("3 | share = qualty\n  |         ^^^^^^"), "{}", refused.location);
		let csv_as_toml = run(TEXT, Some(("rounds.toml", ROUNDS))).unwrap_err();
		assert_eq!(csv_as_toml.code, ExitCode::BadFile);
		let bad_row = run(TEXT, Some(("rounds.csv", &ROUNDS.replace("0.25", "much")))).unwrap_err();
		assert!(bad_row.location.ends_with("rounds.csv, line 3"), "{}", bad_row.location);
		let nothing = CheckArgs { file: "/nowhere/a.txt".into(), rounds: None, json: false };
		assert_eq!(nothing.run().unwrap_err().code, ExitCode::BadFile);
	}

	#[test]
	fn a_trial_is_a_table_of_pay() {
		let check = Check::of(TEXT.as_bytes(), Some(&Examples::from_csv(ROUNDS).unwrap())).unwrap();
		let lines = lines(Path::new("a.txt"), &check).join("\n");
		assert!(lines.starts_with("a.txt holds together: 1 of 32 operations, 1 of 256 units"), "{lines}");
		assert!(lines.contains("Round 3: 10 paid, 0 stays in escrow"), "{lines}");
		let row = lines.lines().find(|line| line.contains("Nordwind")).unwrap();
		assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["Nordwind", "0.7500", "7.5"]);
	}
}
