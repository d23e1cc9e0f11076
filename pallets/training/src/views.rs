//! What the runtime API answers. The runtime only forwards.

use crate::{
	publication::no_parts,
	types::{Attestation, OpenRound, Publication},
	Attestations, AvailabilityVotes, Commitments, Config, Faults, Inputs, Lineages, NextTask, OpenTasks, Pallet,
	Published, Results, RoundOfModel, RoundRecords, Rounds, Specs, Tasks,
};
use alloc::{collections::BTreeSet, vec::Vec};
use core::{cell::OnceCell, marker::PhantomData};
use frame_support::{pallet_prelude::Weight, traits::Get};
use guild_primitives::{
	consortium::OpenRounds,
	decide,
	duty::{AttestationView, AttestedResult, CommitmentView, Duty},
	fault::FaultRecord,
	ids::{BlockNumber, MemberId, RoundId, RoundIndex, TaskId},
	limits::{MAX_OPEN_TASKS, MAX_PAGE},
	round::{quorum, ContestedUpdate, MemberProgress, PublicationView, RoundView, TaskProgress, TaskRounds, TaskView},
	Lineage, Manifest, MetricPolicy, Outcome, Phase, ResultBody, Root, RoundInputs, TaskStatus,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// What the member's worker owes: what the next block would accept, at most one duty an open task.
	pub fn duties(member: MemberId) -> Vec<Duty> {
		let duty = |round: Told<T>| Self::duty(&member, &round);
		Self::told_rounds().filter_map(duty).collect()
	}

	/// The same for each of these members, in their order. What is the same for several is read once.
	pub fn duties_of(members: &[MemberId]) -> Vec<Vec<Duty>> {
		let rounds: Vec<Told<T>> = Self::told_rounds().collect();
		let duties = |member| rounds.iter().filter_map(|round| Self::duty(member, round)).collect();
		members.iter().map(duties).collect()
	}

	/// The open rounds in which the next block would accept anything.
	fn told_rounds() -> impl Iterator<Item = Told<T>> {
		let next_block = Self::now().saturating_add(1);
		let rounds = OpenTasks::<T>::get().into_iter().filter_map(Rounds::<T>::get);
		rounds.filter(move |round| round.accepts(round.phase, next_block)).map(Told::of)
	}

	fn duty(member: &MemberId, told: &Told<T>) -> Option<Duty> {
		let round = &told.round;
		let bit = decide::bit(decide::position(&round.electorate, member)?);
		let (task, ends_at) = (round.id.task, round.ends_at);
		let has_done = |set: u128| set & bit != 0;
		Some(match round.phase {
			Phase::Commit if has_done(round.committed) => return None,
			Phase::Commit => Duty::Commit { round: round.id, base_root: round.base_root, ends_at },
			Phase::Availability if has_done(round.voted) => return None,
			Phase::Availability => {
				Duty::VoteAvailability { round: round.id, commitments: told.commitments().to_vec(), ends_at }
			}
			Phase::Publication => {
				let owed = Self::owed_updates(round, member, bit);
				let updates = Self::contested_updates(round, owed);
				if updates.is_empty() {
					return None;
				}
				Duty::Publish { round: round.id, updates, ends_at }
			}
			Phase::Challenge => Self::recheck(told, bit)?,
			Phase::Attest if has_done(round.attested | round.guilty) => Self::recheck(told, bit)?,
			Phase::Attest => Duty::Attest {
				inputs: told.inputs()?.clone(),
				known_results: Results::<T>::iter_key_prefix(task).collect(),
				ends_at,
			},
		})
	}

	fn recheck(told: &Told<T>, bit: u128) -> Option<Duty> {
		let round = &told.round;
		let may_attest = round.proposed.is_some() && (round.attested | round.guilty) & bit == 0;
		let free_challenges = round.free_challenges(bit);
		let plea = Self::plea_view(round);
		let has_attested_it = round.proposed.is_some_and(|proposed| proposed.attesters & bit != 0);
		let may_plead = round.proposed.is_some() && plea.is_none() && !has_attested_it && round.guilty & bit == 0;
		let owes_list = has_attested_it && plea.is_some_and(|plea| plea.answered_at.is_none());
		if free_challenges == 0 && !may_attest && !may_plead && !owes_list {
			return None;
		}
		Some(Duty::Recheck {
			inputs: told.inputs()?.clone(),
			results: told.results().to_vec(),
			proposed: round.proposed.map(|proposed| proposed.proposal.result_hash),
			plea,
			may_attest,
			may_plead,
			free_challenges,
			ends_at: round.ends_at,
		})
	}

	fn attested_results(round: &OpenRound) -> Vec<AttestedResult> {
		let task = round.id.task;
		let said = |member: &MemberId| {
			let Attestation { possession, signature, .. } = Attestations::<T>::get(task, member)?;
			Some(AttestationView { member: *member, possession, signature })
		};
		let views = Self::attesters(round).into_iter().filter_map(|(result_hash, attesters)| {
			let trace_root = Results::<T>::get(task, result_hash)?.trace_root;
			let attesters = round.members(attesters).filter_map(said).collect();
			Some(AttestedResult { result_hash, trace_root, attesters })
		});
		views.collect()
	}

	/// The body of a result that is attested in the open round.
	pub fn attested_result(round: RoundId, result_hash: Root) -> Option<ResultBody> {
		Rounds::<T>::get(round.task).filter(|open| open.id == round)?;
		Results::<T>::get(round.task, result_hash)
	}

	/// What was proven in a round, in order.
	pub(crate) fn faults(round: RoundId) -> Vec<FaultRecord> {
		(0..).map_while(|number| Faults::<T>::get(round, number)).collect()
	}

	/// The contested updates in `set`, as far as the chain has them.
	fn contested_updates(round: &OpenRound, set: u128) -> Vec<ContestedUpdate> {
		let task = round.id.task;
		let dim = Specs::<T>::get(task).map_or(0, |spec| spec.dim);
		let views = round.members_with_bits(set).filter_map(|(member, bit)| {
			let position = bit.trailing_zeros().saturated_into();
			let Manifest { update_root, possession, .. } = Commitments::<T>::get(task, member)?.manifest;
			let seen = Published::<T>::get(task, position).unwrap_or_else(|| no_parts(dim));
			let published_at = seen.iter().map(|part| part.map(|part| part.at)).collect();
			Some(ContestedUpdate { position, member: *member, update_root, possession, published_at })
		});
		views.collect()
	}

	fn publication_view(round: &OpenRound) -> Option<PublicationView> {
		let Publication { opened_at, closed_at, contested, .. } = round.publication?;
		Some(PublicationView { opened_at, closed_at, updates: Self::contested_updates(round, contested) })
	}

	fn commitment_views(round: &OpenRound) -> Vec<CommitmentView> {
		let views = round.members(round.committed).filter_map(|member| {
			let manifest = Commitments::<T>::get(round.id.task, member)?.manifest;
			let position = decide::position(&round.electorate, member)?.saturated_into();
			let Manifest { update_root, possession, .. } = manifest;
			Some(CommitmentView { position, member: *member, update_root, possession })
		});
		views.collect()
	}

	/// A task.
	pub fn task_view(id: TaskId) -> Option<TaskView> {
		let (task, spec) = Tasks::<T>::get(id).zip(Specs::<T>::get(id))?;
		Some(TaskView {
			id,
			spec,
			spec_hash: task.spec_hash,
			status: task.status,
			created_at: task.created_at,
			model_root: task.model_root,
			aggregate_root: task.aggregate_root,
			model_round: task.model_round,
			final_rounds: task.final_rounds,
			current_round: task.current_round,
			disputed_from: task.disputed_from,
		})
	}

	/// Tasks from number `from` on, at most `limit` and at most [`MAX_PAGE`].
	pub fn tasks_view(from: TaskId, limit: u32) -> Vec<TaskView> {
		let end = from.saturating_add(limit.min(MAX_PAGE)).min(NextTask::<T>::get());
		(from..end).filter_map(Self::task_view).collect()
	}

	/// A round, open or past. Of a past one the chain keeps the size of its electorate, not its members.
	pub fn round_view(id: RoundId) -> Option<RoundView> {
		match Rounds::<T>::get(id.task) {
			Some(round) if round.id == id => Some(Self::open_round_view(round)),
			_ => Self::ended_round_view(id),
		}
	}

	fn open_round_view(round: OpenRound) -> RoundView {
		let task = round.id.task;
		let progress = |member: &MemberId| {
			let vote = AvailabilityVotes::<T>::get(task, member);
			MemberProgress {
				member: *member,
				manifest: Commitments::<T>::get(task, member).map(|commitment| commitment.manifest),
				held: vote.map(|vote| vote.held),
				missing: vote.map(|vote| vote.missing),
				base_missing: vote.is_some_and(|vote| vote.base_missing),
				seed: vote.and_then(|vote| vote.seed),
				attested: Attestations::<T>::get(task, member).map(|said| said.result_hash),
			}
		};
		let attested = Self::attesters(&round);
		RoundView {
			id: round.id,
			phase: Some(round.phase),
			outcome: None,
			opened_at: round.opened_at,
			phase_opened_at: round.phase_opened_at,
			ends_at: round.ends_at,
			base_root: round.base_root,
			quorum: round.quorum(),
			members: round.electorate.iter().map(progress).collect(),
			publication: Self::publication_view(&round),
			proposed: round.proposed.map(|proposed| proposed.proposal),
			plea: Self::plea_view(&round),
			guilty: round.members(round.guilty).copied().collect(),
			faults: Self::faults(round.id),
			electorate: round.electorate.into_inner(),
			inputs: Inputs::<T>::get(task),
			attested: attested.iter().map(|(result, members)| (*result, members.count_ones())).collect(),
			result: None,
		}
	}

	fn ended_round_view(id: RoundId) -> Option<RoundView> {
		let record = RoundRecords::<T>::get(id)?;
		let lineage = Lineages::<T>::get(id).filter(|_| record.outcome == Outcome::Final);
		let faults = Self::faults(id);
		// A fault that was proven after the end took nobody out of the electorate.
		let final_hash = lineage.as_ref().map(|lineage| lineage.result_hash);
		let in_time = |record: &&FaultRecord| !record.fault.proves_false() || Some(record.result_hash) != final_hash;
		let guilty: BTreeSet<MemberId> =
			faults.iter().filter(in_time).flat_map(|fault| fault.guilty.iter().copied()).collect();
		let (inputs, result) = lineage.map(|lineage| (lineage.inputs, lineage.result)).unzip();
		Some(RoundView {
			id,
			phase: None,
			outcome: Some(record.outcome),
			opened_at: record.opened_at,
			phase_opened_at: record.opened_at,
			ends_at: record.ended_at,
			base_root: record.base_root,
			electorate: Vec::new(),
			quorum: quorum(record.electorate_size.saturating_sub(guilty.len().saturated_into())),
			members: Vec::new(),
			inputs,
			publication: None,
			attested: Vec::new(),
			proposed: None,
			plea: None,
			guilty: guilty.into_iter().collect(),
			faults,
			result,
		})
	}

	/// The record of a final round.
	pub fn lineage(round: RoundId) -> Option<Lineage> {
		Lineages::<T>::get(round)
	}

	/// The newest final round that made the model with this root.
	pub fn round_of_model(model_root: Root) -> Option<RoundId> {
		RoundOfModel::<T>::get(model_root)
	}

	/// The newest final round of the task at or below `index`.
	pub fn last_final_round(task: TaskId, index: RoundIndex) -> Option<RoundIndex> {
		match RoundRecords::<T>::get(RoundId { task, index }) {
			Some(record) => record.last_final,
			// The round is open or to come: all final ones are below it.
			None => Tasks::<T>::get(task)?.model_round,
		}
	}
}

