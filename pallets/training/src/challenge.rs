//! Phase Challenge, and what goes before it in Attest: members prove attested results false.
//!
//! # What a proven fault does
//!
//! | fault | guilty | the round |
//! | --- | --- | --- |
//! | a false claim | all who attested it | goes on without them |
//! | a malformed update | its owner, and all who attested the result | fails: no true result exists |
//! | possession | that attester alone | goes on without it |
//! | a withheld list (`plea.rs`) | all who attested the result | goes on without them |
//!
//! Who is guilty is out of the electorate for the rest of the round: its attestation is taken back, its deposit slashed,
//! and the quorum counts the others only, down to one member. It may still challenge: the truth does not depend on who says
//! it.
//!
//! If the proposed result falls, or loses its quorum, the round goes back to Attest with a whole window, for those who
//! remain and have not attested. It cannot go round for ever: each time costs at least one member its place.
//!
//! # What a challenge costs
//!
//! A proven one costs nothing, and is not counted: else many false results would outlast the only honest member. One that
//! proves nothing costs no fee twice a member and round, but some reputation. With none left nothing more is judged, so that who floods the chain
//! with proofs keeps it busy for two of them. A worker asks the runtime for a verdict before it sends a proof.
//!
//! Of two members that prove the same fault in one block the second proves nothing, and is not to blame: it is told
//! [`Event::ChallengeRedundant`], at no fee, twice a member and round; after that it is refused as
//! [`Error::AlreadyProven`], with its fee. Such challenges do not use up those that may prove nothing: else liars could prove
//! each of two lies just before the only honest member does, and it could prove no third one.

use crate::{
	types::{Attestation, OpenRound, Proposed},
	Attestations, AvailabilityVotes, Config, Error, Event, Faults, Inputs, Pallet, Results, RoundRecords, Rounds,
	Specs, WeightInfo,
};
use alloc::collections::BTreeMap;
use codec::{DecodeAll, Encode};
use frame_support::{
	dispatch::{DispatchResultWithPostInfo, Pays, PostDispatchInfo},
	ensure,
	pallet_prelude::Weight,
	traits::Defensive,
};
use guild_aggregation::proof::{self, FaultProof, Record, Work};
use guild_primitives::{
	decide,
	fault::{Evidence, Fault, FaultRecord, Unjudged, Verdict},
	ids::{MemberId, RoundId},
	limits::{MAX_MIX_COST, MAX_PARTICIPANTS},
	FailReason, Phase, ResultBody, Root, RoundInputs,
};
use sp_runtime::SaturatedConversion;

