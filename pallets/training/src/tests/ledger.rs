//! What commitments have to do with the privacy ledger.

use crate::{mock::*, Call, Commitments, Error};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use guild_primitives::{LedgerRefusal, Manifest, Mechanism, Root, TaskId};

/// Member `n`'s manifest of an update with noise.
fn noisy_manifest(task: TaskId, n: u8, update: &[u8]) -> Manifest {
	Manifest { mechanism: local("0.07"), update_root: Root::of(update), ..manifest(task, n) }
}

#[test]
fn a_commitment_is_charged_and_one_over_the_budget_is_refused() {
	with_members(4, || {
		let tasks = [0; 3].map(|_| open_task(noisy()));
		for (task, update) in tasks.iter().zip([b"one", b"two"]) {
			assert_ok!(commit_manifest(1, noisy_manifest(*task, 1, update)));
		}
		assert_eq!(Charged::get(), [(member(1).0, Root::of(b"one")), (member(1).0, Root::of(b"two"))]);
		let third = commit_manifest(1, noisy_manifest(tasks[2], 1, b"three"));
		assert_noop!(third, Error::<Test>::OverPrivacyBudget);
		assert!(!Commitments::<Test>::contains_key(tasks[2], member(1)));
		// What is refused for another reason costs nothing.
		let wrong = Manifest { samples: 0, ..noisy_manifest(tasks[2], 2, b"three") };
		assert_noop!(commit_manifest(2, wrong), Error::<Test>::BadSamples);
		assert_eq!(Charged::get().len(), 2);
		// Others have budgets of their own.
		assert_ok!(commit_manifest(2, noisy_manifest(tasks[2], 2, b"three")));
	});
}

#[test]
fn a_failed_round_commits_the_same_update_again_at_no_cost() {
	with_members(4, || {
		let task = open_task(noisy());
		for round_index in 0..4 {
			assert_eq!(round(task).id.index, round_index);
			assert_ok!(commit_manifest(1, noisy_manifest(task, 1, b"one")));
			// Alone it is too few; the next round opens with the block after.
			run_to(u64::from(round(task).ends_at) + 2);
		}
		assert_eq!(Charged::get(), [(member(1).0, Root::of(b"one"))]);
	});
}

#[test]
fn updates_without_noise_are_not_charged() {
	with_members(4, || {
		Affordable::set(&0);
		let task = open_task(spec());
		all_commit(task, 1..=4);
		assert!(Charged::get().is_empty());
	});
}

#[test]
fn the_norm_bound_of_a_round_leaves_room_for_the_noise() {
	with_members(3, || {
		for (spec, bound) in [
			(spec(), 40_000),
			// The formula of `norm_bound_squared` in exact integers, in Python: norm 40000, σ = 2000, 1441 lanes.
			(noisy(), 97_553),
		] {
			let task = open_task(spec.clone());
			let mechanism = if spec.mechanism.range().is_some() { local("0.05") } else { Mechanism::None };
			for n in 1..=3 {
				assert_ok!(commit_manifest(n, Manifest { mechanism, ..manifest(task, n) }));
			}
			next_block();
			all_vote(task, 1..=3, 0b111);
			assert_eq!(crate::Inputs::<Test>::get(task).unwrap().norm_bound, bound);
		}
	});
}

#[test]
fn the_pool_can_ask_whether_a_commitment_is_affordable() {
	with_members(3, || {
		Affordable::set(&1);
		let task = open_task(noisy());
		let call = |n, update: &[u8]| {
			let manifest = noisy_manifest(task, n, update);
			Call::<Test>::commit_update { signature: sign(n, &manifest), manifest: Box::new(manifest) }
		};
		assert!(Training::is_affordable(&duty(1), &call(1, b"one")));
		assert_ok!(commit_manifest(1, noisy_manifest(task, 1, b"one")));
		// The same update again, another one, another member, nobody, another call.
		assert!(Training::is_affordable(&duty(1), &call(1, b"one")));
		assert!(!Training::is_affordable(&duty(1), &call(1, b"two")));
		assert!(Training::is_affordable(&duty(2), &call(2, b"two")));
		assert!(Training::is_affordable(&duty(9), &call(1, b"two")));
		assert!(Training::is_affordable(&duty(1), &Call::stop_task { task }));
	});
}

#[test]
fn a_commitment_weighs_what_the_ledger_says_and_more() {
	use crate::{weights::SubstrateWeight, WeightInfo};
	with_members(3, || {
		let task = open_task(noisy());
		let manifest = noisy_manifest(task, 1, b"one");
		let call = Call::<Test>::commit_update { signature: sign(1, &manifest), manifest: Box::new(manifest) };
		let more = call.get_dispatch_info().call_weight - SubstrateWeight::<Test>::commit_update();
		assert_eq!((more.ref_time(), more.proof_size()), (1, 0));
	});
}

#[test]
fn each_refusal_of_the_ledger_has_its_error() {
	for (refusal, error) in [
		(LedgerRefusal::NoLedger, Error::<Test>::MechanismNotAccounted),
		(LedgerRefusal::NotAccountable, Error::MechanismNotAccounted),
		(LedgerRefusal::UnknownDataset, Error::UnknownDataset),
		(LedgerRefusal::NoBudget, Error::NoPrivacyBudget),
		(LedgerRefusal::OverBudget, Error::OverPrivacyBudget),
		(LedgerRefusal::DeclaredDifferently, Error::DeclaredDifferently),
	] {
		assert_eq!(Error::<Test>::from(refusal), error);
	}
}
