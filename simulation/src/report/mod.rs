//! What a scenario ends with: a table for people, CSV files, pictures. The same results give the same bytes.

mod csv;
mod curves;
mod heat_map;
mod table;

pub use csv::{matrix as matrix_csv, rounds as rounds_csv};
pub use curves::svg as curves_svg;
pub use heat_map::svg as heat_map_svg;
pub use table::text as table;

use crate::matrix::Matrix;
use guild_learning::Problem;
use std::path::{Path, PathBuf};

/// Writes all files of a scenario into `directory`, and returns their paths.
///
/// # Errors
/// They cannot be written.
pub fn write(matrix: &Matrix, directory: &Path) -> Result<Vec<PathBuf>, Problem> {
	let failed = |path: &Path, error: std::io::Error| {
		Problem::new(
			format!("the result cannot be written: {error}"),
			path.display().to_string(),
			"give another directory with --out",
		)
	};
	std::fs::create_dir_all(directory).map_err(|error| failed(directory, error))?;
	let files = [
		("matrix.csv", matrix_csv(matrix)),
		("rounds.csv", rounds_csv(matrix)),
		("matrix.svg", heat_map_svg(matrix)?),
		("rounds.svg", curves_svg(matrix)?),
	];
	let mut paths = Vec::new();
	for (name, text) in files {
		let path = directory.join(name);
		std::fs::write(&path, text).map_err(|error| failed(&path, error))?;
		paths.push(path);
	}
	Ok(paths)
}

/// What a picture could not be drawn for.
fn undrawn(error: impl std::fmt::Display) -> Problem {
	Problem::new(format!("the picture cannot be drawn: {error}"), "the report", "please report this")
}
