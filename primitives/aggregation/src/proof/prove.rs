//! Finding the proof against a false claim, by comparing its list with one's own.

use super::{
	check,
	record::{Frame, LastGram},
	slice::File,
	Coefficients, Fold, GramStep, ListLength, MalformedUpdate, ModelStep, Possession, Record, Slice, Verdict,
};
use crate::{
	aggregate::OwnResult,
	chunks::Value,
	gram::Gram,
	proof::FaultProof,
	trace::{PrefixGrams, Trace, Triangle},
};
use alloc::vec::Vec;
use codec::Encode;
use guild_primitives::{Root, RoundInputs};

/// What the prover has computed itself.
#[derive(Clone, Copy, Debug)]
pub enum Own<'a> {
	/// The true result.
	Result(&'a dyn OwnResult),
	/// The rule gives no rows for these updates, so no result is true.
	NoResult(&'a PrefixGrams),
}

/// The lanes that the round is over. They are those of the roots in the record: the prover has checked that when it
/// fetched them.
#[derive(Clone, Copy, Debug)]
pub struct Lanes<'a> {
	/// Of every column, in the order of the columns.
	pub columns: &'a [&'a [i16]],
	/// Of the base model.
	pub base: &'a [i32],
}

/// Why there is neither a proof nor agreement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProveError {
	/// The list is not the one behind the claim's `trace_root`: whoever served it withholds the list.
	NotTheList,
	/// The lanes, or one's own result, are not of this round.
	NotThisRound,
	/// The claim differs from one's own result, but no proof holds: one's own result is wrong.
	Unprovable,
}

impl core::fmt::Display for ProveError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::NotTheList => "the list is not the one that the claim names",
			Self::NotThisRound => "the lanes or the own result are not of this round",
			Self::Unprovable => {
				"the claim differs from the own result, and nothing shows that it is the claim that is wrong"
			}
		})
	}
}

impl core::error::Error for ProveError {}

impl Own<'_> {
	fn gram(&self) -> &Gram {
		match self {
			Self::Result(own) => own.gram(),
			Self::NoResult(own) => &own.gram,
		}
	}

	fn gram_hashes(&self) -> Vec<Value> {
		match self {
			Self::Result(own) => own.trace().leaves.iter().map(|leaf| leaf.gram).collect(),
			Self::NoResult(own) => own.hashes.clone(),
		}
	}
}

/// The smallest proof against the claim of `record`, whose list is `list`; none if the claim is what the prover has.
///
/// It compares from the first leaf on. Every proof that it gives has been checked.
///
/// # Errors
/// See [`ProveError`].
pub fn prove(
	own: Own<'_>,
	list: &[u8],
	record: &Record<'_>,
	lanes: &Lanes<'_>,
) -> Result<Option<FaultProof>, ProveError> {
	let frame = Frame::new(record).map_err(|_| ProveError::NotThisRound)?;
	let dim = frame.spans.dim();
	let hashes = own.gram_hashes();
	let fit = lanes.columns.len() == frame.columns.len()
		&& lanes.columns.iter().all(|lanes| lanes.len() == dim)
		&& lanes.base.len() == dim
		&& hashes.len() == frame.spans.count()
		&& own.gram().len() == frame.columns.len();
	if !fit {
		return Err(ProveError::NotThisRound);
	}
	if Root::of(list) != record.claim.trace_root {
		return Err(ProveError::NotTheList);
	}
	if matches!(own, Own::Result(own) if own.body() == record.claim) {
		return Ok(None);
	}
	let candidates = match frame.trace(list) {
		Err(_) => Vec::from([ListLength::find(list)]),
		Ok(claimed) => candidates(own, &hashes, &claimed, list, &frame, lanes),
	};
	let holds = |proof: &FaultProof| matches!(check(proof, record), Verdict::Guilty(fault) if fault.voids_claim());
	let smallest = candidates.into_iter().flatten().filter(holds).min_by_key(Encode::encoded_size);
	smallest.map(Some).ok_or(ProveError::Unprovable)
}

