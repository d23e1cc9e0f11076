//! Reputation as the runtime wires it: what training tells moves scores, and scores move what training freezes.

use crate::{
	chain::{owner, Chain, DUTIES, OWNERS},
	challenge::{challenge, list, with_a_lie},
	governance::decide,
	round::{all, attest_in, commit_in, result_in, spec, vote_in, with_task_of},
};
use frame_support::assert_ok;
use guild_primitives::{reputation::ReputationView, ResultBody, RoundId, RuleSpec, TaskSpec, Weighting, SHARE_ONE};
use guild_runtime::{Reputation, RuntimeCall, Training};

fn reputation(chain: &mut Chain, member: usize) -> ReputationView {
	chain.read(|| Reputation::reputation(owner(member)))
}

#[test]
fn liars_proven_by_a_challenge_lose_their_scores_and_the_council_pardons() {
	let (mut chain, result_hash) = with_a_lie();
	assert_eq!(reputation(&mut chain, 0).score, 1 << 15);
	assert_ok!(chain.call(DUTIES[3], challenge(result_hash, list())).unwrap());
	for member in 0..3 {
		let view = reputation(&mut chain, member);
		assert!(view.score < 2_000 && view.quarantined_since.is_some());
	}
	assert_eq!(reputation(&mut chain, 3).score, 1 << 15);

	// Three of four are out of the matrix, and the fourth alone is no round: this is what a pardon is for.
	let pardon = RuntimeCall::from(pallet_reputation::Call::pardon { member: owner(0) });
	assert!(!decide(&mut chain, &OWNERS[..2], &pardon));
	assert!(decide(&mut chain, &OWNERS[1..], &pardon));
	assert_eq!(reputation(&mut chain, 0).quarantined_since, None);
}

/// A result in which the first member's update is turned around: as long as all others, and as far from the aggregate as
/// that makes it. The aggregate is as long as an update, and all others are it.
fn with_a_flipper(chain: &mut Chain, round: RoundId) -> ResultBody {
	let (_, mut body) = result_in(chain, round);
	let inputs = chain.read(|| Training::round_view(round)).unwrap().inputs.unwrap();
	for (place, update) in inputs.included.iter().enumerate() {
		let flips = update.member == owner(0);
		body.norms[place] = 1_000;
		body.distances[place] = if flips { 1_980 } else { 200 + 10 * place as u64 };
		if let Some(novelty) = body.novelties.get_mut(place) {
			*novelty = SHARE_ONE / 2;
		}
	}
	body
}

#[test]
fn a_flipper_is_quarantined_and_its_weight_leaves_the_matrix() {
	let rounds = 6;
	let rule = RuleSpec::mean(Weighting::Samples);
	let mut chain = with_task_of(TaskSpec { rounds, rule, ..spec() });
	let mut weights = Vec::new();
	for index in 0..rounds {
		let round = RoundId { task: 0, index };
		let base = chain.read(|| Training::task_view(0)).unwrap().model_root;
		all(&mut chain, |member| commit_in(member, round, base));
		all(&mut chain, |_| vote_in(round, 0b1111, 0));
		let inputs = chain.read(|| Training::round_view(round)).unwrap().inputs.unwrap();
		let first = inputs.included.iter().find(|update| update.member == owner(0)).unwrap();
		let second = inputs.included.iter().find(|update| update.member == owner(1)).unwrap();
		weights.push((first.active, f64::from(first.weight) / f64::from(second.weight)));
		let body = with_a_flipper(&mut chain, round);
		let result_hash = body.hash(&inputs.hash());
		all(&mut chain, |member| attest_in(round, member, result_hash, b"list", (member == 0).then_some(&body)));
		chain.pass(1);
	}
	let view = reputation(&mut chain, 0);
	assert!(view.quarantined_since.is_some() && view.score < 1 << 14, "{view:?}");
	assert_eq!(view.history.len(), rounds as usize);
	assert!(reputation(&mut chain, 1).score > 1 << 15);
	// It begins as active, with its hundred samples of the second's two hundred; and ends beside the matrix.
	assert_eq!(weights[0], (true, 0.5));
	let (active, weight) = weights[rounds as usize - 1];
	assert!(!active && weight < 0.25, "{weights:?}");
}
