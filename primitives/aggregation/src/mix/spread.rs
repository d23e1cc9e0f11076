//! The direction in which weighted updates spread most: the largest eigenvalue of their covariance, by power iteration in
//! n-space. What [`super::caf`] and [`super::smea`] share.
//!
//! With inner weights `c` (32 fraction bits, 0 to 1) and their mean `μ`, the centred updates are `y_i = u_i − μ`, and the
//! covariance is `C = Σ c_i y_i y_iᵀ / Σ c_i`. A vector is kept as coefficients `v = Σ a_i y_i`; then `⟨y_i, v⟩ = (H a)_i`
//! with `H_ij = ⟨y_i, y_j⟩`, and a step `v ← C v` is `a_i ← c_i (H a)_i`, up to a factor.
//!
//! # The definition, bit for bit
//!
//! 1. `p = c / Σ c` as coefficients of a mean. `H_ij = G_ij − (G p)_i − (G p)_j + p·G·p` with 64 fraction bits, exact; 0 where
//!    `c_i` or `c_j` is 0.
//! 2. H is scaled by a power of two: divided by `2^e`, rounded half to even, with the least e ≥ 0 that makes every |H_ij|
//!    less than 2^59.
//! 3. `a_i` starts as the signed 32-bit number `(i + 1) · 2654435769 mod 2^32` (0 where `c_i` is 0): no direction that
//!    anybody would choose is orthogonal to it.
//! 4. A step: `t = H a`, exact, then shifted right (towards −∞) by the least k ≥ 0 that makes every |t_i| less than 2^43
//!    before rounding, so that 2^43 at most is left;
//!    `u_i = c_i · t_i`; `a_i = u_i · (2^31 − 1) / max |u|`, towards 0. If all t_i or all u_i are 0, there is no spread:
//!    eigenvalue and projections are 0.
//! 5. It stops after 64 steps, or as soon as no a_i moved by more than 2^7 (2^-24 of the largest).
//! 6. Once more `t = H a`, shifted as in 4. The projections are `t_i²`, up to a common factor. The eigenvalue is the
//!    Rayleigh quotient, `⌊⌊Σ c_i t_i² / Σ a_i t_i⌋ · 2^k / Σ c_i⌋ · 2^e`, with 64 fraction bits; 0 if its divisor is not
//!    positive.
//!
//! # What it is worth
//!
//! The Rayleigh quotient never exceeds the largest eigenvalue, and after k steps it is at least `1 − ln(n/s) / (2k)` of it,
//! roughly, where s is the start's part in that direction; where the largest two eigenvalues are close, the direction may be
//! a mixture of theirs, which for a filter is as good. Libraries call a floating-point eigensolver here, whose answer in
//! such a case differs between machines.

use crate::{
	count::{count, DIVISION},
	fixed::{div_half_even, normalise, FRACTION_BITS},
	gram::Gram,
};
use alloc::{vec, vec::Vec};
use guild_primitives::rules::MAX_POWER_STEPS;

/// Multiplier of the start: 2^32 divided by the golden ratio.
const START: u32 = 2_654_435_769;
/// Bits of a scaled entry of H.
const ENTRY_BITS: u32 = 59;
/// Bits of an entry of t; one of them is free for rounding towards −∞.
const PROJECTION_BITS: u32 = 44;
/// The largest entry of a.
const LARGEST: i128 = (1 << 31) - 1;
/// The largest move of an entry of a that still counts as standing still.
const STILL: u64 = 1 << 7;

/// How much updates spread, and where.
pub struct Spread {
	/// The largest eigenvalue of the covariance, in lanes², with 64 fraction bits.
	pub eigenvalue: u128,
	/// For each update the square of its projection on that direction, below 2^88, up to a common factor; 0 for an update
	/// with inner weight 0.
	pub projections: Vec<u128>,
}

