//! A network that keeps updates from a member, and a trainer whose updates need no data.

use guild_learning::{Evaluation, TrainError, TrainRequest, Trained, Trainer};
use guild_primitives::{decide, MemberId, Root, TaskId, TaskSpec};
use guild_simulation::network::MemberNetwork;
use guild_worker::world::{Blobs, FetchError, Fetched, Want};
use std::{
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	time::Duration,
};

/// The network, but nobody gives the updates of some members, until it is mended.
pub struct Keeping {
	network: MemberNetwork,
	kept: Vec<MemberId>,
	update_bytes: u64,
	/// Whether everything comes again.
	pub is_mended: Arc<AtomicBool>,
}

impl Keeping {
	/// Keeps what the members `kept` make for this task from whom `network` is.
	pub fn new(network: MemberNetwork, kept: Vec<MemberId>, spec: &TaskSpec) -> Self {
		Self { network, kept, update_bytes: decide::update_bytes(spec.dim), is_mended: Arc::default() }
	}
}

impl Blobs for Keeping {
	fn fetch(&self, wants: &[Want], budget: Duration) -> Vec<Result<Fetched, FetchError>> {
		let one = |want: &Want| {
			// Whose update it is, is asked first.
			let is_of_them = want.sources.iter().next().is_some_and(|owner| self.kept.contains(owner));
			let is_kept = want.size_bytes == self.update_bytes && is_of_them && !self.is_mended.load(Ordering::SeqCst);
			match is_kept {
				true => Err(FetchError::NotServed),
				false => self.network.fetch(std::slice::from_ref(want), budget).remove(0),
			}
		};
		wants.iter().map(one).collect()
	}

	fn serve(&self, roots: &[Root]) {
		self.network.serve(roots);
	}
}

/// Every lane moves by so much.
pub struct Moves(pub f32);

impl Trainer for Moves {
	fn trains(&self, _: TaskId, _: &TaskSpec) -> bool {
		true
	}
	fn train(&mut self, request: &TrainRequest<'_>) -> Result<Trained, TrainError> {
		let model_delta = vec![self.0; request.base.len()];
		Ok(Trained { model_delta, samples: 10, steps_done: 1, steps_asked: 1, loss: 0.5, dataset: 0 })
	}
	fn evaluate(&mut self, _: &TaskSpec, _: &[i32]) -> Result<Evaluation, TrainError> {
		Ok(Evaluation { rmse: 1.0, mae: 1.0, persistence_rmse: 1.0, samples: 5, unit: "kW".into() })
	}
}
