//! Rounds with every proof that is made of real parts: against the true claim, and of other rounds and other claims.

use super::{after, columns, dispute::*, geometric_median, rule, slices};
use guild_aggregation::{
	chunks::{chunk_count, path},
	lanes,
	proof::{
		prove_malformed, prove_possession, rehearse, FaultProof, Lanes, ListLength, Malformation, MalformedUpdate,
		Record, Slice,
	},
};
use guild_primitives::{ColumnRule, MixRule, PreStep, Root, RuleSpec};

/// Every kind of proof against the true claim, well formed: what would convict if there were anything wrong.
pub fn rehearsals(round: &Round) -> Vec<FaultProof> {
	let (claim, list) = round.truth();
	let columns = slices(&round.updates);
	let lanes = Lanes { columns: &columns, base: &round.base };
	let spans = list.len() / 96;
	rehearse(&round.own, &round.attested(&claim, &list), &lanes, 0..spans)
}

/// Chunks of bytes, with their path.
pub fn slice_of(bytes: &[u8], shown: std::ops::Range<u64>) -> Slice {
	let path = path(bytes.len() as u64, &shown, |range, hasher| {
		hasher.update(&bytes[range.start as usize..range.end as usize]);
	});
	let part = &bytes[shown.start as usize * 1024..bytes.len().min(shown.end as usize * 1024)];
	Slice { bytes: part.to_vec().try_into().expect("small"), path: path.try_into().expect("short") }
}

/// What would show other lengths and malformed lanes, of a list and of updates that have none.
pub fn lengths(round: &Round) -> Vec<FaultProof> {
	let (_, list) = round.truth();
	let last = |bytes: &[u8]| slice_of(bytes, chunk_count(bytes.len() as u64) - 1..chunk_count(bytes.len() as u64));
	let mut proofs = vec![FaultProof::ListLength(ListLength { len: list.len() as u64, last: last(&list) })];
	for (update, lanes) in round.updates.iter().enumerate().take(round.inputs.included.len()) {
		let bytes = lanes::to_bytes(lanes);
		let of = |malformation| FaultProof::MalformedUpdate(MalformedUpdate { update: update as u32, malformation });
		proofs.push(of(Malformation::Length { len: bytes.len() as u64, last: last(&bytes) }));
		for chunk in 0..chunk_count(bytes.len() as u64) {
			proofs.push(of(Malformation::Lane { chunk: chunk as u32, slice: slice_of(&bytes, chunk..chunk + 1) }));
		}
	}
	proofs
}

/// Proofs that convict of other rounds, or of other claims about this one: all their parts are real.
pub fn foreign(round: &Round) -> Vec<FaultProof> {
	let (truth, list) = round.truth();
	let mut proofs = Vec::new();
	let mut updates = round.updates.clone();
	let dim = round.base.len();
	updates[1][700 % dim] ^= 1;
	let mut base = round.base.clone();
	base[1400 % dim] ^= 1;
	for lie in [round.aggregate_of(&updates, &round.base), round.aggregate_of(&round.updates, &base)] {
		let (claim, lie) = claim_of(&lie);
		proofs.push(round.convict(&claim, &lie).1);
		let copied = Record { attestation: round.attested(&claim, b"other").attestation, ..round.record(&claim) };
		proofs.extend(prove_possession(&lie, &copied));
	}
	let mut claim = truth.clone();
	claim.coefficients[0][0] ^= 1;
	proofs.push(round.convict(&claim, &list).1);
	claim = truth.clone();
	claim.model_root.0[3] ^= 1;
	proofs.push(round.convict(&claim, &list).1);
	for len in [0, 192, list.len() + 96].into_iter().filter(|len| *len != list.len()) {
		let other: Vec<u8> = list.iter().copied().cycle().take(len).collect();
		proofs.push(round.convict(&with_list(&truth, &other), &other).1);
	}
	let mut inputs = round.inputs.clone();
	let mut bad = lanes::to_bytes(&round.updates[0]);
	bad[400..402].copy_from_slice(&i16::MIN.to_le_bytes());
	for bytes in [&bad[..], &bad[..402]] {
		inputs.included[0].update_root = Root::of(bytes);
		proofs.extend(prove_malformed(0, bytes, &inputs));
	}
	proofs
}

/// Rounds of so many lanes, of rules that read their updates in different ways.
pub fn rounds_of(dim: usize) -> Vec<Round> {
	let clipping = rule(0, MixRule::CenteredClipping { tau: 50, iterations: 2 });
	let rules = [
		rule(0, MixRule::Mean),
		geometric_median(1),
		rule(0, MixRule::Krum),
		columns(1, ColumnRule::Median),
		columns(1, ColumnRule::TrimmedMean),
		after(&[PreStep::NearestNeighbourMixing], columns(1, ColumnRule::Median)),
		clipping.clone(),
	];
	let mut rounds: Vec<Round> = rules.iter().map(|rule| Round::new(rule, 3, dim)).collect();
	// Bulyan picks five of seven rows, and keeps three values of each lane.
	let bulyan = RuleSpec { mix: MixRule::Bulyan, ..columns(1, ColumnRule::Meamed) };
	rounds.push(Round::new(&bulyan, 7, dim));
	// The previous aggregate is a column, and what is clipped around.
	rounds.push(Round::after_another(&clipping, 3, dim));
	rounds
}

/// Rounds of all these rules, and one whose list is one leaf.
pub fn rounds() -> Vec<Round> {
	let mut rounds = rounds_of(1500);
	rounds.push(Round::new(&geometric_median(1), 2, 300));
	rounds
}

/// Runs a test over many rounds, two at a time.
pub fn in_each(rounds: &[Round], test: impl Fn(&Round) + Sync) {
	let halves = rounds.split_at(rounds.len() / 2);
	std::thread::scope(|scope| {
		scope.spawn(|| halves.0.iter().for_each(&test));
		halves.1.iter().for_each(&test);
	});
}
