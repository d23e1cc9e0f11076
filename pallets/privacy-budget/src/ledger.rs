//! Charges: what the training pallet asks before and when it accepts a commitment.

use crate::{
	memo::Cost,
	types::{Account, Charge, Dataset},
	weights::WeightInfo,
	Accounts, Charges, Config, Datasets, DatasetsOf, Event, Pallet,
};
use alloc::{boxed::Box, collections::BTreeMap};
use frame_support::{defensive, pallet_prelude::Weight};
use guild_accountant::{Curve, Relation};
use guild_primitives::{
	ids::{DatasetId, MemberId, RoundId},
	Budget, Ledger, LedgerRefusal, Mechanism, Release,
};

/// What a release would do to the ledger.
enum Quote {
	/// It has no noise, and so no cost.
	WithoutNoise,
	/// This update was charged to this dataset before.
	Charged,
	/// It costs so much, and there is enough.
	Due(Box<Due>),
}

/// A charge that is within the budgets.
struct Due {
	cost: Cost,
	relation: Relation,
	/// What the dataset will have spent, with the datasets that overlap it.
	spent: Curve,
	budget: Budget,
}

/// The accounts of a member's datasets under one relation: at most [`guild_primitives::limits::MAX_DATASETS`].
pub(crate) struct MemberAccounts {
	relation: Relation,
	accounts: BTreeMap<DatasetId, Account>,
}

impl MemberAccounts {
	/// How many updates were charged to a dataset itself.
	pub(crate) fn charges(&self, id: DatasetId) -> u32 {
		self.accounts.get(&id).map_or(0, |account| account.charges)
	}

	/// How many reports were charged to a dataset itself.
	pub(crate) fn reports(&self, id: DatasetId) -> u32 {
		self.accounts.get(&id).map_or(0, |account| account.reports)
	}

	/// What a dataset has spent: its own account and those of the datasets that overlap it.
	pub(crate) fn spent(&self, id: DatasetId, dataset: &Dataset) -> Curve {
		let those = core::iter::once(&id).chain(&dataset.overlaps).filter_map(|id| self.accounts.get(id));
		// An account's curve is under its key's relation: invariant I4.
		those.fold(Curve::zero(self.relation), |sum, account| sum.plus(&account.curve).unwrap_or(sum))
	}
}

impl<T: Config> Pallet<T> {
	/// Decides about a release. Reads only.
	fn quote(release: &Release) -> Result<Quote, LedgerRefusal> {
		let Release { member, dataset: id, mechanism, update_root, .. } = release;
		let cost = Self::cost(mechanism).map_err(|_| LedgerRefusal::NotAccountable)?;
		let Some(cost) = cost else { return Ok(Quote::WithoutNoise) };
		let dataset = Datasets::<T>::get(member, id).ok_or(LedgerRefusal::UnknownDataset)?;
		match Charges::<T>::get((member, id, update_root)) {
			Some(charge) if charge.mechanism == *mechanism => return Ok(Quote::Charged),
			Some(_) => return Err(LedgerRefusal::DeclaredDifferently),
			None => {}
		}
		let relation = cost.curve.relation();
		let (spent, budget) = Self::spent_by_all(member, *id, &dataset, &cost.curve)?;
		Ok(Quote::Due(Box::new(Due { cost, relation, spent, budget })))
	}

	/// What a dataset will have spent with this cost, and its budget, if that allows it, and so does the budget of each dataset that
	/// overlaps it: they spend it too.
	pub(crate) fn spent_by_all(
		member: &MemberId,
		id: DatasetId,
		dataset: &Dataset,
		cost: &Curve,
	) -> Result<(Curve, Budget), LedgerRefusal> {
		let accounts = Self::accounts(member, cost.relation());
		for other in &dataset.overlaps {
			let other_dataset = Datasets::<T>::get(member, other).ok_or(LedgerRefusal::UnknownDataset)?;
			Self::spent_with(*other, &other_dataset, &accounts, cost)?;
		}
		Self::spent_with(id, dataset, &accounts, cost)
	}

