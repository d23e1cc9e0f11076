use crate::{mock::*, AvailabilityVotes, Error, Event, Inputs, RoundRecords};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::{
	rules::{RuleSpec, Weighting},
	FailReason, Outcome, Phase, RoundId, TaskSpec,
};

#[test]
fn a_vote_is_kept_and_told() {
	with_members(4, || {
		let task = in_availability(4);
		assert_ok!(vote(task, 3, 0b0101));
		let vote = AvailabilityVotes::<Test>::get(task, member(3)).unwrap();
		assert_eq!((vote.held, vote.missing, vote.seed), (0b0101, 0, Some(seed_value(3))));
		assert!(told(Event::AvailabilityVoted {
			round: round(task).id,
			member: member(3),
			held: 0b0101,
			missing: 0,
			base_missing: false
		}));
	});
}

#[test]
fn availability_ends_with_the_last_vote_of_the_electorate() {
	with_members(4, || {
		let task = in_availability(4);
		(1..=3).for_each(|n| ok(vote(task, n, 0b1111)));
		next_block();
		assert_eq!(round(task).phase, Phase::Availability);
		assert_ok!(vote(task, 4, 0));
		next_block();
		assert_eq!(round(task).phase, Phase::Attest);
	});
}

#[test]
fn an_update_is_included_when_a_quorum_of_the_electorate_holds_it() {
	with_members(5, || {
		let task = in_availability(5);
		// Quorum is 4. Update 0 has five holders, 1 four, 2 four, 3 three, 4 four.
		[0b10111, 0b10111, 0b11111, 0b11111, 0b01001].into_iter().zip(1..).for_each(|(held, n)| {
			assert_ok!(vote(task, n, held));
		});
		next_block();
		let inputs = Inputs::<Test>::get(task).unwrap();
		assert_eq!(inputs.included.iter().map(|update| update.member).collect::<Vec<_>>(), [1, 2, 3, 5].map(member));
		assert!(inputs.included.iter().all(|update| update.active));
		let (round, inputs_hash) = (round(task).id, inputs.hash());
		assert!(told(Event::InputsFrozen { round, inputs_hash, included: 4 }));
	});
}

#[test]
fn a_member_that_did_not_commit_may_vote() {
	with_members(4, || {
		let task = open_task(spec());
		(1..=3).for_each(|n| ok(commit(task, n)));
		run_to(u64::from(round(task).ends_at) + 1);
		[1, 2, 4].into_iter().for_each(|n| ok(vote(task, n, 0b0111)));
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(Inputs::<Test>::get(task).unwrap().included.len(), 3);
	});
}

#[test]
fn weights_are_samples_up_to_the_cap_or_all_the_same() {
	let weights = |weighting| {
		let mut weights = Vec::new();
		with_members(3, || {
			let task = open_task(TaskSpec { rule: RuleSpec::mean(weighting), max_samples: 250, ..spec() });
			all_commit(task, 1..=3);
			all_vote(task, 1..=3, 0b111);
			weights = Inputs::<Test>::get(task).unwrap().included.iter().map(|update| update.weight).collect();
		});
		weights
	};
	assert_eq!(weights(Weighting::Samples), [100, 200, 250]);
	assert_eq!(weights(Weighting::Equal), [1, 1, 1]);
}

#[test]
fn a_round_with_too_few_included_updates_fails() {
	with_members(4, || {
		let task = in_availability(4);
		let id = round(task).id;
		all_vote(task, 1..=4, 0b0011);
		assert!(told(Event::RoundFailed { round: id, reason: FailReason::TooFewIncluded }));
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::TooFewIncluded));
	});
}

#[test]
fn votes_of_too_few_members_are_an_outage() {
	with_members(4, || {
		let task = in_availability(4);
		let id = round(task).id;
		(1..=2).for_each(|n| ok(vote(task, n, 0b1111)));
		run_to(u64::from(round(task).ends_at) + 1);
		assert!(told(Event::RoundFailed { round: id, reason: FailReason::Outage }));
		assert!(Missed::get().is_empty());
	});
}

#[test]
fn a_bit_of_a_member_that_did_not_commit_is_refused() {
	with_members(4, || {
		let task = open_task(spec());
		(1..=3).for_each(|n| ok(commit(task, n)));
		run_to(u64::from(round(task).ends_at) + 1);
		assert_noop!(vote(task, 1, 0b1000), Error::<Test>::UnknownBit);
		assert_noop!(vote(task, 1, 1 << 127), Error::<Test>::UnknownBit);
	});
}

