//! Which robust rule a task uses, as data. What each does, bit for bit, is in `guild-aggregation`.
//!
//! A rule is *mix, then column*: pre-steps and a mix turn the Gram matrix of the active updates into rows of
//! coefficients; a column rule combines the mixed rows lane by lane.
//!
//! An index in an encoding never changes its meaning: a new meaning is a new index.
//!
//! | file | holds |
//! | --- | --- |
//! | `pre_step`, `mix_rule`, `column_rule` | the rules, each with one entry of what is known of it |
//! | `facts` | what such an entry says: when the guarantee holds, what it costs, words |
//! | [`names`] | how people name them, and with which parameters |

mod column_rule;
mod facts;
mod mix_rule;
pub mod names;
mod pre_step;

pub use column_rule::ColumnRule;
pub use mix_rule::{smea_sets, MixRule, MAX_EXACT_DIAMETER_F, MAX_POWER_STEPS, MAX_SMEA_WORK};
pub use pre_step::PreStep;

use crate::limits::MAX_PRE_STEPS;
use alloc::{
	format,
	string::{String, ToString},
	vec::Vec,
};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use facts::{cost, majority, Facts, Rows, NEVER};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A rule and its parameters.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct RuleSpec {
	/// How many of the active updates may be hostile.
	pub f: u16,
	/// What weights the updates carry into the mix.
	pub weighting: Weighting,
	/// Steps before the mix, in order.
	pub pre: BoundedVec<PreStep, ConstU32<MAX_PRE_STEPS>>,
	/// From the Gram matrix to rows of coefficients.
	pub mix: MixRule,
	/// From the mixed rows to the aggregate.
	pub column: ColumnRule,
}

/// Weights of the updates.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Weighting {
	/// All the same. Reputation has no effect but by quarantine.
	#[codec(index = 0)]
	Equal,
	/// The samples that the member reports, capped by the task, times its reputation.
	#[codec(index = 1)]
	Samples,
	/// The member's reputation alone.
	#[codec(index = 2)]
	Reputation,
}

/// Why a rule is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum RuleError {
	/// The guarantee of the rule is void with so few updates for this `f`; `needs` is the least number.
	TooFewUpdates {
		/// Least number of updates.
		needs: u32,
	},
	/// A parameter is out of its range.
	BadParameter,
	/// The mix gives more than one row and the column rule is `identity`, or the reverse.
	MixAndColumnDoNotFit,
	/// With so many updates the rule would not be what its name says; `most` is the largest number.
	TooManyUpdates {
		/// Most updates.
		most: u32,
	},
	/// The rule has no guarantee against any hostile update, and its `f` is not 0.
	NoGuarantee,
}

impl RuleSpec {
	/// The weighted mean.
	pub fn mean(weighting: Weighting) -> Self {
		Self { f: 0, weighting, pre: BoundedVec::new(), mix: MixRule::Mean, column: ColumnRule::Identity }
	}

	/// The least number of updates with which every part of the rule has what it `needs` of them.
	fn every_part(&self, f: u32, needs: fn(&Facts, u32) -> u32) -> u32 {
		let column = if self.column == ColumnRule::Identity { 1 } else { majority(f) };
		let mix = needs(&self.mix.facts(), f).max(column);
		self.pre.iter().rev().fold(mix, |after, step| {
			let facts = step.facts();
			// More than (after − 1) full buckets, so that there are as many as the rest needs.
			let before = after.saturating_sub(1).saturating_mul(facts.bucket.max(1)).saturating_add(1);
			before.max(needs(&facts, f))
		})
	}

	/// The least number of updates with which the rule runs with this `f`. It decides bits: see [`RuleSpec::allowed_f`].
	fn runs_with(&self, f: u32) -> u32 {
		self.every_part(f, |facts, f| (facts.needs)(f))
	}

