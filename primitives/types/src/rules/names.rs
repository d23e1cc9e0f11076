//! How people name rules: `guild aggregate --rule R --param K=V --pre P`, and the `[rule]` section of a task file.
//!
//! One list of rules and one of pre-steps. A rule that is not in it cannot be asked for by name.

use super::{ColumnRule, MixRule, PreStep};

/// Parameters that a name may be given with. Norms are in lanes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Parameters {
	/// Updates kept.
	pub m: Option<u16>,
	/// Clip norm, in lanes (L2).
	pub tau: Option<u64>,
	/// Iterations.
	pub iterations: Option<u16>,
	/// Smoothing, in lanes (L2).
	pub nu: Option<u32>,
	/// Updates in a bucket.
	pub bucket: Option<u16>,
}

/// Names of the parameters, in the order of their fields.
pub const PARAMETERS: [&str; 5] = ["m", "tau", "iterations", "nu", "bucket"];

impl Parameters {
	/// Names of those that are given.
	pub fn given(&self) -> impl Iterator<Item = &'static str> {
		let given =
			[self.m.is_some(), self.tau.is_some(), self.iterations.is_some(), self.nu.is_some(), self.bucket.is_some()];
		PARAMETERS.into_iter().zip(given).filter(|(_, given)| *given).map(|(name, _)| name)
	}
}

/// The parameter that a name needs and was not given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Missing(pub &'static str);

/// A name, the parameters it takes, and what it stands for with them.
#[derive(Clone, Copy, Debug)]
pub struct Named<T: 'static> {
	/// The name.
	pub name: &'static str,
	/// Names of the parameters it takes, besides `f`.
	pub takes: &'static [&'static str],
	/// What it stands for.
	pub make: fn(&Parameters) -> Result<T, Missing>,
}

/// A mix, and the column rule that goes with it.
pub type MixAndColumn = (MixRule, ColumnRule);

/// Iterations of the geometric median if none are given.
const MEDIAN_ITERATIONS: u16 = 200;
/// Iterations of the approximate geometric median if none are given.
const APPROXIMATE_ITERATIONS: u16 = 8;

/// A rule of one row without parameters.
const fn one(name: &'static str, make: fn(&Parameters) -> Result<MixAndColumn, Missing>) -> Named<MixAndColumn> {
	Named { name, takes: &[], make }
}

use ColumnRule::{Identity, Meamed, Median, TrimmedMean};

/// Every rule that can be named.
pub const RULES: &[Named<MixAndColumn>] = &[
	one("mean", |_| Ok((MixRule::Mean, Identity))),
	Named {
		name: "geometric-median",
		takes: &["iterations", "nu"],
		make: |given| {
			let (iterations, nu) = (given.iterations.unwrap_or(MEDIAN_ITERATIONS), given.nu.unwrap_or(1));
			Ok((MixRule::GeometricMedian { iterations, nu }, Identity))
		},
	},
	Named {
		name: "approximate-geometric-median",
		takes: &["iterations", "nu"],
		make: |given| {
			let (iterations, nu) = (given.iterations.unwrap_or(APPROXIMATE_ITERATIONS), given.nu.unwrap_or(1));
			Ok((MixRule::ApproximateGeometricMedian { iterations, nu }, Identity))
		},
	},
	one("krum", |_| Ok((MixRule::Krum, Identity))),
	Named {
		name: "multi-krum",
		takes: &["m"],
		make: |given| Ok((MixRule::MultiKrum { m: given.m.ok_or(Missing("m"))? }, Identity)),
	},
	one("minimum-diameter", |_| Ok((MixRule::MinimumDiameter, Identity))),
	Named {
		name: "centered-clipping",
		takes: &["tau", "iterations"],
		make: |given| {
			let (tau, iterations) = (given.tau.ok_or(Missing("tau"))?, given.iterations.unwrap_or(1));
			Ok((MixRule::CenteredClipping { tau, iterations }, Identity))
		},
	},
	one("monna", |_| Ok((MixRule::Monna, Median))),
	one("caf", |_| Ok((MixRule::Caf, Identity))),
	one("smea", |_| Ok((MixRule::Smea, Identity))),
	one("bulyan", |_| Ok((MixRule::Bulyan, Meamed))),
	one("median", |_| Ok((MixRule::Each, Median))),
	one("trimmed-mean", |_| Ok((MixRule::Each, TrimmedMean))),
	one("meamed", |_| Ok((MixRule::Each, Meamed))),
];

