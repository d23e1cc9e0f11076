//! Phase Publication: whose bytes come on the chain, who is marked where none come, and what is refused.

use super::truth::*;
use crate::{mock::*, Due, Error, Event, Inputs, Published, RoundRecords};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo, Pays},
	traits::fungible::Inspect,
};
use guild_aggregation::lanes;
use guild_primitives::{Duty, FailReason, Manifest, Outcome, Phase, Root, RoundId, TaskSpec};

/// Lanes of two parts and a bit: 1 MiB, 1 MiB, and a chunk and a half.
const LONG: u32 = (1 << 20) + 768;

fn bytes(n: u8) -> Vec<u8> {
	lanes::to_bytes(&update(n))
}

fn long(n: u8) -> Vec<u8> {
	lanes::to_bytes(&(0..LONG).map(|lane| (lane % 251) as i16 * 7 + i16::from(n)).collect::<Vec<_>>())
}

fn included(task: u32) -> Vec<u8> {
	Inputs::<Test>::get(task).unwrap().included.iter().map(|update| update.member.0[0]).collect()
}

fn lost(n: u8) -> u64 {
	ENDOWMENT - Balances::total_balance(&owner(n))
}

/// Members 1 to 5 commit their updates to a task that publishes; all hold all, but 5 could not fetch those in `missing`.
fn in_publication(missing: u128) -> u32 {
	let task = open_task(publishing(real_spec()));
	(1..=5).for_each(|n| ok(commit_real(task, n)));
	next_block();
	ok(vote_missing(task, 5, 0b11111 & !missing, missing));
	(1..=4).for_each(|n| ok(vote(task, n, 0b11111)));
	next_block();
	assert_eq!(round(task).phase, Phase::Publication);
	task
}

#[test]
fn a_contested_update_that_is_published_is_included_and_its_bond_pays_for_the_bytes() {
	with_members(5, || {
		let task = in_publication(0b00011);
		let id = round(task).id;
		assert!(told(Event::UpdatesContested { round: id, contested: 0b00011 }));
		assert_eq!(Training::held(&member(5)), [0, 0, 2 * MISSING_BOND, 0]);
		assert_eq!(publish_part(task, 3, 0, 0, &bytes(1)).unwrap().pays_fee, Pays::No);
		assert!(told(Event::PartPublished { round: id, owner: member(1), part: 0, publisher: member(3) }));
		assert!(Due::<Test>::get().is_empty());
		assert_ok!(publish_part(task, 2, 1, 0, &bytes(2)));
		// All are whole: the phase is over.
		assert_eq!(Due::<Test>::get().to_vec(), [task]);
		next_block();
		assert_eq!((round(task).phase, included(task)), (Phase::Attest, vec![1, 2, 3, 4, 5]));
		assert_eq!((lost(5), Training::held(&member(5))), (2 * MISSING_BOND, [0; 4]));
		assert!(WithheldTold::get().is_empty());
	});
}

#[test]
fn a_contested_update_that_nobody_publishes_is_not_included_and_who_said_it_holds_it_is_marked() {
	with_members(5, || {
		let task = in_publication(0b00011);
		let id = round(task).id;
		assert_ok!(publish_part(task, 2, 1, 0, &bytes(2)));
		let ends_at = u64::from(round(task).ends_at);
		run_to(ends_at);
		assert_eq!(round(task).phase, Phase::Publication);
		next_block();
		assert_eq!((round(task).phase, included(task)), (Phase::Attest, vec![2, 3, 4, 5]));
		let (held_by, missing_by) = ([1, 2, 3, 4].map(member).to_vec(), vec![member(5)]);
		assert_eq!(WithheldTold::get(), [(member(1), held_by.clone(), missing_by.clone())]);
		let (held_by, missing_by) = (held_by.try_into().unwrap(), missing_by.try_into().unwrap());
		assert!(told(Event::UpdateWithheld { round: id, owner: member(1), held_by, missing_by }));
		// One bond comes back, the other pays for the bytes.
		assert_eq!((lost(5), Training::held(&member(5))), (MISSING_BOND, [0; 4]));
	});
}

#[test]
fn an_owner_that_was_voted_down_may_publish() {
	with_members(5, || {
		let task = open_task(publishing(real_spec()));
		(1..=5).for_each(|n| ok(commit_real(task, n)));
		next_block();
		(1..=4).for_each(|n| ok(vote(task, n, 0b01111)));
		ok(vote(task, 5, 0b11111));
		next_block();
		assert_eq!(round(task).publication.unwrap().contested, 0b10000);
		assert_ok!(publish_part(task, 5, 4, 0, &bytes(5)));
		next_block();
		assert_eq!(included(task), [1, 2, 3, 4, 5]);
	});
}

