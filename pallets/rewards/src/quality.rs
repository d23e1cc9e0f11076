//! Surveys: how much worse the result of a round is without each update, as members measure it on rows of their own.
//!
//! With every [`Config::SurveyEvery`]th round that an agreement pays a survey opens, unless its task lets nothing be shown of held-out rows
//! ([`MetricPolicy`]). Until the agreement's next round is final, each member of the round's electorate may report once, at no fee, what the task
//! lets it show of each update that entered the result. An error is the root mean squared one, and the result *without* an update is
//! what the rule makes of the same frozen inputs with that update not active; the base model, if no other is. `E` is the held-out error of the
//! result, `E'` that of the result without the update.
//!
//! **Coarse values**, where updates have no noise. With n updates in question, the value is
//!
//! > `round(8 · n · (E' − E) / E)`, at least −8 and at most 8,
//!
//! steps of an eighth of an n-th of the error. 0 says that nobody could tell that the update is missing, 8 that without it the error
//! grows by an n-th, and −8 that the result is better without it. The grid is coarse because a report is a release about the
//! reporter's rows: one of 17 values for each update. Nothing is charged for it; the dataset that the report names is marked.
//!
//! An update's **merit** is the median of what others reported, the lower one of two, if more than half of the others did; what
//! its own member reported counts for nothing. So it takes more than half of those who report to move it. A member's merit
//! stands until a later survey finds another, and is 0 before the first: nothing is known.
//!
//! What a member reports of the others in coarse values does not change what it is paid itself: it is paid as if it had reported 8 of
//! everybody, whatever it did report ([`guild_agreement::settle::pay`]). [`MeritBounds`] has what merits would then be.
//!
//! **Bits.** Of each update of another member whether E' > E, by randomised response with the chance that the task says (where E' = E, a
//! fair coin). Of k updates k bits are charged to the dataset that the report names, before it is accepted, once and for good: a row can
//! turn over all of them. A dataset that cannot pay is refused, and the pool asks the same ([`Pallet::is_affordable`]). What more than half of the
//! others told is added to what the member's [`REMEMBERED_SURVEYS`](guild_agreement::settle::bits::REMEMBERED_SURVEYS) newest surveys told;
//! the debiased share of *better*, its variance, and what is made of it are in [`guild_agreement::settle::bits`]. The budget is split by
//! shares: **a member gains by telling that others' updates make nothing better**, as much as one answer moves their worth.
//!
//! The fact `quality` of a member in a round is `novelty · (8 + merit) / 16`: half of what is new in the update where nothing is known,
//! all of it at the best merit, nothing at the worst, and nothing of what it repeats of the previous aggregate. In a task of bits it is
//! `novelty · worth`. Where its update did not enter the result, it is 0.

