//! What is measured of a run of a whole cast ([`Role::cast`]).

use super::{Outcome, Role, Turns};

/// Rounds after which the honest should stand above 0.9, from a newcomer's one half: r = 20 (1 − 0.95^k) is 9 after 12.
pub const START_UP_ROUNDS: u32 = 20;

/// How it went. Of three members of a role the worst counts; rounds are counted from the one in which they turned, so that 1 is
/// after one round; none if it never came.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Figures {
	/// Lowest score of an honest member after the start-up.
	pub honest_lowest: f64,
	/// How many of the honest were ever quarantined.
	pub honest_quarantined: usize,
	/// Rounds until those that flip from the start are quarantined.
	pub flippers: Option<u32>,
	/// Rounds until the sleepers are, from their turn on.
	pub sleepers: Option<u32>,
	/// Rounds until the mended are free again; none also if they were never quarantined.
	pub mended: Option<u32>,
	/// Rounds until the free riders are quarantined.
	pub riders: Option<u32>,
	/// Their mean score from then on, or from their turn on.
	pub riders_mean: f64,
	/// Mean score of those that are absent half of the time, after the start-up.
	pub absent_mean: f64,
	/// The model's error at the end, over that at the beginning.
	pub error: f64,
}

impl Figures {
	/// Of a run of `roles`, in which members turned so.
	pub fn of(roles: &[Role], turns: Turns, outcome: &Outcome) -> Self {
		let members = |is: fn(&Role) -> bool| (0..roles.len()).filter(move |member| is(&roles[*member]));
		let worst = |is: fn(&Role) -> bool, from: u32| {
			let rounds = members(is).map(|member| Some(outcome.quarantined_in(member, from)? + 1 - from));
			rounds.collect::<Option<Vec<u32>>>().and_then(|all| all.into_iter().max())
		};
		let honest = |role: &Role| *role == Role::Honest;
		let sleeps = |role: &Role| matches!(role, Role::Flips { from: 1.., .. });
		let rides = |role: &Role| matches!(role, Role::FreeRider | Role::NoisyFreeRider { .. });
		let mean = |is: fn(&Role) -> bool, from: u32| {
			let means: Vec<f64> = members(is).map(|member| outcome.mean(member, from)).collect();
			means.iter().sum::<f64>() / means.len().max(1) as f64
		};
		let ride_from = if roles.contains(&Role::FreeRider) { 0 } else { turns.turn };
		let riders = worst(rides, ride_from);
		let sleepers = worst(sleeps, turns.turn).filter(|rounds| turns.turn + rounds <= turns.mend);
		let free = members(sleeps).map(|member| Some(outcome.free_in(member, turns.mend)? + 1 - turns.mend));
		Self {
			honest_lowest: members(honest).map(|member| outcome.lowest(member, START_UP_ROUNDS)).fold(1.0, f64::min),
			honest_quarantined: members(honest).filter(|member| outcome.quarantined_in(*member, 0).is_some()).count(),
			flippers: worst(|role| matches!(role, Role::Flips { from: 0, .. }), 0),
			sleepers,
			mended: sleepers.and(free.collect::<Option<Vec<u32>>>().and_then(|all| all.into_iter().max())),
			riders,
			riders_mean: mean(rides, ride_from + riders.unwrap_or(0)),
			absent_mean: mean(|role| *role == Role::HalfAbsent, START_UP_ROUNDS),
			error: outcome.errors.last().copied().unwrap_or(1.0),
		}
	}
}
