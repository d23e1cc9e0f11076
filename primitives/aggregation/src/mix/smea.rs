//! Smallest maximum eigenvalue averaging, SMEA (Allouah, Guerraoui, Gupta, Pinot, Stephan 2023, "On the
//! privacy-robustness-utility trilemma in distributed learning"): the mean of the n − f updates whose covariance has the
//! least largest eigenvalue: of `S* = argmin_{|S| = n − f} λ_max((1/|S|) Σ_S (u_i − ū_S)(u_i − ū_S)ᵀ)`, where ū_S is the mean of S.
//!
//! - **Guarantee**: for n ≥ 2f + 1, (f, κ)-robust with κ = 4f / (n − 2f), the spread measured by the largest eigenvalue of the
//!   covariance instead of its trace. The chosen set and any other n − f updates share n − 2f or more; of n − f values with
//!   variance s², the mean of n − 2f is within √(f / (n − 2f)) s of the mean of all; and in no direction is the chosen
//!   set's variance above the largest eigenvalue of the other.
//! - **For few updates**: it looks at all C(n, f) sets, if C(n, f) · n² is at most 4 000 000 (every f up to n = 16, f ≤ 4 at n =
//!   20, f ≤ 2 at n = 50, f ≤ 1 at n = 128). A task with more is refused, and a chain
//!   already refuses what costs more than `MAX_MIX_COST`: f ≤ 4 up to n = 16, f ≤ 3 up to 20, f ≤ 2 up to 34. Should a round of an accepted task have more updates than that, it takes
//!   away f updates one at a time, each the one that projects farthest on the direction of largest spread of those left, of
//!   equal ones that of the lower index. That is a filter and has no proof of SMEA's constant.
//! - **Eigenvalue** and projections are those of [`super::spread`], with inner weights of 1 and 0.
//! - **Order, ties**: sets in lexicographic order of their ascending indices; of equal eigenvalues the first.
//! - **Weights** from outside enter the mean over the set; the set counts updates. Whatever they are, in no direction is a
//!   member of the set farther from the set's mean than √((n − f) λ), with λ the set's eigenvalue; so the
//!   weighted mean is within (√κ + √(n − f)) √λ_S of the mean of any n − f updates, λ_S their eigenvalue.

use super::{mean, spread::spread, Given};
use crate::{count::count, gram::Gram};
use alloc::{vec, vec::Vec};
use guild_primitives::{rules::smea_sets, Coefficient, COEFFICIENT_ONE};

/// One row.
pub fn row(given: &Given<'_>) -> Vec<Coefficient> {
	let n = given.count();
	let f = given.f.min(n.saturating_sub(1));
	let chosen = if smea_sets(n as u64, f as u64) > 0 { best_of_all(given.gram, f) } else { filtered(given.gram, f) };
	mean::over(given.weights, |i| chosen.contains(&i))
}

/// The set of n − f with the least largest eigenvalue.
fn best_of_all(gram: &Gram, f: usize) -> Vec<usize> {
	let n = gram.len();
	let mut set: Vec<usize> = (0..n - f).collect();
	let mut best: Option<(u128, Vec<usize>)> = None;
	loop {
		let found = spread(gram, &inner(n, &set)).eigenvalue;
		count(4 * n as u64);
		if best.as_ref().is_none_or(|(least, _)| found < *least) {
			best = Some((found, set.clone()));
		}
		if !advance(&mut set, n) {
			break;
		}
	}
	best.map(|(_, set)| set).unwrap_or_default()
}

/// The next set of as many of the numbers below n, in lexicographic order; false if there is none.
fn advance(set: &mut [usize], n: usize) -> bool {
	let kept = set.len();
	// The last place that can still grow: place p holds at most n − kept + p.
	let Some(place) = (0..kept).rev().find(|p| set.get(*p).is_some_and(|i| *i < n - kept + p)) else { return false };
	let start = set.get(place).map_or(0, |i| i + 1);
	set.iter_mut().skip(place).zip(start..).for_each(|(i, next)| *i = next);
	true
}

/// What is left after f times taking away the update that projects farthest.
fn filtered(gram: &Gram, f: usize) -> Vec<usize> {
	let n = gram.len();
	let mut set: Vec<usize> = (0..n).collect();
	for _ in 0..f {
		let found = spread(gram, &inner(n, &set));
		count(4 * n as u64);
		let mut farthest: Option<(u128, usize)> = None;
		for i in &set {
			let projection = found.projections.get(*i).copied().unwrap_or(0);
			if farthest.is_none_or(|(most, _)| projection > most) {
				farthest = Some((projection, *i));
			}
		}
		set.retain(|i| Some(*i) != farthest.map(|(_, i)| i));
	}
	set
}

/// Inner weights: 1 in the set, else 0.
fn inner(n: usize, set: &[usize]) -> Vec<u64> {
	let mut inner = vec![0; n];
	for i in set {
		if let Some(own) = inner.get_mut(*i) {
			*own = COEFFICIENT_ONE.unsigned_abs();
		}
	}
	inner
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sets_are_visited_in_order_and_all_of_them() {
		let mut set = vec![0, 1, 2];
		let mut seen = vec![set.clone()];
		while advance(&mut set, 5) {
			seen.push(set.clone());
		}
		let mut sorted = seen.clone();
		sorted.sort();
		sorted.dedup();
		assert_eq!((seen.len(), &seen), (10, &sorted));
		assert!(!advance(&mut [], 4));
	}

	#[test]
	fn both_forms_leave_far_updates_out() {
		let points = [[10i64, 0], [12, 3], [9, -2], [11, 1], [5000, 4000], [-3000, 9000]];
		let gram = Gram::from_lower(6, |i, j| points[i][0] * points[j][0] + points[i][1] * points[j][1]);
		assert_eq!(best_of_all(&gram, 2), [0, 1, 2, 3]);
		assert_eq!(filtered(&gram, 2), [0, 1, 2, 3]);
		let given = Given { gram: &gram, around: &gram, weights: &[1, 1, 2, 4, 1, 1], f: 2 };
		assert_eq!(row(&given), [1i64 << 29, 1 << 29, 1 << 30, 1 << 31, 0, 0]);
	}

	#[test]
	fn it_ends_where_there_are_too_many_sets() {
		let gram = Gram::from_lower(128, |i, j| if i == j { 1000 } else { (i + j) as i64 });
		let given = Given { gram: &gram, around: &gram, weights: &[1; 128], f: 40 };
		assert_eq!(row(&given).iter().filter(|c| **c > 0).count(), 88);
	}
}
