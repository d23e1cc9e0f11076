//! A validator that votes for two blocks in one round of finality: its member answers for it once, by reputation and deposit;
//! what proves nothing costs nobody.

use crate::{
	chain::{account, max_block, owner, sign, Chain, DUTIES, OWNERS, STRANGER},
	governance::decide,
};
use codec::{Decode, Encode};
use finality_grandpa::{Equivocation as Votes, Message, Precommit, Prevote};
use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	traits::{fungible::InspectHold, Hooks},
};
use guild_primitives::limits::MAX_PARTICIPANTS;
use guild_runtime::{
	constants::{NORMAL_RATIO, OWNER_ENDOWMENT, REMEMBERED_SESSIONS, SESSION_BLOCKS, UNIT, VALIDATOR_DEPOSIT},
	extensions::NOT_A_MEMBER,
	Balances, Block, BlockNumber, Consortium, Grandpa, Hash, Reputation, Runtime, RuntimeCall, RuntimeEvent, Session,
	System, UncheckedExtrinsic,
};
use pallet_equivocation::{Event, HoldReason, KeyOwnership};
use sp_consensus_grandpa::{
	localized_payload, runtime_decl_for_grandpa_api::GrandpaApi, EquivocationProof, OpaqueKeyOwnershipProof, SetId,
};
use sp_core::Pair;
use sp_keyring::Ed25519Keyring;
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
};

type Proof = EquivocationProof<Hash, BlockNumber>;

/// The keys by which the validators of the four members vote.
const VOTERS: [Ed25519Keyring; 4] =
	[Ed25519Keyring::Alice, Ed25519Keyring::Bob, Ed25519Keyring::Charlie, Ed25519Keyring::Dave];
/// A round of finality.
const ROUND: u64 = 7;

/// Two prevotes of a set, for blocks of these hashes, said to be of this key and signed with these.
fn prevotes(set: SetId, of: Ed25519Keyring, signers: [Ed25519Keyring; 2], hashes: [u8; 2]) -> Proof {
	let vote = |place: usize| {
		let vote = Prevote { target_hash: Hash::repeat_byte(hashes[place]), target_number: 10 };
		let payload = localized_payload(ROUND, set, &Message::Prevote(vote.clone()));
		(vote, signers[place].pair().sign(&payload).into())
	};
	let votes = Votes { round_number: ROUND, identity: of.public().into(), first: vote(0), second: vote(1) };
	Proof::new(set, votes.into())
}

/// Two precommits of this key in this round of a set.
fn precommits(set: SetId, round: u64, of: Ed25519Keyring) -> Proof {
	let vote = |hash: u8| {
		let vote = Precommit { target_hash: Hash::repeat_byte(hash), target_number: 10 };
		let payload = localized_payload(round, set, &Message::Precommit(vote.clone()));
		(vote, of.pair().sign(&payload).into())
	};
	let votes = Votes { round_number: round, identity: of.public().into(), first: vote(1), second: vote(2) };
	Proof::new(set, votes.into())
}

/// Two true prevotes of this key.
fn equivocation(set: SetId, of: Ed25519Keyring) -> Proof {
	prevotes(set, of, [of, of], [1, 2])
}

fn set_id(chain: &mut Chain) -> SetId {
	chain.read(Grandpa::current_set_id)
}

/// What a node asks the runtime for: that the key is a validator's, at the present block.
fn ownership(chain: &mut Chain, key: Ed25519Keyring) -> Option<KeyOwnership> {
	let set = set_id(chain);
	let proof = chain.read(|| <Runtime as GrandpaApi<Block>>::generate_key_ownership_proof(set, key.public().into()));
	proof.map(|proof| proof.decode().unwrap())
}

fn report(proof: Proof, key_owner_proof: KeyOwnership) -> UncheckedExtrinsic {
	let equivocation_proof = Box::new(proof);
	let call = pallet_grandpa::Call::report_equivocation_unsigned { equivocation_proof, key_owner_proof };
	UncheckedExtrinsic::new_bare(call.into())
}

