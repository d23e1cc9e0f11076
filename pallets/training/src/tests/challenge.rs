//! The Challenge phase: what a proof does, what a bad one costs, and what is refused.

use super::truth::*;
use crate::{
	mock::*, Attestations, Deadlines, Due, Error, Event, Faults, Lineages, NextSlash, OldestSlash, Results,
	RoundRecords, Slashes, Tasks,
};
use codec::{DecodeAll, Encode};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo, Pays},
	traits::fungible::Inspect,
	weights::Weight,
};
use guild_aggregation::{
	lanes,
	proof::{prove_malformed, prove_possession, Attestation, FaultProof, Fold, Record},
};
use guild_primitives::{
	fault::{Fault, Reason, Unjudged, Verdict},
	limits::{FREE_CHALLENGES, MAX_PARTICIPANTS},
	AttestationView, Duty, FailReason, Outcome, Phase, Proposal, Root, RoundId,
};

/// Members 1 to 4 of five attest the lie, and member 5 the truth; then the lie is proposed.
fn four_liars(kind: u8) -> (u32, Claim, Claim) {
	let task = in_real_attest(5);
	let (truth, lie) = (truth(task), lie(task, kind));
	(1..=4).for_each(|n| ok(attest_claim(task, n, &lie)));
	ok(attest_claim(task, 5, &truth));
	next_block();
	assert_eq!(round(task).phase, Phase::Challenge);
	(task, truth, lie)
}

fn proposed(task: u32) -> Option<Proposal> {
	round(task).proposed.map(|proposed| proposed.proposal)
}

#[test]
fn one_honest_member_of_five_voids_every_kind_of_lie_of_the_four() {
	for kind in LIES {
		with_members(5, || {
			let (task, truth, lie) = four_liars(kind);
			let (id, false_hash, true_hash) = (round(task).id, hash(task, &lie.0), hash(task, &truth.0));
			assert_eq!(proposed(task), Some(Proposal { result_hash: false_hash, has_quorum: true }));

			// Voided in that block; the truth is final in the next.
			let paid = challenge(task, 5, &lie).unwrap();
			assert_eq!(paid.pays_fee, Pays::No);
			assert!(!Results::<Test>::contains_key(task, false_hash));
			assert_eq!((round(task).guilty, round(task).quorum()), (0b1111, 1));
			assert_eq!(round(task).free_challenges(1 << 4), FREE_CHALLENGES);
			Training::do_try_state().unwrap();
			next_block();
			let lineage = Lineages::<Test>::get(id).unwrap();
			assert_eq!((lineage.result, lineage.result_hash), (truth.0.clone(), true_hash));
			assert_eq!(lineage.attesters.to_vec(), [member(5)]);

			// The record stays, and whoever wants to know is told.
			let fault = Faults::<Test>::get(id, 0).unwrap();
			assert_eq!((fault.result_hash, fault.challenger), (false_hash, member(5)));
			assert_eq!(fault.guilty.to_vec(), [1, 2, 3, 4].map(member));
			assert_eq!(Evidence::get(), [fault]);
			let expected = match kind {
				0 => Fault::ModelFold,
				1 => Fault::Coefficients,
				2 => Fault::Scores,
				3 => Fault::AggregateFold,
				4 => Fault::ListLength,
				5 => Fault::GramStep { span: 1 },
				6 => Fault::AggregateStep { span: 1 },
				_ => Fault::ModelStep { span: 1 },
			};
			assert_eq!(Faults::<Test>::get(id, 0).unwrap().fault, expected);
		});
	}
}

#[test]
fn half_of_what_liars_lose_is_burnt_and_half_is_the_challengers() {
	with_members(5, || {
		let (task, _, lie) = four_liars(0);
		let issued = Balances::total_issuance();
		assert_ok!(challenge(task, 5, &lie));
		let due_at = System::block_number() as u32 + SLASH_DELAY;
		assert!(told(Event::DepositSlashed {
			slash: 2,
			round: round(task).id,
			member: member(3),
			amount: DEPOSIT,
			due_at
		}));
		run_to(u64::from(due_at) - 1);
		assert_eq!((Slashes::<Test>::iter().count(), Balances::total_issuance()), (4, issued));
		assert_eq!(Balances::balance(&owner(1)), ENDOWMENT - DEPOSIT);
		next_block();
		// Of 101 the odd unit is burnt.
		for n in 1..=4 {
			assert_eq!(Balances::total_balance(&owner(n)), ENDOWMENT - DEPOSIT);
		}
		assert_eq!(Balances::balance(&owner(5)), ENDOWMENT + 4 * 50);
		assert_eq!(Balances::total_issuance(), issued - 4 * 51);
		let challenger = Some(member(5));
		assert!(told(Event::SlashSettled { slash: 0, member: member(1), burnt: 51, challenger, paid: 50 }));
		assert_eq!((OldestSlash::<Test>::get(), NextSlash::<Test>::get(), Slashes::<Test>::iter().count()), (4, 4, 0));
	});
}

