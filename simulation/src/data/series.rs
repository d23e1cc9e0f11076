//! Rows in time: plants as `guild worker` knows them, each cut into stretches of time.

use super::pieces;
use guild_learning::{data::WindowSet, local::Prepared, Document, Problem, WorkerConfig};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Plants by their `worker.toml`. The members are dealt out to the plants in turn, and each gets a stretch of its plant's
/// training rows, of equal length; the plants' test rows together are the test. So members of one plant share its place
/// and machine and differ by season, and members of a plant with a short history have little.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
	/// The files. Their `task` is not read: the scenario's is.
	pub workers: Vec<PathBuf>,
}

impl Series {
	pub(super) fn load(
		&self,
		members: usize,
		document: &Document,
		folder: &Path,
	) -> Result<(Vec<WindowSet>, WindowSet), Problem> {
		let mut training = Vec::new();
		let mut tests = Vec::new();
		for (plant, path) in self.workers.iter().enumerate() {
			let config = WorkerConfig::load(&folder.join(path))?;
			let prepared = Prepared::load(&config)?;
			if prepared.document.features != document.features {
				return Err(Problem::new(
					"this plant's task reads other features than the scenario's",
					config.place(),
					"name a worker.toml whose `task` has the same [features]",
				));
			}
			// Plant 0 has members 0, 4, 8, … of four plants.
			let shares = members.saturating_sub(plant).div_ceil(self.workers.len());
			training.push(pieces(&prepared.windows(&config, "training", &config.training)?, shares));
			tests.push(prepared.windows(&config, "test", &config.test)?);
		}
		let mut plants: Vec<_> = training.into_iter().map(Vec::into_iter).collect();
		let count = plants.len().max(1);
		let dealt = (0..members).filter_map(|member| plants.get_mut(member % count)?.next()).collect();
		Ok((dealt, WindowSet::joined(&tests.iter().collect::<Vec<_>>())))
	}
}
