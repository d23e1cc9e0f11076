//! How a budget is laid out over rounds: the noise of the next round, from what is left.
//!
//! A plan gives every planned round a weight. The next round may cost its weight's part of what is left, over the weights of all
//! rounds that are still planned; its noise is the least, within a range, that costs no more than that. What is left is looked at
//! anew before each round, so a round that was skipped, or dearer than planned, is shared out among those after it. Whoever follows a
//! plan never spends more than the budget.

use crate::{
	curve::Curve,
	error::AccountantError,
	nats::Nats,
	parameters::{Delta, NoiseMultiplier},
};
use serde::{Deserialize, Serialize};

/// How a budget is laid out over rounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "snake_case")]
pub enum Plan {
	/// Every round costs the same.
	Uniform,
	/// More noise early and less late: the cost of a round grows in proportion to its number, because late steps are small and noise
	/// drowns them.
	Decaying,
	/// Little is spent at first; each of the last `late_rounds` costs `late_weight` times as much as a round before.
	ReserveThenSpend {
		/// How many of the planned rounds are late.
		late_rounds: u32,
		/// How many times the cost of an early round a late one has; 0 is read as 1.
		late_weight: u32,
	},
}

/// What a plan looks at before a round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outlook<'a> {
	/// What is spent already.
	pub spent: &'a Curve,
	/// Most ε.
	pub epsilon: Nats,
	/// The δ at which it is measured.
	pub delta: Delta,
	/// Rounds that the budget is to last for.
	pub planned_rounds: u32,
	/// How many of them are over. As many as planned, or more: the next round is taken for the last.
	pub done_rounds: u32,
}

impl Outlook<'_> {
	/// Whether so much more would be within the budget.
	fn allows(&self, more: &Curve) -> Result<bool, AccountantError> {
		Ok(self.spent.plus(more)?.spent(self.delta).epsilon <= self.epsilon)
	}
}

impl Plan {
	/// The weight of the next round, and of all rounds from it on.
	fn weights(&self, outlook: &Outlook<'_>) -> (u32, u64) {
		let planned = outlook.planned_rounds.max(1);
		let done = outlook.done_rounds.min(planned.saturating_sub(1));
		let left = planned.saturating_sub(done);
		match *self {
			Self::Uniform => (1, left.into()),
			Self::Decaying => {
				// The numbers from done + 1 to planned, as the mean of both ends times their count.
				let number = done.saturating_add(1);
				let ends = u64::from(number).saturating_add(planned.into());
				(number, ends.saturating_mul(left.into()) / 2)
			}
			Self::ReserveThenSpend { late_rounds, late_weight } => {
				let weight = late_weight.max(1);
				let late = left.min(late_rounds);
				let early = left.saturating_sub(late);
				let all = u64::from(early).saturating_add(u64::from(late).saturating_mul(weight.into()));
				(if early == 0 { weight } else { 1 }, all)
			}
		}
	}

