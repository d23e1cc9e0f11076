//! Updates (`i16` lanes) and models (`i32` lanes), as bytes and as integers.
//!
//! Bytes are little-endian. The lane −32768 is malformed, so that a lane can be negated, and so that a product of two
//! lanes, twice, fits in `i32`.

use alloc::vec::Vec;

/// Bytes of one lane of an update.
pub const LANE_BYTES: usize = 2;
/// Bytes of one lane of a model.
pub const MODEL_LANE_BYTES: usize = 4;

/// Why bytes or lanes are refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LaneError {
	/// The bytes are not a whole number of lanes.
	Length {
		/// Bytes there are.
		bytes: usize,
		/// Bytes of one lane.
		lane_bytes: usize,
	},
	/// This lane is −32768.
	Malformed {
		/// Index of the first such lane.
		index: usize,
	},
}

impl core::fmt::Display for LaneError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Length { bytes, lane_bytes } => {
				write!(f, "{bytes} bytes are not a whole number of lanes of {lane_bytes} bytes: the file is cut off")
			}
			Self::Malformed { index } => write!(f, "lane {index} is -32768; lanes are -32767 to 32767"),
		}
	}
}

impl core::error::Error for LaneError {}

/// The lanes of an update, as bytes.
pub fn to_bytes(lanes: &[i16]) -> Vec<u8> {
	lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect()
}

/// The lanes of an update, from bytes.
///
/// # Errors
/// An odd number of bytes, or the index of the first lane that is −32768.
pub fn from_bytes(bytes: &[u8]) -> Result<Vec<i16>, LaneError> {
	let lanes: Vec<i16> = whole::<LANE_BYTES>(bytes)?.map(i16::from_le_bytes).collect();
	check(&lanes)?;
	Ok(lanes)
}

/// The lanes of a model, as bytes.
pub fn model_to_bytes(lanes: &[i32]) -> Vec<u8> {
	lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect()
}

/// The lanes of a model, from bytes. Every value of a lane is well formed.
///
/// # Errors
/// A number of bytes that is not a multiple of four.
pub fn model_from_bytes(bytes: &[u8]) -> Result<Vec<i32>, LaneError> {
	Ok(whole::<MODEL_LANE_BYTES>(bytes)?.map(i32::from_le_bytes).collect())
}

/// Whether all lanes are well formed.
///
/// # Errors
/// The index of the first lane that is −32768.
pub fn check(lanes: &[i16]) -> Result<(), LaneError> {
	// The minimum first: unlike a search, the compiler turns it into SIMD.
	if lanes.iter().copied().fold(0, i16::min) > i16::MIN {
		return Ok(());
	}
	let index = lanes.iter().position(|lane| *lane == i16::MIN).unwrap_or(0);
	Err(LaneError::Malformed { index })
}

/// Whether bytes are well-formed lanes, without keeping a lane.
///
/// # Errors
/// As [`from_bytes`].
pub fn check_bytes(bytes: &[u8]) -> Result<(), LaneError> {
	if whole::<LANE_BYTES>(bytes)?.map(i16::from_le_bytes).fold(0, i16::min) > i16::MIN {
		return Ok(());
	}
	let index = whole::<LANE_BYTES>(bytes)?.map(i16::from_le_bytes).position(|lane| lane == i16::MIN).unwrap_or(0);
	Err(LaneError::Malformed { index })
}

/// The sum of squares of the lanes. Below 2^57 for at most 2^27 lanes, and it cannot overflow below 2^34 of them.
pub fn squared_norm(lanes: &[i16]) -> u64 {
	lanes.iter().map(|lane| u64::from(lane.unsigned_abs()) * u64::from(lane.unsigned_abs())).sum()
}

/// Scales lanes down until their L2 norm is at most `clip_norm`, exactly; says whether it had to.
///
/// It takes the largest factor `k / 2^32` for which the lanes, scaled and rounded to nearest, keep the norm, and then,
/// in the order of the lanes, lets each lane have the value of the next larger factor where the norm still allows.
/// Rounding to nearest rather than towards zero matters where lanes are small: a factor a little below 1 must leave
/// them alone instead of taking one off each. The second step matters where many lanes are equal, and one factor more
/// would move all of them at once.
///
/// For well-formed lanes, at most 2^27 of them.
pub fn reclip(lanes: &mut [i16], clip_norm: u64) -> bool {
	let bound = u128::from(clip_norm) * u128::from(clip_norm);
	if u128::from(squared_norm(lanes)) <= bound {
		return false;
	}
	// Invariant: `low` keeps the norm (0 does: all lanes are 0), `high` does not (2^32 does not: it changes nothing).
	// The norm never falls as the factor grows, because no lane's magnitude does.
	let (mut low, mut high) = (0u64, 1u64 << 32);
	while high - low > 1 {
		let middle = low + (high - low) / 2;
		let squared: u64 = lanes.iter().map(|lane| scaled(*lane, middle).pow(2)).sum();
		if u128::from(squared) <= bound {
			low = middle;
		} else {
			high = middle;
		}
	}
	let mut squared: u64 = lanes.iter().map(|lane| scaled(*lane, low).pow(2)).sum();
	for lane in lanes {
		let (small, large) = (scaled(*lane, low), scaled(*lane, high));
		let more = large * large - small * small;
		let fits = u128::from(squared) + u128::from(more) <= bound;
		let magnitude = if fits { large } else { small };
		squared += if fits { more } else { 0 };
		// `magnitude` is at most the lane's own, as both factors are at most 1.
		*lane = magnitude as i16 * lane.signum();
	}
	true
}

