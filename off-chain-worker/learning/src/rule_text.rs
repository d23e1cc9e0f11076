//! Rules as people write them: a name and parameters in real units, to the [`RuleSpec`] that the chain holds.

use crate::problem::Problem;
use guild_primitives::{
	limits::{MAX_ITERATIONS, MAX_PRE_STEPS},
	ColumnRule, MixRule, PreStep, RuleSpec, Weighting,
};
use serde::{Deserialize, Serialize};

/// Rules that can be named.
pub const RULES: [&str; 6] = ["mean", "geometric-median", "krum", "multi-krum", "median", "trimmed-mean"];
/// Pre-steps that can be named.
pub const PRE_STEPS: [&str; 2] = ["nnm", "clip"];
/// Iterations of the geometric median if none are given.
const DEFAULT_ITERATIONS: u16 = 200;

/// A rule by name: the `[rule]` section of a task file, or the flags of `guild aggregate`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
	/// One of [`RULES`].
	pub name: String,
	/// How many of the updates may be hostile.
	#[serde(default)]
	pub f: u16,
	/// `equal`, or `samples`: reported samples, capped by the task.
	#[serde(default = "samples")]
	pub weighting: Weighting,
	/// Steps before the rule, in order: `nnm` (nearest-neighbour mixing), `clip` (to norm `tau`).
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub pre: Vec<String>,
	/// Updates that `multi-krum` keeps.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub m: Option<u16>,
	/// Clip norm of the pre-step `clip`, in real units (L2).
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub tau: Option<f64>,
	/// Most iterations of `geometric-median`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub iterations: Option<u16>,
	/// Smoothing of `geometric-median`, in lanes.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub nu: Option<u32>,
}

fn samples() -> Weighting {
	Weighting::Samples
}

impl RuleText {
	/// A rule by its name alone.
	pub fn named(name: &str) -> Self {
		Self {
			name: name.into(),
			f: 0,
			weighting: Weighting::Samples,
			pre: vec![],
			m: None,
			tau: None,
			iterations: None,
			nu: None,
		}
	}

	/// The rule as the chain holds it; `scale` turns real units into lanes.
	///
	/// # Errors
	/// When the name or a pre-step is unknown, a parameter is missing, or one is given that the rule does not use.
	pub fn to_spec(&self, scale: u8, place: &str) -> Result<RuleSpec, Problem> {
		let (mix, column) = match self.name.as_str() {
			"mean" => (MixRule::Mean, ColumnRule::Identity),
			"geometric-median" => {
				let iterations = self.iterations.unwrap_or(DEFAULT_ITERATIONS);
				(MixRule::GeometricMedian { iterations, nu: self.nu.unwrap_or(1) }, ColumnRule::Identity)
			}
			"krum" => (MixRule::Krum, ColumnRule::Identity),
			"multi-krum" => {
				let m = self.m.ok_or_else(|| {
					Problem::new("`multi-krum` needs `m`", place, "say how many updates it keeps, for instance m = 3")
				})?;
				(MixRule::MultiKrum { m }, ColumnRule::Identity)
			}
			"median" => (MixRule::Each, ColumnRule::Median),
			"trimmed-mean" => (MixRule::Each, ColumnRule::TrimmedMean),
			unknown => {
				return Err(Problem::new(
					format!("there is no rule `{unknown}`"),
					place,
					format!("use one of: {}", RULES.join(", ")),
				))
			}
		};
		let median = matches!(mix, MixRule::GeometricMedian { .. });
		let unused = [
			("m", self.m.is_some() && !matches!(mix, MixRule::MultiKrum { .. })),
			("iterations", self.iterations.is_some() && !median),
			("nu", self.nu.is_some() && !median),
			("tau", self.tau.is_some() && !self.pre.iter().any(|step| step == "clip")),
		];
		if let Some((parameter, _)) = unused.iter().find(|(_, unused)| *unused) {
			let what = format!("rule `{}` does not use `{parameter}`", self.name);
			return Err(Problem::new(
				what,
				place,
				format!("leave `{parameter}` out, or name the rule or pre-step it is for"),
			));
		}
		if self.iterations.is_some_and(|iterations| !(1..=MAX_ITERATIONS).contains(&iterations)) || self.nu == Some(0) {
			let next = format!("`iterations` is 1 to {MAX_ITERATIONS}, `nu` at least 1");
			return Err(Problem::new("a parameter of the rule is out of its range", place, next));
		}
		let pre: Vec<PreStep> =
			self.pre.iter().map(|step| self.pre_step(step, scale, place)).collect::<Result<_, _>>()?;
		let pre = pre.try_into().map_err(|_| {
			Problem::new(format!("a rule has at most {MAX_PRE_STEPS} pre-steps"), place, "leave some out")
		})?;
		Ok(RuleSpec { f: self.f, weighting: self.weighting, pre, mix, column })
	}

