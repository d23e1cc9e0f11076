//! The promise where updates and lists are withheld: four of five members collude, member 5 is honest. They serve update 1 to each
//! other alone, vote *held*, attest a lie about it, and send nobody its list.

use super::truth::*;
use crate::{mock::*, Inputs, Lineages, RoundRecords};
use frame_support::{assert_ok, traits::fungible::Inspect};
use guild_aggregation::lanes;
use guild_primitives::{decide, FailReason, Outcome, Phase, RoundId, TaskId, TaskSpec, Withheld};

const HONEST: u8 = 5;

/// What member 5 holds at this moment.
struct Knowledge {
	updates: Vec<u8>,
}

/// The four withhold update 1; member 5 says so.
fn withheld(spec: TaskSpec) -> (TaskId, Knowledge) {
	let task = open_task(spec);
	(1..=5).for_each(|n| ok(commit_real(task, n)));
	next_block();
	(1..=4).for_each(|n| ok(vote(task, n, 0b11111)));
	ok(vote_missing(task, HONEST, 0b11110, 0b00001));
	next_block();
	(task, Knowledge { updates: vec![2, 3, 4, 5] })
}

impl Knowledge {
	fn holds_all(&self, task: TaskId) -> bool {
		let included = Inputs::<Test>::get(task).expect("inputs are frozen").included;
		included.iter().all(|update| self.updates.contains(&update.member.0[0]))
	}
}

/// The four attest a lie and send no list. Member 5 holds all that is included, so the truth becomes final.
fn lie_falls(task: TaskId, knowledge: &Knowledge) {
	assert!(knowledge.holds_all(task));
	let (id, truth) = (round(task).id, truth(task));
	let lie = lie(task, 7);
	(1..=4).for_each(|n| ok(attest_claim(task, n, &lie)));
	ok(attest_claim(task, HONEST, &truth));
	next_block();
	assert_eq!(round(task).phase, Phase::Challenge);
	// It has no list to compare with its own, so it asks for it.
	ok(plead(task, HONEST, hash(task, &lie.0)));
	run_to(u64::from(round(task).ends_at) + 1);
	let lineage = Lineages::<Test>::get(id).expect("is final");
	assert_eq!((lineage.result, lineage.attesters.to_vec()), (truth.0, vec![member(HONEST)]));
}

#[test]
fn under_exclude_the_withheld_update_is_out_and_the_truth_becomes_final() {
	with_members(5, || {
		let (task, knowledge) = withheld(real_spec());
		let included = Inputs::<Test>::get(task).unwrap().included;
		// The price of an honest strike: its own update.
		assert_eq!(included.iter().map(|update| update.member.0[0]).collect::<Vec<_>>(), [2, 3, 4]);
		lie_falls(task, &knowledge);
	});
}

#[test]
fn under_publish_the_withheld_update_is_out_if_it_stays_withheld() {
	with_members(5, || {
		let (task, knowledge) = withheld(publishing(real_spec()));
		let opened_at = round(task).phase_opened_at;
		let spec = publishing(real_spec());
		run_to(u64::from(round(task).ends_at) + 1);
		// Nobody delays the round by more than the shared window.
		let now = System::block_number() as u32;
		assert_eq!(now - opened_at - 1, decide::publication_blocks(&spec, 5, 1));
		assert_eq!(WithheldTold::get(), [(member(1), [1, 2, 3, 4].map(member).to_vec(), vec![member(HONEST)])]);
		lie_falls(task, &knowledge);
	});
}

#[test]
fn under_publish_the_update_is_in_once_the_honest_member_can_read_it_from_the_chain() {
	with_members(5, || {
		let (task, mut knowledge) = withheld(publishing(real_spec()));
		assert_ok!(publish_part(task, 1, 0, 0, &lanes::to_bytes(&update(1))));
		knowledge.updates.push(1);
		next_block();
		assert_eq!(Inputs::<Test>::get(task).unwrap().included.len(), 5);
		lie_falls(task, &knowledge);
	});
}

