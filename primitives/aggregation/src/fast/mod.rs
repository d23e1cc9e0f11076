//! The two passes over lanes with threads, the same bits as [`crate::reference`].
//!
//! Sums of integers do not depend on their order, so neither threads nor vectors can change a bit.

pub mod apply;
pub mod gram;
mod root;

pub use self::{apply::apply, gram::gram, root::root};

use crate::aggregate::{self, AggregateError, Aggregation};
use guild_primitives::RoundInputs;

/// [`crate::aggregate()`], fast.
///
/// # Errors
/// As there.
pub fn aggregate(inputs: &RoundInputs, updates: &[&[i16]], base: &[i32]) -> Result<Aggregation, AggregateError> {
	aggregate::with(gram, apply, root, inputs, updates, base)
}
