//! The numbers a mechanism has: exact decimals in a range, so what a person writes is what is charged.
//!
//! Text with more digits than a type keeps is rounded to the dearer side: less noise, more sampling, smaller δ.

use crate::{bound::Bound, decimal::Decimal, error::AccountantError, transcendental};
use alloc::string::{String, ToString};
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::{fmt, str::FromStr};
use scale_info::TypeInfo;

/// Units of a fraction: billionths.
const BILLION: u64 = 1_000_000_000;
/// Decimals of a fraction.
const PLACES: u32 = 9;

/// How much noise there is for how much a single neighbour may change the answer; no unit. In billionths, from 0.01 to 10^6.
///
/// For Gaussian noise: standard deviation / L2 sensitivity. For Laplace noise: scale b / L1 sensitivity (the standard deviation
/// is √2 times b), as `dp_accounting`'s `LaplaceDpEvent` has it.
#[derive(
	Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct NoiseMultiplier(u64);

impl NoiseMultiplier {
	/// The least that is accepted, in billionths: 0.01. (There ε is beyond 5000 α.)
	pub const MIN_BILLIONTHS: u64 = BILLION / 100;
	/// The most, in billionths: a million.
	pub const MAX_BILLIONTHS: u64 = BILLION * 1_000_000;

	/// From billionths.
	///
	/// # Errors
	/// Out of range.
	pub fn from_billionths(billionths: u64) -> Result<Self, AccountantError> {
		if (Self::MIN_BILLIONTHS..=Self::MAX_BILLIONTHS).contains(&billionths) {
			Ok(Self(billionths))
		} else {
			Err(AccountantError::NoiseMultiplierOutOfRange)
		}
	}

	/// In billionths.
	pub const fn billionths(self) -> u64 {
		self.0
	}

	/// Of Gaussian noise of variance `numerator / denominator` against an L2 sensitivity, both in the same unit (lanes):
	/// √(variance) / sensitivity, rounded down, which is the dearer side.
	///
	/// # Errors
	/// Out of range, or a denominator or sensitivity of 0.
	pub fn from_variance(numerator: u64, denominator: u64, sensitivity: u64) -> Result<Self, AccountantError> {
		let (s, d) = (u128::from(sensitivity), u128::from(denominator));
		// n·10^18 < 2^64 · 2^60. A divisor beyond 128 bits would give 0 as well.
		let scaled = u128::from(numerator) * u128::from(BILLION) * u128::from(BILLION);
		let squared =
			s.checked_mul(s).and_then(|squared| squared.checked_mul(d)).map_or(Some(0), |by| scaled.checked_div(by));
		// floor √(floor x) = floor √x.
		let root = squared.ok_or(AccountantError::NoiseMultiplierOutOfRange)?.isqrt();
		Self::from_billionths(u64::try_from(root).unwrap_or(u64::MAX))
	}

	/// 1/z², as a bound: 10^18 / billionths².
	pub(crate) fn inverse_square<const UP: bool>(self) -> Bound<UP> {
		let z = u128::from(self.0);
		Bound::ratio(u128::from(BILLION) * u128::from(BILLION), z * z) // z² ≤ 10^30 < 2^100
	}

	/// 1/z, as a bound.
	pub(crate) fn inverse<const UP: bool>(self) -> Bound<UP> {
		Bound::ratio(BILLION.into(), self.0.into())
	}
}

impl FromStr for NoiseMultiplier {
	type Err = AccountantError;

	/// Rounded down.
	fn from_str(text: &str) -> Result<Self, AccountantError> {
		let (units, _) = Decimal::parse(text)?.in_units(PLACES).ok_or(AccountantError::NoiseMultiplierOutOfRange)?;
		Self::from_billionths(units)
	}
}

impl fmt::Display for NoiseMultiplier {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write_billionths(self.0, f)
	}
}

/// The chance with which each record takes part in a step, independently of all others; no unit. In billionths, above 0 and
/// at most 1.
#[derive(
	Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct SamplingRate(u32);