/// A chain whose validators have put down their deposits.
fn in_first_session() -> Chain {
	let mut chain = Chain::new();
	chain.pass(SESSION_BLOCKS + 1);
	chain
}

/// The next session begins, without the blocks of this one.
fn rotate(chain: &mut Chain) {
	chain.read(|| {
		Session::rotate_session();
		Grandpa::on_finalize(System::block_number());
	});
}

/// Reputation, deposit, and slashed deposit of a member.
fn standing(chain: &mut Chain, member: usize) -> (u16, u128, u128) {
	chain.read(|| {
		let held = |reason: HoldReason| Balances::balance_on_hold(&reason.into(), &account(OWNERS[member]));
		(Reputation::reputation(owner(member)).score, held(HoldReason::Validator), held(HoldReason::Slashed))
	})
}

const SPOTLESS: (u16, u128, u128) = (1 << 15, VALIDATOR_DEPOSIT, 0);

fn nobody_answers(chain: &mut Chain) {
	for member in 0..4 {
		assert_eq!(standing(chain, member), SPOTLESS, "member {member}");
	}
}

fn only_answers(chain: &mut Chain, guilty: usize) {
	for member in 0..4 {
		let standing = standing(chain, member);
		if member == guilty {
			assert!(standing.0 < 1 << 14 && standing.1 == 0 && standing.2 == VALIDATOR_DEPOSIT, "{standing:?}");
		} else {
			assert_eq!(standing, SPOTLESS, "member {member}");
		}
	}
}

/// Refused by the node's own pool and out of a block alike.
fn refused(chain: &mut Chain, report: UncheckedExtrinsic, why: InvalidTransaction) {
	let why = TransactionValidityError::from(why);
	assert_eq!(chain.validate_from(TransactionSource::Local, report.clone()), Err(why));
	assert_eq!(chain.block_of(vec![report]), [Err(why)]);
}

/// Carried out, since signatures are only then checked, and found to show nothing.
fn shows_nothing(chain: &mut Chain, proof: Proof, ownership: KeyOwnership) {
	let nothing = pallet_grandpa::Error::<Runtime>::InvalidEquivocationProof;
	assert_eq!(chain.block_of(vec![report(proof, ownership)]), [Ok(Err(nothing.into()))]);
}

#[test]
fn two_votes_of_one_round_cost_a_member_its_reputation_and_its_deposit_once() {
	let mut chain = in_first_session();
	nobody_answers(&mut chain);
	let (set, key) = (set_id(&mut chain), VOTERS[1]);
	let proof = ownership(&mut chain, key).unwrap();
	let first = report(equivocation(set, key), proof);
	let valid: ValidTransaction = chain.validate_from(TransactionSource::Local, first.clone()).unwrap();
	assert!(!valid.propagate);
	assert_ok!(chain.block_of(vec![first.clone()])[0].unwrap());
	let (member, session) = (owner(1), chain.read(Session::current_index));
	let event = RuntimeEvent::from(Event::Equivocated { member, session, set_id: set, round: ROUND });
	assert!(chain.read(|| System::events().iter().any(|record| record.event == event)));
	only_answers(&mut chain, 1);

	// The same once more, and other votes of the same set.
	refused(&mut chain, first, InvalidTransaction::Stale);
	refused(&mut chain, report(precommits(set, ROUND + 1, key), proof), InvalidTransaction::Stale);
	only_answers(&mut chain, 1);
}

#[test]
fn precommits_count_as_prevotes_do() {
	let mut chain = in_first_session();
	let (set, key) = (set_id(&mut chain), VOTERS[2]);
	let proof = ownership(&mut chain, key).unwrap();
	assert_ok!(chain.block_of(vec![report(precommits(set, ROUND, key), proof)])[0].unwrap());
	only_answers(&mut chain, 2);
}

