//! A withheld update through the real runtime: real workers put it on the chain and read it from there.

mod common;
#[path = "common/workers.rs"]
mod workers;

use guild_learning::{Document, Evaluation, TaskFile, TrainError, TrainRequest, Trained, Trainer};
use guild_primitives::{decide, MemberId, Outcome, Phase, Root, RoundId, TaskId, TaskSpec};
use guild_runtime::Training;
use guild_simulation::{
	chain::{Chain, MemberChain},
	clock::VirtualClock,
	keys::Keys,
	network::{MemberNetwork, Network},
};
use guild_worker::{
	world::{Blobs, FetchError, Fetched, Store, Want},
	Worker, WorkerParts,
};
use std::{path::PathBuf, sync::Arc, time::Duration};
use workers::{entropy, pass_a_block};

const MEMBERS: usize = 4;
const ROUND: RoundId = RoundId { task: 0, index: 0 };

/// The network, but nobody gives the updates of one member.
struct Keeping {
	network: MemberNetwork,
	kept: Option<MemberId>,
	update_bytes: u64,
}

impl Blobs for Keeping {
	fn fetch(&self, wants: &[Want], budget: Duration) -> Vec<Result<Fetched, FetchError>> {
		let one = |want: &Want| {
			// Whose update it is, is asked first.
			let is_kept = want.size_bytes == self.update_bytes && want.sources.first() == self.kept.as_ref();
			match is_kept {
				true => Err(FetchError::NotServed),
				false => self.network.fetch(std::slice::from_ref(want), budget).remove(0),
			}
		};
		wants.iter().map(one).collect()
	}

	fn serve(&self, roots: &[Root]) {
		self.network.serve(roots);
	}
}

/// Every lane moves by so much.
struct Moves(f32);

impl Trainer for Moves {
	fn trains(&self, _: TaskId, _: &TaskSpec) -> bool {
		true
	}
	fn train(&mut self, request: &TrainRequest<'_>) -> Result<Trained, TrainError> {
		let model_delta = vec![self.0; request.base.len()];
		Ok(Trained { model_delta, samples: 10, steps_done: 1, steps_asked: 1, loss: 0.5, dataset: 0 })
	}
	fn evaluate(&mut self, _: &TaskSpec, _: &[i32]) -> Result<Evaluation, TrainError> {
		Ok(Evaluation { rmse: 1.0, mae: 1.0, persistence_rmse: 1.0, samples: 5, unit: "kW".into() })
	}
}

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
		let blobs = Keeping {
			network: stores[place].clone(),
			kept: (place == 3).then(|| keys[0].member()),
			update_bytes: decide::update_bytes(spec.dim),
		};
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
