//! Rounds, lies about them, and the proofs that convict these: what a test changes one thing in.

use super::{columns, dispute::*, geometric_median, rule};
use guild_aggregation::{
	lanes,
	proof::{
		prove_malformed, prove_possession, Attestation, Fault, FaultProof, Fold, GramStep, LastGram, ListLength,
		Malformation, MalformedUpdate, ModelStep, Possession, Record, Slice,
	},
	trace::Trace,
};
use guild_primitives::{ColumnRule, MixRule, ResultBody, Root, RoundInputs};

/// Twelve spans of one chunk, the last one short: a list of two chunks.
pub const DIM: usize = 6000;
/// The span in which something is wrong. Its leaf and the one before it are in the list's first chunk.
pub const SPAN: usize = 4;

/// A proof and what it is judged by.
#[derive(Clone, Debug)]
pub struct Accusation {
	pub proof: FaultProof,
	pub inputs: RoundInputs,
	pub claim: ResultBody,
	pub attestation: Option<Attestation>,
}

impl Accusation {
	/// The proof that the round finds against a claim with this list.
	pub fn of(round: &Round, (claim, list): (ResultBody, Vec<u8>), expected: Fault) -> Self {
		let (fault, proof) = round.convict(&claim, &list);
		assert_eq!(fault, expected);
		Self { proof, inputs: round.inputs.clone(), claim, attestation: None }
	}

	pub fn record(&self) -> Record<'_> {
		Record { inputs: &self.inputs, claim: &self.claim, attestation: self.attestation }
	}

	/// The same with one thing changed, as in all that follow.
	pub fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
		let mut changed = self.clone();
		change(&mut changed);
		changed
	}

	/// In a step of the Gram matrix.
	pub fn gram(&self, change: impl FnOnce(&mut GramStep)) -> Self {
		self.but(|accusation| match &mut accusation.proof {
			FaultProof::GramStep(step) => change(step),
			other => panic!("{other:?}"),
		})
	}

	/// In a step of the model.
	pub fn model(&self, change: impl FnOnce(&mut ModelStep)) -> Self {
		self.but(|accusation| match &mut accusation.proof {
			FaultProof::ModelStep(step) => change(step),
			other => panic!("{other:?}"),
		})
	}

	/// In the last matrix, of coefficients or of a step of the model.
	pub fn last_gram(&self, change: impl FnOnce(&mut LastGram)) -> Self {
		self.but(|accusation| match &mut accusation.proof {
			FaultProof::Coefficients(proof) => change(&mut proof.gram),
			FaultProof::ModelStep(ModelStep { gram: Some(gram), .. }) => change(gram),
			other => panic!("{other:?}"),
		})
	}

	/// In the whole list.
	pub fn list(&self, change: impl FnOnce(&mut Vec<u8>)) -> Self {
		self.but(|accusation| match &mut accusation.proof {
			FaultProof::Fold(Fold { list }) | FaultProof::Possession(Possession { list }) => {
				let mut bytes = list.to_vec();
				change(&mut bytes);
				*list = bytes.try_into().expect("short");
			}
			other => panic!("{other:?}"),
		})
	}

	/// In what is wrong with an update.
	pub fn malformed(&self, change: impl FnOnce(&mut MalformedUpdate)) -> Self {
		self.but(|accusation| match &mut accusation.proof {
			FaultProof::MalformedUpdate(proof) => change(proof),
			other => panic!("{other:?}"),
		})
	}

	/// In a length and the last chunk of such a file, the list's or an update's.
	pub fn last_chunk(&self, change: impl FnOnce(&mut u64, &mut Slice)) -> Self {
		self.but(|accusation| match &mut accusation.proof {
			FaultProof::ListLength(ListLength { len, last }) => change(len, last),
			FaultProof::MalformedUpdate(MalformedUpdate {
				malformation: Malformation::Length { len, last }, ..
			}) => change(len, last),
			other => panic!("{other:?}"),
		})
	}

	/// In the round: it has frozen this update in place of the one at `position`.
	pub fn over(&self, position: usize, bytes: &[u8]) -> Self {
		self.but(|accusation| accusation.inputs.included[position].update_root = Root::of(bytes))
	}
}

