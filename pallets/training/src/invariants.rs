//! The invariants of the module docs, as code.

#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{
	hooks::deadline,
	slashes::SlashQueue,
	types::{OpenRound, SeenPart, Task},
	Attestations, AvailabilityVotes, BalanceOf, Commitments, Config, Deadlines, Due, Faults, Inputs, Lineages,
	NextTask, OpenTasks, Pallet, Pleas, Published, Results, RoundOfModel, RoundRecords, Rounds, Slashes, Specs, Tasks,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use frame_support::ensure;
use guild_pallet_support::{DelayedQueue, Queue};
use guild_primitives::{
	consortium::ConsortiumMembers,
	decide,
	ids::{BlockNumber, MemberId, RoundId, TaskId},
	limits::{MAX_OPEN_TASKS, MAX_PARTICIPANTS},
	Outcome, Phase, Root, TaskSpec, TaskStatus, Withheld,
};
use sp_runtime::{Saturating, TryRuntimeError};

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks I1 to I17; an error begins with the number of the invariant that does not hold.
	pub fn do_try_state() -> Checked {
		Self::check_open_tasks()?;
		Self::check_schedule()?;
		Self::check_leftovers()?;
		Self::check_faults()?;
		Self::check_holds()?;
		let tasks = NextTask::<T>::get();
		ensure!(Tasks::<T>::iter_keys().all(|task| task < tasks), "I1: a task beyond the next number");
		ensure!(Specs::<T>::iter_keys().all(|task| task < tasks), "I1: a spec beyond the next number");
		for id in 0..tasks {
			let task = Tasks::<T>::get(id).ok_or("I1: a task is missing")?;
			let spec = Specs::<T>::get(id).ok_or("I1: a spec is missing")?;
			ensure!(spec.check().is_ok() && spec.hash() == task.spec_hash, "I1: the spec is not the task's");
			if let Some(round) = Rounds::<T>::get(id) {
				Self::check_round(id, &round, &task, &spec)?;
				Self::check_acts(&round)?;
				Self::check_publication(&round, &spec)?;
				Self::check_inputs(&round, &spec)?;
				Self::check_results(&round)?;
				Self::check_proposed(&round)?;
			}
			Self::check_records(id, &task)?;
			Self::check_lineage(id, &task, &spec)?;
			let all_final = task.final_rounds == spec.rounds;
			let agrees = match task.status {
				TaskStatus::Active => !all_final,
				TaskStatus::Complete => all_final,
				TaskStatus::Stopped => true,
			};
			ensure!(agrees && task.final_rounds <= spec.rounds, "I11: the status does not agree with the final rounds");
		}
		Self::check_models()
	}

	fn check_open_tasks() -> Checked {
		let open = OpenTasks::<T>::get();
		ensure!(open.len() <= MAX_OPEN_TASKS as usize, "I2: too many open tasks");
		ensure!(open.iter().collect::<BTreeSet<_>>().len() == open.len(), "I2: an open task twice");
		for (id, task) in Tasks::<T>::iter() {
			let listed = open.contains(&id);
			match task.status {
				TaskStatus::Active => ensure!(listed, "I2: an active task is not open"),
				TaskStatus::Complete => ensure!(!listed, "I2: a complete task is open"),
				TaskStatus::Stopped => {}
			}
			ensure!(listed || !Rounds::<T>::contains_key(id), "I2: a round of a task that is not open");
		}
		Ok(())
	}

	fn check_schedule() -> Checked {
		let deadlines: Vec<(BlockNumber, TaskId)> =
			Deadlines::<T>::iter().flat_map(|(at, tasks)| tasks.into_iter().map(move |task| (at, task))).collect();
		ensure!(deadlines.iter().all(|(at, _)| *at > Self::now()), "I3: a deadline has passed");
		let due = Due::<T>::get();
		let mut scheduled: Vec<TaskId> = due.iter().copied().chain(deadlines.iter().map(|(_, task)| *task)).collect();
		scheduled.sort_unstable();
		let mut open = OpenTasks::<T>::get().into_inner();
		open.sort_unstable();
		ensure!(scheduled == open, "I3: not every open task is scheduled exactly once, or another is");
		for (task, round) in Rounds::<T>::iter() {
			let scheduled = due.contains(&task) || deadlines.contains(&(deadline(round.ends_at), task));
			ensure!(scheduled, "I3: a round's deadline is not after its last block");
		}
		Ok(())
	}

	/// Nothing of a round outlives it.
	fn check_leftovers() -> Checked {
		let open = |task: TaskId| Rounds::<T>::contains_key(task);
		ensure!(Commitments::<T>::iter_keys().all(|(task, _)| open(task)), "I5: a commitment without a round");
		ensure!(AvailabilityVotes::<T>::iter_keys().all(|(task, _)| open(task)), "I5: a vote without a round");
		ensure!(Attestations::<T>::iter_keys().all(|(task, _)| open(task)), "I5: an attestation without a round");
		ensure!(Published::<T>::iter_keys().all(|(task, _)| open(task)), "I15: a part without a round");
		ensure!(Pleas::<T>::iter_keys().all(open), "I16: a plea without a round");
		ensure!(Inputs::<T>::iter_keys().all(open), "I6: inputs without a round");
		ensure!(Results::<T>::iter_keys().all(|(task, _)| open(task)), "I7: a result without a round");
		Ok(())
	}

	fn check_round(task_id: TaskId, round: &OpenRound, task: &Task, spec: &TaskSpec) -> Checked {
		let current = RoundId { task: task_id, index: task.current_round };
		ensure!(round.id == current, "I4: the open round is not the current one");
		ensure!(round.base_root == task.model_root, "I4: the round does not start from the task's model");
		ensure!((1..=MAX_PARTICIPANTS).contains(&round.size()), "I4: the electorate is empty or too large");
		ensure!(
			round.electorate.windows(2).all(|pair| pair.first() < pair.last()),
			"I4: the electorate is not ascending"
		);
		let window = match round.phase {
			Phase::Commit => spec.windows.commit_blocks,
			Phase::Availability => spec.windows.availability_blocks,
			Phase::Publication => {
				let contested = round.publication.map_or(0, |publication| publication.contested.count_ones());
				decide::publication_blocks(spec, round.size(), contested)
			}
			Phase::Attest => spec.windows.attest_blocks,
			Phase::Challenge => {
				let has_quorum = round.proposed.is_some_and(|proposed| proposed.proposal.has_quorum);
				decide::challenge_blocks(spec, round.size(), has_quorum)
			}
		};
		let without_plea = round.phase_opened_at.saturating_add(window);
		let ends_at = match Pleas::<T>::get(task_id) {
			None => without_plea,
			Some(plea) => {
				ensure!(round.phase == Phase::Challenge, "I16: a plea outside Challenge");
				ensure!(round.electorate.contains(&plea.pleader), "I16: a plea by a foreigner");
				ensure!(plea.would_end_at == without_plea, "I16: a plea remembers another end");
				plea.answered_at.map_or(plea.answer_by, |at| {
					without_plea.max(at.saturating_add(decide::challenge_blocks(spec, round.size(), true)))
				})
			}
		};
		ensure!(round.ends_at == ends_at, "I4: a phase is not as long as its window");
		let in_order = round.opened_at <= round.phase_opened_at && round.phase_opened_at <= Self::now();
		ensure!(in_order, "I4: a phase before its round, or in the future");
		Ok(())
	}

	fn check_acts(round: &OpenRound) -> Checked {
		let id = round.id.task;
		let said = |set: u128| round.members(set).copied().collect::<BTreeSet<MemberId>>();
		let committed: BTreeSet<_> = Commitments::<T>::iter_key_prefix(id).collect();
		let voted: BTreeSet<_> = AvailabilityVotes::<T>::iter_key_prefix(id).collect();
		let attested: BTreeSet<_> = Attestations::<T>::iter_key_prefix(id).collect();
		ensure!(committed == said(round.committed), "I5: commitments differ from their set");
		ensure!(voted == said(round.voted), "I5: votes differ from their set");
		ensure!(attested == said(round.attested), "I5: attestations differ from their set");
		let all = round.committed | round.voted | round.attested;
		ensure!(all & !decide::all_bits(round.size()) == 0, "I5: a bit beyond the electorate");
		ensure!(round.voted == 0 || round.phase >= Phase::Availability, "I5: a vote before Availability");
		ensure!(round.attested == 0 || round.phase >= Phase::Attest, "I5: an attestation before Attest");
		for (_, commitment) in Commitments::<T>::iter_prefix(id) {
			let manifest = commitment.manifest;
			ensure!(
				manifest.round == round.id && manifest.base_root == round.base_root,
				"I5: a commitment of another round or from another model"
			);
		}
		let base_is_made = Tasks::<T>::get(id).is_some_and(|task| task.aggregate_root.is_some());
		for (member, vote) in AvailabilityVotes::<T>::iter_prefix(id) {
			let voter = decide::position(&round.electorate, &member).ok_or("I5: a vote by a foreigner")?;
			ensure!(
				decide::vote_fits(round.committed, base_is_made, &vote.by(voter)).is_ok(),
				"I5: a vote that does not fit"
			);
			let promised = Commitments::<T>::get(id, member).map(|c| c.manifest.seed_commitment);
			let revealed = vote.seed.map(|value| guild_primitives::seed_commitment(&member, &round.id, &value));
			ensure!(promised == revealed, "I5: a vote reveals another value than was committed to");
		}
		Ok(())
	}

	fn check_publication(round: &OpenRound, spec: &TaskSpec) -> Checked {
		let seen: BTreeMap<u8, _> = Published::<T>::iter_prefix(round.id.task).collect();
		let Some(publication) = round.publication else {
			ensure!(seen.is_empty(), "I15: a part that was not asked for");
			ensure!(round.phase != Phase::Publication, "I15: Publication with nothing to publish");
			return Ok(());
		};
		ensure!(spec.withheld == Withheld::Publish, "I15: a task that does not publish has contested updates");
		ensure!(publication.contested != 0, "I15: nothing is contested");
		ensure!(publication.contested & !round.committed == 0, "I15: a contested update was not committed");
		ensure!(
			publication.closed_at.is_none() == (round.phase == Phase::Publication),
			"I15: an end before the end of Publication"
		);
		let mut whole = 0;
		for (place, parts) in seen {
			let bit = decide::bit(place.into());
			ensure!(publication.contested & bit != 0, "I15: a part of what is not contested");
			ensure!(parts.len() == decide::parts(spec.dim) as usize, "I15: another number of parts");
			ensure!(parts.iter().any(Option::is_some), "I15: parts of which none came");
			let last = publication.closed_at.unwrap_or_else(Self::now);
			let in_time = |part: &SeenPart| (publication.opened_at..=last).contains(&part.at);
			ensure!(parts.iter().flatten().all(in_time), "I15: a part of a block outside Publication");
			whole |= if parts.iter().all(Option::is_some) { bit } else { 0 };
		}
		ensure!(whole == publication.whole, "I15: whole updates are not those that lack no part");
		Ok(())
	}

	fn check_inputs(round: &OpenRound, spec: &TaskSpec) -> Checked {
		let inputs = Inputs::<T>::get(round.id.task);
		ensure!(inputs.is_some() == (round.phase >= Phase::Attest), "I6: inputs belong to Attest and Challenge");
		ensure!(inputs.is_some() == round.frozen.is_some(), "I6: the round does not know its inputs");
		let Some((inputs, frozen)) = inputs.zip(round.frozen) else { return Ok(()) };
		ensure!(inputs.seed.is_some(), "I6: inputs without a seed");
		ensure!(inputs.hash() == frozen.inputs_hash, "I6: inputs do not hash to what the round holds");
		ensure!(inputs.included.len() == frozen.included as usize, "I6: inputs include another number of updates");
		ensure!(inputs.columns().count() == frozen.columns as usize, "I6: rows have another number of columns");
		ensure!(inputs.included.len() >= decide::least_updates(spec) as usize, "I6: too few updates for the rule");
		let ascending = inputs
			.included
			.windows(2)
			.all(|pair| pair.first().map(|update| update.member) < pair.last().map(|update| update.member));
		ensure!(ascending, "I6: included updates are not ascending");
		for update in &inputs.included {
			let committed = Commitments::<T>::get(round.id.task, update.member).map(|c| c.manifest.update_root);
			ensure!(committed == Some(update.update_root), "I6: an included update was not committed");
			ensure!(update.weight >= 1, "I6: an included update weighs nothing");
		}
		Ok(())
	}

	fn check_results(round: &OpenRound) -> Checked {
		let attested: BTreeSet<Root> =
			Attestations::<T>::iter_prefix(round.id.task).map(|(_, said)| said.result_hash).collect();
		let known: BTreeSet<Root> = Results::<T>::iter_key_prefix(round.id.task).collect();
		ensure!(attested == known, "I7: attested results and bodies differ");
		let hashes = |(hash, body): (Root, guild_primitives::ResultBody)| {
			round.frozen.is_some_and(|frozen| body.hash(&frozen.inputs_hash) == hash)
		};
		ensure!(Results::<T>::iter_prefix(round.id.task).all(hashes), "I7: a body does not hash to its name");
		Ok(())
	}

	fn check_proposed(round: &OpenRound) -> Checked {
		ensure!(
			round.proposed.is_some() == (round.phase == Phase::Challenge),
			"I12: a result is proposed in Challenge"
		);
		let due = Due::<T>::get().contains(&round.id.task);
		ensure!(round.failing.is_none() || due, "I12: a round that fails is not due");
		ensure!(!round.is_done() || due, "I12: a phase that has all it can get is not due");
		if round.failing.is_some() {
			return Ok(()); // Whatever was proposed, it will not be final.
		}
		let Some(proposed) = round.proposed else { return Ok(()) };
		let attesters = Self::attesters(round);
		let hash = proposed.proposal.result_hash;
		ensure!(attesters.get(&hash) == Some(&proposed.attesters), "I12: the proposed result has other attesters");
		ensure!(!Self::is_proven_false(round.id, &hash), "I12: a result is proposed that was proven false");
		let now = Self::proposal(round, &attesters).ok_or("I12: a result is proposed that nobody attests")?;
		ensure!(now.result_hash == hash, "I12: another result should be proposed");
		ensure!(now.has_quorum || !proposed.proposal.has_quorum, "I12: the proposed result has lost its quorum");
		Ok(())
	}

	fn check_faults() -> Checked {
		for (_, round) in Rounds::<T>::iter() {
			let named = (0..round.faults)
				.map(|number| Faults::<T>::get(round.id, number).ok_or("I13: a fault is missing"))
				.collect::<Result<Vec<_>, _>>()?;
			let named: BTreeSet<MemberId> = named.iter().flat_map(|fault| fault.guilty.iter().copied()).collect();
			let guilty: BTreeSet<MemberId> = round.members(round.guilty).copied().collect();
			ensure!(named == guilty, "I13: the guilty are not those that the faults name");
			ensure!(round.guilty & round.attested == 0, "I13: a guilty member attests");
			ensure!(
				round.guilty & !decide::all_bits(round.size()) == 0,
				"I13: somebody outside the electorate is guilty"
			);
			ensure!(!Faults::<T>::contains_key(round.id, round.faults), "I13: a fault beyond the last");
		}
		for (id, number, fault) in Faults::<T>::iter() {
			let task = Tasks::<T>::get(id.task).ok_or("I13: a fault of no task")?;
			ensure!(id.index <= task.current_round && fault.round == id, "I13: a fault of a round that was not opened");
			ensure!(!fault.guilty.is_empty(), "I13: a fault of nobody");
			ensure!(number <= MAX_PARTICIPANTS, "I13: more faults than members, and more than one dispute");
			ensure!(
				number == 0 || Faults::<T>::contains_key(id, number - 1),
				"I13: faults are not numbered without gaps"
			);
		}
		Ok(())
	}

	fn check_holds() -> Checked {
		let zero: BalanceOf<T> = 0u32.into();
		let mut expected = BTreeMap::<MemberId, [BalanceOf<T>; 4]>::new();
		for (_, member, said) in Attestations::<T>::iter() {
			let [deposits, ..] = expected.entry(member).or_insert([zero; 4]);
			*deposits = deposits.saturating_add(said.deposit);
		}
		for (task, member, vote) in AvailabilityVotes::<T>::iter() {
			if let Some(round) = Rounds::<T>::get(task).filter(|round| round.phase <= Phase::Publication) {
				let voter = decide::position(&round.electorate, &member).ok_or("I5: a vote by a foreigner")?;
				let held = decide::bonds(round.committed, &vote.by(voter));
				let [_, _, bonds, _] = expected.entry(member).or_insert([zero; 4]);
				*bonds = bonds.saturating_add(vote.bond.saturating_mul(held.into()));
			}
		}
		for (_, plea) in Pleas::<T>::iter().filter(|(_, plea)| plea.answered_at.is_none()) {
			let [.., bonds] = expected.entry(plea.pleader).or_insert([zero; 4]);
			*bonds = bonds.saturating_add(plea.bond);
		}
		ensure!(SlashQueue::<T>::is_numbered(), "I14: a slash outside the queue");
		ensure!(SlashQueue::<T>::is_in_order(), "I14: a slash is due before an older one");
		for slash in Slashes::<T>::iter_values() {
			ensure!(slash.amount > zero, "I14: a slash of nothing");
			let [_, slashed, ..] = expected.entry(slash.member).or_insert([zero; 4]);
			*slashed = slashed.saturating_add(slash.amount);
		}
		for member in T::Members::electorate().into_iter().chain(Rounds::<T>::iter().flat_map(|(_, r)| r.electorate)) {
			expected.entry(member).or_insert([zero; 4]);
		}
		let agrees = |(member, held): (&MemberId, &[BalanceOf<T>; 4])| Self::held(member) == *held;
		ensure!(expected.iter().all(agrees), "I14: a member has other holds than its deposits, slashes and bonds");
		Ok(())
	}

	fn check_records(task_id: TaskId, task: &Task) -> Checked {
		let mut last_final = None;
		let mut final_rounds = 0;
		let mut ended_at = task.created_at;
		for index in 0..task.current_round {
			let id = RoundId { task: task_id, index };
			let record = RoundRecords::<T>::get(id).ok_or("I8: an ended round without a record")?;
			let is_final = record.outcome == Outcome::Final;
			if is_final {
				last_final = Some(index);
				final_rounds += 1;
			}
			ensure!(Lineages::<T>::contains_key(id) == is_final, "I8: lineage without a final round, or the reverse");
			ensure!(record.last_final == last_final, "I8: a record names another last final round");
			ensure!(ended_at <= record.opened_at && record.opened_at < record.ended_at, "I8: rounds out of order");
			ended_at = record.ended_at;
		}
		let disputed = |index: &u32| {
			let id = RoundId { task: task_id, index: *index };
			Lineages::<T>::get(id).is_some_and(|lineage| Self::is_proven_false(id, &lineage.result_hash))
		};
		let earliest = (0..task.current_round).find(disputed);
		ensure!(task.disputed_from == earliest, "I17: another round is the earliest disputed one");
		ensure!(final_rounds == task.final_rounds, "I8: the task counts other final rounds");
		let of_task = |id: &RoundId| id.task == task_id && id.index >= task.current_round;
		ensure!(!RoundRecords::<T>::iter_keys().any(|id| of_task(&id)), "I8: a record of a round that has not ended");
		ensure!(!Lineages::<T>::iter_keys().any(|id| of_task(&id)), "I8: lineage of a round that has not ended");
		Ok(())
	}

	fn check_lineage(task_id: TaskId, task: &Task, spec: &TaskSpec) -> Checked {
		let mut model_root = task.model_root;
		let mut next = task.model_round;
		let mut steps = 0;
		while let Some(index) = next {
			let id = RoundId { task: task_id, index };
			let lineage = Lineages::<T>::get(id).ok_or("I9: a parent without lineage")?;
			ensure!(lineage.round == id && lineage.inputs.round == id, "I9: lineage under another round's name");
			ensure!(lineage.result.model_root == model_root, "I9: the child starts from another model");
			ensure!(
				lineage.result.hash(&lineage.inputs.hash()) == lineage.result_hash,
				"I9: the result's hash differs"
			);
			let updates = lineage.inputs.included.len();
			ensure!(
				lineage.result.fits(updates, lineage.inputs.columns().count()),
				"I9: the result does not fit its inputs"
			);
			ensure!(lineage.samples.len() == updates, "I9: samples are not one for each included update");
			ensure!(lineage.parent_round.is_none_or(|parent| parent < index), "I9: a parent is not older");
			model_root = lineage.inputs.base_root;
			next = lineage.parent_round;
			steps += 1;
		}
		ensure!(model_root == spec.initial_model_root, "I9: lineage does not lead to the initial model");
		ensure!(steps == task.final_rounds, "I9: lineage does not lead through all final rounds");
		Ok(())
	}

	fn check_models() -> Checked {
		let mut newest = BTreeMap::<Root, BlockNumber>::new();
		for (_, lineage) in Lineages::<T>::iter() {
			let final_at = newest.entry(lineage.result.model_root).or_default();
			*final_at = lineage.final_at.max(*final_at);
		}
		for (model_root, round) in RoundOfModel::<T>::iter() {
			let lineage = Lineages::<T>::get(round).ok_or("I10: a model's round has no lineage")?;
			ensure!(lineage.result.model_root == model_root, "I10: a model's round made another model");
			ensure!(newest.get(&model_root) == Some(&lineage.final_at), "I10: a model's round is not its newest");
		}
		ensure!(newest.len() == RoundOfModel::<T>::iter_keys().count(), "I10: a model without its round");
		Ok(())
	}
}
