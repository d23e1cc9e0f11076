//! Members that lie, for tests, simulations and demonstrations: cargo feature `attacks`, which releases do not have.
//!
//! A lie about an update changes the lanes after honest training, before they are stored and committed; the protocol
//! around it is the honest one, so that what is measured is the rule, not the plumbing. A lie about data changes what is
//! trained on ([`labels`]), a lie about bytes what is served or claimed ([`Attack::Withhold`], [`Attack::Copy`]). A lie about
//! the result ([`FalseResult`]) trains honestly, and attests what is not true.
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
//! | [`optimal`] | how far these two go to harm a given rule most |
//! | [`min_max`] | Min-Max and Min-Sum |
//! | [`mimic`] | Mimic |
//! | [`collude`] | the same false result, attested by all who collude |
//! | [`keep`] | updates that all who collude keep from one member, beside what else they do; with `guild run` alone |
//!
//! All arithmetic here is floating point: a liar needs no agreement. What it sends are lanes like any other.

mod board;
pub mod collude;
pub mod inner_product;
pub mod keep;
pub mod labels;
mod liar;
pub mod little;
pub mod lone;
pub mod mimic;
pub mod min_max;
pub mod optimal;
mod vectors;

pub use board::Board;
pub use collude::FalseResult;
pub use liar::Liar;
pub use optimal::Against;

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
	LittleIsEnough {
		/// How many; [`little::z_max`] if none is given.
		z: Option<f64>,
	},
	/// The same, with the z that harms the task's rule most: [`optimal::factor`].
	OptimalLittleIsEnough,
	/// Minus ε times the mean of the honest updates: [`inner_product::lie`].
	InnerProduct {
		/// ε.
		epsilon: f64,
	},
	/// The same, with the ε that harms the task's rule most: [`optimal::factor`].
	OptimalInnerProduct,
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
	/// An honest update, and a false result, the same as all others attest who collude in this way. It should never be
	/// final while one member is honest.
	Collude(FalseResult),
}

/// ε of [`Attack::InnerProduct`] if none is given: the paper's value against Krum and the median.
pub const DEFAULT_EPSILON: f64 = 0.1;

/// Every attack: what it is called on command lines and in scenario files, and what a member did that made it, in words. It
/// is read by its name and printed by it; nothing else names attacks.
pub const TABLE: [(&str, Attack, &str); 19] = [
	(
		"sign-flip",
		Attack::SignFlip,
		"sent the opposite of its honest update in every round, scaled up to the largest size that the rule accepts",
	),
	("noise", Attack::Noise, "sent noise instead of its update in every round, as large as the rule accepts"),
	("scale", Attack::Scale, "sent its update scaled up in every round, as large as the rule accepts"),
	("label-flip", Attack::LabelFlip, "trained in every round on targets that it had turned around"),
	(
		"little-is-enough",
		Attack::LittleIsEnough { z: None },
		"sent in every round the mean of the honest updates, moved by as much as hides among them",
	),
	(
		"optimal-little-is-enough",
		Attack::OptimalLittleIsEnough,
		"sent in every round the mean of the honest updates, moved by as much as harms the rule most",
	),
	(
		"inner-product",
		Attack::InnerProduct { epsilon: DEFAULT_EPSILON },
		"sent in every round a little of the opposite of the honest updates' mean",
	),
	(
		"optimal-inner-product",
		Attack::OptimalInnerProduct,
		"sent in every round as much of the opposite of the honest updates' mean as harms the rule most",
	),
	(
		"min-max",
		Attack::MinMax,
		"sent in every round what is as far from the honest updates as they are from each other",
	),
	("min-sum", Attack::MinSum, "sent in every round what is in sum as far from the honest updates as one of them"),
	("mimic", Attack::Mimic, "sent in every round the update of an honest member again"),
	("copy", Attack::Copy, "committed in every round to another member's update, without having its bytes"),
	("withhold", Attack::Withhold, "committed in every round to an update that it gave to nobody"),
	(
		"collude-lane",
		Attack::Collude(FalseResult::Lane),
		"attested in every round a result in which one number is wrong",
	),
	(
		"collude-coefficients",
		Attack::Collude(FalseResult::Coefficients),
		"attested in every round a result that counts one update alone",
	),
	(
		"collude-leaf",
		Attack::Collude(FalseResult::Leaf),
		"attested in every round a result whose list is wrong in one place",
	),
	("collude-list", Attack::Collude(FalseResult::List), "attested in every round a result whose list is garbage"),
	("collude-model", Attack::Collude(FalseResult::Model), "attested in every round another model under a true list"),
	(
		"collude-withheld",
		Attack::Collude(FalseResult::Withheld),
		"attested in every round a result in which one number is wrong, and gave its list to nobody",
	),
];

/// The names of all attacks, in the order of the table.
pub fn names() -> impl Iterator<Item = &'static str> {
	TABLE.into_iter().map(|(name, ..)| name)
}

/// No attack has this name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
	"unknown attack `{0}`; there are {names} (inner-product=E and little-is-enough=Z set their factors; collude is collude-lane)",
	names = names().collect::<Vec<_>>().join(", ")
)]
pub struct UnknownAttack(String);

impl std::str::FromStr for Attack {
	type Err = UnknownAttack;
	fn from_str(text: &str) -> Result<Self, Self::Err> {
		let unknown = || UnknownAttack(text.into());
		let factor = |of: &str| {
			let factor = of.parse().ok().filter(|factor| (0.0..=1e6).contains(factor));
			factor.ok_or_else(unknown)
		};
		if let Some(epsilon) = text.strip_prefix("inner-product=") {
			return Ok(Self::InnerProduct { epsilon: factor(epsilon)? });
		}
		if let Some(z) = text.strip_prefix("little-is-enough=") {
			return Ok(Self::LittleIsEnough { z: Some(factor(z)?) });
		}
		let text = if text == "collude" { "collude-lane" } else { text };
		let named = TABLE.into_iter().find(|(name, ..)| *name == text);
		named.map(|(_, attack, _)| attack).ok_or_else(unknown)
	}
}

