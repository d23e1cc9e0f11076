//! Results as CSV, for other programs. Errors are in the target's unit.

use crate::matrix::Matrix;

/// One line a rule and attack.
pub fn matrix(matrix: &Matrix) -> String {
	let mut text = "rule,attack,error,to_honest,final_rounds,failed_rounds,faults_proven,refused\n".to_owned();
	for cell in &matrix.cells {
		let rounds = cell.run.iter().flat_map(|run| &run.rounds);
		let (done, failed): (Vec<_>, Vec<_>) = rounds.partition(|round| round.is_final);
		text += &format!(
			"{},{},{},{},{},{},{},{}\n",
			quoted(&cell.rule),
			cell.attack,
			number(cell.error),
			number(cell.to_honest),
			done.len(),
			failed.len(),
			cell.run.as_ref().map_or(0, |run| run.faults_proven),
			quoted(cell.refused.as_deref().unwrap_or_default()),
		);
	}
	text
}

/// One line a round.
pub fn rounds(matrix: &Matrix) -> String {
	let mut text = "rule,attack,round,final,error,included,liars_share,ended_at_block\n".to_owned();
	for cell in &matrix.cells {
		for round in cell.run.iter().flat_map(|run| &run.rounds) {
			text += &format!(
				"{},{},{},{},{},{},{:.6},{}\n",
				quoted(&cell.rule),
				cell.attack,
				round.round,
				round.is_final,
				number(round.error),
				round.included,
				round.liars_share,
				round.ended_at,
			);
		}
	}
	text
}

fn number(value: Option<f64>) -> String {
	value.map_or(String::new(), |value| format!("{value:.6}"))
}

/// Quoted where CSV needs it.
fn quoted(text: &str) -> String {
	if text.contains([',', '"', '\n']) {
		format!("\"{}\"", text.replace('"', "\"\""))
	} else {
		text.into()
	}
}
