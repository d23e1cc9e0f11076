use crate::{mock::*, Error, Event, KeyHistory, KeyPeriod};
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
		run_to(9);
		assert_ok!(remove(1));
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
		assert_ok!(remove(1));
		assert_ok!(Consortium::admit(RuntimeOrigin::root(), owner(2), name(), Tier::Trainer, keys(1)));
		assert_noop!(admit(1, Tier::Trainer), Error::<Test>::DutyTaken);
		assert_ok!(remove(2));
		assert_ok!(admit(1, Tier::Trainer));
	});
}

#[test]
fn an_account_with_a_balance_outlives_its_membership() {
	with_chain(|| {
		let _ = Balances::deposit_creating(&owner(1), 1_000);
		admit_all([1]);
		assert_eq!(System::providers(&owner(1)), 2);
		assert_ok!(remove(1));
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
		assert_ok!(remove(1));
		assert!(!System::account_exists(&owner(1)));
		assert_eq!(Session::load_keys(&owner(1)), None);
	});
}

#[test]
fn an_account_that_something_else_needs_keeps_its_reference_and_the_member_goes() {
	with_chain(|| {
		admit_all([1]);
		assert_ok!(System::inc_consumers(&owner(1)));
		assert_ok!(remove(1));
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
		assert_ok!(remove(3));
		assert_ok!(register_session_keys(2));
		assert_ok!(remove(1));
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