impl SamplingRate {
	/// Every record takes part.
	pub const ONE: Self = Self(BILLION as u32); // 10^9 < 2^32

	/// From billionths.
	///
	/// # Errors
	/// Out of range.
	pub fn from_billionths(billionths: u32) -> Result<Self, AccountantError> {
		if (1..=Self::ONE.0).contains(&billionths) {
			Ok(Self(billionths))
		} else {
			Err(AccountantError::SamplingRateOutOfRange)
		}
	}

	/// In billionths.
	pub const fn billionths(self) -> u32 {
		self.0
	}

	/// 1 − q in billionths.
	pub(crate) const fn complement_billionths(self) -> u32 {
		Self::ONE.0.saturating_sub(self.0)
	}
}

impl FromStr for SamplingRate {
	type Err = AccountantError;

	/// Rounded up.
	fn from_str(text: &str) -> Result<Self, AccountantError> {
		let out_of_range = AccountantError::SamplingRateOutOfRange;
		let (units, more) = Decimal::parse(text)?.in_units(PLACES).ok_or(out_of_range)?;
		let units = u32::try_from(units.saturating_add(more.into())).map_err(|_| out_of_range)?;
		Self::from_billionths(units)
	}
}

impl fmt::Display for SamplingRate {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write_billionths(self.0.into(), f)
	}
}

/// δ, the chance with which ε may be exceeded: `mantissa · 10^-exponent`, with at most nine significant digits, from 10^-40 to
/// below 1. Each value has one form: no zero at the end of the mantissa.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Delta {
	mantissa: u32,
	exponent: u8,
}

impl Delta {
	/// Smallest power of ten.
	pub const MAX_EXPONENT: u8 = 40;

	/// `mantissa · 10^-exponent`, with a mantissa below 10^9; zeros at its end are moved into the exponent.
	///
	/// # Errors
	/// Out of range.
	pub fn new(mut mantissa: u32, mut exponent: u8) -> Result<Self, AccountantError> {
		while mantissa.is_multiple_of(10) && mantissa > 0 && exponent > 0 {
			mantissa /= 10;
			exponent -= 1;
		}
		let below_one = 10u64.checked_pow(exponent.into()).is_none_or(|one| u64::from(mantissa) < one);
		if mantissa == 0 || u64::from(mantissa) >= BILLION || exponent > Self::MAX_EXPONENT || !below_one {
			return Err(AccountantError::DeltaOutOfRange);
		}
		Ok(Self { mantissa, exponent })
	}

	/// Whether this δ is at most `other`: `m · 10^-e ≤ n · 10^-f`, exactly.
	pub fn is_at_most(self, other: Self) -> bool {
		// Both mantissas are below 10^9 < 2^30 and the exponents at most 40, so one side times 10^(difference) may exceed 128
		// bits; then the difference alone decides, because the other side is below 2^30.
		let scaled = |mantissa: u32, by: u8| u128::from(mantissa).checked_mul(10u128.checked_pow(by.into())?);
		match self.exponent.checked_sub(other.exponent) {
			Some(by) => scaled(other.mantissa, by).is_none_or(|other| u128::from(self.mantissa) <= other),
			None => scaled(self.mantissa, other.exponent.saturating_sub(self.exponent))
				.is_some_and(|this| this <= u128::from(other.mantissa)),
		}
	}

	/// An upper bound of ln(1/δ) = exponent · ln 10 − ln mantissa, in units of 2^-90.
	///
	/// Both logarithms are taken on the side that makes the difference large. It is positive, because δ < 1.
	pub(crate) fn ln_inverse(self) -> u128 {
		let ln_10 = transcendental::ln(Bound::<true>::new(10, 0)); // < 2^92
		let ln_mantissa = transcendental::ln(Bound::<false>::new(self.mantissa.into(), 0));
		(u128::from(self.exponent) * ln_10).saturating_sub(ln_mantissa)
	}