impl std::fmt::Display for Attack {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match (TABLE.into_iter().find(|(_, attack, _)| attack == self), self) {
			(Some((name, ..)), _) => f.write_str(name),
			(None, Self::InnerProduct { epsilon }) => write!(f, "inner-product={epsilon}"),
			(None, Self::LittleIsEnough { z: Some(z) }) => write!(f, "little-is-enough={z}"),
			(None, _) => Err(std::fmt::Error), // The table has all others, which a test sees.
		}
	}
}

impl Attack {
	/// Whether it is made from the honest updates of the same round, which is possible in simulations alone.
	pub fn is_omniscient(&self) -> bool {
		match self {
			Self::LittleIsEnough { .. } | Self::InnerProduct { .. } => true,
			Self::OptimalLittleIsEnough | Self::OptimalInnerProduct => true,
			Self::MinMax | Self::MinSum | Self::Mimic => true,
			Self::SignFlip | Self::Noise | Self::Scale | Self::LabelFlip => false,
			Self::Copy | Self::Withhold | Self::Collude(_) => false,
		}
	}

	/// Whether it is made from nothing but the member's own update.
	pub fn is_lone(&self) -> bool {
		matches!(self, Self::SignFlip | Self::Noise | Self::Scale)
	}

	/// Whether the honestly trained lanes are changed.
	pub fn changes_lanes(&self) -> bool {
		self.is_lone() || self.is_omniscient()
	}

	/// What is false about the result that this member attests, if anything.
	pub fn false_result(&self) -> Option<FalseResult> {
		match self {
			Self::Collude(lie) => Some(*lie),
			_ => None,
		}
	}

	/// What a member did that made it, to go on after the member's name.
	pub fn in_words(&self) -> &'static str {
		let of_this_kind = |attack: &Self| std::mem::discriminant(attack) == std::mem::discriminant(self);
		let exact = TABLE.into_iter().find(|(_, attack, _)| attack == self);
		exact
			.or_else(|| TABLE.into_iter().find(|(_, attack, _)| of_this_kind(attack)))
			.map_or("lied", |(.., words)| words)
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
		for (name, attack, _) in TABLE {
			assert_eq!(name.parse(), Ok(attack));
			assert_eq!(attack.to_string(), name);
		}
		assert_eq!("collude".parse(), Ok(Attack::Collude(FalseResult::Lane)));
		assert_eq!("inner-product=1.5".parse(), Ok(Attack::InnerProduct { epsilon: 1.5 }));
		assert_eq!(Attack::InnerProduct { epsilon: 1.5 }.to_string(), "inner-product=1.5");
		let one = Attack::LittleIsEnough { z: Some(1.5) };
		assert_eq!(("little-is-enough=1.5".parse(), one.to_string().as_str()), (Ok(one), "little-is-enough=1.5"));
		for unknown in ["sign", "little-is-enough=-1", "inner-product=x", "inner-product=-1", "inner-product=NaN", ""] {
			let error = unknown.parse::<Attack>().unwrap_err().to_string();
			assert!(error.contains(&format!("`{unknown}`")) && error.contains("collude-leaf"), "{error}");
		}
	}

	#[test]
	fn the_table_has_every_attack() {
		use FalseResult::{Coefficients, Lane, Leaf, List, Model, Withheld};
		// Without a wildcard, so that a new one is not forgotten here: it could not be printed.
		let about_results = |lie| match lie {
			Lane | Coefficients | Leaf | List | Model | Withheld => 6,
		};
		let kinds = |attack| match attack {
			Attack::SignFlip | Attack::Noise | Attack::Scale | Attack::LabelFlip => 13,
			Attack::LittleIsEnough { .. } | Attack::InnerProduct { .. } => 13,
			Attack::OptimalLittleIsEnough | Attack::OptimalInnerProduct => 13,
			Attack::MinMax | Attack::MinSum | Attack::Mimic => 13,
			Attack::Copy | Attack::Withhold => 13,
			Attack::Collude(lie) => about_results(lie),
		};
		let distinct: std::collections::BTreeSet<&str> = names().collect();
		assert_eq!(distinct.len(), kinds(Attack::SignFlip) + kinds(Attack::Collude(Lane)));
		assert_eq!(Attack::InnerProduct { epsilon: 2.0 }.in_words(), Attack::InnerProduct { epsilon: 0.1 }.in_words());
		assert_ne!(Attack::Collude(List).in_words(), Attack::Collude(Lane).in_words());
	}

	#[test]
	fn what_needs_the_others_updates_says_so() {
		let omniscient: Vec<&str> = names().filter(|name| name.parse::<Attack>().unwrap().is_omniscient()).collect();
		let of_literature = ["min-max", "min-sum", "mimic"];
		let with_factors = ["little-is-enough", "optimal-little-is-enough", "inner-product", "optimal-inner-product"];
		assert_eq!(omniscient, [&with_factors[..], &of_literature].concat());
		assert!(Attack::of_network("mimic").unwrap_err().contains("`guild simulate`"));
		assert_eq!(Attack::of_network("label-flip"), Ok(Attack::LabelFlip));
		assert_eq!(Attack::of_network("collude"), Ok(Attack::Collude(FalseResult::Lane)));
		assert!(Attack::of_network("nothing").unwrap_err().contains("unknown attack"));
	}
}
