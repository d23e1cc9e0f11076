//! What those are told who keep scores and pay, when a round becomes final.

use crate::{challenge::Attesters, types::OpenRound, Commitments, Config, Pallet};
use guild_primitives::{
	contribution::weight_shares, decide, ids::MemberId, round::quorum, Contribution, Lineage, Manifest, Score,
	SettledRound, TaskSpec, Work,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// The round as it is told: what each member of the electorate did in it. Its calls are still stored.
	pub(crate) fn settled_round(
		round: &OpenRound,
		spec: &TaskSpec,
		lineage: &Lineage,
		attesters: &Attesters,
	) -> SettledRound {
		let missing = Self::missing_by_quorum(round);
		let agreed = attesters.get(&lineage.result_hash).copied().unwrap_or(0);
		let shares = weight_shares(&lineage.result, lineage.inputs.included.len());
		let each = round.members_with_bits(decide::all_bits(round.size()));
		let contributions = each.map(|(member, bit)| {
			let commitment = Commitments::<T>::get(round.id.task, member);
			Contribution {
				member: *member,
				work: commitment.map(|commitment| work(spec, &commitment.manifest)),
				missing: missing & bit != 0,
				voted: round.voted & bit != 0,
				attested: (round.attested & bit != 0).then_some(agreed & bit != 0),
				guilty: round.guilty & bit != 0,
				score: score(lineage, &shares, member),
			}
		});
		SettledRound {
			round: round.id,
			at: lineage.final_at,
			result_hash: lineage.result_hash,
			contributions: contributions.collect(),
		}
	}

	/// Whose updates a quorum of the electorate could not fetch.
	fn missing_by_quorum(round: &OpenRound) -> u128 {
		let votes = Self::votes(round);
		let misses = |bit: u128| votes.votes.iter().filter(|vote| vote.missing & bit != 0).count();
		let places = (0..round.size()).map(decide::bit);
		places.filter(|bit| misses(*bit).saturated_into::<u32>() >= quorum(round.size())).fold(0, |all, bit| all | bit)
	}
}

/// What a manifest declares, within the task's bounds.
fn work(spec: &TaskSpec, manifest: &Manifest) -> Work {
	let steps_asked = manifest.steps_asked.max(1);
	Work {
		update_root: manifest.update_root,
		samples: manifest.samples.min(spec.max_samples),
		steps_done: manifest.steps_done.min(steps_asked),
		steps_asked,
	}
}

/// How the member's update was scored, if it is included.
fn score(lineage: &Lineage, shares: &[u64], member: &MemberId) -> Option<Score> {
	let place = lineage.inputs.included.iter().position(|update| update.member == *member)?;
	let norm = lineage.result.norms.get(place).copied().unwrap_or(0);
	Some(Score {
		// What is too long was left out of the matrix, as quarantined updates are: it earns nothing either.
		active: lineage.inputs.included.get(place)?.active && norm <= lineage.inputs.norm_bound,
		weight_share: shares.get(place).copied().unwrap_or(0),
		norm,
		distance: lineage.result.distances.get(place).copied().unwrap_or(0),
		novelty: lineage.result.novelties.get(place).copied(),
	})
}
