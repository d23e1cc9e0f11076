//! What an account has, read from the state.

use guild_demo::rpc::Rpc;
use guild_primitives::MemberId;

/// Where the state has the accounts: `twox128("System")`, `twox128("Account")`. A key goes on with a hash of the account and ends
/// with the account itself.
const ACCOUNTS: &str = "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9";
/// More than a consortium of a test has.
const MOST_ACCOUNTS: u32 = 1_000;

/// In smallest units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Money {
	/// What it may spend.
	pub free: u128,
	/// What is held of it: deposits and bonds.
	pub reserved: u128,
}

impl Money {
	/// Together.
	pub fn total(&self) -> u128 {
		self.free + self.reserved
	}
}

/// What the owner of a member has.
pub fn money(rpc: &Rpc, member: MemberId) -> Money {
	let keys = rpc.storage_keys(ACCOUNTS, MOST_ACCOUNTS).expect("the node tells the keys of its state");
	let key = keys.iter().find(|key| key.ends_with(&member.to_string())).expect("the owner has an account");
	let stored = rpc.storage(key).expect("the node answers").expect("what has a key has a value");
	let bytes = hex::decode(stored.trim_start_matches("0x")).expect("hexadecimal digits");
	// Four counters of four bytes, then the amounts.
	let amount = |at: usize| u128::from_le_bytes(bytes[at..at + 16].try_into().expect("sixteen bytes"));
	Money { free: amount(16), reserved: amount(32) }
}
