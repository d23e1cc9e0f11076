//! Inner product manipulation, "Fall of Empires" (Xie, Koyejo, Gupta 2020). Omniscient.

use super::vectors::mean;

/// `−ε · µ` with the mean µ of the honest updates (the paper's equation for all q colluders).
///
/// The aggregate's inner product with µ is what descent needs to be positive. A mean over n members, q of them liars,
/// turns around at `ε > (n − q)/q`; rules that choose near updates (Krum) fall to small ε, because the lie lies near 0
/// and so near to everybody. ByzFL's `InnerProductManipulation` is the same with ε = τ.
pub fn lie(honest: &[Vec<f64>], epsilon: f64) -> Vec<f64> {
	mean(honest).iter().map(|mean| -epsilon * mean).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::attack::vectors::{dot, three};

	#[test]
	fn the_lie_points_against_the_mean() {
		assert_eq!(lie(&three(), 0.5), [-1.0, -1.5, 0.0]);
	}

	#[test]
	fn the_mean_turns_around_at_the_ratio_of_honest_members_to_liars() {
		let honest = three();
		let turned = |epsilon: f64| {
			let mut all = honest.clone();
			all.push(lie(&honest, epsilon)); // One liar among four: (4 − 1)/1 = 3.
			dot(&mean(&all), &mean(&honest)) < 0.0
		};
		assert!(!turned(2.99) && turned(3.01));
	}
}
