//! One signal to stop, asked for at every wait.

use crate::failure::Failure;
use std::{
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	time::{Duration, Instant},
};

/// Whether the person at the terminal wants to stop.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
	/// Follows Ctrl-C and SIGTERM. The second one ends the program at once; the kernel then kills its children.
	///
	/// # Errors
	/// Another handler is there already.
	pub fn on_signals() -> Result<Self, Failure> {
		let stop = Self::default();
		let seen = stop.clone();
		ctrlc::set_handler(move || {
			if seen.0.swap(true, Ordering::SeqCst) {
				std::process::exit(130);
			}
			eprintln!("\nstopping what was started; once more stops at once");
		})
		.map_err(|error| {
			Failure::new(70, format!("cannot listen for Ctrl-C: {error}"), "this process", "please report this")
		})?;
		Ok(stop)
	}

	/// Whether to stop.
	pub fn is_set(&self) -> bool {
		self.0.load(Ordering::SeqCst)
	}

	/// Goes on, or fails if it is time to stop.
	///
	/// # Errors
	/// [`Failure::interrupted`].
	pub fn check(&self) -> Result<(), Failure> {
		if self.is_set() {
			Err(Failure::interrupted())
		} else {
			Ok(())
		}
	}

	/// Sleeps, but not past a signal.
	///
	/// # Errors
	/// As [`Stop::check`].
	pub fn sleep(&self, duration: Duration) -> Result<(), Failure> {
		let until = Instant::now() + duration;
		while Instant::now() < until {
			self.check()?;
			std::thread::sleep(Duration::from_millis(50).min(duration));
		}
		self.check()
	}
}
