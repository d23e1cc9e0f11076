use crate::{mock::*, Attestations, Error, Event, Lineages, Results, RoundRecords};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use guild_primitives::{FailReason, Outcome, Phase, ResultBody, Root, RoundId, COEFFICIENT_ONE};

fn attest_hash(task: u32, n: u8, hash: Root) -> Called {
	attest_signed(n, round(task).id, hash, POSSESSION, None)
}

#[test]
fn the_first_attester_brings_the_body_and_the_others_name_it() {
	with_members(4, || {
		let task = in_attest(4);
		let body = body(task, b"model");
		let hash = hash(task, &body);
		assert_noop!(attest_hash(task, 1, hash), Error::<Test>::BodyMissing);
		assert_ok!(attest(task, 1, &body));
		assert_eq!(Results::<Test>::get(task, hash), Some(body));
		assert_ok!(attest_hash(task, 2, hash));
		assert_eq!(Attestations::<Test>::get(task, member(2)).map(|said| said.result_hash), Some(hash));
		assert!(told(Event::ResultAttested { round: round(task).id, member: member(2), result_hash: hash }));
	});
}

#[test]
fn an_attestation_is_kept_with_its_signature_and_refused_with_another() {
	with_members(4, || {
		let task = in_attest(4);
		let (id, body) = (round(task).id, body(task, b"model"));
		let hash = hash(task, &body);
		let send = |signature| {
			let body = Some(Box::new(body.clone()));
			Training::attest(RuntimeOrigin::signed(duty(1)), id, hash, POSSESSION, signature, body)
		};
		for wrong in [
			sign_attestation(2, id, hash, POSSESSION),
			sign_attestation(1, RoundId { index: 1, ..id }, hash, POSSESSION),
			sign_attestation(1, id, Root::of(b"other"), POSSESSION),
			sign_attestation(1, id, hash, Root::of(b"other")),
		] {
			assert_noop!(send(wrong), Error::<Test>::BadSignature);
		}
		let signature = sign_attestation(1, id, hash, POSSESSION);
		assert_ok!(send(signature));
		assert_eq!(Attestations::<Test>::get(task, member(1)).unwrap().signature, signature);
	});
}

#[test]
fn two_members_may_bring_the_same_body() {
	with_members(4, || {
		let task = in_attest(4);
		let body = body(task, b"model");
		assert_ok!(attest(task, 1, &body));
		assert_ok!(attest(task, 2, &body));
		assert_eq!(Results::<Test>::iter_prefix(task).count(), 1);
	});
}

#[test]
fn a_result_with_a_quorum_is_final_when_nobody_proves_it_false() {
	with_members(4, || {
		let task = in_attest(4);
		let id = round(task).id;
		let (honest, other) = (body(task, b"model"), body(task, b"other"));
		(1..=3).for_each(|n| ok(attest(task, n, &honest)));
		next_block();
		assert_eq!(round(task).phase, Phase::Attest); // A quorum alone ends nothing early.
		assert_ok!(attest(task, 4, &other));
		next_block();
		let result_hash = hash(task, &honest);
		assert!(told(Event::ResultProposed { round: id, result_hash, attesters: 3, has_quorum: true }));
		let ends_at = System::block_number() as u32 + 8; // Two turns of four validators are more than the task's six blocks.
		assert!(told(Event::PhaseOpened { round: id, phase: Phase::Challenge, ends_at }));
		run_to(ends_at.into());
		assert_eq!(round(task).phase, Phase::Challenge);
		next_block();
		let lineage = Lineages::<Test>::get(id).unwrap();
		assert_eq!(lineage.result, honest);
		assert_eq!(lineage.attesters.to_vec(), [1, 2, 3].map(member));
		assert_eq!(lineage.samples.to_vec(), [100, 200, 300, 400]);
		let (model_root, result_hash) = (Root::of(b"model"), lineage.result_hash);
		assert!(told(Event::RoundFinal { round: id, model_root, result_hash, attesters: 3 }));
	});
}

#[test]
fn without_a_quorum_the_most_attested_result_is_proposed_for_twice_the_window() {
	with_members(4, || {
		let task = in_attest(4);
		let id = round(task).id;
		let (model, other) = (body(task, b"model"), body(task, b"other"));
		(1..=2).for_each(|n| ok(attest(task, n, &model)));
		(3..=4).for_each(|n| ok(attest(task, n, &other)));
		next_block();
		// Of two alike the lower hash.
		let lower = if hash(task, &model) < hash(task, &other) { model } else { other };
		assert_eq!(round(task).proposed.map(|p| p.proposal.result_hash), Some(hash(task, &lower)));
		assert_eq!(round(task).ends_at - round(task).phase_opened_at, 16);
		run_to(u64::from(round(task).ends_at) + 1);
		assert_eq!(Lineages::<Test>::get(id).unwrap().result, lower);
	});
}

