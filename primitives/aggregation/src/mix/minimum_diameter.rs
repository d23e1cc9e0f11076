//! Minimum-diameter averaging, MDA (Rousseeuw 1985; El Mhamdi, Guerraoui, Rouault 2018): the mean of the n − f updates
//! whose largest distance from each other is least: of `S* = argmin_{|S| = n − f} max_{i, j ∈ S} ‖u_i − u_j‖`.
//!
//! - **Guarantee**: (f, λ)-resilient averaging with λ = 2f / (n − f) (Farhadkhani, Guerraoui, Gupta, Pinot, Stephan 2022,
//!   "Byzantine machine learning made easy by resilient averaging of momentums"): the result is within λ times the honest
//!   diameter of the honest mean. Needs n ≥ 2f + 1: then the chosen and the honest set differ in at most f pairs and share a
//!   member, so that the two of a pair are at most two diameters apart.
//! - **Exact for f ≤ 12**, so for every f up to n = 26. Trying all sets would take C(n, f) steps; here the least diameter is
//!   searched by halving among the distances. Whether a diameter t is reached is a vertex cover: f updates must go so that
//!   no two that are left are farther apart than t. The update with most such partners goes, or stays and all its partners
//!   go: at most 753 places for f = 12.
//! - **Greedy beyond**: of the n sets "an update and its n − f − 1 nearest" the one of least diameter, of equal ones that of
//!   the lower index. Its diameter is at most twice the least one, because in the best set all are within that of any
//!   member; then λ = 3f / (n − f).
//! - **Ties** are usual, because one pair decides a diameter and several sets hold it: of the sets of least diameter the
//!   first in lexicographic order of their ascending indices, as `itertools.combinations` (ByzFL) visits them.
//! - **Rounding**: none until the mean. Distances are compared by their exact squares.
//! - **Weights** from outside enter the mean over the set; the set counts updates. Whatever they are, the mean is within one
//!   diameter of the member that both sets share, and so within two of the honest mean (three for the greedy set).

use super::{mean, Given};
use crate::{
	count::{count, sorting},
	gram::Gram,
	pre::nearest_neighbour_mixing::nearest,
};
use alloc::vec::Vec;
use guild_primitives::{rules::MAX_EXACT_DIAMETER_F, Coefficient};

/// One row.
pub fn row(given: &Given<'_>) -> Vec<Coefficient> {
	let f = given.f.min(given.count().saturating_sub(1));
	let chosen = if f as u64 <= MAX_EXACT_DIAMETER_F { exact(given.gram, f) } else { greedy(given.gram, f) };
	mean::over(given.weights, |i| chosen.contains(&i))
}

/// The n − f updates of least diameter.
fn exact(gram: &Gram, f: usize) -> Vec<usize> {
	let n = gram.len();
	let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
	let mut distances: Vec<u64> = pairs.map(|(i, j)| gram.squared_distance(i, j)).collect();
	distances.push(0); // What a single update has.
	count(sorting(distances.len()));
	distances.sort_unstable();
	distances.dedup();
	// The largest distance is always reached, and whatever is reached, every larger one is.
	let least = distances.partition_point(|t| !Apart::new(gram, *t).covered(all(n), f));
	first(&Apart::new(gram, distances.get(least).copied().unwrap_or(u64::MAX)), f)
}

/// The first n − f updates, in lexicographic order, no two of which are apart.
fn first(apart: &Apart, f: usize) -> Vec<usize> {
	let n = apart.partners.len();
	let (mut left, mut budget) = (all(n), f);
	let mut chosen = Vec::new();
	for i in 0..n {
		if left & bit(i) == 0 || chosen.len() == n - f {
			continue;
		}
		// To keep i, all its partners must go.
		let partners = apart.of(i) & left;
		let rest = budget.checked_sub(partners.count_ones() as usize);
		match rest.filter(|rest| apart.covered(left & !partners, *rest)) {
			Some(rest) => {
				(left, budget) = (left & !partners, rest);
				chosen.push(i);
			}
			None => {
				(left, budget) = (left & !bit(i), budget.saturating_sub(1));
			}
		}
	}
	chosen
}

/// Which updates are farther apart than some distance: a bit for each partner.
struct Apart {
	partners: Vec<u128>,
}

impl Apart {
	fn new(gram: &Gram, squared: u64) -> Self {
		let n = gram.len();
		count((n * n) as u64);
		let far = |i: usize| (0..n).filter(|j| gram.squared_distance(i, *j) > squared).fold(0, |bits, j| bits | bit(j));
		Self { partners: (0..n).map(far).collect() }
	}

