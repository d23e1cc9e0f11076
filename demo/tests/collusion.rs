//! Four of five members collude through real processes: they attest the same false result, and one honest member is enough.
#![cfg(feature = "attacks")]

#[allow(dead_code)] // Each test uses some of it.
mod common;

use common::{train_with, Running, NAMES};
use guild_demo::{
	collect::{self, Seen},
	consortium::text,
	verdicts,
	watch::SeenRound,
	worker_log::WorkerRounds,
};
use guild_primitives::{Lineage, TaskView};
use std::{collections::BTreeSet, fs};

const FIFTH: &str = "Fifth";
/// Place of the honest member.
const HONEST: usize = 3;

#[test]
fn one_honest_member_of_five_has_the_false_result_fall_and_the_true_one_become_final() {
	let liars = [NAMES[0], NAMES[1], NAMES[2], FIFTH].map(|name| (name, "collude"));
	let running = train_with(Some(FIFTH), &liars);
	running.wait_for_final(HONEST, 1);

	let members = &running.consortium.members;
	let (honest, rpc) = (members[HONEST].id, &members[HONEST].rpc);
	let task = rpc.task(running.task).expect("the task is known");
	let lineage = rpc.provenance(task.model_root).expect("the model has a history");
	assert!(!lineage.is_empty());
	for record in &lineage {
		assert_eq!(record.attesters.to_vec(), [honest], "nobody else tells the truth in {}", record.round);
		let round = rpc.round(running.task, Some(record.round.index)).expect("the round is known");
		let guilty: BTreeSet<_> = round.faults.iter().flat_map(|fault| fault.guilty.iter().copied()).collect();
		let told_lies: BTreeSet<_> = members.iter().map(|member| member.id).filter(|id| *id != honest).collect();
		assert_eq!(guilty, told_lies, "each liar of {} is marked, and nobody else", record.round);
		assert!(round.faults.iter().all(|fault| fault.challenger == honest));
		assert!(round.faults.iter().all(|fault| fault.result_hash != record.result_hash));
	}
	is_in_the_record(&running, task, lineage);
	condemns_without_a_chain(&running);
}

/// The demonstration's record says who lied, who proved it and what was proven, and its check holds.
fn is_in_the_record(running: &Running, task: TaskView, lineage: Vec<Lineage>) {
	let consortium = &running.consortium;
	let rpc = &consortium.members[HONEST].rpc;
	let rounds = lineage.iter().rev().map(|record| {
		SeenRound::unwatched(rpc.round(running.task, Some(record.round.index)).expect("the round is known"))
	});
	let logs = vec![WorkerRounds::new(); consortium.members.len()];
	let seen = Seen { task, rounds: rounds.collect(), lineage, logs };
	let rounds = collect::rounds(consortium, &seen);
	let liars = [NAMES[0], NAMES[1], NAMES[2], FIFTH];
	for round in &rounds {
		let [fault] = round.faults.as_slice() else { panic!("one proof fells one result: {:?}", round.faults) };
		assert_eq!(fault.challenger, NAMES[HONEST]);
		assert_eq!(fault.guilty, liars);
		assert!(fault.wrong.starts_with("the combined update is wrong in its numbers "), "{}", fault.wrong);
		assert_eq!(round.attesters, [NAMES[HONEST]]);
	}
	let check = verdicts::lies_fell(&rounds, &liars.map(String::from));
	assert!(check.holds, "{}", check.seen);
}

/// What the honest worker wrote before it challenged condemns the four by their keys alone.
fn condemns_without_a_chain(running: &Running) {
	let consortium = &running.consortium;
	let folder = consortium.members[HONEST].base_path.join("worker").join("evidence");
	let files = fs::read_dir(&folder).expect("the worker keeps evidence");
	let file = files.map(|entry| entry.expect("is read").path()).min().expect("there is a file");
	let members = consortium.spec.with_file_name("members.toml");
	let words = ["audit", "verify", &text(&file), "--members", &text(&members)];
	let verdict: serde_json::Value = consortium.guild().json(&words).expect("it is proven of members");
	assert_eq!(verdict["verdict"], "proven");
	let accused = verdict["accused"].as_array().expect("a list");
	let names: BTreeSet<_> = accused.iter().filter_map(|one| one["name"].as_str()).collect();
	assert_eq!(names, BTreeSet::from([NAMES[0], NAMES[1], NAMES[2], FIFTH]));
}
