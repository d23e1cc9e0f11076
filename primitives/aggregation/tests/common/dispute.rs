//! A round with real roots, its true claim, and ways to lie about it.

use super::slices;
use guild_aggregation::{
	aggregate, lanes,
	proof::{check, prove, Attestation, Fault, FaultProof, Lanes, Own, ProveError, Record, Verdict},
	trace::Trace,
	Aggregation,
};
use guild_primitives::{possession, MemberId, ResultBody, Root, RoundInputs, RuleSpec};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A round that this process has computed.
pub struct Round {
	pub inputs: RoundInputs,
	/// The lanes of every column: the updates, then the previous aggregate if there is one.
	pub updates: Vec<Vec<i16>>,
	pub base: Vec<i32>,
	pub own: Aggregation,
}

/// Lanes from a seed: updates as real ones are, and a base model that is at an end of its range here and there.
pub fn lanes_of(n: usize, dim: usize, seed: u64) -> (Vec<Vec<i16>>, Vec<i32>) {
	let mut rng = ChaCha8Rng::seed_from_u64(seed);
	let updates = (0..n).map(|_| (0..dim).map(|_| rng.random_range(-200..=200)).collect()).collect();
	let base = (0..dim).map(|l| if l % 97 == 5 { i32::MAX - 3 } else { rng.random_range(-99_999..=99_999) }).collect();
	(updates, base)
}

/// Frozen inputs over these lanes.
pub fn inputs_of(rule: &RuleSpec, updates: &[Vec<i16>], base: &[i32]) -> RoundInputs {
	let weights: Vec<u32> = (0..updates.len() as u32).map(|i| 10 + i).collect();
	let mut inputs = super::inputs(rule.clone(), &weights, base.len());
	inputs.base_root = Root::of(&lanes::model_to_bytes(base));
	for (included, update) in inputs.included.iter_mut().zip(updates) {
		included.update_root = Root::of(&lanes::to_bytes(update));
	}
	inputs
}

impl Round {
	pub fn new(rule: &RuleSpec, n: usize, dim: usize) -> Self {
		Self::of_seed(rule, n, dim, 41)
	}

	/// A round whose lanes are those of a seed.
	pub fn of_seed(rule: &RuleSpec, n: usize, dim: usize, seed: u64) -> Self {
		let (updates, base) = lanes_of(n, dim, seed);
		Self::over(inputs_of(rule, &updates, &base), updates, base)
	}

	/// A round that has a previous aggregate, so a column more than updates.
	pub fn after_another(rule: &RuleSpec, n: usize, dim: usize) -> Self {
		let (columns, base) = lanes_of(n + 1, dim, 5);
		let mut inputs = inputs_of(rule, &columns[..n], &base);
		inputs.previous_aggregate_root = Some(Root::of(&lanes::to_bytes(&columns[n])));
		Self::over(inputs, columns, base)
	}

	fn over(inputs: RoundInputs, updates: Vec<Vec<i16>>, base: Vec<i32>) -> Self {
		let own = aggregate(&inputs, &slices(&updates), &base).expect("a result");
		Self { inputs, updates, base, own }
	}

	/// The true claim and its list.
	pub fn truth(&self) -> (ResultBody, Vec<u8>) {
		claim_of(&self.own)
	}

	/// What an aggregation of other lanes claims about this round.
	pub fn aggregate_of(&self, updates: &[Vec<i16>], base: &[i32]) -> Aggregation {
		aggregate(&self.inputs, &slices(updates), base).expect("a result")
	}

	pub fn record<'a>(&'a self, claim: &'a ResultBody) -> Record<'a> {
		Record { inputs: &self.inputs, claim, attestation: None }
	}

	/// The record of an attester that has (or has not) held the list.
	pub fn attested<'a>(&'a self, claim: &'a ResultBody, list: &[u8]) -> Record<'a> {
		let member = MemberId([9; 32]);
		let possession = possession(&member, &self.inputs.round, list);
		Record { attestation: Some(Attestation { member, possession }), ..self.record(claim) }
	}

	pub fn prove(&self, claim: &ResultBody, list: &[u8]) -> Result<Option<FaultProof>, ProveError> {
		let columns = slices(&self.updates);
		let lanes = Lanes { columns: &columns, base: &self.base };
		prove(Own::Result(&self.own), list, &self.record(claim), &lanes)
	}

	/// Proves the claim false, by a proof that survives its encoding; says what it shows.
	#[track_caller]
	pub fn convict(&self, claim: &ResultBody, list: &[u8]) -> (Fault, FaultProof) {
		let proof = self.prove(claim, list).expect("a comparison").expect("a difference");
		let fault = guilty(&proof, &self.record(claim));
		(fault, proof)
	}
}

/// What a proof shows, after it has been encoded and decoded.
#[track_caller]
pub fn guilty(proof: &FaultProof, record: &Record<'_>) -> Fault {
	use codec::{DecodeAll, Encode};
	let bytes = proof.encode();
	let decoded = FaultProof::decode_all(&mut bytes.as_slice()).expect("its own encoding");
	match check(&decoded, record) {
		Verdict::Guilty(fault) => fault,
		Verdict::NotProven(reason) => panic!("not proven: {reason:?}"),
	}
}

/// The claim that an aggregation is.
pub fn claim_of(own: &Aggregation) -> (ResultBody, Vec<u8>) {
	(own.body.clone(), own.trace.to_bytes())
}

/// The claim with this list, and the roots that it folds to.
pub fn with_trace(claim: &ResultBody, trace: &Trace) -> (ResultBody, Vec<u8>) {
	let mut claim = with_list(claim, &trace.to_bytes());
	claim.aggregate_root = trace.aggregate_root();
	claim.model_root = trace.model_root();
	(claim, trace.to_bytes())
}

/// The claim with this list, and the roots it had.
pub fn with_list(claim: &ResultBody, list: &[u8]) -> ResultBody {
	ResultBody { trace_root: Root::of(list), ..claim.clone() }
}
