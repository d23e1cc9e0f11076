//! What shows nothing is refused for the reason that is its own: every reason, for every kind of proof that can meet it.
//!
//! Each case is a proof that convicts a false claim, with one thing changed in it, or in what it is judged by. So nothing
//! but the refusal stands between the claim and its conviction.

mod common;

use bounded_collections::{BoundedVec, ConstU32, Get};
use codec::{DecodeAll, Encode};
use common::{court::*, dispute::*, real_proofs::*, *};
use guild_aggregation::{
	lanes,
	proof::{
		check, prove_malformed, prove_possession, Coefficients, Fault, FaultProof, Malformation, Reason, Record,
		ShownTriangle, Slice, Verdict,
	},
	trace::Triangle,
};
use guild_primitives::{
	limits::{MAX_DIM, MAX_PARTICIPANTS},
	ColumnRule, ResultBody, Root, RoundInputs, COEFFICIENT_ONE,
};

fn shorten<T, N: Get<u32>>(list: &mut BoundedVec<T, N>) {
	list.pop().expect("not empty");
}

/// Columns in another order.
fn exchanged(columns: &[Slice], places: [usize; 3]) -> BoundedVec<Slice, ConstU32<MAX_PARTICIPANTS>> {
	places.map(|place| columns[place].clone()).to_vec().try_into().expect("few")
}

/// The cases of a reason. Each says for which columns it is, where the reason does.
///
/// No `_`: who adds a reason adds its cases.
fn refused_for(court: &Court, reason: Reason) -> Vec<(Reason, Accusation)> {
	let cases = match reason {
		Reason::NothingWrong => nothing_wrong(court),
		Reason::BadRecord => bad_records(court),
		Reason::NoAttestation => vec![court.possession.but(|accusation| accusation.attestation = None)],
		Reason::NoSuchSpan => no_such_spans(court),
		Reason::NoSuchUpdate => no_such_updates(court),
		Reason::ListLength => vec![
			court.fold.list(|list| list.truncate(11 * 96)),
			court.fold.list(|list| list.truncate(11 * 96 + 95)),
			court.fold.list(Vec::clear),
			court.fold.list(|list| list.extend([0; 96])),
			// The round has more spans than the one that the list is of.
			court.fold.but(|accusation| accusation.inputs.dim += 512),
		],
		Reason::NotTheList => vec![
			court.fold.list(|list| list[700] ^= 1),
			court.fold.but(|accusation| accusation.claim.trace_root.0[31] ^= 1),
			court.possession.list(|list| list[700] ^= 1),
			court.possession.list(|list| list.truncate(11 * 96)),
			court.possession.list(Vec::clear),
			court.possession.but(|accusation| accusation.claim.trace_root.0[31] ^= 1),
		],
		Reason::NotTheLeaves => not_the_leaves(court),
		Reason::ColumnCount => column_counts(court),
		Reason::NotTheColumn { .. } => return not_the_columns(court),
		Reason::MalformedLane { .. } => return malformed_lanes(court),
		Reason::NotTheBase => not_the_base(court),
		Reason::GramSize => gram_sizes(court),
		Reason::GramOutOfRange => grams_out_of_range(court),
		Reason::NotTheGram => [0, 3, 5]
			.into_iter()
			.flat_map(|entry| {
				[
					court.gram.gram(|step| step.before[entry] += 1),
					court.coefficients.last_gram(|gram| gram.entries[entry] += 1),
					court.columnwise.last_gram(|gram| gram.entries[entry] += 1),
				]
			})
			.collect(),
		Reason::GramForColumnRule => {
			let FaultProof::Coefficients(Coefficients { gram }) = &court.coefficients.proof else {
				panic!("coefficients")
			};
			vec![
				court.columnwise.model(|step| step.gram = None),
				court.model.model(|step| step.gram = Some(gram.clone())),
				court.aggregate.model(|step| step.gram = Some(gram.clone())),
			]
		}
		Reason::RowsOutOfBounds => rows_out_of_bounds(court),
		Reason::LengthIsRight => {
			let (update, (_, list)) = (lanes::to_bytes(&court.plain.updates[1]), court.plain.truth());
			vec![
				court.length.last_chunk(|len, _| *len = update.len() as u64),
				court.list.last_chunk(|len, _| *len = list.len() as u64),
				// Also with the chunk of such a file.
				court.length.over(1, &update).last_chunk(|len, last| {
					(*len, *last) = (update.len() as u64, slice_of(&update, 11..12));
				}),
				court.list.but(|accusation| accusation.claim.trace_root = Root::of(&list)).last_chunk(|len, last| {
					(*len, *last) = (list.len() as u64, slice_of(&list, 1..2));
				}),
			]
		}
		Reason::NotTheChunk => not_the_chunks(court),
	};
	cases.into_iter().map(|case| (reason, case)).collect()
}

