//! What the members are compared with, computed beside the run, at a low priority so that the nodes come first.

use crate::{failure::Failure, stop::Stop};
use guild_learning::{baseline, Evaluation, TrainError, WorkerConfig};
use std::thread::JoinHandle;

/// Errors of the other ways, one entry a member.
#[derive(Clone, Debug)]
pub struct Baselines {
	/// Each on its own rows.
	pub alone: Vec<Evaluation>,
	/// One model on all rows.
	pub pooled: Vec<Evaluation>,
}

/// A computation on a thread of its own.
#[derive(Debug)]
pub struct Beside<T>(JoinHandle<Result<T, Failure>>);

impl<T: Send + 'static> Beside<T> {
	/// Starts it at a low priority.
	pub fn start(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Self {
		Self(std::thread::spawn(move || {
			// SAFETY: no memory is touched; on Linux this is the priority of the calling thread alone. If it is refused, the
			// work is done at the usual one.
			unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, 15) };
			work()
		}))
	}

	/// Starts what the run itself needs, at the usual priority.
	pub fn start_promptly(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Self {
		Self(std::thread::spawn(work))
	}

	/// Waits for it.
	///
	/// # Errors
	/// Those of the work.
	pub fn wait(self) -> Result<T, Failure> {
		self.0
			.join()
			.unwrap_or_else(|_| Err(Failure::new(70, "a thread panicked", "this process", "please report this")))
	}
}

/// Own rows alone, then everybody's rows in one place.
///
/// # Errors
/// The data or the task do not allow it.
pub fn baselines(configs: &[WorkerConfig], stop: &Stop) -> Result<Baselines, Failure> {
	let mut alone = Vec::with_capacity(configs.len());
	for config in configs {
		stop.check()?;
		alone.push(baseline::own_data_only(config).map_err(|error| failed(config, &error))?);
	}
	stop.check()?;
	let pooled = match configs.first() {
		Some(first) => baseline::pooled(configs).map_err(|error| failed(first, &error))?,
		None => Vec::new(),
	};
	Ok(Baselines { alone, pooled })
}

fn failed(config: &WorkerConfig, error: &TrainError) -> Failure {
	Failure::file(
		format!("the comparison with own data could not be made: {error}"),
		config.path.display(),
		"`guild worker check --config` on that file says whether data and task fit",
	)
}
