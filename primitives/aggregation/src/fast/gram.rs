//! The Gram matrix, with threads.

use crate::gram::{Gram, Updates};
use rayon::prelude::*;

/// The Gram matrix of the updates.
pub fn gram(updates: Updates<'_>) -> Gram {
	let n = updates.len();
	let pairs: Vec<(usize, usize)> = (0..n).flat_map(|i| (0..=i).map(move |j| (i, j))).collect();
	let entries: Vec<i64> = pairs
		.par_iter()
		.map(|(i, j)| match (updates.lanes().get(*i), updates.lanes().get(*j)) {
			(Some(a), Some(b)) => a.iter().zip(*b).map(|(a, b)| i64::from(*a) * i64::from(*b)).sum(),
			_ => 0,
		})
		.collect();
	Gram::from_lower(n, |i, j| entries.get(i * (i + 1) / 2 + j).copied().unwrap_or(0))
}
