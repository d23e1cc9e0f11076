//! How far to go: the factor of a lie that harms a rule most, found by trying the rule. Omniscient, and the worst of all here: the
//! liars know the rule with its parameters, all honest updates, and what each lie would come to.
//!
//! As ByzFL's `Optimal_ALittleIsEnough` and `Optimal_InnerProductManipulation`: a search along the line of a lie's factors for
//! the largest distance of the aggregate from the mean of the honest updates. The search here begins at the plain attack's factor, so that
//! it never ends with less than that one, and contracts from both sides (ByzFL's begins at 0, and goes outwards only).

use super::vectors::{mean, real, squared_distance, write_within};
use guild_aggregation::fast;
use guild_primitives::{
	limits::MAX_PARTICIPANTS, result::PerParticipant, IncludedUpdate, MemberId, Root, RoundId, RoundInputs, RuleSpec,
};

/// How many factors are tried, the plain attack's among them: always so many, so that a lie takes a known time.
pub const EVALUATIONS: u32 = 20;
/// First step outwards.
const STEP: f64 = 1.0;
/// What a step becomes after one that found nothing worse.
const CONTRACTION: f64 = 0.75;

/// What a lie is made for.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
	/// The task's rule.
	pub rule: &'a RuleSpec,
	/// Longest update that the rule does not cut out, in lanes (L2).
	pub norm_bound: u64,
	/// The previous aggregate, if the liar has it.
	pub previous: Option<&'a [i16]>,
}

/// The factor, 0 or more, with which `lie` drags the rule's result farthest from the mean of the honest updates, of those that are tried;
/// `plain` is one of them. All `liars` send the lie.
///
/// What liars cannot know they guess: all updates weigh alike, and a rule that draws has a seed of zeros.
pub fn factor(
	honest: &[Vec<f64>],
	liars: usize,
	against: &Against<'_>,
	plain: f64,
	lie: impl Fn(f64) -> Vec<f64>,
) -> f64 {
	let trial = Trial::new(honest, liars, against);
	search(plain, |factor| trial.harm(&lie(factor)))
}

/// The factor of the largest of [`EVALUATIONS`] values: outwards by doubled steps for as long as they grow, then nearer, to either side.
fn search(start: f64, value: impl Fn(f64) -> f64) -> f64 {
	let (mut best, mut most) = (start, value(start));
	let (mut step, mut growing, mut side) = (STEP, true, 1.0);
	for _ in 1..EVALUATIONS {
		let tried = f64::max(best + side * step, 0.0);
		let found = value(tried);
		let better = found > most;
		if better {
			(best, most) = (tried, found);
		}
		growing &= better;
		if growing {
			step *= 2.0;
		} else {
			step *= CONTRACTION;
			side = if better { side } else { -side };
		}
	}
	best
}

/// A round that the liars play through before they send anything.
struct Trial<'a> {
	inputs: RoundInputs,
	honest: Vec<Vec<i16>>,
	mean: Vec<f64>,
	previous: Option<&'a [i16]>,
	liars: usize,
}

impl<'a> Trial<'a> {
	fn new(honest: &[Vec<f64>], liars: usize, against: &Against<'a>) -> Self {
		let mean = mean(honest);
		let liars = liars.min((MAX_PARTICIPANTS as usize).saturating_sub(honest.len()));
		let previous = against.previous.filter(|lanes| lanes.len() == mean.len());
		let included = (0..honest.len() + liars).map(|place| IncludedUpdate {
			member: MemberId([place as u8; 32]),
			update_root: Root([place as u8; 32]),
			weight: 1,
			active: true,
		});
		let inputs = RoundInputs {
			round: RoundId { task: 0, index: 0 },
			spec_hash: Root([0; 32]),
			base_root: Root([0; 32]),
			previous_aggregate_root: previous.map(|_| Root([0; 32])),
			dim: mean.len() as u32,
			scale: 0,
			norm_bound: against.norm_bound,
			rule: against.rule.clone(),
			seed: Some(Root([0; 32])),
			included: PerParticipant::truncate_from(included.collect()),
		};
		// They were lanes before they were real numbers.
		let lanes = |update: &Vec<f64>| update.iter().map(|lane| *lane as i16).collect();
		Self { inputs, honest: honest.iter().map(lanes).collect(), mean, previous, liars }
	}

	/// How far the result is from the mean of the honest updates if the liars send this, squared; 0 if there is no result.
	fn harm(&self, lie: &[f64]) -> f64 {
		let mut lanes = vec![0; lie.len()];
		write_within(&mut lanes, lie, self.inputs.norm_bound);
		let lies = std::iter::repeat_n(lanes.as_slice(), self.liars);
		let updates: Vec<&[i16]> = self.honest.iter().map(Vec::as_slice).chain(lies).chain(self.previous).collect();
		let result = fast::aggregate(&self.inputs, &updates, &vec![0; lanes.len()]);
		result.map_or(0.0, |result| squared_distance(&real(&result.aggregate), &self.mean))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::attack::{Attack, Liar, DEFAULT_EPSILON};
	use guild_learning::SeededEntropy;
	use guild_primitives::{ColumnRule, MixRule, PreStep, Weighting};
	use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest, ProptestConfig};
	use std::cell::Cell;

