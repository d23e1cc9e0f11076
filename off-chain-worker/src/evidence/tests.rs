use super::*;
use codec::{Decode, Encode};
use ed25519_dalek::{Signer, SigningKey, Verifier};
use guild_aggregation::{
	aggregate, lanes,
	proof::{prove, prove_malformed, prove_possession, Lanes, Own, Record},
	trace::{prefix_grams, Trace},
	Updates,
};
use guild_primitives::{
	attestation_hash, fault::Reason, possession, result::PerParticipant, ColumnRule, Fault, IncludedUpdate, MixRule,
	PreStep, RoundId, RuleSpec, Weighting,
};
use proptest::prelude::*;
use std::sync::OnceLock;

const MEMBERS: [u8; 4] = [1, 2, 3, 4];

fn key(member: u8) -> SigningKey {
	SigningKey::from_bytes(&[member; 32])
}

fn public(member: u8) -> WorkerKey {
	WorkerKey(key(member).verifying_key().to_bytes())
}

/// What an auditor brings: the keys of the four.
fn known(member: &MemberId) -> Vec<WorkerKey> {
	MEMBERS.into_iter().filter(|known| MemberId([*known; 32]) == *member).map(public).collect()
}

fn signed_by(member: u8, signer: u8, inputs: &RoundInputs, result: &ResultBody, list: &[u8]) -> SignedAttestation {
	let (id, result_hash) = (MemberId([member; 32]), result.hash(&inputs.hash()));
	let possession = possession(&id, &inputs.round, list);
	let hash = attestation_hash(&id, &inputs.round, &result_hash, &possession);
	let signature = WorkerSignature(key(signer).sign(&hash.0).to_bytes());
	SignedAttestation { member: id, worker_key: public(signer), possession, signature }
}

struct Round {
	inputs: RoundInputs,
	updates: Vec<Vec<i16>>,
	base: Vec<i32>,
	own: aggregate::Aggregation,
}

/// A round of three updates of three spans.
fn round() -> &'static Round {
	static ROUND: OnceLock<Round> = OnceLock::new();
	ROUND.get_or_init(|| {
		let updates: Vec<Vec<i16>> =
			(1..4i16).map(|i| (0..1300i16).map(|l| (l * i * 7) % 201 - 100).collect()).collect();
		let base: Vec<i32> = (0..1300).collect();
		let included = updates.iter().zip(1u8..).map(|(update, i)| IncludedUpdate {
			member: MemberId([i; 32]),
			update_root: Root::of(&lanes::to_bytes(update)),
			weight: u32::from(i),
			active: true,
		});
		let inputs = RoundInputs {
			round: RoundId { task: 3, index: 14 },
			spec_hash: Root([3; 32]),
			base_root: Root::of(&lanes::model_to_bytes(&base)),
			previous_aggregate_root: None,
			dim: 1300,
			scale: 10,
			norm_bound: u64::MAX,
			rule: RuleSpec::mean(Weighting::Samples),
			seed: None,
			included: PerParticipant::truncate_from(included.collect()),
		};
		let views: Vec<&[i16]> = updates.iter().map(Vec::as_slice).collect();
		let own = aggregate::aggregate(&inputs, &views, &base).unwrap();
		Round { inputs, updates, base, own }
	})
}

/// Evidence that three members attested other coefficients than the rule's.
fn evidence() -> Evidence {
	let round = round();
	let list = round.own.trace.to_bytes();
	let mut result = round.own.body.clone();
	result.norms[0] += 1;
	let record = Record { inputs: &round.inputs, claim: &result, attestation: None };
	let columns: Vec<&[i16]> = round.updates.iter().map(Vec::as_slice).collect();
	let lanes = Lanes { columns: &columns, base: &round.base };
	let proof = prove(Own::Result(&round.own), &list, &record, &lanes).unwrap().unwrap();
	let attestations = [3, 1, 2].map(|member| signed_by(member, member, &round.inputs, &result, &list)).to_vec();
	let note = Some(Note { made_by: MemberId([4; 32]), at_block: 77 });
	Evidence::new(round.inputs.clone(), result, attestations, &proof, note)
}

fn flaw(change: impl FnOnce(&mut Evidence)) -> Flaw {
	let mut evidence = evidence();
	change(&mut evidence);
	verify(&evidence, known).unwrap_err()
}

