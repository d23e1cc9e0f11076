//! From a series to what a model reads: one window is a row of inputs, a target, and what persistence would say.

use crate::{
	data::{clean::Series, schema::Schema, time::TimeRange},
	document::{FeatureSection, InputEncoding},
	problem::Problem,
};
use ndarray::Array2;

/// Windows, ready to train on or to test with.
#[derive(Clone, PartialEq, Debug)]
pub struct WindowSet {
	/// One row a window.
	pub inputs: Array2<f32>,
	/// The scaled target of each window.
	pub targets: Vec<f32>,
	/// The newest value of the target's column before each window's target, scaled alike.
	pub persistence: Vec<f32>,
	/// Windows that were not made because a value they need is missing.
	pub skipped: usize,
}

impl WindowSet {
	/// Windows in the set.
	pub fn len(&self) -> usize {
		self.targets.len()
	}

	/// Whether there is none.
	pub fn is_empty(&self) -> bool {
		self.targets.is_empty()
	}

	/// The windows of several members together, for comparison only.
	pub fn joined(sets: &[&Self]) -> Self {
		let width = sets.first().map_or(0, |set| set.inputs.ncols());
		let values: Vec<f32> = sets.iter().flat_map(|set| set.inputs.iter().copied()).collect();
		let rows = sets.iter().map(|set| set.len()).sum();
		Self {
			inputs: Array2::from_shape_vec((rows, width), values).unwrap_or_default(),
			targets: sets.iter().flat_map(|set| set.targets.iter().copied()).collect(),
			persistence: sets.iter().flat_map(|set| set.persistence.iter().copied()).collect(),
			skipped: sets.iter().map(|set| set.skipped).sum(),
		}
	}
}

/// The columns that a document's features read, found in a schema whose units fit.
#[derive(Clone, Debug)]
pub struct Selection {
	inputs: Vec<usize>,
	target: usize,
}

impl Selection {
	/// Finds the columns of `features` in `schema`.
	///
	/// # Errors
	/// When a column is missing, its unit is another, or the rows are another time apart.
	pub fn new(features: &FeatureSection, schema: &Schema, place: &str) -> Result<Self, Problem> {
		if features.step_seconds != schema.time.step_seconds {
			return Err(Problem::new(
				format!(
					"the task needs rows {} s apart, the schema says {} s",
					features.step_seconds, schema.time.step_seconds
				),
				format!("{place}, [time]"),
				"resample the data to the task's step",
			));
		}
		let find = |name: &str, unit: &str| {
			let found = schema.columns.iter().position(|column| column.name == name);
			let place = format!("{place}, [[column]] `{name}`");
			match found {
				None => Err(Problem::new(
					format!("the task needs column `{name}`, and the schema does not have it"),
					place,
					format!("describe the column in the schema, in {unit}; if the file has another name for it, rename it there"),
				)),
				Some(index) if schema.columns[index].unit != unit => Err(Problem::new(
					format!("the task needs `{name}` in {unit}, the schema says {}", schema.columns[index].unit),
					place,
					format!("convert the column to {unit} in the data, then correct unit and range in the schema"),
				)),
				Some(index) => Ok(index),
			}
		};
		Ok(Self {
			inputs: features.inputs.iter().map(|input| find(&input.column, &input.unit)).collect::<Result<_, _>>()?,
			target: find(&features.target.column, &features.target.unit)?,
		})
	}
}

/// Makes all windows of `series` that lie, with their targets, within `range`. Windows begin at the range's first row
/// and every `stride_rows` after it, whatever is missing: so a gap shifts no window.
pub fn windows(features: &FeatureSection, selection: &Selection, series: &Series, range: &TimeRange) -> WindowSet {
	let lookback = features.inputs.iter().map(|input| input.lags as usize).max().unwrap_or(1);
	let ahead = features.target.next_rows as usize;
	let (first, end) = rows_in(series, range);
	let target = &series.columns[selection.target];
	let width: usize = features.inputs.iter().map(|input| input.width() as usize).sum();

	let mut set = WindowSet { inputs: Array2::zeros((0, 0)), targets: vec![], persistence: vec![], skipped: 0 };
	let mut values: Vec<f32> = Vec::new();
	let mut start = first;
	while start + lookback + ahead <= end {
		// `now` is the newest row that the model may read.
		let now = start + lookback - 1;
		start += features.stride_rows as usize;
		let before = values.len();
		for (input, column) in features.inputs.iter().zip(&selection.inputs) {
			for value in &series.columns[*column][now + 1 - input.lags as usize..=now] {
				match input.encoding {
					InputEncoding::Value => values.push((f64::from(*value) / input.scale) as f32),
					InputEncoding::Angle => {
						let (sin, cos) = f64::from(*value).to_radians().sin_cos();
						values.extend([sin as f32, cos as f32]);
					}
				}
			}
		}
		let next: f64 = target[now + 1..=now + ahead].iter().map(|value| f64::from(*value)).sum();
		let mean = (next / ahead as f64 / features.target.scale) as f32;
		let newest = (f64::from(target[now]) / features.target.scale) as f32;
		// A missing value is NaN, and NaN survives every step above.
		if mean.is_nan() || newest.is_nan() || values[before..].iter().any(|value| value.is_nan()) {
			values.truncate(before);
			set.skipped += 1;
			continue;
		}
		set.targets.push(mean);
		set.persistence.push(newest);
	}
	set.inputs = Array2::from_shape_vec((set.targets.len(), width), values).unwrap_or_default();
	set
}

