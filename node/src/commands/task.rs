//! `guild task`: what is trained, and proposals for what else should be.

use super::{
	gov::{
		council::{self, Share},
		why::WhyArgs,
		SignArgs,
	},
	show,
};
use crate::{client::NodeArgs, exit::CliError};
use clap::{Args, Subcommand};
use guild_learning::TaskFile;
use guild_primitives::{limits::MAX_PAGE, Root, TaskId, TaskView};
use guild_runtime::Runtime;
use serde::Serialize;
use std::path::PathBuf;

/// See what is trained, and propose what should be.
///
/// Examples:
///   guild task list
///   guild task show --task 0
///   guild task propose --file task.toml --keys keys
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum TaskCommand {
	/// Proposes a task to the council, with a member's owner key, and votes for it.
	///
	/// Examples:
	///   guild task propose --file task.toml --keys keys
	///   guild task propose --file task.toml --keys keys --url ws://127.0.0.1:9944 --json
	#[command(verbatim_doc_comment)]
	Propose(ProposeArgs),
	/// Lists all tasks.
	///
	/// Examples:
	///   guild task list
	///   guild task list --json
	#[command(verbatim_doc_comment)]
	List(ListArgs),
	/// Shows what was agreed for a task, and where it stands.
	///
	/// Examples:
	///   guild task show --task 0
	///   guild task show --task 0 --json
	#[command(verbatim_doc_comment)]
	Show(ShowArgs),
}

/// Arguments of `guild task propose`.
#[derive(Debug, Args)]
pub struct ProposeArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The task: model, features, training, rule and windows.
	#[arg(long, value_name = "FILE")]
	file: PathBuf,
}

/// Arguments of `guild task list`.
#[derive(Debug, Args)]
pub struct ListArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// First task shown.
	#[arg(long, default_value_t = 0)]
	from: TaskId,
	/// Print JSON: {"at": {"number", "hash"}, "tasks": […]}.
	#[arg(long)]
	json: bool,
}

/// Arguments of `guild task show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The task.
	#[arg(long)]
	task: TaskId,
	/// Print JSON: {"at": {"number", "hash"}, "task": …}.
	#[arg(long)]
	json: bool,
}

/// What `propose` answers.
#[derive(Serialize)]
struct Proposed {
	/// The motion; and the task, if it exists already.
	#[serde(flatten)]
	motion: council::Proposed,
	/// Hash of the task's spec.
	spec_hash: Root,
	/// Root of the model that the task begins with.
	initial_model_root: Root,
}

impl TaskCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		match self {
			Self::Propose(args) => args.run(),
			Self::List(args) => args.run(),
			Self::Show(args) => args.run(),
		}
	}
}

impl ProposeArgs {
	fn run(self) -> Result<(), CliError> {
		// Checks, too, that the chain would run it.
		let spec = TaskFile::load(&self.file)?.to_spec(&self.file.display().to_string())?;
		let (spec_hash, initial_model_root) = (spec.hash(), spec.initial_model_root);
		let (key, node) = self.sign.signer()?;
		if !self.sign.json {
			show::line(&format!("proposing the task \"{}\"\n{}", spec.name, show::spec(&spec)))?;
			self.why.say()?;
		}
		let proposal = pallet_training::Call::<Runtime>::create_task { spec: Box::new(spec) };
		let motion =
			council::propose(&node, &self.sign, &key, self.why.describe(proposal.into()), Share::MoreThanHalf)?;
		if self.sign.json {
			return show::json(&Proposed { motion, spec_hash, initial_model_root });
		}
		show::line(&motion.words()?)
	}
}

impl ListArgs {
	fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let answer = node.tasks(self.from, MAX_PAGE)?;
		if self.json {
			return show::json(&answer);
		}
		if answer.tasks.is_empty() {
			return show::line("no tasks; propose one with `guild task propose`");
		}
		for task in &answer.tasks {
			show::line(&show::standing(task))?;
		}
		if answer.tasks.len() as u32 >= MAX_PAGE {
			let next = answer.tasks.last().map_or(0, |task| task.id.saturating_add(1));
			show::line(&format!("there may be more: `guild task list --from {next}`"))?;
		}
		Ok(())
	}
}

impl ShowArgs {
	fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let answer = node.task(self.task)?;
		if self.json {
			return show::json(&answer);
		}
		let TaskView { spec, spec_hash, created_at, model_root, aggregate_root, .. } = &answer.task;
		show::line(&show::standing(&answer.task))?;
		show::line(&show::spec(spec))?;
		show::line(&format!("  spec       {spec_hash}, created at block {created_at}"))?;
		show::line(&format!("  newest     model {model_root}"))?;
		if let Some(root) = aggregate_root {
			show::line(&format!("             aggregate {root}"))?;
		}
		show::line(&format!("(at block {}, {:?})", answer.at.number, answer.at.hash))
	}
}
