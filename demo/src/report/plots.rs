//! The plots of the report, each a piece of SVG.

mod over_rounds;

pub use over_rounds::{paid_over_rounds, reputation_over_rounds};

use super::palette::{self, ALONE, FEDERATED, GRID, INK, LIE, MUTED, PERSISTENCE, POOLED};
use crate::record::Record;
use plotters::{
	coord::Shift,
	prelude::*,
	style::{
		text_anchor::{HPos, Pos, VPos},
		FontStyle,
	},
};

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

/// Draws on a canvas of this size; the page scales it to its width.
fn draw(width: u32, height: u32, label: &str, paint: impl FnOnce(&Area<'_>) -> Drawn) -> String {
	let mut svg = String::new();
	let result = {
		let area = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
		paint(&area).and_then(|()| area.present().map_err(Into::into))
	};
	if let Err(error) = result {
		// A plot is never worth the report.
		return format!(
			"<p class=\"missing\">This plot could not be drawn: {}.</p>",
			super::html::escape(&error.to_string())
		);
	}
	let svg = palette::with_variables(&svg);
	let body = svg.find("<svg").map_or("", |at| &svg[at..]);
	let old = format!("<svg width=\"{width}\" height=\"{height}\"");
	body.replacen(&old, &format!("<svg role=\"img\" aria-label=\"{}\"", super::html::escape(label)), 1)
}

fn text(size: u32, colour: RGBColor, horizontal: HPos) -> TextStyle<'static> {
	styled(FontStyle::Normal, size, colour, horizontal)
}

fn bold(size: u32, colour: RGBColor, horizontal: HPos) -> TextStyle<'static> {
	styled(FontStyle::Bold, size, colour, horizontal)
}

fn styled(style: FontStyle, size: u32, colour: RGBColor, horizontal: HPos) -> TextStyle<'static> {
	TextStyle {
		color: colour.to_backend_color(),
		pos: Pos::new(horizontal, VPos::Center),
		..TextStyle::from(("sans-serif", f64::from(size), style).into_font())
	}
}

/// Round steps between two values, at most `most` of them.
fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
	let span = (high - low).max(f64::MIN_POSITIVE);
	let raw = span / most.max(1) as f64;
	let magnitude = 10f64.powf(raw.log10().floor());
	let step =
		[1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * magnitude).find(|step| *step >= raw).unwrap_or(raw);
	let first = (low / step).ceil() as i64;
	(first..).map(|at| at as f64 * step).take_while(|value| *value <= high + step * 1e-9).take(most + 2).collect()
}

fn label(value: f64) -> String {
	if (value - value.round()).abs() < 1e-9 {
		format!("{value:.0}")
	} else {
		format!("{value:.1}")
	}
}

/// The value range worth showing: all references, and of the curves what is not far above the best of them. An untrained
/// model's first rounds, or a model that an attack ruined, would flatten everything else.
fn range(curve: &[(f64, f64)], others: &[Vec<f64>], references: &[f64]) -> (f64, f64) {
	const FAR: f64 = 1.35;
	let finite = |value: &f64| value.is_finite();
	let curves: Vec<f64> =
		curve.iter().map(|(_, value)| *value).chain(others.iter().flatten().copied()).filter(finite).collect();
	let references: Vec<f64> = references.iter().copied().filter(finite).collect();
	let low = curves.iter().chain(&references).copied().fold(f64::INFINITY, f64::min);
	if !low.is_finite() {
		return (0.0, 1.0);
	}
	let highest = |values: &[f64]| values.iter().copied().fold(low + 1e-6, f64::max);
	let high = highest(&curves).min(low * FAR).max(highest(&references));
	let margin = (high - low) * 0.12;
	(low - margin, high + margin)
}

/// Test error per round, one panel a member, with what else could be done as lines beside it.
pub fn errors_per_round(record: &Record) -> String {
	let columns = 2usize;
	let rows = record.members.len().div_ceil(columns).max(1);
	let height = 285 * rows as u32;
	draw(960, height, "Test error of each turbine, round by round", |area| {
		let panels = area.split_evenly((rows, columns));
		for (place, (panel, member)) in panels.iter().zip(&record.members).enumerate() {
			let curve = record.curve(place);
			let comparisons: Vec<Vec<f64>> =
				record.comparisons.iter().map(|curve| curve.rmse.get(place).cloned().unwrap_or_default()).collect();
			let mut references: Vec<Reference> = Vec::new();
			if let Some(value) = member.persistence {
				references.push((value, PERSISTENCE, 2));
			}
			// A run with a liar asks another question; there the own-data and pooled lines would only crowd the panel.
			if record.attack.is_none() {
				if let Some(value) = member.pooled {
					references.push((value, POOLED, 0));
				}
				if let Some(value) = member.alone {
					references.push((value, ALONE, 6));
				}
			}
			let title = if member.lies { format!("{} · lies", member.name) } else { member.name.clone() };
			error_panel(panel, &title, &record.unit, &curve, &comparisons, &references)?;
		}
		Ok(())
	})
}

