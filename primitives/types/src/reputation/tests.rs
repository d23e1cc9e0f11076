//! The made-up updates are points of a plane, so there are floats here.
#![allow(clippy::float_arithmetic)]

use super::*;
use crate::{
	contribution::{Score, SHARE_ONE},
	Standing,
};
use proptest::prelude::*;

const ONE_ROUND: u64 = ONE as u64;

fn parameters() -> Parameters {
	Parameters::default()
}

fn diligent(conduct: Conduct) -> RoundEvidence {
	RoundEvidence {
		committed: true,
		missing: false,
		voted: true,
		attested: Some(true),
		guilty: false,
		conduct: Some(conduct),
	}
}

fn after(rounds: u32, evidence: &RoundEvidence) -> Record {
	let mut record = Record::NEUTRAL;
	(0..rounds).for_each(|_| {
		record.settle(evidence, &parameters());
	});
	record
}

/// A point of a plane, with its share: all that a score says follows from it.
fn scores(points: &[(f64, f64)], previous: (f64, f64)) -> Vec<Score> {
	let n = points.len() as f64;
	let mean = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
	let length = |p: (f64, f64)| p.0.hypot(p.1);
	let score = |p: &(f64, f64)| {
		let cosine = (p.0 * previous.0 + p.1 * previous.1) / (length(*p) * length(previous));
		Score {
			active: true,
			weight_share: (SHARE_ONE as f64 / n) as u64,
			norm: length(*p) as u64,
			distance: length((p.0 - mean.0, p.1 - mean.1)) as u64,
			novelty: Some(((1.0 - cosine * cosine) * SHARE_ONE as f64) as u64),
		}
	};
	points.iter().map(score).collect()
}

#[test]
fn the_score_is_that_of_josang_and_ismail() {
	let score =
		|good: u64, bad: u64| Record { good: good * ONE_ROUND, bad: bad * ONE_ROUND, ..Record::NEUTRAL }.score();
	// E = (r + 1) / (r + s + 2), The Beta Reputation System (2002); their example r = 7, s = 1 gives 0.8.
	assert_eq!([score(0, 0), score(7, 1), score(8, 2)], [1 << 15, (0.8 * 65_536.0) as u16, (0.75 * 65_536.0) as u16]);
	assert_eq!(Record { good: u64::MAX, bad: 0, ..Record::NEUTRAL }.score(), 65_535);
	assert_eq!(Record { good: 0, bad: u64::MAX, ..Record::NEUTRAL }.score(), 1);
	assert_eq!(Record::NEUTRAL.standing(), Standing { factor: 1 << 15, quarantined: false });
}

#[test]
fn forgetting_bounds_what_is_known_by_one_over_one_minus_the_memory() {
	let record = after(1_000, &diligent(Conduct::default()));
	// Faultless but for the share, of which nothing is known: all of it counts.
	assert!(record.good <= 20 * ONE_ROUND && record.good > 19 * ONE_ROUND);
	assert_eq!(record.bad, 0);
}

#[test]
fn ramps_fall_and_rise_in_a_straight_line() {
	let falls = Ramp { well: 2 * ONE, lost: 4 * ONE };
	let at = |ramp: Ramp, values: [f64; 5]| values.map(|value| ramp.at((value * 65_536.0) as i64));
	assert_eq!(at(falls, [-1.0, 2.0, 3.0, 4.0, 9.0]), [ONE, ONE, ONE / 2, 0, 0]);
	let rises = Ramp { well: ONE / 2, lost: 0 };
	assert_eq!(at(rises, [-1.0, 0.0, 0.25, 0.5, 9.0]), [0, 0, ONE / 2, ONE, ONE]);
	let step = Ramp { well: ONE, lost: ONE };
	assert_eq!(at(step, [0.0, 0.5, 1.0, 1.5, 2.0]), [0, 0, ONE, 0, 0]);
}

#[test]
fn a_turned_update_stands_at_minus_one_and_a_right_angle_at_zero() {
	// Ten that agree, one turned around, one at a right angle; the previous aggregate is at a right angle to the common
	// direction, so that all of that is new.
	let mut points: Vec<(f64, f64)> = (0..10).map(|i| (100_000.0, 300.0 * f64::from(i - 5))).collect();
	points.extend([(-100_000.0, 0.0), (0.0, 100_000.0)]);
	let said = conducts(&scores(&points, (0.0, 1_000.0)));
	let value = |said: Option<Said>| said.unwrap().value as f64 / 65_536.0;
	assert!((value(said[3].agreement) - 1.0).abs() < 0.05, "{said:?}");
	assert!((value(said[10].agreement) + 1.25).abs() < 0.3, "{said:?}");
	assert!(value(said[11].agreement).abs() < 0.2, "{said:?}");
	assert!((value(said[3].freshness) - 1.0).abs() < 0.05, "{said:?}");
	assert!(value(said[10].freshness) < -0.9, "{said:?}");
	assert!(value(said[11].freshness).abs() < 0.2, "{said:?}");
	// What is at a right angle lies along the previous aggregate: there is nothing new in it.
	assert_eq!(parameters().novelty.at(said[11].novelty.unwrap()), 0);
	assert_eq!(parameters().novelty.at(said[3].novelty.unwrap()), ONE);
}

