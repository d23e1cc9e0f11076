//! How scores follow conduct: the chain's arithmetic of reputation, driven by real aggregations of made-up updates.
//!
//! What is real: [`aggregate`](guild_aggregation::aggregate()), which gives the figures that a result has; what a settled round
//! tells; [`guild_primitives::reputation`]; what an agreement pays for it ([`guild_agreement::settle`]). What is made up: the updates,
//! and how the chain answers to what is no update. There is no chain and no training here, so that hundreds of rounds take
//! seconds; `runtime/tests/wiring/{reputation,rewards}.rs` show that the chain feeds the same arithmetic.
//!
//! # How the chain answers
//!
//! | who | in every round |
//! | --- | --- |
//! | withholds its bytes | a quorum says that they are missing |
//! | attests a false result with its list | is proven guilty, loses the deposit of the attestation, and has attested nothing |
//! | attests one without its list | has attested another result than the final one: its result is not proposed |
//! | strikes an update | under *exclude*: neither that update (the next member's) nor its own enters, and no bond is burnt |
//! | challenges the true result | twice, as often as it costs no fee; each is held against it |
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
//! | `pay` | what members earn |
//! | `survey` | what members report of each other's updates |
//! | `figures` | what is measured of a run |
//! | `report` | CSV and picture |

mod figures;
mod pay;
mod report;
mod roles;
mod survey;
mod updates;

pub use figures::Figures;
pub use pay::Pay;
pub use report::{csv, svg, Picture};
pub use roles::{Role, Turns};
pub use updates::Task;

use pay::Accounts;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use survey::{measured, Survey};
use updates::Updates;

use guild_aggregation::{aggregate, AggregateError};
use guild_agreement::settle::merit::MERIT_STEPS;
use guild_primitives::{
	contribution::weight_shares,
	decide::weights_by_standing,
	limits::FREE_CHALLENGES,
	reputation::{conducts, Conviction, Parameters, Record, RoundEvidence},
	result::{PerParticipant, ResultBody},
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
	/// Longest update that enters, in lanes: so long are the lies that are made as long as possible.
	pub norm_bound: u64,
	/// The reputation's parameters.
	pub parameters: Parameters,
	/// What is paid.
	pub pay: Pay,
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
	/// What each member had earned, less what was taken from it, by round and member; in the money's units.
	pub earned: Vec<Vec<f64>>,
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

	/// What the member had earned in the end, less what was taken from it.
	pub fn earned_by(&self, member: usize) -> f64 {
		self.earned.last().map_or(0.0, |earned| earned[member])
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
	let mut accounts = Accounts::new(&setup.pay, setup.roles.len());
	let mut previous: Option<Vec<i16>> = None;
	let mut outcome = Outcome { stood: Vec::new(), earned: Vec::new(), errors: Vec::new() };
	for round in 0..setup.rounds {
		let sent = updates.of_round(round, previous.as_deref());
		let entered = Entered::new(setup, round, &sent, &records, previous.as_deref());
		let made = aggregate(&entered.inputs, &entered.lanes, &vec![0; setup.task.dim])?;
		let scores = scores(&entered.inputs, &made.body);
		let contributions = contributions(setup, &sent, &entered.members, &scores);
		outcome.errors.push(updates.learn(&made.aggregate));

		let asks = accounts.asks();
		let reputations: Vec<u64> = records.iter().map(|record| u64::from(record.score()) << 16).collect();
		accounts.settle(&contributions, &reputations);
		if asks {
			accounts.answered(survey(setup, round, &entered, &made.aggregate, &updates)?);
		}
		let mut conducts = conducts(&scores).into_iter();
		for ((record, did), role) in records.iter_mut().zip(&contributions).zip(&setup.roles) {
			if did.guilty {
				record.convict(Conviction::Fault, &setup.parameters);
			}
			if *role == Role::ChallengesTheTruth {
				for _ in 0..FREE_CHALLENGES {
					record.convict(Conviction::InVain, &setup.parameters);
				}
			}
			let conduct = if did.score.is_some() { conducts.next() } else { None };
			record.settle(&RoundEvidence::new(did, conduct), &setup.parameters);
		}
		outcome.stood.push(records.iter().map(stood).collect());
		outcome.earned.push(accounts.earned());
		previous = Some(made.aggregate);
	}
	Ok(outcome)
}

/// What is aggregated.
struct Entered<'a> {
	/// The frozen inputs.
	inputs: RoundInputs,
	/// Whose updates they are.
	members: Vec<usize>,
	/// The updates, and the previous aggregate if there is one.
	lanes: Vec<&'a [i16]>,
}

