//! What a person sees while it runs: a table that changes in place, or plain lines where there is no terminal.

use crate::{
	news,
	verdicts::Names,
	watch::{Now, SeenRound},
	words,
	worker_log::WorkerRounds,
};
use comfy_table::{presets::UTF8_BORDERS_ONLY, CellAlignment, Table};
use guild_primitives::{MemberId, MemberProgress, Outcome, Phase, RoundView};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
	fmt::Write,
	io::{self, IsTerminal},
	time::Duration,
};

/// Where to show it.
#[derive(Debug)]
pub struct Screen {
	live: Option<ProgressBar>,
}

impl Screen {
	/// On this process's terminal, if it has one.
	pub fn open() -> Self {
		Self { live: io::stderr().is_terminal().then(Self::bar) }
	}

	fn bar() -> ProgressBar {
		let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
		bar.set_style(ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_bar()));
		bar
	}

	/// A line that stays.
	pub fn say(&self, line: &str) {
		match &self.live {
			Some(bar) => bar.suspend(|| eprintln!("{line}")),
			None => eprintln!("{line}"),
		}
	}

	/// Shows where things stand. Without a terminal nothing is shown between two rounds.
	pub fn show(&self, now: &Now<'_>) {
		if let Some(bar) = &self.live {
			bar.set_message(picture(now));
			bar.tick();
		}
	}

	/// Says that a round ended. On a terminal only if it failed or something was proven false in it, because the table tells the
	/// rest.
	pub fn round_ended(&self, round: &SeenRound, accounts: &Names, names: &[String], logs: &[WorkerRounds]) {
		if self.live.is_none() || round.view.outcome != Some(Outcome::Final) || !round.view.faults.is_empty() {
			self.say(&line(round, accounts, names, logs));
		}
	}

	/// Takes the table away.
	pub fn close(&mut self) {
		if let Some(bar) = self.live.take() {
			bar.finish_and_clear();
		}
	}
}

/// A round in one line: `round 7: final at block 88, 11.2 s; test error kW 147.2 131.0 141.1 143.9`.
fn line(round: &SeenRound, accounts: &Names, names: &[String], logs: &[WorkerRounds]) -> String {
	let index = round.view.id.index;
	let seconds: f64 = round.phase_seconds.iter().sum();
	match round.view.outcome {
		Some(Outcome::Failed(reason)) => {
			format!("round {index}: failed, {reason}; the model did not move, and the same updates are committed again")
		}
		_ => {
			let stands = news::stands(&round.view, &round.attested, accounts).unwrap_or_default();
			let mut text = format!("round {index}: final at block {}{stands}, {seconds:.1} s", round.view.ends_at);
			// Workers adopt a model when its block is final, seconds after the round ended: their newest line is older.
			let newest = logs.iter().filter_map(|log| log.keys().next_back()).min().copied();
			if let Some(newest) = newest {
				let _ = write!(text, "; test error after round {newest}:");
				for (name, log) in names.iter().zip(logs) {
					if let Some(evaluation) = log.get(&newest).and_then(|round| round.evaluation.as_ref()) {
						let _ = write!(text, "  {name} {:.1} {}", evaluation.rmse, evaluation.unit);
					}
				}
			}
			text
		}
	}
}

/// The whole picture: headline, bar, members × phases, test errors.
fn picture(now: &Now<'_>) -> String {
	let total = now.task.spec.rounds.max(1);
	let done = now.task.final_rounds.min(total);
	let filled = (done * 40 / total) as usize;
	let phase = match now.round.phase {
		Some(Phase::Commit) => "training on their own data, and committing",
		Some(Phase::Availability) => "fetching each other's updates",
		Some(Phase::Publication) => "putting updates on the chain that somebody could not fetch",
		Some(Phase::Attest) => "computing the result, and attesting it",
		Some(Phase::Challenge) => "checking the proposed result, and challenging it if it is false",
		None => "between two rounds",
	};
	let mut table = Table::new();
	table.load_preset(UTF8_BORDERS_ONLY);
	table.set_header(vec!["member", "commit", "availability", "attest", "test error", "first", "round by round"]);
	for column in [4, 5] {
		if let Some(column) = table.column_mut(column) {
			column.set_cell_alignment(CellAlignment::Right);
		}
	}
	for (place, name) in now.names.iter().enumerate() {
		let progress = now.positions[place].and_then(|position| now.round.members.get(position));
		let log = &now.logs[place];
		let errors: Vec<f64> = log.values().filter_map(|round| round.evaluation.as_ref().map(|e| e.rmse)).collect();
		let unit = log.values().find_map(|round| round.evaluation.as_ref().map(|e| e.unit.clone())).unwrap_or_default();
		let error = |value: Option<&f64>| value.map_or_else(|| "–".into(), |value| format!("{value:.1} {unit}"));
		let is = |wanted: Phase| now.round.phase == Some(wanted);
		let mark = |done: bool, open: bool| {
			if done {
				"✓"
			} else if open {
				"…"
			} else {
				""
			}
		};
		table.add_row(vec![
			name.clone(),
			mark(progress.is_some_and(|p| p.manifest.is_some()), is(Phase::Commit)).into(),
			match progress.and_then(|p| p.held) {
				Some(held) => format!("✓ holds {} of {}", held.count_ones(), now.round.electorate.len()),
				None => mark(false, is(Phase::Availability)).into(),
			},
			match progress {
				Some(progress) if now.round.guilty.contains(&progress.member) => verdict(now.round, &progress.member),
				Some(MemberProgress { attested: Some(hash), .. }) => format!("✓ {}", hash.short()),
				_ => mark(false, is(Phase::Attest) || is(Phase::Challenge)).into(),
			},
			error(errors.last()),
			error(errors.first()),
			sparkline(&errors, 24),
		]);
	}
	format!(
		"round {} ({} of {})  {}{}  {}\n{}\nblock {}, final {} · {} · Ctrl-C stops everything",
		now.round.id.index,
		(done + 1).min(total),
		total,
		"█".repeat(filled),
		"░".repeat(40 - filled.min(40)),
		phase,
		table,
		now.blocks.0,
		now.blocks.1,
		words::seconds(Duration::as_secs_f64(&now.elapsed)),
	)
}

/// What a guilty member attested, and what was found.
fn verdict(round: &RoundView, member: &MemberId) -> String {
	let Some(fault) = round.faults.iter().find(|fault| fault.guilty.contains(member)) else {
		return "✗ guilty".into();
	};
	let what = if fault.fault.proves_false() { "proven false" } else { "guilty" };
	format!("✗ {} {what}", fault.result_hash.short())
}

/// The newest values as small bars, the largest full height.
fn sparkline(values: &[f64], most: usize) -> String {
	const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
	let shown = &values[values.len().saturating_sub(most)..];
	let low = shown.iter().copied().fold(f64::INFINITY, f64::min);
	let high = shown.iter().copied().fold(f64::NEG_INFINITY, f64::max);
	let span = if high > low { high - low } else { 1.0 };
	shown.iter().map(|value| BARS[(((value - low) / span * 7.0).round() as usize).min(7)]).collect()
}

#[cfg(test)]
mod tests;
