//! From rows as they were read to a regular series.
//!
//! The policy, all of it counted in the [`QualityReport`]:
//!
//! - Values out of range are an error, unless `drop_out_of_range`: then they count as missing.
//! - Rows are put into the order of their stamps.
//! - The first stamp and the schema's step make the time grid. A row off the grid is left out.
//! - Of rows with one stamp, the first is kept; where a later one disagrees, the value counts as missing.
//! - A grid row that nobody measured is a gap: all its values are missing. Nothing is interpolated.

use crate::{
	data::{
		csv::{Rows, MAX_ROWS},
		quality::QualityReport,
		schema::Schema,
		time::Stamp,
	},
	problem::Problem,
};

/// Rows on a regular time grid.
#[derive(Clone, PartialEq, Debug)]
pub struct Series {
	/// Moment of the first row.
	pub start: Stamp,
	/// Time between rows, in seconds.
	pub step_seconds: i64,
	/// One list a column of the schema, in its order; NaN is missing.
	pub columns: Vec<Vec<f32>>,
}

impl Series {
	/// Rows on the grid.
	pub fn len(&self) -> usize {
		self.columns.first().map_or(0, Vec::len)
	}

	/// Whether there is no row.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}
}

/// Makes a series of `rows`.
///
/// # Errors
/// When there are no rows, a value is out of range (unless `drop_out_of_range`), or the stamps span more than
/// [`MAX_ROWS`] steps.
pub fn clean(
	rows: &Rows,
	schema: &Schema,
	drop_out_of_range: bool,
	quality: &mut QualityReport,
	files: &str,
) -> Result<Series, Problem> {
	refuse_out_of_range(rows, schema, drop_out_of_range, quality)?;
	let mut order: Vec<usize> = (0..rows.stamps.len()).collect();
	quality.out_of_order_rows = out_of_order(&rows.stamps);
	order.sort_by_key(|row| rows.stamps[*row]); // Stable: of equal stamps the first read stays first.

	let (Some(first), Some(last)) = (order.first(), order.last()) else {
		return Err(Problem::new(
			"there are no rows",
			files,
			"give a file with a first line of names and rows below it",
		));
	};
	let (start, end) = (rows.stamps[*first], rows.stamps[*last]);
	let step_seconds = i64::from(schema.time.step_seconds);
	let length = (end.0 - start.0) / step_seconds + 1;
	let length = usize::try_from(length).ok().filter(|length| *length <= MAX_ROWS).ok_or_else(|| {
		Problem::new(
			format!("the stamps span {length} steps of {step_seconds} s; at most {MAX_ROWS} are allowed"),
			format!("{files}: {start} to {end}"),
			"correct the wrong stamp, or `step_seconds` in the schema",
		)
	})?;

	let width = schema.columns.len();
	let mut columns = vec![vec![f32::NAN; length]; width];
	let mut measured = vec![false; length];
	for row in order {
		let since = rows.stamps[row].0 - start.0;
		if since % step_seconds != 0 {
			quality.off_grid_rows += 1;
			continue;
		}
		let place = (since / step_seconds) as usize; // Below `length`: no stamp is after `end`.
		let values = &rows.values[row * width..(row + 1) * width];
		if measured[place] {
			let mut conflict = false;
			for (column, value) in columns.iter_mut().zip(values) {
				// Bits, so that two missing values agree.
				if column[place].to_bits() != value.to_bits() {
					column[place] = f32::NAN;
					conflict = true;
				}
			}
			quality.conflicting_rows += u64::from(conflict);
			quality.duplicate_rows += u64::from(!conflict);
		} else {
			measured[place] = true;
			for (column, value) in columns.iter_mut().zip(values) {
				column[place] = *value;
			}
		}
	}
	quality.first = Some(start);
	quality.last = Some(end);
	quality.grid_rows = length as u64;
	quality.gap_rows = measured.iter().filter(|measured| !**measured).count() as u64;
	quality.gaps = measured.windows(2).filter(|pair| pair[0] && !pair[1]).count() as u64;
	Ok(Series { start, step_seconds, columns })
}

/// Rows that come after a row with a later stamp.
fn out_of_order(stamps: &[Stamp]) -> u64 {
	let mut latest = Stamp(i64::MIN);
	let mut count = 0;
	for stamp in stamps {
		count += u64::from(*stamp < latest);
		latest = latest.max(*stamp);
	}
	count
}

