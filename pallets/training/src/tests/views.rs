//! What workers, auditors and dashboards read.

use crate::mock::*;
use frame_support::assert_ok;
use guild_primitives::{
	limits::MAX_PAGE, Duty, FailReason, Outcome, Phase, Root, RoundId, TaskRounds, TaskSpec, TaskStatus,
};

fn duty_of(n: u8) -> Option<Duty> {
	let mut duties = Training::duties(member(n));
	assert!(duties.len() <= 1);
	// Who asks for several at once hears the same, whoever else is asked about.
	let several: Vec<_> = [4, 1, n, 9].map(member).to_vec();
	assert_eq!(Training::duties_of(&several)[2], duties);
	duties.pop()
}

#[test]
fn a_member_owes_what_its_phase_asks_until_it_has_done_it() {
	with_members(4, || {
		let task = open_task(spec());
		let (id, base_root) = (round(task).id, round(task).base_root);
		assert_eq!(duty_of(1), Some(Duty::Commit { round: id, base_root, ends_at: 12 }));
		assert_ok!(commit(task, 1));
		assert_eq!(duty_of(1), None);
		(2..=4).for_each(|n| ok(commit(task, n)));
		next_block();

		let Some(Duty::VoteAvailability { round: voted, commitments, .. }) = duty_of(1) else { panic!("owes a vote") };
		assert_eq!(voted, id);
		let places: Vec<_> = commitments.iter().map(|c| (c.position, c.member, c.update_root)).collect();
		assert_eq!(places, [1, 2, 3, 4].map(|n| (n - 1, member(n), Root::of(&[n]))));
		assert_eq!(commitments[0].possession, guild_primitives::possession(&member(1), &id, &[1]));
		assert_ok!(vote(task, 1, 0b1111));
		assert_eq!(duty_of(1), None);
		(2..=4).for_each(|n| ok(vote(task, n, 0b1111)));
		next_block();

		let Some(Duty::Attest { inputs, known_results, ends_at }) = duty_of(1) else { panic!("owes an attestation") };
		assert_eq!((inputs.round, known_results, ends_at), (id, vec![], round(task).ends_at));
		let body = body(task, b"model");
		assert_ok!(attest(task, 1, &body));
		assert!(matches!(duty_of(1), Some(Duty::Recheck { may_attest: false, .. })));
		let Some(Duty::Attest { known_results, .. }) = duty_of(2) else { panic!("owes an attestation") };
		assert_eq!(known_results, [hash(task, &body)]);
	});
}

#[test]
fn nothing_is_owed_that_the_next_block_would_refuse() {
	with_members(4, || {
		let task = open_task(spec());
		run_to(u64::from(round(task).ends_at) - 1);
		assert!(duty_of(1).is_some());
		next_block();
		assert_eq!(duty_of(1), None);
	});
}

#[test]
fn foreigners_and_members_of_the_next_round_owe_nothing() {
	with_members(4, || {
		open_task(spec());
		admit(5);
		assert_eq!((duty_of(5), duty_of(9)), (None, None));
	});
}

#[test]
fn a_member_owes_one_duty_for_each_open_task() {
	with_members(4, || {
		for _ in 0..3 {
			open_task(spec());
		}
		let tasks: Vec<_> = Training::duties(member(1)).iter().map(|duty| duty.round().task).collect();
		assert_eq!(tasks, [0, 1, 2]);
	});
}

#[test]
fn a_task_shows_its_spec_and_where_it_stands() {
	with_members(4, || {
		let task = open_task(spec());
		finish_round(task, 4, b"model");
		let view = Training::task_view(task).unwrap();
		assert_eq!((view.spec.clone(), view.spec_hash, view.created_at), (spec(), spec().hash(), 1));
		assert_eq!((view.status, view.final_rounds, view.current_round), (TaskStatus::Active, 1, 1));
		assert_eq!((view.model_root, view.model_round), (Root::of(b"model"), Some(0)));
		assert_eq!(view.aggregate_root, Some(Root::of(b"model aggregate")));
		assert_eq!(Training::task_view(task + 1), None);
	});
}

#[test]
fn tasks_are_paged_and_pages_bounded() {
	with_members(4, || {
		for _ in 0..MAX_PAGE + 5 {
			let task = open_task(TaskSpec { rounds: 1, ..spec() });
			assert_ok!(Training::stop_task(RuntimeOrigin::root(), task));
			let deadline = u64::from(round(task).ends_at) + 1;
			run_to(deadline);
		}
		let ids = |from, limit| Training::tasks_view(from, limit).iter().map(|task| task.id).collect::<Vec<_>>();
		assert_eq!(ids(3, 2), [3, 4]);
		assert_eq!(ids(0, u32::MAX).len(), MAX_PAGE as usize);
		assert_eq!(ids(MAX_PAGE + 4, 10), [MAX_PAGE + 4]);
		assert!(ids(u32::MAX, 10).is_empty());
	});
}

