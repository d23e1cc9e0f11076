//! Withheld updates and lists through real transactions: who pays for the bytes that come on the chain.

use crate::{
	chain::{account, owner, Chain, DUTIES, OWNERS},
	challenge::{held, list, with_a_lie},
	round::{all, commit, phase, spec, update_of, vote, with_task_of, ROUND},
};
use frame_support::{assert_ok, dispatch::GetDispatchInfo, traits::fungible::Inspect};
use guild_primitives::{
	decide,
	limits::{MAX_PARTS, PART_BYTES},
	FailReason, Fault, Outcome, Phase, TaskSpec, Withheld,
};
use guild_runtime::{
	constants::{ATTEST_DEPOSIT, MISSING_BOND, OWNER_ENDOWMENT, PLEA_BOND},
	Balances, RuntimeCall, Training, TransactionPayment,
};
use pallet_training::HoldReason;

fn free(chain: &mut Chain, account_of: sp_keyring::Sr25519Keyring) -> u128 {
	chain.read(|| Balances::free_balance(account(account_of)))
}

/// The place of a member in the electorate.
fn place(chain: &mut Chain, member: usize) -> u32 {
	let electorate = chain.read(|| Training::round_view(ROUND)).unwrap().electorate;
	electorate.iter().position(|other| *other == owner(member)).unwrap() as u32
}

#[test]
fn a_withheld_update_is_published_at_the_cost_of_who_missed_it() {
	let mut chain = with_task_of(TaskSpec { withheld: Withheld::Publish, ..spec() });
	all(&mut chain, commit);
	let missing = decide::bit(place(&mut chain, 0));
	let votes = (0..4).map(|member| {
		let (held, missing) = if member == 3 { (0b1111 & !missing, missing) } else { (0b1111, 0) };
		(DUTIES[member], vote(held, missing))
	});
	for outcome in chain.block(votes.collect()) {
		assert_ok!(outcome.unwrap());
	}
	assert_eq!(held(&mut chain, 3, HoldReason::Missing), MISSING_BOND);
	chain.pass(1);
	assert_eq!(phase(&mut chain), Some(Phase::Publication));

	let call = |bytes: Vec<u8>, update| {
		let (bytes, path) = (bytes.try_into().unwrap(), Default::default());
		RuntimeCall::from(pallet_training::Call::publish { round: ROUND, update, part: 0, bytes, path })
	};
	let update = missing.trailing_zeros() as u8;
	let before = free(&mut chain, DUTIES[1]);
	assert_ok!(chain.call(DUTIES[1], call(update_of(0), update)).unwrap());
	assert_eq!(free(&mut chain, DUTIES[1]), before);
	chain.pass(1);
	assert_eq!(phase(&mut chain), Some(Phase::Attest));
	assert_eq!(chain.read(|| Training::round_view(ROUND)).unwrap().inputs.unwrap().included.len(), 4);
	assert_eq!(held(&mut chain, 3, HoldReason::Missing), 0);
	let total = chain.read(|| Balances::total_balance(&account(OWNERS[3])));
	assert_eq!(total, OWNER_ENDOWMENT - MISSING_BOND);
	// A refused part is paid for.
	assert!(chain.call(DUTIES[1], call(update_of(0), update)).unwrap().is_err());
	assert!(free(&mut chain, DUTIES[1]) < before);
}

#[test]
fn a_lie_whose_list_nobody_sends_falls_by_a_plea_and_one_that_is_sent_costs_the_pleader() {
	let (mut chain, result_hash) = with_a_lie();
	chain.pass(6);
	assert_eq!(phase(&mut chain), Some(Phase::Challenge));
	let plead = || RuntimeCall::from(pallet_training::Call::plead { round: ROUND, result_hash });
	assert_ok!(chain.call(DUTIES[3], plead()).unwrap());
	assert_eq!(held(&mut chain, 3, HoldReason::Plea), PLEA_BOND);
	chain.pass(9); // Two turns of four validators, and the move.
	let view = chain.read(|| Training::round_view(ROUND)).unwrap();
	assert_eq!((view.faults[0].fault, view.guilty.len()), (Fault::WithheldList, 3));
	assert_eq!(held(&mut chain, 3, HoldReason::Plea), 0);
	chain.pass(6);
	let outcome = chain.read(|| Training::round_view(ROUND)).unwrap().outcome;
	assert_eq!(outcome, Some(Outcome::Failed(FailReason::Outage)));

	let (mut chain, result_hash) = with_a_lie();
	chain.pass(6);
	assert_ok!(chain.call(DUTIES[3], plead()).unwrap());
	let before = free(&mut chain, DUTIES[0]);
	let list = list().try_into().unwrap();
	let answer = pallet_training::Call::answer { round: ROUND, result_hash, list };
	assert_ok!(chain.call(DUTIES[0], RuntimeCall::from(answer)).unwrap());
	assert_eq!(free(&mut chain, DUTIES[0]), before);
	assert_eq!(held(&mut chain, 3, HoldReason::Plea), 0);
	let total = chain.read(|| Balances::total_balance(&account(OWNERS[3])));
	assert_eq!(total, OWNER_ENDOWMENT - PLEA_BOND);
}

#[test]
fn bonds_cover_the_fees_of_the_bytes_and_are_small_against_deposits() {
	let mut chain = Chain::new();
	let fee = |chain: &mut Chain, call: RuntimeCall| {
		let len = codec::Encode::encoded_size(&call) as u32;
		chain.read(|| TransactionPayment::compute_fee(len, &call.get_dispatch_info(), 0))
	};
	let bytes = |len: u32| vec![0; len as usize].try_into().unwrap();
	let part = pallet_training::Call::publish {
		round: ROUND,
		update: 0,
		part: 0,
		bytes: bytes(PART_BYTES),
		path: vec![[0; 32]; 3].try_into().unwrap(),
	};
	let all_parts = fee(&mut chain, part.into()) * u128::from(MAX_PARTS);
	assert!(all_parts < MISSING_BOND, "{all_parts}");
	let list = vec![0; guild_aggregation::trace::MAX_LIST_BYTES as usize].try_into().unwrap();
	let result_hash = guild_primitives::Root([0; 32]);
	let answer = fee(&mut chain, pallet_training::Call::answer { round: ROUND, result_hash, list }.into());
	assert!(answer < PLEA_BOND, "{answer}");
	// Of four members three lose their deposits for a lie.
	assert!(100 * MISSING_BOND.max(PLEA_BOND) <= 3 * ATTEST_DEPOSIT);
	// An owner can name every other update of the largest electorate, in each of hundreds of rounds.
	assert!(100 * 127 * MISSING_BOND <= OWNER_ENDOWMENT);
}