	/// The least number of updates for which the rule keeps its guarantee against `f` hostile ones, as its paper has it:
	/// 2f + 3 for Krum, 4f + 3 for Bulyan, 3f + 1 for CAF, 10f for centered clipping, 2f + 1 for every other robust rule or
	/// step, for each bucket of size s as many buckets. The mean has no guarantee: it needs one update for `f = 0`, and
	/// `u32::MAX` else, whatever goes before it. Multi-Krum besides needs m + f.
	pub fn least_updates(&self) -> u32 {
		let f = u32::from(self.f);
		let kept = match self.mix.facts().keeps {
			0 => 0,
			m => self.pre.iter().rev().fold(m.saturating_add(f), |needs, step| {
				needs.saturating_sub(1).saturating_mul(step.facts().bucket.max(1)).saturating_add(1)
			}),
		};
		self.every_part(f, |facts, f| (facts.needs)(f).max((facts.proven)(f))).max(kept)
	}

	/// The most updates for which the rule is what its name says. Beyond it a rule still runs, in a lesser form that its
	/// page names.
	pub fn most_updates(&self) -> u32 {
		let mix = (self.mix.facts().most)(self.f.into());
		self.pre.iter().rev().fold(mix, |most, step| most.saturating_mul(step.facts().bucket.max(1)))
	}

	/// The rule's `f`, lowered to the largest one that it can be run with among `n` updates, and to 0 if there is none. For CAF and
	/// centered clipping that is more than is proven, and a mean runs with any; tasks with so few updates are refused.
	pub fn allowed_f(&self, n: u32) -> u16 {
		let most = self.f.min(u16::try_from(n / 2).unwrap_or(u16::MAX));
		(0..=most).rev().find(|f| self.runs_with(u32::from(*f)) <= n).unwrap_or(0)
	}

	/// Whether the rule draws, and so needs the round's seed. A chain that makes no seeds refuses such rules.
	pub fn needs_seed(&self) -> bool {
		self.pre.iter().any(|step| matches!(step, PreStep::Bucketing { .. }))
	}

	/// Whether every parameter is in its range and mix and column fit, whatever the number of updates.
	///
	/// # Errors
	/// The first thing that does not hold.
	pub fn check_parameters(&self) -> Result<(), RuleError> {
		let mix = self.mix.facts();
		if !mix.holds || !self.pre.iter().all(|step| step.facts().holds) {
			return Err(RuleError::BadParameter);
		}
		if (mix.rows == Rows::Many) == (self.column == ColumnRule::Identity) {
			return Err(RuleError::MixAndColumnDoNotFit);
		}
		Ok(())
	}

	/// Whether the rule makes sense for `n` updates: for `f > 0`, whether anything is proven of it.
	///
	/// # Errors
	/// The first thing that does not hold.
	pub fn check(&self, n: u32) -> Result<(), RuleError> {
		self.check_parameters()?;
		let (needs, most) = (self.least_updates(), self.most_updates());
		if needs == NEVER {
			return Err(RuleError::NoGuarantee);
		}
		if n < needs {
			return Err(RuleError::TooFewUpdates { needs });
		}
		if n > most {
			return Err(RuleError::TooManyUpdates { most });
		}
		Ok(())
	}

	/// What running the rule's mix on the matrix of `n` updates costs at most, in elementary 128-bit operations: an
	/// addition, multiplication, comparison, shift or load is one, a division 32, a square root 128.
	///
	/// It is for weighing a challenge that has the chain recompute coefficients. More than 128 updates are taken for 128.
	pub fn mix_cost(&self, n: u32) -> u64 {
		let n = u64::from(n.clamp(1, crate::limits::MAX_PARTICIPANTS));
		let f = u64::from(self.f).min(n.saturating_sub(1) / 2);
		let columns = n.saturating_add(1);
		let of = |facts: Facts| (facts.cost)(n, f).saturating_mul(facts.times);
		let mix = self.mix.facts();
		let rows = if mix.rows == Rows::One { 1 } else { n };
		let choosing = columns.saturating_mul(columns).saturating_mul(8);
		let composing = rows.saturating_mul(cost::compose(columns).saturating_add(columns.saturating_mul(8)));
		let scores = cost::distances(columns).saturating_add(columns.saturating_mul(cost::SCORE));
		let parts = [of(mix), choosing, composing, scores, cost::normalise(columns)];
		let before = self.pre.iter().map(|step| of(step.facts()));
		before.chain(parts).fold(0, u64::saturating_add)
	}