/// The spread of updates under inner weights, each from 0 to 1 with 32 fraction bits.
pub fn spread(gram: &Gram, inner: &[u64]) -> Spread {
	let (matrix, exponent) = centred(gram, inner);
	let none = || Spread { eigenvalue: 0, projections: vec![0; inner.len()] };
	let pattern = |i: usize| i128::from((i as u32).wrapping_add(1).wrapping_mul(START) as i32);
	let mut a: Vec<i128> =
		inner.iter().enumerate().map(|(i, inner)| if *inner == 0 { 0 } else { pattern(i) }).collect();
	for _ in 0..MAX_POWER_STEPS {
		let (t, _) = project(&matrix, &a);
		// Below 2^32 · 2^44.
		let u: Vec<i128> = t.iter().zip(inner).map(|(t, inner)| t * i128::from(*inner)).collect();
		let largest = u.iter().map(|u| u.abs()).max().unwrap_or(0);
		if largest == 0 {
			return none();
		}
		count(u.len() as u64 * (DIVISION + 6));
		let next: Vec<i128> = u.iter().map(|u| u * LARGEST / largest).collect();
		let moved = a.iter().zip(&next).map(|(a, next)| (a - next).unsigned_abs()).max().unwrap_or(0);
		a = next;
		if moved <= u128::from(STILL) {
			break;
		}
	}
	let (t, shift) = project(&matrix, &a);
	// Squares below 2^88, times 2^32, and at most 2^7 of them: below 2^127.
	let projections: Vec<u128> = t.iter().map(|t| t.unsigned_abs() * t.unsigned_abs()).collect();
	let above: u128 = projections.iter().zip(inner).map(|(square, inner)| square * u128::from(*inner)).sum();
	let below: i128 = a.iter().zip(&t).map(|(a, t)| a * t).sum();
	let total: u128 = inner.iter().map(|inner| u128::from(*inner)).sum();
	count(a.len() as u64 * 6 + 2 * DIVISION);
	let quotient = u128::try_from(below).ok().and_then(|below| above.checked_div(below)).unwrap_or(0);
	// Of a matrix of inner products it is at most Σ c · max H < 2^98 before the division, and nothing is cut off.
	let eigenvalue = up(up(quotient, shift).checked_div(total).unwrap_or(0), exponent);
	Spread { eigenvalue, projections }
}

/// `H`, row by row, divided by a power of two, and that power.
fn centred(gram: &Gram, inner: &[u64]) -> (Vec<Vec<i64>>, u32) {
	let part = normalise(&inner.iter().map(|inner| u128::from(*inner)).collect::<Vec<_>>());
	let n = inner.len();
	count(2 * (n * n) as u64 + 2 * n as u64);
	// (G p)_i has 32 fraction bits and is below 2^89; p·G·p has 64 and is below 2^121.
	let of_mean: Vec<i128> =
		gram.rows().map(|row| row.iter().zip(&part).map(|(g, p)| i128::from(*g) * i128::from(*p)).sum()).collect();
	let mean: i128 = of_mean.iter().zip(&part).map(|(inner, p)| inner * i128::from(*p)).sum();
	// Four terms below 2^121 each.
	let entry = |i: usize, j: usize| -> i128 {
		if [i, j].iter().any(|i| inner.get(*i).is_none_or(|inner| *inner == 0)) {
			return 0;
		}
		let of = |i: usize| of_mean.get(i).copied().unwrap_or(0) << FRACTION_BITS;
		(i128::from(gram.get(i, j)) << (2 * FRACTION_BITS)) - of(i) - of(j) + mean
	};
	let exact: Vec<Vec<i128>> = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
	count(8 * (n * n) as u64);
	let largest = exact.iter().flatten().map(|entry| entry.unsigned_abs()).max().unwrap_or(0);
	let mut exponent = bits(largest).saturating_sub(ENTRY_BITS);
	// Rounding may give the bound itself, which then needs one bit more.
	if rounded(largest as i128, exponent).unsigned_abs() >= 1 << ENTRY_BITS {
		exponent += 1;
	}
	let scaled = |row: &Vec<i128>| row.iter().map(|entry| rounded(*entry, exponent) as i64).collect();
	(exact.iter().map(scaled).collect(), exponent)
}

/// `value / 2^exponent`, rounded half to even.
fn rounded(value: i128, exponent: u32) -> i128 {
	div_half_even(value, 1 << exponent) // At most 2^65.
}

/// `t = H a`, shifted right until every entry is below 2^43, and by how much.
fn project(matrix: &[Vec<i64>], a: &[i128]) -> (Vec<i128>, u32) {
	count(2 * (matrix.len() * matrix.len()) as u64 + 3 * matrix.len() as u64);
	// At most 2^7 products below 2^59 · 2^31.
	let dot = |row: &Vec<i64>| row.iter().zip(a).map(|(h, a)| i128::from(*h) * a).sum();
	let exact: Vec<i128> = matrix.iter().map(dot).collect();
	let largest = exact.iter().map(|t| t.unsigned_abs()).max().unwrap_or(0);
	// Towards −∞ a magnitude may grow to the next power of two, and no farther; so one bit is kept free for it.
	let shift = bits(largest).saturating_sub(PROJECTION_BITS - 1);
	(exact.iter().map(|t| t >> shift).collect(), shift)
}

