//! Admission and removal.

use crate::{types::MemberRecord, Config, Error, Event, KeyHistory, Members, Pallet, Roll, SessionKeys};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};
use guild_primitives::{
	consortium::{MemberKeys, Tier},
	ids::MemberId,
	limits::{MAX_MEMBERS, MAX_NAME_BYTES},
	Text,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_admit(
		owner: T::AccountId,
		name: Text<MAX_NAME_BYTES>,
		tier: Tier,
		keys: MemberKeys,
	) -> DispatchResult {
		let member = MemberId(owner.clone().into());
		Self::enrol(member, name, tier, keys)?;
		T::Roll::enter(&owner)?;
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
		ensure!(!Members::<T>::contains_key(member), Error::<T>::AlreadyAMember);
		ensure!(Members::<T>::count() < MAX_MEMBERS, Error::<T>::ConsortiumFull);
		// An owner that was a member before comes back to its history, which must have room to end one more period.
		ensure!(Self::history_has_room(&member, 1), Error::<T>::KeyHistoryFull);
		Self::check_keys(&member, &keys)?;
		// Whoever becomes an owner must not be a hot account of another member.
		ensure!(!crate::MemberOfDuty::<T>::contains_key(Self::account_bytes(&member)), Error::<T>::DutyIsOwner);

		// Act.
		let now = Self::now();
		Members::<T>::insert(member, MemberRecord { name, tier, keys, admitted_at: now, keys_since: now });
		Self::index_keys(&member, &keys);
		Self::hold(member.0);
		Self::hold(keys.duty.0);
		Ok(())
	}

	pub(crate) fn do_remove(owner: T::AccountId) -> DispatchResult {
		let member = MemberId(owner.clone().into());

		// Decide.
		let record = Members::<T>::get(member).ok_or(Error::<T>::NotAMember)?;
		if record.tier == Tier::Validator {
			ensure!(Self::validators() != [owner.clone()], Error::<T>::LastValidator);
		}

		// Act. Session keys first: they hold the account, and their owner might not purge them.
		T::SessionKeys::purge(&owner);
		T::Roll::strike(&owner)?;
		Members::<T>::remove(member);
		Self::unindex_keys(&record.keys);
		KeyHistory::<T>::mutate(member, |history| Self::end_period(history, &record))?;
		Self::release(member.0);
		Self::release(record.keys.duty.0);

		// Tell.
		Self::deposit_event(Event::MemberRemoved { member });
		Ok(())
	}
}
