//! What a run was, as data: everything the table, `report.json` and `report.html` show.

use crate::pay::Pay;
use guild_primitives::Fault;
use serde::Serialize;

/// A finished run.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
	/// The task's name.
	pub task: String,
	/// What it is for, in the words that its members voted on.
	pub description: String,
	/// Lanes of the model.
	pub dim: u32,
	/// The rule, in words.
	pub rule: String,
	/// When the first node was started, UTC.
	pub started_at: String,
	/// From the first node's start to the last round's end.
	pub duration_seconds: f64,
	/// Unit of all errors.
	pub unit: String,
	/// The members, in the order of all per-member lists here.
	pub members: Vec<MemberRecord>,
	/// The rounds that ended, in order.
	pub rounds: Vec<RoundRecord>,
	/// Who earned what and why, and who spent how much privacy.
	pub pay: Pay,
	/// Who lied, if anyone did.
	pub attack: Option<AttackRecord>,
	/// Curves to hold beside the run's own.
	pub comparisons: Vec<Curve>,
	/// What was checked, and whether it held.
	pub checks: Vec<Check>,
}

/// A member over the whole run. Errors are on its own held-out rows.
#[derive(Clone, Debug, Serialize)]
pub struct MemberRecord {
	/// Its name.
	pub name: String,
	/// Its owner account, hex.
	pub account: String,
	/// Windows it trained on.
	pub train_windows: u32,
	/// Windows it is tested on.
	pub test_windows: u32,
	/// Bytes of its data files. They stayed where they were.
	pub data_bytes: u64,
	/// Bytes it received from the others.
	pub received_bytes: u64,
	/// Error of the model that they trained together.
	pub federated: Option<f64>,
	/// Error of the same trainer on its own rows alone.
	pub alone: Option<f64>,
	/// Error of the same trainer on everybody's rows in one place, which is what nobody here can do.
	pub pooled: Option<f64>,
	/// Error of guessing that nothing changes.
	pub persistence: Option<f64>,
	/// Whether it lied.
	pub lies: bool,
}

/// One round.
#[derive(Clone, Debug, Serialize)]
pub struct RoundRecord {
	/// Its index.
	pub index: u32,
	/// Block at which it opened.
	pub opened_at: u32,
	/// Block at which it ended.
	pub ended_at: u32,
	/// Why it failed, if it did.
	pub failed: Option<String>,
	/// Root of the model it made.
	pub model_root: Option<String>,
	/// Hash of the result that became final.
	pub result_hash: Option<String>,
	/// Who attested that.
	pub attesters: Vec<String>,
	/// Every result that was seen to be attested, the final one among them.
	pub attested: Vec<AttestedResult>,
	/// What was proven false, in order.
	pub faults: Vec<ProvenFault>,
	/// Seconds in each phase: until the commitments, the availability votes, the attestations of all, and the challenges.
	pub phase_seconds: [f64; 4],
	/// One entry a member.
	pub members: Vec<MemberRound>,
}

/// A result that members attested.
#[derive(Clone, Debug, Serialize)]
pub struct AttestedResult {
	/// Its hash.
	pub result_hash: String,
	/// Who attested it, also those who were found guilty of it.
	pub by: Vec<String>,
}

/// A fault that the chain recorded.
#[derive(Clone, Debug, Serialize)]
pub struct ProvenFault {
	/// Block in which it was proven.
	pub block: u32,
	/// Hash of the result that it was proven against.
	pub result_hash: String,
	/// Who proved it.
	pub challenger: String,
	/// Who was found guilty.
	pub guilty: Vec<String>,
	/// What was proven, as the chain names it.
	pub fault: Fault,
	/// What is wrong, in words.
	pub wrong: String,
	/// What the chain did to see it, in words.
	pub judged: String,
}

