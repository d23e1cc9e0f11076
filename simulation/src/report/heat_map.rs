//! The matrix as a picture: one field a rule and attack, the darker the worse.

use super::{
	table::{figure, percent, range},
	undrawn,
};
use crate::matrix::{Cell, Matrix};
use guild_learning::Problem;
use plotters::{
	prelude::*,
	style::text_anchor::{HPos, Pos, VPos},
};

const FIELD: (i32, i32) = (76, 40);
/// Height of a third line in a field, where there are several seeds.
const THIRD: i32 = 14;
const LEFT: i32 = 232;
const TOP: i32 = 84;
/// Room below the fields, for the scale.
const BOTTOM: i32 = 58;
const INK: RGBColor = RGBColor(31, 35, 40);
const MUTED: RGBColor = RGBColor(101, 109, 118);

/// The picture, as SVG.
///
/// # Errors
/// It cannot be drawn.
pub fn svg(matrix: &Matrix) -> Result<String, Problem> {
	let (columns, rows) = (matrix.attacks.len() as i32, matrix.rules.len() as i32);
	let width = (LEFT + columns * FIELD.0 + 12).max(LEFT + 6 * FIELD.0);
	let several = matrix.seeds.len() > 1;
	let high = FIELD.1 + if several { THIRD } else { 0 };
	let size = (width as u32, (TOP + rows * high + BOTTOM) as u32);
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
		let block = |(x, y): (i32, i32), high: i32, fill: RGBColor| {
			let corners = [(x + 1, y + 1), (x + FIELD.0 - 1, y + high - 1)];
			area.draw(&Rectangle::new(corners, fill.filled())).map_err(undrawn)
		};
		// One line in the middle of a field, or two.
		let label = |lines: [&str; 2], (x, y): (i32, i32), sizes: [f64; 2], ink: RGBColor| {
			let middle = (x + FIELD.0 / 2, y + FIELD.1 / 2);
			if lines[1].is_empty() {
				return write(lines[0], middle, sizes[0], ink, HPos::Center);
			}
			write(lines[0], (middle.0, middle.1 - 8), sizes[0], ink, HPos::Center)?;
			write(lines[1], (middle.0, middle.1 + 9), sizes[1], ink, HPos::Center)
		};
		write(&title(matrix), (8, 20), 17.0, INK, HPos::Left)?;
		for (column, attack) in (0..).zip(&matrix.attacks) {
			label(in_two(attack), (LEFT + column * FIELD.0, TOP - FIELD.1), [12.0; 2], INK)?;
		}
		for (row, rule) in (0..).zip(&matrix.rules) {
			let y = TOP + row * high;
			write(rule, (LEFT - 10, y + high / 2), 13.0, INK, HPos::Right)?;
			for (column, attack) in (0..).zip(&matrix.attacks) {
				let Some(cell) = matrix.cell(rule, attack) else { continue };
				let at = (LEFT + column * FIELD.0, y);
				let (fill, ink) = colours(cell.error.map(|error| error / best));
				block(at, high, fill)?;
				let [error, ratio] = words(cell);
				label([&error, &ratio], at, [14.0, 11.0], ink)?;
				if let Some(range) = range(cell) {
					write(&range, (at.0 + FIELD.0 / 2, y + FIELD.1 + 5), 9.5, ink, HPos::Center)?;
				}
			}
		}
		let y = TOP + rows * high + 10;
		write("best rule without liars", (LEFT - 10, y + FIELD.1 / 2), 12.0, MUTED, HPos::Right)?;
		for (place, times) in (0..).zip([1.0, 1.25, 1.5, 2.0, 3.0]) {
			let at = (LEFT + place * FIELD.0, y);
			let (fill, ink) = colours(Some(times));
			block(at, FIELD.1, fill)?;
			let or_worse = if place == 4 { "or worse" } else { "" };
			label([&format!("×{times}"), or_worse], at, [13.0, 11.0], ink)?;
		}
		area.present().map_err(undrawn)?;
	}
	Ok(svg)
}

