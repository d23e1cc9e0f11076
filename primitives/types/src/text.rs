//! Bounded UTF-8 text, as stored on chain and shown to people.

use alloc::{string::String, vec::Vec};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use scale_info::TypeInfo;

/// UTF-8 text of at most `N` bytes. Decoding refuses bytes that are not UTF-8.
#[derive(Clone, PartialEq, Eq, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Default)]
#[scale_info(skip_type_params(N))]
pub struct Text<const N: u32>(BoundedVec<u8, ConstU32<N>>);

impl<const N: u32> Text<N> {
	/// The text, if it fits in `N` bytes.
	pub fn new(text: &str) -> Option<Self> {
		BoundedVec::try_from(Vec::from(text.as_bytes())).ok().map(Self)
	}

	/// The text as a string slice.
	pub fn as_str(&self) -> &str {
		core::str::from_utf8(&self.0).unwrap_or_default() // UTF-8 by construction: `new` and `decode` are the only ways in.
	}

	/// Whether there is no text.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}
}

impl<const N: u32> Decode for Text<N> {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let bytes = BoundedVec::<u8, ConstU32<N>>::decode(input)?;
		core::str::from_utf8(&bytes).map_err(|_| Error::from("text is not UTF-8"))?;
		Ok(Self(bytes))
	}
}

impl<const N: u32> core::fmt::Debug for Text<N> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(self.as_str(), f)
	}
}

impl<const N: u32> core::fmt::Display for Text<N> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.as_str())
	}
}

impl<const N: u32> serde::Serialize for Text<N> {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(self.as_str())
	}
}

impl<'de, const N: u32> serde::Deserialize<'de> for Text<N> {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = <String as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(&text).ok_or_else(|| serde::de::Error::custom(alloc::format!("text is longer than {N} bytes")))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn bytes_that_are_not_utf8_are_refused() {
		assert!(Text::<8>::decode(&mut &[vec![2u8 << 2], vec![0xff, 0xfe]].concat()[..]).is_err());
		assert_eq!(Text::<8>::decode(&mut &Text::<8>::new("grün").unwrap().encode()[..]).unwrap().as_str(), "grün");
	}

	#[test]
	fn text_that_is_too_long_is_refused() {
		assert!(Text::<4>::new("fives").is_none());
		assert!(Text::<4>::decode(&mut &"fives".encode()[..]).is_err());
	}
}
