//! Which key was whose, and when.

use crate::{
	types::{KeyOwnership, Seat, Seats},
	Config, CurrentSession, Pallet, Validators,
};
use alloc::vec::Vec;
use frame_support::traits::{Get, KeyOwnerProofSystem};
use guild_primitives::ids::MemberId;
use sp_consensus_grandpa::{AuthorityId, KEY_TYPE};
use sp_core::crypto::KeyTypeId;
use sp_runtime::SaturatedConversion;
use sp_session::ValidatorCount;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// Remembers the validators of the genesis, by the accounts that name their members. No deposit yet: this runs while the
	/// chain's first state is made, and accounts may still be to come.
	pub fn begin_genesis_session(validators: Vec<(T::AccountId, AuthorityId)>) {
		Self::remember(0, validators);
	}

	/// Remembers the validators of the session that begins, by the accounts that name their members; gives deposits back that
	/// answer for nothing any more, and takes those that are missing.
	pub fn begin_session(session: SessionIndex, validators: Vec<(T::AccountId, AuthorityId)>) {
		let members: Vec<MemberId> = validators.iter().map(|(account, _)| MemberId(account.clone().into())).collect();
		Self::remember(session, validators);
		Self::release_deposits(session);
		Self::hold_deposits(session, members);
	}

	fn remember(session: SessionIndex, validators: Vec<(T::AccountId, AuthorityId)>) {
		let seats = validators.into_iter().map(|(account, key)| Seat { key, member: MemberId(account.into()) });
		// No more than members.
		Validators::<T>::insert(session, Seats::truncate_from(seats.collect()));
		if let Some(forgotten) = session.checked_sub(T::Sessions::get()) {
			Validators::<T>::remove(forgotten);
		}
		CurrentSession::<T>::put(session);
	}

	/// Whether nothing that happened in this session can be reported any more.
	pub(crate) fn is_forgotten(session: SessionIndex, now: SessionIndex) -> bool {
		now.saturating_sub(session) >= T::Sessions::get()
	}
}

fn count(seats: &Seats) -> ValidatorCount {
	seats.len().saturated_into()
}

/// For `pallet_grandpa`, whose keys alone are remembered.
impl<T: Config> KeyOwnerProofSystem<(KeyTypeId, AuthorityId)> for Pallet<T> {
	type Proof = KeyOwnership;
	type IdentificationTuple = MemberId;

	/// Of the session of the block at which this is asked.
	fn prove(key: (KeyTypeId, AuthorityId)) -> Option<KeyOwnership> {
		let session = CurrentSession::<T>::get();
		let proof = KeyOwnership { session, validators: count(&Validators::<T>::get(session)?) };
		Self::check_proof(key, proof).map(|_| proof)
	}

	fn check_proof((kind, key): (KeyTypeId, AuthorityId), proof: KeyOwnership) -> Option<MemberId> {
		let seats = Validators::<T>::get(proof.session)?;
		if kind != KEY_TYPE || count(&seats) != proof.validators {
			return None;
		}
		seats.into_iter().find(|seat| seat.key == key).map(|seat| seat.member)
	}
}