	/// δ² in units of 2^-64, rounded down.
	pub(crate) fn squared_bits(self) -> u128 {
		let squared = u128::from(self.mantissa) * u128::from(self.mantissa); // < 10^18
		let exponent = 2 * i32::from(self.exponent);
		Decimal { digits: squared, exponent: -exponent, more: false }.binary_fraction().unwrap_or(0)
	}
}

impl FromStr for Delta {
	type Err = AccountantError;

	/// Rounded down to nine significant digits.
	fn from_str(text: &str) -> Result<Self, AccountantError> {
		let Decimal { mut digits, mut exponent, .. } = Decimal::parse(text)?;
		while digits >= BILLION.into() || (digits > 0 && digits % 10 == 0 && exponent < 0) {
			digits /= 10;
			exponent += 1;
		}
		let out_of_range = |_| AccountantError::DeltaOutOfRange;
		Self::new(u32::try_from(digits).map_err(out_of_range)?, u8::try_from(-exponent).map_err(out_of_range)?)
	}
}

impl fmt::Display for Delta {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		// The point after the first digit, as people write small numbers: 25·10^-7 is 2.5e-6.
		let digits = self.mantissa.to_string();
		let (first, rest) = digits.split_at_checked(1).unwrap_or((&digits, ""));
		let power = usize::from(self.exponent).saturating_sub(rest.len());
		let point = if rest.is_empty() { "" } else { "." };
		write!(f, "{first}{point}{rest}e-{power}")
	}
}

/// Billionths as a decimal number.
fn write_billionths(value: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
	let (whole, rest) = (value / BILLION, value % BILLION);
	if rest == 0 {
		return write!(f, "{whole}");
	}
	let digits = alloc::format!("{rest:09}");
	write!(f, "{whole}.{}", digits.trim_end_matches('0'))
}

/// Text for serde: a number of JSON would go through a float.
macro_rules! serde_as_text {
	($name:ty) => {
		impl serde::Serialize for $name {
			fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
				serializer.collect_str(self)
			}
		}

		impl<'de> serde::Deserialize<'de> for $name {
			fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let text = <String as serde::Deserialize>::deserialize(deserializer)?;
				text.parse().map_err(serde::de::Error::custom)
			}
		}
	};
}
pub(crate) use serde_as_text;
serde_as_text!(NoiseMultiplier);
serde_as_text!(SamplingRate);
serde_as_text!(Delta);

impl Decode for NoiseMultiplier {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		Self::from_billionths(u64::decode(input)?).map_err(|_| Error::from("noise multiplier out of range"))
	}
}

impl Decode for SamplingRate {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		Self::from_billionths(u32::decode(input)?).map_err(|_| Error::from("sampling rate out of range"))
	}
}

