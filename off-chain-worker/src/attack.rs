//! Members that lie, for tests, simulations and demonstrations: cargo feature `attacks`, which releases do not have.
//!
//! A lie about the update changes the lanes after honest training, before they are stored and committed; the protocol around
//! it is the honest one, so that what is measured is the rule, not the plumbing. A lie about the result ([`FalseResult`])
//! trains honestly, and attests what is not true.

mod collude;

pub use collude::FalseResult;

use guild_primitives::limits::MAX_LANE;
use rand::RngCore;

/// How a member lies: about its update, or about the result of the round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attack {
	/// Minus the honest update, scaled up to the norm bound.
	SignFlip,
	/// Gaussian noise, scaled up to the norm bound.
	Noise,
	/// The honest update, scaled up to the norm bound.
	Scale,
	/// An honest update, and a false result, the same as all others attest who collude in this way.
	Collude(FalseResult),
}

/// No attack has this name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
	"unknown attack `{0}`; there are sign-flip, noise, scale, collude (the same as collude-lane), collude-coefficients, \
	 collude-leaf, collude-list, collude-model and collude-withheld"
)]
pub struct UnknownAttack(String);

impl std::str::FromStr for Attack {
	type Err = UnknownAttack;
	fn from_str(text: &str) -> Result<Self, Self::Err> {
		match text {
			"sign-flip" => Ok(Self::SignFlip),
			"noise" => Ok(Self::Noise),
			"scale" => Ok(Self::Scale),
			"collude" | "collude-lane" => Ok(Self::Collude(FalseResult::Lane)),
			"collude-coefficients" => Ok(Self::Collude(FalseResult::Coefficients)),
			"collude-leaf" => Ok(Self::Collude(FalseResult::Leaf)),
			"collude-list" => Ok(Self::Collude(FalseResult::List)),
			"collude-model" => Ok(Self::Collude(FalseResult::Model)),
			"collude-withheld" => Ok(Self::Collude(FalseResult::Withheld)),
			_ => Err(UnknownAttack(text.into())),
		}
	}
}

impl std::fmt::Display for Attack {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str(match self {
			Self::SignFlip => "sign-flip",
			Self::Noise => "noise",
			Self::Scale => "scale",
			Self::Collude(FalseResult::Lane) => "collude-lane",
			Self::Collude(FalseResult::Coefficients) => "collude-coefficients",
			Self::Collude(FalseResult::Leaf) => "collude-leaf",
			Self::Collude(FalseResult::List) => "collude-list",
			Self::Collude(FalseResult::Model) => "collude-model",
			Self::Collude(FalseResult::Withheld) => "collude-withheld",
		})
	}
}

impl Attack {
	/// What is false about the result that this member attests, if anything.
	pub fn false_result(self) -> Option<FalseResult> {
		match self {
			Self::Collude(lie) => Some(lie),
			Self::SignFlip | Self::Noise | Self::Scale => None,
		}
	}

	/// Turns an honest update into the lie. Its L2 norm is at most `norm_bound` lanes, and close to it unless lanes would
	/// leave their range. Who lies about the result leaves the update alone.
	pub fn apply(self, lanes: &mut [i16], norm_bound: u64, entropy: &mut dyn RngCore) {
		let direction: Vec<f64> = match self {
			Self::SignFlip => lanes.iter().map(|lane| -f64::from(*lane)).collect(),
			Self::Scale => lanes.iter().map(|lane| f64::from(*lane)).collect(),
			Self::Noise => lanes.iter().map(|_| gaussian(entropy)).collect(),
			Self::Collude(_) => return,
		};
		let norm = direction.iter().map(|x| x * x).sum::<f64>().sqrt();
		if norm == 0.0 {
			return;
		}
		// A little below the bound, so that the sum of floats cannot end above it; towards zero, for the same reason.
		let factor = norm_bound as f64 * (1.0 - 1e-9) / norm;
		let most = f64::from(MAX_LANE);
		for (lane, x) in lanes.iter_mut().zip(direction) {
			*lane = (x * factor).trunc().clamp(-most, most) as i16;
		}
	}
}

/// A standard Gaussian (Box and Muller).
fn gaussian(entropy: &mut dyn RngCore) -> f64 {
	let mut uniform = || ((entropy.next_u64() >> 11) as f64 + 0.5) * (-53f64).exp2();
	(-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos()
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_aggregation::lanes::squared_norm;
	use guild_learning::SeededEntropy;

	const BOUND: u64 = 40_000;

	fn lie(attack: Attack, mut lanes: Vec<i16>) -> Vec<i16> {
		attack.apply(&mut lanes, BOUND, &mut SeededEntropy::new(1));
		lanes
	}

	#[test]
	fn every_lie_reaches_the_norm_bound_and_stays_within_it() {
		let honest: Vec<i16> = (0..1441).map(|i| (i % 37) - 18).collect();
		for attack in [Attack::SignFlip, Attack::Noise, Attack::Scale] {
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
	fn lanes_stay_well_formed_and_nothing_stays_nothing() {
		assert_eq!(lie(Attack::Scale, vec![-5, 0]), [-32767, 0]);
		assert_eq!(lie(Attack::SignFlip, vec![0, 0]), [0, 0]);
	}

	#[test]
	fn attacks_read_what_they_print_and_an_unknown_one_is_named() {
		use FalseResult::{Coefficients, Lane, Leaf, List, Model, Withheld};
		let about_results = [Lane, Coefficients, Leaf, List, Model, Withheld].map(Attack::Collude);
		for attack in [Attack::SignFlip, Attack::Noise, Attack::Scale].into_iter().chain(about_results) {
			assert_eq!(attack.to_string().parse(), Ok(attack));
		}
		assert_eq!("collude".parse(), Ok(Attack::Collude(Lane)));
		assert!("sign".parse::<Attack>().unwrap_err().to_string().contains("`sign`"));
	}
}
