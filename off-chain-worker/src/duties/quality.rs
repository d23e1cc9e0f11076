//! Quality: answer an agreement's survey of a round by measuring, on this member's own held-out rows, how much worse the result is
//! without each update in it, and showing of that what the task allows: coarse values here, one bit each in `bits.rs`.
//!
//! - **When.** A survey is open at the best block, its round is final at the finalised block, and this member was in it: it
//!   made an update or attested the result. Only while the next round is under way, because that closes the survey.
//! - **What, coarsely.** Of each update in question one value in −8 to 8, as [`change`] says, for `E` the root mean squared error of the
//!   result and `E'` that of [`LeftOut::without`]. Of its own update it says 0, which counts for nothing.
//! - **Who does not.** A member in a task that shows nothing of held-out rows; a report is a release about them. A member whose operator says so; one without rows for the task; one whose store has lost the round's lanes, which
//!   nobody serves any more; one that computes another result than the one that is final.
//! - **Once.** For coarse values nothing is drawn, so the same rows give the same values. The journal has them before they are sent, so that rows which an
//!   operator changes meanwhile cannot give a second report about the same result.
//! - **At leisure.** It comes after all duties, is about one survey at a time, and measures for half a block's time a tick.

use super::{key, DutyError};
use crate::{
	journal::Report,
	left_out::LeftOut,
	member::{Now, Worker, BLOCK_TIME},
	parts::Step,
	result_files::{OpenError, RoundLanes},
	store::StoreError,
	world::{Call, ChainError, Survey},
};
use guild_primitives::{
	result::PerParticipant, Answers, DatasetId, Lineage, MemberId, MetricPolicy, Root, RoundId, TaskView,
};

/// Half of the grid: a value is at least −8 and at most 8.
const STEPS: f64 = 8.0;

/// A survey whose updates are being measured. It may be lost at any time: it is then begun again, with the same values.
pub(crate) struct Measuring {
	round: RoundId,
	result_hash: Root,
	left_out: LeftOut,
	/// Error of the result.
	error: f64,
	/// Errors without each of the first subjects; none for this member's own update.
	without: Vec<Option<f64>>,
}

/// What was measured for a survey.
pub(super) struct Measured {
	/// Error of the result: finite where coarse values are shown.
	pub(super) with: f64,
	/// Errors without each subject; none for this member's own update.
	pub(super) without: Vec<Option<f64>>,
}

impl Worker {
	/// Reports on surveys that are open; whether there is more to measure at once.
	pub(crate) fn report_quality(&mut self, now: &Now, finalised_tasks: &[TaskView]) -> bool {
		if self.measuring.is_none() && self.surveys_seen_at == Some(now.best) {
			return false;
		}
		self.surveys_seen_at = Some(now.best);
		let mut again = false;
		for task in finalised_tasks.iter().filter(|task| task.final_rounds > 0) {
			let about = format!("task {}, quality", task.id);
			match self.report_quality_of(now, task) {
				Ok(more) => {
					again |= more;
					self.voice.content(about);
				}
				Err(error) => self.voice.complain(about, error),
			}
		}
		again
	}

	fn report_quality_of(&mut self, now: &Now, task: &TaskView) -> Result<bool, DutyError> {
		let survey = self.unanswered_survey(now, task)?;
		let of_task = |measuring: &Measuring| measuring.round.task == task.id;
		match &self.measuring {
			Some(measuring) if !of_task(measuring) => return Ok(false), // One at a time.
			Some(measuring) if survey.as_ref().is_none_or(|survey| survey.round != measuring.round) => {
				self.measuring = None;
			}
			_ => {}
		}
		let Some(survey) = survey else { return Ok(false) };
		let Some(lineage) = self.chain.lineage(&now.finalised, survey.round)? else { return Ok(false) };
		if !took_part(&self.member, &lineage) {
			return Ok(false);
		}
		let answers = match task.spec.metric {
			MetricPolicy::None => return Ok(false), // The chain asks nothing in such a task.
			MetricPolicy::Coarse => self.answer_coarsely(task, &survey, &lineage)?,
			MetricPolicy::Bit { flip } => self.answer_in_bits(now, task, flip, &survey, &lineage)?,
		};
		let Some((dataset, answers)) = answers else { return Ok(true) };
		let call = Call::ReportQuality { agreement: survey.agreement, round: survey.round, dataset, answers };
		self.send(&call, Step::ReportSubmitted, || format!("{}, quality", survey.round))?;
		Ok(false)
	}

