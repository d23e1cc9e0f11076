//! Surveys answered in bits, by whole workers: what is told is drawn once and charged, and a spent budget ends the telling and nothing
//! else.

use crate::{
	chain::{ChainFaults, AGREEMENT},
	consortium::{seed, spec, Consortium, Learns},
	kills::killer,
};
use guild_accountant::{Curve, Nats, Plan};
use guild_learning::{privacy::layers, PrivacyTerms};
use guild_primitives::{
	metric::{cost_of_bits, METRIC_RELATION},
	Answers, Budget, FlipChance, LedgerEntry, Mechanism, MechanismPolicy, MetricPolicy, RoundId, TaskSpec,
};
use guild_worker::{world::Call, Step};
use std::{collections::BTreeMap, path::PathBuf, sync::atomic::Ordering};

/// Rounds between two surveys.
const EVERY: u32 = 2;
/// What all members' updates and held-out rows are.
const DATASET: u32 = 1;

fn budget(epsilon: &str) -> Budget {
	Budget { epsilon: Nats::budget(epsilon).unwrap(), delta: "1e-6".parse().unwrap() }
}

/// What so many reports of three bits cost.
fn price(flip: FlipChance, reports: u32) -> Budget {
	let all = budget("0");
	Budget { epsilon: cost_of_bits(flip, 3).unwrap().times(reports).spent(all.delta).epsilon, ..all }
}

/// Three that learn and one that goes the other way, in a task that shows bits; the first has this budget, the others have plenty.
fn consortium(spec: TaskSpec, flip: FlipChance, first: Budget) -> Consortium {
	let spec = TaskSpec { metric: MetricPolicy::Bit { flip }, ..spec };
	assert_eq!(spec.check(), Ok(()));
	let mut consortium = Consortium::with_spec(seed(), 4, spec);
	consortium.ledger.lock().survey_every(EVERY);
	for (index, way) in [0.2, 0.2, 0.2, -0.2].into_iter().enumerate() {
		let id = consortium.members[index].id;
		consortium.ledger.lock().declare(id, DATASET, if index == 0 { first } else { budget("1000000") });
		consortium.members[index].learns = Some(Learns::so_far(way));
		consortium.start(index, None);
	}
	consortium
}

/// What a member has told about each round. That it never told two things about one is checked here.
fn told(consortium: &Consortium, index: usize) -> BTreeMap<RoundId, u128> {
	let ledger = consortium.ledger.lock();
	let id = consortium.members[index].id;
	let mut told = BTreeMap::new();
	for (member, call) in &ledger.submitted {
		let Call::ReportQuality { agreement, round, dataset, answers } = call else { continue };
		let (AGREEMENT, DATASET, Answers::Bits(better)) = (*agreement, *dataset, answers) else { panic!("{call:?}") };
		if *member == id {
			let first = *told.entry(*round).or_insert(*better);
			assert_eq!(first, *better, "seed {}: {round} was told twice", consortium.seed);
			assert_eq!(better >> index & 1, 0, "it says nothing of itself");
		}
	}
	told
}

fn rounds(consortium: &Consortium, index: usize) -> Vec<u32> {
	told(consortium, index).keys().map(|round| round.index).collect()
}

/// What a member's journal has of round 1.
fn journalled(consortium: &Consortium, index: usize) -> u128 {
	let text = std::fs::read_to_string(journal(consortium, index)).unwrap();
	let (_, json) = text.split_once('\n').unwrap();
	let entry: serde_json::Value = serde_json::from_str(json).unwrap();
	entry["better"].as_array().unwrap().iter().fold(0, |set, place| set | 1 << place.as_u64().unwrap())
}

fn journal(consortium: &Consortium, index: usize) -> PathBuf {
	consortium.members[index].dir.join("journal").join("bits-0-1")
}

fn entry(consortium: &Consortium, index: usize) -> LedgerEntry {
	consortium.ledger.lock().best().budgets.of(&consortium.members[index].id).remove(0)
}

fn hardly_ever_false() -> FlipChance {
	FlipChance::from_parts(1).unwrap()
}

