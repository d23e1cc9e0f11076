//! Bucketing (Karimireddy, He, Jaggi 2022, "Byzantine-robust learning on heterogeneous datasets via bucketing", algorithm
//! 1): a random permutation cuts the updates into buckets of `s`, and each bucket becomes its mean.
//!
//! - **Guarantee**: the spread of honest buckets is smaller by s, while a liar spoils one bucket: among ⌈n/s⌉ buckets at
//!   most f are bad. So the rule behind it must hold for f of ⌈n/s⌉. It is worth something only if liars do not know the
//!   permutation when they choose their updates: the seed must be made after they committed.
//! - **Order**: BLAKE3 in its key derivation mode, with the context [`CONTEXT`], reads the seed's 32 bytes and one byte, the
//!   place of the step in the rule, and gives a stream of `u32` in little-endian. Fisher and Yates: for i from n − 1 down to
//!   1, swap places i and j, with j drawn from 0..=i: a number x of the stream at or above the largest multiple of i + 1
//!   that is at most 2^32 is thrown away (and not more than [`MOST_REDRAWS`] times, which happens with a chance below
//!   2^-400), then `j = x mod (i + 1)`. Places 0..s are the first bucket, and so on; the last may be smaller.
//! - **Weights**: inside a bucket the mean is by weight (coefficients as of the weighted mean, floors with 32 fraction bits,
//!   the remainder to the largest, of equal ones the lowest index). A bucket weighs the mean of its weights, rounded down,
//!   so that with equal weights all buckets are alike, as in the paper.

use super::{Map, Seen};
use crate::{
	count::{count, DIVISION},
	mix::mean,
};
use alloc::vec::Vec;
use guild_primitives::{Root, COEFFICIENT_ONE};

/// Keeps the permutation apart from every other use of a seed.
pub const CONTEXT: &str = "guild 2026-11 bucketing v1";
/// Most numbers thrown away for one draw.
pub const MOST_REDRAWS: usize = 16;

/// The means of random buckets of `size`.
pub fn map(seen: Seen<'_>, size: u16, seed: &Root, place: u8) -> Map {
	let order = permutation(seen.count(), seed, place);
	let mut rows = Vec::new();
	let mut weights = Vec::new();
	for bucket in order.chunks(usize::from(size.max(1))) {
		count(bucket.len() as u64 * DIVISION);
		let mut members = bucket.to_vec();
		members.sort_unstable();
		let of = |i: &usize| seen.weights.get(*i).copied().unwrap_or(1);
		let inside: Vec<u32> = members.iter().map(of).collect();
		let row = mean::row(&inside);
		rows.push(members.into_iter().zip(row.iter().map(|c| c.unsigned_abs())).collect());
		let total: u64 = inside.iter().map(|weight| u64::from(*weight)).sum();
		// A mean of `u32`, each at least 1.
		weights.push(total.checked_div(inside.len() as u64).unwrap_or(1) as u32);
	}
	Map { rows, denominator: COEFFICIENT_ONE.unsigned_abs(), weights }
}

/// The numbers 0 to n − 1 in an order that the seed decides.
pub fn permutation(n: usize, seed: &Root, place: u8) -> Vec<usize> {
	let mut order: Vec<usize> = (0..n).collect();
	let mut stream = blake3::Hasher::new_derive_key(CONTEXT).update(&seed.0).update(&[place]).finalize_xof();
	let mut next = || {
		let mut bytes = [0; 4];
		stream.fill(&mut bytes);
		u64::from(u32::from_le_bytes(bytes))
	};
	for i in (1..n).rev() {
		order.swap(i, draw(i as u64 + 1, &mut next) as usize);
	}
	order
}

/// A number below `bound`, which is 1 to 2^32, each as likely as any other.
fn draw(bound: u64, mut next: impl FnMut() -> u64) -> u64 {
	let fair = (1u64 << 32) - (1u64 << 32) % bound;
	let mut drawn = next();
	for _ in 0..MOST_REDRAWS {
		if drawn < fair {
			break;
		}
		drawn = next();
	}
	drawn % bound
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{gram::Gram, pre::Transformed};
	use guild_primitives::PreStep;

	#[test]
	fn every_order_is_about_as_frequent() {
		let mut seen = [0u32; 24];
		for seed in 0..4800u32 {
			let mut bytes = [0; 32];
			bytes[..4].copy_from_slice(&seed.to_le_bytes());
			let order = permutation(4, &Root(bytes), 0);
			// Its Lehmer code.
			let code = (0..4).fold(0, |code, i| code * (4 - i) + order[i..].iter().filter(|j| **j < order[i]).count());
			seen[code] += 1;
		}
		// Expected 200 each, with a standard deviation of 14.
		assert!(seen.iter().all(|times| (130..=270).contains(times)), "{seen:?}");
	}

	#[test]
	fn numbers_that_would_favour_some_are_thrown_away() {
		// 2^32 = 3 · 1431655765 + 1: the last number would favour 0.
		let mut stream = [u64::from(u32::MAX), u64::from(u32::MAX), 5].into_iter();
		assert_eq!(draw(3, || stream.next().unwrap()), 2);
		assert_eq!(draw(3, || u64::from(u32::MAX) - 1), 2);
		// A power of two divides the range, so that every number counts; and no stream keeps it for ever.
		assert_eq!(draw(4, || u64::from(u32::MAX)), 3);
		let mut reads = 0;
		draw(3, || {
			reads += 1;
			u64::from(u32::MAX)
		});
		assert_eq!(reads, MOST_REDRAWS + 1);
	}

	#[test]
	fn it_depends_on_seed_and_place_and_is_a_permutation() {
		let one = permutation(128, &Root([1; 32]), 0);
		assert_ne!(one, permutation(128, &Root([2; 32]), 0));
		assert_ne!(one, permutation(128, &Root([1; 32]), 1));
		let mut sorted = one;
		sorted.sort_unstable();
		assert_eq!(sorted, (0..128).collect::<Vec<_>>());
		assert_eq!(permutation(0, &Root([1; 32]), 0), []);
	}

	#[test]
	fn buckets_are_means_by_weight_and_weigh_their_mean() {
		let places = [10i64, 20, 30, 40, 50];
		let gram = Gram::from_lower(5, |i, j| places[i] * places[j]);
		let seed = Root([7; 32]);
		let order = permutation(5, &seed, 3);
		let weights = vec![1u32, 3, 5, 7, 9];
		let done = Transformed::identity(gram, weights.clone()).then(PreStep::Bucketing { size: 2 }, 0, &seed, 3);
		assert_eq!((done.gram.len(), done.rows.len(), done.weights.len()), (3, 3, 3));
		for (bucket, members) in order.chunks(2).enumerate() {
			let total: u32 = members.iter().map(|i| weights[*i]).sum();
			assert_eq!(done.weights[bucket], total / members.len() as u32);
			for (i, weight) in weights.iter().enumerate() {
				let exact = if members.contains(&i) { f64::from(*weight) / f64::from(total) } else { 0.0 };
				assert!((done.rows[bucket][i] as f64 / 2f64.powi(32) - exact).abs() < 1e-9);
			}
		}
	}
}
