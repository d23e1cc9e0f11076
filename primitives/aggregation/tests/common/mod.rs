//! Rounds and lanes for tests, with defaults that a test overrides where it matters.
#![allow(dead_code)] // Each test file uses its own part.

pub mod court;
pub mod dispute;
pub mod real_proofs;

use guild_aggregation::Gram;
use guild_primitives::{
	ColumnRule, IncludedUpdate, MemberId, MixRule, PreStep, Root, RoundId, RoundInputs, RuleSpec, Weighting,
};
use proptest::prelude::*;

/// The frozen inputs of a round over `weights.len()` active updates, with a norm bound that cuts none.
pub fn inputs(rule: RuleSpec, weights: &[u32], dim: usize) -> RoundInputs {
	let included = weights.iter().enumerate().map(|(i, weight)| IncludedUpdate {
		member: MemberId([i as u8; 32]),
		update_root: Root([i as u8; 32]),
		weight: *weight,
		active: true,
	});
	RoundInputs {
		round: RoundId { task: 1, index: 2 },
		spec_hash: Root([3; 32]),
		base_root: Root([4; 32]),
		previous_aggregate_root: None,
		dim: dim as u32,
		scale: 12,
		norm_bound: u64::MAX,
		rule,
		seed: Some(Root([6; 32])),
		included: included.collect::<Vec<_>>().try_into().expect("at most 128"),
	}
}

/// A rule over one row.
pub fn rule(f: u16, mix: MixRule) -> RuleSpec {
	RuleSpec { f, mix, ..RuleSpec::mean(Weighting::Samples) }
}

/// A rule over every update, lane by lane.
pub fn columns(f: u16, column: ColumnRule) -> RuleSpec {
	RuleSpec { f, mix: MixRule::Each, column, ..RuleSpec::mean(Weighting::Equal) }
}

/// The rule with these steps before its mix.
pub fn after(pre: &[PreStep], rule: RuleSpec) -> RuleSpec {
	RuleSpec { pre: pre.to_vec().try_into().expect("at most 4"), ..rule }
}

pub fn geometric_median(f: u16) -> RuleSpec {
	rule(f, MixRule::GeometricMedian { iterations: 200, nu: 1 })
}

/// Any rule that a task may have, for any number of updates.
pub fn any_rule() -> impl Strategy<Value = RuleSpec> {
	let tau = || prop_oneof![1u64..100_000, Just(u64::MAX)];
	let nu = || prop_oneof![Just(1u32), 1u32..5000, Just(u32::MAX)];
	let one_row = prop_oneof![
		Just(MixRule::Mean),
		(1u16..=60, nu()).prop_map(|(iterations, nu)| MixRule::GeometricMedian { iterations, nu }),
		(1u16..=9, nu()).prop_map(|(iterations, nu)| MixRule::ApproximateGeometricMedian { iterations, nu }),
		Just(MixRule::Krum),
		(1u16..20).prop_map(|m| MixRule::MultiKrum { m }),
		(tau(), 1u16..=9).prop_map(|(tau, iterations)| MixRule::CenteredClipping { tau, iterations }),
		Just(MixRule::MinimumDiameter),
		Just(MixRule::Caf),
		Just(MixRule::Smea),
	];
	let column = prop_oneof![Just(ColumnRule::Median), Just(ColumnRule::TrimmedMean), Just(ColumnRule::Meamed)];
	let many_rows = prop_oneof![Just(MixRule::Each), Just(MixRule::Monna), Just(MixRule::Bulyan)];
	let mix = prop_oneof![
		3 => one_row.prop_map(|mix| (mix, ColumnRule::Identity)),
		2 => (many_rows, column),
	];
	let step = prop_oneof![
		Just(PreStep::NearestNeighbourMixing),
		tau().prop_map(|tau| PreStep::Clip { tau }),
		(1u16..5).prop_map(|size| PreStep::Bucketing { size }),
		Just(PreStep::Arc),
		Just(PreStep::ClipToMedian),
	];
	let weighting = prop_oneof![Just(Weighting::Equal), Just(Weighting::Samples)];
	let pre = prop::collection::vec(step, 0..=4);
	(0u16..6, mix, pre, weighting).prop_map(|(f, (mix, column), pre, weighting)| RuleSpec {
		f,
		weighting,
		pre: pre.try_into().expect("at most 4"),
		mix,
		column,
	})
}

/// Weights, also at the ends of their range.
pub fn any_weight() -> impl Strategy<Value = u32> {
	prop_oneof![Just(1), 1u32..1000, Just(u32::MAX), any::<u32>().prop_map(|weight| weight.max(1))]
}

/// One update's lanes of one of several kinds: as in real updates, full range, at the very ends, zero.
pub fn any_lanes(dim: usize) -> impl Strategy<Value = Vec<i16>> {
	prop_oneof![
		3 => prop::collection::vec(-90i16..=90, dim),
		2 => prop::collection::vec(-32767i16..=32767, dim),
		1 => prop::collection::vec(prop_oneof![Just(-32767i16), Just(32767)], dim),
		1 => prop_oneof![Just(-32767i16), Just(32767), Just(0)].prop_map(move |lane| vec![lane; dim]),
	]
}

pub fn slices(updates: &[Vec<i16>]) -> Vec<&[i16]> {
	updates.iter().map(Vec::as_slice).collect()
}

/// The Gram matrix of points with few coordinates.
pub fn gram_of(points: &[Vec<i16>]) -> Gram {
	let dot = |a: &[i16], b: &[i16]| a.iter().zip(b).map(|(a, b)| i64::from(*a) * i64::from(*b)).sum::<i64>();
	let entries = points.iter().flat_map(|a| points.iter().map(move |b| dot(a, b))).collect();
	Gram::new(points.len(), entries).expect("a Gram matrix")
}
