//! Fees, and how long an endowment lasts.

use crate::chain::{account, Chain, OWNERS, STRANGER};
use guild_runtime::{constants::*, Balances, RuntimeCall};
use sp_keyring::Sr25519Keyring;

#[test]
fn a_transfer_costs_less_than_a_hundredth_of_a_unit() {
	let mut chain = Chain::new();
	let transfer = pallet_balances::Call::transfer_keep_alive { dest: account(STRANGER).into(), value: UNIT };
	chain.call(OWNERS[0], RuntimeCall::from(transfer)).unwrap().unwrap();
	let left = chain.read(|| Balances::free_balance(account(OWNERS[0])));
	let fee = OWNER_ENDOWMENT - UNIT - left;
	assert!(fee > 0 && fee < UNIT / 100, "{fee}");
}

#[test]
fn an_account_without_money_or_membership_cannot_even_enter_the_pool() {
	let mut chain = Chain::new();
	let remark = frame_system::Call::remark { remark: vec![] };
	assert!(chain.call(Sr25519Keyring::Eve, remark).is_err());
}
