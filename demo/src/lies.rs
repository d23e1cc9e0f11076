//! What another rule would have made of the same lies. Only with the feature `attacks`: the lying code is not in a
//! release build.

use crate::{failure::Failure, record::Curve, stop::Stop};
use guild_learning::WorkerConfig;
use guild_primitives::TaskSpec;

/// Whether this build can compare rules under an attack, and a member's node can lie.
pub const COMPILED_IN: bool = cfg!(feature = "attacks");

/// Whether a member of a real network can lie in this way, by the name of the attack.
///
/// # Errors
/// What is wrong, with the names that there are.
#[cfg(feature = "attacks")]
pub fn check(attack: &str) -> Result<(), String> {
	guild_worker::attack::Attack::of_network(attack).map(|_| ())
}

/// Nobody lies in this build.
///
/// # Errors
/// Always.
#[cfg(not(feature = "attacks"))]
pub fn check(_: &str) -> Result<(), String> {
	Err("this build has no lying members in it".into())
}

/// What a member did that lied in this way, to go on after its name.
#[cfg(feature = "attacks")]
pub fn in_words(attack: &str) -> &'static str {
	attack.parse().map_or("lied in every round", |attack: guild_worker::attack::Attack| attack.in_words())
}

/// Nobody lies in this build.
#[cfg(not(feature = "attacks"))]
pub fn in_words(_: &str) -> &'static str {
	"lied in every round"
}

/// Whether the lie is about the result, not about the update.
#[cfg(feature = "attacks")]
pub fn is_about_result(attack: &str) -> bool {
	attack.parse().is_ok_and(|attack: guild_worker::attack::Attack| attack.false_result().is_some())
}

/// Nobody lies in this build.
#[cfg(not(feature = "attacks"))]
pub fn is_about_result(_: &str) -> bool {
	false
}

/// The curve of the plain mean under the same attack; if the run's rule is a mean, that of the geometric median.
///
/// # Errors
/// The data or the task do not allow it, or it is time to stop.
#[cfg(feature = "attacks")]
pub fn other_rule(
	configs: &[WorkerConfig],
	spec: &TaskSpec,
	liars: &[usize],
	attack: &str,
	how: &str,
	stop: &Stop,
) -> Result<Option<Curve>, Failure> {
	use guild_primitives::{limits::MAX_ITERATIONS, MixRule, RuleSpec, Weighting};
	let attack: guild_worker::attack::Attack =
		attack.parse().map_err(|error| Failure::new(2, format!("{error}"), "--attack", "name one of these"))?;
	if !attack.is_lone() {
		return Ok(None); // It cannot be told from one member's update what this lie would have been.
	}
	let (rule, name) = if spec.rule.mix == MixRule::Mean {
		let median = MixRule::GeometricMedian { iterations: MAX_ITERATIONS.min(200), nu: 1 };
		// As many as lie, as far as a median can.
		let f = liars.len().min(configs.len().saturating_sub(1) / 2) as u16;
		(RuleSpec { f, mix: median, ..RuleSpec::mean(Weighting::Samples) }, "geometric median")
	} else {
		(RuleSpec::mean(Weighting::Samples), "mean")
	};
	// So that no member has half of the weight, which would decide a median.
	let max_samples = if name == "mean" { spec.max_samples } else { crate::prepare::CAPPED_SAMPLES };
	let other = TaskSpec { rule, max_samples, ..spec.clone() };
	let lie = |lanes: &[i16], spec: &TaskSpec| -> Result<Vec<i16>, Failure> {
		let mut lanes = lanes.to_vec();
		let mut entropy = guild_learning::OsEntropy::open().map_err(|error| {
			Failure::new(70, format!("no randomness: {error}"), "the operating system", "try again")
		})?;
		attack.apply(&mut lanes, spec.effective_norm_bound(), &mut entropy);
		Ok(lanes)
	};
	let rmse = crate::simulate::rounds(configs, &other, Some((liars, &lie)), stop)?;
	Ok(Some(Curve {
		label: format!("{name}, same lies"),
		meaning: format!("the rule {name} under the same attack, computed {how}"),
		rmse,
	}))
}

/// Without the feature there is nothing to compare with.
///
/// # Errors
/// None.
#[cfg(not(feature = "attacks"))]
pub fn other_rule(
	_: &[WorkerConfig],
	_: &TaskSpec,
	_: &[usize],
	_: &str,
	_: &str,
	_: &Stop,
) -> Result<Option<Curve>, Failure> {
	Ok(None)
}
