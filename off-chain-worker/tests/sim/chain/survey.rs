//! The surveys of an agreement, as the rewards pallet runs them.

use super::budget::Budgets;
use guild_primitives::{ids::AgreementId, Answers, DatasetId, Lineage, MemberId, MetricPolicy, RoundId};
use guild_worker::world;
use std::collections::BTreeMap;

/// The agreement that asks.
pub const AGREEMENT: AgreementId = 3;

/// Surveys of an agreement: what is asked, and what earlier ones found.
#[derive(Clone, Default)]
pub struct Surveys {
	/// With every so-manieth final round one opens; 0: never.
	pub every: u32,
	pub open: Option<Survey>,
	/// What was found about each update, by round.
	pub found: BTreeMap<u32, BTreeMap<MemberId, i8>>,
	/// How many told in bits that the result is better with each update, and how many told anything, by round.
	pub told: BTreeMap<u32, BTreeMap<MemberId, (u32, u32)>>,
}

/// A survey that is open.
#[derive(Clone)]
pub struct Survey {
	round: RoundId,
	electorate: Vec<MemberId>,
	subjects: Vec<MemberId>,
	pub reports: BTreeMap<MemberId, Answers>,
}

impl Surveys {
	/// A round became final: what was asked before is over, and this round may be asked about.
	pub fn settle(&mut self, lineage: &Lineage, final_rounds: u32, electorate: &[MemberId], metric: MetricPolicy) {
		if let Some(survey) = self.open.take() {
			self.found.insert(survey.round.index, survey.merits());
			self.told.insert(survey.round.index, survey.told());
		}
		if metric != MetricPolicy::None && final_rounds.checked_rem(self.every) == Some(0) {
			let subjects = lineage.inputs.included.iter().map(|update| update.member).collect();
			let electorate = electorate.to_vec();
			self.open = Some(Survey { round: lineage.round, electorate, subjects, reports: BTreeMap::new() });
		}
	}

	/// What the chain would refuse has no effect.
	pub fn report(
		&mut self,
		budgets: &mut Budgets,
		metric: MetricPolicy,
		member: MemberId,
		(agreement, round): (AgreementId, RoundId),
		dataset: DatasetId,
		answers: Answers,
	) {
		let Some(survey) = self.open.as_mut().filter(|survey| survey.round == round) else { return };
		if agreement != AGREEMENT || !survey.electorate.contains(&member) || survey.reports.contains_key(&member) {
			return;
		}
		let accepted = match (metric, &answers) {
			(MetricPolicy::Coarse, Answers::Coarse(changes)) => {
				changes.len() == survey.subjects.len() && changes.iter().all(|change| (-8..=8).contains(change))
			}
			(MetricPolicy::Bit { flip }, Answers::Bits(better)) => {
				let places = survey.subjects.iter().zip(0u32..).filter(|(subject, _)| **subject != member);
				let asked = places.fold(0u128, |set, (_, place)| set | 1 << place);
				better & !asked == 0 && budgets.charge_bits(member, dataset, round, flip, asked.count_ones())
			}
			_ => false,
		};
		if accepted {
			survey.reports.insert(member, answers);
		}
	}

	pub fn view(&self, member: &MemberId) -> Option<world::Survey> {
		let survey = self.open.as_ref()?;
		Some(world::Survey {
			agreement: AGREEMENT,
			round: survey.round,
			subjects: survey.subjects.clone(),
			has_reported: survey.reports.contains_key(member),
		})
	}
}

impl Survey {
	/// The lower median of the others' values of each update, if more than half of the others reported.
	fn merits(&self) -> BTreeMap<MemberId, i8> {
		let merit = |(place, subject): (usize, &MemberId)| {
			let others = self.reports.iter().filter(|(reporter, _)| *reporter != subject);
			let coarse = |answers: &Answers| match answers {
				Answers::Coarse(changes) => Some(changes[place]),
				Answers::Bits(_) => None,
			};
			let mut values: Vec<i8> = others.filter_map(|(_, answers)| coarse(answers)).collect();
			values.sort_unstable();
			let enough = values.len() * 2 > self.electorate.len() - 1;
			enough.then(|| (*subject, values[(values.len() - 1) / 2]))
		};
		self.subjects.iter().enumerate().filter_map(merit).collect()
	}

	fn told(&self) -> BTreeMap<MemberId, (u32, u32)> {
		let told = |(place, subject): (usize, &MemberId)| {
			let others = self.reports.iter().filter(|(reporter, _)| *reporter != subject);
			let bits = others.filter_map(|(_, answers)| match answers {
				Answers::Bits(better) => Some((better >> place & 1) as u32),
				Answers::Coarse(_) => None,
			});
			(*subject, bits.fold((0, 0), |(better, all), bit| (better + bit, all + 1)))
		};
		self.subjects.iter().enumerate().map(told).collect()
	}
}
