//! One line a member over the rounds: what it was paid, and how far it is trusted.

use super::{bold, draw, label, pushed_apart, text, ticks};
use crate::{
	record::Record,
	report::palette::{self, GRID, MUTED},
};
use plotters::{prelude::*, style::text_anchor::HPos};

/// What each member was paid until each round.
pub fn paid_over_rounds(record: &Record) -> String {
	let lines: Vec<_> = (0..record.members.len()).map(|place| record.pay.cumulated(place)).collect();
	let high = lines.iter().flatten().map(|(_, value)| *value).fold(0.0, f64::max);
	lines_of(record, "What each member was paid, cumulated over the rounds", &lines, high)
}

/// The reputation of each member after each round.
pub fn reputation_over_rounds(record: &Record) -> String {
	let of = |pay: &crate::pay::MemberPay| {
		pay.reputation_after.iter().map(|(round, score)| (f64::from(*round), *score)).collect::<Vec<_>>()
	};
	let lines: Vec<_> = record.pay.members.iter().map(of).collect();
	lines_of(record, "Reputation of each member, round by round", &lines, 1.0)
}

/// From 0 to `high`; nothing where there is nothing to draw.
fn lines_of(record: &Record, title: &str, lines: &[Vec<(f64, f64)>], high: f64) -> String {
	let rounds = || lines.iter().flatten().map(|(round, _)| *round);
	let (first, last) = (rounds().fold(f64::INFINITY, f64::min), rounds().fold(f64::NEG_INFINITY, f64::max));
	if !first.is_finite() || high <= 0.0 {
		return String::new();
	}
	let span = (last - first).max(1.0);
	draw(960, 280, title, |area| {
		let (left, right, top, bottom) = (64, 880, 16, 240);
		let x = |round: f64| left + ((round - first) / span * f64::from(right - left)).round() as i32;
		let y = |value: f64| bottom - (value / high * f64::from(bottom - top)).round() as i32;
		for tick in ticks(0.0, high, 5) {
			area.draw(&PathElement::new([(left, y(tick)), (right, y(tick))], GRID.stroke_width(1)))?;
			area.draw(&Text::new(label(tick), (left - 8, y(tick)), text(12, MUTED, HPos::Right)))?;
		}
		for tick in ticks(first, first + span, 10).into_iter().filter(|tick| tick.fract() == 0.0) {
			area.draw(&Text::new(label(tick), (x(tick), bottom + 16), text(12, MUTED, HPos::Center)))?;
		}
		let mut ends = Vec::new();
		for (place, line) in lines.iter().enumerate() {
			let colour = palette::of(record, place);
			let points: Vec<(i32, i32)> = line.iter().map(|(round, value)| (x(*round), y(*value))).collect();
			area.draw(&PathElement::new(points.clone(), colour.stroke_width(3)))?;
			if let (Some(point), Some((_, value))) = (points.last(), line.last()) {
				area.draw(&Circle::new(*point, 4, colour.filled()))?;
				let value = if high > 1.0 { format!("{value:.0}") } else { format!("{value:.2}") };
				ends.push((point.1, value, bold(13, colour, HPos::Left)));
			}
		}
		for (at, words, style) in pushed_apart(ends) {
			area.draw(&Text::new(words, (right + 10, at), style))?;
		}
		Ok(())
	})
}
