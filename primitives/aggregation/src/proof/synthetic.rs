//! Proofs of the size and the work of real ones over trees that are made up, where the data would not fit: for the
//! benchmarks of the chain's weights, and for the table of sizes (feature `synthetic`).
//!
//! The spans and all paths are arbitrary bytes, and the roots are what they lead to. So every byte is checked as in a
//! real proof, up to the verdict, which is that the claim is false, and is reached as late as it can be.

use super::{
	recompute, Coefficients, FaultProof, Fold, GramStep, LastGram, ListLength, Malformation, MalformedUpdate,
	ModelStep, Record, ShownTriangle, Slice,
};
use crate::{
	chunks::{beside, chunk_count, root_from, Value, CHUNK_BYTES},
	lanes::{self, LANE_BYTES, MODEL_LANE_BYTES},
	mix::mix,
	trace::{triangle, Spans, Triangle, LEAF_BYTES},
};
use alloc::{vec, vec::Vec};
use core::ops::Range;
use guild_primitives::{ColumnRule, IncludedUpdate, MemberId, ResultBody, Root, RoundId, RoundInputs, RuleSpec};

/// A round that nobody computed, and a claim about it.
#[derive(Clone, Debug)]
pub struct Dispute {
	/// The inputs.
	pub inputs: RoundInputs,
	/// The claim.
	pub claim: ResultBody,
	/// A proof against it.
	pub proof: FaultProof,
}

/// Which proof to make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
	/// The whole list.
	Fold,
	/// A step of the Gram matrix in the middle.
	GramStep,
	/// A step of the model in the middle, with the base model, all columns, and the matrix if the rule needs it.
	ModelStep,
	/// The last matrix.
	Coefficients,
	/// One chunk of an update.
	MalformedLane,
	/// The last chunk of a list of another length.
	ListLength,
}

impl Dispute {
	/// The record that the proof is judged by.
	pub fn record(&self) -> Record<'_> {
		Record { inputs: &self.inputs, claim: &self.claim, attestation: None }
	}
}

/// What made-up files are full of.
const FILL: u8 = 7;

/// A dispute over `n` updates of `dim` lanes under `rule`; none if no round has so many, or so long ones. All updates have the
/// same place, where a rule has little to do.
pub fn dispute(kind: Kind, rule: RuleSpec, n: usize, dim: u32) -> Option<Dispute> {
	dispute_over(kind, rule, &Triangle::new(n, vec![1 << 40; triangle::entries(n)])?, dim)
}

/// A dispute over updates of `dim` lanes whose inner products are `triangle`; none if no round has so many, or so long ones.
pub fn dispute_over(kind: Kind, rule: RuleSpec, triangle: &Triangle, dim: u32) -> Option<Dispute> {
	let spans = Spans::of(dim as usize)?;
	let span = spans.count() / 2;
	let list_bytes = (spans.count() * LEAF_BYTES) as u64;
	let update_bytes = spans.file_bytes(LANE_BYTES);
	let chunks = spans.chunks(span, LANE_BYTES)?;
	let n = triangle.len();
	let entries: ShownTriangle = triangle.as_slice().to_vec().try_into().ok()?;

	let included = (0..n).map(|i| IncludedUpdate {
		member: MemberId([i as u8; 32]),
		update_root: Root([0; 32]),
		weight: 100 + i as u32,
		active: true,
	});
	let mut inputs = RoundInputs {
		round: RoundId { task: 0, index: 0 },
		spec_hash: Root([0; 32]),
		base_root: Root([0; 32]),
		previous_aggregate_root: None,
		dim,
		scale: 12,
		norm_bound: u64::MAX,
		rule,
		seed: Some(Root([5; 32])),
		included: included.collect::<Vec<_>>().try_into().ok()?,
	};
	let mix = mix(&triangle.to_gram().ok()?, &inputs).ok()?;
	let rows = mix.rows.as_slice().iter().map(|row| row.clone().try_into().ok());
	let mut claim = ResultBody {
		coefficients: rows.collect::<Option<Vec<_>>>()?.try_into().ok()?,
		norms: mix.norms.clone().try_into().ok()?,
		distances: mix.distances.clone().try_into().ok()?,
		novelties: mix.novelties.clone().try_into().ok()?,
		aggregate_root: Root([0; 32]),
		model_root: Root([0; 32]),
		trace_root: Root([0; 32]),
	};
	// Some leaves, the first with the matrix and with this value of the aggregate.
	let leaves = |first: usize, count: usize, aggregate: Value| {
		let (start, end) = (first * LEAF_BYTES, (first + count) * LEAF_BYTES);
		let chunks = (start / CHUNK_BYTES) as u64..end.div_ceil(CHUNK_BYTES) as u64;
		let mut bytes = vec![0; start % CHUNK_BYTES];
		bytes.extend([triangle.hash(), aggregate].as_flattened());
		slice(list_bytes, &chunks, &bytes)
	};
	let last = spans.count() - 1;

	let proof = match kind {
		Kind::Fold => {
			let list = vec![FILL; list_bytes as usize];
			claim.trace_root = Root::of(&list);
			FaultProof::Fold(Fold { list: list.try_into().ok()? })
		}
		Kind::GramStep => {
			let (leaves, root) = leaves(span.saturating_sub(1), if span == 0 { 1 } else { 2 }, Value::default())?;
			claim.trace_root = root;
			let before = if span == 0 { ShownTriangle::default() } else { entries };
			let (column, root) = slice(update_bytes, &chunks, &[])?;
			inputs.included.iter_mut().for_each(|update| update.update_root = root);
			FaultProof::GramStep(GramStep {
				span: span as u32,
				leaves,
				before,
				columns: vec![column; n].try_into().ok()?,
			})
		}
		Kind::ModelStep => {
			// Where the matrix is shown, its leaf and the span's are one, so that one made-up list has both.
			let needs_gram = inputs.rule.column != ColumnRule::Identity;
			let span = if needs_gram { last } else { span };
			let width = spans.lanes(span)?.len();
			let used = recompute::used(&mix.rows);
			let lanes = vec![vec![i16::from_le_bytes([FILL; 2]); width]; used.len()];
			let aggregate = recompute::aggregate(&mix.rows, &used, mix.column, &lanes, width);
			let value = spans.value(span, LANE_BYTES, &lanes::to_bytes(&aggregate));

			let (column, root) = slice(update_bytes, &spans.chunks(span, LANE_BYTES)?, &[])?;
			inputs.included.iter_mut().for_each(|update| update.update_root = root);
			let (base, root) = slice(spans.file_bytes(MODEL_LANE_BYTES), &spans.chunks(span, MODEL_LANE_BYTES)?, &[])?;
			inputs.base_root = root;
			let (leaf, root) = leaves(span, 1, value)?;
			claim.trace_root = root;
			let gram = needs_gram.then(|| LastGram { entries, leaf: leaf.clone() });
			let columns = vec![column; used.len()].try_into().ok()?;
			FaultProof::ModelStep(ModelStep { span: span as u32, leaf, columns, base: Some(base), gram })
		}
		Kind::Coefficients => {
			let (leaf, root) = leaves(last, 1, Value::default())?;
			claim.trace_root = root;
			// One unit in a norm: the whole mix is compared before it shows.
			claim.norms.iter_mut().take(1).for_each(|norm| *norm ^= 1);
			FaultProof::Coefficients(Coefficients { gram: LastGram { entries, leaf } })
		}
		Kind::MalformedLane => {
			let chunk = chunk_count(update_bytes) / 2;
			let (slice, root) = slice(update_bytes, &(chunk..chunk + 1), &i16::MIN.to_le_bytes())?;
			inputs.included.iter_mut().take(1).for_each(|update| update.update_root = root);
			let malformation = Malformation::Lane { chunk: chunk as u32, slice };
			FaultProof::MalformedUpdate(MalformedUpdate { update: 0, malformation })
		}
		Kind::ListLength => {
			let len = list_bytes + 1;
			let chunks = chunk_count(len);
			let (last, root) = slice(len, &(chunks - 1..chunks), &[])?;
			claim.trace_root = root;
			FaultProof::ListLength(ListLength { len, last })
		}
	};
	Some(Dispute { inputs, claim, proof })
}

