//! Pleas for withheld lists: answers, falls, and what is refused.

use super::truth::*;
use crate::{mock::*, Due, Error, Event, Faults, Lineages, Pleas, Slashes, Tasks};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo, Pays},
	traits::{fungible::Inspect, fungible::Mutate, tokens::Preservation},
};
use guild_primitives::{fault::Fault, Duty, Phase, PleaView, Root, RoundId};

/// Members 1 to 4 of five attest a lie, and it is proposed. Member 5 has attested nothing.
fn proposed_lie() -> (u32, Claim, Root) {
	let task = in_real_attest(5);
	let lie = lie(task, 5);
	(1..=4).for_each(|n| ok(attest_claim(task, n, &lie)));
	run_to(u64::from(round(task).ends_at) + 1);
	assert_eq!(round(task).phase, Phase::Challenge);
	let hash = hash(task, &lie.0);
	(task, lie, hash)
}

/// Members 1 to 4 of five attest the truth, and it is proposed. Member 5 pleads against it.
fn pleaded_truth() -> (u32, Claim) {
	let task = in_real_attest(5);
	let truth = truth(task);
	(1..=4).for_each(|n| ok(attest_claim(task, n, &truth)));
	run_to(u64::from(round(task).ends_at) + 1);
	ok(plead(task, 5, hash(task, &truth.0)));
	(task, truth)
}

fn now() -> u32 {
	System::block_number() as u32
}

#[test]
fn a_result_whose_list_nobody_sends_falls_with_its_attesters() {
	with_members(5, || {
		let (task, _, lie_hash) = proposed_lie();
		let (id, truth) = (round(task).id, truth(task));
		ok(plead(task, 5, lie_hash));
		let answer_by = now() + 10; // Two turns of five members.
		assert!(told(Event::ListPleadedFor { round: id, result_hash: lie_hash, pleader: member(5), answer_by }));
		assert_eq!((round(task).ends_at, Training::held(&member(5))), (answer_by, [0, 0, 0, PLEA_BOND]));
		Training::do_try_state().unwrap();
		run_to(answer_by.into());
		assert_eq!(round(task).phase, Phase::Challenge);
		next_block();

		assert_eq!((round(task).phase, round(task).guilty, round(task).quorum()), (Phase::Attest, 0b01111, 1));
		let fault = Faults::<Test>::get(id, 0).unwrap();
		assert_eq!((fault.fault, fault.challenger), (Fault::WithheldList, member(5)));
		assert_eq!((fault.result_hash, fault.guilty.to_vec()), (lie_hash, [1, 2, 3, 4].map(member).to_vec()));
		assert_eq!(Evidence::get(), [fault]);
		assert_eq!((Slashes::<Test>::iter().count(), Training::held(&member(5))), (4, [0; 4]));
		assert!(!Pleas::<Test>::contains_key(task));
		// The pleader has what a challenger has.
		assert!(Slashes::<Test>::iter().all(|(_, slash)| slash.challenger == Some(member(5))));
		Training::do_try_state().unwrap();
		ok(attest_claim(task, 5, &truth));
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().result, truth.0);
		run_to(System::block_number() + u64::from(SLASH_DELAY));
		assert_eq!(Balances::balance(&owner(5)), ENDOWMENT + 4 * 50);
	});
}

#[test]
fn a_result_that_fell_with_its_list_may_be_attested_again_by_who_has_it() {
	with_members(5, || {
		let (task, truth) = pleaded_truth();
		let id = round(task).id;
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(round(task).guilty, 0b01111);
		ok(attest_claim(task, 5, &truth));
		next_block();
		// It is final, and nothing says that it is false.
		assert_eq!(Lineages::<Test>::get(id).unwrap().result, truth.0);
		assert_eq!(Tasks::<Test>::get(task).unwrap().disputed_from, None);
		assert_eq!(Training::round_view(id).unwrap().guilty.len(), 4);
	});
}

