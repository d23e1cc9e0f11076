use crate::{mock::*, Error, Event, Surveys};
use frame_support::{assert_noop, assert_ok, dispatch::CheckIfFeeless, BoundedVec};
use guild_primitives::{
	contribution::{Contribution, Score},
	ids::RoundId,
	Answers, MetricPolicy,
};
use sp_runtime::DispatchResult;

fn coarse(changes: &[i8]) -> Answers {
	Answers::Coarse(BoundedVec::truncate_from(changes.to_vec()))
}

fn report(id: u32, n: u8, round: RoundId, changes: &[i8]) -> DispatchResult {
	Rewards::report_quality(RuntimeOrigin::signed(duty(n)), id, round, 9, coarse(changes))
}

/// An agreement of four members whose second round has just opened a survey.
fn surveyed() -> (u32, RoundId) {
	let id = agreed(terms(), 100_000 / 2, 4);
	whole_round(1..=4);
	assert!(!Surveys::<Test>::contains_key(id));
	(id, whole_round(1..=4))
}

#[test]
fn the_median_of_the_others_is_the_merit() {
	with_members(4, || {
		let (id, round) = surveyed();
		// Each praises itself, and 4 is worse than nothing.
		assert_ok!(report(id, 1, round, &[8, 2, 3, -5]));
		assert_ok!(report(id, 2, round, &[1, 8, 0, -8]));
		assert_ok!(report(id, 3, round, &[0, 2, 8, -4]));
		assert_ok!(report(id, 4, round, &[-8, -8, -8, 8]));
		assert!(told(Event::QualityReported { agreement: id, round, reporter: member(4) }));
		// Nothing was charged; the ledger was told of whom and which dataset.
		assert_eq!(Charged::get()[3], (member(4).0, 9, round, None));
		let next = whole_round(1..=4);
		assert_eq!([1, 2, 3, 4].map(|n| party(id, n).history.merit), [0, 2, 0, -5]);
		assert!(told(Event::QualityFound { agreement: id, round, member: member(4), merit: -5 }));
		// Shares of 8, 10, 8 and 3 sixteenths. Each is paid against the shares that the others had if it had praised them: 1 of
		// 8 + (10 + 8 + 4), 2 of 10 + (8 + 11 + 4), 3 of 8 + (9 + 10 + 3), 4 of 3 + (9 + 10 + 11).
		assert_eq!(paid(next), [266, 303, 266, 90]);
		assert_eq!(crate::Payouts::<Test>::get(next).unwrap().lines[1].facts.quality.to_share(), (10 << 32) / 16);
	});
}

/// What four members are paid, round by round, if member 4 reports this in the first of two surveys, and nobody answers the second.
fn paid_where_the_last_reports(of_others: Option<i8>) -> Vec<Vec<u128>> {
	let mut rounds = Vec::new();
	with_members(4, || {
		let (id, round) = surveyed();
		assert_ok!(report(id, 1, round, &[0, 2, 3, 4]));
		assert_ok!(report(id, 2, round, &[1, 0, 2, 4]));
		assert_ok!(report(id, 3, round, &[0, 3, 0, 3]));
		if let Some(value) = of_others {
			assert_ok!(report(id, 4, round, &[value, value, value, 8]));
		}
		rounds = (0..3).map(|_| paid(whole_round(1..=4))).collect();
		let bounds = crate::MeritBounds::<Test>::get(id);
		// Without 4 it is said of 1: 1 and 0; with 8 added that makes 1.
		assert_eq!(bounds.most(&member(1), &member(4)), Some(1));
		assert_eq!(bounds.most(&member(1), &member(5)), None);
	});
	rounds
}

#[test]
fn what_a_member_reports_of_others_does_not_change_what_it_is_paid() {
	let truth = paid_where_the_last_reports(Some(2));
	let lie = paid_where_the_last_reports(Some(-8));
	let silence = paid_where_the_last_reports(None);
	// Shares of 9, 10, 10 and 12 sixteenths; against 4 the others could have 9, 11 and 11.
	assert_eq!(truth[0], [214, 232, 238, 279]);
	for ((truth, lie), silence) in truth.iter().zip(&lie).zip(&silence) {
		assert_eq!((truth[3], truth[3]), (lie[3], silence[3]));
		assert!(lie[..3].iter().zip(truth).any(|(lie, truth)| lie < truth));
	}
}

#[test]
fn who_was_not_asked_moves_nobodys_merit() {
	with_members(5, || {
		let (id, round) = surveyed(); // Of 1 to 4.
		assert_ok!(accept(id, 5));
		for n in 1..=4 {
			assert_ok!(report(id, n, round, &[2; 4]));
		}
		assert_eq!(paid(whole_round(1..=5)), [208, 208, 208, 208, 166]);
		let bounds = crate::MeritBounds::<Test>::get(id);
		assert_eq!(bounds.most(&member(1), &member(5)), Some(2));
		assert_eq!(bounds.most(&member(5), &member(1)), Some(0));
	});
}

