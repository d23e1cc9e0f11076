//! `guild worker`: what a member's worker would do.

use super::show;
use crate::exit::CliError;
use clap::{Args, Subcommand};
use guild_learning::{CheckReport, WorkerConfig};
use std::path::PathBuf;

/// See what a member's worker would do.
///
/// Examples:
///   guild worker check --config worker.toml
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum WorkerCommand {
	/// Reads config and data, and says what is in the data and what would be trained. Touches no network.
	///
	/// Examples:
	///   guild worker check --config worker.toml
	///   guild worker check --config worker.toml --json
	#[command(verbatim_doc_comment)]
	Check(CheckArgs),
}

/// Arguments of `guild worker check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
	/// The worker's config.
	#[arg(long, value_name = "FILE")]
	config: PathBuf,
	/// Print JSON: {"schema", "quality", "splits", "model", "dim", "layers", "epochs", "batch_size", "steps_asked", …}.
	#[arg(long)]
	json: bool,
}

impl WorkerCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		match self {
			Self::Check(args) => args.run(),
		}
	}
}

impl CheckArgs {
	fn run(self) -> Result<(), CliError> {
		let config = WorkerConfig::load(&self.config)?;
		let report = guild_learning::check(&config)?;
		if self.json {
			return show::json(&report);
		}
		show::line(&text(&report))
	}
}

fn text(report: &CheckReport) -> String {
	let mut text = String::from("columns\n");
	for column in &report.schema.columns {
		let [least, most] = column.range;
		text.push_str(&format!("  {} [{}], {least} to {most}\n", column.name, column.unit));
	}
	text.push_str("data\n");
	for line in report.quality.to_string().lines() {
		text.push_str(&format!("  {line}\n"));
	}
	text.push_str("windows\n");
	for split in &report.splits {
		let skipped =
			if split.skipped == 0 { String::new() } else { format!(", {} left out for missing values", split.skipped) };
		text.push_str(&format!("  {:<10} {}{skipped} ({})\n", split.name, split.windows, split.range));
	}
	text.push_str(&format!("model\n  {:?}, {} parameters\n", report.model, report.dim));
	for layer in &report.layers {
		let shape: Vec<_> = layer.shape.iter().map(usize::to_string).collect();
		text.push_str(&format!("  {:<16} {}\n", layer.name, shape.join(" x ")));
	}
	text.push_str(&format!(
		"a round\n  {} epochs in batches of {}: {} steps",
		report.epochs, report.batch_size, report.steps_asked
	));
	if let Some(steps) = report.max_steps {
		text.push_str(&format!("; your budget stops it after {steps} steps"));
	}
	if let Some(seconds) = report.max_seconds {
		text.push_str(&format!("; your budget stops it after {seconds} s"));
	}
	text
}
