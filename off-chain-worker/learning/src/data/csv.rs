//! Reading CSV, plain or gzip. Told apart by the first bytes, not by the name.

use crate::{
	data::{
		quality::{ColumnQuality, QualityReport},
		schema::{Cell, Schema},
		time::Stamp,
	},
	problem::Problem,
};
use csv::{ByteRecord, ErrorKind, ReaderBuilder};
use std::{
	fs::File,
	io::{BufRead, BufReader, Read},
	path::Path,
};

/// Most bytes of one line, so that a file without line ends costs no memory.
pub const MAX_LINE_BYTES: usize = 64 * 1024;
/// Most rows of one member's files together.
pub const MAX_ROWS: usize = 20_000_000;

/// Rows as read: in the files' order, cells as the schema reads them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rows {
	/// When each row was measured.
	pub stamps: Vec<Stamp>,
	/// Row after row, one value for each column of the schema in its order; NaN is missing.
	pub values: Vec<f32>,
	/// The first field that was out of its range, if any.
	pub first_out_of_range: Option<Place>,
}

/// Where a field stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
	/// The file.
	pub file: String,
	/// Its line, from 1.
	pub line: u64,
	/// Name of the column.
	pub column: String,
}

/// Reads all `files`, one after the other.
///
/// # Errors
/// When a file cannot be read or decompressed, a column is missing, or a field cannot be read.
pub fn read_files<P: AsRef<Path>>(files: &[P], schema: &Schema) -> Result<(Rows, QualityReport), Problem> {
	let mut rows = Rows::default();
	let mut quality = QualityReport {
		columns: schema
			.columns
			.iter()
			.map(|column| ColumnQuality { name: column.name.clone(), ..ColumnQuality::default() })
			.collect(),
		..QualityReport::default()
	};
	for path in files {
		let path = path.as_ref();
		let name = path.display().to_string();
		let file = File::open(path).map_err(|error| match error.kind() {
			std::io::ErrorKind::NotFound => Problem::new(
				"there is no data file",
				name.as_str(),
				"correct `data` in worker.toml; relative paths count from its folder",
			),
			_ => Problem::new(
				format!("the data file cannot be read: {error}"),
				name.as_str(),
				"check that this user may read it",
			),
		})?;
		read(file, &name, schema, &mut rows, &mut quality)?;
	}
	Ok((rows, quality))
}

/// Reads one file's content, called `name`, behind what `rows` and `quality` have.
///
/// # Errors
/// As [`read_files`].
pub fn read(
	content: impl Read,
	name: &str,
	schema: &Schema,
	rows: &mut Rows,
	quality: &mut QualityReport,
) -> Result<(), Problem> {
	let mut content = BufReader::new(content);
	let start = content.fill_buf().map_err(|error| unreadable(name, 0, &error))?;
	let text: Box<dyn Read + '_> = if start.starts_with(&[0x1f, 0x8b]) {
		Box::new(flate2::bufread::MultiGzDecoder::new(content))
	} else {
		Box::new(content)
	};
	let mut reader = ReaderBuilder::new().from_reader(BoundedLines { text, line_bytes: 0 });
	let places = find_columns(&mut reader, name, schema, quality)?;
	let mut record = ByteRecord::new();
	while reader.read_byte_record(&mut record).map_err(|error| bad_row(name, &error))? {
		let line = record.position().map_or(0, csv::Position::line);
		let field = |place: usize| record.get(place).and_then(|bytes| std::str::from_utf8(bytes).ok());
		if rows.stamps.len() >= MAX_ROWS {
			let next = "name fewer files, or a shorter range of time";
			return Err(Problem::new(
				format!("there are more than {MAX_ROWS} rows"),
				format!("{name}, line {line}"),
				next,
			));
		}
		let stamp = field(places.time).and_then(|text| schema.stamp(text)).ok_or_else(|| {
			Problem::new(
				"the time cannot be read",
				format!("{name}, line {line}, column `{}`", schema.time.name),
				"write times like 2014-01-31T23:50Z, or set `zoneless_is_utc = true` under [time] in the schema",
			)
		})?;
		rows.stamps.push(stamp);
		quality.rows_read += 1;
		for ((column, place), counts) in schema.columns.iter().zip(&places.columns).zip(&mut quality.columns) {
			let cell = field(*place).map_or(Cell::NotANumber, |text| column.cell(text));
			rows.values.push(match cell {
				Cell::Value(value) => value,
				Cell::Missing => {
					counts.missing += 1;
					f32::NAN
				}
				Cell::OutOfRange => {
					counts.out_of_range += 1;
					rows.first_out_of_range.get_or_insert_with(|| Place {
						file: name.into(),
						line,
						column: column.name.clone(),
					});
					f32::NAN
				}
				Cell::NotANumber => {
					return Err(Problem::new(
						"this field is not a number (it is not printed here)",
						format!("{name}, line {line}, column `{}`", column.name),
						"if the sensor writes this for a missing value, list it under `missing` in the schema",
					))
				}
			});
		}
	}
	Ok(())
}

