//! Every update as its own row, for a column rule to combine.

use crate::pre::unit_row;
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// `n` unit rows.
pub fn rows(n: usize) -> Vec<Vec<Coefficient>> {
	(0..n).map(|i| unit_row(n, i)).collect()
}
