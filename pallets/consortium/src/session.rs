//! The validators: members of the validator tier that have registered session keys.

use crate::{Config, Departures, MemberOfOwner, Members, Pallet, SessionKeys};
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_system::RawOrigin;
use guild_primitives::{
	consortium::Tier,
	ids::{AccountBytes, MemberId},
};
use sp_runtime::traits::Convert;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// Members whose validators make blocks from the session after next on, ascending, by the accounts that name them.
	pub fn validators() -> Vec<T::AccountId> {
		let mut owners: Vec<MemberId> = Members::<T>::iter()
			.filter(|(_, record)| record.tier == Tier::Validator)
			.map(|(owner, _)| owner)
			.filter(|owner| T::SessionKeys::has_keys(&owner.0.into()))
			.collect();
		owners.sort_unstable();
		owners.into_iter().map(|owner| owner.0.into()).collect()
	}
}

impl<T: Config> Pallet<T> {
	/// The same without those that will leave.
	pub(crate) fn staying_validators() -> Vec<T::AccountId> {
		let leaving = Departures::<T>::get();
		let is_leaving = |owner: &T::AccountId| {
			let member = MemberId(owner.clone().into());
			leaving.iter().any(|departure| departure.member == member)
		};
		Self::validators().into_iter().filter(|owner| !is_leaving(owner)).collect()
	}
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
	/// The validators of the session `_index`. If there would be none, the present ones go on: a chain without
	/// validators could never admit one.
	fn new_session(_index: SessionIndex) -> Option<Vec<T::AccountId>> {
		Some(Self::validators()).filter(|validators| !validators.is_empty())
	}
	fn start_session(_: SessionIndex) {}
	fn end_session(_: SessionIndex) {}
}

/// Who may register session keys: owners of members of the validator tier. The validator has the name of its member,
/// whoever owns that. For `pallet_session::Config::ValidatorIdOf`.
pub struct ValidatorOf<T>(PhantomData<T>);

impl<T: Config> Convert<T::AccountId, Option<T::AccountId>> for ValidatorOf<T> {
	fn convert(owner: T::AccountId) -> Option<T::AccountId> {
		let member = MemberOfOwner::<T>::get(AccountBytes(owner.into()))?;
		let record = Members::<T>::get(member)?;
		(record.tier == Tier::Validator).then(|| member.0.into())
	}
}

/// The session keys that `pallet-session` knows. For [`Config::SessionKeys`].
pub struct FromSession<T>(PhantomData<T>);

impl<T> SessionKeys<T::AccountId> for FromSession<T>
where
	T: pallet_session::Config<ValidatorId = <T as frame_system::Config>::AccountId>,
{
	fn has_keys(owner: &T::AccountId) -> bool {
		pallet_session::NextKeys::<T>::contains_key(owner)
	}
	fn purge(owner: &T::AccountId) {
		// The only refusal is that there are none.
		let _ = pallet_session::Pallet::<T>::purge_keys(RawOrigin::Signed(owner.clone()).into());
	}
	fn hand_over(member: &T::AccountId, from: &T::AccountId, to: &T::AccountId) {
		// As `set_keys` counts: one reference by whoever may purge them.
		if Self::has_keys(member) && frame_system::Pallet::<T>::inc_consumers(to).is_ok() {
			frame_system::Pallet::<T>::dec_consumers(from);
		}
	}
}
