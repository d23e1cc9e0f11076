//! The work of a block: bounded, metered, never twice, never forgotten.

use crate::{mock::*, weights::SubstrateWeight, Deadlines, Due, OpenTasks, Rounds, WeightInfo};
use frame_support::{
	assert_ok,
	traits::{Hooks, OnInitialize},
	weights::Weight,
};
use guild_primitives::{limits::*, Phase};

/// What a block needs to open `rounds` rounds.
fn room_for(rounds: u64) -> Weight {
	SubstrateWeight::<Test>::poll() + SubstrateWeight::<Test>::open_round(MAX_PARTICIPANTS) * rounds
}

fn create_tasks(tasks: u32) {
	for _ in 0..tasks {
		assert_ok!(Training::create_task(RuntimeOrigin::root(), Box::new(spec())));
	}
}

#[test]
fn a_block_moves_what_fits_and_the_next_goes_on_in_order() {
	with_members(4, || {
		create_tasks(5);
		next_block_with(room_for(2));
		assert_eq!(Rounds::<Test>::iter_keys().count(), 2);
		assert_eq!(Due::<Test>::get().to_vec(), [2, 3, 4]);
		next_block_with(room_for(1) - Weight::from_parts(1, 0));
		assert_eq!(Due::<Test>::get().to_vec(), [2, 3, 4]);
		next_block_with(room_for(9));
		assert_eq!(Rounds::<Test>::iter_keys().count(), 5);
		assert!(Due::<Test>::get().is_empty());
	});
}

#[test]
fn a_block_never_consumes_more_than_its_room() {
	with_members(4, || {
		create_tasks(MAX_OPEN_TASKS);
		for room in 0..8 {
			let limit = Weight::from_parts(room * 700_000_000, room * 250_000);
			assert!(next_block_with(limit).all_lte(limit));
		}
	});
}

#[test]
fn a_late_move_is_made_once() {
	with_members(4, || {
		let task = open_task(spec());
		(1..=4).for_each(|n| ok(commit(task, n)));
		for _ in 0..20 {
			// Past the deadline that the early end has made void, with no room.
			next_block_with(Weight::zero());
			assert_eq!(Due::<Test>::get().to_vec(), [task]);
		}
		next_block();
		assert_eq!(round(task).phase, Phase::Availability);
		assert!(Due::<Test>::get().is_empty());
		next_block();
		assert_eq!(round(task).phase, Phase::Availability);
	});
}

#[test]
fn a_phase_that_ends_early_leaves_no_deadline_behind() {
	with_members(4, || {
		let (a, b) = (open_task(spec()), open_task(spec()));
		(1..=4).for_each(|n| ok(commit(a, n)));
		let scheduled: Vec<u32> = Deadlines::<Test>::iter().flat_map(|(_, tasks)| tasks.into_inner()).collect();
		assert_eq!((scheduled, Due::<Test>::get().to_vec()), (vec![b], vec![a]));
	});
}

#[test]
fn deadlines_of_one_block_share_it() {
	with_members(4, || {
		create_tasks(3);
		next_block();
		let deadline = round(0).ends_at + 1;
		assert_eq!(Deadlines::<Test>::get(deadline).to_vec(), [0, 1, 2]);
		(1..=4).for_each(|n| ok(commit(1, n)));
		assert_eq!(Deadlines::<Test>::get(deadline).to_vec(), [0, 2]);
		run_to(u64::from(deadline) - 1);
		System::set_block_number(deadline.into());
		assert_eq!(
			<Training as OnInitialize<u64>>::on_initialize(deadline.into()),
			SubstrateWeight::<Test>::on_initialize(2)
		);
		assert_eq!(Due::<Test>::get().to_vec()[..2], [0, 2]);
		assert!(!Deadlines::<Test>::contains_key(deadline));
	});
}

#[test]
fn all_open_tasks_together_stay_within_the_bound() {
	with_members(4, || {
		create_tasks(MAX_OPEN_TASKS);
		next_block();
		assert_eq!(Rounds::<Test>::iter_keys().count(), MAX_OPEN_TASKS as usize);
		// Nobody commits: all fail in one block, and a block makes no more moves than there are open tasks.
		let deadline = u64::from(round(0).ends_at) + 1;
		run_to(deadline);
		assert_eq!(Rounds::<Test>::iter_keys().count(), 0);
		assert_eq!(Due::<Test>::get().len(), MAX_OPEN_TASKS as usize);
		next_block();
		assert_eq!(Rounds::<Test>::iter_keys().count(), MAX_OPEN_TASKS as usize);
		assert_eq!(OpenTasks::<Test>::get().len(), MAX_OPEN_TASKS as usize);
	});
}

#[test]
fn every_move_fits_into_a_block() {
	with_members(0, <Training as Hooks<u64>>::integrity_test);
}