/// `|lane| · factor / 2^32`, rounded to nearest, half up. At most |lane| for factors up to 2^32.
fn scaled(lane: i16, factor: u64) -> u64 {
	(u64::from(lane.unsigned_abs()) * factor + (1 << 31)) >> 32
}

/// The bytes in arrays of `N`.
fn whole<const N: usize>(bytes: &[u8]) -> Result<impl Iterator<Item = [u8; N]> + '_, LaneError> {
	if !bytes.len().is_multiple_of(N) {
		return Err(LaneError::Length { bytes: bytes.len(), lane_bytes: N });
	}
	Ok(bytes.chunks_exact(N).map(|chunk| chunk.try_into().unwrap_or([0; N]))) // `chunks_exact` gives N bytes.
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn lanes_read_what_they_write(lanes in prop::collection::vec(-32767i16.., 0..70)) {
			prop_assert_eq!(from_bytes(&to_bytes(&lanes)).unwrap(), lanes);
		}

		#[test]
		fn bytes_are_checked_as_they_are_read(bytes in prop::collection::vec(prop_oneof![Just(0u8), Just(0x80), any::<u8>()], 0..70)) {
			prop_assert_eq!(check_bytes(&bytes), from_bytes(&bytes).map(|_| ()));
		}

		#[test]
		fn model_lanes_read_what_they_write(lanes in prop::collection::vec(any::<i32>(), 0..70)) {
			prop_assert_eq!(model_from_bytes(&model_to_bytes(&lanes)).unwrap(), lanes);
		}

		#[test]
		fn a_clipped_update_keeps_its_bound_its_signs_and_nearly_its_bound(
			lanes in prop::collection::vec(prop_oneof![-3i16..=3, -32767i16..], 1..200), clip_norm in 0u64..200_000,
		) {
			let mut clipped = lanes.clone();
			let changed = reclip(&mut clipped, clip_norm);
			prop_assert!(squared_norm(&clipped) <= clip_norm * clip_norm);
			prop_assert_eq!(changed, squared_norm(&lanes) > clip_norm * clip_norm);
			for (before, after) in lanes.iter().zip(&clipped) {
				prop_assert!(after.unsigned_abs() <= before.unsigned_abs());
				prop_assert!(*after == 0 || after.signum() == before.signum());
			}
			// Tight: giving one unit back to the largest lane would break the bound.
			let largest = u64::from(lanes.iter().map(|l| l.unsigned_abs()).max().unwrap());
			prop_assert!(!changed || squared_norm(&clipped) + 2 * largest + 1 > clip_norm * clip_norm);
		}
	}

	#[test]
	fn the_lane_that_is_malformed_is_named() {
		let bytes = to_bytes(&[0, 7, i16::MIN, i16::MIN]);
		assert_eq!(from_bytes(&bytes), Err(LaneError::Malformed { index: 2 }));
		assert_eq!(from_bytes(&to_bytes(&[-32767, 32767])), Ok(vec![-32767, 32767]));
	}

	#[test]
	fn bytes_that_are_not_whole_lanes_are_refused() {
		assert_eq!(from_bytes(&[1]), Err(LaneError::Length { bytes: 1, lane_bytes: 2 }));
		assert_eq!(model_from_bytes(&[1; 6]), Err(LaneError::Length { bytes: 6, lane_bytes: 4 }));
		assert_eq!(from_bytes(&[]), Ok(vec![]));
	}

	#[test]
	fn clipping_many_equal_lanes_does_not_clip_all_of_them_to_zero() {
		let mut lanes = vec![1i16; 1000];
		assert!(reclip(&mut lanes, 31));
		assert_eq!(squared_norm(&lanes), 31 * 31);
	}

	#[test]
	fn clipping_a_little_leaves_small_lanes_alone() {
		let mut lanes = vec![5i16; 100];
		lanes.push(30);
		let clip_norm = 58; // The norm is √3400 = 58.3.
		assert!(reclip(&mut lanes, clip_norm));
		assert_eq!(lanes[..100], vec![5i16; 100][..]);
	}
}