/// Nearly a fair coin: whoever draws three answers again has others with a chance of 7/8.
fn nearly_noise() -> FlipChance {
	FlipChance::from_parts(FlipChance::MAX_PARTS).unwrap()
}

#[test]
fn with_hardly_any_noise_the_truth_is_told_and_charged() {
	let flip = hardly_ever_false();
	let mut consortium = consortium(spec(), flip, budget("1000000"));
	consortium.until_final(5, 800);
	// The three learners are worth something to everybody, the flipper harms; the flipper itself wants what they bring.
	assert_eq!(told(&consortium, 0)[&RoundId { task: 0, index: 1 }], 0b0110);
	assert_eq!(told(&consortium, 3)[&RoundId { task: 0, index: 1 }], 0b0111);
	let (found, bits) = {
		let ledger = consortium.ledger.lock();
		let best = ledger.best();
		(best.surveys.told[&1].clone(), best.budgets.told.clone())
	};
	let of = |index: usize| found[&consortium.members[index].id];
	assert_eq!([0, 1, 2, 3].map(of), [(3, 3), (3, 3), (3, 3), (0, 3)]);
	for member in &consortium.members {
		assert_eq!(bits[&(member.id, DATASET, RoundId { task: 0, index: 1 })], 3);
	}
	let spent = entry(&consortium, 0).spent;
	let reports = entry(&consortium, 0).reports;
	assert_eq!((spent, reports), (cost_of_bits(flip, 3).unwrap().times(reports), reports));
	assert!(reports >= 2);
}

#[test]
fn a_budget_for_two_reports_is_two_reports_and_the_member_does_all_else() {
	let flip = "0.25".parse().unwrap();
	let mut consortium = consortium(spec(), flip, price(flip, 2));
	consortium.until_final(10, 2_000);
	assert_eq!(rounds(&consortium, 0), [1, 3]);
	assert!(rounds(&consortium, 1).starts_with(&[1, 3, 5, 7]));
	let entry = entry(&consortium, 0);
	assert_eq!((entry.reports, entry.charges), (2, 0));
	assert!(entry.spent_at(entry.budget.delta).epsilon <= entry.budget.epsilon);
	let records = consortium.records(0);
	assert!(records.len() >= 10);
	assert!(records.iter().all(|record| record.included && record.result_matches_own == Some(true)));
	// The others go on, and are more than half of the others of each.
	let ledger = consortium.ledger.lock();
	let last = &ledger.best().surveys.told[&7];
	assert_eq!(last[&consortium.members[0].id].1, 3);
	assert_eq!(last[&consortium.members[1].id].1, 2);
}

#[test]
fn a_kill_at_any_place_draws_no_answer_again() {
	for step in [Step::RoundClosed, Step::ReportJournaled, Step::ReportSubmitted] {
		let mut consortium = consortium(spec(), nearly_noise(), budget("1000000"));
		let nth = if step == Step::RoundClosed { EVERY } else { 1 };
		let (observer, kills) = killer(step, nth);
		consortium.start(0, Some(observer));
		// What is sent is not in a block before the worker, started again, has looked.
		consortium.ledger.lock().faults = ChainFaults { delay_blocks: 3, ..ChainFaults::default() };
		for _ in 0..800 {
			consortium.step();
			if kills.load(Ordering::SeqCst) == 1 {
				break;
			}
		}
		let drawn = (step != Step::RoundClosed).then(|| journalled(&consortium, 0));
		consortium.until_final(5, 1_600);
		assert_eq!(kills.load(Ordering::SeqCst), 1, "{step:?}: it was killed");
		assert_eq!(rounds(&consortium, 0)[..2], [1, 3], "{step:?}");
		if let Some(drawn) = drawn {
			assert_eq!(told(&consortium, 0)[&RoundId { task: 0, index: 1 }], drawn, "{step:?}");
		}
		let charged = consortium.ledger.lock().best().budgets.told.clone();
		let of_first = charged.keys().filter(|(member, _, _)| *member == consortium.members[0].id);
		assert_eq!(of_first.count(), entry(&consortium, 0).reports as usize, "{step:?}");
	}
}

