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
//! The fact `quality` of a member in a round is `novelty · (8 + merit) / 16`: half of what is new in the update where nothing is known,
//! all of it at the best merit, nothing at the worst, and nothing of what it repeats of the previous aggregate. Where its update did
//! not enter the result, it is 0.

use crate::{Agreement, Config, Error, Event, Pallet, Survey, Surveys, GRID, MERIT_STEPS};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Get, OriginTrait},
	BoundedVec,
};
use frame_system::pallet_prelude::OriginFor;
use guild_primitives::{
	consortium::ConsortiumMembers,
	contribution::SettledRound,
	decide,
	ids::{AccountBytes, AgreementId, MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
};
use sp_runtime::SaturatedConversion;

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
		let Accepted { mut survey, bit, values } = Self::accept_report(&reporter, id, round, changes)?;

		// Act.
		survey.reported |= bit;
		let subjects = survey.subjects;
		for ((subject, counts), value) in bits(subjects).zip(survey.counts.iter_mut()).zip(values) {
			if let Some(count) = counts.get_mut(value).filter(|_| subject != bit) {
				*count = count.saturating_add(1);
			}
		}
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
		ensure!(changes.len() == survey.counts.len(), Error::<T>::BadReport);
		let values = changes.iter().map(|change| grid_place(*change)).collect::<Option<Vec<usize>>>();
		Ok(Accepted { survey, bit, values: values.ok_or(Error::<T>::BadReport)? })
	}

	/// Closes the agreement's survey, if one is open, and says whose merit it found.
	pub(crate) fn close_survey(id: AgreementId) -> BTreeMap<MemberId, i8> {
		let Some(survey) = Surveys::<T>::take(id) else { return BTreeMap::new() };
		let others = survey.electorate.len().saturating_sub(1);
		let members =
			survey.electorate.iter().zip(0u32..).filter(|(_, place)| survey.subjects & decide::bit(*place) != 0);
		let found = members.zip(&survey.counts).filter_map(|((member, _), counts)| {
			let merit = merit(counts, others)?;
			Self::deposit_event(Event::QualityFound { agreement: id, round: survey.round, member: *member, merit });
			Some((*member, merit))
		});
		found.collect()
	}

	/// Opens a survey about this round, if it is one of those that are asked about.
	pub(crate) fn open_survey(id: AgreementId, agreement: &Agreement, round: &SettledRound) {
		if agreement.settled_rounds.checked_rem(T::SurveyEvery::get()) != Some(0) {
			return;
		}
		let entered = round.contributions.iter().zip(0u32..MAX_PARTICIPANTS);
		let entered = entered.filter(|(did, _)| did.score.is_some_and(|score| score.active));
		let subjects = entered.fold(0u128, |set, (_, place)| set | decide::bit(place));
		let lines = (0..subjects.count_ones()).map(|_| [0; GRID]);
		let survey = Survey {
			round: round.round,
			electorate: BoundedVec::truncate_from(round.contributions.iter().map(|did| did.member).collect()),
			subjects,
			reported: 0,
			counts: BoundedVec::truncate_from(lines.collect()),
		};
		Surveys::<T>::insert(id, survey);
	}
}

/// A report that nothing speaks against.
struct Accepted {
	survey: Survey,
	/// The reporter's.
	bit: u128,
	/// Places of its values on the grid.
	values: Vec<usize>,
}

/// The bits of a set, from the lowest.
fn bits(set: u128) -> impl Iterator<Item = u128> {
	(0..MAX_PARTICIPANTS).map(decide::bit).filter(move |bit| set & bit != 0)
}

/// The place of a value on the grid.
fn grid_place(change: i8) -> Option<usize> {
	usize::try_from(i16::from(change).saturating_add(MERIT_STEPS.into())).ok().filter(|place| *place < GRID)
}

/// The median of what was counted, the lower one of two, if more than half of `others` reported.
fn merit(counts: &[u8; GRID], others: usize) -> Option<i8> {
	let reports: usize = counts.iter().map(|count| usize::from(*count)).sum();
	if reports.saturating_mul(2) <= others {
		return None;
	}
	let mut below = 0usize;
	let place = counts.iter().position(|count| {
		below = below.saturating_add(usize::from(*count));
		below.saturating_mul(2) >= reports
	})?;
	let steps: i16 = place.saturated_into::<i16>().saturating_sub(MERIT_STEPS.into());
	i8::try_from(steps).ok()
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{collection::vec, prelude::*};

	fn counted(changes: &[i8]) -> [u8; GRID] {
		let mut counts = [0; GRID];
		changes.iter().for_each(|change| counts[grid_place(*change).unwrap()] += 1);
		counts
	}

	#[test]
	fn the_merit_is_the_lower_median_of_more_than_half() {
		assert_eq!(merit(&counted(&[-8, 3, 8]), 3), Some(3));
		assert_eq!(merit(&counted(&[1, 2, 3, 4]), 4), Some(2));
		assert_eq!(merit(&counted(&[8, 8]), 3), Some(8));
		assert_eq!(merit(&counted(&[8, 8]), 4), None);
		assert_eq!(merit(&counted(&[]), 0), None);
	}

	#[test]
	fn the_grid_has_its_ends() {
		assert_eq!((grid_place(-8), grid_place(0), grid_place(8)), (Some(0), Some(8), Some(16)));
		assert_eq!((grid_place(-9), grid_place(9), grid_place(i8::MIN), grid_place(i8::MAX)), (None, None, None, None));
	}

	proptest! {
		#[test]
		fn the_median_is_that_of_the_sorted_reports(mut changes in vec(-8i8..=8, 1..=127)) {
			let found = merit(&counted(&changes), changes.len());
			changes.sort_unstable();
			prop_assert_eq!(found, Some(changes[(changes.len() - 1) / 2]));
		}

		#[test]
		fn fewer_than_half_move_it_no_further_than_the_honest(
			honest in vec(-8i8..=8, 5..=20),
			liars in vec(-8i8..=8, 0..=4),
		) {
			let all: Vec<i8> = honest.iter().chain(&liars).copied().collect();
			let found = merit(&counted(&all), all.len()).unwrap();
			prop_assert!(honest.iter().min().unwrap() <= &found && &found <= honest.iter().max().unwrap());
		}
	}
}
