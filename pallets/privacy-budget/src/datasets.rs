//! What members declare of their datasets: it only ever becomes stricter.

use crate::{
	types::{Budgets, Dataset, DatasetIds},
	Config, Datasets, DatasetsOf, Error, Event, Pallet,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};
use guild_accountant::Relation;
use guild_primitives::{
	ids::{BlockNumber, DatasetId, MemberId},
	limits::MAX_DESCRIPTION_BYTES,
	Budget, Text,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_declare_dataset(
		member: MemberId,
		dataset: DatasetId,
		description: Text<MAX_DESCRIPTION_BYTES>,
		overlaps: DatasetIds,
		budgets: Budgets,
	) -> DispatchResult {
		// Decide.
		ensure!(!description.is_empty(), Error::<T>::NoDescription);
		ensure!(!budgets.is_empty(), Error::<T>::NoBudget);
		let mut known = DatasetsOf::<T>::get(member);
		let place = known.binary_search(&dataset).err().ok_or(Error::<T>::AlreadyDeclared)?;
		ensure!(overlaps.iter().zip(overlaps.iter().skip(1)).all(|(one, next)| one < next), Error::<T>::BadOverlaps);
		ensure!(overlaps.iter().all(|other| known.binary_search(other).is_ok()), Error::<T>::BadOverlaps);
		known.try_insert(place, dataset).map_err(|_| Error::<T>::TooManyDatasets)?;

		// Act.
		for other in &overlaps {
			Self::note_overlap(&member, *other, dataset)?;
		}
		DatasetsOf::<T>::insert(member, known);
		let declared_at = Self::now();
		let record = Dataset { description, declared_at, overlaps, budgets, unprotected_since: None };
		Datasets::<T>::insert(member, dataset, record);

		// Tell.
		Self::deposit_event(Event::DatasetDeclared { member, dataset, budgets });
		Ok(())
	}

	pub(crate) fn do_tighten_budget(
		member: MemberId,
		dataset: DatasetId,
		relation: Relation,
		budget: Budget,
	) -> DispatchResult {
		let mut record = Datasets::<T>::get(member, dataset).ok_or(Error::<T>::UnknownDataset)?;
		let before = record.budgets.under(relation).ok_or(Error::<T>::NothingToTighten)?;
		ensure!(budget != before && budget.is_within(&before), Error::<T>::NotTighter);

		*record.budgets.place(relation) = Some(budget);
		Datasets::<T>::insert(member, dataset, record);

		Self::deposit_event(Event::BudgetTightened { member, dataset, relation, budget });
		Ok(())
	}

	pub(crate) fn do_add_overlap(member: MemberId, dataset: DatasetId, other: DatasetId) -> DispatchResult {
		ensure!(dataset != other, Error::<T>::BadOverlaps);
		ensure!(Datasets::<T>::contains_key(member, other), Error::<T>::UnknownDataset);
		let record = Datasets::<T>::get(member, dataset).ok_or(Error::<T>::UnknownDataset)?;
		ensure!(record.overlaps.binary_search(&other).is_err(), Error::<T>::AlreadyOverlap);

		Self::note_overlap(&member, dataset, other)?;
		Self::note_overlap(&member, other, dataset)?;

		Self::deposit_event(Event::OverlapAdded { member, dataset, other });
		Ok(())
	}

	/// Enters `other` among the overlaps of `dataset`. There is room: the two lists are as long as a member may have datasets.
	fn note_overlap(member: &MemberId, dataset: DatasetId, other: DatasetId) -> Result<(), DispatchError> {
		Datasets::<T>::try_mutate(member, dataset, |record| {
			let overlaps = &mut record.as_mut().ok_or(Error::<T>::UnknownDataset)?.overlaps;
			match overlaps.binary_search(&other) {
				Ok(_) => Ok(()),
				Err(place) => overlaps.try_insert(place, other).map_err(|_| Error::<T>::TooManyDatasets.into()),
			}
		})
	}

	/// The block's number.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}
}
