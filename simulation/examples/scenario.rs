//! Runs a scenario without the rest of `guild`: what `guild simulate` does, for those who work on the simulation.
//!
//! ```text
//! cargo run --release -p guild-simulation --features attacks --example scenario -- FILE [DIRECTORY]
//! ```

use guild_simulation::{report, Matrix, Progress, Scenario};
use std::{path::Path, time::Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
	let mut arguments = std::env::args().skip(1);
	let file = arguments.next().ok_or("name a scenario file")?;
	let scenario = Scenario::load(Path::new(&file))?;
	let mut begun = Instant::now();
	let matrix = Matrix::run(&scenario, &mut |progress: Progress<'_>| {
		if progress.round.round + 1 == progress.rounds {
			let seconds = begun.elapsed().as_secs_f64() / f64::from(progress.rounds);
			eprintln!("{}, {}, seed {}: {seconds:.3} s a round", progress.rule, progress.attack, progress.seed);
			begun = Instant::now();
		}
	})?;
	println!("{}", report::table(&matrix));
	for (cell, run) in matrix.cells.iter().flat_map(|cell| cell.runs.iter().map(move |run| (cell, run))) {
		eprintln!("{}, {}, seed {}: last block {}", cell.rule, cell.attack, run.seed, run.run.head);
	}
	if let Some(directory) = arguments.next() {
		report::write(&matrix, Path::new(&directory))?;
	}
	Ok(())
}
