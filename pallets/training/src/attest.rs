//! Phase Attest: members say what the aggregation yields; what a quorum says is the result.

use crate::{types::OpenRound, Attestations, Config, Error, Event, Pallet, Results, Rounds};
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use frame_support::{ensure, pallet_prelude::DispatchResult};
use guild_primitives::{
	decide::{self, AttestRefusal},
	ids::{MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
	Phase, ResultBody, Root,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_attest(
		duty: T::AccountId,
		id: RoundId,
		result_hash: Root,
		body: Option<Box<ResultBody>>,
	) -> DispatchResult {
		// Who.
		let member = Self::member_of(duty)?;

		// Decide.
		let (mut round, bit) = Self::round_for(&member, id)?;
		ensure!(round.accepts(Phase::Attest, Self::now()), Error::<T>::NotInAttestPhase);
		ensure!(round.attested & bit == 0, Error::<T>::AlreadyAttested);
		let frozen = round.frozen.ok_or(Error::<T>::NotInAttestPhase)?;
		let known = Results::<T>::contains_key(id.task, result_hash);
		let (included, columns) = (frozen.included as usize, frozen.columns as usize);
		decide::check_attest(&frozen.inputs_hash, included, columns, known, &result_hash, body.as_deref())
			.map_err(Error::<T>::from)?;

		// Act.
		if let (false, Some(body)) = (known, body) {
			Results::<T>::insert(id.task, result_hash, *body);
		}
		Attestations::<T>::insert(id.task, member, result_hash);
		round.attested |= bit;
		if round.is_all(round.attested) {
			Self::end_phase_early(&round);
		}
		Rounds::<T>::insert(id.task, round);

		// Tell.
		Self::deposit_event(Event::ResultAttested { round: id, member, result_hash });
		Ok(())
	}

	/// Attested results of the open round, each with those who attested it, ascending.
	pub(crate) fn attesters(round: &OpenRound) -> BTreeMap<Root, Vec<MemberId>> {
		let mut attesters = BTreeMap::<Root, Vec<MemberId>>::new();
		for member in round.members(round.attested) {
			if let Some(result) = Attestations::<T>::get(round.id.task, member) {
				attesters.entry(result).or_default().push(*member);
			}
		}
		attesters
	}

	/// Size of what was sent, for its weight, in rows of [`MAX_PARTICIPANTS`] coefficients; none if no body was sent.
	pub(crate) fn full_rows(body: &Option<Box<ResultBody>>) -> u32 {
		body.as_ref().map_or(0, |body| {
			let coefficients = body.coefficients.iter().map(|row| row.len()).sum::<usize>();
			coefficients.saturated_into::<u32>().div_ceil(MAX_PARTICIPANTS).max(1)
		})
	}
}

impl<T> From<AttestRefusal> for Error<T> {
	fn from(refusal: AttestRefusal) -> Self {
		match refusal {
			AttestRefusal::BodyMissing => Self::BodyMissing,
			AttestRefusal::BodyDoesNotHash => Self::BodyDoesNotHash,
			AttestRefusal::BodyDoesNotFit => Self::BodyDoesNotFit,
		}
	}
}
