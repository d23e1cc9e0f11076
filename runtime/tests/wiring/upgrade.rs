//! A new runtime: authorised by two thirds, applied between rounds, by a member.

use crate::{
	chain::{Chain, DUTIES, OWNERS},
	governance::decide,
	round::{all, attest, commit, result, spec, vote, with_task_of, ROUND},
};
use codec::Encode;
use frame_support::assert_ok;
use guild_primitives::{limits::REOPEN_BLOCKS, Outcome, RoundId, TaskSpec};
use guild_runtime::{extensions::NOT_A_MEMBER, Runtime, RuntimeCall, System, Training, UncheckedExtrinsic, VERSION};
use sp_core::traits::{Externalities, ReadRuntimeVersion, ReadRuntimeVersionExt};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	transaction_validity::InvalidTransaction,
};

const CODE: &[u8] = b"a runtime of the next version";

/// Says of any code that it is this runtime, one version on.
struct NextVersion;

impl ReadRuntimeVersion for NextVersion {
	fn read_runtime_version(&self, _: &[u8], _: &mut dyn Externalities) -> Result<Vec<u8>, String> {
		let mut version = VERSION.clone();
		version.spec_version += 1;
		Ok(version.encode())
	}
}

fn authorise() -> RuntimeCall {
	pallet_consortium::Call::authorise_upgrade { code_hash: BlakeTwo256::hash(CODE) }.into()
}

fn apply() -> RuntimeCall {
	frame_system::Call::apply_authorized_upgrade { code: CODE.to_vec() }.into()
}

fn code(chain: &mut Chain) -> Option<Vec<u8>> {
	chain.read(|| sp_io::storage::get(sp_core::storage::well_known_keys::CODE)).map(|code| code.to_vec())
}

fn is_open(chain: &mut Chain, index: u32) -> bool {
	chain.read(|| Training::round_view(RoundId { task: 0, index })).is_some_and(|round| round.phase.is_some())
}

/// A chain on which a round is open, and two thirds have authorised the code in its middle.
fn authorised_in_mid_round() -> Chain {
	let mut chain = with_task_of(TaskSpec { rounds: 2, ..spec() });
	chain.register(ReadRuntimeVersionExt::new(NextVersion));
	all(&mut chain, commit);
	assert!(decide(&mut chain, &OWNERS[..3], &authorise()));
	chain
}

#[test]
fn a_runtime_authorised_in_mid_round_is_applied_after_it_and_no_round_is_lost() {
	let mut chain = authorised_in_mid_round();
	let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
	assert_eq!(chain.call(OWNERS[0], apply()).unwrap(), filtered);
	// The round goes on as if nothing were.
	all(&mut chain, |_| vote(0b1111, 0));
	let (result_hash, body) = result(&mut chain);
	all(&mut chain, |member| attest(member, result_hash, b"list", (member == 0).then_some(&body)));
	assert_eq!(chain.read(|| Training::round_view(ROUND).unwrap().outcome), Some(Outcome::Final));
	// The next one waits.
	chain.pass(2 * REOPEN_BLOCKS);
	assert!(!is_open(&mut chain, 1));
	assert_ne!(code(&mut chain).as_deref(), Some(CODE));
	assert_ok!(chain.call(DUTIES[1], apply()).unwrap());
	assert_eq!(code(&mut chain).as_deref(), Some(CODE));
	chain.pass(REOPEN_BLOCKS);
	assert!(is_open(&mut chain, 1));
}

#[test]
fn fewer_than_two_thirds_authorise_nothing() {
	let mut chain = Chain::new();
	assert!(!decide(&mut chain, &OWNERS[..2], &authorise()));
	assert!(chain.read(|| System::authorized_upgrade().is_none()));
	// The council cannot go round the consortium either: that call is root's.
	let past = frame_system::Call::authorize_upgrade { code_hash: BlakeTwo256::hash(CODE) }.into();
	assert!(!decide(&mut chain, &OWNERS, &past));
}

#[test]
fn code_of_another_hash_is_not_applied() {
	let mut chain = Chain::new();
	chain.register(ReadRuntimeVersionExt::new(NextVersion));
	assert!(decide(&mut chain, &OWNERS[..3], &authorise()));
	let other = frame_system::Call::apply_authorized_upgrade { code: b"another".to_vec() };
	assert!(chain.call(OWNERS[0], other).unwrap().is_err());
	assert_ok!(chain.call(OWNERS[0], apply()).unwrap());
}

#[test]
fn nobody_brings_code_without_being_a_member() {
	let mut chain = Chain::new();
	chain.register(ReadRuntimeVersionExt::new(NextVersion));
	assert!(decide(&mut chain, &OWNERS[..3], &authorise()));
	let unsigned = UncheckedExtrinsic::new_bare(apply());
	let refused = InvalidTransaction::Custom(NOT_A_MEMBER).into();
	assert_eq!(chain.validate(unsigned.clone()), Err(refused));
	assert_eq!(chain.block_of(vec![unsigned]), [Err(refused)]);
}
