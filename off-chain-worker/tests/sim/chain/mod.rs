//! A chain in memory: the round state machine of DESIGN section 3, with a best block ahead of the finalised one, forks, and
//! transactions that are late or lost. Who is guilty of what is decided by the functions that the runtime calls.
//!
//! | question | file |
//! | --- | --- |
//! | What may go wrong on the way to a block? | `faults` |
//! | When is a call in a block, and a block final? | `ledger` |
//! | What does a block do before its calls: when do rounds and phases begin and end? | `phases` |
//! | What does a call do, and when has it no effect? | `calls` |
//! | Who is guilty, and what becomes of a false result? | `judging` |
//! | What becomes of contested updates? | `publication` |
//! | What has a dataset left to spend? | `budget` |
//! | What does an agreement ask, and who has answered? | `survey` |
//! | What is said of a round, and who owes what? | `views` |
//! | What does a worker read, and how does it send? | `member` |

mod budget;
mod calls;
mod faults;
mod judging;
mod ledger;
mod member;
mod phases;
mod publication;
mod survey;
mod views;

pub use self::{faults::ChainFaults, ledger::Ledger, member::MemberChain, publication::Publication, survey::AGREEMENT};

use self::{budget::Budgets, survey::Surveys};
use guild_primitives::{
	decide, FailReason, FaultRecord, Lineage, Manifest, MemberId, Phase, Proposal, ResultBody, Root, RoundId,
	RoundInputs, RoundView, TaskView, WorkerSignature,
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone)]
pub struct State {
	pub task: TaskView,
	pub round: Option<Round>,
	pub ended: BTreeMap<u32, RoundView>,
	pub lineages: BTreeMap<u32, Lineage>,
	pub budgets: Budgets,
	pub surveys: Surveys,
}

#[derive(Clone)]
pub struct Round {
	pub id: RoundId,
	pub phase: Phase,
	opened_at: u32,
	phase_opened_at: u32,
	ends_at: u32,
	base_root: Root,
	electorate: Vec<MemberId>,
	pub commits: BTreeMap<MemberId, Manifest>,
	votes: BTreeMap<MemberId, decide::Vote>,
	seeds: BTreeMap<MemberId, Root>,
	pub attested: BTreeMap<MemberId, Root>,
	possessions: BTreeMap<MemberId, (Root, WorkerSignature)>,
	pub results: BTreeMap<Root, ResultBody>,
	pub proposed: Option<Proposal>,
	plea: Option<Plea>,
	/// The list that answered the newest plea, as it lies in the body of its block.
	answer: Option<(u32, Vec<u8>)>,
	pub publication: Option<Publication>,
	/// Owners of contested updates that a quorum said it holds and nobody published, with who said so.
	pub withheld: Vec<(MemberId, Vec<MemberId>)>,
	pub inputs: Option<RoundInputs>,
	pub guilty: BTreeSet<MemberId>,
	pub faults: Vec<FaultRecord>,
	failed_challenges: BTreeMap<MemberId, u32>,
	failing: Option<FailReason>,
}

/// A plea against the proposed result.
#[derive(Clone, Copy)]
pub struct Plea {
	pub pleader: MemberId,
	pub answer_by: u32,
	would_end_at: u32,
	pub answered_at: Option<u32>,
}

impl Round {
	fn committed(&self) -> u128 {
		self.bits(self.commits.keys())
	}

	fn voted(&self) -> u128 {
		self.bits(self.votes.keys())
	}

	fn bits<'a>(&self, members: impl Iterator<Item = &'a MemberId>) -> u128 {
		let positions = members.filter_map(|member| decide::position(&self.electorate, member));
		positions.fold(0, |bits, position| bits | decide::bit(position))
	}

	fn is_early(&self) -> bool {
		let acted = match self.phase {
			Phase::Commit => self.commits.len(),
			Phase::Availability => self.votes.len(),
			Phase::Publication => {
				return self.publication.as_ref().is_some_and(|parts| parts.contested & !parts.whole() == 0)
			}
			Phase::Attest => self.attested.len(),
			Phase::Challenge => {
				let proposed = self.proposed.map(|proposed| proposed.result_hash);
				self.attested.values().filter(|attested| Some(**attested) == proposed).count()
			}
		};
		let out = if self.phase >= Phase::Attest { self.guilty.len() } else { 0 };
		acted == self.electorate.len() - out
	}
}
