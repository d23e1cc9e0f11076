//! The exact Gram matrix `G[i][j] = <u_i, u_j>` of the updates: all that a rule needs to know of them.

use crate::{
	count::count,
	lanes::{self, LaneError},
	trace::Spans,
};
use alloc::vec::Vec;
use guild_primitives::limits::{MAX_DIM, MAX_PARTICIPANTS};
#[cfg(feature = "std")]
use rayon::prelude::*;

/// Largest absolute value of an entry, exclusive: 2^27 lanes of at most 32767² each stay below 2^57.
pub const ENTRY_BOUND: i64 = 1 << 57;

/// Updates that have been checked: 1 to 128 of them, all with the same 1 to 2^27 lanes, none malformed.
#[derive(Clone, Copy, Debug)]
pub struct Updates<'a> {
	lanes: &'a [&'a [i16]],
	spans: Spans,
}

/// Why updates are refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UpdatesError {
	/// There are no updates, or more than 128.
	Count(usize),
	/// The dimension is 0 or above 2^27.
	Dim(usize),
	/// An update has another number of lanes.
	Length {
		/// Which update.
		update: usize,
		/// Lanes it has.
		lanes: usize,
		/// Lanes it should have.
		dim: usize,
	},
	/// An update has a malformed lane.
	Lane {
		/// Which update.
		update: usize,
		/// What is wrong.
		error: LaneError,
	},
}

impl core::fmt::Display for UpdatesError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Count(n) => write!(f, "{n} updates; there must be 1 to {MAX_PARTICIPANTS}"),
			Self::Dim(dim) => write!(f, "{dim} lanes; there must be 1 to {MAX_DIM}"),
			Self::Length { update, lanes, dim } => {
				write!(f, "update {update} has {lanes} lanes; the task has {dim}")
			}
			Self::Lane { update, error } => write!(f, "update {update}: {error}"),
		}
	}
}

impl core::error::Error for UpdatesError {}

impl<'a> Updates<'a> {
	/// The updates, if they are well formed.
	///
	/// # Errors
	/// The first thing that does not hold.
	pub fn new(lanes: &'a [&'a [i16]], dim: usize) -> Result<Self, UpdatesError> {
		if lanes.is_empty() || lanes.len() > MAX_PARTICIPANTS as usize {
			return Err(UpdatesError::Count(lanes.len()));
		}
		let spans = Spans::of(dim).ok_or(UpdatesError::Dim(dim))?;
		match first_error(lanes, dim) {
			Some(error) => Err(error),
			None => Ok(Self { lanes, spans }),
		}
	}

	/// The lanes of each update.
	pub fn lanes(&self) -> &'a [&'a [i16]] {
		self.lanes
	}

	/// Number of updates, n.
	#[allow(clippy::len_without_is_empty)] // Never empty.
	pub fn len(&self) -> usize {
		self.lanes.len()
	}

	/// Lanes of each update, d.
	pub fn dim(&self) -> usize {
		self.spans.dim()
	}

	/// The spans of the trace.
	pub fn spans(&self) -> Spans {
		self.spans
	}
}

/// The first thing that is wrong with updates that should have `dim` lanes. Where there are threads, they share out the updates: all lanes are
/// read here, and one thread alone would take as long for it as all do for a pass that multiplies.
fn first_error(lanes: &[&[i16]], dim: usize) -> Option<UpdatesError> {
	let wrong = |(update, lanes): (usize, &&[i16])| {
		if lanes.len() != dim {
			return Some(UpdatesError::Length { update, lanes: lanes.len(), dim });
		}
		lanes::check(lanes).err().map(|error| UpdatesError::Lane { update, error })
	};
	#[cfg(feature = "std")]
	return lanes.par_iter().enumerate().find_map_first(wrong);
	#[cfg(not(feature = "std"))]
	lanes.iter().enumerate().find_map(wrong)
}

/// A symmetric matrix of 1 to 128 rows whose entries are below [`ENTRY_BOUND`] in absolute value.
///
/// Nothing else is assumed of it where a rule reads it, so that a rule is total on any matrix a stranger sends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gram {
	n: usize,
	/// Row-major, n × n.
	entries: Vec<i64>,
}

/// Why entries are not a Gram matrix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GramError {
	/// The number of rows is not in 1 to 128, or there are not n² entries.
	Size,
	/// `G[i][j]` and `G[j][i]` differ.
	NotSymmetric,
	/// An entry is out of range, or a diagonal entry is negative.
	OutOfRange,
}

