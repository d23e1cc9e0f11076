//! What a round starts from, kept from somebody: the base model and the previous aggregate. Whoever was not there when they were
//! made must fetch them, and without them it can prove nothing.

use crate::{
	chain::State,
	consortium::{seed, Consortium},
	cut_off::{is_true, outcome, round, until_round},
	disputes::{open_round, three_spans},
	missing::until_availability,
	publish::publishing,
};
use guild_primitives::{FailReason, Outcome, Phase, Root, RoundId, TaskSpec};
use guild_worker::{
	attack::{Attack, FalseResult},
	world::Call,
};

const NO_BASE: Option<Outcome> = Some(Outcome::Failed(FailReason::BaseMissing));
/// The honest member that was away.
const AWAY: usize = 4;

/// Five members; one was away while round 0 became final.
fn one_was_away(spec: TaskSpec) -> Consortium {
	let mut consortium = Consortium::with_spec(seed(), 5, spec);
	consortium.kill(AWAY);
	consortium.until("a final round", 600, |best| best.task.final_rounds == 1);
	consortium
}

/// It is back, and the others lie from now on.
fn others_lie(consortium: &mut Consortium) {
	for index in 0..AWAY {
		consortium.members[index].attack = Some(Attack::Collude(FalseResult::Lane));
		consortium.kill(index);
		consortium.start(index, None);
	}
	consortium.start(AWAY, None);
}

/// The newest model, and the newest aggregate.
fn base(consortium: &Consortium) -> [Root; 2] {
	let ledger = consortium.ledger.lock();
	[ledger.best().task.model_root, ledger.best().task.aggregate_root.unwrap()]
}

fn keep(consortium: &Consortium, root: Root) {
	consortium.net.lock().kept_from.insert((consortium.members[AWAY].id, root));
}

/// What the member that was away said in a round: what it held, what it missed, and whether it had no base.
fn said(consortium: &Consortium, of: RoundId) -> Vec<(u128, u128, bool)> {
	let mut found = Vec::new();
	for (member, call) in &consortium.ledger.lock().submitted {
		let Call::VoteAvailability { round, held, missing, base_missing, .. } = call else { continue };
		let vote = (*held, *missing, *base_missing);
		if *round == of && *member == consortium.members[AWAY].id && !found.contains(&vote) {
			found.push(vote);
		}
	}
	found
}

#[test]
fn who_cannot_get_the_base_model_or_the_previous_aggregate_lets_no_lie_become_final() {
	for spec in [three_spans(), publishing(three_spans())] {
		for kept in [&[0][..], &[1], &[0, 1]] {
			let mut consortium = one_was_away(spec.clone());
			let files = base(&consortium);
			kept.iter().for_each(|file| keep(&consortium, files[*file]));
			others_lie(&mut consortium);
			until_round(&mut consortium, 3);
			// It holds all updates, of the four that have made one, or of all where it could train.
			let all = if kept.contains(&0) { 0b01111 } else { 0b11111 };
			for index in 1..3 {
				assert_eq!(outcome(&consortium, index), NO_BASE);
				assert_eq!(said(&consortium, round(index)), [(all, 0, true)]);
			}
			assert_eq!(consortium.ledger.lock().best().task.final_rounds, 1);
			// Once they let it have them there is a round, and it is true.
			consortium.net.lock().kept_from.clear();
			consortium.until("another final round", 900, |best| best.task.final_rounds >= 2);
			let lineage = consortium.ledger.lock().best().lineages.values().last().unwrap().clone();
			is_true(&consortium, &lineage, &[AWAY]);
		}
	}
}

#[test]
fn who_gets_the_base_in_time_says_nothing_of_it() {
	let mut consortium = one_was_away(three_spans());
	let files = base(&consortium);
	files.iter().for_each(|root| keep(&consortium, *root));
	consortium.start(AWAY, None);
	until_availability(&mut consortium);
	let opened_at = consortium.ledger.lock().head();
	while consortium.ledger.lock().head() < opened_at + 4 {
		consortium.step();
	}
	consortium.net.lock().kept_from.clear();
	consortium.until("another final round", 600, |best| best.task.final_rounds >= 2);
	assert_eq!(said(&consortium, round(1)), [(0b01111, 0, false)]);
	let lineage = consortium.ledger.lock().best().lineages[&1].clone();
	assert_eq!((lineage.round, lineage.attesters.len()), (round(1), 5));
}

#[test]
fn who_is_back_too_late_to_ask_for_long_waives_it() {
	let mut consortium = one_was_away(three_spans());
	let files = base(&consortium);
	files.iter().for_each(|root| keep(&consortium, *root));
	let available =
		|best: &State| open_round(best).is_some_and(|open| open.id.index == 1 && open.phase == Phase::Availability);
	consortium.until("in Availability", 400, available);
	let opened_at = consortium.ledger.lock().head();
	// Votes are due eight blocks after the opening.
	while consortium.ledger.lock().head() < opened_at + 6 {
		consortium.step();
	}
	consortium.start(AWAY, None);
	until_round(&mut consortium, 2);
	assert_eq!(outcome(&consortium, 1), Some(Outcome::Final));
	assert!(said(&consortium, round(1)).iter().all(|(_, _, base_missing)| !base_missing));
}
