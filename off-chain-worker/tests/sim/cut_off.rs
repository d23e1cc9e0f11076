//! Members that miss more than a third of the updates: because two thirds keep them out, or because their link is broken. They
//! cannot tell which, and say the same.

use crate::{
	chain::State,
	consortium::{seed, Consortium},
	disputes::{captured, open_round, three_spans, truth},
	missing::{included, keep_from, until_availability, votes_in, ROUND},
	publish::publishing,
};
use guild_primitives::{decide, FailReason, Lineage, MemberId, Outcome, Phase, RoundId, TaskSpec};
use guild_worker::attack::{Attack, FalseResult};
use std::sync::atomic::Ordering;

const STRUCK: Option<Outcome> = Some(Outcome::Failed(FailReason::TooManyStruck));

/// So many members, of whom the first `liars`, a quorum, tell the same lie about every result.
fn quorum_of_liars(size: u8, liars: usize, spec: TaskSpec) -> Consortium {
	let mut consortium = Consortium::with_spec(seed(), size, spec);
	assert!(liars as u32 >= guild_primitives::round::quorum(size.into()));
	for index in 0..liars {
		consortium.members[index].attack = Some(Attack::Collude(FalseResult::Lane));
		consortium.kill(index);
		consortium.start(index, None);
	}
	consortium
}

/// From now on member `index` gets the update of none of the others.
fn cut_off(consortium: &Consortium, index: usize) {
	let owners: Vec<usize> = (0..consortium.members.len()).filter(|other| *other != index).collect();
	keep_from(consortium, index, &owners);
}

pub fn round(index: u32) -> RoundId {
	RoundId { index, ..ROUND }
}

pub fn outcome(consortium: &Consortium, index: u32) -> Option<Outcome> {
	consortium.ledger.lock().best().ended[&index].outcome
}

pub fn until_round(consortium: &mut Consortium, index: u32) {
	consortium.until(&format!("in round {index}"), 400, |best| best.task.current_round >= index);
}

fn until_final(consortium: &mut Consortium) -> Lineage {
	consortium.until("a final round", 900, |best| best.task.final_rounds >= 1);
	let lineage = consortium.ledger.lock().best().lineages.values().next().unwrap().clone();
	lineage
}

/// How many bonds were burnt of what member `index` voted in a round that excludes.
fn strikes_paid(consortium: &Consortium, of: RoundId, index: usize) -> u32 {
	let size = consortium.members.len();
	let vote = |voter: usize| {
		let cast = votes_in(consortium, of, voter);
		cast.last().map(|(held, missing)| decide::Vote {
			voter: voter as u32,
			held: *held,
			missing: *missing,
			base_missing: false,
		})
	};
	let votes: Vec<_> = (0..size).filter_map(vote).collect();
	let held = decide::held_by_quorum(size as u32, decide::all_bits(size as u32), &votes);
	decide::burnt_strikes(held, &vote(index).unwrap())
}

/// The only true result is final, and the honest alone have attested it.
pub fn is_true(consortium: &Consortium, lineage: &Lineage, honest: &[usize]) {
	let ids: Vec<MemberId> = honest.iter().map(|index| consortium.members[*index].id).collect();
	assert_eq!(lineage.attesters.to_vec(), ids);
	for index in honest {
		assert_eq!(lineage.result, truth(consortium, lineage, *index));
	}
}

#[test]
fn two_thirds_that_keep_all_their_updates_from_every_honest_member_get_no_result_at_all() {
	let mut consortium = quorum_of_liars(7, 5, three_spans());
	until_availability(&mut consortium);
	[5, 6].iter().for_each(|honest| keep_from(&consortium, *honest, &[0, 1, 2, 3, 4]));
	// A round that failed commits the same bytes again, so they are kept from the two in all of these.
	until_round(&mut consortium, 3);
	for index in 0..3 {
		assert_eq!(outcome(&consortium, index), STRUCK);
		for honest in [5, 6] {
			assert_eq!(votes_in(&consortium, round(index), honest), [(0b1100000, 0b0011111)]);
			// Five strikes; the own update pays for one.
			assert_eq!(strikes_paid(&consortium, round(index), honest), 4);
		}
	}
	assert!(consortium.ledger.lock().best().lineages.is_empty());
	// Once they let them have the updates, there is a round, and it is true.
	consortium.net.lock().kept_from.clear();
	let lineage = until_final(&mut consortium);
	assert_eq!(lineage.inputs.included.len(), 7);
	is_true(&consortium, &lineage, &[5, 6]);
}

