//! `guild benchmark pallet`: measures the runtime's calls, for the weights that are checked in.

use crate::{
	chain_spec,
	exit::{CliError, ExitCode},
};
use frame_benchmarking_cli::PalletCmd;
use guild_runtime::opaque::Block;
use sp_runtime::traits::HashingFor;

/// Measures.
#[derive(Debug, clap::Subcommand)]
pub enum BenchmarkCommand {
	/// Benchmarks a pallet's calls and writes its `weights.rs`.
	Pallet(PalletCmd),
}

impl BenchmarkCommand {
	/// Runs it.
	///
	/// # Errors
	/// As the SDK's command.
	pub fn run(&self) -> Result<(), CliError> {
		let Self::Pallet(command) = self;
		// The command only logs why a benchmark failed.
		let logger = sc_cli::LoggerBuilder::new("error").init();
		logger.map_err(|error| CliError::new(ExitCode::Bug, error, "the log", "please report this"))?;
		let spec = chain_spec::load("dev")?;
		command
			.run_with_spec::<HashingFor<Block>, ()>(Some(Box::new(spec)))
			.map_err(|error| CliError::new(ExitCode::No, error, "benchmark", "see `guild benchmark pallet --help`"))
	}
}
