use crate::{mock::*, Error, Event, KeyHistory, KeyPeriod};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::{
	consortium::{ConsortiumMembers, KeyProofs, MemberKeys, Tier},
	ids::AccountBytes,
	limits::MAX_KEY_PERIODS,
};

fn set_keys(n: u8, keys: MemberKeys) -> sp_runtime::DispatchResult {
	set_keys_by(n, n, keys)
}

/// Keys that differ from `keys(n)` in the node key alone.
fn with_node(n: u8, node: u8) -> MemberKeys {
	MemberKeys { node: crate::mock::node(node), ..keys(n) }
}

#[test]
fn rotation_moves_the_keys_and_the_duty_accounts_reference() {
	with_chain(|| {
		admit_all([1]);
		assert_ok!(set_keys(1, keys(9)));
		assert!(told(Event::KeysSet { member: member(1), keys: keys(9) }));
		assert_eq!(Consortium::member(member(1)).unwrap().keys, keys(9));
		assert_eq!(Consortium::member_of_duty(&keys(1).duty), None);
		assert_eq!(Consortium::member_of_duty(&keys(9).duty), Some(member(1)));
		assert_eq!((System::providers(&duty(1)), System::providers(&duty(9))), (0, 1));
	});
}

#[test]
fn a_key_that_stays_keeps_its_account() {
	with_chain(|| {
		admit_all([1]);
		assert_ok!(set_keys(1, MemberKeys { worker: worker(9), ..keys(1) }));
		assert_eq!(System::providers(&duty(1)), 1);
		assert_eq!(Consortium::worker_key(&member(1)), Some(worker(9)));
	});
}

#[test]
fn history_tells_which_keys_were_the_members_at_which_block() {
	with_chain(|| {
		admit_all([1]);
		run_to(5);
		assert_ok!(set_keys(1, keys(8)));
		run_to(7);
		assert_ok!(set_keys(1, keys(9)));
		let periods = [KeyPeriod { keys: keys(1), from: 1, until: 5 }, KeyPeriod { keys: keys(8), from: 5, until: 7 }];
		assert_eq!(KeyHistory::<Test>::get(member(1)).to_vec(), periods);
	});
}

#[test]
fn a_full_history_refuses_rotation_but_not_removal() {
	with_chain(|| {
		admit_all([1]);
		for n in 1..MAX_KEY_PERIODS as u8 {
			assert_ok!(set_keys(1, with_node(1, 100 + n)));
		}
		assert_noop!(set_keys(1, with_node(1, 99)), Error::<Test>::KeyHistoryFull);
		assert_ok!(remove_now(1));
		assert_eq!(KeyHistory::<Test>::get(member(1)).len(), MAX_KEY_PERIODS as usize);
		assert_noop!(admit(1, Tier::Trainer), Error::<Test>::KeyHistoryFull);
	});
}

#[test]
fn keys_of_others_are_refused() {
	with_chain(|| {
		admit_all([1, 2]);
		assert_noop!(set_keys(1, MemberKeys { duty: keys(2).duty, ..keys(1) }), Error::<Test>::DutyTaken);
		assert_noop!(set_keys(1, MemberKeys { worker: keys(2).worker, ..keys(1) }), Error::<Test>::WorkerKeyTaken);
		assert_noop!(set_keys(1, MemberKeys { node: keys(2).node, ..keys(1) }), Error::<Test>::NodeKeyTaken);
		let owner_as_duty = MemberKeys { duty: AccountBytes([2; 32]), ..keys(1) };
		assert_noop!(set_keys(1, owner_as_duty), Error::<Test>::DutyIsOwner);
	});
}

#[test]
fn the_same_keys_are_no_rotation() {
	with_chain(|| {
		admit_all([1]);
		assert_noop!(set_keys(1, keys(1)), Error::<Test>::SameKeys);
	});
}

#[test]
fn only_an_owner_rotates() {
	with_chain(|| {
		admit_all([1]);
		assert_noop!(set_keys(2, keys(2)), Error::<Test>::NotAMember);
		let by_duty = Consortium::set_keys(RuntimeOrigin::signed(duty(1)), keys(9), proofs(1, &keys(9)));
		assert_noop!(by_duty, Error::<Test>::NotAMember);
	});
}

#[test]
fn keys_that_have_not_signed_for_this_member_are_refused() {
	with_chain(|| {
		admit_all([1, 2]);
		let (new, own, others) = (keys(9), proofs(1, &keys(9)), proofs(2, &keys(9)));
		let rotate = |proofs| Consortium::set_keys(RuntimeOrigin::signed(owner(1)), new, proofs);
		assert_noop!(rotate(KeyProofs { worker: others.worker, ..own }), Error::<Test>::WorkerKeyNotProven);
		assert_noop!(rotate(KeyProofs { node: others.node, ..own }), Error::<Test>::NodeKeyNotProven);
		assert_ok!(rotate(own));
	});
}
