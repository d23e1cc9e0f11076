use crate::{mock::*, Error, Event, KeyHistory, KeyPeriod, Members};
use frame_support::{assert_noop, assert_ok, traits::Currency};
use guild_primitives::consortium::{ConsortiumMembers, Tier};
use sp_runtime::DispatchError::BadOrigin;

fn remove(n: u8) -> sp_runtime::DispatchResult {
	Consortium::remove(RuntimeOrigin::root(), owner(n))
}

#[test]
fn a_removed_member_leaves_its_key_history_and_nothing_else() {
	with_chain(|| {
		admit_all([1, 2]);
		run_to(8);
		assert_ok!(remove_now(1));
		assert!(told(Event::MemberLeaving { member: member(1), resigned: false }));
		assert!(told(Event::MemberRemoved { member: member(1) }));
		assert_eq!(Consortium::member(member(1)), None);
		assert_eq!(Consortium::member_of_duty(&keys(1).duty), None);
		assert_eq!((System::account_exists(&owner(1)), System::account_exists(&duty(1))), (false, false));
		assert_eq!(OnRoll::get(), [[2; 32]]);
		assert_eq!(KeyHistory::<Test>::get(member(1)).to_vec(), [KeyPeriod { keys: keys(1), from: 1, until: 9 }]);
	});
}

#[test]
fn a_removed_member_may_come_back_and_its_keys_are_free_meanwhile() {
	with_chain(|| {
		admit_all([1]);
		assert_ok!(remove_now(1));
		assert_ok!(admit_with(2, Tier::Trainer, keys(1)));
		assert_noop!(admit(1, Tier::Trainer), Error::<Test>::DutyTaken);
		assert_ok!(remove_now(2));
		assert_ok!(admit(1, Tier::Trainer));
	});
}

#[test]
fn an_account_with_a_balance_outlives_its_membership() {
	with_chain(|| {
		let _ = Balances::deposit_creating(&owner(1), 1_000);
		admit_all([1]);
		assert_eq!(System::providers(&owner(1)), 2);
		assert_ok!(remove_now(1));
		assert_eq!((System::providers(&owner(1)), Balances::free_balance(owner(1))), (1, 1_000));
	});
}

#[test]
fn session_keys_do_not_prevent_a_removal() {
	with_chain(|| {
		for n in [1, 2] {
			assert_ok!(admit(n, Tier::Validator));
			assert_ok!(register_session_keys(n));
		}
		assert_eq!(System::consumers(&owner(1)), 1);
		assert_ok!(remove_now(1));
		assert!(!System::account_exists(&owner(1)));
		assert_eq!(Session::load_keys(&owner(1)), None);
	});
}

#[test]
fn an_account_that_something_else_needs_keeps_its_reference_and_the_member_goes() {
	with_chain(|| {
		admit_all([1]);
		assert_ok!(System::inc_consumers(&owner(1)));
		assert_ok!(remove_now(1));
		assert_eq!((System::providers(&owner(1)), Consortium::member(member(1))), (1, None));
	});
}

#[test]
fn the_last_validator_with_session_keys_stays() {
	with_chain(|| {
		assert_ok!(admit(1, Tier::Validator));
		assert_ok!(admit(2, Tier::Validator));
		assert_ok!(admit(3, Tier::Trainer));
		assert_ok!(register_session_keys(1));
		assert_noop!(remove(1), Error::<Test>::LastValidator);
		assert_ok!(remove_now(3));
		assert_ok!(register_session_keys(2));
		assert_ok!(remove_now(1));
		assert_noop!(remove(2), Error::<Test>::LastValidator);
	});
}

#[test]
fn only_the_admission_origin_removes_and_only_members() {
	with_chain(|| {
		admit_all([1]);
		assert_noop!(Consortium::remove(RuntimeOrigin::signed(owner(1)), owner(1)), BadOrigin);
		assert_noop!(remove(2), Error::<Test>::NotAMember);
	});
}

#[test]
fn who_is_removed_takes_part_until_the_rounds_that_count_on_it_are_over() {
	with_chain(|| {
		admit_all([1, 2]);
		run_to(5);
		OldestOpen::set(&Some(5));
		assert_ok!(remove(1));
		// Off the roll and out of new rounds at once; its keys work on.
		assert_eq!((OnRoll::get(), Consortium::electorate()), (vec![[2; 32]], vec![member(2)]));
		run_to(12);
		assert_eq!(Consortium::member_of_duty(&keys(1).duty), Some(member(1)));
		assert_eq!(Consortium::worker_key(&member(1)), Some(keys(1).worker));
		// A round that opened later does not hold it.
		OldestOpen::set(&Some(6));
		next_block();
		assert_eq!(Consortium::member_of_duty(&keys(1).duty), None);
		assert_eq!(KeyHistory::<Test>::get(member(1)).to_vec(), [KeyPeriod { keys: keys(1), from: 1, until: 13 }]);
	});
}

#[test]
fn no_round_holds_a_member_longer_than_the_delay() {
	with_chain(|| {
		admit_all([1, 2]);
		OldestOpen::set(&Some(1));
		assert_ok!(remove(1));
		run_to(u64::from(LEAVE_DELAY));
		assert!(Consortium::member(member(1)).is_some());
		next_block();
		assert!(Consortium::member(member(1)).is_none());
	});
}

#[test]
fn who_leaves_is_not_removed_again_and_not_admitted_before_it_is_gone() {
	with_chain(|| {
		admit_all([1, 2]);
		OldestOpen::set(&Some(1));
		assert_ok!(remove(1));
		assert_noop!(remove(1), Error::<Test>::AlreadyLeaving);
		assert_noop!(admit(1, Tier::Trainer), Error::<Test>::AlreadyAMember);
		OldestOpen::set(&None);
		next_block();
		assert_ok!(admit(1, Tier::Trainer));
		assert_eq!(Consortium::electorate(), [1, 2].map(member));
	});
}

#[test]
fn a_member_that_leaves_may_rotate_its_keys_meanwhile() {
	with_chain(|| {
		admit_all([1, 2]);
		OldestOpen::set(&Some(1));
		assert_ok!(remove(1));
		assert_ok!(set_keys_by(1, 1, keys(9)));
		OldestOpen::set(&None);
		next_block();
		assert_eq!(KeyHistory::<Test>::get(member(1)).len(), 2);
		assert!(!System::account_exists(&duty(9)));
	});
}

#[test]
fn a_block_without_room_lets_nobody_go_and_the_next_does() {
	use crate::WeightInfo;
	use frame_support::weights::WeightMeter;
	with_chain(|| {
		admit_all([1, 2, 3]);
		for n in [1, 2] {
			assert_ok!(remove(n));
		}
		let weights = <Test as crate::Config>::WeightInfo::poll();
		Consortium::let_go(&mut WeightMeter::with_limit(weights));
		assert_eq!(Members::<Test>::count(), 3);
		let one = weights + <Test as crate::Config>::WeightInfo::depart() + weights;
		Consortium::let_go(&mut WeightMeter::with_limit(one));
		assert_eq!(Consortium::member(member(1)), None);
		assert_eq!(Members::<Test>::count(), 2);
		next_block();
		assert_eq!(Members::<Test>::count(), 1);
	});
}
