//! What becomes of the deposit of who equivocated: it waits, may be forgiven, and is burnt.

use crate::{
	types::Slash, BalanceOf, Config, Deposits, Error, Event, HoldReason, NewestSlashDue, NextSlash, OldestSlash,
	Pallet, Slashes, WeightInfo,
};
use core::marker::PhantomData;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Weight},
	traits::{
		fungible::hold::Mutate as _,
		tokens::{Fortitude, Precision},
		DefensiveResult, Get,
	},
};
use guild_pallet_support::{move_held, DelayedQueue, Queue};
use guild_primitives::{
	ids::{BlockNumber, MemberId},
	limits::MAX_MEMBERS,
};
use sp_runtime::traits::{SaturatedConversion, Zero};

/// Slashes that wait, in the order in which they are settled.
pub(crate) struct SlashQueue<T>(PhantomData<T>);

impl<T: Config> Queue for SlashQueue<T> {
	type Entry = Slash<BalanceOf<T>>;
	type Entries = Slashes<T>;
	type Next = NextSlash<T>;
	type Oldest = OldestSlash<T>;

	const MOST_A_BLOCK: u32 = MAX_MEMBERS;

	fn look_weight() -> Weight {
		T::WeightInfo::poll()
	}

	fn entry_weight(_: Option<&Self::Entry>) -> Weight {
		T::WeightInfo::settle_slash()
	}

	fn due_at(slash: &Self::Entry) -> BlockNumber {
		slash.due_at
	}

	fn settle(slash: u64, Slash { member, amount, .. }: Self::Entry) {
		let (reason, account) = (HoldReason::Slashed.into(), Pallet::<T>::account(&member));
		let burnt = T::Currency::burn_held(&reason, &account, amount, Precision::BestEffort, Fortitude::Force)
			.defensive_ok()
			.unwrap_or_default();
		Pallet::<T>::deposit_event(Event::SlashSettled { slash, member, burnt });
	}
}

impl<T: Config> DelayedQueue for SlashQueue<T> {
	type NewestDue = NewestSlashDue<T>;
}

impl<T: Config> Pallet<T> {
	/// Moves the member's deposit, as far as there is one, to where slashes wait.
	pub(crate) fn slash_deposit(member: MemberId) {
		let amount = Deposits::<T>::mutate(|deposits| {
			deposits.get_mut(&member).map(|deposit| core::mem::replace(&mut deposit.amount, Zero::zero()))
		});
		let Some(amount) = amount.filter(|amount| !amount.is_zero()) else { return };
		let account = Self::account(&member);
		let (from, to) = (HoldReason::Validator.into(), HoldReason::Slashed.into());
		let moved = move_held::<_, T::Currency>(&from, &to, &account, amount);
		let Some(amount) = moved.defensive_ok().filter(|amount| !amount.is_zero()) else { return };
		let due_at = SlashQueue::<T>::due_after(Self::now(), T::SlashDelay::get());
		let slash = SlashQueue::<T>::push(Slash { member, amount, due_at });
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

	/// The present block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}
}
