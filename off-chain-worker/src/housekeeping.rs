//! Forgetting what no round needs: blobs, and journal entries about updates whose base model is history.

use crate::{
	journal::{Attestation, JournalError},
	member::{Now, Worker},
	store::KeepPolicy,
	world::ChainError,
};
use guild_primitives::{Duty, Root, RoundId, RoundView, TaskView};
use std::{
	collections::HashSet,
	time::{Duration, SystemTime},
};

/// Ticks between two collections.
const TICKS_A_COLLECTION: u32 = 64;
/// What nothing needs is kept this long, in case somebody asks, or a fork comes back.
const KEEP_UNUSED_FOR: Duration = Duration::from_secs(24 * 3600);

impl Worker {
	/// Now and then, removes what is neither needed nor young. If anything about what is needed is in doubt (the node
	/// does not answer, the journal cannot be read), nothing is removed.
	pub(crate) fn collect_garbage(
		&mut self,
		now: &Now,
		tasks: &[TaskView],
		finalised_tasks: &[TaskView],
		duties: &[Duty],
	) -> Result<(), ChainError> {
		if self.ticks_to_collection > 0 {
			self.ticks_to_collection -= 1;
			return Ok(());
		}
		self.ticks_to_collection = TICKS_A_COLLECTION;
		let mut needed: HashSet<Root> = HashSet::new();
		for (block, tasks) in [(&now.best, tasks), (&now.finalised, finalised_tasks)] {
			for task in tasks {
				needed.extend([task.model_root, task.spec.initial_model_root]);
				needed.extend(task.aggregate_root);
				let round = RoundId { task: task.id, index: task.current_round };
				needed.extend(self.chain.round(block, round)?.iter().flat_map(|view| needed_by_round(view)));
			}
		}
		needed.extend(duties.iter().flat_map(needed_by_duty));
		needed.extend(self.needed_by_surveys(now, tasks)?);
		let journaled = self.forget_old_updates(tasks, finalised_tasks).and_then(|own| {
			needed.extend(own);
			self.needed_by_journal(finalised_tasks).map(|roots| needed.extend(roots))
		});
		if let Err(error) = journaled {
			self.voice.complain("housekeeping", error);
			return Ok(());
		}
		let short_above_bytes = self.store.quota_bytes() / 4 * 3;
		let policy = KeepPolicy { keep_for: KEEP_UNUSED_FOR, short_above_bytes };
		match self.store.collect(&needed, &policy, SystemTime::now()) {
			Ok(collected) if collected.removed > 0 => {
				log::info!(target: "guild", "removed {} old blobs, {} bytes", collected.removed, collected.removed_bytes);
			}
			Ok(_) => self.voice.content("housekeeping"),
			Err(error) => self.voice.complain("housekeeping", error),
		}
		Ok(())
	}

	/// Forgets updates from base models that no block can come back to; the roots of the others.
	fn forget_old_updates(
		&mut self,
		tasks: &[TaskView],
		finalised_tasks: &[TaskView],
	) -> Result<Vec<Root>, JournalError> {
		let mut own = Vec::new();
		for update in self.journal.updates()? {
			let of_task = |view: &&TaskView| view.id == update.task;
			let finalised = finalised_tasks.iter().find(of_task);
			// A finalised model newer than the update's base, and not the same bytes: the base is history.
			let current =
				tasks.iter().chain(finalised_tasks).filter(of_task).any(|view| view.model_root == update.base_root);
			let moved_on = finalised.and_then(|view| view.model_round).is_some_and(|round| round >= update.made_in);
			if moved_on && !current {
				self.journal.forget_update(update.task, &update.base_root)?;
			} else {
				own.push(update.update_root);
			}
		}
		Ok(own)
	}

	/// Adopted models, and results of rounds that are not closed.
	fn needed_by_journal(&self, finalised_tasks: &[TaskView]) -> Result<Vec<Root>, JournalError> {
		let mut roots = Vec::new();
		for task in finalised_tasks {
			let Some(entry) = self.journal.task(task.id)? else { continue };
			roots.extend(entry.models);
			roots.extend(entry.disputes.iter().map(|dispute| dispute.proof_root));
			// The best block is at most a few rounds ahead of the finalised one.
			for index in entry.next_round..=task.current_round.saturating_add(2) {
				let kept = self.journal.round(&RoundId { task: task.id, index })?;
				roots.extend(kept.commit.map(|signed| signed.manifest.update_root));
				roots.extend(kept.attestation.iter().flat_map(needed_by_attestation));
				roots.extend(kept.challenges.iter().map(|challenge| challenge.proof_root));
			}
		}
		Ok(roots)
	}
}

fn needed_by_attestation(own: &Attestation) -> [Root; 3] {
	[own.body.model_root, own.body.aggregate_root, own.body.trace_root]
}

fn needed_by_round(view: &RoundView) -> Vec<Root> {
	let committed = view.members.iter().filter_map(|progress| Some(progress.manifest.as_ref()?.update_root));
	let included = view.inputs.iter().flat_map(|inputs| inputs.included.iter().map(|update| update.update_root));
	committed.chain(included).chain([view.base_root]).collect()
}

fn needed_by_duty(duty: &Duty) -> Vec<Root> {
	match duty {
		Duty::Commit { base_root, .. } => vec![*base_root],
		Duty::VoteAvailability { commitments, .. } => commitments.iter().map(|c| c.update_root).collect(),
		Duty::Publish { updates, .. } => updates.iter().map(|update| update.update_root).collect(),
		Duty::Attest { inputs, .. } | Duty::Recheck { inputs, .. } => {
			let included = inputs.included.iter().map(|update| update.update_root);
			included.chain([inputs.base_root]).chain(inputs.previous_aggregate_root).collect()
		}
	}
}