/// A line of the panel that is the same in all rounds.
type Reference = (f64, RGBColor, i32);

fn error_panel(
	panel: &Area<'_>,
	title: &str,
	unit: &str,
	curve: &[(f64, f64)],
	comparisons: &[Vec<f64>],
	references: &[Reference],
) -> Drawn {
	let rounds = curve.len().max(comparisons.iter().map(Vec::len).max().unwrap_or(0)).max(2) as f64;
	let values: Vec<f64> = references.iter().map(|(value, _, _)| *value).collect();
	let (low, high) = range(curve, comparisons, &values);
	let (width, height) = panel.dim_in_pixel();
	let (width, height) = (width as i32, height as i32);
	let (left, right, top, bottom) = (46, width - 62, 44, height - 34);
	let x = |round: f64| left + ((round - 1.0) / (rounds - 1.0) * f64::from(right - left)).round() as i32;
	let y = |value: f64| bottom - ((value - low) / (high - low) * f64::from(bottom - top)).round() as i32;
	let line = |points: &[(f64, f64)]| {
		within(points, low, high).iter().map(|(round, value)| (x(*round), y(*value))).collect::<Vec<_>>()
	};

	panel.draw(&Text::new(title.to_owned(), (left, 18), bold(16, INK, HPos::Left)))?;
	panel.draw(&Text::new(unit.to_owned(), (left - 8, top - 14), text(12, MUTED, HPos::Right)))?;
	for tick in ticks(low, high, 5) {
		panel.draw(&PathElement::new([(left, y(tick)), (right, y(tick))], GRID.stroke_width(1)))?;
		panel.draw(&Text::new(label(tick), (left - 8, y(tick)), text(12, MUTED, HPos::Right)))?;
	}
	for tick in ticks(1.0, rounds, 6).into_iter().filter(|tick| tick.fract() == 0.0) {
		panel.draw(&Text::new(label(tick), (x(tick), bottom + 14), text(12, MUTED, HPos::Center)))?;
	}

	// (height, what it says, its style): the last value of each line, at its right end.
	let mut ends: Vec<(i32, String, TextStyle<'_>)> = Vec::new();
	for (value, colour, dash) in references {
		horizontal(panel, left, right, y(*value), *colour, *dash)?;
		ends.push((y(*value), format!("{value:.1}"), text(12, *colour, HPos::Left)));
	}
	for (values, colour) in comparisons.iter().zip([POOLED, ALONE, MUTED]) {
		let points: Vec<(f64, f64)> = values.iter().enumerate().map(|(at, value)| ((at + 1) as f64, *value)).collect();
		panel.draw(&PathElement::new(line(&points), colour.stroke_width(2)))?;
		if let Some(value) = values.last() {
			ends.push((y(value.min(high)), format!("{value:.1}"), text(12, colour, HPos::Left)));
		}
	}
	let colour = if comparisons.is_empty() { FEDERATED } else { LIE };
	panel.draw(&PathElement::new(line(curve), colour.stroke_width(3)))?;
	if let Some((round, value)) = curve.last() {
		let at = y(value.min(high));
		panel.draw(&Circle::new((x(*round), at), 4, colour.filled()))?;
		ends.push((at, format!("{value:.1}"), bold(13, colour, HPos::Left)));
	}
	for (at, words, style) in pushed_apart(ends) {
		panel.draw(&Text::new(words, (right + 10, at), style))?;
	}
	Ok(())
}

/// The part of a line between two values, cut where it crosses them.
fn within(points: &[(f64, f64)], low: f64, high: f64) -> Vec<(f64, f64)> {
	let inside = |value: f64| (low..=high).contains(&value);
	let mut out = Vec::with_capacity(points.len());
	for (at, point) in points.iter().enumerate() {
		if inside(point.1) {
			if let Some(before) =
				at.checked_sub(1).and_then(|before| points.get(before)).filter(|before| !inside(before.1))
			{
				out.push(crossing(*before, *point, low, high));
			}
			out.push(*point);
		} else if let Some(before) =
			at.checked_sub(1).and_then(|before| points.get(before)).filter(|before| inside(before.1))
		{
			out.push(crossing(*point, *before, low, high));
		}
	}
	out
}

/// Where the line from a point outside to one inside crosses the border.
fn crossing(outside: (f64, f64), inside: (f64, f64), low: f64, high: f64) -> (f64, f64) {
	let border = if outside.1 > high { high } else { low };
	// A value that is no number, or infinite, has no crossing to speak of.
	let share = (border - inside.1) / (outside.1 - inside.1);
	if share.is_finite() && outside.1.is_finite() {
		(inside.0 + share * (outside.0 - inside.0), border)
	} else {
		inside
	}
}

/// Moves labels so far that no two touch, keeping their order and, as a group, their middle.
fn pushed_apart<T>(mut labels: Vec<(i32, String, T)>) -> Vec<(i32, String, T)> {
	const LEAST: i32 = 14;
	labels.sort_by_key(|(at, _, _)| *at);
	for _ in 0..50 {
		let mut moved = false;
		for place in 1..labels.len() {
			let gap = labels[place].0 - labels[place - 1].0;
			if gap < LEAST {
				let need = LEAST - gap;
				labels[place - 1].0 -= need / 2;
				labels[place].0 += need - need / 2;
				moved = true;
			}
		}
		if !moved {
			break;
		}
	}
	labels
}

/// A horizontal line; `dash` is the length of its dashes, 0 for none.
fn horizontal(panel: &Area<'_>, left: i32, right: i32, y: i32, colour: RGBColor, dash: i32) -> Drawn {
	if dash == 0 {
		panel.draw(&PathElement::new([(left, y), (right, y)], colour.stroke_width(2)))?;
		return Ok(());
	}
	let mut from = left;
	while from < right {
		panel.draw(&PathElement::new([(from, y), ((from + dash).min(right), y)], colour.stroke_width(2)))?;
		from += dash + 4;
	}
	Ok(())
}

/// One line a member: the four ways to forecast, as dots on one scale.
pub fn four_ways(record: &Record) -> String {
	let values: Vec<f64> = record
		.members
		.iter()
		.flat_map(|member| [member.federated, member.alone, member.pooled, member.persistence])
		.flatten()
		.filter(|value| value.is_finite())
		.collect();
	let low = values.iter().copied().fold(f64::INFINITY, f64::min);
	let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
	if !low.is_finite() || high <= low {
		return String::new();
	}
	let margin = (high - low) * 0.08;
	let (low, high) = (low - margin, high + margin);
	let row = 52;
	let height = 40 + row * record.members.len() as i32 + 34;
	draw(960, height as u32, "Test error of each turbine by four ways to forecast", |area| {
		let (left, right, top) = (96, 930, 34);
		let bottom = top + row * record.members.len() as i32;
		let x = |value: f64| left + ((value - low) / (high - low) * f64::from(right - left)).round() as i32;
		for tick in ticks(low, high, 8) {
			area.draw(&PathElement::new([(x(tick), top), (x(tick), bottom)], GRID.stroke_width(1)))?;
			area.draw(&Text::new(label(tick), (x(tick), bottom + 16), text(12, MUTED, HPos::Center)))?;
		}
		area.draw(&Text::new(record.unit.clone(), (right + 8, bottom + 16), text(12, MUTED, HPos::Left)))?;
		for (place, member) in record.members.iter().enumerate() {
			let y = top + row * place as i32 + row / 2;
			area.draw(&Text::new(member.name.clone(), (left - 18, y), bold(15, INK, HPos::Right)))?;
			let ways = [
				(member.persistence, PERSISTENCE, 6),
				(member.alone, ALONE, 7),
				(member.pooled, POOLED, 7),
				(member.federated, FEDERATED, 9),
			];
			let known: Vec<f64> = ways.iter().filter_map(|(value, _, _)| *value).collect();
			let least = known.iter().copied().fold(f64::INFINITY, f64::min);
			let most = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
			if least.is_finite() {
				area.draw(&PathElement::new([(x(least), y), (x(most), y)], GRID.stroke_width(3)))?;
			}
			for (value, colour, size) in ways {
				if let Some(value) = value {
					area.draw(&Circle::new((x(value), y), size, colour.filled()))?;
				}
			}
			if let Some(value) = member.federated {
				area.draw(&Text::new(format!("{value:.1}"), (x(value), y - 18), bold(13, FEDERATED, HPos::Center)))?;
			}
			if let Some(value) = member.alone {
				area.draw(&Text::new(format!("{value:.1}"), (x(value), y + 18), text(12, ALONE, HPos::Center)))?;
			}
		}
		Ok(())
	})
}

/// Each member's share in each round's aggregate, stacked.
pub fn shares_per_round(record: &Record) -> String {
	let rounds: Vec<_> = record.final_rounds().collect();
	if rounds.is_empty() {
		return String::new();
	}
	draw(960, 240, "Share of each member in the aggregate, round by round", |area| {
		let (left, right, top, bottom) = (46, 934, 16, 200);
		let slot = f64::from(right - left) / rounds.len() as f64;
		for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
			let y = bottom - (tick * f64::from(bottom - top)) as i32;
			area.draw(&PathElement::new([(left, y), (right, y)], GRID.stroke_width(1)))?;
			area.draw(&Text::new(format!("{:.0} %", tick * 100.0), (left - 8, y), text(12, MUTED, HPos::Right)))?;
		}
		for (at, round) in rounds.iter().enumerate() {
			let from = left + (at as f64 * slot) as i32 + 1;
			let to = (left + ((at + 1) as f64 * slot) as i32 - 1).max(from + 1);
			let mut base = 0.0;
			for (place, member) in round.members.iter().enumerate() {
				let share = member.coefficient.unwrap_or(0.0).clamp(0.0, 1.0);
				let y = |value: f64| bottom - (value * f64::from(bottom - top)).round() as i32;
				let colour = palette::of(record, place);
				if share > 0.0 {
					area.draw(&Rectangle::new([(from, y(base + share)), (to, y(base))], colour.filled()))?;
				}
				base += share;
			}
		}
		for tick in ticks(1.0, rounds.len() as f64, 10).into_iter().filter(|tick| tick.fract() == 0.0) {
			let x = left + ((tick - 0.5) * slot) as i32;
			area.draw(&Text::new(label(tick), (x, bottom + 16), text(12, MUTED, HPos::Center)))?;
		}
		Ok(())
	})
}

