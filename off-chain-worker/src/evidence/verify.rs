//! What a file shows.

use super::{Evidence, SignedAttestation};
use codec::DecodeAll;
use guild_aggregation::proof::{check, Attestation, FaultProof, Record};
use guild_primitives::{
	attestation_hash,
	fault::{Reason, Verdict},
	limits::MAX_MIX_COST,
	Fault, MemberId, Root, RoundId, WorkerKey,
};
use std::fmt;

/// What is proven, and of whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condemnation {
	/// The round.
	pub round: RoundId,
	/// The false result; in [`Fault::Possession`] it may be true.
	pub result_hash: Root,
	/// What is false.
	pub fault: Fault,
	/// Whose signatures condemn them, ascending by member.
	pub accused: Vec<Accused>,
}

/// Somebody whose signature is under a false result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Accused {
	/// Who the file says it is.
	pub member: MemberId,
	/// The key that signed.
	pub worker_key: WorkerKey,
	/// Whether it is that member's.
	pub standing: Standing,
}

/// What the auditor's own list says of a member and a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
	/// The key is that member's: it is condemned.
	Known,
	/// The member has another key. Either it had this one at another time, or somebody speaks in its name.
	OtherKey,
	/// There is no such member on the list.
	Stranger,
}

impl Condemnation {
	/// The members that are condemned.
	pub fn condemned(&self) -> impl Iterator<Item = MemberId> + '_ {
		self.accused.iter().filter(|one| one.standing == Standing::Known).map(|one| one.member)
	}
}

/// The first thing that does not hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
	/// The result over the inputs has another hash than the file says.
	ResultHash {
		/// What it has.
		computed: Root,
	},
	/// There is no attestation.
	NoAttestation,
	/// The attestations are not ascending by member, or a member has two.
	Order {
		/// The first that is not above the one before it.
		member: MemberId,
	},
	/// The signature is not one of the attestation by its key.
	Signature {
		/// Whose attestation it is.
		member: MemberId,
	},
	/// No chain opens a round whose mix is that dear.
	RuleTooDear,
	/// The bytes are no fault proof.
	UnreadableProof,
	/// The proof does not show that anything is wrong.
	NotProven(Reason),
}

impl fmt::Display for Flaw {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::ResultHash { computed } => {
				write!(
					f,
					"the result over these inputs has the hash {computed}, not the one that the file says was attested"
				)
			}
			Self::NoAttestation => f.write_str("nobody has attested the result"),
			Self::Order { member } => {
				write!(f, "the attestation of member {member} is there twice, or not in the order of the members")
			}
			Self::Signature { member } => {
				write!(f, "the signature of member {member} is not one of this attestation by its worker key")
			}
			Self::RuleTooDear => f.write_str("no chain opens a round whose rule is that dear to recompute"),
			Self::UnreadableProof => f.write_str("the proof's bytes are no fault proof"),
			Self::NotProven(Reason::NothingWrong) => f.write_str("all that the proof shows is as it should be"),
			Self::NotProven(reason) => write!(f, "the proof shows nothing: {}", in_words(*reason)),
		}
	}
}

impl std::error::Error for Flaw {}

/// What `evidence` shows; `keys` are the worker keys that the auditor knows of a member, none if it knows no such member.
///
/// Total, and bounded by the bounds of a file and by what a challenge may cost the chain. Signatures are verified as the
/// chain verifies them (ZIP 215), not as stricter libraries do: else a member could sign so that the chain counts its
/// attestation and nobody can hold it against it.
///
/// # Errors
/// The first thing that does not hold, in this order: the hash, the attestations, the proof.
pub fn verify(evidence: &Evidence, keys: impl Fn(&MemberId) -> Vec<WorkerKey>) -> Result<Condemnation, Flaw> {
	let Evidence { inputs, result, result_hash, attestations, .. } = evidence;
	let computed = result.hash(&inputs.hash());
	if computed != *result_hash {
		return Err(Flaw::ResultHash { computed });
	}
	if attestations.is_empty() {
		return Err(Flaw::NoAttestation);
	}
	if let Some((_, member)) = members(evidence).zip(members(evidence).skip(1)).find(|(one, next)| one >= next) {
		return Err(Flaw::Order { member });
	}
	if let Some(one) = attestations.iter().find(|one| !is_signed(one, &inputs.round, result_hash)) {
		return Err(Flaw::Signature { member: one.member });
	}
	// Whatever the norm bound leaves of the updates, of which there are at most 128.
	if inputs.rule.dearest_mix(inputs.included.len() as u32) > MAX_MIX_COST {
		return Err(Flaw::RuleTooDear);
	}
	let proof = FaultProof::decode_all(&mut evidence.proof.as_slice()).map_err(|_| Flaw::UnreadableProof)?;
	let (fault, guilty) = judge(evidence, &proof).map_err(Flaw::NotProven)?;
	let accused = guilty.into_iter().map(|SignedAttestation { member, worker_key, .. }| {
		let known = keys(&member);
		let standing = if known.contains(&worker_key) {
			Standing::Known
		} else if known.is_empty() {
			Standing::Stranger
		} else {
			Standing::OtherKey
		};
		Accused { member, worker_key, standing }
	});
	Ok(Condemnation { round: inputs.round, result_hash: *result_hash, fault, accused: accused.collect() })
}

