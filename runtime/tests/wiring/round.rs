//! A whole round through real transactions: the council's task, four members' commitments, votes and attestations.

use crate::{
	chain::{owner, Chain, DUTIES, OWNERS, STRANGER},
	governance::decide,
};
use frame_support::{assert_ok, BoundedVec};
use guild_primitives::{
	attestation_hash, possession, seed_commitment, Duty, Manifest, Mechanism, MechanismPolicy, MetricPolicy, Outcome,
	Phase, ResultBody, Root, RoundId, RuleSpec, TaskSpec, TaskStatus, Text, Weighting, Windows, Withheld,
	WorkerSignature, COEFFICIENT_ONE,
};
use guild_runtime::{Runtime, RuntimeCall, Training};
use sp_core::Pair;
use sp_keyring::Ed25519Keyring;
use sp_runtime::{transaction_validity::InvalidTransaction, DispatchError};

/// The members' workers.
const WORKERS: [Ed25519Keyring; 4] =
	[Ed25519Keyring::Alice, Ed25519Keyring::Bob, Ed25519Keyring::Charlie, Ed25519Keyring::Dave];

pub const ROUND: RoundId = RoundId { task: 0, index: 0 };

pub fn spec() -> TaskSpec {
	TaskSpec {
		name: Text::new("wind").unwrap(),
		description: Text::new("Power of a turbine from its weather").unwrap(),
		document: Text::new("[model]").unwrap(),
		initial_model_root: Root::of(b"initial model"),
		dim: 1_441,
		scale: 16,
		clip_norm: 10_000,
		norm_bound: 40_000,
		rule: RuleSpec::mean(Weighting::Samples),
		windows: Windows { commit_blocks: 10, availability_blocks: 5, attest_blocks: 5, challenge_blocks: 5 },
		min_participants: 3,
		max_samples: 1_000,
		rounds: 1,
		mechanism: MechanismPolicy::None,
		withheld: Withheld::Exclude,
		updates_public: true,
		metric: MetricPolicy::Coarse,
	}
}

fn create_task(spec: TaskSpec) -> RuntimeCall {
	pallet_training::Call::create_task { spec: Box::new(spec) }.into()
}

/// What every member commits to for the seed.
pub const SEED: Root = Root([5; 32]);

/// A member votes that it holds these updates, and could not fetch those.
pub fn vote(held: u128, missing: u128) -> RuntimeCall {
	vote_in(ROUND, held, missing)
}

/// The same, in another round.
pub fn vote_in(round: RoundId, held: u128, missing: u128) -> RuntimeCall {
	pallet_training::Call::vote_availability { round, held, missing, base_missing: false, seed: Some(SEED) }.into()
}

/// A member attests a result whose list it holds.
pub fn attest(member: usize, result_hash: Root, list: &[u8], body: Option<&ResultBody>) -> RuntimeCall {
	attest_in(ROUND, member, result_hash, list, body)
}

/// The same, in another round.
pub fn attest_in(
	round: RoundId,
	member: usize,
	result_hash: Root,
	list: &[u8],
	body: Option<&ResultBody>,
) -> RuntimeCall {
	let possession = possession(&owner(member), &round, list);
	let signed = attestation_hash(&owner(member), &round, &result_hash, &possession);
	let signature = WorkerSignature(WORKERS[member].pair().sign(&signed.0).0);
	let body = body.map(|body| Box::new(body.clone()));
	pallet_training::Call::attest { round, result_hash, possession, signature, body }.into()
}

pub fn update_of(member: usize) -> Vec<u8> {
	vec![member as u8; 2 * 1_441]
}

pub fn commit(member: usize) -> RuntimeCall {
	commit_in(member, ROUND, spec().initial_model_root)
}

/// The same, in another round, from the model that it starts from.
pub fn commit_in(member: usize, round: RoundId, base_root: Root) -> RuntimeCall {
	let bytes = update_of(member);
	let manifest = Manifest {
		round,
		base_root,
		update_root: Root::of(&bytes),
		samples: 100 * (member as u32 + 1),
		steps_done: 7,
		steps_asked: 10,
		dataset: 0,
		mechanism: Mechanism::None,
		possession: possession(&owner(member), &round, &bytes),
		seed_commitment: seed_commitment(&owner(member), &round, &SEED),
		software: Text::new("guild 0.1.0").unwrap(),
	};
	let signature = WorkerSignature(WORKERS[member].pair().sign(&manifest.signing_hash().0).0);
	pallet_training::Call::commit_update { manifest: Box::new(manifest), signature }.into()
}

pub fn result(chain: &mut Chain) -> (Root, ResultBody) {
	result_in(chain, ROUND)
}