fn nothing_wrong(court: &Court) -> Vec<Accusation> {
	let rounds = [&court.plain, &court.lanewise, &court.chosen, &court.clipped];
	let true_claims = rounds.into_iter().flat_map(|round| {
		let (claim, list) = round.truth();
		let attestation = round.attested(&claim, &list).attestation;
		rehearsals(round).into_iter().map(move |proof| Accusation {
			proof,
			inputs: round.inputs.clone(),
			claim: claim.clone(),
			attestation,
		})
	});
	let bytes = malformed(&court.plain, 1);
	let right_chunk = court.lane.malformed(|proof| {
		let chunk = SPAN as u32 + 1;
		proof.malformation = Malformation::Lane { chunk, slice: slice_of(&bytes, chunk.into()..u64::from(chunk) + 1) };
	});
	// The aggregate's span is right, and the model's cannot be told without the base model.
	let no_base = [&court.model, &court.columnwise, &court.single].map(|of| of.model(|step| step.base = None));
	true_claims.chain([right_chunk]).chain(no_base).collect()
}

fn bad_records(court: &Court) -> Vec<Accusation> {
	let framed = [
		&court.fold,
		&court.gram,
		&court.first,
		&court.aggregate,
		&court.model,
		&court.columnwise,
		&court.coefficients,
		&court.list,
	];
	let changes: [fn(&mut RoundInputs); 3] =
		[|inputs| inputs.included = Default::default(), |inputs| inputs.dim = 0, |inputs| inputs.dim = MAX_DIM + 1];
	let pairs = framed.into_iter().flat_map(|of| changes.map(|change| (of, change)));
	pairs.map(|(of, change)| of.but(|accusation| change(&mut accusation.inputs))).collect()
}

fn no_such_spans(court: &Court) -> Vec<Accusation> {
	let mut cases = Vec::new();
	for span in [12, 13, u32::MAX] {
		cases.extend([&court.gram, &court.first].map(|of| of.gram(|step| step.span = span)));
		cases.extend([&court.aggregate, &court.model, &court.columnwise].map(|of| of.model(|step| step.span = span)));
	}
	cases
}

fn no_such_updates(court: &Court) -> Vec<Accusation> {
	let mut cases: Vec<_> = [&court.lane, &court.length]
		.into_iter()
		.flat_map(|of| [3, 127, u32::MAX].map(|update| of.malformed(|proof| proof.update = update)))
		.collect();
	// The previous aggregate is a column, but nobody's update.
	let bytes = malformed(&court.clipped, 3);
	let mut inputs = court.clipped.inputs.clone();
	inputs.previous_aggregate_root = Some(Root::of(&bytes));
	cases.push(court.lane.but(|accusation| accusation.inputs = inputs).malformed(|proof| {
		proof.update = 3;
		let shown = SPAN as u64..SPAN as u64 + 1;
		proof.malformation = Malformation::Lane { chunk: SPAN as u32, slice: slice_of(&bytes, shown) };
	}));
	cases
}

