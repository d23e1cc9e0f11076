//! CSV and pictures of scores and pay over rounds.

use super::{Outcome, Role};
use guild_learning::Problem;
use plotters::prelude::*;

const SIZE: (u32, u32) = (960, 480);

/// One line a round and member: `round,member,role,score,quarantined,against,fresh,earned,model_error`.
pub fn csv(roles: &[Role], outcome: &Outcome) -> String {
	let mut text = String::from("round,member,role,score,quarantined,against,fresh,earned,model_error\n");
	for (((stood, earned), error), round) in outcome.stood.iter().zip(&outcome.earned).zip(&outcome.errors).zip(0..) {
		for (((stood, earned), role), member) in stood.iter().zip(earned).zip(roles).zip(0..) {
			let (role, at) = (role.label(), stood);
			text += &format!(
				"{round},{member},{role},{:.4},{},{:.3},{:.3},{earned:.2},{error:.4}\n",
				at.score,
				u8::from(at.quarantined),
				at.against,
				at.fresh
			);
		}
	}
	text
}

/// What is drawn over the rounds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Picture<'a> {
	/// The scores, and these lines across.
	Scores(&'a [f64]),
	/// What members had earned.
	Pay,
}

/// The picture, a line a member, a colour a role, as SVG.
///
/// # Errors
/// It cannot be drawn.
pub fn svg(title: &str, roles: &[Role], outcome: &Outcome, picture: Picture<'_>) -> Result<String, Problem> {
	let values: Vec<Vec<f64>> = match picture {
		Picture::Scores(_) => outcome.stood.iter().map(|all| all.iter().map(|stood| stood.score).collect()).collect(),
		Picture::Pay => outcome.earned.clone(),
	};
	let (what, lines, place_of_labels) = match picture {
		Picture::Scores(lines) => ("score", lines, SeriesLabelPosition::LowerRight),
		Picture::Pay => ("earned, less penalties", [].as_slice(), SeriesLabelPosition::UpperLeft),
	};
	let all = || values.iter().flatten().copied();
	let (low, high) = match picture {
		Picture::Scores(_) => (0.0, 1.0),
		Picture::Pay => (all().fold(0.0, f64::min), all().fold(1.0, f64::max)),
	};
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
			.y_label_area_size(56)
			.build_cartesian_2d(0.0..last, low..high)
			.map_err(|error| undrawn(&error))?;
		chart
			.configure_mesh()
			.light_line_style(TRANSPARENT)
			.bold_line_style(RGBColor(225, 228, 232))
			.x_desc("round")
			.y_desc(what)
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
				let points = values.iter().enumerate().map(|(round, values)| (round as f64 + 1.0, values[member]));
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
			.position(place_of_labels)
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
