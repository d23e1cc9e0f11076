//! Amounts of money and spans of blocks, as they are typed and shown.

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
		let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
		let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
		if !is_number(whole) || !is_number(fraction) {
			return Err("an amount is digits with at most one decimal point: 250 or 0.5".into());
		}
		let decimals = AMOUNT_DECIMALS as usize;
		if fraction.len() > decimals {
			return Err(format!("there are at most {decimals} digits after the point"));
		}
		// The smallest unit is the last of the decimals.
		let amount = format!("{whole}{fraction:0<decimals$}").parse().map_err(|_| "the amount is too large")?;
		Ok(Self(amount))
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
