use crate::{mock::*, Deposits, Event, MAX_DEPOSITS};
use frame_support::traits::fungible::Mutate;
use sp_core::{
	crypto::{AccountId32, UncheckedFrom},
	ed25519,
};

#[test]
fn validators_put_down_a_deposit_as_their_session_begins_and_only_once() {
	with_chain(|| {
		begin(1, &[1, 2]);
		assert!(told(Event::DepositHeld { member: member(1), amount: DEPOSIT }));
		begin(2, &[1, 2]);
		assert_eq!([held(1), held(2), held(3)], [(DEPOSIT, 0), (DEPOSIT, 0), (0, 0)]);
		assert_eq!(total(1), ENDOWMENT);
	});
}

#[test]
fn the_genesis_takes_no_deposit() {
	with_chain(|| {
		Equivocation::begin_genesis_session(vec![(account(1), key(1, 0))]);
		assert_eq!(held(1), (0, 0));
	});
}

#[test]
fn who_cannot_pay_validates_all_the_same_and_pays_when_it_can() {
	with_chain(|| {
		Balances::set_balance(&account(1), EXISTENTIAL + 30);
		Balances::set_balance(&account(2), 0);
		begin(1, &[1, 2, 3]);
		// The account stays open.
		assert_eq!([held(1), held(2), held(3)], [(30, 0), (0, 0), (DEPOSIT, 0)]);
		assert!(told(Event::DepositNotCovered { member: member(1), missing: DEPOSIT - 30 }));
		assert!(told(Event::DepositNotCovered { member: member(2), missing: DEPOSIT }));
		assert!(prove(key(2, 0)).is_some());
		Balances::set_balance(&account(1), ENDOWMENT);
		begin(2, &[1, 2, 3]);
		assert_eq!(held(1), (DEPOSIT, 0));
	});
}

#[test]
fn a_deposit_comes_back_when_nothing_can_be_reported_any_more() {
	with_chain(|| {
		begin(1, &[1, 2]);
		for session in 2..SESSIONS + 1 {
			begin(session, &[2]);
			assert_eq!((held(1), owner(key(1, 0), 1, 2)), ((DEPOSIT, 0), Some(member(1))), "session {session}");
		}
		begin(SESSIONS + 1, &[2]);
		assert_eq!((held(1), owner(key(1, 0), 1, 2)), ((0, 0), None));
		assert!(told(Event::DepositReleased { member: member(1), amount: DEPOSIT }));
		assert_eq!(Deposits::<Test>::get().len(), 1);
	});
}

#[test]
fn who_comes_back_in_time_keeps_its_deposit() {
	with_chain(|| {
		begin(1, &[1, 2]);
		begin(2, &[2]);
		begin(3, &[1, 2]);
		begin(SESSIONS + 1, &[2]);
		assert_eq!(held(1), (DEPOSIT, 0));
	});
}

#[test]
fn however_many_come_and_go_no_more_are_kept_than_fit() {
	with_chain(|| {
		let validator = |n: u32| {
			let bytes: [u8; 32] = [&[7; 28][..], &n.to_be_bytes()].concat().try_into().unwrap();
			(AccountId32::new(bytes), ed25519::Public::unchecked_from(bytes).into())
		};
		for session in 1..=3 {
			let validators: Vec<_> = (0..128).map(|n| validator(session * 128 + n)).collect();
			for (account, _) in &validators {
				Balances::set_balance(account, ENDOWMENT);
			}
			Equivocation::begin_session(session, validators);
		}
		assert_eq!(Deposits::<Test>::get().len(), MAX_DEPOSITS as usize);
	});
}
