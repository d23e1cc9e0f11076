//! Every lie has a proof: exhaustively at small size, over rules that read their updates in different ways. Where spans are
//! wider than a chunk: `wide_spans.rs`.

mod common;

use common::{dispute::*, real_proofs::*, *};
use guild_aggregation::{
	aggregate, lanes, mix,
	proof::{prove_possession, Fault, Lanes, Own, ProveError},
	trace::{prefix_grams, Trace, Triangle, LEAF_BYTES},
	AggregateError, Gram, MixError, Updates,
};
use guild_primitives::{MixRule, Root};

fn small() -> Vec<Round> {
	rounds_of(2048)
}

fn flip(bytes: &mut [u8], bit: usize) {
	bytes[bit / 8] ^= 1 << (bit % 8);
}

#[test]
fn the_truth_has_no_proof() {
	for dim in [1, 2, 511, 512, 513, 1024, 2048, 2049, 5000] {
		for round in rounds_of(dim) {
			let (claim, list) = round.truth();
			assert_eq!(round.prove(&claim, &list), Ok(None), "{dim} lanes");
			assert_eq!(round.own.trace.model_root(), Root::of(&lanes::model_to_bytes(&round.own.model)));
			assert_eq!(round.own.trace.aggregate_root(), Root::of(&lanes::to_bytes(&round.own.aggregate)));
			assert_eq!(prove_possession(&list, &round.attested(&claim, &list)), None);
			assert_eq!(list.len(), dim.div_ceil(512) * LEAF_BYTES);
		}
	}
}

#[test]
fn every_bit_of_the_list_has_a_proof() {
	in_each(&small(), |round| {
		let (truth, list) = round.truth();
		for bit in 0..list.len() * 8 {
			let mut wrong = list.clone();
			flip(&mut wrong, bit);
			// The roots as they are; then the roots that follow from the wrong list.
			round.convict(&with_list(&truth, &wrong), &wrong);
			let (claim, wrong) = with_trace(&truth, &Trace::from_bytes(&wrong).expect("leaves"));
			let (fault, _) = round.convict(&claim, &wrong);
			let span = (bit / 8 / LEAF_BYTES) as u32;
			let expected = match bit / 8 % LEAF_BYTES / 32 {
				0 => Fault::GramStep { span },
				1 => Fault::AggregateStep { span },
				_ => Fault::ModelStep { span },
			};
			assert_eq!(fault, expected, "bit {bit}");
		}
	});
}

#[test]
fn every_bit_of_coefficients_and_scores_has_a_proof() {
	in_each(&small(), |round| {
		let (truth, list) = round.truth();
		let (rows, width, n) = (truth.coefficients.len(), round.updates.len(), round.inputs.included.len());
		for (i, bit) in (0..width).flat_map(|i| (0..64).map(move |bit| (i, bit))) {
			for row in 0..rows {
				let mut claim = truth.clone();
				claim.coefficients[row][i] ^= 1 << bit;
				assert_eq!(round.convict(&claim, &list).0, Fault::Coefficients, "coefficient {i}, bit {bit}");
			}
		}
		for (i, bit) in (0..n).flat_map(|i| (0..64).map(move |bit| (i, bit))) {
			let mut claim = truth.clone();
			claim.norms[i] ^= 1 << bit;
			assert_eq!(round.convict(&claim, &list).0, Fault::Scores, "norm {i}, bit {bit}");
			let mut claim = truth.clone();
			claim.distances[i] ^= 1 << bit;
			assert_eq!(round.convict(&claim, &list).0, Fault::Scores, "distance {i}, bit {bit}");
		}
	});
}

#[test]
fn every_bit_of_what_is_called_new_has_a_proof() {
	let round = Round::after_another(&rule(0, MixRule::CenteredClipping { tau: 50, iterations: 2 }), 3, 2048);
	let (truth, list) = round.truth();
	assert_eq!(truth.novelties.len(), 3);
	for (i, bit) in (0..3).flat_map(|i| (0..64).map(move |bit| (i, bit))) {
		let mut claim = truth.clone();
		claim.novelties[i] ^= 1 << bit;
		assert_eq!(round.convict(&claim, &list).0, Fault::Scores, "novelty {i}, bit {bit}");
	}
	let mut claim = truth;
	claim.novelties = Default::default();
	assert_eq!(round.convict(&claim, &list).0, Fault::Scores);
}

#[test]
fn lists_in_the_body_of_another_shape_have_a_proof() {
	for round in small() {
		let (truth, list) = round.truth();
		let mut claim = truth.clone();
		claim.norms.pop();
		assert_eq!(round.convict(&claim, &list).0, Fault::Scores);
		let mut claim = truth.clone();
		claim.coefficients[0].pop();
		assert_eq!(round.convict(&claim, &list).0, Fault::Coefficients);
		let mut claim = truth.clone();
		claim.coefficients.pop();
		assert_eq!(round.convict(&claim, &list).0, Fault::Coefficients);
		let mut claim = truth;
		claim.coefficients = Default::default();
		claim.norms = Default::default();
		claim.distances = Default::default();
		assert_eq!(round.convict(&claim, &list).0, Fault::Coefficients);
	}
}