/// Every slice of leaves that is shown, with a bit of the leaves, of those beside them, or of the path changed, or less of it.
fn not_the_leaves(court: &Court) -> Vec<Accusation> {
	let changes: [fn(&mut Slice); 6] = [
		|leaves| leaves.bytes[SPAN * 96] ^= 1,
		|leaves| leaves.bytes[1023] ^= 128,
		|leaves| leaves.path[0][31] ^= 1,
		|leaves| shorten(&mut leaves.path),
		|leaves| shorten(&mut leaves.bytes),
		|leaves| leaves.bytes = Default::default(),
	];
	let mut cases = Vec::new();
	for change in changes {
		cases.push(court.gram.gram(|step| change(&mut step.leaves)));
		cases.push(court.first.gram(|step| change(&mut step.leaves)));
		for of in [&court.aggregate, &court.model, &court.columnwise, &court.single] {
			cases.push(of.model(|step| change(&mut step.leaf)));
		}
	}
	// The last leaf is in the list's second chunk, which holds two.
	let changes: [fn(&mut Slice); 3] =
		[|leaf| leaf.bytes[100] ^= 1, |leaf| leaf.path[0][31] ^= 1, |leaf| shorten(&mut leaf.path)];
	for change in changes {
		cases.push(court.coefficients.last_gram(|gram| change(&mut gram.leaf)));
		cases.push(court.columnwise.last_gram(|gram| change(&mut gram.leaf)));
	}
	// Leaves of another place; another list.
	let (_, list) = court.plain.truth();
	cases.push(court.gram.gram(|step| step.leaves = slice_of(&list, 1..2)));
	cases.push(court.gram.gram(|step| step.leaves = slice_of(&list, 0..1)));
	cases.push(court.gram.but(|accusation| accusation.claim.trace_root = Root::of(b"another list")));
	cases.push(court.model.but(|accusation| accusation.claim.trace_root = Root::of(b"another list")));
	cases.push(court.coefficients.but(|accusation| accusation.claim.trace_root = Root::of(b"another list")));
	cases
}

fn column_counts(court: &Court) -> Vec<Accusation> {
	let mut cases = Vec::new();
	for of in [&court.gram, &court.first] {
		cases.push(of.gram(|step| shorten(&mut step.columns)));
		cases.push(of.gram(|step| step.columns = Default::default()));
		cases.push(of.gram(|step| step.columns.try_push(step.columns[0].clone()).expect("room")));
	}
	for of in [&court.aggregate, &court.model, &court.columnwise, &court.single] {
		cases.push(of.model(|step| shorten(&mut step.columns)));
		cases.push(of.model(|step| step.columns.try_push(step.columns[0].clone()).expect("room")));
	}
	cases
}

/// Something that is done to a slice.
type Change = Box<dyn Fn(&mut Slice)>;

/// Each column that is shown, with a bit of its bytes or its path changed, of another span, or another's.
fn not_the_columns(court: &Court) -> Vec<(Reason, Accusation)> {
	let (other, next) =
		(lanes::to_bytes(&court.plain.base.iter().map(|lane| (lane % 99) as i16).collect::<Vec<_>>()), SPAN as u64 + 1);
	let wrong = |column: usize| {
		let next = slice_of(&lanes::to_bytes(&court.plain.updates[column]), next..next + 1);
		let other = slice_of(&other, SPAN as u64..SPAN as u64 + 1);
		let changes: [Change; 6] = [
			Box::new(|slice| slice.bytes[0] ^= 1),
			Box::new(|slice| slice.bytes[1023] ^= 128),
			Box::new(|slice| slice.path[3][0] ^= 1),
			Box::new(|slice| shorten(&mut slice.bytes)),
			Box::new(move |slice| *slice = next.clone()),
			Box::new(move |slice| *slice = other.clone()),
		];
		changes
	};
	let mut cases = Vec::new();
	for column in 0..3 {
		let reason = Reason::NotTheColumn { column: column as u32 };
		for change in wrong(column) {
			cases.push((reason, court.gram.gram(|step| change(&mut step.columns[column]))));
			for of in [&court.aggregate, &court.model, &court.columnwise] {
				cases.push((reason, of.model(|step| change(&mut step.columns[column]))));
			}
		}
		// The round has frozen another update.
		cases.push((reason, court.gram.over(column, b"another")));
		cases.push((reason, court.model.over(column, b"another")));
	}
	// Exchanged, so that the earlier one is met first.
	cases.push((
		Reason::NotTheColumn { column: 1 },
		court.gram.gram(|step| step.columns = exchanged(&step.columns, [0, 2, 1])),
	));
	cases.push((
		Reason::NotTheColumn { column: 0 },
		court.model.model(|step| step.columns = exchanged(&step.columns, [2, 1, 0])),
	));
	// It is the place among the columns shown, whichever of the round's that is.
	cases.push((Reason::NotTheColumn { column: 0 }, court.single.model(|step| step.columns[0].bytes[0] ^= 1)));
	cases
}