#[test]
fn two_withheld_updates_are_answered_by_one_vote() {
	for spec in [real_spec(), publishing(real_spec())] {
		with_members(5, || {
			let task = open_task(TaskSpec { min_participants: 2, ..spec.clone() });
			(1..=5).for_each(|n| ok(commit_real(task, n)));
			next_block();
			(1..=4).for_each(|n| ok(vote(task, n, 0b11111)));
			ok(vote_missing(task, HONEST, 0b11100, 0b00011));
			next_block();
			if spec.withheld == Withheld::Publish {
				run_to(u64::from(round(task).ends_at) + 1);
			}
			lie_falls(task, &Knowledge { updates: vec![3, 4, 5] });
		});
	}
}

/// Four of five keep all their updates from the fifth.
fn withheld_all(spec: TaskSpec) -> TaskId {
	let task = open_task(spec);
	all_withheld_again(task);
	task
}

fn all_withheld_again(task: TaskId) {
	(1..=5).for_each(|n| ok(commit_real(task, n)));
	next_block();
	(1..=4).for_each(|n| ok(vote(task, n, 0b11111)));
	ok(vote_missing(task, HONEST, 0b10000, 0b01111));
	next_block();
}

#[test]
fn under_exclude_who_is_kept_out_of_everything_lets_nothing_become_final_until_it_is_let_in() {
	with_members(5, || {
		let task = withheld_all(real_spec());
		for failed in 1..=3 {
			let id = RoundId { task, index: failed - 1 };
			assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::TooManyStruck));
			assert_eq!(lost(HONEST), 3 * u64::from(failed) * MISSING_BOND);
			next_block();
			if failed < 3 {
				all_withheld_again(task);
			}
		}
		assert_eq!(Lineages::<Test>::iter().count(), 0);
		(1..=5).for_each(|n| ok(commit_real(task, n)));
		next_block();
		(1..=5).for_each(|n| ok(vote(task, n, 0b11111)));
		next_block();
		lie_falls(task, &Knowledge { updates: vec![1, 2, 3, 4, 5] });
	});
}

#[test]
fn under_publish_what_is_kept_from_the_honest_member_comes_on_the_chain_or_is_out_however_much() {
	for shown in [4, 2] {
		with_members(5, || {
			let task = withheld_all(TaskSpec { min_participants: 2, ..publishing(real_spec()) });
			let mut knowledge = Knowledge { updates: vec![HONEST] };
			for n in 1..=shown {
				assert_ok!(publish_part(task, 1, n - 1, 0, &lanes::to_bytes(&update(n))));
				knowledge.updates.push(n);
			}
			run_to(if shown == 4 { System::block_number() + 1 } else { u64::from(round(task).ends_at) + 1 });
			assert_eq!(Inputs::<Test>::get(task).unwrap().included.len(), usize::from(shown) + 1);
			// It has paid for what came.
			assert_eq!(lost(HONEST), u64::from(shown) * MISSING_BOND);
			lie_falls(task, &knowledge);
		});
	}
}

fn lost(n: u8) -> u64 {
	ENDOWMENT - Balances::total_balance(&owner(n))
}

#[test]
fn false_missing_votes_are_answered_on_chain_or_cost_the_strikers() {
	// Under publish four false votes change nothing once the honest member publishes its own update.
	with_members(5, || {
		let task = open_task(publishing(real_spec()));
		(1..=5).for_each(|n| ok(commit_real(task, n)));
		next_block();
		(1..=4).for_each(|n| ok(vote_missing(task, n, 0b01111, 0b10000)));
		ok(vote(task, HONEST, 0b11111));
		next_block();
		assert_ok!(publish_part(task, HONEST, 4, 0, &lanes::to_bytes(&update(HONEST))));
		next_block();
		assert_eq!(Inputs::<Test>::get(task).unwrap().included.len(), 5);
		assert!((1..=4).all(|n| lost(n) == MISSING_BOND));
	});
	// Under exclude one false vote takes two updates out, and a second strike costs its bond.
	with_members(5, || {
		let task = open_task(real_spec());
		(1..=5).for_each(|n| ok(commit_real(task, n)));
		next_block();
		ok(vote_missing(task, 1, 0b00111, 0b11000));
		(2..=5).for_each(|n| ok(vote(task, n, 0b11111)));
		let id = round(task).id;
		next_block();
		// Two are left, and the rule needs three: the round fails, and who did that has paid.
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::TooManyStruck));
		assert_eq!(lost(1), MISSING_BOND);
	});
}
