//! The noise of randomised response.

use crate::{
	bound::Upper,
	decimal::Decimal,
	error::AccountantError,
	nats::Nats,
	parameters::serde_as_text,
	transcendental::{self, LN_BITS},
};
use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::{fmt, str::FromStr};
use scale_info::TypeInfo;

/// 5^16: a part is so many units of 10^-16.
const UNITS_OF_A_PART: u64 = 152_587_890_625;

/// The chance with which randomised response tells the other of two answers than the true one; no unit. In parts of 2^-16, from 1 to
/// 32767: so 16 fair bits throw a coin of exactly this chance, and what is charged is what is thrown.
///
/// At one half an answer would say nothing, and nothing could be made of many; so that is no chance here.
#[derive(
	Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct FlipChance(u16);

impl FlipChance {
	/// Fair bits that a coin of such a chance takes: a chance is in parts of 2^-16.
	pub const BITS: u32 = 16;
	/// Parts of a whole.
	pub const WHOLE: u32 = 1 << Self::BITS;
	/// The largest chance, in parts.
	pub const MAX_PARTS: u16 = 32_767;

	/// From parts.
	///
	/// # Errors
	/// Out of range.
	pub fn from_parts(parts: u16) -> Result<Self, AccountantError> {
		if (1..=Self::MAX_PARTS).contains(&parts) {
			Ok(Self(parts))
		} else {
			Err(AccountantError::FlipChanceOutOfRange)
		}
	}

	/// In parts.
	pub const fn parts(self) -> u16 {
		self.0
	}

	/// The chance of the true answer, in parts.
	pub const fn truth_parts(self) -> u32 {
		Self::WHOLE.saturating_sub(self.0 as u32) // Widens: 16 bits into 32.
	}

	/// By how much the true answer is likelier than the other, in parts: 1 − 2f.
	pub const fn contrast_parts(self) -> u32 {
		self.truth_parts().saturating_sub(self.0 as u32)
	}

	/// The pure ε of one answer, ln((1 − f)/f), rounded up: by no more than this does any answer move the odds between any two worlds.
	pub fn epsilon(self) -> Nats {
		let ln = transcendental::ln(Upper::ratio(self.truth_parts().into(), self.0.into()));
		Nats::from_bits(ln.div_ceil(1 << (LN_BITS - Nats::FRACTION_BITS)))
	}
}

impl FromStr for FlipChance {
	type Err = AccountantError;

	/// Rounded down, which is the dearer side.
	fn from_str(text: &str) -> Result<Self, AccountantError> {
		let out_of_range = AccountantError::FlipChanceOutOfRange;
		let fraction = Decimal::parse(text)?.binary_fraction().ok_or(out_of_range)?;
		Self::from_parts(u16::try_from(fraction >> (64 - Self::BITS)).map_err(|_| out_of_range)?)
	}
}

impl fmt::Display for FlipChance {
	/// Exactly: a part has sixteen decimals.
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let digits = alloc::format!("{:016}", u64::from(self.0).saturating_mul(UNITS_OF_A_PART));
		write!(f, "0.{}", digits.trim_end_matches('0'))
	}
}

serde_as_text!(FlipChance);

impl Decode for FlipChance {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		Self::from_parts(u16::decode(input)?).map_err(|_| Error::from("flip chance out of range"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::string::ToString;
	use AccountantError::FlipChanceOutOfRange;

	#[test]
	fn text_is_read_to_the_dearer_side_and_written_exactly() {
		let parts = |text: &str| FlipChance::from_str(text).map(FlipChance::parts);
		assert_eq!((parts("0.25"), parts("25e-2"), parts("0.49999")), (Ok(16_384), Ok(16_384), Ok(32_767)));
		// 0.1 · 65536 = 6553.6.
		assert_eq!((parts("0.1"), parts("0.0000152587890625")), (Ok(6_553), Ok(1)));
		for text in ["0", "0.00001525878906", "0.5", "0.75", "1", "16777216.25", "1e30"] {
			assert_eq!(parts(text), Err(FlipChanceOutOfRange), "{text}");
		}
		assert_eq!(parts("a half"), Err(AccountantError::NotANumber));
		for parts in 1..=FlipChance::MAX_PARTS {
			let chance = FlipChance::from_parts(parts).unwrap();
			assert_eq!(chance.to_string().parse(), Ok(chance), "{chance}");
		}
		assert_eq!(FlipChance::from_parts(16_384).unwrap().to_string(), "0.25");
	}

	#[test]
	fn the_pure_epsilon_is_the_logarithm_of_the_odds_from_above() {
		let epsilon = |text: &str| FlipChance::from_str(text).unwrap().epsilon();
		// ln 3, ln 65535, ln(32769/32767): 60 digits of mpmath, cut.
		for (text, below) in
			[("0.25", "1.098612288668"), ("0.0000152587890625", "11.090339630053"), ("0.49999", "0.000061035156")]
		{
			let low = Nats::budget(below).unwrap();
			let epsilon = epsilon(text);
			assert!(low <= epsilon && epsilon <= low.plus(Nats::from_bits(1 << 25)), "{text}: {epsilon}");
		}
	}

	#[test]
	fn what_is_out_of_range_is_not_decoded() {
		assert!(FlipChance::decode(&mut &[0u8, 0][..]).is_err() && FlipChance::decode(&mut &[0u8, 0x80][..]).is_err());
		assert_eq!(FlipChance::decode(&mut &[0xff, 0x7f][..]).map(FlipChance::parts), Ok(32_767));
	}
}
