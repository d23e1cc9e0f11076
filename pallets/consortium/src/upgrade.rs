//! A new runtime: authorised by its hash, applied between rounds.
//!
//! Governance authorises the hash of the code; any member brings the code itself. It is not applied while a round is open
//! that might be judged by the old runtime, and from the authorisation on no round opens, so that there is a moment
//! between. Both are bounded: [`Config::LeaveDelay`] blocks after the authorisation the code may be applied whatever is
//! open, as a member that leaves goes then; and if nobody has applied it within [`Config::UpgradeWindow`] blocks more,
//! rounds open again. The authorisation itself stays until it is used, or replaced by another.

use crate::{Config, Event, Pallet, Upgrade, UpgradePlan};
use frame_support::traits::Get;
use guild_primitives::{consortium::OpenRounds, ids::BlockNumber};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_authorise_upgrade(code_hash: T::Hash) {
		let authorised_at = Self::now();
		Upgrade::<T>::put(UpgradePlan { code_hash, authorised_at });
		// The new code must have the same name and a higher version.
		frame_system::Pallet::<T>::do_authorize_upgrade(code_hash, true);
		Self::deposit_event(Event::UpgradeAuthorised {
			code_hash,
			whatever_is_open_at: Self::forced_at(authorised_at),
		});
	}

	/// The authorisation that waits to be used. The one that was used is no longer the system's.
	fn waiting() -> Option<UpgradePlan<T::Hash>> {
		let plan = Upgrade::<T>::get()?;
		let waits = frame_system::Pallet::<T>::authorized_upgrade().is_some();
		waits.then_some(plan)
	}

	/// Whether an authorised upgrade waits for the rounds that are open, so that no other should open.
	pub fn upgrade_waits() -> bool {
		Self::waiting().is_some_and(|plan| {
			let until = Self::forced_at(plan.authorised_at).saturating_add(T::UpgradeWindow::get());
			Self::now() < until
		})
	}

	/// Whether a new runtime may be applied now: there is none, or no round is open, or it has waited long enough.
	pub fn may_upgrade() -> bool {
		let is_late = |plan: UpgradePlan<T::Hash>| Self::now() >= Self::forced_at(plan.authorised_at);
		T::Rounds::oldest_open().is_none() || Self::waiting().is_some_and(is_late)
	}

	fn forced_at(authorised_at: BlockNumber) -> BlockNumber {
		authorised_at.saturating_add(T::LeaveDelay::get())
	}
}
