//! What Guild's pallets share over FRAME. It knows no pallet, and keeps nothing itself: each pallet names its own storage.
//!
//! What pallets and workers must agree on is in [`guild_primitives`], which knows no storage.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

extern crate alloc;

mod held;
mod queue;

pub use held::move_held;
pub use queue::{DelayedQueue, Queue};
