//! The matrix as a picture: one field a rule and attack, the darker the worse.

use super::{table::figure, undrawn};
use crate::matrix::{Cell, Matrix};
use guild_learning::Problem;
use plotters::{
	prelude::*,
	style::text_anchor::{HPos, Pos, VPos},
};

const FIELD: (i32, i32) = (96, 30);
const LEFT: i32 = 230;
const TOP: i32 = 74;
const INK: RGBColor = RGBColor(31, 35, 40);
const MUTED: RGBColor = RGBColor(101, 109, 118);

/// The picture, as SVG.
///
/// # Errors
/// It cannot be drawn.
pub fn svg(matrix: &Matrix) -> Result<String, Problem> {
	let (columns, rows) = (matrix.attacks.len() as i32, matrix.rules.len() as i32);
	let size = ((LEFT + columns * FIELD.0 + 12) as u32, (TOP + rows * FIELD.1 + 34) as u32);
	let best = best_honest(matrix);
	let mut svg = String::new();
	{
		let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
		area.fill(&WHITE).map_err(undrawn)?;
		let write = |text: &str, at: (i32, i32), size: f64, colour: RGBColor, side: HPos| {
			let style =
				TextStyle::from(("sans-serif", size).into_font()).color(&colour).pos(Pos::new(side, VPos::Center));
			area.draw(&Text::new(text.to_owned(), at, style)).map_err(undrawn)
		};
		write(&title(matrix), (8, 18), 15.0, INK, HPos::Left)?;
		for (column, attack) in (0..).zip(&matrix.attacks) {
			write(attack, (LEFT + column * FIELD.0 + FIELD.0 / 2, TOP - 14), 11.0, MUTED, HPos::Center)?;
		}
		for (row, rule) in (0..).zip(&matrix.rules) {
			let middle = TOP + row * FIELD.1 + FIELD.1 / 2;
			write(rule, (LEFT - 10, middle), 12.0, INK, HPos::Right)?;
			for (column, attack) in (0..).zip(&matrix.attacks) {
				let Some(cell) = matrix.cell(rule, attack) else { continue };
				let (x, y) = (LEFT + column * FIELD.0, TOP + row * FIELD.1);
				let (fill, ink) = colours(cell, best);
				let field = [(x + 1, y + 1), (x + FIELD.0 - 1, y + FIELD.1 - 1)];
				area.draw(&Rectangle::new(field, fill.filled())).map_err(undrawn)?;
				write(&words(cell), (x + FIELD.0 / 2, middle), 11.0, ink, HPos::Center)?;
			}
		}
		let legend =
			"Error, and × that of the same rule without liars. Pale: as the best rule without liars; dark: three times that, or worse.";
		write(legend, (8, TOP + rows * FIELD.1 + 18), 10.0, MUTED, HPos::Left)?;
		area.present().map_err(undrawn)?;
	}
	Ok(svg)
}

fn title(matrix: &Matrix) -> String {
	let lie = matrix.liars.len();
	format!("{}: final test error in {} of {} members, {lie} of whom lie", matrix.scenario, matrix.unit, matrix.members)
}

fn words(cell: &Cell) -> String {
	match (cell.error, cell.to_honest) {
		(Some(error), Some(ratio)) if cell.attack != crate::matrix::HONEST => format!("{} ×{ratio:.2}", figure(error)),
		(Some(error), _) => figure(error),
		(None, _) if cell.refused.is_some() => "refused".into(),
		(None, _) => "–".into(),
	}
}

/// The least error of a rule without liars.
fn best_honest(matrix: &Matrix) -> f64 {
	let honest = matrix.cells.iter().filter(|cell| cell.attack == crate::matrix::HONEST);
	honest.filter_map(|cell| cell.error).fold(f64::INFINITY, f64::min)
}

/// Fill and ink: from pale at the best honest error to dark red at three times of it, by the logarithm.
fn colours(cell: &Cell, best: f64) -> (RGBColor, RGBColor) {
	let Some(error) = cell.error else { return (RGBColor(235, 237, 240), MUTED) };
	let share = ((error / best).max(1.0).ln() / 3f64.ln()).clamp(0.0, 1.0);
	let mix = |pale: f64, dark: f64| (pale + share * (dark - pale)).round() as u8;
	let fill = RGBColor(mix(233.0, 150.0), mix(243.0, 20.0), mix(236.0, 32.0));
	(fill, if share > 0.5 { WHITE } else { INK })
}
