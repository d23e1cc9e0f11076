use crate::{mock::*, CurrentSession, KeyOwnership, Validators};
use frame_support::traits::KeyOwnerProofSystem;
use sp_core::crypto::key_types;

#[test]
fn a_key_is_its_members_in_the_sessions_in_which_it_voted() {
	with_chain(|| {
		begin_with(1, vec![(1, 0), (2, 0)]);
		begin_with(2, vec![(1, 1), (2, 0), (3, 0)]);
		assert_eq!(owner(key(1, 0), 1, 2), Some(member(1)));
		assert_eq!(owner(key(1, 1), 2, 3), Some(member(1)));
		assert_eq!(owner(key(2, 0), 2, 3), Some(member(2)));
		// Neither before its session, nor after it.
		assert_eq!(owner(key(1, 1), 1, 2), None);
		assert_eq!(owner(key(1, 0), 2, 3), None);
		assert_eq!(owner(key(3, 0), 1, 2), None);
	});
}

#[test]
fn a_key_that_goes_from_one_member_to_another_is_each_ones_in_its_time() {
	with_chain(|| {
		Equivocation::begin_session(1, vec![(account(1), key(7, 0))]);
		Equivocation::begin_session(2, vec![(account(2), key(7, 0))]);
		assert_eq!(owner(key(7, 0), 1, 1), Some(member(1)));
		assert_eq!(owner(key(7, 0), 2, 1), Some(member(2)));
	});
}

#[test]
fn a_proof_is_of_the_present_session_and_of_validators_alone() {
	with_chain(|| {
		begin(1, &[1, 2]);
		begin(2, &[1, 2, 3]);
		assert_eq!(prove(key(3, 0)), Some(KeyOwnership { session: 2, validators: 3 }));
		assert_eq!(prove(key(4, 0)), None);
		// Block-making keys are not remembered.
		assert_eq!(Equivocation::prove((key_types::AURA, key(3, 0))), None);
	});
}

#[test]
fn a_proof_that_miscounts_the_validators_is_none() {
	with_chain(|| {
		begin(1, &[1, 2]);
		assert_eq!(owner(key(1, 0), 1, 1), None);
		assert_eq!(owner(key(1, 0), 1, 3), None);
		assert_eq!(owner(key(1, 0), 2, 2), None);
	});
}

#[test]
fn sessions_are_remembered_for_so_long_and_no_longer() {
	with_chain(|| {
		Equivocation::begin_genesis_session(vec![(account(1), key(1, 0))]);
		for session in 1..=9 {
			begin(session, &[1]);
			let first = session.saturating_sub(SESSIONS - 1);
			for past in 0..=9 {
				assert_eq!(
					owner(key(1, 0), past, 1).is_some(),
					(first..=session).contains(&past),
					"{past} in {session}"
				);
			}
		}
		assert_eq!(Validators::<Test>::iter().count(), SESSIONS as usize);
		assert_eq!(CurrentSession::<Test>::get(), 9);
	});
}