/// Every pre-step that can be named.
pub const PRE_STEPS: &[Named<PreStep>] = &[
	Named { name: "nnm", takes: &[], make: |_| Ok(PreStep::NearestNeighbourMixing) },
	Named {
		name: "bucketing",
		takes: &["bucket"],
		make: |given| Ok(PreStep::Bucketing { size: given.bucket.unwrap_or(2) }),
	},
	Named { name: "clip", takes: &["tau"], make: |given| Ok(PreStep::Clip { tau: given.tau.ok_or(Missing("tau"))? }) },
	Named { name: "arc", takes: &[], make: |_| Ok(PreStep::Arc) },
	Named { name: "adaptive-clip", takes: &[], make: |_| Ok(PreStep::ClipToMedian) },
];

/// The entry of this name.
pub fn find<T>(list: &'static [Named<T>], name: &str) -> Option<&'static Named<T>> {
	list.iter().find(|named| named.name == name)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::rules::{RuleSpec, Weighting};
	use codec::Encode;

	const ALL: Parameters = Parameters { m: Some(2), tau: Some(5), iterations: Some(3), nu: Some(4), bucket: Some(2) };

	#[test]
	fn every_name_makes_a_rule_that_can_be_run_and_names_differ() {
		for (place, named) in RULES.iter().enumerate() {
			let (mix, column) = (named.make)(&ALL).unwrap();
			let f = u16::from(mix != MixRule::Mean);
			let rule = RuleSpec { f, mix, column, ..RuleSpec::mean(Weighting::Samples) };
			assert_eq!(rule.check(10), Ok(()), "{}", named.name);
			assert!(RULES[..place].iter().all(|other| (other.make)(&ALL).unwrap() != (mix, column)));
			assert!(named.takes.iter().all(|parameter| PARAMETERS.contains(parameter)));
		}
		for (place, named) in PRE_STEPS.iter().enumerate() {
			let step = (named.make)(&ALL).unwrap();
			let pre = vec![step].try_into().unwrap();
			assert_eq!(RuleSpec { pre, ..RuleSpec::mean(Weighting::Equal) }.check(9), Ok(()), "{}", named.name);
			assert!(PRE_STEPS[..place].iter().all(|other| (other.make)(&ALL).unwrap() != step));
		}
	}

	#[test]
	fn a_name_takes_exactly_the_parameters_that_change_it() {
		let changed = Parameters { m: Some(3), tau: Some(6), iterations: Some(4), nu: Some(5), bucket: Some(3) };
		let one = |name: &str| Parameters {
			m: if name == "m" { changed.m } else { ALL.m },
			tau: if name == "tau" { changed.tau } else { ALL.tau },
			iterations: if name == "iterations" { changed.iterations } else { ALL.iterations },
			nu: if name == "nu" { changed.nu } else { ALL.nu },
			bucket: if name == "bucket" { changed.bucket } else { ALL.bucket },
		};
		for parameter in PARAMETERS {
			for named in RULES {
				let changes = (named.make)(&one(parameter)) != (named.make)(&ALL);
				assert_eq!(changes, named.takes.contains(&parameter), "{} {parameter}", named.name);
			}
			for named in PRE_STEPS {
				let changes = (named.make)(&one(parameter)) != (named.make)(&ALL);
				assert_eq!(changes, named.takes.contains(&parameter), "{} {parameter}", named.name);
			}
		}
		assert_eq!(ALL.given().collect::<Vec<_>>(), PARAMETERS);
	}

	#[test]
	fn indices_in_encodings_never_change() {
		let index = |name: &str| (find(RULES, name).unwrap().make)(&ALL).unwrap().encode();
		let step = |name: &str| (find(PRE_STEPS, name).unwrap().make)(&ALL).unwrap().encode();
		for (name, first) in [
			("mean", 0),
			("geometric-median", 1),
			("krum", 2),
			("multi-krum", 3),
			("median", 4),
			("centered-clipping", 5),
			("minimum-diameter", 6),
			("monna", 7),
			("caf", 8),
			("smea", 9),
			("bulyan", 10),
			("approximate-geometric-median", 11),
		] {
			assert_eq!(index(name)[0], first, "{name}");
		}
		for (name, last) in [("mean", 0), ("median", 1), ("trimmed-mean", 2), ("meamed", 3)] {
			assert_eq!(index(name).last(), Some(&last), "{name}");
		}
		for (name, first) in [("clip", 0), ("nnm", 1), ("bucketing", 2), ("arc", 3), ("adaptive-clip", 4)] {
			assert_eq!(step(name)[0], first, "{name}");
		}
	}
}
