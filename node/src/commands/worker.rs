//! `guild worker`: what a member's worker would do.

use super::show;
use crate::exit::CliError;
use clap::{Args, Subcommand};
use guild_learning::WorkerConfig;
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
	/// Print JSON: {"schema", "quality", "splits", "model", "dim", "layers", "batch_size", "steps_asked", "privacy", …}.
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
		show::line(report.to_string().trim_end())
	}
}