/// Proofs that would convict, over an update that the round has frozen though it is malformed.
fn malformed_lanes(court: &Court) -> Vec<(Reason, Accusation)> {
	let mut cases = Vec::new();
	for column in 0..3 {
		let bytes = malformed(&court.plain, column);
		let slice = slice_of(&bytes, SPAN as u64..SPAN as u64 + 1);
		let reason = Reason::MalformedLane { column: column as u32 };
		cases.push((reason, court.gram.over(column, &bytes).gram(|step| step.columns[column] = slice.clone())));
		for of in [&court.aggregate, &court.model, &court.columnwise] {
			cases.push((reason, of.over(column, &bytes).model(|step| step.columns[column] = slice.clone())));
		}
	}
	cases
}

fn not_the_base(court: &Court) -> Vec<Accusation> {
	let other = slice_of(&lanes::model_to_bytes(&court.plain.base), 0..2);
	let mut cases = Vec::new();
	for of in [&court.model, &court.columnwise, &court.single] {
		let base = |change: &dyn Fn(&mut Slice)| of.model(|step| change(step.base.as_mut().expect("a base model")));
		cases.push(base(&|base| base.bytes[0] ^= 1));
		cases.push(base(&|base| base.bytes[2047] ^= 128));
		cases.push(base(&|base| base.path[2][0] ^= 1));
		cases.push(base(&|base| base.bytes.truncate(1024)));
		cases.push(base(&|base| *base = other.clone()));
		cases.push(of.but(|accusation| accusation.inputs.base_root = Root::of(b"another model")));
	}
	cases
}

fn gram_sizes(court: &Court) -> Vec<Accusation> {
	let changes: [fn(&mut ShownTriangle); 3] =
		[shorten, |entries| entries.try_push(0).expect("room"), |entries| *entries = Default::default()];
	let mut cases = Vec::new();
	for change in changes {
		cases.push(court.gram.gram(|step| change(&mut step.before)));
		cases.push(court.coefficients.last_gram(|gram| change(&mut gram.entries)));
		cases.push(court.columnwise.last_gram(|gram| change(&mut gram.entries)));
	}
	// Before the first span there is none, not even zeros.
	cases.push(court.first.gram(|step| step.before = vec![0; 6].try_into().expect("few")));
	cases
}

fn grams_out_of_range(court: &Court) -> Vec<Accusation> {
	let mut cases = Vec::new();
	for entry in [1 << 57, -(1 << 57), i64::MIN, i64::MAX] {
		cases.push(court.gram.gram(|step| step.before[4] = entry));
		cases.push(court.coefficients.last_gram(|gram| gram.entries[4] = entry));
		cases.push(court.columnwise.last_gram(|gram| gram.entries[4] = entry));
	}
	// A liar's list ends with the hash of entries that are none of a matrix: a square is not negative. No rule runs on them; the
	// step to them is what convicts.
	let mut entries = Triangle::of(&court.plain.own.gram).as_slice().to_vec();
	entries[0] = -1;
	let hash = Triangle::new(3, entries.clone()).expect("in range").hash();
	for (of, round) in [(&court.coefficients, &court.plain), (&court.columnwise, &court.lanewise)] {
		let (claim, list) = with_leaf(round, |trace| trace.leaves[11].gram = hash);
		assert_eq!(round.convict(&claim, &list).0, Fault::GramStep { span: 11 });
		cases.push(of.but(|accusation| accusation.claim = claim).last_gram(|gram| {
			gram.entries = entries.clone().try_into().expect("few");
			gram.leaf = slice_of(&list, 1..2);
		}));
	}
	cases
}

fn rows_out_of_bounds(court: &Court) -> Vec<Accusation> {
	let changes: [fn(&mut ResultBody); 5] = [
		|claim| claim.coefficients = Default::default(),
		|claim| shorten(&mut claim.coefficients[0]),
		|claim| claim.coefficients[0].try_push(0).expect("room"),
		|claim| claim.coefficients[0][1] = COEFFICIENT_ONE + 1,
		|claim| {
			let row = claim.coefficients[0].clone();
			claim.coefficients = vec![row; 4].try_into().expect("few");
		},
	];
	let mut cases = Vec::new();
	for change in changes {
		for of in [&court.aggregate, &court.model, &court.columnwise, &court.single] {
			cases.push(of.but(|accusation| change(&mut accusation.claim)));
		}
	}
	// Two rows, which nothing combines.
	for of in [&court.aggregate, &court.model, &court.single] {
		cases.push(of.but(|accusation| {
			let row = accusation.claim.coefficients[0].clone();
			accusation.claim.coefficients.try_push(row).expect("room");
		}));
	}
	cases
}