/// The chunks `shown` of a file of `len` bytes that starts there with `start`, and the root that they lead to.
fn slice(len: u64, shown: &Range<u64>, start: &[u8]) -> Option<(Slice, Root)> {
	let chunk = CHUNK_BYTES as u64;
	let mut bytes = vec![FILL; (len.min(shown.end * chunk) - shown.start * chunk) as usize];
	bytes.iter_mut().zip(start).for_each(|(to, from)| *to = *from);
	let path: Vec<_> = beside(chunk_count(len), shown).iter().map(|node| [node.start as u8; 32]).collect();
	let root = root_from(len, shown, &bytes, &path).ok()?;
	Some((Slice { bytes: bytes.try_into().ok()?, path: path.try_into().ok()? }, root))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::proof::{check, Fault, Verdict};
	use alloc::{format, string::String};
	use codec::{DecodeAll, Encode};
	use guild_primitives::{MixRule, Weighting};

	const KINDS: [Kind; 6] =
		[Kind::GramStep, Kind::ModelStep, Kind::Coefficients, Kind::Fold, Kind::MalformedLane, Kind::ListLength];

	#[test]
	fn a_column_rule_shows_the_matrix_as_well() {
		let rule = RuleSpec { mix: MixRule::Each, column: ColumnRule::Median, ..RuleSpec::mean(Weighting::Equal) };
		let dispute = dispute(Kind::ModelStep, rule, 20, 1 << 20).unwrap();
		assert_eq!(check(&dispute.proof, &dispute.record()), Verdict::Guilty(Fault::ModelStep { span: 511 }));
	}

	#[test]
	fn made_up_proofs_convict_and_have_the_sizes_of_the_table() {
		let mut table = String::new();
		for dim in [1u32 << 20, 1 << 27] {
			for n in [4, 20, 50, 128] {
				table += &format!("| 2^{} | {n} |", dim.ilog2());
				for kind in KINDS {
					let dispute = dispute(kind, RuleSpec::mean(Weighting::Samples), n, dim).unwrap();
					let bytes = dispute.proof.encode();
					assert_eq!(FaultProof::decode_all(&mut bytes.as_slice()).unwrap(), dispute.proof);
					let verdict = check(&dispute.proof, &dispute.record());
					let expected = match kind {
						Kind::Fold => Fault::AggregateFold,
						Kind::GramStep => Fault::GramStep { span: Spans::of(dim as usize).unwrap().count() as u32 / 2 },
						Kind::ModelStep => {
							Fault::ModelStep { span: Spans::of(dim as usize).unwrap().count() as u32 / 2 }
						}
						Kind::Coefficients => Fault::Scores,
						Kind::MalformedLane => Fault::MalformedUpdate { update: 0 },
						Kind::ListLength => Fault::ListLength,
					};
					assert_eq!(verdict, Verdict::Guilty(expected), "{kind:?}, n = {n}, d = {dim}");
					table += &format!(" {:.1} |", bytes.len() as f64 / 1024.0);
				}
				table += "\n";
			}
		}
		let page = include_str!("../../../../docs/trace.md");
		assert!(page.contains(&table), "the table in docs/trace.md should be\n{table}");
	}
}
