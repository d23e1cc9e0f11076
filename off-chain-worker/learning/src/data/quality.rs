//! What was found in a member's rows, and what was done about it.

use crate::data::time::Stamp;
use serde::Serialize;

/// Counts of everything that cleaning noticed. Counts only: no value and no row is in it.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct QualityReport {
	/// Rows in the files.
	pub rows_read: u64,
	/// First moment.
	pub first: Option<Stamp>,
	/// Last moment.
	pub last: Option<Stamp>,
	/// Rows on the regular time grid from first to last, whether measured or not.
	pub grid_rows: u64,
	/// Stretches of the grid without rows.
	pub gaps: u64,
	/// Grid rows within those stretches; no window touches them.
	pub gap_rows: u64,
	/// Rows that came after a later one; put into order.
	pub out_of_order_rows: u64,
	/// Rows with the stamp and the values of another; one of them is kept.
	pub duplicate_rows: u64,
	/// Rows with the stamp of another but other values. Nobody can tell which is right: what differs counts as missing.
	pub conflicting_rows: u64,
	/// Rows whose stamp is not on the grid; left out.
	pub off_grid_rows: u64,
	/// Each column of the schema.
	pub columns: Vec<ColumnQuality>,
	/// Columns of the files that the schema does not name; not read.
	pub ignored_columns: Vec<String>,
}

/// What was found in one column.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct ColumnQuality {
	/// Its name.
	pub name: String,
	/// Fields written as missing.
	pub missing: u64,
	/// Fields outside the range of the schema; counted as missing (`drop_out_of_range`).
	pub out_of_range: u64,
}

impl std::fmt::Display for QualityReport {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		let Self { rows_read, grid_rows, gaps, gap_rows, .. } = self;
		write!(f, "{rows_read} rows read")?;
		if let (Some(first), Some(last)) = (self.first, self.last) {
			write!(f, ", {first} to {last}")?;
		}
		writeln!(f, "\n{gaps} gaps in time ({gap_rows} of {grid_rows} grid rows): no window touches them")?;
		let done = [
			(self.out_of_order_rows, "out of order: put into order"),
			(self.duplicate_rows, "repeated with the same values: one kept"),
			(self.conflicting_rows, "with the same stamp and other values: what differs counts as missing"),
			(self.off_grid_rows, "with a stamp off the time grid: left out"),
		];
		for (count, what) in done.iter().filter(|(count, _)| *count > 0) {
			writeln!(f, "{count} rows {what}")?;
		}
		for column in &self.columns {
			let ColumnQuality { name, missing, out_of_range } = column;
			write!(f, "{name}: {missing} missing")?;
			if *out_of_range > 0 {
				write!(f, ", {out_of_range} out of range and counted as missing")?;
			}
			writeln!(f)?;
		}
		if !self.ignored_columns.is_empty() {
			writeln!(f, "not read: {}", self.ignored_columns.join(", "))?;
		}
		Ok(())
	}
}