#[test]
fn an_open_round_shows_what_each_member_has_done() {
	with_members(4, || {
		let task = in_attest(4);
		let body = body(task, b"model");
		assert_ok!(attest(task, 2, &body));
		let view = Training::round_view(round(task).id).unwrap();
		assert_eq!((view.phase, view.outcome, view.quorum), (Some(Phase::Attest), None, 3));
		assert_eq!(view.electorate, [1, 2, 3, 4].map(member));
		assert_eq!(view.members[1].manifest.as_ref().map(|manifest| manifest.update_root), Some(Root::of(&[2])));
		assert_eq!((view.members[1].held, view.members[1].attested), (Some(0b1111), Some(hash(task, &body))));
		assert_eq!(view.members[2].attested, None);
		assert_eq!(view.attested, [(hash(task, &body), 1)]);
		assert_eq!(view.inputs.unwrap().included.len(), 4);
	});
}

#[test]
fn a_final_round_shows_inputs_and_result_and_a_failed_one_its_outcome() {
	with_members(4, || {
		let task = open_task(spec());
		run_to(u64::from(round(task).ends_at) + 2);
		let id = finish_round(task, 4, b"model");

		let failed = Training::round_view(RoundId { task, index: 0 }).unwrap();
		assert_eq!(failed.outcome, Some(Outcome::Failed(FailReason::TooFewCommitments)));
		assert_eq!((failed.phase, failed.inputs, failed.result, failed.quorum), (None, None, None, 3));
		let done = Training::round_view(id).unwrap();
		assert_eq!(
			(done.outcome, done.result.map(|result| result.model_root)),
			(Some(Outcome::Final), Some(Root::of(b"model")))
		);
		assert_eq!(done.inputs.unwrap().included.len(), 4);
		assert_eq!(Training::round_view(RoundId { task, index: 9 }), None);
		assert_eq!(Training::lineage(id).unwrap().round, id);
		assert_eq!(Training::lineage(RoundId { task, index: 0 }), None);
	});
}

#[test]
fn the_last_final_round_is_found_across_failed_ones() {
	with_members(4, || {
		let task = open_task(TaskSpec { rounds: 5, ..spec() });
		let fail = || run_to(u64::from(round(task).ends_at) + 2);
		fail(); // 0
		finish_round(task, 4, b"model 1"); // 1
		fail(); // 2
		fail(); // 3
		finish_round(task, 4, b"model 2"); // 4
		let last = |index| Training::last_final_round(task, index);
		assert_eq!([0, 1, 2, 3, 4, 5, 99].map(last), [None, Some(1), Some(1), Some(1), Some(4), Some(4), Some(4)]);
		assert_eq!(Training::last_final_round(7, 0), None);
		assert_eq!(Training::round_of_model(Root::of(b"model 1")), Some(RoundId { task, index: 1 }));
		assert_eq!(Training::round_of_model(spec().initial_model_root), None);
	});
}

#[test]
fn a_tasks_progress_says_which_round_is_open_and_whether_others_will() {
	with_members(4, || {
		let progress = |task| {
			let at = <Training as TaskRounds>::progress(task)?;
			Some((at.current_round, at.is_open, at.is_active))
		};
		assert_eq!(progress(0), None);
		assert_ok!(Training::create_task(RuntimeOrigin::root(), Box::new(spec())));
		assert_eq!(progress(0), Some((0, false, true)));
		next_block();
		assert_eq!(progress(0), Some((0, true, true)));
		finish_round(0, 4, b"model");
		// The move that ends a round opens the next one.
		assert_eq!(progress(0), Some((1, true, true)));
		assert_ok!(Training::stop_task(RuntimeOrigin::root(), 0));
		assert_eq!(progress(0), Some((1, true, false)));
		finish_round(0, 4, b"another model");
		assert_eq!(progress(0), Some((2, false, false)));
	});
}

#[test]
fn the_oldest_open_round_is_asked_for_until_it_is_over() {
	use guild_primitives::OpenRounds;
	with_members(4, || {
		assert_eq!(Training::oldest_open(), None);
		let first = open_task(TaskSpec { rounds: 1, ..spec() });
		let opened_at = round(first).opened_at;
		assert_eq!(Training::oldest_open(), Some(opened_at));
		let second = open_task(spec());
		assert_eq!(Training::oldest_open(), Some(opened_at));
		finish_round(first, 4, b"model");
		assert_eq!(Training::oldest_open(), Some(round(second).opened_at));
	});
}
