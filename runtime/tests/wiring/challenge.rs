//! A false result, proven false through real transactions: who pays what, and who is paid.

use crate::{
	chain::{account, owner, Chain, DUTIES, OWNERS},
	governance::decide,
	round::{all, attest, commit, phase, result, vote, with_task, ROUND},
};
use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::fungible::InspectHold,
};
use guild_aggregation::{
	proof::{FaultProof, Fold},
	trace::LEAF_BYTES,
};
use guild_primitives::{
	fault::{Fault, Verdict},
	FailReason, Outcome, Phase, ResultBody, Root,
};
use guild_runtime::{
	constants::{ATTEST_DEPOSIT, SLASH_DELAY_BLOCKS},
	Balances, Runtime, RuntimeCall, RuntimeHoldReason, Training,
};
use pallet_training::HoldReason;

/// A list of the round's three spans that folds to nothing that anybody claims.
pub fn list() -> Vec<u8> {
	vec![7; 3 * LEAF_BYTES]
}

/// A round in which the first three members attest a result whose list does not fold to it.
pub fn with_a_lie() -> (Chain, Root) {
	let mut chain = with_task();
	all(&mut chain, commit);
	all(&mut chain, |_| vote(0b1111, 0));
	let (_, body) = result(&mut chain);
	let body = ResultBody { trace_root: Root::of(&list()), ..body };
	let inputs_hash = chain.read(|| Training::round_view(ROUND)).unwrap().inputs.unwrap().hash();
	let result_hash = body.hash(&inputs_hash);
	let attest = |member: usize| (DUTIES[member], attest(member, result_hash, &list(), Some(&body)));
	for outcome in chain.block((0..3).map(attest).collect()) {
		assert_ok!(outcome.unwrap());
	}
	(chain, result_hash)
}

pub fn challenge(result_hash: Root, list: Vec<u8>) -> RuntimeCall {
	let proof = Box::new(FaultProof::Fold(Fold { list: list.try_into().unwrap() }));
	pallet_training::Call::challenge { round: ROUND, result_hash, attester: None, proof }.into()
}

pub fn held(chain: &mut Chain, member: usize, reason: HoldReason) -> u128 {
	chain.read(|| Balances::balance_on_hold(&RuntimeHoldReason::from(reason), &account(OWNERS[member])))
}

#[test]
fn the_fourth_member_voids_what_three_attest_and_pays_nothing() {
	let (mut chain, result_hash) = with_a_lie();
	assert_eq!(held(&mut chain, 0, HoldReason::Attestation), ATTEST_DEPOSIT);
	chain.pass(6);
	assert_eq!(phase(&mut chain), Some(Phase::Challenge));

	let call = challenge(result_hash, list());
	assert_eq!(call.get_dispatch_info().class, DispatchClass::Operational);
	let proof = FaultProof::Fold(Fold { list: list().try_into().unwrap() }).encode();
	let dry = chain.read(|| Training::check_fault(ROUND, result_hash, None, &proof));
	assert_eq!(dry, Ok(Verdict::Guilty(Fault::AggregateFold)));

	let before = chain.read(|| Balances::free_balance(account(DUTIES[3])));
	assert_ok!(chain.call(DUTIES[3], call).unwrap());
	assert_eq!(chain.read(|| Balances::free_balance(account(DUTIES[3]))), before);
	assert_eq!(held(&mut chain, 0, HoldReason::Attestation), 0);
	assert_eq!(held(&mut chain, 0, HoldReason::Slashed), ATTEST_DEPOSIT);
	assert_eq!(phase(&mut chain), Some(Phase::Attest));
	let mut liars: Vec<_> = (0..3).map(owner).collect();
	liars.sort();
	assert_eq!(chain.read(|| Training::round_view(ROUND)).unwrap().guilty, liars);
}

#[test]
fn a_proof_of_nothing_is_free_twice_too() {
	let (mut chain, result_hash) = with_a_lie();
	let before = chain.read(|| Balances::free_balance(account(DUTIES[3])));
	for _ in 0..2 {
		assert_ok!(chain.call(DUTIES[3], challenge(result_hash, vec![8; 3 * LEAF_BYTES])).unwrap());
	}
	assert_eq!(chain.read(|| Balances::free_balance(account(DUTIES[3]))), before);
	let refused = Err(pallet_training::Error::<Runtime>::NoChallengesLeft.into());
	assert_eq!(chain.call(DUTIES[3], challenge(result_hash, list())).unwrap(), refused);
	assert!(chain.read(|| Balances::free_balance(account(DUTIES[3]))) < before);
}

#[test]
fn the_council_forgives_what_is_not_settled_and_the_rest_is_burnt_and_paid() {
	let (mut chain, result_hash) = with_a_lie();
	assert_ok!(chain.call(DUTIES[3], challenge(result_hash, list())).unwrap());
	let forgive = RuntimeCall::from(pallet_training::Call::forgive_slash { slash: 0 });
	assert!(decide(&mut chain, &OWNERS[1..], &forgive));
	let first = chain.read(|| pallet_training::Slashes::<Runtime>::get(1)).unwrap();
	assert_eq!(first.amount, ATTEST_DEPOSIT);

	// As if the two weeks had passed: two of three slashes are due.
	chain.read(|| {
		for slash in 1..3 {
			pallet_training::Slashes::<Runtime>::mutate(slash, |slash| {
				if let Some(slash) = slash {
					slash.due_at -= SLASH_DELAY_BLOCKS;
				}
			});
		}
	});
	let before = chain.read(|| Balances::free_balance(account(OWNERS[3])));
	chain.pass(1);
	assert_eq!(chain.read(|| Balances::free_balance(account(OWNERS[3]))), before + ATTEST_DEPOSIT);
	assert!((0..3).all(|member| held(&mut chain, member, HoldReason::Slashed) == 0));
}

#[test]
fn a_round_that_only_liars_attested_fails_if_nobody_else_attests() {
	let (mut chain, result_hash) = with_a_lie();
	assert_ok!(chain.call(DUTIES[3], challenge(result_hash, list())).unwrap());
	chain.pass(6);
	let outcome = chain.read(|| Training::round_view(ROUND)).unwrap().outcome;
	assert_eq!(outcome, Some(Outcome::Failed(FailReason::Outage)));
}
