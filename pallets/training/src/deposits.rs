//! Deposits behind attestations, and bonds behind votes *missing* and pleas.
//!
//! A deposit is held in the owner's account from the attestation to the end of the round. What becomes of that of a guilty
//! member is in `slashes.rs`.
//!
//! A bond is burnt where it pays for what the chain had to carry or to leave out, and returned otherwise. Nobody earns one.

use crate::{availability::Votes, types::OpenRound, BalanceOf, Config, Error, Event, HoldReason, Pallet};
use frame_support::{
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{
		fungible::hold::Mutate,
		tokens::{Fortitude, Precision},
		DefensiveResult, Get,
	},
};
use guild_primitives::{
	decide::{self, Vote},
	ids::MemberId,
};
use sp_runtime::{traits::Zero, Saturating};

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
