//! `guild simulate`: a whole consortium in one process, on a virtual clock.

use super::show;
use crate::exit::CliError;
use clap::Args;
use guild_simulation::{report, Matrix, Progress, Scenario};
use indicatif::{ProgressBar, ProgressStyle};
use std::{io::IsTerminal, path::PathBuf, time::Instant};

/// Try rules against liars: a whole consortium in this process, with the real runtime and real workers, on a virtual clock.
///
/// Examples:
///   guild simulate examples/simulations/scale.toml
///   guild simulate examples/simulations/wind.toml --out wind
///   guild simulate examples/simulations/shuttle.toml --json
///
/// It prints a table of the final error of every rule, without liars and against each attack of the scenario, and writes
/// matrix.csv, rounds.csv, matrix.svg and rounds.svg. The same scenario gives the same files, byte for byte. With several seeds
/// (`seeds = [1, 2, 3]`) table and pictures show means, and how far seeds are apart.
///
/// Attacks need a build with the feature `attacks`: cargo build --release -p guild --features attacks.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct SimulateCommand {
	/// The scenario: members, data, rules, liars, faults, seeds.
	#[arg(value_name = "SCENARIO.toml")]
	scenario: PathBuf,
	/// Directory for the files; without it, simulation-output/NAME, after the scenario's name.
	#[arg(long, value_name = "DIR")]
	out: Option<PathBuf>,
	/// This seed alone, instead of the scenario's.
	#[arg(long, value_name = "N")]
	seed: Option<u64>,
	/// Print JSON: {"scenario", "seeds", "members", "liars", "unit", "trivial_error", "rules", "attacks", "cells": [{"rule",
	/// "attack", "error", "to_honest", "range", "runs": [{"seed", "error", "to_honest", "rounds", "model_root", "head", …}]}]}.
	#[arg(long)]
	json: bool,
}

impl SimulateCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		let mut scenario = Scenario::load(&self.scenario)?;
		if let Some(seed) = self.seed {
			scenario.seeds = vec![seed];
		}
		let mut meter = Meter::start(&scenario);
		let matrix = Matrix::run(&scenario, &mut |progress: Progress<'_>| meter.tell(&progress))?;
		meter.end();
		let out = self.out.unwrap_or_else(|| PathBuf::from("simulation-output").join(&scenario.name));
		let paths = report::write(&matrix, &out)?;
		if self.json {
			show::json(&matrix)?;
		} else {
			show::line(&report::table(&matrix))?;
		}
		for path in paths {
			eprintln!("wrote {}", path.display());
		}
		Ok(())
	}
}

/// How far it is, on stderr: a bar on a terminal, and a line for each run that has ended.
struct Meter {
	bar: Option<ProgressBar>,
	/// When the run under way began.
	begun: Instant,
}

impl Meter {
	fn start(scenario: &Scenario) -> Self {
		eprintln!(
			"Simulating \"{}\": {} members, {} rules, {} attacks, {} seed(s).",
			scenario.name,
			scenario.members,
			scenario.rules.len(),
			scenario.attacks().len(),
			scenario.seeds.len()
		);
		let bar = std::io::stderr().is_terminal().then(|| {
			let style = ProgressStyle::with_template("{bar:30} {pos}/{len} rounds, {eta} left  {msg}");
			ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
		});
		Self { bar, begun: Instant::now() }
	}

	fn tell(&mut self, progress: &Progress<'_>) {
		let Progress { rule, attack, seed, run, runs, round, rounds } = *progress;
		let done = round.round + 1;
		if let Some(bar) = &self.bar {
			bar.set_length(runs as u64 * u64::from(rounds));
			bar.set_position((run as u64 - 1) * u64::from(rounds) + u64::from(done));
			bar.set_message(format!("{rule}, {attack}"));
		}
		if done >= rounds && round.is_final {
			let seconds = self.begun.elapsed().as_secs_f64();
			let error = round.error.map_or_else(|| "no error".into(), |error| format!("error {error:.4}"));
			let line = format!(
				"run {run} of {runs}: {rule}, {attack}, seed {seed}: {error}; {done} rounds in {seconds:.1} s, {:.3} s a round",
				seconds / f64::from(done)
			);
			match &self.bar {
				Some(bar) => bar.println(line),
				None => eprintln!("{line}"),
			}
			self.begun = Instant::now();
		}
	}

	fn end(&self) {
		if let Some(bar) = &self.bar {
			bar.finish_and_clear();
		}
	}
}
