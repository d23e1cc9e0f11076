//! The products of one row with all columns, and the loop over vectors that sums them up.

use super::SIDE;
use pulp::{bytemuck::Pod, cast};

/// What belongs to one row and each column. Fields and no array: those the compiler keeps in registers.
#[derive(Clone, Copy)]
pub(super) struct Row<S> {
	pub x: S,
	pub y: S,
	pub z: S,
	pub w: S,
}

impl<S: Copy> Row<S> {
	/// The same for each column.
	#[inline(always)]
	pub fn of(value: S) -> Self {
		Self { x: value, y: value, z: value, w: value }
	}

	/// What `add` makes of each, with a vector of the row and one of each column.
	#[inline(always)]
	pub fn add<V: Copy>(self, row: V, [x, y, z, w]: [V; SIDE], add: impl Fn(S, V, V) -> S) -> Self {
		Self { x: add(self.x, row, x), y: add(self.y, row, y), z: add(self.z, row, z), w: add(self.w, row, w) }
	}

	/// One after the other.
	#[inline(always)]
	pub fn map<T>(self, with: impl Fn(S) -> T) -> [T; SIDE] {
		[with(self.x), with(self.y), with(self.z), with(self.w)]
	}
}

/// The sums of four rows with four columns. `zero` is a sum of nothing, and `add` takes a product of two vectors up into a sum.
///
/// Inlined always, as is what it calls: `add` is compiled for the instructions of the function that it is written in, and only there
/// it is no call.
#[inline(always)]
pub(super) fn sums<L: Pod, V: Pod, S: Copy>(
	[a, b, c, d]: [&[L]; SIDE],
	[x, y, z, w]: [&[L]; SIDE],
	zero: S,
	add: impl Fn(S, V, V) -> S,
) -> [Row<S>; SIDE] {
	let zero = Row::of(zero);
	let (mut from_a, mut from_b, mut from_c, mut from_d) = (zero, zero, zero, zero);
	for (((((((a, b), c), d), x), y), z), w) in a.iter().zip(b).zip(c).zip(d).zip(x).zip(y).zip(z).zip(w) {
		let columns = [cast(*x), cast(*y), cast(*z), cast(*w)];
		from_a = from_a.add(cast(*a), columns, &add);
		from_b = from_b.add(cast(*b), columns, &add);
		from_c = from_c.add(cast(*c), columns, &add);
		from_d = from_d.add(cast(*d), columns, &add);
	}
	[from_a, from_b, from_c, from_d]
}
