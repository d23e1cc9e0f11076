//! Rules as people write them: a name and parameters in real units, to the [`RuleSpec`] that the chain holds.

use crate::problem::Problem;
use guild_primitives::{
	limits::{MAX_ITERATIONS, MAX_PRE_STEPS},
	rules::{
		names::{self, Missing, Named, Parameters},
		RuleError,
	},
	PreStep, RuleSpec, Weighting,
};
use serde::{Deserialize, Serialize};

/// Names of the rules.
pub fn rules() -> Vec<&'static str> {
	names::RULES.iter().map(|named| named.name).collect()
}

/// Names of the pre-steps.
pub fn pre_steps() -> Vec<&'static str> {
	names::PRE_STEPS.iter().map(|named| named.name).collect()
}

/// A rule by name: the `[rule]` section of a task file, or the flags of `guild aggregate`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
	/// One of [`rules`].
	pub name: String,
	/// How many of the updates may be hostile.
	#[serde(default)]
	pub f: u16,
	/// `equal`, `samples` (reported samples, capped by the task, times reputation), or `reputation`.
	#[serde(default = "samples")]
	pub weighting: Weighting,
	/// Steps before the rule, in order, each one of [`pre_steps`].
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub pre: Vec<String>,
	/// Updates that `multi-krum` keeps.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub m: Option<u16>,
	/// Clip norm of the pre-step `clip` and of `centered-clipping`, in real units (L2).
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub tau: Option<f64>,
	/// Iterations of `geometric-median` (at most), `approximate-geometric-median` and `centered-clipping`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub iterations: Option<u16>,
	/// Smoothing of the geometric medians, in lanes.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub nu: Option<u32>,
	/// Updates in a bucket of the pre-step `bucketing`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub bucket: Option<u16>,
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
			bucket: None,
		}
	}

	/// The rule as the chain holds it; `scale` turns real units into lanes.
	///
	/// # Errors
	/// When the name or a pre-step is unknown, a parameter is missing, or one is given that the rule does not use.
	pub fn to_spec(&self, scale: u8, place: &str) -> Result<RuleSpec, Problem> {
		let rule = find(names::RULES, &self.name, "rule", place)?;
		let steps: Vec<&Named<PreStep>> =
			self.pre.iter().map(|step| find(names::PRE_STEPS, step, "pre-step", place)).collect::<Result<_, _>>()?;
		let given = Parameters {
			m: self.m,
			tau: self.tau.map(|tau| lanes_of(tau, scale, "tau", place)).transpose()?,
			iterations: self.iterations,
			nu: self.nu,
			bucket: self.bucket,
		};
		let taken: Vec<&str> = steps.iter().flat_map(|step| step.takes).chain(rule.takes).copied().collect();
		if let Some(parameter) = given.given().find(|parameter| !taken.contains(parameter)) {
			let what = format!("rule `{}` does not use `{parameter}`", self.name);
			return Err(Problem::new(
				what,
				place,
				format!("leave `{parameter}` out, or name the rule or pre-step it is for"),
			));
		}
		let (mix, column) = (rule.make)(&given).map_err(|missing| lacks(rule.name, missing, place))?;
		let pre: Vec<PreStep> = steps
			.into_iter()
			.map(|step| (step.make)(&given).map_err(|missing| lacks(step.name, missing, place)))
			.collect::<Result<_, _>>()?;
		let pre = pre.try_into().map_err(|_| {
			Problem::new(format!("a rule has at most {MAX_PRE_STEPS} pre-steps"), place, "leave some out")
		})?;
		let spec = RuleSpec { f: self.f, weighting: self.weighting, pre, mix, column };
		if spec.check_parameters() == Err(RuleError::BadParameter) {
			let next = format!("`iterations` is 1 to {MAX_ITERATIONS}; `m`, `nu` and `bucket` are at least 1");
			return Err(Problem::new("a parameter of the rule is out of its range", place, next));
		}
		Ok(spec)
	}
}