	fn of(&self, i: usize) -> u128 {
		self.partners.get(i).copied().unwrap_or(0)
	}

	/// Whether at most `budget` of the updates in `left` can go so that no two of the rest are apart. It calls itself with
	/// a smaller budget each time, so at most f deep.
	fn covered(&self, left: u128, budget: usize) -> bool {
		let (mut most, mut degree, mut ends) = (0, 0, 0);
		count(4 * self.partners.len() as u64 + 4);
		for (i, partners) in self.partners.iter().enumerate() {
			let own = if left & bit(i) == 0 { 0 } else { (partners & left).count_ones() as usize };
			ends += own;
			if own > degree {
				(most, degree) = (i, own);
			}
		}
		if degree == 0 {
			return true;
		}
		// Each that goes parts at most `degree` pairs.
		if ends > 2 * budget * degree {
			return false;
		}
		let without = left & !bit(most);
		if self.covered(without, budget - 1) {
			return true;
		}
		// Where nobody has two partners, it is all the same which of a pair goes.
		degree >= 2 && degree <= budget && self.covered(without & !self.of(most), budget - degree)
	}
}

/// Of each update with its n − f − 1 nearest, the set of least diameter.
fn greedy(gram: &Gram, f: usize) -> Vec<usize> {
	let n = gram.len();
	let mut best: Option<(u64, Vec<usize>)> = None;
	for i in 0..n {
		let set = nearest(gram, n, i, n.saturating_sub(f));
		let diameter =
			set.iter().flat_map(|a| set.iter().map(|b| gram.squared_distance(*a, *b))).max().unwrap_or(u64::MAX);
		if best.as_ref().is_none_or(|(least, _)| diameter < *least) {
			best = Some((diameter, set));
		}
	}
	best.map(|(_, set)| set).unwrap_or_default()
}

/// The bit of update i of at most 128.
fn bit(i: usize) -> u128 {
	1u128.checked_shl(i as u32).unwrap_or(0)
}

/// The bits of n updates.
fn all(n: usize) -> u128 {
	if n >= 128 {
		u128::MAX
	} else {
		bit(n) - 1
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn diameter(gram: &Gram, set: &[usize]) -> u64 {
		set.iter().flat_map(|a| set.iter().map(|b| gram.squared_distance(*a, *b))).max().unwrap()
	}

	/// All sets of n − f, in lexicographic order.
	fn sets(n: usize, f: usize) -> Vec<Vec<usize>> {
		let of = |mask: u32| (0..n).filter(|i| mask >> i & 1 == 1).collect::<Vec<_>>();
		let mut sets: Vec<_> = (0u32..1 << n).filter(|mask| mask.count_ones() as usize == n - f).map(of).collect();
		sets.sort();
		sets
	}

	proptest! {
		#[test]
		fn it_finds_the_first_of_all_sets_of_least_diameter(
			// Few places, so that most cases have ties.
			points in prop::collection::vec(prop::collection::vec(-3i64..=3, 2), 1..=11), f in 0usize..6,
		) {
			let n = points.len();
			let f = f.min(n - 1);
			let gram = Gram::from_lower(n, |i, j| points[i].iter().zip(&points[j]).map(|(a, b)| a * b).sum());
			let mut best = None;
			for set in sets(n, f) {
				let diameter = diameter(&gram, &set);
				if best.as_ref().is_none_or(|(least, _)| diameter < *least) {
					best = Some((diameter, set));
				}
			}
			prop_assert_eq!(exact(&gram, f), best.unwrap().1);
		}

		#[test]
		fn the_greedy_set_is_at_most_twice_as_wide(
			points in prop::collection::vec(prop::collection::vec(-300i64..=300, 3), 3..=12), f in 1usize..6,
		) {
			let n = points.len();
			let f = f.min((n - 1) / 2);
			let gram = Gram::from_lower(n, |i, j| points[i].iter().zip(&points[j]).map(|(a, b)| a * b).sum());
			let (wide, least) = (diameter(&gram, &greedy(&gram, f)), diameter(&gram, &exact(&gram, f)));
			prop_assert!(wide <= 4 * least && wide >= least);
		}
	}

	#[test]
	fn far_updates_are_left_out_and_weights_enter_the_mean() {
		let places = [1000i64, 10, 12, -900, 11];
		let gram = Gram::from_lower(5, |i, j| places[i] * places[j]);
		let given = Given { gram: &gram, around: &gram, weights: &[9, 1, 2, 9, 1], f: 2 };
		assert_eq!(row(&given), [0, 1 << 30, 1 << 31, 0, 1 << 30]);
	}
}