	/// Most that the mix costs in a round of at most `members` updates. Not that of the most updates: some rules take a
	/// lesser form where there are many, and the norm bound may leave fewer. More than 128 are taken for 128.
	pub fn dearest_mix(&self, members: u32) -> u64 {
		(1..=members.min(crate::limits::MAX_PARTICIPANTS)).map(|n| self.mix_cost(n)).max().unwrap_or(0)
	}

	/// What the rule does, in words. `norm` writes a norm that is given in lanes.
	pub fn words(&self, norm: impl Fn(u64) -> String) -> String {
		let weights = match self.weighting {
			Weighting::Equal => "all updates alike",
			Weighting::Samples => "weighted by samples and reputation",
			Weighting::Reputation => "weighted by reputation",
		};
		let fill = |facts: Facts| {
			let words = facts.words.replace("{norm}", &norm(facts.norm)).replace("{times}", &facts.times.to_string());
			words.replace("{keeps}", &facts.keeps.to_string()).replace("{bucket}", &facts.bucket.to_string())
		};
		let mix = self.mix.facts();
		let mut steps: Vec<String> = self.pre.iter().map(|step| fill(step.facts())).collect();
		steps.push(if mix.weighted { format!("{}, {weights}", fill(mix)) } else { fill(mix) });
		steps.push(self.column.words().replace("{f}", &self.f.to_string()));
		steps.retain(|step| !step.is_empty());
		format!("{}; {}", steps.join(", then "), self.tolerates())
	}

