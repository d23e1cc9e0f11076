use crate::{mock::*, Error, Event, HoldReason, PartiesOf};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold, BoundedVec};
use guild_agreement::{Clause, Parties, Term, Terms};
use guild_primitives::limits::MAX_PARTICIPANTS;

#[test]
fn the_deposit_is_held_and_the_next_round_binds() {
	with_members(2, || {
		let id = create(terms());
		assert_ok!(accept(id, 2));
		open_round();
		assert_ok!(accept(id, 1));
		assert!(told(Event::Accepted { agreement: id, member: member(2), held: 200, bound_from: 0 }));
		assert!(told(Event::Accepted { agreement: id, member: member(1), held: 200, bound_from: 1 }));
		assert_eq!(parties(id), [member(1), member(2)]);
		assert_eq!(Balances::balance_on_hold(&HoldReason::Deposit.into(), &owner(1)), 200);
		assert_eq!(free(1), ENDOWMENT - 200);
	});
}

#[test]
fn the_term_may_begin_later() {
	with_members(1, || {
		let id = create(Terms { term: Term { first_round: 7, ..Term::default() }, ..terms() });
		assert_ok!(accept(id, 1));
		assert_eq!(party(id, 1).bound_from, 7);
	});
}

#[test]
fn only_members_and_only_those_that_are_named() {
	with_members(3, || {
		let named = Parties::Named(BoundedVec::truncate_from(vec![member(1), member(3)]));
		let id = create(Terms { parties: named, ..terms() });
		assert_noop!(Rewards::accept(RuntimeOrigin::signed(duty(1)), id), Error::<Test>::NotAMember);
		assert_noop!(accept(id, 2), Error::<Test>::NotNamed);
		dismiss(3);
		assert_noop!(accept(id, 3), Error::<Test>::NotAMember);
		assert_ok!(accept(id, 1));
	});
}

#[test]
fn who_is_a_party_can_only_fill_its_deposit_up() {
	with_members(2, || {
		let id = agreed(terms(), 1_000, 2);
		assert_noop!(accept(id, 2), Error::<Test>::AlreadyAParty);
		open_round();
		settle(vec![honest(1), absent(2)]);
		// One of two that is absent is an outage.
		assert_noop!(accept(id, 2), Error::<Test>::AlreadyAParty);
		let round = open_round();
		prove_fault(round, [2]);
		next_block();
		assert_eq!(party(id, 2).deposit, 200 - price(Clause::ProvenFault));
		assert_ok!(accept(id, 2));
		assert!(told(Event::Accepted {
			agreement: id,
			member: member(2),
			held: price(Clause::ProvenFault),
			bound_from: 0
		}));
		assert_eq!(party(id, 2).deposit, 200);
	});
}

#[test]
fn who_is_leaving_has_left_before_it_comes_back() {
	with_members(2, || {
		let id = agreed(terms(), 1_000, 2);
		whole_round(1..=2);
		open_round();
		assert_ok!(leave(id, 2));
		assert_noop!(accept(id, 2), Error::<Test>::IsLeaving);
		settle(vec![honest(1), honest(2)]);
		assert_eq!(parties(id), [member(1)]);
		assert_ok!(accept(id, 2));
		// Its record goes on.
		assert_eq!((party(id, 2).history.rounds, party(id, 2).history.streak, party(id, 2).bound_from), (2, 2, 2));
	});
}

#[test]
fn the_deposit_must_be_covered() {
	with_members(1, || {
		let id = create(Terms { deposit: ENDOWMENT + 1, ..terms() });
		assert_noop!(accept(id, 1), Error::<Test>::NotCovered);
	});
}

#[test]
fn an_agreement_that_is_over_has_no_new_parties() {
	with_members(1, || {
		assert_noop!(accept(0, 1), Error::<Test>::UnknownAgreement);
		let id = create(Terms { term: Term { last_round: Some(0), ..Term::default() }, ..terms() });
		// Its last round is open: nothing is left to be bound in.
		open_round();
		assert_noop!(accept(id, 1), Error::<Test>::AgreementOver);
		close_round();
		assert_noop!(accept(id, 1), Error::<Test>::AgreementOver);
	});
}

#[test]
fn an_agreement_has_no_more_parties_than_an_electorate() {
	with_members(1, || {
		let id = create(terms());
		let full = (0..MAX_PARTICIPANTS).map(|n| {
			let mut other = [0xff; 32];
			other[1] = n as u8;
			guild_primitives::MemberId(other)
		});
		PartiesOf::<Test>::insert(id, BoundedVec::truncate_from(full.collect()));
		assert_noop!(accept(id, 1), Error::<Test>::TooManyParties);
		PartiesOf::<Test>::remove(id);
	});
}
