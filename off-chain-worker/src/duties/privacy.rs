//! The noise of the next update: what the member wants, the task takes, and the ledger has left.

use super::DutyError;
use crate::member::Worker;
use guild_learning::{encode, encode_with_noise, Encoding, NoisePlan, Trained};
use guild_primitives::{Mechanism, MechanismPolicy, TaskView};

impl Worker {
	/// The noise of this member's next update for the task, as the ledger stands in the best block; none where the task wants none. Asked
	/// before training, so that nothing is computed in vain, and again before the noise is drawn: training takes long, and another task
	/// may have spent the budget meanwhile.
	///
	/// A refusal ends this member's training for the round, and nothing else: it votes, attests and checks as before.
	pub(super) fn plan_noise(&self, task: &TaskView) -> Result<Option<NoisePlan>, DutyError> {
		if task.spec.mechanism == MechanismPolicy::None {
			return Ok(None);
		}
		let Some(terms) = self.trainer.privacy(&task.spec) else {
			return Err(no_update("this member has no terms for the privacy of its data"));
		};
		let ledger = self.chain.privacy_ledger(&self.chain.best()?, &self.member)?;
		terms.next_update(&task.spec, &ledger).map_err(no_update)
	}

	/// Turns what was trained into the lanes that may leave, with what is to be declared about them. Draws all of an update's randomness,
	/// once.
	pub(super) fn encode(
		&mut self,
		task: &TaskView,
		trained: &Trained,
		noise: Option<&NoisePlan>,
	) -> Result<(Vec<i16>, Mechanism), DutyError> {
		let mut entropy = (self.entropy)().map_err(super::no_entropy)?;
		let abstain = |error: &dyn std::fmt::Display| DutyError::Abstain(error.to_string());
		let (lanes, cut_lanes, mechanism) = match noise {
			None => {
				let encoded = encode(&trained.model_delta, &Encoding::from(&task.spec), &mut entropy)
					.map_err(|error| abstain(&error))?;
				(encoded.lanes, encoded.cut_lanes, Mechanism::None)
			}
			Some(plan) => {
				let release = encode_with_noise(&trained.model_delta, task.spec.scale, &plan.layers, &mut entropy)
					.map_err(|error| abstain(&error))?;
				let noise_multiplier = plan.noise_multiplier;
				(release.lanes, release.cut_lanes, Mechanism::Local { noise_multiplier })
			}
		};
		if cut_lanes > 0 {
			log::warn!(
				target: "guild",
				"{cut_lanes} lanes were cut to the largest value; the task's scale of {} bits is too fine for its updates",
				task.spec.scale
			);
		}
		Ok((lanes, mechanism))
	}
}

fn no_update(why: impl std::fmt::Display) -> DutyError {
	DutyError::Abstain(format!("{why}; no update is made, and this member goes on voting and attesting"))
}
