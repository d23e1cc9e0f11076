//! Who cannot get what a round starts from says so, and the round fails.

use crate::{mock::*, Error, Event, RoundRecords};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::Inspect, fungible::Mutate, tokens::Preservation},
};
use guild_primitives::{FailReason, Outcome, Phase, RoundId, TaskId, TaskSpec};

fn lost(n: u8) -> u64 {
	ENDOWMENT - Balances::total_balance(&owner(n))
}

/// A task with a final round, whose next one is in Availability with the updates of so many.
fn after_a_final_round(spec: TaskSpec, members: u8) -> (TaskId, RoundId) {
	let task = open_task(spec);
	assert_eq!(outcome(finish_round(task, members, b"a model")), Outcome::Final);
	next_block();
	all_commit(task, 1..=members);
	assert_eq!(round(task).phase, Phase::Availability);
	(task, round(task).id)
}

fn outcome(id: RoundId) -> Outcome {
	RoundRecords::<Test>::get(id).expect("it has ended").outcome
}

#[test]
fn one_member_without_a_base_fails_the_round_under_either_setting_and_pays_for_all_others() {
	for spec in [spec(), publishing(spec())] {
		with_members(5, || {
			let (task, id) = after_a_final_round(spec.clone(), 5);
			ok(vote_without_base(task, 5, 0b11111));
			assert_eq!(Training::held(&member(5))[2], 4 * MISSING_BOND);
			(1..=4).for_each(|n| ok(vote(task, n, 0b11111)));
			next_block();
			assert_eq!(outcome(id), Outcome::Failed(FailReason::BaseMissing));
			assert!(told(Event::BondsBurnt { round: id, member: member(5), amount: 4 * MISSING_BOND }));
			assert_eq!((lost(5), (1..=4).map(lost).sum::<u64>()), (4 * MISSING_BOND, 0));
			assert!((1..=5).all(|n| Training::held(&member(n)) == [0; 4]));
			assert!(Missed::get().is_empty());
		});
	}
}

#[test]
fn it_pays_for_what_a_quorum_holds_alone_and_the_bonds_of_others_are_returned() {
	with_members(5, || {
		let (task, id) = after_a_final_round(spec(), 5);
		ok(vote_without_base(task, 5, 0));
		// No quorum holds the updates of 1 and 2.
		ok(vote(task, 1, 0b11101));
		ok(vote_missing(task, 2, 0b11110, 0b00001));
		ok(vote_missing(task, 3, 0b11100, 0b00011));
		ok(vote(task, 4, 0b11100));
		next_block();
		assert_eq!(outcome(id), Outcome::Failed(FailReason::BaseMissing));
		assert_eq!([5, 4, 3, 2, 1].map(lost), [2 * MISSING_BOND, 0, 0, 0, 0]);
		assert!((1..=5).all(|n| Training::held(&member(n)) == [0; 4]));
	});
}

#[test]
fn in_an_outage_it_pays_nothing() {
	with_members(4, || {
		let (task, id) = after_a_final_round(spec(), 4);
		ok(vote_without_base(task, 1, 0b1111));
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!((outcome(id), lost(1)), (Outcome::Failed(FailReason::Outage), 0));
	});
}

#[test]
fn what_a_task_starts_with_nobody_can_lack_and_nothing_else_is_named_beside_it() {
	with_members(4, || {
		let task = open_task(spec());
		all_commit(task, 1..=4);
		assert_noop!(vote_without_base(task, 1, 0b0011), Error::<Test>::BaseMissingDoesNotFit);
		let (task, id) = after_a_final_round(spec(), 4);
		let both =
			Training::vote_availability(RuntimeOrigin::signed(duty(1)), id, 0b0011, 0b0100, true, Some(seed_value(1)));
		assert_eq!(both, Err(Error::<Test>::BaseMissingDoesNotFit.into()));
		ok(vote_without_base(task, 1, 0b0011));
	});
}

#[test]
fn whose_account_does_not_cover_it_cannot_say_so() {
	with_members(4, || {
		let (task, _) = after_a_final_round(spec(), 4);
		let rest = ENDOWMENT - 2 * MISSING_BOND;
		assert_ok!(Balances::transfer(&owner(1), &owner(2), rest, Preservation::Preserve));
		assert_noop!(vote_without_base(task, 1, 0b1111), Error::<Test>::DepositNotCovered);
	});
}