/// The same after whoever signed has signed again: what is left is what the proof says.
fn flaw_signed_anew(change: impl FnOnce(&mut Evidence)) -> Flaw {
	let mut evidence = evidence();
	change(&mut evidence);
	sign_anew(&mut evidence);
	verify(&evidence, known).unwrap_err()
}

fn sign_anew(evidence: &mut Evidence) {
	evidence.result_hash = evidence.result.hash(&evidence.inputs.hash());
	for one in evidence.attestations.iter_mut() {
		let hash = attestation_hash(&one.member, &evidence.inputs.round, &evidence.result_hash, &one.possession);
		one.signature = WorkerSignature(key(one.member.0[0]).sign(&hash.0).to_bytes());
	}
}

#[test]
fn a_false_result_condemns_all_who_signed_it() {
	let evidence = evidence();
	let found = verify(&evidence, known).unwrap();
	assert_eq!((found.round, found.fault), (evidence.inputs.round, Fault::Scores));
	assert_eq!(found.result_hash, evidence.result_hash);
	assert_eq!(found.condemned().collect::<Vec<_>>(), [1, 2, 3].map(|member| MemberId([member; 32])));
}

/// Evidence against a claim about a round of the same updates, signed by the first three.
fn against(inputs: &RoundInputs, result: ResultBody, list: &[u8], proof: FaultProof) -> Evidence {
	let attestations = [1, 2, 3].map(|member| signed_by(member, member, inputs, &result, list)).to_vec();
	Evidence::new(inputs.clone(), result, attestations, &proof, None)
}

/// Each kind of fault that leaves a signature. A copied attestation has a test of its own.
#[test]
fn every_kind_of_fault_condemns_without_a_chain() {
	let round = round();
	let columns: Vec<&[i16]> = round.updates.iter().map(Vec::as_slice).collect();
	let lanes = Lanes { columns: &columns, base: &round.base };
	let (own, inputs) = (&round.own, &round.inputs);
	let convict = |change: &dyn Fn(&mut ResultBody, &mut Trace)| {
		let (mut result, mut trace) = (own.body.clone(), own.trace.clone());
		change(&mut result, &mut trace);
		let list = trace.to_bytes();
		result.trace_root = Root::of(&list);
		let record = Record { inputs, claim: &result, attestation: None };
		let proof = prove(Own::Result(own), &list, &record, &lanes).unwrap().unwrap();
		verify(&against(inputs, result, &list, proof), known).unwrap()
	};
	let refold = |result: &mut ResultBody, trace: &Trace| {
		(result.aggregate_root, result.model_root) = (trace.aggregate_root(), trace.model_root());
	};
	let mut found = vec![
		convict(&|result, _| result.aggregate_root.0[0] ^= 1),
		convict(&|result, _| result.model_root.0[0] ^= 1),
		convict(&|_, trace| trace.leaves[1].gram[0] ^= 1),
		convict(&|result, trace| {
			trace.leaves[2].aggregate[0] ^= 1;
			refold(result, trace);
		}),
		convict(&|result, trace| {
			trace.leaves[1].model[0] ^= 1;
			refold(result, trace);
		}),
		convict(&|result, _| result.coefficients[0][0] += 1),
		convict(&|result, _| result.distances[2] += 1),
		convict(&|result, trace| {
			trace.leaves.pop();
			refold(result, trace);
		}),
	];

	// A norm bound that no update is within: the rule gives nothing, and who attests something lies.
	let strict = RoundInputs { norm_bound: 1, ..inputs.clone() };
	let updates = Updates::new(&columns, 1300).unwrap();
	let grams = prefix_grams(updates);
	let record = Record { inputs: &strict, claim: &own.body, attestation: None };
	let list = own.trace.to_bytes();
	let proof = prove(Own::NoResult(&grams), &list, &record, &lanes).unwrap().unwrap();
	found.push(verify(&against(&strict, own.body.clone(), &list, proof), known).unwrap());

	// An update with a lane -32768 among the included: no result is true.
	let mut bytes = lanes::to_bytes(&round.updates[1]);
	bytes[1400..1402].copy_from_slice(&i16::MIN.to_le_bytes());
	let mut malformed = inputs.clone();
	malformed.included[1].update_root = Root::of(&bytes);
	let proof = prove_malformed(1, &bytes, &malformed).unwrap();
	found.push(verify(&against(&malformed, own.body.clone(), &list, proof), known).unwrap());

	let faults: Vec<Fault> = found.iter().map(|one| one.fault).collect();
	assert_eq!(
		faults,
		[
			Fault::AggregateFold,
			Fault::ModelFold,
			Fault::GramStep { span: 1 },
			Fault::AggregateStep { span: 2 },
			Fault::ModelStep { span: 1 },
			Fault::Coefficients,
			Fault::Scores,
			Fault::ListLength,
			Fault::NoResult,
			Fault::MalformedUpdate { update: 1 },
		]
	);
	for one in found {
		assert_eq!(one.condemned().collect::<Vec<_>>(), [1, 2, 3].map(|member| MemberId([member; 32])));
	}
}

