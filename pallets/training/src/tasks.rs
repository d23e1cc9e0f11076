//! Tasks: created and stopped by governance.

use crate::{types::Task, Config, Due, Error, Event, NextTask, OpenTasks, Pallet, Specs, Tasks};
use frame_support::{ensure, pallet_prelude::DispatchResult};
use guild_primitives::{
	ids::TaskId,
	limits::MAX_MIX_COST,
	rules::RuleError,
	task::{SpecError, TaskSpec},
	TaskStatus,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_task(spec: TaskSpec) -> DispatchResult {
		// Decide.
		spec.check().map_err(Error::<T>::from)?;
		let dearest = spec.rule.dearest_mix(spec.min_participants.into());
		ensure!(dearest <= MAX_MIX_COST, Error::<T>::SpecMixTooDear);

		// Act. The task is due at once: its first round opens with the next block.
		let task = NextTask::<T>::get();
		OpenTasks::<T>::try_append(task).map_err(|()| Error::<T>::TooManyOpenTasks)?;
		Due::<T>::try_append(task).map_err(|()| Error::<T>::TooManyOpenTasks)?;
		NextTask::<T>::put(task.saturating_add(1)); // Governance does not reach 2^32 tasks.
		let spec_hash = spec.hash();
		let record = Task {
			spec_hash,
			status: TaskStatus::Active,
			created_at: Self::now(),
			model_root: spec.initial_model_root,
			aggregate_root: None,
			model_round: None,
			final_rounds: 0,
			current_round: 0,
			disputed_from: None,
		};
		Tasks::<T>::insert(task, record);
		Specs::<T>::insert(task, spec);

		// Tell.
		Self::deposit_event(Event::TaskCreated { task, spec_hash });
		Ok(())
	}

	pub(crate) fn do_stop_task(task: TaskId) -> DispatchResult {
		let mut record = Tasks::<T>::get(task).ok_or(Error::<T>::UnknownTask)?;
		ensure!(record.status == TaskStatus::Active, Error::<T>::TaskNotActive);
		// The task stays among the open ones until its next move finds it stopped.
		record.status = TaskStatus::Stopped;
		Tasks::<T>::insert(task, record);
		Self::deposit_event(Event::TaskStopped { task });
		Ok(())
	}
}

impl<T> From<SpecError> for Error<T> {
	fn from(error: SpecError) -> Self {
		match error {
			SpecError::BadDim => Self::SpecBadDim,
			SpecError::BadScale => Self::SpecBadScale,
			SpecError::BadNormBound => Self::SpecBadNormBound,
			SpecError::BadWindow => Self::SpecBadWindow,
			SpecError::BadParticipants => Self::SpecBadParticipants,
			SpecError::BadSampleCap => Self::SpecBadSampleCap,
			SpecError::BadRounds => Self::SpecBadRounds,
			SpecError::NoText => Self::SpecNoText,
			SpecError::UpdatesNotPublic => Self::SpecUpdatesNotPublic,
			SpecError::TooLongToPublish => Self::SpecTooLongToPublish,
			SpecError::BadNoise => Self::SpecBadNoise,
			SpecError::NoiseDoesNotFit => Self::SpecNoiseDoesNotFit,
			SpecError::MetricNotCharged => Self::SpecMetricNotCharged,
			SpecError::Rule(RuleError::TooFewUpdates { .. }) => Self::SpecTooFewForRule,
			SpecError::Rule(RuleError::BadParameter) => Self::SpecBadRuleParameter,
			SpecError::Rule(RuleError::MixAndColumnDoNotFit) => Self::SpecMixAndColumnDoNotFit,
			SpecError::Rule(RuleError::TooManyUpdates { .. }) => Self::SpecTooManyForRule,
			SpecError::Rule(RuleError::NoGuarantee) => Self::SpecNoGuarantee,
		}
	}
}
