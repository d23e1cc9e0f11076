//! Updates that are kept from somebody, and votes that say so.

use crate::{
	chain::State,
	consortium::{seed, Consortium},
	disputes::{captured, colluding, open_round, say, three_spans, truth, until_proven, until_true},
	kills::killer,
};
use guild_primitives::{Fault, MemberId, Phase, Root, RoundId};
use guild_worker::{attack::FalseResult, journal::Journal, world::Call, Step};
use std::sync::atomic::Ordering;

pub const ROUND: RoundId = RoundId { task: 0, index: 0 };

/// Runs until Availability opens; nobody has fetched anything then.
pub fn until_availability(consortium: &mut Consortium) {
	let open = |best: &State| open_round(best).is_some_and(|round| round.phase == Phase::Availability);
	consortium.until("in Availability", 300, open);
}

/// From now on nobody gives the updates of the members `owners` to member `index`.
pub fn keep_from(consortium: &Consortium, index: usize, owners: &[usize]) {
	let id = |index: usize| consortium.members[index].id;
	let ledger = consortium.ledger.lock();
	let round = open_round(ledger.best()).unwrap();
	let root = |owner: &usize| (id(index), round.commits[&id(*owner)].update_root);
	consortium.net.lock().kept_from.extend(owners.iter().map(root));
}

/// What member `index` voted in round 0, each different vote once: held and missing.
pub fn votes(consortium: &Consortium, index: usize) -> Vec<(u128, u128)> {
	votes_in(consortium, ROUND, index)
}

/// The same in another round.
pub fn votes_in(consortium: &Consortium, of: RoundId, index: usize) -> Vec<(u128, u128)> {
	let mut found = Vec::new();
	for (member, call) in &consortium.ledger.lock().submitted {
		let Call::VoteAvailability { round, held, missing, .. } = call else { continue };
		if *round == of && *member == consortium.members[index].id && !found.contains(&(*held, *missing)) {
			found.push((*held, *missing));
		}
	}
	found
}

/// Whose updates the open round includes, or round 0 if it is over.
pub fn included(consortium: &Consortium) -> Vec<usize> {
	let ledger = consortium.ledger.lock();
	let open = open_round(ledger.best()).filter(|round| round.id == ROUND).and_then(|round| round.inputs.clone());
	let inputs = open.unwrap_or_else(|| ledger.best().lineages[&0].inputs.clone());
	let is_included = |id: &MemberId| inputs.included.iter().any(|update| update.member == *id);
	(0..consortium.members.len()).filter(|index| is_included(&consortium.members[*index].id)).collect()
}

pub fn until_final(consortium: &mut Consortium) {
	consortium.until("a final round", 600, |best| best.task.final_rounds >= 1);
}

#[test]
fn an_update_that_colluders_keep_from_the_honest_member_is_out_and_their_lie_is_proven() {
	let mut consortium = colluding(FalseResult::Lane, three_spans());
	until_availability(&mut consortium);
	keep_from(&consortium, 4, &[0]);
	assert_eq!(until_proven(&mut consortium), Fault::AggregateStep { span: 1 });
	// Under exclude it costs the honest member its own update.
	assert_eq!(included(&consortium), [1, 2, 3]);
	until_true(&mut consortium);
	assert_eq!(votes(&consortium, 4), [(0b11110, 0b00001)]);
	for index in 0..4 {
		assert_eq!(votes(&consortium, index), [(0b11111, 0)]);
	}
}

#[test]
fn two_updates_that_are_kept_from_a_member_are_both_out() {
	let mut consortium = colluding(FalseResult::Lane, three_spans());
	until_availability(&mut consortium);
	keep_from(&consortium, 4, &[0, 3]);
	until_proven(&mut consortium);
	assert_eq!(included(&consortium), [1, 2]);
	until_true(&mut consortium);
	assert_eq!(votes(&consortium, 4), [(0b10110, 0b01001)]);
}