/// Where the schema's columns stand in the file.
struct Places {
	time: usize,
	columns: Vec<usize>,
}

fn find_columns<R: Read>(
	reader: &mut csv::Reader<R>,
	file: &str,
	schema: &Schema,
	quality: &mut QualityReport,
) -> Result<Places, Problem> {
	let header = reader.byte_headers().map_err(|error| bad_row(file, &error))?;
	let names: Vec<String> = header
		.iter()
		.map(|name| String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_owned())
		.collect();
	let place = |wanted: &str| {
		let mut found = names.iter().enumerate().filter(|(_, name)| *name == wanted);
		match (found.next(), found.next()) {
			(Some((place, _)), None) => Ok(place),
			(None, _) => Err(Problem::new(
				format!("column `{wanted}` is missing"),
				format!("{file}, line 1; it has: {}", names.join(", ")),
				"name the column as the file does in schema.toml, or give the file that has it",
			)),
			(Some(_), Some(_)) => Err(Problem::new(
				format!("column `{wanted}` is there twice"),
				format!("{file}, line 1"),
				"give each column its own name",
			)),
		}
	};
	let places = Places {
		time: place(&schema.time.name)?,
		columns: schema.columns.iter().map(|column| place(&column.name)).collect::<Result<_, _>>()?,
	};
	for name in &names {
		if *name != schema.time.name && schema.column(name).is_none() && !quality.ignored_columns.contains(name) {
			quality.ignored_columns.push(name.clone());
		}
	}
	Ok(places)
}

fn bad_row(file: &str, error: &csv::Error) -> Problem {
	let line = error.position().map_or(0, csv::Position::line);
	match error.kind() {
		ErrorKind::Io(error) => unreadable(file, line, error),
		ErrorKind::UnequalLengths { expected_len, len, .. } => Problem::new(
			format!("this row has {len} fields, the first line has {expected_len}"),
			format!("{file}, line {line}"),
			"correct the row, or export the file again",
		),
		_ => Problem::new(
			"this row cannot be read",
			format!("{file}, line {line}"),
			"correct the row, or export the file again",
		),
	}
}

fn unreadable(file: &str, line: u64, error: &std::io::Error) -> Problem {
	let place = if line > 0 { format!("{file}, about line {line}") } else { file.to_owned() };
	Problem::new(
		format!("the file cannot be read to its end: {error}"),
		place,
		"if it was cut off on its way, copy it again",
	)
}

/// Passes text on until a line is longer than [`MAX_LINE_BYTES`].
struct BoundedLines<R> {
	text: R,
	line_bytes: usize,
}

impl<R: Read> Read for BoundedLines<R> {
	fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
		let count = self.text.read(buffer)?;
		for piece in buffer[..count].split_inclusive(|byte| *byte == b'\n') {
			self.line_bytes += piece.len();
			if self.line_bytes > MAX_LINE_BYTES {
				return Err(std::io::Error::other(format!("a line is longer than {MAX_LINE_BYTES} bytes")));
			}
			if piece.ends_with(b"\n") {
				self.line_bytes = 0;
			}
		}
		Ok(count)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::io::Write;

