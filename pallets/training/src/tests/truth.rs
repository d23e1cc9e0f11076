//! Rounds over real lanes, so that proofs can hold: the true result, lies about it, and the proofs against them.

use crate::{mock::*, Inputs};
use frame_support::dispatch::DispatchResultWithPostInfo;
use guild_aggregation::{
	aggregate, chunks, lanes,
	proof::{prove, FaultProof, Lanes, Own, Record},
	trace::Trace,
	Aggregation,
};
use guild_primitives::{decide, Manifest, MemberId, ResultBody, Root, RoundId, RoundInputs, TaskId, TaskSpec};

/// A result and its list.
pub type Claim = (ResultBody, Vec<u8>);

/// The update of member `n`.
pub fn update(n: u8) -> Vec<i16> {
	(0..spec().dim).map(|lane| ((lane * 37 + u32::from(n) * 977) % 401) as i16 - 200).collect()
}

/// The model that the first round starts from.
pub fn base() -> Vec<i32> {
	(0..spec().dim).map(|lane| (lane * 7_919 % 20_011) as i32 - 10_000).collect()
}

/// A task that starts from [`base`].
pub fn real_spec() -> TaskSpec {
	TaskSpec { initial_model_root: Root::of(&lanes::model_to_bytes(&base())), ..spec() }
}

/// Member `n` commits these bytes.
pub fn commit_bytes(task: TaskId, n: u8, bytes: &[u8]) -> Called {
	let possession = guild_primitives::possession(&member(n), &round(task).id, bytes);
	commit_manifest(n, Manifest { update_root: Root::of(bytes), possession, ..manifest(task, n) })
}

/// Member `n` commits its update.
pub fn commit_real(task: TaskId, n: u8) -> Called {
	commit_bytes(task, n, &lanes::to_bytes(&update(n)))
}

/// A task in Attest that includes the real updates of members 1 to `n`.
pub fn in_real_attest(n: u8) -> TaskId {
	let task = open_task(real_spec());
	(1..=n).for_each(|n| ok(commit_real(task, n)));
	next_block();
	all_vote(task, 1..=n, round(task).committed);
	task
}

/// The frozen inputs of the open round.
pub fn inputs(task: TaskId) -> RoundInputs {
	Inputs::<Test>::get(task).expect("inputs are frozen")
}

/// The lanes of all columns. After the first round some lanes stand for the previous aggregate, as [`base`] stands for the model:
/// what is proven of later rounds here shows no bytes of either.
fn updates(inputs: &RoundInputs) -> Vec<Vec<i16>> {
	let included = inputs.included.iter().map(|included| included.member.0[0]);
	included.chain(inputs.previous_aggregate().map(|_| 0)).map(update).collect()
}

fn own(inputs: &RoundInputs) -> Aggregation {
	let updates = updates(inputs);
	let views: Vec<&[i16]> = updates.iter().map(Vec::as_slice).collect();
	aggregate(inputs, &views, &base()).expect("a result")
}

/// The true result of the open round.
pub fn truth(task: TaskId) -> Claim {
	truth_of(&inputs(task))
}

/// The true result of these inputs.
pub fn truth_of(inputs: &RoundInputs) -> Claim {
	let own = own(inputs);
	(own.body.clone(), own.trace.to_bytes())
}

/// A lie about the open round: another one for each `kind`.
pub fn lie(task: TaskId, kind: u8) -> Claim {
	lie_of(&inputs(task), kind)
}

/// A lie about these inputs.
pub fn lie_of(inputs: &RoundInputs, kind: u8) -> Claim {
	let (mut body, mut list) = truth_of(inputs);
	match kind {
		0 => body.model_root = Root::of(b"foreign model"),
		1 => body.coefficients[0][0] -= 1,
		2 => body.norms[0] += 1,
		3 => body.aggregate_root = Root::of(b"foreign aggregate"),
		4 => list.truncate(list.len() - 96),
		// A bit of the second leaf, and the roots that follow: of the matrix, of the aggregate, of the model.
		5..=7 => {
			list[96 + 32 * usize::from(kind - 5)] ^= 1;
			let trace = Trace::from_bytes(&list).expect("leaves");
			body.aggregate_root = trace.aggregate_root();
			body.model_root = trace.model_root();
		}
		// Many that differ.
		_ => body.distances[0] += u64::from(kind),
	}
	body.trace_root = Root::of(&list);
	(body, list)
}

