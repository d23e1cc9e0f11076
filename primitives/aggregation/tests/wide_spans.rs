//! Where a span is more than one chunk, every kind of fault is proven over real lanes: in a span in the middle, and in the last,
//! which may be short.
//!
//! Spans of 2^12 and 2^13 lanes, from 2^25 lanes on, are met by made-up proofs (`src/proof/synthetic.rs`), and by hand:
//!
//! `cargo test -p guild-aggregation --test wide_spans -- --ignored`

mod common;

use codec::{DecodeAll, Encode};
use common::{dispute::*, *};
use guild_aggregation::{
	lanes,
	proof::{
		check, prove, prove_malformed, prove_possession, rehearse, Fault, FaultProof, Lanes, Own, Reason, Record,
		Verdict,
	},
	trace::{prefix_grams, Spans, Trace, LEAF_BYTES},
	Updates,
};
use guild_primitives::{ColumnRule, MixRule, Root, RuleSpec};
use std::collections::BTreeSet;

/// Every fault, by its index: one that is added is met here too.
fn all_faults() -> BTreeSet<u8> {
	let decodes =
		|index: &u8| Fault::decode_all(&mut &[*index, 0, 0, 0, 0][..]).or(Fault::decode_all(&mut &[*index][..]));
	(0..=u8::MAX).filter(|index| decodes(index).is_ok()).collect()
}

/// The values of a span of the round's aggregate and model, with the last bit of this lane changed.
fn changed_values(round: &Round, lane: usize) -> ([u8; 32], [u8; 32]) {
	let spans = Spans::of(round.base.len()).expect("spans");
	let span = lane / spans.width();
	let range = spans.lanes(span).expect("a span");
	let mut aggregate = round.own.aggregate[range.clone()].to_vec();
	aggregate[lane - range.start] ^= 1;
	let mut model = round.own.model[range.clone()].to_vec();
	model[lane - range.start] ^= 1;
	let value = |bytes: &[u8], lane_bytes| spans.value(span, lane_bytes, bytes);
	(value(&lanes::to_bytes(&aggregate), 2), value(&lanes::model_to_bytes(&model), 4))
}

