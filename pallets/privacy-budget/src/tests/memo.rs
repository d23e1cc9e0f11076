use crate::{memo::MAX_MEMO, mock::*, StepCostOrder, StepCosts};
use frame_support::assert_ok;

/// A mechanism of its own for each number.
fn numbered(n: u32) -> guild_primitives::Mechanism {
	sampled(&format!("10.{n:03}"), "0.001", 1)
}

#[test]
fn a_sampled_mechanism_is_computed_once() {
	with_chain(|| {
		assert_ok!(declare(7, &[], both("8")));
		assert_ok!(charge(7, 0, sampled("2", "0.01", 10)));
		assert_ok!(charge(7, 1, sampled("2", "0.01", 20)));
		assert_ok!(charge(7, 2, local("50")));
		assert_eq!(StepCostOrder::<Test>::get().into_inner(), [accounted(&sampled("2", "0.01", 1))]);
		// What it keeps is what it charges: a wrong memo shows.
		let wrong = StepCosts::<Test>::get(accounted(&sampled("2", "0.01", 1))).unwrap().times(3);
		frame_support::storage::with_transaction(|| {
			StepCosts::<Test>::insert(accounted(&sampled("2", "0.01", 1)), wrong);
			assert!(PrivacyBudget::do_try_state().is_err());
			frame_support::storage::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(()))
		})
		.unwrap();
	});
}

#[test]
fn the_oldest_gives_way() {
	with_chain(|| {
		assert_ok!(declare(7, &[], both("8")));
		for n in 0..=MAX_MEMO {
			assert_ok!(charge(7, n, numbered(n)));
		}
		let order = StepCostOrder::<Test>::get();
		assert_eq!((order.len(), order[0]), (MAX_MEMO as usize, accounted(&numbered(1))));
		assert!(!StepCosts::<Test>::contains_key(accounted(&numbered(0))));
		// It is computed again.
		assert_ok!(charge(7, MAX_MEMO + 1, numbered(0)));
	});
}

#[test]
fn a_refused_charge_remembers_nothing() {
	with_chain(|| {
		assert_ok!(declare(7, &[], both("0.1")));
		assert!(charge(7, 0, sampled("1", "0.5", 100)).is_err());
		assert!(StepCostOrder::<Test>::get().is_empty());
	});
}
