//! `guild round`: how a round went, or goes.

use super::{influence::Influence, show};
use crate::{client::NodeArgs, exit::CliError};
use clap::{Args, Subcommand};
use guild_aggregation::{fast, Updates};
use guild_primitives::{MemberId, Phase, Root, RoundIndex, RoundInputs, RoundView, TaskId, TaskStatus};
use guild_worker::{blob::Blob, lane_view::LaneView};
use serde::Serialize;
use std::{
	fs::File,
	io,
	path::{Path, PathBuf},
	time::Duration,
};

/// Time between two looks of `watch`: half a block.
const LOOK_EVERY: Duration = Duration::from_millis(1_000);

/// See how a round went, or watch one.
///
/// Examples:
///   guild round show --task 0
///   guild round show --task 0 --round 7 --json
///   guild round watch --task 0
///   guild round influence --task 0 --round 7 --base-path data
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
	/// Shows what each update did to the result of a round: how far it moves without the update, and for at most twelve
	/// updates their exact Shapley values over all sets of them. The inputs come from the chain, the updates from this member's own
	/// store, which keeps them for a while only. Figures to read: they are no worth, and nobody is paid by them.
	///
	/// Examples:
	///   guild round influence --task 0 --round 7 --base-path data
	///   guild round influence --task 0 --round 7 --base-path data --json
	#[command(verbatim_doc_comment)]
	Influence(InfluenceArgs),
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

/// Arguments of `guild round influence`.
#[derive(Debug, Args)]
pub struct InfluenceArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The task.
	#[arg(long)]
	task: TaskId,
	/// The round, from its phase Attest on.
	#[arg(long)]
	round: RoundIndex,
	/// The node's base path, whose worker has the updates.
	#[arg(long, value_name = "DIR")]
	base_path: PathBuf,
	/// Print JSON: {"task", "round", "members" (in the order of the figures), "leave_one_out" (L2, real units), "shapley" (parts that
	/// sum to 1, or null), "of_mean_of_rows"}.
	#[arg(long)]
	json: bool,
}

#[derive(Serialize)]
struct InfluenceAnswer {
	task: TaskId,
	round: RoundIndex,
	members: Vec<MemberId>,
	#[serde(flatten)]
	influence: Influence,
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
			Self::Influence(args) => args.run(),
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

impl InfluenceArgs {
	fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let inputs = node.round(self.task, Some(self.round))?.round.inputs.ok_or_else(|| {
			CliError::refused(
				"the round has no updates that are aggregated",
				format!("task {}, round {}", self.task, self.round),
				"see `guild round show`: it failed before, or they are not frozen yet",
			)
		})?;
		let influence = stored_influence(&self.base_path, &inputs)?;
		let members = inputs.included.iter().map(|update| update.member).collect::<Vec<_>>();
		if self.json {
			return show::json(&InfluenceAnswer { task: self.task, round: self.round, members, influence });
		}
		let known = node.members()?.members;
		let names: Vec<String> = members.iter().map(|member| show::name_of(member, &known)).collect();
		influence.tell("member", &names)
	}
}

/// What the updates of a round did, out of the worker's store.
fn stored_influence(base_path: &Path, inputs: &RoundInputs) -> Result<Influence, CliError> {
	let columns = inputs.columns().map(|root| stored_update(base_path, &root)).collect::<Result<Vec<_>, _>>()?;
	let lanes: Vec<&[i16]> = columns.iter().map(|lanes| &**lanes).collect();
	let updates = Updates::new(&lanes, inputs.dim as usize);
	let updates = updates.map_err(|error| CliError::bad_file(error, base_path.display(), "please report this"))?;
	Influence::of(&fast::gram(updates), inputs)
}

/// An update out of the worker's store, checked. Read beside a running node, so the file is only opened.
fn stored_update(base_path: &Path, root: &Root) -> Result<LaneView<i16>, CliError> {
	let file = base_path.join("worker").join("blobs").join(root.to_string());
	let opened = File::open(&file).and_then(|opened| Blob::map(&opened, opened.metadata()?.len()));
	let blob = opened.map_err(|error| {
		let what = match error.kind() {
			io::ErrorKind::NotFound => "this member's store does not have an update of that round".into(),
			_ => format!("an update cannot be read: {error}"),
		};
		let next = "see that --base-path is that of `guild run`; updates of past rounds are kept by age and space only";
		CliError::bad_file(what, file.display(), next)
	})?;
	if fast::root(&blob) != *root {
		let next = "the worker finds that out by itself; ask on another member";
		return Err(CliError::bad_file("a stored update is corrupt", file.display(), next));
	}
	LaneView::of(blob).map_err(|error| CliError::bad_file(error, file.display(), "please report this"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::exit::ExitCode;
	use guild_primitives::{result::PerParticipant, IncludedUpdate, RoundId, RuleSpec, Weighting};
	use guild_worker::lane_view::bytes_of;

	#[test]
	fn what_updates_did_is_read_from_the_store_and_every_update_is_checked() {
		let base = tempfile::tempdir().unwrap();
		let blobs = base.path().join("worker/blobs");
		std::fs::create_dir_all(&blobs).unwrap();
		let updates = [[4i16, 0], [0, 2]];
		let included = updates.iter().map(|lanes| IncludedUpdate {
			member: MemberId([lanes[0] as u8; 32]),
			update_root: Root::of(&bytes_of(lanes)),
			weight: 1,
			active: true,
		});
		let inputs = RoundInputs {
			round: RoundId { task: 0, index: 0 },
			spec_hash: Root([0; 32]),
			base_root: Root([0; 32]),
			previous_aggregate_root: None,
			dim: 2,
			scale: 0,
			norm_bound: 100,
			rule: RuleSpec::mean(Weighting::Equal),
			seed: None,
			included: PerParticipant::truncate_from(included.collect()),
		};
		let missing = stored_influence(base.path(), &inputs).unwrap_err();
		assert!(missing.code == ExitCode::BadFile && missing.what.contains("does not have"), "{missing}");
		for lanes in &updates {
			let bytes = bytes_of(lanes);
			std::fs::write(blobs.join(Root::of(&bytes).to_string()), &bytes).unwrap();
		}
		assert_eq!(stored_influence(base.path(), &inputs).unwrap().shapley, Some(vec![0.5, 0.5]));
		std::fs::write(blobs.join(Root::of(&bytes_of(&updates[0])).to_string()), [5, 0, 0, 0]).unwrap();
		assert!(stored_influence(base.path(), &inputs).unwrap_err().what.contains("corrupt"));
	}
}
