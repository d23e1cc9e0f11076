//! The council, as whoever proposes and votes sees it: seats, motions, and what came of them.

use super::SignArgs;
use crate::{
	client::{Included, Remote},
	exit::{CliError, ExitCode},
};
use codec::{Decode, Encode};
use guild_primitives::{AgreementId, BlockNumber, TaskId};
use guild_runtime::{configs::CouncilCollective, AccountId, Runtime, RuntimeCall, RuntimeEvent};
use serde::Serialize;
use sp_core::{sr25519, H256};
use sp_runtime::traits::{BlakeTwo256, Hash};

/// How much of the council a decision takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Share {
	/// More than half of the seats.
	MoreThanHalf,
	/// At least two thirds of the seats.
	TwoThirds,
}

impl Share {
	/// The votes that it is, of so many seats.
	pub fn of(self, seats: u32) -> u32 {
		match self {
			Self::MoreThanHalf => seats / 2 + 1,
			Self::TwoThirds => (2 * seats).div_ceil(3),
		}
	}

	/// In words.
	pub fn words(self) -> &'static str {
		match self {
			Self::MoreThanHalf => "more than half of the council",
			Self::TwoThirds => "two thirds of the council",
		}
	}
}

/// An open motion.
pub struct Motion {
	/// Hash of what it asks for.
	pub hash: H256,
	/// What it asks for.
	pub call: RuntimeCall,
	/// Where its vote stands.
	pub votes: Votes,
}

/// The collective's record of a vote: as `pallet_collective::Votes`, whose fields are private.
#[derive(Decode)]
pub struct Votes {
	/// The motion's number.
	pub index: u32,
	/// Yes votes that decide.
	pub threshold: u32,
	/// Who is for it.
	pub ayes: Vec<AccountId>,
	/// Who is against it.
	pub nays: Vec<AccountId>,
	/// Block at which the vote ends.
	pub end: BlockNumber,
}

/// What came of a motion.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Outcome {
	/// Whether what it asks for is done.
	#[serde(skip)]
	pub approved: bool,
	/// The task that it created.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub task: Option<TaskId>,
	/// The agreement that it created.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub agreement: Option<AgreementId>,
}

impl Outcome {
	/// What the events of a block say.
	///
	/// # Errors
	/// *refused* if what was asked for failed.
	pub fn of(included: &Included) -> Result<Self, CliError> {
		use pallet_collective::Event as Council;
		let mut outcome = Self::default();
		for event in &included.events {
			match event {
				RuntimeEvent::Council(Council::Approved { .. } | Council::MemberExecuted { result: Ok(()), .. }) => {
					outcome.approved = true;
				}
				RuntimeEvent::Council(
					Council::Executed { result: Err(error), .. } | Council::MemberExecuted { result: Err(error), .. },
				) => {
					return Err(CliError::refused(
						format!(
							"the motion was approved, but what it asks for failed: {}",
							crate::chain::extrinsic::explain(error)
						),
						format!("block {:?}", included.block),
						"propose it again when the reason is gone",
					))
				}
				RuntimeEvent::Training(pallet_training::Event::TaskCreated { task, .. }) => outcome.task = Some(*task),
				RuntimeEvent::Rewards(pallet_rewards::Event::AgreementCreated { agreement, .. }) => {
					outcome.agreement = Some(*agreement);
				}
				_ => {}
			}
		}
		Ok(outcome)
	}

	/// What there is now.
	pub fn words(&self) -> String {
		match (self.task, self.agreement) {
			(Some(task), _) => format!("task {task} is created"),
			(_, Some(agreement)) => format!("agreement {agreement} is created"),
			_ => "it is done".into(),
		}
	}
}

/// A motion that was proposed.
#[derive(Serialize)]
pub struct Proposed {
	/// Its number; none if the council is so small that it is done already.
	pub motion: Option<u32>,
	/// Hash of what it asks for.
	pub hash: H256,
	/// Yes votes it needs, the proposer's included.
	pub threshold: u32,
	/// What came of it already.
	#[serde(flatten)]
	pub outcome: Outcome,
	/// Block with the proposal.
	pub block: H256,
}