#[test]
fn exactly_who_committed_reveals_what_it_committed_to() {
	with_members(4, || {
		let task = open_task(spec());
		(1..=3).for_each(|n| ok(commit(task, n)));
		run_to(u64::from(round(task).ends_at) + 1);
		let id = round(task).id;
		assert_noop!(vote_seed(id, 1, 0b111, 0, None), Error::<Test>::BadSeed);
		assert_noop!(vote_seed(id, 1, 0b111, 0, Some(seed_value(2))), Error::<Test>::BadSeed);
		assert_noop!(vote_seed(id, 4, 0b111, 0, Some(seed_value(4))), Error::<Test>::BadSeed);
		// Another's commitment is of no use: it names its member.
		assert_ok!(vote_seed(id, 1, 0b111, 0, Some(seed_value(1))));
		assert_ok!(vote_seed(id, 4, 0b111, 0, None));
		assert_eq!(Training::round_view(id).unwrap().members[0].seed, Some(seed_value(1)));
	});
}

#[test]
fn the_seed_is_made_of_what_was_revealed_in_the_order_of_the_electorate() {
	let seed = |voters: &[u8]| {
		let mut seed = None;
		with_members(5, || {
			let task = in_availability(5);
			voters.iter().for_each(|n| ok(vote(task, *n, 0b11111)));
			while round(task).phase == Phase::Availability {
				next_block();
			}
			let id = round(task).id;
			let mut sorted = voters.to_vec();
			sorted.sort_unstable();
			let revealed: Vec<_> = sorted.into_iter().map(seed_value).collect();
			seed = Inputs::<Test>::get(task).unwrap().seed;
			assert_eq!(seed, Some(guild_primitives::round_seed(&id, &revealed)));
		});
		seed
	};
	assert_eq!(seed(&[1, 2, 3, 4, 5]), seed(&[5, 3, 1, 4, 2]));
	// Who votes last may choose between two.
	assert_ne!(seed(&[1, 2, 3, 4, 5]), seed(&[1, 2, 3, 4]));
}

#[test]
fn who_misses_a_phase_is_told_of_unless_it_is_an_outage() {
	with_members(7, || {
		let task = in_availability(7);
		let id = round(task).id;
		(1..=5).for_each(|n| ok(vote(task, n, 0b1111111)));
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(Missed::get(), [(id, Phase::Availability, [6, 7].map(member).to_vec())]);
		let result = body(task, b"model");
		(1..=5).for_each(|n| ok(attest(task, n, &result)));
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(Missed::get()[1..], [(id, Phase::Attest, [6, 7].map(member).to_vec())]);
		assert_eq!(round(task).phase, Phase::Challenge);
	});
	with_members(7, || {
		let task = in_attest(7);
		let (id, result) = (round(task).id, body(task, b"model"));
		(1..=4).for_each(|n| ok(attest(task, n, &result)));
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::Outage));
		assert!(Missed::get().is_empty());
		assert!((1..=7).all(|n| Training::held(&member(n)) == [0; 4]));
	});
}

#[test]
fn foreigners_second_votes_and_wrong_phases_are_refused() {
	with_members(4, || {
		let task = open_task(spec());
		assert_noop!(vote(task, 1, 0), Error::<Test>::NotInAvailabilityPhase);
		all_commit(task, 1..=4);
		admit(5);
		assert_noop!(vote(task, 5, 0), Error::<Test>::NotInElectorate);
		assert_noop!(vote(task, 9, 0), Error::<Test>::NotAMember);
		assert_ok!(vote(task, 1, 0b1111));
		assert_noop!(vote(task, 1, 0b0111), Error::<Test>::AlreadyVoted);
		(2..=4).for_each(|n| ok(vote(task, n, 0b1111)));
		next_block();
		assert_noop!(vote(task, 1, 0b1111), Error::<Test>::NotInAvailabilityPhase);
	});
}

#[test]
fn tasks_and_rounds_that_are_not_open_are_refused() {
	with_members(4, || {
		let task = in_availability(4);
		let of = |round: RoundId| vote_seed(round, 1, 0, 0, None);
		assert_noop!(of(RoundId { task: 7, index: 0 }), Error::<Test>::UnknownTask);
		assert_noop!(of(RoundId { task, index: 1 }), Error::<Test>::WrongRound);
		assert_ok!(Training::create_task(RuntimeOrigin::root(), Box::new(spec())));
		assert_noop!(of(RoundId { task: task + 1, index: 0 }), Error::<Test>::NoOpenRound);
	});
}
