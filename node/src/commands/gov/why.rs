//! What a motion is for, in its proposer's words: on chain beside what it does, and voted on with it.
//!
//! It says what somebody wants others to believe. What a motion does is in `words.rs`, and comes from the call.

use crate::{commands::show, exit::CliError};
use clap::Args;
use guild_primitives::{limits::MAX_WHY_BYTES, Text};
use guild_runtime::{Runtime, RuntimeCall};
use pallet_consortium::Call;
use std::str::FromStr;

/// Why it is proposed.
#[derive(Clone, Debug, Default, Args)]
pub struct WhyArgs {
	/// What it is for, in your words: on chain with the motion, and voted on with it. One line, at most 512 bytes.
	#[arg(long, value_name = "TEXT")]
	why: Option<Why>,
}

impl WhyArgs {
	/// The motion: the call, with these words if there are any.
	pub fn describe(&self, call: RuntimeCall) -> RuntimeCall {
		match &self.why {
			Some(Why(text)) => Call::<Runtime>::described { text: text.clone(), call: Box::new(call) }.into(),
			None => call,
		}
	}

	/// Shows the words, before they are proposed.
	///
	/// # Errors
	/// As [`show::line`].
	pub fn say(&self) -> Result<(), CliError> {
		match &self.why {
			Some(Why(text)) => show::line(&words(text.as_str())),
			None => Ok(()),
		}
	}
}

/// A reason that people can read.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Why(Text<MAX_WHY_BYTES>);

impl FromStr for Why {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		if text.trim().is_empty() {
			return Err("it says nothing: leave --why out, or write a sentence".into());
		}
		if let Some((place, hidden)) = text.chars().enumerate().find(|(_, letter)| is_hidden(*letter)) {
			let code = u32::from(hidden);
			return Err(format!(
				"character {} of it (U+{code:04X}) cannot be seen: write one line of plain text",
				place + 1
			));
		}
		let long = || format!("it has {} bytes, and at most {MAX_WHY_BYTES} go on chain", text.len());
		Text::new(text).map(Self).ok_or_else(long)
	}
}

/// The same as it is shown: beside what the motion does, and told apart from it.
pub fn line(motion: &RuntimeCall) -> Option<String> {
	of(motion).map(|why| words(&why))
}

fn words(why: &str) -> String {
	format!("  why        “{why}” (its proposer's words)")
}

/// What a motion says that it is for. Nothing of it moves the cursor, breaks the line or turns the text around: whoever proposed it may
/// have written it for the terminals of those who read it.
pub fn of(motion: &RuntimeCall) -> Option<String> {
	match motion {
		RuntimeCall::Consortium(Call::described { text, .. }) => Some(shown(text.as_str())),
		_ => None,
	}
}

/// A text in which what cannot be seen is written as its number.
fn shown(text: &str) -> String {
	let mut shown = String::with_capacity(text.len());
	for letter in text.chars() {
		match is_hidden(letter) {
			true => shown.extend(letter.escape_unicode()),
			false => shown.push(letter),
		}
	}
	shown
}

/// Whether a character is none that people see: controls, among them line breaks and what begins an escape sequence; other line breaks;
/// what joins, hides or turns around the text about it; and what has no meaning that two readers share.
fn is_hidden(letter: char) -> bool {
	letter.is_control()
		|| matches!(letter,
			'\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
			| '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
			| '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{1bca0}'..='\u{1bca3}'
			| '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
	use super::*;

	fn call() -> RuntimeCall {
		pallet_training::Call::<Runtime>::stop_task { task: 3 }.into()
	}

	#[test]
	fn a_reason_is_one_line_that_people_can_read() {
		for good in ["The turbine is sold.", "Größer: 東京 → 北海道", &"x".repeat(512)] {
			let why = WhyArgs { why: Some(good.parse().unwrap()) };
			assert_eq!(of(&why.describe(call())).as_deref(), Some(good));
		}
		for (bad, reason) in [
			("", "says nothing"),
			(" ", "says nothing"),
			("two\nlines", "character 4 of it (U+000A)"),
			("\u{1b}[2J", "character 1 of it (U+001B)"),
			("a\u{9b}31m", "U+009B"),
			("pay \u{202e}001", "U+202E"),
			("a\u{200b}b", "U+200B"),
			("\u{feff}a", "U+FEFF"),
			(&"x".repeat(513), "513 bytes, and at most 512"),
			(&"ü".repeat(257), "514 bytes"),
		] {
			let error = bad.parse::<Why>().unwrap_err();
			assert!(error.contains(reason), "{bad:?}: {error}");
		}
	}

	#[test]
	fn without_a_reason_the_motion_is_the_call_itself() {
		assert_eq!(WhyArgs::default().describe(call()), call());
		assert_eq!(of(&call()), None);
	}

	#[test]
	fn what_others_wrote_for_a_terminal_is_told_and_not_done() {
		let text = Text::new("fine\r\u{1b}[1A\u{9b}2K\u{202e}yes\u{2028}\u{e0041}").unwrap();
		let hostile = Call::<Runtime>::described { text, call: Box::new(call()) }.into();
		let shown = of(&hostile).unwrap();
		assert_eq!(shown, r"fine\u{d}\u{1b}[1A\u{9b}2K\u{202e}yes\u{2028}\u{e0041}");
		assert!(!shown.chars().any(is_hidden));
	}
}
