//! Every rule against an independent float implementation, on recorded vectors (`vectors/rules.md`).
//!
//! # Bounds
//!
//! With n updates and ε = n · 2^-32:
//!
//! - Coefficients of mean, Krum, Multi-Krum, minimum diameter, MoNNA, SMEA, Bulyan and single updates differ by at most ε
//!   for each map that composes rows (a floor and a remainder of fewer than n units): pre-steps and the mix itself. Which
//!   updates are chosen does not differ at all, ties included; where real arithmetic has a tie that only noise decides
//!   (equal eigenvalues of two sets) there is no vector.
//! - Coefficients of the geometric medians, of centered clipping and of CAF differ by at most 2^-22 besides: the geometric
//!   median stops when nothing moves by more than 2^-24, and may do so a step apart; so does the power iteration of CAF; the
//!   others add up the floors of their steps. After a pre-step by at most 2^-14 (centered clipping: 2^-12) on these vectors:
//!   a transformed Gram matrix is rounded to whole lanes², so each squared distance is uncertain by 2, and here mixed
//!   updates come as near as 13 lanes to the median, clipped ones nearer still to the centre. This is what the definition
//!   costs; it shrinks with the square of the distances.
//! - A mixed lane differs by the sum of its coefficients' differences times its lanes, and by 1/2 for rounding to an
//!   integer. A median or trimmed mean of mixed lanes that are integers by themselves adds nothing but one rounding of
//!   its own; over lanes that pre-steps made, it is another 1/2.
//! - Norms and distances are floors: they lie below by less than 1, besides what the coefficients make.
//! - The geometric median's objective exceeds the least one by at most what smoothing may cost, ν · Σw, and 2^-16 of it.

mod common;

use common::{inputs, slices};
use guild_aggregation::{aggregate, reference};
use guild_primitives::{ColumnRule, MixRule, Root, RuleSpec, Weighting, COEFFICIENT_ONE};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct Vectors {
	cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
	name: String,
	weights: Vec<u32>,
	lanes: Vec<Vec<i16>>,
	previous: Vec<i16>,
	norms: Vec<f64>,
	expected: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
	title: String,
	rule: RuleSpec,
	reads_previous: bool,
	coefficients: Vec<Vec<f64>>,
	aggregate: Vec<f64>,
	distances: Vec<f64>,
	least_objective: Option<f64>,
}

fn vectors() -> Vectors {
	serde_json::from_str(include_str!("vectors/rules.json")).expect("vectors")
}

/// Largest difference allowed in a coefficient.
fn coefficient_bound(rule: &RuleSpec, n: usize) -> f64 {
	let maps = 2 + rule.pre.len();
	let composed = (maps * n) as f64 / COEFFICIENT_ONE as f64;
	let iterated = match rule.mix {
		MixRule::GeometricMedian { .. }
		| MixRule::ApproximateGeometricMedian { .. }
		| MixRule::CenteredClipping { .. }
		| MixRule::Caf
			if rule.pre.is_empty() =>
		{
			2f64.powi(-22)
		}
		MixRule::GeometricMedian { .. } => 2f64.powi(-14),
		MixRule::CenteredClipping { .. } => 2f64.powi(-12),
		_ => 0.0,
	};
	composed + iterated
}

fn largest(values: impl Iterator<Item = f64>) -> f64 {
	values.fold(0.0, f64::max)
}

