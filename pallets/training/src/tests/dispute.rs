//! Late truth: final results are proven false.

use super::truth::*;
use crate::{mock::*, Error, Event, Faults, Lineages, Tasks};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo, Pays},
	traits::fungible::Inspect,
};
use guild_aggregation::{
	lanes,
	proof::{prove_malformed, prove_possession, Attestation, Record},
};
use guild_primitives::{
	fault::{Fault, Reason, Unjudged, Verdict},
	RoundId, TaskSpec,
};

/// A task whose first round all of members 1 to 4 made final with a lie of this kind, without a challenge.
fn final_lie(kind: u8) -> (u32, RoundId) {
	let task = open_task(TaskSpec { rounds: 3, ..real_spec() });
	(task, next_final_lie(task, kind))
}

fn next_final_lie(task: u32, kind: u8) -> RoundId {
	let id = round(task).id;
	(1..=4).for_each(|n| ok(commit_real(task, n)));
	next_block();
	all_vote(task, 1..=4, 0b1111);
	let claim = lie(task, kind);
	(1..=4).for_each(|n| ok(attest_claim(task, n, &claim)));
	next_block();
	assert!(Lineages::<Test>::contains_key(id));
	id
}

fn proof(id: RoundId, kind: u8) -> guild_aggregation::proof::FaultProof {
	let inputs = Lineages::<Test>::get(id).unwrap().inputs;
	proof_of(&inputs, &lie_of(&inputs, kind))
}

#[test]
fn a_final_lie_is_recorded_and_disputes_all_models_from_there_on() {
	for kind in LIES {
		with_members(4, || {
			let (task, id) = final_lie(kind);
			let lineage = Lineages::<Test>::get(id).unwrap();
			admit(9); // Whoever is a member now.
			let judged = Training::check_final(id, &proof(id, kind).encode());
			let Ok(Verdict::Guilty(fault)) = judged else { panic!("{judged:?}") };
			let paid = dispute(id, 9, proof(id, kind)).unwrap();
			assert_eq!(paid.pays_fee, Pays::No);
			let (model_root, challenger) = (lineage.result.model_root, member(9));
			assert!(told(Event::ModelDisputed { round: id, model_root, fault, challenger }));
			let record = Faults::<Test>::get(id, 0).unwrap();
			assert_eq!((record.result_hash, record.challenger, record.fault), (lineage.result_hash, challenger, fault));
			assert_eq!(record.guilty, lineage.attesters);
			assert_eq!(Evidence::get().first(), Some(&record));
			assert_eq!(Training::task_view(task).unwrap().disputed_from, Some(0));
			// Nothing is taken back, and deposits were back already.
			assert_eq!(Tasks::<Test>::get(task).unwrap().model_root, model_root);
			assert!((1..=4).all(|n| Balances::balance(&owner(n)) == ENDOWMENT));
			let view = Training::round_view(id).unwrap();
			assert_eq!((view.faults, view.guilty, view.quorum), (vec![record], vec![], 3));
			assert_noop!(dispute(id, 1, proof(id, kind)), Error::<Test>::AlreadyDisputed);
			assert_eq!(Training::check_final(id, &proof(id, kind).encode()), Err(Unjudged::AlreadyProven));
		});
	}
}

#[test]
fn the_earliest_disputed_round_is_remembered() {
	with_members(4, || {
		let (task, first) = final_lie(0);
		next_block();
		let second = next_final_lie(task, 1);
		assert_ok!(dispute(second, 1, proof(second, 1)));
		assert_eq!(Tasks::<Test>::get(task).unwrap().disputed_from, Some(1));
		Training::do_try_state().unwrap();
		assert_ok!(dispute(first, 1, proof(first, 0)));
		assert_eq!(Tasks::<Test>::get(task).unwrap().disputed_from, Some(0));
	});
}

#[test]
fn a_late_fault_comes_after_those_of_its_open_round() {
	with_members(5, || {
		let task = in_real_attest(5);
		let (id, first, second) = (round(task).id, lie(task, 0), lie(task, 1));
		ok(attest_claim(task, 1, &first));
		assert_ok!(challenge(task, 5, &first));
		(2..=5).for_each(|n| ok(attest_claim(task, n, &second)));
		next_block();
		assert_ok!(dispute(id, 1, proof(id, 1)));
		let fault = |number| Faults::<Test>::get(id, number).unwrap().fault;
		assert_eq!([fault(0), fault(1)], [Fault::ModelFold, Fault::Coefficients]);
		// Only the first took anybody out of the electorate.
		let view = Training::round_view(id).unwrap();
		assert_eq!((view.guilty, view.quorum, view.faults.len()), (vec![member(1)], 3, 2));
	});
}

