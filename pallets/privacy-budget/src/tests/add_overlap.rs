use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::LedgerRefusal;

#[test]
fn what_one_has_spent_the_other_has_spent_too() {
	with_chain(|| {
		assert_ok!(declare(1, &[], whole("4")));
		assert_ok!(declare(2, &[], whole("1.2")));
		assert_ok!(charge(1, 0, local("5")));
		assert_eq!(entry(2).left(), budget("1.2").epsilon);
		assert_ok!(PrivacyBudget::add_overlap(owner(1), 1, 2));
		assert!(told(Event::OverlapAdded { member: member(1), dataset: 1, other: 2 }));
		assert_eq!(entry(2).spent, entry(1).spent);
		// Dataset 1 has enough for it; the rows that it shares with 2 have not.
		assert_eq!(charge(1, 1, local("5")), Err(LedgerRefusal::OverBudget));
	});
}

#[test]
fn an_overlap_is_of_two_datasets_that_do_not_overlap_yet() {
	with_chain(|| {
		assert_ok!(declare(1, &[], whole("4")));
		assert_ok!(declare(2, &[1], whole("4")));
		let add = |dataset, other| PrivacyBudget::add_overlap(owner(1), dataset, other);
		assert_noop!(add(1, 1), Error::<Test>::BadOverlaps);
		assert_noop!(add(1, 3), Error::<Test>::UnknownDataset);
		assert_noop!(add(3, 1), Error::<Test>::UnknownDataset);
		assert_noop!(add(1, 2), Error::<Test>::AlreadyOverlap);
		assert_noop!(add(2, 1), Error::<Test>::AlreadyOverlap);
		assert_noop!(PrivacyBudget::add_overlap(owner(10), 1, 2), Error::<Test>::NotAMember);
	});
}
