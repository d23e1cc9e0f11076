//! Traces, roots and hashes of rounds, and what proofs show, against a second implementation (`vectors/trace_answers.md`).

mod common;

use codec::{DecodeAll, Encode};
use common::slices;
use guild_aggregation::{
	aggregate,
	fast::{self, Engine},
	lanes,
	proof::{check, Attestation, Fault, FaultProof, Reason, Record, Verdict},
	reference,
	trace::Spans,
};
use guild_primitives::{
	attestation_hash, possession, round_seed, seed_commitment, MemberId, ResultBody, Root, RoundId, RoundInputs,
	RuleSpec,
};
use scale_info::{TypeDef, TypeInfo};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct TraceAnswers {
	rules: Vec<Rule>,
	hashes: Vec<Hashes>,
	rounds: Vec<Round>,
	proofs: Vec<Proof>,
}

#[derive(Deserialize)]
struct Rule {
	rule: RuleSpec,
	encoded: String,
}

#[derive(Deserialize)]
struct Hashes {
	round: RoundId,
	member: MemberId,
	result: Root,
	possession: Root,
	value: Root,
	revealed: Vec<Root>,
	attestation_hash: Root,
	seed_commitment: Root,
	round_seed: Root,
}

#[derive(Deserialize)]
struct Round {
	name: String,
	seed: u64,
	width: u32,
	inputs: RoundInputs,
	inputs_hash: Root,
	span_lanes: usize,
	spans: usize,
	leaves: BTreeMap<usize, String>,
	result: Option<ResultBody>,
	result_hash: Option<Root>,
	member: MemberId,
	possession: Option<Root>,
}

#[derive(Deserialize)]
struct Proof {
	name: String,
	round: String,
	/// What differs from the round's own.
	inputs: Map<String, Value>,
	claim: Map<String, Value>,
	attestation: Option<Attested>,
	proof: String,
	/// None where the bytes are no proof.
	verdict: Option<Verdict>,
}

#[derive(Clone, Copy, Deserialize)]
struct Attested {
	member: MemberId,
	possession: Root,
}

fn trace_answers() -> TraceAnswers {
	serde_json::from_str(include_str!("vectors/trace_answers.json")).expect("vectors")
}

/// Knuth's MMIX generator; the upper half of its state.
struct Numbers(u64);

impl Numbers {
	fn next(&mut self) -> u32 {
		self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 32) as u32
	}
}

/// The columns, and the base model, which is at an end of its range in many lanes.
fn lanes_of(round: &Round) -> (Vec<Vec<i16>>, Vec<i32>) {
	let mut numbers = Numbers(round.seed);
	let mut lane = || (numbers.next() % (2 * round.width + 1)) as i32 - round.width as i32;
	let dim = round.inputs.dim;
	let columns = round.inputs.columns().map(|_| (0..dim).map(|_| lane() as i16).collect()).collect();
	let base = |(l, drawn): (u32, u32)| match (l % 7, l % 11) {
		(3, _) => i32::MAX - (drawn % 4) as i32,
		(_, 4) => i32::MIN + (drawn % 4) as i32,
		_ => (drawn % 200_001) as i32 - 100_000,
	};
	(columns, (0..dim).map(|l| base((l, numbers.next()))).collect())
}

/// `own` with other values of some of its fields.
fn changed<T: Serialize + DeserializeOwned>(own: &Option<T>, other: &Map<String, Value>) -> T {
	let mut fields = match serde_json::to_value(own).expect("fields") {
		Value::Object(fields) => fields,
		_ => Map::new(),
	};
	fields.extend(other.clone());
	serde_json::from_value(Value::Object(fields)).expect("the same fields")
}

#[test]
fn lanes_are_those_of_the_seeds() {
	for round in trace_answers().rounds {
		let (columns, base) = lanes_of(&round);
		let roots: Vec<Root> = columns.iter().map(|lanes| Root::of(&lanes::to_bytes(lanes))).collect();
		assert_eq!(roots, round.inputs.columns().collect::<Vec<Root>>(), "{}", round.name);
		assert_eq!(Root::of(&lanes::model_to_bytes(&base)), round.inputs.base_root, "{}", round.name);
	}
}