	/// Coarse values, and the dataset that they are about; none if there is more to measure.
	fn answer_coarsely(
		&mut self,
		task: &TaskView,
		survey: &Survey,
		lineage: &Lineage,
	) -> Result<Option<(DatasetId, Answers)>, DutyError> {
		let kept = self.journal.round(&survey.round)?.report;
		let changes = match kept.filter(|report| report.is_about(survey, &lineage.result_hash)) {
			Some(report) => report.changes,
			None => {
				let Some(measured) = self.measure(task, survey, lineage)? else { return Ok(None) };
				let changes = measured.changes();
				self.keep_report(survey, &lineage.result_hash, &changes)?;
				changes
			}
		};
		// No round has more updates than a report takes values.
		let answers = Answers::Coarse(PerParticipant::truncate_from(changes));
		Ok(Some((self.trainer.held_out_dataset(), answers)))
	}

	/// The survey about a round of the task, if this member has not reported.
	fn unanswered_survey(&self, now: &Now, task: &TaskView) -> Result<Option<Survey>, ChainError> {
		let survey = self.chain.survey(&now.best, task.id, &self.member)?;
		Ok(survey.filter(|survey| !survey.has_reported && survey.round.task == task.id))
	}

	fn keep_report(&mut self, survey: &Survey, result_hash: &Root, changes: &[i8]) -> Result<(), DutyError> {
		let mut entry = self.journal.round(&survey.round)?;
		entry.report =
			Some(Report { agreement: survey.agreement, result_hash: *result_hash, changes: changes.to_vec() });
		self.journal.keep_round(&survey.round, &entry)?;
		self.step(Step::ReportJournaled);
		let worse = changes.iter().filter(|change| **change < 0).count();
		self.voice.say(
			&survey.round,
			format!(
				"measured what {} updates are worth on own held-out rows; {worse} of them are better left out",
				changes.len()
			),
		);
		Ok(())
	}

	/// The error of the result, and without each subject; none if there is more to measure.
	pub(super) fn measure(
		&mut self,
		task: &TaskView,
		survey: &Survey,
		lineage: &Lineage,
	) -> Result<Option<Measured>, DutyError> {
		let abstained = key("quality", &lineage.result_hash);
		if let Some(reason) = self.abstained.get(&abstained) {
			return Err(DutyError::Abstain(reason.clone()));
		}
		let measured = self.measure_some(task, survey, lineage);
		if let Err(DutyError::Abstain(reason)) = &measured {
			self.abstained.insert(abstained, reason.clone());
		}
		measured
	}

	fn measure_some(
		&mut self,
		task: &TaskView,
		survey: &Survey,
		lineage: &Lineage,
	) -> Result<Option<Measured>, DutyError> {
		let begun = self.measuring.take().filter(|measuring| measuring.result_hash == lineage.result_hash);
		let mut measuring = match begun {
			Some(measuring) => measuring,
			None => self.begin_measuring(task, lineage)?,
		};
		let until = self.clock.now().saturating_add(BLOCK_TIME / 2);
		while let Some(subject) = survey.subjects.get(measuring.without.len()) {
			if !measuring.without.is_empty() && (self.clock.now() >= until || self.signal.is_stopped()) {
				self.measuring = Some(measuring);
				return Ok(None);
			}
			let without = self.error_without(task, subject, lineage, &measuring)?;
			measuring.without.push(without);
		}
		Ok(Some(Measured { with: measuring.error, without: measuring.without }))
	}

	fn begin_measuring(&mut self, task: &TaskView, lineage: &Lineage) -> Result<Measuring, DutyError> {
		let cannot = |why: String| {
			DutyError::Abstain(format!("{}: the quality of its updates is not reported: {why}", lineage.round))
		};
		if !self.trainer.trains(task.id, &task.spec) {
			return Err(cannot("this member has no rows for the task".into()));
		}
		if !self.trainer.reports_quality() {
			return Err(cannot("this member's configuration says so".into()));
		}
		let lanes = RoundLanes::open(&*self.store, &lineage.inputs).map_err(|error| match error {
			OpenError::Store(StoreError::NotHeld(_) | StoreError::Corrupt(_)) => {
				cannot("this member does not hold all of them any more, and nobody serves them".into())
			}
			OpenError::Store(error) => error.into(),
			OpenError::Lanes { .. } => cannot(error.to_string()),
		})?;
		let left_out = LeftOut::new(lineage.inputs.clone(), lanes).map_err(cannot)?;
		let (rows, model) = left_out.whole().map_err(cannot)?;
		let theirs = lineage.result.coefficients.iter().map(|row| &row[..]);
		if !rows.iter().map(|row| &row[..]).eq(theirs) {
			return Err(cannot("the final result has other coefficients than computed here".into()));
		}
		let error = self.held_out_error(task, &model).map_err(cannot)?;
		// Silence would tell something of the rows too: where bits are told, they are told about this as well (`bits.rs`).
		if !error.is_finite() && task.spec.metric == MetricPolicy::Coarse {
			return Err(cannot("its result has no finite error on own held-out rows".into()));
		}
		let (round, result_hash) = (lineage.round, lineage.result_hash);
		Ok(Measuring { round, result_hash, left_out, error, without: Vec::new() })
	}

