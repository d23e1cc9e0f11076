//! Bounds of positive reals, with 128-bit mantissas. The type says the direction: [`Upper`] is never below the real number it
//! stands for, [`Lower`] never above.
//!
//! **Why a chain of operations keeps its direction.** All numbers here are positive, and sum, product and quotient by an exact
//! integer do not fall when an operand grows. So if each operand is an upper bound, the exact result of the operation on the
//! operands is an upper bound too; what is left is the rounding of that one result, which goes up for [`Upper`] and down for
//! [`Lower`]. Only the reciprocal turns the direction, and its type says so. There is no subtraction.
//!
//! **How far off.** A mantissa has 128 bits with the top one set, so a rounding moves a number by less than 2^-127 of itself.

use crate::wide::{product, quotient};

const TOP: u128 = 1 << 127;

/// `mantissa · 2^exponent`, with the mantissa's top bit set. An upper bound if `UP`, else a lower one.
///
/// Exponents stay below 2^36 for every parameter that the crate accepts (see [`crate::subsampled`]); they saturate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Bound<const UP: bool> {
	mantissa: u128,
	exponent: i64,
}

/// Never below the number it stands for.
pub(crate) type Upper = Bound<true>;
/// Never above the number it stands for.
pub(crate) type Lower = Bound<false>;

impl<const UP: bool> Bound<UP> {
	/// Exactly 1.
	pub const ONE: Self = Self { mantissa: TOP, exponent: -127 };

	/// `value · 2^exponent`, exactly, of a positive value (0 is taken for 1).
	pub fn new(value: u128, exponent: i64) -> Self {
		let value = value.max(1);
		let shift = value.leading_zeros();
		Self { mantissa: value << shift, exponent: exponent.saturating_sub(i64::from(shift)) }
	}

	/// `n / d`, of positive integers (0 is taken for 1).
	pub fn ratio(n: u128, d: u128) -> Self {
		let (n, d) = (Self::new(n, 0), Self::new(d, 0));
		let exponent = n.exponent.saturating_sub(d.exponent);
		// Both mantissas are in [2^127, 2^128), so their ratio is in (½, 2). 128 bits of it, top bit set:
		if n.mantissa >= d.mantissa {
			// 1 and 127 bits of the rest, which is below d: (n − d)·2^127/d.
			let (rest, more) = quotient(n.mantissa - d.mantissa, d.mantissa, 127);
			Self::rounded(TOP | rest, more, exponent.saturating_sub(127))
		} else {
			// n·2^128/d ≥ 2^127, because n/d > ½.
			let (bits, more) = quotient(n.mantissa, d.mantissa, 128);
			Self::rounded(bits, more, exponent.saturating_sub(128))
		}
	}

	/// The product.
	pub fn mul(self, other: Self) -> Self {
		// The product of the mantissas is in [2^254, 2^256).
		let (high, low) = product(self.mantissa, other.mantissa);
		let exponent = self.exponent.saturating_add(other.exponent);
		if high >= TOP {
			Self::rounded(high, low != 0, exponent.saturating_add(128))
		} else {
			// One bit to the left: the top bit is set then, because high ≥ 2^126.
			Self::rounded(high << 1 | low >> 127, low << 1 != 0, exponent.saturating_add(127))
		}
	}

	/// The product with a positive integer (0 is taken for 1).
	pub fn times(self, factor: u32) -> Self {
		let factor = u128::from(factor.max(1));
		// mantissa · factor = high · 2^64 + low, with high < 2^96 and low < 2^64.
		let low = (self.mantissa & u128::from(u64::MAX)) * factor;
		let high = (self.mantissa >> 64) * factor + (low >> 64);
		let low = low & u128::from(u64::MAX);
		// high ≥ 2^63, so at most 64 leading zeros go, and all of them lie within the 64 bits of `low`.
		let shift = high.leading_zeros();
		let lost = 64u32.saturating_sub(shift); // bits of `low` that do not fit; shift ≥ 32
		let mantissa = high << shift | low >> lost;
		let more = low & ((1u128 << lost) - 1) != 0;
		Self::rounded(mantissa, more, self.exponent.saturating_add(i64::from(lost)))
	}

