//! Money that is held in an account.

use frame_support::{
	pallet_prelude::DispatchError,
	traits::{fungible::hold::Mutate, tokens::Precision},
};

/// Moves what is held for one reason to another, as far as there is so much, and says how much that was. It goes by way of the free
/// balance, which nothing can take from in between.
///
/// # Errors
/// Those of the currency.
pub fn move_held<AccountId, Currency: Mutate<AccountId>>(
	from: &Currency::Reason,
	to: &Currency::Reason,
	account: &AccountId,
	amount: Currency::Balance,
) -> Result<Currency::Balance, DispatchError> {
	let moved = Currency::release(from, account, amount, Precision::BestEffort)?;
	Currency::hold(to, account, moved)?;
	Ok(moved)
}
