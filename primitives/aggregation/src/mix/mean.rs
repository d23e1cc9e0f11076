//! The weighted mean: coefficients in the proportion of the weights (McMahan et al. 2017, "federated averaging").
//!
//! - **Guarantee**: none; one liar moves it anywhere within the norm bound. That is so after every pre-step as well: each leaves
//!   some part of a far update in the mean (a mixture holds its own update, a clipped one has some length), so that no κ holds
//!   for all places of the liars. A task with this rule and `f > 0` is refused.
//! - **Rounding**: floors with 32 fraction bits that sum to exactly 1: what is missing goes to the largest coefficient, of
//!   equal ones to that of the lower index.
//! - **Weights** from outside are its weights.

use crate::fixed::normalise;
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// One row, `c_i = w_i / Σ w`.
pub fn row(weights: &[u32]) -> Vec<Coefficient> {
	over(weights, |_| true)
}

/// The weighted mean of the updates that are `chosen`.
pub fn over(weights: &[u32], chosen: impl Fn(usize) -> bool) -> Vec<Coefficient> {
	let weight = |(i, weight): (usize, &u32)| if chosen(i) { u128::from(*weight) } else { 0 };
	normalise(&weights.iter().enumerate().map(weight).collect::<Vec<_>>())
}

/// The mean by weights times inner weights, of which each is at most 2^32.
pub fn by(weights: &[u32], inner: &[u64]) -> Vec<Coefficient> {
	let weight = |(weight, inner): (&u32, &u64)| u128::from(*weight) * u128::from(*inner);
	normalise(&weights.iter().zip(inner).map(weight).collect::<Vec<_>>())
}
