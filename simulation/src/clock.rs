//! A clock that stands still until a block is made.

use guild_primitives::limits::BLOCK_TIME_MS;
use guild_worker::world::Clock;
use std::{
	sync::atomic::{AtomicU64, Ordering},
	time::Duration,
};

/// Virtual time. Whatever happens between two blocks takes none of it, so that nothing depends on this machine's speed.
#[derive(Default)]
pub struct VirtualClock(AtomicU64);

impl VirtualClock {
	/// The time of one block passes.
	pub fn pass_a_block(&self) {
		self.0.fetch_add(BLOCK_TIME_MS, Ordering::Relaxed);
	}
}

impl Clock for VirtualClock {
	fn now(&self) -> Duration {
		Duration::from_millis(self.0.load(Ordering::Relaxed))
	}
}
