//! Benchmarks of every call and of the work of a block, each at its worst.
//!
//! A challenge is weighed in three parts, because no proof is the worst in all: what is done for any proof of so many bytes,
//! with 127 attesters that become guilty (`challenge`); products of lanes (`challenge_products`, by a step of the Gram
//! matrix); and running the rule (`challenge_mix`, by the approximate geometric median, which always does all its
//! iterations).

use super::*;
use crate::{
	slashes::SlashQueue,
	types::{
		Attestation, AvailabilityVote, Commitment, Frozen, OpenRound, Parts, Plea, Proposed, Publication, SeenPart,
		Slash,
	},
};
use alloc::{boxed::Box, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Unbalanced, EnsureOrigin, Get},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::{Pallet as System, RawOrigin};
use guild_aggregation::{
	chunks::{beside, keyed_root, keyed_value, root_from, Value},
	gram::Gram,
	mix,
	proof::{
		check,
		synthetic::{dispute, Kind},
		FaultProof, Fold,
	},
	trace::LEAF_BYTES,
};
use guild_pallet_support::Queue;
use guild_primitives::{
	attestation_hash,
	consortium::{MakeMember, MemberKeys},
	decide::{all_bits, bit},
	fault::{Fault, FaultRecord, Verdict},
	ids::{AccountBytes, MemberId, NodeKey, RoundId, TaskId, WorkerKey, WorkerSignature},
	limits::*,
	root::possession_key,
	round::quorum,
	rules::{RuleSpec, Weighting},
	seed_commitment, FailReason, IncludedUpdate, Manifest, Mechanism, MechanismPolicy, MetricPolicy, MixRule, Phase,
	Proposal, ResultBody, Root, RoundInputs, TaskSpec, TaskStatus, Text, Windows, Withheld, COEFFICIENT_ONE,
};
use sp_core::crypto::KeyTypeId;

const WORKER: KeyTypeId = KeyTypeId(*b"work");
/// What every member commits to for the seed.
const SEED: Root = Root([9; 32]);

fn bytes(n: u32, kind: u8) -> [u8; 32] {
	let mut bytes = [kind; 32];
	bytes[..4].copy_from_slice(&n.to_be_bytes());
	bytes
}

/// Member number `n`; of all here, and in their order.
fn member(n: u32) -> MemberId {
	MemberId(bytes(n, 1))
}

fn duty<T: Config>(n: u32) -> T::AccountId {
	bytes(n, 2).into()
}

fn admit<T: Config>(n: u32, worker: WorkerKey) {
	let keys = MemberKeys { duty: AccountBytes(bytes(n, 2)), worker, node: NodeKey(bytes(n, 4)) };
	T::MakeMember::make_member(member(n), keys);
}

/// Gives member `n`'s owner account what attesting takes.
fn endow<T: Config>(n: u32) {
	let amount = T::AttestDeposit::get() * 10u32.into();
	T::Currency::write_balance(&Pallet::<T>::owner(&member(n)), amount).expect("the account can be made");
}

fn text<const N: u32>() -> Text<N> {
	Text::new(&"x".repeat(N as usize)).expect("as long as its bound")
}

/// The largest spec, for which one update is enough.
pub(crate) fn spec() -> TaskSpec {
	TaskSpec {
		name: text(),
		description: text(),
		document: text(),
		initial_model_root: Root([1; 32]),
		dim: 1 << 20,
		scale: 16,
		clip_norm: 10_000,
		norm_bound: 40_000,
		rule: RuleSpec::mean(Weighting::Samples),
		windows: Windows { commit_blocks: 10, availability_blocks: 10, attest_blocks: 10, challenge_blocks: 10 },
		min_participants: 1,
		max_samples: 1_000,
		rounds: 10,
		mechanism: MechanismPolicy::None,
		withheld: Withheld::Exclude,
		updates_public: true,
		metric: MetricPolicy::Coarse,
	}
}