#[test]
fn where_the_aggregate_is_not_the_majoritys_direction_says_nothing() {
	// Two turned updates, eight times as long, carry the mean away: the honest are not to be blamed for that.
	let mut points: Vec<(f64, f64)> = (0..10).map(|i| (10_000.0, 30.0 * f64::from(i - 5))).collect();
	points.extend([(-80_000.0, 0.0); 2]);
	let said = conducts(&scores(&points, (0.0, 1_000.0)));
	assert!(said.iter().all(|conduct| conduct.agreement.is_none() && conduct.freshness.is_none()));
	// Their distance tells.
	assert_eq!(parameters().distance.at(said[3].distance.unwrap()), ONE);
	assert_eq!(parameters().distance.at(said[11].distance.unwrap()), 0);
}

#[test]
fn two_updates_are_not_compared_and_neither_are_those_of_a_first_round_with_a_previous_one() {
	let of_two = conducts(&scores(&[(1_000.0, 0.0), (-1_000.0, 0.0)], (0.0, 1.0)));
	assert_eq!(of_two, [Conduct::default(); 2]);
	let mut first = scores(&[(1_000.0, 10.0), (1_000.0, -10.0), (1_000.0, 5.0), (1_000.0, 0.0)], (0.0, 1.0));
	first.iter_mut().for_each(|score| score.novelty = None);
	assert!(conducts(&first).iter().all(|conduct| conduct.novelty.is_none() && conduct.freshness.is_none()));
	assert_eq!(conducts(&[]), []);
}

#[test]
fn a_rule_that_picks_one_update_says_nothing_of_shares_nor_of_the_one() {
	let mut picked = scores(&[(1_000.0, 10.0), (1_000.0, -10.0), (1_000.0, 5.0), (1_000.0, 0.0)], (0.0, 1.0));
	for (place, score) in picked.iter_mut().enumerate() {
		score.weight_share = if place == 0 { SHARE_ONE } else { 0 };
	}
	let said = conducts(&picked);
	assert!(said.iter().all(|conduct| conduct.share.is_none()));
	assert!(said[0].agreement.is_none());
}

#[test]
fn quarantine_begins_and_ends_at_its_own_line_and_strictly() {
	let p = parameters();
	let mut record = Record { good: 20 * ONE_ROUND, ..Record::NEUTRAL };
	// 21/(22 + s) < 0.4 from s = 30.5 on.
	for _ in 0..10 {
		assert_eq!(record.convict(Conviction::Withheld, &p), None);
	}
	assert_eq!(record.convict(Conviction::Withheld, &p), Some(Change::Quarantined));
	assert!(record.standing().quarantined);
	// At one half exactly it stays: forgetting alone does not lead out.
	let mut record = Record { good: ONE_ROUND, bad: ONE_ROUND, quarantined: true, ..Record::NEUTRAL };
	let idle = RoundEvidence { voted: false, attested: None, conduct: None, ..diligent(Conduct::default()) };
	let tied = Parameters { absent: 0, ..p };
	assert_eq!(record.settle(&idle, &tied), None);
	assert_eq!(record.settle(&diligent(Conduct::default()), &tied), Some(Change::Released));
}

#[test]
fn a_proven_fault_takes_all_good_evidence_and_the_way_back_takes_23_faultless_rounds() {
	let mut record = after(100, &diligent(Conduct::default()));
	assert_eq!(record.convict(Conviction::Fault, &parameters()), Some(Change::Quarantined));
	assert_eq!((record.good, record.bad), (0, 45 * ONE_ROUND));
	// A second one adds nothing: there is always a way back.
	record.convict(Conviction::Fault, &parameters());
	assert_eq!(record.bad, 45 * ONE_ROUND);
	let rounds =
		(1..100).find(|_| record.settle(&diligent(Conduct::default()), &parameters()) == Some(Change::Released));
	assert_eq!(rounds, Some(23));
}

#[test]
fn the_default_parameters_make_sense_and_each_nonsense_is_named() {
	let good = parameters();
	assert_eq!(good.check(), Ok(()));
	let flat = Ramp { well: ONE, lost: ONE };
	for (bad, error) in [
		(Parameters { memory: ONE, ..good }, ParametersError::Memory),
		(Parameters { release_above: 1, ..good }, ParametersError::Lines),
		(Parameters { quarantine_below: 40_000, release_above: 50_000, ..good }, ParametersError::NewcomersQuarantined),
		(Parameters { fault: good.most_bad + 1, ..good }, ParametersError::Evidence),
		(Parameters { fresh: flat, ..good }, ParametersError::Ramp),
		(Parameters { distance: Ramp { well: ONE, lost: 0 }, ..good }, ParametersError::Ramp),
		(Parameters { rate: 0, ..good }, ParametersError::Rate),
	] {
		assert_eq!(bad.check(), Err(error));
	}
}