/// One member in one round.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MemberRound {
	/// Error of the round's model on its held-out rows.
	pub rmse: Option<f64>,
	/// Its share in the aggregate.
	pub coefficient: Option<f64>,
	/// L2 norm of its update, real units.
	pub norm: Option<f64>,
	/// L2 distance of its update from the aggregate, real units.
	pub distance: Option<f64>,
	/// Samples it reported.
	pub samples: Option<u32>,
	/// Bytes it received.
	pub received_bytes: u64,
	/// Milliseconds its worker spent, by what it did.
	pub timings_ms: std::collections::BTreeMap<String, u64>,
}

/// Who lied, and how.
#[derive(Clone, Debug, Serialize)]
pub struct AttackRecord {
	/// The members that lied.
	pub members: Vec<String>,
	/// Its name on the command line.
	pub kind: String,
	/// What each of them did, in words.
	pub meaning: String,
	/// Whether the lie is about the result, which can be proven, and not about the update, which only a rule can bound.
	pub is_about_result: bool,
}

/// The errors of another way to do the same, round by round.
#[derive(Clone, Debug, Serialize)]
pub struct Curve {
	/// Short name.
	pub label: String,
	/// How it was made, in words.
	pub meaning: String,
	/// One list a member, one error a round; empty for a member without it.
	pub rmse: Vec<Vec<f64>>,
}

/// Something that was checked.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
	/// The claim, in words.
	pub claim: String,
	/// Whether it held.
	pub holds: bool,
	/// What was seen.
	pub seen: String,
}

impl Record {
	/// The errors of a member, round by round, where the round became final.
	pub fn curve(&self, member: usize) -> Vec<(f64, f64)> {
		self.final_rounds()
			.enumerate()
			.filter_map(|(at, round)| Some(((at + 1) as f64, round.members.get(member)?.rmse?)))
			.collect()
	}

	/// The rounds that moved the model.
	pub fn final_rounds(&self) -> impl Iterator<Item = &RoundRecord> {
		self.rounds.iter().filter(|round| round.failed.is_none())
	}

	/// The mean of a member's coefficients over the final rounds it was included in.
	pub fn mean_coefficient(&self, member: usize) -> Option<f64> {
		mean(self.final_rounds().filter_map(|round| round.members.get(member)?.coefficient))
	}

	/// The mean norm of a member's updates.
	pub fn mean_norm(&self, member: usize) -> Option<f64> {
		mean(self.final_rounds().filter_map(|round| round.members.get(member)?.norm))
	}

	/// The mean distance of a member's updates from the aggregates.
	pub fn mean_distance(&self, member: usize) -> Option<f64> {
		mean(self.final_rounds().filter_map(|round| round.members.get(member)?.distance))
	}

	/// Mean seconds of each phase.
	pub fn mean_phase_seconds(&self) -> [f64; 4] {
		[0, 1, 2, 3].map(|phase| mean(self.rounds.iter().map(|round| round.phase_seconds[phase])).unwrap_or(0.0))
	}

	/// Whether this member lied, and no other.
	pub fn is_lone_liar(&self, member: usize) -> bool {
		self.members.iter().enumerate().all(|(place, other)| other.lies == (place == member))
	}

	/// Every proven fault, with its round.
	pub fn faults(&self) -> impl Iterator<Item = (&RoundRecord, &ProvenFault)> {
		self.rounds.iter().flat_map(|round| round.faults.iter().map(move |fault| (round, fault)))
	}

	/// Bytes that all members received.
	pub fn moved_bytes(&self) -> u64 {
		self.members.iter().map(|member| member.received_bytes).sum()
	}

	/// Whether all checks hold.
	pub fn holds(&self) -> bool {
		self.checks.iter().all(|check| check.holds)
	}
}

impl ProvenFault {
	/// The result it is about, as short as people tell it.
	pub fn result(&self) -> &str {
		short(&self.result_hash)
	}
}

/// The first eight digits of a hash.
pub fn short(hash: &str) -> &str {
	hash.get(..8).unwrap_or(hash)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
	let (mut sum, mut count) = (0.0, 0u32);
	for value in values {
		sum += value;
		count += 1;
	}
	(count > 0).then(|| sum / f64::from(count))
}