/// Where a round's time went, on average: one bar.
pub fn time_by_phase(record: &Record) -> String {
	let seconds = record.mean_phase_seconds();
	let total: f64 = seconds.iter().sum();
	if total <= 0.0 {
		return String::new();
	}
	draw(960, 92, "Seconds of an average round, by phase", |area| {
		let (left, right, top, bottom) = (8, 952, 30, 66);
		let mut from = f64::from(left);
		let names = ["Commit", "Availability", "Attest", "Challenge"];
		for ((name, value), colour) in names.into_iter().zip(seconds).zip([FEDERATED, POOLED, ALONE, MUTED]) {
			if value == 0.0 {
				continue; // Where all attest the same there is no Challenge.
			}
			let width = value / total * f64::from(right - left);
			let to = from + width;
			area.draw(&Rectangle::new([(from as i32 + 1, top), (to as i32 - 1, bottom)], colour.filled()))?;
			area.draw(&Text::new(name, (from as i32 + 2, top - 14), bold(13, INK, HPos::Left)))?;
			area.draw(&Text::new(
				format!("{value:.1} s"),
				(from as i32 + 2, bottom + 14),
				text(13, MUTED, HPos::Left),
			))?;
			from = to;
		}
		Ok(())
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ticks_are_round_and_within() {
		assert_eq!(ticks(128.3, 171.0, 5), [130.0, 140.0, 150.0, 160.0, 170.0]);
		assert_eq!(ticks(1.0, 30.0, 6), [5.0, 10.0, 15.0, 20.0, 25.0, 30.0]);
	}

	#[test]
	fn a_line_is_cut_where_it_leaves_the_panel() {
		let points = [(1.0, 300.0), (2.0, 200.0), (3.0, 100.0), (4.0, f64::NAN)];
		assert_eq!(within(&points, 0.0, 250.0), [(1.5, 250.0), (2.0, 200.0), (3.0, 100.0), (3.0, 100.0)]);
	}

	#[test]
	fn labels_do_not_touch() {
		let labels = pushed_apart(vec![(100, String::new(), ()), (101, String::new(), ()), (99, String::new(), ())]);
		let places: Vec<i32> = labels.iter().map(|label| label.0).collect();
		assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 14), "{places:?}");
	}

	#[test]
	fn a_ruined_model_does_not_hide_the_others() {
		let curve: Vec<(f64, f64)> = (1..=10).map(|round| (f64::from(round), 1e9)).collect();
		let (low, high) = range(&curve, &[vec![140.0; 10]], &[150.0]);
		assert!(low < 140.0 && high > 150.0 && high < 1_000.0, "{low} {high}");
	}
}
