use crate::{mock::*, Event, Lineages, OpenTasks, RoundOfModel, RoundRecords, Rounds, Tasks};
use frame_support::assert_ok;
use guild_primitives::{
	limits::REOPEN_BLOCKS, FailReason, Manifest, Outcome, Phase, Root, RoundId, TaskSpec, TaskStatus,
};

#[test]
fn a_task_trains_from_its_initial_model_until_all_rounds_are_final() {
	with_members(4, || {
		let task = open_task(spec());
		let initial = spec().initial_model_root;
		assert_eq!((round(task).id.index, round(task).base_root), (0, initial));
		let first = finish_round(task, 4, b"model 1");
		next_block();
		assert_eq!((round(task).id.index, round(task).base_root), (1, Root::of(b"model 1")));
		let second = finish_round(task, 4, b"model 2");

		let record = Tasks::<Test>::get(task).unwrap();
		assert_eq!((record.status, record.final_rounds), (TaskStatus::Complete, 2));
		assert!(told(Event::TaskCompleted { task, model_root: Root::of(b"model 2") }));
		assert!(OpenTasks::<Test>::get().is_empty() && !Rounds::<Test>::contains_key(task));

		let lineage = Lineages::<Test>::get(second).unwrap();
		assert_eq!((lineage.parent_round, lineage.inputs.base_root), (Some(0), Root::of(b"model 1")));
		assert_eq!(lineage.inputs.previous_aggregate_root, Some(Root::of(b"model 1 aggregate")));
		let lineage = Lineages::<Test>::get(first).unwrap();
		assert_eq!((lineage.parent_round, lineage.inputs.base_root), (None, initial));
		assert_eq!(lineage.inputs.previous_aggregate_root, None);
		assert_eq!(lineage.inputs.spec_hash, spec().hash());
		run_to(80);
		assert!(!Rounds::<Test>::contains_key(task));
	});
}

#[test]
fn a_round_in_which_nobody_is_absent_waits_for_no_window() {
	with_members(4, || {
		let task = open_task(spec());
		let opened_at = System::block_number();
		finish_round(task, 4, b"model");
		assert_eq!(System::block_number() - opened_at, 3);
	});
}

#[test]
fn phases_end_with_their_windows_when_members_are_absent() {
	with_members(4, || {
		let task = open_task(spec()); // Opens in block 2; windows of 10, 5 and 4 blocks.
		let id = round(task).id;
		(1..=3).for_each(|n| ok(commit(task, n)));
		run_to(12);
		assert_eq!(round(task).phase, Phase::Commit);
		next_block();
		assert_eq!((round(task).phase, round(task).ends_at), (Phase::Availability, 18));
		(1..=3).for_each(|n| ok(vote(task, n, 0b0111)));
		run_to(18);
		assert_eq!(round(task).phase, Phase::Availability);
		next_block();
		assert_eq!((round(task).phase, round(task).ends_at), (Phase::Attest, 23));
		(1..=3).for_each(|n| ok(attest(task, n, &body(task, b"model"))));
		run_to(23);
		assert_eq!(round(task).phase, Phase::Attest);
		next_block();
		assert_eq!((round(task).phase, round(task).ends_at), (Phase::Challenge, 32));
		run_to(32);
		assert_eq!(round(task).phase, Phase::Challenge);
		next_block();
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Final);
		next_block();
		assert_eq!(round(task).id.index, 1);
	});
}

#[test]
fn a_failed_round_moves_nothing_and_the_same_update_is_committed_again() {
	with_members(4, || {
		let task = open_task(spec());
		let first = round(task);
		(1..=2).for_each(|n| ok(commit(task, n)));
		run_to(u64::from(first.ends_at) + 1);
		assert!(told(Event::RoundFailed { round: first.id, reason: FailReason::TooFewCommitments }));
		let record = RoundRecords::<Test>::get(first.id).unwrap();
		assert_eq!((record.committed, record.electorate_size, record.last_final), (2, 4, None));
		next_block();
		assert_eq!((round(task).id.index, round(task).base_root), (1, first.base_root));
		let again = manifest(task, 1);
		assert_eq!(again.update_root, Root::of(&[1]));
		assert_ok!(commit_manifest(1, again));
	});
}

#[test]
fn a_round_that_opens_takes_the_members_of_its_block() {
	with_members(4, || {
		let task = open_task(spec());
		dismiss(2);
		admit(7);
		assert_eq!(round(task).electorate.to_vec(), [1, 2, 3, 4].map(member));
		// The removed member still counts: with it gone nobody ends the phase early.
		[1, 3, 4].into_iter().for_each(|n| ok(commit(task, n)));
		next_block();
		assert_eq!(round(task).phase, Phase::Commit);
		run_to(13);
		[1, 3, 4].into_iter().for_each(|n| ok(vote(task, n, 0b1101)));
		run_to(19);
		[1, 3, 4].into_iter().for_each(|n| ok(attest(task, n, &body(task, b"model"))));
		run_to(34);
		assert_eq!(Tasks::<Test>::get(task).unwrap().model_root, Root::of(b"model"));
		assert_eq!(round(task).electorate.to_vec(), [1, 3, 4, 7].map(member));
	});
}

