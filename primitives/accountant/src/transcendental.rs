//! exp and ln, as bounds. Inside, fixed point with 112 fraction bits; what each function promises stands at it.

use crate::{
	bound::Bound,
	wide::{product, quotient},
};

/// Fraction bits inside this module.
const BITS: u32 = 112;
/// Fraction bits of a logarithm.
pub(crate) const LN_BITS: u32 = 90;
/// floor(ln 2 · 2^112). Its last bits are checked in the tests against ln 2 = 18 atanh(1/26) − 2 atanh(1/4801) + 8 atanh(1/8749).
const LN_2: u128 = 0xb172_17f7_d1cf_79ab_c9e3_b398_03f2;

/// ln 2 in units of 2^-112, from above or from below.
const fn ln_2<const UP: bool>() -> u128 {
	LN_2 + UP as u128
}

/// `a · b / 2^112`, rounded in the direction, for a product below 2^240.
fn mul<const UP: bool>(a: u128, b: u128) -> u128 {
	let (high, low) = product(a, b);
	// high < 2^112, so nothing is shifted out on the left.
	(high << (128 - BITS) | low >> BITS) + u128::from(UP && low << (128 - BITS) != 0)
}

/// `a / b`, rounded in the direction. A divisor of 0 is taken for 1.
fn div<const UP: bool>(a: u128, b: u128) -> u128 {
	if UP {
		a.div_ceil(b.max(1))
	} else {
		a / b.max(1)
	}
}

/// A bound of e^x, for a bound x ≤ 2^15; larger ones are taken for 2^15, and no caller has any.
///
/// x = k·ln 2 + r, e^x = 2^k·e^r, and e^r by Taylor's series. Direction: for an upper bound the k·ln 2 that is taken away is too
/// small, so r is too large, and e^r grows with r; each term is rounded up; what follows the last term is less than that term
/// once r/n ≤ ½, and the term is added once more. For a lower bound everything the other way, and the rest is left out.
///
/// Off by less than 2^-105 of itself for x ≤ 8 (k ≤ 12; some 30 terms, each off by a unit of 2^-112 or two), and by less than
/// 2^-92 for any x.
pub(crate) fn exp<const UP: bool>(x: Bound<UP>) -> Bound<UP> {
	let x = x.to_fixed(BITS).min(1 << (BITS + 15));
	// With ln 2 from above, k·ln 2 ≤ x: no difference below is negative.
	let k = x / ln_2::<true>();
	let r = if UP { x - k * ln_2::<false>() } else { x - k * ln_2::<true>() }; // < ln 2 + 2^16·2^-112 < 0.7
	let (mut term, mut sum, mut n) = (1u128 << BITS, 1u128 << BITS, 1u128);
	loop {
		term = div::<UP>(mul::<UP>(term, r), n);
		sum += term; // e^0.7 < 2.1: far below 2^128.
		n += 1;
		// A term rounded up never falls below one unit. r/n < ½ from n = 2 on, so the rest is at most this term.
		if term <= 1 {
			sum += u128::from(UP) * term;
			return Bound::new(sum, i64::try_from(k).unwrap_or(0) - i64::from(BITS));
		}
	}
}

/// A bound of ln x in units of 2^-90, for a bound x ≥ 1.
///
/// x = m·2^e with 1 ≤ m < 2; ln x = e·ln 2 + 2 atanh z, z = (m − 1)/(m + 1) ≤ ⅓, and atanh z = Σ z^(2j+1)/(2j+1). All terms are
/// positive and grow with z, so rounding each in the direction keeps it. The terms after the one with power p = z^(2j+1) are
/// together below p·z²/(1 − z²) ≤ p/8, and p is added for them when it is at most two units.
///
/// Off by less than 2^-89 + e·2^-90: the series has at most 37 terms, each off by few units of 2^-112.
pub(crate) fn ln<const UP: bool>(x: Bound<UP>) -> u128 {
	let (fraction, log2) = x.parts();
	// fraction = (m − 1)·2^127. (m + 1)·2^126 = fraction/2 + 2^127, rounded against the direction: z falls as it grows.
	let denominator = div_half::<UP>(fraction) + (1 << 127);
	// z = fraction·2^-127 / (denominator·2^-126) = (fraction/denominator)/2; fraction < denominator.
	let (z, more) = quotient(fraction, denominator, BITS - 1);
	let z = z + u128::from(UP && more);
	let square = mul::<UP>(z, z);
	let (mut power, mut sum, mut odd) = (z, 0u128, 1u128);
	loop {
		sum += div::<UP>(power, odd);
		if power <= 2 {
			break;
		}
		power = mul::<UP>(power, square);
		odd += 2;
	}
	sum += u128::from(UP) * power;
	// 2·sum, from 112 to 90 bits.
	let series = div::<UP>(sum, 1 << (BITS - LN_BITS - 1));
	let per_bit = div::<UP>(ln_2::<UP>(), 1 << (BITS - LN_BITS));
	let whole = u128::try_from(log2).unwrap_or(0); // x ≥ 1
	whole.saturating_mul(per_bit).saturating_add(series)
}