fn any_said() -> impl Strategy<Value = Option<Said>> {
	proptest::option::of((any::<i64>(), any::<i64>()).prop_map(|(value, clearness)| Said { value, clearness }))
}

fn any_conduct() -> impl Strategy<Value = Conduct> {
	let ratio = || proptest::option::of(prop_oneof![any::<i64>(), -400_000i64..400_000]);
	(ratio(), ratio(), ratio(), any_said(), any_said()).prop_map(|(distance, novelty, share, agreement, freshness)| {
		Conduct { distance, novelty, share, agreement, freshness }
	})
}

fn any_evidence() -> impl Strategy<Value = RoundEvidence> {
	(any::<[bool; 4]>(), any::<Option<bool>>(), proptest::option::of(any_conduct())).prop_map(
		|([committed, missing, voted, guilty], attested, conduct)| RoundEvidence {
			committed,
			missing,
			voted,
			attested,
			guilty,
			conduct,
		},
	)
}

fn any_record() -> impl Strategy<Value = Record> {
	(0..=MAX_EVIDENCE, 0..=MAX_EVIDENCE, 0..=2 * ONE, 0..=ONE, any::<bool>())
		.prop_map(|(good, bad, against, fresh, quarantined)| Record { good, bad, against, fresh, quarantined })
}

fn any_parameters() -> impl Strategy<Value = Parameters> {
	let ramp = || (any::<u32>(), any::<u32>()).prop_map(|(well, lost)| Ramp { well, lost });
	(any::<[u32; 10]>(), any::<[u16; 2]>(), [ramp(), ramp(), ramp(), ramp()]).prop_map(|(numbers, lines, ramps)| {
		let [memory, hostile, absent, disagreed, missing, withheld, vouched, fault, most_bad, rate] = numbers;
		let [quarantine_below, release_above] = lines;
		let [distance, novelty, against, fresh] = ramps;
		Parameters {
			memory,
			hostile,
			absent,
			disagreed,
			missing,
			withheld,
			vouched,
			fault,
			most_bad,
			quarantine_below,
			release_above,
			distance,
			novelty,
			against,
			fresh,
			rate,
		}
	})
}

proptest! {
	#[test]
	fn the_score_lies_between_0_and_1_and_grows_with_good_and_falls_with_bad(
		record in any_record(), more in 0..=MAX_EVIDENCE
	) {
		let score = record.score();
		prop_assert!(score > 0);
		let (better, worse) = (record.good.saturating_add(more), record.bad.saturating_add(more));
		let (better, worse) = (Record { good: better, ..record }, Record { bad: worse, ..record });
		prop_assert!(better.score() >= score && worse.score() <= score);
	}

	#[test]
	fn evidence_is_total_under_any_parameters_and_keeps_its_bounds(
		mut record in any_record(), evidence in any_evidence(), parameters in any_parameters(),
		conviction in prop_oneof![Just(Conviction::Fault), Just(Conviction::Vouched), Just(Conviction::Withheld), Just(Conviction::InVain), Just(Conviction::Equivocated)],
	) {
		record.settle(&evidence, &parameters);
		prop_assert!(record.good <= MAX_EVIDENCE && record.bad <= MAX_EVIDENCE);
		prop_assert!(record.against <= 2 * ONE && record.fresh <= ONE);
		let before = record;
		record.convict(conviction, &parameters);
		prop_assert!(record.good <= before.good && record.score() > 0);
	}

	#[test]
	fn a_conviction_never_lifts_a_score_and_a_better_round_never_gives_a_lower_one(
		record in any_record(), evidence in any_evidence()
	) {
		let p = parameters();
		// As evidence under these parameters leaves it.
		let record = Record { bad: record.bad.min(p.most_bad.into()), ..record };
		let mut convicted = record;
		convicted.convict(Conviction::Withheld, &p);
		prop_assert!(convicted.score() <= record.score());

		let after = |evidence: &RoundEvidence| {
			let mut record = record;
			record.settle(evidence, &p);
			record.score()
		};
		let spotless = RoundEvidence { missing: false, attested: Some(true), voted: true, ..evidence };
		if evidence.committed && !evidence.guilty {
			prop_assert!(after(&spotless) >= after(&evidence));
		}
	}

	#[test]
	fn what_is_said_of_any_scores_is_total_and_bounded(
		all in proptest::collection::vec(
			(any::<bool>(), any::<u64>(), any::<u64>(), any::<u64>(), any::<Option<u64>>()), 0..20
		)
	) {
		let all: Vec<Score> = all
			.into_iter()
			.map(|(active, weight_share, norm, distance, novelty)| Score { active, weight_share, norm, distance, novelty })
			.collect();
		let said = conducts(&all);
		prop_assert_eq!(said.len(), all.len());
		for conduct in said {
			for said in [conduct.agreement, conduct.freshness].into_iter().flatten() {
				prop_assert!(said.value.abs() <= 3 * i64::from(ONE) && said.clearness >= 2 * i64::from(ONE) - 1);
			}
		}
	}
}
