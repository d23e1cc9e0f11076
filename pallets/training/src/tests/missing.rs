//! Votes *missing*: what they need, what they cost, and what is included then.

use crate::{mock::*, Error, Event, Inputs, RoundRecords};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::Inspect, fungible::Mutate, tokens::Preservation},
};
use guild_primitives::{decide, FailReason, Outcome, Phase, TaskSpec};

fn included(task: u32) -> Vec<u8> {
	Inputs::<Test>::get(task).unwrap().included.iter().map(|update| update.member.0[0]).collect()
}

fn lost(n: u8) -> u64 {
	ENDOWMENT - Balances::total_balance(&owner(n))
}

#[test]
fn a_vote_that_misses_what_it_cannot_miss_is_refused() {
	with_members(4, || {
		let task = open_task(spec());
		(1..=3).for_each(|n| ok(commit(task, n)));
		run_to(u64::from(round(task).ends_at) + 1);
		assert_noop!(vote_missing(task, 1, 0b011, 0b1000), Error::<Test>::MissingDoesNotFit); // Not committed.
		assert_noop!(vote_missing(task, 1, 0b011, 0b010), Error::<Test>::MissingDoesNotFit); // Held.
		assert_noop!(vote_missing(task, 1, 0b010, 0b001), Error::<Test>::MissingDoesNotFit); // Its own.
		assert_ok!(vote_missing(task, 4, 0b001, 0b110));
		assert!(told(Event::AvailabilityVoted {
			round: round(task).id,
			member: member(4),
			held: 0b001,
			missing: 0b110,
			base_missing: false
		}));
		assert_eq!(Training::held(&member(4)), [0, 0, 2 * MISSING_BOND, 0]);
	});
}

#[test]
fn who_cannot_cover_the_bonds_does_not_miss() {
	with_members(4, || {
		let task = in_availability(4);
		let rest = ENDOWMENT - MISSING_BOND;
		assert_ok!(Balances::transfer(&owner(1), &owner(2), rest, Preservation::Preserve));
		assert_noop!(vote_missing(task, 1, 0b0001, 0b0110), Error::<Test>::DepositNotCovered);
		// The account itself must go on.
		assert_ok!(Balances::transfer(&owner(2), &owner(1), 1, Preservation::Preserve));
		assert_ok!(vote_missing(task, 1, 0b0011, 0b0100));
	});
}

#[test]
fn under_exclude_a_strike_takes_out_both_updates_and_the_first_costs_no_bond() {
	with_members(6, || {
		let task = in_availability(6);
		let id = round(task).id;
		ok(vote_missing(task, 1, 0b111011, 0b000100));
		(2..=6).for_each(|n| ok(vote(task, n, 0b111111)));
		next_block();
		assert_eq!(included(task), [2, 4, 5, 6]);
		assert!(told(Event::UpdatesExcluded { round: id, struck: 0b000100, with_strikers: 0b000101 }));
		assert_eq!((lost(1), Training::held(&member(1))), (0, [0; 4]));
		assert!(WithheldTold::get().is_empty());
	});
}

#[test]
fn under_exclude_every_other_strike_costs_a_bond_and_one_without_effect_none() {
	with_members(7, || {
		let task = open_task(TaskSpec { min_participants: 2, ..spec() });
		(1..=6).for_each(|n| ok(commit(task, n)));
		run_to(u64::from(round(task).ends_at) + 1);
		let id = round(task).id;
		// 7 has no update to lose; 1 strikes twice; what 2 strikes, update 6, is held by two only.
		ok(vote_missing(task, 7, 0b011110, 0b000001));
		ok(vote_missing(task, 1, 0b111001, 0b000110));
		ok(vote_missing(task, 2, 0b011111, 0b100000));
		ok(vote(task, 3, 0b111111));
		(4..=6).for_each(|n| ok(vote(task, n, 0b011111)));
		next_block();
		assert_eq!(included(task), [4, 5]);
		assert_eq!([7, 1, 2].map(lost), [MISSING_BOND, MISSING_BOND, 0]);
		assert!(told(Event::BondsBurnt { round: id, member: member(7), amount: MISSING_BOND }));
		assert!((1..=7).all(|n| Training::held(&member(n)) == [0; 4]));
	});
}

