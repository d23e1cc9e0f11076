//! Lanes seen in the bytes of a blob, without a copy.
//!
//! Bytes are little-endian. Where the machine is too, and the bytes lie where such integers may, they are the lanes: a mapped
//! file begins at a page. Elsewhere they are copied.

use crate::blob::Blob;
use guild_aggregation::lanes::LaneError;
use std::{borrow::Cow, fmt, mem::size_of, ops::Deref};
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// An integer that is a lane: `i16` of an update, `i32` of a model.
pub trait Lane: Copy + FromBytes + IntoBytes + Immutable {
	/// From as many little-endian bytes as it has; 0 from another number.
	fn from_le(bytes: &[u8]) -> Self;
	/// The same value with its bytes in little-endian order.
	fn to_le(self) -> Self;
}

impl Lane for i16 {
	fn from_le(bytes: &[u8]) -> Self {
		bytes.try_into().map_or(0, Self::from_le_bytes)
	}
	fn to_le(self) -> Self {
		Self::to_le(self)
	}
}

impl Lane for i32 {
	fn from_le(bytes: &[u8]) -> Self {
		bytes.try_into().map_or(0, Self::from_le_bytes)
	}
	fn to_le(self) -> Self {
		Self::to_le(self)
	}
}

/// Lanes of an update or of a model. Whether a lane is well formed is not looked at here.
#[derive(Clone)]
pub struct LaneView<T>(Lanes<T>);

#[derive(Clone)]
enum Lanes<T> {
	/// The bytes are the lanes.
	InPlace(Blob),
	Copied(Vec<T>),
}

impl<T: Lane> LaneView<T> {
	/// `dim` lanes of 0.
	pub fn zero(dim: usize) -> Self {
		Self(Lanes::Copied(vec![T::new_zeroed(); dim]))
	}

	/// The lanes in the bytes of a blob.
	///
	/// # Errors
	/// [`LaneError::Length`] if they are not a whole number of lanes.
	pub fn of(blob: Blob) -> Result<Self, LaneError> {
		if !blob.len().is_multiple_of(size_of::<T>()) {
			return Err(LaneError::Length { bytes: blob.len(), lane_bytes: size_of::<T>() });
		}
		if cfg!(target_endian = "little") && <[T]>::ref_from_bytes(&blob).is_ok() {
			return Ok(Self(Lanes::InPlace(blob)));
		}
		Ok(Self(Lanes::Copied(blob.chunks_exact(size_of::<T>()).map(T::from_le).collect())))
	}
}

impl<T: Lane> Deref for LaneView<T> {
	type Target = [T];
	fn deref(&self) -> &[T] {
		match &self.0 {
			// It was lanes when the view was made, and the bytes have not moved since.
			Lanes::InPlace(blob) => <[T]>::ref_from_bytes(blob).unwrap_or_default(),
			Lanes::Copied(lanes) => lanes,
		}
	}
}

impl<T: Lane> fmt::Debug for LaneView<T> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		// Never the lanes: they may be an update's.
		write!(f, "LaneView of {} lanes", self.len())
	}
}

/// Lanes as the bytes of a blob, without a copy where the machine is little-endian.
pub fn bytes_of<T: Lane>(lanes: &[T]) -> Cow<'_, [u8]> {
	if cfg!(target_endian = "little") {
		return Cow::Borrowed(lanes.as_bytes());
	}
	Cow::Owned(lanes.iter().flat_map(|lane| lane.to_le().as_bytes().to_vec()).collect())
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_aggregation::lanes;
	use std::sync::Arc;

	#[test]
	fn lanes_in_place_and_copied_are_the_same() {
		let (update, model) = ([0i16, 1, -1, 32767, -32767, 258], [0i32, -1, i32::MAX, i32::MIN, 66_051]);
		let bytes = lanes::to_bytes(&update);
		assert_eq!(&*LaneView::<i16>::of(bytes.clone().into()).unwrap(), update);
		assert_eq!(*bytes_of(&update), bytes);
		let copied = Lanes::Copied(bytes.chunks_exact(2).map(<i16 as Lane>::from_le).collect());
		assert_eq!(&*LaneView(copied), update);
		let bytes = lanes::model_to_bytes(&model);
		assert_eq!(&*LaneView::<i32>::of(Arc::<[u8]>::from(bytes.clone()).into()).unwrap(), model);
		assert_eq!(*bytes_of(&model), bytes);
		let copied = Lanes::Copied(bytes.chunks_exact(4).map(<i32 as Lane>::from_le).collect());
		assert_eq!(&*LaneView(copied), model);
	}

	#[test]
	fn bytes_that_are_no_whole_lanes_are_refused() {
		let refused = LaneView::<i32>::of(vec![0; 7].into()).map(|_| ());
		assert_eq!(refused, Err(LaneError::Length { bytes: 7, lane_bytes: 4 }));
		assert!(LaneView::<i16>::of(Vec::new().into()).unwrap().is_empty());
	}

	#[test]
	fn a_log_line_says_how_many_lanes_and_not_which() {
		let view = LaneView::<i16>::of(vec![7; 12].into()).unwrap();
		assert_eq!(
			format!("{view:?} {:?}", LaneView(Lanes::Copied(vec![7i16; 3]))),
			"LaneView of 6 lanes LaneView of 3 lanes"
		);
	}
}
