//! Real nodes, real processes, real kills: what `kill -9` costs, in each phase and for all at once, and what a disk costs
//! that changed a member's blobs while it was away.
//!
//! One consortium goes through all of it, one trouble after another: founding one takes longer than most troubles.

#[allow(dead_code)] // Each file of tests uses a part of it.
mod common;

use common::{train, Running, NAMES};
use guild_demo::stop::Stop;
use guild_primitives::{Lineage, MemberId, Outcome, Phase, Root, RoundIndex, RoundView};
use std::{collections::BTreeMap, fs, path::Path};

#[test]
fn a_consortium_goes_on_after_kills_in_every_phase_and_a_lying_disk() {
	let mut running = train();
	let mut seen = Commitments::default();
	// Round 1 or later, so that there is a model that is not the initial one.
	running.wait_for_final(0, 1);
	for (victim, phase) in [(3, Phase::Commit), (2, Phase::Availability), (1, Phase::Attest)] {
		eprintln!("-- {} is killed in {phase:?}", NAMES[victim]);
		kill_in(&mut running, &mut seen, victim, phase);
	}
	eprintln!("-- all four are killed at once");
	kill_all(&mut running);
	eprintln!("-- the blobs of {} change on disk", NAMES[3]);
	corrupt_disk(&mut running, 3);
}

/// Every root that a member was ever seen to commit to: by round, and by the model it started from.
#[derive(Default)]
struct Commitments {
	by_round: BTreeMap<(MemberId, RoundIndex), Root>,
	by_base: BTreeMap<(MemberId, Root), Root>,
}

impl Commitments {
	/// # Panics
	/// If a member committed to two updates in one round, or from one model.
	fn see(&mut self, round: &RoundView) {
		for one in &round.members {
			let Some(manifest) = &one.manifest else { continue };
			let (member, root) = (one.member, manifest.update_root);
			let in_round = *self.by_round.entry((member, round.id.index)).or_insert(root);
			assert_eq!(in_round, root, "two updates in {}", round.id);
			let from_base = *self.by_base.entry((member, round.base_root)).or_insert(root);
			assert_eq!(from_base, root, "two updates from one model, in {}", round.id);
		}
	}

	/// The last round, from `first` on, that a member was seen to commit in.
	fn last(&self, member: MemberId, first: RoundIndex) -> Option<RoundIndex> {
		self.by_round.range((member, first)..=(member, RoundIndex::MAX)).next_back().map(|((_, round), _)| *round)
	}
}

/// Kills the victim in `phase` of a round, sees the others end it, starts the victim again and sees it back.
fn kill_in(running: &mut Running, seen: &mut Commitments, at: usize, phase: Phase) {
	let victim = running.consortium.members[at].id;
	let round = running
		.wait(0, "a round is in the phase", |_, round| {
			seen.see(round);
			round.phase == Some(phase)
		})
		.id;
	running.consortium.members[at].process.kill();

	running.wait(0, "the others end the round without the victim", |_, open| {
		seen.see(open);
		open.id.index > round.index
	});
	let ended = running.consortium.members[0].rpc.round(round.task, Some(round.index)).expect("the round is known");
	assert_eq!(ended.outcome, Some(Outcome::Final), "three of four are a quorum");

	let back = running.bring_back();
	running.wait(0, "the victim commits again", |_, open| {
		seen.see(open);
		seen.last(victim, back).is_some()
	});
	let round = seen.last(victim, back).expect("it was just seen");
	assert!(round <= back + 1, "it took part again only in round {round}, {back} was open");

	// At the victim's own node, whose history is read then: it may be a block behind the others.
	running.wait(at, "that round becomes final with the victim in it", |task, open| {
		seen.see(open);
		task.model_round.is_some_and(|last| last >= round)
	});
	let lineage = lineage(running, at);
	let last = lineage.iter().find(|one| one.round.index == round).expect("the round has a record");
	assert!(last.inputs.included.iter().any(|update| update.member == victim), "{} has no place in it", NAMES[at]);
}

/// Kills all four at once, and sees chain and task go on from where they were.
fn kill_all(running: &mut Running) {
	let before = running.consortium.members[0].rpc.task(running.task).expect("the task is known");
	let finalised = running.consortium.members[0].rpc.finalised().expect("the node answers");
	running.consortium.members.iter_mut().for_each(|member| member.process.kill());

	running.consortium.start().expect("the nodes start again");
	running.consortium.wait_for_finality(finalised + 1, &Stop::default()).expect("the chain goes on");
	running.wait(1, "two more rounds become final", |task, _| task.final_rounds >= before.final_rounds + 2);

	let task = running.consortium.members[1].rpc.task(running.task).expect("the task is known");
	let lineage = lineage(running, 1);
	assert_eq!(lineage.len() as u32, task.final_rounds, "no final round was lost");
	assert!(
		lineage.iter().any(|one| one.result.model_root == before.model_root),
		"the model from before the kill is in the history"
	);
}

/// Kills the victim, flips a bit in each of its blobs, and sees it take part again with the model that the others have.
fn corrupt_disk(running: &mut Running, at: usize) {
	let victim = &mut running.consortium.members[at];
	let id = victim.id;
	victim.process.kill();
	let blobs = victim.base_path.join("worker").join("blobs");
	assert!(corrupt(&blobs) > 0, "there is nothing to corrupt in {}", blobs.display());

	let back = running.bring_back();
	// At the latest the round after the one that was open; its base model can only have come from the others.
	running.wait(0, "the round after that is final", |task, _| task.model_round.is_some_and(|last| last > back));
	let included = lineage(running, 0)
		.iter()
		.filter(|record| record.round.index >= back)
		.any(|record| record.inputs.included.iter().any(|update| update.member == id));
	assert!(included, "no update of {} was included since it came back in round {back}", NAMES[at]);
}

/// Flips a bit in the middle of every file under `directory`; says how many.
fn corrupt(directory: &Path) -> usize {
	let mut count = 0;
	for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
		let path = entry.path();
		if path.is_dir() {
			count += corrupt(&path);
		} else if let Ok(mut bytes) = fs::read(&path) {
			let middle = bytes.len() / 2;
			if let Some(byte) = bytes.get_mut(middle) {
				*byte ^= 1;
				fs::write(&path, bytes).expect("the blob can be written");
				count += 1;
			}
		}
	}
	count
}

/// The history of the model, as the node of member `at` tells it, the newest first; each model descends from the next.
fn lineage(running: &Running, at: usize) -> Vec<Lineage> {
	let rpc = &running.consortium.members[at].rpc;
	let task = rpc.task(running.task).expect("the task is known");
	let lineage = rpc.provenance(task.model_root).expect("the model has a history");
	for pair in lineage.windows(2) {
		assert_eq!(pair[0].inputs.base_root, pair[1].result.model_root, "each model descends from the one before");
	}
	lineage
}
