//! What sampled mechanisms cost, remembered: one such curve takes longer than everything else that a charge does, and a member
//! declares the same mechanism round after round. Gaussian curves are made anew each time.

use crate::{Config, Pallet, StepCostOrder, StepCosts};
use frame_support::{traits::ConstU32, BoundedVec};
use guild_accountant::{AccountantError, Curve, Mechanism as AccountedMechanism};
use guild_primitives::Mechanism;

/// Most curves that are kept: 84 kB.
pub const MAX_MEMO: u32 = 64;

/// Mechanisms whose curves are kept, oldest first.
pub type MemoOrder = BoundedVec<AccountedMechanism, ConstU32<MAX_MEMO>>;

/// The cost of an update, and what to remember of it.
pub(crate) struct Cost {
	pub(crate) curve: Curve,
	fresh: Option<(AccountedMechanism, Curve)>,
}

impl<T: Config> Pallet<T> {
	/// What an update costs under its declared mechanism; nothing for one without noise. Reads only.
	pub(crate) fn cost(mechanism: &Mechanism) -> Result<Option<Cost>, AccountantError> {
		let Some((accounted, relation, steps)) = mechanism.accounted() else { return Ok(None) };
		if !matches!(accounted, AccountedMechanism::SubsampledGaussian { .. }) {
			return Ok(Some(Cost { curve: accounted.cost(relation, steps)?, fresh: None }));
		}
		if steps == 0 {
			return Err(AccountantError::NoSteps);
		}
		let kept = StepCosts::<T>::get(accounted);
		let step = match &kept {
			Some(step) => step.clone(),
			None => accounted.step(relation)?,
		};
		let curve = step.times(steps);
		Ok(Some(Cost { curve, fresh: kept.is_none().then_some((accounted, step)) }))
	}

	/// Keeps what was computed for a charge. The oldest gives way.
	pub(crate) fn remember(cost: &Cost) {
		let Some((mechanism, step)) = &cost.fresh else { return };
		StepCostOrder::<T>::mutate(|order| {
			if order.is_full() {
				StepCosts::<T>::remove(order.remove(0)); // Full, so there is a first.
			}
			if order.try_push(*mechanism).is_ok() {
				StepCosts::<T>::insert(mechanism, step);
			}
		});
	}
}
