//! What the runtime API answers.

use crate::{Config, Datasets, DatasetsOf, Pallet};
use alloc::vec::Vec;
use guild_accountant::Relation;
use guild_primitives::{ids::MemberId, LedgerEntry};

/// All relations, ascending.
pub(crate) const RELATIONS: [Relation; 2] = [Relation::AddRemoveRecord, Relation::ReplaceDataset];

impl<T: Config> Pallet<T> {
	/// What the member's datasets have spent, and may spend: an entry for each dataset and relation that has a budget,
	/// ascending by both. At most two for each of its datasets.
	pub fn ledger(member: MemberId) -> Vec<LedgerEntry> {
		let datasets = DatasetsOf::<T>::get(member);
		let each = datasets.iter().filter_map(|id| Datasets::<T>::get(member, id).map(|dataset| (*id, dataset)));
		let accounts = RELATIONS.map(|relation| Self::accounts(&member, relation));
		let entries = each.flat_map(|(id, dataset)| {
			let accounts = &accounts;
			RELATIONS.into_iter().zip(accounts).filter_map(move |(relation, accounts)| {
				Some(LedgerEntry {
					dataset: id,
					description: dataset.description.clone(),
					declared_at: dataset.declared_at,
					overlaps: dataset.overlaps.clone(),
					relation,
					budget: dataset.budgets.under(relation)?,
					spent: accounts.spent(id, &dataset),
					charges: accounts.charges(id),
					reports: accounts.reports(id),
					unprotected_since: dataset.unprotected_since,
				})
			})
		});
		entries.collect()
	}
}
