use crate::{mock::*, Accounts, Charges, Event};
use frame_support::assert_ok;
use guild_accountant::Relation;
use guild_primitives::{Ledger, LedgerRefusal, Mechanism, Release, RoundId};

/// ε of five and six updates at z = 5 and δ = 10^-6, by the formula in floats (Canonne, Kamath, Steinke 2020, Proposition 12, on
/// the accountant's orders): 2.143043523… and 2.366451348….
const FIVE: &str = "2.1431";

#[test]
fn a_budget_for_five_updates_pays_for_five_and_refuses_the_sixth() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole(FIVE)));
		for update in 0..5 {
			assert_ok!(charge(7, update, local("5")));
		}
		let entry = entry(7);
		assert_eq!(
			(entry.charges, format!("{:.6}", entry.spent_at(entry.budget.delta).epsilon)),
			(5, "2.143044".into())
		);
		for update in 5..8 {
			assert_eq!(charge(7, update, local("5")), Err(LedgerRefusal::OverBudget));
		}
		// With much more noise there is room.
		assert_ok!(charge(7, 5, local("1000")));
	});
}

#[test]
fn an_update_is_charged_once_in_whichever_round_it_is_committed() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("1.2")));
		let first = release(7, 0, local("5"));
		let later = Release { round: RoundId { task: 0, index: 1 }, ..first };
		for release in [first, later, later] {
			assert_ok!(PrivacyBudget::can_afford(&release));
			assert_ok!(PrivacyBudget::charge(&release));
		}
		assert_eq!(entry(7).charges, 1);
		assert_eq!(Some(Ok(entry(7).spent)), local("5").cost());
		assert_eq!(Charges::<Test>::get((member(1), 7, first.update_root)).unwrap().round, first.round);
		assert_eq!(System::events().len(), 2, "declared, charged");
		// Another update is another release, and no budget is left for it.
		assert_eq!(charge(7, 1, local("5")), Err(LedgerRefusal::OverBudget));
	});
}

#[test]
fn an_update_has_one_mechanism() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("4")));
		assert_ok!(charge(7, 0, local("100")));
		assert_eq!(charge(7, 0, local("5")), Err(LedgerRefusal::DeclaredDifferently));
		assert_eq!(charge(7, 0, local("101")), Err(LedgerRefusal::DeclaredDifferently));
	});
}

#[test]
fn an_update_of_two_datasets_is_charged_to_each() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("4")));
		assert_ok!(declare(8, &[], whole("4")));
		assert_ok!(charge(7, 0, local("5")));
		assert_ok!(charge(8, 0, local("5")));
		assert_eq!(entry(7).spent, entry(8).spent);
	});
}

#[test]
fn overlapping_datasets_pay_together() {
	with_chain(|| {
		assert_ok!(declare(1, &[], whole("4")));
		assert_ok!(declare(2, &[1], whole("1.2")));
		assert_ok!(declare(3, &[], whole("4")));
		assert_ok!(charge(1, 0, local("5")));
		// 2 has a budget for one such update, and 1 has used it.
		assert_eq!(charge(2, 1, local("5")), Err(LedgerRefusal::OverBudget));
		// 1 has room of its own, but its rows are partly those of 2.
		assert_eq!(charge(1, 2, local("5")), Err(LedgerRefusal::OverBudget));
		assert_ok!(charge(3, 3, local("5")));
	});
}

#[test]
fn a_dataset_whose_overlap_may_spend_nothing_spends_nothing() {
	with_chain(|| {
		assert_ok!(declare(1, &[], both("4")));
		assert_ok!(declare(2, &[1], whole("4")));
		assert_ok!(charge(1, 0, local("5")));
		assert_eq!(charge(1, 1, sampled("1.1", "0.01", 10)), Err(LedgerRefusal::NoBudget));
	});
}

#[test]
fn relations_are_accounted_apart() {
	with_chain(|| {
		assert_ok!(declare(7, &[], both("4")));
		assert_ok!(charge(7, 0, local("5")));
		assert_ok!(charge(7, 1, sampled("1.1", "0.01", 1_000)));
		let entries = PrivacyBudget::ledger(member(1));
		let costs = [sampled("1.1", "0.01", 1_000), local("5")].map(|mechanism| mechanism.cost().unwrap().unwrap());
		assert_eq!(entries.iter().map(|entry| entry.spent.clone()).collect::<Vec<_>>(), costs);
		assert_eq!(Accounts::<Test>::iter().count(), 2);
		// dp_accounting gives 1.725…at δ = 1e-5 for it; here δ is smaller.
		assert_eq!(entries[0].spent_at("1e-5".parse().unwrap()).epsilon.to_string().get(..8), Some("1.725290"));
	});
}

#[test]
fn what_the_ledger_does_not_know_is_refused() {
	with_chain(|| {
		assert_eq!(charge(7, 0, local("5")), Err(LedgerRefusal::UnknownDataset));
		assert_ok!(declare(7, &[], whole("4")));
		assert_eq!(charge(7, 0, sampled("1", "0.1", 1)), Err(LedgerRefusal::NoBudget));
		assert_eq!(charge(7, 0, sampled("1", "0.1", 0)), Err(LedgerRefusal::NotAccountable));
		let of_another = Release { member: member(2), ..release(7, 0, local("5")) };
		assert_eq!(PrivacyBudget::charge(&of_another), Err(LedgerRefusal::UnknownDataset));
	});
}

#[test]
fn an_update_without_noise_costs_nothing_and_marks_its_dataset() {
	with_chain(|| {
		assert_ok!(charge(7, 0, Mechanism::None));
		assert!(System::events().is_empty());
		assert_ok!(declare(7, &[], whole("4")));
		System::set_block_number(5);
		assert_ok!(charge(7, 0, Mechanism::None));
		let round = release(7, 0, Mechanism::None).round;
		assert!(told(Event::UsedWithoutNoise { member: member(1), dataset: 7, round }));
		System::set_block_number(6);
		assert_ok!(charge(7, 1, Mechanism::None));
		assert_eq!((entry(7).unprotected_since, entry(7).charges, entry(7).spent.is_zero()), (Some(5), 0, true));
	});
}

#[test]
fn a_charge_is_told_with_unit_and_budget() {
	with_chain(|| {
		assert_ok!(declare(1, &[], whole("4")));
		assert_ok!(declare(2, &[1], whole("3")));
		assert_ok!(charge(1, 0, local("5")));
		assert_ok!(charge(2, 1, local("6")));
		let spent = entry(2).spent_at(budget("3").delta).epsilon;
		assert!(told(Event::Charged {
			member: member(1),
			dataset: 2,
			round: release(2, 1, local("6")).round,
			update_root: release(2, 1, local("6")).update_root,
			mechanism: local("6"),
			relation: Relation::ReplaceDataset,
			epsilon: spent,
			budget: budget("3"),
		}));
	});
}