#[test]
fn a_malformed_update_is_its_owners_fault_too() {
	with_members(4, || {
		let task = open_task(real_spec());
		let mut bytes = lanes::to_bytes(&update(4));
		bytes[700..702].copy_from_slice(&i16::MIN.to_le_bytes());
		(1..=3).for_each(|n| ok(commit_real(task, n)));
		ok(commit_bytes(task, 4, &bytes));
		next_block();
		all_vote(task, 1..=4, 0b1111);
		let (id, result) = (round(task).id, body(task, b"any"));
		(1..=3).for_each(|n| ok(attest(task, n, &result)));
		run_to(u64::from(round(task).ends_at) + 1);
		run_to(u64::from(round(task).ends_at) + 1);
		let inputs = Lineages::<Test>::get(id).unwrap().inputs;
		assert_ok!(dispute(id, 2, prove_malformed(3, &bytes, &inputs).unwrap()));
		let record = Faults::<Test>::get(id, 0).unwrap();
		assert_eq!(record.fault, Fault::MalformedUpdate { update: 3 });
		assert_eq!((record.guilty.to_vec(), record.held_by.len()), ([1, 2, 3, 4].map(member).to_vec(), 0));
	});
}

#[test]
fn what_shows_nothing_is_refused_with_its_fee() {
	with_members(4, || {
		let (task, id) = final_lie(0);
		assert_noop!(dispute(id, 1, bad_proof()), Error::<Test>::NotProven);
		assert_eq!(dispute(id, 1, bad_proof()).unwrap_err().post_info.pays_fee, Pays::Yes);
		assert_noop!(dispute(id, 9, proof(id, 0)), Error::<Test>::NotAMember);
		assert_noop!(dispute(RoundId { index: 1, ..id }, 1, proof(id, 0)), Error::<Test>::NotFinal);
		assert_noop!(dispute(RoundId { task: 7, index: 0 }, 1, proof(id, 0)), Error::<Test>::UnknownTask);
		let check = |id, bytes: &[u8]| Training::check_final(id, bytes);
		assert_eq!(check(id, &bad_proof().encode()), Ok(Verdict::NotProven(Reason::ListLength)));
		assert_eq!(check(id, &[]), Err(Unjudged::NotAProof));
		assert_eq!(check(RoundId { index: 1, ..id }, &bad_proof().encode()), Err(Unjudged::NotFinal));
		// Whether an attester held the list cannot be shown any more.
		let lineage = Lineages::<Test>::get(id).unwrap();
		let attestation = Some(Attestation { member: member(1), possession: POSSESSION });
		let record = Record { inputs: &lineage.inputs, claim: &lineage.result, attestation };
		let list = lie_of(&lineage.inputs, 0).1;
		let copied = prove_possession(&list, &record).unwrap();
		assert_noop!(dispute(id, 1, copied), Error::<Test>::NotProven);
		assert_eq!(Tasks::<Test>::get(task).unwrap().disputed_from, None);
	});
}

#[test]
fn a_real_proof_of_another_round_disputes_nothing() {
	with_members(4, || {
		let (task, first) = final_lie(0);
		next_block();
		let second = next_final_lie(task, 0);
		for (shown, of) in [(first, second), (second, first)] {
			let refused = Ok(Verdict::NotProven(Reason::NotTheList));
			assert_eq!(Training::check_final(shown, &proof(of, 0).encode()), refused);
			assert_noop!(dispute(shown, 1, proof(of, 0)), Error::<Test>::NotProven);
		}
		assert!(Evidence::get().is_empty());
		assert_ok!(dispute(second, 1, proof(second, 0)));
		assert_eq!(Faults::<Test>::get(second, 0).unwrap().fault, Fault::ModelFold);
	});
}

#[test]
fn the_truth_cannot_be_disputed() {
	with_members(4, || {
		let task = in_real_attest(4);
		let (id, truth, lie) = (round(task).id, truth(task), lie(task, 0));
		let against_the_lie = proof_against(task, &lie);
		(1..=4).for_each(|n| ok(attest_claim(task, n, &truth)));
		next_block();
		assert_noop!(dispute(id, 1, against_the_lie), Error::<Test>::NotProven);
	});
}

#[test]
fn a_dispute_is_operational_and_weighs_like_a_challenge() {
	let (round, result_hash) = (RoundId { task: 0, index: 0 }, guild_primitives::Root([1; 32]));
	let proof = || Box::new(bad_proof());
	let dispute = crate::Call::<Test>::dispute { round, proof: proof() }.get_dispatch_info();
	let challenge = crate::Call::<Test>::challenge { round, result_hash, attester: None, proof: proof() };
	assert_eq!(dispute.class, DispatchClass::Operational);
	assert_eq!(dispute.call_weight, challenge.get_dispatch_info().call_weight);
}
