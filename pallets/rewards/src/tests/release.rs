use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};

#[test]
fn after_a_round_that_failed_who_was_leaving_is_let_go_by_anybody() {
	with_members(2, || {
		let id = agreed(terms(), 1_000, 2);
		open_round();
		assert_ok!(leave(id, 2));
		assert_noop!(release(id, 2), Error::<Test>::StillBound);
		close_round();
		open_round();
		assert_ok!(release(id, 2));
		assert!(told(Event::Released { agreement: id, member: member(2), amount: 200 }));
		assert_eq!((parties(id), free(2)), (vec![member(1)], ENDOWMENT));
		assert_noop!(release(id, 2), Error::<Test>::NotAParty);
	});
}

#[test]
fn nobody_makes_a_member_leave() {
	with_members(2, || {
		let id = agreed(terms(), 1_000, 2);
		assert_noop!(release(id, 2), Error::<Test>::StillBound);
	});
}

#[test]
fn a_former_member_is_let_go_after_the_round_that_still_counts_it() {
	with_members(4, || {
		let id = agreed(equal(), 4_000, 4);
		open_round();
		dismiss(3);
		assert_ok!(release(id, 3));
		assert!(told(Event::Leaving { agreement: id, member: member(3), bound_before: 1 }));
		assert_noop!(release(id, 3), Error::<Test>::StillBound);
		// It worked for this round, and is paid.
		let round = settle((1..=4).map(honest).collect());
		assert_eq!(paid(round), [250; 4]);
		assert_eq!((parties(id), free(3)), (vec![member(1), member(2), member(4)], ENDOWMENT + 250));
	});
}

#[test]
fn a_former_member_that_nobody_releases_is_let_go_by_the_next_final_round() {
	with_members(4, || {
		let id = agreed(equal(), 4_000, 4);
		open_round();
		dismiss(3);
		settle((1..=4).map(honest).collect());
		assert_eq!(parties(id).len(), 4);
		whole_round([1, 2, 4]);
		assert_eq!((parties(id).len(), free(3)), (3, ENDOWMENT + 250));
	});
}

#[test]
fn an_account_that_cannot_receive_its_deposit_yet_has_it_later() {
	with_members(2, || {
		// All but the last unit of the deposit is charged; and the owner owns nothing else.
		let id = agreed(guild_agreement::Terms { deposit: 151, ..terms() }, 1_000, 2);
		let round = open_round();
		prove_fault(round, [2]);
		next_block();
		close_round();
		let rest = free(2);
		use frame_support::traits::{fungible::Mutate, tokens::Preservation::Expendable};
		assert_ok!(Balances::transfer(&owner(2), &owner(1), rest, Expendable));
		assert_ok!(leave(id, 2));
		assert!(told(Event::NotReceived { agreement: id, member: member(2), amount: 1 }));
		assert_eq!((parties(id).len(), party(id, 2).deposit), (2, 1));
		assert_ok!(Balances::transfer(&owner(1), &owner(2), EXISTENTIAL, Expendable));
		assert_ok!(leave(id, 2));
		assert_eq!((parties(id).len(), free(2)), (1, EXISTENTIAL + 1));
	});
}
