//! Colours of the plots, as names. The plotting crate writes numbers; each number below stands for a variable of the
//! page's style sheet, so that one plot reads well on a light and on a dark page.

use crate::record::Record;
use plotters::style::RGBColor;

/// Text and axes.
pub const INK: RGBColor = RGBColor(1, 1, 1);
/// Less important text.
pub const MUTED: RGBColor = RGBColor(2, 2, 2);
/// Grid lines.
pub const GRID: RGBColor = RGBColor(3, 3, 3);
/// What the members trained together.
pub const FEDERATED: RGBColor = RGBColor(4, 4, 4);
/// The same trainer on own rows.
pub const ALONE: RGBColor = RGBColor(5, 5, 5);
/// The same trainer on all rows.
pub const POOLED: RGBColor = RGBColor(6, 6, 6);
/// Persistence.
pub const PERSISTENCE: RGBColor = RGBColor(7, 7, 7);
/// The only member that lies, and the first comparison curve beside a run with one.
pub const LIE: RGBColor = RGBColor(8, 8, 8);
/// Members, by place.
pub const MEMBERS: [RGBColor; 4] =
	[RGBColor(11, 11, 11), RGBColor(12, 12, 12), RGBColor(13, 13, 13), RGBColor(14, 14, 14)];

const VARIABLES: [(RGBColor, &str); 12] = [
	(INK, "ink"),
	(MUTED, "muted"),
	(GRID, "grid"),
	(FEDERATED, "federated"),
	(ALONE, "alone"),
	(POOLED, "pooled"),
	(PERSISTENCE, "persistence"),
	(LIE, "lie"),
	(MEMBERS[0], "member-1"),
	(MEMBERS[1], "member-2"),
	(MEMBERS[2], "member-3"),
	(MEMBERS[3], "member-4"),
];

/// The colour of the member at this place. Several that lie are told apart like all others.
pub fn of(record: &Record, place: usize) -> RGBColor {
	if record.is_lone_liar(place) {
		LIE
	} else {
		MEMBERS[place % MEMBERS.len()]
	}
}

/// Puts the variables where the numbers are.
pub fn with_variables(svg: &str) -> String {
	let mut out = svg.to_owned();
	for (RGBColor(r, g, b), name) in VARIABLES {
		out = out.replace(&format!("\"#{r:02X}{g:02X}{b:02X}\""), &format!("\"var(--{name})\""));
	}
	out
}

#[cfg(test)]
mod tests {
	#[test]
	fn every_colour_has_a_variable() {
		let svg = r##"<line stroke="#040404"/><text fill="#010101"/><circle fill="#0E0E0E"/>"##;
		assert_eq!(
			super::with_variables(svg),
			r##"<line stroke="var(--federated)"/><text fill="var(--ink)"/><circle fill="var(--member-4)"/>"##
		);
	}
}
