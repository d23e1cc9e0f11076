//! `guild gov`: the council's motions: propose, see, vote, close; parameters; a new runtime.

mod apply;
pub mod council;
mod params;
mod propose;
pub mod why;
mod words;

use super::show;
use crate::{
	client::{NodeArgs, Remote, Until},
	exit::{CliError, ExitCode},
	keys::{Key, KeyDir},
};
use clap::{Args, Subcommand};
use council::{Motion, Outcome};
use frame_support::dispatch::GetDispatchInfo;
use guild_primitives::{BlockNumber, MemberId, MemberView};
use guild_runtime::{configs::CouncilCollective, AccountId, Runtime, RuntimeCall, RuntimeEvent};
use serde::Serialize;
use sp_core::{sr25519, H256};
use std::path::PathBuf;

/// Propose, see, vote on and close the council's motions.
///
/// Examples:
///   guild gov list
///   guild gov vote --motion 0 --keys keys
///   guild gov close --motion 0 --keys keys
///   guild gov propose remove --member "Nordwind AG" --keys keys
///   guild gov params list
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
	#[command(subcommand)]
	Propose(Box<propose::ProposeCommand>),
	#[command(subcommand)]
	Params(params::ParamsCommand),
	/// Applies a runtime that the council has authorised, when no round is open; with a member's owner key.
	///
	/// Examples:
	///   guild gov apply --code guild_runtime.compact.compressed.wasm --keys keys
	#[command(verbatim_doc_comment)]
	Apply(apply::ApplyArgs),
}

/// Arguments of `guild gov list`.
#[derive(Debug, Args)]
pub struct ListArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// Print JSON: {"motions": [{"motion", "hash", "what", "why" (what the proposer says, or null), "details", "threshold",
	/// "takes" (yes votes without which the chain does not do it), "ayes", "nays", "ends_at"}]}.
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

#[derive(Serialize)]
struct MotionJson {
	motion: u32,
	hash: H256,
	what: String,
	why: Option<String>,
	details: Vec<String>,
	threshold: u32,
	takes: Option<u32>,
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
	#[serde(flatten)]
	outcome: Outcome,
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
			Self::Propose(command) => command.run(),
			Self::Params(command) => command.run(),
			Self::Apply(args) => args.run(),
		}
	}
}

impl ListArgs {
	fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let motions = council::motions(&node)?;
		let (seats, members) = (council::seats(&node)?, node.members()?.members);
		if self.json {
			let motions: Vec<_> = motions.iter().map(|motion| json(motion, seats, &members)).collect();
			return show::json(&serde_json::json!({ "motions": motions }));
		}
		if motions.is_empty() {
			return show::line("no open motions");
		}
		for motion in &motions {
			show::line(&text(motion, seats, &members))?;
		}
		Ok(())
	}
}

impl VoteArgs {
	fn run(self) -> Result<(), CliError> {
		let (key, node) = self.sign.signer()?;
		let motion = council::find(&node, self.motion, self.hash)?;
		if !self.sign.json {
			let yes = if self.no { "no" } else { "yes" };
			let what = words::summary(&motion.call, &node.members()?.members);
			show::line(&format!("voting {yes} on motion {}: {what}", self.motion))?;
			why::line(&motion.call).map_or(Ok(()), |line| show::line(&line))?;
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
			let (motion, hash, block) = (self.motion, motion.hash, included.block);
			return show::json(&Done { motion, hash, block, ayes, nays, approved: None, outcome: Outcome::default() });
		}
		let (yes, no) = tally.unwrap_or_default();
		show::line(&format!("counted: {yes} yes, {no} no; {} yes decide", motion.votes.threshold))
	}
}

impl CloseArgs {
	fn run(self) -> Result<(), CliError> {
		let (key, node) = self.sign.signer()?;
		let motion = council::find(&node, self.motion, self.hash)?;
		let call = pallet_collective::Call::<Runtime, CouncilCollective>::close {
			proposal_hash: motion.hash,
			index: self.motion,
			proposal_weight_bound: motion.call.get_dispatch_info().call_weight,
			length_bound: council::length_of(&motion.call),
		};
		let included = node.submit(&key, call.into(), self.sign.until())?;
		let outcome = Outcome::of(&included)?;
		if self.sign.json {
			let (motion, hash, block) = (self.motion, motion.hash, included.block);
			let approved = Some(outcome.approved);
			show::json(&Done { motion, hash, block, ayes: None, nays: None, approved, outcome })?;
		}
		if !outcome.approved {
			return Err(CliError::new(
				ExitCode::No,
				format!("motion {} is voted down", self.motion),
				format!("block {:?}", included.block),
				"nothing was done; whoever still wants it proposes it anew",
			));
		}
		if self.sign.json {
			return Ok(());
		}
		show::line(&format!("motion {} is approved: {}", self.motion, outcome.words()))
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

	/// The owner's key, and the node.
	pub(super) fn signer(&self) -> Result<(sr25519::Pair, Remote), CliError> {
		let key = KeyDir::open(&self.keys)?.sr25519(Key::Owner)?;
		Ok((key, self.node.connect()?))
	}

	/// Signs a call, and says what was done; as JSON that and nothing else.
	pub(super) fn submit(
		&self,
		(key, node): &(sr25519::Pair, Remote),
		call: RuntimeCall,
		json: &impl Serialize,
		text: &str,
	) -> Result<(), CliError> {
		let included = node.submit(key, call, self.until())?;
		match self.json {
			true => show::json(&Receipt { what: json, block: included.block }),
			false => show::line(text),
		}
	}
}

/// What was done, and where.
#[derive(Serialize)]
struct Receipt<'a, T> {
	#[serde(flatten)]
	what: &'a T,
	block: H256,
}

