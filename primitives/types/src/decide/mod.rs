//! What an open round accepts. Pure functions, so that a worker asks the question that the chain will answer, before it
//! signs anything or pays a fee.

mod availability;

pub use availability::{
	bonds, burnt_strikes, burnt_without_base, contested, held_by_quorum, included_after_exclusion,
	included_after_publication, part_chunks, parts, publication_blocks, struck, update_bytes, vote_fits, without_base,
	Vote, VoteRefusal,
};

use crate::{
	ids::{BlockNumber, MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
	manifest::{Manifest, Mechanism},
	privacy::MechanismPolicy,
	result::ResultBody,
	root::Root,
	round::{quorum, Proposal},
	rules::Weighting,
	task::TaskSpec,
};
use alloc::{collections::BTreeMap, vec::Vec};

/// What a commitment must agree with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CommitTerms {
	/// The open round.
	pub round: RoundId,
	/// The model the round starts from.
	pub base_root: Root,
	/// The mechanism that the task asks every update to declare.
	pub mechanism: MechanismPolicy,
}

/// Why a manifest is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CommitRefusal {
	/// It is for another round.
	WrongRound,
	/// Training started from another model than the round's.
	WrongBaseModel,
	/// It declares another mechanism than the task asks for, less or more noise than that allows, or fewer noisy steps than steps.
	WrongMechanism,
	/// It declares no samples.
	BadSamples,
	/// It declares no steps, or more than were asked.
	BadSteps,
}

/// Whether `manifest` may be committed under `terms`. The signature over it is checked apart, because it costs more.
///
/// # Errors
/// The first thing that does not hold.
pub fn check_commit(terms: &CommitTerms, manifest: &Manifest) -> Result<(), CommitRefusal> {
	if manifest.round != terms.round {
		Err(CommitRefusal::WrongRound)
	} else if manifest.base_root != terms.base_root {
		Err(CommitRefusal::WrongBaseModel)
	} else if !terms.mechanism.allows(&manifest.mechanism) || has_bare_steps(manifest) {
		Err(CommitRefusal::WrongMechanism)
	} else if manifest.samples == 0 {
		Err(CommitRefusal::BadSamples)
	} else if manifest.steps_done == 0 || manifest.steps_done > manifest.steps_asked {
		Err(CommitRefusal::BadSteps)
	} else {
		Ok(())
	}
}

/// Whether it did more steps than it declares to have made noisy.
const fn has_bare_steps(manifest: &Manifest) -> bool {
	match manifest.mechanism {
		Mechanism::RecordLevel { steps, .. } => steps < manifest.steps_done,
		Mechanism::None | Mechanism::Local { .. } => false,
	}
}

/// Why an attestation is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AttestRefusal {
	/// The chain does not have this result's body yet, and none was sent.
	BodyMissing,
	/// The body sent has another hash than the one attested.
	BodyDoesNotHash,
	/// The body's shape does not fit the number of included updates.
	BodyDoesNotFit,
}

/// Whether `result_hash` may be attested, with or without the body behind it.
///
/// - `inputs_hash`, `included`, `columns`: hash of the frozen inputs, how many updates they include, and how many
///   columns their mixing rows have ([`RoundInputs::columns`](crate::RoundInputs::columns)).
/// - `known`: whether the chain has the body already. A second copy is checked like the first: two members may be
///   the first attester at once, and neither is wrong.
///
/// # Errors
/// The first thing that does not hold.
pub fn check_attest(
	inputs_hash: &Root,
	included: usize,
	columns: usize,
	known: bool,
	result_hash: &Root,
	body: Option<&ResultBody>,
) -> Result<(), AttestRefusal> {
	match body {
		None if known => Ok(()),
		None => Err(AttestRefusal::BodyMissing),
		Some(body) if !body.fits(included, columns) => Err(AttestRefusal::BodyDoesNotFit),
		Some(body) if body.hash(inputs_hash) != *result_hash => Err(AttestRefusal::BodyDoesNotHash),
		Some(_) => Ok(()),
	}
}