/// What the votes above prevent: the same, with an operator that allows none.
#[test]
fn who_may_name_nothing_cannot_prove_a_result_over_what_was_kept_from_it() {
	let log = captured();
	let mut consortium = colluding(FalseResult::Lane, three_spans());
	consortium.members[4].missing_limits.votes = Some(0);
	consortium.kill(4);
	consortium.start(4, None);
	until_availability(&mut consortium);
	keep_from(&consortium, 4, &[0]);
	until_final(&mut consortium);
	assert_eq!(votes(&consortium, 4), [(0b11110, 0)]);
	assert_eq!(included(&consortium), [0, 1, 2, 3, 4]);
	let lineage = consortium.ledger.lock().best().lineages[&0].clone();
	assert_ne!(lineage.result, truth(&consortium, &lineage, 0), "the lie is final");
	let told =
		|line: &&String| line.contains("`missing_votes` in worker.toml allows 0") && line.contains("not be able");
	assert!(log.lock().unwrap().iter().any(|line| told(&line)));
}

#[test]
fn a_false_missing_vote_costs_the_liar_its_own_update() {
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	until_availability(&mut consortium);
	consortium.kill(4);
	let value = Journal::open(&consortium.members[4].dir.join("journal")).unwrap().round(&ROUND).unwrap().seed;
	// Otherwise none of the others holds its update, and it has nothing to lose.
	let liar = consortium.members[4].id;
	let root: Root = open_round(consortium.ledger.lock().best()).unwrap().commits[&liar].update_root;
	consortium.net.lock().peers.get_mut(&liar).unwrap().serving.insert(root);
	say(&consortium, 4, |_, round| Call::VoteAvailability {
		round: round.id,
		held: 0b11110,
		missing: 1,
		base_missing: false,
		seed: value,
	});
	until_final(&mut consortium);
	assert_eq!(included(&consortium), [1, 2, 3]);
	// The honest ones hold it, so it was lost by the strike alone.
	assert_eq!(votes(&consortium, 1), [(0b11111, 0)]);
	let lineage = consortium.ledger.lock().best().lineages[&0].clone();
	assert_eq!(lineage.result, truth(&consortium, &lineage, 1));
}

#[test]
fn a_voter_killed_between_journal_and_submission_sends_the_same_strikes() {
	for step in [Step::VoteJournaled, Step::VoteSubmitted] {
		let mut consortium = colluding(FalseResult::Lane, three_spans());
		let (observer, kills) = killer(step, 1);
		consortium.kill(4);
		consortium.start(4, Some(observer));
		until_availability(&mut consortium);
		keep_from(&consortium, 4, &[2]);
		until_proven(&mut consortium);
		assert_eq!(kills.load(Ordering::SeqCst), 1, "{step:?}");
		assert_eq!(included(&consortium), [0, 1, 3], "{step:?}");
		until_true(&mut consortium);
		assert_eq!(votes(&consortium, 4), [(0b11011, 0b00100)], "{step:?}");
	}
}

#[test]
fn who_cannot_pay_the_bonds_votes_without_and_says_so() {
	let log = captured();
	for killed in [false, true] {
		let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
		let mut seen = 0;
		let observer = Box::new(move |at: Step| {
			seen += u32::from(at == Step::VoteJournaled);
			// When the vote without strikes is in the journal, and was not sent.
			if killed && at == Step::VoteJournaled && seen == 2 {
				std::panic::resume_unwind(Box::new(at));
			}
		});
		consortium.kill(4);
		consortium.start(4, Some(observer));
		consortium.ledger.lock().faults.poor = Some(consortium.members[4].id);
		until_availability(&mut consortium);
		keep_from(&consortium, 4, &[0]);
		until_final(&mut consortium);
		assert_eq!(included(&consortium), [0, 1, 2, 3, 4]);
		assert_eq!(votes(&consortium, 4), [(0b11110, 0)]);
	}
	assert!(log
		.lock()
		.unwrap()
		.iter()
		.any(|line| line.contains("does not cover the bonds of this vote, which names missing 1 updates")));
}