#[test]
fn a_true_result_condemns_nobody_whatever_proof_stands_beside_it() {
	let round = round();
	let flaw = flaw_signed_anew(|evidence| evidence.result = round.own.body.clone());
	assert_eq!(flaw, Flaw::NotProven(Reason::NothingWrong));
}

#[test]
fn every_field_that_is_changed_is_refused_for_its_own_reason() {
	let is_hash = |flaw| matches!(flaw, Flaw::ResultHash { .. });
	assert!(is_hash(flaw(|e| e.inputs.round.index += 1)));
	assert!(is_hash(flaw(|e| e.inputs.spec_hash.0[0] ^= 1)));
	assert!(is_hash(flaw(|e| e.inputs.base_root.0[0] ^= 1)));
	assert!(is_hash(flaw(|e| e.inputs.previous_aggregate_root = Some(Root([1; 32])))));
	assert!(is_hash(flaw(|e| e.inputs.dim += 1)));
	assert!(is_hash(flaw(|e| e.inputs.scale += 1)));
	assert!(is_hash(flaw(|e| e.inputs.norm_bound -= 1)));
	assert!(is_hash(flaw(|e| e.inputs.rule.f += 1)));
	assert!(is_hash(flaw(|e| e.inputs.seed = Some(Root([1; 32])))));
	assert!(is_hash(flaw(|e| e.inputs.included[0].weight += 1)));
	assert!(is_hash(flaw(|e| e.result.coefficients[0][0] += 1)));
	assert!(is_hash(flaw(|e| e.result.norms[0] += 1)));
	assert!(is_hash(flaw(|e| e.result.distances[0] += 1)));
	assert!(is_hash(flaw(|e| e.result.aggregate_root.0[0] ^= 1)));
	assert!(is_hash(flaw(|e| e.result.model_root.0[0] ^= 1)));
	assert!(is_hash(flaw(|e| e.result.trace_root.0[0] ^= 1)));
	assert!(is_hash(flaw(|e| e.result_hash.0[0] ^= 1)));

	let second = MemberId([2; 32]);
	let of_second = Flaw::Signature { member: second };
	assert_eq!(flaw(|e| e.attestations[1].possession.0[0] ^= 1), of_second);
	assert_eq!(flaw(|e| e.attestations[1].signature.0[0] ^= 1), of_second);
	assert_eq!(flaw(|e| e.attestations[1].signature.0[63] ^= 1), of_second);
	assert_eq!(flaw(|e| e.attestations[1].worker_key = public(4)), of_second);
	// Between the others, so that the order is right.
	let between = MemberId([[2; 31].as_slice(), &[9]].concat().try_into().unwrap());
	assert_eq!(flaw(|e| e.attestations[1].member = between), Flaw::Signature { member: between });

	assert_eq!(flaw(|e| e.attestations.clear()), Flaw::NoAttestation);
	let swapped = |e: &mut Evidence| {
		let first = e.attestations[0];
		e.attestations[0] = std::mem::replace(&mut e.attestations[1], first);
	};
	assert_eq!(flaw(swapped), Flaw::Order { member: MemberId([1; 32]) });
	assert_eq!(flaw(|e| e.attestations[2] = e.attestations[1]), Flaw::Order { member: second });

	assert_eq!(flaw(|e| e.proof.clear()), Flaw::UnreadableProof);
	assert_eq!(flaw(|e| e.proof.push(0)), Flaw::UnreadableProof);
	assert_eq!(flaw(|e| e.proof[0] = 200), Flaw::UnreadableProof);
	// Before the length of an empty path there is the last leaf; after the index and a length, the matrix.
	assert_eq!(flaw(|e| *e.proof.iter_mut().nth_back(1).unwrap() ^= 1), Flaw::NotProven(Reason::NotTheLeaves));
	assert_eq!(flaw(|e| e.proof[3] ^= 1), Flaw::NotProven(Reason::NotTheGram));

	// The note is nobody's proof.
	let mut evidence = evidence();
	evidence.note = None;
	assert!(verify(&evidence, known).is_ok());
}