fn members(evidence: &Evidence) -> impl Iterator<Item = MemberId> + '_ {
	evidence.attestations.iter().map(|one| one.member)
}

/// What the proof shows, and against which of the attestations.
fn judge(evidence: &Evidence, proof: &FaultProof) -> Result<(Fault, Vec<SignedAttestation>), Reason> {
	let judged = |attestation| {
		let record = Record { inputs: &evidence.inputs, claim: &evidence.result, attestation };
		match check(proof, &record) {
			Verdict::Guilty(fault) => Ok(fault),
			Verdict::NotProven(reason) => Err(reason),
		}
	};
	if !matches!(proof, FaultProof::Possession(_)) {
		return Ok((judged(None)?, evidence.attestations.to_vec()));
	}
	// It is about single attestations: of those who have not held the list.
	let mut guilty = Vec::new();
	for one in evidence.attestations.iter() {
		match judged(Some(Attestation { member: one.member, possession: one.possession })) {
			Ok(_) => guilty.push(*one),
			Err(Reason::NothingWrong) => {}
			Err(reason) => return Err(reason),
		}
	}
	if guilty.is_empty() {
		return Err(Reason::NothingWrong);
	}
	Ok((Fault::Possession, guilty))
}

fn is_signed(one: &SignedAttestation, round: &RoundId, result_hash: &Root) -> bool {
	let hash = attestation_hash(&one.member, round, result_hash, &one.possession);
	let signature = ed25519_zebra::Signature::from_bytes(&one.signature.0);
	ed25519_zebra::VerificationKey::try_from(one.worker_key.0).is_ok_and(|key| key.verify(&signature, &hash.0).is_ok())
}

fn in_words(reason: Reason) -> String {
	match reason {
		Reason::NothingWrong => "all is as it should be".into(),
		Reason::BadRecord => "no round has such inputs".into(),
		Reason::NoAttestation => "it is about an attestation, and there is none".into(),
		Reason::NoSuchSpan => "there is no such span".into(),
		Reason::NoSuchUpdate => "there is no such update".into(),
		Reason::ListLength => "its list has another length than a list of this round".into(),
		Reason::NotTheList => "its list is not the one that the result names".into(),
		Reason::NotTheLeaves => "its leaves are not those of the result's list".into(),
		Reason::ColumnCount => "it has more or fewer columns than are needed".into(),
		Reason::NotTheColumn { column } => format!("the bytes of column {column} are not those behind its root"),
		Reason::MalformedLane { column } => {
			format!("column {column} has a malformed lane, which is a fault of its own")
		}
		Reason::NotTheBase => "its bytes of the base model are not those behind the root".into(),
		Reason::GramSize => "its matrix has the wrong size".into(),
		Reason::GramOutOfRange => "its matrix is out of range".into(),
		Reason::NotTheGram => "its matrix is not the one that the list hashes".into(),
		Reason::GramForColumnRule => "it lacks the matrix that the rule needs, or has one that it does not".into(),
		Reason::RowsOutOfBounds => "the claimed rows are out of bounds, which another proof shows".into(),
		Reason::LengthIsRight => "the length that it shows is the right one".into(),
		Reason::NotTheChunk => "its chunk is not the file's".into(),
	}
}
