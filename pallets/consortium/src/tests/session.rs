use crate::{mock::*, SessionKeys};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::consortium::Tier;
use pallet_session::SessionManager;

#[test]
fn validators_are_the_members_of_the_validator_tier_that_have_session_keys() {
	with_chain(|| {
		for n in [3, 1, 2] {
			assert_ok!(admit(n, Tier::Validator));
		}
		assert_ok!(admit(4, Tier::Trainer));
		assert_ok!(register_session_keys(3));
		assert_ok!(register_session_keys(1));
		assert_eq!(Consortium::validators(), [1, 3].map(owner));
		assert_eq!(<Consortium as SessionManager<_>>::new_session(7), Some([1, 3].map(owner).to_vec()));
	});
}

#[test]
fn there_is_never_an_empty_set_of_validators() {
	with_chain(|| {
		assert_ok!(admit(1, Tier::Validator));
		assert_eq!(<Consortium as SessionManager<_>>::new_session(1), None);
	});
}

#[test]
fn only_members_of_the_validator_tier_register_session_keys() {
	with_chain(|| {
		assert_ok!(admit(1, Tier::Trainer));
		assert_noop!(register_session_keys(1), pallet_session::Error::<Test>::NoAssociatedValidatorId);
		assert_noop!(register_session_keys(2), pallet_session::Error::<Test>::NoAssociatedValidatorId);
	});
}

#[test]
fn an_admitted_validator_makes_blocks_two_sessions_later_and_a_removed_one_no_longer() {
	with_chain(|| {
		for n in [1, 2] {
			assert_ok!(admit(n, Tier::Validator));
			assert_ok!(register_session_keys(n));
		}
		run_to(2 * SESSION_BLOCKS);
		assert_eq!(Session::validators(), [1, 2].map(owner));
		assert_ok!(Consortium::remove(RuntimeOrigin::root(), owner(2)));
		run_to(4 * SESSION_BLOCKS);
		assert_eq!(Session::validators(), [owner(1)]);
	});
}

#[test]
fn purging_keys_that_there_are_not_is_no_error() {
	with_chain(|| {
		assert_ok!(admit(1, Tier::Validator));
		crate::FromSession::<Test>::purge(&owner(1));
		assert!(!crate::FromSession::<Test>::has_keys(&owner(1)));
	});
}
