//! What members of the demonstration decide and sign, by `guild` commands.

use crate::{command::Guild, consortium::text, failure::Failure, stop::Stop};
use guild_primitives::{AgreementId, TaskId};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The owners' keys, and the node to which all of them send what they sign.
#[derive(Clone, Debug)]
pub struct Council {
	guild: Guild,
	url: String,
	keys: Vec<PathBuf>,
}

/// What a motion created.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct Created {
	/// A task.
	pub task: Option<TaskId>,
	/// An agreement.
	pub agreement: Option<AgreementId>,
}

#[derive(Deserialize)]
struct Proposed {
	motion: Option<u32>,
	hash: String,
	/// Votes that it takes, the proposer's among them.
	threshold: usize,
	#[serde(flatten)]
	created: Created,
}

impl Council {
	/// Owners with the keys in these directories.
	pub fn new(guild: &Guild, url: &str, keys: Vec<PathBuf>) -> Self {
		Self { guild: guild.clone(), url: url.to_owned(), keys }
	}

	/// How many they are.
	pub fn len(&self) -> usize {
		self.keys.len()
	}

	/// Whether there are none.
	pub fn is_empty(&self) -> bool {
		self.keys.is_empty()
	}

	/// The first proposes, as many others vote yes as it takes, and the first closes the motion.
	///
	/// # Errors
	/// What the commands refuse, or it is time to stop.
	pub fn decide(&self, propose: &[&str], stop: &Stop) -> Result<Created, Failure> {
		let nobody = || Failure::new(70, "a consortium without members", "this program", "please report this");
		let (first, others) = self.keys.split_first().ok_or_else(nobody)?;
		let proposed: Proposed = self.guild.json(&strs(&self.signed(first, propose)))?;
		let Some(motion) = proposed.motion else { return Ok(proposed.created) };
		let motion = motion.to_string();
		let about = |word| ["gov", word, "--motion", &motion, "--hash", &proposed.hash];
		// The proposer's yes is one of them.
		for keys in others.iter().take(proposed.threshold.saturating_sub(1)) {
			stop.check()?;
			self.guild.run(&strs(&self.signed(keys, &about("vote"))))?;
		}
		stop.check()?;
		self.guild.json(&strs(&self.signed(first, &about("close"))))
	}

	/// Each signs these commands, one after the other; the members at the same time.
	///
	/// # Errors
	/// The first that a command refuses, or it is time to stop.
	pub fn each(&self, commands: &[&[&str]], stop: &Stop) -> Result<(), Failure> {
		let all = |keys: &PathBuf| {
			commands.iter().try_for_each(|words| {
				stop.check()?;
				self.guild.run(&strs(&self.signed(keys, words))).map(drop)
			})
		};
		let panicked = |_| Err(Failure::new(70, "a thread panicked", "this program", "please report this"));
		std::thread::scope(|scope| {
			let running: Vec<_> = self.keys.iter().map(|keys| scope.spawn(|| all(keys))).collect();
			// All are waited for, whatever becomes of the first.
			let done: Vec<_> = running.into_iter().map(|thread| thread.join().unwrap_or_else(panicked)).collect();
			done.into_iter().collect()
		})
	}

	/// The node that is asked.
	pub fn url(&self) -> &str {
		&self.url
	}

	fn signed(&self, keys: &Path, words: &[&str]) -> Vec<String> {
		let by = ["--no-wait", "--url", &self.url, "--keys"];
		words.iter().copied().chain(by).map(str::to_owned).chain([text(keys)]).collect()
	}
}

fn strs(words: &[String]) -> Vec<&str> {
	words.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_a_motion_created_is_read_from_the_answers_of_the_commands() {
		let closed = |text: &str| serde_json::from_str::<Created>(text).unwrap();
		assert_eq!(closed(r#"{"agreement": 4, "block": "0x00"}"#), Created { task: None, agreement: Some(4) });
		let proposed: Proposed =
			serde_json::from_str(r#"{"motion": 1, "hash": "0xab", "threshold": 3, "terms_hash": "0xcd"}"#).unwrap();
		assert_eq!((proposed.motion, proposed.threshold, proposed.created), (Some(1), 3, Created::default()));
	}
}