	/// What a dataset will have spent with this cost, and its budget under the cost's relation, which must allow it.
	fn spent_with(
		id: DatasetId,
		dataset: &Dataset,
		accounts: &MemberAccounts,
		cost: &Curve,
	) -> Result<(Curve, Budget), LedgerRefusal> {
		let budget = dataset.budgets.under(cost.relation()).ok_or(LedgerRefusal::NoBudget)?;
		let spent = accounts.spent(id, dataset).plus(cost).map_err(|_| LedgerRefusal::NotAccountable)?;
		if budget.allows(&spent) {
			Ok((spent, budget))
		} else {
			Err(LedgerRefusal::OverBudget)
		}
	}

	/// The accounts of all of a member's datasets under a relation.
	pub(crate) fn accounts(member: &MemberId, relation: Relation) -> MemberAccounts {
		let datasets = DatasetsOf::<T>::get(member);
		let account = |id: &DatasetId| Some((*id, Accounts::<T>::get((member, id, relation))?));
		MemberAccounts { relation, accounts: datasets.iter().filter_map(account).collect() }
	}

	/// Enters a charge that was decided.
	fn enter(release: &Release, due: &Due) {
		let Release { member, round, dataset, mechanism, update_root } = *release;
		Self::remember(&due.cost);
		// More charges than 2^32 would need as many commitments.
		Self::change_account(&member, dataset, &due.cost.curve, |account| {
			account.charges = account.charges.saturating_add(1);
		});
		Charges::<T>::insert((member, dataset, update_root), Charge { round, mechanism, at: Self::now() });
		Self::deposit_event(Event::Charged {
			member,
			dataset,
			round,
			update_root,
			mechanism,
			relation: due.relation,
			epsilon: due.spent.spent(due.budget.delta).epsilon,
			budget: due.budget,
		});
	}

	/// Adds a cost to the account of a dataset, which counts it as `count` does.
	pub(crate) fn change_account(
		member: &MemberId,
		dataset: DatasetId,
		cost: &Curve,
		count: impl FnOnce(&mut Account),
	) {
		let key = (member, dataset, cost.relation());
		let mut account = Accounts::<T>::get(key).unwrap_or_else(|| Account::empty(cost.relation()));
		let Ok(curve) = account.curve.plus(cost) else {
			defensive!("an account is under its key's relation");
			return;
		};
		account.curve = curve;
		count(&mut account);
		Accounts::<T>::insert(key, account);
	}

	/// Marks the dataset that an update without noise names, or that coarse values were measured on, if it is declared and has no mark
	/// yet.
	pub(crate) fn mark_unprotected(member: &MemberId, dataset: DatasetId, round: RoundId) {
		let Some(mut record) = Datasets::<T>::get(member, dataset) else { return };
		if record.unprotected_since.is_none() {
			record.unprotected_since = Some(Self::now());
			Datasets::<T>::insert(member, dataset, record);
			Self::deposit_event(Event::UsedWithoutNoise { member: *member, dataset, round });
		}
	}
}

impl<T: Config> Ledger<Release> for Pallet<T> {
	fn can_afford(release: &Release) -> Result<(), LedgerRefusal> {
		Self::quote(release).map(|_| ())
	}

	fn charge(release: &Release) -> Result<(), LedgerRefusal> {
		match Self::quote(release)? {
			Quote::WithoutNoise => Self::mark_unprotected(&release.member, release.dataset, release.round),
			Quote::Charged => {}
			Quote::Due(due) => Self::enter(release, &due),
		}
		Ok(())
	}

	fn charge_weight(mechanism: &Mechanism) -> Weight {
		match mechanism {
			Mechanism::None => T::WeightInfo::charge_without_noise(),
			Mechanism::Local { .. } | Mechanism::RecordLevel { .. } => T::WeightInfo::charge(),
		}
	}
}
