//! Fault proofs: what shows, in one piece and to anybody, that a claimed result is false.
//!
//! A claim is a [`ResultBody`](guild_primitives::ResultBody), which names the root of its trace. [`check`] is all that the
//! chain runs: it recomputes one span, or one mix, or one fold, of what the proof shows, after every byte shown has been
//! proved against a root that the chain holds. [`prove()`] is what a member runs that has computed the round itself.
//!
//! | proof | shows | against |
//! | --- | --- | --- |
//! | [`fold`] | the list | values that do not fold to the claimed aggregate or model |
//! | [`gram_step`] | two leaves, the prefix matrix before the span, the span of every column | a wrong prefix matrix after it |
//! | [`model_step`] | a leaf, the span of the columns that count, the span of the base model | a wrong span of the aggregate or the model |
//! | [`coefficients`] | the last prefix matrix | wrong rows or scores; a result where the rule gives none |
//! | [`malformed`] | one chunk of an update | a lane −32768, or another length |
//! | [`list_length`] | the last chunk of the list | a list of another length |
//! | [`possession`] | the list | an attestation by somebody that has not held it |
//!
//! # Why every false claim has a proof
//!
//! Take a claim that differs from the true one in anything, and its list; whoever withholds the list is answered by the
//! chain, not here. If the list has another length: *list length*. If some hash of a prefix matrix is wrong, the one
//! before the first such is right and its preimage is known: *step of the Gram matrix*. Else the last one is right, so
//! whatever of rows and scores is wrong is shown by *coefficients*; also that there should be no result at all.
//! Else the rows are right, and a wrong value of a span is shown by a *step of the model*. Else the list is right, and
//! only the two roots can be wrong: *fold*. Nothing else is in a claim.
//!
//! That the aggregate's spans are in the list is what closes the last gap: its root decides what the next round's rule
//! reads as the previous aggregate, and a root nobody has the bytes of could not be refuted in any other way.
//!
//! # Why no true claim has one
//!
//! Every proof recomputes, from bytes that are bound to frozen roots or to the claim itself, a part of the claim, by the
//! functions that an honest member runs. So it can only find a difference where the claim and its inputs differ from
//! what those functions give, or where two byte strings have one BLAKE3 hash.
//!
//! # Bounds
//!
//! Decoding reads no more than the types allow, and no list is longer than its type says. [`check`] is total: it has no
//! panic that an input can reach, and hashes each byte of a proof at most twice.

pub mod coefficients;
pub mod fold;
pub mod gram_step;
pub mod list_length;
pub mod malformed;
pub mod model_step;
pub mod possession;
mod prove;
mod recompute;
mod record;
mod slice;
#[cfg(any(test, feature = "synthetic"))]
pub mod synthetic;
mod work;

pub use coefficients::Coefficients;
pub use fold::Fold;
pub use gram_step::GramStep;
pub use guild_primitives::fault::{Fault, Reason, Verdict};
pub use list_length::ListLength;
pub use malformed::{Malformation, MalformedUpdate};
pub use model_step::ModelStep;
pub use possession::Possession;
pub use prove::{prove, prove_malformed, prove_possession, rehearse, Lanes, Own, ProveError};
pub use record::{Attestation, LastGram, List, Record, ShownTriangle};
pub use slice::{Slice, MAX_SLICE_BYTES, MAX_SLICE_PATH};
pub use work::Work;

use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// A proof that a claimed result, an update or an attestation is false. An index never changes its meaning.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum FaultProof {
	/// The list does not fold to the claimed roots.
	#[codec(index = 0)]
	Fold(Fold),
	/// A prefix Gram matrix does not follow from the one before it.
	#[codec(index = 1)]
	GramStep(GramStep),
	/// A span of the aggregate or of the model does not follow from rows, lanes and base model.
	#[codec(index = 2)]
	ModelStep(ModelStep),
	/// Rows or scores do not follow from the Gram matrix.
	#[codec(index = 3)]
	Coefficients(Coefficients),
	/// An included update is malformed.
	#[codec(index = 4)]
	MalformedUpdate(MalformedUpdate),
	/// The list is no list of this round.
	#[codec(index = 5)]
	ListLength(ListLength),
	/// An attester has not held the list.
	#[codec(index = 6)]
	Possession(Possession),
}

/// Judges a proof by what the chain knows. Total: any proof against any record gives a verdict.
pub fn check(proof: &FaultProof, record: &Record<'_>) -> Verdict {
	let found = match proof {
		FaultProof::Fold(proof) => proof.check(record),
		FaultProof::GramStep(proof) => proof.check(record),
		FaultProof::ModelStep(proof) => proof.check(record),
		FaultProof::Coefficients(proof) => proof.check(record),
		FaultProof::MalformedUpdate(proof) => proof.check(record.inputs),
		FaultProof::ListLength(proof) => proof.check(record),
		FaultProof::Possession(proof) => proof.check(record),
	};
	found.map_or_else(Verdict::NotProven, Verdict::Guilty)
}
