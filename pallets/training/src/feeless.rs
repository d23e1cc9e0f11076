//! Which calls cost no fee, and what names a call, so that a pool holds one of each.
//!
//! A call is feeless exactly while the round needs it of this member: its commitment, vote, attestation, plea, what is
//! missing of a contested update, the list that was pleaded for, and a challenge while it has free ones left. Everything
//! else pays.
//!
//! What is decided here is decided by reads alone, because it also runs in the pool; the call itself may still be refused
//! (a signature that is not one, bytes that are not the part). A feeless call that is refused uses up one of
//! [`FREE_REFUSALS`](guild_primitives::limits::FREE_REFUSALS), a member and round; with none left, every call of the member
//! in that round pays. So what a member can have the chain do for nothing is bounded, whatever it sends.

use crate::{types::OpenRound, Call, Config, Pallet, Pleas, Published, Results, Rounds};
use codec::Encode;
use frame_support::traits::OriginTrait;
use frame_system::pallet_prelude::OriginFor;
use guild_primitives::{
	consortium::ConsortiumMembers,
	decide,
	ids::{MemberId, RoundId},
	Phase, Root,
};

/// What a member's call is about. Two calls of one member with the same errand are the same duty: the pool needs one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode)]
pub struct Errand {
	/// The round.
	pub round: RoundId,
	/// What is to be done in it.
	pub deed: Deed,
}

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode)]
pub enum Deed {
	/// Commit to the update.
	Commit,
	/// Vote on availability.
	Vote,
	/// Publish a part of the update of who has this place in the electorate.
	Publish {
		/// The place.
		update: u8,
		/// The part.
		part: u8,
	},
	/// Attest a result.
	Attest,
	/// Prove a result false.
	Challenge {
		/// Hash of the result.
		result_hash: Root,
		/// Whom a proof about possession accuses.
		attester: Option<MemberId>,
	},
	/// Plead for the list.
	Plead,
	/// Answer a plea.
	Answer,
	/// Prove a final result false.
	Dispute,
}

impl<T: Config> Call<T> {
	/// What the call is about, if a member sends it for a round.
	pub fn errand(&self) -> Option<Errand> {
		let (round, deed) = match self {
			Self::commit_update { manifest, .. } => (manifest.round, Deed::Commit),
			Self::vote_availability { round, .. } => (*round, Deed::Vote),
			Self::publish { round, update, part, .. } => (*round, Deed::Publish { update: *update, part: *part }),
			Self::attest { round, .. } => (*round, Deed::Attest),
			Self::challenge { round, result_hash, attester, .. } => {
				(*round, Deed::Challenge { result_hash: *result_hash, attester: *attester })
			}
			Self::plead { round, .. } => (*round, Deed::Plead),
			Self::answer { round, .. } => (*round, Deed::Answer),
			Self::dispute { round, .. } => (*round, Deed::Dispute),
			_ => return None,
		};
		Some(Errand { round, deed })
	}
}

impl<T: Config> Pallet<T> {
	/// A feeless call of this member for this round was refused: it has one fewer that may be.
	pub fn note_refused(member: &MemberId, id: RoundId) {
		Rounds::<T>::mutate(id.task, |open| {
			let Some(round) = open.as_mut().filter(|round| round.id == id) else { return };
			let Some(place) = decide::position(&round.electorate, member) else { return };
			round.use_free_refusal(decide::bit(place));
		});
	}

	pub(crate) fn owes_commitment(origin: &OriginFor<T>, id: &RoundId) -> bool {
		Self::owes(origin, id, |round, bit| round.accepts(Phase::Commit, Self::now()) && round.committed & bit == 0)
	}

	pub(crate) fn owes_vote(origin: &OriginFor<T>, id: &RoundId) -> bool {
		Self::owes(origin, id, |round, bit| round.accepts(Phase::Availability, Self::now()) && round.voted & bit == 0)
	}

	pub(crate) fn owes_attestation(origin: &OriginFor<T>, id: &RoundId, result_hash: &Root) -> bool {
		Self::owes(origin, id, |round, bit| {
			let now = Self::now();
			let is_due = round.accepts(Phase::Attest, now)
				|| round.accepts(Phase::Challenge, now) && Self::is_proposed(round, result_hash);
			is_due && (round.attested | round.guilty) & bit == 0
		})
	}

	/// Whether the part is missing: any member of the electorate may bring it.
	pub(crate) fn needs_part(origin: &OriginFor<T>, id: &RoundId, update: u8, part: u8) -> bool {
		Self::owes(origin, id, |round, _| {
			let lacks_some = round.publication.is_some_and(|publication| {
				u32::from(update) < round.size()
					&& publication.contested & !publication.whole & decide::bit(update.into()) != 0
			});
			let has_part = || {
				let seen = Published::<T>::get(id.task, update);
				seen.is_some_and(|parts| parts.get(usize::from(part)).is_some_and(Option::is_some))
			};
			round.accepts(Phase::Publication, Self::now()) && lacks_some && !has_part()
		})
	}

	/// Whether a challenge of this result would be judged, or told that it comes second, for nothing.
	pub(crate) fn has_free_challenge(origin: &OriginFor<T>, id: &RoundId, result_hash: &Root) -> bool {
		Self::owes(origin, id, |round, bit| {
			if Results::<T>::contains_key(id.task, result_hash) {
				return round.accepts_challenges(Self::now()) && round.free_challenges(bit) > 0;
			}
			round.free_redundant_challenges(bit) > 0 && Self::has_fallen(*id, result_hash)
		})
	}

	pub(crate) fn may_plead(origin: &OriginFor<T>, id: &RoundId, result_hash: &Root) -> bool {
		Self::owes(origin, id, |round, bit| {
			let has_attested = round.proposed.is_some_and(|proposed| proposed.attesters & bit != 0);
			round.accepts(Phase::Challenge, Self::now())
				&& Self::is_proposed(round, result_hash)
				&& !has_attested
				&& round.guilty & bit == 0
				&& !Pleas::<T>::contains_key(id.task)
		})
	}

	/// Whether the list is pleaded for: any member of the electorate may send it.
	pub(crate) fn needs_list(origin: &OriginFor<T>, id: &RoundId, result_hash: &Root) -> bool {
		Self::owes(origin, id, |round, _| {
			round.accepts(Phase::Challenge, Self::now())
				&& Self::is_proposed(round, result_hash)
				&& Self::unanswered_plea(round).is_some()
		})
	}

	fn is_proposed(round: &OpenRound, result_hash: &Root) -> bool {
		round.proposed.is_some_and(|proposed| proposed.proposal.result_hash == *result_hash)
	}

	/// Whether the signer is the duty account of a member of the round's electorate, has not used up the refusals that cost
	/// nothing, and the round needs the call.
	fn owes(origin: &OriginFor<T>, id: &RoundId, needs: impl FnOnce(&OpenRound, u128) -> bool) -> bool {
		let Some(duty) = origin.as_signer() else { return false };
		let Some(member) = T::Members::served_by(duty.clone()) else { return false };
		let Ok((round, bit)) = Self::round_for(&member, *id) else { return false };
		round.free_refusals(bit) > 0 && needs(&round, bit)
	}
}