	/// What is proven of the rule against liars, in words, where a round has as many updates as [`RuleSpec::check`] asks for.
	fn tolerates(&self) -> String {
		let (mix, most) = (self.mix.facts(), self.most_updates());
		if self.f == 0 || self.least_updates() == NEVER {
			return "tolerates no liar".into();
		}
		// Where weights do not enter the rule there is nothing to say of them.
		let equal = self.weighting == Weighting::Equal || !mix.weighted;
		let buckets = self.pre.iter().any(|step| step.facts().bucket > 1);
		let among = if most == u32::MAX { String::new() } else { format!(" among at most {most} updates") };
		format!("tolerates {} liar(s){among}{}", self.f, mix.given.words(equal, buckets))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn krum_needs_two_f_plus_three() {
		let krum = RuleSpec { f: 1, mix: MixRule::Krum, ..RuleSpec::mean(Weighting::Equal) };
		assert_eq!(krum.check(4), Err(RuleError::TooFewUpdates { needs: 5 }));
		assert_eq!(krum.check(5), Ok(()));
	}

	#[test]
	fn many_rows_need_a_column_rule_and_one_row_needs_none() {
		let rows = RuleSpec { mix: MixRule::Each, ..RuleSpec::mean(Weighting::Equal) };
		assert_eq!(rows.check(4), Err(RuleError::MixAndColumnDoNotFit));
		let median_of_one = RuleSpec { column: ColumnRule::Median, ..RuleSpec::mean(Weighting::Equal) };
		assert_eq!(median_of_one.check(4), Err(RuleError::MixAndColumnDoNotFit));
		assert_eq!(RuleSpec { column: ColumnRule::Median, f: 1, ..rows }.check(3), Ok(()));
	}

	/// A rule over one row.
	fn rule(f: u16, mix: MixRule) -> RuleSpec {
		RuleSpec { f, mix, ..RuleSpec::mean(Weighting::Equal) }
	}

	fn after(pre: &[PreStep], rule: RuleSpec) -> RuleSpec {
		RuleSpec { pre: pre.to_vec().try_into().unwrap(), ..rule }
	}

	#[test]
	fn each_rule_needs_what_its_guarantee_needs() {
		let clipping = MixRule::CenteredClipping { tau: 1, iterations: 1 };
		for (mix, needs) in [
			(MixRule::MinimumDiameter, 7),
			(MixRule::Caf, 10),
			(MixRule::Smea, 7),
			(clipping, 30),
			(MixRule::ApproximateGeometricMedian { iterations: 1, nu: 1 }, 7),
			(MixRule::MultiKrum { m: 1 }, 9),
			(MixRule::MultiKrum { m: 8 }, 11),
		] {
			let rule = rule(3, mix);
			assert_eq!((rule.check(needs), rule.least_updates()), (Ok(()), needs), "{mix:?}");
			assert_eq!(rule.check(needs - 1), Err(RuleError::TooFewUpdates { needs }), "{mix:?}");
		}
		let columns = |mix| RuleSpec { column: ColumnRule::Meamed, ..rule(3, mix) };
		assert_eq!(
			[MixRule::Each, MixRule::Monna, MixRule::Bulyan].map(|mix| columns(mix).least_updates()),
			[7, 7, 15]
		);
	}

	#[test]
	fn what_no_number_of_updates_makes_robust_tolerates_nobody() {
		let (nnm, two) = (PreStep::NearestNeighbourMixing, PreStep::Bucketing { size: 2 });
		for pre in [vec![], vec![nnm], vec![two], vec![two, nnm], vec![PreStep::Arc], vec![PreStep::Clip { tau: 1 }]] {
			for n in [1, 128, u32::MAX] {
				assert_eq!(after(&pre, rule(1, MixRule::Mean)).check(n), Err(RuleError::NoGuarantee), "{pre:?}");
			}
			assert_eq!(after(&pre, rule(0, MixRule::Mean)).check(1), Ok(()), "{pre:?}");
			// What it is run with stays: the bits of a step that reads f must not change.
			assert_eq!(after(&pre, rule(1, MixRule::Mean)).allowed_f(128), 1, "{pre:?}");
		}
		assert!(rule(9, MixRule::Mean).words(|lanes| lanes.to_string()).ends_with("; tolerates no liar"));
	}

	#[test]
	fn what_is_tolerated_is_said_with_what_the_proof_asks_for() {
		let said = |weighting, rule: RuleSpec| {
			let words = RuleSpec { weighting, ..rule }.words(|lanes| lanes.to_string());
			words.split_once("; ").map(|(_, tolerates)| String::from(tolerates)).unwrap()
		};
		let median = MixRule::GeometricMedian { iterations: 1, nu: 1 };
		let columns = RuleSpec { column: ColumnRule::Median, ..rule(2, MixRule::Each) };
		for (rule, equal, samples) in [
			(rule(2, MixRule::Krum), "", ""),
			(columns, "", ""),
			(rule(2, MixRule::MinimumDiameter), "", ", whatever they weigh"),
			(rule(2, MixRule::Smea), " among at most 53 updates", " among at most 53 updates, whatever they weigh"),
			(rule(2, MixRule::Caf), "", " if all updates weigh alike; for other weights nothing is proven"),
			(
				rule(2, median),
				", as nearly as the steps come to the median",
				" that hold less than half of the weight, as nearly as the steps come to the median",
			),
			(
				after(&[PreStep::Bucketing { size: 2 }], rule(2, median)),
				", as nearly as the steps come to the median",
				" whose buckets hold less than half of the weight, as nearly as the steps come to the median",
			),
		] {
			assert_eq!(said(Weighting::Equal, rule.clone()), format!("tolerates 2 liar(s){equal}"));
			assert_eq!(said(Weighting::Reputation, rule.clone()), format!("tolerates 2 liar(s){samples}"));
			assert_eq!(said(Weighting::Samples, rule), format!("tolerates 2 liar(s){samples}"));
		}
	}

	#[test]
	fn buckets_multiply_what_is_needed() {
		let two = PreStep::Bucketing { size: 2 };
		// Five buckets need nine updates: four full ones, and one more.
		let krum = after(&[two], rule(1, MixRule::Krum));
		assert_eq!(krum.check(9), Ok(()));
		assert_eq!(krum.check(8), Err(RuleError::TooFewUpdates { needs: 9 }));
		assert_eq!(two.leaves(9), 5);
		assert!(krum.needs_seed() && !rule(1, MixRule::Krum).needs_seed());
		// A step before the buckets needs its own majority only.
		let mixed = after(&[PreStep::NearestNeighbourMixing, two], rule(3, MixRule::MultiKrum { m: 1 }));
		assert_eq!(mixed.least_updates(), 17);
		let kept = after(&[two], rule(1, MixRule::MultiKrum { m: 6 }));
		assert_eq!(kept.least_updates(), 13);
	}

	#[test]
	fn f_is_lowered_to_what_the_updates_allow() {
		let allowed = |rule: &RuleSpec| [1, 2, 3, 4, 5, 7, 9].map(|n| rule.allowed_f(n));
		assert_eq!(allowed(&rule(9, MixRule::Krum)), [0, 0, 0, 0, 1, 2, 3]);
		assert_eq!(allowed(&rule(9, MixRule::Caf)), [0, 0, 1, 1, 2, 3, 4]);
		let bulyan = RuleSpec { column: ColumnRule::Meamed, ..rule(9, MixRule::Bulyan) };
		assert_eq!(allowed(&bulyan), [0, 0, 0, 0, 0, 1, 1]);
		assert_eq!(allowed(&after(&[PreStep::Bucketing { size: 2 }], rule(9, MixRule::Krum))), [0, 0, 0, 0, 0, 0, 1]);
	}

	#[test]
	fn smallest_maximum_eigenvalue_is_for_few_updates() {
		assert_eq!(
			[(5, 2), (20, 4), (16, 7), (20, 5), (128, 1), (128, 2)].map(|(n, f)| smea_sets(n, f)),
			[10, 4845, 11_440, 0, 128, 0]
		);
		assert_eq!(rule(4, MixRule::Smea).check(20), Ok(()));
		assert_eq!(rule(5, MixRule::Smea).check(20), Err(RuleError::TooManyUpdates { most: 18 }));
		assert_eq!(rule(0, MixRule::Smea).check(128), Ok(()));
	}

	#[test]
	fn a_rule_is_described_step_by_step() {
		let norm = |lanes: u64| format!("{lanes} lanes");
		let median =
			RuleSpec { weighting: Weighting::Samples, ..rule(1, MixRule::GeometricMedian { iterations: 200, nu: 16 }) };
		assert_eq!(
			after(&[PreStep::NearestNeighbourMixing], median).words(norm),
			"replace each update by the mean of its nearest neighbours, then geometric median (at most 200 iterations, \
			 smoothed by 16 lanes), weighted by samples and reputation; tolerates 1 liar(s) that hold less than half of the weight, as nearly as \
			 the steps come to the median"
		);
		let trimmed = RuleSpec { column: ColumnRule::TrimmedMean, ..rule(2, MixRule::Each) };
		assert_eq!(
			after(&[PreStep::Clip { tau: 9 }, PreStep::Bucketing { size: 3 }], trimmed).words(norm),
			"clip each update to norm 9 lanes, then replace the updates by the means of random buckets of 3, then mean of \
			 each parameter without the 2 largest and the 2 smallest; tolerates 2 liar(s)"
		);
		assert!(rule(0, MixRule::MultiKrum { m: 4 })
			.words(norm)
			.ends_with("the mean of the 4 updates with the nearest neighbours, all updates alike; tolerates no liar"));
	}
}
