//! One file a duty: what it takes to do it, from what the chain says to the call that does it.

mod answer;
mod attest;
mod availability;
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
mod recheck;
mod rehearse;

pub(crate) use availability::Settled;
pub(crate) use recheck::Recheck;

use crate::{journal::JournalError, store::StoreError, world::ChainError};
use guild_primitives::Root;

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

/// What was tried and cannot be done: for a base model in training, for inputs in aggregation.
pub(crate) fn key(purpose: &'static str, what: &Root) -> Root {
	Root::of_value("guild-worker abstained", &(purpose, what))
}