#[test]
fn every_bit_of_the_roots_has_a_proof() {
	in_each(&small(), |round| {
		let (truth, list) = round.truth();
		for bit in 0..256 {
			let mut claim = truth.clone();
			flip(&mut claim.model_root.0, bit);
			assert_eq!(round.convict(&claim, &list).0, Fault::ModelFold);
			let mut claim = truth.clone();
			flip(&mut claim.aggregate_root.0, bit);
			assert_eq!(round.convict(&claim, &list).0, Fault::AggregateFold);
			// Nobody has a list for this root: that is withholding, and no fault of a list.
			let mut claim = truth.clone();
			flip(&mut claim.trace_root.0, bit);
			assert_eq!(round.prove(&claim, &list), Err(ProveError::NotTheList));
		}
	});
}

#[test]
fn every_bit_of_the_last_gram_has_a_proof_even_if_all_the_rest_follows_from_it() {
	in_each(&small(), |round| {
		let (truth, _) = round.truth();
		let n = round.updates.len();
		let entries = Triangle::of(&round.own.gram).as_slice().to_vec();
		let mut seen = 0;
		for (entry, bit) in (0..entries.len()).flat_map(|entry| (0..64).map(move |bit| (entry, bit))) {
			let mut wrong = entries.clone();
			wrong[entry] ^= 1 << bit;
			let bytes: Vec<u8> = wrong.iter().flat_map(|entry| entry.to_le_bytes()).collect();
			let mut trace = round.own.trace.clone();
			trace.leaves.last_mut().expect("a leaf").gram = blake3::derive_key("guild 2026-11 prefix gram v1", &bytes);
			let (mut claim, list) = with_trace(&truth, &trace);
			// A liar that runs the rule on the wrong matrix, where there is such a matrix.
			let gram = Triangle::new(n, wrong).and_then(|wrong| wrong.to_gram().ok());
			if let Some(Ok(mix)) = gram.map(|gram: Gram| mix(&gram, &round.inputs)) {
				seen += 1;
				let rows = mix.rows.into_inner().into_iter().map(|row| row.try_into().expect("n"));
				claim.coefficients = rows.collect::<Vec<_>>().try_into().expect("rows");
				claim.norms = mix.norms.try_into().expect("n");
				claim.distances = mix.distances.try_into().expect("n");
				claim.novelties = mix.novelties.try_into().expect("n");
			}
			assert_eq!(round.convict(&claim, &list).0, Fault::GramStep { span: 3 }, "entry {entry}, bit {bit}");
		}
		assert!(seen > 100, "{seen}");
	});
}

#[test]
fn a_wrong_mix_that_everything_else_follows_from_has_a_proof() {
	let round = Round::new(&rule(0, MixRule::Mean), 3, 2048);
	// The coefficients, aggregate and model of another rule, over the right updates.
	let mut other = round.inputs.clone();
	other.rule = geometric_median(1);
	let lie = aggregate(&other, &slices(&round.updates), &round.base).expect("a result");
	let (claim, list) = claim_of(&lie);
	assert_eq!(round.convict(&claim, &list).0, Fault::Coefficients);
	// The right coefficients over the aggregate and model of the other.
	let (mut claim, list) = claim_of(&lie);
	claim.coefficients = round.own.body.coefficients.clone();
	claim.distances = round.own.body.distances.clone();
	assert!(matches!(round.convict(&claim, &list).0, Fault::AggregateStep { .. }));
}

#[test]
fn a_result_where_there_is_none_has_a_proof() {
	let mut round = Round::new(&rule(0, MixRule::Mean), 3, 2048);
	let (claim, list) = round.truth();
	round.inputs.norm_bound = 0; // Now no update is within the bound.
	let updates = slices(&round.updates);
	let none = aggregate(&round.inputs, &updates, &round.base);
	assert_eq!(none, Err(AggregateError::Mix(MixError::NoActiveUpdate)));
	let grams = prefix_grams(Updates::new(&updates, 2048).expect("well formed"));
	let lanes = Lanes { columns: &updates, base: &round.base };
	let record = round.record(&claim);
	let proof = guild_aggregation::proof::prove(Own::NoResult(&grams), &list, &record, &lanes);
	assert_eq!(guilty(&proof.expect("a comparison").expect("a difference"), &record), Fault::NoResult);
	// Whatever the list.
	let garbage = vec![7; list.len()];
	let claim = with_list(&claim, &garbage);
	let proof = guild_aggregation::proof::prove(Own::NoResult(&grams), &garbage, &round.record(&claim), &lanes);
	let fault = guilty(&proof.expect("a comparison").expect("a difference"), &round.record(&claim));
	assert!(matches!(fault, Fault::GramStep { span: 0 } | Fault::AggregateFold), "{fault:?}");
}

#[test]
fn a_list_of_any_other_length_has_a_proof() {
	let round = Round::new(&rule(0, MixRule::Mean), 3, 20_000);
	let (truth, list) = round.truth();
	let longer = [list.clone(), vec![0; 96]].concat();
	for len in [0, 1, 95, 96, 1024, 1025, list.len() - 96, list.len() - 1, list.len() + 1, longer.len()] {
		let wrong = &longer[..len];
		let (fault, proof) = round.convict(&with_list(&truth, wrong), wrong);
		assert_eq!(fault, Fault::ListLength, "{len}");
		assert!(codec::Encode::encoded_size(&proof) < 1400);
	}
	let huge = vec![0; 5 << 20];
	assert_eq!(round.convict(&with_list(&truth, &huge), &huge).0, Fault::ListLength);
}
