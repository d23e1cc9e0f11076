//! One file a duty: what it takes to do it, from what the chain says to the call that does it.

mod answer;
mod attest;
mod availability;
mod base;
mod bits;
mod commit;
mod computed;
mod condemn;
mod dispute;
mod late;
#[cfg(feature = "attacks")]
mod lies;
mod missing;
mod models;
mod plead;
mod privacy;
mod publish;
mod published;
mod quality;
mod recheck;
mod rehearse;
mod turn;

pub(crate) use availability::Settled;
use quality::Measured;
pub(crate) use quality::Measuring;
pub(crate) use recheck::Recheck;

use crate::{
	journal::JournalError,
	member::Worker,
	parts::Step,
	store::StoreError,
	world::{Call, ChainError},
};
use guild_primitives::Root;
use std::convert::Infallible;

/// Why a duty is not done (yet).
#[derive(Debug, thiserror::Error)]
pub(crate) enum DutyError {
	/// Something is missing that may still come.
	#[error("waiting: {0}")]
	Waiting(String),
	/// It cannot be done, and trying again would not help.
	#[error("sitting this out: {0}")]
	Abstain(String),
	/// The worker was asked to end.
	#[error("stopping")]
	Stopped,
	/// The store refuses.
	#[error(transparent)]
	Store(#[from] StoreError),
	/// The journal refuses.
	#[error(transparent)]
	Journal(#[from] JournalError),
	/// The chain does not answer, or refuses.
	#[error(transparent)]
	Chain(#[from] ChainError),
}

impl From<Infallible> for DutyError {
	fn from(never: Infallible) -> Self {
		match never {}
	}
}

/// What was tried and cannot be done: for a base model in training, for inputs in aggregation.
pub(crate) fn key(purpose: &'static str, what: &Root) -> Root {
	Root::of_value("guild-worker abstained", &(purpose, what))
}

/// The operating system gives no randomness now.
fn no_entropy(error: std::io::Error) -> DutyError {
	DutyError::Waiting(format!("the operating system gives no randomness: {error}"))
}

impl Worker {
	/// Hands in a call that others may have made first. That the chain refuses it is said, and is no failure: the next best block
	/// shows whether it is still needed.
	fn send(&mut self, call: &Call, submitted: Step, about: impl FnOnce() -> String) -> Result<(), DutyError> {
		match self.chain.submit(call) {
			Ok(()) => self.step(submitted),
			Err(ChainError::Refused(why) | ChainError::NotCovered(why)) => {
				self.voice.complain(about(), format!("the chain refused it: {why}"));
			}
			Err(error) => return Err(error.into()),
		}
		Ok(())
	}
}