/// Operations of a mix, in one unit of its weight.
const MIX_UNIT: u64 = 1 << 16;
/// Units of the dearest mix.
pub(crate) const MAX_MIX_UNITS: u32 = (MAX_MIX_COST / MIX_UNIT) as u32;
/// Products, in one unit of their weight.
const PRODUCTS_UNIT: u64 = 1 << 16;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_challenge(
		duty: T::AccountId,
		id: RoundId,
		result_hash: Root,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) -> DispatchResultWithPostInfo {
		// Who.
		let challenger = Self::member_of(duty)?;

		// Decide.
		ensure!(!RoundRecords::<T>::contains_key(id), Error::<T>::ChallengeWindowOver);
		let (mut round, bit) = Self::round_for(&challenger, id)?;
		ensure!(round.phase >= Phase::Attest, Error::<T>::NothingToChallenge);
		if !Results::<T>::contains_key(id.task, result_hash) && Self::has_fallen(id, &result_hash) {
			return Self::challenge_again(round, bit, result_hash, challenger, proof);
		}
		ensure!(round.accepts_challenges(Self::now()), Error::<T>::ChallengeWindowOver);
		ensure!(round.free_challenges(bit) > 0, Error::<T>::NoChallengesLeft);
		let inputs = Inputs::<T>::get(id.task).ok_or(Error::<T>::NothingToChallenge)?;
		let verdict = Self::judge(&inputs, result_hash, attester, proof).map_err(Error::<T>::from)?;

		// Act, and tell.
		match verdict {
			Verdict::Guilty(fault) => Self::convict(round, &inputs, result_hash, fault, attester, challenger),
			Verdict::NotProven(reason) => {
				round.use_free_challenge(bit);
				let free_challenges = round.free_challenges(bit);
				Rounds::<T>::insert(id.task, round);
				T::Evidence::challenged_in_vain(id, challenger);
				Self::deposit_event(Event::ChallengeFailed {
					round: id,
					result_hash,
					challenger,
					reason,
					free_challenges,
				});
			}
		}
		// The norm bound may leave fewer updates, for which some rules cost more.
		let mix_cost = inputs.rule.dearest_mix(inputs.included.len().saturated_into());
		let weight = Self::challenge_weight(proof, mix_cost);
		Ok(PostDispatchInfo { actual_weight: Some(weight), pays_fee: Pays::No })
	}

	/// The result has fallen before: nothing is judged.
	fn challenge_again(
		mut round: OpenRound,
		bit: u128,
		result_hash: Root,
		challenger: MemberId,
		proof: &FaultProof,
	) -> DispatchResultWithPostInfo {
		ensure!(round.free_redundant_challenges(bit) > 0, Error::<T>::AlreadyProven);
		round.use_redundant_challenge(bit);
		Self::deposit_event(Event::ChallengeRedundant { round: round.id, result_hash, challenger });
		Rounds::<T>::insert(round.id.task, round);
		let weight = T::WeightInfo::challenge(proof.encoded_size().div_ceil(1024).saturated_into());
		Ok(PostDispatchInfo { actual_weight: Some(weight), pays_fee: Pays::No })
	}

	/// Whether a fault of this round has taken this result down.
	pub(crate) fn has_fallen(id: RoundId, result_hash: &Root) -> bool {
		Self::faults(id).iter().any(|record| record.fault.voids_claim() && record.result_hash == *result_hash)
	}

	/// Whether a fault of this round says that this result is false. Nobody can attest it any more; one whose list was
	/// withheld may be attested again, by those who have it.
	pub(crate) fn is_proven_false(id: RoundId, result_hash: &Root) -> bool {
		Self::faults(id).iter().any(|record| record.fault.proves_false() && record.result_hash == *result_hash)
	}

	/// What a proof shows against an attested result of the open round.
	fn judge(
		inputs: &RoundInputs,
		result_hash: Root,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) -> Result<Verdict, Unjudged> {
		let task = inputs.round.task;
		let claim = Results::<T>::get(task, result_hash).ok_or(Unjudged::UnknownResult)?;
		let attestation = match attester {
			None => None,
			Some(member) => {
				let said = Attestations::<T>::get(task, member).filter(|said| said.result_hash == result_hash);
				let Attestation { possession, .. } = said.ok_or(Unjudged::NotAnAttester)?;
				Some(proof::Attestation { member, possession })
			}
		};
		Ok(proof::check(proof, &Record { inputs, claim: &claim, attestation }))
	}

	/// What follows from a proven fault: who is guilty, and how the round goes on.
	pub(crate) fn convict(
		mut round: OpenRound,
		inputs: &RoundInputs,
		result_hash: Root,
		fault: Fault,
		attester: Option<MemberId>,
		challenger: MemberId,
	) {
		let (id, before) = (round.id, Self::attesters(&round));
		let said_so = before.get(&result_hash).copied().unwrap_or(0);
		let bit_of = |member: Option<MemberId>| {
			member.and_then(|member| decide::position(&round.electorate, &member)).map_or(0, decide::bit)
		};
		let (guilty, held_by) = match fault {
			Fault::Possession => (bit_of(attester), 0),
			Fault::MalformedUpdate { update } => {
				let owner = bit_of(inputs.included.get(update as usize).map(|update| update.member));
				(said_so | owner, Self::holders(&round, owner))
			}
			_ => (said_so, 0),
		};

		// The challenger has no share in a slash for a fault of its own.
		let rewarded = Some(challenger).filter(|challenger| bit_of(Some(*challenger)) & guilty == 0);
		for member in round.members(guilty & round.attested) {
			if let Some(attestation) = Attestations::<T>::take(id.task, member) {
				Self::slash_deposit(id, member, attestation.deposit, rewarded);
			}
		}
		for (result, attesters) in before {
			if attesters & !guilty == 0 {
				Results::<T>::remove(id.task, result);
			}
		}
		let record = FaultRecord {
			round: id,
			result_hash,
			fault,
			challenger,
			guilty: round.list(guilty),
			held_by: round.list(held_by),
			at: Self::now(),
		};
		Faults::<T>::insert(id, round.faults, &record);
		round.faults = round.faults.saturating_add(1); // At most one for each member that becomes guilty.
		round.attested &= !guilty;
		round.guilty |= guilty;
		T::Evidence::fault(&record);
		let FaultRecord { guilty, .. } = record;
		Self::deposit_event(Event::FaultProven { round: id, result_hash, fault, challenger, guilty });
		Self::go_on(round, fault);
	}

	/// The members that voted that they hold the update of the member with this bit.
	fn holders(round: &OpenRound, owner: u128) -> u128 {
		let holds = |member: &MemberId| {
			AvailabilityVotes::<T>::get(round.id.task, member).is_some_and(|vote| vote.held & owner != 0)
		};
		let holders = round.members_with_bits(round.voted).filter(|(member, _)| holds(member));
		holders.fold(0, |set, (_, bit)| set | bit)
	}

	/// How the round goes on without those who are guilty now.
	fn go_on(mut round: OpenRound, fault: Fault) {
		if matches!(fault, Fault::MalformedUpdate { .. }) {
			round.failing = Some(FailReason::MalformedUpdate);
			return Self::keep(round);
		}
		let Some(proposed) = round.proposed else { return Self::keep(round) };
		let proposal = Self::proposal(&round, &Self::attesters(&round));
		let stands = proposal.is_some_and(|new| {
			new.result_hash == proposed.proposal.result_hash && (new.has_quorum || !proposed.proposal.has_quorum)
		});
		if stands {
			let attesters = proposed.attesters & !round.guilty;
			round.proposed = Some(Proposed { attesters, ..proposed });
			return Self::keep(round);
		}
		let Some(spec) = Specs::<T>::get(round.id.task).defensive() else { return Self::keep(round) };
		Self::unschedule(&round);
		Self::enter(round, Phase::Attest, spec.windows.attest_blocks);
	}

	/// What a challenge with this proof would be told.
	pub fn check_fault(
		id: RoundId,
		result_hash: Root,
		attester: Option<MemberId>,
		proof: &[u8],
	) -> Result<Verdict, Unjudged> {
		let proof = FaultProof::decode_all(&mut &*proof).map_err(|_| Unjudged::NotAProof)?;
		let inputs = Self::frozen_inputs(id)?;
		if !Results::<T>::contains_key(id.task, result_hash) && Self::has_fallen(id, &result_hash) {
			return Err(Unjudged::AlreadyProven);
		}
		Self::judge(&inputs, result_hash, attester, &proof)
	}

	/// What this proof shows against a result that nobody need have attested.
	pub fn check_own(id: RoundId, body: &ResultBody, proof: &[u8]) -> Result<Verdict, Unjudged> {
		let proof = FaultProof::decode_all(&mut &*proof).map_err(|_| Unjudged::NotAProof)?;
		let inputs = Self::frozen_inputs(id)?;
		Ok(proof::check(&proof, &Record { inputs: &inputs, claim: body, attestation: None }))
	}

	fn frozen_inputs(id: RoundId) -> Result<RoundInputs, Unjudged> {
		Inputs::<T>::get(id.task).filter(|inputs| inputs.round == id).ok_or(Unjudged::NoSuchRound)
	}

	/// What a challenge weighs at most, before anything is read: the rule is not known yet, so the dearest is assumed.
	pub(crate) fn most_challenge_weight(proof: &FaultProof) -> Weight {
		Self::challenge_weight(proof, MAX_MIX_COST)
	}

	/// The weight of the dearest proof that can hold: a step of the model at 128 updates of 2^27 lanes, under a column rule.
	pub(crate) fn dearest_challenge() -> Weight {
		const LANES: u64 = 8192;
		let columns = u64::from(MAX_PARTICIPANTS);
		let products = columns.saturating_mul(columns.saturating_add(8)).saturating_mul(LANES);
		// The spans of the updates and of the base model, the matrix, paths and leaves.
		let kib = columns.saturating_mul(2 * LANES / 1024 + 1).saturating_add(4 * LANES / 1024 + 66 + 8);
		T::WeightInfo::challenge(kib.saturated_into())
			.saturating_add(T::WeightInfo::challenge_products(products.div_ceil(PRODUCTS_UNIT).saturated_into()))
			.saturating_add(T::WeightInfo::challenge_mix(MAX_MIX_UNITS))
	}

	/// The weight of the dearest proof of coefficients: 128 updates, and a rule that costs as much as one may.
	pub(crate) fn dearest_coefficients() -> Weight {
		// The matrix, a path and a leaf.
		T::WeightInfo::challenge(66 + 2).saturating_add(T::WeightInfo::challenge_mix(MAX_MIX_UNITS))
	}

	pub(crate) fn challenge_weight(proof: &FaultProof, mix_cost: u64) -> Weight {
		let Work { products, mixes } = proof.work();
		let kib = proof.encoded_size().div_ceil(1024).saturated_into();
		let weight = T::WeightInfo::challenge(kib)
			.saturating_add(T::WeightInfo::challenge_products(products.div_ceil(PRODUCTS_UNIT).saturated_into()));
		if mixes {
			weight.saturating_add(T::WeightInfo::challenge_mix(mix_cost.div_ceil(MIX_UNIT).saturated_into()))
		} else {
			weight
		}
	}
}

impl<T> From<Unjudged> for Error<T> {
	fn from(unjudged: Unjudged) -> Self {
		match unjudged {
			Unjudged::NotAProof | Unjudged::NoSuchRound => Self::NothingToChallenge,
			Unjudged::UnknownResult => Self::UnknownResult,
			Unjudged::NotAnAttester => Self::NotAnAttester,
			Unjudged::AlreadyProven => Self::AlreadyProven,
			Unjudged::NotFinal => Self::NotFinal,
		}
	}
}

/// Attested results, each with the set of those who attested it.
pub(crate) type Attesters = BTreeMap<Root, u128>;
