use crate::{mock::*, Error, Event, FundersOf, HoldReason};
use frame_support::{
	assert_noop, assert_ok,
	traits::fungible::{InspectHold, Mutate},
};
use guild_agreement::{Term, Terms};
use guild_primitives::limits::MAX_PARTICIPANTS;

#[test]
fn exactly_the_amount_moves_into_escrow_and_is_remembered() {
	with_members(2, || {
		let id = create(terms());
		assert_ok!(fund(id, 2, 300));
		assert_ok!(fund(id, 1, 500));
		assert_ok!(fund(id, 2, 200));
		assert!(told(Event::Funded { agreement: id, funder: member(2), amount: 200 }));
		let account = Rewards::escrow_account(id);
		assert_eq!(Balances::balance_on_hold(&HoldReason::Escrow.into(), &account), 1_000);
		assert_eq!(FundersOf::<Test>::get(id).into_inner(), [(member(1), 500), (member(2), 500)]);
		assert_eq!((free(1), free(2)), (ENDOWMENT - 500, ENDOWMENT - 500));
		assert_eq!((agreement(id).funded, agreement(id).escrow()), (1_000, 1_000));
	});
}

#[test]
fn only_members_fund() {
	with_members(1, || {
		let id = create(terms());
		frame_support::assert_ok!(Balances::transfer(
			&owner(1),
			&stranger(),
			1_000,
			frame_support::traits::tokens::Preservation::Preserve
		));
		let by_stranger = || Rewards::fund(RuntimeOrigin::signed(stranger()), id, 500);
		assert_noop!(by_stranger(), Error::<Test>::NotAMember);
	});
}

#[test]
fn an_unknown_agreement_and_one_that_is_over_take_no_money() {
	with_members(1, || {
		assert_noop!(fund(0, 1, 500), Error::<Test>::UnknownAgreement);
		let id = create(Terms { term: Term { last_round: Some(0), ..Term::default() }, ..terms() });
		set_progress(1, true, true);
		assert_noop!(fund(id, 1, 500), Error::<Test>::AgreementOver);
	});
}

#[test]
fn what_the_owner_does_not_have_it_cannot_give() {
	with_members(1, || {
		let id = create(terms());
		assert_noop!(fund(id, 1, EXISTENTIAL - 1), Error::<Test>::FundingTooSmall);
		assert_noop!(fund(id, 1, 0), Error::<Test>::FundingTooSmall);
		assert_noop!(fund(id, 1, ENDOWMENT), Error::<Test>::NotCovered); // The account must live.
		assert_ok!(fund(id, 1, ENDOWMENT - EXISTENTIAL));
	});
}

#[test]
fn an_agreement_has_no_more_funders_than_a_consortium_has_members() {
	with_members(1, || {
		let id = create(terms());
		// More than members at one time; but members come and go.
		FundersOf::<Test>::mutate(id, |funders| {
			for n in 0..MAX_PARTICIPANTS {
				let mut other = [0xff; 32];
				other[1] = n as u8;
				funders.try_push((guild_primitives::MemberId(other), 0)).unwrap();
			}
		});
		assert_noop!(fund(id, 1, 500), Error::<Test>::TooManyFunders);
		FundersOf::<Test>::remove(id);
	});
}
