//! Parameters: who changes which, how far they go, and that what is done follows them.

use crate::{
	chain::{account, new_keys, owner, proofs, Chain, OWNERS},
	governance::decide,
	round::{all, attest, commit, result, vote, with_task},
};
use frame_support::traits::{fungible::InspectHold, Get};
use guild_primitives::{
	reputation::{Change, Conduct, Conviction, Parameters, Record, RoundEvidence},
	MemberId, Text, Tier,
};
use guild_runtime::{
	configs::{
		parameters::{
			dynamic_params::{delays, deposits, penalties, reputation, rewards},
			AttestDeposit, ChargedPart, LeaveDelay, LiveWindow, PaidPart, RecoveryDelay, RuntimeParameters, ALL,
		},
		trust::ReputationParameters,
	},
	constants::*,
	AccountId, Balances, Runtime, RuntimeCall, RuntimeHoldReason, Session,
};
use sp_keyring::Sr25519Keyring;

/// The call that sets a parameter.
pub fn set(parameter: RuntimeParameters) -> RuntimeCall {
	pallet_parameters::Call::set_parameter { key_value: parameter }.into()
}

fn attestation(amount: u128) -> RuntimeCall {
	set(RuntimeParameters::Deposits(deposits::Parameters::Attestation(deposits::Attestation, Some(amount))))
}

fn recovery(blocks: u32) -> RuntimeCall {
	set(RuntimeParameters::Delays(delays::Parameters::Recovery(delays::Recovery, Some(blocks))))
}

/// The call that has a part of all budgets paid, in millionths.
pub fn paid(part: u32) -> RuntimeCall {
	set(RuntimeParameters::Rewards(rewards::Parameters::Paid(rewards::Paid, Some(part))))
}

/// The call that has a part of all penalties charged, in millionths.
pub fn charged(part: u32) -> RuntimeCall {
	set(RuntimeParameters::Penalties(penalties::Parameters::Charged(penalties::Charged, Some(part))))
}

fn memory(part: u32) -> RuntimeCall {
	set(RuntimeParameters::Reputation(reputation::Parameters::Memory(reputation::Memory, Some(part))))
}

/// What sets each of the reputation's parameters.
fn reputations(value: impl Fn(usize) -> u32) -> Vec<RuntimeParameters> {
	let mut place = 0;
	let mut next = || {
		place += 1;
		Some(value(place - 1))
	};
	macro_rules! all {
		($($name:ident),*) => {
			vec![$(RuntimeParameters::Reputation(reputation::Parameters::$name(reputation::$name, next()))),*]
		};
	}
	all![
		Memory,
		Quarantine,
		Release,
		Hostile,
		Absent,
		Disagreed,
		Missing,
		Withheld,
		Vouched,
		Fault,
		Kept,
		Rate,
		DistanceWell,
		DistanceLost,
		NoveltyWell,
		NoveltyLost,
		AgainstWell,
		AgainstLost,
		FreshWell,
		FreshLost
	]
}

/// The reputation's parameters after these votes.
fn after(votes: Vec<RuntimeParameters>) -> Parameters {
	use frame_support::traits::dynamic_params::AggregatedKeyValue;
	sp_io::TestExternalities::default().execute_with(|| {
		for vote in votes {
			let (key, value) = vote.into_parts();
			pallet_parameters::Parameters::<Runtime>::insert(key, value.unwrap());
		}
		ReputationParameters::get()
	})
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
		assert_eq!((PaidPart::get(), ChargedPart::get()), (ALL, ALL));
		assert_eq!(ReputationParameters::get(), Parameters::default());
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
	for (call, votes, passes) in [
		(paid(800_000), 3, true),
		(charged(500_000), 3, true),
		(memory(900_000), 3, false),
		(memory(900_000), 4, true),
		(paid(700_000), 2, false),
	] {
		assert_eq!(decide(&mut chain, &OWNERS[..votes], &call), passes, "{votes}: {call:?}");
	}
	chain.read(|| {
		assert_eq!((PaidPart::get(), ChargedPart::get()), (800_000, 500_000));
		assert_eq!(ReputationParameters::get(), Parameters { memory: 58_982, ..Parameters::default() });
	});
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
fn no_vote_has_more_paid_or_charged_than_was_signed() {
	let mut chain = Chain::new();
	assert!(decide(&mut chain, &OWNERS, &paid(u32::MAX)));
	assert!(decide(&mut chain, &OWNERS, &charged(u32::MAX)));
	chain.read(|| assert_eq!((PaidPart::get(), ChargedPart::get()), (ALL, ALL)));
}

/// Every value at an end of its range: all of them at either, and many mixtures.
fn extremes(mixtures: u32) -> impl Iterator<Item = Parameters> {
	let mixed = (0..mixtures).map(|seed| seed.wrapping_mul(0x9e37_79b1) >> 12);
	[0, u32::MAX]
		.into_iter()
		.chain(mixed)
		.map(|bits| after(reputations(|place| if (bits >> place) & 1 == 0 { 0 } else { u32::MAX })))
}

#[test]
fn whatever_is_voted_for_the_reputations_parameters_make_sense_together() {
	assert_eq!(reputations(|_| 0).len(), 20);
	let mut seen = std::collections::BTreeSet::new();
	for parameters in extremes(500) {
		assert_eq!(parameters.check(), Ok(()), "{parameters:?}");
		seen.insert(format!("{parameters:?}"));
	}
	assert!(seen.len() > 480, "{}", seen.len());
}

#[test]
fn whatever_is_voted_for_a_proven_fault_quarantines_and_there_is_a_way_back() {
	let faultless = RoundEvidence {
		committed: true,
		missing: false,
		voted: true,
		attested: Some(true),
		guilty: false,
		// An update that a rule leaves out: the least that a faultless round is worth.
		conduct: Some(Conduct { share: Some(0), ..Conduct::default() }),
	};
	for parameters in extremes(200) {
		// What can be known of the best of members.
		let mut record = Record::NEUTRAL;
		(0..300).for_each(|_| {
			record.settle(&faultless, &parameters);
		});
		assert!(!record.standing().quarantined, "{parameters:?}");
		assert_eq!(record.convict(Conviction::Fault, &parameters), Some(Change::Quarantined), "{parameters:?}");
		(0..100).for_each(|_| {
			record.convict(Conviction::Fault, &parameters);
		});
		let back = (1..1_000).find(|_| record.settle(&faultless, &parameters) == Some(Change::Released));
		assert!(back.is_some_and(|rounds| rounds <= 300), "{back:?}: {parameters:?}");
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
