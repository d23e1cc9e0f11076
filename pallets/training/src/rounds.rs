//! The moves of a round: how it opens, goes from phase to phase, and ends. Nothing here can be refused: calls are.

use crate::{
	availability::Votes,
	challenge::Attesters,
	hooks::deadline,
	types::{Frozen, OpenRound, Proposed, RoundRecord, Task},
	Attestations, AvailabilityVotes, Commitments, Config, Event, HoldReason, Inputs, Lineages, OpenTasks, Pallet,
	Published, Results, RoundOfModel, RoundRecords, Rounds, Specs, Tasks,
};
use alloc::vec::Vec;
use frame_support::{
	traits::{Defensive, Get},
	BoundedVec,
};
use guild_primitives::{
	consortium::ConsortiumMembers,
	contribution::Settlement,
	decide,
	ids::{BlockNumber, RoundId, TaskId},
	limits::{FREE_CHALLENGES, FREE_REFUSALS, MAX_MIX_COST, REOPEN_BLOCKS},
	FailReason, Lineage, Outcome, Phase, Proposal, Root, TaskSpec, TaskStatus,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// Opens the task's next round, if it has one and there are members enough.
	pub(crate) fn open_round(task_id: TaskId) {
		let Some((task, spec)) = Self::task_and_spec(task_id) else { return };
		if task.status != TaskStatus::Active {
			return Self::close_task(task_id);
		}
		let id = RoundId { task: task_id, index: task.current_round };
		if T::Paused::get() {
			Self::set_deadline(task_id, Self::now().saturating_add(REOPEN_BLOCKS));
			return Self::deposit_event(Event::RoundPaused { round: id });
		}
		let electorate = BoundedVec::truncate_from(T::Members::electorate()); // The trait promises that it fits.
		let (members, needed) = (electorate.len().saturated_into::<u32>(), decide::least_updates(&spec));
		let now = Self::now();
		if members < needed {
			Self::set_deadline(task_id, now.saturating_add(REOPEN_BLOCKS));
			return Self::deposit_event(Event::RoundPostponed { round: id, members, needed });
		}
		// Members may have become more since the task was created.
		if spec.rule.dearest_mix(members) > MAX_MIX_COST {
			Self::set_deadline(task_id, now.saturating_add(REOPEN_BLOCKS));
			return Self::deposit_event(Event::RoundTooDear { round: id, members });
		}

		let ends_at = now.saturating_add(spec.windows.commit_blocks);
		let base_root = task.model_root;
		let round = OpenRound {
			id,
			phase: Phase::Commit,
			opened_at: now,
			phase_opened_at: now,
			ends_at,
			base_root,
			electorate,
			committed: 0,
			voted: 0,
			attested: 0,
			publication: None,
			frozen: None,
			proposed: None,
			guilty: 0,
			used_challenges: [0; FREE_CHALLENGES as usize],
			redundant_challenges: [0; FREE_CHALLENGES as usize],
			refused_calls: [0; FREE_REFUSALS as usize],
			faults: 0,
			failing: None,
		};
		Rounds::<T>::insert(task_id, round);
		Self::set_deadline(task_id, deadline(ends_at));
		Self::deposit_event(Event::RoundOpened { round: id, base_root, electorate_size: members, ends_at });
	}

	/// Ends the phase that the round is in.
	pub(crate) fn end_phase(round: OpenRound) {
		let Some((task, spec)) = Self::task_and_spec(round.id.task) else { return };
		if let Some(reason) = round.failing {
			return Self::fail(round, task, reason);
		}
		match round.phase {
			Phase::Commit => Self::end_commit(round, task, &spec),
			Phase::Availability => Self::end_availability(round, task, &spec),
			Phase::Publication => Self::end_publication(round, task, &spec),
			Phase::Attest => Self::end_attest(round, task, &spec),
			Phase::Challenge => Self::end_challenge(round, task, &spec),
		}
	}

	fn end_commit(round: OpenRound, task: Task, spec: &TaskSpec) {
		if round.committed.count_ones() < decide::least_updates(spec) {
			return Self::fail(round, task, FailReason::TooFewCommitments);
		}
		Self::enter(round, Phase::Availability, spec.windows.availability_blocks);
	}

	/// Freezes the inputs with these updates, and goes on to Attest; or fails for the reason `short` if they are too few.
	pub(crate) fn freeze(
		mut round: OpenRound,
		task: Task,
		spec: &TaskSpec,
		included: u128,
		votes: &Votes<T>,
		short: FailReason,
	) {
		let Some(inputs) = Self::inputs(&round, &task, spec, included, votes) else {
			return Self::fail(round, task, short);
		};
		let frozen = Frozen {
			inputs_hash: inputs.hash(),
			included: inputs.included.len().saturated_into(),
			columns: inputs.columns().count().saturated_into(),
		};
		round.frozen = Some(frozen);
		Inputs::<T>::insert(round.id.task, inputs);
		Self::deposit_event(Event::InputsFrozen {
			round: round.id,
			inputs_hash: frozen.inputs_hash,
			included: frozen.included,
		});
		Self::enter(round, Phase::Attest, spec.windows.attest_blocks);
	}

	/// Proposes a result. One that all who remain have attested is final at once: nobody is left to prove it false. If fewer
	/// than a quorum of those who remain have attested anything, it was an outage.
	fn end_attest(mut round: OpenRound, task: Task, spec: &TaskSpec) {
		if Self::is_outage(&round, round.attested) {
			return Self::fail(round, task, FailReason::Outage);
		}
		Self::tell_missed(&round, round.attested);
		let attesters = Self::attesters(&round);
		let Some(proposal) = Self::proposal(&round, &attesters) else {
			return Self::fail(round, task, FailReason::NoAttestation);
		};
		let Proposal { result_hash, has_quorum } = proposal;
		let proposed = Proposed { proposal, attesters: attesters.get(&result_hash).copied().unwrap_or(0) };
		Self::deposit_event(Event::ResultProposed {
			round: round.id,
			result_hash,
			attesters: proposed.attesters.count_ones(),
			has_quorum,
		});
		if round.is_all(proposed.attesters) {
			return Self::make_final(round, task, spec, proposed, &attesters);
		}
		round.proposed = Some(proposed);
		let window = decide::challenge_blocks(spec, round.size(), has_quorum);
		Self::enter(round, Phase::Challenge, window);
	}

	/// Nobody has proven the proposed result false. It is final, unless its list was pleaded for and nobody has sent it; if
	/// all who remain have attested it, nobody pleads any more.
	fn end_challenge(round: OpenRound, task: Task, spec: &TaskSpec) {
		let Some(proposed) = round.proposed.defensive() else {
			return Self::fail(round, task, FailReason::NoAttestation);
		};
		match Self::unanswered_plea(&round).filter(|_| !round.is_all(proposed.attesters)) {
			Some(plea) => Self::fall_with_withheld_list(round, proposed.proposal.result_hash, plea),
			None => {
				let attesters = Self::attesters(&round);
				Self::make_final(round, task, spec, proposed, &attesters);
			}
		}
	}

	/// The result that the attestations that stand propose.
	pub(crate) fn proposal(round: &OpenRound, attesters: &Attesters) -> Option<Proposal> {
		let each = attesters.iter().flat_map(|(hash, set)| (0..set.count_ones()).map(|_| *hash));
		decide::propose(round.size(), round.guilty.count_ones(), each)
	}

	/// Enters a phase.
	pub(crate) fn enter(mut round: OpenRound, phase: Phase, window: BlockNumber) {
		let id = round.id;
		round.phase = phase;
		round.phase_opened_at = Self::now();
		round.ends_at = round.phase_opened_at.saturating_add(window);
		if phase != Phase::Challenge {
			round.proposed = None;
			Self::drop_plea(id);
		}
		let ends_at = round.ends_at;
		Self::set_deadline(id.task, deadline(ends_at));
		Self::deposit_event(Event::PhaseOpened { round: id, phase, ends_at });
		// Whoever could act may have acted already, or be guilty.
		Self::keep(round);
	}

	/// The record of an attested result. There is always one: no hash is attested without its body.
	fn lineage_of(round: &OpenRound, task: &Task, result_hash: Root, attesters: u128) -> Option<Lineage> {
		let task_id = round.id.task;
		let inputs = Inputs::<T>::get(task_id)?;
		let samples: Vec<u32> = inputs
			.included
			.iter()
			.filter_map(|update| Commitments::<T>::get(task_id, update.member))
			.map(|commitment| commitment.manifest.samples)
			.collect();
		Some(Lineage {
			round: round.id,
			parent_round: task.model_round,
			inputs,
			result: Results::<T>::get(task_id, result_hash)?,
			result_hash,
			attesters: BoundedVec::truncate_from(round.members(attesters).copied().collect()), // No more than the electorate.
			samples: BoundedVec::truncate_from(samples),
			final_at: Self::now(),
		})
	}

	fn make_final(round: OpenRound, mut task: Task, spec: &TaskSpec, proposed: Proposed, attesters: &Attesters) {
		let id = round.id;
		let result_hash = proposed.proposal.result_hash;
		let Some(lineage) = Self::lineage_of(&round, &task, result_hash, proposed.attesters).defensive() else {
			return Self::fail(round, task, FailReason::NoAttestation);
		};
		let model_root = lineage.result.model_root;
		task.model_root = model_root;
		task.aggregate_root = Some(lineage.result.aggregate_root);
		task.model_round = Some(id.index);
		task.final_rounds = task.final_rounds.saturating_add(1);
		let complete = task.status == TaskStatus::Active && task.final_rounds >= spec.rounds;
		if complete {
			task.status = TaskStatus::Complete;
		}
		T::Settlement::settled(&Self::settled_round(&round, spec, &lineage, attesters));
		RoundOfModel::<T>::insert(model_root, id);
		Self::deposit_event(Event::RoundFinal {
			round: id,
			model_root,
			result_hash,
			attesters: lineage.attesters.len().saturated_into(),
		});
		Lineages::<T>::insert(id, lineage);
		if complete {
			Self::deposit_event(Event::TaskCompleted { task: id.task, model_root });
		}
		Self::close_round(round, task, Outcome::Final, attesters.keys());
	}

	pub(crate) fn fail(round: OpenRound, task: Task, reason: FailReason) {
		Self::deposit_event(Event::RoundFailed { round: round.id, reason });
		let attesters = Self::attesters(&round);
		Self::close_round(round, task, Outcome::Failed(reason), attesters.keys());
	}

	/// Leaves a record of the round, removes what was kept for it, and has the next one opened, if there is one.
	fn close_round<'a>(round: OpenRound, mut task: Task, outcome: Outcome, attested: impl Iterator<Item = &'a Root>) {
		let task_id = round.id.task;
		let record = RoundRecord {
			outcome,
			opened_at: round.opened_at,
			ended_at: Self::now(),
			base_root: round.base_root,
			electorate_size: round.size(),
			committed: round.committed.count_ones(),
			last_final: task.model_round,
		};
		RoundRecords::<T>::insert(round.id, record);

		for member in round.members(round.committed) {
			Commitments::<T>::remove(task_id, member);
		}
		for member in round.members(round.voted) {
			AvailabilityVotes::<T>::remove(task_id, member);
		}
		for member in round.members(round.attested) {
			if let Some(attestation) = Attestations::<T>::take(task_id, member) {
				Self::release(HoldReason::Attestation, member, attestation.deposit);
			}
		}
		for result in attested {
			Results::<T>::remove(task_id, result);
		}
		let contested = round.publication.map_or(0, |publication| publication.contested);
		for (_, bit) in round.members_with_bits(contested) {
			Published::<T>::remove(task_id, bit.trailing_zeros().saturated_into::<u8>());
		}
		Self::drop_plea(round.id);
		Inputs::<T>::remove(task_id);
		Rounds::<T>::remove(task_id);

		task.current_round = task.current_round.saturating_add(1); // 2^32 rounds outlast every chain.
		if task.status == TaskStatus::Active {
			Self::make_due(task_id);
		} else {
			Self::close_task(task_id);
		}
		Tasks::<T>::insert(task_id, task);
	}

	/// No round of the task will open any more.
	fn close_task(task: TaskId) {
		OpenTasks::<T>::mutate(|open| open.retain(|other| *other != task));
	}

	fn task_and_spec(task: TaskId) -> Option<(Task, TaskSpec)> {
		Tasks::<T>::get(task).zip(Specs::<T>::get(task)).defensive()
	}
}
