//! The table that ends the run on the terminal.

use crate::{record::Record, words};
use comfy_table::{presets::UTF8_FULL_CONDENSED, CellAlignment, Table};

/// Each member's error by four ways to forecast, and its share.
pub fn summary(record: &Record) -> String {
	let mut table = Table::new();
	table.load_preset(UTF8_FULL_CONDENSED);
	table.set_header(vec![
		"member",
		"windows",
		"together",
		"own data only",
		"pooled",
		"no change",
		"mean share",
		"received",
	]);
	for column in table.column_iter_mut().skip(1) {
		column.set_cell_alignment(CellAlignment::Right);
	}
	for (place, member) in record.members.iter().enumerate() {
		let with = |reference: Option<f64>| match (member.federated, reference) {
			(Some(value), Some(reference)) => format!("{reference:.1} ({:+.1} %)", (value / reference - 1.0) * 100.0),
			_ => words::error(reference),
		};
		table.add_row(vec![
			if member.lies { format!("{} (lies)", member.name) } else { member.name.clone() },
			words::count(member.train_windows.into()),
			words::error(member.federated),
			with(member.alone),
			with(member.pooled),
			with(member.persistence),
			record.mean_coefficient(place).map_or_else(|| "–".into(), |share| format!("{:.1} %", share * 100.0)),
			words::bytes(member.received_bytes),
		]);
	}
	format!(
		"test error in {}; in brackets, how the model trained together compares with that way\n{table}",
		record.unit
	)
}
