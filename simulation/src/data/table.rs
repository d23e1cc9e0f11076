//! Rows of a table, each for itself: sensor readings and a label.

use guild_learning::{data::WindowSet, Document, Problem};
use ndarray::Array2;
use rand::{seq::SliceRandom, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use std::{
	fs::File,
	io::{BufReader, Read},
	path::{Path, PathBuf},
};

/// A CSV file, plain or gzip, whose rows have no order in time. The task's inputs name its columns, each without lags, and
/// its target the label, which is 0 or 1; `step_seconds`, `stride_rows` and `next_rows` mean nothing here.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
	/// The file.
	pub file: PathBuf,
	/// One row of so many is kept for the test.
	pub test_one_in: usize,
	/// How many members have rows with label 1, shared equally among them; the others have none. They are spread evenly
	/// over the members. Rows with label 0 are shared equally among all.
	pub members_with_anomalies: usize,
}

/// Most rows of a table.
const MAX_ROWS: usize = 2_000_000;

impl Table {
	pub(super) fn load(
		&self,
		members: usize,
		document: &Document,
		seed: u64,
		folder: &Path,
	) -> Result<(Vec<WindowSet>, WindowSet), Problem> {
		if !(1..=members).contains(&self.members_with_anomalies) || self.test_one_in < 2 {
			return Err(Problem::new(
				"the table cannot be shared like this",
				"the scenario, [data]",
				"`members_with_anomalies` is 1 to the number of members, `test_one_in` at least 2",
			));
		}
		let path = folder.join(&self.file);
		let mut rows = read(&path, document)?;
		rows.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
		let (test, kept): (Vec<_>, Vec<_>) = rows.into_iter().enumerate().partition(|(i, _)| i % self.test_one_in == 0);
		let mut shares: Vec<Vec<Row>> = (0..members).map(|_| Vec::new()).collect();
		let (mut normal, mut anomalous) = (0, 0);
		for (_, row) in kept {
			let next = if row.label > 0.5 {
				anomalous += 1;
				// Members 0, 4, 8 and 12, if 4 of 16 have anomalies.
				(anomalous % self.members_with_anomalies) * members / self.members_with_anomalies
			} else {
				normal += 1;
				normal % members
			};
			shares[next].push(row);
		}
		let test: Vec<Row> = test.into_iter().map(|(_, row)| row).collect();
		Ok((shares.iter().map(|rows| windows(rows)).collect(), windows(&test)))
	}
}

/// One row: scaled inputs and label.
struct Row {
	inputs: Vec<f32>,
	label: f32,
}

/// As windows; what one would say without a model is that nothing is anomalous.
fn windows(rows: &[Row]) -> WindowSet {
	let width = rows.first().map_or(0, |row| row.inputs.len());
	let inputs = rows.iter().flat_map(|row| row.inputs.iter().copied()).collect();
	WindowSet {
		inputs: Array2::from_shape_vec((rows.len(), width), inputs).unwrap_or_default(),
		targets: rows.iter().map(|row| row.label).collect(),
		persistence: vec![0.0; rows.len()],
		skipped: 0,
	}
}