#[test]
fn governance_may_forgive_a_slash_until_it_is_settled() {
	with_members(5, || {
		let (task, _, lie) = four_liars(0);
		assert_ok!(challenge(task, 5, &lie));
		assert_noop!(Training::forgive_slash(RuntimeOrigin::signed(duty(1)), 1), sp_runtime::DispatchError::BadOrigin);
		assert_ok!(Training::forgive_slash(RuntimeOrigin::root(), 1));
		assert_eq!(Balances::balance(&owner(2)), ENDOWMENT);
		assert!(told(Event::SlashForgiven { slash: 1, member: member(2), amount: DEPOSIT }));
		assert_noop!(Training::forgive_slash(RuntimeOrigin::root(), 1), Error::<Test>::UnknownSlash);
		run_to(System::block_number() + u64::from(SLASH_DELAY));
		assert_noop!(Training::forgive_slash(RuntimeOrigin::root(), 0), Error::<Test>::UnknownSlash);
		assert_eq!(Balances::balance(&owner(5)), ENDOWMENT + 3 * 50);
		assert_eq!((Balances::balance(&owner(2)), OldestSlash::<Test>::get()), (ENDOWMENT, 4));
	});
}

#[test]
fn slashes_wait_for_room_and_are_settled_in_order() {
	use crate::WeightInfo;
	type Weights = crate::weights::SubstrateWeight<Test>;
	with_members(5, || {
		let (task, _, lie) = four_liars(0);
		assert_ok!(challenge(task, 5, &lie));
		assert_ok!(Training::stop_task(RuntimeOrigin::root(), task));
		next_block(); // The round ends, and no other opens.
		next_block();
		for _ in 0..2 * SLASH_DELAY {
			next_block_with(Weight::zero());
		}
		assert_eq!(Slashes::<Test>::iter().count(), 4);
		let room = |slashes: u64| Weights::poll() + Weights::poll_slashes() + Weights::settle_slash() * slashes;
		next_block_with(room(3) - Weight::from_parts(1, 0));
		assert_eq!((OldestSlash::<Test>::get(), Slashes::<Test>::iter().count()), (2, 2));
		next_block_with(room(2));
		assert_eq!((OldestSlash::<Test>::get(), Slashes::<Test>::iter().count()), (4, 0));
	});
}

#[test]
fn a_shorter_delay_overtakes_no_slash_that_waits_and_the_event_says_so() {
	with_members(5, || {
		SlashDelay::set(&30);
		let (task, _, lie) = four_liars(0);
		assert_ok!(challenge(task, 5, &lie));
		let due_at = System::block_number() as u32 + 30;
		SlashDelay::set(&1);
		let (task, _, lie) = four_liars(0);
		assert_ok!(challenge(task, 5, &lie));
		let (round, amount) = (round(task).id, DEPOSIT);
		assert!(told(Event::DepositSlashed { slash: 4, round, member: member(1), amount, due_at }));
		run_to(u64::from(due_at) - 1);
		assert_eq!(Slashes::<Test>::iter().count(), 8);
		next_block();
		assert_eq!(Slashes::<Test>::iter().count(), 0);
	});
}

#[test]
fn who_proves_its_own_fault_has_no_share_in_the_slash() {
	with_members(4, || {
		let task = in_real_attest(4);
		let lie = lie(task, 0);
		(1..=2).for_each(|n| ok(attest_claim(task, n, &lie)));
		assert_ok!(challenge(task, 1, &lie));
		assert!(Slashes::<Test>::iter().all(|(_, slash)| slash.challenger.is_none()));
		let issued = Balances::total_issuance();
		run_to(System::block_number() + u64::from(SLASH_DELAY));
		assert_eq!(Balances::total_issuance(), issued - 2 * DEPOSIT);
	});
}

#[test]
fn a_lie_is_voided_from_the_moment_it_is_attested() {
	with_members(4, || {
		let task = in_real_attest(4);
		let (truth, lie) = (truth(task), lie(task, 5));
		ok(attest_claim(task, 1, &lie));
		assert_ok!(challenge(task, 2, &lie));
		assert_eq!((round(task).phase, round(task).guilty, round(task).attested), (Phase::Attest, 1, 0));
		// The others still have their phase, and end it early without the liar.
		(2..=4).for_each(|n| ok(attest_claim(task, n, &truth)));
		assert_eq!(Due::<Test>::get().to_vec(), [task]);
		let id = round(task).id;
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().attesters.to_vec(), [2, 3, 4].map(member));
	});
}

