//! Amounts of privacy loss.

use crate::{bound::Upper, decimal::Decimal, error::AccountantError};
use alloc::{
	string::{String, ToString},
	vec::Vec,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// A privacy loss in nats, with 64 fraction bits: an upper bound, so whatever is rounded is rounded up.
///
/// The largest value, [`Nats::UNBOUNDED`], says that nothing is promised; sums that would exceed it stay there. As text it has
/// 20 decimals, rounded up: fewer than 2^-64 more, so reading it down gives every bit back. `{:.6}` rounds up to six.
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
pub struct Nats(u128);

impl Nats {
	/// Fraction bits.
	pub const FRACTION_BITS: u32 = 64;
	/// No loss.
	pub const ZERO: Self = Self(0);
	/// No bound on the loss.
	pub const UNBOUNDED: Self = Self(u128::MAX);

	/// From units of 2^-64 nats.
	pub const fn from_bits(bits: u128) -> Self {
		Self(bits)
	}

	/// In units of 2^-64 nats.
	pub const fn to_bits(self) -> u128 {
		self.0
	}

	/// From decimal text such as `4` or `0.25`, rounded down: a budget is never read larger than it was written.
	///
	/// # Errors
	/// When the text is no decimal number, or has 2^64 nats or more.
	pub fn budget(text: &str) -> Result<Self, AccountantError> {
		if text.contains(['e', 'E']) {
			return Decimal::parse(text)?.binary_fraction().map(Self).ok_or(AccountantError::NotANumber);
		}
		// The two sides of the point apart: together they may have more digits than a `Decimal` keeps.
		let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
		let (whole, _) = Decimal::parse(whole)?.in_units(0).ok_or(AccountantError::NotANumber)?;
		let fraction = Decimal::parse(&alloc::format!("0.{fraction}"))?.binary_fraction();
		Ok(Self((u128::from(whole) << Self::FRACTION_BITS) + fraction.ok_or(AccountantError::NotANumber)?))
	}

	/// The sum; [`Nats::UNBOUNDED`] if it does not fit.
	#[must_use]
	pub const fn plus(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}

	/// So many times; [`Nats::UNBOUNDED`] if it does not fit.
	#[must_use]
	pub const fn times(self, count: u32) -> Self {
		Self(self.0.saturating_mul(count as u128))
	}

	/// What is left of it after `spent`; nothing if more was spent.
	#[must_use]
	pub const fn left_after(self, spent: Self) -> Self {
		Self(self.0.saturating_sub(spent.0))
	}

	/// Whether this promises nothing.
	pub const fn is_unbounded(self) -> bool {
		self.0 == u128::MAX
	}

	pub(crate) fn from_upper(bound: Upper) -> Self {
		Self(bound.to_fixed(Self::FRACTION_BITS))
	}

	/// Whole nats, and so many decimals, rounded up.
	fn decimals(self, places: usize) -> String {
		let mut rest = self.0 & u128::from(u64::MAX);
		let mut digits = Vec::new();
		for _ in 0..places.min(64) {
			rest *= 10; // < 2^68
			digits.push((rest >> Self::FRACTION_BITS) as u8); // 0 to 9
			rest &= u128::from(u64::MAX);
		}
		let mut whole = self.0 >> Self::FRACTION_BITS;
		let mut carry = rest != 0;
		for digit in digits.iter_mut().rev() {
			let sum = *digit + u8::from(carry);
			carry = sum == 10;
			*digit = if carry { 0 } else { sum };
		}
		whole += u128::from(carry); // whole < 2^64
		let mut text = whole.to_string();
		if !digits.is_empty() {
			text.push('.');
			text.extend(digits.iter().map(|digit| char::from(b'0' + digit)));
		}
		text
	}
}

impl fmt::Display for Nats {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		if self.is_unbounded() {
			return f.pad("inf");
		}
		match f.precision() {
			Some(places) => f.write_str(&self.decimals(places)),
			None => {
				let text = self.decimals(20);
				f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
			}
		}
	}
}

impl fmt::Debug for Nats {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{self:.9}")
	}
}

/// As decimal text: a number of JSON may lose bits on its way.
impl serde::Serialize for Nats {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> serde::Deserialize<'de> for Nats {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = <String as serde::Deserialize>::deserialize(deserializer)?;
		if text == "inf" {
			return Ok(Self::UNBOUNDED);
		}
		Self::budget(&text).map_err(serde::de::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn shown_digits_are_rounded_up() {
		let half_and_a_bit = Nats::from_bits((1 << 63) + 1);
		assert_eq!(alloc::format!("{half_and_a_bit:.6}"), "0.500001");
		assert_eq!(alloc::format!("{:.6}", Nats::from_bits(1 << 63)), "0.500000");
		assert_eq!(alloc::format!("{:.2}", Nats::from_bits((2 << 64) - 1)), "2.00");
		assert_eq!(alloc::format!("{:.0}", Nats::from_bits((7 << 64) + 1)), "8");
		assert_eq!(Nats::from_bits(3 << 62).to_string(), "0.75");
		assert_eq!(Nats::UNBOUNDED.to_string(), "inf");
	}

	#[test]
	fn budgets_are_read_down_and_the_border_is_refused() {
		assert_eq!(Nats::budget("0.1").unwrap().to_bits(), (1u128 << 64) / 10);
		assert_eq!(Nats::budget("18446744073709551615.5").unwrap().to_bits() >> 63, (1u128 << 65) - 1);
		assert!(Nats::budget("18446744073709551616").is_err());
		assert!(Nats::budget("-1").is_err() && Nats::budget("inf").is_err());
	}

	proptest! {
		#[test]
		fn text_and_json_keep_every_bit(bits in any::<u128>()) {
			let nats = Nats::from_bits(bits);
			prop_assert_eq!(serde_json::from_str::<Nats>(&serde_json::to_string(&nats).unwrap()).unwrap(), nats);
		}

		#[test]
		fn what_is_shown_is_never_less_and_at_most_one_digit_more(bits in 0u128..1 << 100, places in 0usize..12) {
			let shown = alloc::format!("{:.*}", places, Nats::from_bits(bits));
			let units: u128 = shown.replace('.', "").parse().unwrap();
			// units / 10^places against bits / 2^64: units = ⌈bits · 10^places / 2^64⌉.
			let scale = 10u128.pow(places as u32);
			let (high, low) = crate::wide::product(bits, scale);
			let floor = (high << 64) | (low >> 64);
			prop_assert_eq!(units, floor + u128::from(low << 64 != 0));
		}
	}
}
