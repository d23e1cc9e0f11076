//! What the columns of a member's files mean: names, units, ranges, and how a missing value is written.

use crate::{data::time::Stamp, problem::Problem, toml_file};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Units whose physical limits are known, with the least value each can have. Other units are allowed.
const PHYSICAL_MINIMA: [(&str, f64); 5] = [("degC", -273.15), ("K", 0.0), ("m/s", 0.0), ("hPa", 0.0), ("Hz", 0.0)];

/// The schema of a member's files.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
	/// The time column.
	pub time: TimeColumn,
	/// The measured columns. Columns of the file that are not named here are ignored (and listed in the quality report).
	#[serde(rename = "column")]
	pub columns: Vec<Column>,
}

/// The column that says when a row was measured.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeColumn {
	/// Its name in the file's first line.
	pub name: String,
	/// Time between two rows, in seconds.
	pub step_seconds: u32,
	/// Read a time of day without a zone as UTC; without this it is an error.
	#[serde(default)]
	pub zoneless_is_utc: bool,
}

/// A measured column.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
	/// Its name in the file's first line.
	pub name: String,
	/// Its unit, which must be the one the task expects.
	pub unit: String,
	/// Least and largest value that can be true.
	pub range: [f64; 2],
	/// How a missing value is written, besides an empty field and `NaN`: for instance a sensor's error code.
	#[serde(default)]
	pub missing: Vec<String>,
}

/// What one field of a row holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell {
	/// A number within the column's range.
	Value(f32),
	/// Written as missing.
	Missing,
	/// A number outside the column's range.
	OutOfRange,
	/// Neither a number nor a way to write a missing value.
	NotANumber,
}

impl Schema {
	/// Reads and checks a schema file.
	///
	/// # Errors
	/// When the file cannot be read, or contradicts itself.
	pub fn load(path: &Path) -> Result<Self, Problem> {
		let schema: Self = toml_file::read(path, "schema")?;
		schema.check(&path.display().to_string())?;
		Ok(schema)
	}

	/// Whether the schema makes sense.
	///
	/// # Errors
	/// The first thing that does not.
	pub fn check(&self, place: &str) -> Result<(), Problem> {
		let refuse = |what: String, next: &str| Err(Problem::new(what, place, next));
		if self.time.step_seconds == 0 {
			return refuse("`step_seconds` is 0".into(), "give the time between two rows, in seconds");
		}
		if self.columns.is_empty() {
			return refuse("the schema names no column".into(), "add a [[column]] for each column the task uses");
		}
		for (i, column) in self.columns.iter().enumerate() {
			let name = &column.name;
			if *name == self.time.name || self.columns[..i].iter().any(|other| other.name == *name) {
				return refuse(format!("column `{name}` is named twice"), "name each column once");
			}
			let [least, largest] = column.range;
			if !(least.is_finite() && largest.is_finite() && least < largest) {
				return refuse(format!("the range of `{name}` is empty or not finite"), "give [least, largest]");
			}
			if let Some((unit, minimum)) = PHYSICAL_MINIMA.iter().find(|(unit, _)| *unit == column.unit) {
				if least < *minimum {
					return refuse(
						format!("the range of `{name}` begins below {minimum} {unit}, which no {unit} can be"),
						"correct the range, or the unit",
					);
				}
			}
		}
		Ok(())
	}

	/// The column called `name`.
	pub fn column(&self, name: &str) -> Option<&Column> {
		self.columns.iter().find(|column| column.name == name)
	}

	/// Reads a time.
	pub fn stamp(&self, text: &str) -> Option<Stamp> {
		Stamp::parse(text.trim(), self.time.zoneless_is_utc)
	}
}

impl Column {
	/// Reads one field.
	pub fn cell(&self, text: &str) -> Cell {
		let text = text.trim();
		if text.is_empty() || text.eq_ignore_ascii_case("nan") || self.missing.iter().any(|marker| marker == text) {
			return Cell::Missing;
		}
		match text.parse::<f64>() {
			Ok(value) if value >= self.range[0] && value <= self.range[1] => Cell::Value(value as f32),
			Ok(_) => Cell::OutOfRange,
			Err(_) => Cell::NotANumber,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn temperature() -> Column {
		Column { name: "t".into(), unit: "degC".into(), range: [-40.0, 50.0], missing: vec!["-273.2".into()] }
	}

	fn schema(columns: Vec<Column>) -> Schema {
		Schema { time: TimeColumn { name: "time".into(), step_seconds: 600, zoneless_is_utc: false }, columns }
	}

	#[test]
	fn a_field_is_a_value_missing_out_of_range_or_no_number() {
		let column = temperature();
		assert_eq!(column.cell(" 4.5"), Cell::Value(4.5));
		for missing in ["", "  ", "NaN", "-273.2"] {
			assert_eq!(column.cell(missing), Cell::Missing, "{missing}");
		}
		for out in ["50.1", "-41", "inf", "-inf", "1e300"] {
			assert_eq!(column.cell(out), Cell::OutOfRange, "{out}");
		}
		assert_eq!(column.cell("4,5"), Cell::NotANumber);
	}

	#[test]
	fn a_range_below_what_the_unit_can_be_is_refused() {
		let cold = Column { range: [-300.0, 50.0], ..temperature() };
		assert!(schema(vec![cold]).check("s").unwrap_err().what.contains("-273.15"));
		assert_eq!(schema(vec![temperature()]).check("s"), Ok(()));
	}

	#[test]
	fn a_schema_that_contradicts_itself_is_refused() {
		assert!(schema(vec![temperature(), temperature()]).check("s").unwrap_err().what.contains("twice"));
		assert!(schema(vec![Column { range: [1.0, 1.0], ..temperature() }]).check("s").is_err());
		assert!(schema(vec![]).check("s").is_err());
		let unknown =
			toml_file::parse::<Schema>("[time]\nname = 't'\nstep_seconds = 600\nzone = 'x'\n", "schema", "s.toml");
		assert_eq!(unknown.unwrap_err().place, "s.toml, line 4");
	}
}
