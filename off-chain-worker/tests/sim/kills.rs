//! A worker that is killed at every place between two effects, and started again from its directory.

use crate::consortium::{seed, Consortium};
use guild_primitives::Outcome;
use guild_worker::Step;
use std::sync::{
	atomic::{AtomicU32, Ordering},
	Arc,
};

const STEPS: [Step; 12] = [
	Step::Trained,
	Step::UpdateStored,
	Step::UpdateJournaled,
	Step::ManifestJournaled,
	Step::CommitSubmitted,
	Step::VoteJournaled,
	Step::VoteSubmitted,
	Step::ResultStored,
	Step::AttestationJournaled,
	Step::AttestationSubmitted,
	Step::RoundRecorded,
	Step::RoundClosed,
];

/// Kills the member that it observes when that is at `step` for the `nth` time; how often it was killed.
pub fn killer(step: Step, nth: u32) -> (guild_worker::Observer, Arc<AtomicU32>) {
	let kills = Arc::new(AtomicU32::new(0));
	let (counted, mut seen) = (kills.clone(), 0);
	let observer = Box::new(move |at: Step| {
		seen += u32::from(at == step);
		if at == step && seen == nth {
			counted.fetch_add(1, Ordering::SeqCst);
			// Unwinds without a message; the consortium knows it for a kill.
			std::panic::resume_unwind(Box::new(at));
		}
	});
	(observer, kills)
}

#[test]
fn a_kill_at_any_place_loses_no_update_and_makes_no_second_one() {
	let seed = seed();
	for step in STEPS {
		for nth in [1, 2] {
			let mut consortium = Consortium::new(seed, 4);
			let (observer, kills) = killer(step, nth);
			consortium.start(0, Some(observer));
			consortium.until_final(3, 600);
			consortium.settle();
			assert_eq!(kills.load(Ordering::SeqCst), 1, "{step:?} {nth}: it was killed");

			// The judge has seen one update a base model and one manifest a round. No update was lost either:
			let id = consortium.members[0].id;
			for (round, lineage) in &consortium.ledger.lock().best().lineages {
				let included = lineage.inputs.included.iter().any(|update| update.member == id);
				assert!(included, "{step:?} {nth}: its update is missing in round {round}");
			}
			// Randomness is drawn again only for an update that nobody, not even the journal, has heard of.
			let again = usize::from(step == Step::UpdateStored);
			let draws = consortium.members[0].draws.load(Ordering::SeqCst) as usize;
			assert_eq!(draws, consortium.bases(0) + again, "{step:?} {nth}");

			let records = consortium.records(0);
			let rounds: Vec<u32> = records.iter().map(|record| record.round).collect();
			assert_eq!(rounds, (0..rounds.len() as u32).collect::<Vec<_>>(), "{step:?} {nth}: one line a round");
			assert!(records.iter().all(|record| record.outcome == Outcome::Final), "{step:?} {nth}");
			assert!(records.iter().all(|record| record.result_matches_own == Some(true)), "{step:?} {nth}");
		}
	}
}

#[test]
fn all_killed_at_once_go_on_from_where_they_were() {
	let mut consortium = Consortium::new(seed(), 4);
	for moment in 0..30 {
		consortium.steps(7);
		for index in 0..4 {
			consortium.kill(index);
			consortium.start(index, None);
		}
		assert!(moment < 29 || consortium.ledger.lock().best().task.final_rounds >= 3);
	}
	consortium.settle();
	for index in 0..4 {
		let draws = consortium.members[index].draws.load(Ordering::SeqCst) as usize;
		assert_eq!(draws, consortium.bases(index));
	}
}
