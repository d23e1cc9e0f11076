//! Phase Commit: members name their updates.

use crate::{types::Commitment, Commitments, Config, Error, Event, Pallet, Rounds, Specs, Tasks};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};
use guild_primitives::{
	consortium::ConsortiumMembers,
	decide::{self, CommitRefusal, CommitTerms},
	ids::{MemberId, RoundId, WorkerKey, WorkerSignature},
	limits::MAX_PARTICIPANTS,
	Ledger, LedgerRefusal, Manifest, Phase, Release, Root,
};
use sp_core::ed25519;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_commit_update(
		duty: T::AccountId,
		manifest: Manifest,
		signature: WorkerSignature,
	) -> DispatchResult {
		// Who.
		let member = Self::member_of(duty)?;

		// Decide.
		let (mut round, bit) = Self::round_for(&member, manifest.round)?;
		ensure!(round.accepts(Phase::Commit, Self::now()), Error::<T>::NotInCommitPhase);
		ensure!(round.committed & bit == 0, Error::<T>::AlreadyCommitted);
		let mechanism = Specs::<T>::get(round.id.task).ok_or(Error::<T>::UnknownTask)?.mechanism;
		let terms = CommitTerms { round: round.id, base_root: round.base_root, mechanism };
		decide::check_commit(&terms, &manifest).map_err(Error::<T>::from)?;
		ensure!(Self::has_signed(&member, &manifest.signing_hash(), &signature)?, Error::<T>::BadSignature);

		// Act. Charged before a byte is served: what was released without a charge could not be taken back.
		T::Ledger::charge(&release(member, &manifest)).map_err(Error::<T>::from)?;
		let (id, update_root) = (round.id, manifest.update_root);
		Commitments::<T>::insert(id.task, member, Commitment { manifest, signature });
		round.committed |= bit;
		Self::keep(round);

		// Tell.
		Self::deposit_event(Event::UpdateCommitted { round: id, member, update_root });
		Ok(())
	}

	/// Whether the privacy ledger would accept the commitment that this call makes; every other call is affordable. For the pool:
	/// reads only. Who signs it is asked elsewhere: a duty account of nobody affords everything.
	pub fn is_affordable(duty: &T::AccountId, call: &crate::Call<T>) -> bool {
		let crate::Call::commit_update { manifest, .. } = call else { return true };
		match Self::member_of(duty.clone()) {
			Ok(member) => T::Ledger::can_afford(&release(member, manifest)).is_ok(),
			Err(_) => true,
		}
	}

	/// The member whose duty account this is.
	pub(crate) fn member_of(duty: T::AccountId) -> Result<MemberId, DispatchError> {
		T::Members::served_by(duty).ok_or_else(|| Error::<T>::NotAMember.into())
	}

	/// Whether the member's worker key signed this hash.
	pub(crate) fn has_signed(
		member: &MemberId,
		hash: &Root,
		signature: &WorkerSignature,
	) -> Result<bool, DispatchError> {
		let WorkerKey(key) = T::Members::worker_key(member).ok_or(Error::<T>::NotAMember)?;
		let (signature, key) = (ed25519::Signature::from_raw(signature.0), ed25519::Public::from_raw(key));
		Ok(sp_io::crypto::ed25519_verify(&signature, &hash.0, &key))
	}

	/// The open round named `id`, and the member's bit in it.
	pub(crate) fn round_for(member: &MemberId, id: RoundId) -> Result<(crate::OpenRound, u128), DispatchError> {
		let Some(round) = Rounds::<T>::get(id.task) else {
			let known = Tasks::<T>::contains_key(id.task);
			return Err(if known { Error::<T>::NoOpenRound } else { Error::<T>::UnknownTask }.into());
		};
		ensure!(round.id == id, Error::<T>::WrongRound);
		let place = decide::position(&round.electorate, member).ok_or(Error::<T>::NotInElectorate)?;
		ensure!(place < MAX_PARTICIPANTS, Error::<T>::NotInElectorate);
		Ok((round, decide::bit(place)))
	}
}

/// What the ledger is asked about a manifest.
fn release(member: MemberId, manifest: &Manifest) -> Release {
	let Manifest { round, dataset, mechanism, update_root, .. } = *manifest;
	Release { member, round, dataset, mechanism, update_root }
}

impl<T> From<LedgerRefusal> for Error<T> {
	fn from(refusal: LedgerRefusal) -> Self {
		match refusal {
			LedgerRefusal::NoLedger | LedgerRefusal::NotAccountable => Self::MechanismNotAccounted,
			LedgerRefusal::UnknownDataset => Self::UnknownDataset,
			LedgerRefusal::NoBudget => Self::NoPrivacyBudget,
			LedgerRefusal::OverBudget => Self::OverPrivacyBudget,
			// No update is ever charged as a report, and so is never refused as a second one.
			LedgerRefusal::DeclaredDifferently | LedgerRefusal::AlreadyCharged => Self::DeclaredDifferently,
		}
	}
}

impl<T> From<CommitRefusal> for Error<T> {
	fn from(refusal: CommitRefusal) -> Self {
		match refusal {
			CommitRefusal::WrongRound => Self::WrongRound,
			CommitRefusal::WrongBaseModel => Self::WrongBaseModel,
			CommitRefusal::WrongMechanism => Self::WrongMechanism,
			CommitRefusal::BadSamples => Self::BadSamples,
			CommitRefusal::BadSteps => Self::BadSteps,
		}
	}
}