#[test]
fn liars_that_sign_for_another_round_are_condemned_for_that_round_alone() {
	let mut evidence = evidence();
	evidence.inputs.round.index += 1;
	sign_anew(&mut evidence);
	// The proof binds the lanes and the list, not the round's number: a signature under these inputs is what condemns.
	assert_eq!(verify(&evidence, known).unwrap().round, RoundId { task: 3, index: 15 });
}

#[test]
fn who_the_auditor_does_not_know_is_not_condemned() {
	let evidence = evidence();
	let standings = |keys: &dyn Fn(&MemberId) -> Vec<WorkerKey>| {
		let found = verify(&evidence, keys).unwrap();
		assert_eq!(found.accused.len(), 3);
		assert_eq!(
			found.condemned().count(),
			found.accused.iter().filter(|one| one.standing == Standing::Known).count()
		);
		found.accused.iter().map(|one| one.standing).collect::<Vec<_>>()
	};
	assert_eq!(standings(&|_| vec![]), [Standing::Stranger; 3]);
	assert_eq!(standings(&|_| vec![public(9)]), [Standing::OtherKey; 3]);
	// A key that it had before counts too.
	assert_eq!(standings(&|member| [vec![public(9)], known(member)].concat()), [Standing::Known; 3]);
	let only_second = |member: &MemberId| if member.0[0] == 2 { known(member) } else { vec![] };
	assert_eq!(standings(&only_second), [Standing::Stranger, Standing::Known, Standing::Stranger]);
}

#[test]
fn whoever_speaks_in_anothers_name_condemns_nobody() {
	let mut evidence = evidence();
	let round = round();
	let list = round.own.trace.to_bytes();
	// Member 2 is honest; 4 makes up its attestation, with a key of its own.
	evidence.attestations[1] = signed_by(2, 4, &evidence.inputs, &evidence.result, &list);
	let found = verify(&evidence, known).unwrap();
	assert_eq!(found.accused[1].standing, Standing::OtherKey);
	assert_eq!(found.condemned().collect::<Vec<_>>(), [MemberId([1; 32]), MemberId([3; 32])]);
	// With the key of 2 it cannot sign.
	evidence.attestations[1].worker_key = public(2);
	assert_eq!(verify(&evidence, known), Err(Flaw::Signature { member: MemberId([2; 32]) }));
}

#[test]
fn a_copied_attestation_condemns_who_copied_and_nobody_else() {
	let round = round();
	let (inputs, result, list) = (&round.inputs, &round.own.body, round.own.trace.to_bytes());
	let attestations: Vec<SignedAttestation> = MEMBERS
		.map(|member| signed_by(member, member, inputs, result, if member % 2 == 0 { b"not held" } else { &list }))
		.to_vec();
	let one = guild_aggregation::proof::Attestation {
		member: attestations[1].member,
		possession: attestations[1].possession,
	};
	let record = Record { inputs, claim: result, attestation: Some(one) };
	let proof = prove_possession(&list, &record).unwrap();
	let evidence = Evidence::new(inputs.clone(), result.clone(), attestations, &proof, None);
	let found = verify(&evidence, known).unwrap();
	assert_eq!(found.fault, Fault::Possession);
	assert_eq!(found.condemned().collect::<Vec<_>>(), [MemberId([2; 32]), MemberId([4; 32])]);
	let mut honest = evidence;
	honest.attestations.retain(|one| one.member.0[0] % 2 == 1);
	assert_eq!(verify(&honest, known), Err(Flaw::NotProven(Reason::NothingWrong)));
}

/// The chain accepts such a signature (ZIP 215), and stricter libraries do not: a member could attest by it and deny it.
#[test]
fn a_signature_that_the_chain_accepts_is_held_against_its_signer() {
	let mut evidence = evidence();
	// The neutral element as key, a point of order 2 as R, and s = 0: it is a signature of everything.
	let worker_key = WorkerKey(std::array::from_fn(|i| u8::from(i == 0)));
	let mut signature = [0u8; 64];
	signature[..32].copy_from_slice(&[0xff; 32]);
	(signature[0], signature[31]) = (0xec, 0x7f);
	evidence.attestations[1].worker_key = worker_key;
	evidence.attestations[1].signature = WorkerSignature(signature);
	let strict = ed25519_dalek::VerifyingKey::from_bytes(&worker_key.0).unwrap();
	assert!(strict.verify(b"anything", &ed25519_dalek::Signature::from_bytes(&signature)).is_err());
	let found = verify(&evidence, |_| vec![worker_key]).unwrap();
	assert_eq!(found.accused[1].standing, Standing::Known);
}

