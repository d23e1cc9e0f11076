//! Getting the model that a round starts from.

use super::DutyError;
use crate::{
	lane_view::{bytes_of, LaneView},
	member::{Now, Worker, FETCH_BUDGET},
	world::Want,
};
use guild_aggregation::lanes;
use guild_learning::Document;
use guild_primitives::{Root, RoundId, TaskView};

impl Worker {
	/// The lanes of a model of the task: from the store, made from the task's document if it is the initial one, or from
	/// other members.
	pub(crate) fn model(
		&mut self,
		now: &Now,
		task: &TaskView,
		round: &RoundId,
		model_root: &Root,
	) -> Result<LaneView<i32>, DutyError> {
		if let Some(model) = self.held_model(task, model_root)? {
			return Ok(model);
		}
		if *model_root == task.spec.initial_model_root {
			return self.initial_model(task);
		}
		let view = self.chain.round(&now.best, *round)?;
		let electorate = view.as_ref().map(|view| view.electorate.as_slice()).unwrap_or_default();
		let want = Want {
			root: *model_root,
			size_bytes: u64::from(task.spec.dim) * lanes::MODEL_LANE_BYTES as u64,
			sources: self.sources(None, &self.others(electorate)),
		};
		if let Some(Some(error)) = self.fetch(round, &[want], FETCH_BUDGET).into_iter().next() {
			return Err(DutyError::Waiting(format!("model {} did not come yet: {error}", model_root.short())));
		}
		self.held_model(task, model_root)?
			.ok_or_else(|| DutyError::Waiting(format!("model {} did not come yet", model_root.short())))
	}

	/// The lanes of a model, if it is in the store.
	pub(crate) fn held_model(&self, task: &TaskView, model_root: &Root) -> Result<Option<LaneView<i32>>, DutyError> {
		let Some(blob) = self.blob_if_held(model_root)? else { return Ok(None) };
		let bytes = blob.len();
		match LaneView::of(blob) {
			Ok(model) if model.len() as u64 == u64::from(task.spec.dim) => Ok(Some(model)),
			_ => Err(DutyError::Abstain(format!(
				"model {} has {bytes} bytes, which are not {} lanes",
				model_root.short(),
				task.spec.dim
			))),
		}
	}

	/// Makes the initial model; everybody makes the same one, so nobody distributes it.
	fn initial_model(&self, task: &TaskView) -> Result<LaneView<i32>, DutyError> {
		let document = Document::parse(task.spec.document.as_str()).map_err(|problem| {
			DutyError::Abstain(format!("this version cannot read the task's document; is an upgrade due? {problem}"))
		})?;
		let model = document.initial_model(task.spec.scale);
		let bytes = bytes_of(&model);
		let made = Root::of(&bytes);
		if made != task.spec.initial_model_root {
			return Err(DutyError::Abstain(format!(
				"the initial model made here is {}, the task has {}; is an upgrade due?",
				made.short(),
				task.spec.initial_model_root.short()
			)));
		}
		self.store.put(&bytes)?;
		// As others read it: from the store.
		self.held_model(task, &made)?
			.ok_or_else(|| DutyError::Waiting(format!("the initial model {} was lost on disk", made.short())))
	}
}