#[test]
fn a_round_goes_back_to_a_whole_attest_for_those_who_have_not_attested() {
	with_members(5, || {
		let task = in_real_attest(5);
		let (truth, lie) = (truth(task), lie(task, 1));
		(1..=4).for_each(|n| ok(attest_claim(task, n, &lie)));
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(round(task).phase, Phase::Challenge);
		next_block();
		let old_deadline = round(task).ends_at + 1;
		assert_ok!(challenge(task, 5, &lie));
		let (now, open) = (System::block_number() as u32, round(task));
		assert_eq!((open.phase, open.phase_opened_at, open.ends_at), (Phase::Attest, now, now + 4));
		assert!(!Deadlines::<Test>::contains_key(old_deadline));
		assert!(told(Event::PhaseOpened { round: open.id, phase: Phase::Attest, ends_at: now + 4 }));
		assert_noop!(attest_claim(task, 1, &truth), Error::<Test>::FoundGuilty);
		assert_noop!(attest_claim(task, 5, &lie), Error::<Test>::ProvenFalse);
		ok(attest_claim(task, 5, &truth));
		next_block();
		assert_eq!(Lineages::<Test>::get(open.id).unwrap().result, truth.0);
	});
}

#[test]
fn many_different_lies_do_not_outlast_the_only_honest_member() {
	with_members(6, || {
		let task = in_real_attest(6);
		let (id, truth) = (round(task).id, truth(task));
		let lies: Vec<Claim> = (1..=5).map(|n| lie(task, 20 + n)).collect();
		(1..=5).zip(&lies).for_each(|(n, lie)| ok(attest_claim(task, n, lie)));
		ok(attest_claim(task, 6, &truth));
		next_block();
		// No quorum: the lowest hash is proposed, and the window is twice as long.
		let lowest = lies.iter().chain([&truth]).map(|claim| hash(task, &claim.0)).min().unwrap();
		assert_eq!(proposed(task), Some(Proposal { result_hash: lowest, has_quorum: false }));
		assert_eq!(round(task).ends_at - round(task).phase_opened_at, 2 * 12);
		for lie in &lies {
			assert_ok!(challenge(task, 6, lie));
			Training::do_try_state().unwrap();
		}
		assert_eq!(round(task).faults, 5);
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().result, truth.0);
	});
}

#[test]
fn a_false_result_that_is_not_proposed_falls_without_a_new_attest() {
	with_members(5, || {
		let task = in_real_attest(5);
		let (id, truth, lie) = (round(task).id, truth(task), lie(task, 2));
		(1..=4).for_each(|n| ok(attest_claim(task, n, &truth)));
		ok(attest_claim(task, 5, &lie));
		next_block();
		let before = round(task);
		assert_eq!(before.phase, Phase::Challenge);
		assert_ok!(challenge(task, 1, &lie));
		// All who remain have attested the proposed result.
		assert_eq!((round(task).phase, round(task).ends_at), (Phase::Challenge, before.ends_at));
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().result, truth.0);
	});
}

#[test]
fn the_guilty_may_still_challenge() {
	with_members(5, || {
		let task = in_real_attest(5);
		let (lie, other) = (lie(task, 0), lie(task, 1));
		ok(attest_claim(task, 1, &lie));
		ok(attest_claim(task, 2, &other));
		assert_ok!(challenge(task, 3, &lie));
		assert_ok!(challenge(task, 1, &other));
		assert_eq!(round(task).guilty, 0b11);
		assert!(Slashes::<Test>::iter().any(|(_, slash)| slash.challenger == Some(member(1))));
	});
}

#[test]
fn if_nobody_remains_the_round_fails() {
	with_members(3, || {
		let task = in_real_attest(3);
		let (id, lie) = (round(task).id, lie(task, 0));
		(1..=3).for_each(|n| ok(attest_claim(task, n, &lie)));
		assert_ok!(challenge(task, 3, &lie));
		next_block();
		let reason = FailReason::NoAttestation;
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(reason));
		assert_eq!(Training::round_view(id).unwrap().guilty, [1, 2, 3].map(member));
	});
}

#[test]
fn a_copied_attestation_is_the_fault_of_that_attester_alone() {
	with_members(5, || {
		let task = in_real_attest(5);
		let (id, truth) = (round(task).id, truth(task));
		(1..=3).for_each(|n| ok(attest_claim(task, n, &truth)));
		// Member 4 copies what member 1 sent.
		let copied = guild_primitives::possession(&member(1), &id, &truth.1);
		ok(attest_with(task, 4, &truth, copied));
		run_to(u64::from(round(task).ends_at) + 1);
		assert!(proposed(task).unwrap().has_quorum);
		let (hash, phase_opened_at) = (hash(task, &truth.0), round(task).phase_opened_at);
		let inputs = crate::Inputs::<Test>::get(task).unwrap();
		let attestation = Some(Attestation { member: member(4), possession: copied });
		let proof = prove_possession(&truth.1, &Record { inputs: &inputs, claim: &truth.0, attestation }).unwrap();
		// Who holds the list is not guilty.
		assert_ok!(challenge_in(id, 5, hash, Some(member(1)), proof.clone()));
		let reason = Reason::NothingWrong;
		assert!(told(Event::ChallengeFailed {
			round: id,
			result_hash: hash,
			challenger: member(5),
			reason,
			free_challenges: 1
		}));
		assert_eq!(InVain::get(), [(id, member(5))]);
		assert_ok!(challenge_in(id, 5, hash, Some(member(4)), proof));
		assert_eq!(InVain::get().len(), 1);
		assert_eq!((round(task).guilty, Faults::<Test>::get(id, 0).unwrap().fault), (0b1000, Fault::Possession));
		// Three of four are a quorum: the result stands, and so does its window.
		assert_eq!((round(task).phase, round(task).phase_opened_at), (Phase::Challenge, phase_opened_at));
		ok(attest_claim(task, 5, &truth));
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().attesters.to_vec(), [1, 2, 3, 5].map(member));
	});
}

