use crate::{mock::*, weights::SubstrateWeight, Error, Event, Slashes, WeightInfo};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::WeightMeter};
use sp_runtime::DispatchError;

/// Member 1 has equivocated in block 1.
fn slashed() {
	begin(1, &[1, 2]);
	assert_ok!(report(1, 1, 5));
}

#[test]
fn a_slash_waits_and_is_burnt() {
	with_chain(|| {
		slashed();
		let due_at = 1 + SLASH_DELAY;
		assert!(told(Event::DepositSlashed { slash: 0, member: member(1), amount: DEPOSIT, due_at }));
		let issuance = Balances::total_issuance();
		pass(SLASH_DELAY - 1);
		assert_eq!((held(1), total(1)), ((0, DEPOSIT), ENDOWMENT));
		pass(1);
		assert_eq!((held(1), total(1)), ((0, 0), ENDOWMENT - DEPOSIT));
		assert_eq!(Balances::total_issuance(), issuance - DEPOSIT);
		assert!(told(Event::SlashSettled { slash: 0, member: member(1), burnt: DEPOSIT }));
		assert!(!Slashes::<Test>::contains_key(0));
	});
}

#[test]
fn governance_forgives_what_waits_and_nothing_else() {
	with_chain(|| {
		slashed();
		assert_ok!(report(2, 1, 5));
		assert_noop!(Equivocation::forgive_slash(RuntimeOrigin::signed(account(1)), 0), DispatchError::BadOrigin);
		assert_noop!(Equivocation::forgive_slash(RuntimeOrigin::root(), 2), Error::<Test>::UnknownSlash);
		assert_ok!(Equivocation::forgive_slash(RuntimeOrigin::root(), 0));
		assert!(told(Event::SlashForgiven { slash: 0, member: member(1), amount: DEPOSIT }));
		assert_eq!((held(1), total(1)), ((0, 0), ENDOWMENT));
		assert_noop!(Equivocation::forgive_slash(RuntimeOrigin::root(), 0), Error::<Test>::UnknownSlash);
		// The other one is burnt all the same.
		pass(SLASH_DELAY);
		assert_eq!((held(2), total(2)), ((0, 0), ENDOWMENT - DEPOSIT));
		assert_noop!(Equivocation::forgive_slash(RuntimeOrigin::root(), 1), Error::<Test>::UnknownSlash);
		// What was forgiven is put down again.
		begin(2, &[1, 2]);
		assert_eq!(held(1), (DEPOSIT, 0));
	});
}

#[test]
fn what_finds_no_room_in_a_block_is_settled_in_a_later_one() {
	with_chain(|| {
		slashed();
		System::set_block_number(u64::from(1 + SLASH_DELAY));
		let poll = SubstrateWeight::<Test>::poll();
		Equivocation::on_poll(System::block_number(), &mut WeightMeter::with_limit(poll));
		assert_eq!(held(1), (0, DEPOSIT));
		pass(1);
		assert_eq!(held(1), (0, 0));
	});
}