/// Half of it, rounded against the direction.
fn div_half<const UP: bool>(value: u128) -> u128 {
	value / 2 + u128::from(!UP) * (value & 1)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::bound::{Lower, Upper};
	use proptest::prelude::*;

	/// atanh(1/n) in units of 2^-`bits`, cut off once a term: a series of integers that shares nothing with the code above.
	fn atanh_of_inverse(n: u128, bits: u32) -> u128 {
		let (mut power, mut sum, mut odd) = ((1u128 << bits) / n, 0, 1);
		while power > 0 {
			sum += power / odd;
			power /= n * n;
			odd += 2;
		}
		sum
	}

	#[test]
	fn the_constant_is_the_logarithm_of_two() {
		// 12 bits more than the constant. At most 14 terms are cut off in a series, so this is within 18·15 + 8·5 + 2·5 units.
		let ln_2 = 18 * atanh_of_inverse(26, 124) + 8 * atanh_of_inverse(8749, 124) - 2 * atanh_of_inverse(4801, 124);
		assert!(ln_2 + 320 >= LN_2 << 12 && ln_2 < ((LN_2 + 1) << 12) + 320);
	}

	/// Decimals from mpmath 1.4.1 with 50 digits, as hexadecimal units.
	#[test]
	fn known_values_lie_between_the_bounds() {
		// floor(e·2^112), floor(√e·2^112).
		for (n, d, floor) in
			[(1u128, 1u128, 0x2_b7e1_5162_8aed_2a6a_bf71_5880_9cf4u128), (1, 2, 0x1_a612_98e1_e069_bc97_2dfe_fab6_df33)]
		{
			let low = exp(Lower::ratio(n, d)).to_fixed(BITS);
			let high = exp(Upper::ratio(n, d)).to_fixed(BITS);
			assert!(low <= floor && floor < high && high - low < 128, "{low:x} {floor:x} {high:x}");
		}
		// floor(ln 3·2^90), floor(ln 10^9·2^90).
		for (n, floor) in
			[(3u128, 0x464_fa9e_ab40_c2a5_da90_6635u128), (1_000_000_000, 0x52e4_9fcc_affe_e0cc_e3d0_d878)]
		{
			let (low, high) = (ln(Lower::new(n, 0)), ln(Upper::new(n, 0)));
			assert!(low <= floor && floor < high && high - low < 40, "{low:x} {floor:x} {high:x}");
		}
		assert_eq!((ln(Lower::ONE), exp(Lower::ratio(1, u128::MAX))), (0, Lower::ONE));
		assert!(ln(Upper::ONE) <= 1);
	}

	proptest! {
		#[test]
		fn exp_is_between_its_bounds_and_they_are_close(n in 1u128..1 << 40, d in 1u128..1 << 40) {
			prop_assume!(n / d < 10_000);
			let (low, high) = (exp(Lower::ratio(n, d)), exp(Upper::ratio(n, d)));
			// Two independent ways round: ln of the bounds encloses n/d, within 2^-80.
			let (x_low, x_high) = (Lower::ratio(n, d).to_fixed(LN_BITS), Upper::ratio(n, d).to_fixed(LN_BITS));
			prop_assert!(ln::<false>(low) <= x_high);
			prop_assert!(ln::<true>(high) >= x_low);
			prop_assert!(ln::<true>(high) - ln::<false>(low) < 1 << 16);
		}

		#[test]
		fn exp_turns_sums_into_products(a in 1u128..1 << 30, b in 1u128..1 << 30) {
			let d = 1u128 << 28;
			let product = exp(Lower::ratio(a, d)).mul(exp(Lower::ratio(b, d)));
			prop_assert!(ln::<false>(product) <= ln::<true>(exp(Upper::ratio(a + b, d))));
			let product = exp(Upper::ratio(a, d)).mul(exp(Upper::ratio(b, d)));
			prop_assert!(ln::<true>(product) >= ln::<false>(exp(Lower::ratio(a + b, d))));
		}

		#[test]
		fn both_agree_with_floats(n in 1u64..1 << 40, d in 1u64..1 << 20) {
			let x = n as f64 / d as f64;
			let units = (f64::from(LN_BITS)).exp2();
			if x >= 1.0 {
				let ln = ln::<true>(Upper::ratio(n.into(), d.into())) as f64 / units;
				prop_assert!((ln - x.ln()).abs() <= 1e-14 * x.ln().max(1.0));
			}
			if x < 30.0 {
				let exp = exp(Upper::ratio(n.into(), d.into())).to_fixed(64) as f64 / (64f64).exp2();
				prop_assert!((exp / x.exp() - 1.0).abs() <= 1e-13);
			}
		}
	}
}
