//! Scenario files of eight members.

use guild_learning::Problem;
use guild_simulation::Scenario;
use std::path::Path;

/// The mean, with equal weights.
pub const MEAN: &str = "rules = [{ name = \"mean\", weighting = \"equal\" }]";

/// A scenario of eight members on made-up rows. `seeds` is the line that gives them; `more` is added.
pub fn scenario(folder: &Path, seeds: &str, more: &str) -> Result<Scenario, Problem> {
	std::fs::write(folder.join("task.toml"), crate::common::task(16)).unwrap();
	let text = format!(
		"name = \"test\"\n{seeds}\nmembers = 8\ntask = \"task.toml\"\n{more}\n[data]\nkind = \"synthetic\"\nrows = 64\nnoise = 0.1\nskew = 0.3\n"
	);
	let path = folder.join("scenario.toml");
	std::fs::write(&path, text).unwrap();
	Scenario::load(&path)
}