#[test]
fn a_proposed_result_that_loses_its_quorum_or_its_last_attester_is_proposed_anew() {
	with_members(6, || {
		let task = in_real_attest(6);
		let (id, truth) = (round(task).id, truth(task));
		let inputs = crate::Inputs::<Test>::get(task).unwrap();
		(1..=5).for_each(|n| ok(attest_with(task, n, &truth, POSSESSION)));
		run_to(u64::from(round(task).ends_at) + 1);
		let hash = hash(task, &truth.0);
		let accuse = |n: u8| {
			let attestation = Some(Attestation { member: member(n), possession: POSSESSION });
			let proof = prove_possession(&truth.1, &Record { inputs: &inputs, claim: &truth.0, attestation }).unwrap();
			assert_ok!(challenge_in(id, 6, hash, Some(member(n)), proof));
			Training::do_try_state().unwrap();
		};
		accuse(1); // Four of five: a quorum.
		assert_eq!(round(task).phase, Phase::Challenge);
		accuse(2); // Three of four.
		accuse(3); // Two of three: none.
		assert_eq!((round(task).phase, proposed(task)), (Phase::Attest, None));
		accuse(4);
		accuse(5);
		assert_eq!((round(task).attested, Results::<Test>::iter_prefix(task).count()), (0, 0));
		ok(attest_claim(task, 6, &truth));
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().attesters.to_vec(), [member(6)]);
	});
}

#[test]
fn a_malformed_update_fails_the_round_and_its_owner_is_guilty() {
	with_members(4, || {
		let task = open_task(real_spec());
		let mut bytes = lanes::to_bytes(&update(2));
		bytes[700..702].copy_from_slice(&i16::MIN.to_le_bytes());
		[1, 3, 4].into_iter().for_each(|n| ok(commit_real(task, n)));
		ok(commit_bytes(task, 2, &bytes));
		next_block();
		(1..=3).for_each(|n| ok(vote(task, n, 0b1111)));
		ok(vote(task, 4, 0b1101));
		next_block();
		let (id, result) = (round(task).id, body(task, b"any"));
		ok(attest(task, 1, &result));
		let inputs = crate::Inputs::<Test>::get(task).unwrap();
		let position = inputs.included.iter().position(|update| update.member == member(2)).unwrap() as u32;
		let proof = prove_malformed(position, &bytes, &inputs).unwrap();
		assert_ok!(challenge_in(id, 4, hash(task, &result), None, proof.clone()));
		Training::do_try_state().unwrap();
		// Nothing is accepted any more, and the round fails with the next block.
		assert_noop!(attest(task, 3, &result), Error::<Test>::NotInAttestPhase);
		assert_noop!(challenge_in(id, 4, Root::of(b"any"), None, proof), Error::<Test>::ChallengeWindowOver);
		assert!(Training::duties(member(3)).is_empty());
		next_block();
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::MalformedUpdate));
		let fault = Faults::<Test>::get(id, 0).unwrap();
		assert_eq!(fault.fault, Fault::MalformedUpdate { update: position });
		assert_eq!(
			(fault.guilty.to_vec(), fault.held_by.to_vec()),
			([1, 2].map(member).to_vec(), [1, 2, 3].map(member).to_vec())
		);
		assert_eq!(Balances::balance(&owner(2)), ENDOWMENT); // It had attested nothing.
	});
}

#[test]
fn a_bad_proof_is_free_twice_and_the_third_is_refused() {
	with_members(5, || {
		let (task, _, lie) = four_liars(0);
		let (id, hash) = (round(task).id, hash(task, &lie.0));
		for free_challenges in [1, 0] {
			let paid = challenge_in(id, 5, hash, None, bad_proof()).unwrap();
			assert_eq!(paid.pays_fee, Pays::No);
			let (reason, challenger) = (Reason::ListLength, member(5));
			assert!(told(Event::ChallengeFailed { round: id, result_hash: hash, challenger, reason, free_challenges }));
		}
		assert_noop!(challenge_in(id, 5, hash, None, bad_proof()), Error::<Test>::NoChallengesLeft);
		// Not even a good one: somebody else has to send it.
		assert_noop!(challenge(task, 5, &lie), Error::<Test>::NoChallengesLeft);
		let Some(Duty::Recheck { free_challenges: 0, may_attest: false, may_plead: true, .. }) =
			Training::duties(member(5)).pop()
		else {
			panic!("may only plead")
		};
		assert_ok!(challenge(task, 1, &lie));
	});
}

