//! A disk that lies: bytes of a member's blobs change under it while it is away.

#[allow(dead_code)] // Each file of tests uses a part of it.
mod common;

use common::train;
use std::{fs, path::Path};

const VICTIM: usize = 3;

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

#[test]
fn a_member_whose_blobs_were_corrupted_on_disk_takes_part_again() {
	let mut running = train();
	running.wait_for_final(0, 2);
	let victim = &mut running.consortium.members[VICTIM];
	let id = victim.id;
	victim.process.kill();
	let blobs = victim.base_path.join("worker").join("blobs");
	assert!(corrupt(&blobs) > 0, "there is nothing to corrupt in {}", blobs.display());

	let back = running.bring_back();
	// At the latest the round after the one that was open; its base model can only have come from the others.
	running.wait(0, "the round after that is final", |task, _| task.model_round.is_some_and(|last| last > back));
	let task = running.consortium.members[0].rpc.task(running.task).expect("the task is known");
	let lineage = running.consortium.members[0].rpc.provenance(task.model_root).expect("the model has a history");
	assert!(
		lineage.iter().filter(|record| record.round.index >= back).any(|record| record
			.inputs
			.included
			.iter()
			.any(|update| update.member == id)),
		"no update of the victim was included since it came back in round {}",
		back
	);
	for pair in lineage.windows(2) {
		assert_eq!(pair[0].inputs.base_root, pair[1].result.model_root, "each model descends from the one before");
	}
}
