//! What a final round would have given without one of its updates: the same frozen inputs, with that update *not active*.
//!
//! So the rule itself says what it makes of the others: weights, pre-steps, selection and column run as they ran in the
//! round, and `f` is lowered where the others are too few for it, as after a cut by the norm bound. Nothing is rescaled here,
//! and for a mean it is the mean of the others. Where no other update is left, nothing moves the model: it is the base model.
//!
//! The lanes are read once for the Gram matrix, and once for each model.

use crate::result_files::RoundLanes;
use guild_aggregation::{apply::Task, fast, mix, Gram, Mix, MixError, Updates};
use guild_primitives::{Coefficient, RoundInputs};

/// A round whose lanes are here, with its Gram matrix.
pub(crate) struct LeftOut {
	inputs: RoundInputs,
	lanes: RoundLanes,
	gram: Gram,
}

impl LeftOut {
	/// The round of these inputs, over its lanes.
	///
	/// # Errors
	/// In words, when the lanes are not those of a round.
	pub(crate) fn new(inputs: RoundInputs, lanes: RoundLanes) -> Result<Self, String> {
		let gram = {
			let views = lanes.views();
			fast::gram(Updates::new(&views, inputs.dim as usize).map_err(|error| error.to_string())?)
		};
		Ok(Self { inputs, lanes, gram })
	}

	/// The rows of coefficients of the whole round, and its model.
	///
	/// # Errors
	/// In words, when the rule gives none.
	pub(crate) fn whole(&self) -> Result<(Vec<Vec<Coefficient>>, Vec<i32>), String> {
		let mixed = mix(&self.gram, &self.inputs).map_err(|error| error.to_string())?;
		let model = self.model(&mixed)?;
		Ok((mixed.rows.into_inner(), model))
	}

	/// The model without the included update at this place.
	///
	/// # Errors
	/// As [`LeftOut::whole`].
	pub(crate) fn without(&self, place: usize) -> Result<Vec<i32>, String> {
		let mut inputs = self.inputs.clone();
		if let Some(update) = inputs.included.get_mut(place) {
			update.active = false;
		}
		match mix(&self.gram, &inputs) {
			Ok(mixed) => self.model(&mixed),
			Err(MixError::NoActiveUpdate) => Ok(self.lanes.base.to_vec()),
			Err(error) => Err(error.to_string()),
		}
	}

	fn model(&self, mixed: &Mix) -> Result<Vec<i32>, String> {
		let views = self.lanes.views();
		let updates = Updates::new(&views, self.inputs.dim as usize).map_err(|error| error.to_string())?;
		let task = Task::new(updates, mixed, &self.lanes.base).map_err(|error| error.to_string())?;
		Ok(fast::apply(&task).model)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::lane_view::{bytes_of, LaneView};
	use guild_primitives::{
		result::PerParticipant, IncludedUpdate, MemberId, MixRule, Root, RoundId, RuleSpec, Weighting,
	};

	const BASE: [i32; 2] = [1_000, -1_000];

	fn round(rule: RuleSpec, updates: &[[i16; 2]], weights: &[u32]) -> LeftOut {
		let included = (0u8..).zip(updates).zip(weights).map(|((n, lanes), weight)| IncludedUpdate {
			member: MemberId([n; 32]),
			update_root: Root::of(&bytes_of(lanes)),
			weight: *weight,
			active: true,
		});
		let inputs = RoundInputs {
			round: RoundId { task: 0, index: 0 },
			spec_hash: Root([0; 32]),
			base_root: Root::of(&bytes_of(&BASE)),
			previous_aggregate_root: None,
			dim: 2,
			scale: 4,
			norm_bound: 10_000,
			rule,
			seed: None,
			included: PerParticipant::truncate_from(included.collect()),
		};
		let columns = updates.iter().map(|lanes| LaneView::of(bytes_of(lanes).into_owned().into()).unwrap()).collect();
		let base = LaneView::of(bytes_of(&BASE).into_owned().into()).unwrap();
		LeftOut::new(inputs, RoundLanes { columns, base }).unwrap()
	}

	#[test]
	fn without_an_update_a_mean_is_the_mean_of_the_others() {
		let rule = RuleSpec::mean(Weighting::Samples);
		let round = round(rule, &[[10, 20], [30, -40], [90, 60]], &[1, 3, 2]);
		assert_eq!(round.whole().unwrap().1, [1_000 + 280 / 6 + 1, -1_000 + 20 / 6]);
		// (10 + 2·90) / 3, (20 + 2·60) / 3.
		assert_eq!(round.without(1).unwrap(), [1_000 + 63, -1_000 + 47]);
		// (3·30 + 2·90) / 5, (−3·40 + 2·60) / 5.
		assert_eq!(round.without(0).unwrap(), [1_000 + 54, -1_000]);
	}

	#[test]
	fn what_a_rule_did_not_choose_does_not_matter_and_what_it_chose_is_replaced() {
		let krum = RuleSpec { mix: MixRule::Krum, ..RuleSpec::mean(Weighting::Samples) };
		let round = round(krum, &[[11, 10], [10, 10], [13, 10], [900, -900]], &[1; 4]);
		let (rows, whole) = round.whole().unwrap();
		assert!(rows[0][0] != 0 && rows[0][1..].iter().all(|coefficient| *coefficient == 0));
		assert_eq!(round.without(3).unwrap(), whole);
		assert_eq!(round.without(2).unwrap(), whole);
		assert_ne!(round.without(0).unwrap(), whole);
	}

	#[test]
	fn without_its_only_update_a_round_moves_nothing() {
		let round = round(RuleSpec::mean(Weighting::Samples), &[[10, 20]], &[1]);
		assert_eq!(round.without(0).unwrap(), BASE);
	}
}
