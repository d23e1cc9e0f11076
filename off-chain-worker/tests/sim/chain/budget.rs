//! The chain's privacy ledger, as small as it can be and as honest: it computes every cost itself, charges an update once, and refuses what
//! does not fit.

use guild_accountant::{Curve, Relation};
use guild_primitives::{
	metric::cost_of_bits, Budget, DatasetId, FlipChance, LedgerEntry, Manifest, Mechanism, MemberId, Root, RoundId,
	Text,
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Default)]
pub struct Budgets {
	entries: BTreeMap<(MemberId, DatasetId), LedgerEntry>,
	charged: BTreeSet<(MemberId, DatasetId, Root)>,
	/// Bits charged, by round: there is no second report.
	pub told: BTreeMap<(MemberId, DatasetId, RoundId), u32>,
}

impl Budgets {
	pub fn declare(&mut self, member: MemberId, dataset: DatasetId, budget: Budget) {
		let relation = Relation::ReplaceDataset;
		let entry = LedgerEntry {
			dataset,
			description: Text::default(),
			declared_at: 0,
			overlaps: Vec::new().try_into().unwrap(),
			relation,
			budget,
			spent: Curve::zero(relation),
			charges: 0,
			reports: 0,
			unprotected_since: None,
		};
		self.entries.insert((member, dataset), entry);
	}

	pub fn of(&self, member: &MemberId) -> Vec<LedgerEntry> {
		self.entries.iter().filter(|((owner, _), _)| owner == member).map(|(_, entry)| entry.clone()).collect()
	}

	/// Whether so many bits may be told about the dataset; then they are paid for.
	pub fn charge_bits(
		&mut self,
		member: MemberId,
		dataset: DatasetId,
		round: RoundId,
		flip: FlipChance,
		count: u32,
	) -> bool {
		let Ok(cost) = cost_of_bits(flip, count) else { return false };
		let Some(entry) = self.entries.get_mut(&(member, dataset)) else { return false };
		if self.told.contains_key(&(member, dataset, round)) || entry.can_afford(&cost) != Ok(true) {
			return false;
		}
		entry.spent = entry.spent.plus(&cost).unwrap();
		entry.reports += 1;
		self.told.insert((member, dataset, round), count);
		true
	}

	/// Whether the update may be committed to; then it is paid for.
	pub fn charge(&mut self, member: MemberId, manifest: &Manifest) -> bool {
		if manifest.mechanism == Mechanism::None {
			return true;
		}
		let Some(Ok(cost)) = manifest.mechanism.cost() else { return false };
		let Some(entry) = self.entries.get_mut(&(member, manifest.dataset)) else { return false };
		let charge = (member, manifest.dataset, manifest.update_root);
		if self.charged.contains(&charge) {
			return true;
		}
		if entry.can_afford(&cost) != Ok(true) {
			return false;
		}
		entry.spent = entry.spent.plus(&cost).unwrap();
		entry.charges += 1;
		self.charged.insert(charge)
	}
}