/// Bit of the member at `position` of the electorate; no bit beyond [`MAX_PARTICIPANTS`].
pub const fn bit(position: u32) -> u128 {
	if position < MAX_PARTICIPANTS {
		1 << position
	} else {
		0
	}
}

/// Bits of a whole electorate of `size`.
pub const fn all_bits(size: u32) -> u128 {
	if size >= MAX_PARTICIPANTS {
		u128::MAX
	} else {
		(1 << size) - 1
	}
}

/// Place of `member` in an electorate, which is ascending.
pub fn position(electorate: &[MemberId], member: &MemberId) -> Option<u32> {
	electorate.binary_search(member).ok().and_then(|place| u32::try_from(place).ok())
}

/// The result that is proposed when Attest ends: one that a quorum of the electorate without the guilty attests; else the
/// one that most attest, ties to the lower hash. None if nothing is attested.
///
/// Safety comes from the proof, not from the count, so a minority's result may be proposed: whoever can prove it false has
/// twice the window. A quorum is more than half, so a result that has one is also the most attested.
///
/// - `electorate_size`, `guilty`: members of the electorate, and how many of them were found guilty.
/// - `attestations`: the result that each other member attests, one item a member.
pub fn propose(electorate_size: u32, guilty: u32, attestations: impl IntoIterator<Item = Root>) -> Option<Proposal> {
	let mut counts = BTreeMap::<Root, u32>::new();
	for result in attestations {
		let count = counts.entry(result).or_default();
		*count = count.saturating_add(1);
	}
	let needed = quorum(electorate_size.saturating_sub(guilty));
	// Ascending by hash, and `>`: the lower hash stays.
	let most = counts.into_iter().fold(None, |most: Option<(Root, u32)>, other| match most {
		Some(most) if most.1 >= other.1 => Some(most),
		_ => Some(other),
	});
	most.map(|(result_hash, count)| Proposal { result_hash, has_quorum: count >= needed })
}

/// Blocks that Challenge lasts: what the task asks, and at least two turns of the electorate's validators, so that an
/// honest one can put its challenge into a block of its own; twice that for a result without a quorum.
pub fn challenge_blocks(spec: &TaskSpec, electorate_size: u32, has_quorum: bool) -> BlockNumber {
	let window = spec.windows.challenge_blocks.max(electorate_size.saturating_mul(2));
	if has_quorum {
		window
	} else {
		window.saturating_mul(2)
	}
}

/// Blocks in which a plea may be answered: what the task gives for Attest, and at least two turns of the electorate's
/// validators, so that an honest attester can put the list into a block of its own.
pub fn answer_blocks(spec: &TaskSpec, electorate_size: u32) -> BlockNumber {
	spec.windows.attest_blocks.max(electorate_size.saturating_mul(2))
}

/// Whether so many absent members of `size` are an outage: a third or more. Then fewer than a quorum were there.
pub const fn is_outage(size: u32, absent: u32) -> bool {
	size > 0 && absent >= size.div_ceil(3)
}

/// Least updates that a round of the task needs: its own least number, and enough for the rule's guarantee.
pub fn least_updates(spec: &TaskSpec) -> u32 {
	u32::from(spec.min_participants).max(spec.rule.least_updates())
}

/// Weight that an update enters the rule with, before its member's reputation multiplies it ([`weights_by_standing`]): 1, or the
/// samples its member reports, capped by the task.
pub fn weight(spec: &TaskSpec, samples: u32) -> u32 {
	match spec.rule.weighting {
		Weighting::Equal | Weighting::Reputation => 1,
		Weighting::Samples => samples.min(spec.max_samples).max(1),
	}
}

