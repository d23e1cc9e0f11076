use crate::{mock::*, Inputs};
use frame_support::BoundedVec;
use guild_primitives::{FailReason, Outcome, Phase, Root, SettledRound, Work, SHARE_ONE};

#[test]
fn a_final_round_is_told_with_what_everybody_did() {
	with_members(4, || {
		let task = open_task(spec());
		let id = round(task).id;
		(1..=3).for_each(|n| ok(commit(task, n)));
		run_to(13);
		// A quorum misses the update of member 1, and member 4 does not vote.
		(2..=3).for_each(|n| ok(vote(task, n, 0b111)));
		ok(vote(task, 1, 0b111));
		run_to(19);
		let truth = body(task, b"model");
		(1..=2).for_each(|n| ok(attest(task, n, &truth)));
		ok(attest(task, 3, &body(task, b"another")));
		run_to(60);

		let [SettledRound { round, result_hash, contributions, .. }] = &settled()[..] else {
			panic!("one round is final")
		};
		assert_eq!(*round, id);
		assert_eq!(*result_hash, crate::Lineages::<Test>::get(id).unwrap().result_hash);
		let of = |n: usize| &contributions[n - 1];
		assert_eq!(contributions.iter().map(|all| all.member).collect::<Vec<_>>(), [1, 2, 3, 4].map(member));
		assert_eq!(
			of(2).work,
			Some(Work { update_root: Root::of(&[2]), samples: 200, steps_done: 7, steps_asked: 10 })
		);
		assert_eq!((of(4).work, of(4).score), (None, None));
		assert_eq!(contributions.iter().map(|all| all.voted).collect::<Vec<_>>(), [true, true, true, false]);
		let attested = contributions.iter().map(|all| all.attested).collect::<Vec<_>>();
		assert_eq!(attested, [Some(true), Some(true), Some(false), None]);
		// The mock's body gives all weight to the first update.
		let shares: Vec<_> = contributions.iter().map(|all| all.score.map(|score| score.weight_share)).collect();
		assert_eq!(shares, [Some(SHARE_ONE), Some(0), Some(0), None]);
		let score = of(3).score.unwrap();
		assert_eq!((score.active, score.norm, score.distance, score.novelty), (true, 5, 3, None));
		assert!(contributions.iter().all(|all| !all.missing && !all.guilty));
	});
}

#[test]
fn an_update_that_a_quorum_could_not_fetch_is_told_so() {
	with_members(4, || {
		let task = in_availability(4);
		ok(vote(task, 1, 0b1111));
		(2..=4).for_each(|n| ok(vote_missing(task, n, 0b1110, 0b0001)));
		next_block();
		let truth = body(task, b"model");
		(1..=4).for_each(|n| ok(attest(task, n, &truth)));
		next_block();
		let missing: Vec<_> = settled()[0].contributions.iter().map(|all| all.missing).collect();
		assert_eq!(missing, [true, false, false, false]);
		assert_eq!(settled()[0].contributions[0].score, None);
	});
}

#[test]
fn an_update_above_the_norm_bound_is_told_to_have_stayed_out_of_the_matrix() {
	with_members(4, || {
		let task = in_availability(4);
		all_vote(task, 1..=4, 0b1111);
		next_block();
		let bound = Inputs::<Test>::get(task).unwrap().norm_bound;
		let mut truth = body(task, b"model");
		truth.norms = BoundedVec::truncate_from(vec![5, bound, bound + 1, 5]);
		(1..=4).for_each(|n| ok(attest(task, n, &truth)));
		next_block();
		let active: Vec<_> = settled()[0].contributions.iter().map(|all| all.score.unwrap().active).collect();
		assert_eq!(active, [true, true, false, true]);
	});
}

#[test]
fn what_is_new_is_told_from_the_second_round_on() {
	with_members(4, || {
		let task = open_task(spec());
		finish_round(task, 4, b"model 1");
		next_block();
		finish_round(task, 4, b"model 2");
		let new = |round: usize| settled()[round].contributions[2].score.unwrap().novelty;
		assert_eq!((new(0), new(1)), (None, Some(NOVELTY)));
	});
}

#[test]
fn a_failed_round_is_not_told() {
	with_members(4, || {
		let task = open_task(spec());
		let id = round(task).id;
		ok(commit(task, 1));
		run_to(13);
		let outcome = crate::RoundRecords::<Test>::get(id).unwrap().outcome;
		assert_eq!(outcome, Outcome::Failed(FailReason::TooFewCommitments));
		assert!(settled().is_empty());
	});
}

#[test]
fn standings_scale_weights_and_quarantine_keeps_out_of_the_matrix() {
	with_members(4, || {
		Distrusted::set(&[(member(1).0, (500, false)), (member(2).0, (1_000, false)), (member(3).0, (2, true))].into());
		let task = in_availability(4);
		all_vote(task, 1..=4, 0b1111);
		let inputs = Inputs::<Test>::get(task).unwrap();
		let frozen: Vec<_> = inputs.included.iter().map(|update| (update.weight, update.active)).collect();
		// 100 samples a number, times the factor.
		assert_eq!(frozen, [(50_000, true), (200_000, true), (600, false), (400, true)]);
	});
}

#[test]
fn a_round_with_too_few_updates_out_of_quarantine_fails() {
	with_members(4, || {
		Distrusted::set(&[(member(1).0, (1, true)), (member(2).0, (1, true))].into());
		let task = in_availability(4);
		let id = round(task).id;
		assert_eq!(round(task).phase, Phase::Availability);
		all_vote(task, 1..=4, 0b1111);
		let outcome = crate::RoundRecords::<Test>::get(id).unwrap().outcome;
		assert_eq!(outcome, Outcome::Failed(FailReason::TooFewIncluded));
	});
}
