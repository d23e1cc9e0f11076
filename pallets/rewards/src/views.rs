//! What the runtime API answers. The runtime only forwards.

use crate::{Agreements, Config, FundersOf, NextAgreement, Pallet, Parties, PartiesOf, Payouts, Surveys};
use alloc::vec::Vec;
use guild_agreement::{AgreementView, FunderView, PartyView, RoundPayout, SurveyView};
use guild_primitives::{
	decide,
	ids::{AgreementId, MemberId, RoundId, RoundIndex, TaskId},
	limits::MAX_PAGE,
};

impl<T: Config> Pallet<T> {
	/// An agreement.
	pub fn agreement_view(id: AgreementId) -> Option<AgreementView> {
		let (agreement, terms) = Self::stored(id).ok()?;
		let funders = FundersOf::<T>::get(id);
		let parties = PartiesOf::<T>::get(id);
		let is_over = !Self::pays_another(&agreement, &terms);
		Some(AgreementView {
			id,
			task: agreement.task,
			terms,
			status: agreement.status,
			is_over,
			rates: Self::rates(),
			created_at: agreement.created_at,
			ends_before: agreement.ends_before,
			settled_rounds: agreement.settled_rounds,
			escrow: agreement.escrow(),
			funded: agreement.funded,
			penalised: agreement.penalised,
			paid: agreement.paid,
			returned: agreement.returned,
			funders: funders.into_iter().map(|(member, amount)| FunderView { member, amount }).collect(),
			parties: parties.into_iter().filter_map(|member| Self::party_view(id, member)).collect(),
		})
	}

	/// Agreements from number `from` on.
	pub fn agreements_view(from: AgreementId, limit: u32) -> Vec<AgreementView> {
		let end = from.saturating_add(limit.min(MAX_PAGE)).min(NextAgreement::<T>::get());
		(from..end).filter(|id| Agreements::<T>::contains_key(id)).filter_map(Self::agreement_view).collect()
	}

	fn party_view(id: AgreementId, member: MemberId) -> Option<PartyView> {
		let party = Parties::<T>::get(id, member)?;
		Some(PartyView {
			member,
			deposit: party.deposit,
			bound_from: party.bound_from,
			bound_before: party.bound_before,
			rounds: party.history.rounds,
			merit: party.history.merit,
			paid: party.paid,
			penalised: party.penalised,
		})
	}

	/// What these rounds of a task paid.
	pub fn payouts_view(task: TaskId, from: RoundIndex, limit: u32) -> Vec<(RoundId, RoundPayout)> {
		let rounds = from..from.saturating_add(limit.min(MAX_PAGE));
		let rounds = rounds.map(|index| RoundId { task, index });
		rounds.filter_map(|round| Payouts::<T>::get(round).map(|payout| (round, payout))).collect()
	}

	/// The open survey of an agreement.
	pub fn survey_view(id: AgreementId) -> Option<SurveyView> {
		let survey = Surveys::<T>::get(id)?;
		let listed = |set: u128| {
			let members = survey.electorate.iter().zip(0u32..);
			members.filter(|(_, place)| set & decide::bit(*place) != 0).map(|(member, _)| *member).collect()
		};
		let (subjects, reported) = (listed(survey.subjects), listed(survey.reported));
		Some(SurveyView { round: survey.round, subjects, reported })
	}
}