#[test]
fn of_two_honest_challenges_the_second_is_redundant_and_costs_its_sender_nothing() {
	with_members(6, || {
		let task = in_real_attest(6);
		let id = round(task).id;
		let lies: Vec<Claim> = (1..=4).map(|n| lie(task, 20 + n)).collect();
		(1..=4).zip(&lies).for_each(|(n, lie)| ok(attest_claim(task, n, lie)));
		let sends = |n: u8, lie: &Claim| challenge(task, n, lie);
		for lie in &lies[..3] {
			assert_ok!(sends(5, lie));
		}
		for lie in &lies[..2] {
			assert_eq!(sends(6, lie).unwrap().pays_fee, Pays::No);
			let result_hash = hash(task, &lie.0);
			assert!(told(Event::ChallengeRedundant { round: id, result_hash, challenger: member(6) }));
			let proof = proof_against(task, lie).encode();
			assert_eq!(Training::check_fault(id, result_hash, None, &proof), Err(Unjudged::AlreadyProven));
		}
		assert_noop!(sends(6, &lies[2]), Error::<Test>::AlreadyProven);
		// Those who prove their own lies first do not silence the only honest member.
		assert_eq!(round(task).free_challenges(1 << 5), FREE_CHALLENGES);
		assert_ok!(sends(6, &lies[3]));
		assert_eq!(Evidence::get().len(), 4);
	});
}

#[test]
fn a_malformed_update_that_two_prove_in_one_block_costs_neither() {
	with_members(4, || {
		let task = open_task(real_spec());
		let mut bytes = lanes::to_bytes(&update(2));
		bytes[700..702].copy_from_slice(&i16::MIN.to_le_bytes());
		[1, 3, 4].into_iter().for_each(|n| ok(commit_real(task, n)));
		ok(commit_bytes(task, 2, &bytes));
		next_block();
		all_vote(task, 1..=4, 0b1111);
		let (id, result) = (round(task).id, body(task, b"any"));
		ok(attest(task, 1, &result));
		let proof = prove_malformed(1, &bytes, &inputs(task)).unwrap();
		for n in [3, 4] {
			let paid = challenge_in(id, n, hash(task, &result), None, proof.clone()).unwrap();
			assert_eq!(paid.pays_fee, Pays::No);
		}
		assert_eq!(round(task).faults, 1);
	});
}

#[test]
fn a_proof_against_another_result_proves_nothing() {
	with_members(5, || {
		let (task, truth, lie) = four_liars(0);
		let (id, proof) = (round(task).id, proof_against(task, &lie));
		assert_ok!(challenge_in(id, 1, hash(task, &truth.0), None, proof));
		assert_eq!((round(task).guilty, round(task).faults), (0, 0));
		assert_eq!(round(task).free_challenges(1), 1);
		assert!(Evidence::get().is_empty());
	});
}

#[test]
fn a_real_proof_of_another_round_is_refused_for_its_reason_and_uses_up_a_challenge() {
	with_members(5, || {
		// What convicts each kind of lie about the first round, which becomes final with the truth.
		let task = in_real_attest(5);
		let (first, truth) = (round(task).id, truth(task));
		let proofs: Vec<FaultProof> = LIES.map(|kind| proof_against(task, &lie(task, kind))).collect();
		for (kind, proof) in LIES.zip(&proofs) {
			let judged = Training::check_own(first, &lie(task, kind).0, &proof.encode());
			assert!(matches!(judged, Ok(Verdict::Guilty(_))), "{kind}: {judged:?}");
		}
		(1..=5).for_each(|n| ok(attest_claim(task, n, &truth)));
		next_block();
		next_block();
		let id = round(task).id;
		assert_eq!(id, RoundId { index: 1, ..first });
		(1..=5).for_each(|n| ok(commit_real(task, n)));
		next_block();
		all_vote(task, 1..=5, 0b11111);
		let attested = lie(task, 0);
		ok(attest_claim(task, 1, &attested));
		let result_hash = hash(task, &attested.0);

		// The second round has the first one's aggregate as a column more, and so another list.
		for (kind, proof) in LIES.zip(proofs) {
			let reason = match kind {
				0 | 3 => Reason::NotTheList,
				1 | 2 => Reason::GramSize,
				4 => Reason::NotTheChunk,
				5 => Reason::ColumnCount,
				_ => Reason::NotTheLeaves,
			};
			let bytes = proof.encode();
			let not_proven = Ok(Verdict::NotProven(reason));
			assert_eq!(Training::check_own(id, &lie(task, kind).0, &bytes), not_proven, "{kind}");
			assert_eq!(Training::check_fault(id, result_hash, None, &bytes), not_proven, "{kind}");
			let (n, free_challenges) = (2 + kind / 2, 1 - u32::from(kind % 2));
			assert_eq!(challenge_in(id, n, result_hash, None, proof).unwrap().pays_fee, Pays::No);
			let challenger = member(n);
			assert!(told(Event::ChallengeFailed { round: id, result_hash, challenger, reason, free_challenges }));
			assert_eq!(InVain::get()[usize::from(kind)], (id, challenger));
		}
		assert_eq!((round(task).guilty, round(task).faults, InVain::get().len()), (0, 0, 8));
		assert!(Slashes::<Test>::iter().next().is_none() && Evidence::get().is_empty());
		Training::do_try_state().unwrap();
		assert_noop!(challenge(task, 5, &attested), Error::<Test>::NoChallengesLeft);
		// A proof of this round convicts.
		assert_ok!(challenge(task, 1, &attested));
		assert_eq!(Faults::<Test>::get(id, 0).unwrap().fault, Fault::ModelFold);
	});
}