fn read(path: &Path, document: &Document) -> Result<Vec<Row>, Problem> {
	let place = path.display().to_string();
	let failed = |what: String| Problem::new(what, place.as_str(), "correct the file, or `file` in [data]");
	if let Some(input) = document.features.inputs.iter().find(|input| input.width() != 1) {
		return Err(Problem::new(
			format!("the task reads {} values of `{}`; a row of a table has one", input.width(), input.column),
			"the scenario's task, [features]",
			"leave `lags` and `encoding` out",
		));
	}
	let file = File::open(path).map_err(|error| failed(format!("the table cannot be read: {error}")))?;
	let mut start = [0; 2];
	let packed = std::fs::File::open(path).and_then(|mut file| file.read(&mut start)).is_ok() && start == [0x1f, 0x8b];
	let text: Box<dyn Read> =
		if packed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(BufReader::new(file)) };
	let mut reader = csv::Reader::from_reader(text);
	let header = reader.headers().map_err(|error| failed(format!("the first line cannot be read: {error}")))?.clone();
	let find = |column: &str| {
		header
			.iter()
			.position(|name| name.trim() == column)
			.ok_or_else(|| failed(format!("column `{column}` is missing")))
	};
	let inputs = document.features.inputs.iter();
	let columns: Vec<(usize, f64)> =
		inputs.map(|input| Ok((find(&input.column)?, input.scale))).collect::<Result<_, Problem>>()?;
	let (label, scale) = (find(&document.features.target.column)?, document.features.target.scale);
	let mut rows = Vec::new();
	for (line, record) in (2..).zip(reader.records()) {
		let record = record.map_err(|error| failed(format!("line {line} cannot be read: {error}")))?;
		if rows.len() >= MAX_ROWS {
			return Err(failed(format!("there are more than {MAX_ROWS} rows")));
		}
		let value = |(column, scale): (usize, f64)| {
			let field = record.get(column).and_then(|field| field.trim().parse::<f64>().ok());
			let scaled = field.filter(|value| value.is_finite()).map(|value| (value / scale) as f32);
			scaled
				.ok_or_else(|| failed(format!("line {line} has a field that is not a number (it is not printed here)")))
		};
		let inputs = columns.iter().map(|column| value(*column)).collect::<Result<_, _>>()?;
		rows.push(Row { inputs, label: value((label, scale))? });
	}
	Ok(rows)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn document() -> Document {
		Document::parse(
			"[model]\nkind = 'linear'\nseed = 1\n[features]\nstep_seconds = 1\nstride_rows = 1\n\
			 target = { column = 'anomaly', unit = '', next_rows = 1, scale = 1.0 }\n\
			 inputs = [{ column = 'b', unit = '', scale = 10.0 }, { column = 'a', unit = '' }]\n\
			 [training]\noptimiser = 'sgd'\nlearning_rate = 0.1\nepochs = 1\nbatch_size = 8\n",
		)
		.unwrap()
	}

	fn load(text: &str, members: usize, with: usize) -> Result<(Vec<WindowSet>, WindowSet), Problem> {
		let folder = tempfile::tempdir().unwrap();
		std::fs::write(folder.path().join("t.csv"), text).unwrap();
		let table = Table { file: "t.csv".into(), test_one_in: 4, members_with_anomalies: with };
		table.load(members, &document(), 1, folder.path())
	}

	fn rows() -> String {
		(0..400).fold("a,b,anomaly\n".to_owned(), |text, row| text + &format!("{row},5,{}\n", u8::from(row % 10 == 0)))
	}

	#[test]
	fn anomalies_are_at_few_members_and_every_row_is_somewhere_once() {
		let (members, test) = load(&rows(), 8, 2).unwrap();
		let anomalies: Vec<f32> = members.iter().map(|set| set.targets.iter().sum()).collect();
		for (place, count) in anomalies.iter().enumerate() {
			assert_eq!(*count > 0.0, place == 0 || place == 4, "{anomalies:?}");
		}
		assert_eq!(test.len(), 100);
		let mut seen: Vec<u32> =
			members.iter().chain([&test]).flat_map(|set| set.inputs.column(1).to_vec()).map(|a| a as u32).collect();
		seen.sort_unstable();
		assert_eq!(seen, (0..400).collect::<Vec<_>>());
		assert_eq!(test.inputs[[0, 0]], 0.5);
	}

	#[test]
	fn what_cannot_be_read_is_named_without_its_value() {
		assert!(load("a,anomaly\n1,0\n", 2, 1).unwrap_err().what.contains("`b` is missing"));
		let problem = load("a,b,anomaly\n1,secret,0\n", 2, 1).unwrap_err();
		assert!(problem.what.contains("line 2") && !problem.to_string().contains("secret"));
		assert!(load(&rows(), 2, 3).unwrap_err().next.contains("members_with_anomalies"));
	}
}
