//! What goes wrong on the way: transactions that are lost, members that are away.

use parking_lot::Mutex;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Loses a share of one member's transactions, by the scenario's seed.
pub struct Losses {
	share: f64,
	draws: Mutex<ChaCha8Rng>,
}

impl Losses {
	/// Loses `share` (0 to 1) of the transactions of the member at `place`; nothing if it is 0.
	pub fn new(share: f64, seed: u64, place: usize) -> Option<Self> {
		let mut draws = ChaCha8Rng::seed_from_u64(seed);
		draws.set_stream(place as u64);
		(share > 0.0).then(|| Self { share: share.min(1.0), draws: Mutex::new(draws) })
	}

	/// Whether the next transaction is lost.
	pub fn lose(&self) -> bool {
		self.draws.lock().random_bool(self.share)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_share_is_lost_and_the_same_ones_for_the_same_seed() {
		let lost = |seed, place| {
			let losses = Losses::new(0.25, seed, place).unwrap();
			(0..4_000).map(|_| losses.lose()).collect::<Vec<_>>()
		};
		// Six deviations: 6·√(4000·¼·¾).
		let count = lost(1, 2).iter().filter(|lost| **lost).count();
		assert!((836..=1_164).contains(&count), "{count}");
		assert_eq!(lost(1, 2), lost(1, 2));
		assert_ne!(lost(1, 2), lost(1, 3));
		assert_ne!(lost(1, 2), lost(2, 2));
		assert!(Losses::new(0.0, 1, 0).is_none());
	}
}
