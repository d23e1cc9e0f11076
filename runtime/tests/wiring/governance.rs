//! Who decides what.

use crate::chain::{account, new_keys, proofs, Chain, DUTIES, OWNERS, STRANGER};
use codec::Encode;
use frame_support::assert_ok;
use guild_primitives::{MemberId, Text, Tier};
use guild_runtime::{Consortium, Hash, Membership, Runtime, RuntimeCall, Session, SessionKeys};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Hash as _, DispatchError};

type CouncilCall = pallet_collective::Call<Runtime, pallet_collective::Instance1>;

fn admit(newcomer: Sr25519Keyring) -> RuntimeCall {
	pallet_consortium::Call::admit {
		owner: account(newcomer),
		name: Text::new("Newcomer").unwrap(),
		tier: Tier::Validator,
		keys: new_keys(100),
		proofs: proofs(100, MemberId(newcomer.public().0)),
	}
	.into()
}

/// Proposes `call` by the first of `votes`, lets all of them vote for it, and closes the motion. Returns whether it was
/// carried out.
pub fn decide(chain: &mut Chain, votes: &[Sr25519Keyring], call: &RuntimeCall) -> bool {
	let index = chain.read(pallet_collective::ProposalCount::<Runtime, pallet_collective::Instance1>::get);
	let length_bound = call.encoded_size() as u32;
	let proposal: Hash = sp_runtime::traits::BlakeTwo256::hash_of(call);
	// The threshold is the proposer's to choose, and settles nothing: what counts is the share that the origin shows.
	let threshold = votes.len().max(2) as u32;
	let propose = CouncilCall::propose { threshold, proposal: Box::new(call.clone()), length_bound };
	assert_ok!(chain.call(votes[0], propose).unwrap());
	let ballots =
		votes.iter().map(|voter| (*voter, CouncilCall::vote { proposal, index, approve: true }.into())).collect();
	for result in chain.block(ballots) {
		assert_ok!(result.unwrap());
	}
	let close = CouncilCall::close {
		proposal_hash: proposal,
		index,
		proposal_weight_bound: crate::chain::max_block() / 2,
		length_bound,
	};
	if chain.call(votes[0], close).unwrap().is_err() {
		return false;
	}
	chain.read(|| {
		guild_runtime::System::events().iter().any(|record| {
			matches!(
				&record.event,
				guild_runtime::RuntimeEvent::Council(pallet_collective::Event::Executed { result: Ok(()), .. })
			)
		})
	})
}

#[test]
fn two_thirds_admit_a_member_and_fewer_do_not() {
	let mut chain = Chain::new();
	let newcomer = Sr25519Keyring::EveStash;
	assert!(!decide(&mut chain, &OWNERS[..2], &admit(newcomer)));
	chain.read(|| assert_eq!(Consortium::members().len(), 4));
	let mut chain = Chain::new();
	assert!(decide(&mut chain, &OWNERS[..3], &admit(newcomer)));
	chain.read(|| {
		assert!(Consortium::member(MemberId(newcomer.public().0)).is_some());
		// The council follows at once; a validator needs session keys first.
		assert!(Membership::members().contains(&account(newcomer)));
		assert!(!Session::validators().contains(&account(newcomer)));
	});
}

#[test]
fn removal_takes_the_seat_and_the_validator_with_it() {
	let mut chain = Chain::new();
	let remove = RuntimeCall::from(pallet_consortium::Call::remove { owner: account(OWNERS[3]) });
	assert!(decide(&mut chain, &OWNERS[..3], &remove));
	chain.pass(1);
	chain.read(|| {
		assert!(!Membership::members().contains(&account(OWNERS[3])));
		assert_eq!(pallet_collective::Members::<Runtime, pallet_collective::Instance1>::get().len(), 3);
	});
	chain.pass(2 * guild_runtime::constants::SESSION_BLOCKS);
	chain.read(|| assert!(!Session::validators().contains(&account(OWNERS[3]))));
}

#[test]
fn nobody_acts_past_the_council() {
	let mut chain = Chain::new();
	let refused = Err(DispatchError::BadOrigin);
	for signer in [OWNERS[0], DUTIES[0]] {
		assert_eq!(chain.call(signer, admit(Sr25519Keyring::EveStash)).unwrap(), refused);
		let seat = pallet_membership::Call::<Runtime, pallet_membership::Instance1>::add_member {
			who: account(STRANGER).into(),
		};
		assert_eq!(chain.call(signer, seat).unwrap(), refused);
		let code = frame_system::Call::set_code { code: vec![0; 8] };
		assert_eq!(chain.call(signer, code).unwrap(), refused);
	}
	let propose = CouncilCall::propose { threshold: 2, proposal: Box::new(admit(STRANGER)), length_bound: 1_000 };
	assert!(chain.call(DUTIES[0], propose.clone()).unwrap().is_err());
	// A stranger does not even get it into the pool.
	assert!(chain.call(STRANGER, propose).is_err());
}

#[test]
fn only_a_members_owner_names_session_keys() {
	let mut chain = Chain::new();
	let keys = SessionKeys {
		aura: sp_core::sr25519::Public::from_raw([7; 32]).into(),
		grandpa: sp_core::ed25519::Public::from_raw([8; 32]).into(),
	};
	let set = pallet_session::Call::set_keys { keys: keys.clone(), proof: vec![] };
	assert!(chain.call(DUTIES[0], set.clone()).unwrap().is_err());
	assert!(chain.call(STRANGER, set).is_err());
	let set = pallet_session::Call::set_keys { keys, proof: vec![] };
	// A member's owner gets as far as the proof that it holds the keys.
	assert_eq!(chain.call(OWNERS[0], set).unwrap(), Err(pallet_session::Error::<Runtime>::InvalidProof.into()));
}

/// A motion with words that say why.
fn described(call: &RuntimeCall) -> RuntimeCall {
	let text = Text::new("The company asked for it.").unwrap();
	pallet_consortium::Call::described { text, call: Box::new(call.clone()) }.into()
}

#[test]
fn a_motion_with_words_takes_what_it_takes_without() {
	let newcomer = Sr25519Keyring::EveStash;
	let mut chain = Chain::new();
	assert!(!decide(&mut chain, &OWNERS[..2], &described(&admit(newcomer))));
	chain.read(|| assert_eq!(Consortium::members().len(), 4));
	let mut chain = Chain::new();
	assert!(decide(&mut chain, &OWNERS[..3], &described(&admit(newcomer))));
	chain.read(|| assert!(Consortium::member(MemberId(newcomer.public().0)).is_some()));
}

#[test]
fn words_open_no_way_around_what_is_asked_of_signed_calls() {
	let mut chain = Chain::new();
	let resign = RuntimeCall::from(pallet_consortium::Call::resign {});
	let bad_origin = Err(DispatchError::BadOrigin);
	// Not by a member, for which the call alone is; and a motion is no member.
	assert_eq!(chain.call(OWNERS[0], described(&resign)).unwrap(), bad_origin);
	assert!(!decide(&mut chain, &OWNERS, &described(&resign)));
	assert!(!decide(&mut chain, &OWNERS, &described(&described(&admit(Sr25519Keyring::EveStash)))));
	chain.read(|| assert_eq!((Consortium::members().len(), Membership::members().len()), (4, 4)));
}
