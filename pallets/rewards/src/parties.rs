//! Parties: who accepts, leaves, is let go.

use crate::{Config, Error, Event, Pallet, Parties, PartiesOf, Party, PartyList, Status};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};
use guild_primitives::ids::{AgreementId, MemberId};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_accept(member: MemberId, id: AgreementId) -> DispatchResult {
		// Decide.
		let (agreement, terms) = Self::running(id)?;
		ensure!(terms.parties.include(&member), Error::<T>::NotNamed);
		let mut parties = PartiesOf::<T>::get(id);
		let mut party = Parties::<T>::get(id, member).unwrap_or_default();
		match parties.binary_search(&member) {
			Ok(_) => {
				ensure!(party.bound_before.is_none(), Error::<T>::IsLeaving);
				ensure!(party.deposit < terms.deposit, Error::<T>::AlreadyAParty);
			}
			Err(place) => {
				// Who could join an open round would wait until it knows what the round brings.
				let bound_from = Self::after_open_round(agreement.task).max(terms.term.first_round);
				ensure!(agreement.reaches(bound_from), Error::<T>::AgreementOver);
				(party.bound_from, party.bound_before) = (bound_from, None);
				parties.try_insert(place, member).map_err(|_| Error::<T>::TooManyParties)?;
			}
		}

		// Act.
		let (bound_from, held) = (party.bound_from, terms.deposit.saturating_sub(party.deposit));
		Self::hold_deposit(&member, held)?;
		party.deposit = party.deposit.saturating_add(held);
		Parties::<T>::insert(id, member, party);
		PartiesOf::<T>::insert(id, parties);

		// Tell.
		Self::deposit_event(Event::Accepted { agreement: id, member, held, bound_from });
		Ok(())
	}

	pub(crate) fn do_leave(member: MemberId, id: AgreementId) -> DispatchResult {
		let (parties, place, party) = Self::present(id, &member)?;
		ensure!(party.bound_before.is_none(), Error::<T>::IsLeaving);
		Self::part(id, member, parties, place, party)
	}

	pub(crate) fn do_release(member: MemberId, id: AgreementId) -> DispatchResult {
		let (parties, place, party) = Self::present(id, &member)?;
		let may_leave = party.bound_before.is_some() || !Self::is_member(&member);
		ensure!(may_leave, Error::<T>::StillBound);
		Self::part(id, member, parties, place, party)
	}

	/// The list of parties, and the member's place in it.
	fn present(id: AgreementId, member: &MemberId) -> Result<(PartyList, usize, Party), DispatchError> {
		let parties = PartiesOf::<T>::get(id);
		let place = parties.binary_search(member).map_err(|_| Error::<T>::NotAParty)?;
		let party = Parties::<T>::get(id, member).ok_or(Error::<T>::NotAParty)?;
		Ok((parties, place, party))
	}

	/// The party has its deposit back if no open round binds it; else, if it was not leaving yet, it is now.
	fn part(
		id: AgreementId,
		member: MemberId,
		mut parties: PartyList,
		place: usize,
		mut party: Party,
	) -> DispatchResult {
		let (agreement, _) = Self::stored(id)?;
		// In an agreement that winds up, only an account that cannot receive its deposit is left.
		ensure!(agreement.status == Status::Running, Error::<T>::AgreementOver);
		let open = Self::open_round(agreement.task).filter(|open| agreement.reaches(*open));
		if open.is_some_and(|open| party.is_bound_in(open)) {
			ensure!(party.bound_before.is_none(), Error::<T>::StillBound);
			let bound_before = Self::after_open_round(agreement.task);
			party.bound_before = Some(bound_before);
			Parties::<T>::insert(id, member, party);
			Self::deposit_event(Event::Leaving { agreement: id, member, bound_before });
			return Ok(());
		}
		ensure!(!Self::offences_wait(), Error::<T>::PenaltiesWait);
		if Self::let_go(id, &member) {
			parties.remove(place);
			PartiesOf::<T>::insert(id, parties);
		}
		Ok(())
	}
}