fn not_the_chunks(court: &Court) -> Vec<Accusation> {
	let mut cases = Vec::new();
	let lane = |change: &dyn Fn(&mut u32, &mut Slice)| {
		court.lane.malformed(|proof| match &mut proof.malformation {
			Malformation::Lane { chunk, slice } => change(chunk, slice),
			other => panic!("{other:?}"),
		})
	};
	cases.push(lane(&|_, slice| slice.bytes[0] ^= 1));
	cases.push(lane(&|_, slice| slice.path[3][0] ^= 1));
	cases.push(lane(&|_, slice| shorten(&mut slice.path)));
	for other in [0, SPAN as u32 + 1, 12, u32::MAX] {
		cases.push(lane(&|chunk, _| *chunk = other));
	}
	cases.push(court.lane.malformed(|proof| proof.update = 0));
	cases.push(court.lane.over(1, b"another"));
	// Of a file with fewer chunks, as this round's updates are.
	cases.push(court.lane.but(|accusation| accusation.inputs.dim -= 3000));
	for of in [&court.length, &court.list] {
		cases.push(of.last_chunk(|_, last| last.bytes[0] ^= 1));
		cases.push(of.last_chunk(|_, last| last.path[0][0] ^= 1));
		cases.push(of.last_chunk(|_, last| shorten(&mut last.path)));
		for change in [1, 3, 1024, u64::MAX - 20_000] {
			cases.push(of.last_chunk(|len, _| *len += change));
		}
		cases.push(of.last_chunk(|len, _| *len = 0));
	}
	cases.push(court.length.malformed(|proof| proof.update = 0));
	cases.push(court.list.but(|accusation| accusation.claim.trace_root = Root::of(b"another list")));
	// The inside of a node is no chunk of a shorter file.
	cases.push(court.list.last_chunk(|len, last| {
		*len = 64;
		last.bytes = [last.path[0], last.path[0]].concat().try_into().expect("64 bytes");
		last.path = Default::default();
	}));
	cases
}

/// Every reason there is, the first column's where it names one.
fn all_reasons() -> impl Iterator<Item = Reason> {
	let decoded = |index: u8| {
		let (alone, with_column) = ([index], [index, 0, 0, 0, 0]);
		Reason::decode_all(&mut &alone[..]).or(Reason::decode_all(&mut &with_column[..]))
	};
	(0..=u8::MAX).filter_map(move |index| decoded(index).ok())
}

#[test]
fn every_reason_is_met_alone() {
	let court = Court::new();
	let (mut reasons, mut all) = (0, 0);
	for reason in all_reasons() {
		let cases = refused_for(&court, reason);
		assert!(!cases.is_empty(), "{reason:?}");
		for (number, (expected, case)) in cases.iter().enumerate() {
			assert_eq!(expected.encode()[0], reason.encode()[0]);
			let decoded = FaultProof::decode_all(&mut case.proof.encode().as_slice()).expect("its own encoding");
			let verdict = check(&decoded, &case.record());
			assert_eq!(verdict, Verdict::NotProven(*expected), "case {number} of {reason:?}: {:?}", case.proof);
		}
		(reasons, all) = (reasons + 1, all + cases.len());
	}
	println!("{all} refusals for {reasons} reasons");
	assert_eq!(reasons, 19, "more reasons? they are met above; count them here");
}