	const BOUND: u64 = 3_000;

	fn rules() -> Vec<RuleSpec> {
		let rule = |f, mix, column| RuleSpec { f, mix, column, ..RuleSpec::mean(Weighting::Equal) };
		let one = |f, mix| rule(f, mix, ColumnRule::Identity);
		let nnm = |rule: RuleSpec| RuleSpec { pre: vec![PreStep::NearestNeighbourMixing].try_into().unwrap(), ..rule };
		vec![
			RuleSpec::mean(Weighting::Equal),
			one(2, MixRule::GeometricMedian { iterations: 100, nu: 1 }),
			one(2, MixRule::Krum),
			one(2, MixRule::Caf),
			one(0, MixRule::CenteredClipping { tau: 500, iterations: 3 }),
			rule(2, MixRule::Each, ColumnRule::TrimmedMean),
			nnm(rule(2, MixRule::Each, ColumnRule::Median)),
			RuleSpec {
				pre: vec![PreStep::Bucketing { size: 2 }].try_into().unwrap(),
				..one(1, MixRule::GeometricMedian { iterations: 100, nu: 1 })
			},
		]
	}

	/// What two liars send who attack in this way.
	fn sent(attack: Attack, honest: &[Vec<f64>], against: &Against<'_>) -> Vec<i16> {
		let mut lanes = vec![0; honest[0].len()];
		Liar::from(attack).lie_among(&mut lanes, honest, 2, against, &mut SeededEntropy::new(1));
		lanes
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(16))]

		#[test]
		fn an_optimal_lie_harms_the_rule_it_is_made_for_at_least_as_much_as_the_plain_one(
			honest in prop::collection::vec(prop::collection::vec(-700i16..=900, 6), 7..=9),
			previous in prop::option::of(prop::collection::vec(-300i16..=300, 6)),
		) {
			let honest: Vec<Vec<f64>> = honest.iter().map(|update| real(update)).collect();
			for rule in rules() {
				let against = Against { rule: &rule, norm_bound: BOUND, previous: previous.as_deref() };
				let trial = Trial::new(&honest, 2, &against);
				let harm = |attack| trial.harm(&real(&sent(attack, &honest, &against)));
				for (optimal, plain) in [
					(Attack::OptimalLittleIsEnough, Attack::LittleIsEnough { z: None }),
					(Attack::OptimalInnerProduct, Attack::InnerProduct { epsilon: DEFAULT_EPSILON }),
				] {
					let (worst, usual) = (harm(optimal), harm(plain));
					prop_assert!(worst >= usual, "{optimal} {worst}, {plain} {usual}: {rule:?}");
					// The same updates give the same lie.
					prop_assert_eq!(sent(optimal, &honest, &against), sent(optimal, &honest, &against));
				}
			}
		}
	}

	#[test]
	fn against_a_mean_it_goes_as_far_as_the_norm_bound() {
		let rule = RuleSpec::mean(Weighting::Equal);
		let against = Against { rule: &rule, norm_bound: BOUND, previous: None };
		let honest = vec![vec![100.0, 30.0], vec![80.0, 50.0], vec![90.0, 10.0]];
		for attack in [Attack::OptimalLittleIsEnough, Attack::OptimalInnerProduct] {
			let norm = real(&sent(attack, &honest, &against)).iter().map(|lane| lane * lane).sum::<f64>().sqrt();
			assert!((2_990.0..=3_000.0).contains(&norm), "{attack}: {norm}");
		}
	}

	#[test]
	fn it_goes_as_far_as_krum_is_misled_and_no_farther() {
		let rule = RuleSpec { f: 2, mix: MixRule::Krum, ..RuleSpec::mean(Weighting::Equal) };
		let against = Against { rule: &rule, norm_bound: BOUND, previous: None };
		// On a line, so that a lie is the mean less a part of the deviation, both known: 0 and 200.
		let honest: Vec<Vec<f64>> = [-300.0, -200.0, -100.0, 0.0, 100.0, 200.0, 300.0].map(|x| vec![x]).to_vec();
		let (plain, worst) = (
			sent(Attack::LittleIsEnough { z: None }, &honest, &against),
			sent(Attack::OptimalLittleIsEnough, &honest, &against),
		);
		// Two lies at the same place have one neighbour at no distance; Krum looks at five.
		assert!(worst[0] < plain[0] && worst[0] > -300, "{worst:?} {plain:?}");
	}

	#[test]
	fn so_many_factors_are_tried_and_the_largest_is_found() {
		for (peak, start) in [(7.0, 0.1), (1.0, 3.0), (0.4, 0.0), (900.0, 0.2)] {
			let tried = Cell::new(0);
			let found = search(start, |factor| {
				tried.set(tried.get() + 1);
				-(factor - peak).abs()
			});
			assert_eq!(tried.get(), EVALUATIONS);
			assert!((found - peak).abs() <= 0.1 * f64::max(peak, 1.0), "{peak}: {found}");
		}
		// Nothing is worse than the plain one.
		assert_eq!(search(1.5, |_| 1.0), 1.5);
	}
}
