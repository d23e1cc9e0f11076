//! Results whose list nobody serves, and the plea that brings it onto the chain or takes the result down.

use crate::{
	chain::{ChainFaults, State},
	consortium::{seed, Consortium},
	disputes::{
		attest, captured, challenges, colluding, each_median, made_up, open_round, say, serve, three_spans, truth,
		until_proven, until_true,
	},
	kills::killer,
};
use guild_aggregation::{
	proof::{FaultProof, Fold},
	trace::LEAF_BYTES,
};
use guild_primitives::{decide, limits::FREE_CHALLENGES, possession, Fault, MemberId, Phase, PleaView, Root, TaskSpec};
use guild_worker::{attack::FalseResult, world::Call, Step};
use std::sync::atomic::Ordering;

fn plea(best: &State) -> Option<PleaView> {
	open_round(best).and_then(|round| round.plea_view())
}

/// Who pleaded in round 0.
fn pleaders(consortium: &Consortium) -> Vec<MemberId> {
	let ledger = consortium.ledger.lock();
	let in_round_0 = |call: &Call| matches!(call, Call::Plead { round, .. } if round.index == 0);
	let mut who: Vec<MemberId> =
		ledger.submitted.iter().filter(|(_, call)| in_round_0(call)).map(|(member, _)| *member).collect();
	who.sort_unstable();
	who.dedup();
	who
}

/// Member `index` puts the list of the proposed result onto the chain, from what member 0 keeps to itself.
fn answer(consortium: &Consortium, index: usize) {
	let trace_root = {
		let ledger = consortium.ledger.lock();
		let round = open_round(ledger.best()).unwrap();
		round.results[&round.proposed.unwrap().result_hash].trace_root
	};
	let list = {
		let net = consortium.net.lock();
		net.peers[&consortium.members[0].id].store.as_ref().unwrap().read(&trace_root).unwrap()
	};
	say(consortium, index, |_, round| Call::Answer {
		round: round.id,
		result_hash: round.proposed.unwrap().result_hash,
		list: list.try_into().unwrap(),
	});
}

#[test]
fn a_result_whose_list_nobody_serves_falls_and_the_true_one_becomes_final() {
	let log = captured();
	// Another rule than the other tests', so that no other test of this process tells of the same result.
	let spec = TaskSpec { rule: each_median(), ..three_spans() };
	let mut consortium = colluding(FalseResult::Withheld, spec);
	consortium.until("pleaded against", 600, |best| plea(best).is_some());
	let withheld = open_round(consortium.ledger.lock().best()).unwrap().proposed.unwrap().result_hash;
	// Nobody answers, and there is nothing to prove.
	assert_eq!(until_proven(&mut consortium), Fault::WithheldList);
	assert_eq!(challenges(&consortium), []);
	until_true(&mut consortium);
	assert_eq!(pleaders(&consortium), [consortium.members[4].id]);
	let about = format!("nobody serves the list of result {}", withheld.short());
	let told = log.lock().unwrap().iter().filter(|line| line.contains(&about) && line.contains("pleading")).count();
	assert_eq!(told, 1);
}

#[test]
fn a_withheld_list_that_is_shown_in_the_last_block_still_is_proven_false() {
	let mut consortium = colluding(FalseResult::Withheld, three_spans());
	consortium.until("pleaded against", 600, |best| plea(best).is_some());
	let answer_by = plea(consortium.ledger.lock().best()).unwrap().answer_by;
	while consortium.ledger.lock().head() < answer_by - 1 {
		consortium.step();
	}
	answer(&consortium, 0);
	consortium.until("answered", 100, |best| plea(best).is_none_or(|plea| plea.answered_at.is_some()));
	assert_eq!(plea(consortium.ledger.lock().best()).unwrap().answered_at, Some(answer_by));
	assert_eq!(until_proven(&mut consortium), Fault::AggregateStep { span: 1 });
	until_true(&mut consortium);
}

#[test]
fn an_honest_result_against_which_somebody_pleads_is_answered_and_becomes_final() {
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	let in_phase = |phase| move |best: &State| open_round(best).is_some_and(|round| round.phase == phase);
	consortium.until("in Attest", 300, in_phase(Phase::Attest));
	consortium.kill(4);
	consortium.until("in Challenge", 300, in_phase(Phase::Challenge));
	say(&consortium, 4, |_, round| Call::Plead { round: round.id, result_hash: round.proposed.unwrap().result_hash });
	consortium.until("answered", 300, |best| plea(best).is_some_and(|plea| plea.answered_at.is_some()));
	{
		let ledger = consortium.ledger.lock();
		let plea = plea(ledger.best()).unwrap();
		let opened_at = plea.answer_by - decide::answer_blocks(&three_spans(), 5);
		assert!(plea.answered_at.unwrap() <= opened_at + 6, "{plea:?}");
	}
	consortium.until("a final round", 300, |best| best.task.final_rounds >= 1);
	let lineage = consortium.ledger.lock().best().lineages[&0].clone();
	assert_eq!((lineage.result.clone(), lineage.attesters.len()), (truth(&consortium, &lineage, 0), 4));
}

