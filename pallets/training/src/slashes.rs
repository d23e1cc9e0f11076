//! What becomes of the deposit of a member that is found guilty: it waits, may be forgiven, and is burnt and paid.
//!
//! It is moved to a hold of its own, and waits there for [`Config::SlashDelay`] blocks, in which governance may forgive it. Then half
//! is burnt, and half goes to the owner of whoever proved the fault: at most half, so that nobody gains by accusing itself
//! through a friend. A challenger that is guilty of the very fault it proves gets nothing.

use crate::{
	types::Slash, BalanceOf, Config, Error, Event, HoldReason, NewestSlashDue, NextSlash, OldestSlash, Pallet, Slashes,
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Weight},
	traits::{
		fungible::hold::Mutate,
		tokens::{Fortitude, Precision, Restriction},
		DefensiveResult, Get,
	},
};
use guild_pallet_support::{move_held, DelayedQueue, Queue};
use guild_primitives::{
	ids::{BlockNumber, MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
};
use sp_runtime::{traits::Zero, Saturating};

/// Slashes that wait, in the order in which they are settled.
pub(crate) struct SlashQueue<T>(PhantomData<T>);

impl<T: Config> Queue for SlashQueue<T> {
	type Entry = Slash<BalanceOf<T>>;
	type Entries = Slashes<T>;
	type Next = NextSlash<T>;
	type Oldest = OldestSlash<T>;

	const MOST_A_BLOCK: u32 = MAX_PARTICIPANTS;

	fn look_weight() -> Weight {
		T::WeightInfo::poll_slashes()
	}

	fn entry_weight(_: Option<&Self::Entry>) -> Weight {
		T::WeightInfo::settle_slash()
	}

	fn due_at(slash: &Self::Entry) -> BlockNumber {
		slash.due_at
	}

	fn settle(id: u64, slash: Self::Entry) {
		let (reason, owner) = (HoldReason::Slashed.into(), Pallet::<T>::owner(&slash.member));
		let half = slash.amount / 2u32.into(); // Rounded down: the odd unit is burnt.
		let pay = |challenger: &MemberId| {
			T::Currency::transfer_on_hold(
				&reason,
				&owner,
				&Pallet::<T>::owner(challenger),
				half,
				Precision::Exact,
				Restriction::Free,
				Fortitude::Force,
			)
		};
		// An account that is gone, and that half a deposit would not open again, gets nothing.
		let paid = slash.challenger.as_ref().and_then(|challenger| pay(challenger).ok()).unwrap_or_default();
		let rest = slash.amount.saturating_sub(paid);
		let burnt = T::Currency::burn_held(&reason, &owner, rest, Precision::BestEffort, Fortitude::Force)
			.defensive_ok()
			.unwrap_or_default();
		let member = slash.member;
		Pallet::<T>::deposit_event(Event::SlashSettled {
			slash: id,
			member,
			burnt,
			challenger: slash.challenger,
			paid,
		});
	}
}

impl<T: Config> DelayedQueue for SlashQueue<T> {
	type NewestDue = NewestSlashDue<T>;
}

impl<T: Config> Pallet<T> {
	/// Moves a deposit to where slashes wait. `challenger` gets half of it in the end.
	pub(crate) fn slash_deposit(
		round: RoundId,
		member: &MemberId,
		deposit: BalanceOf<T>,
		challenger: Option<MemberId>,
	) {
		let owner = Self::owner(member);
		let (from, to) = (HoldReason::Attestation.into(), HoldReason::Slashed.into());
		let moved = move_held::<_, T::Currency>(&from, &to, &owner, deposit);
		let Some(amount) = moved.defensive_ok().filter(|amount| !amount.is_zero()) else { return };
		let due_at = SlashQueue::<T>::due_after(Self::now(), T::SlashDelay::get());
		let id = SlashQueue::<T>::push(Slash { round, member: *member, amount, challenger, due_at });
		Self::deposit_event(Event::DepositSlashed { slash: id, round, member: *member, amount, due_at });
	}

	pub(crate) fn do_forgive_slash(id: u64) -> DispatchResult {
		let Slash { member, amount, .. } = Slashes::<T>::take(id).ok_or(Error::<T>::UnknownSlash)?;
		let owner = Self::owner(&member);
		let released = T::Currency::release(&HoldReason::Slashed.into(), &owner, amount, Precision::BestEffort)?;
		ensure!(released == amount, Error::<T>::UnknownSlash); // Then nothing has changed; I14 says that it never is.
		Self::deposit_event(Event::SlashForgiven { slash: id, member, amount });
		Ok(())
	}
}