#[test]
fn no_round_opens_while_there_are_fewer_members_than_it_needs() {
	with_members(0, || {
		let task = open_task(spec());
		let round_id = RoundId { task, index: 0 };
		assert!(told(Event::RoundPostponed { round: round_id, members: 0, needed: 3 }));
		(1..=3).for_each(admit);
		run_to(1 + u64::from(REOPEN_BLOCKS));
		assert!(!Rounds::<Test>::contains_key(task));
		next_block();
		assert_eq!(round(task).electorate.len(), 3);
	});
}

#[test]
fn an_aggregate_of_zeros_repeats_the_model_and_breaks_nothing() {
	with_members(4, || {
		let task = open_task(TaskSpec { rounds: 4, initial_model_root: Root::of(b"same"), ..spec() });
		for index in 0..3 {
			finish_round(task, 4, b"same");
			assert_eq!(RoundOfModel::<Test>::get(Root::of(b"same")), Some(RoundId { task, index }));
			Training::do_try_state().unwrap();
			next_block();
		}
		assert_eq!(Lineages::<Test>::get(RoundId { task, index: 2 }).unwrap().parent_round, Some(1));
	});
}

#[test]
fn tasks_run_beside_each_other() {
	with_members(4, || {
		let (a, b) = (open_task(spec()), open_task(TaskSpec { rounds: 1, ..spec() }));
		all_commit(a, 1..=4);
		assert_eq!((round(a).phase, round(b).phase), (Phase::Availability, Phase::Commit));
		finish_round(b, 4, b"model of b");
		assert_eq!(Tasks::<Test>::get(b).unwrap().status, TaskStatus::Complete);
		all_vote(a, 1..=4, 0b1111);
		(1..=4).for_each(|n| ok(attest(a, n, &body(a, b"model of a"))));
		next_block();
		assert_eq!(Tasks::<Test>::get(a).unwrap().model_root, Root::of(b"model of a"));
	});
}

#[test]
fn the_largest_electorate_finishes_a_round() {
	with_members(127, || {
		// The mock numbers 127 members; the 128th stands before them.
		admit(0);
		let task = open_task(TaskSpec { rounds: 1, ..spec() });
		for n in 0..=127 {
			assert_ok!(commit_manifest(n, Manifest { samples: 1, ..manifest(task, n) }));
		}
		next_block();
		all_vote(task, 0..=127, u128::MAX);
		let body = body(task, b"model");
		(0..=127).for_each(|n| ok(attest(task, n, &body)));
		next_block();
		let lineage = Lineages::<Test>::get(RoundId { task, index: 0 }).unwrap();
		assert_eq!((lineage.inputs.included.len(), lineage.attesters.len()), (128, 128));
	});
}

#[test]
fn no_round_opens_whose_mix_would_be_too_dear_to_recompute() {
	use guild_primitives::{rules::RuleSpec, MixRule, Weighting};
	with_members(9, || {
		// Sets of n − 4 out of n: 126 of 9, almost five thousand of 20.
		let rule = RuleSpec { f: 4, mix: MixRule::Smea, ..RuleSpec::mean(Weighting::Equal) };
		let task = open_task(TaskSpec { rule, min_participants: 9, ..spec() });
		assert_eq!(round(task).size(), 9);
		(10..=20).for_each(admit);
		run_to(u64::from(round(task).ends_at) + 2);
		assert!(!Rounds::<Test>::contains_key(task));
		assert!(told(Event::RoundTooDear { round: RoundId { task, index: 1 }, members: 20 }));
		(10..=20).for_each(dismiss);
		run_to(System::block_number() + u64::from(REOPEN_BLOCKS));
		assert_eq!(round(task).id.index, 1);
	});
}

#[test]
fn no_round_opens_while_a_new_runtime_waits_and_the_open_one_goes_on() {
	with_members(4, || {
		let task = open_task(spec());
		Paused::set(&true);
		let first = finish_round(task, 4, b"model");
		let next = RoundId { task, index: first.index + 1 };
		next_block();
		assert!(Rounds::<Test>::get(task).is_none());
		assert!(told(Event::RoundPaused { round: next }));
		Paused::set(&false);
		run_to(System::block_number() + u64::from(REOPEN_BLOCKS));
		assert_eq!(round(task).id, next);
	});
}
