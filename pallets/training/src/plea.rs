//! Pleas: a proposed result whose list nobody serves cannot be proven false, so whoever pleads for it is answered on chain,
//! with the whole list in one extrinsic, or the proposal falls.
//!
//! - A member that is not guilty and has not attested the proposed result may plead against it, with a bond
//!   ([`Config::PleaBond`]), once a proposal, whoever it is.
//! - While the plea stands, Challenge ends at its `answer_by` ([`decide::answer_blocks`]).
//! - Any member of E may answer: the bytes must hash to the body's `trace_root`. They stay in the block's body, where
//!   members read them. Then the bond is burnt, and Challenge has a whole window from there, or its old one if that
//!   is longer, so that the list can still be checked.
//! - If nobody answers, the list was withheld: a fault of all who attested the result, as if it had been proven
//!   false, with the pleader in the challenger's place. A list that is too long for an answer falls so too.
//! - If all who remain attest the result, or a fault takes it down before, the plea falls away, and its bond is returned.
//!
//! Who pleads without need delays a round by at most the two windows, once a proposal, and pays for it.

use crate::{
	types::{OpenRound, Plea},
	BalanceOf, Config, Error, Event, HoldReason, Inputs, Pallet, Pleas, Results, Rounds, Specs,
};
use frame_support::{
	dispatch::{DispatchResultWithPostInfo, Pays},
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Defensive, Get},
};
use guild_primitives::{
	decide,
	fault::Fault,
	ids::{BlockNumber, RoundId},
	Phase, PleaView, Root,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_plead(duty: T::AccountId, id: RoundId, result_hash: Root) -> DispatchResult {
		// Who.
		let pleader = Self::member_of(duty)?;

		// Decide.
		let (round, bit) = Self::round_for(&pleader, id)?;
		ensure!(round.accepts(Phase::Challenge, Self::now()), Error::<T>::NotInChallengePhase);
		ensure!(round.guilty & bit == 0, Error::<T>::FoundGuilty);
		let proposed = round.proposed.filter(|proposed| proposed.proposal.result_hash == result_hash);
		let proposed = proposed.ok_or(Error::<T>::NotTheProposedResult)?;
		ensure!(proposed.attesters & bit == 0, Error::<T>::AttestedItself);
		ensure!(!Pleas::<T>::contains_key(id.task), Error::<T>::AlreadyPleaded);
		let spec = Specs::<T>::get(id.task).ok_or(Error::<T>::UnknownTask)?;

		// Act.
		let bond = T::PleaBond::get();
		Self::hold(HoldReason::Plea, &pleader, bond)?;
		let answer_by = Self::now().saturating_add(decide::answer_blocks(&spec, round.size()));
		Pleas::<T>::insert(id.task, Plea { pleader, answer_by, would_end_at: round.ends_at, answered_at: None, bond });
		Self::end_at(round, answer_by);

		// Tell.
		Self::deposit_event(Event::ListPleadedFor { round: id, result_hash, pleader, answer_by });
		Ok(())
	}

	pub(crate) fn do_answer(
		duty: T::AccountId,
		id: RoundId,
		result_hash: Root,
		list: &[u8],
	) -> DispatchResultWithPostInfo {
		// Who.
		let answerer = Self::member_of(duty)?;

		// Decide.
		let (round, _) = Self::round_for(&answerer, id)?;
		ensure!(round.accepts(Phase::Challenge, Self::now()), Error::<T>::NotInChallengePhase);
		let is_proposed = round.proposed.is_some_and(|proposed| proposed.proposal.result_hash == result_hash);
		ensure!(is_proposed, Error::<T>::NotTheProposedResult);
		let plea = Pleas::<T>::get(id.task).ok_or(Error::<T>::NotPleadedFor)?;
		ensure!(plea.answered_at.is_none(), Error::<T>::AlreadyAnswered);
		let body = Results::<T>::get(id.task, result_hash).ok_or(Error::<T>::UnknownResult)?;
		ensure!(Root::of(list) == body.trace_root, Error::<T>::NotTheList);
		let spec = Specs::<T>::get(id.task).ok_or(Error::<T>::UnknownTask)?;

		// Act.
		let now = Self::now();
		Self::burn(HoldReason::Plea, &plea.pleader, plea.bond);
		Pleas::<T>::insert(id.task, Plea { answered_at: Some(now), ..plea });
		let window = decide::challenge_blocks(&spec, round.size(), true);
		Self::end_at(round, plea.would_end_at.max(now.saturating_add(window)));

		// Tell.
		Self::deposit_event(Event::ListSent { round: id, result_hash, answerer });
		Ok(Pays::No.into())
	}

	/// Moves the end of the phase that the round is in. A round that is due, because nobody is left that might disagree, stays so.
	fn end_at(mut round: OpenRound, ends_at: BlockNumber) {
		let task = round.id.task;
		if !round.is_done() {
			Self::unschedule(&round);
			Self::set_deadline(task, crate::hooks::deadline(ends_at));
		}
		round.ends_at = ends_at;
		Rounds::<T>::insert(task, round);
	}

	/// The plea against the proposed result that nobody has answered.
	pub(crate) fn unanswered_plea(round: &OpenRound) -> Option<Plea<BalanceOf<T>>> {
		Pleas::<T>::get(round.id.task).filter(|plea| plea.answered_at.is_none())
	}

	/// Nobody has sent the list of the proposed result: it falls, with all who attested it.
	pub(crate) fn fall_with_withheld_list(round: OpenRound, result_hash: Root, plea: Plea<BalanceOf<T>>) {
		let Some(inputs) = Inputs::<T>::get(round.id.task).defensive() else { return };
		Self::convict(round, &inputs, result_hash, Fault::WithheldList, None, plea.pleader);
	}

	/// The plea falls away with the proposal. If nobody has answered it, its bond is returned.
	pub(crate) fn drop_plea(id: RoundId) {
		let Some(plea) = Pleas::<T>::take(id.task) else { return };
		if plea.answered_at.is_none() {
			Self::release(HoldReason::Plea, &plea.pleader, plea.bond);
		}
	}

	/// The plea, as shown.
	pub(crate) fn plea_view(round: &OpenRound) -> Option<PleaView> {
		let Plea { pleader, answer_by, answered_at, .. } = Pleas::<T>::get(round.id.task)?;
		Some(PleaView { pleader, answer_by, answered_at })
	}
}