#[test]
fn rows_that_change_after_answers_were_drawn_do_not_change_them() {
	let mut consortium = consortium(spec(), hardly_ever_false(), budget("1000000"));
	let (observer, kills) = killer(Step::ReportJournaled, 1);
	consortium.start(0, Some(observer));
	// Whatever it starts with after the kill has another truth.
	consortium.members[0].learns = Some(Learns { truth: -1.0, ..Learns::so_far(0.2) });
	consortium.until_final(3, 600);
	assert_eq!(kills.load(Ordering::SeqCst), 1);
	assert_eq!(told(&consortium, 0)[&RoundId { task: 0, index: 1 }], 0b0110);
}

#[test]
fn forks_losses_and_silence_tell_nothing_twice() {
	let mut consortium = consortium(spec(), nearly_noise(), budget("1000000"));
	consortium.ledger.lock().faults =
		ChainFaults { fork: 0.1, loss: 0.1, delay_blocks: 2, silence: 0.05, ..ChainFaults::default() };
	consortium.until_final(7, 4_000);
	for index in 0..4 {
		assert!(!told(&consortium, index).is_empty());
	}
}

#[test]
fn a_torn_entry_leaves_the_survey_unanswered() {
	let mut consortium = consortium(spec(), nearly_noise(), budget("1000000"));
	let (observer, kills) = killer(Step::ReportJournaled, 1);
	consortium.start(0, Some(observer));
	// As a disk would leave it that loses power: the worker, started again at once, must not take it for nothing.
	for _ in 0..800 {
		consortium.step();
		if kills.load(Ordering::SeqCst) == 1 {
			break;
		}
	}
	std::fs::write(journal(&consortium, 0), b"{").unwrap();
	consortium.until_final(5, 800);
	assert_eq!(rounds(&consortium, 0)[0], 3);
}

#[test]
fn where_updates_have_noise_too_both_are_charged_to_the_same_dataset() {
	let z = "1".parse().unwrap();
	let mechanism = MechanismPolicy::Local { floor: z, ceiling: z };
	let spec = TaskSpec { mechanism, clip_norm: 500, ..spec() };
	let lanes = spec.dim as usize;
	let flip = "0.25".parse().unwrap();
	let mut consortium = consortium(spec, flip, budget("1000000"));
	for index in 0..4 {
		consortium.members[index].terms = Some(PrivacyTerms {
			dataset: DATASET,
			planned_rounds: None,
			allocation: Plan::Uniform,
			min_noise_multiplier: None,
			budget: None,
			layers: layers::whole(lanes),
		});
		consortium.start(index, None);
	}
	consortium.until_final(4, 800);
	for index in 0..4 {
		let LedgerEntry { charges, reports, spent, .. } = entry(&consortium, index);
		assert!(charges >= 4 && reports >= 1, "{charges} updates, {reports} reports");
		let updates = Mechanism::Local { noise_multiplier: z }.cost().unwrap().unwrap().times(charges);
		let sum = [updates, cost_of_bits(flip, 3).unwrap().times(reports)];
		let sum = sum.iter().fold(Curve::zero(METRIC_RELATION), |sum, cost| sum.plus(cost).unwrap());
		assert_eq!(spent, sum);
	}
}

#[test]
fn a_members_own_budget_ends_the_telling_too() {
	let flip = "0.25".parse().unwrap();
	let mut consortium = consortium(spec(), flip, budget("1000000"));
	consortium.members[0].terms = Some(PrivacyTerms {
		dataset: DATASET,
		planned_rounds: None,
		allocation: Plan::Uniform,
		min_noise_multiplier: None,
		budget: Some(price(flip, 1)),
		layers: layers::whole(spec().dim as usize),
	});
	consortium.start(0, None);
	consortium.until_final(6, 1_000);
	assert_eq!(rounds(&consortium, 0), [1]);
	assert!(rounds(&consortium, 1).len() >= 2);
}
