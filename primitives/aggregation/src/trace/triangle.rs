//! The lower triangle of a prefix Gram matrix: what a leaf hashes, and what a proof shows.

use crate::{
	chunks::Value,
	gram::{Gram, GramError, ENTRY_BOUND},
};
use alloc::{vec, vec::Vec};

/// Under which the triangle is hashed (BLAKE3 `derive_key` mode).
pub const CONTEXT: &str = "guild 2026-11 prefix gram v1";

/// Entries of the lower triangle of `n` rows; also where row `n` starts in it.
pub const fn entries(n: usize) -> usize {
	n * (n + 1) / 2
}

/// The hash of a triangle with these entries.
pub(crate) fn hash(entries: &[i64]) -> Value {
	let mut bytes = vec![0; 8 * entries.len()];
	bytes.chunks_exact_mut(8).zip(entries).for_each(|(to, entry)| to.copy_from_slice(&entry.to_le_bytes()));
	blake3::derive_key(CONTEXT, &bytes)
}

/// The entries `G[i][j]` with j ≤ i, row by row, of the Gram matrix of the lanes before some place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Triangle {
	n: usize,
	entries: Vec<i64>,
}

impl Triangle {
	/// The matrix of no lanes.
	pub fn zero(n: usize) -> Self {
		Self { n, entries: vec![0; entries(n)] }
	}

	/// A triangle of `n` ≤ 128 rows whose entries keep the bound of a Gram matrix; none if it is not.
	pub fn new(n: usize, values: Vec<i64>) -> Option<Self> {
		let in_range = |entry: &i64| entry.unsigned_abs() < ENTRY_BOUND.unsigned_abs();
		(values.len() == entries(n) && values.iter().all(in_range)).then_some(Self { n, entries: values })
	}

	/// The triangle of a matrix.
	pub fn of(gram: &Gram) -> Self {
		let rows = gram.rows().enumerate().flat_map(|(i, row)| row.iter().take(i + 1).copied());
		Self { n: gram.len(), entries: rows.collect() }
	}

	/// Its rows.
	#[cfg(any(test, feature = "synthetic"))]
	pub(crate) const fn len(&self) -> usize {
		self.n
	}

	/// The entries, row by row.
	pub fn as_slice(&self) -> &[i64] {
		&self.entries
	}

	/// Adds the inner products of the next lanes.
	///
	/// Below 2^57 for the lanes of whole updates. For a triangle that a stranger sent it is below 2^57 + 2^43, as a span
	/// has at most 2^13 lanes.
	pub fn add(&mut self, lanes: &[&[i16]]) {
		let pairs = lanes.iter().enumerate().flat_map(|(i, a)| lanes.iter().take(i + 1).map(move |b| (a, b)));
		for (entry, (a, b)) in self.entries.iter_mut().zip(pairs) {
			*entry += a.iter().zip(*b).map(|(a, b)| i64::from(*a) * i64::from(*b)).sum::<i64>();
		}
	}

	/// BLAKE3 of the entries as little-endian `i64`, under [`CONTEXT`].
	pub fn hash(&self) -> Value {
		hash(&self.entries)
	}

	/// The whole matrix.
	///
	/// # Errors
	/// What of a Gram matrix does not hold.
	pub fn to_gram(&self) -> Result<Gram, GramError> {
		let place = |i: usize, j: usize| self.entries.get(entries(i.max(j)) + i.min(j)).copied().unwrap_or(0);
		let all = (0..self.n).flat_map(|i| (0..self.n).map(move |j| (i, j))).map(|(i, j)| place(i, j)).collect();
		Gram::new(self.n, all)
	}

	/// The triangle of the lanes before `end`.
	pub fn before(lanes: &[&[i16]], end: usize) -> Self {
		let prefix: Vec<&[i16]> = lanes.iter().map(|lanes| lanes.get(..end).unwrap_or(lanes)).collect();
		#[cfg(feature = "std")]
		if let Ok(updates) = crate::gram::Updates::new(&prefix, end) {
			return Self::of(&crate::fast::gram(updates));
		}
		let mut triangle = Self::zero(lanes.len());
		triangle.add(&prefix);
		triangle
	}
}
