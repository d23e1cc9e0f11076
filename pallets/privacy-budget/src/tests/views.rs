use crate::mock::*;
use frame_support::assert_ok;
use guild_accountant::Relation;

#[test]
fn a_ledger_has_an_entry_for_each_dataset_and_relation_with_a_budget() {
	with_chain(|| {
		assert_ok!(declare(9, &[], both("4")));
		assert_ok!(declare(3, &[9], whole("2")));
		let entries = PrivacyBudget::ledger(member(1));
		let shape: Vec<_> = entries.iter().map(|entry| (entry.dataset, entry.relation)).collect();
		let (record, whole) = (Relation::AddRemoveRecord, Relation::ReplaceDataset);
		assert_eq!(shape, [(3, whole), (9, record), (9, whole)]);
		assert!(entries.iter().all(|entry| entry.spent.relation() == entry.relation));
		assert!(PrivacyBudget::ledger(member(2)).is_empty());
	});
}

#[test]
fn spent_and_left_are_told_at_any_delta() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("4")));
		assert_ok!(charge(7, 0, local("5")));
		let at = |delta: &str| entry(7).spent_at(delta.parse().unwrap()).epsilon;
		// α/50 + ln((α−1)/α) − (ln δ + ln α)/(α−1), least at the orders of the accountant, in floats.
		assert_eq!(format!("{:.4} {:.4}", at("1e-6"), at("1e-9")), "0.9000 1.1635");
		let left = entry(7).budget.epsilon.to_bits() - at("1e-6").to_bits();
		assert_eq!(entry(7).left().to_bits(), left);
		let cost = local("5").cost().unwrap().unwrap();
		assert_eq!(entry(7).can_afford(&cost), Ok(true));
		assert_eq!(entry(7).can_afford(&local("0.5").cost().unwrap().unwrap()), Ok(false));
		assert!(entry(7).can_afford(&sampled("1", "0.1", 1).cost().unwrap().unwrap()).is_err());
	});
}
