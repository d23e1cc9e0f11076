use crate::{mock::*, Budgets, Error, Event};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::{limits::MAX_DATASETS, Text};

#[test]
fn a_declared_dataset_stands_in_the_ledger_with_nothing_spent() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("4")));
		assert!(told(Event::DatasetDeclared { member: member(1), dataset: 7, budgets: whole("4") }));
		let entry = entry(7);
		assert_eq!((entry.description.clone(), entry.declared_at, entry.charges), (words(), 1, 0));
		assert_eq!((entry.left(), entry.spent.is_zero()), (budget("4").epsilon, true));
	});
}

#[test]
fn only_a_members_owner_declares() {
	with_chain(|| {
		let declare = |n: u8| {
			let (overlaps, budgets) = (Default::default(), Box::new(whole("4")));
			PrivacyBudget::declare_dataset(owner(n), 7, Box::new(words()), overlaps, budgets)
		};
		assert_noop!(declare(10), Error::<Test>::NotAMember);
		assert_ok!(declare(9));
		assert!(PrivacyBudget::ledger(member(1)).is_empty());
		assert_eq!(PrivacyBudget::ledger(member(9)).len(), 1);
	});
}

#[test]
fn a_dataset_needs_words_and_a_budget() {
	with_chain(|| {
		let none = PrivacyBudget::declare_dataset(
			owner(1),
			7,
			Box::new(Text::default()),
			Default::default(),
			Box::new(whole("4")),
		);
		assert_noop!(none, Error::<Test>::NoDescription);
		assert_noop!(declare(7, &[], Budgets::default()), Error::<Test>::NoBudget);
	});
}

#[test]
fn a_number_is_used_once() {
	with_chain(|| {
		assert_ok!(declare(7, &[], whole("4")));
		assert_noop!(declare(7, &[], whole("5")), Error::<Test>::AlreadyDeclared);
	});
}

#[test]
fn overlaps_are_an_ascending_list_of_declared_datasets() {
	with_chain(|| {
		for dataset in [1, 2, 3] {
			assert_ok!(declare(dataset, &[], whole("4")));
		}
		for overlaps in [&[9][..], &[2, 1], &[2, 2], &[7], &[1, 9]] {
			assert_noop!(declare(7, overlaps, whole("4")), Error::<Test>::BadOverlaps);
		}
		assert_ok!(declare(7, &[1, 3], whole("4")));
		assert_eq!((entry(1).overlaps.into_inner(), entry(2).overlaps.into_inner()), (vec![7], vec![]));
		assert_eq!(entry(7).overlaps.into_inner(), vec![1, 3]);
	});
}

#[test]
fn a_member_has_room_for_so_many_and_all_of_them_may_overlap() {
	with_chain(|| {
		for dataset in 0..MAX_DATASETS {
			// From the last number down, so that the list is not appended to only.
			let overlaps: Vec<_> = (MAX_DATASETS - dataset..MAX_DATASETS).collect();
			assert_ok!(declare(MAX_DATASETS - 1 - dataset, &overlaps, whole("4")));
		}
		assert_noop!(declare(1_000, &[], whole("4")), Error::<Test>::TooManyDatasets);
		assert_eq!(entry(5).overlaps.len(), MAX_DATASETS as usize - 1);
		// Each pays for each.
		assert_ok!(charge(3, 0, local("4")));
		assert_eq!(entry(31).spent, entry(3).spent);
	});
}

#[test]
fn a_new_dataset_begins_with_what_its_overlaps_have_spent() {
	with_chain(|| {
		assert_ok!(declare(1, &[], whole("10")));
		assert_ok!(declare(2, &[1], whole("10")));
		assert_ok!(charge(1, 0, local("4")));
		assert_ok!(charge(2, 1, local("5")));
		// It shares rows with dataset 2 alone, and pays for what 2 was charged; not for 1, whose rows it has not.
		assert_ok!(declare(3, &[2], whole("10")));
		assert_eq!(Some(Ok(entry(3).spent)), local("5").cost());
		assert_eq!(entry(3).charges, 0);
	});
}
