//! Phase Attest: members say what the aggregation yields, with a deposit; what most say is proposed.

use crate::{
	challenge::Attesters,
	types::{Attestation, OpenRound},
	Attestations, Config, Error, Event, Pallet, Results,
};
use alloc::boxed::Box;
use frame_support::{ensure, pallet_prelude::DispatchResult};
use guild_primitives::{
	attestation_hash,
	decide::{self, AttestRefusal},
	ids::{RoundId, WorkerSignature},
	limits::MAX_PARTICIPANTS,
	Phase, ResultBody, Root,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_attest(
		duty: T::AccountId,
		id: RoundId,
		result_hash: Root,
		possession: Root,
		signature: WorkerSignature,
		body: Option<Box<ResultBody>>,
	) -> DispatchResult {
		// Who.
		let member = Self::member_of(duty)?;

		// Decide.
		let (mut round, bit) = Self::round_for(&member, id)?;
		let now = Self::now();
		let in_challenge = round.accepts(Phase::Challenge, now);
		ensure!(in_challenge || round.accepts(Phase::Attest, now), Error::<T>::NotInAttestPhase);
		ensure!(round.guilty & bit == 0, Error::<T>::FoundGuilty);
		ensure!(round.attested & bit == 0, Error::<T>::AlreadyAttested);
		let is_proposed = round.proposed.is_some_and(|proposed| proposed.proposal.result_hash == result_hash);
		ensure!(!in_challenge || is_proposed, Error::<T>::NotTheProposedResult);
		ensure!(round.faults == 0 || !Self::is_proven_false(id, &result_hash), Error::<T>::ProvenFalse);
		let frozen = round.frozen.ok_or(Error::<T>::NotInAttestPhase)?;
		let known = Results::<T>::contains_key(id.task, result_hash);
		let (included, columns) = (frozen.included as usize, frozen.columns as usize);
		decide::check_attest(&frozen.inputs_hash, included, columns, known, &result_hash, body.as_deref())
			.map_err(Error::<T>::from)?;
		let signed = attestation_hash(&member, &id, &result_hash, &possession);
		ensure!(Self::has_signed(&member, &signed, &signature)?, Error::<T>::BadSignature);

		// Act.
		let deposit = Self::hold_deposit(&member)?;
		if let (false, Some(body)) = (known, body) {
			Results::<T>::insert(id.task, result_hash, *body);
		}
		Attestations::<T>::insert(id.task, member, Attestation { result_hash, possession, signature, deposit });
		round.attested |= bit;
		if let Some(proposed) = &mut round.proposed {
			proposed.attesters |= bit;
		}
		Self::keep(round);

		// Tell.
		Self::deposit_event(Event::ResultAttested { round: id, member, result_hash });
		Ok(())
	}

	/// Attested results of the open round, each with those who attested it.
	pub(crate) fn attesters(round: &OpenRound) -> Attesters {
		let mut attesters = Attesters::new();
		for (member, bit) in round.members_with_bits(round.attested) {
			if let Some(said) = Attestations::<T>::get(round.id.task, member) {
				*attesters.entry(said.result_hash).or_default() |= bit;
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
