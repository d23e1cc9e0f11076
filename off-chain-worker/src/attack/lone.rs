//! Lies that need nothing but the member's own update. Each is as long as the norm bound lets it be: a longer one would
//! be cut out of the matrix, a shorter one would do less.

use super::vectors::{real, write_at_bound};
use rand::RngCore;

/// Minus the honest update: `−B · u / ‖u‖` with the norm bound B (sign flipping: Li, Xu, Chen, Giannakis, Ling 2019, RSA,
/// with the factor that fits under the bound).
pub fn sign_flip(lanes: &mut [i16], norm_bound: u64) {
	let flipped: Vec<f64> = lanes.iter().map(|lane| -f64::from(*lane)).collect();
	write_at_bound(lanes, &flipped, norm_bound);
}

/// The honest update, too long: `B · u / ‖u‖` (scaling, or model replacement: Bagdasaryan, Veit, Hua, Estrin,
/// Shmatikov 2020, with the factor that fits under the bound).
pub fn scale(lanes: &mut [i16], norm_bound: u64) {
	let honest = real(lanes);
	write_at_bound(lanes, &honest, norm_bound);
}

/// Gaussian noise without any update: `B · g / ‖g‖`, g ~ N(0, I) (Blanchard, El Mhamdi, Guerraoui, Stainer 2017).
pub fn noise(lanes: &mut [i16], norm_bound: u64, entropy: &mut dyn RngCore) {
	let noise: Vec<f64> = lanes.iter().map(|_| gaussian(entropy)).collect();
	write_at_bound(lanes, &noise, norm_bound);
}

/// A standard Gaussian (Box and Muller).
fn gaussian(entropy: &mut dyn RngCore) -> f64 {
	let mut uniform = || ((entropy.next_u64() >> 11) as f64 + 0.5) * (-53f64).exp2();
	(-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos()
}

#[cfg(test)]
mod tests {
	use super::super::Attack;
	use guild_aggregation::lanes::squared_norm;
	use guild_learning::SeededEntropy;

	const BOUND: u64 = 40_000;
	const LONE: [Attack; 3] = [Attack::SignFlip, Attack::Noise, Attack::Scale];

	fn lie(attack: Attack, mut lanes: Vec<i16>) -> Vec<i16> {
		attack.apply(&mut lanes, BOUND, &mut SeededEntropy::new(1));
		lanes
	}

	#[test]
	fn every_lie_reaches_the_norm_bound_and_stays_within_it() {
		let honest: Vec<i16> = (0..1441).map(|i| (i % 37) - 18).collect();
		for attack in LONE {
			let squared = squared_norm(&lie(attack, honest.clone()));
			assert!(squared <= BOUND * BOUND, "{attack}: {squared}");
			assert!(squared as f64 > 0.99 * (BOUND * BOUND) as f64, "{attack}: {squared}");
		}
	}

	#[test]
	fn a_sign_flip_points_the_other_way_and_a_scale_the_same_way() {
		assert_eq!(lie(Attack::SignFlip, vec![3, -4]), [-23999, 31999]);
		assert_eq!(lie(Attack::Scale, vec![3, -4]), [23999, -31999]);
	}

	#[test]
	fn noise_has_the_moments_of_a_gaussian() {
		let mut entropy = SeededEntropy::new(5);
		let draws: Vec<f64> = (0..100_000).map(|_| super::gaussian(&mut entropy)).collect();
		let moment = |power: i32| draws.iter().map(|x| x.powi(power)).sum::<f64>() / draws.len() as f64;
		// Six deviations of each mean: 6·√(1, 2, 15, 96)/√100000.
		for (power, is, within) in [(1, 0.0, 0.019), (2, 1.0, 0.027), (3, 0.0, 0.074), (4, 3.0, 0.186)] {
			assert!((moment(power) - is).abs() < within, "{power}: {}", moment(power));
		}
	}

	#[test]
	fn lanes_stay_well_formed_and_nothing_stays_nothing() {
		assert_eq!(lie(Attack::Scale, vec![-5, 0]), [-32767, 0]);
		assert_eq!(lie(Attack::SignFlip, vec![0, 0]), [0, 0]);
	}

	#[test]
	fn a_lie_about_something_else_leaves_the_lanes_alone() {
		for name in super::super::names() {
			let attack: Attack = name.parse().unwrap();
			assert!(LONE.contains(&attack) || lie(attack, vec![3, -4]) == [3, -4], "{name}");
		}
	}
}
