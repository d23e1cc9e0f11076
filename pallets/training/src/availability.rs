//! Phase Availability: members say which updates they hold; what a quorum holds is included.

use crate::{
	types::{Commitment, OpenRound, Task},
	AvailabilityVotes, Commitments, Config, Error, Event, Pallet,
};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::DispatchResult, BoundedVec};
use guild_primitives::{decide, ids::RoundId, IncludedUpdate, Phase, RoundInputs, TaskSpec};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_vote_availability(duty: T::AccountId, id: RoundId, held: u128) -> DispatchResult {
		// Who.
		let member = Self::member_of(duty)?;

		// Decide.
		let (mut round, bit) = Self::round_for(&member, id)?;
		ensure!(round.accepts(Phase::Availability, Self::now()), Error::<T>::NotInAvailabilityPhase);
		ensure!(round.voted & bit == 0, Error::<T>::AlreadyVoted);
		ensure!(decide::vote_fits(round.committed, held), Error::<T>::UnknownBit);

		// Act.
		AvailabilityVotes::<T>::insert(id.task, member, held);
		round.voted |= bit;
		Self::keep(round);

		// Tell.
		Self::deposit_event(Event::AvailabilityVoted { round: id, member, held });
		Ok(())
	}

	/// Everything the aggregation depends on, as the votes have it; none if they include fewer updates than the round
	/// needs.
	pub(crate) fn count_votes(round: &OpenRound, task: &Task, spec: &TaskSpec) -> Option<RoundInputs> {
		let votes = round.members(round.voted).filter_map(|member| AvailabilityVotes::<T>::get(round.id.task, member));
		let included_set = decide::included(round.size(), round.committed, votes);
		let included: Vec<_> = round
			.members(included_set)
			.filter_map(|member| {
				let Commitment { manifest, .. } = Commitments::<T>::get(round.id.task, member)?;
				Some(IncludedUpdate {
					member: *member,
					update_root: manifest.update_root,
					weight: decide::weight(spec, manifest.samples),
					active: true,
				})
			})
			.collect();
		if included.len() < decide::least_updates(spec) as usize {
			return None;
		}
		Some(RoundInputs {
			round: round.id,
			spec_hash: task.spec_hash,
			base_root: round.base_root,
			previous_aggregate_root: task.aggregate_root,
			dim: spec.dim,
			scale: spec.scale,
			norm_bound: spec.norm_bound,
			rule: spec.rule.clone(),
			// `create_task` refuses rules that need one.
			seed: None,
			included: BoundedVec::truncate_from(included), // No more than the electorate.
		})
	}
}
