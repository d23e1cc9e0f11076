use crate::{mock::*, Error, Event, Members};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::{
	consortium::{ConsortiumMembers, KeyProofs, MemberKeys, Tier},
	ids::{AccountBytes, MemberId, NodeSignature, WorkerSignature},
	limits::MAX_MEMBERS,
	Text,
};
use sp_runtime::DispatchError::{BadOrigin, Other};

fn admit_with(n: u8, keys: MemberKeys) -> sp_runtime::DispatchResult {
	crate::mock::admit_with(n, Tier::Trainer, keys)
}

#[test]
fn a_member_is_known_by_its_owner_and_by_its_duty_account() {
	with_chain(|| {
		assert_ok!(admit(1, Tier::Validator));
		assert!(told(Event::MemberAdmitted { member: member(1), tier: Tier::Validator, keys: keys(1) }));
		let view = Consortium::member(member(1)).unwrap();
		assert_eq!((view.name, view.tier, view.keys, view.admitted_at), (name(), Tier::Validator, keys(1), 1));
		assert_eq!(Consortium::member_of_duty(&keys(1).duty), Some(member(1)));
		assert_eq!(Consortium::worker_key(&member(1)), Some(keys(1).worker));
	});
}

#[test]
fn owner_and_duty_account_exist_without_balance() {
	with_chain(|| {
		assert_eq!((System::account_exists(&owner(1)), System::account_exists(&duty(1))), (false, false));
		admit_all([1]);
		assert_eq!((System::providers(&owner(1)), System::providers(&duty(1))), (1, 1));
	});
}

#[test]
fn the_owner_enters_the_roll_and_if_it_cannot_nothing_has_changed() {
	with_chain(|| {
		admit_all([2, 1]);
		assert_eq!(OnRoll::get(), [[2; 32], [1; 32]]);
		RollIsShut::set(&true);
		assert_noop!(admit(3, Tier::Trainer), Other("the roll is shut, or has the owner"));
	});
}

#[test]
fn only_the_admission_origin_admits() {
	with_chain(|| {
		let by_owner = Consortium::admit(
			RuntimeOrigin::signed(owner(1)),
			owner(1),
			name(),
			Tier::Trainer,
			keys(1),
			proofs(1, &keys(1)),
		);
		assert_eq!(by_owner, Err(BadOrigin));
	});
}

#[test]
fn a_member_is_not_admitted_twice() {
	with_chain(|| {
		admit_all([1]);
		assert_noop!(admit_with(1, keys(2)), Error::<Test>::AlreadyAMember);
	});
}

#[test]
fn a_member_needs_a_name() {
	with_chain(|| {
		let (keys, proofs) = (keys(1), proofs(1, &keys(1)));
		let nameless = Consortium::admit(RuntimeOrigin::root(), owner(1), Text::default(), Tier::Trainer, keys, proofs);
		assert_eq!(nameless, Err(Error::<Test>::NoName.into()));
	});
}

#[test]
fn no_two_members_share_a_key() {
	with_chain(|| {
		admit_all([1]);
		let (first, own) = (keys(1), keys(2));
		assert_noop!(admit_with(2, MemberKeys { duty: first.duty, ..own }), Error::<Test>::DutyTaken);
		assert_noop!(admit_with(2, MemberKeys { worker: first.worker, ..own }), Error::<Test>::WorkerKeyTaken);
		assert_noop!(admit_with(2, MemberKeys { node: first.node, ..own }), Error::<Test>::NodeKeyTaken);
	});
}

#[test]
fn an_owner_is_never_a_duty_account() {
	with_chain(|| {
		let duty_is = |bytes: [u8; 32]| MemberKeys { duty: AccountBytes(bytes), ..keys(2) };
		// Its own owner, another member's owner, and an owner that is another member's duty account.
		assert_noop!(admit_with(2, duty_is([2; 32])), Error::<Test>::DutyIsOwner);
		admit_all([1]);
		assert_noop!(admit_with(2, duty_is([1; 32])), Error::<Test>::DutyIsOwner);
		let proofs = proofs_for(MemberId(duty(1).into()), &keys(2));
		let hot = Consortium::admit(RuntimeOrigin::root(), duty(1), name(), Tier::Trainer, keys(2), proofs);
		assert_noop!(hot, Error::<Test>::DutyIsOwner);
	});
}

#[test]
fn an_auditor_is_a_member_without_a_seat_and_in_no_electorate() {
	with_chain(|| {
		admit_all([1]);
		assert_ok!(admit(2, Tier::Auditor));
		assert_eq!((OnRoll::get(), Consortium::electorate()), (vec![[1; 32]], vec![member(1)]));
		// Its node is one that may ask for what members serve.
		let nodes: Vec<_> = Consortium::members().iter().map(|view| view.keys.node).collect();
		assert_eq!(nodes, [keys(1).node, keys(2).node]);
		assert_eq!(register_session_keys(2), Err(pallet_session::Error::<Test>::NoAssociatedValidatorId.into()));
		assert_ok!(remove_now(2));
		assert_eq!(OnRoll::get(), [[1; 32]]);
	});
}

#[test]
fn a_full_consortium_admits_nobody() {
	with_chain(|| {
		admit_all(0..MAX_MEMBERS as u8);
		assert_eq!(Members::<Test>::count(), MAX_MEMBERS);
		let (mut outside, mut outside_duty) = ([0; 32], [0; 32]);
		(outside[0], outside_duty[0]) = (1, 2);
		let keys = MemberKeys { duty: AccountBytes(outside_duty), ..keys(0xc1) };
		let proofs = proofs_for(MemberId(outside), &keys);
		let owner = sp_core::crypto::AccountId32::new(outside);
		let one_more = Consortium::admit(RuntimeOrigin::root(), owner, name(), Tier::Trainer, keys, proofs);
		assert_noop!(one_more, Error::<Test>::ConsortiumFull);
	});
}

#[test]
fn keys_that_have_not_signed_for_this_member_are_refused() {
	with_chain(|| {
		let (keys, own) = (keys(1), proofs(1, &keys(1)));
		let others = proofs(2, &keys);
		let admit = |proofs| Consortium::admit(RuntimeOrigin::root(), owner(1), name(), Tier::Trainer, keys, proofs);
		// Proofs for another member, and those of the two keys in each other's place.
		assert_noop!(admit(KeyProofs { worker: others.worker, ..own }), Error::<Test>::WorkerKeyNotProven);
		assert_noop!(admit(KeyProofs { node: others.node, ..own }), Error::<Test>::NodeKeyNotProven);
		let crossed = KeyProofs { worker: WorkerSignature(own.node.0), node: NodeSignature(own.worker.0) };
		assert_noop!(admit(crossed), Error::<Test>::WorkerKeyNotProven);
		assert_ok!(admit(own));
	});
}