#[test]
fn what_is_left_when_many_are_struck_is_aggregated_and_the_lie_about_it_is_proven() {
	// Five of ten are kept from each of the three honest ones: more than a third, and less than all.
	let mut consortium = quorum_of_liars(10, 7, three_spans());
	until_availability(&mut consortium);
	[7, 8, 9].iter().for_each(|honest| keep_from(&consortium, *honest, &[0, 1, 2, 3, 4]));
	let lineage = until_final(&mut consortium);
	assert_eq!((lineage.round, included(&consortium)), (ROUND, vec![5, 6]));
	is_true(&consortium, &lineage, &[7, 8, 9]);
}

#[test]
fn what_two_thirds_keep_from_every_honest_member_is_published_or_out_and_the_lie_is_proven() {
	for (keeping_parts, expected) in [(0, vec![0, 1, 2, 3, 4, 5, 6]), (0b0011111, vec![5, 6])] {
		let mut consortium = quorum_of_liars(7, 5, publishing(three_spans()));
		consortium.ledger.lock().faults.keeping_parts = keeping_parts;
		until_availability(&mut consortium);
		[5, 6].iter().for_each(|honest| keep_from(&consortium, *honest, &[0, 1, 2, 3, 4]));
		let lineage = until_final(&mut consortium);
		assert_eq!((lineage.round, included(&consortium)), (ROUND, expected));
		is_true(&consortium, &lineage, &[5, 6]);
		assert_eq!(votes_in(&consortium, ROUND, 6), [(0b1100000, 0b0011111)]);
	}
}

/// Under exclude a broken link fails rounds for as long as it is broken, and takes nothing else.
#[test]
fn a_broken_link_fails_rounds_until_it_is_mended_and_costs_bonds_but_no_update() {
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	until_availability(&mut consortium);
	cut_off(&consortium, 4);
	until_round(&mut consortium, 3);
	for index in 0..3 {
		assert_eq!(outcome(&consortium, index), STRUCK);
		assert_eq!(votes_in(&consortium, round(index), 4), [(0b10000, 0b01111)]);
		assert_eq!(strikes_paid(&consortium, round(index), 4), 3);
		assert!((0..4).all(|other| strikes_paid(&consortium, round(index), other) == 0));
	}
	// All had the same updates: nobody has trained for nothing, or drawn randomness.
	assert!(consortium.members.iter().all(|member| member.draws.load(Ordering::SeqCst) == 1));
	consortium.net.lock().kept_from.clear();
	let lineage = until_final(&mut consortium);
	assert_eq!((lineage.inputs.included.len(), lineage.attesters.len()), (5, 5));
	assert_eq!(lineage.result, truth(&consortium, &lineage, 4));
}

/// The next round commits the same bytes, so what came once is there.
#[test]
fn a_slow_link_goes_on_in_the_next_round_from_where_it_was() {
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	until_availability(&mut consortium);
	cut_off(&consortium, 4);
	until_round(&mut consortium, 1);
	let owner = consortium.members[0].id;
	until_availability(&mut consortium);
	consortium.net.lock().kept_from.clear();
	keep_from(&consortium, 4, &[0]);
	let lineage = until_final(&mut consortium);
	assert_eq!((outcome(&consortium, 0), lineage.round), (STRUCK, round(1)));
	assert_eq!(votes_in(&consortium, round(1), 4), [(0b11110, 0b00001)]);
	assert!(lineage.inputs.included.iter().all(|update| update.member != owner));
	assert_eq!(lineage.inputs.included.len(), 3);
}

