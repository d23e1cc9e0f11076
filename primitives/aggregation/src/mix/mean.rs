//! The weighted mean: coefficients in the proportion of the weights.

use crate::fixed::normalise;
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// One row, `c_i = w_i / Σ w`.
pub fn row(weights: &[u32]) -> Vec<Coefficient> {
	let weights: Vec<u128> = weights.iter().map(|weight| u128::from(*weight)).collect();
	normalise(&weights)
}