/// Every proof that may hold against a list of the right length.
fn candidates(
	own: Own<'_>,
	hashes: &[Value],
	claimed: &Trace,
	list: &[u8],
	frame: &Frame<'_>,
	lanes: &Lanes<'_>,
) -> Vec<Option<FaultProof>> {
	let mut candidates = Vec::from([Fold::find(list)]);
	if let Some(span) = claimed.leaves.iter().zip(hashes).position(|(leaf, own)| leaf.gram != *own) {
		candidates.push(GramStep::find(frame, list, lanes, span));
	}
	// The claim's matrix, if it is also the prover's.
	let last_hash = claimed.leaves.last().map(|leaf| leaf.gram);
	let gram = (last_hash.as_ref() == hashes.last()).then(|| last_gram(own.gram(), frame, list)).flatten();
	candidates.push(gram.clone().map(Coefficients::find));
	if let Own::Result(own) = own {
		let pairs = claimed.leaves.iter().zip(&own.trace().leaves).enumerate();
		let wrong = pairs.filter(|(_, (theirs, own))| (theirs.aggregate, theirs.model) != (own.aggregate, own.model));
		let wrong: Vec<(usize, bool)> =
			wrong.map(|(span, (theirs, own))| (span, theirs.aggregate == own.aggregate)).collect();
		// Of all wrong spans one without the base model is smaller, and the last, which may be short.
		let choices = [wrong.iter().find(|(_, with_base)| !with_base), wrong.first(), wrong.last()];
		for (span, with_base) in choices.into_iter().flatten() {
			candidates.push(ModelStep::find(frame, list, lanes, gram.clone(), *span, *with_base));
		}
	}
	candidates
}

/// One's own matrix under the claim's last leaf.
fn last_gram(gram: &Gram, frame: &Frame<'_>, list: &[u8]) -> Option<LastGram> {
	let (chunks, _) = Frame::leaf_chunks(frame.spans.count().checked_sub(1)?, 1);
	let entries = Triangle::of(gram).as_slice().to_vec().try_into().ok()?;
	Some(LastGram { entries, leaf: Slice::of(File::Bytes(list), &chunks)? })
}

/// The proofs that would convict one's own result if anything were wrong with it at `spans`: the fold, the coefficients, the
/// possession where the record has an attestation, and both steps of each span.
///
/// A worker has the chain's own code check some of them before it attests: a fault in fast code then makes it abstain.
/// What is true gives [`Reason::NothingWrong`](super::Reason::NothingWrong).
pub fn rehearse(
	own: &dyn OwnResult,
	record: &Record<'_>,
	lanes: &Lanes<'_>,
	spans: impl IntoIterator<Item = usize>,
) -> Vec<FaultProof> {
	let Ok(frame) = Frame::new(record) else { return Vec::new() };
	let list = own.trace().to_bytes();
	let gram = last_gram(own.gram(), &frame, &list);
	let whole = [
		Fold::find(&list),
		gram.clone().map(Coefficients::find),
		record.attestation.and_then(|_| Possession::find(&list)),
	];
	let steps = spans.into_iter().flat_map(|span| {
		let model = ModelStep::find(&frame, &list, lanes, gram.clone(), span, true);
		[GramStep::find(&frame, &list, lanes, span), model]
	});
	whole.into_iter().chain(steps).flatten().collect()
}

/// The proof that an included update is malformed, if its bytes, which are those behind its root, are.
pub fn prove_malformed(update: u32, bytes: &[u8], inputs: &RoundInputs) -> Option<FaultProof> {
	MalformedUpdate::find(update, bytes, inputs.dim)
}

/// The proof that the attester of `record` has not held the claim's list, if it has not.
pub fn prove_possession(list: &[u8], record: &Record<'_>) -> Option<FaultProof> {
	Possession::find(list).filter(|proof| matches!(check(proof, record), Verdict::Guilty(_)))
}