use crate::{Agreement, Bounds, Config, Error, Event, MeritBounds, Pallet, Parties, PartiesOf, Survey, Surveys, Tally};
use alloc::{vec, vec::Vec};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Get, OriginTrait},
	BoundedVec,
};
use frame_system::pallet_prelude::OriginFor;
use guild_agreement::settle::{
	bits::Bits,
	merit::{grid_place, verdict, Verdict},
};
use guild_primitives::{
	consortium::ConsortiumMembers,
	contribution::SettledRound,
	decide,
	ids::{AgreementId, DatasetId, MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
	result::PerParticipant,
	Answers, FlipChance, Ledger, LedgerRefusal, Metric, MetricPolicy, MetricRelease,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_report_quality(
		duty: T::AccountId,
		id: AgreementId,
		round: RoundId,
		dataset: DatasetId,
		answers: &Answers,
	) -> DispatchResult {
		// Who.
		let reporter = T::Members::served_by(duty).ok_or(Error::<T>::NotAMember)?;

		// Decide.
		let Accepted { mut survey, bit, release } = Self::accept_report(&reporter, id, round, dataset, answers)?;

		// Act: first the charge, which may still be refused.
		T::Metrics::charge(&release).map_err(Error::<T>::from)?;
		survey.keep(bit, answers).ok_or(Error::<T>::BadReport)?;
		Surveys::<T>::insert(id, survey);

		// Tell.
		Self::deposit_event(Event::QualityReported { agreement: id, round, reporter });
		Ok(())
	}

	/// Whether the report would be accepted of this signer now, if its dataset can pay for it ([`Pallet::is_affordable`]). Reads alone say so,
	/// and all else that the call would refuse for: so what costs nothing is never refused, and each member has one report a survey.
	pub(crate) fn owes_report(
		origin: &OriginFor<T>,
		id: AgreementId,
		round: RoundId,
		dataset: DatasetId,
		answers: &Answers,
	) -> bool {
		let Some(duty) = origin.as_signer() else { return false };
		let reporter = T::Members::served_by(duty.clone());
		reporter.is_some_and(|reporter| Self::accept_report(&reporter, id, round, dataset, answers).is_ok())
	}

	/// Whether the privacy ledger would accept the report that this call makes; every other call is affordable, and so is a report that
	/// is refused for something else. For the pool: reads only.
	pub fn is_affordable(duty: &T::AccountId, call: &crate::Call<T>) -> bool {
		let crate::Call::report_quality { agreement, round, dataset, answers } = call else { return true };
		let Some(reporter) = T::Members::served_by(duty.clone()) else { return true };
		match Self::accept_report(&reporter, *agreement, *round, *dataset, answers) {
			Ok(accepted) => T::Metrics::can_afford(&accepted.release).is_ok(),
			Err(_) => true,
		}
	}

	fn accept_report(
		reporter: &MemberId,
		id: AgreementId,
		round: RoundId,
		dataset: DatasetId,
		answers: &Answers,
	) -> Result<Accepted, Error<T>> {
		let survey = Surveys::<T>::get(id).filter(|survey| survey.round == round).ok_or(Error::<T>::NoSurvey)?;
		let place = decide::position(&survey.electorate, reporter).ok_or(Error::<T>::NotInElectorate)?;
		let bit = decide::bit(place);
		ensure!(survey.reported & bit == 0, Error::<T>::AlreadyReported);
		let metric = survey.metric_of(bit, answers).ok_or(Error::<T>::BadReport)?;
		Ok(Accepted { survey, bit, release: MetricRelease { member: *reporter, round, dataset, metric } })
	}

	/// Closes the agreement's survey, if one is open: what it found counts from now on.
	pub(crate) fn close_survey(id: AgreementId) {
		let Some(survey) = Surveys::<T>::take(id) else { return };
		match &survey.tally {
			Tally::Coarse(_) => Self::judge_all(id, &survey),
			Tally::Bits { flip, .. } => Self::add_up(id, &survey, *flip),
		}
	}

	/// Adds what a survey told in bits to what is remembered of its subjects, as far as they are or were parties.
	fn add_up(id: AgreementId, survey: &Survey, flip: FlipChance) {
		for (place, member) in survey.electorate.iter().enumerate() {
			let Some(ballot) = survey.ballot_of(place) else { continue };
			if let Some(mut party) = Parties::<T>::get(id, member) {
				party.history.bits.get_or_insert(Bits::new(flip)).remember(ballot);
				Parties::<T>::insert(id, member, party);
			}
			let (round, member, better, answers) = (survey.round, *member, ballot.better, ballot.answers);
			Self::deposit_event(Event::BitsFound { agreement: id, round, member, better, answers });
		}
	}

	/// Gives all parties the merits that a survey found, and keeps how high they could be.
	fn judge_all(id: AgreementId, survey: &Survey) {
		let before = MeritBounds::<T>::get(id);
		let parties = PartiesOf::<T>::get(id);
		// Parties first: where there is not room for all, it is for those who are paid.
		let others = survey.electorate.iter().filter(|member| parties.binary_search(member).is_err());
		let mut members: Vec<MemberId> =
			parties.iter().chain(others).copied().take(MAX_PARTICIPANTS as usize).collect();
		members.sort_unstable();
		let most = members.iter().map(|subject| Self::judge(id, survey, &before, subject, &members)).collect();
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

	/// Opens a survey about this round, if it is one of those that are asked about, and the task lets something be shown.
	pub(crate) fn open_survey(id: AgreementId, agreement: &Agreement, round: &SettledRound, metric: MetricPolicy) {
		if agreement.settled_rounds.checked_rem(T::SurveyEvery::get()) != Some(0) {
			return;
		}
		let entered = round.contributions.iter().zip(0u32..MAX_PARTICIPANTS);
		let entered = entered.filter(|(did, _)| did.score.is_some_and(|score| score.active));
		let subjects = entered.fold(0u128, |set, (_, place)| set | decide::bit(place));
		let tally = match metric {
			MetricPolicy::None => return,
			MetricPolicy::Coarse => Tally::Coarse(BoundedVec::default()),
			MetricPolicy::Bit { flip } => {
				let count = subjects.count_ones() as usize; // At most 128.
				Tally::Bits { flip, better: BoundedVec::truncate_from(vec![0; count]) }
			}
		};
		let survey = Survey {
			round: round.round,
			electorate: BoundedVec::truncate_from(round.contributions.iter().map(|did| did.member).collect()),
			subjects,
			reported: 0,
			tally,
		};
		Surveys::<T>::insert(id, survey);
	}
}

impl Survey {
	/// What these answers of the member with this bit show; nothing if they do not answer what is asked.
	fn metric_of(&self, bit: u128, answers: &Answers) -> Option<Metric> {
		match (&self.tally, answers) {
			(Tally::Coarse(_), Answers::Coarse(changes)) => {
				let fit = changes.len() == self.subjects.count_ones() as usize;
				let fit = fit && changes.iter().all(|change| grid_place(*change).is_some());
				fit.then_some(Metric::Coarse)
			}
			(Tally::Bits { flip, .. }, Answers::Bits(better)) => {
				let asked = self.questions_to(bit);
				let fit = better & !asked == 0 && asked != 0;
				fit.then_some(Metric::Bits { flip: *flip, count: asked.count_ones() })
			}
			(Tally::Coarse(_), Answers::Bits(_)) | (Tally::Bits { .. }, Answers::Coarse(_)) => None,
		}
	}

	/// The subjects that the member with this bit is asked about, by their place among the subjects: all but itself.
	fn questions_to(&self, bit: u128) -> u128 {
		let asked = bits(self.subjects).zip(0u32..MAX_PARTICIPANTS).filter(|(subject, _)| *subject != bit);
		asked.fold(0, |set, (_, place)| set | decide::bit(place))
	}

	/// Keeps the answers of the member with this bit, which [`Survey::metric_of`] has accepted and which has not reported; of bits only
	/// their sums. Nothing, which cannot be, where there is no room: there is some for each of the electorate.
	fn keep(&mut self, bit: u128, answers: &Answers) -> Option<()> {
		let place = (self.reported & bit.saturating_sub(1)).count_ones() as usize;
		self.reported |= bit;
		match (&mut self.tally, answers) {
			(Tally::Coarse(reports), Answers::Coarse(changes)) => reports.try_insert(place, changes.clone()).ok(),
			(Tally::Bits { better: counts, .. }, Answers::Bits(better)) => {
				for (count, place) in counts.iter_mut().zip(0u32..MAX_PARTICIPANTS) {
					*count = count.saturating_add(u8::from(better & decide::bit(place) != 0));
				}
				Some(())
			}
			(Tally::Coarse(_), Answers::Bits(_)) | (Tally::Bits { .. }, Answers::Coarse(_)) => None,
		}
	}
}

impl<T> From<LedgerRefusal> for Error<T> {
	fn from(refusal: LedgerRefusal) -> Self {
		match refusal {
			LedgerRefusal::UnknownDataset => Self::UnknownDataset,
			LedgerRefusal::NoBudget => Self::NoPrivacyBudget,
			LedgerRefusal::OverBudget => Self::OverPrivacyBudget,
			LedgerRefusal::NoLedger
			| LedgerRefusal::NotAccountable
			| LedgerRefusal::DeclaredDifferently
			| LedgerRefusal::AlreadyCharged => Self::ReportNotAccounted,
		}
	}
}

/// A report that nothing speaks against, but perhaps its dataset's budget.
struct Accepted {
	survey: Survey,
	/// The reporter's.
	bit: u128,
	/// What is to be charged.
	release: MetricRelease,
}

/// The bits of a set, from the lowest.
fn bits(set: u128) -> impl Iterator<Item = u128> {
	(0..MAX_PARTICIPANTS).map(decide::bit).filter(move |bit| set & bit != 0)
}
