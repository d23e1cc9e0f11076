//! What members say of a round: the true result, lies about it, updates that are malformed, and the proofs against them. All
//! lanes are real, so that proofs can hold.

use guild_aggregation::{
	aggregate, lanes,
	proof::{prove, prove_malformed, FaultProof, Fold, Lanes, Own, Possession, Record},
	trace::{Trace, LEAF_BYTES},
	Aggregation, RoundResult,
};
use guild_primitives::{ResultBody, Root, RoundId, RoundInputs};
use std::collections::HashMap;

/// Lanes of the model: two chunks, so two leaves.
pub const DIM: u32 = 600;
/// Kinds of lies.
pub const LIES: u8 = 8;

/// What somebody claims of a round.
#[derive(Clone)]
pub struct Claim {
	/// What is attested.
	pub body: ResultBody,
	/// The list behind it.
	pub list: Vec<u8>,
	/// The round's inputs.
	pub inputs: RoundInputs,
	/// Whether no proof is against it.
	pub is_true: bool,
}

/// All lanes, and all claims, of a walk.
#[derive(Default)]
pub struct Truths {
	/// Update root → the bytes that were committed to.
	updates: HashMap<Root, Vec<u8>>,
	/// Root → lanes of an update or an aggregate; those of a malformed update are what it was made from.
	lanes: HashMap<Root, Vec<i16>>,
	models: HashMap<Root, Vec<i32>>,
	own: HashMap<Root, Aggregation>,
	claims: HashMap<Root, Claim>,
}

/// The model that all tasks start from.
fn initial() -> Vec<i32> {
	(0..DIM).map(|lane| (lane * 7_919 % 20_011) as i32 - 10_000).collect()
}

/// Its root.
pub fn initial_root() -> Root {
	Root::of(&lanes::model_to_bytes(&initial()))
}

/// Lanes as updates have them. Some stand for what nobody holds: the lanes of a lie that became final.
fn some_lanes(salt: u32) -> Vec<i16> {
	(0..DIM).map(|lane| ((lane * 37 + salt * 977) % 401) as i16 - 200).collect()
}

impl Truths {
	/// The bytes of a member's update, and their root.
	pub fn update(&mut self, n: u8, round: RoundId, malformed: bool) -> (Root, Vec<u8>) {
		let own = some_lanes(1 + u32::from(n) + 11 * round.index);
		let mut bytes = lanes::to_bytes(&own);
		if malformed {
			bytes[6..8].copy_from_slice(&i16::MIN.to_le_bytes());
		}
		let root = Root::of(&bytes);
		self.lanes.insert(root, own);
		self.updates.insert(root, bytes.clone());
		(root, bytes)
	}

	/// The bytes behind a commitment.
	pub fn bytes(&self, update_root: &Root) -> Vec<u8> {
		self.updates.get(update_root).cloned().unwrap_or_default()
	}

	/// The first malformed update among those that are included.
	fn malformed(&self, inputs: &RoundInputs) -> Option<u32> {
		let is_malformed = |root: &Root| self.updates.get(root).is_some_and(|bytes| lanes::check_bytes(bytes).is_err());
		inputs.included.iter().position(|update| is_malformed(&update.update_root)).map(|place| place as u32)
	}

	fn columns(&self, inputs: &RoundInputs) -> Vec<Vec<i16>> {
		inputs.columns().map(|root| self.lanes.get(&root).cloned().unwrap_or_else(|| some_lanes(0))).collect()
	}

	fn base(&self, inputs: &RoundInputs) -> Vec<i32> {
		self.models.get(&inputs.base_root).cloned().unwrap_or_else(initial)
	}

	/// What a member computes that holds all lanes; of malformed updates, what it would have been.
	fn own(&mut self, inputs: &RoundInputs) -> Aggregation {
		if let Some(own) = self.own.get(&inputs.hash()) {
			return own.clone();
		}
		let columns = self.columns(inputs);
		let views: Vec<&[i16]> = columns.iter().map(Vec::as_slice).collect();
		let own = aggregate(inputs, &views, &self.base(inputs)).expect("a result");
		self.models.insert(own.body.model_root, own.model.clone());
		self.lanes.insert(own.body.aggregate_root, own.aggregate.clone());
		self.own.insert(inputs.hash(), own.clone());
		own
	}

	/// The true result of a round, if there is one: its hash.
	pub fn truth(&mut self, inputs: &RoundInputs) -> Option<Root> {
		let is_true = self.malformed(inputs).is_none();
		let RoundResult { body, trace, .. } = self.own(inputs).result;
		let hash = self.keep(Claim { body, list: trace.to_bytes(), inputs: inputs.clone(), is_true });
		is_true.then_some(hash)
	}

	/// A lie of this kind: its hash.
	pub fn lie(&mut self, inputs: &RoundInputs, kind: u8) -> Root {
		let RoundResult { mut body, trace, .. } = self.own(inputs).result;
		let mut list = trace.to_bytes();
		match kind {
			0 => body.model_root = Root::of(b"foreign model"),
			1 => body.coefficients[0][0] -= 1,
			2 => body.norms[0] += 1,
			3 => body.aggregate_root = Root::of(b"foreign aggregate"),
			4 => list.truncate(list.len() - LEAF_BYTES),
			// A bit of the second leaf, and the roots that follow: of the matrix, of the aggregate, of the model.
			5..=7 => {
				list[LEAF_BYTES + 32 * usize::from(kind - 5)] ^= 1;
				let trace = Trace::from_bytes(&list).expect("leaves");
				(body.aggregate_root, body.model_root) = (trace.aggregate_root(), trace.model_root());
			}
			_ => body.distances[0] += u64::from(kind),
		}
		body.trace_root = Root::of(&list);
		self.keep(Claim { body, list, inputs: inputs.clone(), is_true: false })
	}

	fn keep(&mut self, claim: Claim) -> Root {
		let hash = claim.body.hash(&claim.inputs.hash());
		self.claims.insert(hash, claim);
		hash
	}

	/// What is behind an attested hash.
	pub fn claim(&self, result_hash: &Root) -> Claim {
		self.claims.get(result_hash).cloned().expect("somebody has claimed it")
	}

	/// The proof against a claim; none if it is true, or if it starts from what nobody holds and no other proof holds.
	pub fn proof(&mut self, result_hash: &Root) -> Option<FaultProof> {
		let Claim { body, list, inputs, .. } = self.claim(result_hash);
		if let Some(update) = self.malformed(&inputs) {
			let bytes = self.bytes(&inputs.included[update as usize].update_root);
			return prove_malformed(update, &bytes, &inputs);
		}
		let (own, columns, base) = (self.own(&inputs), self.columns(&inputs), self.base(&inputs));
		let columns: Vec<&[i16]> = columns.iter().map(Vec::as_slice).collect();
		let record = Record { inputs: &inputs, claim: &body, attestation: None };
		prove(Own::Result(&own), &list, &record, &Lanes { columns: &columns, base: &base }).ok().flatten()
	}

	/// What shows that an attester has not held the list of what it attests, if it has not.
	pub fn accusation(&self, result_hash: &Root) -> FaultProof {
		FaultProof::Possession(Possession { list: self.claim(result_hash).list.try_into().expect("is short") })
	}
}

/// A proof that shows nothing.
pub fn bad_proof() -> FaultProof {
	FaultProof::Fold(Fold { list: vec![7; LEAF_BYTES].try_into().expect("is short") })
}