fn title(matrix: &Matrix) -> String {
	let unit = if matrix.unit.is_empty() { String::new() } else { format!(" in {}", matrix.unit) };
	let liars = match matrix.liars.len() {
		0 => "all of them honest".to_owned(),
		1 => "one of whom lies".to_owned(),
		count => format!("{count} of whom lie"),
	};
	let accuracy = if matrix.has_labels() { ", and balanced accuracy" } else { "" };
	let small = format!("below it, × the same rule without liars{accuracy}");
	let seeds = match matrix.seeds.len() {
		1 => String::new(),
		count => format!("; means of {count} seeds, below them least–largest"),
	};
	format!("{}: final test error{unit} of {} members, {liars}; {small}{seeds}", matrix.scenario, matrix.members)
}

/// A long name in two lines, broken after the hyphen nearest to its middle.
fn in_two(name: &str) -> [&str; 2] {
	let far = |at: &usize| (2 * at).abs_diff(name.len());
	let hyphen = name.char_indices().filter(|(_, c)| *c == '-').map(|(at, _)| at + 1).min_by_key(far);
	match hyphen.filter(|_| name.len() > 10) {
		Some(at) => [&name[..at], &name[at..]],
		None => [name, ""],
	}
}

/// What is in a field: the error, and below it how many times that without liars, and the balanced accuracy.
fn words(cell: &Cell) -> [String; 2] {
	let ratio = cell.to_honest.filter(|_| cell.attack != crate::matrix::HONEST);
	let ratio = ratio.map(|ratio| format!("×{ratio:.2}"));
	let below = ratio.into_iter().chain(cell.balanced_accuracy.map(percent)).collect::<Vec<_>>().join(" · ");
	match cell.error {
		Some(error) => [figure(error), below],
		None if cell.refused.is_some() => ["refused".into(), String::new()],
		None if cell.left_out => ["not run".into(), String::new()],
		None => ["–".into(), String::new()],
	}
}

/// The least error of a rule without liars.
fn best_honest(matrix: &Matrix) -> f64 {
	let honest = matrix.cells.iter().filter(|cell| cell.attack == crate::matrix::HONEST);
	honest.filter_map(|cell| cell.error).fold(f64::INFINITY, f64::min)
}

/// Fill and ink of an error that is so many times the best honest one: from pale at one to dark red at three, by the
/// logarithm. The darkness alone tells them apart, also without colour.
fn colours(times: Option<f64>) -> (RGBColor, RGBColor) {
	let Some(times) = times else { return (RGBColor(235, 237, 240), MUTED) };
	let share = (times.max(1.0).ln() / 3f64.ln()).clamp(0.0, 1.0);
	let mix = |pale: f64, dark: f64| (pale + share * (dark - pale)).round() as u8;
	let fill = RGBColor(mix(240.0, 150.0), mix(246.0, 20.0), mix(236.0, 32.0));
	(fill, if share > 0.5 { WHITE } else { INK })
}

#[cfg(test)]
mod tests {
	use super::{colours, in_two};

	#[test]
	fn long_names_are_broken_at_a_hyphen() {
		assert_eq!(in_two("little-is-enough"), ["little-", "is-enough"]);
		assert_eq!(in_two("min-max"), ["min-max", ""]);
		assert_eq!(in_two("indivisible-not"), ["indivisible-", "not"]);
	}

	#[test]
	fn worse_is_darker_even_without_colour() {
		let grey = |times| {
			let fill = colours(Some(times)).0;
			0.299 * f64::from(fill.0) + 0.587 * f64::from(fill.1) + 0.114 * f64::from(fill.2)
		};
		let greys: Vec<f64> = [0.9, 1.1, 1.5, 2.0, 2.9].map(grey).to_vec();
		assert!(greys.windows(2).all(|pair| pair[0] > pair[1]), "{greys:?}");
		assert_eq!(grey(3.0), grey(f64::INFINITY));
	}
}
