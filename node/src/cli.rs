//! What can be typed.

use crate::{
	commands::{
		aggregate::AggregateCommand, agreement::AgreementCommand, audit::AuditCommand, gov::GovCommand,
		key::KeyCommand, member::MemberCommand, model::ModelCommand, privacy::PrivacyCommand,
		reputation::ReputationCommand, round::RoundCommand, run::Run, simulate::SimulateCommand, spec::SpecCommand,
		task::TaskCommand, worker::WorkerCommand,
	},
	exit::CliError,
};

/// Federated learning for companies that share a model, never data: a consortium member's validator and worker.
#[derive(Debug, clap::Parser)]
#[command(
	name = "guild",
	version = env!("SUBSTRATE_CLI_IMPL_VERSION"),
	arg_required_else_help = true,
	after_help = "Examples:\n  guild key generate --dir keys\n  guild spec new --members members.toml --out spec.json\n  \
		guild run --base-path data --chain spec.json --keys keys --worker worker.toml\n\nExit codes: 0 done; 1 asked and \
		answered no; 2 usage; 3 bad file or data; 4 refused by a rule; 5 not reachable, retry may help; 70 our bug."
)]
pub struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
	#[command(subcommand)]
	Key(KeyCommand),
	#[command(subcommand)]
	Spec(SpecCommand),
	Run(Box<Run>),
	#[command(subcommand)]
	Worker(WorkerCommand),
	#[command(subcommand)]
	Task(Box<TaskCommand>),
	#[command(subcommand)]
	Round(RoundCommand),
	#[command(subcommand)]
	Model(ModelCommand),
	Aggregate(AggregateCommand),
	#[command(subcommand)]
	Agreement(Box<AgreementCommand>),
	#[command(subcommand)]
	Audit(AuditCommand),
	#[command(subcommand)]
	Privacy(Box<PrivacyCommand>),
	#[command(subcommand)]
	Gov(Box<GovCommand>),
	#[command(subcommand)]
	Member(Box<MemberCommand>),
	Reputation(ReputationCommand),
	Simulate(SimulateCommand),
	/// Measures the runtime's calls, for their weights.
	#[cfg(feature = "runtime-benchmarks")]
	#[command(subcommand)]
	Benchmark(Box<crate::benchmarking::BenchmarkCommand>),
}

impl Cli {
	/// Does what was typed.
	///
	/// # Errors
	/// As the command.
	pub fn run(self) -> Result<(), CliError> {
		match self.command {
			Command::Key(command) => command.run(),
			Command::Spec(command) => command.run(),
			Command::Run(command) => command.run(),
			Command::Worker(command) => command.run(),
			Command::Task(command) => command.run(),
			Command::Round(command) => command.run(),
			Command::Model(command) => command.run(),
			Command::Aggregate(command) => command.run(),
			Command::Agreement(command) => command.run(),
			Command::Audit(command) => command.run(),
			Command::Privacy(command) => command.run(),
			Command::Gov(command) => command.run(),
			Command::Member(command) => command.run(),
			Command::Reputation(command) => command.run(),
			Command::Simulate(command) => command.run(),
			#[cfg(feature = "runtime-benchmarks")]
			Command::Benchmark(command) => command.run(),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::{Command, CommandFactory};

	/// The words of a line as a shell would split it, up to where its output goes or another command begins; placeholders are filled in.
	fn words(line: &str) -> Vec<String> {
		let mut words = Vec::new();
		for (place, part) in line.split('"').enumerate() {
			match place % 2 {
				0 => words.extend(part.split_whitespace().map(String::from)),
				_ => words.push(part.into()),
			}
		}
		let end = words.iter().position(|word| word.starts_with(['>', '|', '&'])).unwrap_or(words.len());
		words.truncate(end);
		for word in &mut words {
			match word.as_str() {
				"HEX" | "ACCOUNT" => *word = "ab".repeat(32),
				_ => {}
			}
		}
		words
	}

	/// The examples of a command's help, and of those below it.
	fn examples(command: &Command) -> Vec<String> {
		let helps = [command.get_long_about(), command.get_after_help(), command.get_about()];
		let texts = helps.into_iter().flatten().map(ToString::to_string);
		let lines = texts.flat_map(|text| text.lines().map(|line| line.trim().to_string()).collect::<Vec<_>>());
		let mut all: Vec<_> = lines.filter(|line| line.starts_with("guild ") && !line.contains("COMMAND")).collect();
		for below in command.get_subcommands() {
			all.extend(examples(below));
		}
		all
	}

	#[test]
	fn every_example_of_the_help_is_understood() {
		let command = Cli::command();
		command.clone().debug_assert();
		let examples = examples(&command);
		assert!(examples.len() > 20, "{examples:#?}");
		for example in examples {
			if let Err(error) = command.clone().try_get_matches_from(words(&example)) {
				panic!("`{example}`: {error}");
			}
		}
	}
}