	/// The noise multiplier of the next round: the least from `floor` to `ceiling` at which the round costs no more than its part of
	/// what is left; `ceiling`, if even that costs more than its part, but still fits into what is left; nothing if it does not.
	///
	/// `cost` is what one round costs at a multiplier, and falls as that grows.
	///
	/// # Errors
	/// What `cost` says; its relation is not that of what is spent.
	pub fn next_noise_multiplier(
		&self,
		outlook: &Outlook<'_>,
		floor: NoiseMultiplier,
		ceiling: NoiseMultiplier,
		cost: impl Fn(NoiseMultiplier) -> Result<Curve, AccountantError>,
	) -> Result<Option<NoiseMultiplier>, AccountantError> {
		let (weight, all) = self.weights(outlook);
		let is_within_part = |multiplier| outlook.allows(&cost(multiplier)?.share(all, weight));
		if floor > ceiling || !outlook.allows(&cost(ceiling)?)? {
			return Ok(None);
		}
		if is_within_part(floor)? {
			return Ok(Some(floor));
		}
		if !is_within_part(ceiling)? {
			return Ok(Some(ceiling));
		}
		// `high` is within its part, `low` is not. A multiplier has below 2^50 billionths: at most 50 turns.
		let (mut low, mut high) = (floor.billionths(), ceiling.billionths());
		while high.saturating_sub(low) > 1 {
			let middle = low.midpoint(high);
			if is_within_part(NoiseMultiplier::from_billionths(middle)?)? {
				high = middle;
			} else {
				low = middle;
			}
		}
		NoiseMultiplier::from_billionths(high).map(Some)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{Mechanism, Relation};
	use proptest::prelude::*;

	const RELATION: Relation = Relation::ReplaceDataset;

	fn z(text: &str) -> NoiseMultiplier {
		text.parse().unwrap()
	}

	fn cost(noise_multiplier: NoiseMultiplier) -> Result<Curve, AccountantError> {
		Mechanism::DiscreteGaussian { noise_multiplier }.cost(RELATION, 1)
	}

	/// Follows a plan until nothing fits, at most for `rounds` rounds: the multipliers, and what was spent.
	fn follow(
		plan: Plan,
		epsilon: &str,
		planned_rounds: u32,
		rounds: u32,
		range: (&str, &str),
	) -> (Vec<NoiseMultiplier>, Nats) {
		let (epsilon, delta) = (Nats::budget(epsilon).unwrap(), "1e-6".parse().unwrap());
		let mut spent = Curve::zero(RELATION);
		let mut multipliers = Vec::new();
		for done_rounds in 0..rounds {
			let outlook = Outlook { spent: &spent, epsilon, delta, planned_rounds, done_rounds };
			let next = plan.next_noise_multiplier(&outlook, z(range.0), z(range.1), cost).unwrap();
			let Some(next) = next else { break };
			spent = spent.plus(&cost(next).unwrap()).unwrap();
			multipliers.push(next);
			assert!(spent.spent(delta).epsilon <= epsilon);
		}
		(multipliers, spent.spent(delta).epsilon)
	}

	#[test]
	fn a_uniform_plan_takes_the_same_noise_in_every_round_and_spends_the_whole_budget() {
		let (noise, spent) = follow(Plan::Uniform, "4", 10, 100, ("0.01", "1000"));
		assert_eq!(noise.len(), 10);
		let (least, most) = (noise.iter().min().unwrap(), noise.iter().max().unwrap());
		assert!(most.billionths() - least.billionths() < 100, "{least} {most}");
		assert!(spent.to_bits() > Nats::budget("3.999999").unwrap().to_bits(), "{spent}");
	}

	#[test]
	fn a_decaying_plan_takes_less_noise_from_round_to_round() {
		let (noise, spent) = follow(Plan::Decaying, "4", 10, 100, ("0.01", "1000"));
		assert_eq!(noise.len(), 10);
		assert!(noise.windows(2).all(|pair| pair[0] > pair[1]), "{noise:?}");
		// Costs are as 1 to 10, and so 1/z².
		let ratio = noise[0].billionths() as f64 / noise[9].billionths() as f64;
		assert!((ratio - 10f64.sqrt()).abs() < 1e-6, "{ratio}");
		assert!(spent.to_bits() > Nats::budget("3.999999").unwrap().to_bits(), "{spent}");
	}

	#[test]
	fn a_reserve_is_spent_in_the_late_rounds() {
		let plan = Plan::ReserveThenSpend { late_rounds: 3, late_weight: 4 };
		let (noise, _) = follow(plan, "4", 10, 100, ("0.01", "1000"));
		assert_eq!(noise.len(), 10);
		let ratio = noise[0].billionths() as f64 / noise[9].billionths() as f64;
		assert!((ratio - 2.0).abs() < 1e-6, "{ratio}");
		assert!(noise[6].billionths() > noise[7].billionths() * 19 / 10);
	}

	#[test]
	fn noise_stays_within_the_range_and_the_rounds_are_as_many_as_then_fit() {
		// The floor: less is spent than there is.
		let (noise, spent) = follow(Plan::Uniform, "400", 3, 3, ("5", "9"));
		assert_eq!((noise, spent < Nats::budget("2").unwrap()), (vec![z("5"); 3], true));
		// Floor and ceiling are one: as many rounds as the budget has, whatever was planned. Five rounds at z = 5 cost ε 2.1431, six 2.3665.
		let (noise, _) = follow(Plan::Uniform, "2.15", 8, 8, ("5", "5"));
		assert_eq!(noise.len(), 5);
		// Not even one.
		assert!(follow(Plan::Uniform, "0.1", 8, 8, ("0.5", "5")).0.is_empty());
		assert!(follow(Plan::Uniform, "4", 8, 8, ("5", "4")).0.is_empty());
	}

	#[test]
	fn a_round_beyond_the_plan_may_have_all_that_is_left() {
		let spent = cost(z("5")).unwrap();
		let next = |planned_rounds, done_rounds| {
			let (epsilon, delta) = (Nats::budget("4").unwrap(), "1e-6".parse().unwrap());
			let outlook = Outlook { spent: &spent, epsilon, delta, planned_rounds, done_rounds };
			Plan::Uniform.next_noise_multiplier(&outlook, z("0.01"), z("1000"), cost).unwrap()
		};
		assert_eq!(next(4, 7), next(4, 3));
		assert_eq!(next(0, 0), next(4, 3));
		assert!(next(4, 2) > next(4, 3));
	}

	#[test]
	fn another_relation_has_no_plan() {
		let spent = Curve::zero(Relation::AddRemoveRecord);
		let (epsilon, delta) = (Nats::budget("4").unwrap(), "1e-6".parse().unwrap());
		let outlook = Outlook { spent: &spent, epsilon, delta, planned_rounds: 1, done_rounds: 0 };
		let next = Plan::Uniform.next_noise_multiplier(&outlook, z("1"), z("2"), cost);
		assert_eq!(next, Err(AccountantError::RelationsDiffer));
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(32))]

		/// `follow` asserts that no round goes over the budget.
		#[test]
		fn no_plan_spends_more_than_the_budget(
			epsilon in 1u32..200,
			planned in 1u32..12,
			late_rounds in 0u32..14,
			late_weight in 0u32..9,
		) {
			for plan in [Plan::Uniform, Plan::Decaying, Plan::ReserveThenSpend { late_rounds, late_weight }] {
				let text = format!("{}.{:02}", epsilon / 10, epsilon % 10);
				let (noise, _) = follow(plan, &text, planned, planned + 2, ("0.3", "1000"));
				prop_assert!(noise.len() <= planned as usize + 2);
			}
		}
	}
}
