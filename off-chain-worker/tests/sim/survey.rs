//! The surveys of an agreement, as the rewards pallet runs them.

use guild_primitives::{ids::AgreementId, Lineage, MemberId, RoundId};
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
}

/// A survey that is open.
#[derive(Clone)]
pub struct Survey {
	round: RoundId,
	electorate: Vec<MemberId>,
	subjects: Vec<MemberId>,
	pub reports: BTreeMap<MemberId, Vec<i8>>,
}

impl Surveys {
	/// A round became final: what was asked before is over, and this round may be asked about.
	pub fn settle(&mut self, lineage: &Lineage, final_rounds: u32, electorate: &[MemberId]) {
		if let Some(survey) = self.open.take() {
			self.found.insert(survey.round.index, survey.merits());
		}
		if final_rounds.checked_rem(self.every) == Some(0) {
			let subjects = lineage.inputs.included.iter().map(|update| update.member).collect();
			let electorate = electorate.to_vec();
			self.open = Some(Survey { round: lineage.round, electorate, subjects, reports: BTreeMap::new() });
		}
	}

	/// What the chain would refuse has no effect.
	pub fn report(&mut self, member: MemberId, agreement: AgreementId, round: RoundId, changes: Vec<i8>) {
		let Some(survey) = self.open.as_mut().filter(|survey| survey.round == round) else { return };
		let fits = changes.len() == survey.subjects.len() && changes.iter().all(|change| (-8..=8).contains(change));
		if agreement == AGREEMENT && fits && survey.electorate.contains(&member) {
			survey.reports.entry(member).or_insert(changes);
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
			let mut values: Vec<i8> = others.map(|(_, changes)| changes[place]).collect();
			values.sort_unstable();
			let enough = values.len() * 2 > self.electorate.len() - 1;
			enough.then(|| (*subject, values[(values.len() - 1) / 2]))
		};
		self.subjects.iter().enumerate().filter_map(merit).collect()
	}
}
