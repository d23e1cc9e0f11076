//! What another rule would have made of the same lies. Only with the feature `attacks`: the lying code is not in a
//! release build.

use crate::{failure::Failure, record::Curve, stop::Stop};
use guild_learning::WorkerConfig;
use guild_primitives::TaskSpec;

/// The curve of the plain mean under the same attack; if the run's rule is a mean, that of the geometric median.
///
/// # Errors
/// The data or the task do not allow it, or it is time to stop.
#[cfg(not(feature = "attacks"))]
pub fn other_rule(
	_: &[WorkerConfig],
	_: &TaskSpec,
	_: usize,
	_: &str,
	_: &str,
	_: &Stop,
) -> Result<Option<Curve>, Failure> {
	Ok(None)
}