#[test]
fn a_round_that_nobody_attests_is_an_outage() {
	with_members(4, || {
		let task = in_attest(4);
		let id = round(task).id;
		run_to(u64::from(round(task).ends_at) + 1);
		assert!(told(Event::RoundFailed { round: id, reason: FailReason::Outage }));
		assert_eq!(RoundRecords::<Test>::get(id).unwrap().outcome, Outcome::Failed(FailReason::Outage));
		assert!(Missed::get().is_empty());
		assert!(!Lineages::<Test>::contains_key(id));
	});
}

#[test]
fn a_body_of_another_hash_or_shape_is_refused() {
	with_members(4, || {
		let task = in_attest(4);
		let id = round(task).id;
		let good = body(task, b"model");
		let send = |hash: Root, body: &ResultBody| attest_signed(1, id, hash, POSSESSION, Some(body));
		assert_noop!(send(Root::of(b"another hash"), &good), Error::<Test>::BodyDoesNotHash);
		// A body hashed under other inputs does not count here.
		assert_noop!(send(good.hash(&Root::of(b"other inputs")), &good), Error::<Test>::BodyDoesNotHash);
		let too_short = ResultBody { norms: BoundedVec::truncate_from(vec![1; 3]), ..good.clone() };
		assert_noop!(attest(task, 1, &too_short), Error::<Test>::BodyDoesNotFit);
		let row = BoundedVec::truncate_from(vec![COEFFICIENT_ONE, 1, 0, 0]);
		let too_heavy = ResultBody { coefficients: BoundedVec::truncate_from(vec![row]), ..good };
		assert_noop!(attest(task, 1, &too_heavy), Error::<Test>::BodyDoesNotFit);
		// Also when the hash is known: what is sent is checked.
		assert_ok!(attest(task, 2, &body(task, b"model")));
		assert_noop!(send(hash(task, &body(task, b"model")), &body(task, b"other")), Error::<Test>::BodyDoesNotHash);
	});
}

#[test]
fn foreigners_second_attestations_and_wrong_phases_are_refused() {
	with_members(4, || {
		let task = in_availability(4);
		assert_noop!(attest_hash(task, 1, Root::of(b"early")), Error::<Test>::NotInAttestPhase);
		all_vote(task, 1..=4, 0b1111);
		let (good, id) = (body(task, b"model"), round(task).id);
		let good_hash = hash(task, &good);
		admit(5);
		assert_noop!(attest(task, 5, &good), Error::<Test>::NotInElectorate);
		assert_noop!(attest(task, 9, &good), Error::<Test>::NotAMember);
		assert_ok!(attest(task, 1, &good));
		assert_noop!(attest(task, 1, &good), Error::<Test>::AlreadyAttested);
		(2..=4).for_each(|n| ok(attest(task, n, &good)));
		next_block();
		let late = || attest_signed(1, id, good_hash, POSSESSION, None);
		assert_noop!(late(), Error::<Test>::WrongRound);
	});
}

#[test]
fn an_attestation_after_the_window_is_refused_even_if_the_move_is_late() {
	with_members(4, || {
		let task = in_attest(4);
		let good = body(task, b"model");
		let ends_at = u64::from(round(task).ends_at);
		run_to(ends_at);
		assert_ok!(attest(task, 1, &good));
		next_block_with(frame_support::weights::Weight::zero()); // No room to move the round.
		assert_eq!(round(task).phase, Phase::Attest);
		assert_noop!(attest(task, 2, &good), Error::<Test>::NotInAttestPhase);
	});
}

#[test]
fn tasks_and_rounds_that_are_not_open_are_refused() {
	with_members(4, || {
		let task = in_attest(4);
		let of = |round| attest_signed(1, round, Root::of(b"result"), POSSESSION, None);
		assert_noop!(of(RoundId { task: 7, index: 0 }), Error::<Test>::UnknownTask);
		assert_noop!(of(RoundId { task, index: 1 }), Error::<Test>::WrongRound);
		assert_ok!(Training::create_task(RuntimeOrigin::root(), Box::new(spec())));
		assert_noop!(of(RoundId { task: task + 1, index: 0 }), Error::<Test>::NoOpenRound);
	});
}