#[test]
fn a_real_proof_of_another_round_is_refused_for_its_reason() {
	// What convicts a lie about one round, shown against the same lie about another one, of the same shape.
	for rule in [geometric_median(1), columns(1, ColumnRule::Median)] {
		let [one, other] = [7, 8].map(|seed| Round::of_seed(&rule, 3, DIM, seed));
		for (fault, lie) in lies() {
			let (claim, list) = lie(&one);
			let (found, proof) = one.convict(&claim, &list);
			assert_eq!(found, fault);
			let (false_here, list) = lie(&other);
			assert_eq!(other.convict(&false_here, &list).0, fault);
			let expected = match fault {
				Fault::ModelFold | Fault::AggregateFold => Reason::NotTheList,
				Fault::ListLength => Reason::NotTheChunk,
				_ => Reason::NotTheLeaves,
			};
			for claim in [&false_here, &other.truth().0] {
				assert_eq!(check(&proof, &other.record(claim)), Verdict::NotProven(expected), "{fault:?}");
			}
			// The lie itself, attested in the other round: its list is the claim's, but the lanes are not this round's. Only a fault
			// that shows no lanes is the same there.
			let verdict = check(&proof, &other.record(&claim));
			match fault {
				Fault::GramStep { .. } | Fault::AggregateStep { .. } | Fault::ModelStep { .. } => {
					assert_eq!(verdict, Verdict::NotProven(Reason::NotTheColumn { column: 0 }));
				}
				_ => assert_eq!(verdict, Verdict::Guilty(fault)),
			}
		}
		// A list that another attester has not held; an update that is malformed there.
		let (claim, list) = one.truth();
		let copied = Record { attestation: one.attested(&claim, b"another list").attestation, ..one.record(&claim) };
		let proof = prove_possession(&list, &copied).expect("not held");
		let truth = other.truth().0;
		let record = Record { attestation: copied.attestation, ..other.record(&truth) };
		assert_eq!(check(&proof, &record), Verdict::NotProven(Reason::NotTheList));
		let bytes = malformed(&one, 1);
		let mut inputs = one.inputs.clone();
		for bytes in [&bytes[..], &bytes[..8000]] {
			inputs.included[1].update_root = Root::of(bytes);
			let proof = prove_malformed(1, bytes, &inputs).expect("malformed");
			assert_eq!(check(&proof, &other.record(&truth)), Verdict::NotProven(Reason::NotTheChunk));
		}
	}
	// Rounds of another shape: of more lanes, and of more columns.
	let one = Round::new(&geometric_median(1), 3, DIM);
	let longer = Round::new(&geometric_median(1), 3, 2 * DIM);
	let more = Round::new(&geometric_median(1), 4, DIM);
	for (fault, lie) in lies() {
		let (claim, list) = lie(&one);
		let proof = one.convict(&claim, &list).1;
		let refused = |round: &Round| check(&proof, &round.record(&lie(round).0));
		let (lanes, columns) = match fault {
			Fault::ModelFold | Fault::AggregateFold => (Reason::ListLength, Reason::NotTheList),
			Fault::ListLength => (Reason::NotTheChunk, Reason::NotTheChunk),
			Fault::Coefficients | Fault::Scores => (Reason::NotTheLeaves, Reason::GramSize),
			_ => (Reason::NotTheLeaves, Reason::ColumnCount),
		};
		assert_eq!(refused(&longer), Verdict::NotProven(lanes), "{fault:?}");
		assert_eq!(refused(&more), Verdict::NotProven(columns), "{fault:?}");
	}
}

/// A way to lie about a round.
type Lie = fn(&Round) -> (ResultBody, Vec<u8>);

/// One lie for each fault of a claim.
fn lies() -> [(Fault, Lie); 8] {
	let span = SPAN as u32;
	fn body(round: &Round, change: impl FnOnce(&mut ResultBody)) -> (ResultBody, Vec<u8>) {
		let (mut claim, list) = round.truth();
		change(&mut claim);
		(claim, list)
	}
	[
		(Fault::ModelFold, |round| body(round, |claim| claim.model_root.0[0] ^= 1)),
		(Fault::AggregateFold, |round| body(round, |claim| claim.aggregate_root.0[0] ^= 1)),
		(Fault::Coefficients, |round| body(round, |claim| claim.coefficients[0][0] -= 1)),
		(Fault::Scores, |round| body(round, |claim| claim.distances[2] += 1)),
		(Fault::GramStep { span }, |round| with_leaf(round, |trace| trace.leaves[SPAN].gram[0] ^= 1)),
		(Fault::AggregateStep { span }, |round| with_leaf(round, |trace| trace.leaves[SPAN].aggregate[0] ^= 1)),
		(Fault::ModelStep { span }, |round| with_leaf(round, |trace| trace.leaves[SPAN].model[0] ^= 1)),
		(Fault::ListLength, |round| {
			let (claim, list) = round.truth();
			(with_list(&claim, &list[96..]), list[96..].to_vec())
		}),
	]
}
