//! Phase Availability: members say which updates they hold and which they could not fetch, or that they could not get what the round
//! starts from; what follows is the task's.
//!
//! What votes mean is in [`guild_primitives::decide`]. A voter's bonds are held from the vote to the end of the phase, or of
//! Publication if there is one. If fewer than a quorum vote, it was an outage: the round fails, all bonds are returned, and
//! nobody is marked.

use crate::{
	types::{AvailabilityVote, OpenRound, Publication, Task},
	AvailabilityVotes, BalanceOf, Commitments, Config, Error, Event, Pallet, Tasks,
};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get, BoundedVec};
use guild_primitives::{
	contribution::Standings,
	decide::{self, Vote, VoteRefusal},
	fault::Evidence,
	ids::{MemberId, RoundId},
	round_seed, seed_commitment, FailReason, IncludedUpdate, Manifest, Phase, Root, RoundInputs, TaskSpec, Withheld,
};

/// The votes of an open round, in the order of its electorate.
pub(crate) struct Votes<T: Config> {
	/// Who voted, and what.
	pub cast: Vec<(MemberId, AvailabilityVote<BalanceOf<T>>)>,
	/// The same, as decisions take it.
	pub votes: Vec<Vote>,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_vote_availability(
		duty: T::AccountId,
		id: RoundId,
		held: u128,
		missing: u128,
		base_missing: bool,
		seed: Option<Root>,
	) -> DispatchResult {
		// Who.
		let member = Self::member_of(duty)?;

		// Decide.
		let (mut round, bit) = Self::round_for(&member, id)?;
		ensure!(round.accepts(Phase::Availability, Self::now()), Error::<T>::NotInAvailabilityPhase);
		ensure!(round.voted & bit == 0, Error::<T>::AlreadyVoted);
		let cast = AvailabilityVote { held, missing, base_missing, seed, bond: T::MissingBond::get() };
		let vote = cast.by(bit.trailing_zeros());
		// Every final round makes an aggregate.
		let base_is_made = Tasks::<T>::get(id.task).is_some_and(|task| task.aggregate_root.is_some());
		decide::vote_fits(round.committed, base_is_made, &vote).map_err(Error::<T>::from)?;
		let promised = Commitments::<T>::get(id.task, member).map(|commitment| commitment.manifest.seed_commitment);
		let revealed = seed.map(|value| seed_commitment(&member, &id, &value));
		ensure!(promised == revealed, Error::<T>::BadSeed);

		// Act.
		Self::hold_bonds(&member, cast.bond, decide::bonds(round.committed, &vote))?;
		AvailabilityVotes::<T>::insert(id.task, member, cast);
		round.voted |= bit;
		Self::keep(round);

		// Tell.
		Self::deposit_event(Event::AvailabilityVoted { round: id, member, held, missing, base_missing });
		Ok(())
	}

	/// What the members of the electorate voted.
	pub(crate) fn votes(round: &OpenRound) -> Votes<T> {
		let mut votes = Votes { cast: Vec::new(), votes: Vec::new() };
		for (member, bit) in round.members_with_bits(round.voted) {
			if let Some(vote) = AvailabilityVotes::<T>::get(round.id.task, member) {
				votes.votes.push(vote.by(bit.trailing_zeros()));
				votes.cast.push((*member, vote));
			}
		}
		votes
	}

