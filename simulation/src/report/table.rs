//! The matrix as a table for people.

use crate::matrix::{Cell, Matrix};
use comfy_table::{presets::NOTHING, CellAlignment, Table};

/// Rules down, attacks across: the final error, and how many times that of the same rule without liars. Where the test has labels,
/// another table of the balanced accuracy.
pub fn text(matrix: &Matrix) -> String {
	let liars = match matrix.liars.len() {
		0 => "all honest".to_owned(),
		count => format!("{count} of them lie"),
	};
	let trivial = matrix.trivial_error.map_or(String::new(), |error| format!(" (without a model: {})", figure(error)));
	let seeds = match matrix.seeds.len() {
		1 => String::new(),
		count => format!(";\nmeans over {count} seeds, with the least and the largest"),
	};
	let accuracy = |cell: &Cell| cell.balanced_accuracy.map_or_else(|| none(cell), percent);
	let labels = match matrix.has_labels() {
		true => format!("\n\nbalanced accuracy (50 % tells nothing)\n\n{}", table(matrix, accuracy)),
		false => String::new(),
	};
	format!(
		"{}: {} members, {liars}; final test error in {}{trivial},\nand as a multiple of the same rule's without liars{seeds}\n\n{}{labels}{}",
		matrix.scenario,
		matrix.members,
		if matrix.unit.is_empty() { "units of the target" } else { &matrix.unit },
		table(matrix, in_words),
		told(matrix),
	)
}

/// Rules down, attacks across.
fn table(matrix: &Matrix, words: impl Fn(&Cell) -> String) -> Table {
	let mut table = Table::new();
	table.load_preset(NOTHING);
	table.set_header(["rule"].into_iter().chain(matrix.attacks.iter().map(String::as_str)));
	for rule in &matrix.rules {
		let cells = matrix.attacks.iter().map(|attack| matrix.cell(rule, attack).map_or(String::new(), &words));
		table.add_row([rule.clone()].into_iter().chain(cells));
	}
	for column in table.column_iter_mut().skip(1) {
		column.set_cell_alignment(CellAlignment::Right);
	}
	table
}

/// How many results were proven false, and how many lists pleaded for, attack by attack.
fn told(matrix: &Matrix) -> String {
	let of = |attack: &String| {
		let cells = matrix.cells.iter().filter(|cell| cell.attack == *attack);
		let (mut rounds, mut proven, mut pleas) = (0, 0, 0);
		for run in cells.flat_map(|cell| &cell.runs) {
			rounds += run.run.rounds.iter().filter(|round| round.is_final).count();
			proven += run.run.faults_proven;
			pleas += run.run.pleas;
		}
		let line = |count: usize, what: &str| match count {
			0 => String::new(),
			_ => format!("\n{attack}: {count} {what}, in {rounds} final rounds"),
		};
		line(proven, if pleas > 0 { "results fell on the chain" } else { "results proven false on the chain" })
			+ &line(pleas, "lists of results pleaded for on the chain")
	};
	let lines: String = matrix.attacks.iter().map(of).collect();
	if lines.is_empty() {
		lines
	} else {
		format!("\n{lines}")
	}
}

fn in_words(cell: &Cell) -> String {
	let Some(error) = cell.error else { return none(cell) };
	let ratio = cell.to_honest.filter(|_| cell.attack != crate::matrix::HONEST);
	let ratio = ratio.map_or(String::new(), |ratio| format!(" ×{ratio:.2}"));
	let range = range(cell).map_or(String::new(), |range| format!(" ({range})"));
	format!("{}{ratio}{range}", figure(error))
}

/// Why there is no number.
fn none(cell: &Cell) -> String {
	match (cell.refused.is_some(), cell.left_out) {
		(true, _) => "refused",
		(_, true) => "not run",
		_ => "no round final",
	}
	.into()
}

/// The least and the largest error of a seed, where there are several.
pub(super) fn range(cell: &Cell) -> Option<String> {
	let [least, largest] = cell.range.filter(|_| cell.runs.len() > 1)?;
	Some(format!("{}–{}", figure(least), figure(largest)))
}

/// A share in per cent.
pub(super) fn percent(share: f64) -> String {
	format!("{:.0}%", 100.0 * share)
}

/// Four significant digits.
pub(super) fn figure(value: f64) -> String {
	let digits = 3 - value.abs().max(1e-9).log10().floor() as i32;
	format!("{value:.*}", digits.clamp(0, 6) as usize)
}

#[cfg(test)]
mod tests {
	use super::figure;

	#[test]
	fn figures_have_four_digits() {
		assert_eq!([1234.56, 12.3456, 0.012_345_6].map(figure), ["1235", "12.35", "0.01235"]);
		assert_eq!(figure(0.0), "0.000000");
	}
}
