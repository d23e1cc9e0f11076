//! Parameters: who changes which, how far they go, and that what is done follows them.

use crate::{
	chain::{account, new_keys, owner, proofs, Chain, OWNERS},
	governance::decide,
	round::{all, attest, commit, result, vote, with_task},
};
use frame_support::traits::{fungible::InspectHold, Get};
use guild_primitives::{MemberId, Text, Tier};
use guild_runtime::{
	configs::parameters::{
		dynamic_params::{delays, deposits},
		AttestDeposit, LeaveDelay, LiveWindow, RecoveryDelay, RuntimeParameters,
	},
	constants::*,
	AccountId, Balances, RuntimeCall, RuntimeHoldReason, Session,
};
use sp_keyring::Sr25519Keyring;

fn set(parameter: RuntimeParameters) -> RuntimeCall {
	pallet_parameters::Call::set_parameter { key_value: parameter }.into()
}

fn attestation(amount: u128) -> RuntimeCall {
	set(RuntimeParameters::Deposits(deposits::Parameters::Attestation(deposits::Attestation, Some(amount))))
}

fn recovery(blocks: u32) -> RuntimeCall {
	set(RuntimeParameters::Delays(delays::Parameters::Recovery(delays::Recovery, Some(blocks))))
}

/// Five members, so that three are more than half and fewer than two thirds.
fn chain_of_five() -> Chain {
	let mut chain = Chain::new();
	let admit = pallet_consortium::Call::admit {
		owner: account(Sr25519Keyring::EveStash),
		name: Text::new("Eve").unwrap(),
		tier: Tier::Trainer,
		keys: new_keys(100),
		proofs: proofs(100, MemberId(Sr25519Keyring::EveStash.public().0)),
	};
	assert!(decide(&mut chain, &OWNERS[..3], &admit.into()));
	chain
}

#[test]
fn a_chain_begins_with_the_constants() {
	Chain::new().read(|| {
		assert_eq!(AttestDeposit::get(), ATTEST_DEPOSIT);
		assert_eq!((LeaveDelay::get(), RecoveryDelay::get()), (LEAVE_DELAY_BLOCKS, RECOVERY_DELAY_BLOCKS));
	});
}

#[test]
fn more_than_half_change_deposits_and_only_two_thirds_change_delays() {
	let mut chain = chain_of_five();
	assert!(decide(&mut chain, &OWNERS[..3], &attestation(250 * UNIT)));
	assert!(!decide(&mut chain, &OWNERS[..3], &recovery(20 * DAYS)));
	chain.read(|| assert_eq!((AttestDeposit::get(), RecoveryDelay::get()), (250 * UNIT, RECOVERY_DELAY_BLOCKS)));
	assert!(decide(&mut chain, &OWNERS, &recovery(20 * DAYS)));
	chain.read(|| assert_eq!(RecoveryDelay::get(), 20 * DAYS));
	assert!(!decide(&mut chain, &OWNERS[..2], &attestation(300 * UNIT)));
	// Nobody alone, not even a member.
	assert!(chain.call(OWNERS[0], attestation(300 * UNIT)).unwrap().is_err());
	chain.read(|| assert_eq!(AttestDeposit::get(), 250 * UNIT));
}

#[test]
fn no_vote_makes_a_lie_free_or_a_veto_impossible() {
	let mut chain = Chain::new();
	for (deposit, delay) in [(0, 0), (u128::MAX, u32::MAX)] {
		assert!(decide(&mut chain, &OWNERS, &attestation(deposit)));
		assert!(decide(&mut chain, &OWNERS, &recovery(delay)));
		let bounds = if deposit == 0 { (UNIT, 7 * DAYS) } else { (10_000 * UNIT, 90 * DAYS) };
		chain.read(|| assert_eq!((AttestDeposit::get(), RecoveryDelay::get()), bounds));
	}
}

#[test]
fn a_shorter_session_ends_sooner_and_a_validator_that_is_silent_for_two_counts_as_dead() {
	let mut chain = Chain::new();
	let live = |chain: &mut Chain| chain.read(LiveWindow::get);
	assert_eq!(live(&mut chain), 2 * SESSION_BLOCKS);
	let session = |blocks| set(RuntimeParameters::Delays(delays::Parameters::Session(delays::Session, Some(blocks))));
	assert!(decide(&mut chain, &OWNERS[..3], &session(MINUTES)));
	assert_eq!(live(&mut chain), 2 * MINUTES);
	let before = chain.read(Session::current_index);
	chain.pass(4 * MINUTES);
	assert_eq!(chain.read(Session::current_index), before + 4);
	// No vote ends sessions with every block.
	assert!(decide(&mut chain, &OWNERS[..3], &session(0)));
	assert_eq!(live(&mut chain), 2 * MINUTES);
}

#[test]
fn the_next_attestation_holds_what_was_voted_for() {
	let mut chain = with_task();
	all(&mut chain, commit);
	assert!(decide(&mut chain, &OWNERS[..3], &attestation(250 * UNIT)));
	all(&mut chain, |_| vote(0b1111, 0));
	let (result_hash, body) = result(&mut chain);
	assert!(chain.call(crate::chain::DUTIES[0], attest(0, result_hash, b"list", Some(&body))).unwrap().is_ok());
	let held = chain.read(|| {
		let reason = RuntimeHoldReason::Training(pallet_training::HoldReason::Attestation);
		Balances::balance_on_hold(&reason, &AccountId::from(owner(0).0))
	});
	assert_eq!(held, 250 * UNIT);
}