	/// The quotient by a positive integer (0 is taken for 1).
	pub fn over(self, divisor: u32) -> Self {
		let divisor = u128::from(divisor.max(1));
		let (whole, rest) = (self.mantissa / divisor, self.mantissa % divisor);
		// whole > 2^95, so at most 32 bits are free at its top; rest < 2^32 gives as many below.
		let shift = whole.leading_zeros();
		let (below, more) = ((rest << shift) / divisor, (rest << shift) % divisor);
		Self::rounded(whole << shift | below, more != 0, self.exponent.saturating_sub(i64::from(shift)))
	}

	/// The sum.
	pub fn add(self, other: Self) -> Self {
		let (large, small) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
		// The distance is never negative. From 128 on, nothing of the small mantissa is left but that it is not zero.
		let distance = u32::try_from(large.exponent.saturating_sub(small.exponent)).unwrap_or(u32::MAX);
		let shifted = small.mantissa.checked_shr(distance).unwrap_or(0);
		let back = shifted.checked_shl(distance).unwrap_or(0);
		let more = back != small.mantissa;
		let (sum, carried) = large.mantissa.overflowing_add(shifted);
		if carried {
			// The sum is in [2^128, 2^129): one bit to the right, with the carry as top bit.
			Self::rounded(sum >> 1 | TOP, more || sum & 1 == 1, large.exponent.saturating_add(1))
		} else {
			Self::rounded(sum, more, large.exponent)
		}
	}

	/// `self^power`, by repeated squaring: at most 2·log2(power) products, each of which keeps the direction.
	pub fn pow(self, mut power: u32) -> Self {
		let (mut result, mut square) = (Self::ONE, self);
		while power > 0 {
			if power & 1 == 1 {
				result = result.mul(square);
			}
			power >>= 1;
			if power > 0 {
				square = square.mul(square);
			}
		}
		result
	}

	/// The number in units of 2^-`bits`, rounded in its direction; at most `u128::MAX`, which is where it saturates.
	pub fn to_fixed(self, bits: u32) -> u128 {
		let shift = self.exponent.saturating_add(i64::from(bits));
		match u32::try_from(shift.unsigned_abs()) {
			// The top bit is set: any shift to the left leaves 128 bits.
			_ if shift > 0 => u128::MAX,
			Ok(right) => {
				let whole = self.mantissa.checked_shr(right).unwrap_or(0);
				let more = whole.checked_shl(right).unwrap_or(0) != self.mantissa;
				whole.saturating_add(u128::from(UP && more))
			}
			Err(_) => u128::from(UP),
		}
	}

	/// The mantissa without its top bit, in units of 2^-127, and the exponent of that top bit: the number is
	/// `(1 + fraction · 2^-127) · 2^log2`.
	pub fn parts(self) -> (u128, i64) {
		(self.mantissa - TOP, self.exponent.saturating_add(127))
	}

	/// Rounds `mantissa` and a rest that is smaller than its last bit (`more`: it is not zero).
	fn rounded(mantissa: u128, more: bool, exponent: i64) -> Self {
		if !(UP && more) {
			return Self { mantissa, exponent };
		}
		match mantissa.checked_add(1) {
			Some(mantissa) => Self { mantissa, exponent },
			None => Self { mantissa: TOP, exponent: exponent.saturating_add(1) },
		}
	}
}

impl Lower {
	/// An upper bound of the reciprocal: 1/x does not grow with x.
	pub fn reciprocal(self) -> Upper {
		let inverse = Upper::ratio(1, self.mantissa); // 1 / mantissa, upwards
		Upper { exponent: inverse.exponent.saturating_sub(self.exponent), ..inverse }
	}
}

