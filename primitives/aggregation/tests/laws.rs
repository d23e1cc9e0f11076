//! What holds of every rule, whatever the lanes.

mod common;

use common::*;
use guild_aggregation::{
	aggregate, gram::UpdatesError, lanes::LaneError, mix, mix::MixError, reference, AggregateError, Gram, Updates,
};
use guild_primitives::{
	rules::RuleError, ColumnRule, MixRule, PreStep, RoundInputs, RuleSpec, Weighting, COEFFICIENT_ONE,
};
use proptest::prelude::*;

/// Updates with distinct weights and places, so that no tie decides anything.
fn any_points() -> impl Strategy<Value = (Vec<Vec<i16>>, Vec<u32>)> {
	(1usize..=12).prop_flat_map(|n| {
		(
			prop::collection::vec(prop::collection::vec(-3000i16..=3000, 6), n),
			Just((1..=n as u32).map(|i| i * 7 + i * i).collect::<Vec<_>>()).prop_shuffle(),
		)
	})
}

fn permuted<T: Clone>(items: &[T], order: &[usize]) -> Vec<T> {
	order.iter().map(|i| items[*i].clone()).collect()
}

fn rows_of(gram: &Gram, inputs: &RoundInputs) -> Vec<Vec<i64>> {
	mix(gram, inputs).expect("a mix").rows.into_inner()
}