#[test]
fn under_publish_a_broken_link_fails_no_round() {
	let mut consortium = Consortium::with_spec(seed(), 5, publishing(three_spans()));
	for index in 0..2 {
		let available = |best: &State| {
			open_round(best).is_some_and(|round| round.id.index == index && round.phase == Phase::Availability)
		};
		consortium.until("in Availability", 400, available);
		cut_off(&consortium, 4);
		until_round(&mut consortium, index + 1);
		assert_eq!(outcome(&consortium, index), Some(Outcome::Final));
		// Four bonds, for four updates that came on the chain.
		assert_eq!(votes_in(&consortium, round(index), 4), [(0b10000, 0b01111)]);
		let lineage = consortium.ledger.lock().best().lineages[&index].clone();
		assert_eq!((lineage.inputs.included.len(), lineage.attesters.len()), (5, 5));
		assert_eq!(lineage.result, truth(&consortium, &lineage, 4));
	}
}

/// An operator that says how many rounds.
fn of_two_rounds(mut consortium: Consortium) -> Consortium {
	consortium.members[4].missing_limits.rounds = Some(2);
	consortium.kill(4);
	consortium.start(4, None);
	consortium
}

#[test]
fn an_operator_may_choose_that_the_others_go_on_after_some_rounds() {
	let log = captured();
	let mut consortium = of_two_rounds(Consortium::with_spec(seed(), 5, three_spans()));
	until_availability(&mut consortium);
	cut_off(&consortium, 4);
	// Also when the worker is started anew in between.
	until_round(&mut consortium, 1);
	consortium.kill(4);
	consortium.start(4, None);
	until_round(&mut consortium, 2);
	assert_eq!((outcome(&consortium, 0), outcome(&consortium, 1)), (STRUCK, STRUCK));
	let lineage = until_final(&mut consortium);
	assert_eq!((lineage.round, lineage.inputs.included.len()), (round(2), 5));
	assert_eq!(votes_in(&consortium, round(2), 4), [(0b10000, 0)]);
	assert_eq!(lineage.result, truth(&consortium, &lineage, 0));
	let told = |line: &&String| {
		line.contains("`missing_rounds` in worker.toml allows no more") && line.contains("not be able")
	};
	assert!(log.lock().unwrap().iter().any(|line| told(&line)));
	// It does not begin anew while the link is broken.
	let available =
		|best: &State| open_round(best).is_some_and(|round| round.id.index == 3 && round.phase == Phase::Availability);
	consortium.until("in the next round", 400, available);
	cut_off(&consortium, 4);
	until_round(&mut consortium, 4);
	assert_eq!(outcome(&consortium, 3), Some(Outcome::Final));
}

/// Where the border is, if an operator draws it: colluders that hold out for as many rounds have their lie.
#[test]
fn who_gives_up_after_some_rounds_cannot_prove_what_was_kept_from_it_for_so_long() {
	let consortium = crate::disputes::colluding(FalseResult::Lane, three_spans());
	let mut consortium = of_two_rounds(consortium);
	until_availability(&mut consortium);
	cut_off(&consortium, 4);
	let lineage = until_final(&mut consortium);
	assert_eq!((outcome(&consortium, 0), outcome(&consortium, 1), lineage.round), (STRUCK, STRUCK, round(2)));
	assert_ne!(lineage.result, truth(&consortium, &lineage, 0), "the lie is final");
}

#[test]
fn who_comes_late_and_gets_nothing_strikes_nothing() {
	let log = captured();
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	until_availability(&mut consortium);
	cut_off(&consortium, 4);
	let id = consortium.members[4].id;
	let opened_at = consortium.ledger.lock().head();
	consortium.net.lock().peers.get_mut(&id).unwrap().absent = true;
	// Votes are due eight blocks after the opening.
	while consortium.ledger.lock().head() < opened_at + 6 {
		consortium.step();
	}
	consortium.net.lock().peers.get_mut(&id).unwrap().absent = false;
	let lineage = until_final(&mut consortium);
	assert_eq!((lineage.round, votes_in(&consortium, ROUND, 4)), (ROUND, vec![(0b10000, 0)]));
	let told =
		|line: &&String| line.contains("has not asked for so much for long enough") && line.contains("not be able");
	assert!(log.lock().unwrap().iter().any(|line| told(&line)));
}
