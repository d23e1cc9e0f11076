//! Sorting many columns at once: the rows of a block go through a sorting network, lane by lane in parallel.
//!
//! A comparison of two rows is a minimum and a maximum of vectors, with no branch that lanes could make go wrong.

/// Pairs (i, j), i < j, whose exchange in this order sorts any `n` values: Batcher's merge exchange (Knuth, TAOCP 3,
/// 5.2.2, algorithm M), which works for any n.
pub(super) fn network(n: usize) -> Vec<(usize, usize)> {
	let mut pairs = Vec::new();
	let top = n.next_power_of_two() / 2;
	let mut p = top;
	while p > 0 {
		let (mut q, mut r, mut d) = (top, 0, p);
		loop {
			pairs.extend((0..n.saturating_sub(d)).filter(|i| i & p == r).map(|i| (i, i + d)));
			if q == p {
				break;
			}
			(d, q, r) = (q - p, q / 2, p);
		}
		p /= 2;
	}
	pairs
}

/// Puts the smaller of each two lanes into the first row and the larger into the second, for every pair in turn.
#[inline(always)]
pub(super) fn exchange(rows: &mut [Vec<i16>], pairs: &[(usize, usize)]) {
	for (i, j) in pairs {
		if let Ok([small, large]) = rows.get_disjoint_mut([*i, *j]) {
			for (small, large) in small.iter_mut().zip(large.iter_mut()) {
				(*small, *large) = ((*small).min(*large), (*small).max(*large));
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn a_network_sorts_all_zeros_and_ones() {
		// By the zero-one principle it then sorts anything.
		for n in 0..=12usize {
			let pairs = network(n);
			let mut rows: Vec<Vec<i16>> =
				(0..n).map(|row| (0..1u32 << n).map(|mask| (mask >> row & 1) as i16).collect()).collect();
			exchange(&mut rows, &pairs);
			assert!(rows.windows(2).all(|two| two[0].iter().zip(&two[1]).all(|(a, b)| a <= b)), "n = {n}");
		}
	}

	proptest! {
		#[test]
		fn a_network_sorts(values in prop::collection::vec(any::<i16>(), 0..=128)) {
			let mut rows: Vec<Vec<i16>> = values.iter().map(|value| vec![*value]).collect();
			exchange(&mut rows, &network(values.len()));
			let mut sorted = values;
			sorted.sort_unstable();
			prop_assert_eq!(rows.concat(), sorted);
		}
	}
}
