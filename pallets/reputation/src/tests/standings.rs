use crate::{mock::*, Pallet};
use frame_support::traits::Hooks;
use guild_primitives::{reputation::Parameters, Settlement, Standing, Standings};

#[test]
fn the_score_is_the_factor_and_quarantine_keeps_out() {
	with_chain(|| {
		assert_eq!(Reputation::standing(&member(1)), Standing { factor: 1 << 15, quarantined: false });
		settle_beside(40, || diligent(1, nothing_new()));
		let standing = Reputation::standing(&member(1));
		assert!(standing.quarantined && standing.factor < 2_000);
		assert!(Reputation::standing(&member(2)).factor > 60_000);
	});
}

#[test]
fn what_is_said_to_weigh_grows_with_the_members() {
	assert!(Reputation::settled_weight(128).ref_time() > Reputation::settled_weight(4).ref_time());
	assert!(Reputation::standings_weight(128).ref_time() > Reputation::standings_weight(4).ref_time());
}

#[test]
#[should_panic(expected = "Memory")]
fn parameters_that_make_no_sense_are_refused_when_a_runtime_is_built() {
	new_test_ext().execute_with(|| {
		Chosen::set(&Parameters { memory: 1 << 16, ..Parameters::default() });
		<Pallet<Test> as Hooks<u64>>::integrity_test();
	});
}
