//! The agreement by which the task's rounds are paid: made beside the training, which does not wait for it.

use crate::{
	council::Council,
	failure::{Failure, Named},
	stop::Stop,
};
use guild_agreement::{
	text::{amount, parse},
	Amount, Terms, UNIT,
};
use guild_primitives::{AgreementId, TaskId};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Fewer rounds than this can be over before the members are bound: making an agreement takes five blocks or more, and it binds
/// from the round that opens next.
pub const LEAST_ROUNDS: u32 = 4;
/// Most that one member pays in, a fifth of what its owner has at genesis: the rest is for deposits and fees.
const MOST_FROM_ONE: Amount = 20_000 * UNIT;

/// What is to be agreed on.
#[derive(Clone, Debug)]
pub struct Plan {
	file: PathBuf,
	/// What each member pays into the escrow, in smallest units.
	pub each_pays: Amount,
}

impl Plan {
	/// The terms in a file, with so much in escrow that every round of the task can be paid in full; less where that would be more
	/// than the members have.
	///
	/// # Errors
	/// The file is not there, or its terms do not hold together.
	pub fn of(file: &Path, rounds: u32, members: usize) -> Result<Self, Failure> {
		let written = fs::read_to_string(file).named("read the agreement", file)?;
		let terms = parse(&written).map_err(|problem| {
			Failure::file(problem.to_string(), file.display(), "restore the file (`git checkout`)")
		})?;
		Ok(Self { file: file.to_owned(), each_pays: each_pays(&terms, rounds, members) })
	}
}

/// The budgets of all rounds in equal parts, in whole units, rounded up.
fn each_pays(terms: &Terms, rounds: u32, members: usize) -> Amount {
	let all = terms.budget.saturating_mul(rounds.into());
	let part = all.div_ceil((members as Amount).max(1));
	part.div_ceil(UNIT).saturating_mul(UNIT).min(MOST_FROM_ONE)
}

/// The council creates it, and each member accepts it and pays its part.
///
/// # Errors
/// What the commands refuse, or it is time to stop.
pub fn conclude(council: &Council, task: TaskId, plan: &Plan, stop: &Stop) -> Result<AgreementId, Failure> {
	let (task, file) = (task.to_string(), plan.file.to_string_lossy());
	let created = council.decide(&["agreement", "propose", "--task", &task, "--terms", &file], stop)?;
	let agreement = created.agreement.ok_or_else(|| {
		Failure::unreachable(
			"the council's motion was closed, but no agreement was created",
			format!("task {task} at {}", council.url()),
			format!("`guild gov list --url {}` shows where it stands", council.url()),
		)
	})?;
	let (id, pays) = (agreement.to_string(), amount(plan.each_pays));
	let accept = ["agreement", "accept", "--agreement", &id];
	let fund = ["agreement", "fund", "--agreement", &id, "--amount", &pays];
	council.each(&[&accept, &fund], stop)?;
	Ok(agreement)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_members_pay_for_all_rounds_in_equal_parts_and_never_more_than_they_can() {
		let terms = parse("agreement \"a\"\nbudget 1000 per round\nshare = quality\n").unwrap();
		assert_eq!(each_pays(&terms, 24, 4), 6_000 * UNIT);
		// 7000 / 3 is no whole number of units.
		assert_eq!(each_pays(&terms, 7, 3), 2_334 * UNIT);
		assert_eq!(each_pays(&terms, 500, 4), MOST_FROM_ONE);
	}

	#[test]
	fn the_default_agreement_is_understood() {
		let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/agreements/default.txt");
		assert_eq!(Plan::of(&file, 24, 4).unwrap().each_pays, 6_000 * UNIT);
		assert!(Plan::of(&file.with_extension("none"), 24, 4).is_err());
	}
}
