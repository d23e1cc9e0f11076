//! Nothing proves a true claim false, and nothing makes the check panic.
//!
//! `GUILD_MUTATIONS` is the number of mutated proofs (default 400 000: a few seconds),
//! `GUILD_SEED` their seed. A million:
//!
//! `GUILD_MUTATIONS=1000000 cargo test --release -p guild-aggregation --test no_proof_of_a_lie`

mod common;

use codec::{Decode, DecodeAll, Encode};
use common::{dispute::*, real_proofs::*, *};
use guild_aggregation::{
	aggregate,
	proof::{check, Attestation, Fault, FaultProof, Malformation, Reason, Record, Slice, Verdict},
};
use guild_primitives::{ColumnRule, MemberId, MixRule, ResultBody, Root};
use proptest::prelude::*;
use rand::{seq::IndexedRandom, Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn number(name: &str, default: u64) -> u64 {
	std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// Slices of a proof.
fn slices_of(proof: &mut FaultProof) -> Vec<&mut Slice> {
	match proof {
		FaultProof::Fold(_) | FaultProof::Possession(_) => vec![],
		FaultProof::GramStep(step) => step.columns.iter_mut().chain([&mut step.leaves]).collect(),
		FaultProof::ModelStep(step) => {
			let gram = step.gram.as_mut().map(|gram| &mut gram.leaf);
			step.columns.iter_mut().chain([&mut step.leaf]).chain(step.base.as_mut()).chain(gram).collect()
		}
		FaultProof::Coefficients(proof) => vec![&mut proof.gram.leaf],
		FaultProof::MalformedUpdate(proof) => match &mut proof.malformation {
			Malformation::Lane { slice, .. } => vec![slice],
			Malformation::Length { last, .. } => vec![last],
		},
		FaultProof::ListLength(proof) => vec![&mut proof.last],
	}
}

/// Changes a proof where it means something.
fn bend(proof: &mut FaultProof, others: &[FaultProof], rng: &mut ChaCha8Rng) {
	match rng.random_range(0..8) {
		// Another span.
		0 => match proof {
			FaultProof::GramStep(step) => step.span = rng.random_range(0..6),
			FaultProof::ModelStep(step) => step.span = rng.random_range(0..6),
			FaultProof::MalformedUpdate(proof) => proof.update = rng.random_range(0..5),
			_ => {}
		},
		// Another length, with another last chunk: also one whose "chunk" is the inside of a node.
		1 => match proof {
			FaultProof::ListLength(proof) => proof.len = rng.random_range(0..=1200),
			FaultProof::MalformedUpdate(proof) => {
				if let Malformation::Length { len, .. } = &mut proof.malformation {
					*len = rng.random_range(0..=5000);
				}
			}
			_ => {}
		},
		// Parts of another proof.
		2 => {
			let mut other = others.choose(rng).expect("some").clone();
			let donor = slices_of(&mut other).choose(rng).map(|slice| (**slice).clone());
			if let (Some(donor), Some(slice)) = (donor, slices_of(proof).into_iter().next_back()) {
				*slice = donor;
			}
		}
		// Columns dropped, repeated or exchanged.
		3 => {
			let columns = match proof {
				FaultProof::GramStep(step) => &mut step.columns,
				FaultProof::ModelStep(step) => &mut step.columns,
				_ => return,
			};
			if rng.random() {
				columns.pop();
			} else if let Some(first) = columns.first().cloned() {
				let _ = columns.try_push(first);
			}
			columns.sort_by_key(|slice| slice.bytes.first().copied());
		}
		// Without the base model, the matrix; or with one.
		4 => match proof {
			FaultProof::ModelStep(step) if rng.random() => step.base = None,
			FaultProof::ModelStep(step) => step.gram = None,
			FaultProof::GramStep(step) => step.before = Default::default(),
			_ => {}
		},
		// A value of a path where there should be bytes, and the reverse.
		5 => {
			for slice in slices_of(proof) {
				if let [a, b, ..] = slice.path[..] {
					slice.bytes = [a, b].concat().try_into().expect("64");
				}
				slice.path.pop();
			}
		}
		// One bit of a path or of the bytes.
		6 => {
			let mut slices = slices_of(proof);
			if let Some(slice) = slices.iter_mut().next() {
				let values = slice.path.len();
				if values > 0 && rng.random() {
					slice.path[rng.random_range(0..values)][rng.random_range(0..32)] ^= 1 << rng.random_range(0..8);
				} else if !slice.bytes.is_empty() {
					let at = rng.random_range(0..slice.bytes.len());
					slice.bytes[at] ^= 1 << rng.random_range(0..8);
				}
			}
		}
		// An entry of a matrix.
		_ => {
			let entries = match proof {
				FaultProof::GramStep(step) => &mut step.before,
				FaultProof::Coefficients(proof) => &mut proof.gram.entries,
				FaultProof::ModelStep(step) => match &mut step.gram {
					Some(gram) => &mut gram.entries,
					None => return,
				},
				_ => return,
			};
			if let Some(entry) = entries.iter_mut().next_back() {
				*entry =
					[i64::MIN, i64::MAX, 0, entry.wrapping_add(1), (1 << 57) - 1].choose(rng).copied().expect("some");
			}
		}
	}
}

/// Changes the encoding anywhere.
fn scramble(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
	for _ in 0..rng.random_range(1..4) {
		let at = rng.random_range(0..bytes.len());
		match rng.random_range(0..4) {
			0 => bytes[at] ^= 1 << rng.random_range(0..8),
			1 => bytes[at] = rng.random(),
			2 => drop(bytes.remove(at)),
			_ => bytes.insert(at, rng.random()),
		}
		if bytes.is_empty() {
			bytes.push(0);
		}
	}
}

#[test]
fn a_true_claim_shows_nothing_wrong_anywhere() {
	for round in rounds() {
		let (claim, list) = round.truth();
		for proof in rehearsals(&round) {
			let record = round.attested(&claim, &list);
			assert_eq!(check(&proof, &record), Verdict::NotProven(Reason::NothingWrong), "{proof:?}");
		}
		for proof in lengths(&round) {
			let verdict = check(&proof, &round.record(&claim));
			let expected = matches!(verdict, Verdict::NotProven(Reason::NothingWrong | Reason::LengthIsRight));
			assert!(expected, "{verdict:?} by {proof:?}");
		}
		for proof in foreign(&round) {
			assert!(matches!(check(&proof, &round.attested(&claim, &list)), Verdict::NotProven(_)), "{proof:?}");
		}
	}
}

#[test]
fn the_previous_aggregate_is_a_column_like_any_other() {
	let round = rounds().pop().expect("a round with one");
	assert_eq!(round.inputs.columns().count(), 4);
	let mut updates = round.updates.clone();
	updates[3][1499] ^= 1;
	// All is right but what follows from that lane in the matrix.
	let mut trace = round.own.trace.clone();
	trace.leaves[2].gram = round.aggregate_of(&updates, &round.base).trace.leaves[2].gram;
	let (claim, lie) = with_trace(&round.truth().0, &trace);
	assert_eq!(round.convict(&claim, &lie).0, Fault::GramStep { span: 2 });
}

#[test]
fn no_mutated_proof_convicts_a_true_claim() {
	let (count, seed) = (number("GUILD_MUTATIONS", 400_000), number("GUILD_SEED", 1));
	println!("GUILD_SEED={seed} GUILD_MUTATIONS={count}");
	let mut rng = ChaCha8Rng::seed_from_u64(seed);
	let rounds: Vec<(Round, Vec<FaultProof>)> = rounds()
		.into_iter()
		.map(|round| {
			let proofs = [rehearsals(&round), lengths(&round), foreign(&round)].concat();
			(round, proofs)
		})
		.collect();
	let (mut decoded, mut bent) = (0u64, 0u64);
	for _ in 0..count {
		let (round, proofs) = rounds.choose(&mut rng).expect("rounds");
		let mut proof = proofs.choose(&mut rng).expect("proofs").clone();
		for _ in 0..rng.random_range(0..3) {
			bend(&mut proof, proofs, &mut rng);
			bent += 1;
		}
		let mut bytes = proof.encode();
		if rng.random() {
			scramble(&mut bytes, &mut rng);
		}
		let Ok(proof) = FaultProof::decode_all(&mut bytes.as_slice()) else { continue };
		decoded += 1;
		let (claim, list) = round.truth();
		let verdict = check(&proof, &round.attested(&claim, &list));
		assert!(matches!(verdict, Verdict::NotProven(_)), "{verdict:?} by {proof:?}");
	}
	assert!(decoded > count / 3 && bent > count / 2, "{decoded} decoded, {bent} bent");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn random_bytes_get_a_verdict_or_are_no_proof(
		kind in 0u8..8, bytes in prop::collection::vec(any::<u8>(), 0..3000),
		dim in prop_oneof![Just(0u32), 1u32..3000, any::<u32>()], n in 0usize..4, attested in any::<bool>(),
	) {
		let bytes = [vec![kind], bytes].concat();
		let round = Round::new(&geometric_median(0), 1, 600);
		let (claim, _) = round.truth();
		let weights = vec![1; n];
		let inputs = inputs(geometric_median(0), &weights, dim as usize);
		let attestation = attested.then_some(Attestation { member: MemberId([1; 32]), possession: Root([2; 32]) });
		if let Ok(proof) = FaultProof::decode(&mut bytes.as_slice()) {
			let verdict = check(&proof, &Record { inputs: &inputs, claim: &claim, attestation });
			prop_assert!(matches!(verdict, Verdict::NotProven(_)));
		}
	}

	#[test]
	fn a_foreign_record_gets_a_verdict(seed in any::<u64>(), dim in prop_oneof![Just(0u32), 1u32..3000, any::<u32>()], n in 0usize..4) {
		let mut rng = ChaCha8Rng::seed_from_u64(seed);
		let round = Round::new(&columns(0, ColumnRule::Median), 3, 1500);
		let (claim, _) = round.truth();
		let weights = vec![1; n];
		let mut inputs = inputs(columns(0, ColumnRule::Median), &weights, dim as usize);
		let mut rows = claim.clone();
		rows.coefficients[0][0] = rng.random();
		for (included, of) in inputs.included.iter_mut().zip(&round.inputs.included) {
			included.update_root = of.update_root;
		}
		for proof in rehearsals(&round) {
			for claim in [&claim, &rows] {
				let record = Record { inputs: &inputs, claim, attestation: None };
				// It may be a fault: this claim is not true of these inputs.
				let _: Verdict = check(&proof, &record);
			}
		}
	}

	#[test]
	fn a_claim_reads_what_it_writes(seed in any::<u64>()) {
		let (updates, base) = lanes_of(2, 100, seed);
		let inputs = inputs_of(&rule(0, MixRule::Mean), &updates, &base);
		let (claim, _) = claim_of(&aggregate(&inputs, &slices(&updates), &base).expect("a result"));
		prop_assert_eq!(ResultBody::decode_all(&mut claim.encode().as_slice()), Ok(claim));
	}
}

#[test]
fn lists_that_are_too_long_are_refused_before_they_are_read() {
	// The index of the kind, then a length far beyond the bound, and nothing behind it.
	for kind in [0u8, 6] {
		let bytes = [vec![kind], codec::Compact(u32::MAX).encode()].concat();
		let error = FaultProof::decode(&mut bytes.as_slice()).expect_err("too long");
		assert!(format!("{error:?}").contains("limit"), "{error:?}");
	}
	let slice = [codec::Compact(0u32).encode(), codec::Compact(55u32).encode()].concat();
	assert!(format!("{:?}", Slice::decode(&mut slice.as_slice()).expect_err("too long")).contains("limit"));
}
