use crate::{mock::*, Event};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchError::BadOrigin;

fn authorise(n: u8) {
	assert_ok!(Consortium::authorise_upgrade(RuntimeOrigin::root(), H256([n; 32])));
}

#[test]
fn without_an_upgrade_nothing_waits() {
	with_chain(|| {
		assert!(!Consortium::upgrade_waits());
		OldestOpen::set(&Some(1));
		assert!(!Consortium::may_upgrade());
		OldestOpen::set(&None);
		assert!(Consortium::may_upgrade());
	});
}

#[test]
fn an_upgrade_waits_for_the_rounds_that_are_open_and_new_ones_for_it() {
	with_chain(|| {
		OldestOpen::set(&Some(1));
		authorise(7);
		assert!(told(Event::UpgradeAuthorised { code_hash: H256([7; 32]), whatever_is_open_at: 1 + LEAVE_DELAY }));
		assert_eq!(System::authorized_upgrade().map(|upgrade| *upgrade.code_hash()), Some(H256([7; 32])));
		assert!(Consortium::upgrade_waits() && !Consortium::may_upgrade());
		OldestOpen::set(&None);
		assert!(Consortium::upgrade_waits() && Consortium::may_upgrade());
	});
}

#[test]
fn neither_waits_for_ever() {
	with_chain(|| {
		OldestOpen::set(&Some(1));
		authorise(7);
		run_to(u64::from(LEAVE_DELAY));
		assert!(!Consortium::may_upgrade());
		next_block();
		assert!(Consortium::may_upgrade());
		run_to(u64::from(LEAVE_DELAY + UPGRADE_WINDOW));
		assert!(Consortium::upgrade_waits());
		next_block();
		assert!(!Consortium::upgrade_waits());
		// It may still be applied; and another one waits anew.
		assert!(Consortium::may_upgrade());
		authorise(8);
		assert!(Consortium::upgrade_waits() && !Consortium::may_upgrade());
	});
}

#[test]
fn only_two_thirds_authorise() {
	with_chain(|| {
		admit_all([1]);
		let by_owner = Consortium::authorise_upgrade(RuntimeOrigin::signed(owner(1)), H256([7; 32]));
		assert_noop!(by_owner, BadOrigin);
	});
}
