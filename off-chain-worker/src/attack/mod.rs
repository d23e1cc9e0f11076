//! Members that lie, for tests, simulations and demonstrations: cargo feature `attacks`, which releases do not have.
//!
//! A lie about an update changes the lanes after honest training, before they are stored and committed; the protocol
//! around it is the honest one, so that what is measured is the rule, not the plumbing. A lie about data changes what is
//! trained on ([`labels`]), a lie about bytes what is served or claimed ([`Attack::Withhold`], [`Attack::Copy`]).
//!
//! Some lies are made from what the honest members send in the same round. Nobody can see that before Commit is over:
//! such attackers are **omniscient**, exist in simulations alone, where a [`Board`] shows them the updates, and stand for
//! the worst that colluders with very good guesses could do. The literature measures rules against them.
//!
//! | file | attack |
//! | --- | --- |
//! | [`lone`] | sign flip, Gaussian noise, scaling: from the member's own update |
//! | [`labels`] | label flip: on the data |
//! | [`little`] | A Little Is Enough |
//! | [`inner_product`] | inner product manipulation, "Fall of Empires" |
//! | [`min_max`] | Min-Max and Min-Sum |
//! | [`mimic`] | Mimic |
//!
//! All arithmetic here is floating point: a liar needs no agreement. What it sends are lanes like any other.

mod board;
pub mod inner_product;
pub mod labels;
mod liar;
pub mod little;
pub mod lone;
pub mod mimic;
pub mod min_max;
mod vectors;

pub use board::Board;
pub use liar::Liar;

use rand::RngCore;

/// How a member lies.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Attack {
	/// Minus the honest update, scaled up to the norm bound.
	SignFlip,
	/// Gaussian noise, scaled up to the norm bound.
	Noise,
	/// The honest update, scaled up to the norm bound.
	Scale,
	/// Honest training on flipped targets: [`labels::flip`].
	LabelFlip,
	/// The mean of the honest updates, moved by so many standard deviations that it hides among them: [`little::lie`].
	LittleIsEnough,
	/// Minus ε times the mean of the honest updates: [`inner_product::lie`].
	InnerProduct {
		/// ε.
		epsilon: f64,
	},
	/// As far from the mean as the farthest two honest updates are from each other: [`min_max::min_max`].
	MinMax,
	/// The same with sums of squared distances: [`min_max::min_sum`].
	MinSum,
	/// The bytes of one honest update, always of the same kind: [`mimic::choose`].
	Mimic,
	/// Another member's root, without its bytes. Its `possession` cannot be made without them, so the update should never
	/// be included.
	Copy,
	/// An honest update whose bytes never leave the member. It should never be included.
	Withhold,
}

/// ε of [`Attack::InnerProduct`] if none is given: the paper's value against Krum and the median.
pub const DEFAULT_EPSILON: f64 = 0.1;

/// Names of the attacks.
pub const NAMES: [&str; 11] = [
	"sign-flip",
	"noise",
	"scale",
	"label-flip",
	"little-is-enough",
	"inner-product",
	"min-max",
	"min-sum",
	"mimic",
	"copy",
	"withhold",
];

/// No attack has this name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("unknown attack `{0}`; there are {names} (inner-product=E sets its factor, 0.1 without)", names = NAMES.join(", "))]
pub struct UnknownAttack(String);

impl std::str::FromStr for Attack {
	type Err = UnknownAttack;
	fn from_str(text: &str) -> Result<Self, Self::Err> {
		let unknown = || UnknownAttack(text.into());
		if let Some(epsilon) = text.strip_prefix("inner-product=") {
			let epsilon: f64 = epsilon.parse().map_err(|_| unknown())?;
			let sane = (0.0..=1e6).contains(&epsilon);
			return sane.then_some(Self::InnerProduct { epsilon }).ok_or_else(unknown);
		}
		Ok(match text {
			"sign-flip" => Self::SignFlip,
			"noise" => Self::Noise,
			"scale" => Self::Scale,
			"label-flip" => Self::LabelFlip,
			"little-is-enough" => Self::LittleIsEnough,
			"inner-product" => Self::InnerProduct { epsilon: DEFAULT_EPSILON },
			"min-max" => Self::MinMax,
			"min-sum" => Self::MinSum,
			"mimic" => Self::Mimic,
			"copy" => Self::Copy,
			"withhold" => Self::Withhold,
			_ => return Err(unknown()),
		})
	}
}

