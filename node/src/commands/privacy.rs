//! `guild privacy`: what the ledger would charge, by the ledger's own code; what it holds; and what an owner says to it.

mod datasets;
mod ledger;

use super::show;
use crate::exit::CliError;
use clap::{Args, ValueEnum};
use guild_accountant::{
	orders, AccountantError, Delta, FlipChance, Mechanism, NoiseMultiplier, Relation, SamplingRate, Spent,
};
use serde::Serialize;

/// Says what privacy costs and what is spent, and declares datasets and budgets.
#[derive(Debug, clap::Subcommand)]
pub enum PrivacyCommand {
	/// The ε that the ledger would charge for a mechanism.
	///
	/// It is an upper bound, by the ledger's own code: Rényi differential privacy in integers, always rounded up.
	#[command(
		after_help = "Examples:\n  guild privacy epsilon --mechanism subsampled-gaussian --noise-multiplier 1.1 \
		--sampling-rate 0.01 --steps 1000 --delta 1e-5\n  guild privacy epsilon --mechanism discrete-gaussian \
		--noise-multiplier 4 --steps 20 --delta 1e-6 --relation replace-dataset --json\n  guild privacy epsilon \
		--mechanism randomised-response --flip 0.25 --steps 19 --delta 1e-6\n\nIt is arithmetic on the mechanism \
		named here. That the noise is added, no ledger sees."
	)]
	Epsilon(Epsilon),
	/// What members' datasets have spent, and what is left.
	///
	/// Examples:
	///   guild privacy ledger
	///   guild privacy ledger --member alice --delta 1e-7 --json
	#[command(verbatim_doc_comment)]
	Ledger(ledger::LedgerArgs),
	/// Declares a dataset and what may be spent of its privacy, with the owner's key. It stays for ever.
	///
	/// Examples:
	///   guild privacy declare --dataset 1 --description "SCADA of turbine 1, 2017 to 2020" --budget replace-dataset:4:1e-6 --keys keys
	#[command(verbatim_doc_comment)]
	Declare(datasets::DeclareArgs),
	/// Tightens what may be spent of a dataset, with the owner's key. A larger budget needs a new dataset.
	///
	/// Examples:
	///   guild privacy tighten --dataset 1 --budget replace-dataset:2:1e-6 --keys keys
	#[command(verbatim_doc_comment)]
	Tighten(datasets::TightenArgs),
	/// Says that two datasets share rows after all, with the owner's key: each pays for both.
	///
	/// Examples:
	///   guild privacy overlap --dataset 1 --other 2 --keys keys
	#[command(verbatim_doc_comment)]
	Overlap(datasets::OverlapArgs),
}

impl PrivacyCommand {
	/// Does what was typed.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		match self {
			Self::Epsilon(arguments) => arguments.run(),
			Self::Ledger(arguments) => arguments.run(),
			Self::Declare(arguments) => arguments.run(),
			Self::Tighten(arguments) => arguments.run(),
			Self::Overlap(arguments) => arguments.run(),
		}
	}
}

/// Mechanisms by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Name {
	/// Gaussian noise on reals
	Gaussian,
	/// Discrete Gaussian noise on integers: the mode `local`
	DiscreteGaussian,
	/// Laplace noise on reals
	Laplace,
	/// Discrete Laplace noise on integers
	DiscreteLaplace,
	/// One of two answers, and with some chance the other than the true one: the metric `bit`
	RandomisedResponse,
	/// Gaussian noise on a Poisson sample of the records: the mode `record-level`
	SubsampledGaussian,
}

/// Neighbouring relations by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum RelationName {
	/// One record, added or removed
	AddRemoveRecord,
	/// A member's whole dataset, replaced by another
	ReplaceDataset,
}

impl From<RelationName> for Relation {
	fn from(name: RelationName) -> Self {
		match name {
			RelationName::AddRemoveRecord => Self::AddRemoveRecord,
			RelationName::ReplaceDataset => Self::ReplaceDataset,
		}
	}
}

