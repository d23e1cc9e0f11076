//! BLAKE3 names of bytes, and proofs that a member holds the bytes behind a name.

use crate::ids::{MemberId, RoundId};
use codec::Encode;

/// Defines a newtype over `[u8; N]` that reads and prints as lower-case hexadecimal, on the command line and in JSON.
macro_rules! hex_bytes {
	($(#[$doc:meta])* $name:ident, $n:literal) => {
		$(#[$doc])*
		#[derive(
			Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, codec::Encode, codec::Decode, codec::DecodeWithMemTracking,
			codec::MaxEncodedLen, scale_info::TypeInfo,
		)]
		pub struct $name(pub [u8; $n]);

		impl core::fmt::Display for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				for byte in self.0 {
					write!(f, "{byte:02x}")?;
				}
				Ok(())
			}
		}

		impl core::fmt::Debug for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				core::fmt::Display::fmt(self, f)
			}
		}

		impl core::str::FromStr for $name {
			type Err = hex::FromHexError;
			/// Reads hexadecimal digits, with or without a leading `0x`.
			fn from_str(text: &str) -> Result<Self, Self::Err> {
				let mut bytes = [0u8; $n];
				hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes)?;
				Ok(Self(bytes))
			}
		}

		impl serde::Serialize for $name {
			fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
				serializer.collect_str(self)
			}
		}

		impl<'de> serde::Deserialize<'de> for $name {
			fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let text = <alloc::string::String as serde::Deserialize>::deserialize(deserializer)?;
				text.parse().map_err(serde::de::Error::custom)
			}
		}
	};
}
pub(crate) use hex_bytes;

hex_bytes! {
	/// The BLAKE3 hash that names some bytes: `b3sum` of the file is what the chain holds.
	Root, 32
}

impl Root {
	/// The root of `bytes`.
	pub fn of(bytes: &[u8]) -> Self {
		Self(*blake3::hash(bytes).as_bytes())
	}

	/// The hash of a value's SCALE encoding under a context string (BLAKE3 `derive_key` mode), so that hashes made for
	/// different purposes never collide.
	pub fn of_value(context: &str, value: &impl Encode) -> Self {
		let mut hasher = blake3::Hasher::new_derive_key(context);
		value.using_encoded(|bytes| {
			hasher.update(bytes);
		});
		Self(*hasher.finalize().as_bytes())
	}

	/// The first eight hexadecimal digits, for logs and tables.
	pub fn short(&self) -> alloc::string::String {
		let mut text = alloc::format!("{self}");
		text.truncate(8);
		text
	}
}

/// Proof that `member` holds `bytes` in `round`: BLAKE3 of the bytes, keyed by member, task and round.
///
/// Who merely copied another member's root cannot make it; whoever fetched the bytes can check it.
pub fn possession(member: &MemberId, round: &RoundId, bytes: &[u8]) -> Root {
	Root(*blake3::keyed_hash(&possession_key(member, round), bytes).as_bytes())
}

/// The key under which [`possession`] hashes, for callers that hash a stream.
pub fn possession_key(member: &MemberId, round: &RoundId) -> [u8; 32] {
	Root::of_value("guild 2026-11 possession v1", &(member, round)).0
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn roots_read_what_they_print() {
		let root = Root::of(b"lanes");
		assert_eq!(alloc::format!("{root}").parse::<Root>().unwrap(), root);
		assert_eq!(alloc::format!("0x{root}").parse::<Root>().unwrap(), root);
		assert!("00ff".parse::<Root>().is_err());
		assert_eq!(serde_json::from_str::<Root>(&serde_json::to_string(&root).unwrap()).unwrap(), root);
	}

	#[test]
	fn possession_differs_by_member_round_and_bytes() {
		let round = RoundId { task: 1, index: 2 };
		let p = possession(&MemberId([1; 32]), &round, b"bytes");
		assert_ne!(p, possession(&MemberId([2; 32]), &round, b"bytes"));
		assert_ne!(p, possession(&MemberId([1; 32]), &RoundId { task: 1, index: 3 }, b"bytes"));
		assert_ne!(p, possession(&MemberId([1; 32]), &round, b"other"));
	}
}
