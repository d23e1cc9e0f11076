//! Who gets a transaction into the pool, how many of one duty it holds, and who pays.

use crate::{
	chain::{account, sign, sign_at, Chain, DUTIES, OWNERS, STRANGER},
	round::{all, attest, commit, phase, result, vote, with_task, ROUND},
};
use frame_support::assert_ok;
use guild_primitives::{limits::FREE_REFUSALS, Phase, WorkerSignature};
use guild_runtime::{constants::DUTY_ENDOWMENT, extensions::NOT_A_MEMBER, Balances, RuntimeCall, System, Training};
use sp_keyring::Sr25519Keyring;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError, ValidTransaction};
use std::collections::BTreeSet;

fn stranger_is_refused() -> TransactionValidityError {
	InvalidTransaction::Custom(NOT_A_MEMBER).into()
}

fn remark() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![] }.into()
}

/// A commitment that is refused for its signature, which only the call itself checks.
fn badly_signed_commitment(member: usize) -> RuntimeCall {
	let RuntimeCall::Training(pallet_training::Call::commit_update { manifest, .. }) = commit(member) else {
		unreachable!("it is one")
	};
	pallet_training::Call::commit_update { manifest, signature: WorkerSignature([7; 64]) }.into()
}

pub fn balance(chain: &mut Chain, of: Sr25519Keyring) -> u128 {
	chain.read(|| Balances::free_balance(account(of)))
}

/// What a pool does with tags: a transaction that provides what another one does, and has no higher place, is refused.
pub fn pooled(transactions: Vec<ValidTransaction>) -> usize {
	let mut tags = BTreeSet::new();
	transactions.into_iter().filter(|valid| valid.provides.iter().all(|tag| tags.insert(tag.clone()))).count()
}

#[test]
fn who_is_no_member_gets_nothing_into_the_pool_however_rich() {
	let mut chain = with_task();
	for call in [remark(), commit(0), vote(0, 0)] {
		let transaction = chain.read(|| sign(STRANGER, call.clone()));
		assert_eq!(chain.validate(transaction).unwrap_err(), stranger_is_refused());
		assert_eq!(chain.call(STRANGER, call).unwrap_err(), stranger_is_refused());
	}
}

#[test]
fn members_are_let_in_by_both_their_accounts() {
	let mut chain = Chain::new();
	chain.pass(1); // Before it the chain knows no hash of its genesis, which a signature covers.
	for signer in [OWNERS[2], DUTIES[2]] {
		let transaction = chain.read(|| sign(signer, remark()));
		assert!(chain.validate(transaction).is_ok());
	}
}

#[test]
fn the_pool_holds_one_call_a_duty_however_many_nonces_a_member_signs() {
	let mut chain = with_task();
	let validated = |chain: &mut Chain, call: fn(usize) -> RuntimeCall| -> Vec<ValidTransaction> {
		(0..8)
			.map(|nonce| {
				let transaction =
					chain.read(|| sign_at(DUTIES[0], call(0), System::account_nonce(account(DUTIES[0])) + nonce));
				chain.validate(transaction).unwrap()
			})
			.collect()
	};
	let of_one_duty = validated(&mut chain, commit);
	// Each has a nonce of its own, and its place in the pool is the same.
	assert!(of_one_duty.windows(2).all(|pair| pair[0].priority == pair[1].priority));
	assert_eq!(pooled(of_one_duty), 1);
	// What is no duty is told apart by its nonce alone.
	assert_eq!(pooled(validated(&mut chain, |_| remark())), 8);
	// Two members' commitments are two duties.
	let of_two: Vec<_> = (0..2)
		.map(|member| {
			let transaction = chain.read(|| sign(DUTIES[member], commit(member)));
			chain.validate(transaction).unwrap()
		})
		.collect();
	assert_eq!(pooled(of_two), 2);
}

#[test]
fn of_many_nonces_of_one_duty_one_is_carried_out_and_the_others_pay() {
	let mut chain = with_task();
	let nonce = chain.read(|| System::account_nonce(account(DUTIES[0])));
	let transactions = (0..4).map(|more| chain.read(|| sign_at(DUTIES[0], commit(0), nonce + more))).collect();
	let outcomes = chain.block_of(transactions);
	assert_eq!(outcomes[0], Ok(Ok(())));
	let refused = Ok(Err(pallet_training::Error::<guild_runtime::Runtime>::AlreadyCommitted.into()));
	assert_eq!(outcomes[1..], [refused, refused, refused]);
	assert!(balance(&mut chain, DUTIES[0]) < DUTY_ENDOWMENT);
}