fn refuse_out_of_range(
	rows: &Rows,
	schema: &Schema,
	drop_out_of_range: bool,
	quality: &QualityReport,
) -> Result<(), Problem> {
	let Some(first) = rows.first_out_of_range.as_ref().filter(|_| !drop_out_of_range) else { return Ok(()) };
	let counts = quality.columns.iter().find(|column| column.name == first.column);
	let count = counts.map_or(0, |column| column.out_of_range);
	let (range, unit) =
		schema.column(&first.column).map_or(([0.0; 2], ""), |column| (column.range, column.unit.as_str()));
	Err(Problem::new(
		format!(
			"{count} of {} rows have {} outside {}..{} {unit}; nothing was trained",
			quality.rows_read, first.column, range[0], range[1]
		),
		format!("{}, first at line {} (values are not printed)", first.file, first.line),
		"list the sensor's error code under `missing` in schema.toml, or set `drop_out_of_range = true` in worker.toml",
	))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn schema() -> Schema {
		crate::toml_file::parse(
			"[time]\nname = 'time'\nstep_seconds = 600\n[[column]]\nname = 'a'\nunit = ''\nrange = [0.0, 9.0]\n[[column]]\nname = 'b'\nunit = ''\nrange = [0.0, 9.0]\n",
			"schema",
			"test",
		)
		.unwrap()
	}

	/// Rows from (minute, a, b); NaN is missing.
	fn check(rows: &[(i64, f32, f32)]) -> (Series, QualityReport) {
		let rows = Rows {
			stamps: rows.iter().map(|row| Stamp(row.0 * 60)).collect(),
			values: rows.iter().flat_map(|row| [row.1, row.2]).collect(),
			first_out_of_range: None,
		};
		let mut quality = QualityReport::default();
		(clean(&rows, &schema(), false, &mut quality, "t").unwrap(), quality)
	}

	#[test]
	fn rows_out_of_order_give_the_same_series_and_are_counted() {
		let (series, quality) = check(&[(0, 1.0, 1.0), (20, 3.0, 3.0), (10, 2.0, 2.0)]);
		assert_eq!(series.columns[0], [1.0, 2.0, 3.0]);
		assert_eq!(quality.out_of_order_rows, 1);
		assert_eq!((quality.gaps, quality.gap_rows), (0, 0));
	}

	#[test]
	fn equal_duplicates_are_kept_once_and_conflicts_count_as_missing() {
		let (series, quality) =
			check(&[(0, 1.0, f32::NAN), (0, 1.0, f32::NAN), (10, 2.0, 2.0), (10, 2.0, 5.0), (20, 3.0, 3.0)]);
		assert_eq!(series.columns[0], [1.0, 2.0, 3.0]);
		assert!(series.columns[1][1].is_nan());
		assert_eq!(series.columns[1][2], 3.0);
		assert_eq!((quality.duplicate_rows, quality.conflicting_rows), (1, 1));
	}

	#[test]
	fn a_gap_is_filled_with_missing_values_and_counted() {
		let (series, quality) = check(&[(0, 1.0, 1.0), (40, 5.0, 5.0), (50, 6.0, 6.0), (70, 8.0, 8.0)]);
		assert_eq!(series.len(), 8);
		assert!(series.columns[0][1..4].iter().all(|value| value.is_nan()));
		assert_eq!((quality.gaps, quality.gap_rows, quality.grid_rows), (2, 4, 8));
	}

	#[test]
	fn a_row_off_the_grid_is_left_out_and_counted() {
		let (series, quality) = check(&[(0, 1.0, 1.0), (7, 9.0, 9.0), (10, 2.0, 2.0)]);
		assert_eq!(series.columns[0], [1.0, 2.0]);
		assert_eq!(quality.off_grid_rows, 1);
	}

	#[test]
	fn one_wrong_stamp_far_away_is_refused_before_memory_is_spent() {
		let rows = Rows { stamps: vec![Stamp(0), Stamp(i64::MAX / 4)], values: vec![1.0; 4], first_out_of_range: None };
		let problem = clean(&rows, &schema(), false, &mut QualityReport::default(), "t.csv").unwrap_err();
		assert!(problem.next.contains("wrong stamp"), "{problem}");
		let none = clean(&Rows::default(), &schema(), false, &mut QualityReport::default(), "t.csv").unwrap_err();
		assert!(none.what.contains("no rows"));
	}
}