/// Places of the first row at or after `range.from`, and of the first at or after `range.to`.
fn rows_in(series: &Series, range: &TimeRange) -> (usize, usize) {
	let place = |stamp: i64| {
		let rows = (stamp - series.start.0).max(0) as u64;
		(rows.div_ceil(series.step_seconds as u64) as usize).min(series.len())
	};
	(place(range.from.0), place(range.to.0))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{data::time::Stamp, document::tests::wind};

	const ALL: TimeRange = TimeRange { from: Stamp(0), to: Stamp(600 * 100) };

	fn schema() -> Schema {
		let mut text = "[time]\nname = 't'\nstep_seconds = 600\n".to_owned();
		for (name, unit) in
			[("power_kw", "kW"), ("wind_speed_m_s", "m/s"), ("outdoor_temp_c", "degC"), ("wind_dir_deg", "deg")]
		{
			text += &format!("[[column]]\nname = '{name}'\nunit = '{unit}'\nrange = [0.0, 5000.0]\n");
		}
		crate::toml_file::parse(&text, "schema", "test").unwrap()
	}

	/// 100 rows whose values name their column and row.
	fn series() -> Series {
		let column = |c: u32| (0..100).map(|row| (c * 1000 + row) as f32).collect();
		Series { start: Stamp(0), step_seconds: 600, columns: (0..4).map(column).collect() }
	}

	fn check(series: &Series, range: TimeRange) -> WindowSet {
		let features = wind().features;
		let selection = Selection::new(&features, &schema(), "schema.toml").unwrap();
		windows(&features, &selection, series, &range)
	}

	#[test]
	fn a_window_holds_the_lags_oldest_first_then_the_newest_values_and_the_mean_ahead() {
		let set = check(&series(), ALL);
		// 12 rows back and 6 ahead, every 3 rows: starts at 0, 3, …, 81.
		assert_eq!((set.len(), set.inputs.ncols(), set.skipped), (28, 27, 0));
		let row = set.inputs.row(1);
		assert_eq!(row[0], (3.0 / 2050.0) as f32);
		assert_eq!(row[11], (14.0 / 2050.0) as f32);
		assert_eq!(row[12], (1003.0 / 25.0) as f32);
		assert_eq!(row[24], (2014.0 / 40.0) as f32);
		assert!((f64::from(row[25]) - 3014f64.to_radians().sin()).abs() < 1e-6);
		assert_eq!(set.targets[1], (17.5 / 2050.0) as f32);
		assert_eq!(set.persistence[1], (14.0 / 2050.0) as f32);
	}

	#[test]
	fn a_gap_makes_no_window_and_shifts_none() {
		let mut gap = series();
		for column in &mut gap.columns {
			column[40..45].fill(f32::NAN);
		}
		let (whole, holed) = (check(&series(), ALL), check(&gap, ALL));
		assert_eq!(holed.len() + holed.skipped, whole.len());
		// Starts 24 to 42 reach rows 40 to 44 with inputs or target.
		assert_eq!(holed.skipped, 7);
		for row in holed.inputs.rows() {
			assert!(row.iter().all(|value| value.is_finite()));
			assert!(whole.inputs.rows().into_iter().any(|other| other == row));
		}
	}

	#[test]
	fn a_missing_newest_temperature_skips_only_the_windows_that_read_it() {
		let mut hole = series();
		hole.columns[2][14] = f32::NAN; // Newest row of the second window; the first and third read it as no input.
		assert_eq!(check(&hole, ALL).skipped, 1);
	}

	#[test]
	fn no_window_reaches_beyond_its_range() {
		let range = TimeRange { from: Stamp(600 * 10 - 1), to: Stamp(600 * 28) };
		let set = check(&series(), range);
		assert_eq!(set.len(), 1);
		assert_eq!(set.inputs[[0, 0]], (10.0 / 2050.0) as f32);
		assert!(check(&series(), TimeRange { to: Stamp(600 * 27), ..range }).is_empty());
		assert!(check(&series(), TimeRange { from: Stamp(-9_999_999), to: Stamp(-1) }).is_empty());
	}

	#[test]
	fn another_unit_another_step_or_a_missing_column_is_refused() {
		let features = wind().features;
		let mut watts = schema();
		watts.columns[0].unit = "W".into();
		let problem = Selection::new(&features, &watts, "schema.toml").unwrap_err();
		assert!(problem.what.contains("in kW, the schema says W"), "{problem}");
		let mut hourly = schema();
		hourly.time.step_seconds = 3_600;
		assert!(Selection::new(&features, &hourly, "schema.toml").unwrap_err().what.contains("600 s apart"));
		let mut short = schema();
		short.columns.remove(1);
		assert!(Selection::new(&features, &short, "schema.toml").unwrap_err().what.contains("`wind_speed_m_s`"));
	}
}
