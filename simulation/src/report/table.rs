//! The matrix as a table for people.

use crate::matrix::{Cell, Matrix};
use comfy_table::{presets::NOTHING, CellAlignment, Table};

/// Rules down, attacks across: the final error, and how many times that of the same rule without liars.
pub fn text(matrix: &Matrix) -> String {
	let mut table = Table::new();
	table.load_preset(NOTHING);
	table.set_header(["rule"].into_iter().chain(matrix.attacks.iter().map(String::as_str)));
	for rule in &matrix.rules {
		let cells = matrix.attacks.iter().map(|attack| matrix.cell(rule, attack).map_or(String::new(), in_words));
		table.add_row([rule.clone()].into_iter().chain(cells));
	}
	for column in table.column_iter_mut().skip(1) {
		column.set_cell_alignment(CellAlignment::Right);
	}
	let liars = match matrix.liars.len() {
		0 => "all honest".to_owned(),
		count => format!("{count} of them lie"),
	};
	let trivial = matrix.trivial_error.map_or(String::new(), |error| format!(" (without a model: {})", figure(error)));
	format!(
		"{}: {} members, {liars}; final test error in {}{trivial},\nand as a multiple of the same rule's without liars\n\n{table}{}",
		matrix.scenario,
		matrix.members,
		if matrix.unit.is_empty() { "units of the target" } else { &matrix.unit },
		proven(matrix),
	)
}

/// How many results were proven false, attack by attack.
fn proven(matrix: &Matrix) -> String {
	let of = |attack: &String| {
		let runs = matrix.cells.iter().filter(|cell| cell.attack == *attack).filter_map(|cell| cell.run.as_ref());
		let (rounds, proven) = runs.fold((0, 0), |(rounds, proven), run| {
			(rounds + run.rounds.iter().filter(|round| round.is_final).count(), proven + run.faults_proven)
		});
		(proven > 0)
			.then(|| format!("\n{attack}: {proven} results proven false on the chain, in {rounds} final rounds"))
	};
	let lines: String = matrix.attacks.iter().filter_map(of).collect();
	if lines.is_empty() {
		lines
	} else {
		format!("\n{lines}")
	}
}

fn in_words(cell: &Cell) -> String {
	match (cell.error, cell.to_honest) {
		(Some(error), Some(ratio)) if cell.attack != crate::matrix::HONEST => format!("{} ×{ratio:.2}", figure(error)),
		(Some(error), _) => figure(error),
		(None, _) if cell.refused.is_some() => "refused".into(),
		(None, _) => "no round final".into(),
	}
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
