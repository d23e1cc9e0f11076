//! Workers that a test puts together itself, over the chain and the network of a simulation.

use guild_learning::{SeededEntropy, TaskFile, Trainer};
use guild_primitives::{MemberId, TaskSpec};
use guild_simulation::{
	chain::{Chain, MemberChain},
	clock::VirtualClock,
	keys::Keys,
	network::{MemberNetwork, Network},
};
use guild_worker::{EntropySource, Worker, WorkerParts};
use std::{path::PathBuf, sync::Arc};

/// The spec of a task file of this text.
pub fn spec_of(text: &str) -> TaskSpec {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("task.toml");
	std::fs::write(&path, text).unwrap();
	TaskFile::load(&path).unwrap().to_spec("task.toml").unwrap()
}

/// Members on one chain and one network.
pub struct Members {
	/// Their keys, by place.
	pub keys: Arc<Vec<Keys>>,
	pub chain: Arc<Chain>,
	network: Arc<Network>,
	clock: Arc<VirtualClock>,
}

impl Members {
	/// So many, with keys from this seed.
	pub fn new(seed: u64, count: usize) -> Self {
		let keys = Arc::new(Keys::of_members(seed, count));
		Self {
			chain: Arc::new(Chain::new(keys.clone()).unwrap()),
			network: Network::new(keys.iter().map(Keys::member)),
			clock: Arc::default(),
			keys,
		}
	}

	/// Who has this place.
	pub fn id(&self, place: usize) -> MemberId {
		self.keys[place].member()
	}

	/// The network as a member sees it.
	pub fn network(&self, place: usize) -> MemberNetwork {
		MemberNetwork { place, network: self.network.clone() }
	}

	/// What a member's worker is made of that trains so.
	pub fn parts(&self, place: usize, trainer: impl Trainer + 'static) -> WorkerParts {
		let network = Arc::new(self.network(place));
		WorkerParts {
			member: self.id(place),
			signer: Box::new(self.keys[place].worker.clone()),
			chain: Arc::new(MemberChain { place, chain: self.chain.clone(), losses: None }),
			blobs: network.clone(),
			clock: self.clock.clone(),
			trainer: Box::new(trainer),
			entropy: entropy(place),
			seeds: entropy(place + self.keys.len()),
			store: network,
			missing_limits: Default::default(),
			dir: PathBuf::new(),
			observer: None,
		}
	}

	/// A block's time: every worker does what is due, then there is a block. Why transactions in it were refused.
	pub fn pass_a_block(&self, workers: &mut [Worker]) -> Vec<String> {
		workers.iter_mut().for_each(Worker::tell_served);
		self.network.spread_the_word();
		for worker in workers {
			for _ in 0..4 {
				if !worker.tick() {
					break;
				}
			}
		}
		let made = self.chain.make_block().unwrap();
		self.clock.pass_a_block();
		made.refused
	}
}

/// Randomness that is the same in each run.
fn entropy(seed: usize) -> EntropySource {
	Box::new(move || Ok(Box::new(SeededEntropy::new(seed as u64))))
}
