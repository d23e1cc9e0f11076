//! Admission.

use crate::{types::MemberRecord, Config, Error, Event, MemberOfOwner, Members, OwnerHistory, Pallet, Roll};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};
use guild_primitives::{
	consortium::{KeyProofs, MemberKeys, Tier},
	ids::MemberId,
	limits::{MAX_MEMBERS, MAX_NAME_BYTES, MAX_OWNER_PERIODS},
	Text,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_admit(
		owner: T::AccountId,
		name: Text<MAX_NAME_BYTES>,
		tier: Tier,
		keys: MemberKeys,
		proofs: &KeyProofs,
	) -> DispatchResult {
		let member = MemberId(owner.clone().into());
		Self::check_proofs(&member, &keys, proofs)?;
		Self::enrol(member, name, tier, keys)?;
		if tier.has_seat() {
			T::Roll::enter(&owner)?;
		}
		Self::deposit_event(Event::MemberAdmitted { member, tier, keys });
		Ok(())
	}

	/// Makes a member, without telling the roll: at genesis the roll has its own list.
	pub(crate) fn enrol(
		member: MemberId,
		name: Text<MAX_NAME_BYTES>,
		tier: Tier,
		keys: MemberKeys,
	) -> Result<(), DispatchError> {
		// Decide.
		ensure!(!name.is_empty(), Error::<T>::NoName);
		let owner = Self::account_bytes(&member);
		let is_one = Members::<T>::contains_key(member) || MemberOfOwner::<T>::contains_key(owner);
		ensure!(!is_one, Error::<T>::AlreadyAMember);
		ensure!(Members::<T>::count() < MAX_MEMBERS, Error::<T>::ConsortiumFull);
		// An owner that was a member before comes back to its history, which must have room to end one more period.
		ensure!(Self::history_has_room(&member, 1), Error::<T>::KeyHistoryFull);
		let owners = OwnerHistory::<T>::decode_len(member).unwrap_or(0).saturated_into::<u32>();
		ensure!(owners < MAX_OWNER_PERIODS, Error::<T>::OwnerHistoryFull);
		Self::check_keys(&member, &keys)?;
		// Whoever becomes an owner must not be a hot account of another member.
		ensure!(!crate::MemberOfDuty::<T>::contains_key(owner), Error::<T>::DutyIsOwner);

		// Act.
		let now = Self::now();
		let (admitted_at, owner_since, keys_since) = (now, now, now);
		Members::<T>::insert(member, MemberRecord { name, tier, owner, owner_since, keys, admitted_at, keys_since });
		MemberOfOwner::<T>::insert(owner, member);
		Self::index_keys(&member, &keys);
		Self::hold(member.0);
		Self::hold(keys.duty.0);
		Ok(())
	}
}