/// Kinds of lies that differ in kind.
pub const LIES: std::ops::Range<u8> = 0..8;

/// The proof against a claim about the open round.
pub fn proof_against(task: TaskId, claim: &Claim) -> FaultProof {
	proof_of(&inputs(task), claim)
}

/// The proof against a claim about these inputs.
pub fn proof_of(inputs: &RoundInputs, claim: &Claim) -> FaultProof {
	let (own, updates, base) = (own(inputs), updates(inputs), base());
	let columns: Vec<&[i16]> = updates.iter().map(Vec::as_slice).collect();
	let record = Record { inputs, claim: &claim.0, attestation: None };
	let lanes = Lanes { columns: &columns, base: &base };
	prove(Own::Result(&own), &claim.1, &record, &lanes).expect("a comparison").expect("a difference")
}

/// Member `n` attests a claim whose list it holds.
pub fn attest_claim(task: TaskId, n: u8, claim: &Claim) -> Called {
	let id = round(task).id;
	let possession = guild_primitives::possession(&member(n), &id, &claim.1);
	attest_with(task, n, claim, possession)
}

/// Member `n` attests a claim with this proof of possession.
pub fn attest_with(task: TaskId, n: u8, claim: &Claim, possession: Root) -> Called {
	let (id, hash) = (round(task).id, hash(task, &claim.0));
	attest_signed(n, id, hash, possession, Some(&claim.0))
}

/// Member `n` challenges a result of a round.
pub fn challenge_in(
	id: RoundId,
	n: u8,
	result: Root,
	attester: Option<MemberId>,
	proof: FaultProof,
) -> DispatchResultWithPostInfo {
	Training::challenge(RuntimeOrigin::signed(duty(n)), id, result, attester, Box::new(proof))
}

/// Member `n` challenges a claim about the open round with the proof against it.
pub fn challenge(task: TaskId, n: u8, claim: &Claim) -> DispatchResultWithPostInfo {
	challenge_in(round(task).id, n, hash(task, &claim.0), None, proof_against(task, claim))
}

/// Publishes a part of the update of the member at `place` of the electorate, of which these are all bytes.
pub fn publish_part(task: TaskId, n: u8, place: u8, part: u8, all: &[u8]) -> DispatchResultWithPostInfo {
	let shown = decide::part_chunks((all.len() / 2) as u32, part).unwrap_or(0..1);
	let range = |shown: &std::ops::Range<u64>| shown.start as usize * 1024..all.len().min(shown.end as usize * 1024);
	let path = chunks::path(all.len() as u64, &shown, |range, hasher| {
		hasher.update(&all[range.start as usize..range.end as usize]);
	});
	publish_bytes(task, n, place, part, &all[range(&shown)], path)
}

/// Publishes these bytes as a part.
pub fn publish_bytes(
	task: TaskId,
	n: u8,
	place: u8,
	part: u8,
	bytes: &[u8],
	path: Vec<chunks::Value>,
) -> DispatchResultWithPostInfo {
	let (bytes, path) = (bytes.to_vec().try_into().expect("a part"), path.try_into().expect("is short"));
	Training::publish(RuntimeOrigin::signed(duty(n)), round(task).id, place, part, bytes, path)
}

/// Member `n` pleads for the list of this result.
pub fn plead(task: TaskId, n: u8, result_hash: Root) -> Called {
	Training::plead(RuntimeOrigin::signed(duty(n)), round(task).id, result_hash)
}

/// Member `n` answers with this list.
pub fn answer(task: TaskId, n: u8, result_hash: Root, list: &[u8]) -> DispatchResultWithPostInfo {
	let list = list.to_vec().try_into().expect("is a list");
	Training::answer(RuntimeOrigin::signed(duty(n)), round(task).id, result_hash, list)
}

/// Member `n` disputes a final round.
pub fn dispute(id: RoundId, n: u8, proof: FaultProof) -> DispatchResultWithPostInfo {
	Training::dispute(RuntimeOrigin::signed(duty(n)), id, Box::new(proof))
}

/// A proof that shows nothing.
pub fn bad_proof() -> FaultProof {
	FaultProof::Fold(guild_aggregation::proof::Fold { list: vec![7; 96].try_into().expect("is short") })
}
