//! The privacy ledger behind whole rounds: budgets hold through real transactions, whatever a worker signs.

use crate::{
	chain::{owner, Chain, DUTIES, OWNERS, STRANGER},
	round::{self, all, spec, with_task_of, SEED},
};
use frame_support::{assert_ok, BoundedVec};
use guild_primitives::{
	attestation_hash, possession, seed_commitment, LedgerEntry, Manifest, Mechanism, MechanismPolicy, MetricPolicy,
	Outcome, Root, RoundId, TaskSpec, Text, WorkerSignature, COEFFICIENT_ONE,
};
use guild_runtime::{
	extensions::{NOT_A_MEMBER, OVER_BUDGET},
	PrivacyBudget, Runtime, RuntimeCall, Training,
};
use pallet_privacy_budget::Budgets;
use sp_core::Pair;
use sp_keyring::Ed25519Keyring;
use sp_runtime::{transaction_validity::InvalidTransaction, DispatchError};

const WORKERS: [Ed25519Keyring; 4] =
	[Ed25519Keyring::Alice, Ed25519Keyring::Bob, Ed25519Keyring::Charlie, Ed25519Keyring::Dave];
pub const DATASET: u32 = 7;

/// Noise of multiplier 5, of which five updates cost ε 2.1431 and six 2.3665 at δ = 10^-6 (by the formula in floats).
fn mechanism() -> Mechanism {
	Mechanism::Local { noise_multiplier: "5".parse().unwrap() }
}

fn private_task() -> TaskSpec {
	let five = "5".parse().unwrap();
	let mechanism = MechanismPolicy::Local { floor: five, ceiling: five };
	let metric = MetricPolicy::None;
	TaskSpec { mechanism, metric, clip_norm: 500, norm_bound: 500, rounds: 7, ..spec() }
}

pub fn declare(epsilon: &str) -> RuntimeCall {
	let budget = serde_json::json!({ "replace_dataset": { "epsilon": epsilon, "delta": "1e-6" } });
	let budgets: Budgets = serde_json::from_value(budget).unwrap();
	pallet_privacy_budget::Call::declare_dataset {
		dataset: DATASET,
		description: Box::new(Text::new("SCADA of turbine 1, 2017 to 2020").unwrap()),
		overlaps: Default::default(),
		budgets: Box::new(budgets),
	}
	.into()
}

fn update(member: usize, round: RoundId) -> Vec<u8> {
	vec![member as u8, round.index as u8]
}

fn commit(chain: &mut Chain, member: usize, round: RoundId) -> RuntimeCall {
	let base_root = chain.read(|| Training::task_view(0)).unwrap().model_root;
	let bytes = update(member, round);
	let manifest = Manifest {
		round,
		base_root,
		update_root: Root::of(&bytes),
		samples: 100,
		steps_done: 7,
		steps_asked: 10,
		dataset: DATASET,
		mechanism: mechanism(),
		possession: possession(&owner(member), &round, &bytes),
		seed_commitment: seed_commitment(&owner(member), &round, &SEED),
		software: Text::new("guild 0.1.0").unwrap(),
	};
	let signature = WorkerSignature(WORKERS[member].pair().sign(&manifest.signing_hash().0).0);
	pallet_training::Call::commit_update { manifest: Box::new(manifest), signature }.into()
}