/// Weights that updates enter the rule with where members stand differently: each weight times its member's factor, and never 0.
/// If all factors are the same the weights stay as they are, and where a product exceeds 32 bits all are shifted down alike, so
/// that their ratios stay.
pub fn weights_by_standing(weights: &[(u32, u16)]) -> Vec<u32> {
	let factors = weights.iter().map(|(_, factor)| *factor);
	if factors.clone().min() == factors.clone().max() {
		return weights.iter().map(|(weight, _)| (*weight).max(1)).collect();
	}
	// 48 bits at most.
	let products: Vec<u64> = weights.iter().map(|(w, factor)| u64::from(*w).saturating_mul((*factor).into())).collect();
	let bits = products.iter().map(|product| u64::BITS - product.leading_zeros()).max().unwrap_or(0);
	let shift = bits.saturating_sub(u32::BITS);
	products.iter().map(|product| u32::try_from(product >> shift).unwrap_or(u32::MAX).max(1)).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{RuleSpec, Text, Windows};
	use bounded_collections::BoundedVec;

	#[test]
	fn standings_scale_weights_and_keep_their_ratios() {
		assert_eq!(weights_by_standing(&[(1, 500), (1, 1_000)]), [500, 1_000]);
		// All alike: as if nobody had asked.
		assert_eq!(weights_by_standing(&[(7, 900), (0, 900), (3, 900)]), [7, 1, 3]);
		assert_eq!(weights_by_standing(&[]), [0u32; 0]);
		assert_eq!(weights_by_standing(&[(9, 0), (9, 1)]), [1, 9]);
		let scaled = weights_by_standing(&[(u32::MAX, 65_535), (u32::MAX, 1), (1, 1)]);
		assert_eq!(scaled, [((u64::from(u32::MAX) * 65_535) >> 16) as u32, u32::MAX >> 16, 1]);
	}

	#[test]
	fn samples_count_only_where_the_rule_asks_for_them() {
		let of = |weighting| {
			let spec = TaskSpec { rule: RuleSpec::mean(weighting), max_samples: 50, ..spec() };
			[0, 7, 90].map(|samples| weight(&spec, samples))
		};
		assert_eq!(of(Weighting::Samples), [1, 7, 50]);
		assert_eq!([of(Weighting::Equal), of(Weighting::Reputation)], [[1; 3]; 2]);
	}

	fn spec() -> TaskSpec {
		let windows = Windows { commit_blocks: 3, availability_blocks: 4, attest_blocks: 5, challenge_blocks: 30 };
		TaskSpec {
			name: Text::default(),
			description: Text::default(),
			document: Text::default(),
			initial_model_root: Root([0; 32]),
			dim: 1,
			scale: 0,
			clip_norm: 1,
			norm_bound: 1,
			rule: RuleSpec::mean(Weighting::Equal),
			windows,
			min_participants: 1,
			max_samples: 1,
			rounds: 1,
			mechanism: MechanismPolicy::None,
			withheld: crate::Withheld::Exclude,
			updates_public: false,
			metric: crate::MetricPolicy::None,
		}
	}

	fn manifest() -> Manifest {
		Manifest {
			round: RoundId { task: 1, index: 2 },
			base_root: Root([1; 32]),
			update_root: Root([2; 32]),
			samples: 1,
			steps_done: 3,
			steps_asked: 3,
			dataset: 0,
			mechanism: Mechanism::None,
			possession: Root([3; 32]),
			seed_commitment: Root([4; 32]),
			software: Text::default(),
		}
	}

	fn terms() -> CommitTerms {
		CommitTerms { round: RoundId { task: 1, index: 2 }, base_root: Root([1; 32]), mechanism: MechanismPolicy::None }
	}

	#[test]
	fn a_manifest_is_refused_for_the_first_thing_that_does_not_hold() {
		let refusal = |manifest: Manifest| check_commit(&terms(), &manifest);
		assert_eq!(refusal(manifest()), Ok(()));
		assert_eq!(
			refusal(Manifest { round: RoundId { task: 1, index: 3 }, ..manifest() }),
			Err(CommitRefusal::WrongRound)
		);
		assert_eq!(refusal(Manifest { base_root: Root([9; 32]), ..manifest() }), Err(CommitRefusal::WrongBaseModel));
		assert_eq!(refusal(Manifest { samples: 0, ..manifest() }), Err(CommitRefusal::BadSamples));
		assert_eq!(refusal(Manifest { steps_done: 0, ..manifest() }), Err(CommitRefusal::BadSteps));
		assert_eq!(refusal(Manifest { steps_done: 4, ..manifest() }), Err(CommitRefusal::BadSteps));
	}

	#[test]
	fn bits_cover_every_place_of_the_largest_electorate_and_none_beyond() {
		assert_eq!([bit(0), bit(127), bit(128)], [1, 1 << 127, 0]);
		assert_eq!([all_bits(0), all_bits(3), all_bits(127), all_bits(128)], [0, 7, u128::MAX >> 1, u128::MAX]);
	}

	#[test]
	fn an_outage_is_that_no_quorum_was_there() {
		for size in 1..=MAX_PARTICIPANTS {
			for absent in 0..=size {
				assert_eq!(is_outage(size, absent), size - absent < quorum(size), "{absent} of {size}");
			}
		}
		assert!(!is_outage(0, 0));
	}

	#[test]
	fn the_proposed_result_has_a_quorum_or_else_the_most_attesters() {
		let [a, b, c] = [1, 2, 3].map(|byte| Root([byte; 32]));
		let proposed = |size, guilty, results: &[Root]| {
			propose(size, guilty, results.iter().copied()).map(|p| (p.result_hash, p.has_quorum))
		};
		assert_eq!(proposed(4, 0, &[]), None);
		assert_eq!(proposed(4, 4, &[]), None);
		assert_eq!(proposed(4, 0, &[b, b, b, a]), Some((b, true)));
		// Two of four are no quorum, and two of three are none either: the whole electorate counts.
		assert_eq!(proposed(4, 0, &[b, a, b]), Some((b, false)));
		assert_eq!(proposed(7, 0, &[c, c, b, b, a]), Some((b, false)));
		assert_eq!(proposed(7, 0, &[c, c, b, b, c]), Some((c, false)));
		// Without the guilty the rest decides, down to one member.
		assert_eq!(proposed(4, 3, &[a]), Some((a, true)));
		assert_eq!(proposed(4, 2, &[a]), Some((a, false)));
		assert_eq!(proposed(4, 2, &[b, b]), Some((b, true)));
	}

	#[test]
	fn a_challenge_lasts_two_turns_of_the_validators_and_twice_that_without_a_quorum() {
		let spec = spec();
		// Windows of 5 for Attest.
		assert_eq!([1, 2, 3, 128].map(|size| answer_blocks(&spec, size)), [5, 5, 6, 256]);
		assert_eq!([4, 15, 16, 128].map(|size| challenge_blocks(&spec, size, true)), [30, 30, 32, 256]);
		assert_eq!([4, 15, 16, 128].map(|size| challenge_blocks(&spec, size, false)), [60, 60, 64, 512]);
	}

	#[test]
	fn a_result_needs_its_body_once_and_a_fitting_one() {
		let inputs = Root([7; 32]);
		let row = BoundedVec::try_from(alloc::vec![1i64 << 31; 2]).unwrap();
		let body = ResultBody {
			coefficients: BoundedVec::try_from(alloc::vec![row]).unwrap(),
			norms: BoundedVec::try_from(alloc::vec![1, 2]).unwrap(),
			distances: BoundedVec::try_from(alloc::vec![1, 2]).unwrap(),
			novelties: BoundedVec::default(),
			aggregate_root: Root([8; 32]),
			model_root: Root([9; 32]),
			trace_root: Root([10; 32]),
		};
		let hash = body.hash(&inputs);
		assert_eq!(check_attest(&inputs, 2, 2, false, &hash, None), Err(AttestRefusal::BodyMissing));
		assert_eq!(check_attest(&inputs, 2, 2, true, &hash, None), Ok(()));
		assert_eq!(check_attest(&inputs, 2, 2, false, &hash, Some(&body)), Ok(()));
		assert_eq!(check_attest(&inputs, 2, 2, true, &inputs, Some(&body)), Err(AttestRefusal::BodyDoesNotHash));
		assert_eq!(check_attest(&inputs, 3, 2, false, &hash, Some(&body)), Err(AttestRefusal::BodyDoesNotFit));
		assert_eq!(check_attest(&inputs, 2, 3, false, &hash, Some(&body)), Err(AttestRefusal::BodyDoesNotFit));
	}
}
