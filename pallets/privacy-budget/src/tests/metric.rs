use crate::{mock::*, Accounts, Event, MetricCharges};
use frame_support::assert_ok;
use guild_accountant::Relation;
use guild_primitives::{
	metric::{cost_of_bits, METRIC_RELATION},
	Answers, Ledger, LedgerRefusal, Metric, MetricRelease, RoundId,
};

#[test]
fn a_report_of_k_bits_is_charged_k_answers_to_its_dataset() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("9")));
		assert_ok!(charge(7, 0, local("5")));
		let Metric::Bits { flip, .. } = bits("0.25", 3) else { unreachable!() };
		assert_ok!(charge_report(7, 4, bits("0.25", 3)));
		let cost = cost_of_bits(flip, 3).unwrap();
		let entry = entry(7);
		assert_eq!(entry.spent, local("5").cost().unwrap().unwrap().plus(&cost).unwrap());
		assert_eq!((entry.charges, entry.reports, entry.unprotected_since), (1, 1, None));
		let charge = MetricCharges::<Test>::get((member(1), 7, RoundId { task: 0, index: 4 })).unwrap();
		assert_eq!((charge.flip, charge.count, charge.at), (flip, 3, 1));
		assert!(told(Event::MetricCharged {
			member: member(1),
			dataset: 7,
			round: RoundId { task: 0, index: 4 },
			flip,
			count: 3,
			relation: METRIC_RELATION,
			epsilon: entry.spent_at(entry.budget.delta).epsilon,
			budget: budget("9"),
		}));
	});
}

/// Three bits with f = 1/4 at δ = 10^-6 cost at most 3·ln 3 = 3.295836…; two such reports more than 6.
#[test]
fn a_budget_for_one_report_pays_for_one_and_nothing_is_given_back() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("3.4")));
		assert_ok!(charge_report(7, 0, bits("0.25", 3)));
		assert_eq!(charge_report(7, 1, bits("0.25", 3)), Err(LedgerRefusal::OverBudget));
		assert_eq!(charge(7, 0, local("5")), Err(LedgerRefusal::OverBudget));
		// Answers that say next to nothing still fit, and the first is not taken back.
		assert_ok!(charge_report(7, 2, bits("0.49999", 3)));
		assert_eq!(entry(7).reports, 2);
	});
}

#[test]
fn a_second_report_on_a_round_is_refused_and_not_free() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("100")));
		assert_ok!(charge_report(7, 0, bits("0.25", 3)));
		assert_eq!(charge_report(7, 0, bits("0.25", 3)), Err(LedgerRefusal::AlreadyCharged));
		assert_eq!(charge_report(7, 0, bits("0.25", 2)), Err(LedgerRefusal::AlreadyCharged));
		// Another round, another task, another member.
		assert_ok!(charge_report(7, 1, bits("0.25", 3)));
		let of_another_task = MetricRelease { round: RoundId { task: 1, index: 0 }, ..report(7, 0, bits("0.25", 3)) };
		assert_ok!(PrivacyBudget::charge(&of_another_task));
		let of_another = MetricRelease { member: member(2), ..report(7, 0, bits("0.25", 3)) };
		assert_eq!(PrivacyBudget::charge(&of_another), Err(LedgerRefusal::UnknownDataset));
		assert_eq!(entry(7).reports, 3);
	});
}

#[test]
fn datasets_that_overlap_pay_together() {
	with_chain(|| {
		assert_ok!(declare(1, &[], whole("9")));
		assert_ok!(declare(2, &[1], whole("4")));
		assert_ok!(charge_report(1, 0, bits("0.25", 3)));
		assert_eq!(charge_report(2, 1, bits("0.25", 3)), Err(LedgerRefusal::OverBudget));
		assert_eq!(charge_report(1, 1, bits("0.25", 3)), Err(LedgerRefusal::OverBudget));
		assert_eq!((entry(1).reports, entry(2).reports, entry(1).spent == entry(2).spent), (1, 0, true));
	});
}

#[test]
fn what_the_ledger_does_not_know_is_refused() {
	with_chain(|| {
		assert_eq!(charge_report(7, 0, bits("0.25", 3)), Err(LedgerRefusal::UnknownDataset));
		assert_ok!(declare(7, &[], both("9")));
		assert_eq!(charge_report(7, 0, bits("0.25", 0)), Err(LedgerRefusal::NotAccountable));
		let records = crate::Budgets { replace_dataset: None, ..both("9") };
		assert_ok!(declare(8, &[], records));
		assert_eq!(charge_report(8, 0, bits("0.25", 3)), Err(LedgerRefusal::NoBudget));
		assert_eq!(Accounts::<Test>::iter().count(), 0);
	});
}

#[test]
fn bits_are_charged_for_the_whole_dataset_alone() {
	with_chain(|| {
		assert_ok!(declare(7, &[], both("9")));
		assert_ok!(charge_report(7, 0, bits("0.25", 3)));
		let spent = |relation| {
			let entries = PrivacyBudget::ledger(member(1));
			entries.into_iter().find(|entry| entry.relation == relation).unwrap().spent.is_zero()
		};
		assert!(spent(Relation::AddRemoveRecord) && !spent(Relation::ReplaceDataset));
	});
}

#[test]
fn coarse_values_cost_nothing_and_mark_their_dataset() {
	with_chain(|| {
		// An undeclared dataset has nothing to mark.
		assert_ok!(charge_report(7, 0, Metric::Coarse));
		assert!(System::events().is_empty());
		assert_ok!(declare(7, &[], whole("4")));
		System::set_block_number(5);
		assert_ok!(charge_report(7, 1, Metric::Coarse));
		assert!(told(Event::UsedWithoutNoise { member: member(1), dataset: 7, round: RoundId { task: 0, index: 1 } }));
		System::set_block_number(6);
		assert_ok!(charge_report(7, 1, Metric::Coarse));
		assert_eq!((entry(7).unprotected_since, entry(7).reports, entry(7).spent.is_zero()), (Some(5), 0, true));
	});
}

#[test]
fn bits_weigh_more_than_a_mark() {
	with_chain(|| {
		let weight = |answers: &Answers| <PrivacyBudget as Ledger<MetricRelease>>::charge_weight(answers).ref_time();
		assert!(weight(&Answers::Bits(0)) > 10 * weight(&Answers::Coarse(Default::default())));
	});
}
