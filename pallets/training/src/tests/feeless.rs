//! Which calls are feeless, call by call: those the round needs of the signer, until three of them were refused.

use crate::{mock::*, Call, Deed, Rounds};
use frame_support::dispatch::CheckIfFeeless;
use guild_primitives::{limits::FREE_REFUSALS, RoundId};
use sp_core::crypto::AccountId32;

fn is_feeless(signer: AccountId32, call: &Call<Test>) -> bool {
	RuntimeCall::from(call.clone()).is_feeless(&RuntimeOrigin::signed(signer))
}

fn commit_of(task: u32, n: u8) -> Call<Test> {
	let manifest = manifest(task, n);
	Call::commit_update { signature: sign(n, &manifest), manifest: Box::new(manifest) }
}

fn vote_of(task: u32, n: u8) -> Call<Test> {
	Call::vote_availability {
		round: round(task).id,
		held: 0b1111,
		missing: 0,
		base_missing: false,
		seed: Some(seed_value(n)),
	}
}

fn attest_of(task: u32, n: u8, model: &[u8]) -> Call<Test> {
	let (id, body) = (round(task).id, body(task, model));
	let hash = hash(task, &body);
	let signature = sign_attestation(n, id, hash, POSSESSION);
	Call::attest { round: id, result_hash: hash, possession: POSSESSION, signature, body: Some(Box::new(body)) }
}

#[test]
fn a_commitment_is_feeless_once_in_its_phase_and_for_its_member() {
	with_members(4, || {
		let task = open_task(spec());
		let call = commit_of(task, 1);
		assert!(is_feeless(duty(1), &call));
		assert!(!is_feeless(owner(1), &call)); // An owner account has no duties.
		assert!(!is_feeless(duty(9), &call)); // Nobody's account.
		admit(5);
		assert!(!is_feeless(duty(5), &call)); // Not of this round's electorate.
		ok(commit(task, 1));
		assert!(!is_feeless(duty(1), &call));
		let last = round(task).ends_at;
		System::set_block_number(u64::from(last));
		assert!(is_feeless(duty(2), &commit_of(task, 2)));
		System::set_block_number(u64::from(last) + 1);
		assert!(!is_feeless(duty(2), &commit_of(task, 2)));
		System::set_block_number(2);
	});
}

#[test]
fn a_call_for_another_round_is_not_feeless() {
	with_members(4, || {
		let task = open_task(spec());
		let mut manifest = manifest(task, 1);
		manifest.round = RoundId { task, index: 7 };
		let call = Call::commit_update { signature: sign(1, &manifest), manifest: Box::new(manifest) };
		assert!(!is_feeless(duty(1), &call));
	});
}

#[test]
fn a_vote_is_feeless_once_in_its_phase() {
	with_members(4, || {
		let task = open_task(spec());
		assert!(!is_feeless(duty(1), &vote_of(task, 1)));
		all_commit(task, 1..=4);
		assert!(is_feeless(duty(1), &vote_of(task, 1)));
		ok(vote(task, 1, 0b1111));
		assert!(!is_feeless(duty(1), &vote_of(task, 1)));
	});
}

#[test]
fn an_attestation_is_feeless_once_and_in_challenge_for_the_proposed_result_only() {
	with_members(4, || {
		let task = in_attest(4);
		let (proposed, other) = (attest_of(task, 4, b"model"), attest_of(task, 4, b"other"));
		assert!(is_feeless(duty(4), &proposed) && is_feeless(duty(4), &other));
		(1..=3).for_each(|n| ok(attest(task, n, &body(task, b"model"))));
		assert!(!is_feeless(duty(1), &attest_of(task, 1, b"model")));
		run_to(u64::from(round(task).ends_at) + 1);
		assert!(is_feeless(duty(4), &proposed));
		assert!(!is_feeless(duty(4), &other));
	});
}

#[test]
fn a_plea_is_feeless_for_who_may_make_it_and_its_answer_for_all_until_there_is_one() {
	with_members(4, || {
		let task = in_attest(4);
		let body = body(task, b"model");
		(1..=3).for_each(|n| ok(attest(task, n, &body)));
		let (id, result_hash) = (round(task).id, hash(task, &body));
		let plead = Call::plead { round: id, result_hash };
		assert!(!is_feeless(duty(4), &plead));
		run_to(u64::from(round(task).ends_at) + 1);
		let answer = Call::answer { round: id, result_hash, list: b"model list".to_vec().try_into().unwrap() };
		assert!(is_feeless(duty(4), &plead) && !is_feeless(duty(1), &plead)); // 1 has attested it.
		assert!(!is_feeless(duty(1), &answer));
		ok(Training::plead(RuntimeOrigin::signed(duty(4)), id, result_hash));
		assert!(!is_feeless(duty(4), &plead));
		assert!(is_feeless(duty(1), &answer) && is_feeless(duty(4), &answer));
		assert!(Training::answer(
			RuntimeOrigin::signed(duty(1)),
			id,
			result_hash,
			b"model list".to_vec().try_into().unwrap()
		)
		.is_ok());
		assert!(!is_feeless(duty(1), &answer));
	});
}

#[test]
fn after_three_refused_calls_a_member_pays_in_this_round_and_no_other_does() {
	with_members(4, || {
		let task = open_task(spec());
		let id = round(task).id;
		for _ in 0..FREE_REFUSALS {
			assert!(is_feeless(duty(1), &commit_of(task, 1)));
			Training::note_refused(&member(1), id);
		}
		assert!(!is_feeless(duty(1), &commit_of(task, 1)));
		assert!(is_feeless(duty(2), &commit_of(task, 2)));
		// It may still act, for a fee, and is as everybody else in the next round.
		finish_round(task, 4, b"model");
		next_block();
		assert!(is_feeless(duty(1), &commit_of(task, 1)));
	});
}

#[test]
fn a_refusal_of_a_round_that_is_over_or_of_a_stranger_is_forgotten() {
	with_members(4, || {
		let task = open_task(spec());
		let before = Rounds::<Test>::get(task);
		Training::note_refused(&member(9), round(task).id);
		Training::note_refused(&member(1), RoundId { task, index: 3 });
		Training::note_refused(&member(1), RoundId { task: 8, index: 0 });
		assert_eq!(Rounds::<Test>::get(task), before);
	});
}

#[test]
fn errands_tell_duties_apart_and_nothing_else() {
	with_members(4, || {
		let task = open_task(spec());
		let id = round(task).id;
		let deed = |call: &Call<Test>| call.errand().map(|errand| (errand.round, errand.deed));
		assert_eq!(deed(&commit_of(task, 1)), Some((id, Deed::Commit)));
		assert_eq!(deed(&vote_of(task, 1)), Some((id, Deed::Vote)));
		let part = |update, part| Call::publish {
			round: id,
			update,
			part,
			bytes: Default::default(),
			path: Default::default(),
		};
		assert_eq!(deed(&part(3, 2)), Some((id, Deed::Publish { update: 3, part: 2 })));
		assert_eq!(deed(&Call::stop_task { task }), None);
	});
}
