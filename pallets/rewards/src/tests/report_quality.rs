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
		// Shares of 8, 10, 8 and 3 sixteenths.
		assert_eq!(paid(next), [275, 344, 275, 103]);
		assert_eq!(crate::Payouts::<Test>::get(next).unwrap().lines[1].facts.quality.to_share(), (10 << 32) / 16);
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
