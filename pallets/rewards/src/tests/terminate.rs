use crate::{mock::*, AgreementOf, Error, Event, Status};
use frame_support::{assert_noop, assert_ok};
use guild_agreement::{Term, Terms};
use sp_runtime::{DispatchError::BadOrigin, DispatchResult};

fn terminate(id: u32) -> DispatchResult {
	Rewards::terminate(RuntimeOrigin::root(), id)
}

#[test]
fn between_rounds_everything_goes_back_at_once() {
	with_members(3, || {
		let id = agreed(terms(), 1_000, 3);
		assert_ok!(fund(id, 2, 500));
		assert_ok!(terminate(id));
		assert!(told(Event::Terminated { agreement: id, ends_before: 0 }));
		assert!(told(Event::WoundUp { agreement: id }));
		assert_eq!([1, 2, 3].map(free), [ENDOWMENT; 3]);
		assert_eq!((agreement(id).status, AgreementOf::<Test>::get(0)), (Status::WoundUp, None));
		assert!(!System::account_exists(&Rewards::escrow_account(id)));
		// The task can have another.
		create(terms());
	});
}

#[test]
fn the_open_round_is_the_last_that_is_paid() {
	with_members(3, || {
		let id = agreed(equal(), 3_000, 3);
		open_round();
		assert_ok!(terminate(id));
		assert!(told(Event::Terminated { agreement: id, ends_before: 1 }));
		assert_noop!(wind_up(id), Error::<Test>::NotOver);
		let round = settle((1..=3).map(honest).collect());
		assert_eq!(paid(round), [333; 3]);
		open_round();
		assert_ok!(wind_up(id));
		// Member 1 alone has funded it.
		assert_eq!([1, 2, 3].map(free), [ENDOWMENT - 666, ENDOWMENT + 333, ENDOWMENT + 333]);
		settle((1..=3).map(honest).collect());
		assert_eq!([1, 2, 3].map(free), [ENDOWMENT - 666, ENDOWMENT + 333, ENDOWMENT + 333]);
	});
}

#[test]
fn only_the_council_terminates_and_once() {
	with_members(1, || {
		assert_noop!(terminate(0), Error::<Test>::UnknownAgreement);
		let id = agreed(terms(), 1_000, 1);
		assert_eq!(Rewards::terminate(RuntimeOrigin::signed(owner(1)), id), Err(BadOrigin));
		open_round();
		assert_ok!(terminate(id));
		assert_noop!(terminate(id), Error::<Test>::AlreadyTerminated);
		close_round();
		assert_ok!(wind_up(id));
		assert_noop!(terminate(id), Error::<Test>::AgreementOver);
	});
}

#[test]
fn a_term_that_ends_sooner_is_not_prolonged() {
	with_members(1, || {
		let id = create(Terms { term: Term { last_round: Some(0), ..Term::default() }, ..terms() });
		open_round();
		assert_noop!(terminate(id), Error::<Test>::AlreadyTerminated);
	});
}

#[test]
fn what_waits_to_be_charged_is_charged_first() {
	with_members(2, || {
		let id = agreed(terms(), 1_000, 2);
		let round = open_round();
		prove_fault(round, [2]);
		close_round();
		assert_ok!(terminate(id));
		assert_eq!(agreement(id).status, Status::Running);
		assert_noop!(wind_up(id), Error::<Test>::PenaltiesWait);
		next_block();
		assert_ok!(wind_up(id));
		assert_eq!([1, 2].map(free), [ENDOWMENT + 150, ENDOWMENT - 150]);
	});
}
