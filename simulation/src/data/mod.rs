//! What each member trains on, and what the model is tested on.
//!
//! | file | members get |
//! | --- | --- |
//! | [`series`] | stretches of time of real plants' rows |
//! | [`table`] | rows of a table, with anomalies at few members only |
//! | [`synthetic`] | rows of a made-up relation: no files needed |

pub mod series;
pub mod synthetic;
pub mod table;

use guild_learning::{data::WindowSet, Document, Problem};
use ndarray::{Axis, Slice};
use serde::Deserialize;
use std::{path::Path, sync::Arc};

/// Where rows come from, and how members share them: the scenario's `[data]`.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Source {
	/// Rows in time, by the `worker.toml` of plants.
	Series(series::Series),
	/// Rows of a table.
	Table(table::Table),
	/// Rows of a made-up relation.
	Synthetic(synthetic::Synthetic),
}

/// The data of a consortium.
pub struct Data {
	/// Windows that each member trains on.
	pub training: Vec<Arc<WindowSet>>,
	/// Windows that the model is tested on; nobody trains on them.
	pub test: Arc<WindowSet>,
}

impl Source {
	/// The data of `members` members. Paths count from `folder`.
	///
	/// # Errors
	/// What is wrong with the files, or that there are too few rows.
	pub fn load(
		&self,
		members: usize,
		document: &Document,
		seed: u64,
		most_test_windows: usize,
		folder: &Path,
	) -> Result<Data, Problem> {
		let (training, test) = match self {
			Self::Series(series) => series.load(members, document, folder)?,
			Self::Table(table) => table.load(members, document, seed, folder)?,
			Self::Synthetic(synthetic) => synthetic.make(members, document, seed),
		};
		if let Some(place) = training.iter().position(WindowSet::is_empty) {
			return Err(Problem::new(
				format!("member {place} has no row to train on"),
				"the scenario, [data]",
				"give more rows, or fewer members",
			));
		}
		if test.is_empty() {
			return Err(Problem::new("there is no row to test on", "the scenario, [data]", "hold some rows out"));
		}
		let test = Arc::new(thinned(&test, most_test_windows));
		Ok(Data { training: training.into_iter().map(Arc::new).collect(), test })
	}
}

/// At most `most` windows, evenly spaced.
fn thinned(set: &WindowSet, most: usize) -> WindowSet {
	let step = set.len().div_ceil(most.max(1)).max(1);
	let places: Vec<usize> = (0..set.len()).step_by(step).collect();
	selected(set, &places)
}

/// The windows at these places.
fn selected(set: &WindowSet, places: &[usize]) -> WindowSet {
	let pick = |values: &[f32]| places.iter().filter_map(|place| values.get(*place)).copied().collect();
	WindowSet {
		inputs: set.inputs.select(Axis(0), places),
		targets: pick(&set.targets),
		persistence: pick(&set.persistence),
		skipped: 0,
	}
}

/// `count` pieces of nearly equal length, in order.
fn pieces(set: &WindowSet, count: usize) -> Vec<WindowSet> {
	let cut = |piece: usize| piece * set.len() / count.max(1);
	let piece = |piece: usize| {
		let range = cut(piece)..cut(piece + 1);
		WindowSet {
			inputs: set.inputs.slice_axis(Axis(0), Slice::from(range.clone())).to_owned(),
			targets: set.targets[range.clone()].to_vec(),
			persistence: set.persistence[range].to_vec(),
			skipped: 0,
		}
	};
	(0..count).map(piece).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use ndarray::Array2;

	fn ten() -> WindowSet {
		let column: Vec<f32> = (0..10).map(|row| row as f32).collect();
		WindowSet {
			inputs: Array2::from_shape_fn((10, 2), |(row, column)| (10 * row + column) as f32),
			targets: column.clone(),
			persistence: column,
			skipped: 0,
		}
	}

	#[test]
	fn pieces_are_all_rows_once_in_order() {
		let pieces = pieces(&ten(), 3);
		assert_eq!(pieces.iter().map(WindowSet::len).collect::<Vec<_>>(), [3, 3, 4]);
		assert_eq!(WindowSet::joined(&pieces.iter().collect::<Vec<_>>()), ten());
	}

	#[test]
	fn thinning_keeps_windows_whole_and_spread() {
		let thin = thinned(&ten(), 4);
		assert_eq!(thin.targets, [0.0, 3.0, 6.0, 9.0]);
		assert_eq!(thin.inputs.row(2).to_vec(), [60.0, 61.0]);
		assert_eq!(thinned(&ten(), 100), ten());
	}
}
