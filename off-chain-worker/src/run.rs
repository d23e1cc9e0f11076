//! The worker's own thread: tick, wait, tick.

use crate::member::Worker;
use parking_lot::{Condvar, Mutex};
use std::{sync::Arc, time::Duration};

/// How long the worker waits for news when nobody wakes it.
const POLL: Duration = Duration::from_millis(500);

/// Wakes the worker, or stops it. Clones speak to the same worker.
#[derive(Clone, Default)]
pub struct Signal(Arc<Shared>);

#[derive(Default)]
struct Shared {
	state: Mutex<State>,
	changed: Condvar,
}

#[derive(Clone, Copy, Default)]
struct State {
	stopped: bool,
	woken: bool,
}

impl Signal {
	/// Says that there is news: a new best or finalised block.
	pub fn wake(&self) {
		self.0.state.lock().woken = true;
		self.0.changed.notify_all();
	}

	/// Asks the worker to end. It ends at the next safe place: training within a few steps, a fetch within its budget of
	/// two blocks. Killing it instead is as safe.
	pub fn stop(&self) {
		self.0.state.lock().stopped = true;
		self.0.changed.notify_all();
	}

	/// Whether the worker was asked to end.
	pub fn is_stopped(&self) -> bool {
		self.0.state.lock().stopped
	}

	/// Waits until there is news, the worker is asked to end, or `most` has passed.
	fn wait(&self, most: Duration) {
		let mut state = self.0.state.lock();
		if !state.woken && !state.stopped {
			self.0.changed.wait_for(&mut state, most);
		}
		state.woken = false;
	}
}

/// Does the member's duties until [`Worker::signal`] says stop. Run it on a thread of its own: it blocks and computes.
pub fn run(mut worker: Worker) {
	let signal = worker.signal();
	while !signal.is_stopped() {
		if !worker.tick() {
			signal.wait(POLL);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_wake_that_comes_before_the_wait_is_not_lost_and_counts_once() {
		let signal = Signal::default();
		signal.wake();
		signal.wait(Duration::from_secs(3600));
		assert!(!signal.0.state.lock().woken);
	}

	#[test]
	fn who_waits_is_woken_by_a_stop() {
		let signal = Signal::default();
		let other = signal.clone();
		std::thread::scope(|scope| {
			scope.spawn(move || other.stop());
			signal.wait(Duration::from_secs(3600));
		});
		assert!(signal.is_stopped());
	}
}
