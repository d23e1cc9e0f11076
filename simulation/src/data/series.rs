//! Rows in time: plants as `guild worker` knows them, each cut into stretches of time.

use super::pieces;
use guild_learning::{
	data::{time::TimeRange, WindowSet},
	local::Prepared,
	Document, Problem, WorkerConfig,
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Plants by their `worker.toml`. The members are dealt out to the plants in turn, and each gets stretches of its plant's
/// training rows, of equal length; the plants' test rows together are the test. So members of one plant share its place
/// and machine, with one stretch each they differ by season, and members of a plant with a short history have little.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
	/// The files. Their `task` is not read: the scenario's is.
	pub workers: Vec<PathBuf>,
	/// The training rows of every plant, instead of those that its file says.
	pub training: Option<TimeRange>,
	/// Stretches of time of each member, dealt out in turn to the members of a plant; 1 unless told otherwise. The more there
	/// are, the more alike are its members.
	#[serde(default = "one")]
	pub stretches: usize,
}

fn one() -> usize {
	1
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
			let range = self.training.unwrap_or(config.training);
			if range.from < config.test.to && config.test.from < range.to {
				return Err(Problem::new(
					"the scenario's `training` and this plant's [test] share rows, so the test would say too much",
					config.place(),
					"give a `training` that does not meet it",
				));
			}
			training.push(dealt(&prepared.windows(&config, "training", &range)?, shares, self.stretches));
			tests.push(prepared.windows(&config, "test", &config.test)?);
		}
		let mut plants: Vec<_> = training.into_iter().map(Vec::into_iter).collect();
		let count = plants.len().max(1);
		let members = (0..members).filter_map(|member| plants.get_mut(member % count)?.next()).collect();
		Ok((members, WindowSet::joined(&tests.iter().collect::<Vec<_>>())))
	}
}

/// The rows of `shares` members: each has so many stretches of equal length, dealt out in turn.
fn dealt(set: &WindowSet, shares: usize, stretches: usize) -> Vec<WindowSet> {
	let all = pieces(set, shares.saturating_mul(stretches.max(1)));
	let share = |first: usize| {
		let own: Vec<&WindowSet> = all.iter().skip(first).step_by(shares).collect();
		WindowSet::joined(&own)
	};
	(0..shares).map(share).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use ndarray::Array2;

	#[test]
	fn stretches_are_dealt_out_in_turn() {
		let column: Vec<f32> = (0..12).map(|row| row as f32).collect();
		let set = WindowSet {
			inputs: Array2::from_shape_fn((12, 1), |(row, _)| row as f32),
			targets: column.clone(),
			persistence: column,
			skipped: 0,
		};
		let targets = |stretches| dealt(&set, 2, stretches).into_iter().map(|share| share.targets).collect::<Vec<_>>();
		assert_eq!(targets(1), [[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]]);
		assert_eq!(targets(3), [[0.0, 1.0, 4.0, 5.0, 8.0, 9.0], [2.0, 3.0, 6.0, 7.0, 10.0, 11.0]]);
	}
}
