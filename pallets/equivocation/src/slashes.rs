//! What becomes of the deposit of who equivocated: it waits, may be forgiven, and is burnt.

use crate::{
	types::Slash, Config, Deposits, Error, Event, HoldReason, NewestSlashDue, NextSlash, OldestSlash, Pallet, Slashes,
	WeightInfo,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{
		fungible::hold::Mutate as _,
		tokens::{Fortitude, Precision},
		DefensiveResult, Get,
	},
	weights::WeightMeter,
};
use guild_primitives::{
	ids::{BlockNumber, MemberId},
	limits::MAX_MEMBERS,
};
use sp_runtime::traits::{SaturatedConversion, Zero};

/// Most slashes that are settled in one block.
const MAX_SETTLED_A_BLOCK: u32 = MAX_MEMBERS;

impl<T: Config> Pallet<T> {
	/// Moves the member's deposit, as far as there is one, to where slashes wait.
	pub(crate) fn slash_deposit(member: MemberId) {
		let amount = Deposits::<T>::mutate(|deposits| {
			deposits.get_mut(&member).map(|deposit| core::mem::replace(&mut deposit.amount, Zero::zero()))
		});
		let Some(amount) = amount.filter(|amount| !amount.is_zero()) else { return };
		let account = Self::account(&member);
		// By way of the free balance, which nothing can take from in between.
		let moved = T::Currency::release(&HoldReason::Validator.into(), &account, amount, Precision::BestEffort)
			.and_then(|amount| T::Currency::hold(&HoldReason::Slashed.into(), &account, amount).map(|()| amount));
		let Some(amount) = moved.defensive_ok().filter(|amount| !amount.is_zero()) else { return };
		// Those that wait are settled in their order: a shorter delay overtakes none of them, and the event says so.
		let due_at = Self::now().saturating_add(T::SlashDelay::get()).max(NewestSlashDue::<T>::get());
		NewestSlashDue::<T>::put(due_at);
		let slash = NextSlash::<T>::get();
		NextSlash::<T>::put(slash.saturating_add(1)); // 2^64 slashes outlast every chain.
		Slashes::<T>::insert(slash, Slash { member, amount, due_at });
		Self::deposit_event(Event::DepositSlashed { slash, member, amount, due_at });
	}

	pub(crate) fn do_forgive_slash(slash: u64) -> DispatchResult {
		let Slash { member, amount, .. } = Slashes::<T>::take(slash).ok_or(Error::<T>::UnknownSlash)?;
		let account = Self::account(&member);
		let released = T::Currency::release(&HoldReason::Slashed.into(), &account, amount, Precision::BestEffort)?;
		ensure!(released == amount, Error::<T>::UnknownSlash); // Then nothing has changed; I3 says that it never is.
		Self::deposit_event(Event::SlashForgiven { slash, member, amount });
		Ok(())
	}

	/// Settles slashes whose time has come, oldest first, while the meter has room.
	pub(crate) fn settle_slashes(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::poll()).is_err() {
			return;
		}
		for _ in 0..MAX_SETTLED_A_BLOCK {
			let oldest = OldestSlash::<T>::get();
			if oldest >= NextSlash::<T>::get() {
				return;
			}
			let slash = Slashes::<T>::get(oldest); // None if it was forgiven.
			if slash.is_some_and(|slash| slash.due_at > Self::now()) {
				return;
			}
			if meter.try_consume(T::WeightInfo::settle_slash()).is_err() {
				return; // It stays the oldest; the next block begins with it.
			}
			OldestSlash::<T>::put(oldest.saturating_add(1));
			if let Some(Slash { member, amount, .. }) = slash {
				Slashes::<T>::remove(oldest);
				let account = Self::account(&member);
				let reason = HoldReason::Slashed.into();
				let burnt = T::Currency::burn_held(&reason, &account, amount, Precision::BestEffort, Fortitude::Force)
					.defensive_ok()
					.unwrap_or_default();
				Self::deposit_event(Event::SlashSettled { slash: oldest, member, burnt });
			}
		}
	}

	/// The present block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}
}
