//! Integers as the little-endian bytes that are hashed.

use pulp::bytemuck::NoUninit;
use std::borrow::Cow;

/// An integer that stands in files as its bytes, the lowest first.
pub(super) trait LittleEndian: NoUninit {
	/// The bytes of many.
	fn to_bytes(integers: &[Self]) -> Vec<u8>;
}

macro_rules! little_endian {
	($($integer:ty)*) => {
		$(impl LittleEndian for $integer {
			fn to_bytes(integers: &[Self]) -> Vec<u8> {
				integers.iter().flat_map(|integer| integer.to_le_bytes()).collect()
			}
		})*
	};
}

little_endian!(i16 i32 i64);

/// The bytes of integers: without copying where memory has them in this order, as on nearly all machines.
pub(super) fn of<T: LittleEndian>(integers: &[T]) -> Cow<'_, [u8]> {
	if cfg!(target_endian = "little") {
		Cow::Borrowed(pulp::bytemuck::cast_slice(integers))
	} else {
		Cow::Owned(T::to_bytes(integers))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_lowest_byte_is_first() {
		assert_eq!(of(&[-2i16, 0x0102]).as_ref(), [0xfe, 0xff, 2, 1]);
		assert_eq!(of(&[0x0102_0304i32]).as_ref(), [4, 3, 2, 1]);
		assert_eq!(of(&[1i64]).as_ref(), [1, 0, 0, 0, 0, 0, 0, 0]);
		assert_eq!(i32::to_bytes(&[-7, 9]), of(&[-7i32, 9]).as_ref());
	}
}
