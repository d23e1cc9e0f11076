//! Surveys: how much worse the result of a round is without each update, as members measure it on rows of their own.
//!
//! With every [`Config::SurveyEvery`]th round that an agreement pays a survey opens. Until the agreement's next round is final,
//! each member of the round's electorate may report one value for each update that entered the result, once, at no fee. With `E` the
//! held-out error of the result, `E'` that of the result without the update, and n updates in question, the value is
//!
//! > `round(8 · n · (E' − E) / E)`, at least −8 and at most 8,
//!
//! steps of an eighth of an n-th of the error. An error is the root mean squared one, and the result *without* an update is what the
//! rule makes of the same frozen inputs with that update not active; the base model, if no other is. 0 says that nobody could tell that the update is missing, 8 that without it the error
//! grows by an n-th, and −8 that the result is better without it. The grid is coarse because a report is a release about the
//! reporter's rows: one of 17 values for each update. Nothing charges it to a dataset, so
//! workers do not report in tasks whose updates have noise; merits there stay 0.
//!
//! An update's **merit** is the median of what others reported, the lower one of two, if more than half of the others did; what
//! its own member reported counts for nothing. So it takes more than half of those who report to move it. A member's merit
//! stands until a later survey finds another, and is 0 before the first: nothing is known.
//!
//! What a member reports of the others does not change what it is paid itself: it is paid as if it had reported 8 of everybody,
//! whatever it did report ([`guild_agreement::settle::pay`]). [`MeritBounds`] has what merits would then be.
//!
//! The fact `quality` of a member in a round is `novelty · (8 + merit) / 16`: half of what is new in the update where nothing is known,
//! all of it at the best merit, nothing at the worst, and nothing of what it repeats of the previous aggregate. Where its update did
//! not enter the result, it is 0.

