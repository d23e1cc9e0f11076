//! Products and quotients of 128-bit integers, exactly.

/// `a · b` as (high, low): `high · 2^128 + low`.
///
/// Schoolbook on halves of 64 bits. The middle sum is at most 2·(2^64 − 1)² + 2^64 − 1 < 2^129, so it may carry once; the carry
/// weighs 2^64 in `high`. The whole product is below 2^256, so `high` does not overflow.
pub(crate) fn product(a: u128, b: u128) -> (u128, u128) {
	const LOW: u128 = u64::MAX as u128;
	let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
	let bottom = a0 * b0;
	let (middle, carried) = (a1 * b0).overflowing_add(a0 * b1);
	let (middle, again) = middle.overflowing_add(bottom >> 64);
	let carry = (u128::from(carried) + u128::from(again)) << 64;
	let low = (middle << 64) | (bottom & LOW);
	(a1 * b1 + (middle >> 64) + carry, low)
}

/// `floor(n · 2^bits / d)`, and whether something was cut off, for `n < d` and `bits ≤ 128`; so the quotient is below 2^bits.
///
/// Long division by doubling. Invariant: `rest < d`. Doubled it may exceed 128 bits; then it exceeds `d` as well, and the
/// subtraction, which wraps, gives the true difference, which is below `d` again.
pub(crate) fn quotient(n: u128, d: u128, bits: u32) -> (u128, bool) {
	let (mut rest, mut quotient) = (n, 0u128);
	for _ in 0..bits {
		let carried = rest >> 127 == 1;
		rest <<= 1;
		quotient <<= 1;
		if carried || rest >= d {
			rest = rest.wrapping_sub(d);
			quotient |= 1;
		}
	}
	(quotient, rest != 0)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// Any number, and often one whose bits are mostly ones.
	fn number() -> impl Strategy<Value = u128> {
		prop_oneof![
			any::<u128>(),
			Just(u128::MAX),
			(0u32..128).prop_map(|bits| 1 << bits),
			any::<u64>().prop_map(u128::from)
		]
	}

	proptest! {
		#[test]
		fn a_product_agrees_with_sums_of_shifts(a in number(), b in number()) {
			let (mut high, mut low) = (0u128, 0u128);
			for bit in 0..128 {
				if b >> bit & 1 == 1 {
					let (sum, carried) = low.overflowing_add(a << bit);
					low = sum;
					high += u128::from(carried) + if bit == 0 { 0 } else { a >> (128 - bit) };
				}
			}
			prop_assert_eq!(product(a, b), (high, low));
		}

		#[test]
		fn a_quotient_times_its_divisor_leaves_less_than_the_divisor(n in number(), d in number(), bits in 0u32..=128) {
			prop_assume!(n < d);
			let (q, more) = quotient(n, d, bits);
			// n · 2^bits − q · d, in 256 bits.
			let (high, low) = if bits == 128 { (n, 0) } else { product(n, 1 << bits) };
			let (q_high, q_low) = product(q, d);
			let (rest, borrowed) = low.overflowing_sub(q_low);
			prop_assert_eq!(high - q_high - u128::from(borrowed), 0);
			prop_assert!(rest < d && more == (rest != 0));
		}
	}
}
