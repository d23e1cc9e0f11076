//! How members leave: when their rounds are over, and not where finality would stall.

use crate::{
	chain::{account, owner, sign, Chain, DUTIES, OWNERS},
	governance::decide,
	round::{all, attest, commit, result, vote, with_task, ROUND},
};
use frame_support::{assert_ok, traits::Get};
use guild_primitives::Outcome;
use guild_runtime::{
	configs::parameters::LiveWindow, extensions::NOT_A_MEMBER, Consortium, Membership, Runtime, RuntimeCall, Training,
};
use sp_runtime::transaction_validity::InvalidTransaction;

fn remove(member: usize) -> RuntimeCall {
	pallet_consortium::Call::remove { owner: account(OWNERS[member]) }.into()
}

/// The four members take the open round to its end.
fn finish_round(chain: &mut Chain) {
	all(chain, commit);
	all(chain, |_| vote(0b1111, 0));
	let (result_hash, body) = result(chain);
	all(chain, |member| attest(member, result_hash, b"list", (member == 0).then_some(&body)));
	chain.read(|| assert_eq!(Training::round_view(ROUND).unwrap().outcome, Some(Outcome::Final)));
}

fn is_gone(chain: &mut Chain, member: usize) -> bool {
	chain.pass(1);
	let transaction = chain.read(|| sign(DUTIES[member], frame_system::Call::remark { remark: vec![] }.into()));
	let refused = chain.validate(transaction) == Err(InvalidTransaction::Custom(NOT_A_MEMBER).into());
	refused && chain.read(|| Consortium::member(owner(member)).is_none())
}

#[test]
fn a_member_removed_in_mid_round_takes_it_to_its_end_and_is_gone_then() {
	let mut chain = with_task();
	assert!(decide(&mut chain, &OWNERS[..3], &remove(3)));
	chain.read(|| {
		assert!(!Membership::members().contains(&account(OWNERS[3])));
		assert!(Consortium::member(owner(3)).is_some());
	});
	finish_round(&mut chain);
	assert!(is_gone(&mut chain, 3));
	chain.read(|| assert_eq!(Consortium::members().len(), 3));
}

#[test]
fn a_member_that_resigns_does_so_too() {
	let mut chain = with_task();
	assert_ok!(chain.call(OWNERS[3], pallet_consortium::Call::resign {}).unwrap());
	finish_round(&mut chain);
	assert!(is_gone(&mut chain, 3));
}

#[test]
fn a_removal_that_would_stall_finality_is_refused_and_one_of_a_dead_validator_is_not() {
	let mut chain = Chain::new();
	chain.kill(OWNERS[3]);
	let window = chain.read(LiveWindow::get);
	chain.pass(window + 1);
	assert!(!decide(&mut chain, &OWNERS[..3], &remove(0)));
	let refused = Err(pallet_consortium::Error::<Runtime>::WouldStallFinality.into());
	assert_eq!(chain.call(OWNERS[0], pallet_consortium::Call::resign {}).unwrap(), refused);
	assert!(decide(&mut chain, &OWNERS[..3], &remove(3)));
	assert!(decide(&mut chain, &OWNERS[..3], &remove(0)));
}

#[test]
fn no_validator_takes_its_session_keys_away_past_that_decision() {
	let mut chain = Chain::new();
	let refused = Err(frame_system::Error::<Runtime>::CallFiltered.into());
	assert_eq!(chain.call(OWNERS[0], pallet_session::Call::purge_keys {}).unwrap(), refused);
}