fn manifest(round: RoundId, n: u32) -> Manifest {
	Manifest {
		round,
		base_root: spec().initial_model_root,
		update_root: Root(bytes(n, 5)),
		samples: 1 + n,
		steps_done: 1,
		steps_asked: 1,
		dataset: 0,
		mechanism: Mechanism::None,
		possession: Root(bytes(n, 6)),
		seed_commitment: seed_commitment(&member(n), &round, &SEED),
		software: text(),
	}
}

/// A body for `updates` included ones after a first round, with `rows` rows.
fn body(updates: u32, rows: u32, model: u32) -> ResultBody {
	let has_previous = updates < MAX_PARTICIPANTS;
	let mut row = vec![0; updates as usize + usize::from(has_previous)];
	row[0] = COEFFICIENT_ONE;
	ResultBody {
		coefficients: BoundedVec::truncate_from(vec![BoundedVec::truncate_from(row); rows as usize]),
		norms: BoundedVec::truncate_from(vec![1; updates as usize]),
		distances: BoundedVec::truncate_from(vec![1; updates as usize]),
		novelties: BoundedVec::truncate_from(vec![1; if has_previous { updates as usize } else { 0 }]),
		aggregate_root: Root(bytes(model, 7)),
		model_root: Root(bytes(model, 8)),
		trace_root: Root(bytes(model, 9)),
	}
}

/// A task whose round of `n` members is in `phase`, with everything that the phases before it have left. The first
/// member is real; of its phase, all but it have done what they owe.
fn round_in<T: Config>(phase: Phase, n: u32) -> OpenRound {
	System::<T>::set_block_number(1u32.into());
	let task = NextTask::<T>::get();
	Pallet::<T>::do_create_task(spec()).expect("there is room");
	Due::<T>::kill();
	let id = RoundId { task, index: 0 };
	let (all, others) = (all_bits(n), all_bits(n) & !bit(0));
	let mut round = OpenRound {
		id,
		phase,
		opened_at: 1,
		phase_opened_at: 1,
		ends_at: 11,
		base_root: spec().initial_model_root,
		electorate: BoundedVec::truncate_from((0..n).map(member).collect()),
		committed: if phase == Phase::Commit { others } else { all },
		voted: match phase {
			Phase::Commit => 0,
			Phase::Availability => others,
			Phase::Publication | Phase::Attest | Phase::Challenge => all,
		},
		attested: if phase >= Phase::Attest { others } else { 0 },
		publication: None,
		frozen: None,
		proposed: None,
		guilty: 0,
		used_challenges: [0; FREE_CHALLENGES as usize],
		redundant_challenges: [0; FREE_CHALLENGES as usize],
		refused_calls: [0; FREE_REFUSALS as usize],
		faults: 0,
		failing: None,
	};
	for other in round.members(round.committed) {
		let manifest = manifest(id, u32::from_be_bytes([other.0[0], other.0[1], other.0[2], other.0[3]]));
		Commitments::<T>::insert(task, other, Commitment { manifest, signature: WorkerSignature([0; 64]) });
	}
	for other in round.members(round.voted) {
		let bond = T::MissingBond::get();
		AvailabilityVotes::<T>::insert(
			task,
			other,
			AvailabilityVote { held: all, missing: 0, base_missing: false, seed: Some(SEED), bond },
		);
	}
	if phase >= Phase::Attest {
		let inputs = inputs(id, n);
		round.frozen = Some(Frozen { inputs_hash: inputs.hash(), included: n, columns: n });
		Inputs::<T>::insert(task, inputs);
	}
	Pallet::<T>::set_deadline(task, 12);
	Rounds::<T>::insert(task, &round);
	round
}

fn inputs(round: RoundId, n: u32) -> RoundInputs {
	let update = |n| IncludedUpdate { member: member(n), update_root: Root(bytes(n, 5)), weight: 1, active: true };
	RoundInputs {
		round,
		spec_hash: spec().hash(),
		base_root: spec().initial_model_root,
		previous_aggregate_root: Some(Root([9; 32])),
		dim: spec().dim,
		scale: spec().scale,
		norm_bound: spec().norm_bound,
		rule: spec().rule,
		seed: None,
		included: BoundedVec::truncate_from((0..n).map(update).collect()),
	}
}