	/// The error of the result without this subject's update; none for this member's own.
	fn error_without(
		&mut self,
		task: &TaskView,
		subject: &MemberId,
		lineage: &Lineage,
		measuring: &Measuring,
	) -> Result<Option<f64>, DutyError> {
		if *subject == self.member {
			return Ok(None);
		}
		let cannot = |why: String| {
			DutyError::Abstain(format!("{}: the quality of its updates is not reported: {why}", lineage.round))
		};
		let place = lineage.inputs.included.iter().position(|update| update.member == *subject);
		let place = place.ok_or_else(|| cannot("the survey asks for an update that is not included".into()))?;
		let model = measuring.left_out.without(place).map_err(cannot)?;
		self.held_out_error(task, &model).map(Some).map_err(cannot)
	}

	/// Root mean squared error of a model on this member's held-out rows.
	fn held_out_error(&mut self, task: &TaskView, model: &[i32]) -> Result<f64, String> {
		self.trainer.evaluate(&task.spec, model).map(|evaluation| evaluation.rmse).map_err(|error| error.to_string())
	}

	/// Blobs that a report may still have to read.
	pub(crate) fn needed_by_surveys(&self, now: &Now, tasks: &[TaskView]) -> Result<Vec<Root>, ChainError> {
		let mut roots = Vec::new();
		for task in tasks.iter().filter(|task| task.spec.metric != MetricPolicy::None) {
			let Some(survey) = self.unanswered_survey(now, task)? else { continue };
			let Some(lineage) = self.chain.lineage(&now.best, survey.round)? else { continue };
			roots.extend(lineage.inputs.columns().chain([lineage.inputs.base_root]));
		}
		Ok(roots)
	}
}

impl Measured {
	/// Each subject's coarse value; 0 for this member's own update.
	fn changes(&self) -> Vec<i8> {
		let value = |without: &Option<f64>| without.map_or(0, |without| change(self.without.len(), self.with, without));
		self.without.iter().map(value).collect()
	}
}

/// Whether the member was certainly in the electorate, and may hold the round's lanes.
fn took_part(member: &MemberId, lineage: &Lineage) -> bool {
	lineage.attesters.contains(member) || lineage.inputs.included.iter().any(|update| update.member == *member)
}

/// How much worse the result of `n` updates is without one of them, in steps of an eighth of an n-th of its error:
/// `round(8 · n · (without − with) / with)`, half away from zero, at least −8 and at most 8.
///
/// - `with`: error of the result, finite and at least 0; if it is 0, whatever is worse is 8.
/// - `without`: that without the update; if it is not finite, the update is worth 8.
fn change(n: usize, with: f64, without: f64) -> i8 {
	if !without.is_finite() {
		return STEPS as i8;
	}
	let worse = without - with;
	if worse == 0.0 {
		return 0;
	}
	// Where `with` is 0 the quotient is infinite, and ends at the grid's end.
	(STEPS * n as f64 * worse / with).round().clamp(-STEPS, STEPS) as i8
}

#[cfg(test)]
mod tests {
	use super::change;

	#[test]
	fn a_step_is_an_eighth_of_an_nth_of_the_error() {
		// With ten updates, an n-th of 8 is 0.8, and a step a tenth.
		let cases = [(8.0, 0), (8.04, 0), (8.06, 1), (8.1, 1), (8.26, 3), (8.8, 8), (9.9, 8), (7.94, -1), (7.2, -8)];
		for (without, value) in cases {
			assert_eq!(change(10, 8.0, without), value, "{without}");
		}
		assert_eq!(change(10, 8.0, 0.0), -8);
	}

	#[test]
	fn what_has_no_quotient_has_a_value() {
		assert_eq!((change(4, 0.0, 0.0), change(4, 0.0, 1e-300)), (0, 8));
		assert_eq!((change(4, 1.0, f64::INFINITY), change(4, 1.0, f64::NAN)), (8, 8));
		assert_eq!(change(128, f64::MIN_POSITIVE, f64::MAX), 8);
	}
}