impl Proposed {
	/// In words.
	///
	/// # Errors
	/// *bug* if the chain does not say what came of it.
	pub fn words(&self) -> Result<String, CliError> {
		match (self.motion, self.outcome.approved) {
			(Some(motion), _) => Ok(format!(
				"motion {motion} is open and has your yes; it needs {}. The others: `guild gov vote --motion {motion} --keys DIR`, \
				 and then one of you: `guild gov close --motion {motion} --keys DIR`",
				self.threshold
			)),
			(None, true) => Ok(format!("yours is the only seat: {}", self.outcome.words())),
			(None, false) => Err(CliError::new(
				ExitCode::Bug,
				"the block has the proposal, but says nothing of what came of it",
				format!("block {:?}", self.block),
				"see with `guild gov list`, and report this",
			)),
		}
	}
}

/// Proposes a call to the council, and votes for it: whoever proposes means yes.
///
/// # Errors
/// [`CliError`]: *refused* if the signer has no seat, or the same is proposed already.
pub fn propose(
	node: &Remote,
	sign: &SignArgs,
	key: &sr25519::Pair,
	proposal: RuntimeCall,
	share: Share,
) -> Result<Proposed, CliError> {
	let threshold = share.of(seats(node)?);
	let hash = BlakeTwo256::hash_of(&proposal);
	let length_bound = length_of(&proposal);
	let call = pallet_collective::Call::<Runtime, CouncilCollective>::propose {
		threshold,
		proposal: Box::new(proposal),
		length_bound,
	};
	let mut included = node.submit(key, call.into(), sign.until())?;
	let motion = included.events.iter().find_map(|event| match event {
		RuntimeEvent::Council(pallet_collective::Event::Proposed { proposal_index, .. }) => Some(*proposal_index),
		_ => None,
	});
	if let Some(index) = motion {
		let vote = pallet_collective::Call::<Runtime, CouncilCollective>::vote { proposal: hash, index, approve: true };
		included = node.submit(key, vote.into(), sign.until())?;
	}
	Ok(Proposed { motion, hash, threshold, outcome: Outcome::of(&included)?, block: included.block })
}

/// Length of a call, as the collective wants to know it beforehand.
pub fn length_of(call: &RuntimeCall) -> u32 {
	call.encoded_size().try_into().unwrap_or(u32::MAX)
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
///
/// # Errors
/// As [`Remote::call`].
pub fn motions(node: &Remote) -> Result<Vec<Motion>, CliError> {
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

/// The open motion with this number, and this hash if one is given.
///
/// # Errors
/// *refused* if there is none.
pub fn find(node: &Remote, motion: u32, hash: Option<H256>) -> Result<Motion, CliError> {
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

#[cfg(test)]
mod tests {
	use super::*;
	use guild_primitives::Root;

	#[test]
	fn shares_are_the_least_votes_that_the_chain_counts_as_such() {
		for seats in 1..=128 {
			let (half, thirds) = (Share::MoreThanHalf.of(seats), Share::TwoThirds.of(seats));
			// As `EnsureProportionMoreThan` and `EnsureProportionAtLeast` decide.
			assert!(half * 2 > seats && (half - 1) * 2 <= seats, "{seats}");
			assert!(thirds * 3 >= seats * 2 && (thirds - 1) * 3 < seats * 2, "{seats}");
		}
	}

	#[test]
	fn the_only_seat_is_told_what_it_has_done() {
		let events = vec![
			RuntimeEvent::Rewards(pallet_rewards::Event::AgreementCreated {
				agreement: 4,
				task: 0,
				terms_hash: Root([0; 32]),
			}),
			RuntimeEvent::Council(pallet_collective::Event::MemberExecuted {
				proposal_hash: H256::zero(),
				result: Ok(()),
			}),
		];
		let outcome = Outcome::of(&Included { block: H256::zero(), events }).unwrap();
		assert_eq!(outcome, Outcome { approved: true, task: None, agreement: Some(4) });
		let proposed = Proposed { motion: None, hash: H256::zero(), threshold: 1, outcome, block: H256::zero() };
		assert_eq!(proposed.words().unwrap(), "yours is the only seat: agreement 4 is created");
		let json = serde_json::to_value(&proposed).unwrap();
		assert_eq!((json["agreement"].as_u64(), json.get("task")), (Some(4), None));
	}

	#[test]
	fn a_decision_that_fails_is_an_error() {
		let events = vec![RuntimeEvent::Council(pallet_collective::Event::Executed {
			proposal_hash: H256::zero(),
			result: Err(sp_runtime::DispatchError::BadOrigin),
		})];
		let error = Outcome::of(&Included { block: H256::zero(), events }).unwrap_err();
		assert_eq!(error.code, ExitCode::Refused);
	}
}
