//! `guild agreement propose` and `terminate`: what the council decides about agreements.

use super::check;
use crate::{
	client::Remote,
	commands::{
		gov::{
			council::{self, Share},
			why::WhyArgs,
			SignArgs,
		},
		show,
	},
	exit::CliError,
};
use clap::Args;
use guild_agreement::check::{Check, CheckError};
use guild_primitives::{AgreementId, Root, TaskId};
use guild_runtime::Runtime;
use pallet_rewards::{terms_hash, AgreementOf, Call};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Arguments of `guild agreement propose`.
#[derive(Debug, Args)]
pub struct ProposeArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The task whose rounds it pays.
	#[arg(long)]
	task: TaskId,
	/// The agreement's text: see `guild agreement check`.
	#[arg(long, value_name = "FILE")]
	terms: PathBuf,
}

/// Arguments of `guild agreement terminate`.
#[derive(Debug, Args)]
pub struct TerminateArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The agreement.
	#[arg(long)]
	agreement: AgreementId,
}

/// What `propose` answers.
#[derive(Serialize)]
struct Proposed {
	/// The motion; and the agreement, if it exists already.
	#[serde(flatten)]
	motion: council::Proposed,
	/// Hash of the terms, as the chain's event has it.
	terms_hash: Root,
}

impl ProposeArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let check = read(&self.terms)?;
		let (key, node) = self.sign.signer()?;
		// A vote about what the chain would then refuse is spared.
		let name = node.task(self.task)?.task.spec.name;
		if let Some(running) = running_of(&node, self.task)? {
			return Err(CliError::refused(
				format!("task {} has an agreement that runs", self.task),
				format!("agreement {running}, at {}", node.url()),
				format!("see it with `guild agreement show --agreement {running}`; `guild agreement terminate` ends it, and 					`guild agreement wind-up` makes room for another"),
			));
		}
		if !self.sign.json {
			show::line(&format!("proposing this agreement about task {} \"{name}\":\n\n{}", self.task, check.words))?;
			self.why.say()?;
			check.notes.iter().try_for_each(|note| show::line(&format!("note: {note}")))?;
		}
		let terms_hash = terms_hash(&check.terms);
		let call = Call::<Runtime>::create { task: self.task, terms: Box::new(check.terms) };
		let motion = council::propose(&node, &self.sign, &key, self.why.describe(call.into()), Share::MoreThanHalf)?;
		if self.sign.json {
			return show::json(&Proposed { motion, terms_hash });
		}
		show::line(&motion.words()?)
	}
}

impl TerminateArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let (key, node) = self.sign.signer()?;
		let agreement = node.agreement(self.agreement)?.agreement;
		if !self.sign.json {
			show::line(&format!(
				"proposing to end agreement {} “{}” after the open round of task {}",
				agreement.id, agreement.terms.title, agreement.task
			))?;
			self.why.say()?;
		}
		let call = Call::<Runtime>::terminate { agreement: self.agreement };
		let motion = council::propose(&node, &self.sign, &key, self.why.describe(call.into()), Share::MoreThanHalf)?;
		match self.sign.json {
			true => show::json(&motion),
			false => show::line(&motion.words()?),
		}
	}
}

/// The agreement of the task that has not been wound up, as the chain knows it.
fn running_of(node: &Remote, task: TaskId) -> Result<Option<AgreementId>, CliError> {
	node.storage(AgreementOf::<Runtime>::hashed_key_for(task), None)
}

/// Terms that hold together.
fn read(file: &Path) -> Result<Check, CliError> {
	let bytes = check::read(file)?;
	Check::of(&bytes, None).map_err(|error| match error {
		CheckError::Text(problem) => check::refused(&problem, file, &bytes),
		// There are none.
		CheckError::Examples(error) => CliError::bad_file(error.what, file.display(), error.next),
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::exit::ExitCode;

	#[test]
	fn only_terms_that_hold_together_are_proposed() {
		let dir = tempfile::tempdir().unwrap();
		let file = dir.path().join("a.txt");
		std::fs::write(&file, "agreement \"a\"\nbudget 10 per round\nshare = quality\n").unwrap();
		assert_eq!(read(&file).unwrap().terms.title.as_str(), "a");
		std::fs::write(&file, "agreement \"a\"\nbudget 10 per round\nshare = qualty\n").unwrap();
		let refused = read(&file).unwrap_err();
		assert_eq!(refused.code, ExitCode::No);
		assert!(refused.location.contains("line 3"), "{refused}");
		assert_eq!(read(&dir.path().join("b.txt")).unwrap_err().code, ExitCode::BadFile);
	}
}
