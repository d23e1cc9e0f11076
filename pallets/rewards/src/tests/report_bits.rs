use crate::{mock::*, Error, Event, Surveys};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{CheckIfFeeless, GetDispatchInfo},
};
use guild_agreement::settle::bits::{Ballot, Bits};
use guild_primitives::{
	contribution::{Contribution, Score},
	ids::RoundId,
	Answers, FlipChance, LedgerRefusal, MetricPolicy, SHARE_ONE,
};
use sp_runtime::DispatchResult;

/// The held-out dataset of everybody.
const DATASET: u32 = 9;

fn quarter() -> FlipChance {
	FlipChance::from_parts(16_384).unwrap()
}

fn call(id: u32, round: RoundId, better: u128) -> crate::Call<Test> {
	crate::Call::report_quality { agreement: id, round, dataset: DATASET, answers: Answers::Bits(better) }
}

fn report(id: u32, n: u8, round: RoundId, better: u128) -> DispatchResult {
	Rewards::report_quality(RuntimeOrigin::signed(duty(n)), id, round, DATASET, Answers::Bits(better))
}

/// An agreement of four members, about a task that shows bits, whose second round has just opened a survey.
fn surveyed() -> (u32, RoundId) {
	Shown::set(&MetricPolicy::Bit { flip: quarter() });
	let id = agreed(terms(), 50_000, 4);
	whole_round(1..=4);
	(id, whole_round(1..=4))
}

fn bits(id: u32, n: u8) -> Option<Bits> {
	party(id, n).history.bits
}

#[test]
fn what_the_others_tell_is_added_up_over_surveys_and_pays() {
	with_members(4, || {
		let (id, round) = surveyed();
		assert_ok!(report(id, 1, round, 0b0110));
		assert_ok!(report(id, 2, round, 0b0101));
		assert_ok!(report(id, 3, round, 0b0011));
		assert_ok!(report(id, 4, round, 0b0001));
		assert!(told(Event::QualityReported { agreement: id, round, reporter: member(4) }));
		let next = whole_round(1..=4);
		// Told *better* of 1 by 2, 3 and 4; of 2 by 1 and 3; of 3 by 1 and 2; of 4 by nobody.
		for (n, better) in [(1, 3), (2, 2), (3, 2), (4, 0)] {
			let mut expected = Bits::new(quarter());
			expected.remember(Ballot { better, answers: 3 });
			assert_eq!(bits(id, n), Some(expected), "{n}");
			assert!(told(Event::BitsFound { agreement: id, round, member: member(n), better, answers: 3 }));
		}
		// Worth ½ + (Y − 1.5)·½/(¾ + 3): 0.7, 17/30, 17/30, 0.3; 2.1333 in all, of a budget of 1000.
		assert_eq!(paid(next), [328, 265, 265, 140]);
		let quality = crate::Payouts::<Test>::get(next).unwrap().lines[0].facts.quality.to_share();
		assert!(quality.abs_diff(SHARE_ONE * 7 / 10) < 2, "{quality}");

		let round = whole_round(1..=4);
		for n in 1..=4 {
			assert_ok!(report(id, n, round, 0b1111 & !(1 << (n - 1))));
		}
		whole_round(1..=4);
		assert_eq!([1, 2, 3, 4].map(|n| bits(id, n).unwrap().sum()), [(6, 6), (5, 6), (5, 6), (3, 6)]);
	});
}

/// What docs/agreements.md says is not promised where bits are told, so that whoever mends it mends the words too.
#[test]
fn the_whole_budget_is_split_by_shares_so_who_tells_ill_of_others_has_more() {
	let paid_where_the_last_tells = |of_others: u128| {
		let mut lines = Vec::new();
		with_members(4, || {
			let (id, round) = surveyed();
			assert_ok!(report(id, 1, round, 0b1110));
			assert_ok!(report(id, 2, round, 0b1101));
			assert_ok!(report(id, 3, round, 0b1011));
			assert_ok!(report(id, 4, round, of_others));
			lines = paid(whole_round(1..=4));
			assert!(!crate::MeritBounds::<Test>::contains_key(id));
		});
		lines
	};
	// Worth 0.7 each; or 17/30 of the others, and 0.7 of 4: 7/24 of the budget.
	assert_eq!(paid_where_the_last_tells(0b0111), [250; 4]);
	assert_eq!(paid_where_the_last_tells(0), [236, 236, 236, 291]);
}

