//! All that can be said of an agreement before anyone votes: what `guild agreement check` prints.

use crate::{
	text::{self, Problem},
	trial::{try_out, Examples, ExamplesError, Trial},
	Terms,
};
use codec::Encode;
use serde::Serialize;
use std::fmt::Write;

/// What is said of terms that hold together.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Check {
	/// The terms as they would be stored.
	pub terms: Terms,
	/// Their bytes on the chain (SCALE), in hexadecimal digits: what a proposal carries.
	pub encoded: String,
	/// The formula, written anew.
	pub formula: String,
	/// Operations of the program.
	pub operations: usize,
	/// Units that a run costs.
	pub meter: u32,
	/// The terms in plain words.
	pub words: String,
	/// What to think about before voting.
	pub notes: Vec<String>,
	/// What it would have paid, if there were example rounds.
	pub trial: Option<Trial>,
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
	/// The text is refused.
	#[error(transparent)]
	Text(#[from] Problem),
	/// The example rounds cannot be used.
	#[error(transparent)]
	Examples(#[from] ExamplesError),
}

impl Check {
	/// Reads a text, and tries it on example rounds if there are some.
	///
	/// # Errors
	/// [`CheckError`].
	pub fn of(bytes: &[u8], examples: Option<&Examples>) -> Result<Self, CheckError> {
		let terms = text::parse_bytes(bytes)?;
		let trial = examples.map(|examples| try_out(&terms, examples)).transpose()?;
		let encoded = terms.encode().iter().fold(String::from("0x"), |mut hex, byte| {
			// A `String` takes whatever is written.
			let _ = write!(hex, "{byte:02x}");
			hex
		});
		Ok(Self {
			encoded,
			formula: text::formula(&terms.program).unwrap_or_default(),
			operations: terms.program.0.len(),
			meter: terms.program.meter(),
			words: text::words(&terms),
			notes: text::notes(&terms),
			trial,
			terms,
		})
	}
}
