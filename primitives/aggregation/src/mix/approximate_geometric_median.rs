//! The approximate geometric median: exactly `iterations` steps of smoothed Weiszfeld from the weighted mean
//! (Pillutla, Kakade, Harchaoui 2022, who take three).
//!
//! It is [`super::geometric_median`] without its stop, so that its cost does not depend on the updates.
//!
//! - **Error**: with weights in proportion p, `F(v) = Σ p_i ‖v − u_i‖`, and v* the point that minimises the smoothed `F`,
//!   after T steps `F(v_T) − min F ≤ ν/2 + ‖v₀ − v*‖² / (2 ν T)`. (A step minimises a quadratic that lies above the smoothed
//!   F, touches it at v, and has curvature at most 1/ν; so `F_ν(v_{k+1}) − F_ν(v*) ≤ (‖v_k − v*‖² − ‖v_{k+1} − v*‖²) / 2ν`,
//!   and these add up; and F ≤ F_ν ≤ F + ν/2.) Besides it, rounding moves a step's coefficients by less than n · 2^-32.
//! - **Guarantee**: that of the geometric median (breakdown point 1/2), loosened by this error; a small T is still near the
//!   mean if a liar is far, so it is no replacement for the full rule where updates are not bounded.
//! - **Weights** from outside are the weights of the median.

use super::{geometric_median, mean};
use crate::gram::Gram;
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// One row. `nu` is in lanes.
pub fn row(gram: &Gram, weights: &[u32], iterations: u16, nu: u32) -> Vec<Coefficient> {
	(0..iterations).fold(mean::row(weights), |row, _| geometric_median::step(gram, weights, nu, &row))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn its_error_is_within_the_bound_that_is_stated(
			points in prop::collection::vec(prop::collection::vec(-2000i64..=2000, 3), 2..=9),
			iterations in 1u16..20, nu in 50u32..2000,
		) {
			let n = points.len();
			let gram = Gram::from_lower(n, |i, j| points[i].iter().zip(&points[j]).map(|(a, b)| a * b).sum());
			let place = |row: &[Coefficient]| -> Vec<f64> {
				(0..3).map(|l| row.iter().zip(&points).map(|(c, p)| *c as f64 / 2f64.powi(32) * p[l] as f64).sum()).collect()
			};
			let far = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
			let objective = |v: &[f64]| {
				points.iter().map(|p| far(v, &p.iter().map(|x| *x as f64).collect::<Vec<_>>())).sum::<f64>() / n as f64
			};
			let weights = vec![1; n];
			let start = place(&mean::row(&weights));
			let best = place(&row(&gram, &weights, 1000, nu)); // Nearly v*.
			let least = objective(&place(&row(&gram, &weights, 1000, 1)));
			let found = objective(&place(&row(&gram, &weights, iterations, nu)));
			let nu = f64::from(nu);
			let allowed = nu / 2.0 + far(&start, &best).powi(2) / (2.0 * nu * f64::from(iterations)) + 0.05;
			prop_assert!(found - least <= allowed, "{found} - {least} > {allowed}");
		}
	}

	#[test]
	fn it_goes_on_where_the_full_rule_stands_still_and_stops_where_it_goes_on() {
		let places = [0i64, 10, 20, 5_000];
		let gram = Gram::from_lower(4, |i, j| places[i] * places[j]);
		let full = geometric_median::row(&gram, &[1; 4], 3, 1);
		assert_eq!(row(&gram, &[1; 4], 3, 1), full);
		assert_ne!(row(&gram, &[1; 4], 4, 1), full);
	}
}
