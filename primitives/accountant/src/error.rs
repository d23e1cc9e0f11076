//! Why a cost cannot be computed.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// Why a cost cannot be computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum AccountantError {
	/// The text is no decimal number.
	#[codec(index = 0)]
	NotANumber,
	/// A noise multiplier below 0.01 or above 10^6.
	#[codec(index = 1)]
	NoiseMultiplierOutOfRange,
	/// A sampling rate that is not above 0 and at most 1.
	#[codec(index = 2)]
	SamplingRateOutOfRange,
	/// A δ below 10^-40, or 1 and more.
	#[codec(index = 3)]
	DeltaOutOfRange,
	/// No step at all.
	#[codec(index = 4)]
	NoSteps,
	/// Costs under different relations are different things; they have no sum.
	#[codec(index = 5)]
	RelationsDiffer,
	/// Sampling makes noise cheaper for one record added or removed; under any other relation it is not accounted.
	#[codec(index = 6)]
	NotAmplified,
	/// A chance of a false answer below 2^-16, or one half and more.
	#[codec(index = 7)]
	FlipChanceOutOfRange,
}

impl fmt::Display for AccountantError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::NotANumber => "this is no decimal number, such as 1.1 or 1e-5",
			Self::NoiseMultiplierOutOfRange => "a noise multiplier is at least 0.01 and at most 1000000",
			Self::SamplingRateOutOfRange => "a sampling rate is above 0 and at most 1",
			Self::DeltaOutOfRange => "delta is at least 1e-40 and below 1",
			Self::NoSteps => "there is at least one step",
			Self::RelationsDiffer => "costs under different relations cannot be added",
			Self::NotAmplified => "sampling is accounted for one record added or removed, and for nothing else",
			Self::FlipChanceOutOfRange => "a chance of a false answer is at least 2^-16 and below one half",
		})
	}
}

impl core::error::Error for AccountantError {}
