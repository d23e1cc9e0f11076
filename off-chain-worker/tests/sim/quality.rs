//! Surveys, by whole workers: who helps is found to help, who harms to harm, whatever a few say; and who must not report does not.

use crate::{
	chain::{ChainFaults, AGREEMENT},
	consortium::{seed, spec, Consortium, Learns},
	kills::killer,
};
use guild_learning::{privacy::layers, PrivacyTerms};
use guild_primitives::{Answers, Budget, MechanismPolicy, MetricPolicy, RoundId, TaskSpec};
use guild_worker::{world::Call, Step};
use std::sync::atomic::Ordering;

/// Rounds between two surveys.
const EVERY: u32 = 2;

/// Members that go so far towards the truth in each round.
fn consortium_of(spec: TaskSpec, ways: &[f32]) -> Consortium {
	let mut consortium = Consortium::with_spec(seed(), ways.len() as u8, spec);
	consortium.ledger.lock().survey_every(EVERY);
	for (index, way) in ways.iter().enumerate() {
		consortium.members[index].learns = Some(Learns::so_far(*way));
		consortium.start(index, None);
	}
	consortium
}

/// What a member has reported: of each round the different reports.
fn reports(consortium: &Consortium, index: usize) -> Vec<(RoundId, Vec<i8>)> {
	let ledger = consortium.ledger.lock();
	let id = consortium.members[index].id;
	let mut reports = Vec::new();
	for (member, call) in &ledger.submitted {
		let Call::ReportQuality { agreement, round, dataset: 1, answers: Answers::Coarse(changes) } = call else {
			continue;
		};
		assert_eq!(*agreement, AGREEMENT);
		let changes = changes.to_vec();
		if *member == id && !reports.contains(&(*round, changes.clone())) {
			reports.push((*round, changes.clone()));
		}
	}
	reports
}

/// What the survey of this round found of each member.
fn found(consortium: &Consortium, round: u32) -> Vec<Option<i8>> {
	let ledger = consortium.ledger.lock();
	let found = &ledger.best().surveys.found[&round];
	consortium.members.iter().map(|member| found.get(&member.id).copied()).collect()
}

#[test]
fn who_flips_is_worth_less_than_nothing_and_who_learns_is_worth_something() {
	// Three learn a fifth of what is missing; one goes as far the other way.
	let mut consortium = consortium_of(spec(), &[0.2, 0.2, 0.2, -0.2]);
	consortium.until_final(5, 800);
	for round in [1, 3] {
		let found = found(&consortium, round);
		let [first, second, third, flipper] = found[..] else { panic!("{found:?}") };
		for honest in [first, second, third] {
			assert!(honest.unwrap() > 0, "round {round}: {found:?}");
		}
		assert!(flipper.unwrap() < 0, "round {round}: {found:?}");
	}
	// By the formula, in a mean of four: E is 0.9 of what was missing; without a learner 14/15 of it, without the flipper 4/5.
	// 32 · (14/15 − 0.9) / 0.9 = 1.19 and 32 · (0.8 − 0.9) / 0.9 = −3.6. Of itself nobody says anything.
	for (round, changes) in reports(&consortium, 0) {
		assert_eq!(changes, [0, 1, 1, -4], "{round}");
	}
	assert!(reports(&consortium, 0).len() >= 2);
}

#[test]
fn a_member_that_reports_garbage_moves_no_median() {
	let mut consortium = consortium_of(spec(), &[0.2, 0.2, 0.2, 0.2, -0.2]);
	let liar = consortium.members[4].id;
	consortium.until("a survey open", 400, |best| best.surveys.open.is_some());
	// Before its own worker, which waits for finality.
	let garbage = Call::ReportQuality {
		agreement: AGREEMENT,
		round: RoundId { task: 0, index: EVERY - 1 },
		dataset: 1,
		answers: Answers::Coarse(vec![-8, 8, -8, 8, 8].try_into().unwrap()),
	};
	consortium.ledger.lock().submit(liar, &garbage);
	consortium.until_final(3, 600);
	let heard = reports(&consortium, 4);
	let about_it = heard.iter().filter(|(round, _)| round.index == EVERY - 1);
	assert_eq!(about_it.count(), 1, "what it said counts: {heard:?}");
	let found = found(&consortium, EVERY - 1);
	let honest = |place: usize| reports(&consortium, (place + 1) % 4)[0].1[place];
	for place in 0..4 {
		assert_eq!(found[place], Some(honest(place)), "{found:?}");
		assert!(honest(place) > 0);
	}
	assert!(found[4].unwrap() < 0, "{found:?}");
}