/// Proves each kind of fault where one lane is wrong; gives the faults proven.
fn every_fault(mut round: Round, lane: usize) -> Vec<Fault> {
	let dim = round.base.len();
	let spans = Spans::of(dim).expect("spans");
	let (span, last) = (lane / spans.width(), spans.count() - 1);
	let (at, step) = (span as u32, |span: usize| Fault::GramStep { span: span as u32 });
	let (truth, list) = round.truth();
	let mut proven = Vec::new();
	let mut lie = |round: &Round, (claim, list): (guild_primitives::ResultBody, Vec<u8>), expected: Fault| {
		let (fault, proof) = round.convict(&claim, &list);
		assert_eq!(fault, expected, "{dim} lanes, lane {lane}");
		proven.push(fault);
		proof
	};

	// The truth shows nothing wrong anywhere.
	assert_eq!(round.prove(&truth, &list), Ok(None));
	assert_eq!(list.len(), spans.count() * LEAF_BYTES);
	assert_eq!(truth.model_root, Root::of(&lanes::model_to_bytes(&round.own.model)));
	assert_eq!(truth.aggregate_root, Root::of(&lanes::to_bytes(&round.own.aggregate)));
	{
		let (columns, record) = (slices(&round.updates), round.attested(&truth, &list));
		let lanes = Lanes { columns: &columns, base: &round.base };
		for proof in rehearse(&round.own, &record, &lanes, [0, 1, span, last - 1, last]) {
			assert_eq!(check(&proof, &record), Verdict::NotProven(Reason::NothingWrong));
		}
	}

	// An update with one other lane, aggregated honestly: matrix and, where rounding does not hide it, aggregate are wrong from
	// there on. A base model with one other lane.
	let mut updates = round.updates.clone();
	updates[1][lane] += 1;
	let (claim, wrong) = claim_of(&round.aggregate_of(&updates, &round.base));
	let fault = round.convict(&claim, &wrong).0;
	assert!(fault == step(span) || fault == Fault::AggregateStep { span: at }, "{fault:?}");
	drop(updates);
	let mut base = round.base.clone();
	base[lane] = !base[lane];
	lie(&round, claim_of(&round.aggregate_of(&round.updates, &base)), Fault::ModelStep { span: at });
	drop(base);

	// A model with one other lane; an aggregate with one.
	let (aggregate, model) = changed_values(&round, lane);
	let mut trace = round.own.trace.clone();
	trace.leaves[span].model = model;
	lie(&round, with_trace(&truth, &trace), Fault::ModelStep { span: at });
	let mut trace = round.own.trace.clone();
	trace.leaves[span].aggregate = aggregate;
	lie(&round, with_trace(&truth, &trace), Fault::AggregateStep { span: at });

	// A right trace under a foreign model root; under a foreign aggregate root.
	let mut claim = truth.clone();
	claim.model_root = Root::of(b"foreign");
	lie(&round, (claim, list.clone()), Fault::ModelFold);
	let mut claim = truth.clone();
	claim.aggregate_root = Root::of(b"foreign");
	lie(&round, (claim, list.clone()), Fault::AggregateFold);

	// A garbage list, also one whose roots follow from it.
	let garbage: Vec<u8> = (0..list.len()).map(|i| (i * i % 251) as u8).collect();
	for (claim, list) in [
		(with_list(&truth, &garbage), garbage.clone()),
		with_trace(&truth, &Trace::from_bytes(&garbage).expect("leaves")),
	] {
		let fault = round.convict(&claim, &list).0;
		assert!(matches!(fault, Fault::GramStep { span: 0 } | Fault::AggregateStep { .. }), "{fault:?}");
	}

	// A list that is wrong at one leaf and right again after it; at the last; where two leaves lie in two chunks.
	for wrong in [0, 1, 31, 32, span, last] {
		let mut trace = round.own.trace.clone();
		trace.leaves[wrong].gram[0] ^= 1;
		let proof = lie(&round, with_trace(&truth, &trace), step(wrong));
		// A span of every column with its path, and the leaves with theirs.
		let most = round.updates.len() * (2 * spans.width() + 600) + 2500;
		assert!(proof.encoded_size() < most, "{}", proof.encoded_size());
	}

	// A list of another length; one unit in a coefficient; in a norm.
	let short = &list[..list.len() - LEAF_BYTES];
	lie(&round, (with_list(&truth, short), short.to_vec()), Fault::ListLength);
	let mut claim = truth.clone();
	claim.coefficients[0][1] += 1;
	lie(&round, (claim, list.clone()), Fault::Coefficients);
	let mut claim = truth.clone();
	claim.norms[1] -= 1;
	lie(&round, (claim, list.clone()), Fault::Scores);

	// A copied attestation.
	let copied = Record { attestation: round.attested(&truth, b"something else").attestation, ..round.record(&truth) };
	let proof = prove_possession(&list, &copied).expect("not held");
	proven.push(guilty(&proof, &copied));
	assert_eq!(check(&proof, &round.record(&truth)), Verdict::NotProven(Reason::NoAttestation));

	// A malformed lane, and other lengths.
	let good = lanes::to_bytes(&round.updates[1]);
	assert_eq!(prove_malformed(1, &good, &round.inputs), None);
	let mut bad = good.clone();
	bad[2 * lane..2 * lane + 2].copy_from_slice(&i16::MIN.to_le_bytes());
	let cut = |len: usize| good.iter().copied().cycle().take(len).collect::<Vec<u8>>();
	let own_root = round.inputs.included[1].update_root;
	for bad in
		[bad].into_iter().chain([0, 1, 2, 1024, 2 * dim - 1024, 2 * dim - 1, 2 * dim + 1, 2 * dim + 1024].map(cut))
	{
		round.inputs.included[1].update_root = Root::of(&bad);
		let proof = prove_malformed(1, &bad, &round.inputs).expect("malformed");
		proven.push(guilty(&proof, &round.record(&truth)));
		assert!(proof.encoded_size() < 1700);
		// Of the other update it shows nothing.
		let FaultProof::MalformedUpdate(mut other) = proof else { panic!("another proof") };
		other.update = 0;
		let verdict = check(&FaultProof::MalformedUpdate(other), &round.record(&truth));
		assert_eq!(verdict, Verdict::NotProven(Reason::NotTheChunk));
	}
	round.inputs.included[1].update_root = own_root;

	// A result where the rule gives none, because no update is within the bound.
	round.inputs.norm_bound = 0;
	let columns = slices(&round.updates);
	let grams = prefix_grams(Updates::new(&columns, dim).expect("well formed"));
	let lanes = Lanes { columns: &columns, base: &round.base };
	let proof = prove(Own::NoResult(&grams), &list, &round.record(&truth), &lanes);
	proven.push(guilty(&proof.expect("a comparison").expect("a difference"), &round.record(&truth)));
	proven
}

/// All faults of a dimension, with a wrong lane in this span and in the last.
fn at(rule: &RuleSpec, n: usize, dim: usize, width: usize, lane: usize) {
	assert_eq!(Spans::of(dim).expect("spans").width(), width);
	let mut proven = BTreeSet::new();
	for lane in [lane, dim - 1] {
		let faults = every_fault(Round::new(rule, n, dim), lane);
		proven.extend(faults.iter().map(|fault| fault.encode()[0]));
	}
	// A withheld list is the one fault that no proof shows.
	proven.extend(Fault::WithheldList.encode());
	assert_eq!(proven, all_faults(), "{dim} lanes");
}

#[test]
fn spans_of_two_chunks() {
	// The last is a whole chunk and a part of one; the lane is in the second chunk of its span.
	at(&geometric_median(1), 3, (1 << 18) + 700, 1024, 77_777 + 600);
	// The rule shows the matrix as well. The last span is one lane.
	at(&columns(1, ColumnRule::Median), 3, (1 << 18) + 1, 1024, 200_000);
}

#[test]
fn spans_of_four_chunks() {
	// The last is three chunks of which one is a part, then one lane, then whole.
	at(&rule(0, MixRule::Krum), 3, (1 << 19) + 1300, 2048, 333_333);
	at(&rule(0, MixRule::Mean), 2, (1 << 19) + 1, 2048, 511 * 512);
	at(&geometric_median(1), 3, 1 << 20, 2048, 777_777);
}

#[test]
#[ignore = "needs a gigabyte of memory"]
fn spans_of_eight_chunks() {
	at(&rule(0, MixRule::Mean), 2, (1 << 25) + 1300, 4096, 22_222_222);
}
