//! Deposits behind attestations, and what becomes of them when a member is found guilty; bonds behind votes *missing* and pleas.
//!
//! A deposit is held in the owner's account from the attestation to the end of the round. That of a guilty member is moved
//! to a hold of its own, and waits there for [`Config::SlashDelay`] blocks, in which governance may forgive it. Then half
//! is burnt, and half goes to the owner of whoever proved the fault: at most half, so that nobody gains by accusing itself
//! through a friend. A challenger that is guilty of the very fault it proves gets nothing.
//!
//! A bond is burnt where it pays for what the chain had to carry or to leave out, and returned otherwise. Nobody earns one.

use crate::{
	availability::Votes,
	types::{OpenRound, Slash},
	BalanceOf, Config, Error, Event, HoldReason, NewestSlashDue, NextSlash, OldestSlash, Pallet, Slashes, WeightInfo,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{
		fungible::hold::Mutate,
		tokens::{Fortitude, Precision, Restriction},
		DefensiveResult, Get,
	},
	weights::WeightMeter,
};
use guild_primitives::{
	decide::{self, Vote},
	ids::{MemberId, RoundId},
};
use sp_runtime::{traits::Zero, Saturating};

/// Most slashes that are settled in one block.
const MAX_SETTLED_A_BLOCK: u32 = guild_primitives::limits::MAX_PARTICIPANTS;

impl<T: Config> Pallet<T> {
	/// The account that answers for a member.
	pub(crate) fn owner(member: &MemberId) -> T::AccountId {
		member.0.into()
	}

	/// Holds what attesting costs, for as long as the attestation stands.
	pub(crate) fn hold_deposit(member: &MemberId) -> Result<BalanceOf<T>, DispatchError> {
		let deposit = T::AttestDeposit::get();
		Self::hold(HoldReason::Attestation, member, deposit)?;
		Ok(deposit)
	}

	/// Holds money in a member's owner account.
	pub(crate) fn hold(reason: HoldReason, member: &MemberId, amount: BalanceOf<T>) -> DispatchResult {
		T::Currency::hold(&reason.into(), &Self::owner(member), amount)
			.map_err(|_| Error::<T>::DepositNotCovered.into())
	}

	/// Gives back what was held.
	pub(crate) fn release(reason: HoldReason, member: &MemberId, amount: BalanceOf<T>) {
		T::Currency::release(&reason.into(), &Self::owner(member), amount, Precision::BestEffort)
			.map(|_| ())
			.defensive_ok();
	}

	/// Burns what was held.
	pub(crate) fn burn(reason: HoldReason, member: &MemberId, amount: BalanceOf<T>) {
		let owner = Self::owner(member);
		T::Currency::burn_held(&reason.into(), &owner, amount, Precision::BestEffort, Fortitude::Force)
			.map(|_| ())
			.defensive_ok();
	}

	/// Holds so many bonds of a vote.
	pub(crate) fn hold_bonds(member: &MemberId, bond: BalanceOf<T>, bonds: u32) -> DispatchResult {
		if bonds == 0 {
			return Ok(());
		}
		Self::hold(HoldReason::Missing, member, bond.saturating_mul(bonds.into()))
	}

	/// Burns as many bonds of each vote as `burnt` says, and returns the others.
	pub(crate) fn settle_bonds(round: &OpenRound, votes: &Votes<T>, burnt: impl Fn(&Vote) -> u32) {
		for ((member, cast), vote) in votes.cast.iter().zip(&votes.votes) {
			let bonds = decide::bonds(round.committed, vote);
			if bonds == 0 {
				continue;
			}
			let burnt = cast.bond.saturating_mul(burnt(vote).min(bonds).into());
			if !burnt.is_zero() {
				Self::burn(HoldReason::Missing, member, burnt);
				Self::deposit_event(Event::BondsBurnt { round: round.id, member: *member, amount: burnt });
			}
			let rest = cast.bond.saturating_mul(bonds.into()).saturating_sub(burnt);
			Self::release(HoldReason::Missing, member, rest);
		}
	}

	/// Moves a deposit to where slashes wait. `challenger` gets half of it in the end.
	pub(crate) fn slash_deposit(
		round: RoundId,
		member: &MemberId,
		deposit: BalanceOf<T>,
		challenger: Option<MemberId>,
	) {
		let owner = Self::owner(member);
		// By way of the free balance, which nothing can take from in between.
		let moved = T::Currency::release(&HoldReason::Attestation.into(), &owner, deposit, Precision::BestEffort)
			.and_then(|amount| T::Currency::hold(&HoldReason::Slashed.into(), &owner, amount).map(|()| amount));
		let Some(amount) = moved.defensive_ok().filter(|amount| !amount.is_zero()) else { return };
		// Those that wait are settled in their order: a shorter delay overtakes none of them, and the event says so.
		let due_at = Self::now().saturating_add(T::SlashDelay::get()).max(NewestSlashDue::<T>::get());
		NewestSlashDue::<T>::put(due_at);
		let id = NextSlash::<T>::get();
		NextSlash::<T>::put(id.saturating_add(1)); // 2^64 slashes outlast every chain.
		Slashes::<T>::insert(id, Slash { round, member: *member, amount, challenger, due_at });
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

	/// Settles slashes whose time has come, oldest first, while the meter has room.
	pub(crate) fn settle_slashes(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::poll_slashes()).is_err() {
			return;
		}
		for _ in 0..MAX_SETTLED_A_BLOCK {
			let id = OldestSlash::<T>::get();
			if id >= NextSlash::<T>::get() {
				return;
			}
			let slash = Slashes::<T>::get(id); // None if it was forgiven.
			if slash.as_ref().is_some_and(|slash| slash.due_at > Self::now()) {
				return;
			}
			if meter.try_consume(T::WeightInfo::settle_slash()).is_err() {
				return; // It stays the oldest; the next block begins with it.
			}
			OldestSlash::<T>::put(id.saturating_add(1));
			if let Some(slash) = slash {
				Slashes::<T>::remove(id);
				Self::settle(id, slash);
			}
		}
	}

	fn settle(id: u64, slash: Slash<BalanceOf<T>>) {
		let (reason, owner) = (HoldReason::Slashed.into(), Self::owner(&slash.member));
		let half = slash.amount / 2u32.into(); // Rounded down: the odd unit is burnt.
		let pay = |challenger: &MemberId| {
			T::Currency::transfer_on_hold(
				&reason,
				&owner,
				&Self::owner(challenger),
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
		Self::deposit_event(Event::SlashSettled { slash: id, member, burnt, challenger: slash.challenger, paid });
	}

	/// What a member has in each kind of holds, in the order of [`HoldReason`].
	#[cfg(any(feature = "std", feature = "try-runtime"))]
	pub(crate) fn held(member: &MemberId) -> [BalanceOf<T>; 4] {
		use frame_support::traits::fungible::hold::Inspect as _;
		[HoldReason::Attestation, HoldReason::Slashed, HoldReason::Missing, HoldReason::Plea]
			.map(|reason| T::Currency::balance_on_hold(&reason.into(), &Self::owner(member)))
	}

	/// Constants that would make deposits pointless.
	pub(crate) fn check_deposits() {
		assert!(!T::AttestDeposit::get().is_zero(), "a lie would cost nothing");
		assert!(!T::MissingBond::get().is_zero(), "a strike would cost nothing");
		assert!(!T::PleaBond::get().is_zero(), "a plea would cost nothing");
		assert!(T::SlashDelay::get() > 0, "governance has no time to forgive");
	}
}
