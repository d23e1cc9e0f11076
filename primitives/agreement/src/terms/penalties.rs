//! What it costs a party not to do its part.

use super::{Amount, TermsError};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a party can be punished for.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Clause {
	/// It was in the electorate of a final round and committed to no update.
	#[codec(index = 0)]
	MissedCommit,
	/// It committed to an update, and a quorum of the electorate could not fetch it.
	#[codec(index = 1)]
	MissingBlob,
	/// It attested another result than the one that became final.
	#[codec(index = 2)]
	WrongAttestation,
	/// A fault of it was proven on the chain.
	#[codec(index = 3)]
	ProvenFault,
}

impl Clause {
	/// All clauses, in the order of their indices.
	pub const ALL: [Self; 4] = [Self::MissedCommit, Self::MissingBlob, Self::WrongAttestation, Self::ProvenFault];

	/// Its name in a text.
	pub const fn name(self) -> &'static str {
		match self {
			Self::MissedCommit => "missed-commit",
			Self::MissingBlob => "missing-blob",
			Self::WrongAttestation => "wrong-attestation",
			Self::ProvenFault => "proven-fault",
		}
	}

	/// Whether who is punished for it is not paid for the round, whatever the program yields: it has no update in the result, or
	/// has lied. Who attested another result may still have worked.
	pub const fn forfeits(self) -> bool {
		!matches!(self, Self::WrongAttestation)
	}
}

/// What each clause takes from the party's deposit, in smallest units; 0 where the agreement has no such clause.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Default,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Penalties {
	/// [`Clause::MissedCommit`].
	pub missed_commit: Amount,
	/// [`Clause::MissingBlob`].
	pub missing_blob: Amount,
	/// [`Clause::WrongAttestation`].
	pub wrong_attestation: Amount,
	/// [`Clause::ProvenFault`].
	pub proven_fault: Amount,
}

impl Penalties {
	/// What the clause takes.
	pub const fn get(&self, clause: Clause) -> Amount {
		match clause {
			Clause::MissedCommit => self.missed_commit,
			Clause::MissingBlob => self.missing_blob,
			Clause::WrongAttestation => self.wrong_attestation,
			Clause::ProvenFault => self.proven_fault,
		}
	}

	/// Sets what the clause takes.
	pub fn set(&mut self, clause: Clause, amount: Amount) {
		*match clause {
			Clause::MissedCommit => &mut self.missed_commit,
			Clause::MissingBlob => &mut self.missing_blob,
			Clause::WrongAttestation => &mut self.wrong_attestation,
			Clause::ProvenFault => &mut self.proven_fault,
		} = amount;
	}

	/// What all these clauses take together; it never leaves the range.
	pub fn sum(&self, clauses: impl IntoIterator<Item = Clause>) -> Amount {
		clauses.into_iter().fold(0, |sum: Amount, clause| sum.saturating_add(self.get(clause)))
	}

	/// The most that one clause takes.
	pub fn dearest(&self) -> Amount {
		Clause::ALL.into_iter().map(|clause| self.get(clause)).max().unwrap_or(0)
	}

	/// A penalty that the deposit could not pay even once would promise more than it does.
	pub(super) fn validate(&self, deposit: Amount) -> Result<(), TermsError> {
		match Clause::ALL.into_iter().find(|clause| self.get(*clause) > deposit) {
			Some(clause) => Err(TermsError::PenaltyAboveDeposit(clause)),
			None => Ok(()),
		}
	}
}