#[test]
fn k_bits_are_charged_to_the_dataset_and_a_member_is_not_asked_about_itself() {
	with_members(4, || {
		Shown::set(&MetricPolicy::Bit { flip: quarter() });
		let id = agreed(terms(), 50_000, 4);
		whole_round(1..=4);
		open_round();
		// 3 did not enter the result, 2 was away: 1 and 4 are in question.
		let beside = Contribution { score: honest(3).score.map(|score| Score { active: false, ..score }), ..honest(3) };
		let round = settle(vec![honest(1), absent(2), beside, honest(4)]);
		assert_ok!(report(id, 1, round, 0b10));
		assert_ok!(report(id, 2, round, 0b11));
		let charge = |n: u8, count| (member(n).0, DATASET, round, Some((16_384, count)));
		assert_eq!(Charged::get(), [charge(1, 1), charge(2, 2)]);
		// Its own bit, a bit of no subject.
		assert_noop!(report(id, 4, round, 0b10), Error::<Test>::BadReport);
		assert_noop!(report(id, 3, round, 0b100), Error::<Test>::BadReport);
		assert_ok!(report(id, 4, round, 0b01));
	});
}

#[test]
fn who_is_asked_about_nobody_reports_nothing() {
	with_members(2, || {
		Shown::set(&MetricPolicy::Bit { flip: quarter() });
		let id = agreed(terms(), 50_000, 2);
		whole_round(1..=2);
		open_round();
		let round = settle(vec![honest(1), absent(2)]);
		assert_noop!(report(id, 1, round, 0), Error::<Test>::BadReport);
		assert_ok!(report(id, 2, round, 1));
	});
}

#[test]
fn half_of_the_others_are_too_few_and_what_was_found_before_stands() {
	with_members(5, || {
		Shown::set(&MetricPolicy::Bit { flip: quarter() });
		let id = agreed(terms(), 50_000, 5);
		whole_round(1..=5);
		let round = whole_round(1..=5);
		for n in 1..=3 {
			assert_ok!(report(id, n, round, 0b11000));
		}
		whole_round(1..=5);
		assert_eq!([1, 2, 3].map(|n| bits(id, n)), [None; 3]);
		assert_eq!([4, 5].map(|n| bits(id, n).unwrap().sum()), [(3, 3); 2]);
		whole_round(1..=5);
		whole_round(1..=5);
		assert_eq!(bits(id, 4).unwrap().sum(), (3, 3));
	});
}

#[test]
fn answers_are_those_that_the_task_asks_for() {
	with_members(4, || {
		let (id, round) = surveyed();
		let coarse = Answers::Coarse(vec![0; 4].try_into().unwrap());
		let reported = Rewards::report_quality(RuntimeOrigin::signed(duty(1)), id, round, DATASET, coarse);
		assert_noop!(reported, Error::<Test>::BadReport);
	});
	with_members(4, || {
		let id = agreed(terms(), 50_000, 4);
		whole_round(1..=4);
		let round = whole_round(1..=4);
		assert_noop!(report(id, 1, round, 0), Error::<Test>::BadReport);
	});
}

#[test]
fn what_the_ledger_refuses_is_not_accepted_and_the_pool_knows() {
	with_members(5, || {
		let (id, round) = surveyed();
		let affords = |n| Rewards::is_affordable(&duty(n), &call(id, round, 0));
		for (refusal, error) in [
			(LedgerRefusal::UnknownDataset, Error::<Test>::UnknownDataset),
			(LedgerRefusal::NoBudget, Error::NoPrivacyBudget),
			(LedgerRefusal::OverBudget, Error::OverPrivacyBudget),
			(LedgerRefusal::NoLedger, Error::ReportNotAccounted),
			(LedgerRefusal::AlreadyCharged, Error::ReportNotAccounted),
			(LedgerRefusal::NotAccountable, Error::ReportNotAccounted),
		] {
			Refusing::set(&Some(refusal));
			assert_noop!(report(id, 1, round, 0), error);
			assert!(!affords(1));
		}
		// What is refused for something else is no question of money: 5 was not there.
		assert!(affords(5) && Rewards::is_affordable(&stranger(), &call(id, round, 0)));
		assert!(Rewards::is_affordable(&duty(1), &crate::Call::terminate { agreement: id }));
		assert_eq!(Surveys::<Test>::get(id).unwrap().reported, 0);
		Refusing::set(&None);
		assert!(affords(1));
		assert_ok!(report(id, 1, round, 0));
		assert_noop!(report(id, 1, round, 0), Error::<Test>::AlreadyReported);
		assert_eq!(Charged::get().len(), 1);
	});
}

#[test]
fn one_report_is_feeless_and_its_charge_is_weighed() {
	with_members(4, || {
		let (id, round) = surveyed();
		let is_feeless = |better| call(id, round, better).is_feeless(&RuntimeOrigin::signed(duty(1)));
		assert!(is_feeless(0b0110) && !is_feeless(0b0111) && !is_feeless(0b10000));
		assert_ok!(report(id, 1, round, 0b0110));
		assert!(!is_feeless(0b0110));
		let coarse = Answers::Coarse(Default::default());
		let coarse = crate::Call::<Test>::report_quality { agreement: id, round, dataset: DATASET, answers: coarse };
		let weight = |call: &crate::Call<Test>| call.get_dispatch_info().call_weight.ref_time();
		assert_eq!(weight(&call(id, round, 0)) - weight(&coarse), 6);
	});
}
