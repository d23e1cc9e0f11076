//! `guild round`: how a round went, or goes.

use super::show;
use crate::{client::NodeArgs, exit::CliError};
use clap::{Args, Subcommand};
use guild_primitives::{Phase, RoundIndex, RoundView, TaskId, TaskStatus};
use serde::Serialize;
use std::time::Duration;

/// Time between two looks of `watch`: half a block.
const LOOK_EVERY: Duration = Duration::from_millis(1_000);

/// See how a round went, or watch one.
///
/// Examples:
///   guild round show --task 0
///   guild round show --task 0 --round 7 --json
///   guild round watch --task 0
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum RoundCommand {
	/// Shows a round: who committed, holds and attested; or, when it has ended, what each update became.
	///
	/// Examples:
	///   guild round show --task 0
	///   guild round show --task 0 --round 7 --json
	#[command(verbatim_doc_comment)]
	Show(ShowArgs),
	/// Shows every change of a task's rounds as it happens, until the task ends.
	///
	/// Examples:
	///   guild round watch --task 0
	///   guild round watch --task 0 --rounds 1 --json
	#[command(verbatim_doc_comment)]
	Watch(WatchArgs),
}

/// Arguments of `guild round show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The task.
	#[arg(long)]
	task: TaskId,
	/// The round; without it, the open one.
	#[arg(long)]
	round: Option<RoundIndex>,
	/// Print JSON: {"at": {"number", "hash"}, "round": …}.
	#[arg(long)]
	json: bool,
}

/// Arguments of `guild round watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The task.
	#[arg(long)]
	task: TaskId,
	/// Stop after so many rounds have ended.
	#[arg(long)]
	rounds: Option<u32>,
	/// Print one JSON object a change: {"round", "phase", "outcome", "committed", "voted", "attested", "guilty", "of", "at"}.
	#[arg(long)]
	json: bool,
}

/// Where a round stands, in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
struct Counts {
	round: RoundIndex,
	phase: Option<Phase>,
	outcome: Option<guild_primitives::Outcome>,
	committed: usize,
	voted: usize,
	attested: usize,
	guilty: usize,
	of: usize,
}

impl Counts {
	fn of(round: &RoundView) -> Self {
		Self {
			round: round.id.index,
			phase: round.phase,
			outcome: round.outcome,
			committed: round.members.iter().filter(|member| member.manifest.is_some()).count(),
			voted: round.members.iter().filter(|member| member.held.is_some()).count(),
			attested: round.members.iter().filter(|member| member.attested.is_some()).count(),
			guilty: round.guilty.len(),
			of: round.electorate.len(),
		}
	}
}

/// A line of `watch --json`.
#[derive(Serialize)]
struct Change {
	#[serde(flatten)]
	counts: Counts,
	at: crate::client::answers::At,
}

impl RoundCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		match self {
			Self::Show(args) => args.run(),
			Self::Watch(args) => args.run(),
		}
	}
}

impl ShowArgs {
	fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let answer = node.round(self.task, self.round)?;
		if self.json {
			return show::json(&answer);
		}
		let scale = node.task(self.task)?.task.spec.scale;
		let members = node.members()?.members;
		let round = &answer.round;
		show::line(&show::round_standing(round))?;
		show::line(&format!("{}", show::round_table(round, &members, scale)))?;
		for fault in show::faults(round, &members) {
			show::line(&format!("  {fault}"))?;
		}
		if let Some(inputs) = &round.inputs {
			show::line(&format!("  rule       {}", show::rule(&inputs.rule, scale)))?;
		}
		show::line(&format!("  base       {}", round.base_root))?;
		if let Some(result) = &round.result {
			show::line(&format!("  aggregate  {}\n  model      {}", result.aggregate_root, result.model_root))?;
		}
		show::line(&format!("(at block {}, {:?})", answer.at.number, answer.at.hash))
	}
}

impl WatchArgs {
	fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let mut ended = 0;
		let mut index = node.task(self.task)?.task.current_round;
		let mut last: Option<Counts> = None;
		loop {
			let task = node.task(self.task)?.task;
			// A round that ended between two looks is shown with its outcome before the next one.
			while index <= task.current_round {
				let answer = match node.round(self.task, Some(index)) {
					Ok(answer) => answer,
					// The round opens with the next block.
					Err(_) if index == task.current_round => break,
					Err(error) => return Err(error),
				};
				let counts = Counts::of(&answer.round);
				if last != Some(counts) {
					self.tell(&answer.round, counts, answer.at)?;
					last = Some(counts);
				}
				if counts.outcome.is_none() {
					break;
				}
				ended += 1;
				index += 1;
				if self.rounds == Some(ended) {
					return Ok(());
				}
			}
			if task.status != TaskStatus::Active {
				return if self.json { Ok(()) } else { show::line(&show::standing(&task)) };
			}
			std::thread::sleep(LOOK_EVERY);
		}
	}

	fn tell(&self, round: &RoundView, counts: Counts, at: crate::client::answers::At) -> Result<(), CliError> {
		if self.json {
			let text = serde_json::to_string(&Change { counts, at }).unwrap_or_default();
			return show::line(&text);
		}
		let done = match counts.phase {
			Some(Phase::Commit) => format!(": {} of {} committed", counts.committed, counts.of),
			Some(Phase::Publication) => String::new(),
			Some(Phase::Availability) => format!(": {} of {} voted", counts.voted, counts.of),
			Some(Phase::Attest | Phase::Challenge) => {
				let guilty = if counts.guilty == 0 { String::new() } else { format!(", {} guilty", counts.guilty) };
				format!(": {} of {} attested{guilty}", counts.attested, counts.of)
			}
			None => String::new(),
		};
		show::line(&format!("block {:>6}  {}{done}", at.number, show::round_standing(round)))
	}
}