/// An open round, and what its duties tell everybody alike: read when it is first told.
struct Told<T> {
	round: OpenRound,
	commitments: OnceCell<Vec<CommitmentView>>,
	inputs: OnceCell<Option<RoundInputs>>,
	results: OnceCell<Vec<AttestedResult>>,
	of: PhantomData<T>,
}

impl<T: Config> Told<T> {
	fn of(round: OpenRound) -> Self {
		let (commitments, inputs, results) = Default::default();
		Self { round, commitments, inputs, results, of: PhantomData }
	}

	fn commitments(&self) -> &[CommitmentView] {
		self.commitments.get_or_init(|| Pallet::<T>::commitment_views(&self.round))
	}

	fn inputs(&self) -> Option<&RoundInputs> {
		self.inputs.get_or_init(|| Inputs::<T>::get(self.round.id.task)).as_ref()
	}

	fn results(&self) -> &[AttestedResult] {
		self.results.get_or_init(|| Pallet::<T>::attested_results(&self.round))
	}
}

impl<T: Config> TaskRounds for Pallet<T> {
	fn progress(task: TaskId) -> Option<TaskProgress> {
		let record = Tasks::<T>::get(task)?;
		Some(TaskProgress {
			current_round: record.current_round,
			is_open: Rounds::<T>::contains_key(task),
			is_active: record.status == TaskStatus::Active,
		})
	}

	fn metric(task: TaskId) -> Option<MetricPolicy> {
		Specs::<T>::get(task).map(|spec| spec.metric)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl<T: Config> guild_primitives::round::MakeTask for Pallet<T> {
	fn make_task() -> TaskId {
		let task = crate::NextTask::<T>::get();
		// A spec that is refused would leave no task, and every benchmark that wants one would say so.
		let _ = Self::do_create_task(crate::benchmarking::spec());
		task
	}
}

impl<T: Config> OpenRounds for Pallet<T> {
	fn oldest_open() -> Option<BlockNumber> {
		OpenTasks::<T>::get().iter().filter_map(Rounds::<T>::get).map(|round| round.opened_at).min()
	}
	fn oldest_open_weight() -> Weight {
		T::DbWeight::get().reads(u64::from(MAX_OPEN_TASKS).saturating_add(1))
	}
}