#[test]
fn an_answer_gives_a_whole_window_to_check_the_list_and_costs_the_pleader_its_bond() {
	with_members(5, || {
		let (task, lie, lie_hash) = proposed_lie();
		let id = round(task).id;
		run_to(round(task).ends_at.into());
		ok(plead(task, 5, lie_hash));
		run_to(System::block_number() + 3);
		let paid = answer(task, 2, lie_hash, &lie.1).unwrap();
		assert_eq!(paid.pays_fee, Pays::No);
		assert!(told(Event::ListSent { round: id, result_hash: lie_hash, answerer: member(2) }));
		assert_eq!(round(task).ends_at, now() + 10);
		let lost = ENDOWMENT - Balances::total_balance(&owner(5));
		assert_eq!((lost, Training::held(&member(5))), (PLEA_BOND, [0; 4]));
		assert_noop!(answer(task, 2, lie_hash, &lie.1), Error::<Test>::AlreadyAnswered);
		assert_noop!(plead(task, 5, lie_hash), Error::<Test>::AlreadyPleaded);
		Training::do_try_state().unwrap();
		// With the list the lie can be proven.
		run_to(round(task).ends_at.into());
		assert_ok!(challenge(task, 5, &lie));
		assert_eq!((round(task).guilty, Pleas::<Test>::contains_key(task)), (0b01111, false));
	});
}

#[test]
fn an_early_answer_leaves_the_old_window() {
	with_members(5, || {
		let task = in_real_attest(5);
		let (lie, other) = (lie(task, 5), lie(task, 6));
		(1..=3).for_each(|n| ok(attest_claim(task, n, &lie)));
		ok(attest_claim(task, 4, &other));
		run_to(u64::from(round(task).ends_at) + 1);
		// No quorum: twice the window.
		let old = round(task).ends_at;
		assert_eq!(old, now() + 20);
		let lie_hash = hash(task, &lie.0);
		// Who attests another result may plead.
		ok(plead(task, 4, lie_hash));
		assert_eq!(round(task).ends_at, now() + 10);
		assert_ok!(answer(task, 5, lie_hash, &lie.1));
		assert_eq!(round(task).ends_at, old);
		let id = round(task).id;
		run_to(u64::from(old) + 1);
		assert_eq!(Lineages::<Test>::get(id).unwrap().result, lie.0);
	});
}

#[test]
fn a_plea_falls_away_when_all_attest_or_the_proposal_falls() {
	with_members(5, || {
		let (task, truth) = pleaded_truth();
		let id = round(task).id;
		ok(attest_claim(task, 5, &truth));
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().attesters.len(), 5);
		assert_eq!((Balances::balance(&owner(5)), Faults::<Test>::iter().count()), (ENDOWMENT, 0));
		assert!(!Pleas::<Test>::contains_key(task));
	});
	with_members(5, || {
		let (task, lie, lie_hash) = proposed_lie();
		ok(plead(task, 5, lie_hash));
		assert_ok!(challenge(task, 5, &lie));
		assert!(!Pleas::<Test>::contains_key(task));
		assert_eq!(Balances::balance(&owner(5)), ENDOWMENT);
		assert_eq!((round(task).phase, round(task).ends_at), (Phase::Attest, now() + 4));
	});
}

#[test]
fn an_answer_to_a_round_that_is_over_does_not_keep_it_open() {
	with_members(5, || {
		let task = in_real_attest(5);
		let (id, truth, lie) = (round(task).id, truth(task), lie(task, 5));
		(1..=4).for_each(|n| ok(attest_claim(task, n, &truth)));
		ok(attest_claim(task, 5, &lie));
		next_block();
		// The pleader is found guilty: all who remain attest what is proposed.
		ok(plead(task, 5, hash(task, &truth.0)));
		assert_ok!(challenge(task, 1, &lie));
		assert_eq!(Due::<Test>::get().to_vec(), [task]);
		assert_ok!(answer(task, 1, hash(task, &truth.0), &truth.1));
		Training::do_try_state().unwrap();
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().attesters.len(), 4);
	});
}