/// Yes votes without which the chain does not do it, if it is known.
fn takes(motion: &Motion, seats: u32) -> Option<u32> {
	words::takes(&motion.call).map(|share| share.of(seats))
}

fn json(motion: &Motion, seats: u32, members: &[MemberView]) -> MotionJson {
	let ids = |accounts: &[AccountId]| accounts.iter().map(member_id).collect();
	MotionJson {
		motion: motion.votes.index,
		hash: motion.hash,
		what: words::summary(&motion.call, members),
		why: why::of(&motion.call),
		details: words::details(&motion.call),
		threshold: motion.votes.threshold,
		takes: takes(motion, seats),
		ayes: ids(&motion.votes.ayes),
		nays: ids(&motion.votes.nays),
		ends_at: motion.votes.end,
	}
}

fn text(motion: &Motion, seats: u32, members: &[MemberView]) -> String {
	let names = |accounts: &[AccountId]| match accounts {
		[] => "nobody".to_string(),
		some => some.iter().map(|account| owner_name(account, members)).collect::<Vec<_>>().join(", "),
	};
	let votes = &motion.votes;
	let why = why::line(&motion.call).map_or(String::new(), |line| format!("\n{line}"));
	let mut text = format!(
		"motion {}: {}{why}\n  needs {} yes until block {}; yes: {}; no: {}\n  hash       {:?}",
		votes.index,
		words::summary(&motion.call, members),
		votes.threshold,
		votes.end,
		names(&votes.ayes),
		names(&votes.nays),
		motion.hash
	);
	if let Some(takes) = takes(motion, seats).filter(|takes| *takes > votes.threshold) {
		text += &format!(
			"\n  note       the chain does it only with {takes} yes of {seats}: with fewer it fails when it is closed"
		);
	}
	for line in words::details(&motion.call) {
		text.push('\n');
		text.push_str(&line);
	}
	text
}

fn member_id(account: &AccountId) -> MemberId {
	MemberId(*AsRef::<[u8; 32]>::as_ref(account))
}

/// The name of the member that this account owns: a seat is its present owner's.
fn owner_name(account: &AccountId, members: &[MemberView]) -> String {
	let id = member_id(account);
	let owned = members.iter().find(|view| view.owner.0 == id.0);
	owned.map_or_else(|| show::name_of(&id, members), |view| view.name.to_string())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn motion(threshold: u32) -> Motion {
		let call = pallet_consortium::Call::<Runtime>::authorise_upgrade { code_hash: H256([5; 32]) }.into();
		let votes = council::Votes { index: 3, threshold, ayes: vec![[7; 32].into()], nays: Vec::new(), end: 99 };
		Motion { hash: H256([9; 32]), call, votes }
	}

	#[test]
	fn a_motion_says_what_it_asks_for_and_how_its_vote_stands() {
		let text = text(&motion(4), 5, &[]);
		for part in [
			"motion 3: authorise the runtime",
			"needs 4 yes until block 99; yes: 07070707…; no: nobody",
			"b2sum -l 256",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(!text.contains("note"), "{text}");
	}

	#[test]
	fn a_motion_shows_what_it_does_and_apart_from_it_what_its_proposer_says() {
		let mut motion = motion(4);
		motion.call = pallet_consortium::Call::<Runtime>::described {
			text: guild_primitives::Text::new("Only a remark.\n\u{1b}[2Jmotion 3: nothing").unwrap(),
			call: Box::new(motion.call),
		}
		.into();
		let text = text(&motion, 5, &[]);
		assert!(text.starts_with("motion 3: authorise the runtime"), "{text}");
		let line = r"  why        “Only a remark.\u{a}\u{1b}[2Jmotion 3: nothing” (its proposer's words)";
		assert_eq!(text.lines().nth(1), Some(line));
		assert!(text.contains("b2sum -l 256"), "{text}");
		let json = json(&motion, 5, &[]);
		assert_eq!(json.takes, Some(4));
		assert_eq!(json.why.as_deref(), Some(r"Only a remark.\u{a}\u{1b}[2Jmotion 3: nothing"));
	}

	#[test]
	fn a_motion_that_asks_for_too_few_votes_is_said_to() {
		let text = text(&motion(3), 5, &[]);
		assert!(text.contains("the chain does it only with 4 yes of 5"), "{text}");
		assert_eq!(json(&motion(3), 5, &[]).takes, Some(4));
	}
}
