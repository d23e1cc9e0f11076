//! `guild gov`: the council's motions, as far as tasks need them: see, vote, close.

use super::show;
use crate::{
	client::{Included, NodeArgs, Remote, Until},
	exit::{CliError, ExitCode},
	keys::{Key, KeyDir},
};
use clap::{Args, Subcommand};
use codec::{Decode, Encode};
use frame_support::{dispatch::GetDispatchInfo, traits::GetCallMetadata};
use guild_primitives::{BlockNumber, MemberId, MemberView, TaskId};
use guild_runtime::{configs::CouncilCollective, AccountId, Runtime, RuntimeCall, RuntimeEvent};
use serde::Serialize;
use sp_core::H256;
use std::path::PathBuf;

/// See, vote on and close the council's motions.
///
/// Examples:
///   guild gov list
///   guild gov vote --motion 0 --keys keys
///   guild gov close --motion 0 --keys keys
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum GovCommand {
	/// Lists the open motions, and what each would do.
	///
	/// Examples:
	///   guild gov list
	///   guild gov list --json
	#[command(verbatim_doc_comment)]
	List(ListArgs),
	/// Votes on a motion with a member's owner key: yes, unless --no is given.
	///
	/// Examples:
	///   guild gov vote --motion 0 --keys keys
	///   guild gov vote --motion 0 --no --keys keys
	#[command(verbatim_doc_comment)]
	Vote(VoteArgs),
	/// Closes a motion that is decided: if it has enough votes, what it asks for is done. Exit code 1 if it was voted down.
	///
	/// Examples:
	///   guild gov close --motion 0 --keys keys
	#[command(verbatim_doc_comment)]
	Close(CloseArgs),
}

/// Arguments of `guild gov list`.
#[derive(Debug, Args)]
pub struct ListArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// Print JSON: {"motions": [{"motion", "hash", "what", "threshold", "ayes", "nays", "ends_at"}]}.
	#[arg(long)]
	json: bool,
}

/// Who signs, and where to.
#[derive(Clone, Debug, Args)]
pub struct SignArgs {
	#[command(flatten)]
	pub(super) node: NodeArgs,
	/// Directory with the member's owner key.
	#[arg(long, value_name = "DIR")]
	pub(super) keys: PathBuf,
	/// Return as soon as a block has it, not when that block is final.
	#[arg(long)]
	pub(super) no_wait: bool,
	/// Print JSON.
	#[arg(long)]
	pub(super) json: bool,
}

/// Arguments of `guild gov vote`.
#[derive(Debug, Args)]
pub struct VoteArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The motion's number.
	#[arg(long, value_name = "N")]
	motion: u32,
	/// The motion's hash, to be sure that the number means what was read before.
	#[arg(long, value_name = "HASH")]
	hash: Option<H256>,
	/// Vote no.
	#[arg(long)]
	no: bool,
}

/// Arguments of `guild gov close`.
#[derive(Debug, Args)]
pub struct CloseArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The motion's number.
	#[arg(long, value_name = "N")]
	motion: u32,
	/// The motion's hash, to be sure that the number means what was read before.
	#[arg(long, value_name = "HASH")]
	hash: Option<H256>,
}

/// An open motion.
pub struct Motion {
	hash: H256,
	call: RuntimeCall,
	votes: Votes,
}

/// The collective's record of a vote: as `pallet_collective::Votes`, whose fields are private.
#[derive(Decode)]
struct Votes {
	index: u32,
	threshold: u32,
	ayes: Vec<AccountId>,
	nays: Vec<AccountId>,
	end: BlockNumber,
}

#[derive(Serialize)]
struct MotionJson {
	motion: u32,
	hash: H256,
	what: String,
	threshold: u32,
	ayes: Vec<MemberId>,
	nays: Vec<MemberId>,
	ends_at: BlockNumber,
}

/// What `vote` and `close` answer.
#[derive(Serialize)]
struct Done {
	motion: u32,
	hash: H256,
	block: H256,
	#[serde(skip_serializing_if = "Option::is_none")]
	ayes: Option<u32>,
	#[serde(skip_serializing_if = "Option::is_none")]
	nays: Option<u32>,
	#[serde(skip_serializing_if = "Option::is_none")]
	approved: Option<bool>,
	#[serde(skip_serializing_if = "Option::is_none")]
	task: Option<TaskId>,
}