#[test]
fn who_makes_a_round_fail_by_strikes_pays_for_them() {
	with_members(4, || {
		let task = in_availability(4);
		let id = round(task).id;
		ok(vote_missing(task, 1, 0b0001, 0b1110));
		(2..=4).for_each(|n| ok(vote(task, n, 0b1111)));
		next_block();
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::TooManyStruck));
		assert_eq!(lost(1), 2 * MISSING_BOND);
	});
}

#[test]
fn whoever_cannot_fetch_anything_fails_every_round_and_pays_for_each() {
	with_members(6, || {
		let task = open_task(spec());
		for failed in 1..=3 {
			all_commit(task, 1..=6);
			let id = round(task).id;
			ok(vote_missing(task, 6, 0b100000, 0b011111));
			(1..=5).for_each(|n| ok(vote(task, n, 0b111111)));
			next_block();
			assert!(told(Event::UpdatesExcluded { round: id, struck: 0b011111, with_strikers: 0b111111 }));
			assert!(told(Event::BondsBurnt { round: id, member: member(6), amount: 4 * MISSING_BOND }));
			assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::TooManyStruck));
			// One of the five strikes is paid for by its own update; the others have lost nothing but the round.
			assert_eq!(lost(6), failed * 4 * MISSING_BOND);
			assert!((1..=5).all(|n| lost(n) == 0));
			assert!(Missed::get().is_empty());
			next_block();
		}
	});
}

#[test]
fn whoever_cannot_fetch_anything_and_serves_nothing_pays_for_every_strike() {
	with_members(6, || {
		let task = in_availability(6);
		let id = round(task).id;
		ok(vote_missing(task, 6, 0b100000, 0b011111));
		// That they miss the sixth costs them nothing: no quorum holds it.
		(1..=5).for_each(|n| ok(vote_missing(task, n, 0b011111, 0b100000)));
		next_block();
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::TooManyStruck));
		assert_eq!((lost(6), (1..=5).map(lost).sum::<u64>()), (5 * MISSING_BOND, 0));
	});
}

#[test]
fn without_effective_strikes_a_round_that_is_short_fails_for_the_old_reason() {
	with_members(6, || {
		let task = in_availability(6);
		let id = round(task).id;
		// Everybody misses everybody else's: nothing is held, so nothing is struck.
		(1..=6u8).for_each(|n| ok(vote_missing(task, n, 1 << (n - 1), 0b111111 & !(1 << (n - 1)))));
		next_block();
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::TooFewIncluded));
		assert_eq!((1..=6).map(lost).sum::<u64>(), 0);
	});
}

#[test]
fn in_an_outage_all_bonds_are_returned() {
	for spec in [spec(), publishing(spec())] {
		with_members(4, || {
			let task = open_task(spec.clone());
			all_commit(task, 1..=4);
			let id = round(task).id;
			ok(vote_missing(task, 1, 0b0001, 0b1110));
			ok(vote_missing(task, 2, 0b1111, 0));
			run_to(u64::from(round(task).ends_at) + 1);
			assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::Outage));
			assert_eq!((lost(1), Training::held(&member(1)), Missed::get().len()), (0, [0; 4], 0));
		});
	}
}

#[test]
fn under_publish_a_round_without_contested_updates_has_no_publication() {
	with_members(4, || {
		let task = open_task(publishing(spec()));
		(1..=3).for_each(|n| ok(commit(task, n)));
		run_to(u64::from(round(task).ends_at) + 1);
		all_vote(task, 1..=4, 0b0111);
		assert_eq!((round(task).phase, included(task)), (Phase::Attest, vec![1, 2, 3]));
	});
}

#[test]
fn publication_lasts_long_enough_for_all_parts_of_all_contested_updates() {
	with_members(5, || {
		let task = open_task(TaskSpec { dim: 1 << 22, ..publishing(spec()) });
		all_commit(task, 1..=5);
		ok(vote_missing(task, 5, 0b10000, 0b01111));
		(1..=4).for_each(|n| ok(vote(task, n, 0b11111)));
		next_block();
		let open = round(task);
		assert_eq!((open.phase, open.ends_at - open.phase_opened_at), (Phase::Publication, 10 + 8 * 4));
		assert_eq!(decide::publication_blocks(&publishing(spec()), 2, 0), spec().windows.availability_blocks);
	});
}
