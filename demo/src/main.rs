//! `guild-demo`: see `scripts/demo`.

use clap::Parser;
use guild_demo::{options::Options, run, stop::Stop};
use std::process::ExitCode;

fn main() -> ExitCode {
	let options = Options::parse();
	let outcome = Stop::on_signals().and_then(|stop| {
		let outcome = run::run(&options, &stop);
		// What else failed while everything was being stopped is a consequence.
		stop.check().and(outcome)
	});
	match outcome {
		Ok(done) => {
			print!("{}", run::summary(&done));
			if done.record.holds() {
				ExitCode::SUCCESS
			} else {
				eprintln!(
					"error: a check does not hold\nwhere: the lines with ✗ above, and {}\nnext:  keep the output directory and report this",
					done.report.display()
				);
				ExitCode::from(1)
			}
		}
		Err(failure) => {
			eprintln!("{failure}");
			ExitCode::from(failure.code)
		}
	}
}