	/// Counts the votes, and does what the task says about updates that somebody could not fetch.
	pub(crate) fn end_availability(mut round: OpenRound, task: Task, spec: &TaskSpec) {
		let (id, votes) = (round.id, Self::votes(&round));
		if Self::is_outage(&round, round.voted) {
			Self::settle_bonds(&round, &votes, |_| 0);
			return Self::fail(round, task, FailReason::Outage);
		}
		Self::tell_missed(&round, round.voted);
		let held = decide::held_by_quorum(round.size(), round.committed, &votes.votes);
		if decide::without_base(&votes.votes) != 0 {
			Self::settle_bonds(&round, &votes, |vote| decide::burnt_without_base(held, vote));
			return Self::fail(round, task, FailReason::BaseMissing);
		}
		match spec.withheld {
			Withheld::Exclude => {
				let struck = decide::struck(held, &votes.votes);
				let included = decide::included_after_exclusion(held, &votes.votes);
				if struck != 0 {
					Self::deposit_event(Event::UpdatesExcluded { round: id, struck, with_strikers: held & !included });
				}
				Self::settle_bonds(&round, &votes, |vote| decide::burnt_strikes(held, vote));
				let short = if struck == 0 { FailReason::TooFewIncluded } else { FailReason::TooManyStruck };
				Self::freeze(round, task, spec, included, &votes, short);
			}
			Withheld::Publish => {
				let contested = decide::contested(held, round.committed, round.voted, &votes.votes);
				if contested == 0 {
					Self::settle_bonds(&round, &votes, |_| 0);
					return Self::freeze(round, task, spec, held, &votes, FailReason::TooFewIncluded);
				}
				let opened_at = Self::now();
				round.publication = Some(Publication { opened_at, closed_at: None, contested, whole: 0 });
				let window = decide::publication_blocks(spec, round.size(), contested.count_ones());
				Self::deposit_event(Event::UpdatesContested { round: id, contested });
				Self::enter(round, Phase::Publication, window);
			}
		}
	}

	/// Whether so few of those that may act are in `acted` that it was an outage.
	pub(crate) fn is_outage(round: &OpenRound, acted: u128) -> bool {
		decide::is_outage(round.remaining().count_ones(), (round.remaining() & !acted).count_ones())
	}

	/// Tells who has not done what the round's phase asked.
	pub(crate) fn tell_missed(round: &OpenRound, acted: u128) {
		let absent = round.remaining() & !acted;
		if absent != 0 {
			T::Evidence::missed(round.id, round.phase, &round.list(absent));
		}
	}

	/// Everything the aggregation depends on, if `included` are the included updates; none if they are fewer than the round
	/// needs.
	pub(crate) fn inputs(
		round: &OpenRound,
		task: &Task,
		spec: &TaskSpec,
		included: u128,
		votes: &Votes<T>,
	) -> Option<RoundInputs> {
		let manifest = |member| Commitments::<T>::get(round.id.task, member).map(|commitment| commitment.manifest);
		let all: Vec<_> = round
			.members(included)
			.filter_map(|member| manifest(member).map(|manifest| (*member, manifest, T::Standings::standing(member))))
			.collect();
		let weight = |manifest: &Manifest| decide::weight(spec, manifest.samples);
		let scaled: Vec<_> = all.iter().map(|(_, manifest, standing)| (weight(manifest), standing.factor)).collect();
		let included: Vec<_> = all
			.iter()
			.zip(decide::weights_by_standing(&scaled))
			.map(|((member, manifest, standing), weight)| IncludedUpdate {
				member: *member,
				update_root: manifest.update_root,
				weight,
				active: !standing.quarantined,
			})
			.collect();
		// The rule's guarantee speaks of those that enter the matrix.
		let least = decide::least_updates(spec) as usize;
		if included.iter().filter(|update| update.active).count() < least {
			return None;
		}
		let revealed: Vec<Root> = votes.cast.iter().filter_map(|(_, vote)| vote.seed).collect();
		Some(RoundInputs {
			round: round.id,
			spec_hash: task.spec_hash,
			base_root: round.base_root,
			previous_aggregate_root: task.aggregate_root,
			dim: spec.dim,
			scale: spec.scale,
			norm_bound: spec.effective_norm_bound(),
			rule: spec.rule.clone(),
			seed: Some(round_seed(&round.id, &revealed)),
			included: BoundedVec::truncate_from(included), // No more than the electorate.
		})
	}
}

impl<T> From<VoteRefusal> for Error<T> {
	fn from(refusal: VoteRefusal) -> Self {
		match refusal {
			VoteRefusal::UnknownBit => Self::UnknownBit,
			VoteRefusal::MissingDoesNotFit => Self::MissingDoesNotFit,
			VoteRefusal::BaseMissingDoesNotFit => Self::BaseMissingDoesNotFit,
		}
	}
}
