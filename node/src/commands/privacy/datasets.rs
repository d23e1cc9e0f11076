//! `guild privacy declare`, `tighten` and `overlap`: what a member's owner says of its datasets.

use crate::{
	commands::{gov::SignArgs, show},
	exit::CliError,
	keys::{Key, KeyDir},
};
use clap::Args;
use guild_accountant::{Nats, Relation};
use guild_primitives::{limits::MAX_DESCRIPTION_BYTES, Budget, DatasetId, Text};
use guild_runtime::RuntimeCall;
use pallet_privacy_budget::{Budgets, Call, DatasetIds};
use std::str::FromStr;

/// A budget as typed: `RELATION:EPSILON:DELTA`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct BudgetArg {
	relation: Relation,
	budget: Budget,
}

impl FromStr for BudgetArg {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let mut parts = text.split(':');
		let (Some(relation), Some(epsilon), Some(delta), None) =
			(parts.next(), parts.next(), parts.next(), parts.next())
		else {
			return Err("a budget looks like replace-dataset:4:1e-6 (relation, epsilon, delta)".into());
		};
		let relation = match relation {
			"replace-dataset" => Relation::ReplaceDataset,
			"add-remove-record" => Relation::AddRemoveRecord,
			other => return Err(format!("`{other}` is neither replace-dataset nor add-remove-record")),
		};
		let epsilon = Nats::budget(epsilon).map_err(|error| format!("epsilon `{epsilon}`: {error}"))?;
		let delta = delta.parse().map_err(|error| format!("delta `{delta}`: {error}"))?;
		Ok(Self { relation, budget: Budget { epsilon, delta } })
	}
}

/// Arguments of `guild privacy declare`.
#[derive(Debug, Args)]
pub struct DeclareArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The member's own number for the dataset: worker.toml and manifests name it.
	#[arg(long, value_name = "N")]
	dataset: DatasetId,
	/// What the rows are, in a few words that the council can see; no secrets.
	#[arg(long, value_name = "TEXT")]
	description: String,
	/// Most that may be spent under a relation, for example replace-dataset:4:1e-6. Once for each relation. It can only be tightened later.
	#[arg(long, value_name = "RELATION:EPSILON:DELTA", required = true)]
	budget: Vec<BudgetArg>,
	/// The member's datasets that share rows with it: all of them.
	#[arg(long, value_name = "N,N", value_delimiter = ',')]
	overlaps: Vec<DatasetId>,
}

/// Arguments of `guild privacy tighten`.
#[derive(Debug, Args)]
pub struct TightenArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The dataset.
	#[arg(long, value_name = "N")]
	dataset: DatasetId,
	/// The new budget: a smaller epsilon or a smaller delta, neither larger.
	#[arg(long, value_name = "RELATION:EPSILON:DELTA")]
	budget: BudgetArg,
}

/// Arguments of `guild privacy overlap`.
#[derive(Debug, Args)]
pub struct OverlapArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// A dataset.
	#[arg(long, value_name = "N")]
	dataset: DatasetId,
	/// One that shares rows with it.
	#[arg(long, value_name = "N")]
	other: DatasetId,
}

impl DeclareArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let call = self.call()?;
		let text = format!("dataset {} is declared", self.dataset);
		submit(&self.sign, call, self.dataset, &text)
	}

	fn call(&self) -> Result<RuntimeCall, CliError> {
		let mut budgets = Budgets::default();
		for BudgetArg { relation, budget } in &self.budget {
			let place = match relation {
				Relation::ReplaceDataset => &mut budgets.replace_dataset,
				Relation::AddRemoveRecord => &mut budgets.add_remove_record,
			};
			if place.replace(*budget).is_some() {
				return Err(CliError::usage("two budgets under one relation", "give --budget once for each relation"));
			}
		}
		let description = Text::<MAX_DESCRIPTION_BYTES>::new(&self.description).ok_or_else(|| {
			CliError::usage(
				format!("the description has {} bytes", self.description.len()),
				format!("say it in at most {MAX_DESCRIPTION_BYTES}"),
			)
		})?;
		let mut overlaps = self.overlaps.clone();
		overlaps.sort_unstable();
		overlaps.dedup();
		let overlaps = DatasetIds::try_from(overlaps).map_err(|_| {
			CliError::usage("more overlaps than a member may have datasets", "name declared datasets only")
		})?;
		let (dataset, description, budgets) = (self.dataset, Box::new(description), Box::new(budgets));
		Ok(Call::declare_dataset { dataset, description, overlaps, budgets }.into())
	}
}

impl TightenArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let BudgetArg { relation, budget } = self.budget;
		let call = Call::tighten_budget { dataset: self.dataset, relation, budget };
		submit(&self.sign, call.into(), self.dataset, &format!("the budget of dataset {} is tightened", self.dataset))
	}
}

impl OverlapArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let call = Call::add_overlap { dataset: self.dataset, other: self.other };
		let text = format!("datasets {} and {} overlap, and pay for each other", self.dataset, self.other);
		submit(&self.sign, call.into(), self.dataset, &text)
	}
}

fn submit(sign: &SignArgs, call: RuntimeCall, dataset: DatasetId, text: &str) -> Result<(), CliError> {
	let key = KeyDir::open(&sign.keys)?.sr25519(Key::Owner)?;
	let included = sign.node.connect()?.submit(&key, call, sign.until())?;
	match sign.json {
		true => show::json(&serde_json::json!({ "dataset": dataset, "block": included.block })),
		false => show::line(text),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_budget_is_read_or_refused_with_a_reason() {
		let budget: BudgetArg = "add-remove-record:0.5:1e-6".parse().unwrap();
		assert_eq!((budget.relation, budget.budget.epsilon), (Relation::AddRemoveRecord, Nats::budget("0.5").unwrap()));
		for (text, reason) in [
			("4:1e-6", "looks like"),
			("replace-dataset:4:1e-6:1", "looks like"),
			("dataset:4:1e-6", "neither"),
			("replace-dataset:x:1e-6", "epsilon"),
			("replace-dataset:4:2", "delta"),
		] {
			let error = text.parse::<BudgetArg>().unwrap_err();
			assert!(error.contains(reason), "{text}: {error}");
		}
	}
}
