use crate::{mock::*, Error, Event, MemberOfOwner, OwnerHistory, OwnerPeriod};
use frame_support::{assert_noop, assert_ok, traits::Currency};
use guild_primitives::{
	consortium::{ConsortiumMembers, MemberKeys, Tier},
	ids::AccountBytes,
	limits::MAX_OWNER_PERIODS,
};
use sp_runtime::{DispatchError::BadOrigin, DispatchResult};

fn recover(n: u8, new_owner: u8) -> DispatchResult {
	Consortium::recover(RuntimeOrigin::root(), member(n), owner(new_owner))
}

fn veto(n: u8) -> DispatchResult {
	Consortium::veto_recovery(RuntimeOrigin::signed(owner(n)))
}

fn pass_the_delay() {
	run_to(System::block_number() + u64::from(RECOVERY_DELAY));
}

#[test]
fn after_the_delay_the_new_owner_acts_for_the_member_and_the_old_one_for_nobody() {
	with_chain(|| {
		admit_all([1, 2]);
		run_to(5);
		assert_ok!(recover(1, 21));
		let new_owner = AccountBytes([21; 32]);
		assert!(told(Event::RecoveryProposed { member: member(1), new_owner, due_at: 5 + RECOVERY_DELAY }));
		run_to(4 + u64::from(RECOVERY_DELAY));
		assert_eq!(Consortium::member_of_owner(&AccountBytes([1; 32])), Some(member(1)));
		assert_eq!(Consortium::member_of_owner(&new_owner), None);
		next_block();
		assert!(told(Event::OwnerReplaced { member: member(1), new_owner }));
		assert_eq!(Consortium::member_of_owner(&new_owner), Some(member(1)));
		assert_eq!(Consortium::member_of_owner(&AccountBytes([1; 32])), None);
		// The name and the keys are what they were; the seat is the new owner's.
		assert_eq!(Consortium::electorate(), [1, 2].map(member));
		assert_eq!(Consortium::member_of_duty(&keys(1).duty), Some(member(1)));
		assert_eq!(OnRoll::get(), [[2; 32], [21; 32]]);
		let view = Consortium::member(member(1)).unwrap();
		assert_eq!((view.id, view.owner), (member(1), new_owner));
		let by_old = set_keys_by(1, 1, keys(9));
		assert_noop!(by_old, Error::<Test>::NotAMember);
		assert_ok!(set_keys_by(21, 1, keys(9)));
		let period = OwnerPeriod { owner: AccountBytes([1; 32]), from: 1, until: 5 + RECOVERY_DELAY };
		assert_eq!(OwnerHistory::<Test>::get(member(1)).to_vec(), [period]);
	});
}

#[test]
fn the_owner_vetoes_and_stays() {
	with_chain(|| {
		admit_all([1, 2]);
		assert_ok!(recover(1, 21));
		assert_noop!(veto(2), Error::<Test>::NotRecovering);
		assert_noop!(veto(21), Error::<Test>::NotAMember);
		assert_noop!(Consortium::veto_recovery(RuntimeOrigin::signed(duty(1))), Error::<Test>::NotAMember);
		pass_the_delay_but_one();
		assert_ok!(veto(1));
		assert!(told(Event::RecoveryVetoed { member: member(1) }));
		next_block();
		assert_eq!(Consortium::member_of_owner(&AccountBytes([1; 32])), Some(member(1)));
		assert_noop!(veto(1), Error::<Test>::NotRecovering);
	});
}

fn pass_the_delay_but_one() {
	run_to(System::block_number() + u64::from(RECOVERY_DELAY) - 1);
}

#[test]
fn a_validator_goes_on_under_its_new_owner() {
	with_chain(|| {
		admit_validators([1, 2]);
		assert_eq!(System::consumers(&owner(1)), 1);
		assert_ok!(recover(1, 21));
		pass_the_delay();
		assert_eq!(Consortium::validators(), [1, 2].map(owner));
		assert_eq!((System::consumers(&owner(1)), System::consumers(&owner(21))), (0, 1));
		// It leaves nothing behind when it goes.
		assert_ok!(remove_now(1));
		assert!(!System::account_exists(&owner(21)) && !System::account_exists(&owner(1)));
		assert_eq!(Session::load_keys(&owner(1)), None);
	});
}

#[test]
fn a_recovered_member_may_be_recovered_again_and_resign() {
	with_chain(|| {
		admit_all([1, 2]);
		for new_owner in [21, 22] {
			assert_ok!(recover(1, new_owner));
			pass_the_delay();
		}
		assert!(!System::account_exists(&owner(21)));
		assert!(System::account_exists(&owner(1))); // It names the member, and holds its deposits.
		assert_ok!(Consortium::resign(RuntimeOrigin::signed(owner(22))));
		next_block();
		assert_eq!(OnRoll::get(), [[2; 32]]);
		assert_eq!(MemberOfOwner::<Test>::iter().count(), 1);
		assert_eq!(OwnerHistory::<Test>::get(member(1)).len(), 3);
		// The name is free again.
		assert_ok!(admit(1, Tier::Trainer));
	});
}