/// Four whose workers do not run attest a result with a list of three leaves and one more, which cannot be asked for.
#[test]
fn a_list_of_another_length_is_pleaded_for_and_proven_false_by_its_length() {
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	consortium.until("in Attest", 300, |best| open_round(best).is_some_and(|round| round.phase == Phase::Attest));
	(0..4).for_each(|index| consortium.kill(index));
	let list = vec![7; 4 * LEAF_BYTES];
	let trace_root = serve(&consortium, 0, &list);
	for index in 0..4 {
		say(&consortium, index, |member, round| {
			let inputs = round.inputs.as_ref().unwrap();
			let body = made_up(inputs, [Root([1; 32]), Root([2; 32]), trace_root]);
			let result_hash = body.hash(&inputs.hash());
			attest(member, round.id, result_hash, possession(&member, &round.id, &list), Some(body))
		});
	}
	consortium.until("pleaded against", 300, |best| plea(best).is_some());
	answer(&consortium, 1);
	assert_eq!(until_proven(&mut consortium), Fault::ListLength);
	until_true(&mut consortium);
}

#[test]
fn a_pleader_killed_between_journal_and_submission_pleads_again() {
	for step in [Step::PleaJournaled, Step::PleaSubmitted] {
		let mut consortium = colluding(FalseResult::Withheld, three_spans());
		let (observer, kills) = killer(step, 1);
		consortium.kill(4);
		consortium.start(4, Some(observer));
		assert_eq!(until_proven(&mut consortium), Fault::WithheldList);
		assert_eq!(kills.load(Ordering::SeqCst), 1, "{step:?}");
		until_true(&mut consortium);
	}
}

/// Two proofs that prove nothing have used up what the member may send; a plea is no challenge, and takes the lie down all the same.
#[test]
fn a_member_that_may_challenge_no_more_still_pleads() {
	let mut consortium = colluding(FalseResult::Withheld, three_spans());
	consortium.until("attested", 300, |best| open_round(best).is_some_and(|round| !round.attested.is_empty()));
	for place in 0..FREE_CHALLENGES as u8 {
		let proof = FaultProof::Fold(Fold { list: vec![place; 2 * LEAF_BYTES].try_into().unwrap() });
		say(&consortium, 4, |_, round| Call::Challenge {
			round: round.id,
			result_hash: *round.results.keys().next().unwrap(),
			attester: None,
			proof,
		});
		consortium.step();
	}
	consortium.until("pleaded against", 600, |best| plea(best).is_some());
	assert_eq!(until_proven(&mut consortium), Fault::WithheldList);
	assert_eq!(challenges(&consortium).len(), FREE_CHALLENGES as usize);
	until_true(&mut consortium);
	assert_eq!(pleaders(&consortium), [consortium.members[4].id]);
}

#[test]
fn a_member_without_a_result_of_its_own_does_not_plead() {
	let mut consortium = colluding(FalseResult::Withheld, three_spans());
	// Its own runtime disagrees with it, so it has no result.
	consortium.ledger.lock().faults.doubted = Some(consortium.members[4].id);
	consortium.until("in the next round", 600, |best| best.task.current_round >= 1);
	assert_eq!(pleaders(&consortium), []);
}

#[test]
fn pleas_are_lost_and_blocks_abandoned_and_no_withheld_lie_becomes_final() {
	let seed = seed();
	for run in 0..4 {
		let seed = seed.wrapping_add(run);
		println!("run {run}: seed {seed}");
		let mut consortium = Consortium::with_spec(seed, 5, three_spans());
		for index in 0..3 {
			consortium.members[index].attack = Some(guild_worker::attack::Attack::Collude(FalseResult::Withheld));
			consortium.kill(index);
			consortium.start(index, None);
		}
		consortium.ledger.lock().faults =
			ChainFaults { loss: 0.2, delay_blocks: 1, fork: 0.1, silence: 0.02, ..ChainFaults::default() };
		consortium.until("two rounds final", 2_000, |best| best.task.final_rounds >= 2);
		let lineages: Vec<_> = consortium.ledger.lock().best().lineages.values().cloned().collect();
		for lineage in lineages {
			assert_eq!(lineage.result, truth(&consortium, &lineage, 4), "seed {seed}, {}", lineage.round);
		}
	}
}
