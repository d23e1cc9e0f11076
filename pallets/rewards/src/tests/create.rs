use crate::{mock::*, terms_hash, AgreementOf, Error, Event, Status, TermsOf};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use guild_agreement::{Term, Terms};
use sp_runtime::DispatchError::BadOrigin;

fn create_for(task: u32, terms: Terms) -> sp_runtime::DispatchResult {
	Rewards::create(RuntimeOrigin::root(), task, Box::new(terms))
}

#[test]
fn an_agreement_is_its_tasks_and_its_escrow_is_empty() {
	with_members(1, || {
		assert_ok!(create_for(0, terms()));
		let event = Event::AgreementCreated { agreement: 0, task: 0, terms_hash: terms_hash(&terms()) };
		assert!(told(event));
		assert_eq!(AgreementOf::<Test>::get(0), Some(0));
		assert_eq!(TermsOf::<Test>::get(0), Some(terms()));
		assert_eq!((agreement(0).status, agreement(0).ends_before, agreement(0).escrow()), (Status::Running, None, 0));
		assert_eq!(Balances::total_balance_on_hold(&Rewards::escrow_account(0)), 0);
	});
}

#[test]
fn only_the_council_creates_agreements() {
	with_members(1, || {
		let by_member = Rewards::create(RuntimeOrigin::signed(owner(1)), 0, Box::new(terms()));
		assert_eq!(by_member, Err(BadOrigin));
	});
}

#[test]
fn a_task_has_one_agreement_that_runs() {
	with_members(1, || {
		assert_ok!(create_for(0, terms()));
		assert_noop!(create_for(0, terms()), Error::<Test>::TaskHasAgreement);
		set_progress_of(1, 0, false, true);
		assert_ok!(create_for(1, terms()));
		assert_eq!(AgreementOf::<Test>::get(1), Some(1));
	});
}

#[test]
fn a_task_must_have_rounds_to_come() {
	with_members(1, || {
		assert_noop!(create_for(7, terms()), Error::<Test>::NoSuchTask);
		set_progress(5, false, false);
		assert_noop!(create_for(0, terms()), Error::<Test>::NoSuchTask);
		// Stopped, but its last round may still become final.
		set_progress(5, true, false);
		assert_ok!(create_for(0, terms()));
	});
}

#[test]
fn terms_must_hold_together_and_their_term_must_not_be_over() {
	with_members(1, || {
		assert_noop!(create_for(0, Terms { budget: 0, ..terms() }), Error::<Test>::BadTerms);
		assert_noop!(create_for(0, Terms { program: program(&[]), ..terms() }), Error::<Test>::BadTerms);
		set_progress(5, false, true);
		let until = |last_round| Terms { term: Term { last_round: Some(last_round), ..Term::default() }, ..terms() };
		assert_noop!(create_for(0, until(4)), Error::<Test>::TermIsOver);
		System::set_block_number(9);
		let sunset = |last_block| Terms { term: Term { last_block: Some(last_block), ..Term::default() }, ..terms() };
		assert_noop!(create_for(0, sunset(8)), Error::<Test>::TermIsOver);
		assert_ok!(create_for(0, until(5)));
		assert_eq!(agreement(0).ends_before, Some(6));
		set_progress_of(1, 0, true, true);
		assert_ok!(create_for(1, sunset(9)));
	});
}