/// `value · 2^shift`, or as much of it as fits.
fn up(value: u128, shift: u32) -> u128 {
	let most = u128::MAX.checked_shr(shift).unwrap_or(0);
	value.min(most).checked_shl(shift).unwrap_or(0)
}

/// Bits of a number; 0 has none.
fn bits(value: u128) -> u32 {
	u128::BITS - value.leading_zeros()
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn gram_of(points: &[Vec<i64>]) -> Gram {
		Gram::from_lower(points.len(), |i, j| points[i].iter().zip(&points[j]).map(|(a, b)| a * b).sum())
	}

	const ONE: u64 = 1 << 32;

	/// The largest eigenvalue of the covariance of points in the plane, by the formula for 2 × 2 matrices.
	fn in_the_plane(points: &[Vec<i64>], inner: &[u64]) -> f64 {
		let c: Vec<f64> = inner.iter().map(|inner| *inner as f64 / ONE as f64).collect();
		let total: f64 = c.iter().sum();
		let mean = |l: usize| c.iter().zip(points).map(|(c, p)| c * p[l] as f64).sum::<f64>() / total;
		let (x, y) = (mean(0), mean(1));
		let moment = |of: &dyn Fn(f64, f64) -> f64| {
			c.iter().zip(points).map(|(c, p)| c * of(p[0] as f64 - x, p[1] as f64 - y)).sum::<f64>() / total
		};
		let (xx, xy, yy) = (moment(&|x, _| x * x), moment(&|x, y| x * y), moment(&|_, y| y * y));
		(xx + yy) / 2.0 + (((xx - yy) / 2.0).powi(2) + xy * xy).sqrt()
	}

	proptest! {
		#[test]
		fn it_is_nearly_the_largest_eigenvalue_and_never_more(
			points in prop::collection::vec(prop::collection::vec(-30_000i64..=30_000, 2), 2..=20),
			inner in prop::collection::vec(prop_oneof![3 => Just(ONE), 1 => 0..=ONE], 20),
		) {
			let inner = &inner[..points.len()];
			prop_assume!(inner.iter().any(|inner| *inner > 0));
			let exact = in_the_plane(&points, inner);
			let found = spread(&gram_of(&points), inner).eigenvalue as f64 / 2f64.powi(64);
			prop_assert!(found <= exact * (1.0 + 1e-6) + 1.0, "{found} {exact}");
			prop_assert!(found >= exact * 0.97 - 1.0, "{found} {exact}");
		}
	}

	#[test]
	fn a_cluster_at_a_right_angle_to_the_farthest_update_is_found() {
		// One update of norm 100 and eight of norm 60 in another direction, with their negatives: 2·100² < 2·8·60².
		let mut points = vec![vec![100, 0, 0], vec![-100, 0, 0]];
		points.extend((0..16).map(|i| vec![0, if i % 2 == 0 { 60 } else { -60 }, 0]));
		let found = spread(&gram_of(&points), &[ONE; 18]);
		let exact = 16.0 * 3600.0 / 18.0;
		assert!((found.eigenvalue as f64 / 2f64.powi(64) - exact).abs() < 1.0);
		assert!(found.projections[..2].iter().all(|p| *p < found.projections[2] >> 20));
	}

	#[test]
	fn equal_updates_do_not_spread() {
		let found = spread(&gram_of(&vec![vec![5, 7]; 4]), &[ONE; 4]);
		assert_eq!((found.eigenvalue, found.projections), (0, vec![0; 4]));
		assert_eq!(spread(&gram_of(&[vec![5]]), &[ONE]).eigenvalue, 0);
		assert_eq!(spread(&gram_of(&[vec![5], vec![9]]), &[0, 0]).eigenvalue, 0);
	}

	#[test]
	fn extremes_do_not_overflow() {
		let far = crate::gram::ENTRY_BOUND - 1;
		for sign in [1, 2, 3] {
			// The second and third are no matrices of inner products.
			let gram = Gram::from_lower(128, |i, j| if i == j || (i + j) % sign == 0 { far } else { -far });
			let inner: Vec<u64> = (0..128).map(|i| if i % 5 == 0 { 1 } else { ONE }).collect();
			assert!(spread(&gram, &inner).projections.iter().all(|square| *square < 1 << 88));
		}
	}
}
