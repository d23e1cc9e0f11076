//! Final results that are false, and the member whose challenge no block took.

use crate::{
	chain::{ChainFaults, State},
	consortium::Consortium,
	disputes::{colluding, open_round, three_spans, truth},
	kills::killer,
};
use guild_primitives::{Fault, MemberId, Phase, RoundId};
use guild_worker::{attack::FalseResult, journal::Journal, world::Call, Step};
use std::sync::atomic::Ordering;

/// The disputes that were ever submitted, each once, with who sent them and about which round.
fn disputes(consortium: &Consortium) -> Vec<(MemberId, RoundId)> {
	let mut found = Vec::new();
	let mut calls = Vec::new();
	for (member, call) in &consortium.ledger.lock().submitted {
		let Call::Dispute { round, .. } = call else { continue };
		if !calls.contains(call) {
			calls.push(call.clone());
			found.push((*member, *round));
		}
	}
	found
}

/// Four lie, and no block takes the challenge of the fifth.
fn gagged(lie: FalseResult) -> Consortium {
	let consortium = colluding(lie, three_spans());
	consortium.ledger.lock().faults.gagged = Some(consortium.members[4].id);
	consortium
}

fn disputed(best: &State) -> bool {
	best.task.disputed_from.is_some()
}

/// What the member still has to dispute, as its journal says.
fn waiting(consortium: &Consortium, index: usize) -> usize {
	let journal = Journal::open(&consortium.members[index].dir.join("journal")).unwrap();
	journal.task(0).unwrap().unwrap().disputes.len()
}

#[test]
fn a_challenge_that_is_censored_until_final_becomes_a_dispute() {
	for lie in [FalseResult::Lane, FalseResult::Coefficients, FalseResult::Leaf, FalseResult::Model] {
		let mut consortium = gagged(lie);
		consortium.until("disputed", 900, disputed);
		let (first, honest) = (RoundId { task: 0, index: 0 }, consortium.members[4].id);
		{
			let ledger = consortium.ledger.lock();
			let best = ledger.best();
			assert_eq!(best.task.disputed_from, Some(0), "{lie:?}");
			let (record, lineage) = (&best.ended[&0].faults[0], &best.lineages[&0]);
			assert_eq!((record.challenger, record.result_hash), (honest, lineage.result_hash));
			assert_eq!(record.guilty, lineage.attesters);
			if lie == FalseResult::Lane {
				assert_eq!(record.fault, Fault::AggregateStep { span: 1 });
			}
		}
		let lineage = consortium.ledger.lock().best().lineages[&0].clone();
		assert_ne!(lineage.result, truth(&consortium, &lineage, 4), "{lie:?}");
		// Whoever lied disputes nothing, and the honest one says it once.
		let about_first = disputes(&consortium).into_iter().filter(|(_, round)| *round == first).collect::<Vec<_>>();
		assert_eq!(about_first, [(honest, first)], "{lie:?}");
		// From then on challenges are heard again: nothing is left to dispute when all is finalised.
		consortium.ledger.lock().faults.gagged = None;
		consortium.steps(200);
		assert_eq!(waiting(&consortium, 4), 0, "{lie:?}");
	}
}

#[test]
fn who_was_away_from_its_challenge_until_final_disputes_when_it_is_back() {
	let mut consortium = gagged(FalseResult::Lane);
	let honest = consortium.members[4].id;
	let challenges = |consortium: &Consortium| {
		let ledger = consortium.ledger.lock();
		ledger.submitted.iter().any(|(member, call)| *member == honest && matches!(call, Call::Challenge { .. }))
	};
	consortium.until("in Challenge", 300, |best| open_round(best).is_some_and(|round| round.phase == Phase::Challenge));
	for _ in 0..100 {
		if challenges(&consortium) {
			break;
		}
		consortium.step();
	}
	assert!(challenges(&consortium));
	consortium.kill(4);
	consortium.until("a final round", 300, |best| best.task.final_rounds >= 1);
	consortium.steps(40);
	assert_eq!(disputes(&consortium), []);
	consortium.start(4, None);
	consortium.until("disputed", 300, disputed);
	assert_eq!(consortium.ledger.lock().best().task.disputed_from, Some(0));
}

#[test]
fn a_disputer_killed_at_any_place_disputes_once() {
	for step in [Step::RoundRecorded, Step::RoundClosed, Step::DisputeSubmitted] {
		let mut consortium = gagged(FalseResult::Lane);
		let (observer, kills) = killer(step, 1);
		consortium.kill(4);
		consortium.start(4, Some(observer));
		consortium.until("disputed", 900, disputed);
		assert_eq!(kills.load(Ordering::SeqCst), 1, "{step:?}");
		assert_eq!(consortium.ledger.lock().best().task.disputed_from, Some(0), "{step:?}");
		let about_first = disputes(&consortium).into_iter().filter(|(_, round)| round.index == 0).count();
		assert_eq!(about_first, 1, "{step:?}");
	}
}

#[test]
fn a_dispute_that_is_lost_or_whose_block_is_abandoned_is_sent_again() {
	let mut consortium = gagged(FalseResult::Lane);
	let gagged = Some(consortium.members[4].id);
	consortium.until("a final round", 600, |best| best.task.final_rounds >= 1);
	consortium.ledger.lock().faults =
		ChainFaults { gagged, loss: 0.5, delay_blocks: 1, fork: 0.2, silence: 0.02, ..ChainFaults::default() };
	consortium.steps(300);
	consortium.ledger.lock().faults = ChainFaults::default();
	consortium.steps(200);
	let ledger = consortium.ledger.lock();
	let finalised = ledger.finalised_states().last().unwrap();
	assert_eq!(finalised.task.disputed_from, Some(0));
	drop(ledger);
	assert_eq!(waiting(&consortium, 4), 0);
}