#[test]
fn nobody_is_marked_for_an_update_that_no_quorum_holds() {
	with_members(5, || {
		let task = open_task(publishing(real_spec()));
		(1..=5).for_each(|n| ok(commit_real(task, n)));
		next_block();
		(1..=4).for_each(|n| ok(vote_missing(task, n, 0b01111, 0b10000)));
		ok(vote(task, 5, 0b11111));
		next_block();
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(included(task), [1, 2, 3, 4]);
		assert!(WithheldTold::get().is_empty());
		assert!((1..=5).all(|n| lost(n) == 0 && Training::held(&member(n)) == [0; 4]));
	});
}

/// Five members have committed to long updates; that of the first is contested.
fn with_long_update_contested() -> u32 {
	let task = open_task(TaskSpec { dim: LONG, ..publishing(real_spec()) });
	(1..=5).for_each(|n| ok(commit_bytes(task, n, &long(n))));
	next_block();
	ok(vote_missing(task, 5, 0b11110, 0b00001));
	(1..=4).for_each(|n| ok(vote(task, n, 0b11111)));
	next_block();
	task
}

#[test]
fn a_long_update_comes_in_parts_of_any_order_by_anybody() {
	with_members(5, || {
		let task = with_long_update_contested();
		let (id, all) = (round(task).id, long(1));
		let view = |id: RoundId| Training::round_view(id).unwrap().publication.unwrap();
		assert_ok!(publish_part(task, 2, 0, 2, &all));
		let first_at = System::block_number() as u32;
		assert_eq!(view(id).updates[0].published_at, [None, None, Some(first_at)]);
		next_block();
		assert_noop!(publish_part(task, 3, 0, 2, &all), Error::<Test>::AlreadyPublished);
		Training::do_try_state().unwrap();
		assert_ok!(publish_part(task, 3, 0, 0, &all));
		assert_eq!(view(id).updates[0].unpublished().collect::<Vec<_>>(), [1]);
		assert_eq!(round(task).publication.unwrap().whole, 0);
		assert_ok!(publish_part(task, 5, 0, 1, &all));
		assert_eq!(round(task).publication.unwrap().whole, 0b00001);
		next_block();
		assert_eq!(included(task), [1, 2, 3, 4, 5]);
		let seen = view(id);
		// Each part is in the body of the block that it names.
		assert_eq!(seen.updates[0].blocks(), Some(vec![first_at + 1, first_at + 1, first_at]));
		assert_eq!(seen.closed_at, Some(System::block_number() as u32));
		assert_eq!(seen.opened_at + 2, System::block_number() as u32);
		// It all goes with the round.
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(Published::<Test>::iter().count(), 0);
	});
}

#[test]
fn bytes_that_are_not_the_part_are_refused() {
	with_members(5, || {
		let task = with_long_update_contested();
		let mut other = long(1);
		other[3 << 19] ^= 1;
		assert_noop!(publish_part(task, 2, 0, 1, &other), Error::<Test>::NotThePart);
		assert_noop!(publish_part(task, 2, 0, 1, &long(2)), Error::<Test>::NotThePart);
		// Another place, a place beyond the end, no bytes, too few bytes, a path too short.
		let path = vec![[0; 32]; 2];
		assert_noop!(publish_bytes(task, 2, 0, 3, &[], vec![]), Error::<Test>::NotThePart);
		assert_noop!(publish_bytes(task, 2, 0, 255, &[], vec![]), Error::<Test>::NotThePart);
		assert_noop!(publish_bytes(task, 2, 0, 0, &[], path.clone()), Error::<Test>::NotThePart);
		assert_noop!(publish_bytes(task, 2, 0, 0, &long(1)[..1 << 19], path), Error::<Test>::NotThePart);
		assert_noop!(publish_bytes(task, 2, 0, 0, &long(1)[..1 << 20], vec![]), Error::<Test>::NotThePart);
		assert_ok!(publish_part(task, 2, 0, 1, &long(1)));
	});
}