	fn pre_step(&self, name: &str, scale: u8, place: &str) -> Result<PreStep, Problem> {
		match name {
			"nnm" => Ok(PreStep::NearestNeighbourMixing),
			"clip" => {
				let tau = self.tau.ok_or_else(|| {
					Problem::new("pre-step `clip` needs `tau`", place, "give the clip norm, in real units (L2)")
				})?;
				Ok(PreStep::Clip { tau: lanes_of(tau, scale, "tau", place)? })
			}
			unknown => Err(Problem::new(
				format!("there is no pre-step `{unknown}`"),
				place,
				format!("use one of: {}", PRE_STEPS.join(", ")),
			)),
		}
	}
}

/// A norm in real units as one in lanes, rounded down.
///
/// # Errors
/// When it is not a number above 0, or is less than one lane or more than 2^53 of them.
pub(crate) fn lanes_of(norm: f64, scale: u8, key: &str, place: &str) -> Result<u64, Problem> {
	let lanes = (norm * f64::from(scale).exp2()).floor();
	if (1.0..=53f64.exp2()).contains(&lanes) {
		Ok(lanes as u64)
	} else {
		Err(Problem::new(
			format!("`{key}` is {norm}: not a norm that lanes with scale {scale} can have"),
			place,
			format!("give `{key}` in real units, at least 2^-{scale}"),
		))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_rule_named_in_the_list_is_known() {
		for name in RULES {
			let rule = RuleText { m: (name == "multi-krum").then_some(2), f: 1, ..RuleText::named(name) };
			assert_eq!(rule.to_spec(14, "test").unwrap().check(7), Ok(()), "{name}");
		}
		for step in PRE_STEPS {
			let rule =
				RuleText { pre: vec![step.into()], tau: (step == "clip").then_some(0.5), ..RuleText::named("mean") };
			assert_eq!(rule.to_spec(14, "test").unwrap().pre.len(), 1, "{step}");
		}
	}

	#[test]
	fn an_unknown_rule_is_refused_with_the_known_ones() {
		let problem = RuleText::named("average").to_spec(14, "task.toml, [rule]").unwrap_err();
		assert!(problem.what.contains("`average`") && problem.next.contains("geometric-median"));
		assert!(RuleText { pre: vec!["nn".into()], ..RuleText::named("mean") }.to_spec(14, "t").is_err());
	}

	#[test]
	fn parameters_that_would_change_nothing_are_refused() {
		assert!(RuleText { m: Some(2), ..RuleText::named("mean") }.to_spec(14, "t").is_err());
		assert!(RuleText { tau: Some(2.0), ..RuleText::named("mean") }.to_spec(14, "t").is_err());
		assert!(RuleText { nu: Some(0), ..RuleText::named("geometric-median") }.to_spec(14, "t").is_err());
	}

	#[test]
	fn norms_in_real_units_become_lanes() {
		assert_eq!(lanes_of(2.5, 14, "tau", "t"), Ok(40_960));
		for bad in [f64::NAN, 0.0, -1.0, 1e-9, 1e300] {
			assert!(lanes_of(bad, 14, "tau", "t").is_err(), "{bad}");
		}
	}
}