/// Arguments of `guild privacy epsilon`.
#[derive(Debug, Args)]
pub struct Epsilon {
	/// The mechanism.
	#[arg(long, value_enum)]
	mechanism: Name,
	/// Noise for sensitivity: standard deviation / L2 sensitivity, and for Laplace scale / L1 sensitivity. From 0.01 to 1000000; of
	/// more than nine decimals it is rounded down.
	#[arg(long, value_name = "X")]
	noise_multiplier: Option<String>,
	/// Chance of the other answer than the true one, for randomised-response: from 2^-16 to below one half; rounded down to a
	/// multiple of 2^-16.
	#[arg(long, value_name = "F")]
	flip: Option<String>,
	/// Chance of each record in each step, for subsampled-gaussian: above 0, at most 1. Of more than nine decimals it is rounded up.
	#[arg(long, value_name = "Q")]
	sampling_rate: Option<String>,
	/// How often the mechanism runs on the same data; for randomised-response, how many answers are told.
	#[arg(long, value_name = "N")]
	steps: u32,
	/// The chance with which ε may be exceeded, for instance 1e-5.
	#[arg(long, value_name = "D")]
	delta: String,
	/// What is protected; the sensitivity is the one for it. The ε is the same for both; what it says is not. Without it: one record
	/// for subsampled-gaussian, gaussian and laplace, the whole dataset for the others.
	#[arg(long, value_enum, value_name = "R")]
	relation: Option<RelationName>,
	/// Print JSON: {"epsilon" (rounded up to six decimals), "order", "delta", "mechanism", "noise_multiplier" or "flip", "sampling_rate",
	/// "steps", "relation", "orders" (all that were tried)}.
	#[arg(long)]
	json: bool,
}

#[derive(Serialize)]
struct Answer {
	epsilon: serde_json::Number,
	order: u32,
	delta: serde_json::Number,
	#[serde(flatten)]
	mechanism: Flat,
	steps: u32,
	relation: Relation,
	orders: Vec<u32>,
}

#[derive(Serialize)]
struct Flat {
	mechanism: String,
	#[serde(skip_serializing_if = "Option::is_none")]
	noise_multiplier: Option<serde_json::Number>,
	#[serde(skip_serializing_if = "Option::is_none")]
	flip: Option<serde_json::Number>,
	#[serde(skip_serializing_if = "Option::is_none")]
	sampling_rate: Option<serde_json::Number>,
}

/// What a mechanism is made with.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Noise {
	/// Noise for sensitivity, and the chance of each record where records are sampled.
	Multiplier(NoiseMultiplier, Option<SamplingRate>),
	/// The chance of the other answer.
	Flip(FlipChance),
}

impl Epsilon {
	fn run(&self) -> Result<(), CliError> {
		let (mechanism, noise) = self.mechanism()?;
		let delta: Delta = self.delta.parse().map_err(|error| refused("--delta", &self.delta, error))?;
		let relation = self.relation();
		let spent = mechanism.cost(relation, self.steps).map_err(|error| self.explain(error))?.spent(delta);
		if spent.epsilon.is_unbounded() {
			return Err(CliError::refused(
				"no order gives a bound: so much is spent that ε is no number",
				"the command line",
				"take more noise, or fewer steps",
			));
		}
		if !self.json {
			return show::line(&self.words(&spent, noise));
		}
		show::json(&Answer {
			epsilon: number(&format!("{:.6}", spent.epsilon))?,
			order: spent.order,
			delta: number(&delta.to_string())?,
			mechanism: Flat {
				mechanism: self.name(),
				noise_multiplier: noise.multiplier().map(|multiplier| number(&multiplier.to_string())).transpose()?,
				flip: noise.flip().map(|flip| number(&flip.to_string())).transpose()?,
				sampling_rate: noise.sampling_rate().map(|rate| number(&rate.to_string())).transpose()?,
			},
			steps: self.steps,
			relation,
			orders: orders().collect(),
		})
	}

