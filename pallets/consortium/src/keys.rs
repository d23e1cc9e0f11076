//! A member's keys: unique, rotated by its owner, remembered for audits.

use crate::{
	types::{KeyPeriod, KeyPeriods, MemberRecord},
	Config, Error, Event, KeyHistory, MemberOfDuty, MemberOfNode, MemberOfOwner, MemberOfWorker, Members, Pallet,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};
use guild_primitives::{
	consortium::{key_statement, KeyProofs, MemberKeys, ProvenKey},
	ids::{AccountBytes, BlockNumber, MemberId},
	limits::MAX_KEY_PERIODS,
};
use sp_core::ed25519;
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_keys(member: MemberId, keys: MemberKeys, proofs: &KeyProofs) -> DispatchResult {
		// Decide.
		let record = Members::<T>::get(member).ok_or(Error::<T>::NotAMember)?;
		ensure!(record.keys != keys, Error::<T>::SameKeys);
		Self::check_proofs(&member, &keys, proofs)?;
		// One period ends now, and the removal of the member must still find room for the next.
		ensure!(Self::history_has_room(&member, 2), Error::<T>::KeyHistoryFull);
		Self::check_keys(&member, &keys)?;

		// Act.
		KeyHistory::<T>::mutate(member, |history| Self::end_period(history, &record))?;
		Self::unindex_keys(&record.keys);
		Self::index_keys(&member, &keys);
		if record.keys.duty != keys.duty {
			Self::hold(keys.duty.0);
			Self::release(record.keys.duty.0);
		}
		Members::<T>::insert(member, MemberRecord { keys, keys_since: Self::now(), ..record });

		// Tell.
		Self::deposit_event(Event::KeysSet { member, keys });
		Ok(())
	}

	/// Whether the keys have signed that they are the member's.
	pub(crate) fn check_proofs(member: &MemberId, keys: &MemberKeys, proofs: &KeyProofs) -> DispatchResult {
		let has_signed = |key: [u8; 32], proven: ProvenKey, signature: [u8; 64]| {
			let (key, signature) = (ed25519::Public::from_raw(key), ed25519::Signature::from_raw(signature));
			sp_io::crypto::ed25519_verify(&signature, &key_statement(member, &proven).0, &key)
		};
		let MemberKeys { worker, node, .. } = *keys;
		ensure!(has_signed(worker.0, ProvenKey::Worker(worker), proofs.worker.0), Error::<T>::WorkerKeyNotProven);
		ensure!(has_signed(node.0, ProvenKey::Node(node), proofs.node.0), Error::<T>::NodeKeyNotProven);
		Ok(())
	}

	/// Whether `keys` may be the member's: each is nobody's, or its own already.
	pub(crate) fn check_keys(member: &MemberId, keys: &MemberKeys) -> Result<(), DispatchError> {
		let others = |holder: Option<MemberId>| holder.is_some_and(|holder| holder != *member);
		let duty_as_owner = MemberId(keys.duty.0);
		let is_owner = Members::<T>::contains_key(duty_as_owner) || MemberOfOwner::<T>::contains_key(keys.duty);
		ensure!(duty_as_owner != *member && !is_owner, Error::<T>::DutyIsOwner);
		ensure!(!others(MemberOfDuty::<T>::get(keys.duty)), Error::<T>::DutyTaken);
		ensure!(!others(MemberOfWorker::<T>::get(keys.worker)), Error::<T>::WorkerKeyTaken);
		ensure!(!others(MemberOfNode::<T>::get(keys.node)), Error::<T>::NodeKeyTaken);
		Ok(())
	}

	pub(crate) fn index_keys(member: &MemberId, keys: &MemberKeys) {
		MemberOfDuty::<T>::insert(keys.duty, member);
		MemberOfWorker::<T>::insert(keys.worker, member);
		MemberOfNode::<T>::insert(keys.node, member);
	}

	pub(crate) fn unindex_keys(keys: &MemberKeys) {
		MemberOfDuty::<T>::remove(keys.duty);
		MemberOfWorker::<T>::remove(keys.worker);
		MemberOfNode::<T>::remove(keys.node);
	}

	/// Whether `periods` more can end in the member's history.
	pub(crate) fn history_has_room(member: &MemberId, periods: u32) -> bool {
		let ended = KeyHistory::<T>::decode_len(member).unwrap_or(0).saturated_into::<u32>();
		ended.saturating_add(periods) <= MAX_KEY_PERIODS
	}

	/// Ends the period of the member's present keys.
	pub(crate) fn end_period(history: &mut KeyPeriods, record: &MemberRecord) -> Result<(), DispatchError> {
		let period = KeyPeriod { keys: record.keys, from: record.keys_since, until: Self::now() };
		history.try_push(period).map_err(|_| Error::<T>::KeyHistoryFull.into())
	}

	/// Makes the account exist although it may own nothing.
	pub(crate) fn hold(account: [u8; 32]) {
		frame_system::Pallet::<T>::inc_providers(&account.into());
	}

	/// Takes the reference of [`Self::hold`] back. If something else still needs the account (a deposit that another
	/// pallet holds), the reference stays: no member can prevent its removal by that.
	pub(crate) fn release(account: [u8; 32]) {
		let account: T::AccountId = account.into();
		if let Err(error) = frame_system::Pallet::<T>::dec_providers(&account) {
			log::warn!(target: "runtime::consortium", "account of a former member is still in use: {error:?}");
		}
	}

	pub(crate) fn account_bytes(member: &MemberId) -> AccountBytes {
		AccountBytes(member.0)
	}

	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}
}