/// Members up to `n` attest a result each, of `rows` rows; the first `alike` of them the same.
fn attest_all<T: Config>(round: &OpenRound, alike: u32, rows: u32) {
	let inputs_hash = round.frozen.expect("inputs are frozen").inputs_hash;
	for n in 0..round.size() {
		let body = if n < alike { body(round.size(), rows, 0) } else { body(round.size(), 1, n) };
		let hash = body.hash(&inputs_hash);
		attest_one::<T>(round, n, hash);
		Results::<T>::insert(round.id.task, hash, body);
	}
	let result_hash = body(round.size(), rows, 0).hash(&inputs_hash);
	Rounds::<T>::mutate(round.id.task, |round| {
		let Some(round) = round else { return };
		round.attested = all_bits(round.size());
		if round.phase == Phase::Challenge {
			let proposal = Proposal { result_hash, has_quorum: true };
			round.proposed = Some(Proposed { proposal, attesters: all_bits(alike) });
		}
	});
}

/// Member `n` attests a result, with its deposit.
fn attest_one<T: Config>(round: &OpenRound, n: u32, result_hash: Root) {
	endow::<T>(n);
	let deposit = Pallet::<T>::hold_deposit(&member(n)).expect("there is enough");
	let (possession, signature) = (Root([7; 32]), WorkerSignature([0; 64]));
	let attestation = Attestation { result_hash, possession, signature, deposit };
	Attestations::<T>::insert(round.id.task, member(n), attestation);
}

/// A round in Challenge whose proposed result all members but the first have attested; what is proposed is a result with
/// this list, over updates of so many lanes. Returns the round, and the result's hash.
fn proposed_with_list<T: Config>(list: &[u8], dim: u32) -> (OpenRound, Root) {
	let mut round = round_in::<T>(Phase::Challenge, MAX_PARTICIPANTS);
	let inputs = RoundInputs { dim, ..inputs(round.id, MAX_PARTICIPANTS) };
	let inputs_hash = inputs.hash();
	Inputs::<T>::insert(round.id.task, inputs);
	round.frozen = Some(Frozen { inputs_hash, included: MAX_PARTICIPANTS, columns: MAX_PARTICIPANTS });
	let claim = ResultBody { trace_root: Root::of(list), ..body(MAX_PARTICIPANTS, MAX_PARTICIPANTS, 0) };
	let result_hash = claim.hash(&inputs_hash);
	Results::<T>::insert(round.id.task, result_hash, claim);
	(1..MAX_PARTICIPANTS).for_each(|n| attest_one::<T>(&round, n, result_hash));
	let proposal = Proposal { result_hash, has_quorum: true };
	round.proposed = Some(Proposed { proposal, attesters: round.attested });
	Rounds::<T>::insert(round.id.task, &round);
	(round, result_hash)
}

/// The update that is published in benchmarks: of member 1, in parts of 1 MiB.
const PUBLISHED_PARTS: u32 = MAX_PARTS;

/// A member votes that it holds all but these, which it could not fetch, with bonds for them.
fn misses<T: Config>(round: &OpenRound, n: u32, missing: u128) {
	endow::<T>(n);
	let (held, bond) = (all_bits(round.size()) & !missing, T::MissingBond::get());
	Pallet::<T>::hold_bonds(&member(n), bond, missing.count_ones()).expect("there is enough");
	AvailabilityVotes::<T>::insert(
		round.id.task,
		member(n),
		AvailabilityVote { held, missing, base_missing: false, seed: Some(SEED), bond },
	);
}

/// Makes the task of a round one that publishes.
fn publishes<T: Config>(round: &OpenRound) {
	Specs::<T>::mutate(round.id.task, |spec| {
		if let Some(spec) = spec {
			spec.withheld = Withheld::Publish;
		}
	});
}

