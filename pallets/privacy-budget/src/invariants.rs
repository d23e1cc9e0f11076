//! The invariants of the module docs, as code.

#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{
	types::Account, Accounts, Charges, Config, Datasets, DatasetsOf, MetricCharges, Pallet, StepCostOrder, StepCosts,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::ensure;
use guild_accountant::{Curve, Relation};
use guild_primitives::{
	ids::{DatasetId, MemberId},
	limits::MAX_DATASETS,
	metric::cost_of_bits,
	Mechanism,
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks I1 to I5; an error begins with the number of the invariant that does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_datasets()?;
		Self::check_accounts()?;
		Self::check_memo()
	}

	fn check_datasets() -> Result<(), TryRuntimeError> {
		let mut listed = 0usize;
		for (member, ids) in DatasetsOf::<T>::iter() {
			ensure!(ids.len() <= MAX_DATASETS as usize, "I1: too many datasets");
			ensure!(ids.is_sorted_by(|one, next| one < next), "I1: a list is not ascending");
			ensure!(ids.iter().all(|id| Datasets::<T>::contains_key(member, id)), "I1: a listed dataset is missing");
			listed = listed.saturating_add(ids.len());
		}
		ensure!(listed == Datasets::<T>::iter_keys().count(), "I1: a dataset is not listed");
		for (member, id, dataset) in Datasets::<T>::iter() {
			ensure!(dataset.overlaps.is_sorted_by(|one, next| one < next), "I2: overlaps are not ascending");
			for other in &dataset.overlaps {
				let other = Datasets::<T>::get(member, other).ok_or("I2: an overlap is not declared")?;
				ensure!(other.overlaps.contains(&id), "I2: an overlap is not mutual");
			}
			ensure!(!dataset.overlaps.contains(&id), "I2: a dataset overlaps itself");
			ensure!(!dataset.description.is_empty(), "I3: no description");
			ensure!(!dataset.budgets.is_empty(), "I3: no budget");
		}
		Ok(())
	}

	fn check_accounts() -> Result<(), TryRuntimeError> {
		// A sampled curve takes long: each mechanism is computed once.
		let mut costs: Vec<(Mechanism, Curve)> = Vec::new();
		let mut sums: BTreeMap<(MemberId, DatasetId, Relation), Account> = BTreeMap::new();
		for ((member, dataset, _), charge) in Charges::<T>::iter() {
			let known = costs.iter().find(|(mechanism, _)| *mechanism == charge.mechanism);
			let cost = match known {
				Some((_, cost)) => cost.clone(),
				None => {
					let cost = charge.mechanism.cost().and_then(Result::ok).ok_or("I4: a charge that costs nothing")?;
					costs.push((charge.mechanism, cost.clone()));
					cost
				}
			};
			let relation = cost.relation();
			let sum = sums.entry((member, dataset, relation)).or_insert(Account::empty(relation));
			sum.charges = sum.charges.saturating_add(1);
			sum.curve = sum.curve.plus(&cost).map_err(|_| "I4: a charge under another relation")?;
		}
		for ((member, dataset, _), charge) in MetricCharges::<T>::iter() {
			let cost = cost_of_bits(charge.flip, charge.count).map_err(|_| "I4: a report that costs nothing")?;
			let relation = cost.relation();
			let sum = sums.entry((member, dataset, relation)).or_insert(Account::empty(relation));
			sum.reports = sum.reports.saturating_add(1);
			sum.curve = sum.curve.plus(&cost).map_err(|_| "I4: a report under another relation")?;
		}
		ensure!(sums.len() == Accounts::<T>::iter_keys().count(), "I4: as many accounts as charged ones");
		for ((member, dataset, relation), account) in Accounts::<T>::iter() {
			ensure!(Datasets::<T>::contains_key(member, dataset), "I4: an account without a dataset");
			ensure!(sums.get(&(member, dataset, relation)) == Some(&account), "I4: an account is not its charges' sum");
		}
		Ok(())
	}

	fn check_memo() -> Result<(), TryRuntimeError> {
		let order = StepCostOrder::<T>::get();
		ensure!(order.len() == StepCosts::<T>::iter_keys().count(), "I5: the memo's list has another length");
		for mechanism in order {
			let kept = StepCosts::<T>::get(mechanism).ok_or("I5: a listed curve is missing")?;
			ensure!(mechanism.step(kept.relation()) == Ok(kept), "I5: a kept curve is not the accountant's");
		}
		Ok(())
	}
}