#[test]
fn what_proves_nothing_costs_nobody() {
	let mut chain = in_first_session();
	rotate(&mut chain);
	let (set, [one, other, ..]) = (set_id(&mut chain), VOTERS);
	let proof = ownership(&mut chain, one).unwrap();
	// The same vote twice.
	shows_nothing(&mut chain, prevotes(set, one, [one, one], [1, 1]), proof);
	// Votes that another has signed, both or one of them.
	shows_nothing(&mut chain, prevotes(set, one, [other, other], [1, 2]), proof);
	shows_nothing(&mut chain, prevotes(set, one, [one, other], [1, 2]), proof);
	// Votes of a set that is to come, or that was over when this session began.
	shows_nothing(&mut chain, equivocation(set + 1, one), proof);
	shows_nothing(&mut chain, equivocation(set - 1, one), proof);
	nobody_answers(&mut chain);
}

#[test]
fn who_is_no_validator_is_not_reported() {
	let mut chain = in_first_session();
	let (set, key) = (set_id(&mut chain), Ed25519Keyring::Ferdie);
	assert_eq!(ownership(&mut chain, key), None);
	// The proof of somebody else, and one that miscounts.
	let proof = ownership(&mut chain, VOTERS[0]).unwrap();
	refused(&mut chain, report(equivocation(set, key), proof), InvalidTransaction::BadProof);
	let miscounted = KeyOwnership { validators: 3, ..proof };
	refused(&mut chain, report(equivocation(set, VOTERS[0]), miscounted), InvalidTransaction::BadProof);
	nobody_answers(&mut chain);
}

#[test]
fn an_equivocation_is_reported_while_its_session_is_remembered() {
	let mut chain = in_first_session();
	// A set that others came before.
	rotate(&mut chain);
	rotate(&mut chain);
	let set = set_id(&mut chain);
	let reports = [0, 1].map(|member| {
		let proof = ownership(&mut chain, VOTERS[member]).unwrap();
		report(equivocation(set, VOTERS[member]), proof)
	});
	for _ in 1..REMEMBERED_SESSIONS {
		rotate(&mut chain);
	}
	assert_ok!(chain.block_of(vec![reports[0].clone()])[0].unwrap());
	only_answers(&mut chain, 0);
	rotate(&mut chain);
	refused(&mut chain, reports[1].clone(), InvalidTransaction::BadProof);
	assert_eq!(standing(&mut chain, 1), SPOTLESS);
}

#[test]
fn in_the_genesis_session_it_costs_reputation_alone() {
	let mut chain = Chain::new();
	chain.pass(1);
	let proof = ownership(&mut chain, VOTERS[3]).unwrap();
	assert_ok!(chain.block_of(vec![report(equivocation(0, VOTERS[3]), proof)])[0].unwrap());
	let (score, held, slashed) = standing(&mut chain, 3);
	assert!(score < 1 << 14 && held == 0 && slashed == 0);
}

#[test]
fn a_removed_member_answers_for_what_its_validator_still_votes() {
	let mut chain = in_first_session();
	let remove = pallet_consortium::Call::remove { owner: account(OWNERS[3]) }.into();
	assert!(decide(&mut chain, &OWNERS[..3], &remove));
	chain.pass(1);
	// It is gone, and so are the keys that it had named for later sessions. The next one was planned before.
	rotate(&mut chain);
	chain.read(|| {
		assert!(Consortium::member(owner(3)).is_none() && Session::validators().contains(&account(OWNERS[3])));
		assert!(Session::load_keys(&account(OWNERS[3])).is_none());
	});
	let set = set_id(&mut chain);
	let proof = ownership(&mut chain, VOTERS[3]).unwrap();
	// One session more, and nobody votes with its key. What it did can still be reported.
	rotate(&mut chain);
	assert_eq!(ownership(&mut chain, VOTERS[3]), None);
	assert_ok!(chain.block_of(vec![report(equivocation(set, VOTERS[3]), proof)])[0].unwrap());
	only_answers(&mut chain, 3);
}