/// The round in which the proposed result was pleaded for by its first member.
fn pleaded<T: Config>(list: &[u8]) -> (OpenRound, Root) {
	let (round, result_hash) = proposed_with_list::<T>(list, spec().dim);
	endow::<T>(0);
	let bond = T::PleaBond::get();
	Pallet::<T>::hold(HoldReason::Plea, &member(0), bond).expect("there is enough");
	let plea = Plea { pleader: member(0), answer_by: 11, would_end_at: 11, answered_at: None, bond };
	Pleas::<T>::insert(round.id.task, plea);
	(round, result_hash)
}

/// A slash of member 1's deposit, that member 2 gets half of.
fn slash<T: Config>() {
	[1, 2].into_iter().for_each(endow::<T>);
	let deposit = Pallet::<T>::hold_deposit(&member(1)).expect("there is enough");
	Pallet::<T>::slash_deposit(RoundId { task: 0, index: 0 }, &member(1), deposit, Some(member(2)));
}

/// As many faults of other results as a round can have.
fn many_faults<T: Config>(round: &OpenRound) {
	for n in 1..MAX_PARTICIPANTS {
		let record = FaultRecord {
			round: round.id,
			result_hash: Root(bytes(n, 7)),
			fault: Fault::Scores,
			challenger: member(n),
			guilty: BoundedVec::truncate_from(vec![member(n)]),
			held_by: BoundedVec::new(),
			at: 1,
		};
		Faults::<T>::insert(round.id, n - 1, record);
	}
	Rounds::<T>::mutate(round.id.task, |round| {
		if let Some(round) = round {
			round.faults = MAX_PARTICIPANTS - 1;
		}
	});
}

/// The next move of the task, which is in the queue alone.
fn make_move<T: Config>(task: TaskId) {
	Pallet::<T>::make_move(task, Rounds::<T>::get(task));
}

/// Puts the task of `round` into the queue, as at its deadline.
fn make_due<T: Config>(round: &OpenRound) {
	Deadlines::<T>::remove(round.ends_at + 1);
	Pallet::<T>::make_due(round.id.task);
	System::<T>::set_block_number(12u32.into());
}

