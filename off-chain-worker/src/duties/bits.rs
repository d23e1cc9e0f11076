//! Bits: answer a survey where the task shows no more of held-out rows: of each update whether the result is better with it, by randomised
//! response, charged to the dataset of those rows.
//!
//! - **Paid for first.** The chain refuses what the budget does not cover, so the ledger is asked before anything is measured, and again
//!   before each sending. If it does not cover all bits of a survey, none is told; this member goes on with everything else.
//! - **Drawn once.** All answers to a survey are drawn together and are in the journal before they are sent; whatever comes after sends
//!   the same. Two draws about one result would tell more than is charged. So an entry that cannot be read is not made again, a survey
//!   about another result than the entry's is not answered, and entries are kept until a later round is final.
//! - **Alike.** Where the result has the same error with and without an update, as when a rule did not choose it, or none in both cases, the
//!   answer is a fair coin. What the rows say never makes a member silent, because silence would tell it for nothing.

use super::{DutyError, Measured};
use crate::{
	journal::BitsEntry,
	member::{Now, Worker},
	parts::Step,
	world::Survey,
};
use guild_accountant::Curve;
use guild_learning::privacy::respond;
use guild_primitives::{
	metric::{cost_of_bits, METRIC_RELATION},
	Answers, DatasetId, FlipChance, LedgerEntry, Lineage, MemberId, TaskView,
};

impl Worker {
	/// The answers to a survey, and the dataset that pays for them; none if there is more to measure.
	pub(super) fn answer_in_bits(
		&mut self,
		now: &Now,
		task: &TaskView,
		flip: FlipChance,
		survey: &Survey,
		lineage: &Lineage,
	) -> Result<Option<(DatasetId, Answers)>, DutyError> {
		let refused = |why: &str| {
			DutyError::Abstain(format!("{}: the quality of its updates is not reported: {why}", survey.round))
		};
		let asked = questions_to(&self.member, survey);
		if asked.is_empty() {
			return Err(refused("no other member's update is in question"));
		}
		if task.model_round != Some(survey.round.index) {
			return Err(refused("a later round is final, and what was told of this one is not kept longer"));
		}
		if let Some(kept) = self.journal.bits(&survey.round)? {
			if !kept.is_about(survey, &lineage.result_hash) {
				return Err(refused("bits were drawn for another survey of it, and are not drawn twice"));
			}
			self.afford_bits(now, task, kept.dataset, flip, asked.len())?;
			return Ok(Some((kept.dataset, Answers::Bits(kept.better_bits()))));
		}
		let dataset = self.trainer.held_out_dataset();
		self.afford_bits(now, task, dataset, flip, asked.len())?;
		let Some(measured) = self.measure(task, survey, lineage)? else { return Ok(None) };
		let better = self.draw_answers(&asked, &measured, flip)?;
		let entry = BitsEntry {
			agreement: survey.agreement,
			result_hash: lineage.result_hash,
			subjects: survey.subjects.clone(),
			dataset,
			better,
		};
		self.journal.keep_bits(&survey.round, &entry)?;
		self.step(Step::ReportJournaled);
		self.voice.say(
			&survey.round,
			format!(
				"measured what {} updates of others are worth on own held-out rows; of each one bit is told, falsely with chance {flip}",
				asked.len()
			),
		);
		Ok(Some((dataset, Answers::Bits(entry.better_bits()))))
	}

	/// Draws the answers to these questions, once: the places of those that are *better*.
	fn draw_answers(&mut self, asked: &[u8], measured: &Measured, flip: FlipChance) -> Result<Vec<u8>, DutyError> {
		let mut entropy = (self.entropy)().map_err(super::no_entropy)?;
		let told = asked.iter().copied().filter(|place| {
			let without = measured.without.get(usize::from(*place)).copied().flatten();
			respond(without.and_then(|without| is_better(measured.with, without)), flip, &mut *entropy)
		});
		Ok(told.collect())
	}

	/// Whether the ledger, as it stands in the best block, and this member's own budget cover so many bits about a dataset.
	fn afford_bits(
		&self,
		now: &Now,
		task: &TaskView,
		dataset: DatasetId,
		flip: FlipChance,
		count: usize,
	) -> Result<(), DutyError> {
		let ledger = self.chain.privacy_ledger(&now.best, &self.member)?;
		let terms = self.trainer.privacy(&task.spec).filter(|terms| terms.dataset == dataset);
		let own_budget = terms.and_then(|terms| terms.budget);
		let count = u32::try_from(count).unwrap_or(u32::MAX);
		let affordable = cost_of_bits(flip, count).map_err(|error| error.to_string()).and_then(|cost| {
			let own = pays(&ledger, dataset, &cost)?;
			match own_budget {
				Some(budget) if !own.spent.plus(&cost).is_ok_and(|sum| budget.allows(&sum)) => Err(format!(
					"this member's own budget for dataset {dataset}, epsilon {} at delta {}, does not cover them",
					budget.epsilon, budget.delta
				)),
				_ => Ok(()),
			}
		});
		affordable.map_err(|why| {
			DutyError::Abstain(format!(
				"task {}: {count} bit(s) about own held-out rows are not told: {why}; no quality is reported, and this member goes on \
				 with everything else",
				task.id
			))
		})
	}
}