#[test]
fn inputs_that_would_keep_an_auditor_busy_are_refused() {
	let flaw = flaw_signed_anew(|evidence| {
		evidence.inputs.rule.f = 60;
		evidence.inputs.rule.mix = MixRule::GeometricMedian { iterations: u16::MAX, nu: 1 };
		let one = evidence.inputs.included[0];
		evidence.inputs.included = PerParticipant::truncate_from(vec![one; 128]);
	});
	assert_eq!(flaw, Flaw::RuleTooDear);
}

#[test]
fn a_file_reads_what_it_writes() {
	let dir = tempfile::tempdir().unwrap();
	let file = dir.path().join("evidence.json");
	let evidence = evidence();
	evidence.write(&file).unwrap();
	let read = Evidence::read(&file).unwrap();
	assert_eq!(read, evidence);
	assert!(verify(&read, known).is_ok());
}

#[test]
fn a_file_that_is_too_large_is_refused_unread() {
	/// A file without an end; it says how much of it was read.
	struct Endless<'a>(&'a mut u64);
	impl std::io::Read for Endless<'_> {
		fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
			buffer.fill(b' ');
			*self.0 += buffer.len() as u64;
			Ok(buffer.len())
		}
	}
	let mut read = 0;
	assert!(matches!(Evidence::from_reader(Endless(&mut read)), Err(ReadError::TooLarge)));
	assert!(read <= MAX_FILE_BYTES + 1, "{read}");

	let dir = tempfile::tempdir().unwrap();
	let file = dir.path().join("evidence.json");
	// A hole: it takes no space, and reading it would take 1 TiB.
	std::fs::File::create(&file).unwrap().set_len(1 << 40).unwrap();
	assert!(matches!(Evidence::read(&file), Err(ReadError::TooLarge)));
}

