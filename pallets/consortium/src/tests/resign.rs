use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::consortium::ConsortiumMembers;

fn resign(n: u8) -> sp_runtime::DispatchResult {
	Consortium::resign(RuntimeOrigin::signed(owner(n)))
}

#[test]
fn an_owner_resigns_for_its_member_and_it_goes_when_its_rounds_are_over() {
	with_chain(|| {
		admit_all([1, 2]);
		OldestOpen::set(&Some(1));
		assert_ok!(resign(1));
		assert!(told(Event::MemberLeaving { member: member(1), resigned: true }));
		assert_eq!((OnRoll::get(), Consortium::electorate()), (vec![[2; 32]], vec![member(2)]));
		next_block();
		assert!(Consortium::member(member(1)).is_some());
		OldestOpen::set(&None);
		next_block();
		assert!(Consortium::member(member(1)).is_none());
		assert!(told(Event::MemberRemoved { member: member(1) }));
	});
}

#[test]
fn only_an_owner_resigns_and_once() {
	with_chain(|| {
		admit_all([1, 2]);
		assert_noop!(Consortium::resign(RuntimeOrigin::signed(duty(1))), Error::<Test>::NotAMember);
		assert_noop!(resign(3), Error::<Test>::NotAMember);
		assert_ok!(resign(1));
		assert_noop!(resign(1), Error::<Test>::AlreadyLeaving);
	});
}

#[test]
fn whoever_finality_needs_cannot_resign() {
	with_chain(|| {
		admit_validators([1]);
		assert_noop!(resign(1), Error::<Test>::LastValidator);
		admit_validators([2, 3, 4]);
		run_to(u64::from(LIVE_WINDOW) + 5);
		make_blocks([1, 2, 3]);
		assert_noop!(resign(1), Error::<Test>::WouldStallFinality);
	});
}
