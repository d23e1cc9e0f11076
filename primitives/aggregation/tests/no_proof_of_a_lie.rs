//! Nothing proves a true claim false, and nothing makes the check panic.
//!
//! `GUILD_MUTATIONS` is the number of mutated proofs (default a million: some seconds), an equal part of each of four seeds from
//! `GUILD_SEED` on (default 1). A failure names its seed, and the number of the proof among that seed's.

mod common;

use codec::{Decode, DecodeAll, Encode};
use common::{dispute::*, real_proofs::*, *};
use guild_aggregation::{
	aggregate,
	proof::{
		check, Attestation, Fault, FaultProof, Fold, GramStep, Malformation, MalformedUpdate, ModelStep, Possession,
		Reason, Record, ShownTriangle, Slice, Verdict,
	},
};
use guild_primitives::{ColumnRule, MemberId, MixRule, ResultBody, Root};
use proptest::prelude::*;
use rand::{
	seq::{IndexedMutRandom, IndexedRandom},
	Rng, SeedableRng,
};
use rand_chacha::ChaCha8Rng;

fn number(name: &str, default: u64) -> u64 {
	std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// Slices of a proof, with the reason for which it is refused if that slice is not what it should be.
fn slices_of(proof: &mut FaultProof) -> Vec<(Reason, &mut Slice)> {
	fn columns<'a>(columns: impl Iterator<Item = &'a mut Slice>) -> impl Iterator<Item = (Reason, &'a mut Slice)> {
		columns.enumerate().map(|(column, slice)| (Reason::NotTheColumn { column: column as u32 }, slice))
	}
	match proof {
		FaultProof::Fold(_) | FaultProof::Possession(_) => vec![],
		FaultProof::GramStep(step) => {
			columns(step.columns.iter_mut()).chain([(Reason::NotTheLeaves, &mut step.leaves)]).collect()
		}
		FaultProof::ModelStep(step) => columns(step.columns.iter_mut())
			.chain([(Reason::NotTheLeaves, &mut step.leaf)])
			.chain(step.base.as_mut().map(|base| (Reason::NotTheBase, base)))
			.chain(step.gram.as_mut().map(|gram| (Reason::NotTheLeaves, &mut gram.leaf)))
			.collect(),
		FaultProof::Coefficients(proof) => vec![(Reason::NotTheLeaves, &mut proof.gram.leaf)],
		FaultProof::MalformedUpdate(proof) => match &mut proof.malformation {
			Malformation::Lane { slice, .. } => vec![(Reason::NotTheChunk, slice)],
			// It claims the right length, which is refused before its chunk is looked at.
			Malformation::Length { last, .. } => vec![(Reason::LengthIsRight, last)],
		},
		FaultProof::ListLength(proof) => vec![(Reason::LengthIsRight, &mut proof.last)],
	}
}

/// The entries of a matrix that is shown.
fn entries_of(proof: &mut FaultProof) -> Option<&mut ShownTriangle> {
	match proof {
		FaultProof::GramStep(step) => Some(&mut step.before),
		FaultProof::Coefficients(proof) => Some(&mut proof.gram.entries),
		FaultProof::ModelStep(step) => step.gram.as_mut().map(|gram| &mut gram.entries),
		_ => None,
	}
}

