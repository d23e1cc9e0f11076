//! Agreements as a whole: made, funded, ended, wound up.

use crate::{
	offences::OffenceQueue, proportion::in_proportion, terms_hash, Agreement, AgreementOf, Agreements, Config, Error,
	Event, FundersOf, MeritBounds, NextAgreement, Pallet, Parties, PartiesOf, Status, Surveys, TermsOf,
};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	BoundedVec,
};
use guild_agreement::{Amount, Terms};
use guild_pallet_support::Queue;
use guild_primitives::{
	consortium::ConsortiumMembers,
	ids::{AgreementId, BlockNumber, MemberId, RoundIndex, TaskId},
	round::{TaskProgress, TaskRounds},
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create(task: TaskId, terms: Terms) -> DispatchResult {
		// Decide.
		terms.validate().map_err(|_| Error::<T>::BadTerms)?;
		let progress = T::Tasks::progress(task).ok_or(Error::<T>::NoSuchTask)?;
		ensure!(progress.is_active || progress.is_open, Error::<T>::NoSuchTask);
		ensure!(!AgreementOf::<T>::contains_key(task), Error::<T>::TaskHasAgreement);
		let agreement = Agreement {
			task,
			status: Status::Running,
			created_at: Self::now(),
			ends_before: terms.term.last_round.map(|last| last.saturating_add(1)),
			settled_rounds: 0,
			funded: 0,
			penalised: 0,
			paid: 0,
			returned: 0,
		};
		ensure!(!Self::is_over(&agreement, &terms), Error::<T>::TermIsOver);

		// Act.
		let id = NextAgreement::<T>::get();
		NextAgreement::<T>::put(id.saturating_add(1)); // Governance does not reach 2^32 agreements.
		Self::open_escrow(id);
		let terms_hash = terms_hash(&terms);
		Agreements::<T>::insert(id, agreement);
		TermsOf::<T>::insert(id, terms);
		AgreementOf::<T>::insert(task, id);

		// Tell.
		Self::deposit_event(Event::AgreementCreated { agreement: id, task, terms_hash });
		Ok(())
	}

	pub(crate) fn do_fund(funder: MemberId, id: AgreementId, amount: Amount) -> DispatchResult {
		// Decide.
		let (mut agreement, _) = Self::running(id)?;
		ensure!(amount >= Self::least_balance(), Error::<T>::FundingTooSmall);
		let mut funders = FundersOf::<T>::get(id);
		match funders.binary_search_by_key(&funder, |(member, _)| *member) {
			Ok(place) => {
				let given = funders.get_mut(place).map(|(_, given)| given).ok_or(Error::<T>::TooManyFunders)?;
				*given = given.saturating_add(amount);
			}
			Err(place) => {
				funders.try_insert(place, (funder, amount)).map_err(|_| Error::<T>::TooManyFunders)?;
			}
		}

		// Act.
		Self::into_escrow(id, &funder, amount)?;
		agreement.funded = agreement.funded.saturating_add(amount);
		Agreements::<T>::insert(id, agreement);
		FundersOf::<T>::insert(id, funders);

		// Tell.
		Self::deposit_event(Event::Funded { agreement: id, funder, amount });
		Ok(())
	}

	pub(crate) fn do_terminate(id: AgreementId) -> DispatchResult {
		// Decide. What was worked for is paid: the open round is the last.
		let (mut agreement, terms) = Self::stored(id)?;
		ensure!(agreement.status == Status::Running, Error::<T>::AgreementOver);
		let ends_before = Self::after_open_round(agreement.task);
		ensure!(agreement.reaches(ends_before), Error::<T>::AlreadyTerminated);

		// Act.
		agreement.ends_before = Some(ends_before);
		let is_over = Self::is_over(&agreement, &terms);
		Agreements::<T>::insert(id, &agreement);
		Self::deposit_event(Event::Terminated { agreement: id, ends_before });
		if is_over && !Self::offences_wait() {
			Self::wind(id, agreement);
		}
		Ok(())
	}

	pub(crate) fn do_wind_up(id: AgreementId) -> DispatchResult {
		// Decide.
		let (agreement, terms) = Self::stored(id)?;
		ensure!(agreement.status != Status::WoundUp, Error::<T>::AlreadyWoundUp);
		ensure!(agreement.status == Status::WindingUp || Self::is_over(&agreement, &terms), Error::<T>::NotOver);
		ensure!(!Self::offences_wait(), Error::<T>::PenaltiesWait);

		// Act, and tell.
		Self::wind(id, agreement);
		Ok(())
	}

	/// Gives back what can be given back.
	fn wind(id: AgreementId, mut agreement: Agreement) {
		// Since it began to wind up, the task may have another.
		if AgreementOf::<T>::get(agreement.task) == Some(id) {
			AgreementOf::<T>::remove(agreement.task);
		}
		Surveys::<T>::remove(id);
		MeritBounds::<T>::remove(id);
		let stay: Vec<MemberId> =
			PartiesOf::<T>::take(id).into_iter().filter(|member| !Self::let_go(id, member)).collect();
		let left = Self::return_escrow(id, &mut agreement);
		if stay.is_empty() && left == 0 {
			agreement.status = Status::WoundUp;
			FundersOf::<T>::remove(id);
			Self::close_escrow(id);
			Self::deposit_event(Event::WoundUp { agreement: id });
		} else {
			agreement.status = Status::WindingUp;
			PartiesOf::<T>::insert(id, BoundedVec::truncate_from(stay)); // No more than there were.
		}
		Agreements::<T>::insert(id, agreement);
	}

	/// Returns what is in escrow to the funders. Who cannot receive its part stays a funder, and nobody else does. Returns what
	/// is left.
	fn return_escrow(id: AgreementId, agreement: &mut Agreement) -> Amount {
		let mut funders = FundersOf::<T>::take(id);
		let parts: Vec<Amount> = funders.iter().map(|(_, given)| *given).collect();
		let mut shares = in_proportion(agreement.escrow(), &parts).into_iter();
		funders.retain(|(funder, _)| {
			let amount = shares.next().unwrap_or(0);
			if amount == 0 {
				return false;
			}
			if !Self::out_of_escrow(id, funder, amount) {
				return true;
			}
			agreement.returned = agreement.returned.saturating_add(amount);
			Self::deposit_event(Event::Returned { agreement: id, funder: *funder, amount });
			false
		});
		FundersOf::<T>::insert(id, funders);
		agreement.escrow()
	}

	/// A party whom nothing binds any more has its deposit back. Returns whether its account could receive it.
	pub(crate) fn let_go(id: AgreementId, member: &MemberId) -> bool {
		let Some(mut party) = Parties::<T>::get(id, member) else { return true };
		let amount = party.deposit;
		if !Self::return_deposit(id, member, &mut party) {
			return false;
		}
		Parties::<T>::insert(id, member, party);
		Self::deposit_event(Event::Released { agreement: id, member: *member, amount });
		true
	}

	/// The agreement and its terms.
	pub(crate) fn stored(id: AgreementId) -> Result<(Agreement, Terms), DispatchError> {
		Ok(Agreements::<T>::get(id).zip(TermsOf::<T>::get(id)).ok_or(Error::<T>::UnknownAgreement)?)
	}

	/// The agreement and its terms, if it will pay another round.
	pub(crate) fn running(id: AgreementId) -> Result<(Agreement, Terms), DispatchError> {
		let (agreement, terms) = Self::stored(id)?;
		ensure!(Self::pays_another(&agreement, &terms), Error::<T>::AgreementOver);
		Ok((agreement, terms))
	}

	/// Whether it may pay another round.
	pub(crate) fn pays_another(agreement: &Agreement, terms: &Terms) -> bool {
		agreement.status == Status::Running && !Self::is_over(agreement, terms)
	}

	/// Whether no round can become final any more that it would be about.
	pub(crate) fn is_over(agreement: &Agreement, terms: &Terms) -> bool {
		if terms.term.last_block.is_some_and(|last| Self::now() > last) {
			return true;
		}
		T::Tasks::progress(agreement.task).is_none_or(|TaskProgress { current_round, is_open, is_active }| {
			!(is_open || is_active) || !agreement.reaches(current_round)
		})
	}

	/// The open round of the task.
	pub(crate) fn open_round(task: TaskId) -> Option<RoundIndex> {
		T::Tasks::progress(task).filter(|progress| progress.is_open).map(|progress| progress.current_round)
	}

	/// The first round of the task that is not open: whatever changes now changes from there on.
	pub(crate) fn after_open_round(task: TaskId) -> RoundIndex {
		T::Tasks::progress(task).map_or(RoundIndex::MAX, |TaskProgress { current_round, is_open, .. }| {
			current_round.saturating_add(u32::from(is_open))
		})
	}

	/// Whether it is a member now.
	pub(crate) fn is_member(member: &MemberId) -> bool {
		T::Members::worker_key(member).is_some()
	}

	/// Whether something has been done that has not been charged.
	pub(crate) fn offences_wait() -> bool {
		!OffenceQueue::<T>::is_empty()
	}

	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}
}