#[test]
fn every_rule_is_within_its_bound_of_the_float_implementation() {
	for case in vectors().cases {
		let (n, dim) = (case.lanes.len(), case.lanes[0].len());
		for expected in &case.expected {
			let at = format!("{}: {}", case.name, expected.title);
			let mut inputs = inputs(expected.rule.clone(), &case.weights, dim);
			let mut columns = case.lanes.clone();
			if expected.reads_previous {
				inputs.previous_aggregate_root = Some(Root([8; 32]));
				columns.push(case.previous.clone());
			}
			let found = aggregate(&inputs, &slices(&columns), &vec![0; dim]).expect("a result");
			assert_eq!(Ok(&found), reference::aggregate(&inputs, &slices(&columns), &vec![0; dim]).as_ref());

			let bound = coefficient_bound(&expected.rule, n);
			assert_eq!(found.body.coefficients.len(), expected.coefficients.len(), "{at}");
			for (row, wanted) in found.body.coefficients.iter().zip(&expected.coefficients) {
				let off = largest(
					row.iter().zip(wanted).map(|(c, wanted)| (*c as f64 / COEFFICIENT_ONE as f64 - wanted).abs()),
				);
				assert!(off <= bound, "{at}: a coefficient is off by {off}, more than {bound}");
			}

			let mixed = !expected.rule.pre.is_empty() || expected.rule.mix == MixRule::Monna;
			let second_rounding = expected.rule.column != ColumnRule::Identity && mixed;
			for (l, (lane, wanted)) in found.aggregate.iter().zip(&expected.aggregate).enumerate() {
				let magnitudes: f64 = columns.iter().map(|lanes| f64::from(lanes[l]).abs()).sum();
				let allowed = 0.5 + if second_rounding { 0.5 } else { 0.0 } + bound * magnitudes + 1e-9;
				let off = (f64::from(*lane) - wanted).abs();
				assert!(off <= allowed, "{at}: lane {l} is {lane} instead of {wanted}, allowed {allowed}");
			}

			let reach: f64 = bound * case.norms.iter().sum::<f64>() + 1e-6;
			let floors = case.norms.iter().zip(&found.body.norms).map(|(wanted, norm)| (wanted, norm, 1e-6));
			let distances = expected.distances.iter().zip(&found.body.distances).map(|(wanted, d)| (wanted, d, reach));
			for (wanted, found, slack) in floors.chain(distances) {
				let below = wanted - *found as f64;
				assert!((-slack..1.0 + slack).contains(&below), "{at}: {found} instead of the floor of {wanted}");
			}
		}
	}
}

#[test]
fn the_geometric_median_is_as_near_the_least_objective_as_its_smoothing_allows() {
	let mut compared = 0;
	for case in vectors().cases {
		for expected in &case.expected {
			let Some(least) = expected.least_objective else { continue };
			let dim = case.lanes[0].len();
			let inputs = inputs(expected.rule.clone(), &case.weights, dim);
			let found = aggregate(&inputs, &slices(&case.lanes), &vec![0; dim]).expect("a result");
			let row: Vec<f64> = found.body.coefficients[0].iter().map(|c| *c as f64 / COEFFICIENT_ONE as f64).collect();
			let centre: Vec<f64> =
				(0..dim).map(|l| row.iter().zip(&case.lanes).map(|(c, lanes)| c * f64::from(lanes[l])).sum()).collect();
			let distance =
				|lanes: &[i16]| lanes.iter().zip(&centre).map(|(a, b)| (f64::from(*a) - b).powi(2)).sum::<f64>().sqrt();
			let weights: Vec<f64> = match expected.rule.weighting {
				Weighting::Samples | Weighting::Reputation => {
					case.weights.iter().map(|weight| f64::from(*weight)).collect()
				}
				Weighting::Equal => vec![1.0; case.weights.len()],
			};
			let objective: f64 = case.lanes.iter().zip(&weights).map(|(lanes, weight)| weight * distance(lanes)).sum();
			let smoothing: f64 = weights.iter().sum();
			let allowed = least * (1.0 + 2f64.powi(-16)) + smoothing;
			assert!(objective <= allowed, "{} {}: {objective}, least {least}", case.name, expected.title);
			compared += 1;
		}
	}
	assert!(compared >= 20, "only {compared} objectives compared");
}

#[test]
fn the_recorded_rules_differ_from_each_other() {
	// A vector on which two rules agree by chance could not tell a rule from another; on some case they must differ.
	let vectors = vectors();
	let titles: BTreeSet<&str> =
		vectors.cases.iter().flat_map(|case| &case.expected).map(|expected| expected.title.as_str()).collect();
	for a in &titles {
		for b in titles.range::<&str, _>(..*a) {
			// With equal weights these two are the same by their definitions.
			if (*b, *a) == ("monna", "nnm, median") {
				continue;
			}
			let differ = |case: &Case| {
				let find = |title: &str| case.expected.iter().find(|expected| expected.title == title);
				let (Some(a), Some(b)) = (find(a), find(b)) else { return false };
				a.aggregate.iter().zip(&b.aggregate).any(|(a, b)| (a - b).abs() > 1.0)
			};
			assert!(vectors.cases.iter().any(differ), "{a} and {b}");
		}
	}
	assert!(titles.len() >= 40, "{titles:?}");
}