#[test]
fn duties_stand_before_what_fees_buy_and_pleas_and_challenges_before_duties() {
	let mut chain = with_task();
	all(&mut chain, commit);
	all(&mut chain, |_| vote(0b1111, 0));
	let (result_hash, body) = result(&mut chain);
	for (member, duty) in DUTIES.into_iter().enumerate().take(3) {
		assert_ok!(chain.call(duty, attest(member, result_hash, b"list", Some(&body))).unwrap());
	}
	while phase(&mut chain) != Some(Phase::Challenge) {
		chain.pass(1);
	}
	let mut place = |signer, call| {
		let transaction = chain.read(|| sign(signer, call));
		chain.validate(transaction).unwrap().priority
	};
	// The fourth member may attest what is proposed, or plead against it: both for nothing.
	let plead = pallet_training::Call::plead { round: ROUND, result_hash };
	let attest = attest(3, result_hash, b"list", None);
	let (duty, other, operational) =
		(place(DUTIES[3], attest), place(OWNERS[0], remark()), place(DUTIES[3], plead.into()));
	assert!(operational > duty && duty > other, "{operational} {duty} {other}");
}

#[test]
fn a_whole_round_costs_its_members_nothing() {
	let mut chain = with_task();
	all(&mut chain, commit);
	all(&mut chain, |_| vote(0b1111, 0));
	let (result_hash, body) = result(&mut chain);
	all(&mut chain, |member| attest(member, result_hash, b"list", (member == 0).then_some(&body)));
	for duty in DUTIES {
		assert_eq!(balance(&mut chain, duty), DUTY_ENDOWMENT);
	}
}

#[test]
fn a_member_without_any_money_does_its_duties_and_nothing_else() {
	let mut chain = with_task();
	let all_of_it = pallet_balances::Call::transfer_all { dest: account(OWNERS[0]).into(), keep_alive: false };
	assert_ok!(chain.call(DUTIES[0], all_of_it).unwrap());
	assert_eq!(balance(&mut chain, DUTIES[0]), 0);
	assert_ok!(chain.call(DUTIES[0], commit(0)).unwrap());
	let cannot_pay = TransactionValidityError::from(InvalidTransaction::Payment);
	// Not due any more, and never due.
	assert_eq!(chain.call(DUTIES[0], commit(0)).unwrap_err(), cannot_pay);
	assert_eq!(chain.call(DUTIES[0], remark()).unwrap_err(), cannot_pay);
}

#[test]
fn refused_duties_are_free_three_times_a_round_and_then_cost() {
	let mut chain = with_task();
	for _ in 0..FREE_REFUSALS {
		assert!(chain.call(DUTIES[0], badly_signed_commitment(0)).unwrap().is_err());
		assert_eq!(balance(&mut chain, DUTIES[0]), DUTY_ENDOWMENT);
	}
	assert!(chain.call(DUTIES[0], badly_signed_commitment(0)).unwrap().is_err());
	let left = balance(&mut chain, DUTIES[0]);
	assert!(left < DUTY_ENDOWMENT);
	// It pays for the true one too, and no other member does.
	assert_ok!(chain.call(DUTIES[0], commit(0)).unwrap());
	assert!(balance(&mut chain, DUTIES[0]) < left);
	assert_ok!(chain.call(DUTIES[1], commit(1)).unwrap());
	assert_eq!(balance(&mut chain, DUTIES[1]), DUTY_ENDOWMENT);
}

#[test]
fn a_call_that_is_no_duty_now_pays() {
	let mut chain = with_task();
	// Availability has not begun.
	assert!(chain.call(DUTIES[0], vote(0, 0)).unwrap().is_err());
	assert!(balance(&mut chain, DUTIES[0]) < DUTY_ENDOWMENT);
	assert!(chain.read(|| Training::duties(crate::chain::owner(0)).len()) == 1);
}
