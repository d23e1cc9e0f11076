//! Evidence: a file that shows, for ever and with no chain, that members attested a false result.
//!
//! When those who lie also decide what gets into blocks, no rule of the chain helps. What remains is what they signed. A
//! file holds the frozen inputs of a round, the body of a result, attestations of it with their signatures, and a fault
//! proof; [`verify()`] finds out what that shows.
//!
//! # Why it condemns
//!
//! An attestation signs the hash of exactly these inputs and exactly this body (`attestation_hash`). Whoever computes
//! honestly never signs a body that its inputs do not give, and the proof shows that these do not. So it does not matter
//! who froze the inputs, on which chain, or whether there ever was one: a signature under a false result is the deed
//! itself. For the same reason nobody can be condemned by inputs, bodies or proofs that somebody made up: the signature
//! is missing.
//!
//! # What an auditor must bring
//!
//! One fact: which worker key is which member's. Without it a file shows only that the holders of some keys lied, and
//! anybody can make keys. Keys change over the years; an auditor may know several for one member.
//!
//! # What it does not show
//!
//! - Who is *not* in it may have attested the same result.
//! - When it was. The note is the word of whoever made the file.
//! - In a malformed update, whose update it is follows from the inputs, which its owner did not sign here: those who
//!   attested a result over it are condemned, the owner is not.
//! - A list that was withheld. That is a fault against the chain's clock, and leaves no signature.
//!
//! | file | holds |
//! | --- | --- |
//! | this one | what is in a file |
//! | [`mod@file`] | its bounds, reading and writing |
//! | [`mod@verify`] | what it shows |

pub mod file;
#[cfg(test)]
mod tests;
pub mod verify;

pub use file::{ReadError, MAX_FILE_BYTES, MAX_PROOF_BYTES};
pub use verify::{verify, Accused, Condemnation, Flaw, Standing};

use codec::Encode;
use guild_aggregation::proof::FaultProof;
use guild_primitives::{
	result::PerParticipant, BlockNumber, MemberId, ResultBody, Root, RoundInputs, WorkerKey, WorkerSignature,
};
use serde::{Deserialize, Serialize};

/// What every file says it is.
pub const FORMAT: &str = "guild fault evidence";
/// The version that this software writes, and the only one that it reads.
pub const VERSION: u32 = 1;

/// What is in a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
	/// [`FORMAT`].
	pub format: String,
	/// [`VERSION`].
	pub version: u32,
	/// When and by whom it was made, by the word of whoever did. Nothing depends on it.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub note: Option<Note>,
	/// The frozen inputs of the round.
	pub inputs: RoundInputs,
	/// The result that is shown to be false.
	pub result: ResultBody,
	/// The hash that was attested: that of the result over the inputs.
	pub result_hash: Root,
	/// Who attested it, ascending by member.
	pub attestations: PerParticipant<SignedAttestation>,
	/// The fault proof: SCALE bytes of `guild_aggregation::proof::FaultProof`, in hexadecimal digits.
	#[serde(with = "file::proof_in_hex")]
	pub proof: Vec<u8>,
}

/// When and by whom a file was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
	/// The member that made it.
	pub made_by: MemberId,
	/// The best block that it knew.
	pub at_block: BlockNumber,
}

/// An attestation with what its member has signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedAttestation {
	/// The attester.
	pub member: MemberId,
	/// The key that it signed with.
	pub worker_key: WorkerKey,
	/// What it said to show that it holds the result's list.
	pub possession: Root,
	/// Over [`guild_primitives::attestation_hash`].
	pub signature: WorkerSignature,
}

impl Evidence {
	/// Puts a file together. Whether it shows anything, [`verify()`] says.
	pub fn new(
		inputs: RoundInputs,
		result: ResultBody,
		attestations: Vec<SignedAttestation>,
		proof: &FaultProof,
		note: Option<Note>,
	) -> Self {
		let mut attestations = attestations;
		attestations.sort_by_key(|one| one.member);
		Self {
			format: FORMAT.into(),
			version: VERSION,
			note,
			result_hash: result.hash(&inputs.hash()),
			inputs,
			result,
			// An electorate has no more members than that.
			attestations: PerParticipant::truncate_from(attestations),
			proof: proof.encode(),
		}
	}
}