/// Whoever committed votes and reveals, all attest: the round becomes final.
fn finish(chain: &mut Chain, round: RoundId) {
	let members = chain.read(|| Training::round_view(round)).unwrap().members;
	let place = |member: usize| members.iter().position(|progress| progress.member == owner(member)).unwrap();
	let has_committed = |member: &usize| members[place(*member)].manifest.is_some();
	let committed = (0..4).filter(has_committed).fold(0, |bits, member| bits | 1 << place(member));
	all(chain, |member| {
		let seed = has_committed(&member).then_some(SEED);
		pallet_training::Call::vote_availability { round, held: committed, missing: 0, base_missing: false, seed }
			.into()
	});
	let inputs = chain.read(|| Training::round_view(round)).unwrap().inputs.unwrap();
	let (n, columns) = (inputs.included.len(), inputs.columns().count());
	let mut row = vec![COEFFICIENT_ONE / n as i64; n];
	row.resize(columns, 0);
	let body = guild_primitives::ResultBody {
		coefficients: BoundedVec::truncate_from(vec![BoundedVec::truncate_from(row)]),
		norms: BoundedVec::truncate_from(vec![5; n]),
		distances: BoundedVec::truncate_from(vec![3; n]),
		novelties: BoundedVec::truncate_from(vec![7; if columns > n { n } else { 0 }]),
		aggregate_root: Root::of(b"aggregate"),
		model_root: Root::of(&round.index.to_le_bytes()),
		trace_root: Root::of(b"list"),
	};
	let result_hash = body.hash(&inputs.hash());
	all(chain, |member| {
		let possession = possession(&owner(member), &round, b"list");
		let signed = attestation_hash(&owner(member), &round, &result_hash, &possession);
		let signature = WorkerSignature(WORKERS[member].pair().sign(&signed.0).0);
		let body = Some(Box::new(body.clone()));
		pallet_training::Call::attest { round, result_hash, possession, signature, body }.into()
	});
	assert_eq!(chain.read(|| Training::round_view(round)).unwrap().outcome, Some(Outcome::Final));
}

/// What a member's dataset has spent.
fn entry(chain: &mut Chain, member: usize) -> LedgerEntry {
	chain.read(|| PrivacyBudget::ledger(owner(member))).remove(0)
}

#[test]
fn a_member_whose_budget_allows_five_rounds_takes_part_in_exactly_five() {
	let mut chain = with_task_of(private_task());
	for (member, epsilon) in ["2.15", "100", "100", "100"].into_iter().enumerate() {
		assert_ok!(chain.call(OWNERS[member], declare(epsilon)).unwrap());
	}
	for index in 0..5 {
		let round = RoundId { task: 0, index };
		for (member, duty) in DUTIES.into_iter().enumerate() {
			let call = commit(&mut chain, member, round);
			assert_ok!(chain.call(duty, call).unwrap());
		}
		chain.pass(1);
		finish(&mut chain, round);
		chain.pass(1);
	}
	let spent = entry(&mut chain, 0);
	assert_eq!(spent.charges, 5);
	assert!(format!("{:.6}", spent.left()).starts_with("0.00695"), "{}", spent.left());

	// A worker that signs a sixth is refused before it is in a block.
	let round = RoundId { task: 0, index: 5 };
	let sixth = commit(&mut chain, 0, round);
	for _ in 0..2 {
		let refused = InvalidTransaction::Custom(OVER_BUDGET).into();
		assert_eq!(chain.call(DUTIES[0], sixth.clone()), Err(refused));
	}
	assert_eq!(entry(&mut chain, 0).charges, 5);

	// The others go on, and it goes on voting and attesting.
	for (member, duty) in DUTIES.into_iter().enumerate().skip(1) {
		let call = commit(&mut chain, member, round);
		assert_ok!(chain.call(duty, call).unwrap());
	}
	let ends_at = chain.read(|| Training::round_view(round)).unwrap().ends_at;
	while chain.read(guild_runtime::System::block_number) <= ends_at {
		chain.pass(1);
	}
	chain.pass(1);
	finish(&mut chain, round);
	assert_eq!(entry(&mut chain, 1).charges, 6);
}

#[test]
fn an_undeclared_dataset_takes_part_in_no_private_task() {
	let mut chain = with_task_of(private_task());
	let call = commit(&mut chain, 0, round::ROUND);
	assert_eq!(chain.call(DUTIES[0], call), Err(InvalidTransaction::Custom(OVER_BUDGET).into()));
}

#[test]
fn only_owners_of_members_declare_datasets() {
	let mut chain = Chain::new();
	let refused: DispatchError = pallet_privacy_budget::Error::<Runtime>::NotAMember.into();
	assert_eq!(chain.call(DUTIES[0], declare("4")).unwrap(), Err(refused));
	assert_eq!(chain.call(STRANGER, declare("4")), Err(InvalidTransaction::Custom(NOT_A_MEMBER).into()));
}
