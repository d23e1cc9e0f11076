//! Amounts of money, spans of blocks, parts and multiples, as they are typed and shown.

use guild_agreement::{Amount, AMOUNT_DECIMALS};
use guild_primitives::{limits::BLOCK_TIME_MS, BlockNumber};
use std::str::FromStr;

/// Blocks of each unit of time that can be typed, from the longest to the shortest.
const TIMES: [(char, &str, u64); 3] = [
	('d', "day", 86_400_000 / BLOCK_TIME_MS),
	('h', "hour", 3_600_000 / BLOCK_TIME_MS),
	('m', "minute", 60_000 / BLOCK_TIME_MS),
];

/// An amount of money, typed in whole units with at most 12 decimals: `250`, `0.5`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Money(pub Amount);

impl FromStr for Money {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		decimal(text, AMOUNT_DECIMALS as usize, "an amount").map(Self)
	}
}

/// A part of a whole, in millionths, typed in percent with at most four decimals: `80%`, `97.5%`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part(pub u32);

impl FromStr for Part {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let number = text.strip_suffix('%').ok_or("a part is typed in percent: 80% or 97.5%")?;
		millionths(decimal(number, PERCENT_DECIMALS, "a part")?).map(Self)
	}
}

/// So many times something, in millionths, typed with at most six decimals: `4`, `0.5`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Multiple(pub u32);

impl FromStr for Multiple {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		millionths(decimal(text, MULTIPLE_DECIMALS, "a multiple")?).map(Self)
	}
}

/// Decimals of one percent that are a millionth.
const PERCENT_DECIMALS: usize = 4;
/// Decimals of one that are a millionth.
const MULTIPLE_DECIMALS: usize = 6;

fn millionths(number: u128) -> Result<u32, String> {
	number.try_into().map_err(|_| "it is too large".into())
}

/// A decimal number, in units of its last decimal.
fn decimal(text: &str, decimals: usize, what: &str) -> Result<u128, String> {
	let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
	let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
	if !is_number(whole) || !is_number(fraction) {
		return Err(format!("{what} is digits with at most one decimal point: 250 or 0.5"));
	}
	if fraction.len() > decimals {
		return Err(format!("there are at most {decimals} digits after the point"));
	}
	format!("{whole}{fraction:0<decimals$}").parse().map_err(|_| format!("{what} is too large"))
}

/// A part of a whole in millionths, in percent: `80%`.
pub fn percent(part: u32) -> String {
	format!("{}%", shortest(part, PERCENT_DECIMALS))
}

/// A number in millionths: `4`, `0.5`.
pub fn multiple(number: u32) -> String {
	shortest(number, MULTIPLE_DECIMALS)
}

/// A number in units of its last decimal, without zeros that say nothing.
fn shortest(number: u32, decimals: usize) -> String {
	let digits = format!("{number:0>width$}", width = decimals + 1);
	let (whole, fraction) = digits.split_at(digits.len() - decimals);
	match fraction.trim_end_matches('0') {
		"" => whole.to_string(),
		fraction => format!("{whole}.{fraction}"),
	}
}

/// A number of blocks, typed as such, or as a time: `43200`, `1d`, `12h`, `30m`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blocks(pub BlockNumber);

impl FromStr for Blocks {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let time = TIMES.iter().find_map(|(letter, _, blocks)| Some((text.strip_suffix(*letter)?, *blocks)));
		let (digits, blocks) = time.unwrap_or((text, 1));
		let unclear = "a time is a number of blocks, or of days, hours or minutes: 43200, 1d, 12h or 30m";
		let count: u64 = digits.parse().map_err(|_| unclear)?;
		let all = count.checked_mul(blocks).and_then(|all| all.try_into().ok()).ok_or("the time is too long")?;
		Ok(Self(all))
	}
}

/// A number of blocks, with the time that they take: `43200 blocks (1 day)`.
pub fn blocks(count: BlockNumber) -> String {
	let unit = TIMES.iter().find(|(_, _, blocks)| u64::from(count) >= *blocks);
	let Some((_, name, each)) = unit else {
		let seconds = u64::from(count) * BLOCK_TIME_MS / 1_000;
		return format!("{count} blocks ({seconds} seconds)");
	};
	// In tenths, without floats.
	let tenths = u64::from(count) * 10 / each;
	let (whole, rest) = (tenths / 10, tenths % 10);
	let number = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest}") };
	let plural = if tenths == 10 { "" } else { "s" };
	format!("{count} blocks ({number} {name}{plural})")
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_agreement::{text::amount, UNIT};

	#[test]
	fn amounts_are_read_as_they_are_shown() {
		for (text, value) in
			[("250", 250 * UNIT), ("0.5", UNIT / 2), ("0.000000000001", 1), ("12.25", 12 * UNIT + UNIT / 4)]
		{
			assert_eq!(text.parse(), Ok(Money(value)));
			assert_eq!(amount(value), text);
		}
		for (text, reason) in [
			("", "digits"),
			("-1", "digits"),
			("1.", "digits"),
			(".5", "digits"),
			("1e6", "digits"),
			("1.2.3", "digits"),
			("0.0000000000001", "at most 12"),
			("999999999999999999999999999999", "too large"),
		] {
			let error = text.parse::<Money>().unwrap_err();
			assert!(error.contains(reason), "{text}: {error}");
		}
	}

	#[test]
	fn parts_and_multiples_are_read_as_they_are_shown() {
		for (text, value) in [("80%", 800_000), ("0%", 0), ("97.5%", 975_000), ("0.0001%", 1), ("1.5625%", 15_625)] {
			assert_eq!(text.parse(), Ok(Part(value)));
			assert_eq!(percent(value), text);
		}
		for (text, value) in [("4", 4_000_000), ("0.5", 500_000), ("0.0625", 62_500), ("45", 45_000_000), ("0", 0)] {
			assert_eq!(text.parse(), Ok(Multiple(value)));
			assert_eq!(multiple(value), text);
		}
		for text in ["", "%", "80", "-1%", "1e2%", "0.00001%", "80%%", "9999999999%"] {
			assert!(text.parse::<Part>().is_err(), "{text}");
		}
		for text in ["", "4%", ".5", "0.0000001", "4295"] {
			assert!(text.parse::<Multiple>().is_err(), "{text}");
		}
	}

	#[test]
	fn times_are_blocks_of_two_seconds() {
		for (text, value) in [("7", 7), ("1m", 30), ("12h", 21_600), ("30d", 1_296_000), ("0", 0)] {
			assert_eq!(text.parse(), Ok(Blocks(value)), "{text}");
		}
		for text in ["", "d", "1.5d", "1w", "-1", "99999999999d", "100000d"] {
			assert!(text.parse::<Blocks>().is_err(), "{text}");
		}
		assert_eq!(blocks(43_200), "43200 blocks (1 day)");
		assert_eq!(blocks(64_800), "64800 blocks (1.5 days)");
		assert_eq!(blocks(1_800), "1800 blocks (1 hour)");
		assert_eq!(blocks(5), "5 blocks (10 seconds)");
	}
}