/// Changes a proof where it means something. Says for which reason a proof that showed nothing, for the reason `as_it_is`, is
/// refused now, where one can tell.
fn bend(
	proof: &mut FaultProof,
	others: &[FaultProof],
	spans: u32,
	as_it_is: Reason,
	rng: &mut ChaCha8Rng,
) -> Option<Reason> {
	match rng.random_range(0..9) {
		// Another span, another update.
		0 => {
			let number = rng.random_range(0..6);
			match proof {
				FaultProof::GramStep(GramStep { span, .. }) | FaultProof::ModelStep(ModelStep { span, .. }) => {
					let same = std::mem::replace(span, number) == number;
					if same {
						Some(as_it_is)
					} else {
						(number >= spans).then_some(Reason::NoSuchSpan)
					}
				}
				FaultProof::MalformedUpdate(proof) => {
					proof.update = number + 4;
					(proof.update > 6).then_some(Reason::NoSuchUpdate)
				}
				_ => Some(as_it_is),
			}
		}
		// Another length, with another last chunk: also one whose "chunk" is the inside of a node.
		1 => {
			let (len, new) = match proof {
				FaultProof::ListLength(proof) => (&mut proof.len, rng.random_range(0..=1200)),
				FaultProof::MalformedUpdate(MalformedUpdate {
					malformation: Malformation::Length { len, .. }, ..
				}) => (len, rng.random_range(0..=5000)),
				_ => return Some(as_it_is),
			};
			let same = std::mem::replace(len, new) == new;
			Some(if same { as_it_is } else { Reason::NotTheChunk })
		}
		// Parts of another proof.
		2 => {
			let mut other = others.choose(rng).expect("some").clone();
			let donor = slices_of(&mut other).choose(rng).map(|(_, slice)| (**slice).clone());
			let mut slices = slices_of(proof);
			let (Some(donor), false) = (donor, slices.is_empty()) else { return Some(as_it_is) };
			let (reason, slice) = slices.remove(rng.random_range(0..slices.len()));
			let same = *slice == donor;
			*slice = donor;
			Some(if same { as_it_is } else { reason })
		}
		// Columns dropped or repeated, and in another order.
		3 => {
			let columns = match proof {
				FaultProof::GramStep(step) => &mut step.columns,
				FaultProof::ModelStep(step) => &mut step.columns,
				_ => return Some(as_it_is),
			};
			let before = columns.len();
			if rng.random() {
				columns.pop();
			} else if let Some(first) = columns.first().cloned() {
				let _ = columns.try_push(first);
			}
			let other_count = columns.len() != before;
			columns.sort_by_key(|slice| slice.bytes.first().copied());
			other_count.then_some(Reason::ColumnCount)
		}
		// Without the base model, or without the matrix.
		4 => match proof {
			// The aggregate is right, and the model cannot be told.
			FaultProof::ModelStep(step) if rng.random() => {
				step.base = None;
				Some(Reason::NothingWrong)
			}
			FaultProof::ModelStep(step) => Some(step.gram.take().map_or(as_it_is, |_| Reason::GramForColumnRule)),
			FaultProof::GramStep(step) => {
				let same = step.before.is_empty();
				step.before = Default::default();
				Some(if same { as_it_is } else { Reason::GramSize })
			}
			_ => Some(as_it_is),
		},
		// A value of a path where there should be bytes, and the reverse.
		5 => {
			for (_, slice) in slices_of(proof) {
				if let [a, b, ..] = slice.path[..] {
					slice.bytes = [a, b].concat().try_into().expect("64");
				}
				slice.path.pop();
			}
			None
		}
		// One bit of a path or of the bytes.
		6 => {
			let mut slices = slices_of(proof);
			let Some((reason, slice)) = slices.choose_mut(rng) else { return Some(as_it_is) };
			let values = slice.path.len();
			if values > 0 && rng.random() {
				slice.path[rng.random_range(0..values)][rng.random_range(0..32)] ^= 1 << rng.random_range(0..8);
			} else if !slice.bytes.is_empty() {
				let at = rng.random_range(0..slice.bytes.len());
				slice.bytes[at] ^= 1 << rng.random_range(0..8);
			} else {
				return None;
			}
			Some(*reason)
		}
		// An entry of a matrix.
		7 => {
			let entries = entries_of(proof).filter(|entries| !entries.is_empty());
			let Some(entries) = entries else { return Some(as_it_is) };
			let at = rng.random_range(0..entries.len());
			let old = entries[at];
			let new = [i64::MIN, i64::MAX, 1 << 57, 0, old.wrapping_add(1), (1 << 57) - 1].choose(rng).copied();
			entries[at] = new.expect("some");
			Some(match entries[at] {
				same if same == old => as_it_is,
				wide if wide.unsigned_abs() >= 1 << 57 => Reason::GramOutOfRange,
				_ => Reason::NotTheGram,
			})
		}
		// A bit of the whole list, or its end.
		_ => {
			let (list, length_first) = match proof {
				FaultProof::Fold(Fold { list }) => (list, true),
				FaultProof::Possession(Possession { list }) => (list, false),
				_ => return Some(as_it_is),
			};
			let at = rng.random_range(0..list.len().max(1));
			if rng.random() {
				list.truncate(at);
				return Some(if length_first { Reason::ListLength } else { Reason::NotTheList });
			}
			list.get_mut(at).map(|byte| *byte ^= 1 << rng.random_range(0..8)).map(|()| Reason::NotTheList)
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
	let round = Round::after_another(&rule(0, MixRule::CenteredClipping { tau: 50, iterations: 2 }), 3, 1500);
	assert_eq!(round.inputs.columns().count(), 4);
	let mut updates = round.updates.clone();
	updates[3][1499] ^= 1;
	// All is right but what follows from that lane in the matrix.
	let mut trace = round.own.trace.clone();
	trace.leaves[2].gram = round.aggregate_of(&updates, &round.base).trace.leaves[2].gram;
	let (claim, lie) = with_trace(&round.truth().0, &trace);
	assert_eq!(round.convict(&claim, &lie).0, Fault::GramStep { span: 2 });
}

/// A round, its truth, and every proof of real parts, with the reason for which it shows nothing; none where parts are foreign.
struct Trial {
	round: Round,
	claim: ResultBody,
	attestation: Option<Attestation>,
	spans: u32,
	reasons: Vec<Option<Reason>>,
	proofs: Vec<FaultProof>,
}

impl Trial {
	fn new(round: Round) -> Self {
		let (claim, list) = round.truth();
		let attestation = round.attested(&claim, &list).attestation;
		let own = [rehearsals(&round), lengths(&round)].concat();
		let reason = |proof: &FaultProof| match check(proof, &round.attested(&claim, &list)) {
			Verdict::NotProven(reason) => Some(reason),
			Verdict::Guilty(fault) => panic!("{fault:?} by {proof:?}"),
		};
		let mut reasons: Vec<Option<Reason>> = own.iter().map(reason).collect();
		let proofs = [own, foreign(&round)].concat();
		reasons.resize(proofs.len(), None);
		Self { spans: (list.len() / 96) as u32, round, claim, attestation, reasons, proofs }
	}
}

/// How many mutated proofs were decoded, and how many were refused for the reason that was foreseen.
fn mutate(trials: &[Trial], count: u64, seed: u64) -> (u64, u64) {
	let mut rng = ChaCha8Rng::seed_from_u64(seed);
	let (mut decoded, mut foreseen) = (0, 0);
	for number in 0..count {
		let trial = trials.choose(&mut rng).expect("rounds");
		let at = rng.random_range(0..trial.proofs.len());
		let (mut proof, mut expected) = (trial.proofs[at].clone(), trial.reasons[at]);
		for times in 0..rng.random_range(0..3) {
			let as_it_is = trial.reasons[at].unwrap_or(Reason::NothingWrong);
			let reason = bend(&mut proof, &trial.proofs, trial.spans, as_it_is, &mut rng);
			// After the first change the next may meet another reason first.
			expected = expected.and(reason).filter(|_| times == 0);
		}
		let mut bytes = proof.encode();
		if rng.random() {
			scramble(&mut bytes, &mut rng);
			expected = None;
		}
		let Ok(proof) = FaultProof::decode_all(&mut bytes.as_slice()) else { continue };
		decoded += 1;
		foreseen += u64::from(expected.is_some());
		let record = Record { attestation: trial.attestation, ..trial.round.record(&trial.claim) };
		let verdict = check(&proof, &record);
		let refused =
			matches!(verdict, Verdict::NotProven(reason) if expected.is_none_or(|expected| reason == expected));
		assert!(
			refused,
			"GUILD_SEED={seed}, proof {number}: {verdict:?}, where {expected:?} was foreseen, by {proof:?}"
		);
	}
	(decoded, foreseen)
}

#[test]
fn no_mutated_proof_convicts_a_true_claim() {
	let (count, first) = (number("GUILD_MUTATIONS", 1_000_000), number("GUILD_SEED", 1));
	let trials: Vec<Trial> = rounds().into_iter().map(Trial::new).collect();
	std::thread::scope(|scope| {
		let seeds = (first..first + 4).map(|seed| {
			let trials = &trials;
			(seed, scope.spawn(move || mutate(trials, count.div_ceil(4), seed)))
		});
		for (seed, thread) in seeds.collect::<Vec<_>>() {
			let (decoded, foreseen) =
				thread.join().unwrap_or_else(|_| panic!("GUILD_SEED={seed} GUILD_MUTATIONS={count}"));
			println!("seed {seed}: {decoded} decoded, {foreseen} refused for the reason foreseen");
			assert!(decoded > count / 12 && foreseen > count / 20, "{decoded} decoded, {foreseen} foreseen");
		}
	});
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
