//! A withheld update through the real runtime: real workers put it on the chain and read it from there.

mod common;
#[path = "common/keeping.rs"]
mod keeping;
#[path = "common/workers.rs"]
mod workers;

use guild_learning::Document;
use guild_primitives::{decide, Outcome, Phase, RoundId, TaskSpec};
use guild_runtime::Training;
use guild_worker::{world::Store, Worker, WorkerParts};
use keeping::{Keeping, Moves};
use std::sync::Arc;
use workers::Members;

const MEMBERS: usize = 4;
const ROUND: RoundId = RoundId { task: 0, index: 0 };

/// A task whose updates have two parts, and are public.
fn spec() -> TaskSpec {
	let text = common::task(8)
		.replace("mechanism = \"none\"", "mechanism = \"none\"\nwithheld = \"publish\"\nupdates_public = true")
		.replace("kind = \"linear\"", "kind = \"mlp\"\nhidden = [1000, 520]");
	let spec = workers::spec_of(&text);
	assert!(Document::parse(spec.document.as_str()).is_ok());
	assert_eq!(decide::parts(spec.dim), 2);
	spec
}

#[test]
fn an_update_that_a_member_cannot_fetch_comes_on_the_chain_and_the_member_attests_it() {
	let spec = spec();
	let members = Members::new(1, MEMBERS);
	members.chain.agree_on(spec.clone()).unwrap();
	let worker = |place: usize| {
		let kept = if place == 3 { vec![members.id(0)] } else { Vec::new() };
		let blobs = Keeping::new(members.network(place), kept, &spec);
		let parts = members.parts(place, Moves(place as f32 / 4096.0));
		Worker::in_memory(WorkerParts { blobs: Arc::new(blobs), ..parts }).unwrap()
	};
	let mut workers: Vec<Worker> = (0..MEMBERS).map(worker).collect();
	let (mut publication, mut refused) = (None, Vec::new());
	for _ in 0..80 {
		refused.extend(members.pass_a_block(&mut workers));
		let view = members.chain.read(|| Training::round_view(ROUND)).unwrap();
		if view.phase == Some(Phase::Attest) {
			publication = view.publication.clone();
		}
		if view.outcome.is_some() {
			break;
		}
	}
	let view = members.chain.read(|| Training::round_view(ROUND)).unwrap();
	assert_eq!(view.outcome, Some(Outcome::Final), "{refused:?}");
	assert_eq!(refused, Vec::<String>::new());
	let updates = publication.unwrap().updates;
	assert_eq!(updates.len(), 1);
	assert_eq!((updates[0].member, updates[0].blocks().map(|blocks| blocks.len())), (members.id(0), Some(2)));
	assert!(members.network(3).has(&updates[0].update_root));
	let lineage = members.chain.read(|| Training::lineage(ROUND)).unwrap();
	assert_eq!((lineage.inputs.included.len(), lineage.attesters.len()), (MEMBERS, MEMBERS));
}