fn governance<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::TaskOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create_task() -> Result<(), BenchmarkError> {
		let origin = governance::<T>()?;
		for _ in 1..MAX_OPEN_TASKS {
			Pallet::<T>::do_create_task(spec())?;
		}

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Box::new(spec()));

		assert_eq!(OpenTasks::<T>::get().len() as u32, MAX_OPEN_TASKS);
		Ok(())
	}

	#[benchmark]
	fn stop_task() -> Result<(), BenchmarkError> {
		let origin = governance::<T>()?;
		Pallet::<T>::do_create_task(spec())?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 0);

		assert_eq!(Tasks::<T>::get(0).map(|task| task.status), Some(TaskStatus::Stopped));
		Ok(())
	}

	#[benchmark]
	fn commit_update() -> Result<(), BenchmarkError> {
		let worker = sp_io::crypto::ed25519_generate(WORKER, None);
		admit::<T>(0, WorkerKey(worker.0));
		let round = round_in::<T>(Phase::Commit, MAX_PARTICIPANTS);
		let manifest = manifest(round.id, 0);
		let signature = sp_io::crypto::ed25519_sign(WORKER, &worker, &manifest.signing_hash().0)
			.ok_or(BenchmarkError::Stop("the keystore has the key"))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(duty::<T>(0)), Box::new(manifest), WorkerSignature(signature.0));

		assert_eq!(Due::<T>::get().to_vec(), [round.id.task]);
		Ok(())
	}

	#[benchmark]
	fn vote_availability() {
		admit::<T>(0, WorkerKey(bytes(0, 3)));
		endow::<T>(0);
		let round = round_in::<T>(Phase::Availability, MAX_PARTICIPANTS);

		#[extrinsic_call]
		_(RawOrigin::Signed(duty::<T>(0)), round.id, !bit(1), bit(1), false, Some(SEED));

		assert_eq!(Due::<T>::get().to_vec(), [round.id.task]);
	}

	/// `r`: rows of the body; 0 if it is known.
	#[benchmark]
	fn attest(r: Linear<0, MAX_PARTICIPANTS>) -> Result<(), BenchmarkError> {
		let worker = sp_io::crypto::ed25519_generate(WORKER, None);
		admit::<T>(0, WorkerKey(worker.0));
		endow::<T>(0);
		let round = round_in::<T>(Phase::Attest, MAX_PARTICIPANTS);
		let sent = body(MAX_PARTICIPANTS, r.max(1), 0);
		let hash = sent.hash(&round.frozen.expect("inputs are frozen").inputs_hash);
		if r == 0 {
			Results::<T>::insert(round.id.task, hash, &sent);
		}
		let possession = Root([7; 32]);
		let signed = attestation_hash(&member(0), &round.id, &hash, &possession);
		let signature = sp_io::crypto::ed25519_sign(WORKER, &worker, &signed.0)
			.ok_or(BenchmarkError::Stop("the keystore has the key"))?;
		// Faults of all others, which are looked through for this result.
		many_faults::<T>(&round);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(duty::<T>(0)),
			round.id,
			hash,
			possession,
			WorkerSignature(signature.0),
			(r > 0).then(|| Box::new(sent)),
		);

		assert_eq!(Due::<T>::get().to_vec(), [round.id.task]);
		Ok(())
	}

	/// `k`: KiB of a list that does not fold. The proposed result falls, and 127 members with it.
	#[benchmark]
	fn challenge(k: Linear<1, 1536>) {
		admit::<T>(0, WorkerKey(bytes(0, 3)));
		let leaves = (k as usize * 1024 / LEAF_BYTES).max(1);
		let list = vec![7; leaves * LEAF_BYTES];
		// Of 2^9 leaves each may have a chunk of every update; more have four.
		let width = if leaves <= 1 << 9 { 512 } else { 2048 };
		let (round, result_hash) = proposed_with_list::<T>(&list, width * leaves as u32);
		let proof = FaultProof::Fold(Fold { list: list.try_into().expect("is a list") });

		#[extrinsic_call]
		_(RawOrigin::Signed(duty::<T>(0)), round.id, result_hash, None, Box::new(proof));

		assert_eq!(NextSlash::<T>::get(), u64::from(MAX_PARTICIPANTS - 1));
		assert_eq!(Rounds::<T>::get(round.id.task).map(|round| round.phase), Some(Phase::Attest));
	}

	/// `p`: 2^16 products, of the lanes of one span of as many columns of 2^27 lanes as it takes.
	#[benchmark]
	fn challenge_products(p: Linear<1, 1024>) {
		let n = (1..=MAX_PARTICIPANTS).find(|n| n * (n + 1) >= 16 * p).unwrap_or(MAX_PARTICIPANTS);
		let dispute =
			dispute(Kind::GramStep, RuleSpec::mean(Weighting::Samples), n as usize, MAX_DIM).expect("a round");
		let record = dispute.record();
		let verdict;

		#[block]
		{
			verdict = check(&dispute.proof, &record);
		}

		assert!(matches!(verdict, Verdict::Guilty(_)));
	}

	/// `c`: 2^16 operations of a mix, in the units of `RuleSpec::mix_cost`.
	#[benchmark]
	fn challenge_mix(c: Linear<1, 1024>) {
		let n = MAX_PARTICIPANTS;
		let rule = |iterations| RuleSpec {
			mix: MixRule::ApproximateGeometricMedian { iterations, nu: 1 },
			..RuleSpec::mean(Weighting::Samples)
		};
		let cost = |iterations| rule(iterations).mix_cost(n);
		let iterations = (1..=MAX_ITERATIONS).find(|i| cost(*i) >= u64::from(c) << 16).unwrap_or(MAX_ITERATIONS);
		let inputs = RoundInputs { rule: rule(iterations), ..inputs(RoundId { task: 0, index: 0 }, n) };
		// Points on a line, all apart.
		let place = |i: usize| i as i64 * i as i64 - 4_000;
		let all = (0..n as usize).flat_map(|i| (0..n as usize).map(move |j| place(i) * place(j))).collect();
		let gram = Gram::new(n as usize, all).expect("is a Gram matrix");
		let mixed;

		#[block]
		{
			mixed = mix(&gram, &inputs);
		}

		assert!(mixed.is_ok());
	}

	/// `k`: KiB of a part, the last of the largest update.
	#[benchmark]
	fn publish(k: Linear<1, 1024>) -> Result<(), BenchmarkError> {
		admit::<T>(0, WorkerKey(bytes(0, 3)));
		let mut round = round_in::<T>(Phase::Publication, MAX_PARTICIPANTS);
		publishes::<T>(&round);
		let before = u64::from(PUBLISHED_PARTS - 1) << 20;
		let len = before + (u64::from(k) << 10);
		Specs::<T>::mutate(round.id.task, |spec| {
			if let Some(spec) = spec {
				spec.dim = (len / 2) as u32;
			}
		});
		let part = vec![7; (k as usize) << 10];
		let shown = before / 1024..len / 1024;
		let path: Vec<Value> = beside(len / 1024, &shown).iter().map(|node| [node.start as u8; 32]).collect();
		let update_root =
			root_from(len, &shown, &part, &path).map_err(|_| BenchmarkError::Stop("the part has a root"))?;
		let key = possession_key(&member(1), &round.id);
		let seen = SeenPart { value: [3; 32], at: 1 };
		let mut parts: Parts = BoundedVec::truncate_from(vec![Some(seen); PUBLISHED_PARTS as usize]);
		let mut values: Vec<Value> = vec![seen.value; PUBLISHED_PARTS as usize];
		values[PUBLISHED_PARTS as usize - 1] = keyed_value(&key, before, &part);
		let possession = keyed_root(&key, &values).ok_or(BenchmarkError::Stop("there are parts"))?;
		parts[PUBLISHED_PARTS as usize - 1] = None;
		let manifest = Manifest { update_root, possession, ..manifest(round.id, 1) };
		Commitments::<T>::insert(
			round.id.task,
			member(1),
			Commitment { manifest, signature: WorkerSignature([0; 64]) },
		);
		Published::<T>::insert(round.id.task, 1, parts);
		round.publication = Some(Publication { opened_at: 1, closed_at: None, contested: bit(1), whole: 0 });
		Rounds::<T>::insert(round.id.task, &round);
		let (bytes, path) = (BoundedVec::truncate_from(part), BoundedVec::truncate_from(path));

		#[extrinsic_call]
		_(RawOrigin::Signed(duty::<T>(0)), round.id, 1, (PUBLISHED_PARTS - 1) as u8, bytes, path);

		assert_eq!(Due::<T>::get().to_vec(), [round.id.task]);
		Ok(())
	}

	#[benchmark]
	fn plead() {
		admit::<T>(0, WorkerKey(bytes(0, 3)));
		endow::<T>(0);
		let (round, result_hash) = proposed_with_list::<T>(&[7], spec().dim);

		#[extrinsic_call]
		_(RawOrigin::Signed(duty::<T>(0)), round.id, result_hash);

		assert!(Pleas::<T>::contains_key(round.id.task));
	}

	/// `k`: KiB of the list.
	#[benchmark]
	fn answer(k: Linear<1, 1536>) {
		admit::<T>(1, WorkerKey(bytes(1, 3)));
		let list = vec![7; k as usize * 1024];
		let (round, result_hash) = pleaded::<T>(&list);

		#[extrinsic_call]
		_(RawOrigin::Signed(duty::<T>(1)), round.id, result_hash, BoundedVec::truncate_from(list));

		assert!(Pleas::<T>::get(round.id.task).is_some_and(|plea| plea.answered_at.is_some()));
	}

	#[benchmark]
	fn forgive_slash() -> Result<(), BenchmarkError> {
		let origin = governance::<T>()?;
		slash::<T>();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 0);

		assert!(!Slashes::<T>::contains_key(0));
		Ok(())
	}

	/// `t`: tasks whose deadline is this block.
	#[benchmark]
	fn on_initialize(t: Linear<0, MAX_OPEN_TASKS>) {
		System::<T>::set_block_number(12u32.into());
		(0..t).for_each(|task| Pallet::<T>::set_deadline(task, 12));

		#[block]
		{
			Pallet::<T>::take_deadlines();
		}

		assert_eq!(Due::<T>::get().len() as u32, t);
	}

	/// A look at the queue whose first move does not fit.
	#[benchmark]
	fn poll() {
		let round = round_in::<T>(Phase::Commit, MAX_PARTICIPANTS);
		make_due::<T>(&round);
		let mut meter = WeightMeter::with_limit(T::WeightInfo::poll());

		#[block]
		{
			Pallet::<T>::move_due(&mut meter);
		}

		assert_eq!(Due::<T>::get().to_vec(), [round.id.task]);
	}

	/// `n`: members.
	#[benchmark]
	fn open_round(n: Linear<1, MAX_PARTICIPANTS>) -> Result<(), BenchmarkError> {
		(0..n).for_each(|n| admit::<T>(n, WorkerKey(bytes(n, 3))));
		System::<T>::set_block_number(1u32.into());
		Pallet::<T>::do_create_task(spec())?;

		#[block]
		{
			make_move::<T>(0);
		}

		assert!(Rounds::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn end_commit() {
		let round = round_in::<T>(Phase::Commit, MAX_PARTICIPANTS);
		make_due::<T>(&round);

		#[block]
		{
			make_move::<T>(round.id.task);
		}

		assert_eq!(Rounds::<T>::get(round.id.task).map(|round| round.phase), Some(Phase::Availability));
	}

	/// `n`: members; all have committed, and but for the first all have voted. They could not fetch the last update, which
	/// nobody holds: each has a bond returned, and all other updates are included.
	#[benchmark]
	fn end_availability(n: Linear<4, MAX_PARTICIPANTS>) {
		let round = round_in::<T>(Phase::Availability, n);
		for voter in 1..n - 1 {
			misses::<T>(&round, voter, bit(n - 1));
		}
		AvailabilityVotes::<T>::mutate(round.id.task, member(n - 1), |vote| {
			if let Some(vote) = vote {
				vote.held &= !bit(n - 1);
			}
		});
		make_due::<T>(&round);

		#[block]
		{
			make_move::<T>(round.id.task);
		}

		assert_eq!(Inputs::<T>::get(round.id.task).map(|inputs| inputs.included.len() as u32), Some(n - 1));
	}

	/// `n`: members; all have voted, all but one with two bonds, all updates are contested, and half of them are whole. The
	/// first holds nothing, and so has withheld nothing: a round in which nobody is trusted any more would fail, which is less work.
	#[benchmark]
	fn end_publication(n: Linear<10, MAX_PARTICIPANTS>) {
		let mut round = round_in::<T>(Phase::Publication, n);
		publishes::<T>(&round);
		// Two neighbours each, of which one is whole: one bond is burnt, and one returned.
		(1..n).for_each(|voter| misses::<T>(&round, voter, bit((voter + 1) % n) | bit((voter + 2) % n)));
		AvailabilityVotes::<T>::mutate(round.id.task, member(0), |vote| {
			if let Some(vote) = vote {
				vote.held = 0;
			}
		});
		let all = all_bits(n);
		let whole = all & 0x5555_5555_5555_5555_5555_5555_5555_5555;
		round.publication = Some(Publication { opened_at: 1, closed_at: None, contested: all, whole });
		Rounds::<T>::insert(round.id.task, &round);
		make_due::<T>(&round);

		#[block]
		{
			make_move::<T>(round.id.task);
		}

		assert_eq!(Inputs::<T>::get(round.id.task).map(|inputs| inputs.included.len() as u32), Some(n.div_ceil(2)));
	}

	/// `n`: members; all attest a result of n rows, which is final at once.
	#[benchmark]
	fn end_attest(n: Linear<1, MAX_PARTICIPANTS>) {
		let round = round_in::<T>(Phase::Attest, n);
		attest_all::<T>(&round, n, n);
		make_due::<T>(&round);

		#[block]
		{
			make_move::<T>(round.id.task);
		}

		assert!(Lineages::<T>::contains_key(round.id));
	}

	/// `n`: members; a quorum attests a result of n rows, and everybody else one of its own.
	#[benchmark]
	fn end_challenge(n: Linear<4, MAX_PARTICIPANTS>) {
		let round = round_in::<T>(Phase::Challenge, n);
		attest_all::<T>(&round, quorum(n), n);
		make_due::<T>(&round);

		#[block]
		{
			make_move::<T>(round.id.task);
		}

		assert!(Lineages::<T>::contains_key(round.id));
	}

	/// `n`: members; all but the first have attested the proposed result, and it has pleaded for the list.
	#[benchmark]
	fn end_plea(n: Linear<4, MAX_PARTICIPANTS>) {
		let mut round = round_in::<T>(Phase::Challenge, n);
		let claim = body(n, n, 0);
		let result_hash = claim.hash(&round.frozen.expect("inputs are frozen").inputs_hash);
		Results::<T>::insert(round.id.task, result_hash, claim);
		(1..n).for_each(|n| attest_one::<T>(&round, n, result_hash));
		let proposal = Proposal { result_hash, has_quorum: true };
		round.proposed = Some(Proposed { proposal, attesters: round.attested });
		Rounds::<T>::insert(round.id.task, &round);
		endow::<T>(0);
		let bond = T::PleaBond::get();
		Pallet::<T>::hold(HoldReason::Plea, &member(0), bond).expect("there is enough");
		let plea = Plea { pleader: member(0), answer_by: 11, would_end_at: 11, answered_at: None, bond };
		Pleas::<T>::insert(round.id.task, plea);
		make_due::<T>(&round);

		#[block]
		{
			make_move::<T>(round.id.task);
		}

		assert_eq!(NextSlash::<T>::get(), u64::from(n - 1));
	}

	/// `n`: members; each has attested a result of its own, and an update was proven malformed.
	#[benchmark]
	fn fail_round(n: Linear<4, MAX_PARTICIPANTS>) {
		let round = round_in::<T>(Phase::Attest, n);
		attest_all::<T>(&round, 0, 1);
		Rounds::<T>::mutate(round.id.task, |round| {
			if let Some(round) = round {
				round.failing = Some(FailReason::MalformedUpdate);
			}
		});
		make_due::<T>(&round);

		#[block]
		{
			make_move::<T>(round.id.task);
		}

		assert!(RoundRecords::<T>::contains_key(round.id) && !Lineages::<T>::contains_key(round.id));
	}

	/// A look at the queue of slashes, whose oldest does not fit.
	#[benchmark]
	fn poll_slashes() {
		slash::<T>();
		System::<T>::set_block_number((T::SlashDelay::get() + 1).into());
		let mut meter = WeightMeter::with_limit(T::WeightInfo::poll_slashes());

		#[block]
		{
			SlashQueue::<T>::serve(Pallet::<T>::now(), &mut meter);
		}

		assert!(Slashes::<T>::contains_key(0));
	}

	#[benchmark]
	fn settle_slash() {
		slash::<T>();
		let slash: Slash<BalanceOf<T>> = Slashes::<T>::get(0).expect("waits");
		System::<T>::set_block_number(slash.due_at.into());
		let mut meter = WeightMeter::new();

		#[block]
		{
			SlashQueue::<T>::serve(Pallet::<T>::now(), &mut meter);
		}

		assert!(!Slashes::<T>::contains_key(0));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