#[test]
fn a_kill_at_any_place_gives_one_report_a_survey() {
	for step in [Step::RoundClosed, Step::ReportJournaled, Step::ReportSubmitted] {
		let mut consortium = consortium_of(spec(), &[0.2, 0.2, 0.2, -0.2]);
		// The second round is the one that is asked about.
		let nth = if step == Step::RoundClosed { EVERY } else { 1 };
		let (observer, kills) = killer(step, nth);
		consortium.start(0, Some(observer));
		consortium.until_final(5, 800);
		assert_eq!(kills.load(Ordering::SeqCst), 1, "{step:?}: it was killed");
		let reports = reports(&consortium, 0);
		let rounds: Vec<u32> = reports.iter().map(|(round, _)| round.index).collect();
		assert_eq!(rounds[..2], [1, 3], "{step:?}: one for each survey");
		assert!(found(&consortium, 1).iter().all(Option::is_some), "{step:?}");
	}
}

#[test]
fn rows_that_change_after_a_report_was_made_do_not_change_it() {
	let mut consortium = consortium_of(spec(), &[0.2, 0.2, 0.2, -0.2]);
	let (observer, kills) = killer(Step::ReportJournaled, 1);
	consortium.start(0, Some(observer));
	// Whatever it starts with after the kill has another truth.
	consortium.members[0].learns = Some(Learns { truth: -1.0, ..Learns::so_far(0.2) });
	consortium.until_final(3, 600);
	assert_eq!(kills.load(Ordering::SeqCst), 1);
	assert_eq!(reports(&consortium, 0)[0], (RoundId { task: 0, index: 1 }, vec![0, 1, 1, -4]));
}

#[test]
fn forks_losses_and_silence_give_no_second_report_about_a_result() {
	let mut consortium = consortium_of(spec(), &[0.2, 0.2, 0.2, -0.2]);
	consortium.ledger.lock().faults =
		ChainFaults { fork: 0.1, loss: 0.1, delay_blocks: 2, silence: 0.05, ..ChainFaults::default() };
	consortium.until_final(7, 4_000);
	for index in 0..4 {
		let mut rounds: Vec<u32> = reports(&consortium, index).iter().map(|(round, _)| round.index).collect();
		assert!(!rounds.is_empty());
		let all = rounds.len();
		rounds.dedup();
		assert_eq!(rounds.len(), all, "member {index}");
	}
}

#[test]
fn nothing_is_reported_where_the_task_shows_nothing() {
	let z = |text: &str| text.parse().unwrap();
	let mechanism = MechanismPolicy::Local { floor: z("0.05"), ceiling: z("1") };
	let spec = TaskSpec { mechanism, metric: MetricPolicy::None, clip_norm: 500, ..spec() };
	assert_eq!(spec.check(), Ok(()));
	let lanes = spec.dim as usize;
	let mut consortium = consortium_of(spec, &[0.2; 4]);
	for index in 0..4 {
		let id = consortium.members[index].id;
		let epsilon = guild_accountant::Nats::budget("1000000").unwrap();
		consortium.ledger.lock().declare(id, 1, Budget { epsilon, delta: z_delta() });
		consortium.members[index].terms = Some(PrivacyTerms {
			dataset: 1,
			planned_rounds: None,
			allocation: guild_accountant::Plan::Uniform,
			min_noise_multiplier: None,
			budget: None,
			layers: layers::whole(lanes),
		});
		consortium.start(index, None);
	}
	consortium.until_final(4, 800);
	assert!(consortium.ledger.lock().best().surveys.found.is_empty(), "nobody was asked");
	for index in 0..4 {
		assert_eq!(reports(&consortium, index), []);
	}
}

fn z_delta() -> guild_accountant::Delta {
	"1e-6".parse().unwrap()
}

#[test]
fn who_has_lost_its_held_out_rows_does_not_report_and_does_all_else() {
	let mut consortium = consortium_of(spec(), &[0.2, 0.2, 0.2, -0.2]);
	consortium.members[0].learns = Some(Learns { has_held_out_rows: false, ..Learns::so_far(0.2) });
	consortium.start(0, None);
	consortium.until_final(4, 600);
	assert_eq!(reports(&consortium, 0), []);
	assert!(reports(&consortium, 1).len() == 2);
	assert!(consortium.records(0).iter().all(|record| record.included && record.result_matches_own == Some(true)));
	// Two of three others are more than half.
	assert!(found(&consortium, 1)[1..].iter().all(Option::is_some));
}
