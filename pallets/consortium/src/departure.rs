//! How a member leaves: decided now, carried out when the rounds that count on it are over.
//!
//! From the decision on, a member has no seat on the roll and is in no new electorate. Its keys, its duties in the rounds
//! that were open, and its validator go on until the last of those rounds, with its challenge window, is over; at the
//! latest [`Config::LeaveDelay`] blocks later, however long a round lasts. Then it is gone, all but its key history.
//!
//! # What would stall finality
//!
//! GRANDPA needs ⌊2n/3⌋ + 1 of n validators. A member whose validator lives may not go if fewer than that would live
//! among those that stay. A validator lives if it made a block within the last [`Config::LiveWindow`] blocks: Aura gives
//! each of them slots in turn, and the chain sees nothing else of a validator. A dead one may always go: that only lowers
//! what finality needs.

use crate::{
	Config, Departure, Departures, Error, Event, KeyHistory, LastBlocks, Members, Pallet, Roll, SessionKeys, WeightInfo,
};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{Defensive, DefensiveResult, Get},
	weights::WeightMeter,
};
use guild_primitives::{consortium::OpenRounds, ids::MemberId, round::quorum};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// The member will leave.
	pub(crate) fn do_leave(member: MemberId, resigned: bool) -> DispatchResult {
		// Decide.
		let record = Members::<T>::get(member).ok_or(Error::<T>::NotAMember)?;
		ensure!(!Self::is_leaving(&member), Error::<T>::AlreadyLeaving);
		Self::check_finality_without(&member.0.into())?;

		// Act. There is room for all members, and this one was not in the list.
		let since = Self::now();
		Departures::<T>::mutate(|leaving| leaving.try_push(Departure { member, since })).defensive_ok();
		// Nobody takes over what leaves.
		Self::drop_recovery(&member);
		if record.tier.has_seat() {
			T::Roll::strike(&record.owner.0.into())?;
		}

		// Tell.
		Self::deposit_event(Event::MemberLeaving { member, resigned });
		Ok(())
	}

	/// Whether the member will leave.
	pub(crate) fn is_leaving(member: &MemberId) -> bool {
		Departures::<T>::get().iter().any(|departure| departure.member == *member)
	}

	/// Lets those go whom no open round counts on any more, oldest decision first, while the meter has room.
	pub(crate) fn let_go(meter: &mut WeightMeter) {
		let ask = T::WeightInfo::poll().saturating_add(T::Rounds::oldest_open_weight());
		if meter.try_consume(ask).is_err() {
			return;
		}
		let leaving = Departures::<T>::get();
		if leaving.is_empty() {
			return;
		}
		let (oldest_open, now) = (T::Rounds::oldest_open(), Self::now());
		let may_go = |departure: &Departure| {
			oldest_open.is_none_or(|opened_at| departure.since < opened_at)
				|| now.saturating_sub(departure.since) >= T::LeaveDelay::get()
		};
		// Those who decided later wait for at least the same rounds.
		for Departure { member, .. } in leaving.into_iter().take_while(may_go) {
			if meter.try_consume(T::WeightInfo::depart()).is_err() {
				return; // It stays the first; the next block begins with it.
			}
			Self::depart(member);
		}
	}

	/// Takes everything back that the member has, but its history.
	pub(crate) fn depart(member: MemberId) {
		Departures::<T>::mutate(|leaving| leaving.retain(|departure| departure.member != member));
		let Some(record) = Members::<T>::get(member).defensive() else { return };
		// Session keys first: they hold the owner's account, and it cannot purge them.
		T::SessionKeys::purge(&record.owner.0.into());
		Members::<T>::remove(member);
		Self::forget_owner(&member, &record);
		Self::unindex_keys(&record.keys);
		// Room for this period was kept.
		KeyHistory::<T>::mutate(member, |history| Self::end_period(history, &record)).defensive_ok();
		LastBlocks::<T>::remove(member);
		Self::release(member.0);
		Self::release(record.keys.duty.0);
		Self::deposit_event(Event::MemberRemoved { member });
	}

	/// Whether finality goes on if this owner's validator, should it have one, makes no more blocks.
	pub(crate) fn check_finality_without(owner: &T::AccountId) -> Result<(), DispatchError> {
		let (gone, rest): (Vec<_>, Vec<_>) = Self::staying_validators().into_iter().partition(|other| other == owner);
		if gone.is_empty() {
			return Ok(());
		}
		ensure!(!rest.is_empty(), Error::<T>::LastValidator);
		let live = rest.iter().filter(|validator| Self::is_live(validator)).count();
		let needed = quorum(rest.len().saturated_into());
		ensure!(!Self::is_live(owner) || live >= needed as usize, Error::<T>::WouldStallFinality);
		Ok(())
	}

	/// Whether the owner's validator made a block lately. In the first blocks of a chain all count as live.
	pub(crate) fn is_live(owner: &T::AccountId) -> bool {
		let (now, window) = (Self::now(), T::LiveWindow::get());
		let last = LastBlocks::<T>::get(MemberId(owner.clone().into()));
		now <= window || last.is_some_and(|last| now.saturating_sub(last) <= window)
	}

	/// The owner's validator made this block. Whoever is no member any more (a set changes two sessions late) is not noted.
	pub fn note_author(owner: &T::AccountId) {
		let member = MemberId(owner.clone().into());
		if Members::<T>::contains_key(member) {
			LastBlocks::<T>::insert(member, Self::now());
		}
	}
}
