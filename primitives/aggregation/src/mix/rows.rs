//! Mixing rows, with the bounds that everything after the mix relies on.

use alloc::vec::Vec;
use guild_primitives::{Coefficient, COEFFICIENT_ONE};

/// 1 to `width` rows of `width` coefficients each, one a column of the round, with Σ|c| ≤ 1 in every row.
///
/// So a mixed lane, `Σ c_j · lane_j`, is at most 2^32 · 32767 < 2^47 in absolute value, and an `i16` after rounding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rows(Vec<Vec<Coefficient>>);

/// Why coefficients are not rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowsError {
	/// There is no row, or more rows than columns.
	Count,
	/// A row does not have one coefficient a column.
	Width,
	/// The absolute values of a row's coefficients sum to more than 1.
	TooHeavy,
}

impl Rows {
	/// The rows over `width` columns, if they keep the bounds.
	///
	/// # Errors
	/// The first bound that does not hold.
	pub fn new(rows: Vec<Vec<Coefficient>>, width: usize) -> Result<Self, RowsError> {
		if rows.is_empty() || rows.len() > width {
			return Err(RowsError::Count);
		}
		for row in &rows {
			if row.len() != width {
				return Err(RowsError::Width);
			}
			let weight = row.iter().fold(0u64, |sum, c| sum.saturating_add(c.unsigned_abs()));
			if weight > COEFFICIENT_ONE.unsigned_abs() {
				return Err(RowsError::TooHeavy);
			}
		}
		Ok(Self(rows))
	}

	/// The rows.
	pub fn as_slice(&self) -> &[Vec<Coefficient>] {
		&self.0
	}

	/// The rows.
	pub fn into_inner(self) -> Vec<Vec<Coefficient>> {
		self.0
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn rows_out_of_bounds_are_refused() {
		let one = COEFFICIENT_ONE;
		assert_eq!(Rows::new(vec![], 2), Err(RowsError::Count));
		assert_eq!(Rows::new(vec![vec![one], vec![one]], 1), Err(RowsError::Count));
		assert_eq!(Rows::new(vec![vec![one]], 2), Err(RowsError::Width));
		assert_eq!(Rows::new(vec![vec![one, -1]], 2), Err(RowsError::TooHeavy));
		assert_eq!(Rows::new(vec![vec![i64::MIN, i64::MIN]], 2), Err(RowsError::TooHeavy));
		assert!(Rows::new(vec![vec![one / 2, -one / 2]], 2).is_ok());
	}
}
