use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};

#[test]
fn between_rounds_a_party_leaves_at_once() {
	with_members(2, || {
		let id = agreed(terms(), 1_000, 2);
		assert_ok!(leave(id, 2));
		assert!(told(Event::Released { agreement: id, member: member(2), amount: 200 }));
		assert_eq!((parties(id), free(2)), (vec![member(1)], ENDOWMENT));
		assert_eq!(paid(whole_round(1..=2)).len(), 1);
	});
}

#[test]
fn in_a_round_that_binds_it_a_party_stays_to_the_end() {
	with_members(2, || {
		let id = agreed(equal(), 1_000, 2);
		open_round();
		assert_ok!(leave(id, 2));
		assert!(told(Event::Leaving { agreement: id, member: member(2), bound_before: 1 }));
		assert_noop!(leave(id, 2), Error::<Test>::IsLeaving);
		let round = settle(vec![honest(1), honest(2)]);
		assert_eq!(paid(round), [500, 500]);
		assert_eq!((parties(id), free(2)), (vec![member(1)], ENDOWMENT + 500));
	});
}

#[test]
fn a_round_that_does_not_bind_it_keeps_nobody() {
	with_members(2, || {
		let id = create(terms());
		open_round();
		assert_ok!(accept(id, 2));
		assert_ok!(leave(id, 2));
		assert_eq!(free(2), ENDOWMENT);
	});
}

#[test]
fn who_is_no_party_cannot_leave() {
	with_members(2, || {
		let id = agreed(terms(), 1_000, 1);
		assert_noop!(leave(id, 2), Error::<Test>::NotAParty);
		assert_noop!(leave(7, 1), Error::<Test>::NotAParty);
	});
}

#[test]
fn nobody_leaves_before_what_was_done_is_charged() {
	with_members(4, || {
		let id = agreed(terms(), 1_000, 4);
		let round = whole_round(1..=4);
		prove_fault(round, [2]); // By a dispute.
		assert_noop!(leave(id, 2), Error::<Test>::PenaltiesWait);
		next_block();
		assert_ok!(leave(id, 2));
		assert_eq!(free(2), ENDOWMENT + paid(round)[1] - 150);
	});
}