#[test]
fn what_is_no_evidence_is_refused_in_words_that_are_safe_to_print() {
	let refusal = |text: &str| Evidence::from_json(text.as_bytes()).unwrap_err().to_string();
	assert!(refusal("").contains("not evidence"));
	assert!(refusal("[]").contains("not evidence"));
	assert!(refusal(r#"{"format": "something", "version": 1}"#).contains("format"));
	assert!(refusal(r#"{"format": "guild fault evidence", "version": 7}"#).contains("version 7"));
	let text = String::from_utf8(evidence().to_json().unwrap()).unwrap();
	let unknown = refusal(&text.replace("\"note\"", "\"n\\u001b[2Jote\""));
	assert!(unknown.contains("unknown field") && !unknown.contains('\u{1b}'), "{unknown:?}");
	assert!(refusal(&text.replace("\"proof\": \"", "\"proof\": \"0")).contains("Odd"));
	assert!(refusal(&(text.clone() + "{}")).contains("trailing"));
	assert!(refusal(&text.replacen("\"version\": 1,", "\"version\": 1, \"version\": 1,", 1)).contains("duplicate"));
}

/// Everything at the end of its range, in a file as it is written.
#[test]
fn the_largest_evidence_fits_in_its_bound() {
	let full = |value: i64| PerParticipant::truncate_from(vec![value; 128]);
	let included =
		IncludedUpdate { member: MemberId([255; 32]), update_root: Root([255; 32]), weight: u32::MAX, active: false };
	let attestation = SignedAttestation {
		member: MemberId([255; 32]),
		worker_key: WorkerKey([255; 32]),
		possession: Root([255; 32]),
		signature: WorkerSignature([255; 64]),
	};
	let step = PreStep::Clip { tau: u64::MAX };
	let largest = Evidence {
		inputs: RoundInputs {
			previous_aggregate_root: Some(Root([255; 32])),
			seed: Some(Root([255; 32])),
			norm_bound: u64::MAX,
			rule: RuleSpec {
				pre: vec![step; 4].try_into().unwrap(),
				column: ColumnRule::TrimmedMean,
				..evidence().inputs.rule
			},
			included: vec![included; 128].try_into().unwrap(),
			..evidence().inputs
		},
		result: ResultBody {
			coefficients: PerParticipant::truncate_from(vec![full(i64::MIN); 128]),
			norms: vec![u64::MAX; 128].try_into().unwrap(),
			distances: vec![u64::MAX; 128].try_into().unwrap(),
			novelties: vec![u64::MAX; 128].try_into().unwrap(),
			..evidence().result
		},
		attestations: vec![attestation; 128].try_into().unwrap(),
		proof: vec![255; MAX_PROOF_BYTES],
		..evidence()
	};
	let bytes = largest.to_json().unwrap();
	assert!(bytes.len() as u64 <= MAX_FILE_BYTES, "{}", bytes.len());
	assert_eq!(Evidence::from_json(&bytes).unwrap(), largest);
	assert!(Evidence::from_json(&Evidence { proof: vec![0; MAX_PROOF_BYTES + 1], ..evidence() }.to_json().unwrap())
		.is_err());
}

/// Every proof that can be decoded fits: the bound is that of the types.
#[test]
fn the_largest_proof_fits_in_its_bound() {
	use codec::MaxEncodedLen;
	use guild_aggregation::proof::{Coefficients, Fold, GramStep, ListLength, MalformedUpdate, ModelStep, Possession};
	let largest = [
		Fold::max_encoded_len(),
		GramStep::max_encoded_len(),
		ModelStep::max_encoded_len(),
		Coefficients::max_encoded_len(),
		MalformedUpdate::max_encoded_len(),
		ListLength::max_encoded_len(),
		Possession::max_encoded_len(),
	];
	assert!(largest.into_iter().all(|len| len < MAX_PROOF_BYTES), "{largest:?}");
}

fn any_byte() -> impl Strategy<Value = (prop::sample::Index, u8)> {
	(any::<prop::sample::Index>(), any::<u8>())
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	/// What differs from the file in any byte that counts condemns nobody; and nothing panics.
	#[test]
	fn a_mutated_file_is_refused(changes in prop::collection::vec(any_byte(), 1..4)) {
		static FILE: OnceLock<Vec<u8>> = OnceLock::new();
		let original = FILE.get_or_init(|| evidence().to_json().unwrap());
		let mut bytes = original.clone();
		for (place, byte) in changes {
			let place = place.index(bytes.len());
			bytes[place] = byte;
		}
		if let Ok(read) = Evidence::from_json(&bytes) {
			let mut expected = evidence();
			expected.note = read.note;
			// White space, the case of digits, the note: the same evidence. Else nothing of it may hold.
			prop_assert_eq!(read == expected, verify(&read, known).is_ok());
		}
	}

	#[test]
	fn bytes_of_any_kind_are_no_evidence(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
		prop_assert!(Evidence::from_json(&bytes).is_err());
	}

	/// Inputs and bodies that somebody made up and signed: there is an answer, and soon.
	#[test]
	fn verification_is_total(
		changes in prop::collection::vec(any_byte(), 0..6),
		proof_changes in prop::collection::vec(any_byte(), 0..3),
		(f, iterations) in (any::<u16>(), any::<u16>()),
		which in 0..6,
	) {
		let mut evidence = evidence();
		let mut bytes = (&evidence.inputs, &evidence.result).encode();
		for (place, byte) in changes {
			let place = place.index(bytes.len());
			bytes[place] = byte;
		}
		let Ok((inputs, result)) = <(RoundInputs, ResultBody)>::decode(&mut bytes.as_slice()) else { return Ok(()) };
		(evidence.inputs, evidence.result) = (inputs, result);
		match which {
			0 => evidence.inputs.rule.mix = MixRule::MinimumDiameter,
			1 => evidence.inputs.rule.mix = MixRule::Smea,
			2 => evidence.inputs.rule.mix = MixRule::CenteredClipping { tau: u64::from(f), iterations },
			3 => evidence.inputs.rule.pre = vec![PreStep::Bucketing { size: iterations }; 4].try_into().unwrap(),
			4 => evidence.inputs.rule.f = f,
			_ => {}
		}
		for (place, byte) in proof_changes {
			let place = place.index(evidence.proof.len());
			evidence.proof[place] = byte;
		}
		sign_anew(&mut evidence);
		let _ = verify(&evidence, known);
	}
}
