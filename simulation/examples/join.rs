//! Joins the results of a scenario that ran in parts, some of its rules each, to one table and one picture.
//!
//! ```text
//! cargo run --release -p guild-simulation --features attacks --example join -- SCENARIO.toml DIRECTORY PART/matrix.csv...
//! ```
//!
//! Every cell is a run of its own, so that parts give what the whole scenario would. Rules come in the scenario's order;
//! those that no part has are left out.

use guild_simulation::{matrix::HONEST, report, scenario::label, Cell, Matrix, Scenario};
use std::{error::Error, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = std::env::args().skip(1);
	let scenario = Scenario::load(Path::new(&arguments.next().ok_or("name the scenario")?))?;
	let directory = arguments.next().ok_or("name the directory for the picture")?;
	let mut cells = Vec::new();
	for part in arguments {
		for row in csv::Reader::from_path(&part).map_err(|error| format!("{part}: {error}"))?.deserialize() {
			let row: std::collections::BTreeMap<String, String> = row?;
			let text = |name: &str| row.get(name).cloned().unwrap_or_default();
			let number = |name: &str| text(name).parse::<f64>().ok();
			cells.push(Cell {
				rule: text("rule"),
				attack: text("attack"),
				error: number("error"),
				to_honest: number("to_honest"),
				refused: Some(text("refused")).filter(|why| !why.is_empty()),
				run: None,
			});
		}
	}
	let has = |rule: &String| cells.iter().any(|cell| cell.rule == *rule);
	let matrix = Matrix {
		scenario: scenario.name.clone(),
		seed: scenario.seed,
		members: scenario.members,
		liars: scenario.liars.iter().flat_map(|liars| liars.members.iter().copied()).collect(),
		unit: scenario.task()?.1.features.target.unit,
		trivial_error: None,
		rules: scenario.rules.iter().map(label).filter(has).collect(),
		attacks: [HONEST.to_owned()].into_iter().chain(scenario.attacks().iter().cloned()).collect(),
		cells,
	};
	println!("{}", report::table(&matrix));
	std::fs::create_dir_all(&directory)?;
	std::fs::write(Path::new(&directory).join("matrix.svg"), report::heat_map_svg(&matrix)?)?;
	Ok(())
}
