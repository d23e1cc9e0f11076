//! Random walks over the whole runtime: whatever members, owners and the council do, no money is made, lost or stuck.
//!
//! A walk is some hundred blocks of real transactions by up to eight members: rounds with honest results and false ones, good
//! challenges and bad ones, withheld updates and lists, pleas, disputes; agreements with random terms that are funded, accepted, left,
//! terminated and wound up; reports on quality; members that are admitted, resign, are removed in mid-round or change their owners
//! and keys; parameters that change; slashes that are forgiven or settled; transfers that leave accounts poor; sessions, and days in
//! which nothing happens. After every block the laws of `law.rs` hold. In the end all rounds, delays and agreements come to
//! their ends, and then nothing is held of anybody.
//!
//! `GUILD_WALKS` is the number of walks, `GUILD_SEED` the seed of the first; those of the others follow it. A failure prints the seed
//! of its walk. What all walks together must have met is in `seen.rs`; if the last of them has not yet, some more are walked.
//!
//! `GUILD_SEED=$RANDOM GUILD_WALKS=1000 cargo test --release -p guild-runtime --test walk -- --nocapture`

mod chain;
#[path = "../common/mod.rs"]
mod common;
mod council;
mod duties;
mod law;
mod money;
mod people;
mod seen;
mod terms;
mod truth;
mod walk;

use guild_runtime::{
	constants::{DUTY_ENDOWMENT, OWNER_ENDOWMENT, UNIT},
	genesis,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sp_runtime::BuildStorage;

/// Walks that are walked unless more, or fewer, are asked for.
const WALKS: u64 = 16;

fn number(name: &str) -> Option<u64> {
	std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// The state of a chain at its genesis: five members, and accounts of different wealth for all who may ever be one.
fn new_state(seed: u64) -> sp_io::TestExternalities {
	let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x67_656E_6573_6973);
	let mut config = genesis::config_of(&people::founders()).expect("the config and its JSON agree");
	config.balances.balances = people::accounts().map(|account| (account, DUTY_ENDOWMENT)).collect();
	for n in 0..people::PEOPLE {
		let owns = match rng.random_range(0..8) {
			0 => 150 * UNIT, // For one attestation.
			1 => rng.random_range(UNIT..2_000 * UNIT),
			_ => OWNER_ENDOWMENT,
		};
		config.balances.balances.retain(|(account, _)| *account != people::name(n));
		config.balances.balances.push((people::name(n), owns));
	}
	config.build_storage().expect("a genesis").into()
}

#[test]
fn whatever_happens_no_money_is_made_lost_or_stuck() {
	let (first, walks) = (number("GUILD_SEED").unwrap_or(0), number("GUILD_WALKS").unwrap_or(WALKS));
	// Fewer are for looking at a failure again, and need not meet everything.
	let meets_all = walks >= WALKS;
	let mut seen = seen::Seen::default();
	for seed in (first..).take(3 * walks as usize) {
		let is_enough = seed >= first + walks && (!meets_all || seen.missing().is_empty());
		if is_enough {
			break;
		}
		new_state(seed).execute_with(|| walk::Walk::run(seed, &mut seen));
	}
	println!("{seen}");
	let missing = seen.missing();
	assert!(!meets_all || missing.is_empty(), "walks never came to {missing:?}");
}
