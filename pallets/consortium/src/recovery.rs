//! A new owner account for a member whose cold key is lost or stolen.
//!
//! A member's name on chain is the account that owned it first, for ever: electorates, ledgers and records know it by that.
//! What changes is which account acts for it ([`MemberRecord::owner`]). Two thirds of the council propose a new one; while
//! [`Config::RecoveryDelay`] blocks pass, the present owner may veto it; then the new owner takes its place: the seat on the
//! roll, and the session keys, which stay. All owners of a member are remembered with their blocks.
//!
//! The first account signs for nobody then, and stays as the place where the member's deposits are held; so a stolen key
//! reaches none of it. The owner takes what is free there by `withdraw`.

use crate::{
	types::{MemberRecord, OwnerPeriod, Recovery},
	Config, Error, Event, MemberOfDuty, MemberOfOwner, Members, OwnerHistory, Pallet, Recoveries, Roll, SessionKeys,
	WeightInfo,
};
use frame_support::{
	defensive_assert, ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{fungible::Mutate, tokens::Preservation, Defensive, DefensiveResult, Get},
	weights::WeightMeter,
};
use guild_primitives::{
	ids::{AccountBytes, MemberId},
	limits::MAX_OWNER_PERIODS,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// The member that this account owns.
	pub(crate) fn owned_by(owner: &T::AccountId) -> Result<MemberId, DispatchError> {
		MemberOfOwner::<T>::get(AccountBytes(owner.clone().into())).ok_or_else(|| Error::<T>::NotAMember.into())
	}

	pub(crate) fn do_recover(member: MemberId, new_owner: T::AccountId) -> DispatchResult {
		// Decide.
		ensure!(Members::<T>::contains_key(member), Error::<T>::NotAMember);
		ensure!(!Self::is_leaving(&member), Error::<T>::AlreadyLeaving);
		ensure!(!Self::is_being_recovered(&member), Error::<T>::AlreadyRecovering);
		let new_owner = AccountBytes(new_owner.into());
		Self::check_new_owner(&member, &new_owner)?;
		let ended = OwnerHistory::<T>::decode_len(member).unwrap_or(0).saturated_into::<u32>();
		// One period ends then, and the departure of the member must still find room for the next.
		ensure!(ended.saturating_add(2) <= MAX_OWNER_PERIODS, Error::<T>::OwnerHistoryFull);

		// Act. There is room for all members, and this one was not in the list.
		let due_at = Self::now().saturating_add(T::RecoveryDelay::get());
		Recoveries::<T>::mutate(|all| all.try_push(Recovery { member, new_owner, due_at })).defensive_ok();

		// Tell.
		Self::deposit_event(Event::RecoveryProposed { member, new_owner, due_at });
		Ok(())
	}

	pub(crate) fn do_veto_recovery(owner: T::AccountId) -> DispatchResult {
		let member = Self::owned_by(&owner)?;
		ensure!(Self::is_being_recovered(&member), Error::<T>::NotRecovering);
		Self::drop_recovery(&member);
		Self::deposit_event(Event::RecoveryVetoed { member });
		Ok(())
	}

	/// Pays what is free in the account that names the member to its owner.
	pub(crate) fn do_withdraw(owner: T::AccountId, amount: crate::BalanceOf<T>) -> DispatchResult {
		let member = Self::owned_by(&owner)?;
		ensure!(member.0 != owner.clone().into(), Error::<T>::NotRecovered);
		T::Currency::transfer(&member.0.into(), &owner, amount, Preservation::Expendable)?;
		Self::deposit_event(Event::Withdrawn { member, amount });
		Ok(())
	}

	/// Whether the council has proposed a new owner for the member, and nobody has vetoed it.
	pub(crate) fn is_being_recovered(member: &MemberId) -> bool {
		Recoveries::<T>::get().iter().any(|recovery| recovery.member == *member)
	}

	/// Nobody will own the member in another's place.
	pub(crate) fn drop_recovery(member: &MemberId) {
		Recoveries::<T>::mutate(|all| all.retain(|recovery| recovery.member != *member));
	}

	/// Whether the account may become the member's owner: it is nobody's, neither hot nor cold.
	fn check_new_owner(member: &MemberId, new_owner: &AccountBytes) -> DispatchResult {
		let is_owner = MemberOfOwner::<T>::contains_key(new_owner);
		// The account that names another member holds that member's deposits.
		let names_another = MemberId(new_owner.0) != *member && Members::<T>::contains_key(MemberId(new_owner.0));
		ensure!(!is_owner && !names_another, Error::<T>::OwnerTaken);
		ensure!(!MemberOfDuty::<T>::contains_key(new_owner), Error::<T>::DutyIsOwner);
		Ok(())
	}

	/// Carries out what was not vetoed in time, while the meter has room.
	pub(crate) fn recover_due(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::poll()).is_err() {
			return;
		}
		let now = Self::now();
		for recovery in Recoveries::<T>::get().into_iter().filter(|recovery| recovery.due_at <= now) {
			if meter.try_consume(T::WeightInfo::take_over()).is_err() {
				return; // It waits for the next block.
			}
			Self::take_over(recovery);
		}
	}

	/// Puts the new owner in the place of the old one; or drops the recovery, if the account was taken meanwhile.
	pub(crate) fn take_over(Recovery { member, new_owner, .. }: Recovery) {
		Self::drop_recovery(&member);
		let Some(record) = Members::<T>::get(member).defensive() else { return };
		let (from, to): (T::AccountId, T::AccountId) = (record.owner.0.into(), new_owner.0.into());
		if Self::check_new_owner(&member, &new_owner).is_err() || Self::move_seat(&record, &from, &to).is_err() {
			return Self::deposit_event(Event::RecoveryDropped { member, new_owner });
		}
		Self::hold(new_owner.0);
		T::SessionKeys::hand_over(&member.0.into(), &from, &to);
		if record.owner.0 != member.0 {
			Self::release(record.owner.0); // That of the first account stays while there is the member.
		}
		MemberOfOwner::<T>::remove(record.owner);
		MemberOfOwner::<T>::insert(new_owner, member);
		let now = Self::now();
		let period = OwnerPeriod { owner: record.owner, from: record.owner_since, until: now };
		OwnerHistory::<T>::mutate(member, |history| history.try_push(period)).defensive_ok();
		Members::<T>::insert(member, MemberRecord { owner: new_owner, owner_since: now, ..record });
		Self::deposit_event(Event::OwnerReplaced { member, new_owner });
	}

	/// Gives the seat, if the member has one, to its new owner. If that is refused, nothing has changed.
	fn move_seat(record: &MemberRecord, from: &T::AccountId, to: &T::AccountId) -> DispatchResult {
		if !record.tier.has_seat() {
			return Ok(());
		}
		frame_support::storage::with_storage_layer(|| {
			T::Roll::strike(from)?;
			T::Roll::enter(to)
		})
	}

	/// Takes back what the member's owner has.
	pub(crate) fn forget_owner(member: &MemberId, record: &MemberRecord) {
		MemberOfOwner::<T>::remove(record.owner);
		if record.owner.0 != member.0 {
			Self::release(record.owner.0);
		}
		Self::drop_recovery(member);
		let period = OwnerPeriod { owner: record.owner, from: record.owner_since, until: Self::now() };
		let kept = OwnerHistory::<T>::mutate(member, |history| history.try_push(period));
		defensive_assert!(kept.is_ok(), "room for the last owner is kept");
	}
}