impl core::fmt::Display for GramError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::Size => "a Gram matrix has 1 to 128 rows and as many columns",
			Self::NotSymmetric => "a Gram matrix is symmetric",
			Self::OutOfRange => "an entry of a Gram matrix is below 2^57, and on the diagonal not negative",
		})
	}
}

impl core::error::Error for GramError {}

impl Gram {
	/// The matrix with these entries, row by row.
	///
	/// # Errors
	/// What of the type's promise does not hold.
	pub fn new(n: usize, entries: Vec<i64>) -> Result<Self, GramError> {
		if n == 0 || n > MAX_PARTICIPANTS as usize || entries.len() != n * n {
			return Err(GramError::Size);
		}
		if entries.iter().any(|entry| entry.unsigned_abs() >= ENTRY_BOUND.unsigned_abs()) {
			return Err(GramError::OutOfRange);
		}
		let gram = Self { n, entries };
		for i in 0..n {
			if gram.get(i, i) < 0 {
				return Err(GramError::OutOfRange);
			}
			if (0..i).any(|j| gram.get(i, j) != gram.get(j, i)) {
				return Err(GramError::NotSymmetric);
			}
		}
		Ok(gram)
	}

	/// A symmetric matrix from the entries with j ≤ i. The caller owes the bound on entries, and 1 ≤ n ≤ 128.
	pub(crate) fn from_lower(n: usize, entry: impl Fn(usize, usize) -> i64) -> Self {
		let lower: Vec<Vec<i64>> = (0..n).map(|i| (0..=i).map(|j| entry(i, j)).collect()).collect();
		let place = |i: usize, j: usize| lower.get(i.max(j)).and_then(|row| row.get(i.min(j))).copied().unwrap_or(0);
		let entries = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| place(i, j)).collect();
		Self { n, entries }
	}

	/// Number of rows.
	#[allow(clippy::len_without_is_empty)] // Never empty.
	pub fn len(&self) -> usize {
		self.n
	}

	/// `G[i][j]`; 0 outside the matrix.
	pub fn get(&self, i: usize, j: usize) -> i64 {
		self.row(i).get(j).copied().unwrap_or(0)
	}

	/// Row i; empty outside the matrix.
	pub fn row(&self, i: usize) -> &[i64] {
		i.checked_mul(self.n).and_then(|start| self.entries.get(start..start + self.n)).unwrap_or(&[])
	}

	/// All rows.
	pub fn rows(&self) -> impl ExactSizeIterator<Item = &[i64]> {
		self.entries.chunks_exact(self.n)
	}

	/// The matrix of the chosen updates alone, in their order.
	pub fn select(&self, chosen: &[usize]) -> Self {
		count((chosen.len() * chosen.len()) as u64);
		let entries = chosen.iter().flat_map(|i| chosen.iter().map(|j| self.get(*i, *j))).collect();
		Self { n: chosen.len(), entries }
	}

	/// Squared distance of updates i and j: `G_ii - 2 G_ij + G_jj`, and never below zero. At most 4 · 2^57.
	pub fn squared_distance(&self, i: usize, j: usize) -> u64 {
		count(5);
		let squared = self.get(i, i) - 2 * self.get(i, j) + self.get(j, j);
		u64::try_from(squared).unwrap_or(0)
	}

	/// L2 norm of update i, rounded down.
	pub fn norm(&self, i: usize) -> u64 {
		self.get(i, i).unsigned_abs().isqrt()
	}

	/// The part of the squared norm of update i that does not lie along column `along`, in units of 2^-32, rounded down:
	/// `G_ii` less the floor of `G_ip²/G_pp`, over `G_ii`. An update of zeros has nothing new; where the other is all zeros, everything
	/// is. Between 0 and 2^32 on any matrix, also one that is none of inner products.
	///
	/// |G| < 2^57, so `G_ip²` < 2^114, and the shifted difference is below 2^89.
	pub fn novelty(&self, i: usize, along: usize) -> u64 {
		let own = self.get(i, i).max(0).unsigned_abs();
		let inner = u128::from(self.get(i, along).unsigned_abs());
		let along = u128::from(self.get(along, along).max(0).unsigned_abs());
		let shared = (inner * inner).checked_div(along).unwrap_or(0).min(own.into());
		let new = (u128::from(own) - shared) << 32;
		new.checked_div(own.into()).and_then(|part| u64::try_from(part).ok()).unwrap_or(0)
	}

	/// Squared distances, with 64 fraction bits, of every update from the point `Σ row_j · u_j`:
	/// `row·G·row − 2·(G·row)_i + G_ii`, and never below zero.
	///
	/// For a row with Σ|c| ≤ 1: |(G·row)_i| ≤ 2^32 · 2^57 = 2^89, |row·G·row| ≤ 2^121, and the sum of the three terms
	/// stays below 4 · 2^121 = 2^123.
	pub fn squared_distances_from(&self, row: &[i64]) -> Vec<u128> {
		count((2 * self.n * self.n + 8 * self.n) as u64);
		let inner: Vec<i128> = self
			.rows()
			.map(|gram_row| gram_row.iter().zip(row).map(|(g, c)| i128::from(*g) * i128::from(*c)).sum())
			.collect();
		let norm: i128 = inner.iter().zip(row).map(|(inner, c)| inner * i128::from(*c)).sum();
		let diagonal = self.rows().enumerate().map(|(i, row)| row.get(i).copied().unwrap_or(0));
		let squared = inner.iter().zip(diagonal).map(|(inner, own)| norm - (inner << 33) + (i128::from(own) << 64));
		squared.map(|squared| u128::try_from(squared).unwrap_or(0)).collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec;

	#[test]
	fn entries_that_are_not_a_gram_matrix_are_refused() {
		assert_eq!(Gram::new(0, vec![]), Err(GramError::Size));
		assert_eq!(Gram::new(129, vec![0; 129 * 129]), Err(GramError::Size));
		assert_eq!(Gram::new(2, vec![1, 2, 3]), Err(GramError::Size));
		assert_eq!(Gram::new(2, vec![1, 2, 3, 4]), Err(GramError::NotSymmetric));
		assert_eq!(Gram::new(1, vec![-1]), Err(GramError::OutOfRange));
		assert_eq!(Gram::new(1, vec![ENTRY_BOUND]), Err(GramError::OutOfRange));
		assert!(Gram::new(2, vec![1, 2, 2, 4]).is_ok());
	}

	#[test]
	fn of_several_wrong_updates_the_first_is_named() {
		let (well, short, malformed) = ([0i16; 600], [0i16; 599], [[0i16; 599].as_slice(), &[i16::MIN]].concat());
		let mut updates: Vec<&[i16]> = vec![&well; 40];
		(updates[11], updates[30]) = (&malformed, &short);
		let lane = UpdatesError::Lane { update: 11, error: LaneError::Malformed { index: 599 } };
		assert_eq!(Updates::new(&updates, 600).unwrap_err(), lane);
		updates[9] = &short;
		let length = UpdatesError::Length { update: 9, lanes: 599, dim: 600 };
		assert_eq!(Updates::new(&updates, 600).unwrap_err(), length);
	}

	#[test]
	fn novelty_is_what_does_not_lie_along_the_other() {
		// (3, 4), (4, −3), (−6, −8), (1, 0), (0, 0), and along (30, 40).
		let points: [[i64; 2]; 6] = [[3, 4], [4, -3], [-6, -8], [1, 0], [0, 0], [30, 40]];
		let inner = |a: &[i64; 2], b: &[i64; 2]| a[0] * b[0] + a[1] * b[1];
		let entries = points.iter().flat_map(|a| points.iter().map(move |b| inner(a, b))).collect();
		let gram = Gram::new(6, entries).unwrap();
		let novelty: Vec<u64> = (0..5).map(|i| gram.novelty(i, 5)).collect();
		// 1/25 · 2500/2500 … (1, 0): 900/2500 of its 1 is a floor of 0, so all of it is new.
		assert_eq!(novelty, [0, 1 << 32, 0, 1 << 32, 0]);
		assert_eq!(gram.novelty(0, 4), 1 << 32, "along zeros");
		// (1000, 0): 360000 of 10^6 lie along.
		let gram = Gram::new(2, vec![1_000_000, 30_000, 30_000, 2_500]).unwrap();
		assert_eq!(gram.novelty(0, 1), ((640_000u128 << 32) / 1_000_000) as u64);
		// No matrix of inner products, at the bounds.
		let most = ENTRY_BOUND - 1;
		let gram = Gram::new(2, vec![1, most, most, 1]).unwrap();
		assert_eq!((gram.novelty(0, 1), gram.novelty(1, 0)), (0, 0));
	}

	#[test]
	fn distances_at_the_bound_do_not_overflow() {
		let big = ENTRY_BOUND - 1;
		let gram = Gram::new(2, vec![big, -big, -big, big]).unwrap();
		assert_eq!(gram.squared_distance(0, 1), 4 * big as u64);
		assert_eq!(gram.squared_distances_from(&[1 << 32, 0]), [0, (4 * big as u128) << 64]);
	}

	#[test]
	fn a_squared_distance_below_zero_is_zero() {
		let gram = Gram::new(2, vec![1, 5, 5, 1]).unwrap();
		assert_eq!(gram.squared_distance(0, 1), 0);
	}
}
