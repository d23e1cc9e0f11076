//! How the error fell, or did not: a panel an attack, a line a rule, which is the mean over the seeds.

use super::undrawn;
use crate::{
	matrix::{Cell, Matrix},
	run::RoundLine,
};
use guild_learning::Problem;
use guild_primitives::RoundIndex;
use plotters::prelude::*;

const PANEL: (u32, u32) = (360, 240);
const PANELS_A_ROW: usize = 3;

/// The picture, as SVG.
///
/// # Errors
/// It cannot be drawn.
pub fn svg(matrix: &Matrix) -> Result<String, Problem> {
	let columns = matrix.attacks.len().clamp(1, PANELS_A_ROW);
	let rows = matrix.attacks.len().div_ceil(columns).max(1);
	// The legend has a row of its own for every three rules.
	let legend = 20 * matrix.rules.len().div_ceil(columns) as u32 + 10;
	let size = (PANEL.0 * columns as u32, PANEL.1 * rows as u32 + legend);
	let mut svg = String::new();
	{
		let whole = SVGBackend::with_string(&mut svg, size).into_drawing_area();
		whole.fill(&WHITE).map_err(undrawn)?;
		let (panels, key) = whole.split_vertically(PANEL.1 * rows as u32);
		let most = most_error(matrix);
		let last = matrix.cells.iter().flat_map(|cell| &cell.runs).map(|run| run.run.rounds.len()).max();
		let last = last.unwrap_or(1).max(2) as f64;
		for (area, attack) in panels.split_evenly((rows, columns)).iter().zip(&matrix.attacks) {
			let mut chart = ChartBuilder::on(area)
				.caption(format!("{attack}: error by round"), ("sans-serif", 13))
				.margin(8)
				.x_label_area_size(24)
				.y_label_area_size(48)
				.build_cartesian_2d(1.0..last, 0.0..most)
				.map_err(undrawn)?;
			chart
				.configure_mesh()
				.light_line_style(TRANSPARENT)
				.bold_line_style(RGBColor(225, 228, 232))
				.x_labels(6)
				.x_label_formatter(&|round| format!("{round:.0}"))
				.draw()
				.map_err(undrawn)?;
			for (place, rule) in matrix.rules.iter().enumerate() {
				let errors = matrix.cell(rule, attack).map(errors).unwrap_or_default();
				let points = errors.into_iter().map(|(round, error)| (f64::from(round) + 1.0, error.min(most)));
				chart.draw_series(LineSeries::new(points, colour(place).stroke_width(2))).map_err(undrawn)?;
			}
		}
		for (place, rule) in matrix.rules.iter().enumerate() {
			let x = (place % columns) as i32 * PANEL.0 as i32 + 12;
			let y = (place / columns) as i32 * 20 + 8;
			key.draw(&Rectangle::new([(x, y), (x + 14, y + 4)], colour(place).filled())).map_err(undrawn)?;
			key.draw(&Text::new(rule.clone(), (x + 20, y - 4), ("sans-serif", 12))).map_err(undrawn)?;
		}
		whole.present().map_err(undrawn)?;
	}
	Ok(svg)
}

/// The error after each round that became final in the runs of all seeds.
fn errors(cell: &Cell) -> Vec<(RoundIndex, f64)> {
	let Some((first, others)) = cell.runs.split_first() else { return Vec::new() };
	let mean = |round: &RoundLine| {
		let same = |of: &RoundLine| of.round == round.round;
		let other = |run: &crate::SeedRun| run.run.rounds.iter().find(|of| same(of))?.error;
		let sum = others.iter().try_fold(round.error?, |sum, run| Some(sum + other(run)?))?;
		Some((round.round, sum / cell.runs.len() as f64))
	};
	first.run.rounds.iter().filter_map(mean).collect()
}

/// The top of the panels: three times the best final error, or the worst if that is less, so that one ruined run does not
/// flatten all others. Lines that leave the panel stay at its top.
fn most_error(matrix: &Matrix) -> f64 {
	let finals = matrix.cells.iter().filter_map(|cell| cell.error);
	let best = finals.clone().fold(f64::INFINITY, f64::min);
	let worst = finals.fold(0.0, f64::max);
	let most = (3.0 * best).min(1.1 * worst);
	if most.is_finite() && most > 0.0 {
		most
	} else {
		1.0
	}
}

/// Colours that are told apart, by turning the hue.
fn colour(place: usize) -> RGBColor {
	let (r, g, b) = HSLColor((place as f64 * 0.381_966) % 1.0, 0.62, 0.42).rgb();
	RGBColor(r, g, b)
}
