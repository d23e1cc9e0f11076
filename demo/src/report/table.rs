//! The tables that end the run on the terminal.

use crate::{
	pay::{money, MemberPay, SpentPrivacy},
	record::Record,
	words,
};
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

/// What each member earned, why, and what privacy it spent.
pub fn pay(record: &Record) -> String {
	let mut table = Table::new();
	table.load_preset(UTF8_FULL_CONDENSED);
	table.set_header(vec!["member", "paid", "penalties", "paid in", "pay share", "quality", "reputation", "ε spent"]);
	for column in table.column_iter_mut().skip(1) {
		column.set_cell_alignment(CellAlignment::Right);
	}
	let part = |value: Option<f64>| value.map_or_else(|| "–".into(), |value| format!("{value:.3}"));
	for (member, pay) in record.members.iter().zip(&record.pay.members) {
		table.add_row(vec![
			member.name.clone(),
			money(pay.paid),
			money(pay.penalised),
			money(pay.funded),
			part(pay.mean_share),
			part(pay.quality),
			pay.standing(),
			epsilon(pay),
		]);
	}
	let head = match &record.pay.agreement {
		Some(agreement) => format!("who earned what by the agreement \"{}\"", agreement.title),
		None => "nothing was earned: the task is too short for an agreement".into(),
	};
	let mut text = format!("{head}\n{table}");
	for (member, pay) in record.members.iter().zip(&record.pay.members) {
		text += &format!("\n{}, {}", member.name, pay.why);
		for spent in &pay.privacy {
			text += &format!("\n{} {}", member.name, spent_in_words(spent));
		}
	}
	text + "\n" + &record.pay.privacy
}

/// The largest ε of a member's datasets; nothing where it has none.
fn epsilon(pay: &MemberPay) -> String {
	let largest = pay.privacy.iter().max_by(|one, other| {
		let value = |spent: &SpentPrivacy| spent.epsilon.parse::<f64>().unwrap_or(f64::INFINITY);
		value(one).total_cmp(&value(other))
	});
	largest.map_or_else(|| "nothing".into(), |spent| spent.epsilon.clone())
}

/// What a dataset has spent, with unit and relation.
pub fn spent_in_words(spent: &SpentPrivacy) -> String {
	let partial = if spent.is_partial { "; a part only, since updates without noise named it, too" } else { "" };
	format!(
		"spent ε = {} at δ = {} of \"{}\", protecting {}{partial}",
		spent.epsilon, spent.delta, spent.dataset, spent.protects
	)
}