/// The entry of a name.
fn find<T>(list: &'static [Named<T>], name: &str, what: &str, place: &str) -> Result<&'static Named<T>, Problem> {
	names::find(list, name).ok_or_else(|| {
		let known: Vec<&str> = list.iter().map(|named| named.name).collect();
		Problem::new(format!("there is no {what} `{name}`"), place, format!("use one of: {}", known.join(", ")))
	})
}

/// A name that lacks a parameter.
fn lacks(name: &str, Missing(parameter): Missing, place: &str) -> Problem {
	let next = match parameter {
		"m" => "say how many updates it keeps, for instance m = 3",
		"tau" => "give the clip norm, in real units (L2)",
		_ => "give it",
	};
	Problem::new(format!("`{name}` needs `{parameter}`"), place, next)
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
		for named in names::RULES {
			let rule = RuleText {
				m: named.takes.contains(&"m").then_some(2),
				tau: named.takes.contains(&"tau").then_some(0.5),
				f: u16::from(named.name != "mean"),
				..RuleText::named(named.name)
			};
			assert_eq!(rule.to_spec(14, "test").unwrap().check(10), Ok(()), "{}", named.name);
		}
		for step in names::PRE_STEPS {
			let tau = step.takes.contains(&"tau").then_some(0.5);
			let rule = RuleText { pre: vec![step.name.into()], tau, ..RuleText::named("mean") };
			assert_eq!(rule.to_spec(14, "test").unwrap().pre.len(), 1, "{}", step.name);
		}
	}

	/// What the chain refuses of the example scenarios is what their comments say it does.
	#[test]
	fn rules_of_the_example_scenarios_have_their_guarantees() {
		for name in ["wind", "shuttle", "collude", "scale"] {
			let path = format!("{}/../../examples/simulations/{name}.toml", env!("CARGO_MANIFEST_DIR"));
			let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
			// A rule that needs more updates than the scenario's task gets as many, up to all members'.
			let members = table["members"].as_integer().unwrap() as u32;
			let rules: Vec<RuleText> = table["rules"].clone().try_into().unwrap();
			assert!(!rules.is_empty());
			for rule in rules {
				assert_eq!(rule.to_spec(14, name).unwrap().check(members), Ok(()), "{name}: {rule:?}");
			}
		}
	}

	#[test]
	fn a_parameter_that_is_missing_is_named() {
		for (rule, missing) in [("multi-krum", "m"), ("centered-clipping", "tau")] {
			let problem = RuleText::named(rule).to_spec(14, "test").unwrap_err();
			assert!(problem.what.contains(rule) && problem.what.contains(&format!("`{missing}`")), "{}", problem.what);
		}
		let clip = RuleText { pre: vec!["clip".into()], ..RuleText::named("mean") };
		assert!(clip.to_spec(14, "test").unwrap_err().what.contains("`tau`"));
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
		assert!(RuleText { bucket: Some(2), ..RuleText::named("mean") }.to_spec(14, "t").is_err());
		assert!(RuleText { nu: Some(0), ..RuleText::named("geometric-median") }.to_spec(14, "t").is_err());
		let buckets = RuleText { pre: vec!["bucketing".into()], ..RuleText::named("mean") };
		assert!(RuleText { bucket: Some(3), ..buckets.clone() }.to_spec(14, "t").is_ok());
		assert!(RuleText { bucket: Some(0), ..buckets }.to_spec(14, "t").is_err());
	}

	#[test]
	fn norms_in_real_units_become_lanes() {
		assert_eq!(lanes_of(2.5, 14, "tau", "t"), Ok(40_960));
		for bad in [f64::NAN, 0.0, -1.0, 1e-9, 1e300] {
			assert!(lanes_of(bad, 14, "tau", "t").is_err(), "{bad}");
		}
	}
}
