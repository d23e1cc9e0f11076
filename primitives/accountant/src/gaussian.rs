//! Gaussian and discrete Gaussian noise.
//!
//! - **Gaussian**: ε(α) = α / (2z²), z = standard deviation / L2 sensitivity (Mironov 2017, Corollary 3). Exact.
//! - **Discrete Gaussian** with parameter σ², on integers, of any dimension: the same, as an upper bound (Canonne, Kamath, Steinke
//!   2020, Theorem 4: it is σ²-concentrated as the Gaussian is; z = σ / L2 sensitivity, where the sensitivity is of an integer
//!   vector). So the two share one function.
//! - **By layer**: noise of different strength on parts of a vector. If each part is clipped by itself, the parts are releases of
//!   their own, and their curves add up. If the whole is clipped together, the worst change lies in the part with the least noise,
//!   and the cost is that of the smallest z alone.

use crate::{curve::Curve, nats::Nats, parameters::NoiseMultiplier, relation::Relation};

/// The cost of one release: α · (1/z²) / 2, each factor an upper bound.
pub(crate) fn curve(noise_multiplier: NoiseMultiplier, relation: Relation) -> Curve {
	let inverse = noise_multiplier.inverse_square::<true>();
	let half = crate::bound::Upper::new(1, -1);
	Curve::from_costs(relation, |order| Nats::from_upper(inverse.times(order).mul(half)))
}
