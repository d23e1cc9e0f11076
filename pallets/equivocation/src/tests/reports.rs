use crate::{mock::*, Event, Reports};
use sp_staking::offence::OffenceError;

#[test]
fn an_equivocation_is_told_on_and_slashes_the_deposit_of_its_member_alone() {
	with_chain(|| {
		begin(1, &[1, 2]);
		assert_eq!(report(1, 1, 5), Ok(()));
		assert!(told(Event::Equivocated { member: member(1), session: 1, set_id: 1, round: 5 }));
		assert_eq!(Told::get(), [member(1)]);
		assert_eq!([held(1), held(2)], [(0, DEPOSIT), (DEPOSIT, 0)]);
	});
}

#[test]
fn a_member_answers_once_for_an_authority_set_however_many_rounds_it_signs_twice() {
	with_chain(|| {
		begin(1, &[1, 2]);
		assert!(!is_known(1, 1));
		assert_eq!(report(1, 1, 5), Ok(()));
		assert!(is_known(1, 1) && !is_known(2, 1) && !is_known(1, 2));
		for round in [5, 6] {
			assert_eq!(report(1, 1, round), Err(OffenceError::DuplicateReport));
		}
		assert_eq!(Told::get(), [member(1)]);
		// Others answer for the same set, and it for others.
		assert_eq!(report(2, 1, 5), Ok(()));
		begin(2, &[1, 2]);
		assert_eq!(report(1, 2, 5), Ok(()));
		assert_eq!(Told::get(), [member(1), member(2), member(1)]);
	});
}

#[test]
fn the_next_session_takes_a_new_deposit_which_the_next_equivocation_costs() {
	with_chain(|| {
		begin(1, &[1]);
		assert_eq!(report(1, 1, 1), Ok(()));
		begin(2, &[1]);
		assert_eq!(held(1), (DEPOSIT, DEPOSIT));
		assert_eq!(report(1, 2, 1), Ok(()));
		assert_eq!(held(1), (0, 2 * DEPOSIT));
	});
}

#[test]
fn who_has_left_answers_while_its_session_is_remembered() {
	with_chain(|| {
		begin(1, &[1, 2]);
		begin(2, &[2]);
		begin(3, &[2]);
		assert_eq!(report(1, 1, 1), Ok(()));
		assert_eq!((Told::get(), held(1)), (vec![member(1)], (0, DEPOSIT)));
	});
}

#[test]
fn who_has_put_nothing_down_is_told_on_all_the_same() {
	with_chain(|| {
		Equivocation::begin_genesis_session(vec![(account(1), key(1, 0))]);
		assert_eq!(report(1, 0, 1), Ok(()));
		assert_eq!((Told::get(), held(1)), (vec![member(1)], (0, 0)));
	});
}

#[test]
fn reports_are_forgotten_with_their_sessions() {
	with_chain(|| {
		for session in 1..=20 {
			begin(session, &[1, 2]);
			assert_eq!(report(1, session, 1), Ok(()));
			assert!(Reports::<Test>::get(member(1)).len() <= SESSIONS as usize);
		}
		assert!(is_known(1, 20 - SESSIONS + 1) && !is_known(1, 20 - SESSIONS));
		// And all of them with its deposit.
		for session in 21..=20 + SESSIONS {
			begin(session, &[2]);
		}
		assert!(!Reports::<Test>::contains_key(member(1)));
	});
}
