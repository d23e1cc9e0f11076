//! Real nodes, real processes, real kills: what `kill -9` costs, in each phase and for all at once.

mod common;

use common::{train, Running, NAMES};
use guild_demo::stop::Stop;
use guild_primitives::{MemberId, Outcome, Phase, Root, RoundIndex, RoundView};
use std::collections::BTreeMap;

const VICTIM: usize = 3;

/// Every root that a member was ever seen to commit to: by round, and by the model it started from.
#[derive(Default)]
struct Commitments {
	by_round: BTreeMap<RoundIndex, Root>,
	by_base: BTreeMap<Root, Root>,
}

impl Commitments {
	/// # Panics
	/// If the member committed to two updates in one round, or from one model.
	fn see(&mut self, member: &MemberId, round: &RoundView) {
		let Some(manifest) =
			round.members.iter().find(|one| one.member == *member).and_then(|one| one.manifest.as_ref())
		else {
			return;
		};
		let root = manifest.update_root;
		assert_eq!(*self.by_round.entry(round.id.index).or_insert(root), root, "two updates in {}", round.id);
		assert_eq!(*self.by_base.entry(round.base_root).or_insert(root), root, "two updates from one model");
	}
}

/// Kills the victim in `phase` of a round, sees the others end it, starts the victim again and sees it back.
fn kill_in(phase: Phase) {
	let mut running = train();
	let victim = running.consortium.members[VICTIM].id;
	let mut seen = Commitments::default();

	// Round 1 or later, so that there is a model that is not the initial one.
	let round = running
		.wait(0, "a later round is in the phase", |_, round| {
			seen.see(&victim, round);
			round.id.index >= 1 && round.phase == Some(phase)
		})
		.id;
	running.consortium.members[VICTIM].process.kill();

	running.wait(0, "the others end the round without the victim", |_, open| {
		seen.see(&victim, open);
		open.id.index > round.index
	});
	let ended = running.consortium.members[0].rpc.round(round.task, Some(round.index)).expect("the round is known");
	assert_eq!(ended.outcome, Some(Outcome::Final), "three of four are a quorum");

	let back = running.bring_back();
	let round = running.wait(0, "the victim commits again", |_, open| {
		seen.see(&victim, open);
		seen.by_round.keys().next_back().is_some_and(|last| *last >= back)
	});
	assert!(round.id.index <= back + 1, "it took part again only in round {}, {back} was open", round.id.index);

	running.wait(0, "that round becomes final with the victim in it", |task, open| {
		seen.see(&victim, open);
		task.model_round.is_some_and(|last| last >= round.id.index)
	});
	let lineage = running.consortium.members[0].rpc.task(running.task).expect("the task is known");
	let lineage =
		running.consortium.members[VICTIM].rpc.provenance(lineage.model_root).expect("the model has a history");
	let last = lineage.iter().find(|one| one.round.index == round.id.index).expect("the round has a record");
	assert!(last.inputs.included.iter().any(|update| update.member == victim), "{} has no place in it", NAMES[VICTIM]);
}

#[test]
fn a_member_killed_in_commit_takes_part_again_and_commits_once() {
	kill_in(Phase::Commit);
}

#[test]
fn a_member_killed_in_availability_takes_part_again_and_commits_once() {
	kill_in(Phase::Availability);
}

#[test]
fn a_member_killed_in_attest_takes_part_again_and_commits_once() {
	kill_in(Phase::Attest);
}

#[test]
fn all_members_killed_at_once_go_on_from_where_they_were() {
	let mut running: Running = train();
	running.wait_for_final(0, 2);
	let before = running.consortium.members[0].rpc.task(running.task).expect("the task is known");
	let finalised = running.consortium.members[0].rpc.finalised().expect("the node answers");
	running.consortium.members.iter_mut().for_each(|member| member.process.kill());

	running.consortium.start().expect("the nodes start again");
	running.consortium.wait_for_finality(finalised + 1, &Stop::default()).expect("the chain goes on");
	running.wait(1, "two more rounds become final", |task, _| task.final_rounds >= before.final_rounds + 2);

	let task = running.consortium.members[1].rpc.task(running.task).expect("the task is known");
	let lineage = running.consortium.members[1].rpc.provenance(task.model_root).expect("the model has a history");
	assert_eq!(lineage.len() as u32, task.final_rounds, "no final round was lost");
	assert!(
		lineage.iter().any(|one| one.result.model_root == before.model_root),
		"the model from before the kill is in the history"
	);
	for pair in lineage.windows(2) {
		assert_eq!(pair[0].inputs.base_root, pair[1].result.model_root, "each model descends from the one before");
	}
}
