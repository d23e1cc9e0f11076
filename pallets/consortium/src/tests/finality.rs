//! Which validators may go: after each departure more than two thirds of those that stay live.

use crate::{mock::*, Error, LastBlocks};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::consortium::Tier;

fn remove(n: u8) -> sp_runtime::DispatchResult {
	Consortium::remove(RuntimeOrigin::root(), owner(n))
}

/// Validators 1 to `all`, of which 1 to `live` made a block lately.
fn validators(all: u8, live: u8) {
	admit_validators(1..=all);
	run_to(u64::from(LIVE_WINDOW) + 5);
	make_blocks(1..=live);
}

#[test]
fn with_all_alive_they_may_go_one_by_one_down_to_the_last() {
	with_chain(|| {
		validators(4, 4);
		for n in [4, 3, 2] {
			assert_ok!(remove(n));
		}
		assert_noop!(remove(1), Error::<Test>::LastValidator);
	});
}

#[test]
fn a_live_one_stays_where_too_few_others_live() {
	with_chain(|| {
		// Of the three that would stay two live, and finality needs three.
		validators(4, 3);
		assert_noop!(remove(1), Error::<Test>::WouldStallFinality);
		// Without the dead one three of three live, and then two of two.
		assert_ok!(remove(4));
		assert_ok!(remove(1));
	});
}

#[test]
fn the_bound_is_two_thirds_and_one() {
	with_chain(|| {
		// Six stay: five live are enough, four are not.
		validators(7, 6);
		assert_ok!(remove(1));
	});
	with_chain(|| {
		validators(7, 5);
		assert_noop!(remove(1), Error::<Test>::WouldStallFinality);
	});
}

#[test]
fn who_leaves_already_is_not_counted_on() {
	with_chain(|| {
		validators(5, 5);
		OldestOpen::set(&Some(1));
		assert_ok!(remove(5));
		assert_ok!(remove(4));
		assert_ok!(remove(3));
		assert_ok!(remove(2));
		// All others are still there, and will be gone.
		assert_eq!(Consortium::validators().len(), 5);
		assert_noop!(remove(1), Error::<Test>::LastValidator);
	});
}

#[test]
fn a_dead_one_may_go_even_where_finality_stands_still() {
	with_chain(|| {
		validators(4, 2);
		assert_ok!(remove(4));
		assert_ok!(remove(3));
		assert_ok!(remove(2));
	});
}

#[test]
fn trainers_and_validators_without_session_keys_are_not_counted() {
	with_chain(|| {
		validators(4, 3);
		assert_ok!(admit(5, Tier::Trainer));
		assert_ok!(admit(6, Tier::Validator));
		assert_ok!(remove(5));
		assert_ok!(remove(6));
	});
}

#[test]
fn a_validator_is_live_for_as_long_as_the_window() {
	with_chain(|| {
		admit_validators([1, 2]);
		assert!(Consortium::is_live(&owner(1))); // At the beginning nobody could have made a block.
		run_to(u64::from(LIVE_WINDOW));
		assert!(Consortium::is_live(&owner(1)));
		next_block();
		assert!(!Consortium::is_live(&owner(1)));
		make_blocks([1]);
		run_to(2 * u64::from(LIVE_WINDOW) + 1);
		assert!(Consortium::is_live(&owner(1)));
		next_block();
		assert!(!Consortium::is_live(&owner(1)));
	});
}

#[test]
fn blocks_of_who_is_no_member_are_not_noted_and_of_who_leaves_forgotten() {
	with_chain(|| {
		admit_validators([1, 2]);
		make_blocks([1, 2, 9]);
		assert_eq!(LastBlocks::<Test>::iter_keys().count(), 2);
		assert_ok!(remove_now(2));
		assert_eq!(LastBlocks::<Test>::iter_keys().collect::<Vec<_>>(), [member(1)]);
	});
}
