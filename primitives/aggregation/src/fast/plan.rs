//! A mixing row made ready for the kernels.

use guild_primitives::{Coefficient, COEFFICIENT_ONE};

/// Bits of a coefficient's two lower limbs. With `a0`, `a1` of 11 bits and `a2` the rest, `c = a2·2^22 + a1·2^11 + a0`.
pub(super) const LIMB_BITS: u32 = 11;
/// Limbs of a coefficient, from the lowest.
pub(super) const LIMBS: usize = 3;
/// Most updates whose products with a lower limb fit together in `i32`: 32 · 2047 · 32767 < 2^31. What [`super::blend`]
/// still adds to such a sum is less than 2^20 + 2^12, and there is room for it: see the assertion.
const GROUP: usize = 32;

const _: () = assert!(GROUP as i64 * 2047 * 32767 + (1 << 20) + (1 << 12) < 1 << 31);

/// What a row does.
pub(super) enum Plan {
	/// It is one update.
	Copy(usize),
	/// It is a sum, by groups of at most [`GROUP`] updates.
	Blend {
		/// All terms.
		terms: Vec<(usize, Coefficient)>,
		/// The same terms, two by two, in groups.
		groups: Vec<Vec<Pair>>,
	},
}

/// Two terms of a row, as the instruction that multiplies and adds neighbours wants them.
#[derive(Clone, Copy)]
pub(super) struct Pair {
	/// The two updates.
	pub updates: [usize; 2],
	/// Limb by limb, the first update's in the lower half and the second's in the upper.
	pub limbs: [i32; LIMBS],
}

impl Plan {
	/// The plan of a row with Σ|c| ≤ 1.
	pub fn new(row: &[Coefficient]) -> Self {
		let terms: Vec<(usize, Coefficient)> = row.iter().copied().enumerate().filter(|(_, c)| *c != 0).collect();
		if let [(update, COEFFICIENT_ONE)] = terms[..] {
			return Self::Copy(update);
		}
		let groups = terms.chunks(GROUP).map(|group| group.chunks(2).map(Pair::new).collect()).collect();
		Self::Blend { terms, groups }
	}
}

impl Pair {
	/// One or two terms; a missing second one is the first with coefficient 0.
	fn new(terms: &[(usize, Coefficient)]) -> Self {
		let (first, a) = terms.first().copied().unwrap_or((0, 0));
		let (second, b) = terms.get(1).copied().unwrap_or((first, 0));
		let pack = |low: i16, high: i16| i32::from(high) << 16 | i32::from(low as u16);
		let [a, b] = [limbs(a), limbs(b)];
		Self { updates: [first, second], limbs: core::array::from_fn(|k| pack(limb(&a, k), limb(&b, k))) }
	}
}

/// The limbs of a coefficient with |c| ≤ 2^32, from the lowest: the last is at most 2^10 in absolute value.
fn limbs(c: Coefficient) -> [i16; LIMBS] {
	const MASK: i64 = (1 << LIMB_BITS) - 1;
	[(c & MASK) as i16, (c >> LIMB_BITS & MASK) as i16, (c >> (2 * LIMB_BITS)) as i16]
}

fn limb(limbs: &[i16; LIMBS], k: usize) -> i16 {
	limbs.get(k).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn limbs_add_up_to_the_coefficient() {
		for c in [0, 1, -1, 2047, 2048, -2048, 1 << 22, (1 << 32) - 1, 1 << 32, -(1 << 32), 123_456_789, -3_000_000_001]
		{
			let [a, b, top] = limbs(c).map(i64::from);
			assert_eq!((top << 22) + (b << 11) + a, c);
			assert!((0..2048).contains(&a) && (0..2048).contains(&b) && top.abs() <= 1024);
		}
	}
}
