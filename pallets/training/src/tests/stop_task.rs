use crate::{mock::*, Error, Event, OpenTasks, Rounds, Tasks};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::{Root, TaskSpec, TaskStatus};
use sp_runtime::DispatchError::BadOrigin;

fn stop(task: u32) -> Called {
	Training::stop_task(RuntimeOrigin::root(), task)
}

#[test]
fn the_open_round_of_a_stopped_task_may_still_become_final_and_no_other_opens() {
	with_members(4, || {
		let task = open_task(spec());
		assert_ok!(stop(task));
		assert!(told(Event::TaskStopped { task }));
		finish_round(task, 4, b"last model");
		assert_eq!(Tasks::<Test>::get(task).unwrap().model_root, Root::of(b"last model"));
		assert_eq!(Tasks::<Test>::get(task).unwrap().status, TaskStatus::Stopped);
		run_to(60);
		assert!(!Rounds::<Test>::contains_key(task));
		assert!(OpenTasks::<Test>::get().is_empty());
	});
}

#[test]
fn a_task_stopped_during_its_last_round_stays_stopped() {
	with_members(4, || {
		let task = open_task(TaskSpec { rounds: 1, ..spec() });
		assert_ok!(stop(task));
		finish_round(task, 4, b"last model");
		assert_eq!(Tasks::<Test>::get(task).unwrap().status, TaskStatus::Stopped);
	});
}

#[test]
fn a_task_that_waits_for_members_can_be_stopped() {
	with_members(2, || {
		let task = open_task(spec());
		assert_ok!(stop(task));
		run_to(30);
		assert!(OpenTasks::<Test>::get().is_empty());
	});
}

#[test]
fn only_the_task_origin_stops_tasks() {
	with_members(4, || {
		let task = open_task(spec());
		assert_noop!(Training::stop_task(RuntimeOrigin::signed(duty(1)), task), BadOrigin);
	});
}

#[test]
fn a_task_that_there_is_not_cannot_be_stopped() {
	with_members(4, || {
		assert_noop!(stop(7), Error::<Test>::UnknownTask);
	});
}

#[test]
fn a_stopped_or_complete_task_cannot_be_stopped() {
	with_members(4, || {
		let task = open_task(spec());
		assert_ok!(stop(task));
		assert_noop!(stop(task), Error::<Test>::TaskNotActive);
		let complete = open_task(TaskSpec { rounds: 1, ..spec() });
		finish_round(complete, 4, b"model");
		assert_noop!(stop(complete), Error::<Test>::TaskNotActive);
	});
}
