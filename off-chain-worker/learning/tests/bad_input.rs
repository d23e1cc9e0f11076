//! What a member can get wrong, end to end: each is refused with what, where and what to do next.

use guild_learning::{check, local::Elapsed, LocalTrainer, Problem, WorkerConfig};
use std::{
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};
use tempfile::TempDir;

/// Tests run in the package's folder.
const EXAMPLE: &str = "../../examples/wind-power";

/// A member's folder with three days of made-up rows, the example's schema and task.
struct Member {
	folder: TempDir,
}

impl Member {
	fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let member = Self { folder };
		for name in ["schema.toml", "task.toml"] {
			std::fs::copy(Path::new(EXAMPLE).join(name), member.path(name)).unwrap();
		}
		let mut rows = "time_utc,power_kw,wind_speed_m_s,outdoor_temp_c,wind_dir_deg\n".to_owned();
		for row in 0..3 * 144 {
			let (day, hour, minute) = (1 + row / 144, row % 144 / 6, row % 6 * 10);
			let wind = 6.0 + 3.0 * (row as f64 / 40.0).sin();
			rows += &format!("2014-01-0{day}T{hour:02}:{minute:02}Z,{:.1},{wind:.2},4.5,{}\n", wind * 90.0, row % 360);
		}
		member.write("rows.csv", &rows);
		member.write(
			"worker.toml",
			"dataset = 7\ndata = ['rows.csv']\nschema = 'schema.toml'\ntask = 'task.toml'\n\
			[training]\nfrom = '2014-01-01'\nto = '2014-01-03'\n[validation]\nfrom = '2014-01-02'\nto = '2014-01-03'\n\
			[test]\nfrom = '2014-01-03'\nto = '2014-01-04'\n",
		);
		member
	}

	fn path(&self, name: &str) -> PathBuf {
		self.folder.path().join(name)
	}

	fn write(&self, name: &str, text: &str) {
		std::fs::write(self.path(name), text).unwrap();
	}

	/// Replaces the first `old` in a file.
	fn edit(self, name: &str, old: &str, new: &str) -> Self {
		let text = std::fs::read_to_string(self.path(name)).unwrap();
		assert!(text.contains(old), "{old} is not in {name}");
		self.write(name, &text.replacen(old, new, 1));
		self
	}

	fn config(&self) -> Result<WorkerConfig, Problem> {
		WorkerConfig::load(&self.path("worker.toml"))
	}

	/// The problem, which training must meet just as `check` does; all its three lines say something.
	fn problem(&self) -> Problem {
		let config = match self.config() {
			Ok(config) => config,
			Err(problem) => return problem,
		};
		let elapsed: Elapsed = Arc::new(|| Duration::ZERO);
		let problem = check(&config).unwrap_err();
		assert_eq!(LocalTrainer::open(&config, elapsed).err().as_ref(), Some(&problem));
		assert!(!problem.what.is_empty() && !problem.place.is_empty() && !problem.next.is_empty());
		problem
	}
}

#[test]
fn a_member_without_mistakes_is_told_what_would_be_trained() {
	let report = check(&Member::new().config().unwrap()).unwrap();
	let windows: Vec<_> = report.splits.iter().map(|split| (split.name.as_str(), split.windows)).collect();
	assert_eq!(windows, [("training", 91), ("validation", 43), ("test", 43)]);
	assert_eq!((report.dim, report.steps_asked, report.quality.rows_read), (1_441, 400, 432));
	let text = report.to_string();
	for words in
		["432 rows read", "training: 91", "an MLP of 1441 parameters", "dense0.weight: 27 × 32", "400 steps a round"]
	{
		assert!(text.contains(words), "{words} is not in\n{text}");
	}
	assert!(serde_json::to_string(&report).unwrap().contains("\"first\":\"2014-01-01T00:00Z\""));
}

#[test]
fn no_data_file_is_named_with_its_path() {
	let problem = Member::new().edit("worker.toml", "rows.csv", "row.csv").problem();
	assert!(problem.what.contains("no data file") && problem.place.ends_with("row.csv"), "{problem}");
	assert!(problem.next.contains("`data`"));
}

#[test]
fn a_column_missing_in_the_file_is_named() {
	let problem = Member::new().edit("rows.csv", "wind_speed_m_s", "windspeed").problem();
	assert!(problem.what.contains("`wind_speed_m_s` is missing"), "{problem}");
	assert!(problem.place.contains("rows.csv, line 1") && problem.place.contains("windspeed"), "{problem}");
}

#[test]
fn a_column_missing_in_the_schema_is_named() {
	let problem = Member::new().edit("schema.toml", "\"wind_speed_m_s\"", "\"wind\"").problem();
	assert!(problem.what.contains("`wind_speed_m_s`") && problem.place.contains("schema.toml"), "{problem}");
}

#[test]
fn another_unit_than_the_task_expects_is_refused() {
	let problem = Member::new().edit("schema.toml", "unit = \"m/s\"", "unit = \"km/h\"").problem();
	assert!(problem.what.contains("in m/s, the schema says km/h"), "{problem}");
}

#[test]
fn values_out_of_range_are_counted_with_the_first_line_and_never_printed() {
	let member = Member::new().edit("rows.csv", "540.0", "98765").edit("rows.csv", ",4.5,", ",4.4,");
	let problem = member.problem();
	assert!(problem.what.starts_with("1 of 432 rows have power_kw outside -100..2500 kW"), "{problem}");
	assert!(problem.place.contains("rows.csv, first at line 2 "), "{problem}");
	assert!(!problem.to_string().contains("98765"));
	let member = member.edit("worker.toml", "dataset = 7", "dataset = 7\ndrop_out_of_range = true");
	let report = check(&member.config().unwrap()).unwrap();
	assert_eq!(report.quality.columns[0].out_of_range, 1);
	assert_eq!(report.splits[0].skipped, 1);
}

#[test]
fn a_range_without_a_window_is_refused_with_what_the_data_has() {
	let member = Member::new().edit("worker.toml", "to = '2014-01-04'", "to = '2014-01-03T02:00Z'");
	let problem = member.problem();
	assert!(problem.what.contains("no window can be made for [test]"), "{problem}");
	assert!(problem.place.contains("2014-01-01T00:00Z to 2014-01-03T23:50Z"), "{problem}");
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
	let problem = Member::new().edit("worker.toml", "dataset = 7", "dataset = 7\ndrop_out_of_rnge = true").problem();
	assert!(problem.what.contains("drop_out_of_rnge") && problem.place.contains("worker.toml, line 2"), "{problem}");
}

#[test]
fn a_task_copy_that_is_not_there_is_named() {
	let problem = Member::new().edit("worker.toml", "'task.toml'", "'tusk.toml'").problem();
	assert!(problem.what.contains("no task file") && problem.place.ends_with("tusk.toml"), "{problem}");
}
