//! Results as CSV, for other programs. Errors are in the target's unit.

use crate::matrix::Matrix;

/// One line a rule, attack and seed. With one seed it is not named; the balanced accuracy is there where the test has labels.
pub fn matrix(matrix: &Matrix) -> String {
	let (seeds, labels) = (matrix.seeds.len() > 1, matrix.has_labels());
	let mut text = format!(
		"rule,attack,{}error,to_honest,{}final_rounds,failed_rounds,faults_proven,refused\n",
		if seeds { "seed," } else { "" },
		if labels { "balanced_accuracy," } else { "" },
	);
	for (cell, seed) in matrix.cells.iter().flat_map(|cell| matrix.seeds.iter().map(move |seed| (cell, seed))) {
		let run = cell.runs.iter().find(|run| run.seed == *seed);
		let rounds = run.iter().flat_map(|run| &run.run.rounds);
		let (done, failed): (Vec<_>, Vec<_>) = rounds.partition(|round| round.is_final);
		let accuracy = run.and_then(|run| run.run.balanced_accuracy);
		text += &format!(
			"{},{},{}{},{},{}{},{},{},{}\n",
			quoted(&cell.rule),
			cell.attack,
			named(seeds, *seed),
			number(run.and_then(|run| run.error)),
			number(run.and_then(|run| run.to_honest)),
			if labels { format!("{},", number(accuracy)) } else { String::new() },
			done.len(),
			failed.len(),
			run.map_or(0, |run| run.run.faults_proven),
			quoted(cell.refused.as_deref().unwrap_or_default()),
		);
	}
	text
}

/// One line a round.
pub fn rounds(matrix: &Matrix) -> String {
	let seeds = matrix.seeds.len() > 1;
	let mut text = format!(
		"rule,attack,{}round,final,error,included,liars_share,ended_at_block\n",
		if seeds { "seed," } else { "" }
	);
	for (cell, run) in matrix.cells.iter().flat_map(|cell| cell.runs.iter().map(move |run| (cell, run))) {
		for round in &run.run.rounds {
			text += &format!(
				"{},{},{}{},{},{},{},{:.6},{}\n",
				quoted(&cell.rule),
				cell.attack,
				named(seeds, run.seed),
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

/// The field of the seed, where there are several.
fn named(several: bool, seed: u64) -> String {
	if several {
		format!("{seed},")
	} else {
		String::new()
	}
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