impl<'a> Entered<'a> {
	/// Of what was sent, what is included.
	fn new(
		setup: &Setup,
		round: u32,
		sent: &'a [Option<Vec<i16>>],
		records: &[Record],
		previous: Option<&'a [i16]>,
	) -> Self {
		let roles = &setup.roles;
		let struck = |member: usize| {
			let other = if member == 0 { roles.len() } else { member } - 1;
			roles[member] == Role::Strikes || roles[other] == Role::Strikes
		};
		let enters = |member: &usize| sent[*member].is_some() && roles[*member] != Role::Withholds && !struck(*member);
		let members: Vec<usize> = (0..sent.len()).filter(enters).collect();
		let lanes = members.iter().filter_map(|member| sent[*member].as_deref()).chain(previous).collect();
		Self { inputs: inputs(setup, round, &members, records, previous.is_some()), members, lanes }
	}

	/// The inputs without one of the updates, as workers leave it out of what they measure: it is not active.
	fn without(&self, place: usize) -> RoundInputs {
		let mut inputs = self.inputs.clone();
		if let Some(update) = inputs.included.get_mut(place) {
			update.active = false;
		}
		inputs
	}
}

/// How the included updates stand in the result.
fn scores(inputs: &RoundInputs, result: &ResultBody) -> Vec<Score> {
	let shares = weight_shares(result, inputs.included.len());
	let score = |(place, update): (usize, &IncludedUpdate)| Score {
		active: update.active && result.norms[place] <= inputs.norm_bound,
		weight_share: shares[place],
		norm: result.norms[place],
		distance: result.distances[place],
		novelty: result.novelties.get(place).copied(),
	};
	inputs.included.iter().enumerate().map(score).collect()
}

/// What the round tells of each member. Who is there does all that its role does not leave out.
fn contributions(setup: &Setup, sent: &[Option<Vec<i16>>], members: &[usize], scores: &[Score]) -> Vec<Contribution> {
	let contribution = |(member, role): (usize, &Role)| {
		let present = sent[member].is_some();
		let score = members.binary_search(&member).ok().map(|place| scores[place]);
		Contribution {
			member: name(member),
			work: present.then_some(Work {
				update_root: sent[member].as_deref().map_or(Root([0; 32]), root),
				samples: role.samples(),
				steps_done: 1,
				steps_asked: 1,
			}),
			missing: present && *role == Role::Withholds,
			voted: present,
			attested: role.attests().filter(|_| present),
			guilty: present && role.is_convicted(),
			score,
		}
	};
	setup.roles.iter().enumerate().map(contribution).collect()
}

/// Root of an update, by which equal ones are told.
fn root(lanes: &[i16]) -> Root {
	Root::of(&guild_aggregation::lanes::to_bytes(lanes))
}

/// What the members report of the updates that entered the result. The rows' randomness is their own.
fn survey(
	setup: &Setup,
	round: u32,
	entered: &Entered<'_>,
	aggregated: &[i16],
	updates: &Updates<'_>,
) -> Result<Survey, AggregateError> {
	let base = vec![0; setup.task.dim];
	let places: Vec<usize> =
		(0..entered.members.len()).filter(|place| entered.inputs.included[*place].active).collect();
	let move_without = |place: &usize| {
		let without = aggregate(&entered.without(*place), &entered.lanes, &base)?.aggregate;
		let lanes = without.iter().zip(aggregated);
		Ok(lanes.map(|(a, b)| f64::from(i32::from(*a) - i32::from(*b)) / f64::from(1u32 << SCALE)).collect())
	};
	let moves: Vec<Vec<f64>> = places.iter().map(move_without).collect::<Result<_, AggregateError>>()?;
	let subjects: Vec<usize> = places.iter().map(|place| entered.members[*place]).collect();
	let mut survey = Survey::new(setup.roles.len(), &subjects);
	let mut rng = ChaCha8Rng::seed_from_u64(setup.seed ^ (u64::from(round) << 32));
	for (member, role) in setup.roles.iter().enumerate() {
		let changes = measured(&updates.miss(member), &moves, &mut rng);
		if *role == Role::Slanders {
			survey.report(member, vec![-MERIT_STEPS; moves.len()]);
		} else {
			survey.report(member, changes);
		}
	}
	Ok(survey)
}

/// The frozen inputs, as the training pallet makes them of these members' updates.
fn inputs(setup: &Setup, round: u32, members: &[usize], records: &[Record], with_previous: bool) -> RoundInputs {
	let factor = |member: &usize| (setup.roles[*member].samples(), records[*member].standing().factor);
	let factors: Vec<(u32, u16)> = members.iter().map(factor).collect();
	let weights = weights_by_standing(&factors);
	let included = members.iter().zip(weights).map(|(member, weight)| IncludedUpdate {
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
		norm_bound: setup.norm_bound,
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