#[test]
fn what_is_not_there_cannot_be_challenged() {
	with_members(5, || {
		let task = in_real_attest(5);
		let id = round(task).id;
		let (truth, lie) = (truth(task), lie(task, 0));
		ok(attest_claim(task, 1, &lie));
		let (hash, proof) = (hash(task, &lie.0), proof_against(task, &lie));
		let refused = |n: u8, id, hash, attester| challenge_in(id, n, hash, attester, proof.clone());
		assert_noop!(refused(2, id, Root::of(b"unknown"), None), Error::<Test>::UnknownResult);
		assert_noop!(refused(2, id, hash, Some(member(3))), Error::<Test>::NotAnAttester);
		assert_noop!(refused(2, RoundId { index: 1, ..id }, hash, None), Error::<Test>::WrongRound);
		assert_noop!(refused(2, RoundId { task: 9, index: 0 }, hash, None), Error::<Test>::UnknownTask);
		admit(6);
		assert_noop!(refused(6, id, hash, None), Error::<Test>::NotInElectorate);
		assert_noop!(refused(9, id, hash, None), Error::<Test>::NotAMember);
		assert_ok!(refused(2, id, hash, None));
		(2..=5).for_each(|n| ok(attest_claim(task, n, &truth)));
		next_block();
		assert_noop!(refused(2, id, hash, None), Error::<Test>::ChallengeWindowOver); // The round is final.
		assert_noop!(refused(2, RoundId { index: 1, ..id }, hash, None), Error::<Test>::NothingToChallenge);
		assert_ok!(Training::create_task(RuntimeOrigin::root(), Box::new(spec())));
		assert_noop!(refused(2, RoundId { task: task + 1, index: 0 }, hash, None), Error::<Test>::NoOpenRound);
	});
}

#[test]
fn a_challenge_after_the_window_is_refused_even_if_the_move_is_late() {
	with_members(5, || {
		let (task, _, lie) = four_liars(0);
		let (id, result_hash) = (round(task).id, hash(task, &lie.0));
		let proof = proof_against(task, &lie);
		assert_eq!(round(task).ends_at - round(task).phase_opened_at, 10); // Two turns of five validators.
		run_to(round(task).ends_at.into());
		assert_eq!(
			Training::check_fault(id, result_hash, None, &proof.encode()),
			Ok(Verdict::Guilty(Fault::ModelFold))
		);
		next_block_with(Weight::zero());
		assert_eq!(round(task).phase, Phase::Challenge);
		assert_noop!(challenge(task, 5, &lie), Error::<Test>::ChallengeWindowOver);
		next_block();
		// What nobody proved false in time is final.
		assert_eq!(Lineages::<Test>::get(id).unwrap().result, lie.0);
		assert_noop!(challenge_in(id, 5, result_hash, None, proof), Error::<Test>::ChallengeWindowOver);
	});
}

#[test]
fn a_proof_beyond_its_bounds_is_no_call() {
	let call = |list: Vec<u8>| {
		// As it is encoded: the index of the call, its arguments, the index of the proof, the list.
		(5u8, RoundId { task: 0, index: 0 }, Root([1; 32]), None::<Root>, 0u8, list).encode()
	};
	let most = guild_aggregation::trace::MAX_LIST_BYTES as usize;
	let decoded = |bytes: Vec<u8>| crate::Call::<Test>::decode_all(&mut &bytes[..]);
	assert!(matches!(decoded(call(vec![0; most])), Ok(crate::Call::challenge { .. })));
	assert!(decoded(call(vec![0; most + 1])).is_err());
	// Nor does the runtime API judge it.
	new_test_ext().execute_with(|| {
		let oversized = (0u8, vec![0u8; most + 1]).encode();
		let judged = Training::check_fault(RoundId { task: 0, index: 0 }, Root([1; 32]), None, &oversized);
		assert_eq!(judged, Err(Unjudged::NotAProof));
	});
}