impl Upper {
	/// A lower bound of the reciprocal.
	pub fn reciprocal(self) -> Lower {
		let inverse = Lower::ratio(1, self.mantissa); // 1 / mantissa, downwards
		Lower { exponent: inverse.exponent.saturating_sub(self.exponent), ..inverse }
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// Exact sides of `n/d` against a bound, by cross-multiplication: the mantissas of the bound are compared as integers.
	fn sides(n: u64, d: u64) -> (Lower, Upper) {
		(Lower::ratio(n.into(), d.into()), Upper::ratio(n.into(), d.into()))
	}

	fn as_f64<const UP: bool>(bound: Bound<UP>) -> f64 {
		bound.mantissa as f64 * (bound.exponent as f64).exp2()
	}

	/// The bounds differ by at most `ulps` units in the last place, and lie in order.
	fn tight(low: Lower, high: Upper, ulps: u128) -> bool {
		let (fine, coarse) = (low.exponent, high.exponent);
		match coarse - fine {
			0 => low.mantissa <= high.mantissa && high.mantissa - low.mantissa <= ulps,
			1 => high.mantissa - TOP <= ulps && u128::MAX - low.mantissa <= 2 * ulps,
			_ => false,
		}
	}

	proptest! {
		#[test]
		fn a_ratio_lies_between_its_bounds_which_are_neighbours(n in 1u64.., d in 1u64..) {
			let (low, high) = sides(n, d);
			prop_assert!(tight(low, high, 1));
			prop_assert_eq!(low.mantissa == high.mantissa && low.exponent == high.exponent, Lower::new(n.into(), 0).is_multiple(d));
			prop_assert!((as_f64(low) / (n as f64 / d as f64) - 1.0).abs() < 1e-15);
		}

		#[test]
		fn operations_enclose_the_exact_result(
			a in 1u64..1 << 40, b in 1u64..1 << 40, c in 1u64..1 << 20, d in 1u64..1 << 20, factor in 1u32..,
		) {
			// Over one denominator c·d the exact results are ratios of integers again.
			let ((a_low, a_high), (b_low, b_high)) = (sides(a, c), sides(b, d));
			let (a, b, c, d) = (u128::from(a), u128::from(b), u128::from(c), u128::from(d));
			for (low, high, n, m) in [
				(a_low.add(b_low), a_high.add(b_high), a * d + b * c, c * d),
				(a_low.mul(b_low), a_high.mul(b_high), a * b, c * d),
				(a_low.times(factor), a_high.times(factor), a * u128::from(factor), c),
				(a_low.over(factor), a_high.over(factor), a, c * u128::from(factor)),
				(a_low.pow(3), a_high.pow(3), a * a * a, c * c * c),
			] {
				let (exact_low, exact_high) = (Lower::ratio(n, m), Upper::ratio(n, m));
				prop_assert!(tight(low, exact_high, 8) && tight(exact_low, high, 8), "{low:?} {high:?} {exact_low:?}");
			}
			prop_assert!(tight(Lower::ratio(c, a), a_low.reciprocal(), 4));
			prop_assert!(tight(a_high.reciprocal(), Upper::ratio(c, a), 4));
			prop_assert!(tight(a_low, a_high, 1));
		}

		#[test]
		fn fixed_point_rounds_in_the_direction(n in 1u64.., d in 1u64.., bits in 0u32..64) {
			let (low, high) = sides(n, d);
			let floor = (u128::from(n) << bits) / u128::from(d);
			let ceiling = (u128::from(n) << bits).div_ceil(u128::from(d));
			prop_assert!(low.to_fixed(bits) == floor || low.to_fixed(bits) + 1 == floor);
			prop_assert!(high.to_fixed(bits) == ceiling || high.to_fixed(bits) == ceiling + 1);
			prop_assert!(low.to_fixed(bits) <= floor && high.to_fixed(bits) >= ceiling);
		}
	}

	impl Lower {
		/// Whether `self / d` has a mantissa of 128 bits: what is odd in d divides self.
		fn is_multiple(self, d: u64) -> bool {
			self.mantissa.is_multiple_of(u128::from(d >> d.trailing_zeros()))
		}
	}

	#[test]
	fn a_sum_of_far_apart_numbers_moves_by_one_unit_up_and_by_none_down() {
		let tiny = 1u128;
		assert_eq!(Upper::ONE.add(Upper::new(tiny, -5_000)).mantissa, TOP + 1);
		assert_eq!(Lower::ONE.add(Lower::new(tiny, -5_000)), Lower::ONE);
		assert_eq!(Upper::new(u128::MAX, 0).add(Upper::new(1, -1)), Upper::new(1, 128));
	}

	#[test]
	fn what_does_not_fit_saturates() {
		assert_eq!(Upper::new(1, 128).to_fixed(0), u128::MAX);
		assert_eq!(Upper::new(1, 127).to_fixed(0), TOP);
		assert_eq!((Upper::new(1, -9_000).to_fixed(64), Lower::new(1, -9_000).to_fixed(64)), (1, 0));
		assert_eq!((Upper::new(1, i64::MIN).to_fixed(64), Lower::new(1, i64::MIN).to_fixed(64)), (1, 0));
	}
}