fn order(n: usize, seed: u64) -> Vec<usize> {
	let mut order: Vec<usize> = (0..n).collect();
	order.sort_by_key(|i| (*i as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
	order
}

/// The one row of a rule, permuted, and its row over the permuted updates.
fn in_two_orders(rule: &RuleSpec, points: &[Vec<i16>], weights: &[u32], seed: u64) -> (Vec<i64>, Vec<i64>) {
	let order = order(points.len(), seed);
	let straight = rows_of(&gram_of(points), &inputs(rule.clone(), weights, 6));
	let moved = inputs(rule.clone(), &permuted(weights, &order), 6);
	(permuted(&straight[0], &order), rows_of(&gram_of(&permuted(points, &order)), &moved).remove(0))
}

proptest! {
	#[test]
	fn without_ties_the_order_of_updates_changes_no_bit(
		(points, weights) in any_points(), seed in any::<u64>(), f in 0u16..4, clip in prop::option::of(1u64..9000),
	) {
		// Weights are distinct, and so are distances: nothing is left to the lower index.
		prop_assume!(points.len() > 3 && no_equal_distances(&points));
		let steps: Vec<PreStep> = clip.map(|tau| PreStep::Clip { tau }).into_iter().collect();
		for mix in [
			MixRule::Mean,
			MixRule::GeometricMedian { iterations: 200, nu: 1 },
			MixRule::Krum,
			MixRule::MultiKrum { m: 3 },
			MixRule::ApproximateGeometricMedian { iterations: 5, nu: 1 },
			MixRule::CenteredClipping { tau: 2000, iterations: 3 },
		] {
			let (rows, moved) = in_two_orders(&after(&steps, rule(f, mix)), &points, &weights, seed);
			prop_assert_eq!(rows, moved, "{:?}", mix);
		}
	}

	#[test]
	fn with_ties_the_order_moves_no_coefficient_by_more_than_the_remainders(
		(points, weights) in any_points(), seed in any::<u64>(), f in 0u16..4,
	) {
		// Nearest-neighbour mixing gives rows of equal coefficients, whose remainder (fewer than n units of 2^-32) goes to
		// the lower index. Rows of such rows may differ by as much, and by their own remainder.
		prop_assume!(points.len() > 3 && no_equal_distances(&points));
		for mix in [MixRule::Mean, MixRule::GeometricMedian { iterations: 200, nu: 1 }] {
			let rule = after(&[PreStep::NearestNeighbourMixing], rule(f, mix));
			let (rows, moved) = in_two_orders(&rule, &points, &weights, seed);
			let off = rows.iter().zip(&moved).map(|(a, b)| a.abs_diff(*b)).max();
			prop_assert!(off <= Some(2 * points.len() as u64), "{:?} {:?}", rows, moved);
		}
	}

	#[test]
	fn filters_along_a_direction_depend_little_on_the_order(
		(points, weights) in any_points(), seed in any::<u64>(), f in 0u16..4,
	) {
		// The start of the power iteration goes by index, so where it has not converged, another order may stop elsewhere.
		prop_assume!(points.len() > 3 && no_equal_distances(&points));
		let mut points = points;
		// One direction in which they spread far more than in any other. Each has a place of its own along it, so whatever the filter
		// has left spreads along it too.
		for (point, i) in points.iter_mut().zip(0i16..) {
			point.iter_mut().for_each(|lane| *lane /= 64);
			point[0] += 2500 * i;
		}
		let (rows, moved) = in_two_orders(&rule(f, MixRule::Caf), &points, &weights, seed);
		let off = rows.iter().zip(&moved).map(|(a, b)| a.abs_diff(*b)).max();
		prop_assert!(off <= Some(COEFFICIENT_ONE as u64 >> 10), "{:?} {:?}", rows, moved);
	}

	#[test]
	fn a_column_rule_never_cares_about_the_order(
		(points, weights) in any_points(), seed in any::<u64>(), f in 0u16..4,
	) {
		let order = order(points.len(), seed);
		for column in [ColumnRule::Median, ColumnRule::TrimmedMean, ColumnRule::Meamed] {
			let inputs = inputs(columns(f, column), &weights, 6);
			let straight = aggregate(&inputs, &slices(&points), &[0; 6]).expect("a result");
			let moved = aggregate(&inputs, &slices(&permuted(&points, &order)), &[0; 6]).expect("a result");
			prop_assert_eq!(&straight.aggregate, &moved.aggregate);
			prop_assert_eq!(permuted(&straight.body.norms, &order), moved.result.body.norms.into_inner());
		}
	}

	#[test]
	fn every_row_sums_to_one_unless_it_was_clipped_and_never_to_more(
		(points, weights) in any_points(), rule in any_rule(),
	) {
		let step_clips = |step: &PreStep| matches!(step, PreStep::Clip { .. } | PreStep::Arc | PreStep::ClipToMedian);
		// Centered clipping around nothing is clipping.
		let clips = rule.pre.iter().any(step_clips) || matches!(rule.mix, MixRule::CenteredClipping { .. });
		for row in rows_of(&gram_of(&points), &inputs(rule, &weights, 6)) {
			let sum: i64 = row.iter().sum();
			prop_assert!(row.iter().all(|c| *c >= 0) && sum <= COEFFICIENT_ONE);
			prop_assert!(clips || sum == COEFFICIENT_ONE);
		}
	}

	#[test]
	fn a_mix_is_total_on_any_matrix(
		n in prop_oneof![1usize..10, Just(128usize)],
		entries in prop::collection::vec(prop_oneof![
			Just((1i64 << 57) - 1), Just(1 - (1i64 << 57)), Just(0i64), -(1i64 << 57) + 1..1i64 << 57
		], 60),
		weight in any_weight(),
		rule in any_rule(),
	) {
		// Symmetric and in range, and as a rule no Gram matrix of anything.
		let entry = |i: usize, j: usize| {
			let value = entries[(i.max(j) * 31 + i.min(j) * 7) % entries.len()];
			if i == j { value.abs() } else { value }
		};
		let gram = Gram::new(n, (0..n * n).map(|k| entry(k / n, k % n)).collect()).expect("in range");
		let mut round = inputs(rule, &vec![weight; n], 1);
		round.previous_aggregate_root = Some(guild_primitives::Root([8; 32]));
		if round.columns().count() > n {
			// The last row is the previous aggregate's.
			round.included.pop();
		}
		let included = round.included.len();
		prop_assume!(included > 0);
		let mix = mix(&gram, &round).expect("a mix");
		prop_assert_eq!((mix.norms.len(), mix.distances.len()), (included, included));
		prop_assert!(mix.rows.as_slice().iter().all(|row| row.len() == n));
	}

	#[test]
	fn the_gram_matrix_of_parts_adds_up(
		lanes in prop::collection::vec(prop::collection::vec(-32767i16..=32767, 40), 3), cut in 1usize..40,
	) {
		let whole = slices(&lanes);
		let (left, right): (Vec<&[i16]>, Vec<&[i16]>) = whole.iter().map(|update| update.split_at(cut)).unzip();
		let gram = |lanes: &[&[i16]], dim| reference::gram(Updates::new(lanes, dim).expect("well formed"));
		let (left, right, whole) = (gram(&left, cut), gram(&right, 40 - cut), gram(&whole, 40));
		for (i, j) in (0..9).map(|k| (k / 3, k % 3)) {
			prop_assert_eq!(left.get(i, j) + right.get(i, j), whole.get(i, j));
			prop_assert_eq!(whole.get(i, j), whole.get(j, i));
		}
	}

	#[test]
	fn a_result_has_the_shape_that_the_chain_accepts((points, weights) in any_points(), rule in any_rule()) {
		let result = aggregate(&inputs(rule, &weights, 6), &slices(&points), &[7; 6]).expect("a result");
		prop_assert!(result.body.fits(points.len(), points.len()));
		prop_assert_eq!(result.body.model_root, guild_primitives::Root::of(&guild_aggregation::lanes::model_to_bytes(&result.model)));
		prop_assert_eq!(result.body.aggregate_root, guild_primitives::Root::of(&guild_aggregation::lanes::to_bytes(&result.aggregate)));
		for (model, lane) in result.model.iter().zip(&result.aggregate) {
			prop_assert_eq!(*model, 7 + i32::from(*lane));
		}
	}
}

fn no_equal_distances(points: &[Vec<i16>]) -> bool {
	let gram = gram_of(points);
	let n = points.len();
	let mut distances: Vec<u64> =
		(0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| gram.squared_distance(i, j)).collect();
	let all = distances.len();
	distances.sort_unstable();
	distances.dedup();
	distances.len() == all
}

/// Five honest points near (10, 10) and a liar far away; only the liar exceeds a norm bound of 1000.
fn with_a_liar() -> Vec<Vec<i16>> {
	vec![vec![10, 10], vec![11, 9], vec![20_000, 0], vec![9, 12], vec![10, 11], vec![12, 10]]
}

fn many(f: u16, mix: MixRule, column: ColumnRule) -> RuleSpec {
	RuleSpec { mix, column, ..rule(f, mix) }
}

fn bounded(rule: RuleSpec, n: usize) -> RoundInputs {
	RoundInputs { norm_bound: 1000, ..inputs(rule, &vec![1; n], 2) }
}

#[test]
fn an_update_above_the_norm_bound_is_cut_out_and_scored_beside_the_matrix() {
	let points = with_a_liar();
	let without: Vec<_> = points.iter().filter(|point| point[0] < 1000).cloned().collect();
	for rule in [
		rule(0, MixRule::Mean),
		geometric_median(1),
		rule(1, MixRule::Krum),
		rule(1, MixRule::MultiKrum { m: 3 }),
		columns(1, ColumnRule::Median),
		columns(1, ColumnRule::TrimmedMean),
		columns(1, ColumnRule::Meamed),
		rule(1, MixRule::MinimumDiameter),
		rule(1, MixRule::Caf),
		rule(1, MixRule::Smea),
		rule(1, MixRule::CenteredClipping { tau: 9, iterations: 2 }),
		many(1, MixRule::Monna, ColumnRule::Median),
		many(1, MixRule::Bulyan, ColumnRule::Meamed),
		after(&[PreStep::NearestNeighbourMixing], geometric_median(1)),
		after(&[PreStep::Bucketing { size: 2 }, PreStep::Arc], geometric_median(1)),
		after(&[PreStep::ClipToMedian], rule(0, MixRule::Mean)),
	] {
		let with = aggregate(&bounded(rule.clone(), 6), &slices(&points), &[0; 2]).expect("a result");
		let honest = aggregate(&bounded(rule, 5), &slices(&without), &[0; 2]).expect("a result");
		assert_eq!(with.aggregate, honest.aggregate);
		assert!(with.body.coefficients.iter().all(|row| row[2] == 0));
		assert_eq!(with.body.norms[2], 20_000);
		assert!(with.body.distances[2].abs_diff(19_990) <= 2, "{}", with.body.distances[2]);
	}
}

#[test]
fn an_inactive_update_is_scored_but_steers_nothing() {
	let points = with_a_liar();
	let mut quarantined = inputs(geometric_median(1), &[1, 1, u32::MAX, 1, 1, 1], 2);
	quarantined.included[2].active = false;
	let result = aggregate(&quarantined, &slices(&points), &[0; 2]).expect("a result");
	assert_eq!(result.body.coefficients[0][2], 0);
	assert!(result.aggregate[0] < 13 && result.body.distances[2] > 19_000);
}

#[test]
fn a_norm_exactly_at_the_bound_is_kept() {
	let points = vec![vec![600, 800], vec![0, 0]];
	let at = aggregate(&bounded(rule(0, MixRule::Mean), 2), &slices(&points), &[0; 2]).expect("a result");
	assert_eq!(at.aggregate, [300, 400]);
	let points = vec![vec![601, 800], vec![0, 0]];
	let above = aggregate(&bounded(rule(0, MixRule::Mean), 2), &slices(&points), &[0; 2]).expect("a result");
	assert_eq!(above.aggregate, [0, 0]);
}

#[test]
fn one_liar_cannot_block_a_round_whose_rule_needs_every_update() {
	// Krum with f = 1 needs five updates and gets four: it runs with f = 0, over three nearest others minus one.
	let points = &with_a_liar()[..5];
	let short = aggregate(&bounded(rule(1, MixRule::Krum), 5), &slices(points), &[0; 2]).expect("a result");
	let four: Vec<_> = points.iter().filter(|point| point[0] < 1000).cloned().collect();
	let lowered = aggregate(&bounded(rule(0, MixRule::Krum), 4), &slices(&four), &[0; 2]).expect("a result");
	assert_eq!(short.aggregate, lowered.aggregate);
	// Down to one update, every rule still answers: with that update.
	for rule in [
		geometric_median(9),
		rule(9, MixRule::Krum),
		rule(9, MixRule::MultiKrum { m: 40 }),
		columns(9, ColumnRule::Median),
		columns(9, ColumnRule::TrimmedMean),
		columns(9, ColumnRule::Meamed),
		rule(9, MixRule::MinimumDiameter),
		rule(9, MixRule::Caf),
		rule(9, MixRule::Smea),
		many(9, MixRule::Monna, ColumnRule::Median),
		many(9, MixRule::Bulyan, ColumnRule::Meamed),
		after(&[PreStep::Bucketing { size: 3 }, PreStep::Arc], geometric_median(9)),
		after(&[PreStep::NearestNeighbourMixing], columns(9, ColumnRule::Median)),
	] {
		let alone = aggregate(&bounded(rule, 1), &[&[3, -4]], &[0; 2]).expect("a result");
		assert_eq!((&alone.aggregate[..], alone.body.norms[0], alone.body.distances[0]), (&[3, -4][..], 5, 0));
	}
}

#[test]
fn a_rule_that_draws_is_refused_without_a_seed() {
	let points: Vec<Vec<i16>> = vec![vec![1], vec![3], vec![5]];
	let mut round = inputs(after(&[PreStep::Bucketing { size: 2 }], rule(0, MixRule::Mean)), &[1; 3], 1);
	let with =
		|round: &RoundInputs| aggregate(round, &slices(&points), &[0]).map(|found| found.result.body.coefficients);
	let first = with(&round).expect("a result");
	// Another seed, another permutation: of three updates, one is alone in its bucket and counts twice.
	let differs = (0..9).any(|seed| {
		round.seed = Some(guild_primitives::Root([seed; 32]));
		with(&round).expect("a result") != first
	});
	assert!(differs);
	round.seed = None;
	assert_eq!(with(&round), Err(AggregateError::Mix(MixError::NoSeed)));
}

#[test]
fn the_previous_aggregate_is_the_last_column() {
	let clipping = rule(1, MixRule::CenteredClipping { tau: 10, iterations: 1 });
	let mut round = inputs(clipping, &[1; 3], 1);
	// Without one it starts at zero: 10/3 of three clipped updates.
	let points: Vec<Vec<i16>> = vec![vec![100], vec![102], vec![30_000]];
	let first = aggregate(&round, &slices(&points), &[0]).expect("a result");
	assert_eq!((first.aggregate[0], first.body.coefficients[0].len()), (10, 3));

	round.previous_aggregate_root = Some(guild_primitives::Root([8; 32]));
	let given: Vec<Vec<i16>> = points.iter().cloned().chain([vec![98]]).collect();
	// 98 + (2 + 4 + 10) / 3.
	let next = aggregate(&round, &slices(&given), &[0]).expect("a result");
	assert_eq!((next.aggregate[0], next.gram.len()), (103, 4));
	let row = &next.body.coefficients[0];
	assert_eq!((row.len(), row.iter().sum::<i64>()), (4, COEFFICIENT_ONE));
	assert_eq!((next.body.norms.len(), next.body.distances.len()), (3, 3));
	assert!(next.body.fits(3, 4) && !next.body.fits(3, 3));
	let missing = aggregate(&round, &slices(&points), &[0]);
	assert_eq!(missing, Err(AggregateError::Count { updates: 3, columns: 4 }));

	assert_eq!(next.result.body.novelties.into_inner(), [0; 3], "on a line nothing is new");

	// A rule that does not start from it gives it no weight.
	let other = RoundInputs { rule: rule(0, MixRule::Mean), ..round.clone() };
	let points: Vec<Vec<i16>> = vec![vec![100, 0], vec![0, 100], vec![30, 40], vec![0, 9]];
	let other = aggregate(&RoundInputs { dim: 2, ..other }, &slices(&points), &[0, 0]).expect("a result");
	assert_eq!(other.body.coefficients[0][3], 0);
	assert_eq!(other.result.body.novelties.into_inner(), [1 << 32, 0, (900u64 << 32) / 2_500]);

	// 128 updates leave no room for it.
	round.included = inputs(round.rule.clone(), &[1; 128], 1).included;
	assert_eq!(round.columns().count(), 128);
}

#[test]
fn no_active_update_is_an_error() {
	let round = bounded(rule(0, MixRule::Mean), 1);
	let error = aggregate(&round, &[&[2000, 0]], &[0; 2]);
	assert_eq!(error, Err(AggregateError::Mix(MixError::NoActiveUpdate)));
}

#[test]
fn samples_count_only_where_the_task_weighs_by_them() {
	let points: Vec<Vec<i16>> = vec![vec![0], vec![100]];
	for (weighting, expected) in [(Weighting::Samples, 75), (Weighting::Reputation, 75), (Weighting::Equal, 50)] {
		let result =
			aggregate(&inputs(RuleSpec::mean(weighting), &[1, 3], 1), &slices(&points), &[0]).expect("a result");
		assert_eq!(result.aggregate, [expected]);
	}
}

#[test]
fn a_model_saturates_instead_of_wrapping() {
	let result =
		aggregate(&inputs(rule(0, MixRule::Mean), &[1], 2), &[&[5, -5]], &[i32::MAX, i32::MIN]).expect("a result");
	assert_eq!(result.model, [i32::MAX, i32::MIN]);
}

#[test]
fn malformed_inputs_are_refused_with_what_is_wrong() {
	let round = inputs(rule(0, MixRule::Mean), &[1, 1], 2);
	let good: &[i16] = &[1, 2];
	assert_eq!(aggregate(&round, &[good], &[0; 2]), Err(AggregateError::Count { updates: 1, columns: 2 }));
	assert_eq!(
		aggregate(&round, &[good, &[1]], &[0; 2]),
		Err(AggregateError::Updates(UpdatesError::Length { update: 1, lanes: 1, dim: 2 }))
	);
	assert_eq!(
		aggregate(&round, &[good, &[1, i16::MIN]], &[0; 2]),
		Err(AggregateError::Updates(UpdatesError::Lane { update: 1, error: LaneError::Malformed { index: 1 } }))
	);
	assert!(matches!(aggregate(&round, &[good, good], &[0; 3]), Err(AggregateError::Apply(_))));
	assert_eq!(
		aggregate(&inputs(rule(0, MixRule::Mean), &[], 2), &[], &[0; 2]),
		Err(AggregateError::Updates(UpdatesError::Count(0)))
	);
	assert_eq!(
		aggregate(&inputs(rule(0, MixRule::Mean), &[1], 0), &[&[]], &[]),
		Err(AggregateError::Updates(UpdatesError::Dim(0)))
	);
	assert_eq!(
		aggregate(&inputs(rule(0, MixRule::Mean), &[1, 0], 2), &[good, good], &[0; 2]),
		Err(AggregateError::Mix(MixError::NoWeight { update: 1 }))
	);
	assert_eq!(
		aggregate(&inputs(rule(0, MixRule::Each), &[1, 1], 2), &[good, good], &[0; 2]),
		Err(AggregateError::Mix(MixError::BadRule(RuleError::MixAndColumnDoNotFit)))
	);
	let gram = gram_of(&[vec![1, 2]]);
	assert_eq!(mix(&gram, &round), Err(MixError::Size { gram: 1, columns: 2 }));
}