#[test]
fn only_two_thirds_recover_members_that_stay_once_at_a_time() {
	with_chain(|| {
		admit_all([1, 2, 3]);
		let by_owner = Consortium::recover(RuntimeOrigin::signed(owner(2)), member(1), owner(21));
		assert_noop!(by_owner, BadOrigin);
		assert_noop!(recover(9, 21), Error::<Test>::NotAMember);
		assert_ok!(recover(1, 21));
		assert_noop!(recover(1, 22), Error::<Test>::AlreadyRecovering);
		OldestOpen::set(&Some(1));
		assert_ok!(Consortium::remove(RuntimeOrigin::root(), owner(3)));
		assert_noop!(recover(3, 22), Error::<Test>::AlreadyLeaving);
		// Whoever leaves is not recovered any more.
		assert_ok!(Consortium::resign(RuntimeOrigin::signed(owner(1))));
		assert_noop!(veto(1), Error::<Test>::NotRecovering);
	});
}

#[test]
fn a_new_owner_is_nobodys_account() {
	with_chain(|| {
		admit_all([1, 2]);
		assert_noop!(recover(1, 2), Error::<Test>::OwnerTaken);
		assert_noop!(recover(1, 1), Error::<Test>::OwnerTaken);
		let by_duty = Consortium::recover(RuntimeOrigin::root(), member(1), duty(2));
		assert_noop!(by_duty, Error::<Test>::DutyIsOwner);
		assert_ok!(recover(1, 21));
		pass_the_delay();
		// What names a member is no owner of another, and its owner no duty account.
		assert_noop!(recover(2, 1), Error::<Test>::OwnerTaken);
		assert_noop!(admit(1, Tier::Trainer), Error::<Test>::AlreadyAMember);
		assert_noop!(admit(21, Tier::Trainer), Error::<Test>::AlreadyAMember);
		let duty_is = |n: u8| {
			let keys = MemberKeys { duty: AccountBytes([n; 32]), ..keys(2) };
			set_keys_by(2, 2, keys)
		};
		assert_noop!(duty_is(21), Error::<Test>::DutyIsOwner);
		assert_noop!(duty_is(1), Error::<Test>::DutyIsOwner);
		// The first owner may come back.
		assert_ok!(recover(1, 1));
		pass_the_delay();
		assert_eq!(Consortium::member_of_owner(&AccountBytes([1; 32])), Some(member(1)));
	});
}

#[test]
fn an_account_that_was_taken_meanwhile_takes_over_nothing() {
	with_chain(|| {
		admit_all([1, 2]);
		assert_ok!(recover(1, 21));
		assert_ok!(admit(21, Tier::Trainer));
		pass_the_delay();
		assert!(told(Event::RecoveryDropped { member: member(1), new_owner: AccountBytes([21; 32]) }));
		assert_eq!(Consortium::member_of_owner(&AccountBytes([1; 32])), Some(member(1)));
		RollIsShut::set(&true);
		assert_ok!(recover(1, 22));
		pass_the_delay();
		assert_eq!(Consortium::member_of_owner(&AccountBytes([1; 32])), Some(member(1)));
		assert!(OnRoll::get().contains(&[1; 32]));
	});
}

#[test]
fn owners_are_remembered_up_to_a_bound() {
	with_chain(|| {
		admit_all([1]);
		for n in 0..MAX_OWNER_PERIODS as u8 - 1 {
			assert_ok!(recover(1, 21 + n));
			pass_the_delay();
		}
		assert_noop!(recover(1, 99), Error::<Test>::OwnerHistoryFull);
		assert_ok!(remove_now(1));
		assert_eq!(OwnerHistory::<Test>::get(member(1)).len(), MAX_OWNER_PERIODS as usize);
		assert_noop!(admit(1, Tier::Trainer), Error::<Test>::OwnerHistoryFull);
	});
}

#[test]
fn what_is_free_in_the_account_that_names_a_member_is_its_owners() {
	with_chain(|| {
		admit_all([1]);
		let _ = Balances::deposit_creating(&owner(1), 1_000);
		let withdraw = |n: u8, amount| Consortium::withdraw(RuntimeOrigin::signed(owner(n)), amount);
		assert_noop!(withdraw(1, 10), Error::<Test>::NotRecovered);
		assert_ok!(recover(1, 21));
		pass_the_delay();
		assert_noop!(withdraw(1, 10), Error::<Test>::NotAMember);
		assert_ok!(withdraw(21, 400));
		assert!(told(Event::Withdrawn { member: member(1), amount: 400 }));
		assert_eq!((Balances::free_balance(owner(1)), Balances::free_balance(owner(21))), (600, 400));
		assert!(withdraw(21, 601).is_err());
		assert_ok!(withdraw(21, 600));
		assert!(System::account_exists(&owner(1)));
	});
}
