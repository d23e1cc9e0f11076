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

#[test]
fn a_shorter_delay_overtakes_no_slash_that_waits_and_the_event_says_so() {
	with_chain(|| {
		let issuance = Balances::total_issuance();
		let announced = |n: u8, due_at| {
			told(Event::DepositSlashed { slash: u64::from(n) - 1, member: member(n), amount: DEPOSIT, due_at })
		};
		begin(1, &[1, 2, 3]);
		SlashDelay::set(&100);
		assert_ok!(report(1, 1, 5));
		pass(1);
		SlashDelay::set(&10);
		assert_ok!(report(2, 1, 5));
		// As late as the one that is before it in the queue: 1 + 100, and not 2 + 10.
		assert!(announced(1, 101) && announced(2, 101));
		// Nor does who is forgiven let others overtake: the block that was told for them stands.
		assert_ok!(Equivocation::forgive_slash(RuntimeOrigin::root(), 0));
		assert_ok!(report(3, 1, 5));
		assert!(announced(3, 101));
		pass(98);
		assert_eq!((System::block_number(), Balances::total_issuance()), (100, issuance));
		assert_eq!([held(1), held(2), held(3)], [(0, 0), (0, DEPOSIT), (0, DEPOSIT)]);
		pass(1);
		assert_eq!([held(2), held(3)], [(0, 0); 2]);
		assert_eq!(Balances::total_issuance(), issuance - 2 * DEPOSIT);
		// Once they are settled, the delay is what it is.
		begin(2, &[1, 2, 3]);
		assert_ok!(report(1, 2, 5));
		let due_at = 101 + 10;
		assert!(told(Event::DepositSlashed { slash: 3, member: member(1), amount: DEPOSIT, due_at }));
		pass(10);
		assert_eq!(held(1), (0, 0));
	});
}