#[test]
fn a_node_sends_its_report_by_the_runtime_into_its_own_pool() {
	let mut chain = in_first_session();
	let pool = chain.open_pool();
	let (set, key) = (set_id(&mut chain), VOTERS[0]);
	let opaque = OpaqueKeyOwnershipProof::new(ownership(&mut chain, key).unwrap().encode());
	let sent = chain.read(|| {
		let votes = equivocation(set, key);
		<Runtime as GrandpaApi<Block>>::submit_report_equivocation_unsigned_extrinsic(votes, opaque)
	});
	assert_eq!((sent, pool().len()), (Some(()), 1));
	let report = UncheckedExtrinsic::decode(&mut &pool()[0][..]).unwrap();
	assert!(chain.validate_from(TransactionSource::Local, report.clone()).is_ok());
	// No other node takes it from there.
	assert_eq!(chain.validate(report.clone()), Err(InvalidTransaction::Call.into()));
	assert_ok!(chain.block_of(vec![report])[0].unwrap());
	only_answers(&mut chain, 0);
}

#[test]
fn nothing_else_comes_unsigned() {
	let mut chain = in_first_session();
	let transfer = pallet_balances::Call::transfer_all { dest: account(STRANGER).into(), keep_alive: false };
	let stop = pallet_training::Call::stop_task { task: 0 };
	let forgive = pallet_equivocation::Call::forgive_slash { slash: 0 };
	let calls: [RuntimeCall; 3] = [transfer.into(), stop.into(), forgive.into()];
	for call in calls {
		let unsigned = UncheckedExtrinsic::new_bare(call);
		assert!(chain.validate_from(TransactionSource::Local, unsigned.clone()).is_err());
		let not_a_member = InvalidTransaction::Custom(NOT_A_MEMBER).into();
		assert_eq!(chain.block_of(vec![unsigned]), [Err(not_a_member)]);
	}
}

#[test]
fn a_member_without_a_validator_reports_by_its_signature_and_a_stranger_does_not() {
	let mut chain = in_first_session();
	let (set, key) = (set_id(&mut chain), VOTERS[1]);
	let key_owner_proof = ownership(&mut chain, key).unwrap();
	let signed = |proof: Proof| -> RuntimeCall {
		let equivocation_proof = Box::new(proof);
		pallet_grandpa::Call::report_equivocation { equivocation_proof, key_owner_proof }.into()
	};
	let stranger = chain.read(|| sign(STRANGER, signed(equivocation(set, key))));
	assert_eq!(chain.validate(stranger), Err(InvalidTransaction::Custom(NOT_A_MEMBER).into()));
	assert!(chain.call(DUTIES[0], signed(prevotes(set, key, [key, key], [1, 1]))).unwrap().is_err());
	nobody_answers(&mut chain);
	assert_ok!(chain.call(DUTIES[0], signed(equivocation(set, key))).unwrap());
	only_answers(&mut chain, 1);
}

#[test]
fn the_council_forgives_a_mishap_and_the_deposit_is_put_down_again() {
	let mut chain = in_first_session();
	let set = set_id(&mut chain);
	let proof = ownership(&mut chain, VOTERS[0]).unwrap();
	assert_ok!(chain.block_of(vec![report(equivocation(set, VOTERS[0]), proof)])[0].unwrap());
	let forgive = pallet_equivocation::Call::forgive_slash { slash: 0 }.into();
	assert!(!decide(&mut chain, &OWNERS[..2], &forgive));
	assert!(decide(&mut chain, &OWNERS[1..], &forgive));
	chain.read(|| {
		assert_eq!(Balances::total_balance_on_hold(&account(OWNERS[0])), 0);
		// All but the fees of its own motion and vote.
		assert!(Balances::free_balance(account(OWNERS[0])) > OWNER_ENDOWMENT - UNIT);
	});
	rotate(&mut chain);
	assert_eq!(standing(&mut chain, 0).1, VALIDATOR_DEPOSIT);
}

#[test]
fn reports_of_all_validators_there_may_be_fit_into_one_block() {
	let proof = KeyOwnership { session: 0, validators: MAX_PARTICIPANTS };
	let report = report(equivocation(0, VOTERS[0]), proof);
	let weight = report.get_dispatch_info().total_weight().saturating_mul(MAX_PARTICIPANTS.into());
	assert!(weight.all_lte(NORMAL_RATIO * max_block()), "{weight:?}");
}