#[test]
fn a_challenge_is_operational_and_weighs_what_its_kind_costs() {
	with_members(5, || {
		let (task, _, lie) = four_liars(0);
		let (id, result_hash) = (round(task).id, hash(task, &lie.0));
		let info = |proof: FaultProof| {
			let proof = Box::new(proof);
			crate::Call::<Test>::challenge { round: id, result_hash, attester: None, proof }.get_dispatch_info()
		};
		let fold = info(proof_against(task, &lie));
		assert_eq!(fold.class, DispatchClass::Operational);
		let list = vec![0; 1 << 20].try_into().unwrap();
		assert!(info(FaultProof::Fold(Fold { list })).call_weight.ref_time() > fold.call_weight.ref_time());
		// Of a proof that runs the rule the dearest rule is assumed, and what this one does not cost is given back.
		let scores = info(proof_against(task, &super::truth::lie(task, 2)));
		let wrong = super::truth::lie(task, 2);
		assert!(scores.call_weight.ref_time() > 2 * fold.call_weight.ref_time());
		let paid = challenge_in(id, 5, result_hash, None, proof_against(task, &wrong)).unwrap();
		assert!(paid.actual_weight.unwrap().ref_time() < 2 * fold.call_weight.ref_time());
	});
}

#[test]
fn in_challenge_only_the_proposed_result_is_attested_and_all_who_do_end_it() {
	with_members(5, || {
		let task = in_real_attest(5);
		let (id, truth, lie) = (round(task).id, truth(task), lie(task, 0));
		(1..=3).for_each(|n| ok(attest_claim(task, n, &truth)));
		ok(attest_claim(task, 4, &lie));
		run_to(u64::from(round(task).ends_at) + 1);
		// Three of five are no quorum.
		assert_eq!(proposed(task), Some(Proposal { result_hash: hash(task, &truth.0), has_quorum: false }));
		assert_eq!(round(task).ends_at - round(task).phase_opened_at, 20);
		assert_noop!(attest_claim(task, 5, &lie), Error::<Test>::NotTheProposedResult);
		assert_noop!(attest_claim(task, 1, &truth), Error::<Test>::AlreadyAttested);
		assert_ok!(challenge(task, 5, &lie));
		next_block();
		assert_eq!(round(task).phase, Phase::Challenge);
		ok(attest_claim(task, 5, &truth));
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().attesters.len(), 4);
	});
}

#[test]
fn a_deposit_is_held_while_the_attestation_stands() {
	with_members(4, || {
		let task = in_real_attest(4);
		let truth = truth(task);
		(1..=4).for_each(|n| ok(attest_claim(task, n, &truth)));
		assert_eq!(Training::held(&member(1)), [DEPOSIT, 0, 0, 0]);
		assert_eq!(Balances::balance(&owner(1)), ENDOWMENT - DEPOSIT);
		next_block();
		assert_eq!((Training::held(&member(1)), Balances::balance(&owner(1))), ([0; 4], ENDOWMENT));
	});
}

#[test]
fn who_cannot_cover_the_deposit_does_not_attest() {
	use frame_support::traits::{fungible::Mutate, tokens::Preservation};
	with_members(4, || {
		let task = in_real_attest(4);
		let truth = truth(task);
		// The least balance of an account is not the deposit's.
		assert_ok!(Balances::transfer(&owner(1), &owner(2), ENDOWMENT - DEPOSIT, Preservation::Preserve));
		assert_noop!(attest_claim(task, 1, &truth), Error::<Test>::DepositNotCovered);
		assert_ok!(Balances::transfer(&owner(2), &owner(1), 1, Preservation::Preserve));
		assert_ok!(attest_claim(task, 1, &truth));
	});
}

#[test]
fn a_dry_run_says_what_a_challenge_would_be_told_and_costs_nothing() {
	with_members(5, || {
		let (task, truth, lie) = four_liars(7);
		let (id, false_hash, true_hash) = (round(task).id, hash(task, &lie.0), hash(task, &truth.0));
		let proof = proof_against(task, &lie).encode();
		let check = |id, hash, attester| Training::check_fault(id, hash, attester, &proof);
		assert_eq!(check(id, false_hash, None), Ok(Verdict::Guilty(Fault::ModelStep { span: 1 })));
		assert_eq!(check(id, true_hash, None), Ok(Verdict::NotProven(Reason::NotTheLeaves)));
		assert_eq!(check(id, Root::of(b"unknown"), None), Err(Unjudged::UnknownResult));
		assert_eq!(check(id, false_hash, Some(member(5))), Err(Unjudged::NotAnAttester));
		assert_eq!(check(RoundId { index: 1, ..id }, false_hash, None), Err(Unjudged::NoSuchRound));
		assert_eq!(Training::check_fault(id, false_hash, None, &proof[1..]), Err(Unjudged::NotAProof));
		assert_eq!(round(task).free_challenges(1 << 4), FREE_CHALLENGES);
		// A result that nobody has attested can be judged too.
		let other = super::truth::lie(task, 3);
		let proof = proof_against(task, &other).encode();
		assert_eq!(Training::check_own(id, &other.0, &proof), Ok(Verdict::Guilty(Fault::AggregateFold)));
		assert_eq!(Training::check_own(id, &truth.0, &proof), Ok(Verdict::NotProven(Reason::NothingWrong)));
	});
}

