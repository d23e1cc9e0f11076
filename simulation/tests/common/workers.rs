//! Workers that a test puts together itself, over the chain and the network of a simulation.

use guild_learning::SeededEntropy;
use guild_simulation::{chain::Chain, clock::VirtualClock, network::Network};
use guild_worker::{EntropySource, Worker};

/// Randomness that is the same in each run.
pub fn entropy(seed: usize) -> EntropySource {
	Box::new(move || Ok(Box::new(SeededEntropy::new(seed as u64))))
}

/// A block's time: every worker does what is due, then there is a block. Why transactions in it were refused.
pub fn pass_a_block(workers: &mut [Worker], network: &Network, chain: &Chain, clock: &VirtualClock) -> Vec<String> {
	workers.iter_mut().for_each(Worker::tell_served);
	network.spread_the_word();
	for worker in workers {
		for _ in 0..4 {
			if !worker.tick() {
				break;
			}
		}
	}
	let made = chain.make_block().unwrap();
	clock.pass_a_block();
	made.refused
}