use crate::{Agreement, Bounds, Config, Error, Event, MeritBounds, Pallet, Parties, PartiesOf, Survey, Surveys};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Get, OriginTrait},
	BoundedVec,
};
use frame_system::pallet_prelude::OriginFor;
use guild_agreement::settle::merit::{grid_place, verdict, Verdict};
use guild_primitives::{
	consortium::ConsortiumMembers,
	contribution::SettledRound,
	decide,
	ids::{AccountBytes, AgreementId, MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
	result::PerParticipant,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_report_quality(
		duty: T::AccountId,
		id: AgreementId,
		round: RoundId,
		changes: &[i8],
	) -> DispatchResult {
		// Who.
		let reporter = T::Members::member_of_duty(&AccountBytes(duty.into())).ok_or(Error::<T>::NotAMember)?;

		// Decide.
		let Accepted { mut survey, bit, report } = Self::accept_report(&reporter, id, round, changes)?;

		// Act.
		let place = (survey.reported & bit.saturating_sub(1)).count_ones() as usize;
		survey.reported |= bit;
		// There is room for each of the electorate, and each reports once.
		survey.reports.try_insert(place, report).map_err(|_| Error::<T>::BadReport)?;
		Surveys::<T>::insert(id, survey);

		// Tell.
		Self::deposit_event(Event::QualityReported { agreement: id, round, reporter });
		Ok(())
	}

	/// Whether the report would be accepted of this signer now. Reads alone say so, and all that the call would refuse for: so
	/// what costs nothing is never refused, and each member has one report a survey.
	pub(crate) fn owes_report(origin: &OriginFor<T>, id: AgreementId, round: RoundId, changes: &[i8]) -> bool {
		let Some(duty) = origin.as_signer() else { return false };
		let reporter = T::Members::member_of_duty(&AccountBytes(duty.clone().into()));
		reporter.is_some_and(|reporter| Self::accept_report(&reporter, id, round, changes).is_ok())
	}

	fn accept_report(
		reporter: &MemberId,
		id: AgreementId,
		round: RoundId,
		changes: &[i8],
	) -> Result<Accepted, Error<T>> {
		let survey = Surveys::<T>::get(id).filter(|survey| survey.round == round).ok_or(Error::<T>::NoSurvey)?;
		let place = decide::position(&survey.electorate, reporter).ok_or(Error::<T>::NotInElectorate)?;
		let bit = decide::bit(place);
		ensure!(survey.reported & bit == 0, Error::<T>::AlreadyReported);
		ensure!(changes.len() == survey.subjects.count_ones() as usize, Error::<T>::BadReport);
		ensure!(changes.iter().all(|change| grid_place(*change).is_some()), Error::<T>::BadReport);
		let report = PerParticipant::try_from(changes.to_vec()).map_err(|_| Error::<T>::BadReport)?;
		Ok(Accepted { survey, bit, report })
	}

	/// Closes the agreement's survey, if one is open: what it found are the merits from now on.
	pub(crate) fn close_survey(id: AgreementId) {
		let Some(survey) = Surveys::<T>::take(id) else { return };
		let before = MeritBounds::<T>::get(id);
		let parties = PartiesOf::<T>::get(id);
		// Parties first: where there is not room for all, it is for those who are paid.
		let others = survey.electorate.iter().filter(|member| parties.binary_search(member).is_err());
		let mut members: Vec<MemberId> =
			parties.iter().chain(others).copied().take(MAX_PARTICIPANTS as usize).collect();
		members.sort_unstable();
		let most = members.iter().map(|subject| Self::judge(id, &survey, &before, subject, &members)).collect();
		let (members, most) = (BoundedVec::truncate_from(members), BoundedVec::truncate_from(most));
		MeritBounds::<T>::insert(id, Bounds { members, most });
	}

	/// Gives the subject, if it is or was a party, the merit that a survey found, and says how high it could be, whatever each of the
	/// members had reported.
	fn judge(
		id: AgreementId,
		survey: &Survey,
		before: &Bounds,
		subject: &MemberId,
		members: &[MemberId],
	) -> PerParticipant<i8> {
		let Some(mut party) = Parties::<T>::get(id, subject) else { return PerParticipant::default() };
		let standing = party.history.merit;
		let stood = |reporter: &MemberId| before.most(subject, reporter).unwrap_or(standing);
		let reports = decide::position(&survey.electorate, subject).and_then(|place| survey.reports_of(place as usize));
		let most = match reports {
			None => members.iter().map(stood).collect(),
			Some(reports) => {
				let asked: Vec<i8> = survey.electorate.iter().map(stood).collect();
				let Verdict { merit, most } = verdict(&reports, &asked);
				if let Some(merit) = merit {
					party.history.merit = merit;
					Parties::<T>::insert(id, subject, party);
					let (round, member) = (survey.round, *subject);
					Self::deposit_event(Event::QualityFound { agreement: id, round, member, merit });
				}
				let of = |member: &MemberId| match survey.electorate.binary_search(member) {
					Ok(place) => most.get(place).copied().unwrap_or(standing),
					Err(_) => merit.unwrap_or_else(|| stood(member)), // It was not asked.
				};
				members.iter().map(of).collect()
			}
		};
		BoundedVec::truncate_from(most) // No more than the members.
	}

	/// Opens a survey about this round, if it is one of those that are asked about.
	pub(crate) fn open_survey(id: AgreementId, agreement: &Agreement, round: &SettledRound) {
		if agreement.settled_rounds.checked_rem(T::SurveyEvery::get()) != Some(0) {
			return;
		}
		let entered = round.contributions.iter().zip(0u32..MAX_PARTICIPANTS);
		let entered = entered.filter(|(did, _)| did.score.is_some_and(|score| score.active));
		let subjects = entered.fold(0u128, |set, (_, place)| set | decide::bit(place));
		let survey = Survey {
			round: round.round,
			electorate: BoundedVec::truncate_from(round.contributions.iter().map(|did| did.member).collect()),
			subjects,
			reported: 0,
			reports: BoundedVec::default(),
		};
		Surveys::<T>::insert(id, survey);
	}
}

/// A report that nothing speaks against.
struct Accepted {
	survey: Survey,
	/// The reporter's.
	bit: u128,
	/// Its values.
	report: PerParticipant<i8>,
}
