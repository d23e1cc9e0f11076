//! Decimal text, read exactly.

use crate::error::AccountantError;

/// Longest text that is looked at, in bytes.
const MAX_BYTES: usize = 96;
/// Most significant digits that are kept; what follows is only remembered as "more".
const MAX_DIGITS: u32 = 38;

/// `(digits + rest) · 10^exponent`, with `0 ≤ rest < 1`, and `rest > 0` only if `more`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Decimal {
	pub digits: u128,
	pub exponent: i32,
	pub more: bool,
}

impl Decimal {
	/// Reads `12`, `0.01`, `.5`, `1e-5`, `1.5E+3`. No sign before the number: nothing here is negative.
	pub fn parse(text: &str) -> Result<Self, AccountantError> {
		let refused = Err(AccountantError::NotANumber);
		if text.len() > MAX_BYTES {
			return refused;
		}
		let (number, power) = match text.split_once(['e', 'E']) {
			Some((number, power)) => (number, power.parse::<i16>().map_err(|_| AccountantError::NotANumber)?),
			None => (text, 0),
		};
		let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
		if whole.is_empty() && fraction.is_empty() {
			return refused;
		}
		let mut decimal = Self { digits: 0, exponent: i32::from(power), more: false };
		let mut kept = 0;
		for (in_fraction, digits) in [(false, whole), (true, fraction)] {
			for byte in digits.bytes() {
				if !byte.is_ascii_digit() {
					return refused;
				}
				if kept < MAX_DIGITS {
					// Below 10^38 < 2^127.
					decimal.digits = decimal.digits * 10 + u128::from(byte - b'0');
					kept += u32::from(decimal.digits > 0);
					decimal.exponent -= i32::from(in_fraction);
				} else {
					decimal.more |= byte != b'0';
					decimal.exponent += i32::from(!in_fraction);
				}
			}
		}
		Ok(decimal)
	}

	/// The number in units of 10^-`places`, rounded down, and whether something was cut off. None if it exceeds `u64`.
	pub fn in_units(self, places: u32) -> Option<(u64, bool)> {
		let shift = self.exponent.checked_add(i32::try_from(places).ok()?)?;
		let (units, more) = if shift >= 0 {
			(self.shifted_up(shift.unsigned_abs())?, self.more)
		} else {
			let divisor = 10u128.checked_pow(shift.unsigned_abs());
			let units = divisor.map_or(0, |divisor| self.digits / divisor);
			let back = units * divisor.unwrap_or(0); // ≤ digits
			(units, self.more || back != self.digits)
		};
		Some((u64::try_from(units).ok()?, more))
	}

	/// The number in units of 2^-64, rounded down. None from 2^64 on.
	pub fn binary_fraction(self) -> Option<u128> {
		// Take away the whole part, then turn the rest digit by digit from the last: floor((d·2^64 + floor(y)) / 10) is
		// floor((d·2^64 + y) / 10), so the floors do not add up.
		let (whole, mut digits, mut places) = if self.exponent >= 0 {
			(self.shifted_up(self.exponent.unsigned_abs())?, 0, 0)
		} else {
			let places = self.exponent.unsigned_abs();
			match 10u128.checked_pow(places) {
				Some(divisor) => (self.digits / divisor, self.digits % divisor, places),
				None => (0, self.digits, places),
			}
		};
		let mut fraction = 0u128;
		while places > 0 {
			fraction = (((digits % 10) << 64) + fraction) / 10; // < 2^64 again
			digits /= 10;
			places -= 1;
		}
		Some((u128::from(u64::try_from(whole).ok()?) << 64) + fraction)
	}

	fn shifted_up(self, places: u32) -> Option<u128> {
		match self.digits {
			0 => Some(0),
			digits => digits.checked_mul(10u128.checked_pow(places)?),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::{format, string::ToString};
	use proptest::prelude::*;

	#[test]
	fn the_usual_forms_are_read_exactly() {
		for (text, digits, exponent) in [
			("12", 12, 0),
			("0.01", 1, -2),
			(".5", 5, -1),
			("5.", 5, 0),
			("1e-5", 1, -5),
			("1.50E+3", 150, 1),
			("000.0", 0, -1),
		] {
			assert_eq!(Decimal::parse(text), Ok(Decimal { digits, exponent, more: false }), "{text}");
		}
	}

	#[test]
	fn what_is_no_number_is_refused() {
		for text in [
			"",
			".",
			"-1",
			"+1",
			"1,5",
			"0x10",
			"nan",
			"inf",
			"1e",
			"1e99999",
			"1e1.5",
			" 1",
			"1 ",
			"١",
			&"1".repeat(97),
		] {
			assert_eq!(Decimal::parse(text), Err(AccountantError::NotANumber), "{text}");
		}
	}

	#[test]
	fn digits_beyond_those_kept_are_remembered() {
		let long = format!("0.{}1", "3".repeat(60));
		let read = Decimal::parse(&long).unwrap();
		assert_eq!((read.digits.to_string(), read.exponent, read.more), ("3".repeat(38), -38, true));
		assert_eq!(read.in_units(9), Some((333_333_333, true)));
		assert_eq!(Decimal::parse(&"1".repeat(50)).unwrap().in_units(0), None);
	}

	#[test]
	fn units_say_whether_something_was_cut_off() {
		let units = |text: &str| Decimal::parse(text).unwrap().in_units(9);
		assert_eq!(units("1.1"), Some((1_100_000_000, false)));
		assert_eq!(units("0.1234567891"), Some((123_456_789, true)));
		assert_eq!(units("1e-300"), Some((0, true)));
		assert_eq!(units("0e9"), Some((0, false)));
		assert_eq!(units("1e300"), None);
	}

	proptest! {
		#[test]
		fn nothing_that_is_typed_panics(text in ".{0,20}", numbers in "[0-9]{0,50}(\\.[0-9]{0,50})?(e-?[0-9]{1,5})?") {
			for text in [text, numbers] {
				if let Ok(decimal) = Decimal::parse(&text) {
					let _ = (decimal.in_units(9), decimal.binary_fraction());
				}
			}
		}

		#[test]
		fn floats_print_and_read_back(value in 1e-9f64..1e9) {
			let read = Decimal::parse(&format!("{value:e}")).unwrap();
			let back = read.binary_fraction().unwrap() as f64 / 64f64.exp2();
			prop_assert!((back - value).abs() <= 1e-15 * value + 1e-19);
		}
	}
}