impl GovCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		match self {
			Self::List(args) => args.run(),
			Self::Vote(args) => args.run(),
			Self::Close(args) => args.run(),
		}
	}
}

impl ListArgs {
	fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let motions = motions(&node)?;
		if self.json {
			let motions: Vec<_> = motions.iter().map(Motion::json).collect();
			return show::json(&serde_json::json!({ "motions": motions }));
		}
		if motions.is_empty() {
			return show::line("no open motions");
		}
		let members = node.members()?.members;
		for motion in &motions {
			show::line(&motion.text(&members))?;
		}
		Ok(())
	}
}

impl VoteArgs {
	fn run(self) -> Result<(), CliError> {
		let key = KeyDir::open(&self.sign.keys)?.sr25519(Key::Owner)?;
		let node = self.sign.node.connect()?;
		let motion = find(&node, self.motion, self.hash)?;
		if !self.sign.json {
			show::line(&format!(
				"voting {} on motion {}: {}",
				if self.no { "no" } else { "yes" },
				self.motion,
				summary(&motion.call)
			))?;
		}
		let call = pallet_collective::Call::<Runtime, CouncilCollective>::vote {
			proposal: motion.hash,
			index: self.motion,
			approve: !self.no,
		};
		let included = node.submit(&key, call.into(), self.sign.until())?;
		let tally = included.events.iter().find_map(|event| match event {
			RuntimeEvent::Council(pallet_collective::Event::Voted { yes, no, .. }) => Some((*yes, *no)),
			_ => None,
		});
		if self.sign.json {
			let (ayes, nays) = (tally.map(|(yes, _)| yes), tally.map(|(_, no)| no));
			let done = Done {
				motion: self.motion,
				hash: motion.hash,
				block: included.block,
				ayes,
				nays,
				approved: None,
				task: None,
			};
			return show::json(&done);
		}
		let (yes, no) = tally.unwrap_or_default();
		show::line(&format!("counted: {yes} yes, {no} no; {} yes decide", motion.votes.threshold))
	}
}

impl CloseArgs {
	fn run(self) -> Result<(), CliError> {
		let key = KeyDir::open(&self.sign.keys)?.sr25519(Key::Owner)?;
		let node = self.sign.node.connect()?;
		let motion = find(&node, self.motion, self.hash)?;
		let call = pallet_collective::Call::<Runtime, CouncilCollective>::close {
			proposal_hash: motion.hash,
			index: self.motion,
			proposal_weight_bound: motion.call.get_dispatch_info().call_weight,
			length_bound: length_of(&motion.call),
		};
		let included = node.submit(&key, call.into(), self.sign.until())?;
		let (approved, task) = outcome(&included)?;
		if self.sign.json {
			let (motion, hash, block) = (self.motion, motion.hash, included.block);
			show::json(&Done { motion, hash, block, ayes: None, nays: None, approved: Some(approved), task })?;
		}
		let text = match (approved, task) {
			(false, _) => {
				return Err(CliError::new(
					ExitCode::No,
					format!("motion {} is voted down", self.motion),
					format!("block {:?}", included.block),
					"nothing was done; whoever still wants it proposes it anew",
				))
			}
			(true, Some(task)) => format!("motion {} is approved: task {task} is created", self.motion),
			(true, None) => format!("motion {} is approved and done", self.motion),
		};
		if self.sign.json {
			return Ok(());
		}
		show::line(&text)
	}
}

impl SignArgs {
	pub(super) fn until(&self) -> Until {
		if self.no_wait {
			Until::InBlock
		} else {
			Until::Final
		}
	}
}

impl Motion {
	fn json(&self) -> MotionJson {
		let ids = |accounts: &[AccountId]| accounts.iter().map(member_id).collect();
		MotionJson {
			motion: self.votes.index,
			hash: self.hash,
			what: summary(&self.call),
			threshold: self.votes.threshold,
			ayes: ids(&self.votes.ayes),
			nays: ids(&self.votes.nays),
			ends_at: self.votes.end,
		}
	}