	fn mechanism(&self) -> Result<(Mechanism, Noise), CliError> {
		let noise_multiplier: NoiseMultiplier = match (self.mechanism, &self.noise_multiplier, &self.flip) {
			(Name::RandomisedResponse, None, Some(text)) if self.sampling_rate.is_none() => {
				let flip = text.parse().map_err(|error| refused("--flip", text, error))?;
				return Ok((Mechanism::RandomisedResponse { flip }, Noise::Flip(flip)));
			}
			(Name::RandomisedResponse, _, _) => {
				return Err(CliError::usage(
					"`randomised-response` has a chance of the other answer, and nothing else",
					"give --flip F, and neither --noise-multiplier nor --sampling-rate",
				))
			}
			(_, Some(text), None) => text.parse().map_err(|error| refused("--noise-multiplier", text, error))?,
			(_, None, None) => {
				return Err(CliError::usage(
					format!("`{}` has no noise multiplier", self.name()),
					"give --noise-multiplier X, the noise for sensitivity",
				))
			}
			(_, _, Some(_)) => {
				return Err(CliError::usage(
					format!("`{}` gives no answers", self.name()),
					"leave --flip out, or take --mechanism randomised-response",
				))
			}
		};
		let sampling_rate = match (self.mechanism, &self.sampling_rate) {
			(Name::SubsampledGaussian, Some(text)) => {
				Some(text.parse().map_err(|error| refused("--sampling-rate", text, error))?)
			}
			(Name::SubsampledGaussian, None) => {
				return Err(CliError::usage(
					"`subsampled-gaussian` has no sampling rate",
					"give --sampling-rate Q, the chance of each record in each step",
				))
			}
			(_, Some(_)) => {
				return Err(CliError::usage(
					format!("`{}` does not sample", self.name()),
					"leave --sampling-rate out, or take --mechanism subsampled-gaussian",
				))
			}
			(_, None) => None,
		};
		let mechanism = match (self.mechanism, sampling_rate) {
			(_, Some(sampling_rate)) => Mechanism::SubsampledGaussian { noise_multiplier, sampling_rate },
			(Name::Laplace, None) => Mechanism::Laplace { noise_multiplier },
			(Name::DiscreteLaplace, None) => Mechanism::DiscreteLaplace { noise_multiplier },
			(Name::DiscreteGaussian, None) => Mechanism::DiscreteGaussian { noise_multiplier },
			// The sampled one without a rate was refused above, and randomised response returned.
			(Name::Gaussian | Name::SubsampledGaussian | Name::RandomisedResponse, None) => {
				Mechanism::Gaussian { noise_multiplier }
			}
		};
		Ok((mechanism, Noise::Multiplier(noise_multiplier, sampling_rate)))
	}

	fn relation(&self) -> Relation {
		let usual = match self.mechanism {
			Name::Gaussian | Name::Laplace | Name::SubsampledGaussian => Relation::AddRemoveRecord,
			Name::DiscreteGaussian | Name::DiscreteLaplace | Name::RandomisedResponse => Relation::ReplaceDataset,
		};
		self.relation.map_or(usual, Relation::from)
	}

	/// The mechanism's name, as typed.
	fn name(&self) -> String {
		self.mechanism.to_possible_value().map_or_else(String::new, |value| value.get_name().to_string())
	}

	/// What is wrong with the arguments together.
	fn explain(&self, error: AccountantError) -> CliError {
		let next = match error {
			AccountantError::NoSteps => "give --steps 1 or more",
			AccountantError::NotAmplified => "take --relation add-remove-record, or a mechanism that does not sample",
			_ => "see `guild privacy epsilon --help`",
		};
		CliError::usage(error, next)
	}

	fn words(&self, spent: &Spent, noise: Noise) -> String {
		let made = match noise {
			Noise::Multiplier(multiplier, None) => format!("noise multiplier {multiplier}"),
			Noise::Multiplier(multiplier, Some(rate)) => {
				format!("noise multiplier {multiplier}, each record with chance {rate}")
			}
			Noise::Flip(flip) => format!("a false answer with chance {flip}, pure ε = {:.6} each", flip.epsilon()),
		};
		let steps = if self.steps == 1 { "once".to_string() } else { format!("{} times", self.steps) };
		format!(
			"ε = {:.6} at δ = {}\n  protects   {}\n  mechanism  {} with {made}, {steps}\n  found at   Rényi order {}; \
			 rounded up",
			spent.epsilon,
			spent.delta,
			spent.relation,
			self.name(),
			spent.order
		)
	}
}

impl Noise {
	fn multiplier(self) -> Option<NoiseMultiplier> {
		match self {
			Self::Multiplier(multiplier, _) => Some(multiplier),
			Self::Flip(_) => None,
		}
	}

	fn sampling_rate(self) -> Option<SamplingRate> {
		match self {
			Self::Multiplier(_, rate) => rate,
			Self::Flip(_) => None,
		}
	}

	fn flip(self) -> Option<FlipChance> {
		match self {
			Self::Multiplier(..) => None,
			Self::Flip(flip) => Some(flip),
		}
	}
}

/// A value that does not parse or is out of range.
fn refused(flag: &str, text: &str, error: AccountantError) -> CliError {
	CliError::usage(format!("{flag} is `{text}`: {error}"), "see `guild privacy epsilon --help`")
}