/// Places among the subjects of the updates that this member is asked about: all but its own.
fn questions_to(member: &MemberId, survey: &Survey) -> Vec<u8> {
	// No round has more than 128 updates.
	(0u8..).zip(&survey.subjects).filter(|(_, subject)| *subject != member).map(|(place, _)| place).collect()
}

/// The dataset's entry, if it and those that share rows with it can pay.
fn pays<'a>(ledger: &'a [LedgerEntry], dataset: DatasetId, cost: &Curve) -> Result<&'a LedgerEntry, String> {
	let of = |dataset: DatasetId| {
		let entry = ledger.iter().find(|entry| entry.dataset == dataset && entry.relation == METRIC_RELATION);
		entry.ok_or_else(|| format!("dataset {dataset} has no privacy budget that protects {METRIC_RELATION}"))
	};
	let own = of(dataset)?;
	for entry in own.overlaps.iter().map(|other| of(*other)).chain([Ok(own)]) {
		let entry = entry?;
		if entry.can_afford(cost) != Ok(true) {
			let spent = entry.spent_at(entry.budget.delta);
			return Err(format!(
				"the privacy budget of dataset {} does not cover them: epsilon {:.6} of {} at delta {} is spent",
				entry.dataset, spent.epsilon, entry.budget.epsilon, entry.budget.delta
			));
		}
	}
	Ok(own)
}

/// Whether a result of the error `with` is better than one `without` an update; none if they are alike. What is not finite is worse than
/// whatever is, and alike among itself.
fn is_better(with: f64, without: f64) -> Option<bool> {
	match (with.is_finite(), without.is_finite()) {
		(true, true) => (with != without).then_some(with < without),
		(is_finite, other_is) => (is_finite != other_is).then_some(is_finite),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_primitives::{Budget, RoundId, Text};

	#[test]
	fn what_is_alike_is_neither_better_nor_worse() {
		assert_eq!((is_better(1.0, 1.5), is_better(1.0, 0.5), is_better(1.0, 1.0)), (Some(true), Some(false), None));
		assert_eq!((is_better(0.0, f64::NAN), is_better(1.0, f64::INFINITY)), (Some(true), Some(true)));
		assert_eq!((is_better(f64::NAN, 0.0), is_better(f64::INFINITY, f64::NAN)), (Some(false), None));
	}

	#[test]
	fn a_member_is_asked_about_all_others() {
		let member = |n: u8| MemberId([n; 32]);
		let survey = Survey {
			agreement: 0,
			round: RoundId { task: 0, index: 0 },
			subjects: [1, 3, 4].map(member).to_vec(),
			has_reported: false,
		};
		assert_eq!(questions_to(&member(3), &survey), [0, 2]);
		assert_eq!(questions_to(&member(2), &survey), [0, 1, 2]);
	}

	#[test]
	fn the_dataset_and_those_that_share_rows_with_it_pay() {
		let entry = |dataset, overlaps: &[u32], epsilon: &str| LedgerEntry {
			dataset,
			description: Text::default(),
			declared_at: 0,
			overlaps: overlaps.to_vec().try_into().unwrap(),
			relation: METRIC_RELATION,
			budget: Budget {
				epsilon: guild_accountant::Nats::budget(epsilon).unwrap(),
				delta: "1e-6".parse().unwrap(),
			},
			spent: Curve::zero(METRIC_RELATION),
			charges: 0,
			reports: 0,
			unprotected_since: None,
		};
		// At most 3·ln 3 = 3.2958….
		let cost = cost_of_bits("0.25".parse().unwrap(), 3).unwrap();
		let error = |ledger: &[LedgerEntry], dataset| pays(ledger, dataset, &cost).unwrap_err();
		assert!(pays(&[entry(1, &[], "3.4")], 1, &cost).is_ok());
		assert!(error(&[entry(1, &[], "3")], 1).contains("dataset 1 does not cover"));
		assert!(error(&[entry(1, &[], "3.4")], 2).contains("dataset 2 has no privacy budget"));
		assert!(error(&[entry(1, &[2], "3.4"), entry(2, &[1], "3")], 1).contains("dataset 2 does not cover"));
		let records = LedgerEntry { relation: guild_accountant::Relation::AddRemoveRecord, ..entry(1, &[], "3.4") };
		assert!(error(&[records], 1).contains("whole dataset"));
	}
}
