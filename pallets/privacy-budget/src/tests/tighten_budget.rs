use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use guild_accountant::Relation;
use guild_primitives::{Budget, LedgerRefusal};

const WHOLE: Relation = Relation::ReplaceDataset;

fn tighten(dataset: u32, relation: Relation, budget: Budget) -> sp_runtime::DispatchResult {
	PrivacyBudget::tighten_budget(owner(1), dataset, relation, budget)
}

#[test]
fn a_budget_is_tightened_and_never_loosened() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("4")));
		let smaller_delta = Budget { delta: "1e-7".parse().unwrap(), ..budget("4") };
		let larger_delta = Budget { delta: "1e-5".parse().unwrap(), ..budget("1") };
		assert_noop!(tighten(7, WHOLE, budget("4.1")), Error::<Test>::NotTighter);
		assert_noop!(tighten(7, WHOLE, budget("4")), Error::<Test>::NotTighter);
		assert_noop!(tighten(7, WHOLE, larger_delta), Error::<Test>::NotTighter);
		assert_ok!(tighten(7, WHOLE, smaller_delta));
		assert_noop!(tighten(7, WHOLE, budget("4")), Error::<Test>::NotTighter);
		let both = Budget { epsilon: budget("3").epsilon, ..smaller_delta };
		assert_ok!(tighten(7, WHOLE, both));
		assert!(told(Event::BudgetTightened { member: member(1), dataset: 7, relation: WHOLE, budget: both }));
		assert_eq!(entry(7).budget, both);
	});
}

#[test]
fn what_is_spent_already_may_be_more_than_the_new_budget() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("4")));
		assert_ok!(charge(7, 0, local("5")));
		assert_ok!(tighten(7, WHOLE, budget("0.5")));
		assert_eq!(entry(7).left(), guild_accountant::Nats::ZERO);
		assert_eq!(charge(7, 1, local("1000")), Err(LedgerRefusal::OverBudget));
		// The first update is paid for.
		assert_ok!(charge(7, 0, local("5")));
	});
}

#[test]
fn a_relation_without_a_budget_gets_none() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("4")));
		assert_noop!(tighten(7, Relation::AddRemoveRecord, budget("1")), Error::<Test>::NothingToTighten);
		assert_noop!(tighten(8, WHOLE, budget("1")), Error::<Test>::UnknownDataset);
		let other = PrivacyBudget::tighten_budget(owner(2), 7, WHOLE, budget("1"));
		assert_noop!(other, Error::<Test>::UnknownDataset);
		let nobody = PrivacyBudget::tighten_budget(owner(10), 7, WHOLE, budget("1"));
		assert_noop!(nobody, Error::<Test>::NotAMember);
	});
}
