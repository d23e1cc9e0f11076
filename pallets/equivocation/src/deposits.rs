//! The deposits of validators: taken as a session begins, given back when nothing can be reported of them any more.

use crate::{types::Deposit, BalanceOf, Config, Deposits, Event, HoldReason, Pallet, Reports};
use alloc::vec::Vec;
use frame_support::traits::{
	fungible::{hold::Mutate as _, Inspect as _},
	tokens::{Fortitude, Precision, Preservation},
	DefensiveResult, Get,
};
use guild_primitives::ids::MemberId;
use sp_runtime::{traits::Zero, Saturating};
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// The account that answers for a member: the one that names it, whoever owns it.
	pub(crate) fn account(member: &MemberId) -> T::AccountId {
		member.0.into()
	}

	/// Takes of each validator of this session what is missing of its deposit.
	pub(crate) fn hold_deposits(session: SessionIndex, validators: Vec<MemberId>) {
		Deposits::<T>::mutate(|deposits| {
			for member in validators {
				if !deposits.contains_key(&member) {
					let none = Deposit { amount: Zero::zero(), last_session: session };
					if deposits.try_insert(member, none).is_err() {
						Self::deposit_event(Event::DepositNotCovered { member, missing: T::Deposit::get() });
						continue;
					}
				}
				if let Some(deposit) = deposits.get_mut(&member) {
					deposit.last_session = session;
					Self::top_up(member, deposit);
				}
			}
		});
	}

	/// Holds as much of what is missing as the account can spare without being closed.
	fn top_up(member: MemberId, deposit: &mut Deposit<BalanceOf<T>>) {
		let wanted = T::Deposit::get().saturating_sub(deposit.amount);
		if wanted.is_zero() {
			return;
		}
		let account = Self::account(&member);
		let spare = T::Currency::reducible_balance(&account, Preservation::Protect, Fortitude::Force);
		let amount = wanted.min(spare);
		let held = !amount.is_zero() && T::Currency::hold(&HoldReason::Validator.into(), &account, amount).is_ok();
		if held {
			deposit.amount = deposit.amount.saturating_add(amount);
			Self::deposit_event(Event::DepositHeld { member, amount });
		}
		let missing = T::Deposit::get().saturating_sub(deposit.amount);
		if !missing.is_zero() {
			Self::deposit_event(Event::DepositNotCovered { member, missing });
		}
	}

	/// Forgets members that validated in no session that is remembered, and gives their deposits back.
	pub(crate) fn release_deposits(now: SessionIndex) {
		Deposits::<T>::mutate(|deposits| {
			deposits.retain(|member, deposit| {
				let stays = !Self::is_forgotten(deposit.last_session, now);
				if !stays {
					Self::release_deposit(*member, deposit.amount);
				}
				stays
			});
		});
	}

	fn release_deposit(member: MemberId, amount: BalanceOf<T>) {
		Reports::<T>::remove(member);
		if amount.is_zero() {
			return;
		}
		let account = Self::account(&member);
		T::Currency::release(&HoldReason::Validator.into(), &account, amount, Precision::BestEffort)
			.map(|_| ())
			.defensive_ok();
		Self::deposit_event(Event::DepositReleased { member, amount });
	}
}