/// The same, in another round.
pub fn result_in(chain: &mut Chain, round: RoundId) -> (Root, ResultBody) {
	let inputs = chain.read(|| Training::round_view(round)).unwrap().inputs.unwrap();
	let n = inputs.included.len();
	let columns = inputs.columns().count();
	let mut row = vec![COEFFICIENT_ONE / n as i64; n];
	row.resize(columns, 0); // Nothing of the previous aggregate, if there is one.
	let row = BoundedVec::truncate_from(row);
	let novelties = vec![7; if columns > n { n } else { 0 }];
	let body = ResultBody {
		coefficients: BoundedVec::truncate_from(vec![row]),
		norms: BoundedVec::truncate_from(vec![5; n]),
		distances: BoundedVec::truncate_from(vec![3; n]),
		novelties: BoundedVec::truncate_from(novelties),
		aggregate_root: Root::of(b"aggregate"),
		model_root: Root::of(b"model"),
		trace_root: Root::of(b"list"),
	};
	(body.hash(&inputs.hash()), body)
}

pub fn phase(chain: &mut Chain) -> Option<Phase> {
	chain.read(|| Training::round_view(ROUND)).and_then(|round| round.phase)
}

/// All four make the same kind of call, in one block.
pub fn all(chain: &mut Chain, call: impl Fn(usize) -> RuntimeCall) {
	let calls = (0..4).map(|member| (DUTIES[member], call(member))).collect();
	for outcome in chain.block(calls) {
		assert_ok!(outcome.unwrap());
	}
	// The block after it moves on.
	chain.pass(1);
}

/// A chain on which the council has agreed on a task, whose first round is open.
pub fn with_task() -> Chain {
	with_task_of(spec())
}

/// The same, of another task.
pub fn with_task_of(spec: TaskSpec) -> Chain {
	let mut chain = Chain::new();
	assert!(decide(&mut chain, &OWNERS[..3], &create_task(spec)));
	chain.pass(1);
	assert_eq!(phase(&mut chain), Some(Phase::Commit));
	chain
}

fn whole_round(chain: &mut Chain) {
	all(chain, commit);
	all(chain, |_| vote(0b1111, 0));
	let (result_hash, body) = result(chain);
	all(chain, |member| {
		// The body travels once.
		attest(member, result_hash, b"list", (member == 0).then_some(&body))
	});
}

#[test]
fn four_members_take_a_round_from_the_councils_vote_to_lineage() {
	let mut chain = with_task();
	chain.read(|| {
		for member in 0..4 {
			assert!(matches!(Training::duties(owner(member))[..], [Duty::Commit { round: ROUND, .. }]));
		}
	});
	whole_round(&mut chain);
	chain.read(|| {
		assert_eq!(Training::round_view(ROUND).unwrap().outcome, Some(Outcome::Final));
		let task = Training::task_view(0).unwrap();
		assert_eq!((task.status, task.model_root), (TaskStatus::Complete, Root::of(b"model")));
		assert_eq!(Training::round_of_model(Root::of(b"model")), Some(ROUND));
		let lineage = Training::lineage(ROUND).unwrap();
		let included: Vec<_> = lineage.inputs.included.iter().map(|update| update.member).collect();
		let mut members: Vec<_> = (0..4).map(owner).collect();
		members.sort();
		assert_eq!((included, lineage.attesters.to_vec()), (members.clone(), members));
		assert!((0..4).all(|member| Training::duties(owner(member)).is_empty()));
	});
}

#[test]
fn half_of_the_council_agrees_on_no_task() {
	let mut chain = Chain::new();
	assert!(!decide(&mut chain, &OWNERS[..2], &create_task(spec())));
	assert!(chain.read(|| Training::task_view(0)).is_none());
	for signer in [OWNERS[0], DUTIES[0]] {
		assert_eq!(chain.call(signer, create_task(spec())).unwrap(), Err(DispatchError::BadOrigin));
	}
}

#[test]
fn who_is_no_member_takes_no_part() {
	let mut chain = with_task();
	let is_no_member = InvalidTransaction::Custom(guild_runtime::extensions::NOT_A_MEMBER);
	assert_eq!(chain.call(STRANGER, commit(0)).unwrap_err(), is_no_member.into());
	let refused = Err(pallet_training::Error::<Runtime>::NotAMember.into());
	// A member's cold account is for governance: it does no duties either.
	assert_eq!(chain.call(OWNERS[0], commit(0)).unwrap(), refused);
}

#[test]
fn one_member_cannot_commit_in_the_name_of_another() {
	let mut chain = with_task();
	let refused = Err(pallet_training::Error::<Runtime>::BadSignature.into());
	assert_eq!(chain.call(DUTIES[1], commit(0)).unwrap(), refused);
}

#[test]
fn a_transaction_is_good_once() {
	let mut chain = with_task();
	let again = chain.read(|| crate::chain::sign(DUTIES[0], commit(0)));
	assert_ok!(chain.call(DUTIES[0], commit(0)).unwrap());
	let block = chain.block_of(vec![again]);
	assert_eq!(block, [Err(InvalidTransaction::Stale.into())]);
}