/// Rounds, and against each kind of lie about them the proof that convicts.
pub struct Court {
	/// One row; all three columns count.
	pub plain: Round,
	/// The column rule needs the matrix.
	pub lanewise: Round,
	/// One row, in which one column counts.
	pub chosen: Round,
	/// Four columns, of three updates.
	pub clipped: Round,
	pub fold: Accusation,
	pub gram: Accusation,
	/// A step of the Gram matrix over the first span, before which there is none.
	pub first: Accusation,
	/// A step of the model without the base model: already the aggregate is wrong.
	pub aggregate: Accusation,
	pub model: Accusation,
	/// A step of the model with the last matrix.
	pub columnwise: Accusation,
	/// A step of the model that shows one column.
	pub single: Accusation,
	pub coefficients: Accusation,
	pub lane: Accusation,
	pub length: Accusation,
	pub list: Accusation,
	pub possession: Accusation,
}

/// The round's claim with a wrong leaf, and all that follows from it.
pub fn with_leaf(round: &Round, change: impl FnOnce(&mut Trace)) -> (ResultBody, Vec<u8>) {
	let mut trace = round.own.trace.clone();
	change(&mut trace);
	with_trace(&round.truth().0, &trace)
}

/// The bytes of an update with a malformed lane in [`SPAN`].
pub fn malformed(round: &Round, update: usize) -> Vec<u8> {
	let mut lanes = round.updates[update].clone();
	lanes[SPAN * 512 + 77] = i16::MIN;
	lanes::to_bytes(&lanes)
}

impl Court {
	pub fn new() -> Self {
		let plain = Round::new(&geometric_median(1), 3, DIM);
		let lanewise = Round::new(&columns(1, ColumnRule::Median), 3, DIM);
		let chosen = Round::new(&rule(0, MixRule::Krum), 3, DIM);
		let clipped = Round::after_another(&rule(0, MixRule::CenteredClipping { tau: 50, iterations: 2 }), 3, DIM);
		let (truth, list) = plain.truth();
		let span = SPAN as u32;
		let wrong_model = |round: &Round| {
			let lie = with_leaf(round, |trace| trace.leaves[SPAN].model[0] ^= 1);
			Accusation::of(round, lie, Fault::ModelStep { span })
		};
		let body = |change: fn(&mut ResultBody), fault| {
			let mut claim = truth.clone();
			change(&mut claim);
			Accusation::of(&plain, (claim, list.clone()), fault)
		};
		let over = |bytes: &[u8]| {
			let mut inputs = plain.inputs.clone();
			inputs.included[1].update_root = Root::of(bytes);
			let proof = prove_malformed(1, bytes, &inputs).expect("malformed");
			let accusation = Accusation { proof, inputs, claim: truth.clone(), attestation: None };
			assert_eq!(guilty(&accusation.proof, &accusation.record()), Fault::MalformedUpdate { update: 1 });
			accusation
		};
		let possession = {
			let attestation = plain.attested(&truth, b"another list").attestation;
			let record = Record { attestation, ..plain.record(&truth) };
			let proof = prove_possession(&list, &record).expect("not held");
			Accusation { proof, inputs: plain.inputs.clone(), claim: truth.clone(), attestation }
		};
		let longer = [&list[..], &[7; 96]].concat();
		Self {
			fold: body(|claim| claim.model_root = Root::of(b"foreign"), Fault::ModelFold),
			gram: {
				let lie = with_leaf(&plain, |trace| trace.leaves[SPAN].gram[0] ^= 1);
				Accusation::of(&plain, lie, Fault::GramStep { span })
			},
			first: {
				let lie = with_leaf(&plain, |trace| trace.leaves[0].gram[0] ^= 1);
				Accusation::of(&plain, lie, Fault::GramStep { span: 0 })
			},
			aggregate: {
				let lie = with_leaf(&plain, |trace| trace.leaves[SPAN].aggregate[0] ^= 1);
				Accusation::of(&plain, lie, Fault::AggregateStep { span })
			},
			model: wrong_model(&plain),
			columnwise: wrong_model(&lanewise),
			single: wrong_model(&chosen),
			coefficients: body(|claim| claim.norms[0] += 1, Fault::Scores),
			lane: over(&malformed(&plain, 1)),
			length: over(&lanes::to_bytes(&plain.updates[1][1..])),
			list: Accusation::of(&plain, (with_list(&truth, &longer), longer.clone()), Fault::ListLength),
			possession,
			plain,
			lanewise,
			chosen,
			clipped,
		}
	}
}