#[test]
fn who_has_attested_owes_a_recheck_of_what_others_attest() {
	with_members(5, || {
		let task = in_real_attest(5);
		let (id, truth, lie) = (round(task).id, truth(task), lie(task, 0));
		ok(attest_claim(task, 1, &lie));
		ok(attest_claim(task, 5, &truth));
		let Some(Duty::Recheck { inputs, results, proposed, may_attest, free_challenges, .. }) =
			Training::duties(member(5)).pop()
		else {
			panic!("owes a recheck")
		};
		assert_eq!((inputs.round, proposed, may_attest, free_challenges), (id, None, false, 2));
		assert_eq!(results.len(), 2);
		let seen = results.iter().find(|result| result.result_hash == hash(task, &lie.0)).unwrap();
		assert_eq!((seen.trace_root, seen.attesters[0].member), (lie.0.trace_root, member(1)));
		assert_eq!(seen.attesters[0].possession, guild_primitives::possession(&member(1), &id, &lie.1));
		let AttestationView { possession, signature, .. } = seen.attesters[0];
		assert_eq!(signature, sign_attestation(1, id, seen.result_hash, possession));
		assert_eq!(Training::attested_result(id, seen.result_hash), Some(lie.0.clone()));
		assert_eq!(Training::attested_result(RoundId { index: 1, ..id }, seen.result_hash), None);
		assert!(matches!(Training::duties(member(2))[..], [Duty::Attest { .. }]));
		// The guilty owe nothing but to look at the others.
		assert_ok!(challenge(task, 5, &lie));
		assert!(matches!(Training::duties(member(1))[..], [Duty::Recheck { may_attest: false, .. }]));
		(2..=3).for_each(|n| ok(attest_claim(task, n, &truth)));
		run_to(u64::from(round(task).ends_at) + 1);
		let proposed = Some(hash(task, &truth.0));
		let due = |n: u8| match Training::duties(member(n)).pop() {
			Some(Duty::Recheck { proposed, may_attest, .. }) => (proposed, may_attest),
			other => panic!("{other:?}"),
		};
		assert_eq!([1, 2, 4].map(due), [(proposed, false), (proposed, false), (proposed, true)]);

		let view = Training::round_view(id).unwrap();
		assert_eq!((view.phase, view.guilty, view.quorum), (Some(Phase::Challenge), vec![member(1)], 3));
		assert_eq!(view.proposed.map(|proposal| proposal.result_hash), proposed);
		assert_eq!(view.faults.len(), 1);
		ok(attest_claim(task, 4, &truth));
		next_block();
		let view = Training::round_view(id).unwrap();
		assert_eq!((view.outcome, view.guilty, view.proposed), (Some(Outcome::Final), vec![member(1)], None));
		assert_eq!(view.faults[0].guilty.to_vec(), [member(1)]);
	});
}

#[test]
fn a_challenge_in_the_block_of_the_last_attestation_still_counts() {
	with_members(4, || {
		let task = in_real_attest(4);
		let (id, truth, lie) = (round(task).id, truth(task), lie(task, 0));
		(1..=3).for_each(|n| ok(attest_claim(task, n, &lie)));
		ok(attest_claim(task, 4, &truth));
		assert_eq!(Due::<Test>::get().to_vec(), [task]);
		assert_ok!(challenge(task, 4, &lie));
		assert_eq!(Due::<Test>::get().to_vec(), [task]);
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().result, truth.0);
	});
}

#[test]
fn a_challenge_that_nobody_sends_ends_with_its_window() {
	with_members(5, || {
		let (task, _, lie) = four_liars(0);
		let (id, ends_at) = (round(task).id, u64::from(round(task).ends_at));
		run_to(ends_at);
		assert_eq!(round(task).phase, Phase::Challenge);
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().result, lie.0);
		assert_eq!(Tasks::<Test>::get(task).unwrap().model_root, lie.0.model_root);
		assert!(Attestations::<Test>::iter_prefix(task).next().is_none());
		assert!((1..=5).all(|n| Balances::balance(&owner(n)) == ENDOWMENT));
	});
}

#[test]
fn the_largest_electorate_can_lie_but_for_one() {
	with_members(127, || {
		admit(0);
		let task = open_task(real_spec());
		for n in 0..=127 {
			let update_root = Root::of(&lanes::to_bytes(&update(n)));
			let manifest = guild_primitives::Manifest { samples: 1, update_root, ..manifest(task, n) };
			assert_ok!(commit_manifest(n, manifest));
		}
		next_block();
		all_vote(task, 0..=127, u128::MAX);
		let (id, truth, lie) = (round(task).id, truth(task), lie(task, 5));
		(0..=126).for_each(|n| ok(attest_claim(task, n, &lie)));
		ok(attest_claim(task, 127, &truth));
		next_block();
		assert_eq!(round(task).ends_at - round(task).phase_opened_at, 2 * MAX_PARTICIPANTS);
		assert_ok!(challenge(task, 127, &lie));
		assert_eq!(NextSlash::<Test>::get(), 127);
		next_block();
		assert_eq!(Lineages::<Test>::get(id).unwrap().attesters.to_vec(), [member(127)]);
	});
}
