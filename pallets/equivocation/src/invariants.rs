//! The invariants of the module docs, as code.

#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{
	slashes::SlashQueue, BalanceOf, Config, CurrentSession, Deposits, HoldReason, Pallet, Reports, Slashes, Validators,
	MAX_DEPOSITS,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{
	ensure,
	traits::{fungible::hold::Inspect as _, Get},
};
use guild_pallet_support::{DelayedQueue, Queue};
use guild_primitives::ids::MemberId;
use sp_runtime::{traits::Zero, Saturating, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Checks I1 to I4; an error begins with the number of the invariant that does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let now = CurrentSession::<T>::get();
		let remembered = Validators::<T>::iter_keys().count();
		ensure!(remembered <= T::Sessions::get() as usize, "I1: too many sessions");
		for (session, seats) in Validators::<T>::iter() {
			ensure!(session <= now && !Self::is_forgotten(session, now), "I1: a session that is forgotten, or to come");
			let keys: BTreeSet<_> = seats.iter().map(|seat| &seat.key).collect();
			ensure!(keys.len() == seats.len(), "I1: a key is twice in a session");
		}

		let held = |reason: HoldReason, member: &MemberId| {
			T::Currency::balance_on_hold(&reason.into(), &Self::account(member))
		};
		let deposits = Deposits::<T>::get();
		for (member, deposit) in deposits.iter() {
			ensure!(held(HoldReason::Validator, member) == deposit.amount, "I2: a deposit is not what is held");
			let session = deposit.last_session;
			ensure!(session <= now && !Self::is_forgotten(session, now), "I2: a deposit answers for no session");
		}
		let is_full = deposits.len() == MAX_DEPOSITS as usize;
		// The genesis takes none.
		for seat in Validators::<T>::get(now).filter(|_| now > 0).unwrap_or_default() {
			ensure!(is_full || deposits.contains_key(&seat.member), "I2: a validator is not among the deposits");
		}

		ensure!(SlashQueue::<T>::is_numbered(), "I3: a slash outside the queue");
		ensure!(SlashQueue::<T>::is_in_order(), "I3: a slash is due before an older one");
		let mut slashed: BTreeMap<MemberId, BalanceOf<T>> =
			deposits.keys().map(|member| (*member, Zero::zero())).collect();
		for slash in Slashes::<T>::iter_values() {
			let sum = slashed.entry(slash.member).or_insert_with(Zero::zero);
			*sum = sum.saturating_add(slash.amount);
		}
		for (member, sum) in slashed {
			ensure!(held(HoldReason::Slashed, &member) == sum, "I3: slashes are not what is held");
		}

		for (_, reports) in Reports::<T>::iter() {
			let sets: BTreeSet<_> = reports.iter().map(|report| report.set_id).collect();
			ensure!(sets.len() == reports.len(), "I4: two reports of one set");
			ensure!(reports.iter().all(|report| report.session <= now), "I4: a report of a session to come");
		}
		Ok(())
	}
}