/// Decimal text as a number of JSON.
fn number(text: &str) -> Result<serde_json::Number, CliError> {
	text.parse().map_err(|error| {
		CliError::new(crate::exit::ExitCode::Bug, format!("`{text}` is no number: {error}"), "", "please report this")
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::exit::ExitCode;
	use clap::Parser;

	#[derive(Parser)]
	struct Cli {
		#[command(subcommand)]
		command: PrivacyCommand,
	}

	fn parse(args: &str) -> Epsilon {
		let line = ["privacy", "epsilon"].into_iter().chain(args.split_whitespace());
		let PrivacyCommand::Epsilon(arguments) = Cli::try_parse_from(line).unwrap().command else {
			panic!("another command");
		};
		arguments
	}

	#[test]
	fn a_known_cost_is_told_with_unit_and_relation() {
		let arguments = parse(
			"--mechanism subsampled-gaussian --noise-multiplier 1.1 --sampling-rate 0.01 --steps 1000 --delta 1e-5",
		);
		let (mechanism, noise) = arguments.mechanism().unwrap();
		let spent = mechanism.cost(arguments.relation(), 1000).unwrap().spent("1e-5".parse().unwrap());
		let words = arguments.words(&spent, noise);
		assert!(words.starts_with("ε = 1.725291 at δ = 1e-5\n"), "{words}");
		assert!(words.contains("one record, added or removed") && words.contains("order 9"), "{words}");
		arguments.run().unwrap();
	}

	#[test]
	fn answers_are_told_with_the_pure_epsilon_of_each() {
		let arguments = parse("--mechanism randomised-response --flip 0.25 --steps 3 --delta 1e-6");
		let (mechanism, noise) = arguments.mechanism().unwrap();
		let spent = mechanism.cost(arguments.relation(), 3).unwrap().spent("1e-6".parse().unwrap());
		let words = arguments.words(&spent, noise);
		// ln 3 = 1.0986122….
		assert!(words.contains("a false answer with chance 0.25, pure ε = 1.098613 each, 3 times"), "{words}");
		assert!(words.contains("a member's whole dataset"), "{words}");
		arguments.run().unwrap();
	}

	#[test]
	fn what_owners_say_to_the_ledger_is_understood() {
		use clap::CommandFactory;
		Cli::command().debug_assert();
		for line in [
			"ledger --member alice --delta 1e-7 --json",
			"declare --dataset 1 --description rows --budget replace-dataset:4:1e-6 --budget add-remove-record:2:1e-6 --overlaps 2,3 \
			 --keys keys",
			"tighten --dataset 1 --budget replace-dataset:2:1e-6 --keys keys",
			"overlap --dataset 1 --other 2 --keys keys --no-wait",
		] {
			Cli::try_parse_from(["privacy"].into_iter().chain(line.split_whitespace())).unwrap();
		}
	}

	#[test]
	fn wrong_arguments_are_usage_errors_that_say_what_to_do() {
		for (args, next) in [
			("--mechanism subsampled-gaussian --noise-multiplier 1 --steps 1 --delta 1e-5", "--sampling-rate"),
			("--mechanism gaussian --noise-multiplier 1 --sampling-rate 0.1 --steps 1 --delta 1e-5", "leave"),
			("--mechanism gaussian --steps 1 --delta 1e-5", "--noise-multiplier"),
			("--mechanism gaussian --noise-multiplier 1 --flip 0.25 --steps 1 --delta 1e-5", "leave --flip"),
			("--mechanism randomised-response --steps 1 --delta 1e-5", "--flip F"),
			("--mechanism randomised-response --flip 0.25 --noise-multiplier 1 --steps 1 --delta 1e-5", "--flip F"),
			("--mechanism randomised-response --flip 0.5 --steps 1 --delta 1e-5", "--help"),
			("--mechanism gaussian --noise-multiplier 0 --steps 1 --delta 1e-5", "--help"),
			("--mechanism gaussian --noise-multiplier x --steps 1 --delta 1e-5", "--help"),
			("--mechanism gaussian --noise-multiplier 1 --steps 1 --delta 1", "--help"),
			("--mechanism gaussian --noise-multiplier 1 --steps 0 --delta 1e-5", "--steps 1"),
			(
				"--mechanism subsampled-gaussian --noise-multiplier 1 --sampling-rate 0.1 --steps 1 --delta 1e-5 --relation \
				 replace-dataset",
				"--relation add-remove-record",
			),
		] {
			let error = parse(args).run().unwrap_err();
			assert_eq!(error.code, ExitCode::Usage, "{args}");
			assert!(error.next.contains(next), "{args}: {error}");
		}
	}
}
