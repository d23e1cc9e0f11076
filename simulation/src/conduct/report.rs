//! CSV and picture of scores over rounds.

use super::{Outcome, Role};
use guild_learning::Problem;
use plotters::prelude::*;

const SIZE: (u32, u32) = (960, 480);

/// One line a round and member: `round,member,role,score,quarantined,against,fresh,model_error`.
pub fn csv(roles: &[Role], outcome: &Outcome) -> String {
	let mut text = String::from("round,member,role,score,quarantined,against,fresh,model_error\n");
	for ((stood, error), round) in outcome.stood.iter().zip(&outcome.errors).zip(0..) {
		for ((stood, role), member) in stood.iter().zip(roles).zip(0..) {
			let (role, at) = (role.label(), stood);
			text += &format!(
				"{round},{member},{role},{:.4},{},{:.3},{:.3},{error:.4}\n",
				at.score,
				u8::from(at.quarantined),
				at.against,
				at.fresh
			);
		}
	}
	text
}

/// The scores, a line a member, a colour a role, as SVG; `lines` are drawn across.
///
/// # Errors
/// It cannot be drawn.
pub fn svg(title: &str, roles: &[Role], outcome: &Outcome, lines: &[f64]) -> Result<String, Problem> {
	let undrawn = |error: &dyn std::fmt::Display| {
		Problem::new(format!("the picture cannot be drawn: {error}"), "the report", "please report this")
	};
	let last = outcome.stood.len().max(2) as f64;
	let mut kinds: Vec<Role> = Vec::new();
	roles.iter().for_each(|role| {
		if !kinds.contains(role) {
			kinds.push(*role);
		}
	});
	let mut svg = String::new();
	{
		let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
		area.fill(&WHITE).map_err(|error| undrawn(&error))?;
		let mut chart = ChartBuilder::on(&area)
			.caption(title, ("sans-serif", 14))
			.margin(10)
			.x_label_area_size(26)
			.y_label_area_size(40)
			.build_cartesian_2d(0.0..last, 0.0..1.0)
			.map_err(|error| undrawn(&error))?;
		chart
			.configure_mesh()
			.light_line_style(TRANSPARENT)
			.bold_line_style(RGBColor(225, 228, 232))
			.x_desc("round")
			.y_desc("score")
			.x_label_formatter(&|round| format!("{round:.0}"))
			.draw()
			.map_err(|error| undrawn(&error))?;
		for line in lines {
			chart
				.draw_series(LineSeries::new([(0.0, *line), (last, *line)], RGBColor(150, 150, 150)))
				.map_err(|error| undrawn(&error))?;
		}
		for (place, kind) in kinds.iter().enumerate() {
			let colour = colour(place);
			for member in (0..roles.len()).filter(|member| roles[*member] == *kind) {
				let points =
					outcome.stood.iter().enumerate().map(|(round, stood)| (round as f64 + 1.0, stood[member].score));
				let series = chart
					.draw_series(LineSeries::new(points, colour.stroke_width(1)))
					.map_err(|error| undrawn(&error))?;
				if roles.iter().position(|role| role == kind) == Some(member) {
					series
						.label(kind.label())
						.legend(move |(x, y)| Rectangle::new([(x, y - 2), (x + 14, y + 2)], colour.filled()));
				}
			}
		}
		chart
			.configure_series_labels()
			.position(SeriesLabelPosition::LowerRight)
			.background_style(WHITE.mix(0.85))
			.border_style(RGBColor(200, 200, 200))
			.draw()
			.map_err(|error| undrawn(&error))?;
		area.present().map_err(|error| undrawn(&error))?;
	}
	Ok(svg)
}

/// Colours that are told apart, by turning the hue.
fn colour(place: usize) -> RGBColor {
	let (r, g, b) = HSLColor((place as f64 * 0.381_966 + 0.35) % 1.0, 0.62, 0.42).rgb();
	RGBColor(r, g, b)
}
