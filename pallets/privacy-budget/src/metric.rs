//! Reports on held-out rows: what the rewards pallet asks before and when it accepts one.
//!
//! Bits are charged to the dataset they were measured on, by what the task says of their noise, for as many as there are; coarse
//! values, which tasks without noise allow, only mark it. A member has one report a dataset and round: the answers of a second one could
//! have been drawn anew, so it is refused and not free.

use crate::{types::MetricCharge, weights::WeightInfo, Config, Datasets, Event, MetricCharges, Pallet};
use frame_support::{ensure, pallet_prelude::Weight};
use guild_accountant::Curve;
use guild_primitives::{
	metric::{cost_of_bits, METRIC_RELATION},
	Answers, Budget, FlipChance, Ledger, LedgerRefusal, Metric, MetricRelease,
};

/// Bits that are within the budgets.
struct Due {
	cost: Curve,
	/// What the dataset will have spent, with the datasets that overlap it.
	spent: Curve,
	budget: Budget,
}

impl<T: Config> Pallet<T> {
	/// Decides about a report of bits. Reads only.
	fn quote_bits(release: &MetricRelease, flip: FlipChance, count: u32) -> Result<Due, LedgerRefusal> {
		let MetricRelease { member, round, dataset: id, .. } = release;
		let dataset = Datasets::<T>::get(member, id).ok_or(LedgerRefusal::UnknownDataset)?;
		ensure!(!MetricCharges::<T>::contains_key((member, id, round)), LedgerRefusal::AlreadyCharged);
		let cost = cost_of_bits(flip, count).map_err(|_| LedgerRefusal::NotAccountable)?;
		let (spent, budget) = Self::spent_by_all(member, *id, &dataset, &cost)?;
		Ok(Due { cost, spent, budget })
	}

	/// Enters a charge that was decided.
	fn enter_bits(release: &MetricRelease, flip: FlipChance, count: u32, due: &Due) {
		let MetricRelease { member, round, dataset, .. } = *release;
		Self::change_account(&member, dataset, &due.cost, |account| {
			account.reports = account.reports.saturating_add(1);
		});
		MetricCharges::<T>::insert((member, dataset, round), MetricCharge { flip, count, at: Self::now() });
		Self::deposit_event(Event::MetricCharged {
			member,
			dataset,
			round,
			flip,
			count,
			relation: METRIC_RELATION,
			epsilon: due.spent.spent(due.budget.delta).epsilon,
			budget: due.budget,
		});
	}
}

impl<T: Config> Ledger<MetricRelease> for Pallet<T> {
	fn can_afford(release: &MetricRelease) -> Result<(), LedgerRefusal> {
		match release.metric {
			Metric::Coarse => Ok(()),
			Metric::Bits { flip, count } => Self::quote_bits(release, flip, count).map(|_| ()),
		}
	}

	fn charge(release: &MetricRelease) -> Result<(), LedgerRefusal> {
		match release.metric {
			Metric::Coarse => Self::mark_unprotected(&release.member, release.dataset, release.round),
			Metric::Bits { flip, count } => {
				let due = Self::quote_bits(release, flip, count)?;
				Self::enter_bits(release, flip, count, &due);
			}
		}
		Ok(())
	}

	fn charge_weight(answers: &Answers) -> Weight {
		match answers {
			Answers::Coarse(_) => T::WeightInfo::charge_without_noise(),
			Answers::Bits(_) => T::WeightInfo::charge_bits(),
		}
	}
}
