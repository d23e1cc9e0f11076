//! Signed fixed point with 32 fraction bits, whose arithmetic is total.
//!
//! Whatever leaves the range stops at its end (saturates): a program that nobody watches must yield some number, and the
//! nearest one is the least surprising. Whatever is rounded is rounded towards zero, so that nobody's share is rounded up.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{fmt, str::FromStr};
use scale_info::TypeInfo;

/// A number in units of 2^-32, from −2^31 to just below 2^31.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct I32F32(i64);

/// Fraction bits.
const FRACTION_BITS: u32 = 32;
/// Most digits after the point that are read: with the ten before it they stay below 2^127 on the way.
const MAX_FRACTION_DIGITS: usize = 18;
/// Digits after the point that always tell two neighbours apart: 10^-10 is below half of 2^-32.
const ENOUGH_DIGITS: u32 = 10;

/// Why a text is no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotANumber {
	/// It is not digits, with at most one point among them and a minus before them.
	Malformed,
	/// It is 2^31 or more, or less than −2^31.
	TooLarge,
	/// It has more than 18 digits after the point.
	TooFine,
}

impl fmt::Display for NotANumber {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Malformed => "not a decimal number",
			Self::TooLarge => "beyond 2147483647",
			Self::TooFine => "more than 18 digits after the point",
		})
	}
}

impl core::error::Error for NotANumber {}

impl I32F32 {
	/// 0.
	pub const ZERO: Self = Self(0);
	/// 1.
	pub const ONE: Self = Self(1 << FRACTION_BITS);
	/// The smallest number, −2^31.
	pub const MIN: Self = Self(i64::MIN);
	/// The largest number, 2^31 − 2^-32.
	pub const MAX: Self = Self(i64::MAX);

	/// The number of so many units of 2^-32.
	pub const fn from_bits(bits: i64) -> Self {
		Self(bits)
	}

	/// In units of 2^-32.
	pub const fn to_bits(self) -> i64 {
		self.0
	}

	/// A count. From 2^31 on it is [`Self::MAX`].
	pub fn from_count(count: u64) -> Self {
		saturated(i128::from(count) << FRACTION_BITS)
	}

	/// A share in units of 2^-32. From 2^63 on it is [`Self::MAX`].
	pub fn from_share(share: u64) -> Self {
		saturated(share.into())
	}

	/// `numerator / denominator`, towards zero; 0 where the denominator is 0.
	pub fn from_ratio(numerator: u64, denominator: u64) -> Self {
		let scaled = u128::from(numerator) << FRACTION_BITS;
		let quotient = scaled.checked_div(denominator.into()).unwrap_or(0);
		i128::try_from(quotient).map_or(Self::MAX, saturated)
	}

	/// As a share: 0 below 0, and 2^32 above 1.
	pub fn to_share(self) -> u64 {
		u64::try_from(self.clamped(Self::ZERO, Self::ONE).0).unwrap_or(0)
	}

	/// The sum, within the range.
	pub fn plus(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}

	/// The difference, within the range.
	pub fn minus(self, other: Self) -> Self {
		Self(self.0.saturating_sub(other.0))
	}

	/// The product, towards zero, within the range.
	pub fn times(self, other: Self) -> Self {
		saturated(i128::from(self.0).saturating_mul(other.0.into()) / i128::from(Self::ONE.0))
	}

	/// The quotient, towards zero, within the range. By zero it is 0: who has no rounds yet has no mean either.
	pub fn over(self, other: Self) -> Self {
		saturated((i128::from(self.0) << FRACTION_BITS).checked_div(other.0.into()).unwrap_or(0))
	}

	/// The square root, rounded down; 0 below 0.
	pub fn root(self) -> Self {
		let bits = u128::try_from(self.0).unwrap_or(0) << FRACTION_BITS;
		i64::try_from(bits.isqrt()).map_or(Self::MAX, Self)
	}

	/// At least `low`, and then at most `high`: where the two contradict each other, `high`.
	pub fn clamped(self, low: Self, high: Self) -> Self {
		self.max(low).min(high)
	}

	/// 1 if so, else 0.
	pub fn from_truth(truth: bool) -> Self {
		if truth {
			Self::ONE
		} else {
			Self::ZERO
		}
	}

	/// Whether it is anything but 0.
	pub fn is_true(self) -> bool {
		self != Self::ZERO
	}
}

/// The nearest number to so many units.
fn saturated(bits: i128) -> I32F32 {
	match i64::try_from(bits) {
		Ok(bits) => I32F32(bits),
		Err(_) if bits < 0 => I32F32::MIN,
		Err(_) => I32F32::MAX,
	}
}

impl FromStr for I32F32 {
	type Err = NotANumber;

