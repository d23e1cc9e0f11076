use crate::{mock::*, AgreementOf, Error, Event, Status, Surveys};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::Mutate, tokens::Preservation::Expendable},
};
use guild_agreement::{Term, Terms};

fn until(last_round: u32) -> Terms {
	Terms { term: Term { last_round: Some(last_round), ..Term::default() }, ..equal() }
}

#[test]
fn after_its_term_anybody_has_everything_given_back_in_exact_proportion() {
	with_members(4, || {
		let id = agreed(until(0), 700, 3);
		assert_ok!(fund(id, 2, 300));
		assert_ok!(fund(id, 4, 1_000));
		open_round();
		settle(vec![honest(1), honest(2), absent(3), honest(4)]);
		assert_ok!(wind_up(id));
		// 1,000 of 2,000 were paid and 11 of the deposit of member 3 came in; none of the three is owed a whole number.
		let before = [ENDOWMENT - 700 + 500, ENDOWMENT - 300 + 500, ENDOWMENT - 11, ENDOWMENT - 1_000];
		let back = [1, 2, 3, 4].map(|n| free(n) - before[usize::from(n) - 1]);
		assert_eq!(back, [353, 152, 0, 506]); // 353.85, 151.65, 505.5
		assert!(told(Event::Returned { agreement: id, funder: member(2), amount: 152 }));
		assert!(!Surveys::<Test>::contains_key(id));
	});
}

#[test]
fn only_what_is_over_is_wound_up_and_once() {
	with_members(1, || {
		assert_noop!(wind_up(0), Error::<Test>::UnknownAgreement);
		let id = agreed(until(0), 1_000, 1);
		assert_noop!(wind_up(id), Error::<Test>::NotOver);
		whole_round([1]);
		assert_ok!(wind_up(id));
		assert_noop!(wind_up(id), Error::<Test>::AlreadyWoundUp);
		assert_noop!(leave(id, 1), Error::<Test>::NotAParty);
	});
}

#[test]
fn the_end_of_its_task_or_its_sunset_is_the_agreements_end() {
	with_members(1, || {
		let id = agreed(terms(), 1_000, 1);
		set_progress(3, true, false);
		assert_noop!(wind_up(id), Error::<Test>::NotOver);
		set_progress(4, false, false);
		assert_ok!(wind_up(id));
		set_progress(4, true, true);
		let id = agreed(Terms { term: Term { last_block: Some(9), ..Term::default() }, ..terms() }, 1_000, 1);
		System::set_block_number(9);
		assert_noop!(wind_up(id), Error::<Test>::NotOver);
		System::set_block_number(10);
		assert_ok!(wind_up(id));
		assert_eq!(free(1), ENDOWMENT);
	});
}

#[test]
fn who_cannot_receive_its_part_has_it_later_and_keeps_nobody_from_theirs() {
	with_members(3, || {
		let id = agreed(Terms { budget: 10_000, ..until(0) }, 9_999, 2);
		assert_ok!(fund(id, 3, 30));
		whole_round(1..=2);
		// 29 of 10,029 are left to return: 9,999 and 30 parts of it. Nobody can receive so little who owns nothing.
		assert_eq!(agreement(id).escrow(), 29);
	});
	with_members(3, || {
		let id = agreed(Terms { budget: 10_000, ..until(0) }, 10_000, 2);
		assert_ok!(fund(id, 3, 500));
		whole_round(1..=2);
		// 500 are left; member 3 is due 23, and member 1 the rest.
		dismiss(3);
		dismiss(1);
		assert_ok!(Balances::transfer(&owner(3), &owner(2), free(3), Expendable));
		let due = 500 * 500 / 10_500;
		assert_eq!(due, 23);
		assert_ok!(wind_up(id));
		assert_eq!(agreement(id).status, Status::WoundUp, "23 open an account");
	});
	with_members(3, || {
		let id = agreed(Terms { budget: 10_000, ..until(0) }, 10_000, 2);
		assert_ok!(fund(id, 3, 100));
		whole_round(1..=2);
		// 100 are left; member 3 is due 1, with an account that owns nothing.
		assert_ok!(Balances::transfer(&owner(3), &owner(2), free(3), Expendable));
		assert_ok!(wind_up(id));
		assert!(told(Event::NotReceived { agreement: id, member: member(3), amount: 1 }));
		assert_eq!((agreement(id).status, agreement(id).escrow()), (Status::WindingUp, 1));
		assert_eq!(AgreementOf::<Test>::get(0), None);
		// Once it owns something, it receives its part.
		assert_ok!(Balances::transfer(&owner(2), &owner(3), EXISTENTIAL, Expendable));
		assert_ok!(wind_up(id));
		assert_eq!((agreement(id).status, free(3)), (Status::WoundUp, EXISTENTIAL + 1));
	});
}

#[test]
fn what_is_left_of_an_agreement_goes_back_without_the_one_that_followed_it() {
	with_members(3, || {
		let id = agreed(Terms { budget: 10_000, ..until(0) }, 10_000, 2);
		assert_ok!(fund(id, 3, 100));
		whole_round(1..=2);
		assert_ok!(Balances::transfer(&owner(3), &owner(2), free(3), Expendable));
		assert_ok!(wind_up(id));
		assert_eq!(agreement(id).status, Status::WindingUp);
		let next = agreed(equal(), 1_000, 2);
		assert_ok!(Balances::transfer(&owner(2), &owner(3), EXISTENTIAL, Expendable));
		assert_ok!(wind_up(id));
		assert_eq!(agreement(id).status, Status::WoundUp);
		assert_eq!((agreement(next).status, AgreementOf::<Test>::get(0)), (Status::Running, Some(next)));
		assert_eq!(paid(whole_round(1..=2)), [500, 500]);
	});
}

#[test]
fn a_party_of_what_winds_up_need_not_leave() {
	with_members(2, || {
		let id = agreed(guild_agreement::Terms { deposit: 151, ..until(0) }, 1_000, 2);
		let round = open_round();
		prove_fault(round, [2]);
		next_block();
		close_round();
		let rest = free(2);
		assert_ok!(Balances::transfer(&owner(2), &owner(1), rest, Expendable));
		assert_ok!(wind_up(id));
		assert_eq!((agreement(id).status, parties(id)), (Status::WindingUp, vec![member(2)]));
		assert_noop!(leave(id, 2), Error::<Test>::AgreementOver);
		assert_ok!(Balances::transfer(&owner(1), &owner(2), EXISTENTIAL, Expendable));
		assert_ok!(wind_up(id));
		assert_eq!((agreement(id).status, free(2)), (Status::WoundUp, EXISTENTIAL + 1));
	});
}
