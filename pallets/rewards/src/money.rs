//! What is held where, and how it moves. Each move is exact or does not happen, and none changes the total issuance.

use crate::{Agreement, Config, Error, Event, HoldReason, Pallet, Party};
use frame_support::{
	pallet_prelude::{DispatchError, DispatchResult},
	storage::with_storage_layer,
	traits::{
		fungible::{
			hold::{Mutate, Unbalanced},
			Inspect,
		},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Get,
	},
};
use guild_agreement::Amount;
use guild_primitives::ids::{AgreementId, MemberId};
use sp_runtime::traits::AccountIdConversion;

impl<T: Config> Pallet<T> {
	/// The account that holds an agreement's escrow. Nobody has its key.
	pub fn escrow_account(id: AgreementId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(id)
	}

	/// The account that answers for a member.
	pub(crate) fn owner(member: &MemberId) -> T::AccountId {
		member.0.into()
	}

	/// The least that an account may own.
	pub(crate) fn least_balance() -> Amount {
		T::Currency::minimum_balance()
	}

	/// Makes the account of an escrow, which has no free balance to live by.
	pub(crate) fn open_escrow(id: AgreementId) {
		frame_system::Pallet::<T>::inc_providers(&Self::escrow_account(id));
	}

	/// Takes that account away again. Nothing is held in it any more.
	pub(crate) fn close_escrow(id: AgreementId) {
		// If something else (somebody's gift) refers to it, the account stays, and nothing of ours is in it.
		let _ = frame_system::Pallet::<T>::dec_providers(&Self::escrow_account(id));
	}

	/// Takes an amount from a member into an escrow.
	pub(crate) fn into_escrow(id: AgreementId, funder: &MemberId, amount: Amount) -> DispatchResult {
		T::Currency::transfer_and_hold(
			&HoldReason::Escrow.into(),
			&Self::owner(funder),
			&Self::escrow_account(id),
			amount,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)
		.map(|_| ())
		.map_err(|_| Error::<T>::NotCovered.into())
	}

	/// Pays an amount out of an escrow. Returns whether the member could receive it; else nothing has changed.
	pub(crate) fn out_of_escrow(id: AgreementId, member: &MemberId, amount: Amount) -> bool {
		let (from, to) = (Self::escrow_account(id), Self::owner(member));
		let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
		let moved = with_storage_layer(|| {
			T::Currency::transfer_on_hold(&HoldReason::Escrow.into(), &from, &to, amount, exact, free, force)
		});
		if moved.is_err() {
			Self::deposit_event(Event::NotReceived { agreement: id, member: *member, amount });
		}
		moved.is_ok()
	}

	/// Holds an amount as a deposit.
	pub(crate) fn hold_deposit(member: &MemberId, amount: Amount) -> DispatchResult {
		T::Currency::hold(&HoldReason::Deposit.into(), &Self::owner(member), amount)
			.map_err(|_| Error::<T>::NotCovered.into())
	}

	/// Gives a party's deposit back. Returns whether its account could receive it; else nothing has changed.
	pub(crate) fn return_deposit(id: AgreementId, member: &MemberId, party: &mut Party) -> bool {
		let (amount, owner) = (party.deposit, Self::owner(member));
		let released =
			with_storage_layer(|| T::Currency::release(&HoldReason::Deposit.into(), &owner, amount, Precision::Exact));
		if released.is_err() {
			Self::deposit_event(Event::NotReceived { agreement: id, member: *member, amount });
			return false;
		}
		party.deposit = 0;
		true
	}

	/// Moves a penalty from a party's deposit into the escrow: all of it, or what the deposit still has. Returns how much.
	pub(crate) fn penalise(
		id: AgreementId,
		agreement: &mut Agreement,
		member: &MemberId,
		party: &mut Party,
		penalty: Amount,
	) -> Amount {
		let amount = penalty.min(party.deposit);
		if amount == 0 || agreement.funded == 0 {
			return 0;
		}
		let (owner, account) = (Self::owner(member), Self::escrow_account(id));
		// From hold to hold: both reasons are ours, and what the one loses the other gets. A transfer would need an account that can
		// receive free balance, which the escrow is not.
		let moved = with_storage_layer(|| -> Result<Amount, DispatchError> {
			T::Currency::decrease_balance_on_hold(&HoldReason::Deposit.into(), &owner, amount, Precision::Exact)?;
			T::Currency::increase_balance_on_hold(&HoldReason::Escrow.into(), &account, amount, Precision::Exact)
		});
		if moved.is_err() {
			return 0;
		}
		party.deposit = party.deposit.saturating_sub(amount);
		party.penalised = party.penalised.saturating_add(amount);
		agreement.penalised = agreement.penalised.saturating_add(amount);
		amount
	}

	/// What is in the account of an agreement, and what is held of a member as deposits.
	#[cfg(any(feature = "std", feature = "try-runtime"))]
	pub(crate) fn held(reason: HoldReason, account: &T::AccountId) -> Amount {
		use frame_support::traits::fungible::hold::Inspect as _;
		T::Currency::balance_on_hold(&reason.into(), account)
	}
}
