use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::Standings;
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn a_pardoned_member_is_what_a_newcomer_is_and_its_past_stays() {
	with_chain(|| {
		settle_beside(3, || diligent(1, nothing_new()));
		assert!(quarantined(1));
		let before = Reputation::reputation(member(1));
		assert_ok!(Reputation::pardon(RuntimeOrigin::root(), member(1)));
		assert!(told(Event::MemberPardoned { member: member(1), score: before.score }));
		assert!(!Reputation::standing(&member(1)).quarantined);
		let after = Reputation::reputation(member(1));
		assert_eq!((after.score, after.good, after.bad), (1 << 15, 0, 0));
		assert_eq!(after.history, before.history);
	});
}

#[test]
fn who_is_free_is_not_pardoned() {
	with_chain(|| {
		settle_beside(1, || diligent(1, usual(6)));
		for n in [1, 9] {
			assert_noop!(Reputation::pardon(RuntimeOrigin::root(), member(n)), Error::<Test>::NotQuarantined);
		}
	});
}

#[test]
fn nobody_else_pardons() {
	with_chain(|| {
		settle_beside(3, || diligent(1, nothing_new()));
		assert_noop!(Reputation::pardon(RuntimeOrigin::signed(1), member(1)), BadOrigin);
	});
}