impl Decode for Delta {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let (mantissa, exponent) = <(u32, u8)>::decode(input)?;
		match Self::new(mantissa, exponent) {
			// One value, one encoding: ledgers compare and hash them.
			Ok(delta) if delta.mantissa == mantissa => Ok(delta),
			_ => Err(Error::from("delta out of range, or not in its one form")),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use AccountantError::{DeltaOutOfRange, NoiseMultiplierOutOfRange, SamplingRateOutOfRange};

	#[test]
	fn text_is_read_exactly_and_beyond_nine_digits_to_the_dearer_side() {
		let z = |text: &str| NoiseMultiplier::from_str(text).map(NoiseMultiplier::billionths);
		let q = |text: &str| SamplingRate::from_str(text).map(SamplingRate::billionths);
		let delta = |text: &str| Delta::from_str(text).map(|delta| (delta.mantissa, delta.exponent));
		assert_eq!((z("1.1"), z("0.01"), z("1e6")), (Ok(1_100_000_000), Ok(10_000_000), Ok(1_000_000_000_000_000)));
		assert_eq!((z("1.9999999999"), q("0.0000000001"), q("1.0")), (Ok(1_999_999_999), Ok(1), Ok(1_000_000_000)));
		assert_eq!((delta("1e-5"), delta("0.00001"), delta("10e-6")), (Ok((1, 5)), Ok((1, 5)), Ok((1, 5))));
		assert_eq!((delta("0.12345678999"), delta("0.5")), (Ok((123_456_789, 9)), Ok((5, 1))));
		assert_eq!((z("0.0099999999"), z("1000000.1"), z("1e400")), {
			let refused = Err(NoiseMultiplierOutOfRange);
			(refused, refused, refused)
		});
		assert_eq!((q("0"), q("1.0000000001"), q("2")), {
			let refused = Err(SamplingRateOutOfRange);
			(refused, refused, refused)
		});
		for text in ["0", "1", "1.0", "1e-41", "7e3", "0e-9"] {
			assert_eq!(delta(text), Err(DeltaOutOfRange), "{text}");
		}
	}

	#[test]
	fn what_is_shown_is_read_back() {
		for text in ["1.1", "0.01", "1000000", "3"] {
			assert_eq!(NoiseMultiplier::from_str(text).unwrap().to_string(), text);
		}
		assert_eq!(SamplingRate::from_str("0.000000001").unwrap().to_string(), "0.000000001");
		for (text, shown) in [("0.00001", "1e-5"), ("2.5e-6", "2.5e-6"), ("0.5", "5e-1"), ("1e-40", "1e-40")] {
			let delta = Delta::from_str(text).unwrap();
			assert_eq!(delta.to_string(), shown);
			assert_eq!(Delta::from_str(shown), Ok(delta));
			assert_eq!(serde_json::from_str::<Delta>(&serde_json::to_string(&delta).unwrap()).unwrap(), delta);
		}
	}

	#[test]
	fn decoding_checks_what_making_checks() {
		assert!(NoiseMultiplier::decode(&mut &9_999_999u64.encode()[..]).is_err());
		assert!(SamplingRate::decode(&mut &0u32.encode()[..]).is_err());
		assert!(SamplingRate::decode(&mut &1_000_000_001u32.encode()[..]).is_err());
		for (mantissa, exponent) in [(0u32, 5u8), (10, 5), (1, 0), (1, 41), (1_000_000_001, 12), (11, 1)] {
			assert!(Delta::decode(&mut &(mantissa, exponent).encode()[..]).is_err(), "{mantissa}e-{exponent}");
		}
		let delta = Delta::new(25, 7).unwrap();
		assert_eq!(Delta::decode(&mut &delta.encode()[..]), Ok(delta));
	}

	#[test]
	fn deltas_are_compared_exactly() {
		let delta = |text: &str| Delta::from_str(text).unwrap();
		let ascending = ["1e-40", "2e-40", "1.23456789e-31", "1e-9", "1.1e-6", "1e-5", "0.1", "0.999999999"].map(delta);
		for (i, a) in ascending.iter().enumerate() {
			for (j, b) in ascending.iter().enumerate() {
				assert_eq!(a.is_at_most(*b), i <= j, "{a} {b}");
			}
		}
	}

	#[test]
	fn the_multiplier_of_a_variance_is_rounded_down() {
		// σ² = 2, sensitivity 1: √2.
		assert_eq!(NoiseMultiplier::from_variance(2, 1, 1).unwrap().billionths(), 1_414_213_562);
		assert_eq!(NoiseMultiplier::from_variance(9, 4, 3).unwrap().billionths(), 500_000_000);
		for (n, d, s) in [(1, 0, 1), (1, 1, 0), (0, 1, 1), (1, 1, u64::MAX), (1, u64::MAX, u64::MAX), (u64::MAX, 1, 1)]
		{
			assert_eq!(NoiseMultiplier::from_variance(n, d, s), Err(NoiseMultiplierOutOfRange), "{n}/{d}, {s}");
		}
	}
}