	fn schema() -> Schema {
		crate::toml_file::parse(
			"[time]\nname = 'time'\nstep_seconds = 600\n[[column]]\nname = 'power'\nunit = 'kW'\nrange = [-50.0, 2500.0]\nmissing = ['-999']\n",
			"schema",
			"test",
		)
		.unwrap()
	}

	fn check(text: &[u8]) -> Result<(Rows, QualityReport), Problem> {
		let mut rows = Rows::default();
		let mut quality = QualityReport { columns: vec![ColumnQuality::default()], ..QualityReport::default() };
		read(text, "t.csv", &schema(), &mut rows, &mut quality).map(|()| (rows, quality))
	}

	const GOOD: &[u8] = b"time,power,other\n2014-01-01T00:00Z,1.5,x\n2014-01-01T00:10Z,,x\n2014-01-01T00:20Z,9000,x\n2014-01-01T00:30Z,-999,x\n";

	#[test]
	fn what_is_missing_or_out_of_range_is_counted_with_its_first_place() {
		let (rows, quality) = check(GOOD).unwrap();
		assert_eq!(rows.values[0], 1.5);
		assert!(rows.values[1..].iter().all(|value| value.is_nan()));
		assert_eq!((quality.columns[0].missing, quality.columns[0].out_of_range), (2, 1));
		assert_eq!(rows.first_out_of_range, Some(Place { file: "t.csv".into(), line: 4, column: "power".into() }));
		assert_eq!(quality.ignored_columns, ["other"]);
	}

	#[test]
	fn gzip_and_plain_give_the_same_rows() {
		let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
		gzip.write_all(GOOD).unwrap();
		let (plain, zipped) = (check(GOOD).unwrap(), check(&gzip.finish().unwrap()).unwrap());
		assert_eq!(plain.1, zipped.1);
		assert_eq!(plain.0.stamps, zipped.0.stamps);
		assert_eq!(format!("{:?}", plain.0.values), format!("{:?}", zipped.0.values));
	}

	#[test]
	fn a_gzip_file_that_was_cut_off_is_refused() {
		let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
		for i in 0..5_000 {
			writeln!(gzip, "2014-01-01T00:00Z,{},{}", i * 7919 % 1009, i * 31 % 977).unwrap();
		}
		let bytes = gzip.finish().unwrap();
		let mut whole = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
		whole.write_all(b"time,power,other\n").unwrap();
		let joined = [whole.finish().unwrap(), bytes].concat();
		assert_eq!(check(&joined).unwrap().1.rows_read, 5_000);
		assert!(check(&joined[..joined.len() - 200]).unwrap_err().what.contains("to its end"));
	}

	#[test]
	fn a_missing_column_is_named_with_those_that_are_there() {
		let problem = check(b"time,pwr\n").unwrap_err();
		assert!(problem.what.contains("`power` is missing"));
		assert_eq!(problem.place, "t.csv, line 1; it has: time, pwr");
		assert!(check(b"").unwrap_err().what.contains("is missing"));
	}

	#[test]
	fn a_bad_field_is_named_by_line_and_column_without_its_value() {
		let problem = check(b"time,power\n2014-01-01T00:00Z,1\n2014-01-01T00:10Z,secret\n").unwrap_err();
		assert_eq!(problem.place, "t.csv, line 3, column `power`");
		assert!(!problem.to_string().contains("secret"));
		assert_eq!(check(b"time,power\nyesterday,1\n").unwrap_err().place, "t.csv, line 2, column `time`");
		assert!(check(b"time,power\n2014-01-01T00:00Z,1,2\n").unwrap_err().what.contains("3 fields"));
	}

	#[test]
	fn a_line_without_end_is_refused_before_it_fills_memory() {
		let endless = std::io::Read::chain(&b"time,power\n"[..], std::io::repeat(b'1'));
		let problem =
			read(endless, "t.csv", &schema(), &mut Rows::default(), &mut QualityReport::default()).unwrap_err();
		assert!(problem.what.contains("longer than"), "{problem}");
	}
}