#[test]
fn half_of_the_others_are_too_few() {
	with_members(5, || {
		let id = agreed(terms(), 50_000, 5);
		whole_round(1..=5);
		let round = whole_round(1..=5);
		assert_ok!(report(id, 1, round, &[8; 5]));
		assert_ok!(report(id, 2, round, &[8; 5]));
		assert_ok!(report(id, 3, round, &[8; 5]));
		whole_round(1..=5);
		// Two others reported of 1, 2 and 3, and three of 4 and 5.
		assert_eq!([1, 2, 3, 4, 5].map(|n| party(id, n).history.merit), [0, 0, 0, 8, 8]);
	});
}

#[test]
fn only_the_rounds_electorate_and_each_once() {
	with_members(5, || {
		let (id, round) = surveyed();
		assert_noop!(report(id, 5, round, &[0; 4]), Error::<Test>::NotInElectorate);
		let by_owner = Rewards::report_quality(RuntimeOrigin::signed(owner(1)), id, round, 9, coarse(&[]));
		assert_eq!(by_owner, Err(Error::<Test>::NotAMember.into()));
		assert_ok!(report(id, 1, round, &[0; 4]));
		assert_noop!(report(id, 1, round, &[0; 4]), Error::<Test>::AlreadyReported);
	});
}

#[test]
fn exactly_what_would_be_accepted_is_feeless() {
	with_members(5, || {
		let (id, round) = surveyed();
		let is_feeless = |signer, id, round, changes: &[i8]| {
			let call =
				crate::Call::<Test>::report_quality { agreement: id, round, dataset: 9, answers: coarse(changes) };
			call.is_feeless(&RuntimeOrigin::signed(signer))
		};
		assert!(is_feeless(duty(1), id, round, &[0, 1, -8, 8]));
		// The owner's account, a member that was not there, a stranger.
		for signer in [owner(1), duty(5), stranger()] {
			assert!(!is_feeless(signer, id, round, &[0; 4]));
		}
		// Another agreement, another round, too few values, one off the grid.
		assert!(!is_feeless(duty(1), id + 1, round, &[0; 4]));
		assert!(!is_feeless(duty(1), id, RoundId { index: 0, ..round }, &[0; 4]));
		assert!(!is_feeless(duty(1), id, round, &[0; 3]));
		assert!(!is_feeless(duty(1), id, round, &[0, 0, 9, 0]));
		assert_ok!(report(id, 1, round, &[0; 4]));
		assert!(!is_feeless(duty(1), id, round, &[0; 4]));
		assert!(is_feeless(duty(2), id, round, &[0; 4]));
	});
}

#[test]
fn a_report_is_about_the_survey_that_is_open() {
	with_members(4, || {
		let (id, round) = surveyed();
		assert_noop!(report(9, 1, round, &[0; 4]), Error::<Test>::NoSurvey);
		assert_noop!(report(id, 1, RoundId { index: 0, ..round }, &[0; 4]), Error::<Test>::NoSurvey);
		whole_round(1..=4);
		assert_noop!(report(id, 1, round, &[0; 4]), Error::<Test>::NoSurvey);
	});
}

#[test]
fn a_report_has_one_value_on_the_grid_for_each_update_that_entered() {
	with_members(4, || {
		let id = agreed(terms(), 50_000, 4);
		whole_round(1..=4);
		open_round();
		let beside = Contribution { score: honest(3).score.map(|score| Score { active: false, ..score }), ..honest(3) };
		let round = settle(vec![honest(1), absent(2), beside, honest(4)]);
		assert_noop!(report(id, 1, round, &[0; 3]), Error::<Test>::BadReport);
		assert_noop!(report(id, 1, round, &[0, 9]), Error::<Test>::BadReport);
		assert_noop!(report(id, 1, round, &[-9, 0]), Error::<Test>::BadReport);
		for n in 1..=3 {
			assert_ok!(report(id, n, round, &[-8, 8]));
		}
		whole_round(1..=4);
		assert_eq!([1, 2, 3, 4].map(|n| party(id, n).history.merit), [-8, 0, 0, 8]);
	});
}

#[test]
fn a_task_that_shows_nothing_is_not_asked_about() {
	with_members(4, || {
		Shown::set(&MetricPolicy::None);
		let (id, round) = surveyed();
		assert!(!Surveys::<Test>::contains_key(id));
		assert_noop!(report(id, 1, round, &[0; 4]), Error::<Test>::NoSurvey);
	});
}
