//! How scores follow conduct: the chain's arithmetic of reputation, driven by real aggregations of made-up updates.
//!
//! What is real: [`aggregate`](guild_aggregation::aggregate()), which gives the figures that a result has; what a settled round
//! tells; [`guild_primitives::reputation`]. What is made up: the updates. There is no chain and no training here, so that
//! hundreds of rounds take seconds; `runtime/tests/wiring/reputation.rs` shows that the chain feeds the same arithmetic.
//!
//! # The task
//!
//! A member's update is a step towards its own optimum plus noise: `η (w + h_i − model) + σ ν`, where `w` is the optimum of all,
//! `h_i` is how the member's data differ, and ν is normal in each lane. `w` wanders by a random step each round, so that there is
//! always something to learn, and the model ends where a step is as long as what the others' noise leaves.
//!
//! | file | holds |
//! | --- | --- |
//! | `roles` | who does what, and when |
//! | `updates` | the made-up updates |
//! | `figures` | what is measured of a run |
//! | `report` | CSV and picture |

mod figures;
mod report;
mod roles;
mod updates;

pub use figures::Figures;
pub use report::{csv, svg};
pub use roles::{Role, Turns};
pub use updates::Task;

use crate::conduct::updates::Updates;
use guild_aggregation::{aggregate, AggregateError};
use guild_primitives::{
	contribution::weight_shares,
	decide::weights_by_standing,
	reputation::{conducts, Parameters, Record, RoundEvidence},
	result::PerParticipant,
	Contribution, IncludedUpdate, MemberId, Root, RoundId, RoundInputs, RuleSpec, Score, Work,
};

/// Bits of a lane that are fraction.
const SCALE: u8 = 11;

/// What to run.
#[derive(Clone, Debug)]
pub struct Setup {
	/// All randomness.
	pub seed: u64,
	/// Rounds.
	pub rounds: u32,
	/// The members, by what they do.
	pub roles: Vec<Role>,
	/// The task.
	pub task: Task,
	/// How updates are combined.
	pub rule: RuleSpec,
	/// The reputation's parameters.
	pub parameters: Parameters,
}

/// How a member stood after a round.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stood {
	/// Its score, from 0 to 1.
	pub score: f64,
	/// Whether it was quarantined.
	pub quarantined: bool,
	/// Running figure of how far its updates stand against the others'.
	pub against: f64,
	/// Running figure of how far what is new in them agrees with what is new in the others'.
	pub fresh: f64,
}

/// What came of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
	/// How each member stood, by round and member.
	pub stood: Vec<Vec<Stood>>,
	/// Distance of the model from the optimum of all, over that of the initial model.
	pub errors: Vec<f64>,
}

impl Outcome {
	/// The first round in or after `from` after which the member was quarantined.
	pub fn quarantined_in(&self, member: usize, from: u32) -> Option<u32> {
		self.first(from, |stood| stood[member].quarantined)
	}

	/// The first round in or after `from` after which the member was free.
	pub fn free_in(&self, member: usize, from: u32) -> Option<u32> {
		self.first(from, |stood| !stood[member].quarantined)
	}

	/// The member's lowest score after the rounds from `from` on.
	pub fn lowest(&self, member: usize, from: u32) -> f64 {
		self.stood.iter().skip(from as usize).map(|stood| stood[member].score).fold(1.0, f64::min)
	}

	/// The member's mean score after the rounds from `from` on.
	pub fn mean(&self, member: usize, from: u32) -> f64 {
		let scores: Vec<f64> = self.stood.iter().skip(from as usize).map(|stood| stood[member].score).collect();
		scores.iter().sum::<f64>() / scores.len().max(1) as f64
	}

	fn first(&self, from: u32, is: impl Fn(&[Stood]) -> bool) -> Option<u32> {
		self.stood.iter().zip(0..).skip(from as usize).find(|(stood, _)| is(stood)).map(|(_, round)| round)
	}
}

/// Runs it.
///
/// # Errors
/// A round has no aggregate: the rule cannot be run with so few members.
pub fn run(setup: &Setup) -> Result<Outcome, AggregateError> {
	let mut updates = Updates::new(setup);
	let mut records = vec![Record::NEUTRAL; setup.roles.len()];
	let mut previous: Option<Vec<i16>> = None;
	let mut outcome = Outcome { stood: Vec::new(), errors: Vec::new() };
	let base = vec![0i32; setup.task.dim];
	for round in 0..setup.rounds {
		let sent = updates.of_round(round, previous.as_deref());
		let inputs = inputs(setup, round, &sent, &records, previous.is_some());
		let mut lanes: Vec<&[i16]> = sent.iter().flatten().map(Vec::as_slice).collect();
		lanes.extend(previous.as_deref());
		let made = aggregate(&inputs, &lanes, &base)?;

		let shares = weight_shares(&made.body, inputs.included.len());
		let scores: Vec<Score> = (0..inputs.included.len())
			.map(|place| Score {
				active: inputs.included[place].active,
				weight_share: shares[place],
				norm: made.body.norms[place],
				distance: made.body.distances[place],
				novelty: made.body.novelties.get(place).copied(),
			})
			.collect();
		let mut conducts = conducts(&scores).into_iter();
		for ((record, lanes), member) in records.iter_mut().zip(&sent).zip(0..) {
			// Who is there does all its other duties.
			let present = lanes.is_some();
			let contribution = Contribution {
				member: name(member),
				work: present.then_some(Work { update_root: Root([0; 32]), samples: 1, steps_done: 1, steps_asked: 1 }),
				missing: false,
				voted: present,
				attested: present.then_some(true),
				guilty: false,
				score: None,
			};
			let conduct = if present { conducts.next() } else { None };
			record.settle(&RoundEvidence::new(&contribution, conduct), &setup.parameters);
		}
		outcome.errors.push(updates.learn(&made.aggregate));
		outcome.stood.push(records.iter().map(stood).collect());
		previous = Some(made.aggregate);
	}
	Ok(outcome)
}

/// The frozen inputs, as the training pallet makes them of those that sent an update.
fn inputs(
	setup: &Setup,
	round: u32,
	sent: &[Option<Vec<i16>>],
	records: &[Record],
	with_previous: bool,
) -> RoundInputs {
	let present: Vec<usize> = (0..sent.len()).filter(|member| sent[*member].is_some()).collect();
	let factors: Vec<(u32, u16)> = present.iter().map(|member| (1, records[*member].standing().factor)).collect();
	let weights = weights_by_standing(&factors);
	let included = present.iter().zip(weights).map(|(member, weight)| IncludedUpdate {
		member: name(*member),
		update_root: Root([0; 32]),
		weight,
		active: !records[*member].quarantined,
	});
	RoundInputs {
		round: RoundId { task: 0, index: round },
		spec_hash: Root([0; 32]),
		base_root: Root([0; 32]),
		previous_aggregate_root: with_previous.then_some(Root([0; 32])),
		dim: setup.task.dim as u32,
		scale: SCALE,
		norm_bound: u32::MAX.into(), // The bound is not what is tried here.
		rule: setup.rule.clone(),
		seed: Some(Root::of(&[setup.seed.to_le_bytes(), u64::from(round).to_le_bytes()].concat())),
		included: PerParticipant::truncate_from(included.collect()),
	}
}

fn name(member: usize) -> MemberId {
	MemberId([member as u8; 32])
}

fn stood(record: &Record) -> Stood {
	Stood {
		score: f64::from(record.score()) / 65_536.0,
		quarantined: record.quarantined,
		against: f64::from(record.against) / 65_536.0,
		fresh: f64::from(record.fresh) / 65_536.0,
	}
}
