//! A member whose link is broken, through the real runtime: what it costs, and whom.

mod common;
#[path = "common/keeping.rs"]
mod keeping;
#[path = "common/workers.rs"]
mod workers;

use frame_support::traits::fungible::Inspect;
use guild_primitives::{FailReason, Outcome, RoundId, TaskSpec};
use guild_runtime::{constants::MISSING_BOND, Balances, Training};
use guild_worker::{Worker, WorkerParts};
use keeping::{Keeping, Moves};
use std::sync::{
	atomic::{AtomicBool, Ordering},
	Arc,
};
use workers::Members;

const MEMBERS: usize = 4;
/// Rounds for which the link is broken.
const BROKEN: u32 = 2;

fn round(index: u32) -> RoundId {
	RoundId { task: 0, index }
}

/// A task that excludes what somebody could not fetch.
fn spec() -> TaskSpec {
	workers::spec_of(&common::task(8))
}

#[test]
fn a_broken_link_fails_rounds_and_costs_its_owner_a_bond_for_each_update_but_one() {
	let spec = spec();
	let members = Members::new(1, MEMBERS);
	members.chain.agree_on(spec.clone()).unwrap();
	let is_mended = Arc::new(AtomicBool::default());
	let worker = |place: usize| {
		let others = (0..MEMBERS).filter(|other| *other != place).map(|other| members.id(other));
		let kept = if place == 3 { others.collect() } else { Vec::new() };
		let mut blobs = Keeping::new(members.network(place), kept, &spec);
		blobs.is_mended = is_mended.clone();
		let parts = members.parts(place, Moves(place as f32 / 4096.0));
		Worker::in_memory(WorkerParts { blobs: Arc::new(blobs), ..parts }).unwrap()
	};
	let mut workers: Vec<Worker> = (0..MEMBERS).map(worker).collect();
	let owns = |place: usize| members.chain.read(|| Balances::total_balance(&members.id(place).0.into()));
	let before: Vec<_> = (0..MEMBERS).map(owns).collect();
	let outcome = |index: u32| members.chain.read(|| Training::round_view(round(index))).and_then(|view| view.outcome);
	for index in 0..=BROKEN {
		is_mended.store(index == BROKEN, Ordering::SeqCst);
		for _ in 0..80 {
			if outcome(index).is_some() {
				break;
			}
			assert_eq!(members.pass_a_block(&mut workers), Vec::<String>::new());
		}
		if index < BROKEN {
			assert_eq!(outcome(index), Some(Outcome::Failed(FailReason::TooManyStruck)));
			// It struck three, and its own update, which all others hold, paid for one.
			assert_eq!(before[3] - owns(3), u128::from(index + 1) * 2 * MISSING_BOND);
		}
	}
	assert_eq!(outcome(BROKEN), Some(Outcome::Final));
	let lineage = members.chain.read(|| Training::lineage(round(BROKEN))).unwrap();
	assert_eq!((lineage.inputs.included.len(), lineage.attesters.len()), (MEMBERS, MEMBERS));
	// The others have lost the time.
	assert_eq!(before[..3], (0..3).map(owns).collect::<Vec<_>>());
}