	/// Reads a decimal number, such as `-12.5`; the nearest one that there is, and of two equally near ones the farther from 0.
	fn from_str(text: &str) -> Result<Self, NotANumber> {
		let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
		let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
		let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
		if !all_digits(whole) || !all_digits(fraction) {
			return Err(NotANumber::Malformed);
		}
		if fraction.len() > MAX_FRACTION_DIGITS {
			return Err(NotANumber::TooFine);
		}
		let whole: i64 = whole.parse().ok().filter(|whole| *whole <= 1 << 31).ok_or(NotANumber::TooLarge)?;
		// Below 2^32, 10^18 < 2^60, and 32 bits more: 2^124.
		let scale = u32::try_from(fraction.len()).map_or(1, |digits| 10i128.saturating_pow(digits));
		let fraction: i128 = fraction.parse().map_err(|_| NotANumber::Malformed)?;
		let scaled = (i128::from(whole).saturating_mul(scale).saturating_add(fraction)) << FRACTION_BITS;
		let bits = scaled.saturating_add(scale / 2) / scale;
		let bits = if negative { bits.saturating_neg() } else { bits };
		i64::try_from(bits).map(Self).map_err(|_| NotANumber::TooLarge)
	}
}

impl fmt::Display for I32F32 {
	/// With as few digits after the point as give the same number when read again.
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let one = u128::from(Self::ONE.0.unsigned_abs());
		let bits = u128::from(self.0.unsigned_abs());
		for digits in 0..=ENOUGH_DIGITS {
			let scale = 10u128.pow(digits);
			let decimal = bits.saturating_mul(scale).saturating_add(one / 2) / one;
			let read = decimal.saturating_mul(one).saturating_add(scale / 2) / scale;
			if read == bits || digits == ENOUGH_DIGITS {
				let sign = if self.0 < 0 { "-" } else { "" };
				write!(f, "{sign}{}", decimal / scale)?;
				if digits > 0 {
					write!(f, ".{:0width$}", decimal % scale, width = digits as usize)?;
				}
				break;
			}
		}
		Ok(())
	}
}

impl fmt::Debug for I32F32 {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		fmt::Display::fmt(self, f)
	}
}

impl serde::Serialize for I32F32 {
	/// As a decimal number in a string: JSON readers would make a float of a bare one.
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> serde::Deserialize<'de> for I32F32 {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = <alloc::string::String as serde::Deserialize>::deserialize(deserializer)?;
		text.parse().map_err(serde::de::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::string::ToString;
	use proptest::prelude::*;

	fn number(text: &str) -> I32F32 {
		text.parse().unwrap()
	}

	#[test]
	fn decimals_are_read_to_the_nearest_number() {
		assert_eq!(number("0.7").to_bits(), 3_006_477_107); // 0.7 · 2^32 = 3006477107.2
		assert_eq!(number("-0.3").to_bits(), -1_288_490_189); // 1288490188.8
		assert_eq!(number("20000").to_bits(), 20_000 << 32);
		assert_eq!(number("-2147483648"), I32F32::MIN);
		for (text, error) in [
			("2147483648", NotANumber::TooLarge),
			("99999999999999999999999", NotANumber::TooLarge),
			("0.1234567890123456789", NotANumber::TooFine),
			("", NotANumber::Malformed),
			(".5", NotANumber::Malformed),
			("5.", NotANumber::Malformed),
			("1.2.3", NotANumber::Malformed),
			("--1", NotANumber::Malformed),
			("+1", NotANumber::Malformed),
		] {
			assert_eq!(text.parse::<I32F32>(), Err(error), "{text}");
		}
	}

	#[test]
	fn nothing_traps_at_the_ends_of_the_range() {
		let (min, max) = (I32F32::MIN, I32F32::MAX);
		assert_eq!((max.plus(max), min.plus(min), min.minus(max)), (max, min, min));
		assert_eq!((max.times(max), min.times(max), min.times(min)), (max, min, max));
		assert_eq!((max.over(I32F32::from_bits(1)), min.over(I32F32::from_bits(-1))), (max, max));
		assert_eq!((max.over(I32F32::ZERO), min.over(I32F32::ZERO)), (I32F32::ZERO, I32F32::ZERO));
		assert_eq!(min.root(), I32F32::ZERO);
		assert_eq!((I32F32::from_count(u64::MAX), I32F32::from_ratio(u64::MAX, 1)), (max, max));
		assert_eq!((max.to_share(), min.to_share(), number("0.5").to_share()), (1 << 32, 0, 1 << 31));
	}

	#[test]
	fn results_are_rounded_towards_zero() {
		let smallest = I32F32::from_bits(1);
		assert_eq!(smallest.times(number("0.9")), I32F32::ZERO);
		assert_eq!(I32F32::from_bits(-1).times(number("0.9")), I32F32::ZERO);
		assert_eq!(number("-1").over(number("3")).to_bits(), -1_431_655_765); // 2^32 / 3 = 1431655765.33
		assert_eq!(number("2").root().to_bits(), 6_074_000_999); // √2 · 2^32 = 6074000999.95
		assert_eq!(I32F32::from_ratio(2, 3).to_bits(), 2_863_311_530);
	}

	#[test]
	fn where_bounds_contradict_each_other_the_upper_one_holds() {
		assert_eq!(number("5").clamped(number("3"), number("1")), number("1"));
	}

	proptest! {
		#[test]
		fn what_is_written_is_read_again(bits: i64) {
			let value = I32F32::from_bits(bits);
			// The largest numbers' nearest decimals of ten digits are still in the range.
			prop_assert_eq!(value.to_string().parse(), Ok(value));
		}
	}
}
