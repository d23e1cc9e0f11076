//! What a round starts from: the base model, and the previous aggregate, which is a column of the Gram matrix.
//!
//! Who was there when they were made has computed them. Who was not, or is new, fetches them; and whoever has not got both can prove
//! nothing about the round's result, however many updates it holds. So two thirds that keep them from a member could have
//! any result final, in this round and in all after it. It is as with updates (`missing.rs`): the vote on availability is the only
//! time to say so, who says so is believed and pays, and the round fails.

use crate::{member::Worker, world::Want};
use guild_aggregation::lanes::{LANE_BYTES, MODEL_LANE_BYTES};
use guild_primitives::{Root, RoundView, TaskView};

/// A file that a round starts from and that is not here.
pub(super) struct AbsentBase {
	/// What it is, for people.
	pub what: &'static str,
	/// What to ask for.
	pub want: Want,
}

impl Worker {
	/// What the round starts from and is not here. What a task starts with, every member makes itself.
	pub(super) fn absent_base(&self, task: &TaskView, view: Option<&RoundView>) -> Vec<AbsentBase> {
		let Some(view) = view else { return Vec::new() };
		let made = (view.base_root != task.spec.initial_model_root).then_some(view.base_root);
		let model = made.map(|root| ("base model", root, MODEL_LANE_BYTES));
		let aggregate = task.aggregate_root.map(|root| ("previous aggregate", root, LANE_BYTES));
		// Mostly both are here, and nobody is to be asked.
		let absent = model.into_iter().chain(aggregate).filter(|(_, root, _)| !self.store.has(root));
		let want = |root: Root, lane_bytes: usize| Want {
			root,
			size_bytes: u64::from(task.spec.dim) * lane_bytes as u64,
			sources: self.sources(None, &self.others(&view.electorate)),
		};
		absent.map(|(what, root, lane_bytes)| AbsentBase { what, want: want(root, lane_bytes) }).collect()
	}
}