#[test]
fn every_round_has_the_same_leaves_and_roots_bit_for_bit() {
	for round in trace_answers().rounds {
		let (columns, base) = lanes_of(&round);
		let (updates, at) = (slices(&columns), &round.name);
		let spans = Spans::of(base.len()).expect("a dimension");
		assert_eq!((spans.width(), spans.count()), (round.span_lanes, round.spans), "{at}");
		let mut found =
			vec![aggregate(&round.inputs, &updates, &base), reference::aggregate(&round.inputs, &updates, &base)];
		found.extend(Engine::all().map(|engine| fast::aggregate_with(engine, &round.inputs, &updates, &base)));
		for found in found {
			let Some(result) = &round.result else {
				assert!(found.is_err(), "{at}");
				continue;
			};
			let found = found.expect("a result");
			assert_eq!(&found.body, result, "{at}");
			for (span, leaf) in &round.leaves {
				assert_eq!(hex::encode(found.trace.leaves[*span].to_bytes()), *leaf, "{at}, leaf {span}");
			}
			assert_eq!(found.trace.leaves.len(), round.spans, "{at}");
			assert_eq!(found.trace.root(), result.trace_root, "{at}");
			assert_eq!(found.trace.aggregate_root(), result.aggregate_root, "{at}");
			assert_eq!(found.trace.model_root(), result.model_root, "{at}");
			let possession = possession(&round.member, &round.inputs.round, &found.trace.to_bytes());
			assert_eq!(Some(possession), round.possession, "{at}");
		}
	}
}

#[test]
fn rules_have_the_same_encodings() {
	for Rule { rule, encoded } in trace_answers().rules {
		assert_eq!(hex::encode(rule.encode()), encoded, "{rule:?}");
	}
}

#[test]
fn inputs_and_results_have_the_same_hashes() {
	for round in trace_answers().rounds {
		assert_eq!(round.inputs.hash(), round.inputs_hash, "{}", round.name);
		assert_eq!(round.result.map(|result| result.hash(&round.inputs_hash)), round.result_hash, "{}", round.name);
	}
}

#[test]
fn what_members_sign_and_where_seeds_come_from_have_the_same_hashes() {
	let answers = trace_answers().hashes;
	assert!(!answers.is_empty());
	for known in answers {
		let Hashes { round, member, .. } = known;
		let attested = attestation_hash(&member, &round, &known.result, &known.possession);
		assert_eq!(attested, known.attestation_hash);
		assert_eq!(seed_commitment(&member, &round, &known.value), known.seed_commitment);
		assert_eq!(round_seed(&round, &known.revealed), known.round_seed);
	}
}

#[test]
fn every_proof_shows_the_same() {
	let answers = trace_answers();
	let mut wrong = Vec::new();
	for case in &answers.proofs {
		let round = answers.rounds.iter().find(|round| round.name == case.round).expect("its round");
		let bytes = hex::decode(&case.proof).expect("hexadecimal");
		let proof = FaultProof::decode_all(&mut bytes.as_slice()).ok();
		assert!(proof.iter().all(|proof| proof.encode() == bytes), "{}: another encoding", case.name);
		let inputs = changed(&Some(round.inputs.clone()), &case.inputs);
		let claim = changed(&round.result, &case.claim);
		let attestation = case.attestation.map(|Attested { member, possession }| Attestation { member, possession });
		let record = Record { inputs: &inputs, claim: &claim, attestation };
		let found = proof.map(|proof| check(&proof, &record));
		if found != case.verdict {
			wrong.push(format!("{}: {found:?} instead of {:?}", case.name, case.verdict));
		}
	}
	assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names of an enum's variants.
fn variants<T: TypeInfo>() -> BTreeSet<String> {
	let TypeDef::Variant(type_def) = T::type_info().type_def else { panic!("an enum") };
	type_def.variants.iter().map(|variant| variant.name.to_string()).collect()
}

#[test]
fn every_fault_and_every_reason_has_a_proof() {
	let verdicts: Vec<Verdict> = trace_answers().proofs.iter().filter_map(|case| case.verdict).collect();
	let name = |debug: String| debug.split(' ').next().expect("a name").to_owned();
	let faults = verdicts.iter().filter_map(|verdict| match verdict {
		Verdict::Guilty(fault) => Some(name(format!("{fault:?}"))),
		Verdict::NotProven(_) => None,
	});
	let reasons = verdicts.iter().filter_map(|verdict| match verdict {
		Verdict::Guilty(_) => None,
		Verdict::NotProven(reason) => Some(name(format!("{reason:?}"))),
	});
	let mut all = variants::<Fault>();
	// Time shows that, not a proof.
	assert!(all.remove("WithheldList"));
	assert_eq!(faults.collect::<BTreeSet<_>>(), all);
	assert_eq!(reasons.collect::<BTreeSet<_>>(), variants::<Reason>());
}