#[test]
fn foreigners_wrong_phases_and_what_is_not_contested_are_refused() {
	with_members(5, || {
		let task = open_task(publishing(real_spec()));
		assert_noop!(publish_part(task, 1, 0, 0, &bytes(1)), Error::<Test>::NotInPublicationPhase);
		(1..=5).for_each(|n| ok(commit_real(task, n)));
		next_block();
		ok(vote_missing(task, 5, 0b11110, 0b00001));
		assert_noop!(publish_part(task, 1, 0, 0, &bytes(1)), Error::<Test>::NotInPublicationPhase);
		(1..=4).for_each(|n| ok(vote(task, n, 0b11111)));
		next_block();
		admit(6);
		assert_noop!(publish_part(task, 6, 0, 0, &bytes(1)), Error::<Test>::NotInElectorate);
		assert_noop!(publish_part(task, 9, 0, 0, &bytes(1)), Error::<Test>::NotAMember);
		assert_noop!(publish_part(task, 1, 1, 0, &bytes(2)), Error::<Test>::NotContested);
		assert_noop!(publish_part(task, 1, 200, 0, &bytes(1)), Error::<Test>::NotContested);
		run_to(round(task).ends_at.into());
		next_block_with(frame_support::weights::Weight::zero()); // The window is over, and the move late.
		assert_noop!(publish_part(task, 1, 0, 0, &bytes(1)), Error::<Test>::NotInPublicationPhase);
		next_block();
		assert_noop!(publish_part(task, 1, 0, 0, &bytes(1)), Error::<Test>::NotInPublicationPhase);
	});
}

#[test]
fn a_copied_update_cannot_be_brought_in_by_publishing_it() {
	for spec in [real_spec(), TaskSpec { dim: LONG, ..real_spec() }] {
		with_members(5, || {
			let long_one = spec.dim == LONG;
			let bytes = |n: u8| if long_one { long(n) } else { bytes(n) };
			let task = open_task(publishing(spec.clone()));
			(1..=4).for_each(|n| ok(commit_bytes(task, n, &bytes(n))));
			// Member 5 copies what member 1 committed to: root and proof of possession.
			let of_1 = manifest(task, 1);
			let possession = guild_primitives::possession(&member(1), &of_1.round, &bytes(1));
			ok(commit_manifest(5, Manifest { update_root: Root::of(&bytes(1)), possession, ..manifest(task, 5) }));
			next_block();
			(1..=5).for_each(|n| ok(vote(task, n, 0b01111)));
			next_block();
			assert_eq!(round(task).publication.unwrap().contested, 0b10000);
			let last = if long_one { 2 } else { 0 };
			for part in 0..last {
				assert_ok!(publish_part(task, 5, 4, part, &bytes(1)));
			}
			assert_noop!(publish_part(task, 5, 4, last, &bytes(1)), Error::<Test>::PossessionDoesNotHold);
			run_to(u64::from(round(task).ends_at) + 1);
			assert_eq!(included(task), [1, 2, 3, 4]);
		});
	}
}

#[test]
fn a_round_whose_published_updates_are_too_few_fails() {
	with_members(5, || {
		let task = in_publication(0b01111);
		let id = round(task).id;
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::TooFewIncluded));
		assert_eq!((WithheldTold::get().len(), lost(5)), (4, 0));
	});
}

#[test]
fn who_holds_or_owns_a_contested_update_owes_its_parts() {
	with_members(5, || {
		let task = in_publication(0b00011);
		let owed = |n: u8| match Training::duties(member(n)).pop() {
			Some(Duty::Publish { updates, .. }) => updates.iter().map(|update| update.position).collect(),
			None => vec![],
			other => panic!("{other:?}"),
		};
		assert_eq!((owed(1), owed(4), owed(5)), (vec![0, 1], vec![0, 1], vec![]));
		assert_ok!(publish_part(task, 4, 0, 0, &bytes(1)));
		assert_eq!((owed(1), owed(5)), (vec![1], vec![]));
		let view = Training::round_view(round(task).id).unwrap();
		assert_eq!(view.members[4].missing, Some(0b00011));
		assert_eq!(view.publication.unwrap().closed_at, None);
	});
}

#[test]
fn a_part_is_a_normal_call_that_weighs_by_its_length() {
	let info = |len: usize| {
		let round = RoundId { task: 0, index: 0 };
		let (bytes, path) = (vec![0; len].try_into().unwrap(), Default::default());
		crate::Call::<Test>::publish { round, update: 0, part: 0, bytes, path }.get_dispatch_info()
	};
	assert_eq!(info(9).class, DispatchClass::Normal);
	assert!(info(1 << 20).call_weight.ref_time() > 10 * info(9).call_weight.ref_time());
}
