//! A withheld update through the real runtime: real workers put it on the chain and read it from there.

mod common;
#[path = "common/keeping.rs"]
mod keeping;
#[path = "common/workers.rs"]
mod workers;

use guild_learning::{Document, TaskFile};
use guild_primitives::{decide, Outcome, Phase, RoundId, TaskSpec};
use guild_runtime::Training;
use guild_simulation::{
	chain::{Chain, MemberChain},
	clock::VirtualClock,
	keys::Keys,
	network::{MemberNetwork, Network},
};
use guild_worker::{world::Store, Worker, WorkerParts};
use keeping::{Keeping, Moves};
use std::{path::PathBuf, sync::Arc};
use workers::{entropy, pass_a_block};

const MEMBERS: usize = 4;
const ROUND: RoundId = RoundId { task: 0, index: 0 };

/// A task whose updates have two parts, and are public.
fn spec() -> TaskSpec {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("task.toml");
	let text = common::task(8)
		.replace("mechanism = \"none\"", "mechanism = \"none\"\nwithheld = \"publish\"\nupdates_public = true")
		.replace("kind = \"linear\"", "kind = \"mlp\"\nhidden = [1000, 520]");
	std::fs::write(&path, text).unwrap();
	let spec = TaskFile::load(&path).unwrap().to_spec("task.toml").unwrap();
	assert!(Document::parse(spec.document.as_str()).is_ok());
	assert_eq!(decide::parts(spec.dim), 2);
	spec
}

#[test]
fn an_update_that_a_member_cannot_fetch_comes_on_the_chain_and_the_member_attests_it() {
	let spec = spec();
	let keys = Arc::new(Keys::of_members(1, MEMBERS));
	let chain = Arc::new(Chain::new(keys.clone()).unwrap());
	chain.agree_on(spec.clone()).unwrap();
	let network = Network::new(keys.iter().map(Keys::member));
	let clock = Arc::new(VirtualClock::default());
	let stores: Vec<MemberNetwork> =
		(0..MEMBERS).map(|place| MemberNetwork { place, network: network.clone() }).collect();
	let worker = |place: usize| {
		let kept = if place == 3 { vec![keys[0].member()] } else { Vec::new() };
		let blobs = Keeping::new(stores[place].clone(), kept, &spec);
		Worker::in_memory(WorkerParts {
			member: keys[place].member(),
			signer: Box::new(keys[place].worker.clone()),
			chain: Arc::new(MemberChain { place, chain: chain.clone(), losses: None }),
			blobs: Arc::new(blobs),
			clock: clock.clone(),
			trainer: Box::new(Moves(place as f32 / 4096.0)),
			entropy: entropy(place),
			seeds: entropy(place + MEMBERS),
			store: Arc::new(stores[place].clone()),
			missing_limits: Default::default(),
			dir: PathBuf::new(),
			observer: None,
		})
		.unwrap()
	};
	let mut workers: Vec<Worker> = (0..MEMBERS).map(worker).collect();
	let (mut publication, mut refused) = (None, Vec::new());
	for _ in 0..80 {
		refused.extend(pass_a_block(&mut workers, &network, &chain, &clock));
		let view = chain.read(|| Training::round_view(ROUND)).unwrap();
		if view.phase == Some(Phase::Attest) {
			publication = view.publication.clone();
		}
		if view.outcome.is_some() {
			break;
		}
	}
	let view = chain.read(|| Training::round_view(ROUND)).unwrap();
	assert_eq!(view.outcome, Some(Outcome::Final), "{refused:?}");
	assert_eq!(refused, Vec::<String>::new());
	let updates = publication.unwrap().updates;
	assert_eq!(updates.len(), 1);
	assert_eq!((updates[0].member, updates[0].blocks().map(|blocks| blocks.len())), (keys[0].member(), Some(2)));
	assert!(stores[3].has(&updates[0].update_root));
	let lineage = chain.read(|| Training::lineage(ROUND)).unwrap();
	assert_eq!((lineage.inputs.included.len(), lineage.attesters.len()), (MEMBERS, MEMBERS));
}