#[test]
fn what_cannot_be_pleaded_for_is_refused() {
	with_members(6, || {
		let task = in_real_attest(6);
		let (lie, other) = (lie(task, 5), lie(task, 6));
		let (lie_hash, other_hash) = (hash(task, &lie.0), hash(task, &other.0));
		(1..=4).for_each(|n| ok(attest_claim(task, n, &lie)));
		ok(attest_claim(task, 5, &other));
		assert_noop!(plead(task, 6, lie_hash), Error::<Test>::NotInChallengePhase);
		assert_noop!(answer(task, 6, lie_hash, &lie.1), Error::<Test>::NotInChallengePhase);
		run_to(u64::from(round(task).ends_at) + 1);
		assert_noop!(answer(task, 1, lie_hash, &lie.1), Error::<Test>::NotPleadedFor);
		assert_noop!(plead(task, 6, other_hash), Error::<Test>::NotTheProposedResult);
		assert_noop!(plead(task, 6, Root::of(b"unknown")), Error::<Test>::NotTheProposedResult);
		assert_noop!(plead(task, 4, lie_hash), Error::<Test>::AttestedItself);
		assert_ok!(challenge(task, 1, &other));
		assert_noop!(plead(task, 5, lie_hash), Error::<Test>::FoundGuilty);
		admit(7);
		assert_noop!(plead(task, 7, lie_hash), Error::<Test>::NotInElectorate);
		assert_noop!(plead(task, 9, lie_hash), Error::<Test>::NotAMember);
		let wrong_round = RoundId { task, index: 1 };
		let elsewhere = Training::plead(RuntimeOrigin::signed(duty(6)), wrong_round, lie_hash);
		assert_eq!(elsewhere, Err(Error::<Test>::WrongRound.into()));
		let rest = ENDOWMENT - PLEA_BOND;
		assert_ok!(Balances::transfer(&owner(6), &owner(1), rest, Preservation::Preserve));
		assert_noop!(plead(task, 6, lie_hash), Error::<Test>::DepositNotCovered);
		assert_ok!(Balances::transfer(&owner(1), &owner(6), rest, Preservation::Preserve));
		ok(plead(task, 6, lie_hash));
		assert_noop!(plead(task, 6, lie_hash), Error::<Test>::AlreadyPleaded);
		assert_noop!(answer(task, 1, other_hash, &other.1), Error::<Test>::NotTheProposedResult);
		assert_noop!(answer(task, 1, lie_hash, &other.1), Error::<Test>::NotTheList);
		assert_noop!(answer(task, 1, lie_hash, &lie.1[96..]), Error::<Test>::NotTheList);
		assert_noop!(answer(task, 9, lie_hash, &lie.1), Error::<Test>::NotAMember);
		// The guilty may answer, too.
		assert_ok!(answer(task, 5, lie_hash, &lie.1));
	});
}

#[test]
fn an_answer_after_the_time_is_refused_even_if_the_move_is_late() {
	with_members(5, || {
		let (task, lie, lie_hash) = proposed_lie();
		ok(plead(task, 5, lie_hash));
		run_to(round(task).ends_at.into());
		next_block_with(frame_support::weights::Weight::zero());
		assert_noop!(answer(task, 1, lie_hash, &lie.1), Error::<Test>::NotInChallengePhase);
		next_block();
		assert_eq!(round(task).guilty, 0b01111);
	});
}

#[test]
fn attesters_owe_the_list_until_it_is_sent_and_others_may_plead() {
	with_members(5, || {
		let (task, lie, lie_hash) = proposed_lie();
		for _ in 0..2 {
			assert_ok!(challenge_in(round(task).id, 1, lie_hash, None, bad_proof()));
		}
		let seen = |n: u8| match Training::duties(member(n)).pop() {
			Some(Duty::Recheck { plea, may_plead, .. }) => Some((plea, may_plead)),
			None => None,
			other => panic!("{other:?}"),
		};
		assert_eq!((seen(1), seen(2), seen(5)), (None, Some((None, false)), Some((None, true))));
		ok(plead(task, 5, lie_hash));
		let plea = PleaView { pleader: member(5), answer_by: now() + 10, answered_at: None };
		assert_eq!(Training::round_view(round(task).id).unwrap().plea, Some(plea));
		// Also who has no challenge left.
		assert_eq!((seen(1), seen(5)), (Some((Some(plea), false)), Some((Some(plea), false))));
		assert_ok!(answer(task, 1, lie_hash, &lie.1));
		let plea = PleaView { answered_at: Some(now()), ..plea };
		assert_eq!((seen(1), seen(5)), (None, Some((Some(plea), false))));
	});
}

#[test]
fn pleas_and_answers_are_operational() {
	let (round, result_hash) = (RoundId { task: 0, index: 0 }, Root([1; 32]));
	let plea = crate::Call::<Test>::plead { round, result_hash }.get_dispatch_info();
	let list = |len: usize| vec![0; len].try_into().unwrap();
	let answer = |len| crate::Call::<Test>::answer { round, result_hash, list: list(len) }.get_dispatch_info();
	assert_eq!([plea.class, answer(0).class], [DispatchClass::Operational; 2]);
	assert!(answer(1 << 20).call_weight.ref_time() > 2 * answer(96).call_weight.ref_time());
}
