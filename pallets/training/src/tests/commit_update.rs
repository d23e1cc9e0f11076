use crate::{mock::*, Commitments, Error, Event};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::{ids::WorkerSignature, Manifest, Mechanism, Phase, Root, RoundId};

#[test]
fn a_commitment_is_kept_with_its_signature() {
	with_members(4, || {
		let task = open_task(spec());
		assert_ok!(commit(task, 2));
		let commitment = Commitments::<Test>::get(task, member(2)).unwrap();
		assert_eq!(commitment.manifest, manifest(task, 2));
		assert_eq!(commitment.signature, sign(2, &manifest(task, 2)));
		assert_eq!(round(task).committed, 0b0010);
		let update_root = Root::of(&[2]);
		assert!(told(Event::UpdateCommitted { round: round(task).id, member: member(2), update_root }));
	});
}

#[test]
fn commit_ends_with_the_last_commitment_of_the_electorate() {
	with_members(4, || {
		let task = open_task(spec());
		(1..=3).for_each(|n| ok(commit(task, n)));
		next_block();
		assert_eq!(round(task).phase, Phase::Commit);
		assert_ok!(commit(task, 4));
		next_block();
		assert_eq!(round(task).phase, Phase::Availability);
	});
}

#[test]
fn a_foreigner_is_refused() {
	with_members(4, || {
		let task = open_task(spec());
		let manifest = manifest(task, 1);
		let signature = sign(9, &manifest);
		let foreign = Training::commit_update(RuntimeOrigin::signed(duty(9)), Box::new(manifest.clone()), signature);
		assert_noop!(foreign, Error::<Test>::NotAMember);
		// The cold owner account is no duty account.
		let owner = sp_core::crypto::AccountId32::new(member(1).0);
		let by_owner =
			Training::commit_update(RuntimeOrigin::signed(owner), Box::new(manifest.clone()), sign(1, &manifest));
		assert_noop!(by_owner, Error::<Test>::NotAMember);
	});
}

#[test]
fn a_member_admitted_after_the_round_opened_waits_for_the_next() {
	with_members(3, || {
		let task = open_task(spec());
		admit(4);
		assert_noop!(commit(task, 4), Error::<Test>::NotInElectorate);
		finish_round(task, 3, b"model");
		next_block();
		assert_ok!(commit(task, 4));
	});
}

#[test]
fn a_removed_member_no_longer_commits() {
	with_members(4, || {
		let task = open_task(spec());
		dismiss(4);
		assert_noop!(commit(task, 4), Error::<Test>::NotAMember);
	});
}

#[test]
fn tasks_and_rounds_that_are_not_open_are_refused() {
	with_members(4, || {
		let task = open_task(spec());
		let of = |round: RoundId| commit_manifest(1, Manifest { round, ..manifest(task, 1) });
		assert_noop!(of(RoundId { task: 7, index: 0 }), Error::<Test>::UnknownTask);
		assert_noop!(of(RoundId { task, index: 1 }), Error::<Test>::WrongRound);
		assert_ok!(Training::create_task(RuntimeOrigin::root(), Box::new(spec())));
		assert_noop!(of(RoundId { task: task + 1, index: 0 }), Error::<Test>::NoOpenRound);
	});
}

#[test]
fn a_commitment_in_the_last_block_of_the_window_is_accepted_and_a_later_one_refused() {
	with_members(4, || {
		let task = open_task(spec());
		let ends_at = round(task).ends_at;
		(1..=3).for_each(|n| ok(commit(task, n)));
		let late = manifest(task, 4);
		run_to(ends_at.into());
		sp_io::storage::start_transaction();
		assert_ok!(commit_manifest(4, late.clone()));
		sp_io::storage::rollback_transaction();
		next_block();
		assert_eq!(round(task).phase, Phase::Availability);
		assert_noop!(commit_manifest(4, late), Error::<Test>::NotInCommitPhase);
	});
}

#[test]
fn a_second_commitment_in_one_round_is_refused() {
	with_members(4, || {
		let task = open_task(spec());
		assert_ok!(commit(task, 1));
		assert_noop!(commit(task, 1), Error::<Test>::AlreadyCommitted);
		let other = Manifest { update_root: Root::of(b"other"), ..manifest(task, 1) };
		assert_noop!(commit_manifest(1, other), Error::<Test>::AlreadyCommitted);
	});
}

#[test]
fn each_fault_of_a_manifest_has_its_own_error() {
	with_members(4, || {
		let task = open_task(spec());
		let good = manifest(task, 1);
		let wrong_base = Manifest { base_root: Root::of(b"another model"), ..good.clone() };
		assert_noop!(commit_manifest(1, wrong_base), Error::<Test>::WrongBaseModel);
		assert_noop!(commit_manifest(1, Manifest { samples: 0, ..good.clone() }), Error::<Test>::BadSamples);
		assert_noop!(commit_manifest(1, Manifest { steps_done: 0, ..good.clone() }), Error::<Test>::BadSteps);
		assert_noop!(commit_manifest(1, Manifest { steps_done: 11, ..good }), Error::<Test>::BadSteps);
	});
}

#[test]
fn a_signature_by_another_key_or_over_another_manifest_is_refused() {
	with_members(4, || {
		let task = open_task(spec());
		let manifest = manifest(task, 1);
		let with =
			|signature| Training::commit_update(RuntimeOrigin::signed(duty(1)), Box::new(manifest.clone()), signature);
		assert_noop!(with(sign(2, &manifest)), Error::<Test>::BadSignature);
		let more = Manifest { samples: 999, ..manifest.clone() };
		assert_noop!(with(sign(1, &more)), Error::<Test>::BadSignature);
		assert_noop!(with(WorkerSignature([0; 64])), Error::<Test>::BadSignature);
		assert_ok!(with(sign(1, &manifest)));
	});
}

#[test]
fn a_mechanism_that_the_task_does_not_allow_is_refused() {
	with_members(4, || {
		let (task, bare) = (open_task(noisy()), open_task(spec()));
		let with = |task, mechanism| commit_manifest(1, Manifest { mechanism, ..manifest(task, 1) });
		for mechanism in [Mechanism::None, local("0.049999999"), local("0.100000001")] {
			assert_noop!(with(task, mechanism), Error::<Test>::WrongMechanism);
		}
		assert_noop!(with(bare, local("0.05")), Error::<Test>::WrongMechanism);
		assert_ok!(with(task, local("0.07")));
	});
}

#[test]
fn a_copied_commitment_is_not_included() {
	with_members(4, || {
		let task = open_task(spec());
		(1..=3).for_each(|n| ok(commit(task, n)));
		// Member 4 names member 1's root; it cannot make the proof of possession, because it has no bytes.
		let copied = Manifest {
			update_root: manifest(task, 1).update_root,
			possession: manifest(task, 1).possession,
			..manifest(task, 4)
		};
		assert_ok!(commit_manifest(4, copied));
		next_block();
		// Honest members check possession, so that none of them votes for bit 3; the copier does.
		(1..=3).for_each(|n| ok(vote(task, n, 0b0111)));
		assert_ok!(vote(task, 4, 0b1111));
		next_block();
		let included = crate::Inputs::<Test>::get(task).unwrap().included;
		assert_eq!(included.iter().map(|update| update.member).collect::<Vec<_>>(), [1, 2, 3].map(member));
	});
}