	fn text(&self, members: &[MemberView]) -> String {
		let names = |accounts: &[AccountId]| match accounts {
			[] => "nobody".to_string(),
			some => {
				some.iter().map(|account| show::name_of(&member_id(account), members)).collect::<Vec<_>>().join(", ")
			}
		};
		let mut text = format!(
			"motion {}: {}\n  needs {} yes until block {}; yes: {}; no: {}\n  hash       {:?}",
			self.votes.index,
			summary(&self.call),
			self.votes.threshold,
			self.votes.end,
			names(&self.votes.ayes),
			names(&self.votes.nays),
			self.hash
		);
		if let RuntimeCall::Training(pallet_training::Call::create_task { spec }) = &self.call {
			text.push('\n');
			text.push_str(&show::spec(spec));
		}
		text
	}
}

/// What a call would do, in one line.
pub fn summary(call: &RuntimeCall) -> String {
	if let RuntimeCall::Training(pallet_training::Call::create_task { spec }) = call {
		return format!("create the task \"{}\" ({} rounds, {} parameters)", spec.name, spec.rounds, spec.dim);
	}
	if let RuntimeCall::Training(pallet_training::Call::stop_task { task }) = call {
		return format!("stop task {task}");
	}
	let metadata = call.get_call_metadata();
	format!("{}.{} (read it with a general client before voting)", metadata.pallet_name, metadata.function_name)
}

/// Length of a call, as the collective wants to know it beforehand.
pub fn length_of(call: &RuntimeCall) -> u32 {
	call.encoded_size().try_into().unwrap_or(u32::MAX)
}

/// Whether a motion was approved, and the task that it created.
///
/// # Errors
/// *refused* if what it asked for failed.
pub fn outcome(included: &Included) -> Result<(bool, Option<TaskId>), CliError> {
	let (mut approved, mut task) = (false, None);
	for event in &included.events {
		match event {
			RuntimeEvent::Council(pallet_collective::Event::Approved { .. }) => approved = true,
			RuntimeEvent::Council(
				pallet_collective::Event::Executed { result: Err(error), .. }
				| pallet_collective::Event::MemberExecuted { result: Err(error), .. },
			) => {
				return Err(CliError::refused(
					format!(
						"the motion was approved, but what it asks for failed: {}",
						crate::chain::extrinsic::describe(error)
					),
					format!("block {:?}", included.block),
					"propose it again when the reason is gone",
				))
			}
			RuntimeEvent::Training(pallet_training::Event::TaskCreated { task: created, .. }) => task = Some(*created),
			_ => {}
		}
	}
	Ok((approved || task.is_some(), task))
}

/// Seats of the council.
///
/// # Errors
/// As [`Remote::call`].
pub fn seats(node: &Remote) -> Result<u32, CliError> {
	let key = pallet_collective::Members::<Runtime, CouncilCollective>::hashed_key().to_vec();
	let members: Vec<AccountId> = node.storage(key, None)?.unwrap_or_default();
	Ok(members.len() as u32)
}

/// All open motions.
fn motions(node: &Remote) -> Result<Vec<Motion>, CliError> {
	let key = pallet_collective::Proposals::<Runtime, CouncilCollective>::hashed_key().to_vec();
	let hashes: Vec<H256> = node.storage(key, None)?.unwrap_or_default();
	let mut motions = Vec::with_capacity(hashes.len());
	for hash in hashes {
		let call =
			node.storage(pallet_collective::ProposalOf::<Runtime, CouncilCollective>::hashed_key_for(hash), None)?;
		let votes =
			node.storage(pallet_collective::Voting::<Runtime, CouncilCollective>::hashed_key_for(hash), None)?;
		// One that was closed between the questions is gone.
		if let (Some(call), Some(votes)) = (call, votes) {
			motions.push(Motion { hash, call, votes });
		}
	}
	Ok(motions)
}

fn find(node: &Remote, motion: u32, hash: Option<H256>) -> Result<Motion, CliError> {
	let found = motions(node)?.into_iter().find(|open| open.votes.index == motion);
	let found = found.ok_or_else(|| {
		CliError::refused(
			format!("there is no open motion {motion}"),
			node.url(),
			"see the open ones with `guild gov list`",
		)
	})?;
	match hash {
		Some(hash) if hash != found.hash => Err(CliError::refused(
			format!("motion {motion} has another hash: {:?}", found.hash),
			node.url(),
			"read it again with `guild gov list` before you vote",
		)),
		_ => Ok(found),
	}
}

fn member_id(account: &AccountId) -> MemberId {
	MemberId(*AsRef::<[u8; 32]>::as_ref(account))
}
