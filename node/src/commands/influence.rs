//! What each update did to a result, for people to read: `guild aggregate --influence`, `guild round influence`.

use super::show;
use crate::exit::{CliError, ExitCode};
use comfy_table::Table;
use guild_aggregation::{
	influence::{shapley, Game, Shapley, VALUE_BITS},
	Gram,
};
use guild_primitives::{ColumnRule, RoundInputs};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::Serialize;
use std::{
	io::IsTerminal,
	sync::atomic::{AtomicU32, Ordering},
	time::{Duration, Instant},
};

/// From here on, work says how far it is.
const LONG: Duration = Duration::from_secs(2);

/// What each included update did to a result; see [`guild_aggregation::influence`].
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Influence {
	/// How far the result moves without each of them: L2, real units.
	pub leave_one_out: Vec<f64>,
	/// The Shapley value of each of them, as a part of the result: they sum to 1. Nothing where there are more than twelve active
	/// updates, or the result is zero.
	pub shapley: Option<Vec<f64>>,
	/// Whether the figures are about the mean of the mixed rows, as the rule combines them lane by lane.
	pub of_mean_of_rows: bool,
}

impl Influence {
	/// Computes it from the Gram matrix of a round's columns, on the threads of the current pool, and says on stderr how far it is.
	///
	/// # Errors
	/// *refused* if the rule gives no result.
	pub fn of(gram: &Gram, inputs: &RoundInputs) -> Result<Self, CliError> {
		let no_result = |error| CliError::new(ExitCode::Refused, error, "", "see `guild aggregate --help`");
		let game = Game::new(gram, inputs).map_err(no_result)?;
		let included = inputs.included.len();
		let coalitions = game.coalitions().unwrap_or(0);
		let meter = Meter::start(coalitions.saturating_add(included as u32)); // At most 128.
		let left_out = (0..included).into_par_iter().map(|place| meter.count(game.leave_one_out(place)));
		let left_out: Vec<i128> = left_out.collect::<Result<_, _>>().map_err(no_result)?;
		let values = (0..coalitions).into_par_iter().map(|coalition| meter.count(game.value(coalition)));
		let values: Vec<i128> = values.collect::<Result<_, _>>().map_err(no_result)?;
		meter.end();
		let whole = game.whole();
		let parts = |Shapley { numerators, denominator }: Shapley| {
			let mut parts = vec![0.0; included];
			for (place, numerator) in game.players().iter().zip(numerators) {
				parts[*place] = numerator as f64 / denominator as f64 / whole as f64;
			}
			parts
		};
		let one = (1u64 << VALUE_BITS) as f64;
		let lane = f64::from(1u32 << inputs.scale.min(31));
		Ok(Self {
			leave_one_out: left_out.iter().map(|squared| (*squared as f64 / one).sqrt() / lane).collect(),
			shapley: shapley(&values).filter(|_| whole > 0).map(parts),
			of_mean_of_rows: inputs.rule.column != ColumnRule::Identity,
		})
	}

	/// As a table, of updates that are called so, and what has to be said of it.
	///
	/// # Errors
	/// If stdout cannot be written.
	pub fn tell(&self, header: &str, names: &[String]) -> Result<(), CliError> {
		show::line(&format!("{}", self.table(header, names)))?;
		show::line("moves: how far the result moves when the rule runs without that update (L2, real units).")?;
		show::line(match self.shapley {
			Some(_) => {
				"Shapley: its part of the result, over all sets of updates that could have been; they sum to 100 %."
			}
			None => "There are no Shapley values: more than 12 updates are active, or the result is zero.",
		})?;
		if self.of_mean_of_rows {
			show::line("The rule combines rows lane by lane: these figures are about the mean of those rows.")?;
		}
		show::line("To read, and not to pay by: a lie can move a result further than honest work does.")
	}

	fn table(&self, header: &str, names: &[String]) -> Table {
		let mut table = show::table(&[header, "moves", "Shapley"]);
		for (i, name) in names.iter().enumerate() {
			let moves = self.leave_one_out.get(i).map_or_else(String::new, |moves| format!("{moves:.6}"));
			let part = self.shapley.as_ref().and_then(|parts| parts.get(i));
			table.add_row([name.clone(), moves, part.map_or_else(|| "-".into(), |p| format!("{:.2} %", p * 100.0))]);
		}
		table
	}
}

/// How far it is, on stderr: a bar on a terminal, now and then a line elsewhere; nothing where it is done at once.
struct Meter {
	bar: Option<ProgressBar>,
	begun: Instant,
	done: AtomicU32,
	of: u32,
}

impl Meter {
	fn start(of: u32) -> Self {
		let bar = std::io::stderr().is_terminal().then(|| {
			let style = ProgressStyle::with_template("{bar:30} {pos}/{len} sets of updates, {eta} left");
			ProgressBar::new(of.into()).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
		});
		Self { bar, begun: Instant::now(), done: AtomicU32::new(0), of }
	}

	/// One more is done, and this came of it.
	fn count<T>(&self, made: T) -> T {
		let done = self.done.fetch_add(1, Ordering::Relaxed).saturating_add(1);
		let tenth = done.is_multiple_of(self.of.div_ceil(10).max(1));
		match &self.bar {
			Some(bar) => bar.set_position(done.into()),
			None if tenth && self.begun.elapsed() >= LONG => eprintln!("{done} of {} sets of updates", self.of),
			None => {}
		}
		made
	}

	fn end(&self) {
		if let Some(bar) = &self.bar {
			bar.finish_and_clear();
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_primitives::{result::PerParticipant, IncludedUpdate, MemberId, Root, RoundId, RuleSpec, Weighting};

	fn round(updates: usize) -> RoundInputs {
		let included = (0..updates).map(|n| IncludedUpdate {
			member: MemberId([n as u8; 32]),
			update_root: Root([n as u8; 32]),
			weight: 1,
			active: true,
		});
		RoundInputs {
			round: RoundId { task: 0, index: 0 },
			spec_hash: Root([0; 32]),
			base_root: Root([0; 32]),
			previous_aggregate_root: None,
			dim: 2,
			scale: 1,
			norm_bound: 1 << 20,
			rule: RuleSpec::mean(Weighting::Equal),
			seed: None,
			included: PerParticipant::truncate_from(included.collect()),
		}
	}

	#[test]
	fn figures_are_in_real_units_and_parts_of_one() {
		// (4, 0) and (0, 2), whose mean is (2, 1); a lane is a half.
		let gram = Gram::new(2, vec![16, 0, 0, 4]).unwrap();
		let Influence { leave_one_out, shapley, of_mean_of_rows } = Influence::of(&gram, &round(2)).unwrap();
		let half_root = 5f64.sqrt() / 2.0;
		assert!(leave_one_out.iter().all(|moves| (moves - half_root).abs() < 1e-9), "{leave_one_out:?}");
		assert_eq!((shapley, of_mean_of_rows), (Some(vec![0.5, 0.5]), false));
	}

	#[test]
	fn where_nothing_moves_or_there_are_too_many_there_are_no_shapley_values() {
		let of = |n: usize, entry: i64| Influence::of(&Gram::new(n, vec![entry; n * n]).unwrap(), &round(n)).unwrap();
		assert_eq!((of(2, 0).shapley, of(13, 9).shapley), (None, None));
		let equal = of(12, 9).shapley.unwrap();
		assert!(equal.iter().all(|part| (part - 1.0 / 12.0).abs() < 1e-6), "{equal:?}");
	}
}