impl std::fmt::Display for Attack {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str(match self {
			Self::SignFlip => "sign-flip",
			Self::Noise => "noise",
			Self::Scale => "scale",
			Self::LabelFlip => "label-flip",
			Self::LittleIsEnough => "little-is-enough",
			Self::InnerProduct { epsilon } if *epsilon == DEFAULT_EPSILON => "inner-product",
			Self::InnerProduct { epsilon } => return write!(f, "inner-product={epsilon}"),
			Self::MinMax => "min-max",
			Self::MinSum => "min-sum",
			Self::Mimic => "mimic",
			Self::Copy => "copy",
			Self::Withhold => "withhold",
		})
	}
}

impl Attack {
	/// Whether it is made from the honest updates of the same round, which is possible in simulations alone.
	pub fn is_omniscient(&self) -> bool {
		matches!(self, Self::LittleIsEnough | Self::InnerProduct { .. } | Self::MinMax | Self::MinSum | Self::Mimic)
	}

	/// Whether it is made from nothing but the member's own update.
	pub fn is_lone(&self) -> bool {
		matches!(self, Self::SignFlip | Self::Noise | Self::Scale)
	}

	/// Reads an attack that a member of a real network can make.
	///
	/// # Errors
	/// There is none of this name, or it is omniscient.
	pub fn of_network(text: &str) -> Result<Self, String> {
		let attack: Self = text.parse().map_err(|error: UnknownAttack| error.to_string())?;
		if attack.is_omniscient() {
			return Err(format!(
				"`{attack}` is made from the others' updates, which nobody has before Commit is over; only `guild simulate` can show it"
			));
		}
		Ok(attack)
	}

	/// Turns the member's own honest update into the lie, as far as the lie is about that alone; otherwise it leaves the
	/// lanes as they are. Its L2 norm is at most `norm_bound` lanes.
	pub fn apply(self, lanes: &mut [i16], norm_bound: u64, entropy: &mut dyn RngCore) {
		match self {
			Self::SignFlip => lone::sign_flip(lanes, norm_bound),
			Self::Noise => lone::noise(lanes, norm_bound, entropy),
			Self::Scale => lone::scale(lanes, norm_bound),
			_ => {}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn attacks_read_what_they_print_and_an_unknown_one_is_named() {
		for name in NAMES {
			let attack: Attack = name.parse().unwrap();
			assert_eq!(attack.to_string(), name);
		}
		assert_eq!("inner-product=1.5".parse(), Ok(Attack::InnerProduct { epsilon: 1.5 }));
		assert_eq!(Attack::InnerProduct { epsilon: 1.5 }.to_string(), "inner-product=1.5");
		for unknown in ["sign", "inner-product=x", "inner-product=-1", "inner-product=NaN", ""] {
			let error = unknown.parse::<Attack>().unwrap_err().to_string();
			assert!(error.contains(&format!("`{unknown}`")) && error.contains("min-max"), "{error}");
		}
	}

	#[test]
	fn what_needs_the_others_updates_says_so() {
		let omniscient: Vec<&str> =
			NAMES.into_iter().filter(|name| name.parse::<Attack>().unwrap().is_omniscient()).collect();
		assert_eq!(omniscient, ["little-is-enough", "inner-product", "min-max", "min-sum", "mimic"]);
		assert!(Attack::of_network("mimic").unwrap_err().contains("`guild simulate`"));
		assert_eq!(Attack::of_network("label-flip"), Ok(Attack::LabelFlip));
		assert!(Attack::of_network("nothing").unwrap_err().contains("unknown attack"));
	}
}
