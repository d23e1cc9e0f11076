//! Numbers and amounts as they are written.

use super::{
	problem::{Place, Raw},
	token::{Kind, Token},
};
use crate::{Amount, NotANumber, AMOUNT_DECIMALS, I32F32};

/// Digits of a number, with what groups them taken out: `20_000`.
fn digits(raw: &str, place: &Place) -> Result<String, Raw> {
	let grouped = !raw.ends_with('_') && !raw.contains("__") && !raw.contains("_.") && !raw.contains("._");
	let plain: String = raw.chars().filter(|char| *char != '_').collect();
	let one_point = plain.split_once('.').is_none_or(|(_, rest)| !rest.is_empty() && !rest.contains('.'));
	if grouped && one_point && plain.chars().all(|char| char.is_ascii_digit() || char == '.') {
		return Ok(plain);
	}
	let hint = if raw.starts_with("0x") {
		"hexadecimal is for members only, after `party`"
	} else if plain.split_once(['e', 'E']).is_some_and(|(head, power)| is_decimal(head) && is_decimal(power)) {
		"write it out: 100000, not 1e5"
	} else if raw.ends_with('.') {
		"digits follow a decimal point: 0.5"
	} else {
		"a number is digits with at most one decimal point, such as 20000, 20_000 or 0.75"
	};
	Err(Raw::new(place.clone(), format!("`{}` is no number", shortened(raw)), hint))
}

fn is_decimal(text: &str) -> bool {
	!text.is_empty() && text.chars().all(|char| char.is_ascii_digit() || char == '.')
}

/// A number of a formula or a condition; with `percent`, its hundredth.
pub(super) fn value(raw: &str, place: Place, percent: bool) -> Result<I32F32, Raw> {
	let mut digits = digits(raw, &place)?;
	if percent {
		let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
		let whole = format!("{whole:0>3}");
		let (head, tail) = whole.split_at(whole.len().saturating_sub(2));
		digits = format!("{head}.{tail}{fraction}");
	}
	digits.parse().map_err(|error: NotANumber| {
		let hint = match error {
			NotANumber::TooFine => "what counts of a number is less than ten digits after the point",
			_ => "numbers in an agreement are at most 1000000000",
		};
		Raw::new(place, format!("`{}` is {error}", shortened(raw)), hint)
	})
}

/// An amount, in smallest units.
pub(super) fn amount(raw: &str, place: Place) -> Result<Amount, Raw> {
	let digits = digits(raw, &place)?;
	let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
	let decimals = AMOUNT_DECIMALS as usize;
	if fraction.len() > decimals {
		let reason = format!("`{}` has more than {decimals} digits after the point", shortened(raw));
		return Err(Raw::new(place, reason, "there is no smaller unit of money than 0.000000000001"));
	}
	format!("{whole}{fraction:0<decimals$}").parse().map_err(|_| {
		Raw::new(place, format!("`{}` is too large", shortened(raw)), "an amount is at most 1000000000000")
	})
}

/// A round or a block: a whole number below 2^32.
pub(super) fn count(raw: &str, place: Place) -> Result<u32, Raw> {
	let digits = digits(raw, &place)?;
	digits.parse().map_err(|_| {
		let reason = format!("`{}` is no whole number below 4294967296", shortened(raw));
		Raw::new(place, reason, "rounds and blocks are counted in whole numbers, from 0")
	})
}

/// The number of a token, if it is one.
pub(super) fn raw<'a>(token: &Token<'a>) -> Option<&'a str> {
	match token.kind {
		Kind::Number(raw) => Some(raw),
		_ => None,
	}
}

/// At most 40 characters of what somebody wrote.
pub(super) fn shortened(raw: &str) -> String {
	const SHOWN: usize = 40;
	match raw.char_indices().nth(SHOWN) {
		Some((end, _)) => format!("{}…", raw.get(..end).unwrap_or_default()),
		None => raw.into(),
	}
}
